"""`set kept of gesture, 12 by taken, asked`: some members of a kind, each with where and how it joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, cast

from attrs import field, frozen

from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.values.kind import NAME, Change, DeclarationError, Kind, Value, Variable

_LINE = re.compile(
    rf"set\s+{NAME}\s+of\s+(?P<of>[a-z_]\w*)(?:\s*,\s*(?P<limit>\d+))?"
    r"(?P<order>\s+in\s+order)?(?:\s+by\s+(?P<ways>[a-z_,\s]+))?"
)


@frozen
class Members:
    """The value of a `set`: each member with the node where it joined and how, in the order in which the story declares them, so that
    a saved game, whose keys are sorted, comes back as it was; a set `in order` keeps that in which they joined."""

    entries: Mapping[str, tuple[str, str]] = field(factory=dict)

    def __contains__(self, member: object) -> bool:
        return member in self.entries

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def where(self, member: str) -> str:
        """The node where `member` joined, or `""`."""
        return self.entries.get(member, ("", ""))[0]

    def how(self, member: str) -> str:
        """How `member` joined, or `""`."""
        return self.entries.get(member, ("", ""))[1]

    def place(self, member: str) -> int:
        """Which member this is, from 1, in the order of the set; 0 for none."""
        return next((at for at, name in enumerate(self.entries, 1) if name == member), 0)

    def at(self, place: int) -> str:
        """The member at a place, or `none`."""
        return next((name for at, name in enumerate(self.entries, 1) if at == place), "none")

    def without(self, member: str) -> Members:
        return Members({name: entry for name, entry in self.entries.items() if name != member})


class SetOf(Kind):
    """Some members of a domain."""

    name = "set"
    example = "set kept of gesture, 12 by taken, asked"
    operators = ("+=", "-=")
    accepts = ("one", "entity")
    is_named = True
    holds_members = True
    is_plain = False

    def declare(self, line: str, kinds: Mapping[str, tuple[str, ...]]) -> dict[str, Any] | None:
        found = _LINE.fullmatch(line)
        if not found:
            return None
        if found["of"] not in kinds:
            raise DeclarationError(f'there is no kind "{found["of"]}"')
        ways = tuple(way.strip() for way in (found["ways"] or "").split(",") if way.strip())
        limit = int(found["limit"] or 0)
        declared = {"name": found["name"], "initial": Members(), "domain": kinds[found["of"]], "ways": ways}
        return {**declared, "limit": limit, "ordered": bool(found["order"])}

    def apply(self, variable: Variable, held: Value, change: Change) -> Value:
        members, member = cast("Members", held), change.value
        if not isinstance(member, str) or member not in variable.domain:
            return held
        if change.op == "-=":
            return members.without(member)
        if member not in members and variable.limit and len(members) >= variable.limit:
            return held
        # What is held already and is now held otherwise was still got where it was got.
        at = members.entries[member][0] if member in members else change.node
        return self.ordered(variable, {**members.entries, member: (at, change.how)})

    def to_json(self, variable: Variable, value: Value) -> Any:
        entries = cast("Members", value).entries
        if variable.ordered:  # the keys of an object are sorted
            return [[name, *entry] for name, entry in entries.items()]
        return {name: list(entry) for name, entry in entries.items()}

    def from_json(self, variable: Variable, data: Any, follow: Callable[[str], str]) -> Value:
        entries = {}
        for name, entry in _rows(data):
            if not isinstance(entry, list) or len(entry) != 2 or not all(isinstance(part, str) for part in entry):
                raise ValueError(entry)
            entries[follow(name)] = (clean(follow(entry[0])), clean(entry[1]))
        known = self.ordered(variable, entries)
        return Members(dict(list(known.entries.items())[: variable.limit or None]))

    def typed(self, variable: Variable, written: str) -> Value:
        members = [member.strip() for member in written.split(",") if member.strip()]
        if not all(member in variable.domain for member in members):
            raise ValueError(written)
        return self.ordered(variable, dict.fromkeys(members, ("", variable.ways[0] if variable.ways else "")))

    def takes(self, variable: Variable) -> str:
        return f"names out of {', '.join(variable.domain)}, separated by commas"

    def size(self, variable: Variable) -> float:
        return 2.0 ** len(variable.domain)

    def values(self, variable: Variable) -> tuple[Value, ...]:
        return (variable.initial,)

    def projected(self, value: Value) -> Hashable:
        return tuple(sorted(cast("Members", value)))

    @staticmethod
    def ordered(variable: Variable, entries: Mapping[str, tuple[str, str]]) -> Members:
        """A value of this set with those of `entries` that are of its domain."""
        if variable.ordered:
            return Members({name: entry for name, entry in entries.items() if name in variable.domain})
        return Members({name: entries[name] for name in variable.domain if name in entries})


def _rows(data: Any) -> list[tuple[str, Any]]:
    """The members of a saved set with what was saved of each."""
    if isinstance(data, dict):
        return list(data.items())
    if not isinstance(data, list) or not all(isinstance(row, list) and row and isinstance(row[0], str) for row in data):
        raise ValueError(data)
    return [(row[0], row[1:]) for row in data]
