"""What is asked of a piece while it is made: `which one is on nine`, `what comes after the hem`, `is my mother in it`, `what is cut off`.

A story that has a piece answers these verbs: SOUNDING what stands on a count or beside another (and alone where nothing does), LACKING where a count of it is
empty or cut off, CONTAINING what is asked after, REMAINING, and SEVERED."""

from __future__ import annotations

import re

from kalmurzaeva.choreography.reading import Line
from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import tokens
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Command, Story, Talk
from kalmurzaeva.model.values import reading_of
from kalmurzaeva.parser.asking import one_of
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.composed import of_a_piece
from kalmurzaeva.parser.owned import by_its_name, theirs
from kalmurzaeva.parser.remarks import person_called
from kalmurzaeva.parser.results import Result, Understood
from kalmurzaeva.parser.speech import addressed
from kalmurzaeva.parser.spelling import heard_here

_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_N = "|".join((*_NUMBERS, *map(str, range(1, 13))))
_NTH = "|".join((*_ORDINALS, *(f"{place}th" for place in range(4, 13)), "1st", "2nd", "3rd"))
_ON = re.compile(
    rf"\b(?:(?:on|at|under|over) (?:the )?(?:count |beat |number )?|(?:count|beat|number) )({_N})\b(?! (?:counts?|movements?|of|kopecks?))"
    rf"|\b({_NTH}) (?:count|beat)\b|\b(?:on|at|under) (?:the )?({'|'.join(_ORDINALS[3:])})\b|^whose is ({_N})$|\b(?:is|has) ({_N})$"
)
_ASKING = re.compile(
    r"^(?:(?:so|and|then|but|now|ok|okay|well|please|tell me|say) )*(?:what|who|whose|which|is|are|does|do)\b"
)
_ASKS = frozenset("what who whose which is are does do".split())
_OTHERWISE = re.compile(
    r"^(?:(?:so|and|then|but|now) )*(?:why|how|when|where|can|could|should|would|may|will|shall|did|do i)\b"
)
_BESIDE = re.compile(
    r"^(?:(?:so|and|then|but|now) )*(?:what|who|whose|which)\b(?!.*\b(?:should|could|would|can|might)\b).*\b(after|behind|following|before|ahead of|in front of)$"
)
_WITHIN = re.compile(
    r"^(?:(?:so|and|then|but|now) )*(?:is|are|have i|have we|has|did i|do i have)\b(?: \S+){0,8}? (?:in|into|inside)(?: (?:it|there|this|already|now|yet|the (?:dance|piece|movement)))*$"
)
_LEFT = re.compile(
    r"^(?:(?:so|and|then|but|now) )*(?:(?:how (?:many|much)|what|which|is|are|have i|do i have|what (?:happens|comes|is) after)\b.*\b(?:left|over|free|empty|remain|remaining|missing to eleven)\b"
    r"|(?:what|how)\b.*\bcounts? (?:is|are|stays?|stands?) (?:left|over|free|empty))(?: (?:now|still|then|over|in it|yet))*$"
)
_CUT = re.compile(
    r"^(?:(?:so|and|then|but|now) )*(?:what|who|whose|which|is|how much|does|will|where)\b.*\bcut(?:s)?(?: off| away| it| short| (?:my|the) \S+)*$"
)
_COUNTED = frozenset("count counts beat beats relay eleven room".split())
_BEFORE = frozenset(("before", "ahead of", "in front of"))


def asked_of_a_piece(view: View, talk: Talk, clause: str) -> Result | None:
    """What a clause asks of the piece that is made here; None where it asks nothing of it, or somebody by name."""
    heard = heard_here(view, clause)
    if not heard.question and (_ASKS.isdisjoint(heard.words) or not _ASKING.search(" ".join(heard.said))):
        return None
    if not dispatch.answered_by_story(view, Command("remaining")) or addressed(Clause(view, talk, heard)):
        return None
    if person_called(view, heard.words[: min(heard.commas, default=0)]) is not None:
        return None  # asked of somebody who cannot be asked here
    plain = " ".join(tokens(by_its_name(view, clause.strip(" ?!."))))
    line = _line(view)
    if line is None:
        return None
    named = _named(view, talk, clause)
    return (
        _beside(view, line, plain, named)
        or _on_a_count(view, line, plain)
        or _within(view, line, plain, named)
        or (_answer(view, "severed") if _CUT.search(plain) and not named else None)
        or (_answer(view, "remaining") if _LEFT.search(plain) and _is_of_counts(plain) else None)
    )


def _is_of_counts(plain: str) -> bool:
    words = plain.split()
    return not _COUNTED.isdisjoint(words) or plain.startswith(("how many", "how much")) or words[-1] == "empty"


def _answer(view: View, verb: str, noun: str | None = None) -> Result | None:
    command = Command(verb, noun)
    return Understood(command) if dispatch.answered_by_story(view, command) else None


def _named(view: View, talk: Talk, clause: str) -> list[str]:
    """What a clause names that can be placed, by its name or by whose it is."""
    found = Clause(view, talk, heard_here(view, by_its_name(view, clause.strip(" ?!.")))).named
    placeable = [one for mention in found for one in mention.ids if of_a_piece(view, one) and not mention.pronoun]
    if placeable:
        return list(dict.fromkeys(placeable))
    words = tokens(clause)
    return list(dict.fromkeys(one for word in words for one in theirs(view, (word,))))


def _on_a_count(view: View, line: Line, plain: str) -> Result | None:
    """What stands on a count, whoever is thought to."""
    found = _ON.search(plain)
    if found is None or _OTHERWISE.search(plain):
        return None
    said = next(filter(None, found.groups()))
    count = next((at for at, words in enumerate(zip(_NUMBERS, _ORDINALS, strict=True), 1) if said in words), 0)
    count = count or int(re.sub(r"\D", "", said))
    one = next((one for one in line.sounding if one.start <= count <= one.end), None)
    if one is None:
        return _answer(view, "sounding")
    return _answer(view, "sounding" if one.sounds_at(count) or not line.counted else "lacking", one.gesture)


def _beside(view: View, line: Line, plain: str, named: list[str]) -> Result | None:
    """What stands after another, or before it."""
    order = [one.gesture for one in line.sounding]
    here = [one for one in named if one in order]
    if len(here) != 1:
        return None
    words = set(tokens(view.word(here[0], "name"))) | {"the", "my"}
    head = plain.split()
    while head and (head[-1] in words or here[0] in theirs(view, head[-1:])):
        head.pop()
    found = _BESIDE.search(" ".join(head))
    if found is None:
        return None
    at = order.index(here[0]) + (-1 if found[1] in _BEFORE else 1)
    return _answer(view, "sounding", order[at] if 0 <= at < len(order) else None)


def _within(view: View, line: Line, plain: str, named: list[str]) -> Result | None:
    """Whether something is in it; of several that are somebody's, those that are."""
    if not named or not _WITHIN.search(plain):
        return None
    order = [one.gesture for one in line.sounding]
    asked = [one for one in named if one in order] or named
    return (
        _answer(view, "containing", asked[0])
        if len(asked) == 1
        else one_of(view, [Command("containing", one) for one in asked])
    )


def _line(view: View) -> Line | None:
    """The reading of the movement that is being made: the one that a variable of the story says, else the last that anything is in."""
    piece, making = _piece(view.story)
    if not piece:
        return None
    lines = reading_of(view.story.variables[piece], view.values).lines
    filled = [line for line in lines.values() if line.sounding]
    return lines.get(str(view.values.get(making))) or (filled[-1] if filled else None)


@once_a_story
def _piece(story: Story) -> tuple[str, str]:
    """The names of the piece of a story, and of the variable that holds which of its movements is being made."""
    for variable in story.variables.values():
        if variable.piece:
            movements = set(variable.piece.scheme.movements)
            making = (one.name for one in story.variables.values() if one.domain and set(one.domain) == movements)
            return variable.name, next(making, "")
    return "", ""
