"""By which of its angles a gesture is told in a run, and what is otherwise in a movement than when it was last danced: functions of the piece and of what was
told, with no chance in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from itertools import combinations
from zlib import crc32

from attrs import field, frozen

from kalmurzaeva.choreography.piece import SELF, Piece, Run
from kalmurzaeva.choreography.reading import Line
from kalmurzaeva.model.values import PieceForm

# Angles that are for a place, a whole or a half, or for what somebody else carries. An angle called like a material is for that; any other is for all.
_PLACES = frozenset(("opens", "inside", "closes"))
_STATES = {"half": False, "entire": True}
CARRIED = "carried"
# How a gesture was last danced: itself and its neighbours.
_Context = tuple[object, object, object]


def shift_of(piece: Piece) -> int:
    """At which of its arms begins what varies while a piece is shown: another piece, or as much as another carrier, begins elsewhere. It is odd for every
    second order of the same gestures, so that two that change places make an even one odd and an odd one even."""
    order = [f"{name} {one.material} {one.places}" for name, one in piece.movements]
    digest = blake2b("\t".join(order).encode(), digest_size=4).digest()
    return int.from_bytes(digest) * 2 + turned(piece)


def turned(piece: Piece) -> int:
    """Whether an odd number of changes of place leads from the gestures of a piece in the order of their names to the order in which they stand: 1 or 0."""
    placed = [place.gesture for _, one in piece.movements for place in one.places]
    return sum(one > other for one, other in combinations(placed, 2)) % 2


def difference(new: Run, old: Run) -> tuple[str, str | None, str | None]:
    """What is otherwise in a movement, the plainest of it: the rule that tells of it, and the gestures that it is about."""
    now, then = [each[0] for each in new.danced], [each[0] for each in old.danced]
    come = [gesture for gesture in now if gesture not in then]
    gone = [gesture for gesture in then if gesture not in now]
    if old.material != new.material:
        return "", None, None
    if come:
        return ("replaced", come[0], gone[0]) if gone else ("added", come[0], None)
    if gone:
        return "gone", gone[0], None
    if now != then:
        at = next(at for at, gesture in enumerate(now) if gesture != then[at])
        return "moved", now[at], then[at]
    for one, other in zip(new.danced, old.danced, strict=True):
        if one[1] != other[1]:
            return ("handed" if one[1] != SELF else "", one[0], None)
        if one[2] and not other[2]:
            return "mended", one[0], None
    return "", None, None


def changed(new: Run, old: Run | None) -> frozenset[int]:
    """The places of a movement that are danced otherwise than before, or stand beside others."""
    if old is None or old.material != new.material:
        return frozenset(range(len(new.danced)))
    known = set(_contexts(old.danced))
    return frozenset(at for at, context in enumerate(_contexts(new.danced)) if context not in known)


def _contexts(danced: Sequence[object]) -> list[_Context]:
    around = [None, *danced, None]
    return [(around[at], around[at + 1], around[at + 2]) for at in range(len(danced))]


@frozen
class Before:
    """What goes before the telling of a gesture: the angles that it has lines for, with how often each was `told`; those that its movement has `used`; and what
    the whole piece adds to the choice."""

    told: Mapping[str, int] = field(factory=dict)
    used: Sequence[str] = ()
    shift: int = 0


def angle_for(form: PieceForm, line: Line, at: int, before: Before) -> str | None:
    """The angle that a gesture is told by. It is one told least often; of these, one that its movement has not used, and never the last of those used where
    there is another. What somebody else carries is told as `carried`; a half shows as a half where
    nobody counts, once."""
    told, used = before.told, before.used
    last = used[-1] if used else ""
    one = line.sounding[at]
    if one.carrier != SELF and CARRIED in told and CARRIED in form.angles:
        return CARRIED
    fitting = [angle for angle in form.angles if angle in told and fits(angle, form, line, at)]
    if not fitting:
        return None
    least = min(told[angle] for angle in fitting)
    fitting = [angle for angle in fitting if told[angle] == least]
    if not one.whole and not line.counted and "half" in fitting and last != "half":
        return "half"
    fresh = [angle for angle in fitting if angle not in used and angle != last]
    fresh = fresh or [angle for angle in fitting if angle != last] or fitting
    # What is so only here comes twice as often as what is so wherever the gesture stands: two pieces of the same gestures are to be two. And
    # where two others have changed places, what has stayed where it was is told by another angle than it would have been.
    often = fresh + [angle for angle in fresh if angle in _PLACES or angle in form.scheme.materials]
    names = "\t".join([line.name, line.material, str(at), str(one.whole), one.gesture]).encode()
    first = often[crc32(names) % len(often)]
    rest = [angle for angle in often if angle != first] if before.shift % 2 else []
    return rest[before.shift % len(rest)] if rest else first


def fits(angle: str, form: PieceForm, line: Line, at: int) -> bool:
    """Whether an angle may tell of the gesture at a place of a movement: for its place, its material, whole or half."""
    if angle in _PLACES:
        last = len(line.sounding) - 1
        return {"opens": at == 0, "closes": at == last, "inside": 0 < at < last}[angle]
    if angle == CARRIED:
        return False
    if angle in _STATES:
        return line.sounding[at].whole is _STATES[angle]
    return angle not in form.scheme.materials or angle == line.material
