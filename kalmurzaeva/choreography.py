"""The piece: a frozen value, its pure edits, and its pure reading. It knows nothing of stories, turns and words.

A *piece* is movements in order; a *movement* has a material and places; a *place* holds one gesture and who carries it. A *scheme* says what a
piece may be (how many places, how many counts), a *company* which gestures there are and what of them was kept. The *reading* of a piece is what
anybody who counts could see in it; it depends on the piece and the company, and on nothing else.

Counts are numbered from 1. A half keeps its whole length: the counts it lacks, half of them rounded down, stand empty at its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import combinations
from typing import Any

from attrs import evolve, field, frozen

SELF = "me"
_NOBODY: frozenset[str] = frozenset()


@frozen(cache_hash=True)
class Place:
    """One place of a movement."""

    gesture: str
    carrier: str = SELF


@frozen(cache_hash=True)
class Movement:
    """A movement: its material, and its places in order. No gesture is in it twice."""

    material: str
    places: tuple[Place, ...] = ()

    def at(self, gesture: str) -> int | None:
        """Where a gesture stands, from 0."""
        return next((at for at, place in enumerate(self.places) if place.gesture == gesture), None)

    def without(self, gesture: str) -> Movement:
        return evolve(self, places=tuple(place for place in self.places if place.gesture != gesture))

    def having(self, place: Place, at: int) -> Movement:
        """The movement with one more place."""
        return evolve(self, places=(*self.places[:at], place, *self.places[at:]))


@frozen(cache_hash=True)
class Run:
    """A movement as it was last danced: its material, and each gesture with its carrier, whether it was whole, and how many of its counts
    were heard."""

    material: str
    danced: tuple[tuple[str, str, bool, int], ...] = ()


@frozen(cache_hash=True)
class Piece:
    """A piece: its movements in order by name, and what of it was last danced."""

    movements: tuple[tuple[str, Movement], ...] = ()
    runs: tuple[tuple[str, Run], ...] = ()

    def __getitem__(self, name: str) -> Movement:
        return dict(self.movements)[name]

    def __contains__(self, gesture: object) -> bool:
        return any(place.gesture == gesture for _, movement in self.movements for place in movement.places)

    def __len__(self) -> int:
        return sum(len(movement.places) for _, movement in self.movements)

    @property
    def gestures(self) -> tuple[str, ...]:
        """The gestures in it, each once, in the order in which they are danced."""
        return tuple(dict.fromkeys(place.gesture for _, movement in self.movements for place in movement.places))

    def movement_of(self, gesture: str) -> str | None:
        """The first movement that holds a gesture."""
        return next((name for name, movement in self.movements if movement.at(gesture) is not None), None)

    def place_of(self, gesture: str) -> Place | None:
        """The first place that holds a gesture."""
        found = (place for _, movement in self.movements for place in movement.places if place.gesture == gesture)
        return next(found, None)

    def changed(self, name: str, movement: Movement) -> Piece:
        """The piece with one movement changed."""
        return evolve(self, movements=tuple((own, movement if own == name else old) for own, old in self.movements))

    def only(self, gestures: Any) -> Piece:
        """The piece without the gestures that are not among `gestures`."""
        if all(gesture in gestures for gesture in self.gestures):
            return self
        return evolve(
            self,
            movements=tuple(
                (name, evolve(old, places=tuple(place for place in old.places if place.gesture in gestures)))
                for name, old in self.movements
            ),
        )

    def after_dancing(self, name: str, run: Run) -> Piece:
        """The piece once a movement of it was danced."""
        runs = {**dict(self.runs), name: run}
        return evolve(self, runs=tuple((own, runs[own]) for own, _ in self.movements if own in runs))

    # ── JSON ───────────────────────────────────────────────────────────────────────────────────────────────────

    def to_data(self) -> dict[str, Any]:
        """The piece as plain data. Names and lists: sorted keys keep it."""
        data: dict[str, Any] = {
            "movements": {
                name: [movement.material, *([place.gesture, place.carrier] for place in movement.places)]
                for name, movement in self.movements
            }
        }
        if self.runs:
            data["danced"] = {name: [run.material, *map(list, run.danced)] for name, run in self.runs}
        return data

    @classmethod
    def from_data(cls, data: object, scheme: Scheme, followed: Callable[[str], str] = str) -> Piece:
        """The inverse of `to_data`. Names that the scheme does not know are dropped; `followed` leads old names to new. Raises ValueError
        where this is no piece."""
        if not isinstance(data, dict) or not isinstance(data.get("movements"), dict):
            raise ValueError("a piece has movements")
        piece = scheme.empty
        saved = {followed(str(name)): rows for name, rows in data["movements"].items()}
        for name, old in piece.movements:
            if name in saved:
                piece = piece.changed(name, _movement(saved[name], old, scheme, followed))
        runs = data.get("danced", {})
        if not isinstance(runs, dict):
            raise ValueError("what was danced is not an object")
        for name, rows in runs.items():
            if followed(str(name)) in scheme.movements:
                piece = piece.after_dancing(followed(str(name)), _run(rows, followed))
        return piece


def _movement(rows: object, empty: Movement, scheme: Scheme, followed: Callable[[str], str]) -> Movement:
    material, places = _rows(rows, 2)
    now = followed(material)
    movement = Movement(now if now in scheme.materials else empty.material)
    for gesture, carrier in places:
        if not isinstance(gesture, str) or not isinstance(carrier, str):
            raise ValueError("a place holds two names")
        place = Place(followed(gesture), followed(carrier))
        known = place.gesture in scheme.gestures and movement.at(place.gesture) is None
        if known and len(movement.places) < scheme.places:
            if place.carrier not in scheme.carriers:
                place = evolve(place, carrier=SELF)
            movement = movement.having(place, len(movement.places))
    return movement


def _run(rows: object, followed: Callable[[str], str]) -> Run:
    material, danced = _rows(rows, 4)
    for gesture, carrier, whole, heard in danced:
        names = isinstance(gesture, str) and isinstance(carrier, str)
        if not names or not isinstance(whole, bool) or not isinstance(heard, int) or isinstance(heard, bool):
            raise ValueError("a gesture that was danced has two names, was whole or not, and was heard for some counts")
    return Run(followed(material), tuple((followed(one), followed(two), *rest) for one, two, *rest in danced))


def _rows(rows: object, size: int) -> tuple[str, list[list[Any]]]:
    if not isinstance(rows, list) or not rows or not isinstance(rows[0], str):
        raise ValueError("a movement begins with its material")
    if not all(isinstance(row, list) and len(row) == size for row in rows[1:]):
        raise ValueError("the places of a movement are lists")
    return rows[0], rows[1:]


# ── What a piece may be ────────────────────────────────────────────────────────────────────────────────────────


@frozen(eq=False)
class Scheme:
    """What a piece may be. `held` is the count that is held; in `longer` materials one gesture is held a count longer, in `uncounted` ones
    nobody counts. `lengths` and `tempers` say what each gesture has, `meetings` which pairs have lines of their own."""

    gestures: tuple[str, ...]
    movements: tuple[str, ...]
    materials: tuple[str, ...]
    places: int = 3
    counts: int = 11
    held: int = 0
    longer: frozenset[str] = _NOBODY
    uncounted: frozenset[str] = _NOBODY
    lengths: Mapping[str, int] = field(factory=dict)
    tempers: Mapping[str, str] = field(factory=dict)
    meetings: frozenset[frozenset[str]] = frozenset()
    carriers: frozenset[str] = frozenset({SELF})

    @cached_property
    def empty(self) -> Piece:
        """The piece at its beginning: nothing placed, and the first material everywhere."""
        return Piece(tuple((name, Movement(self.materials[0])) for name in self.movements))


@frozen
class Company:
    """Everything beside the piece that its reading depends on: the scheme, the gestures that are whole, and how each was got."""

    scheme: Scheme
    whole: frozenset[str] = _NOBODY
    how: tuple[tuple[str, str], ...] = ()


# ── Edits ──────────────────────────────────────────────────────────────────────────────────────────────────────
# Each takes a piece, its scheme, and names that the scheme knows, and gives the piece as it is then: the same one where nothing fits.


def put(piece: Piece, scheme: Scheme, gesture: str, movement: str) -> Piece:
    """A gesture at the end of a movement, moved there if it is placed."""
    return _placed(piece, scheme, gesture, movement, None)


def open_with(piece: Piece, scheme: Scheme, gesture: str, movement: str) -> Piece:
    """A gesture at the beginning of a movement."""
    return _placed(piece, scheme, gesture, movement, 0)


def again(piece: Piece, scheme: Scheme, gesture: str, movement: str) -> Piece:
    """A gesture at the end of a movement, and where it stands as well."""
    old = piece[movement]
    if old.at(gesture) is not None or len(old.places) >= scheme.places:
        return piece
    carried = piece.place_of(gesture) or Place(gesture)
    return piece.changed(movement, old.having(carried, len(old.places)))


def before(piece: Piece, scheme: Scheme, gesture: str, other: str) -> Piece:
    """A gesture in front of another."""
    return _beside(piece, scheme, gesture, other, 0)


def after(piece: Piece, scheme: Scheme, gesture: str, other: str) -> Piece:
    """A gesture behind another."""
    return _beside(piece, scheme, gesture, other, 1)


def swap(piece: Piece, _scheme: Scheme, gesture: str, other: str) -> Piece:
    """Two gestures that are placed, each in the other's place."""
    if gesture == other or gesture not in piece or other not in piece:
        return piece
    turned = {gesture: piece.place_of(other), other: piece.place_of(gesture)}
    movements = []
    for name, old in piece.movements:
        places = tuple(turned.get(place.gesture) or place for place in old.places)
        movements.append((name, evolve(old, places=places)))
    return evolve(piece, movements=tuple(movements))


def replace(piece: Piece, _scheme: Scheme, gesture: str, other: str) -> Piece:
    """A gesture that is not placed, in the place of one that is and that goes."""
    name = piece.movement_of(other)
    if name is None or gesture in piece:
        return piece
    at = piece[name].at(other)
    assert at is not None
    return piece.changed(name, piece[name].without(other).having(Place(gesture), at))


def cut(piece: Piece, _scheme: Scheme, gesture: str) -> Piece:
    """The piece without a gesture, wherever it stands."""
    for name, old in piece.movements:
        piece = piece.changed(name, old.without(gesture))
    return piece


def remove(piece: Piece, _scheme: Scheme, gesture: str, movement: str) -> Piece:
    """A movement without a gesture, wherever else that may stand."""
    return piece.changed(movement, piece[movement].without(gesture))


def last(piece: Piece, scheme: Scheme, gesture: str) -> Piece:
    """A gesture at the end of its movement."""
    name = piece.movement_of(gesture)
    return put(piece, scheme, gesture, name) if name else piece


def first(piece: Piece, scheme: Scheme, gesture: str) -> Piece:
    """A gesture at the beginning of its movement."""
    name = piece.movement_of(gesture)
    return open_with(piece, scheme, gesture, name) if name else piece


def set_material(piece: Piece, _scheme: Scheme, movement: str, material: str) -> Piece:
    """A movement in another material."""
    return piece.changed(movement, evolve(piece[movement], material=material))


def teach(piece: Piece, _scheme: Scheme, gesture: str, person: str) -> Piece:
    """A gesture carried by somebody, wherever it stands."""
    for name, old in piece.movements:
        places = tuple(Place(gesture, person) if place.gesture == gesture else place for place in old.places)
        piece = piece.changed(name, evolve(old, places=places))
    return piece


def clear(piece: Piece, _scheme: Scheme, movement: str) -> Piece:
    """A movement emptied."""
    return piece.changed(movement, evolve(piece[movement], places=()))


def _placed(piece: Piece, scheme: Scheme, gesture: str, movement: str, at: int | None) -> Piece:
    """A gesture in a movement: moved there from where it first stands, or new."""
    target = piece[movement].without(gesture)
    if len(target.places) >= scheme.places:
        return piece
    own = piece[movement].at(gesture)
    source = movement if own is not None else piece.movement_of(gesture)
    place = piece.place_of(gesture) or Place(gesture)
    if source is not None:
        place = next(old for old in piece[source].places if old.gesture == gesture)
        piece = piece.changed(source, piece[source].without(gesture))
    return piece.changed(movement, target.having(place, len(target.places) if at is None else at))


def _beside(piece: Piece, scheme: Scheme, gesture: str, other: str, step: int) -> Piece:
    if gesture == other:
        return piece
    both = (
        name
        for name, movement in piece.movements
        if movement.at(gesture) is not None and movement.at(other) is not None
    )
    name = next(both, None) or piece.movement_of(other)
    if name is None:
        return piece
    at = piece[name].without(gesture).at(other)
    assert at is not None
    return _placed(piece, scheme, gesture, name, at + step)


def fill(piece: Piece, company: Company, movement: str) -> Piece:
    """A movement filled to its last count with gestures that are not placed; the same where that cannot be."""
    filling = fillings(piece, company, movement)
    for gesture in next(filling, ()):
        piece = put(piece, company.scheme, gesture, movement)
    return piece


def afresh(piece: Piece, _scheme: Scheme) -> Piece:
    """The piece as one that was never danced."""
    return evolve(piece, runs=())


# Each edit by its name in a story, with what its arguments are.
EDITS: dict[str, tuple[Callable[..., Piece], tuple[str, ...]]] = {
    "put": (put, ("gesture", "movement")),
    "open": (open_with, ("gesture", "movement")),
    "again": (again, ("gesture", "movement")),
    "before": (before, ("gesture", "gesture")),
    "after": (after, ("gesture", "gesture")),
    "swap": (swap, ("gesture", "gesture")),
    "replace": (replace, ("gesture", "gesture")),
    "cut": (cut, ("gesture",)),
    "remove": (remove, ("gesture", "movement")),
    "last": (last, ("gesture",)),
    "first": (first, ("gesture",)),
    "set": (set_material, ("movement", "material")),
    "teach": (teach, ("gesture", "carrier")),
    "clear": (clear, ("movement",)),
    "fill": (fill, ("movement",)),
    "afresh": (afresh, ()),
}


def edited(piece: Piece, company: Company, edit: str, names: tuple[object, ...]) -> Piece:
    """The piece after an edit. One that names what the piece cannot hold, or a gesture that was never got, changes nothing."""
    scheme = company.scheme
    function, kinds = EDITS[edit]
    got = {gesture for gesture, _ in company.how}
    known: dict[str, Any] = {
        "gesture": got.intersection(scheme.gestures),
        "movement": scheme.movements,
        "material": scheme.materials,
        "carrier": scheme.carriers,
    }
    if len(names) != len(kinds) or any(name not in known[kind] for name, kind in zip(names, kinds, strict=True)):
        return piece
    return function(piece, company if function is fill else scheme, *names)


# ── What would make eleven ─────────────────────────────────────────────────────────────────────────────────────


def fillings(piece: Piece, company: Company, movement: str) -> Iterator[tuple[str, ...]]:
    """The gestures, got and not placed, that could be put at the end of a movement so that its counts are filled: the fewest first."""
    scheme = company.scheme
    old = piece[movement]
    if old.material in scheme.uncounted or not scheme.counts:
        return
    free = [gesture for gesture, _ in company.how if gesture in scheme.gestures and gesture not in piece]
    for size in range(1, scheme.places - len(old.places) + 1):
        for some in combinations(free, size):
            if _fills(scheme, old.material, [*(place.gesture for place in old.places), *some]):
                yield some


def _fills(scheme: Scheme, material: str, gestures: list[str]) -> bool:
    """Whether gestures fill a movement to its last count."""
    total = sum(scheme.lengths.get(gesture, 1) for gesture in gestures)
    return total == scheme.counts or (material in scheme.longer and total == scheme.counts - 1)


def changes(piece: Piece, company: Company, movement: str) -> Iterator[tuple[str, str]]:
    """The single changes that would fill a movement: what comes out and what goes in, either of them perhaps `none`."""
    scheme = company.scheme
    old = piece[movement]
    gestures = [place.gesture for place in old.places]
    if not gestures or old.material in scheme.uncounted or _fills(scheme, old.material, gestures):
        return
    free = [gesture for gesture, _ in company.how if gesture in scheme.gestures and gesture not in piece]
    if len(gestures) < scheme.places:
        yield from (("none", new) for new in free if _fills(scheme, old.material, [*gestures, new]))
    for gone in gestures:
        rest = [gesture for gesture in gestures if gesture != gone]
        if rest and _fills(scheme, old.material, rest):
            yield gone, "none"
        yield from ((gone, new) for new in free if _fills(scheme, old.material, [*rest, new]))


# ── The reading ────────────────────────────────────────────────────────────────────────────────────────────────


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
