"""Everyday wordings and synonyms: the data beside the grammar, read from `wordings.txt`, `synonyms.txt` and `alike.txt` when first needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kalmurzaeva.grammar.lexicon import tokens
from kalmurzaeva.grammar.pattern_index import PatternIndex
from kalmurzaeva.grammar.patterns import OneOf, Pattern, parse_form

_FOLDER = Path(__file__).parent


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
