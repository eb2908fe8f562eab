"""The second stage: verbs as data, and matching a clause's words against them.

A *pattern* is a row of literal words and slots, e.g. `ask <person> about <topic>`; a *match* says which words stand in
which slot. The rows are those of `table`, and those that a story adds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property

from attrs import field, frozen

from kalmurzaeva.grammar.table import TABLE


@frozen
class Gap:
    """A slot of a pattern: its name in a match (`noun`, `second`, `topic`) and what it accepts."""

    slot: str
    accepts: str


@frozen
class OneOf:
    """A literal word of a pattern: any of `words`; `first` is the one to show."""

    words: frozenset[str]
    first: str


Element = OneOf | Gap


@frozen(eq=False)
class Pattern:
    """A verb's row of words and gaps. Where some were left out, `missing` are those gaps and `whole` is the whole row."""

    verb: str
    elements: tuple[Element, ...]
    missing: tuple[Gap, ...] = ()
    whole: tuple[Element, ...] = ()

    @property
    def first_words(self) -> frozenset[str]:
        """The words it can begin with."""
        first = self.elements[0] if self.elements else None
        return first.words if isinstance(first, OneOf) else frozenset()

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Its gaps, in order."""
        return tuple(element for element in self.elements if isinstance(element, Gap))

    @cached_property
    def wants(self) -> tuple[int, bool, tuple[frozenset[str], ...]]:
        """How many parts it has, whether it has a gap, and the words that it wants behind the first, one of each set."""
        wanted = (element.words for element in self.elements[1:] if isinstance(element, OneOf))
        return len(self.elements), bool(self.gaps), tuple(wanted)

    @cached_property
    def literals(self) -> int:
        """How many words of its own it has."""
        return sum(isinstance(element, OneOf) for element in self.elements)

    def takes_kind(self, kinds: frozenset[str]) -> bool:
        """Whether a gap asks for one of these kinds."""
        return any(isinstance(element, Gap) and element.accepts in kinds for element in self.elements)

    def possible(self, kinds: AbstractSet[str]) -> bool:
        """Whether all that is asked for, left out or not, is of the built-in kinds or of `kinds`."""
        return all(
            gap.accepts in _ACCEPTED or gap.accepts in kinds
            for gap in (*self.elements, *self.missing)
            if isinstance(gap, Gap)
        )


@frozen
class Match:
    """A clause read by a pattern: the words that stand in each slot."""

    pattern: Pattern
    slots: Mapping[str, tuple[str, ...]]

    @property
    def verb(self) -> str:
        return self.pattern.verb


# `<person>` in the first place is the noun, in the second the second: a Command has no other places.
_SLOTS = {"noun": "noun", "second": "second", "topic": "topic"}
_ACCEPTED = frozenset((*_SLOTS, "person", "thing", "place"))


def parse_form(verb: str, form: str, accepts: frozenset[str] = frozenset()) -> list[Pattern]:
    """One form of the table, such as `ask|question <person> about <topic>`, as patterns: several where words are joined by `_`
    or may be left out. `accepts` are further names that a slot may have (the story's kinds). Raises ValueError on an
    unknown slot."""
    rows: list[tuple[Element, ...]] = [()]
    taken: list[str] = []
    for piece in form.split():
        if piece.startswith("<"):
            name = piece.strip("<>")
            if name not in _SLOTS and name not in {"person", "thing"} | accepts:
                raise ValueError(name)
            slot = _SLOTS.get(name) or ("second" if "noun" in taken else "noun")
            taken.append(slot)
            rows = [(*row, Gap(slot, name)) for row in rows]
            continue
        optional = piece.endswith("?")
        every = piece.rstrip("?").split("|")
        single = [word for word in every if "_" not in word]
        ways: list[tuple[Element, ...]] = [(OneOf(frozenset(single), single[0]),)] if single else []
        ways += [tuple(OneOf(frozenset([word]), word) for word in words.split("_")) for words in every if "_" in words]
        rows = [row + way for row in rows for way in (*ways, *([()] if optional else []))]
    return [Pattern(verb, row) for row in rows]


def _shortened(pattern: Pattern) -> Iterator[Pattern]:
    """The pattern with a gap left out, and with a last word and gap left out: what players type when they forget one."""
    elements = pattern.elements
    for index, element in enumerate(elements):
        if isinstance(element, Gap):
            yield Pattern(pattern.verb, elements[:index] + elements[index + 1 :], (element,), elements)
    last = elements[-1]
    if len(elements) >= 3 and isinstance(last, Gap) and not isinstance(elements[-2], Gap):
        head = elements[:-2]
        yield Pattern(pattern.verb, head, (last,), elements)
        for index, element in enumerate(head):
            if isinstance(element, Gap) and len(head) > 1:
                yield Pattern(pattern.verb, head[:index] + head[index + 1 :], (element, last), elements)


def _readings(
    elements: Sequence[Element], at: int, words: Sequence[str], start: int
) -> Iterator[dict[str, tuple[str, ...]]]:
    """Every way in which `words[start:]` fills `elements[at:]`, shorter gaps first."""
    if at == len(elements):
        if start == len(words):
            yield {}
        return
    element = elements[at]
    if not isinstance(element, Gap):
        if start < len(words) and words[start] in element.words:
            yield from _readings(elements, at + 1, words, start + 1)
        return
    rest = len(elements) - at - 1
    if not rest:
        if start < len(words):
            yield {element.slot: tuple(words[start:])}
        return
    for end in range(start + 1, len(words) - rest + 1):
        for reading in _readings(elements, at + 1, words, end):
            yield {element.slot: tuple(words[start:end]), **reading}


@frozen(eq=False)
class Grammar:
    """All patterns that are in force, by first word: the built-in ones and the story's."""

    patterns: tuple[Pattern, ...]
    verbs: frozenset[str]
    _cache: dict[tuple[str, ...], tuple[Match, ...]] = field(factory=dict, init=False, repr=False)

    @cached_property
    def by_word(self) -> dict[str, list[Pattern]]:
        """The patterns by each word that they can begin with."""
        index: dict[str, list[Pattern]] = {}
        for pattern in self.patterns:
            for word in pattern.first_words:
                index.setdefault(word, []).append(pattern)
        return index

    @cached_property
    def _by_word_shortened(self) -> dict[str, list[Pattern]]:
        index: dict[str, list[Pattern]] = {}
        for pattern in self.patterns:
            for short in _shortened(pattern):
                for word in short.first_words:
                    index.setdefault(word, []).append(short)
        return index

    @cached_property
    def first_words(self) -> frozenset[str]:
        """Every word that a command can begin with."""
        return frozenset(self.by_word)

    def beginning_with(self, word: str) -> Sequence[Pattern]:
        """The patterns that a word can begin."""
        return self.by_word.get(word, ())

    @cached_property
    def all_words(self) -> frozenset[str]:
        """Every literal word of every pattern."""
        return frozenset(
            word
            for pattern in self.patterns
            for element in pattern.elements
            if isinstance(element, OneOf)
            for word in element.words
        )

    def matches(self, words: tuple[str, ...]) -> tuple[Match, ...]:
        """How the patterns read `words` whole. Patterns with more literal words come first, then the table's order."""
        found = self._cache.get(words)
        if found is None:
            found = self._match(words, self.by_word)
            if len(self._cache) > 4096:
                self._cache.clear()
            self._cache[words] = found
        return found

    def shortened(self, words: tuple[str, ...]) -> tuple[Match, ...]:
        """How `words` can be read with something left out: `ask about casting`, `take`."""
        return self._match(words, self._by_word_shortened)

    def _match(self, words: tuple[str, ...], index: Mapping[str, list[Pattern]]) -> tuple[Match, ...]:
        if not words:
            return ()
        found = []
        count = len(words)
        for pattern in index.get(words[0], ()):
            length, is_open, wanted = pattern.wants
            # A quick no for most patterns: too few words, or a literal word that none of them is.
            if length > count or (length < count and not is_open):
                continue
            for word in wanted:
                if word.isdisjoint(words):
                    break
            else:
                found += [Match(pattern, reading) for reading in _readings(pattern.elements, 0, words, 0)]
        found.sort(key=_order)
        return tuple(found)


def _order(match: Match) -> tuple[int, int]:
    """More literal words first, then gaps that ask for more."""
    literal = match.pattern.literals
    narrow = sum(isinstance(element, Gap) and element.accepts not in _SLOTS for element in match.pattern.elements)
    return -literal, -narrow


def _table() -> Iterator[Pattern]:
    for line in TABLE.strip().splitlines():
        verb, _, forms = line.partition(":")
        for form in forms.split(";"):
            yield from parse_form(verb, form)


_BUILT_IN: list[Grammar] = []


def built_in() -> Grammar:
    """The grammar of the table alone, made once."""
    if not _BUILT_IN:
        patterns = tuple(_table())
        _BUILT_IN.append(Grammar(patterns, frozenset(pattern.verb for pattern in patterns)))
    return _BUILT_IN[0]
