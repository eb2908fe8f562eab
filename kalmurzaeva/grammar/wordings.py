"""Everyday wordings and synonyms: the data beside the grammar, read from `wordings.txt`, `synonyms.txt`, `alike.txt` and `said_alike.txt` when first needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from kalmurzaeva.grammar.lexicon import tokens
from kalmurzaeva.grammar.pattern_index import PatternIndex
from kalmurzaeva.grammar.patterns import OneOf, Pattern, parse_form

_FOLDER = Path(__file__).parent
# What changes nothing of what is said, and what a question may be asked with or without: `aren't you really tired`, `are you tired`.
_CHANGES_NOTHING = frozenset(
    "so really then just still very too well oh actually quite anyway please now ever terribly awfully".split()
)
_NO_ROW: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
_ASKS_FIRST = frozenset("are is am was were do does did have has had can could will would should".split())


@cache
def wordings() -> Mapping[str, tuple[Pattern, ...]]:
    """The rows of `wordings.txt` by each word that they can begin with."""
    index: dict[str, list[Pattern]] = {}
    for line in _rows("wordings.txt"):
        verb, _, forms = line.partition(":")
        for form in forms.split(";"):
            for pattern in parse_form(verb.strip(), form):
                first = pattern.elements[0]
                for word in first.words if isinstance(first, OneOf) else ("<",):
                    index.setdefault(word, []).append(pattern)
    return {word: tuple(patterns) for word, patterns in index.items()}


@cache
def wording_index() -> PatternIndex:
    """The same, by the words that they cannot do without."""
    return PatternIndex(wordings())


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """For each word of `synonyms.txt` the others of its rows, in order."""
    return _rows_of("synonyms.txt")


@cache
def alike() -> Mapping[str, tuple[str, ...]]:
    """For each word of `alike.txt`, and of `synonyms.txt`, the others of its rows: what may stand for it in a listed choice."""
    found = dict(synonyms())
    for word, others in _rows_of("alike.txt").items():
        found[word] = tuple(dict.fromkeys((*found.get(word, ()), *others)))
    return found


def said_alike(phrase: Sequence[str]) -> tuple[str, ...]:
    """What says the same as a phrase in other words; nothing where no row has the phrase."""
    return _said_alike().get(_plainly(phrase), _NO_ROW)[0]


def said_near(phrase: Sequence[str]) -> tuple[str, ...]:
    """What is not the same as a phrase, and answered by what answers it."""
    return _said_alike().get(_plainly(phrase), _NO_ROW)[1]


@cache
def _said_alike() -> Mapping[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]]:
    found: dict[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for line in _rows("said_alike.txt"):
        same, _, near = line.partition(">")
        row = _phrases(same), _phrases(near)
        for phrase in row[0]:
            found.setdefault(_plainly(phrase.split()), row)
    return found


def _phrases(part: str) -> tuple[str, ...]:
    return tuple(phrase for written in part.split(";") if (phrase := written.strip()))


def _plainly(words: Sequence[str]) -> tuple[str, ...]:
    """A phrase without what changes nothing of it: `are not you so tired` is *are you tired*."""
    bare = [word for word in words if word not in _CHANGES_NOTHING] or list(words)
    if len(bare) > 2 and bare[0] in _ASKS_FIRST and bare[1] == "not":
        del bare[1]
    return tuple(bare)


def _rows_of(name: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for line in _rows(name):
        row = tokens(line)
        for word in row:
            found.setdefault(word, {}).update((other, None) for other in row if other != word)
    return {word: tuple(others) for word, others in found.items()}


def _rows(name: str) -> list[str]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
