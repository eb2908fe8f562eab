"""`number trust 0..5 = 2`: a whole number in a range. An effect that would leave the range stops at its end."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from kalmurzaeva.model.values.kind import NAME, Change, DeclarationError, Kind, Value, Variable

_LINE = re.compile(rf"number\s+{NAME}\s+(?P<low>-?\d+)\.\.(?P<high>-?\d+)(?:\s*=\s*(?P<value>-?\d+))?")
_WIDEST = 10_000


class Number(Kind):
    """A whole number from `low` to `high`."""

    name = "number"
    example = "number trust 0..5 = 2"
    operators = ("=", "+=", "-=")
    accepts = ("number",)

    def declare(self, line: str, kinds: Mapping[str, tuple[str, ...]]) -> dict[str, Any] | None:
        found = _LINE.fullmatch(line)
        if not found:
            return None
        low, high = int(found["low"]), int(found["high"])
        initial = int(found["value"]) if found["value"] else max(low, min(0, high))
        if not low <= initial <= high or high - low > _WIDEST:
            raise DeclarationError("the range must hold the first value, and no more than ten thousand others")
        return {"name": found["name"], "initial": initial, "low": low, "high": high}

    def apply(self, variable: Variable, held: Value, change: Change) -> Value:
        number, value = cast("int", held), int(change.value)
        after = value if change.op == "=" else number + value if change.op == "+=" else number - value
        return self._within(variable, after)

    def from_json(self, variable: Variable, data: Any, follow: Callable[[str], str]) -> Value:
        if not isinstance(data, int) or isinstance(data, bool):
            raise ValueError(data)
        return self._within(variable, data)

    def typed(self, variable: Variable, written: str) -> Value:
        if not re.fullmatch(r"-?\d+", written) or not variable.low <= int(written) <= variable.high:
            raise ValueError(written)
        return int(written)

    def takes(self, variable: Variable) -> str:
        return f"a number from {variable.low} to {variable.high}"

    def size(self, variable: Variable) -> float:
        return variable.high - variable.low + 1

    def values(self, variable: Variable) -> tuple[Value, ...]:
        return tuple(range(variable.low, variable.high + 1))

    @staticmethod
    def _within(variable: Variable, number: int) -> int:
        return max(variable.low, min(variable.high, number))
