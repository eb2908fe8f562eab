"""Whom a wish concerns that does not say it: who has what is asked for, and who is asked after where nothing is looked at."""

from __future__ import annotations

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import own_kinds
from kalmurzaeva.model.story import Command
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.remarks import person_called

_LOOKS_AT = frozenset("x ex examine look l inspect describe view study".split())


def who_has(clause: Clause, wanted: str | None) -> str | None:
    """Who is asked for a thing, where nobody is named: who would answer, else whose it is, else whoever is spoken with, else the one whose scene it is."""
    view = clause.view
    present = view.around.persons
    answering = [who for who in present if dispatch.declared(view, Command("ask_for", who, wanted))]
    if len(answering) == 1:
        return answering[0]
    having = view.around.scope.get(wanted or "")
    return having if having in present else clause.partner or next(iter(present), None)


def is_asked_after(clause: Clause, noun: str | None) -> bool:
    """Whether a clause asks after somebody rather than looking: `tell me about yourself`; `what about Gulnara`, of a movement that is hers."""
    words, first = clause.heard.words, clause.heard.first
    if first in _LOOKS_AT:
        return False
    if noun in own_kinds(clause.view.story):
        return first in ("what", "how") and any(person_called(clause.view, (word,)) for word in words)
    return "about" in words and not {"you", "yourself"}.isdisjoint(words)
