"""Choices in the player's own words: `take your place at the barre` is meant by its number, by `I take my place`, and by `take place at barre`."""

from __future__ import annotations

from functools import lru_cache

from kalmurzaeva import precedence
from kalmurzaeva.marks import plain
from kalmurzaeva.model import Block, Command
from kalmurzaeva.parser.lexicon import words
from kalmurzaeva.parser.results import Puzzled, Understood
from kalmurzaeva.view import View

_PERSONS = {"i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "am": "are"}
NEGATIONS = frozenset("not no never nothing nobody".split())
_STANDING_FOR = frozenset("he she it they him her them his their its you your yours yourself us we our".split())
_UNSAID = frozenset("the a an that please to".split())


def choice(view: View, clause: str) -> Understood | Puzzled | None:
    """A choice by its number, or by all its words."""
    listed = list(precedence.choices(view))
    bare = clause.strip().rstrip(".)")
    if bare.isascii() and bare.isdigit():
        number = int(bare[:6])
        if 1 <= number <= len(listed):
            return Understood(Command("choose", listed[number - 1][0].id))
        return Puzzled(
            f"There is no choice {bare[:6]} here." if listed else "There is nothing to choose by number just now."
        )
    if not listed:
        return None
    typed = _own_words(clause)
    fitting = [block for block, _ in listed if typed and typed == _own_words(label_of(view, block))]
    return Understood(Command("choose", fitting[0].id)) if len(fitting) == 1 else None


def choice_begun(view: View, clause: str) -> Understood | None:
    """A choice by its first three words and more, which no verb may have instead."""
    typed = _own_words(clause)
    if len(typed) < 3:
        return None
    fitting = [
        block for block, _ in precedence.choices(view) if _own_words(label_of(view, block))[: len(typed)] == typed
    ]
    return (
        Understood(Command("choose", fitting[0].id), f"({label_of(view, fitting[0])})") if len(fitting) == 1 else None
    )


def choice_by_part(view: View, clause: str, *, looking: bool) -> Understood | None:
    """A choice by its first words, or by most of them. A look is not a decision: it takes three words of one to be meant."""
    typed = _own_words(clause)
    least = 3 if looking else 2
    if len(typed) < least:
        return None
    fitting = [
        block for block, _ in precedence.choices(view) if _means(view, typed, _own_words(label_of(view, block)), least)
    ]
    return (
        Understood(Command("choose", fitting[0].id), f"({label_of(view, fitting[0])})") if len(fitting) == 1 else None
    )


def _means(view: View, typed: tuple[str, ...], label: tuple[str, ...], least: int) -> bool:
    """Whether a line says a choice: its beginning, most of its words, or the same but for a name or a pronoun. *Not* is never overheard."""
    if NEGATIONS.intersection(typed) != NEGATIONS.intersection(label) or not label:
        return False
    begins = label[: len(typed)] == typed
    most = len(typed) >= 3 and typed[0] == label[0] and set(typed) <= set(label)
    all_of_it = len(label) >= least and set(label) <= set(typed) and len(typed) <= len(label) + 3
    gist, own = _gist(view, typed), _gist(view, label)
    return begins or most or all_of_it or (len(gist) >= 2 and own[: len(gist)] == gist)


def _gist(view: View, phrase: tuple[str, ...]) -> tuple[str, ...]:
    """A phrase without pronouns and without the names of who is here."""
    names = {word for person in view.present() for name in view.names(person) for word in name.key}
    return tuple(word for word in phrase if word not in _STANDING_FOR and word not in names)


@lru_cache(maxsize=4096)
def _own_words(text: str) -> tuple[str, ...]:
    """The words of a choice, or of a line meant as one, whoever speaks: without articles, *say that*, and with *I* and *my* as *you* and
    *your*."""
    every = [_PERSONS.get(word, word) for word in words(text) if word not in _UNSAID]
    while len(every) > 1 and every[0] in ("say", "you", "choose", "will", "would"):
        every = every[1:]
    return tuple(every)


def label_of(view: View, block: Block) -> str:
    """A choice as the player reads it."""
    return plain(view.words(block.words))
