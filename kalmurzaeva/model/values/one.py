"""`one mood of calm, cross`, `one partner of person`: one name out of some. Out of a kind, it may also be `none`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from kalmurzaeva.model.values.kind import NAME, Change, DeclarationError, Kind, Value, Variable

_LINE = re.compile(rf"one\s+{NAME}\s+of\s+(?P<of>[a-z0-9_,\s]+?)(?:\s*=\s*(?P<value>\w+))?")


class One(Kind):
    """One name of a domain."""

    name = "one"
    example = "one mood of calm, cross"
    accepts = ("one", "entity")
    is_named = True

    def declare(self, line: str, kinds: Mapping[str, tuple[str, ...]]) -> dict[str, Any] | None:
        found = _LINE.fullmatch(line)
        if not found:
            return None
        domain = tuple(part.strip() for part in found["of"].split(",") if part.strip())
        if len(domain) == 1 and domain[0] in kinds:
            domain = ("none", *kinds[domain[0]])
        initial = found["value"] or next(iter(domain), "")
        if initial not in domain or len(set(domain)) < len(domain) or any(" " in part for part in domain):
            raise DeclarationError("its values must be different single words, and the first value one of them")
        return {"name": found["name"], "initial": initial, "domain": domain}

    def apply(self, variable: Variable, held: Value, change: Change) -> Value:
        return change.value if change.value in variable.domain else held

    def from_json(self, variable: Variable, data: Any, follow: Callable[[str], str]) -> Value:
        if not isinstance(data, str):
            raise ValueError(data)
        now = follow(data)
        return now if now in variable.domain else variable.initial

    def typed(self, variable: Variable, written: str) -> Value:
        if written not in variable.domain:
            raise ValueError(written)
        return written

    def takes(self, variable: Variable) -> str:
        return f"one of {', '.join(variable.domain)}"

    def size(self, variable: Variable) -> float:
        return len(variable.domain)

    def values(self, variable: Variable) -> tuple[Value, ...]:
        return variable.domain
