"""All that a clause could mean here.

Where candidates come from: the listed choices; the grammar and the everyday wordings; the place itself; speech; a name alone; the movement that a manner
describes. Nothing here decides: `verdict` compares them all.
"""

from __future__ import annotations

from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.table import SESSION
from kalmurzaeva.model.story import Talk
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.candidate import Candidate, commits
from kalmurzaeva.parser.choices import of_choices
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.decisions import allowed
from kalmurzaeva.parser.evidence import Heard
from kalmurzaeva.parser.names import may_come_near, of_descriptions, of_movements, of_names, of_place
from kalmurzaeva.parser.readings import of_patterns
from kalmurzaeva.parser.speech import most_of_speech, of_speech

# What none of those behind choices and patterns can pass: all words explained, and a block of one's own that answers.
MOST_OF_THE_REST = 1.0 + evidence.DECLARED


def candidates(view: View, talk: Talk, heard: Heard, *, every: bool = False) -> list[Candidate]:
    """What a clause could mean, in no order: everything, or, unless `every` is asked for, all that can change what is done."""
    clause = Clause.of(view, talk, heard)
    found = [*of_choices(view, heard), *of_patterns(clause)]
    best = None if every else _surely_done(view, heard, found)
    if best is not None and not commits(view, best.command):
        return found  # it is done whatever comes behind it
    found += of_place(clause)
    found += of_descriptions(clause)
    # What decides something is asked about where another comes near.
    if best is None or may_come_near(clause) or most_of_speech(clause) >= best.score - evidence.MARGIN:
        for finder in (of_speech, of_names, of_movements):
            found += finder(clause)
    return found


def _surely_done(view: View, heard: Heard, found: list[Candidate]) -> Candidate | None:
    """The reading that comes first whatever else is found: better than any of the rest can be, with nothing left over, allowed, and no choice
    said."""
    best = max(found, key=_score, default=None)
    if best is None or best.score <= MOST_OF_THE_REST or best.left or best.command.verb in SESSION:
        return None
    if any(candidate.source == "choice" for candidate in found):
        return None
    return best if allowed(view, heard, best) else None


def _score(candidate: Candidate) -> float:
    return candidate.score
