"""What is said of somebody whom a clause looks for, calls or does something to, and who is not here."""

from __future__ import annotations

from attrs import evolve

from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import ARTICLES
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.agreement import people_of
from kalmurzaeva.parser.asking import which
from kalmurzaeva.parser.candidate import Candidate
from kalmurzaeva.parser.evidence import Heard
from kalmurzaeva.parser.here import said_here, tried_here
from kalmurzaeva.parser.otherwise import SAYING
from kalmurzaeva.parser.remarks import absent_named, person_called
from kalmurzaeva.parser.results import Puzzled, Result
from kalmurzaeva.parser.sentences import shape_of
from kalmurzaeva.parser.touched import naming, one_touched

_SPEAKING_TO = frozenset("ask tell talk speak say show give".split())


def absent(view: View, heard: Heard, best: Candidate | None) -> Result | None:
    """What is said of somebody who is elsewhere and whom a clause looks for, calls, or does something to: a choice that leads to them is asked about
    first. Who is only spoken of is nobody to miss."""
    sought = heard.said[:1] == ("where",)
    if best is None or best.source not in ("choice", "say"):
        called = _called_elsewhere(view, heard)
        if called is not None:
            return called
    if best is not None and best.source == "choice" and best.score >= evidence.ASKED:
        return None
    if best is not None and best.score >= evidence.ASKED and not sought and not _names_the_absent(view, heard, best):
        return None
    if not sought and shape_of(heard, view.story.grammar.first_words) != "begun":
        return None
    if sought and best is not None and ((best.command.verb == "ask" and best.exact) or said_here(view, heard)):
        return None  # somebody here knows
    if tried_here(view, heard):
        return None
    missing = absent_named(view, heard.words, sought=sought, done_to=not sought)
    if missing is not None and (sought or heard.said[0] in _SPEAKING_TO):
        return missing
    if missing is None and absent_named(view, heard.words) is None:
        return None
    touched = one_touched(view, heard, surely=True) if heard.said[0] not in SAYING else None
    leading = naming(view, heard) or ([touched] if touched is not None else [])
    return which(view, leading) if leading else missing


def _called_elsewhere(view: View, heard: Heard) -> Puzzled | None:
    """What is said of whoever is called before or behind a comma and is not here: `Ada, come here`; `are you cold, Ada?`"""
    for called in (
        heard.words[: min(heard.commas, default=0)],
        heard.words[max(heard.commas, default=len(heard.words)) :],
    ):
        if not called or people_of(view.story, view.around.persons).named(called).intersection(view.around.persons):
            continue  # somebody here is called so
        if called[0] in ARTICLES:
            continue  # `mine rings at nine, my mother` is not said to her
        person = person_called(view, called)
        if person is not None and person.id not in view.around.scope:
            missing = absent_named(view, ("call", *called))
            return evolve(missing, absent=True) if missing is not None else None
    return None


def _names_the_absent(view: View, heard: Heard, candidate: Candidate) -> bool:
    left = [heard.words[place] for place in range(len(heard.words)) if place not in candidate.explained]
    return absent_named(view, tuple(left)) is not None or (
        candidate.source == "question" and absent_named(view, heard.words) is not None
    )
