"""Choices in the player's own words: `take your place at the barre` is meant by its number, by `I take my place`, and by `take place at barre`."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from kalmurzaeva import precedence
from kalmurzaeva.marks import plain
from kalmurzaeva.parser.lexicon import PREPOSITIONS, words
from kalmurzaeva.parser.results import Puzzled, Understood
from kalmurzaeva.parser.topics import EMPTY, stem
from kalmurzaeva.precedence import Option
from kalmurzaeva.view import View

_PERSONS = {"i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "am": "are"}
NEGATIONS = frozenset("not no never nothing nobody".split())
_STANDING_FOR = frozenset("he she it they him her them his their its you your yours yourself us we our".split())
_OBJECTIVE = {
    "she": "her",
    "her": "her",
    "he": "him",
    "him": "him",
    "his": "him",
    "they": "them",
    "them": "them",
    "their": "them",
}
# Words that say nothing of what a choice is about.
_NOT_ABOUT = EMPTY | PREPOSITIONS | frozenset("up down out back over off round away along".split())
_UNSAID = frozenset("the a an that please to".split())


def choice(view: View, clause: str) -> Understood | Puzzled | None:
    """A choice by its number, or by all its words."""
    listed = list(precedence.choices(view))
    bare = clause.strip().rstrip(".)")
    if bare.isascii() and bare.isdigit():
        number = int(bare[:6])
        if 1 <= number <= len(listed):
            return Understood(listed[number - 1].command)
        return Puzzled(
            f"There is no choice {bare[:6]} here." if listed else "There is nothing to choose by number just now."
        )
    if not listed:
        return None
    typed = _own_words(clause)
    fitting = [option for option in listed if typed and typed == _label(view, option)]
    return Understood(fitting[0].command) if len(fitting) == 1 else None


def choice_said(view: View, clause: str) -> Understood | None:
    """A choice by its first three words and more, or by all of them with a name for a pronoun: no verb may have these instead."""
    typed = _own_words(clause)
    if len(typed) < 3:
        return None
    return _only(view, [option for option in precedence.choices(view) if _says(view, typed, _label(view, option))])


def choice_by_part(view: View, clause: str, *, looking: bool) -> Understood | None:
    """A choice by its first words, by most of them, or by what it is about. A look is not a decision: it takes three words of one to be
    meant."""
    typed = _own_words(clause)
    least = 3 if looking else 2
    if len(typed) < least:
        return None
    return _only(
        view, [option for option in precedence.choices(view) if _means(view, typed, _label(view, option), least)]
    ) or (None if looking else _only(view, _same_matter(view, typed)))


def _only(view: View, fitting: list[Option]) -> Understood | None:
    return Understood(fitting[0].command, f"({label_of(view, fitting[0])})") if len(fitting) == 1 else None


def _says(view: View, typed: tuple[str, ...], label: tuple[str, ...]) -> bool:
    """Whether a line says a choice word for word from its beginning, or all of it with a name for a pronoun."""
    if label[: len(typed)] == typed:
        return True
    gist, own = _gist(view, typed), _gist(view, label)
    return len(gist) >= 3 and own == gist and _negates(typed) == _negates(label) and _agree(view, typed, label)


def _means(view: View, typed: tuple[str, ...], label: tuple[str, ...], least: int) -> bool:
    """Whether a line says a choice: its beginning, most of its words, or the same but for a name or a pronoun. *Not* is never overheard."""
    if not label or _negates(typed) != _negates(label) or not _agree(view, typed, label):
        return False
    begins = label[: len(typed)] == typed
    gist, own = _gist(view, typed), _gist(view, label)
    most = len(gist) >= 3 and gist[0] == own[0] and set(gist) <= set(own)
    all_of_it = len(own) >= least and set(own) <= set(gist) and len(gist) <= len(own) + 3
    return begins or most or all_of_it or (len(gist) >= 2 and own[: len(gist)] == gist)


def choice_about(view: View, clause: str) -> Understood | None:
    """A choice that a line which nothing else understood is about, whatever its verb: two words of it at least."""
    typed = _own_words(clause)
    said = set(_matter(view, typed, verb=False))

    def shared(label: tuple[str, ...]) -> int:
        same = len(said.intersection(_matter(view, label, verb=False)))
        return same if same >= 2 and 2 * same >= len(said) else 0

    return _only(view, _closest(view, typed, shared))


def _same_matter(view: View, typed: tuple[str, ...]) -> list[Option]:
    """The choices that begin with the same verb and share with a line two words that say what it is about, or half of them."""
    verb, *about = _matter(view, typed) or ("",)

    def shared(label: tuple[str, ...]) -> int:
        own_verb, *own = _matter(view, label) or ("",)
        same = len(set(about) & set(own))
        enough = same >= 2 or 2 * same >= min(len(set(about)), len(set(own)))
        return same if verb == own_verb and enough else 0

    return _closest(view, typed, shared)


def _closest(view: View, typed: tuple[str, ...], shared: Callable[[tuple[str, ...]], int]) -> list[Option]:
    """The choices that share most with a line, of those that it does not gainsay."""
    found: list[tuple[int, Option]] = []
    for option in precedence.choices(view):
        label = _label(view, option)
        if _negates(typed) == _negates(label) and _agree(view, typed, label):
            found.append((shared(label), option))
    most = max((same for same, _ in found), default=0)
    return [option for same, option in found if same == most and same]


def _matter(view: View, phrase: tuple[str, ...], *, verb: bool = True) -> tuple[str, ...]:
    """The words of a phrase that say what it is about, after its verb or with that as one of them."""
    gist = _gist(view, phrase)
    first = gist[:1] if verb else ()
    return (*first, *(stem(word) for word in gist[len(first) :] if word not in _NOT_ABOUT))


def _negates(phrase: tuple[str, ...]) -> bool:
    return not NEGATIONS.isdisjoint(phrase)


def _agree(view: View, typed: tuple[str, ...], label: tuple[str, ...]) -> bool:
    """Whether those named in a line can be those of a choice: the same names, or a pronoun that fits."""
    named, meant = _named(view, typed), _named(view, label)
    if not named:
        return True
    if meant:
        return not named.isdisjoint(meant)
    spoken_of = {_OBJECTIVE[word] for word in label if word in _OBJECTIVE}
    return not spoken_of or any(view.word(person, "them") in spoken_of for person in named)


def _named(view: View, phrase: tuple[str, ...]) -> set[str]:
    """Those here who may be named by a phrase."""
    return {person for person in view.present() if any(set(name.key) & set(phrase) for name in view.names(person))}


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


def _label(view: View, option: Option) -> tuple[str, ...]:
    return _own_words(label_of(view, option))


def label_of(view: View, option: Option) -> str:
    """A choice as the player reads it."""
    return plain(precedence.words_of(view, option))
