"""What is asked back about what was just read: where nobody has an answer of their own to it, the sentence that said it is read again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import tokens
from kalmurzaeva.grammar.likeness import weight
from kalmurzaeva.parser.agreement import people_of
from kalmurzaeva.parser.evidence import Heard, is_content, stem
from kalmurzaeva.parser.nearness import LEADING_UP
from kalmurzaeva.parser.results import Puzzled

# The texts of the last turns, newest first; they are made when they are asked for.
Recent = Callable[[], Sequence[str]]
# How much of what a question asks about a sentence must say.
_MUCH = 0.6
_SENTENCE = re.compile(r"\S[^.!?]*[.!?]+[\"\u201d)]*|\S[^.!?]*$", re.MULTILINE)
# What asks after nothing that could have been read.
_NO_SUBJECT = LEADING_UP | frozenset(
    "mean please tell really exactly happen happened kind sort thing like long old much many often else feel please still ever just now today here there "
    "way call called name you your me my".split()
)
_OF_THEM = re.compile(r"\b(?:you|your|yours|yourself)\b")


def read_again(view: View, heard: Heard, recent: Recent) -> Puzzled | None:
    """The sentence of the last turns that a question is about; None where there is none, or where it asks somebody about themselves."""
    if not heard.question or _OF_THEM.search(" ".join(heard.words)):
        return None
    names = people_of(view.story, view.around.persons).everywhere
    about = {stem(word) for word in heard.words if is_content(word) and word not in names and word not in _NO_SUBJECT}
    if not about:
        return None
    whole = sum(map(weight, about))
    sentences = [found[0] for text in recent() for found in _SENTENCE.finditer(text)]
    said = [(_of(about, sentence), -place, sentence) for place, sentence in enumerate(sentences)]
    much, _, sentence = max(said, default=(0.0, 0, ""))
    if much < _MUCH * whole:
        return None
    return Puzzled(f"All that was said of it: {_closed(sentence)}", outcome="meta", final=True)


def _of(about: set[str], sentence: str) -> float:
    return sum(map(weight, about & set(map(stem, tokens(sentence)))))


def _closed(sentence: str) -> str:
    """A sentence with the quotation marks that stand outside of it."""
    if sentence.count('"') % 2:
        return f'{sentence}"' if sentence.rindex('"') == 0 or sentence.startswith('"') else f'"{sentence}'
    return sentence
