"""`flag late`, `flag open = yes`: true or false."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from kalmurzaeva.model.values.kind import NAME, Change, Kind, Value, Variable

_LINE = re.compile(rf"flag\s+{NAME}(?:\s*=\s*(?P<value>yes|no))?")


class Flag(Kind):
    """True or false."""

    name = "flag"
    example = "flag late"
    accepts = ("flag",)
    is_switch = True

    def declare(self, line: str, kinds: Mapping[str, tuple[str, ...]]) -> dict[str, Any] | None:
        found = _LINE.fullmatch(line)
        return {"name": found["name"], "initial": found["value"] == "yes"} if found else None

    def apply(self, variable: Variable, held: Value, change: Change) -> Value:
        return bool(change.value)

    def from_json(self, variable: Variable, data: Any, follow: Callable[[str], str]) -> Value:
        if not isinstance(data, bool):
            raise ValueError(data)
        return data

    def typed(self, variable: Variable, written: str) -> Value:
        if written.lower() not in ("yes", "no", "true", "false", ""):
            raise ValueError(written)
        return written.lower() in ("yes", "true", "")

    def takes(self, variable: Variable) -> str:
        return "yes or no"

    def size(self, variable: Variable) -> float:
        return 2

    def values(self, variable: Variable) -> tuple[Value, ...]:
        return (False, True)
