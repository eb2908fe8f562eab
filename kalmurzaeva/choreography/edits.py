"""What can be done to a piece, and what would fill a movement of it to its last count.

Each takes a piece, its scheme, and names that the scheme knows, and gives the piece as it is then: the same one where nothing fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, permutations
from typing import Any

from attrs import evolve

from kalmurzaeva.choreography.piece import SELF, Company, Movement, Piece, Place, Scheme


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


def before(piece: Piece, scheme: Scheme, gesture: str, other: str, movement: str | None = None) -> Piece:
    """A gesture in front of another, in a movement if one is named."""
    return _beside(piece, scheme, (gesture, other), 0, movement)


def after(piece: Piece, scheme: Scheme, gesture: str, other: str, movement: str | None = None) -> Piece:
    """A gesture behind another, in a movement if one is named."""
    return _beside(piece, scheme, (gesture, other), 1, movement)


def swap(piece: Piece, _scheme: Scheme, gesture: str, other: str) -> Piece:
    """Two gestures that are placed, each in the other's place: in a movement that has both, or else each where it first stands. Where
    either stands again it stays."""
    if gesture == other or gesture not in piece or other not in piece:
        return piece
    for name, movement in piece.movements:
        if movement.at(gesture) is not None and movement.at(other) is not None:
            return swap_in(piece, _scheme, gesture, other, name)
    (name, one), (of_other, two) = _stands(piece, gesture), _stands(piece, other)
    piece = piece.changed(name, _with(piece[name], gesture, two))
    return piece.changed(of_other, _with(piece[of_other], other, one))


def swap_in(piece: Piece, _scheme: Scheme, gesture: str, other: str, movement: str) -> Piece:
    """Two gestures of one movement, each in the other's place there."""
    old = piece[movement]
    one, two = old.at(gesture), old.at(other)
    if one is None or two is None:
        return piece
    places = list(old.places)
    places[one], places[two] = places[two], places[one]
    return piece.changed(movement, evolve(old, places=tuple(places)))


def _stands(piece: Piece, gesture: str) -> tuple[str, Place]:
    """The movement in which a gesture that is placed first stands, and its place there."""
    return next((name, place) for name, old in piece.movements for place in old.places if place.gesture == gesture)


def _with(movement: Movement, gesture: str, place: Place) -> Movement:
    """A movement with something else in the place of a gesture."""
    return evolve(movement, places=tuple(place if old.gesture == gesture else old for old in movement.places))


def replace(piece: Piece, _scheme: Scheme, gesture: str, other: str) -> Piece:
    """A gesture that is not placed, in the place of one that is and that goes."""
    name = piece.movement_of(other)
    return piece if name is None or gesture in piece else replace_in(piece, _scheme, gesture, other, name)


def replace_in(piece: Piece, _scheme: Scheme, gesture: str, other: str, movement: str) -> Piece:
    """A gesture that a movement has not got, in the place of one that goes there, wherever else either may stand."""
    old = piece[movement]
    at = old.at(other)
    if at is None or old.at(gesture) is not None:
        return piece
    place = piece.place_of(gesture) or Place(gesture)
    return piece.changed(movement, old.without(other).having(place, at))


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


def _beside(piece: Piece, scheme: Scheme, two: tuple[str, str], step: int, wanted: str | None) -> Piece:
    gesture, other = two
    if gesture == other or (wanted is not None and piece[wanted].at(other) is None):
        return piece
    both = (
        name
        for name, movement in piece.movements
        if movement.at(gesture) is not None and movement.at(other) is not None
    )
    name = wanted or next(both, None) or piece.movement_of(other)
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


def hold(piece: Piece, company: Company, gesture: str, movement: str) -> Piece:
    """A movement in an order in which a gesture of it sounds on the held count; the same where there is none, or where it does so already."""
    old = piece[movement]
    orders = (evolve(old, places=places) for places in permutations(old.places))
    found = next((order for order in orders if _sounds_on(company, order, gesture)), None)
    return piece.changed(movement, found) if found else piece


def _sounds_on(company: Company, movement: Movement, gesture: str) -> bool:
    """Whether a gesture sounds on the held count: what a half lacks at its end doesn't."""
    scheme = company.scheme
    at = movement.at(gesture)
    if at is None or movement.material in scheme.uncounted:
        return False
    lengths = [scheme.lengths.get(place.gesture, 1) for place in movement.places]
    longer = movement.material in scheme.longer and sum(lengths) < scheme.counts and at == len(lengths) - 1
    start, length = sum(lengths[:at]), lengths[at]
    sounding = length + longer - (0 if gesture in company.whole else length // 2)
    return start < scheme.held <= min(start + sounding, scheme.counts)


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
    "after_in": (after, ("gesture", "gesture", "movement")),
    "before_in": (before, ("gesture", "gesture", "movement")),
    "swap_in": (swap_in, ("gesture", "gesture", "movement")),
    "replace_in": (replace_in, ("gesture", "gesture", "movement")),
    "hold": (hold, ("gesture", "movement")),
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
    return function(piece, company if function in (fill, hold) else scheme, *names)


def let_off(before: Piece, after: Piece) -> tuple[tuple[str, str], ...]:
    """What others carried and carry no longer, each gesture with whoever is let off it."""
    carried = {place.gesture: place.carrier for _, old in before.movements for place in old.places}
    return tuple(
        (gesture, carrier)
        for gesture, carrier in carried.items()
        if carrier != SELF and carrier != getattr(after.place_of(gesture), "carrier", SELF)
    )


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
