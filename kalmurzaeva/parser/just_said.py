"""What is asked back about what was just read: where nobody has an answer of their own to it, it is a question about *what was just said*, a topic on
which everybody may have something to say."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import tokens
from kalmurzaeva.grammar.likeness import weight
from kalmurzaeva.grammar.questions import kind_of
from kalmurzaeva.model.story import Command
from kalmurzaeva.parser.agreement import people_of
from kalmurzaeva.parser.evidence import Heard, is_content, stem
from kalmurzaeva.parser.nearness import LEADING_UP
from kalmurzaeva.parser.remarks import only_named
from kalmurzaeva.parser.results import Puzzled, Result, Understood

# The texts of the last turns, newest first; they are made when they are asked for.
Recent = Callable[[], Sequence[str]]
# The topic that stands for it in a story: `ask ada about what was just said`.
_JUST_SAID = "what was just said"
# How much of what a question asks about the last turns must have said.
_MUCH = 0.6
_SENTENCE = re.compile(r"\S[^.!?]*[.!?]+[\"\u201d)]*|\S[^.!?]*$", re.MULTILINE)
# What asks after nothing that could have been read.
_NO_SUBJECT = LEADING_UP | frozenset(
    "please tell really exactly happen happened kind sort thing like long old much many often else feel please still ever just now today here there "
    "way call called name you your me my".split()
)
# A number, a place, an hour, a yes or a no is not what was said.
_ASKS_FOR_MORE = frozenset("how_many where when whether".split())
_OF_THEM = re.compile(
    r"\b(?:are|were|do|have|will|would|can|could) you\b(?! (?:mean|say|tell|know))|\b(?:yours|yourself)\b"
)
_WHAT_IS_MEANT = re.compile(
    r"(?:(?:and|but|so|wait|sorry) )*(?:what|how|who|whom) (?:do|did) you mean\b.*|(?:what|how) (?:was|is) that(?: meant)?|what does (?:that|it|this) mean"
)


def asked_back(view: View, heard: Heard, result: Result, recent: Recent) -> Result | None:
    """The question as one about what was just said, put to whoever would have had to answer it, or to oneself; None where it is none, or where the
    story has nothing for that."""
    if not is_about(view, heard, recent):
        return None
    persons = view.around.persons
    understood = result if isinstance(result, Understood) else None
    person = understood.command.noun if understood and understood.command.noun in persons else None
    if person is None and len(persons) > 1:
        return None
    asked = of_what_was_said(view, person or next(iter(persons), None))
    return Understood(asked, understood.correction if understood else None) if asked is not None else None


def of_what_was_said(view: View, person: str | None) -> Command | None:
    """What asks somebody, or oneself where nobody is here, about what was just said; None where the story has nothing for that."""
    asked = Command("ask", person, topic=_JUST_SAID) if person else Command("think", topic=_JUST_SAID)
    return asked if dispatch.met(view, asked).exactly else None


def is_about(view: View, heard: Heard, recent: Recent) -> bool:
    """Whether a line asks about what the last turns said, and not somebody about themselves."""
    words = " ".join(heard.words)
    if _WHAT_IS_MEANT.fullmatch(words):
        return True
    if not heard.question or _OF_THEM.search(words) or kind_of(words) in _ASKS_FOR_MORE:
        return False
    names = people_of(view.story, view.around.persons).everywhere
    about = {stem(word) for word in heard.words if is_content(word) and word not in names and word not in _NO_SUBJECT}
    whole = sum(map(weight, about))
    return bool(about) and any(
        sum(map(weight, about & set(map(stem, tokens(found[0]))))) >= _MUCH * whole
        for text in recent()
        for found in _SENTENCE.finditer(text)
    )


def was_printed(phrase: str, recent: Recent) -> bool:
    """Whether the last turns named what a phrase names, by its last word."""
    last = [stem(word) for word in tokens(phrase)][-1:]
    return bool(last) and any(last[0] in map(stem, tokens(text)) for text in recent())


def only_read(result: Result, recent: Recent) -> Result | None:
    """What is said in place of a remark that something is not here, where the last turns named it."""
    missing = result.missing if isinstance(result, Puzzled) else None
    return only_named(*missing) if missing and was_printed(missing[1], recent) else None
