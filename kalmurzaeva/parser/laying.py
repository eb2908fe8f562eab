"""Patterns laid along a clause: `look at <noun>` along *look closely at the old kettle*, small words between its parts passed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from attrs import evolve, frozen

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
    topic. `at` and `here` are how far it has come, in the pattern and in the clause."""

    at: int
    here: int
    places: tuple[tuple[int, float], ...] = ()
    nouns: tuple[tuple[str, Mention], ...] = ()
    topic: tuple[int, int] | None = None


@frozen
class Laying:
    """A clause that patterns are laid along, and what it names."""

    heard: Heard
    named: tuple[Mention, ...]

    def ways(self, elements: Sequence[Element], start: int) -> Iterator[Way]:
        """The ways in which `elements` lie along the clause from `start` on."""
        return islice(self._on(elements, Way(0, start)), _MOST_WAYS)

    def _on(self, elements: Sequence[Element], way: Way) -> Iterator[Way]:
        if way.at == len(elements):
            yield way
            return
        element = elements[way.at]
        if isinstance(element, OneOf):
            steps = self._word(element, way)
        elif element.slot == "topic":
            steps = self._topic(elements, way)
        else:
            steps = self._noun(elements, element, way)
        for step in steps:
            yield from self._on(elements, step)

    def _word(self, element: OneOf, way: Way) -> Iterator[Way]:
        for place in range(way.here, len(self.heard)):
            if self.heard.words[place] in element.words:
                yield evolve(way, at=way.at + 1, here=place + 1, places=(*way.places, (place, evidence.VERB)))
                return
            if way.at == 0 or not self._small(place):
                return

    def _topic(self, elements: Sequence[Element], way: Way) -> Iterator[Way]:
        """A topic runs to the end, or up to the next word or name that the pattern wants."""
        end = len(self.heard)
        if way.here >= end:
            return
        following = elements[way.at + 1] if way.at + 1 < len(elements) else None
        if following is None:
            ends = [end]
        elif isinstance(following, Gap):
            ends = [mention.start for mention in self.named if mention.start > way.here]
        else:
            ends = [place for place in range(way.here + 1, end) if self.heard.words[place] in following.words]
        for stop in ends[:_MOST_MENTIONS]:
            yield evolve(way, at=way.at + 1, here=stop, topic=(way.here, stop))

    def _noun(self, elements: Sequence[Element], element: Gap, way: Way) -> Iterator[Way]:
        last = way.at == len(elements) - 1
        behind_a_gap = way.at > 0 and isinstance(elements[way.at - 1], Gap)
        found = 0
        for mention in self.named:
            if mention.start < way.here or not self._reaches(element, mention, way.here, behind_a_gap=behind_a_gap):
                continue
            if last and any(other.start == mention.end for other in self.named):
                continue  # `Vera Andreyevna's stick`: an owner, and what is meant stands behind
            found += 1
            if found > _MOST_MENTIONS:
                return
            told = (place for place in range(way.here, mention.start) if self._describes(place, mention))
            places = (*way.places, *((place, evidence.PART_OF_A_NAME) for place in told), *mention.explained().items())
            yield evolve(
                way, at=way.at + 1, here=mention.end, places=places, nouns=(*way.nouns, (element.slot, mention))
            )

    def _reaches(self, element: Gap, mention: Mention, here: int, *, behind_a_gap: bool) -> bool:
        """Whether a gap may be filled by what is named further on: nothing of weight stands between, nor a comma (but before a name)."""
        between = range(here, mention.start)
        if element.accepts != "person" and any(place in self.heard.commas for place in (*between, mention.start)):
            return False
        if behind_a_gap and not _DIRECTING.isdisjoint(self.heard.words[here : mention.start]):
            return False
        return all(self._small(place) or self._describes(place, mention) for place in between)

    def _small(self, place: int) -> bool:
        """Whether the word at a place may be passed over between the parts of a pattern."""
        word = self.heard.words[place]
        light = place in self.heard.aside or word in FUNCTION or word in evidence.ASIDES
        return light and word not in NEGATIONS and word not in ("and", "or", "about")

    def _describes(self, place: int, mention: Mention) -> bool:
        """Whether the word at a place only says more of what is mentioned behind it: `the old kettle`, `Vera Andreyevna's stick`."""
        between = self.heard.words[place : mention.start]
        if mention.pronoun or not FUNCTION.isdisjoint(set(between) - ARTICLES):
            return False
        owner = any(other.start <= place < other.end <= mention.start for other in self.named)
        if owner:
            return not mention.person
        return mention.start - place <= 2 and is_content(between[0]) and between[0] not in NEGATIONS
