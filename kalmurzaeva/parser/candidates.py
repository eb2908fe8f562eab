"""All that a clause could mean here.

Where candidates come from: the listed choices; the grammar and the everyday wordings; the place itself; speech; a name alone; the movement that a manner
describes. Nothing here decides: `verdict` compares them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.table import SESSION
from kalmurzaeva.model.story import Talk
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.candidate import Candidate, commits, is_plain
from kalmurzaeva.parser.choices import of_choices
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.decisions import allowed
from kalmurzaeva.parser.evidence import Heard
from kalmurzaeva.parser.gaps import MOST_WITH_A_GAP, OF_THE_PLACE
from kalmurzaeva.parser.here import asks_to_be_told
from kalmurzaeva.parser.manners import most_of_manners, of_manners
from kalmurzaeva.parser.names import (
    most_of_descriptions,
    most_of_movements,
    most_of_names,
    most_of_place,
    most_of_topics,
    of_descriptions,
    of_movements,
    of_names,
    of_place,
    of_topics,
)
from kalmurzaeva.parser.readings import of_patterns
from kalmurzaeva.parser.speech import most_of_speech, most_of_words_aloud, of_speech, of_words_aloud

# What none of those behind choices and patterns can pass: all words explained, and a block of one's own that answers.
MOST_OF_THE_REST = 1.0 + evidence.DECLARED
# Where candidates come from behind choices and patterns, each with the most that it can score in a clause, and whether it is asked about where it
# only comes near.
_REST: tuple[tuple[Callable[[Clause], Iterable[Candidate]], Callable[[Clause], float], bool], ...] = (
    (of_place, most_of_place, True),
    (of_descriptions, most_of_descriptions, True),
    (of_speech, most_of_speech, True),
    (of_words_aloud, most_of_words_aloud, False),
    (of_topics, most_of_topics, True),
    (of_names, most_of_names, False),
    (of_movements, most_of_movements, True),
    (of_manners, most_of_manners, True),
)


def candidates(view: View, talk: Talk, heard: Heard, *, every: bool = False) -> list[Candidate]:
    """What a clause could mean, in no order: everything, or, unless `every` is asked for, all that can change what is done.

    The best reading is done where it leaves nothing over and may be done. What scores less can change that only where it comes near: a choice, or
    anything where the best decides something. So what cannot score as much is not worked out; where something better comes all the same, everything is."""
    clause = Clause(view, talk, heard)
    chosen = list(of_choices(view, heard))
    if every or heard.said in OF_THE_PLACE or (heard.first == "tell" and asks_to_be_told(view, heard)):
        return [*chosen, *of_patterns(clause), *_rest(clause)]

    settling: list[Candidate] = []

    def settles(candidate: Candidate) -> bool:
        if not _is_done(clause, candidate) or commits(view, candidate.command) or (chosen and not is_plain(candidate)):
            return False
        settling.append(candidate)
        return True

    found = [*chosen, *of_patterns(clause, settles)]
    best = max(found, key=_score, default=None)
    if best is not None and (best in settling or (not settling and not chosen and _is_done(clause, best))):
        margin = 0.0 if settling else evidence.MARGIN  # what settles a clause decides nothing
        enough = [*found, *_rest(clause, best.score, margin)]
        if max(enough, key=_score) is best:
            return enough
    if settling:
        found = [*chosen, *of_patterns(clause)]  # with those that were passed over
    return [*found, *_rest(clause)]


def _rest(clause: Clause, enough: float = -1.0, margin: float = 0.0) -> list[Candidate]:
    """What is found by those finders that can score enough, or come as near as a `margin` where that is asked about."""
    if enough - margin > MOST_OF_THE_REST:
        return []
    return [
        one
        for finder, most, is_asked in _REST
        if most(clause) >= (enough - margin if is_asked else enough)
        for one in finder(clause)
    ]


def may_come_near(clause: Clause, score: float, margin: float) -> bool:
    """Whether any of these finders may score as much as something else, or, where that is asked about, come as near as a `margin`."""
    return any(most(clause) >= (score - margin if is_asked else score) for _, most, is_asked in _REST)


def _is_done(clause: Clause, candidate: Candidate) -> bool:
    """Whether a reading is carried out where none is better and no choice is touched, nor a word missed."""
    if candidate.score < MOST_WITH_A_GAP or candidate.left or candidate.command.verb in SESSION:
        return False
    return allowed(clause.view, clause.heard, candidate)


def _score(candidate: Candidate) -> float:
    return candidate.score
