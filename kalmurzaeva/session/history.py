"""The tree of a playthrough as rows to be shown: scene by scene what was decided, and every branch that was left.

A *scene* is what is played between entering one place and entering the next. A *line* of the tree follows one turn after the other; it is the one that
leads to where the player is, or a *branch*, which parts from another line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from kalmurzaeva.session.journal import Entry, Told, number_of, said, scene_of
from kalmurzaeva.session.tree import Session

_MOST_WORDS = 160


class Row(NamedTuple):
    """A row of the tree. `depth` is how far it is set in, `number` the turn that RETURN TO goes to. `words` are the heading of a scene, what was decided,
    other lines that were typed, or what is said of a branch."""

    kind: Literal["scene", "decided", "typed", "branch", "here"]
    depth: int
    number: int
    words: str


class _Branch(NamedTuple):
    """A line that is still to be made rows of: its first turn, and the scene in which it parts."""

    first: Entry | None
    depth: int
    scene: str


def outline(session: Session) -> list[Row]:
    """The whole tree, oldest first. A branch stands where it parted."""
    tree = _Tree(session)
    rows: list[Row] = []
    left: list[Row | _Branch] = [_Branch(None, 0, "")]
    while left:
        each = left.pop()
        if isinstance(each, Row):
            rows.append(each)
        else:
            left += reversed(list(tree.line(each)))
    return rows


class _Tree:
    """The turns of a session by what they follow."""

    def __init__(self, session: Session) -> None:
        self._cursor = session.cursor
        self._is_undone = bool(session.undone)
        self._told = session.told()
        self._begins = scene_of(session.first_beat)
        here = {*session.path(), *session.undone}
        self._after: dict[Entry | None, list[Entry]] = {}
        for entry in session.entries:
            self._after.setdefault(entry.parent, []).append(entry)
        for after in self._after.values():
            # The line goes on with the last: where the player is, or else what was played last.
            after.sort(key=lambda entry: (entry in here, entry.number))

    def line(self, branch: _Branch) -> Iterator[Row | _Branch]:
        """The rows of one line, with the branches that part from it."""
        at, depth, scene = branch
        typed: list[Entry] = []
        inner = depth
        while True:
            told = Told(self._begins) if at is None else self._told[at]
            decided = told.chosen if at else ""
            if at and not decided:
                typed.append(at)
            after = self._after.get(at, [])
            is_new_scene = bool(told.scene) and told.scene != scene
            if typed and (decided or is_new_scene or at is self._cursor or len(after) != 1):
                yield Row("typed", inner, typed[-1].number, _cut("; ".join(map(said, typed))))
                typed = []
            if decided:
                yield Row("decided", inner, number_of(at), decided)
            if is_new_scene:
                scene, inner = told.scene, depth + 1
                yield Row("scene", depth, number_of(at), scene)
            if at is self._cursor:
                undone = " What follows was taken back; REDO does it over." if self._is_undone else ""
                yield Row("here", inner, number_of(at), f"You are here.{undone}")
            for other in after[:-1]:
                end = self._end(other)
                yield Row("branch", inner, end.number, f"Left behind, to turn {end.number}")
                yield _Branch(other, inner + 1, scene)
            if not after:
                return
            at = after[-1]

    def _end(self, entry: Entry) -> Entry:
        """The last turn of a branch."""
        while after := self._after.get(entry):
            entry = after[-1]
        return entry


def _cut(words: str) -> str:
    """Typed lines, the last of them where they are too many."""
    return words if len(words) <= _MOST_WORDS else f"…{words[-_MOST_WORDS:].partition('; ')[2] or words[-_MOST_WORDS:]}"
