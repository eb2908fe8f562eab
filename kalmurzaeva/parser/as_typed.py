"""The words of a sentence as they were typed, for whoever says them after the player: `{=echo}`.

A topic is kept by the words that count. Where the block that answers says it back, the whole of it goes with the command, with its articles and its mark.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import NamedTuple

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.repeats import freshest
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import ARTICLES, tokens
from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Block, Command, Story
from kalmurzaeva.model.traversal import expressions_of

_SAID = frozenset("ask tell say attempt".split())
_FEWEST = 2  # words that count
# `ask her for the walk`: *her* is who is asked.
_WHOM_BEHIND = (("ask",), ("tell",))
_DESCRIBING = frozenset("in on at with from of by near behind who that".split())
_LEADING = (("for",), ("if",), ("whether",))
_INDIRECTLY = re.compile(r"\s*(?:i +)?(?:ask|tell)\b", re.IGNORECASE)
_OF_YOU = {
    "was": "were",
    "is": "are",
    "has": "have",
    "does": "do",
    "wasn't": "weren't",
    "isn't": "aren't",
    "hasn't": "haven't",
    "doesn't": "don't",
}
_NO_VERBS = frozenset("this always his as its yes perhaps sometimes".split())
_SIBILANT = ("ches", "shes", "sses", "xes", "oes")


class _Pronouns(NamedTuple):
    """How somebody is spoken of who does it, and otherwise."""

    does: str
    others: dict[str, str]


_OF_THEM = {
    "she": _Pronouns("she", {"her": "you", "hers": "yours", "herself": "yourself"}),
    "he": _Pronouns("he", {"him": "you", "his": "your", "himself": "yourself"}),
}
_TYPED = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def as_typed(view: View, command: Command, text: str) -> Command:
    """The same command with what was typed, where the block that answers it then says it back."""
    topic = command.topic
    few = topic is None or topic.count(" ") < _FEWEST - 1
    if few or command.verb not in _SAID or dispatch.met(view, command).exactly:
        return command
    said = _standing_in(command.topic or "", text)
    if said is None:
        return command
    if command.noun is not None:
        said = _said_to(view, command.noun, said, indirectly=bool(_INDIRECTLY.match(text)))
    whole = command._replace(typed=clean(said))
    block = _answering(view, whole)
    return whole if block is not None and _says_back(view.story, block) else command


def _said_to(view: View, person: str, said: str, *, indirectly: bool) -> str:
    """A sentence as it is said to somebody: without their name in it; and where it is told of (`ask him why he can't bear it`), in the words of who asks."""
    for name in view.names(person):
        said = re.sub(rf",? *\b{re.escape(name.text)}\b *(?=,|[.?]$),?", "", said, flags=re.IGNORECASE)
        said = re.sub(rf"^{re.escape(name.text)}, *", "", said, flags=re.IGNORECASE)
    spoken = _OF_THEM.get(view.word(person, "they")) if indirectly else None
    if spoken is None:
        return said

    def told(found: re.Match[str]) -> str:
        word, behind = found[1].lower(), found[2] or ""
        if word != spoken.does:
            return f"{spoken.others[word]}{behind}"
        return f"you {_second_person(behind.strip())}".rstrip() if behind else "you"

    words = "|".join((spoken.does, *spoken.others))
    return re.sub(rf"\b({words})\b( +[\w'’]+)?", told, said, flags=re.IGNORECASE)


def _second_person(verb: str) -> str:
    """What one does, of *you*: `was` is *were*, `thinks` is *think*."""
    low = verb.lower()
    if low in _OF_YOU:
        return _OF_YOU[low]
    if not low.endswith("s") or low.endswith("ss") or low in _NO_VERBS:
        return verb
    return verb[:-2] if low.endswith(_SIBILANT) else verb[:-1]


def _answering(view: View, command: Command) -> Block | None:
    """The block that a command comes to, whoever answers it."""
    found = chain(dispatch.responses(view, command), dispatch.anything(view, command))
    answers = chain(freshest(view, command, found), dispatch.defaults(view, command))
    return next((block for block, _ in answers), None)


@once_a_story
def _says_back(_story: Story, block: Block) -> bool:
    """Whether a block says back what was typed, or asks whether it can."""
    return any(("bound", "echo") in expression.reads for expression in expressions_of(block))


def _standing_in(topic: str, text: str) -> str | None:
    """The stretch of a typed line whose words are those of a topic, articles left out, with the mark at its end."""
    wanted = [word for word in tokens(topic) if word not in ARTICLES]
    typed = [(tokens(found.group()), found) for found in _TYPED.finditer(text)]
    counted = [(word, at) for at, (words, _) in enumerate(typed) for word in words if word not in ARTICLES]
    length = len(wanted)
    for start in range(len(counted) - length + 1):
        if [word for word, _ in counted[start : start + length]] == wanted:
            first, last = counted[start][1], counted[start + length - 1][1]
            while (
                first
                and set(typed[first - 1][0]) <= ARTICLES
                and typed[first - 2 if first > 1 else 0][0] not in _WHOM_BEHIND
            ):
                first -= 1
            if (first and typed[first - 1][0] == ("to",)) or not _DESCRIBING.isdisjoint(typed[first][0]):
                return None  # `tell him to wait` is no sentence, nor is `the man in the hat if he knows`
            if typed[first][0] in _LEADING and first < last:
                first += 1  # `ask him for the walk`, `ask him if he knows`
            begin, end = typed[first][1].start(), typed[last][1].end()
            mark = text[end : end + 1]
            return text[begin:end] + ("?" if mark == "?" else ".")
    return None
