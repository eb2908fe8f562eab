"""What can be seen in a piece by whoever counts, and what can be asked of it.

Counts are numbered from 1. A half keeps its whole length: the counts it lacks, half of them rounded down, stand empty at its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import frozen

from kalmurzaeva.choreography.edits import changes, edited, fillings
from kalmurzaeva.choreography.piece import SELF, Company, Movement, Piece, Run


@frozen
class Sounding:
    """A gesture as it stands in its movement. It has `length` counts from `start`; `heard` of them come before the relay cuts, and
    the last `empty` of its counts are missing."""

    gesture: str
    carrier: str
    whole: bool
    start: int
    length: int
    heard: int
    empty: int
    longer: bool = False

    @property
    def end(self) -> int:
        """Its last count."""
        return self.start + self.length - 1

    @property
    def is_cut(self) -> bool:
        return self.heard < self.length

    def sounds_at(self, count: int) -> bool:
        """Whether something of it is on a count: neither missing nor cut off."""
        return self.start <= count <= min(self.end - self.empty, self.start + self.heard - 1)


def meet(one: Sounding, other: Sounding) -> bool:
    """Whether two neighbours can meet: in the one body that tells of it."""
    return one.carrier == other.carrier == SELF


@frozen
class Line:
    """The reading of one movement. `counts` is what its gestures add up to, `left` what stands empty after them."""

    name: str
    material: str
    sounding: tuple[Sounding, ...]
    counts: int
    left: int
    counted: bool
    held: str | None
    cut_off: str | None

    @property
    def over(self) -> bool:
        """Whether the relay cuts something off."""
        return self.cut_off is not None


@frozen
class Reading:
    """What can be seen in a piece by whoever counts. Gestures are said to be `none` where there is none."""

    piece: Piece
    company: Company
    lines: Mapping[str, Line]

    def size(self, movement: str) -> int:
        """How many places of a movement are taken."""
        line = self.lines.get(movement)
        return len(line.sounding) if line else 0

    def full(self, movement: str) -> bool:
        """Whether a movement takes no more; what is no movement never does."""
        return movement not in self.lines or self.size(movement) >= self.company.scheme.places

    def counts(self, movement: str) -> int:
        """What the gestures of a movement add up to."""
        line = self.lines.get(movement)
        return line.counts if line else 0

    def left(self, movement: str) -> int:
        """The counts that stand empty at the end."""
        line = self.lines.get(movement)
        return line.left if line else 0

    def over(self, movement: str) -> bool:
        """Whether a movement is too long for the relay."""
        line = self.lines.get(movement)
        return line is not None and line.over

    def eleven(self, movement: str) -> bool:
        """Whether a movement is filled exactly."""
        line = self.lines.get(movement)
        return line is not None and line.counted and line.counts == self.company.scheme.counts

    def material(self, movement: str) -> str:
        """What a movement is danced to."""
        line = self.lines.get(movement)
        return line.material if line else "none"

    def held(self, movement: str) -> str:
        """The gesture that sounds on the held count."""
        line = self.lines.get(movement)
        return (line.held if line else None) or "none"

    def first(self, movement: str) -> str:
        """The gesture that opens a movement."""
        line = self.lines.get(movement)
        return line.sounding[0].gesture if line and line.sounding else "none"

    def last(self, movement: str) -> str:
        """The gesture that closes a movement."""
        line = self.lines.get(movement)
        return line.sounding[-1].gesture if line and line.sounding else "none"

    def cut_off(self, movement: str) -> str:
        """The gesture that the relay cuts off."""
        line = self.lines.get(movement)
        return (line.cut_off if line else None) or "none"

    def can_fill(self, movement: str) -> bool:
        """Whether what is not placed could fill a movement to its last count."""
        return movement in self.lines and next(fillings(self.piece, self.company, movement), None) is not None

    def can_open(self, gesture: str, movement: str) -> bool:
        """Whether a movement could be filled once a gesture that is not placed were put into it."""
        if movement not in self.lines or gesture in self.piece:
            return False
        after = edited(self.piece, self.company, "put", (gesture, movement))
        line = _line(movement, after[movement], self.company)
        full = line.counted and line.counts == self.company.scheme.counts
        return after is not self.piece and (full or next(fillings(after, self.company, movement), None) is not None)

    def too_many(self, movement: str) -> str:
        """The gesture that comes out in the one change that would fill a movement; `none` also where only one goes in."""
        return (
            next(changes(self.piece, self.company, movement), ("none", "none"))[0] if movement in self.lines else "none"
        )

    def missing(self, movement: str) -> str:
        """The gesture that goes in, in that change."""
        return (
            next(changes(self.piece, self.company, movement), ("none", "none"))[1] if movement in self.lines else "none"
        )

    def movement(self, gesture: str) -> str:
        """The movement that a gesture is in, the first of them."""
        return self.piece.movement_of(gesture) or "none"

    def has(self, movement: str, gesture: str) -> bool:
        """Whether a gesture is in a movement."""
        line = self.lines.get(movement)
        return line is not None and any(sounding.gesture == gesture for sounding in line.sounding)

    def times(self, gesture: str) -> int:
        """In how many movements a gesture stands."""
        return sum(self.has(name, gesture) for name in self.lines)

    def earlier(self, movement: str, gesture: str) -> bool:
        """Whether a gesture stands in a movement before this one, and not in this."""
        names = list(self.lines)
        before = names[: names.index(movement)] if movement in names else []
        return not self.has(movement, gesture) and any(self.has(name, gesture) for name in before)

    def can_hold(self, movement: str, gesture: str) -> bool:
        """Whether a gesture of a movement sounds on the held count in some order of it."""
        if movement not in self.lines or not self.has(movement, gesture):
            return False
        after = edited(self.piece, self.company, "hold", (gesture, movement))
        return _line(movement, after[movement], self.company).held == gesture

    def carrier(self, gesture: str) -> str:
        """Who carries a gesture."""
        place = self.piece.place_of(gesture)
        return place.carrier if place else "none"

    def follows(self, gesture: str, other: str) -> bool:
        """Whether a gesture comes right after another."""
        return (other, gesture) in self.neighbours

    def beside(self, gesture: str, other: str) -> bool:
        """Whether two gestures are neighbours."""
        return self.follows(gesture, other) or self.follows(other, gesture)

    @cached_property
    def neighbours(self) -> tuple[tuple[str, str], ...]:
        """Each gesture with the one that comes right after it in its movement."""
        return tuple((before.gesture, after.gesture) for before, after in self._side_by_side())

    def _side_by_side(self) -> Iterator[tuple[Sounding, Sounding]]:
        for line in self.lines.values():
            yield from zip(line.sounding, line.sounding[1:], strict=False)

    def _got(self, way: str) -> int:
        how = dict(self.company.how)
        return sum(how.get(gesture) == way for gesture in self.piece.gestures)

    @property
    def taken(self) -> int:
        return self._got("taken")

    @property
    def asked(self) -> int:
        return self._got("asked")

    @property
    def given(self) -> int:
        return self._got("given")

    @property
    def halves(self) -> int:
        """How many of its gestures are halves."""
        return sum(gesture not in self.company.whole for gesture in self.piece.gestures)

    @property
    def carried(self) -> int:
        """How many of its gestures somebody else carries."""
        return sum(self.carrier(gesture) != SELF for gesture in self.piece.gestures)

    def _kinds_of_neighbours(self) -> Iterator[str]:
        scheme = self.company.scheme
        for before, after in self._side_by_side():
            if meet(before, after) and frozenset((before.gesture, after.gesture)) in scheme.meetings:
                yield "pair"
            else:
                same = scheme.tempers.get(before.gesture) == scheme.tempers.get(after.gesture)
                yield "echo" if same else "contrast"

    @property
    def pairs(self) -> int:
        """How many neighbours have lines of their own."""
        return sum(kind == "pair" for kind in self._kinds_of_neighbours())

    @property
    def echoes(self) -> int:
        """How many other neighbours are of one temper."""
        return sum(kind == "echo" for kind in self._kinds_of_neighbours())

    @property
    def contrasts(self) -> int:
        """How many other neighbours are of two."""
        return sum(kind == "contrast" for kind in self._kinds_of_neighbours())


# What can be asked of a reading, each with what its arguments are and what it gives.
ASKED: dict[str, tuple[tuple[str, ...], str]] = {
    "size": (("movement",), "number"),
    "full": (("movement",), "flag"),
    "counts": (("movement",), "number"),
    "left": (("movement",), "number"),
    "over": (("movement",), "flag"),
    "eleven": (("movement",), "flag"),
    "material": (("movement",), "material"),
    "held": (("movement",), "gesture"),
    "first": (("movement",), "gesture"),
    "last": (("movement",), "gesture"),
    "cut_off": (("movement",), "gesture"),
    "can_fill": (("movement",), "flag"),
    "can_open": (("gesture", "movement"), "flag"),
    "too_many": (("movement",), "gesture"),
    "missing": (("movement",), "gesture"),
    "movement": (("gesture",), "movement"),
    "has": (("movement", "gesture"), "flag"),
    "times": (("gesture",), "number"),
    "earlier": (("movement", "gesture"), "flag"),
    "can_hold": (("movement", "gesture"), "flag"),
    "carrier": (("gesture",), "carrier"),
    "follows": (("gesture", "gesture"), "flag"),
    "beside": (("gesture", "gesture"), "flag"),
}
NUMBERS = ("taken", "asked", "given", "halves", "carried", "pairs", "echoes", "contrasts")


def reading(piece: Piece, company: Company) -> Reading:
    """What can be seen in a piece."""
    return Reading(piece, company, {name: _line(name, movement, company) for name, movement in piece.movements})


def _line(name: str, movement: Movement, company: Company) -> Line:
    scheme = company.scheme
    counted = movement.material not in scheme.uncounted
    lengths = [scheme.lengths.get(place.gesture, 1) for place in movement.places]
    stretched = bool(lengths) and counted and movement.material in scheme.longer and sum(lengths) < scheme.counts
    if stretched:
        lengths[-1] += 1
    sounding: list[Sounding] = []
    start = 1
    for at, (place, length) in enumerate(zip(movement.places, lengths, strict=True)):
        whole = place.gesture in company.whole
        longer = stretched and at == len(lengths) - 1
        empty = 0 if whole else (length - longer) // 2
        heard = length if not counted else max(0, min(length, scheme.counts - start + 1))
        sounding.append(Sounding(place.gesture, place.carrier, whole, start, length, heard, empty, longer))
        start += length
    held = next((one.gesture for one in sounding if counted and one.sounds_at(scheme.held)), None)
    cut_off = next((one.gesture for one in sounding if one.is_cut), None)
    left = max(0, scheme.counts - sum(lengths)) if counted else 0
    return Line(name, movement.material, tuple(sounding), sum(lengths), left, counted, held, cut_off)


def run_of(line: Line) -> Run:
    """A movement as it is danced now, to be known again."""
    return Run(line.material, tuple((one.gesture, one.carrier, one.whole, one.heard) for one in line.sounding))
