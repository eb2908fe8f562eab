"""What is wanted of somebody else: `sit down with me`, `stop crying`, `give me your hand`. It is said to whoever is here, and nobody does it for them."""

from __future__ import annotations

from kalmurzaeva.engine.dispatch import met
from kalmurzaeva.grammar.table import FREE, SESSION
from kalmurzaeva.model.story import Command
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.evidence import AUXILIARIES, QUESTION_WORDS, Heard, is_content
from kalmurzaeva.parser.results import Asked, Result, Understood
from kalmurzaeva.parser.speech import addressed

_BARE_BID = 2
_ME = frozenset(("me", "us"))
_BEFORE_ME = frozenset("with for to by beside near at like on behind without".split())
# By themselves they want somebody to come, or to be otherwise.
_WHOLE = frozenset(
    tuple(phrase.split())
    for phrase in """come; leave me alone; go away; shut up; get lost; calm down; relax; hurry; hurry up; wake up; cheer up; hush; move over; move aside; behave; come back;
    come closer; come in; be careful; be nice; be kind; be brave; be strong; be honest; be happy; be good; be serious; be yourself; be polite; speak up; slow down;
    go on then; go away please; eat up; grow up; get out; take care; take it easy; think about it; think again; stand back; keep quiet; let me through; let me in; let me pass""".split(
        ";"
    )
)
_BIDDING = (("come", "with"), ("come", "along"), ("come", "here"), ("come", "on"), ("follow", "me"), ("follow", "us"))
_CEASING = frozenset(("stop", "quit"))
# What is told with *your* to somebody who has it, and not done to it.
_WITH_YOURS = frozenset(
    "close open shut move raise lift lower drop bend straighten turn use mind wipe wash finish eat drink show give lend tell hold watch do say make get go take".split()
)
# What asks for nothing to be done.
_NO_REQUESTS = frozenset("hear see understand know remember feel believe imagine tell think say".split())
# What is done to another's, or asked of the game: these want nothing of anybody.
_OWN_DOINGS = frozenset("take hold watch tell get go look make".split())
_LET = frozenset("him her them me".split())
_HANDS = (("hold", "my", "hand"), ("take", "my", "hand"), ("take", "my", "arm"), ("hold", "me", "up"))
_NO_BIDS = frozenset("excuse help tell remind give_up undo oops".split())


def bids(heard: Heard) -> bool:
    """Whether a clause wants somebody to come: `please come`, `follow me`, `come with me to the club`."""
    said = heard.said
    if not said or said[0] in QUESTION_WORDS | _NO_BIDS | _NO_REQUESTS:
        return False
    if said[1:] == ("me",) and is_content(said[0]):
        return True  # `kiss me`, `hold me`
    if said[-2:] == ("with", "me") and len(said) > _BARE_BID and is_content(said[0]):
        return True  # `stay with me`
    return said in _WHOLE or said[:2] in _BIDDING


def _lets(said: tuple[str, ...]) -> bool:
    """`let us start`, `let him go`; and not `let it be`, `let her sleep`."""
    return said[:2] == ("let", "us") or (
        said[:1] == ("let",)
        and said[1] in _LET
        and said[2:] in (("go",), ("in",), ("out",), ("through",), ("pass",), ("try",), ("see",))
    )


def orders(heard: Heard) -> bool:
    """Whether a clause wants something of somebody: it begins with what is to be done, and what it is done to is one's own self, or theirs."""
    said = heard.said
    if heard.question or len(said) < _BARE_BID or said[0] in QUESTION_WORDS or said[0] in AUXILIARIES:
        return said in _WHOLE and not heard.question
    first, last = said[0], said[-1]
    if {"i", "we"}.intersection(heard.words[:3]) or first in _NO_BIDS | _NO_REQUESTS:
        return False
    if bids(heard) or _lets(said) or said in _HANDS:
        return True
    if first in _CEASING and said[1].endswith("ing") and len(said[1]) > len("thing"):
        return True
    if first not in _OWN_DOINGS and said[1] in _ME and is_content(first):
        return True
    if last in _ME and said[-2] in _BEFORE_ME:
        return True
    return first in _WITH_YOURS - _OWN_DOINGS and ("your" in said[1:3] or "yourself" in said)


def as_an_order(clause: Clause, result: Result) -> Result | None:
    """A clause that wants something of somebody, as said to them, where nothing else comes of it; None where it wants nothing, or nobody is here."""
    view, heard = clause.view, clause.heard
    if not view.around.persons or addressed(clause) is not None or not orders(heard):
        return None
    if isinstance(result, Asked) and result.question.options:
        return None
    if isinstance(result, Understood):
        verb = result.command.verb
        if verb in SESSION or verb in FREE or result.rest or verb in ("order", "choose", "ask_for"):
            return None
        reworded = heard.said in _WHOLE and result.command.noun is not None  # `hurry up` goes nowhere
        if met(view, result.command).answered and verb not in ("tell", "think") and not reworded:
            return None
        if verb == "tell" and met(view, result.command).exactly:
            return None
    elif getattr(result, "outcome", "") == "meta":
        return None
    person = clause.partner if clause.partner in view.around.persons else view.around.persons[0]
    order = Command("order", person, topic=" ".join(heard.said))
    return Understood(order, f"({view.word(person, 'the')})")
