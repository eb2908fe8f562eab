"""A player's clause to a Command, a question, or a remark that says what the trouble was.

All candidates are compared (`candidates`), and what is done depends on how clear the best is and on what is at stake: clear is done, clear but
reworded is done and shown, close is asked, far is a remark. A decision is never an accident (`decisions`).
"""

from __future__ import annotations

import re

from attrs import evolve

from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.table import LOOKING, SESSION
from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.story import Command, Question, Talk
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.again import again
from kalmurzaeva.parser.asking import about, note, one_of, only_repeats, which
from kalmurzaeva.parser.candidate import Candidate, block_of, commits, is_plain, unique
from kalmurzaeva.parser.candidates import candidates
from kalmurzaeva.parser.choices import label_words
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.courtesy import asks_another_to, greeting, only_asks
from kalmurzaeva.parser.decisions import allowed, means_otherwise
from kalmurzaeva.parser.elsewhere import absent
from kalmurzaeva.parser.evidence import Heard, hear
from kalmurzaeva.parser.gaps import (
    LEAST_MISSING,
    MOST_WITH_A_GAP,
    OF_THE_PLACE,
    is_of_this_place,
    question_of,
    with_a_gap,
)
from kalmurzaeva.parser.here import here_first, who_or_what
from kalmurzaeva.parser.numbers import by_number
from kalmurzaeva.parser.offered import one_of_those_offered
from kalmurzaeva.parser.orders import bids
from kalmurzaeva.parser.otherwise import otherwise
from kalmurzaeva.parser.plain import plain_command
from kalmurzaeva.parser.remarks import puzzled
from kalmurzaeva.parser.rephrased import rephrased
from kalmurzaeva.parser.results import Asked, Puzzled, Result, Understood
from kalmurzaeva.parser.said_whole import SHORTEST_LINE, said_whole
from kalmurzaeva.parser.sentences import shape_of
from kalmurzaeva.parser.several import all_of_them, holds_a_pair, split
from kalmurzaeva.parser.spelling import heard_here
from kalmurzaeva.parser.touched import one_touched

_BEING = (("i", "am"), ("we", "are"))
_ASKING_LEAVE = frozenset("can could may how would".split())
_ANSWERS = frozenset("yes no say".split())


def understand(view: View, talk: Talk, clause: str) -> Result:
    """What a clause means here."""
    read = rephrased(view, clean(clause).strip())
    if isinstance(read, Puzzled):
        return read
    clause = read
    numbered = by_number(view, clause)
    if numbered:
        return numbered
    whole = said_whole(view, clause) if clause.count(" ") >= SHORTEST_LINE else None
    if whole is not None:
        return whole
    heard = heard_here(view, clause)
    if not heard.words:
        return Puzzled("Say it in words: LOOK, EXAMINE something, ASK somebody ABOUT something.")
    plain = who_or_what(view, heard) or plain_command(view, talk, heard)
    if plain is not None:
        return Understood(plain, plain=True)
    result = again(view, talk, heard, understand) or all_of_them(view, talk, heard) or _ranked(view, talk, heard)
    return otherwise(
        Clause(view, talk, heard), result, lambda text: _ranked(view, talk, heard_here(view, text), joined=False)
    )


def explained(view: View, talk: Talk, clause: str) -> list[Candidate]:
    """The candidates of a clause, best first: for a writer who wonders."""
    heard = heard_here(view, clean(clause).strip())
    return _compared(view, talk, heard, every=True)


def answer_question(view: View, talk: Talk, question: Question, clause: str) -> Result | None:
    """The clause as an answer to the game's own question, or None where it is something else."""
    typed = hear(clause).words
    if question.options:
        return one_of_those_offered(view, question, clause)
    if question.template.startswith("oops ") and typed:
        return understand(view, talk, f"oops {' '.join(typed)}")
    if question.template and typed:
        filler = " ".join(word for word in typed if word not in ("the", "a", "an"))
        again = re.match(r"(?:to|at|with|about|for|on) (.+)", filler)
        for answer in (filler, again.group(1) if again else ""):
            if not answer:
                continue
            result = _ranked(view, talk, hear(question.template.replace("{}", answer)))
            own = typed[0] in view.story.grammar.first_words and isinstance(
                _ranked(view, talk, hear(clause)), Understood
            )
            if isinstance(result, Understood) and not own:
                return result
    return None


def _compared(view: View, talk: Talk, heard: Heard, *, every: bool = False) -> list[Candidate]:
    """The candidates that count, best first; or all of them."""
    found = candidates(view, talk, heard, every=every)
    best = max(found, key=_score, default=None)
    bare = (
        best is not None
        and heard.said in OF_THE_PLACE
        and best.source == "grammar"
        and not is_of_this_place(view, best.command)
    )
    if best is None or bare or (best.score < MOST_WITH_A_GAP and (every or not _stands_above_a_gap(view, heard, best))):
        filled = list(with_a_gap(view, talk, heard))
        if bare:  # `eat` is the soup on the table before the rusk in the pocket
            here = [one for one in filled if one.command.noun and is_of_this_place(view, one.command)]
            filled = [evolve(one, missing=0.0, bonus=one.bonus + evidence.ANSWERED) for one in here] or filled
        found += filled
    return unique(found)


def _stands_above_a_gap(view: View, heard: Heard, best: Candidate) -> bool:
    """Whether a reading is carried out whatever could be read with a noun left out: LOOK is."""
    most = heard.most(LEAST_MISSING) + evidence.DECLARED
    return best.score - evidence.MARGIN > most and not best.left and allowed(view, heard, best)


def _score(candidate: Candidate) -> float:
    return candidate.score


def _ranked(view: View, talk: Talk, heard: Heard, *, joined: bool = True) -> Result:
    """The verdict over all candidates of one clause."""
    ranked = here_first(view, Clause(view, talk, heard).partner, heard, _compared(view, talk, heard))
    best = ranked[0] if ranked else None
    whole = (
        best is not None
        and not best.left
        and best.command.verb not in ("say", "tell", "ask", "order")
        and not (best.command.verb in SESSION and best.command.topic)
    )
    parts = None
    if (
        joined
        and not (whole and best is not None and best.score >= 0.9 and not holds_a_pair(heard))
        and not (best and best.source == "choice" and (best.exact or not best.left))
    ):
        parts = split(
            view, heard, best, lambda text, joined: _ranked(view, talk, heard_here(view, text), joined=joined)
        )
    return parts or absent(view, heard, best) or _best_allowed(view, heard, ranked)


def _best_allowed(view: View, heard: Heard, ranked: list[Candidate]) -> Result:
    """The best reading that may be carried out, where no other comes too near; else a question, or a remark."""
    refused: list[Candidate] = []
    for candidate in _choices_first(view, heard, ranked):
        alone = len(ranked) == 1 or ranked[1].score < evidence.ASKED
        alone = alone or (candidate.source == "choice" and candidate is not ranked[0] and not ranked[0].bonus)
        enough = evidence.DONE_IF_ALONE if alone else evidence.DONE
        if isinstance(candidate.command, Command) and candidate.source == "question":
            break
        if candidate.score < enough:
            break
        if not allowed(view, heard, candidate):
            refused.append(candidate)
            continue
        rival = _rival(view, ranked, candidate, heard)
        if rival:
            return which(view, [candidate, *rival])
        if candidate.rivals:
            return one_of(view, [candidate.command, *candidate.rivals])
        return Understood(candidate.command, note(view, heard, candidate))
    greeted = greeting(view, heard, refused)
    if greeted is not None:
        return Understood(greeted)
    return _asked(view, heard, ranked, refused) or puzzled(view, heard.text, heard.said)


def _asked(view: View, heard: Heard, ranked: list[Candidate], refused: list[Candidate]) -> Result | None:
    """What is asked where nothing was done: the word that a verb lacks, or which of the readings that come close."""
    asking = next((candidate for candidate in ranked if candidate.source == "question"), None)
    if bids(heard) and view.around.persons and shape_of(heard, view.story.grammar.first_words) == "begun":
        return None  # `stay with me` is said to somebody
    if shape_of(heard, view.story.grammar.first_words) == "refused":
        asking = None  # what is not to be done lacks no word
    if heard.words[:2] in _BEING:
        asking = None  # `I am shaking` shakes nothing
    if asking is not None and asking.note and asking.score >= 0.2:
        touched = one_touched(view, heard, surely=len(heard.said) > 1)
        return which(view, [touched]) if touched is not None else Asked(question_of(asking))
    tells = shape_of(heard, view.story.grammar.first_words) == "told"
    close = [
        candidate
        for candidate in (*refused, *ranked)
        if _may_be_asked(view, heard, candidate) and not (tells and _asks(view, candidate))
    ]
    close = list({candidate.command: candidate for candidate in close}.values())[:3]
    if len(close) == 1 and only_repeats(view, close[0]):
        close = []
    if (
        close
        and all(_is_talk(view, candidate) for candidate in close)
        and 1 in (len({one.command.noun for one in close}), len({one.command.topic for one in close}))
    ):
        return Understood(close[0].command, about(view, close[0].command))  # what is only said may as well be said
    whole = said_whole(view, heard.text, anywhere=True) if close else None
    if whole is not None:
        return whole
    if len(close) == 1 and _decides_nothing(view, heard, close[0]):
        return Understood(close[0].command, note(view, heard, close[0]))
    return which(view, close) if close else None


def _decides_nothing(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether what would be asked about may as well be done: it is a deed by which nothing is decided."""
    return (
        not heard.question
        and candidate.command.verb not in SESSION
        and not commits(view, candidate.command)
        and allowed(view, heard, candidate)
    )


def _asks(view: View, candidate: Candidate) -> bool:
    """Whether a candidate asks somebody for something: who tells something does not."""
    return candidate.command.verb == "ask" or label_words(view, candidate.command)[:1] == ("ask",)


def _is_talk(view: View, candidate: Candidate) -> bool:
    """Whether a candidate asks or tells somebody about something, and decides nothing by it."""
    command = candidate.command
    return command.verb in ("ask", "tell") and bool(command.noun and command.topic) and not commits(view, command)


def _choices_first(view: View, heard: Heard, ranked: list[Candidate]) -> list[Candidate]:
    """The ranking, with a choice that was said by two content words before a near topic, a catch-all and a bare verb."""
    whole = [
        candidate for candidate in ranked if candidate.source == "choice" and candidate.exact and not candidate.note
    ]
    if whole:
        return [*whole, *(candidate for candidate in ranked if candidate not in whole)]
    if ranked and ranked[0].source == "choice" and ranked[0].note and not ranked[0].content:
        done = _done_just_so(view, ranked)
        return [*done, *(candidate for candidate in ranked if candidate not in done)]
    plainly = [candidate for candidate in ranked if is_plain(candidate)]
    if plainly and ranked[0].source == "choice":
        return [*plainly, *(candidate for candidate in ranked if candidate not in plainly)]
    if not ranked or (
        ranked[0].exact and (ranked[0].source == "choice" or is_plain(ranked[0]) or _is_own(view, ranked[0]))
    ):
        return ranked
    enough = evidence.DONE if ranked[0].bonus else evidence.DONE_IF_ALONE
    said = [
        candidate
        for candidate in ranked
        if candidate.source == "choice" and candidate.score >= enough and allowed(view, heard, candidate)
    ]
    if said and not said[0].exact:
        block = block_of(view, said[0].command)
        same = [
            one
            for one in ranked
            if one.source == "grammar" and one.exact and not one.left and block_of(view, one.command) is block
        ]
        said = same or said
    return [*said[:1], *(candidate for candidate in ranked if candidate not in said[:1])]


def _is_own(view: View, candidate: Candidate) -> bool:
    """Whether somebody answers a line word for word, and nothing is chosen by it."""
    if candidate.source != "say" or candidate.bonus < evidence.DECLARED or candidate.left:
        return False
    block = block_of(view, candidate.command)
    return block is not None and not block.marker.is_choice


def _done_just_so(view: View, ranked: list[Candidate]) -> list[Candidate]:
    """The deed that a clause says whole and that the place answers, where a choice only begins so: `go out`, beside *go out to your mother, and tell
    her*."""
    return [
        one
        for one in ranked
        if one.source == "grammar"
        and not (one.left or one.command.topic)
        and (block := block_of(view, one.command)) is not None
        and any(block is own for own in view.node.layer.blocks)
    ][:1]


def _may_be_asked(view: View, heard: Heard, candidate: Candidate) -> bool:
    if means_otherwise(view, heard, candidate) or candidate.command.verb == "time":
        return False
    if asks_another_to(view, heard, candidate) and (candidate.command.verb in _ANSWERS or candidate.source == "choice"):
        return False  # somebody else is asked whether they would
    asks_somebody = "you" in heard.words[:2] or (heard.question and heard.words[0] not in _ASKING_LEAVE)
    if candidate.command.verb in SESSION and asks_somebody and view.around.persons:
        return False  # `is it finished` asks for no end, nor `can you help me` for help of the game's
    if (
        candidate.source in ("overheard", "question", "say")
        or (candidate.source == "speech" and len(candidate.left) > 1)
        or candidate.score < evidence.ASKED
        or candidate.content < 1
    ):
        return False
    if candidate.source in ("grammar", "wording", "filled") and candidate.left:
        return False
    if candidate.source == "choice" and only_asks(heard) and label_words(view, candidate.command)[:1] != ("ask",):
        return False  # who asks says and does nothing
    return candidate.command.verb in SESSION or candidate.bonus > 0


def _says_the_same(view: View, one: Candidate, other: Candidate) -> bool:
    """Whether what is said aloud word for word is only told to somebody by the other, and chooses nothing."""
    block = block_of(view, other.command)
    told = other.command.verb == "tell" and not (block is not None and block.marker.is_choice)
    return one.source == "say" and one.exact and told


def _rival(view: View, ranked: list[Candidate], best: Candidate, heard: Heard) -> list[Candidate]:
    """Candidates too close to the best to pass over, where it matters: one of the two decides something."""
    if best.exact and best.source == "choice":
        return []
    least = max(evidence.DONE, best.score - evidence.MARGIN)
    near = [
        other
        for other in ranked
        if other.score >= least and other.command != best.command and other.source not in ("overheard", "name", "say")
    ]
    if not near:
        return []
    mine = block_of(view, best.command)
    deciding = commits(view, best.command)
    found = []
    for other in near:
        if not deciding and other.source != "choice":
            continue
        if best.source == "choice" and not other.exact and other.source != "choice":
            continue
        if (
            other.source == "choice"
            and best.exact
            and best.content >= 2
            and not other.exact
            and other.score < best.score
        ):
            continue
        if not allowed(view, heard, other) or (other.left and not best.left):
            continue
        if _says_the_same(view, best, other) or (
            other.command.verb == "ask" and best.command.verb in ("tell", "say") and not heard.question
        ):
            continue  # `there were seats` asks for none
        if other.command.verb in LOOKING and len(other.explained) < len(best.explained):
            continue  # a look at a part of what was said
        block = block_of(view, other.command)
        if block is not None and block is not mine:
            found.append(other)
    if (
        best.source != "choice"
        and not deciding
        and any(other.source == "choice" for other in found)
        and best.score > found[0].score
    ):
        return []
    return found[:2]
