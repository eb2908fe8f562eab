"""Who says that they go: `off I pop`, `I'm going downstairs`. Where to is asked, of the ways that are listed."""

from __future__ import annotations

import re

from kalmurzaeva.engine.view import View
from kalmurzaeva.parser.candidate import Candidate
from kalmurzaeva.parser.choices import labels, read_label
from kalmurzaeva.parser.evidence import Heard
from kalmurzaeva.parser.otherwise import SAYING
from kalmurzaeva.parser.sentences import shape_of

_LEAVING = frozenset("go going head return downstairs upstairs pop hurry".split())
_MOST_WAYS = 3
GOING = frozenset("go walk run head climb hurry cross return leave follow get come".split())
_IS_ABOUT_TO = re.compile(
    r"\bgoing to (?:be|have|do|say|tell|cry|die|fall|faint|try|make|sleep|eat|kill|miss|win|lose)\b"
)


def leaves(heard: Heard) -> bool:
    """Whether a line says that one goes, in whatever words: `I am off to the stage`, `let us go to the river`."""
    return (heard.first in GOING or _is_off(heard)) and not _is_about_to(heard)


def _is_off(heard: Heard) -> bool:
    return not _LEAVING.isdisjoint(heard.words) or heard.said[0] in ("off", "away") or heard.words[-1] == "leave"


def _is_about_to(heard: Heard) -> bool:
    """Whether what one goes to is no place: `I am going to be sick`."""
    return _IS_ABOUT_TO.search(" ".join(heard.words)) is not None


def ways_on(view: View, heard: Heard) -> list[Candidate]:
    """The listed choices that go somewhere, where a line says that one goes and no more is known of where: three at most."""
    shape = shape_of(heard, view.story.grammar.first_words)
    if not _is_off(heard) or _is_about_to(heard) or heard.question or heard.said[0] in SAYING or shape == "refused":
        return []
    if shape != "begun" and not {"i", "us", "we"}.intersection(heard.words):
        return []
    leading = [choice for choice, written in labels(view) if read_label(written).words[0] in GOING]
    everything = dict.fromkeys(heard.weighty, 1.0)
    ways = [Candidate(choice.command, "choice", heard, everything) for choice in leading]
    return ways if len(ways) <= _MOST_WAYS else []
