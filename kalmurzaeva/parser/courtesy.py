"""What is only asked of another, or said out of courtesy, and decides nothing of one's own: `would you still say no?`, `good morning`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.model.story import Command
from kalmurzaeva.parser.candidate import Candidate
from kalmurzaeva.parser.choices import label_words
from kalmurzaeva.parser.evidence import Heard

_WOULD_YOU = re.compile(r"^(?:\w+ ){0,3}?(?:would|could|can|will|do|did|are|were|have|had) you\b(?!.* please)")
# The same, with or without its mark: a line may be cut in front of the name that it ends on.
_WANTED_OF_YOU = re.compile(r"(?:would|could|can|will) you\b(?!.* please)")
# What is asked or bidden of them all the same.
_OF_THEM = frozenset("ask ask_for order teach show".split())
# To ask whether one may do a thing is to want to do it; so is to wonder how, or what if.
_WHETHER_ONE_MAY = re.compile(r"\b(?:may|can|could|shall|should|might) (?:i|we)\b")
_WONDERS = re.compile(r"^(?:(?:how|do|will|would|must) (?:\w+ ){0,2}?(?:i|we|us)|what (?:if|about))\b")
_TO_SPEAK = frozenset("talk speak chat approach converse go".split())
_GREETING = frozenset("greet hello good say wake call".split())


def is_no_answer(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether a line asks somebody else whether they would, or only greets them, where a candidate would answer or decide."""
    return asks_another_to(view, heard, candidate) or _only_greets(view, heard, candidate)


def asks_another_to(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether somebody is asked whether they would do it, and it is one's own to do: `would you still say no?`"""
    words = " ".join(heard.words)
    asked = heard.text.rstrip().endswith("?") and _WOULD_YOU.search(words)
    if not (view.around.persons and (asked or _WANTED_OF_YOU.match(words))):
        return False
    command = candidate.command
    return command.verb not in _OF_THEM and label_words(view, command)[:1] != ("ask",)


def asks_whether_one_may(heard: Heard) -> bool:
    """Whether a line asks whether one may or could do something oneself: `could I sit?`"""
    return _WHETHER_ONE_MAY.search(" ".join(heard.words)) is not None


def only_asks(heard: Heard) -> bool:
    """Whether a line is a question, and neither asks whether one may nor wonders what one would do oneself: `are you still watching me?`"""
    if not heard.question or asks_whether_one_may(heard):
        return False
    begun = " ".join(heard.words[min(heard.commas, default=0) :])
    return not any(_WONDERS.search(words) for words in (begun, " ".join(heard.words)))


def is_polite(heard: Heard) -> bool:
    """Whether a line begins with an apology or thanks."""
    words = [word for word in heard.words if word not in ("i", "am", "so", "very", "really", "oh")]
    return words[:1] in (["sorry"], ["thanks"], ["thank"], ["apologise"])


def greeting(view: View, heard: Heard, refused: Sequence[Candidate]) -> Command | None:
    """What a good morning comes to where to speak to them is a choice, and no greeting: the words, said aloud where the story waits for them, else to
    whoever is here."""
    spoken = next((one for one in refused if _only_greets(view, heard, one)), None)
    if spoken is None:
        return None
    words = " ".join(heard.words)
    person = spoken.command.noun or next(iter(view.around.persons), None)
    if person not in view.around.persons:
        return Command("say", topic=words)  # a subject, or nobody at all
    called = (" ".join(("hello", *name.key)) for name in view.story.entities[person].names)
    aloud = (Command("say", topic=topic) for topic in (words, *called, "hello"))
    told = Command("tell", person, topic=words)
    return next((command for command in aloud if dispatch.declared(view, command)), told)


def _only_greets(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether a line says good morning, where the choice of speaking to them is no greeting."""
    if candidate.command.verb != "talk" or not _TO_SPEAK.isdisjoint(heard.words):
        return False
    return (_TO_SPEAK | _GREETING).isdisjoint(label_words(view, candidate.command))
