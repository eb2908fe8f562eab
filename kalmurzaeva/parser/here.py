"""What is asked about one thing that stands there, and about no word: `what is the list` asks for the list on the wall, or whoever is spoken with, before
it asks what the word means; `what is a list` asks that."""

from __future__ import annotations

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.repeats import says_it_again
from kalmurzaeva.engine.view import View
from kalmurzaeva.model.story import Command
from kalmurzaeva.parser.candidate import Candidate, commits
from kalmurzaeva.parser.evidence import Heard

_POINTING = frozenset("the that this these those my your his her their".split())
_ASKED = (("what", "is"), ("what", "are"))
# How much less a reading of what is here may score.
_NEARLY = 0.05


def points_at_one(heard: Heard) -> bool:
    """Whether a clause asks what one thing is: `what is the list`."""
    return (
        heard.said[:2] in _ASKED
        and len(heard.said) > len(_POINTING & set(heard.said[2:3])) + 2
        and heard.said[2] in _POINTING
    )


def here_first(view: View, partner: str | None, heard: Heard, ranked: list[Candidate]) -> list[Candidate]:
    """The ranking, with what is here, or what somebody spoken with has to say, before what a word means; not where that was just said."""
    if not ranked or ranked[0].command.verb != "what" or not points_at_one(heard):
        return ranked
    here = [
        one
        for one in ranked
        if one.score >= ranked[0].score - _NEARLY and not one.left and _is_here(view, partner, one.command)
    ]
    return [*here[:1], *(one for one in ranked if one not in here[:1])]


def _is_here(view: View, partner: str | None, command: Command) -> bool:
    if command.verb not in ("examine", "ask") or (command.verb == "ask" and command.noun != partner):
        return False
    met = dispatch.met(view, command)
    return met.exactly and met.block is not None and not commits(view, command) and not says_it_again(view, met.block)
