"""What is only asked of another, or said out of courtesy, and decides nothing of one's own: `would you still say no?`, `good morning`."""

from __future__ import annotations

import re

from kalmurzaeva.engine.view import View
from kalmurzaeva.parser.candidate import Candidate
from kalmurzaeva.parser.choices import label_words
from kalmurzaeva.parser.evidence import Heard

_WOULD_YOU = re.compile(r"^(?:\w+ ){0,3}?(?:would|could|can|will|do|did|are|were|have|had) you\b(?!.* please)")
# What is asked or bidden of them all the same.
_OF_THEM = frozenset("ask ask_for order teach show".split())
_OWN = frozenset("can could may might shall should would how will do must".split())
_TO_SPEAK = frozenset("talk speak chat approach converse go".split())
_GREETING = frozenset("greet hello good say wake call".split())


def is_no_answer(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether a line asks somebody else whether they would, or only greets them, where a candidate would answer or decide."""
    return asks_another_to(view, heard, candidate) or _only_greets(view, heard, candidate)


def asks_another_to(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether somebody is asked whether they would do it, and it is one's own to do: `would you still say no?`"""
    if not (heard.text.rstrip().endswith("?") and view.around.persons and _WOULD_YOU.search(" ".join(heard.words))):
        return False
    command = candidate.command
    return command.verb not in _OF_THEM and label_words(view, command)[:1] != ("ask",)


def only_asks(heard: Heard) -> bool:
    """Whether a line is a question, and neither asks leave nor wonders what one could do oneself: `are you still watching me?`, and not `could I sit?`"""
    if not heard.question:
        return False
    words = heard.words[min(heard.commas, default=0) :] if heard.words[0] not in _OWN else heard.words
    own = words[:1] and words[0] in _OWN and not {"i", "we", "us"}.isdisjoint(words[1:4])
    return not own and not (words[:1] == ("what",) and words[1:2] in (("if",), ("about",)))


def is_polite(heard: Heard) -> bool:
    """Whether a line begins with an apology or thanks."""
    words = [word for word in heard.words if word not in ("i", "am", "so", "very", "really", "oh")]
    return words[:1] in (["sorry"], ["thanks"], ["thank"], ["apologise"])


def _only_greets(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether a line says good morning, where the choice of speaking to them is no greeting."""
    if candidate.command.verb != "talk" or not _TO_SPEAK.isdisjoint(heard.words):
        return False
    return (_TO_SPEAK | _GREETING).isdisjoint(label_words(view, candidate.command))
