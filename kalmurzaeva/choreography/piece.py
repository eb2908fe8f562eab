"""A piece, and what it may be.

A *piece* is movements in order; a *movement* has a material and places; a *place* holds one gesture and who carries it. A *scheme* says what a
piece may be (how many places, how many counts), a *company* which gestures there are and what of them was kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
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
