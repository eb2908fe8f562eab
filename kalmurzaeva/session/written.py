"""What of a session is JSON already, so that a turn is saved without writing again what was written for the turns before it.

A *mark* is a state on the way to where the player is, kept in the saved game, so that the first UNDO after it is opened does not replay it from
the beginning.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

from attrs import define, field

from kalmurzaeva.session.journal import Entry

# How many turns back marks are set: the next one that is known beyond each.
_MARKED = (64, 256, 1024)
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
# A mark stands where it is for so many turns.
_STANDS = 16


def as_json(data: Any) -> bytes:
    """Plain data as saved games hold it: ASCII, keys sorted, no spaces. The same data is always the same bytes."""
    return _ENCODER.encode(data).encode("ascii")


def object_of(members: Mapping[str, Any], written: Mapping[str, Iterable[bytes]]) -> list[bytes]:
    """An object as JSON in pieces: of its members some are plain data, and some are JSON already, each in pieces."""
    pieces: list[bytes] = []
    before = b"{"
    plain: dict[str, Any] = {}
    for name in sorted({*members, *written}):
        if name not in written:
            plain[name] = members[name]
            continue
        if plain:
            pieces.append(before + as_json(plain)[1:-1])
            before, plain = b",", {}
        pieces += [before + as_json(name) + b":", *written[name]]
        before = b","
    if plain:
        pieces.append(before + as_json(plain)[1:])
    else:
        pieces.append(b"}" if before == b"," else b"{}")
    return pieces


@define(eq=False)
class WrittenObject:
    """The JSON of an object of which most members are what they were when it was last written."""

    _members: dict[str, Any] = field(factory=dict)
    _names: list[str] = field(factory=list)
    _texts: list[bytes] = field(factory=list)

    def json(self, members: Mapping[str, Any]) -> bytes:
        """An object as JSON: only members that are new or another are written."""
        if len(self._members) > len(members) or not self._members.keys() <= members.keys():
            self._members, self._names, self._texts = {}, [], []
        before = self._members
        changed = [name for name, value in members.items() if name not in before or before[name] != value]
        if len(changed) * 4 > len(members):
            self._names = sorted(members)
            self._texts = [_member(name, members[name]) for name in self._names]
        else:
            for name in changed:
                place = bisect_left(self._names, name)
                text = _member(name, members[name])
                if name in before:
                    self._texts[place] = text
                else:
                    self._names.insert(place, name)
                    self._texts.insert(place, text)
        self._members = dict(members)
        return b"{%b}" % b",".join(self._texts)


def _member(name: str, value: Any) -> bytes:
    return as_json({name: value})[1:-1]


@define(eq=False)
class Written:
    """The JSON of the turns so far, of the marks, and of what is long in the state. One is shared by all sessions that come from one beginning: each entry belongs to one line of
    them, so that the last one says whose it is."""

    _rows: bytes = b""
    _count: int = 0
    _last: Entry | None = None
    _marked: tuple[Entry, ...] = ()
    _marked_for: Entry | None = None
    _marks: dict[Entry, bytes] = field(factory=dict)
    _parts: dict[str, WrittenObject] = field(factory=dict)

    def state(self, data: Mapping[str, Any]) -> list[bytes]:
        """The state where the player is, as JSON, in pieces."""
        objects = {name: value for name, value in data.items() if isinstance(value, dict) and name != "talk"}
        small = {name: value for name, value in data.items() if name not in objects}
        return object_of(
            small,
            {name: [self._parts.setdefault(name, WrittenObject()).json(value)] for name, value in objects.items()},
        )

    def journal(self, entries: tuple[Entry, ...], row: Callable[[Entry], list[Any]]) -> list[bytes]:
        """The journal as JSON, in pieces: only turns that are new are written."""
        if not (0 < self._count <= len(entries) and entries[self._count - 1] is self._last):
            self._rows, self._count = b"", 0
        if self._count < len(entries):
            rows = (as_json(row(entry)) for entry in entries[self._count :])
            self._rows = b",".join([self._rows, *rows] if self._rows else rows)
            self._count, self._last = len(entries), entries[-1]
        return [b"[", self._rows, b"]"]

    def write_anew(self) -> None:
        """What is told of a turn has changed."""
        self._rows, self._count, self._last = b"", 0, None

    def marked(self, cursor: Entry | None, known: Container[Entry | None]) -> tuple[Entry, ...]:
        """The entries to mark on the way to the cursor, nearest first; none where the beginning is as near."""
        at, steps = cursor, 0
        while at is not None and steps < _STANDS and at is not self._marked_for:
            at, steps = at.parent, steps + 1
        if at is None or at is not self._marked_for:
            self._marked, self._marked_for = tuple(_marked(cursor, known)), cursor
            self._marks = {entry: text for entry, text in self._marks.items() if entry in self._marked}
        return self._marked

    def mark(self, entry: Entry, write: Callable[[Entry], list[Any]]) -> bytes:
        """A mark as JSON."""
        if entry not in self._marks:
            self._marks[entry] = as_json(write(entry))
        return self._marks[entry]


def _marked(cursor: Entry | None, known: Container[Entry | None]) -> list[Entry]:
    found: list[Entry] = []
    at, steps = cursor, 0
    for wanted in _MARKED:
        while at is not None and (steps < wanted or at not in known):
            at, steps = at.parent, steps + 1
        if at is None:
            break
        if at not in found:
            found.append(at)
    return found
