"""What of a session is JSON already, so that a turn is saved without writing again what was written for the turns before it.

A *mark* is a state on the way to where the player is, kept in the saved game, so that the first UNDO after it is opened does not replay it from
the beginning. A *head* is the beginning of a saved game: its marks and its journal, to which each turn only adds. It stands first in the file, so that
its checksum, too, is only added to.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Mapping
from functools import partial
from itertools import compress
from json.encoder import encode_basestring_ascii
from operator import is_not
from typing import Any

from attrs import define, field

from kalmurzaeva.model.state import PARTS, State
from kalmurzaeva.session.journal import Entry

# How many turns back marks are set: the next one that is known beyond each.
_MARKED = (64, 256, 1024)
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
# The members of a session that stand first in the file.
HEAD = ("marks", "journal")
# A mark stands where it is for so many turns.
_STANDS = 16


def as_json(data: Any) -> bytes:
    """Plain data as saved games hold it: ASCII, keys sorted, no spaces. The same data is always the same bytes."""
    return _ENCODER.encode(data).encode("ascii")


def object_of(
    members: Mapping[str, Any], written: Mapping[str, Iterable[bytes]], first: tuple[str, ...] = ()
) -> list[bytes]:
    """An object as JSON in pieces: of its members some are plain data, and some are JSON already, each in pieces. Of the latter those named
    `first` stand first, and all others by their names."""
    pieces: list[bytes] = []
    before = b"{"
    plain: dict[str, Any] = {}
    names = {*members, *written}
    leading = [name for name in first if name in written]
    for name in leading + sorted(names.difference(leading)):
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


def in_order(document: Mapping[str, Any]) -> list[bytes]:
    """A document as JSON in pieces, in the order in which the file of a saved game has it: the head first."""
    session = document.get("session")
    if not isinstance(session, dict):
        return object_of(document, {})
    head = {name: [as_json(session[name])] for name in HEAD if name in session}
    return object_of(document, {"session": object_of(session, head, HEAD)}, ("session",))


def checksum() -> hashlib.blake2b:
    """What a saved game is sealed with."""
    return hashlib.blake2b(digest_size=16)


@define(eq=False)
class Head:
    """The beginning of the file of a saved game, and the checksum of it so far. `turns` are the rows of the journal in it."""

    marks: bytes = b""
    text: bytearray = field(factory=bytearray)
    sum: hashlib.blake2b = field(factory=checksum)
    count: int = 0
    last: Entry | None = None

    def add(self, text: bytes) -> None:
        """More of it."""
        self.text += text
        self.sum.update(text)

    def turns(self) -> bytes:
        """The rows of the journal, as JSON."""
        return bytes(memoryview(self.text)[len(_opening(self.marks)) :])

    def members(self) -> dict[str, list[bytes]]:
        """What is in it, as members of a session."""
        marks = {"marks": [b"[", self.marks, b"]"]} if self.marks else {}
        return {**marks, "journal": [b"[", self.turns(), b"]"]}


@define(eq=False)
class WrittenObject:
    """The JSON of an object of which most members are what they were when it was last written."""

    _source: Mapping[str, Any] | None = None
    _text: bytes = b"{}"
    _keys: list[str] = field(factory=list)
    _values: list[Any] = field(factory=list)
    _names: list[str] = field(factory=list)
    _texts: list[bytes] = field(factory=list)

    def json(self, members: Mapping[str, Any], data_of: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> bytes:
        """An object as JSON: of its members, which `data_of` makes plain data, only those are written that are new or another."""
        if members is self._source:
            return self._text
        keys, values = list(members), list(members.values())
        alike = min(len(keys), len(self._keys))
        # A step leaves members where they were and adds new ones at the end; UNDO takes them off again.
        changed = [*compress(keys, map(is_not, values, self._values)), *keys[alike:]]
        if keys[:alike] != self._keys[:alike] or len(changed) * 4 > len(keys):
            data = data_of(members)
            self._names = sorted(keys)
            self._texts = [_member(name, data[name]) for name in self._names]
        else:
            for name in self._keys[alike:]:
                place = bisect_left(self._names, name)
                del self._names[place], self._texts[place]
            for name, value in data_of({name: members[name] for name in changed}).items():
                place = bisect_left(self._names, name)
                if place == len(self._names) or self._names[place] != name:
                    self._names.insert(place, name)
                    self._texts.insert(place, b"")
                self._texts[place] = _member(name, value)
            if not changed and len(keys) == len(self._keys):
                return self._text
        self._source, self._keys, self._values = members, keys, values
        self._text = b"{%b}" % b",".join(self._texts)
        return self._text


def _member(name: str, value: Any) -> bytes:
    if type(value) is int:
        return f"{encode_basestring_ascii(name)}:{value}".encode("ascii")
    return as_json({name: value})[1:-1]


@define(eq=False)
class Written:
    """The JSON of the turns so far, of the marks, and of what is long in the state. One is shared by all sessions that come from one beginning: each entry belongs to one line of
    them, so that the last one says whose it is."""

    _head: Head | None = None
    _marked: tuple[Entry, ...] = ()
    _marked_for: Entry | None = None
    _marks: dict[Entry, bytes] = field(factory=dict)
    _parts: dict[str, WrittenObject] = field(factory=dict)

    def state(self, state: State) -> list[bytes]:
        """The state where the player is, as JSON, in pieces."""
        small: dict[str, Any] = {}
        objects: dict[str, list[bytes]] = {}
        for part in PARTS:
            value, write = getattr(state, part.name), part.metadata["write"]
            if write is not None and isinstance(value, dict):
                held = self._parts.setdefault(part.name, WrittenObject())
                objects[part.name] = [held.json(value, partial(write, state.story))]
            elif (data := value if write is None else write(state.story, value)) is not None:
                small[part.name] = data
        return object_of(small, objects)

    def head(self, entries: tuple[Entry, ...], row: Callable[[Entry], list[Any]], marks: list[bytes]) -> Head:
        """The head of a saved game with these entries and these marks: only turns that are new are written."""
        marked = b",".join(marks)
        head = self._head
        if head is None or not _goes_on(head, entries):
            head = self._head = Head(marked)
            head.add(_opening(marked))
        elif head.marks != marked:
            # The turns that stand in it need not be written again, but what is before them is another.
            anew = Head(marked, count=head.count, last=head.last)
            anew.add(_opening(marked))
            anew.add(head.turns())
            head = self._head = anew
        if head.count < len(entries):
            rows = b",".join(as_json(row(entry)) for entry in entries[head.count :])
            head.add(b"," + rows if head.count else rows)
            head.count, head.last = len(entries), entries[-1]
        return head

    def write_anew(self) -> None:
        """What is told of a turn has changed."""
        self._head = None

    def marked(self, cursor: Entry | None, known: Container[Entry | None]) -> tuple[Entry, ...]:
        """The entries to mark on the way to the cursor, nearest first; none where the beginning is as near."""
        at, steps = cursor, 0
        while at is not None and steps < _STANDS and at is not self._marked_for:
            at, steps = at.parent, steps + 1
        if at is None or at is not self._marked_for:
            self._marked, self._marked_for = tuple(_marked(cursor, known, self._marked)), cursor
            self._marks = {entry: text for entry, text in self._marks.items() if entry in self._marked}
        return self._marked

    def mark(self, entry: Entry, write: Callable[[Entry], list[Any]]) -> bytes:
        """A mark as JSON."""
        if entry not in self._marks:
            self._marks[entry] = as_json(write(entry))
        return self._marks[entry]


def _goes_on(head: Head, entries: tuple[Entry, ...]) -> bool:
    return head.count == 0 or (head.count <= len(entries) and entries[head.count - 1] is head.last)


def _opening(marks: bytes) -> bytes:
    """What stands before the first turn in the file."""
    return b'{"session":{%b"journal":[' % (b'"marks":[%b],' % marks if marks else b"")


def _marked(cursor: Entry | None, known: Container[Entry | None], before: Container[Entry | None]) -> list[Entry]:
    """What to mark, nearest first: of the turns beyond each distance one that is marked already, where that is not half as far again, or else the next that
    is known."""
    found: list[Entry] = []
    at, steps = cursor, 0
    for wanted in _MARKED:
        chosen = None
        while at is not None and steps < wanted * 3 // 2 and (steps < wanted or at not in before):
            if chosen is None and steps >= wanted and at in known:
                chosen = at
            at, steps = at.parent, steps + 1
        if at in before:
            chosen = at
        elif chosen is None:
            chosen = at = _known_from(at, known)
        if chosen is None:
            break
        if chosen not in found:
            found.append(chosen)
    return found


def _known_from(at: Entry | None, known: Container[Entry | None]) -> Entry | None:
    while at is not None and at not in known:
        at = at.parent
    return at
