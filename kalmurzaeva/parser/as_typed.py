"""The words of a sentence as they were typed, for whoever says them after the player: `{=echo}`.

A topic is kept by the words that count. Where the block that answers says it back, it is given whole instead, with its articles and its mark.
"""

from __future__ import annotations

import re

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import ARTICLES, tokens
from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.story import Command

_SAID = frozenset("ask tell say attempt".split())
_FEWEST = 2  # words that count
_TYPED = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def as_typed(view: View, command: Command, text: str) -> Command:
    """The same command with its topic as it was typed, where the block that answers it then says it back."""
    topic = command.topic
    if topic is None or command.verb not in _SAID or topic.count(" ") < _FEWEST - 1:
        return command
    said = _standing_in(topic, text)
    if said is None:
        return command
    whole = command._replace(topic=clean(said))
    block = dispatch.met(view, whole).block
    says_back = block is not None and block.condition is not None and ("bound", "echo") in block.condition.reads
    return whole if says_back else command


def _standing_in(topic: str, text: str) -> str | None:
    """The stretch of a typed line whose words are those of a topic, articles left out, with the mark at its end."""
    wanted = [word for word in tokens(topic) if word not in ARTICLES]
    typed = [(tokens(found.group()), found) for found in _TYPED.finditer(text)]
    counted = [(word, at) for at, (words, _) in enumerate(typed) for word in words if word not in ARTICLES]
    length = len(wanted)
    for start in range(len(counted) - length + 1):
        if [word for word, _ in counted[start : start + length]] == wanted:
            first, last = counted[start][1], counted[start + length - 1][1]
            while first and set(typed[first - 1][0]) <= ARTICLES:
                first -= 1
            begin, end = typed[first][1].start(), typed[last][1].end()
            mark = text[end : end + 1]
            return text[begin:end] + ("?" if mark == "?" else ".")
    return None
