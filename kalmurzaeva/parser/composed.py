"""What is said on while a piece is put together: `put in the mop, then the goose after it`, `Dasha, would you dance the tape?`."""

from __future__ import annotations

import re

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import ARTICLES, tokens
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Story, Talk
from kalmurzaeva.parser.candidate import commits
from kalmurzaeva.parser.evidence import hear
from kalmurzaeva.parser.nouns import nouns_for
from kalmurzaeva.parser.results import Puzzled, Result, Understood
from kalmurzaeva.parser.several import decides_otherwise, goes_on_alike, verb_words
from kalmurzaeva.parser.verdict import understand

_ONWARD = frozenset(("and", "then", "next", "also"))
_BESIDE = frozenset(("after", "before", "behind", "between", "last", "first"))
# What is said of who is to carry one, and the plain words for it.
_CARRYING = (
    (
        re.compile(r"(\w+), (?:please )?(?:can|could|would|will) you (?:please )?(dance|carry|do|take) (.+)"),
        r"let \1 \2 \3",
    ),
    (
        re.compile(r"(?:can|could|would|will|should|might) (?!i |we |you |it )(\w+) (?:dance|carry|do) (.+)"),
        r"who could dance \2",
    ),
    (re.compile(r"who is (?:dancing|carrying|doing) (.+)"), r"who dances \1"),
)
_CALLED = re.compile(
    r"(?:(?:let|have|ask|can|could|would|will|should) )?(\w+),?(?: to| (?:can|could|would|will) you)?(?: please)? (?:dance|carry|do) (.+)"
)
# All that there is of it, in words that name nothing.
_ALL = re.compile(r"([a-z]+(?: (?:out|off))?) (?:everything|all|it all|all of (?:it|them)|them all)( out| off)?")
_MOST_OF_A_NAME = 5
# What all of these have in them.
_CARRIES = re.compile(r"\s(?:dance|carry|do|take|dancing|carrying|doing)\s")
_POINTING = re.compile(r"\b(?:that|this) one\b")


def of_a_piece(view: View, noun: str | None) -> bool:
    """Whether something can be placed in a piece of the story."""
    return noun in _placeable(view.story)


@once_a_story
def _placeable(story: Story) -> frozenset[str]:
    pieces = (variable.piece for variable in story.variables.values())
    return frozenset(name for piece in pieces if piece for name in piece.scheme.gestures)


def gone_on_with(view: View, talk: Talk, clause: str, before: str | None) -> Result | None:
    """A clause without a verb, behind one that placed something: it has the verb of the clause before it in the line, or, where it says beside what,
    is put there."""
    if talk.last is None or not of_a_piece(view, talk.last.noun):
        return None
    words = list(tokens(clause))
    led = bool(words) and words[0] in _ONWARD
    while words and words[0] in _ONWARD:
        words.pop(0)
    if not words or (words[0] not in ARTICLES and words[0] in view.story.grammar.first_words):
        return None
    if before is not None:
        ways = [verb_words(view, before), hear(before).said[0]]
    elif led and not _BESIDE.isdisjoint(words):
        ways = ["put"]
    else:
        return None
    for way in dict.fromkeys(ways):
        result = understand(view, talk, f"{way} {' '.join(words)}")
        if _placed(view, result):
            return result
    return None


def without_a_verb(view: View, talk: Talk, clause: str, before: str) -> Result | None:
    """What a clause that only names something means behind another in a line that did something: that with it, too. It takes no choice by a name alone;
    None where it has a verb, or decides nothing."""
    words = list(tokens(clause))
    while words and words[0] in _ONWARD:
        words.pop(0)
    while words and words[-1] in _ONWARD:
        words.pop()
    if talk.last is None or not words or not _only_names(view, talk, tuple(words)):
        return None
    done = talk.last
    result = understand(view, talk, clause)
    if not isinstance(result, Understood) or not commits(view, result.command):
        return None
    same = goes_on_alike(view, before, " ".join(words), done, lambda text: understand(view, talk, text))
    if same is not None:
        return understand(view, talk, same)
    if not decides_otherwise(view, done, result.command):
        return None
    return Puzzled(
        f"One thing at a time, by name and with what is to be done: {' '.join(words)}.", None, "refusal", final=True
    )


def _only_names(view: View, talk: Talk, words: tuple[str, ...]) -> bool:
    """Whether words name something and do nothing: `the short pour`, `Ada's tape`."""
    if words[0] not in ARTICLES and words[0] in view.story.grammar.first_words:
        return False
    return len(words) <= _MOST_OF_A_NAME and bool(nouns_for(view, talk, words, "noun"))


def asked_to_carry(view: View, talk: Talk, clause: str) -> Result | None:
    """`Dasha, would you dance the tape?` lets her; `can Dasha dance that one?` asks who could; `take it all out` is THE LOT, where a story has that."""
    small = clause.lower()
    carries = _CARRIES.search(small) is not None
    if not carries and "all" not in small and "everything" not in small:
        return None
    typed = _POINTING.sub("it", " ".join(small.replace("who's", "who is").strip(" ?!.").split()))
    every = _ALL.fullmatch(typed)
    if every:
        lot = understand(view, talk, f"{every[1]} the lot{every[2] or ''}")
        return lot if isinstance(lot, Understood) and _names_nothing(view, lot) else None
    if not carries:
        return None
    called = _CALLED.fullmatch(typed)
    if (
        called
        and _is_elsewhere(view, called[1])
        and _placed(view, understand(view, talk, f"who could dance {called[2]}"))
    ):
        return Puzzled(f"{called[1].capitalize()} is not here to be shown it.", None, "refusal", final=True)
    for pattern, plainly in _CARRYING:
        found = pattern.fullmatch(typed)
        result = understand(view, talk, found.expand(plainly)) if found else None
        if result is not None and _placed(view, result):
            return result
    return None


def _names_nothing(view: View, result: Understood) -> bool:
    """Whether a reading names neither anything nor a topic, and something answers it."""
    command = result.command
    return command.noun is None and command.topic is None and dispatch.met(view, command).block is not None


def _is_elsewhere(view: View, name: str) -> bool:
    """Whether a word is the name of somebody who is not here."""
    people = [one for one in view.story.entities.values() if one.kind == "person"]
    called = {one.id for one in people if any(written.key == (name,) for written in one.names)}
    return bool(called) and called.isdisjoint((*view.around.persons, view.story.player))


def _placed(view: View, result: Result) -> bool:
    """Whether a reading does something with what can be placed, by a verb of the story's own."""
    return (
        isinstance(result, Understood)
        and not result.rest
        and of_a_piece(view, result.command.noun)
        and result.command.verb not in ("examine", "ask", "tell", "keep")
        and dispatch.met(view, result.command).block is not None
    )
