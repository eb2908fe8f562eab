"""All that a clause could mean here.

Where candidates come from: the listed choices; the grammar and the everyday wordings; the place itself; speech; a name alone; the movement that a manner
describes. Nothing here decides: `verdict` compares them all.
"""

from __future__ import annotations

from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.patterns import SESSION
from kalmurzaeva.model.story import Talk
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.candidate import Candidate, commits
from kalmurzaeva.parser.choices import of_choices
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.evidence import Heard
from kalmurzaeva.parser.names import of_movements, of_names, of_place
from kalmurzaeva.parser.readings import of_patterns
from kalmurzaeva.parser.speech import of_speech

_REST = (of_place, of_speech, of_names, of_movements)
# What none of the rest can pass: all words explained, and a block of one's own that answers.
MOST_OF_THE_REST = 1.0 + evidence.DECLARED


def candidates(view: View, talk: Talk, heard: Heard, *, every: bool = False) -> list[Candidate]:
    """What a clause could mean, in no order: everything, or, unless `every` is asked for, what settles it already."""
    clause = Clause.of(view, talk, heard)
    found = [*of_choices(view, heard), *of_patterns(clause)]
    if every or not _is_settled(view, found):
        for finder in _REST:
            found += finder(clause)
    return found


def _is_settled(view: View, found: list[Candidate]) -> bool:
    """Whether the rest can change nothing. It cannot where a reading is better than any of the rest can be, leaves nothing over, and decides
    nothing: then it is carried out whatever comes behind it, for only a choice that is listed could still be asked about, and none was said."""
    best = max(found, key=_score, default=None)
    return (
        best is not None
        and best.score > MOST_OF_THE_REST
        and not best.left
        and best.command.verb not in SESSION
        and all(candidate.source != "choice" for candidate in found)
        and not commits(view, best.command)
    )


def _score(candidate: Candidate) -> float:
    return candidate.score
