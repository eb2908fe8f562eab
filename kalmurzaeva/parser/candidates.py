"""All that a clause could mean here.

Where candidates come from: the listed choices; the grammar and the everyday wordings; the place itself; speech; a name alone; the movement that a manner
describes. Nothing here decides: `verdict` compares them all.
"""

from __future__ import annotations

from kalmurzaeva.engine.view import View
from kalmurzaeva.model.story import Talk
from kalmurzaeva.parser.candidate import Candidate
from kalmurzaeva.parser.choices import of_choices
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.evidence import Heard
from kalmurzaeva.parser.names import of_movements, of_names, of_place
from kalmurzaeva.parser.readings import of_patterns
from kalmurzaeva.parser.speech import of_speech


def candidates(view: View, talk: Talk, heard: Heard) -> list[Candidate]:
    """Everything a clause could mean, in no order."""
    clause = Clause.of(view, talk, heard)
    found = list(of_choices(view, heard))
    for finder in (of_patterns, of_place, of_speech, of_names, of_movements):
        found += finder(clause)
    return found
