"""Patterns by the words that they cannot do without: which of some hundreds could lie along a clause, without trying the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import itemgetter

from kalmurzaeva.grammar.patterns import Gap, OneOf, Pattern

# A pattern's length, its place in the order, whether it wants anything named, the further words that it wants (one of each set), and itself.
_Row = tuple[int, int, bool, tuple[frozenset[str], ...], Pattern]


class PatternIndex:
    """Patterns by their first word, and those with a second word of their own by that."""

    def __init__(self, by_first: Mapping[str, Sequence[Pattern]]) -> None:
        self._by_first = {word: _by_second(patterns) for word, patterns in by_first.items()}

    def fitting(self, first: str, words: AbstractSet[str], most: int, *, named: bool) -> list[Pattern]:
        """The patterns that begin with `first`, in order, whose other words are all among `words`, that have at most `most` parts, and, where
        nothing is `named`, have no gap for a name."""
        by_second = self._by_first.get(first)
        if by_second is None:
            return []
        found: dict[int, Pattern] = {}  # by their places: two words of one set are one pattern
        for second in ("", *(words & by_second.keys())):
            for length, place, names, others, pattern in by_second.get(second, ()):
                if length > most:
                    break
                if (named or not names) and not any(map(words.isdisjoint, others)):
                    found[place] = pattern
        return [found[place] for place in sorted(found)]


def _by_second(patterns: Iterable[Pattern]) -> dict[str, list[_Row]]:
    """The patterns by each second word that they may have, the shortest first; under no word those that want none."""
    found: dict[str, list[_Row]] = {}
    for place, pattern in enumerate(patterns):
        wanted = [element.words for element in pattern.elements[1:] if isinstance(element, OneOf)]
        names = any(isinstance(element, Gap) and element.slot != "topic" for element in pattern.elements)
        for word in wanted[0] if wanted else ("",):
            found.setdefault(word, []).append((len(pattern.elements), place, names, tuple(wanted[1:]), pattern))
    for rows in found.values():
        rows.sort(key=itemgetter(0))
    return found
