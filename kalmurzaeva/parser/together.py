"""The sentences of one line together: which of them are answered, and whether a bare *yes* or *no* before the others decides anything.

What is said in several sentences is one speech. It gets one stock line at most, and none where one of its sentences has an answer that was written for
it, or decides something; a sentence of it that means nothing gets no remark.
"""

from __future__ import annotations

from collections.abc import Sequence

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.model.story import Talk
from kalmurzaeva.parser.agreement import people_of
from kalmurzaeva.parser.asking import which
from kalmurzaeva.parser.candidate import block_of, commits
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.evidence import is_content
from kalmurzaeva.parser.otherwise import SAYING
from kalmurzaeva.parser.results import Asked, Puzzled, Result, Understood
from kalmurzaeva.parser.sentences import shape_of
from kalmurzaeva.parser.several import is_speech
from kalmurzaeva.parser.speech import addressed
from kalmurzaeva.parser.spelling import heard_here
from kalmurzaeva.parser.touched import choice_of, one_touched
from kalmurzaeva.parser.verdict import explained, understand

_SENTENCES = frozenset("tell ask think say attempt refrain".split())
_BARE = frozenset(
    "yes yeah yep no nope never not ok okay oh well all right please thanks thank you i do will am not yet now wait".split()
)
_CALLING = frozenset("oh ah dear my hey please listen look well and but so ok okay".split())
_SHORTEST_SPEECH = 3


def is_stock(view: View, result: Result) -> bool:
    """Whether a sentence would be answered as any other would: by what somebody says to everything, or by a default."""
    if not isinstance(result, Understood) or result.rest or result.instead:
        return False
    found = dispatch.met(view, result.command)
    if result.command.verb in ("yes", "no", "thank", "apologise"):
        return not found.answered
    if result.command.verb not in _SENTENCES or found.exactly:
        return False
    return found.block is None or all(found.block is not block for block in view.node.layer.blocks)


def is_catch_all(view: View, result: Result) -> bool:
    """Whether a sentence would be answered by what meets any sentence in this place, if not by what somebody says to everything."""
    if not isinstance(result, Understood) or result.rest or result.instead or result.command.verb not in _SENTENCES:
        return False
    return not dispatch.met(view, result.command).exactly


def better_kept(view: View, kept: Result | None, result: Result) -> Result:
    """Which of two sentences is answered, where neither has an answer of its own: what the story takes up, then what is told or asked, then what was
    said to somebody by name, then the first."""
    if kept is None:
        return result
    return result if is_stock(view, result) and _weight(view, result) > _weight(view, kept) else kept


def _weight(view: View, result: Result) -> tuple[bool, bool, bool]:
    if not isinstance(result, Understood):
        return False, False, False
    command = result.command
    named = command.noun is not None and result.correction is None
    return dispatch.met(view, command).answered, command.verb in ("tell", "ask"), named


def opens_a_speech(view: View, clause: str, result: Result) -> bool:
    """Whether what follows in the line may be more of the same: a decision was taken, or something was said, and not by a command to say it."""
    if not isinstance(result, Understood):
        return False
    heard = heard_here(view, clause)
    return commits(view, result.command) or (
        (is_speech(result.command) or result.command.verb in ("attempt", "refrain", "yes", "no", "thank", "apologise"))
        and heard.said[0] not in SAYING - {"who", "what", "where"}
    )


def says_no_more(view: View, clause: str, result: Result, *, speech: bool) -> bool:
    """Whether a sentence needs no answer behind (or before) others: a stock line, or a remark on what is no command."""
    if is_stock(view, result) or is_catch_all(view, result):
        return True
    heard = heard_here(view, clause)
    first_words = view.story.grammar.first_words
    if isinstance(result, Understood) and result.command.verb == "ask":
        called = addressed(Clause(view, Talk(), heard))
        # it tells, and asks nobody about a word in it
        return speech and called is None and shape_of(heard, first_words) in ("told", "refused")
    if not isinstance(result, Puzzled) or result.outcome == "meta":
        return False
    if shape_of(heard, first_words) != "begun" or heard.said[0] not in first_words:
        return True
    return speech and len(heard.words) >= _SHORTEST_SPEECH and not result.final


def weighed(view: View, talk: Talk, clause: str, result: Result, later: Sequence[str]) -> Result | None:
    """What a bare *yes* or *no* comes to with the sentences behind it: itself where those only say why; None where one of them decides; a question
    where they reach for something else."""
    if (
        not later
        or not isinstance(result, Understood)
        or not commits(view, result.command)
        or not is_bare(view, clause)
    ):
        return result
    mine = block_of(view, result.command)
    heards = [heard_here(view, text) for text in later]
    read = [understand(view, talk, text) for text in later]
    if any(isinstance(one, Understood) and commits(view, one.command) for one in read):
        return None
    own, others = choice_of(view, heards[0], mine), []
    for heard, one in zip(heards, read, strict=True):
        touched = one_touched(view, heard, surely=False)
        if touched is not None and block_of(view, touched.command) is not mine:
            others.append(touched)
        elif shape_of(heard, view.story.grammar.first_words) == "begun" and (
            isinstance(one, Asked | Puzzled) or is_stock(view, one)
        ):
            others += [] if own is None else [own]
    if not others:
        return result
    return which(view, list({one.command: one for one in (own, *others) if one is not None}.values())[:3])


def only_adds(view: View, talk: Talk, clause: str, result: Result) -> bool:
    """Whether a statement behind what was answered only goes on with it: what it would come to is a remark, or an answer or a decision that explains a
    part of it alone, as `I should know, you stand behind me` says *behind me* of a choice."""
    heard = heard_here(view, clause)
    if shape_of(heard, view.story.grammar.first_words) not in ("told", "refused"):
        return False
    if isinstance(result, Puzzled):
        return result.outcome != "meta"
    if not isinstance(result, Understood) or not (is_speech(result.command) or commits(view, result.command)):
        return False
    read = next((one for one in explained(view, talk, clause) if one.command == result.command), None)
    return read is not None and any(is_content(word) for word in read.left)


def only_calls(view: View, clause: str) -> str | None:
    """Who is called by a clause that says nothing else: `oh Ada`."""
    words = [word for word in heard_here(view, clause).words if word not in _CALLING]
    people = people_of(view.story, view.around.persons)
    if not words or not all(people.named([word]) for word in words):
        return None
    here = people.named(words).intersection(view.around.persons)
    return min(here) if len(here) == 1 else None


def is_bare(view: View, clause: str) -> bool:
    """Whether a clause is a *yes* or a *no* with what goes with it, and a name: `no, not yet, Ada`."""
    names = {word for person in view.around.persons for name in view.story.entities[person].names for word in name.key}
    words = heard_here(view, clause).words
    return bool(words) and all(word in _BARE or word in names for word in words) and words[0] in _BARE
