"""A `[piece]` passage: gestures placed in movements, as `choreography` knows them, and what the story says of them beside."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, cast

from attrs import field, frozen

from kalmurzaeva.choreography.edits import edited
from kalmurzaeva.choreography.piece import Company, Piece, Scheme
from kalmurzaeva.choreography.reading import Reading, reading
from kalmurzaeva.model.values.kind import Change, Kind, Value, Variable
from kalmurzaeva.model.values.set import Members


@frozen(eq=False)
class PieceForm:
    """What a `[piece]` passage declares beside the scheme: the sets that say what was got and what is whole, the fields that a gesture is
    danced in, and the fields of its temper and its owner."""

    scheme: Scheme
    kept: str
    whole: str
    angles: tuple[str, ...] = ()
    temper: str = ""
    owner: str = ""
    title: str = ""
    _last: list[Any] = field(factory=list, repr=False)

    def reading(self, piece: Piece, values: Mapping[str, Value]) -> Reading:
        """The reading of a piece. The last one is remembered: a page of conditions asks for the same."""
        seen = (piece, values.get(self.kept), values.get(self.whole))
        if not self._last or any(old is not new for old, new in zip(self._last[0], seen, strict=True)):
            self._last[:] = [seen, reading(piece, self.company(values))]
        found: Reading = self._last[1]
        return found

    def company(self, values: Mapping[str, Value]) -> Company:
        """What the reading of the piece depends on beside it."""
        kept, whole = values.get(self.kept), values.get(self.whole)
        how = tuple((name, kept.how(name)) for name in kept) if isinstance(kept, Members) else ()
        return Company(self.scheme, frozenset(whole if isinstance(whole, Members) else ()), how)


class PieceOf(Kind):
    """Gestures in movements. A passage declares one, and what is said to it are its edits."""

    name = "piece"
    example = ""
    operators = ()
    accepts = ()
    is_plain = False

    def declare(self, line: str, kinds: Mapping[str, tuple[str, ...]]) -> dict[str, Any] | None:
        return None

    def apply(self, variable: Variable, held: Value, change: Change) -> Value:
        return edited(cast("Piece", held), form_of(variable).company(change.values), change.op, change.value)

    def beside(self, variable: Variable, value: Value, values: Mapping[str, Value]) -> Value:
        return cast("Piece", value).only(values[form_of(variable).kept])

    def to_json(self, variable: Variable, value: Value) -> Any:
        return cast("Piece", value).to_data()

    def from_json(self, variable: Variable, data: Any, follow: Callable[[str], str]) -> Value:
        return Piece.from_data(data, form_of(variable).scheme, follow)

    def typed(self, variable: Variable, written: str) -> Value:
        raise ValueError(written)

    def takes(self, variable: Variable) -> str:
        return f"what is put together by playing, out of what {form_of(variable).kept} holds"

    def size(self, variable: Variable) -> float:
        scheme = form_of(variable).scheme
        return (len(scheme.gestures) + 1.0) ** (scheme.places * len(scheme.movements))

    def values(self, variable: Variable) -> tuple[Value, ...]:
        return (variable.initial,)

    def projected(self, value: Value) -> Hashable:
        return cast("Piece", value)


def form_of(variable: Variable) -> PieceForm:
    """What the passage of a piece declares."""
    assert isinstance(variable.piece, PieceForm)
    return variable.piece


def reading_of(variable: Variable, values: Mapping[str, Value]) -> Reading:
    """What can be seen in a piece now."""
    return form_of(variable).reading(cast("Piece", values[variable.name]), values)
