"""Patterns laid along a clause: `look at <noun>` along *look closely at the old kettle*, small words between its parts passed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice

from attrs import frozen

from kalmurzaeva.grammar.lexicon import ARTICLES
from kalmurzaeva.grammar.patterns import Element, Gap, OneOf
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.evidence import FUNCTION, NEGATIONS, Heard, is_content
from kalmurzaeva.parser.mentions import Mention

_MOST_WAYS = 12
_MOST_MENTIONS = 3
# Between two gaps these say which is which: `the goose to Dasha` is not *Dasha the goose*.
_DIRECTING = frozenset("to from with for at about".split())


@frozen
class Way:
    """One way in which a pattern lies along a clause: the places of its words with their shares, what its gaps name, and the stretch of its
    topic."""

    places: tuple[tuple[int, float], ...] = ()
    nouns: tuple[tuple[str, Mention], ...] = ()
    topic: tuple[int, int] | None = None


_NOWHERE = Way()


@frozen
class Laying:
    """A clause that patterns are laid along, and what it names."""

    heard: Heard
    named: tuple[Mention, ...]

    def ways(self, elements: Sequence[Element], start: int) -> Iterator[Way]:
        """The ways in which `elements` lie along the clause from `start` on, where the first of them stands."""
        return islice(self._on(elements, 0, start, _NOWHERE), _MOST_WAYS)

    def _on(self, elements: Sequence[Element], at: int, here: int, way: Way) -> Iterator[Way]:
        """The ways that go on from `way`, which has come to the element `at` and the place `here`."""
        words, end = self.heard.words, len(elements)
        while at < end:
            element = elements[at]
            if not isinstance(element, OneOf):
                steps = (
                    self._topic(elements, at, here, way)
                    if element.slot == "topic"
                    else self._noun(elements, at, here, way)
                )
                for stop, step in steps:
                    yield from self._on(elements, at + 1, stop, step)
                return
            while here < len(words) and words[here] not in element.words:
                if at and here not in self._small:
                    return
                here += 1
            if here == len(words):
                return
            way = Way((*way.places, (here, evidence.VERB)), way.nouns, way.topic)
            at, here = at + 1, here + 1
        yield way

    def _topic(self, elements: Sequence[Element], at: int, here: int, way: Way) -> Iterator[tuple[int, Way]]:
        """A topic runs to the end, or up to the next word or name that the pattern wants."""
        words = self.heard.words
        if here >= len(words):
            return
        following = elements[at + 1] if at + 1 < len(elements) else None
        if following is None:
            ends = [len(words)]
        elif isinstance(following, Gap):
            ends = [mention.start for mention in self.named if mention.start > here]
        else:
            ends = [place for place in range(here + 1, len(words)) if words[place] in following.words]
        for stop in ends[:_MOST_MENTIONS]:
            yield stop, Way(way.places, way.nouns, (here, stop))

    def _noun(self, elements: Sequence[Element], at: int, here: int, way: Way) -> Iterator[tuple[int, Way]]:
        element = elements[at]
        assert isinstance(element, Gap)
        last = at == len(elements) - 1
        behind_a_gap = at > 0 and isinstance(elements[at - 1], Gap)
        found = 0
        for mention in self.named:
            if mention.start < here or not self._reaches(element, mention, here, behind_a_gap=behind_a_gap):
                continue
            if last and any(other.start == mention.end for other in self.named):
                continue  # `Vera Andreyevna's stick`: an owner, and what is meant stands behind
            found += 1
            if found > _MOST_MENTIONS:
                return
            told = (place for place in range(here, mention.start) if self._describes(place, mention))
            places = (*way.places, *((place, evidence.PART_OF_A_NAME) for place in told), *mention.explained().items())
            yield mention.end, Way(places, (*way.nouns, (element.slot, mention)), way.topic)

    def _reaches(self, element: Gap, mention: Mention, here: int, *, behind_a_gap: bool) -> bool:
        """Whether a gap may be filled by what is named further on: nothing of weight stands between, nor a comma (but before a name)."""
        between = range(here, mention.start)
        if element.accepts != "person" and any(place in self.heard.commas for place in (*between, mention.start)):
            return False
        if behind_a_gap and not _DIRECTING.isdisjoint(self.heard.words[here : mention.start]):
            return False
        return all(place in self._small or self._describes(place, mention) for place in between)

    @cached_property
    def _small(self) -> frozenset[int]:
        """The places of words that may be passed over between the parts of a pattern."""
        heard = self.heard
        return frozenset(
            place
            for place, word in enumerate(heard.words)
            if (place in heard.aside or word in FUNCTION or word in evidence.ASIDES)
            and word not in NEGATIONS
            and word not in ("and", "or", "about")
        )

    def _describes(self, place: int, mention: Mention) -> bool:
        """Whether the word at a place only says more of what is mentioned behind it: `the old kettle`, `Vera Andreyevna's stick`."""
        between = self.heard.words[place : mention.start]
        if mention.pronoun or not FUNCTION.isdisjoint(set(between) - ARTICLES):
            return False
        owner = any(other.start <= place < other.end <= mention.start for other in self.named)
        if owner:
            return not mention.person
        return mention.start - place <= 2 and is_content(between[0]) and between[0] not in NEGATIONS
