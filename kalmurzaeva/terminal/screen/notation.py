"""The score as a dancer would write it: a row of counts for each movement, to scale, with a rule after eight.

Above the row stand the names, below it whose each gesture is, how it was got and who carries it. What a half lacks is hatched, what stands empty
dotted, what the relay cuts off crossed, and the held count has a sign of its own, which is named where it falls. On a narrow sheet, and where a word would be
too long for its counts, the gestures stand below their row, one a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.text import Text

from kalmurzaeva.engine.notating import notes_of, sum_of
from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.story import NotatedGesture, NotatedMovement, Notation
from kalmurzaeva.terminal.screen.layout import PageLayout

_RULED_AFTER = 8
_WIDE = 56
_MOST_COLUMNS = 6


@frozen
class _Signs:
    """What a count is drawn with."""

    sounds: str
    missing: str
    cut: str
    empty: str
    held: str
    rule: str
    end: str
    joint: str
    to: str
    more: str


_LETTERS = _Signs("━", "╱", "×", "·", "◆", "┃", "│", "┊", "–", "…")
_ASCII = _Signs("=", "/", "x", ".", "#", "!", "|", ":", "-", ".")
# Wrapping asks for a console, and takes nothing from it.
_ANY = Console(width=80)


def notation(shown: Notation, title: str, sheet: PageLayout) -> RenderableType:
    """The score, within the measure of the sheet."""
    return Group(*_Drawing(shown, title, sheet).rows())


class _Drawing:
    """The score of one piece on one sheet. `columns` is how wide a count is."""

    def __init__(self, shown: Notation, title: str, sheet: PageLayout) -> None:
        self._shown = shown
        self._title = title
        self._sheet = sheet
        self._signs = _LETTERS if sheet.rule == "─" else _ASCII
        longest = max([shown.counts, *(movement.counts for movement in shown.movements)])
        # An end stands before the first count, one after the last, and a rule after eight.
        self._columns = max(1, min(_MOST_COLUMNS, (sheet.measure - 3) // longest))

    def rows(self) -> Iterator[RenderableType]:
        """Everything, one below the other."""
        if self._title:
            yield Text(clean(self._title), f"bold {self._sheet.palette.title}")
        if self._sheet.measure >= _WIDE:
            yield self._numbers()
        for movement in self._shown.movements:
            yield Text()
            yield self._heading(movement)
            if not movement.gestures:
                yield self._counts(movement)
            elif self._has_room(movement):
                yield from self._words(movement, [[clean(one.name)] for one in movement.gestures], "bold", below=False)
                yield self._counts(movement)
                notes = [self._notes(one, movement) for one in movement.gestures]
                yield from self._words(movement, notes, self._sheet.palette.quiet)
            else:
                yield self._counts(movement)
                yield from (self._line(one, movement) for one in movement.gestures)

    def _numbers(self) -> Text:
        """The counts by their numbers."""
        row = _Row(self._sheet.palette.quiet)
        for count in range(1, self._shown.counts + 1):
            row.put(self._at(count, counted=True), str(count))
        return row.text

    def _heading(self, movement: NotatedMovement) -> Text:
        """The name and the material on the left, the sum on the right."""
        palette = self._sheet.palette
        left = Text.assemble(
            (clean(movement.name), f"bold {palette.title}"), (f", {clean(movement.material)}", palette.quiet)
        )
        fits = movement.counted and movement.counts == self._shown.counts
        right = Text(sum_of(movement, self._shown.counts), f"bold {palette.title}" if fits else palette.quiet)
        gap = self._sheet.measure - left.cell_len - right.cell_len
        return Text.assemble(left, " " * gap, right) if gap >= 2 else Text("\n").join([left, right])

    # ── The row of counts ──────────────────────────────────────────────────────────────────────────────────────

    def _at(self, count: int, *, counted: bool) -> int:
        """The column in which a count begins."""
        passed = (count > _RULED_AFTER) + (count > self._shown.counts) if counted else 0
        return 1 + (count - 1) * self._columns + passed

    def _counts(self, movement: NotatedMovement) -> Text:
        """A stroke for each count, a rule after eight, and an end where the relay cuts."""
        signs, palette, counted = self._signs, self._sheet.palette, movement.counted
        text = Text(signs.end, palette.quiet)
        last = max(self._shown.counts, movement.counts) if counted else movement.counts
        for count in range(1, last + 1):
            one = next((one for one in movement.gestures if one.start <= count < one.start + one.length), None)
            text.append(self._count(one, count, counted), palette.accent if one else palette.quiet)
            if counted and count == self._shown.counts:
                text.append(signs.end, palette.title)
            elif counted and count == _RULED_AFTER:
                text.append(signs.rule, palette.title)
        if not counted:
            text.append(signs.end, palette.quiet)
        return text

    def _count(self, one: NotatedGesture | None, count: int, counted: bool) -> str:
        """One count of the row."""
        signs = self._signs
        if one is None:
            return signs.empty * self._columns
        end = one.start + one.length
        sign = signs.cut if count >= end - one.lost else signs.missing if count >= end - one.empty else signs.sounds
        drawn = sign * self._columns
        if count == one.start and count > 1 and self._columns > 1:
            drawn = signs.joint + drawn[1:]
        if counted and one.held and count == self._shown.held:
            middle = self._columns // 2
            drawn = drawn[:middle] + signs.held + drawn[middle + 1 :]
        return drawn

    # ── Words ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _notes(self, one: NotatedGesture, movement: NotatedMovement) -> list[str]:
        """What is said of a gesture, with what the sign of the held count means."""
        held = [f"{self._signs.held} held on {self._shown.held}"] if one.held and movement.counted else []
        return [*notes_of(one), *held]

    def _width(self, one: NotatedGesture, movement: NotatedMovement) -> tuple[int, int]:
        """Where the counts of a gesture begin, and how wide they are."""
        start = self._at(one.start, counted=movement.counted)
        return start, max(2, self._at(one.start + one.length, counted=movement.counted) - start - 1)

    def _has_room(self, movement: NotatedMovement) -> bool:
        """Whether every word of a movement is short enough for the counts that it stands at."""
        return self._sheet.measure >= _WIDE and all(
            cell_len(word) <= self._width(one, movement)[1]
            for one in movement.gestures
            for said in (clean(one.name), *self._notes(one, movement))
            for word in said.split()
        )

    def _words(
        self, movement: NotatedMovement, words: Sequence[list[str]], style: str, *, below: bool = True
    ) -> Iterator[Text]:
        """Words over or under the gestures that they belong to, each within its own counts and next to them."""
        columns: list[tuple[int, list[str]]] = []
        for one, said in zip(movement.gestures, words, strict=True):
            start, width = self._width(one, movement)
            columns.append((start, [line for piece in said for line in self._wrapped(piece, width)]))
        most = max(len(lines) for _, lines in columns)
        for number in range(most):
            row = _Row(style)
            for start, lines in columns:
                at = number if below else number - most + len(lines)
                if 0 <= at < len(lines):
                    row.put(start, lines[at])
            yield row.text

    def _wrapped(self, words: str, width: int) -> list[str]:
        """Words within a width; one that is too long is cut."""
        lines = (line.plain.rstrip() for line in Text(words).wrap(_ANY, width, overflow="ellipsis"))
        return [line.replace("…", self._signs.more) for line in lines if cell_len(line)]

    def _line(self, one: NotatedGesture, movement: NotatedMovement) -> Text:
        """A gesture on a line of its own, where there is no room in its counts."""
        last = one.start + one.length - 1
        where = f"{one.start}{self._signs.to}{last}" if movement.counted and one.length > 1 else str(one.start)
        text = Text.assemble((f"{where:<6}", self._sheet.palette.title), (clean(one.name), "bold"))
        text.append(f": {', '.join(self._notes(one, movement))}", self._sheet.palette.quiet)
        lines = text.wrap(_ANY, max(12, self._sheet.measure - 2))
        return Text("\n  ").join(lines)


class _Row:
    """A row that words are put into, from left to right."""

    def __init__(self, style: str) -> None:
        self._style = style
        self.text = Text()

    def put(self, column: int, words: str) -> None:
        """Words at a column, or right after those before them."""
        self.text.append(" " * max(0, column - self.text.cell_len) + words, self._style or None)
