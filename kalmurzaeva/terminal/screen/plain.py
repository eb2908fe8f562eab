"""The plain screen: words, one paragraph after the other, and nothing that moves.

For pipes, screen readers and dumb terminals. No frames, no colours, no control characters, no echo but of what a number stands for; headings are words, e.g.
`Letter: From Nina`. On a pipe a paragraph is one line; on a terminal it is wrapped.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kalmurzaeva.console import read_line
from kalmurzaeva.model.markers import FORMS
from kalmurzaeva.model.markup import clean
from kalmurzaeva.terminal.app.options import TABLE, Options
from kalmurzaeva.terminal.screen.interface import Aid, Key, ListedChoice, Page, Piece, Status
from kalmurzaeva.terminal.screen.palettes import Grounds

if TYPE_CHECKING:
    from kalmurzaeva.session.history import Row
    from kalmurzaeva.terminal.input.plain_line import PlainLine

_MOST_SET_IN = 6
# How each form is announced, and what is drawn on another screen.
_NAMES = {**FORMS, "notation": FORMS["score"]}


def paragraphs_of(page: Page) -> Iterator[str]:
    """A page as plain paragraphs. A paragraph of a form holds a line for each of the form's."""
    for scene in page.scenes:
        if scene.opens and scene.act:
            yield f"Act {scene.act.number}: {safe(scene.act.title)}"
        for block in scene.blocks:
            yield from _block(block)
    if page.ending:
        yield f"The end: {safe(page.ending)}."


def _block(block: Piece) -> Iterator[str]:
    heading = ", ".join(safe(part) for part in (block.title, block.hour) if part)
    body = [safe(paragraph) for paragraph in block.paragraphs]
    if block.kind in _NAMES:
        name = _NAMES[block.kind]
        yield f"{name}: {heading}" if heading else f"{name}."
        if body:
            yield "\n".join(body)
        yield f"End of the {name.lower()}."
        return
    if heading:
        yield heading
    yield from body


def choice_line(choice: ListedChoice) -> str:
    """`2. look for your other sock`, with the reason where it is closed."""
    line = f"{choice.number}. {safe(choice.words)}"
    return f"{line} (closed: {safe(choice.reason)})" if choice.reason else line


def _row(line: str) -> str:
    """A line of the game's own; of two columns, both."""
    left, tab, right = line.partition("\t")
    return f"{safe(left)}: {safe(right)}" if tab and left else safe(right or line)


def _tree_row(row: Row) -> str:
    """A row of the tree of a playthrough, in words: how far it is set in is said by what it is, too."""
    words = safe(row.words)
    said = {
        "scene": f"{words}, turn {row.number}.",
        "decided": f"Turn {row.number}, decided: {words}.",
        "typed": f"To turn {row.number}: {words}.",
        "branch": f"{words}. RETURN TO {row.number} goes there:",
        "here": f"Turn {row.number}. {words}",
    }
    return f"{'  ' * min(row.depth, _MOST_SET_IN)}{said[row.kind]}"


def columns(text: str) -> int:
    """How many columns a text takes: two for a wide character, none for an accent that stands over the one before."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def _wrapped_by_columns(line: str, width: int) -> list[str]:
    """A line as rows of so many columns at most, the first as far in as it was written."""
    rows = [" " * min(len(line) - len(line.lstrip(" ")), width // 2)]
    for word in line.split():
        if rows[-1].strip() and columns(rows[-1]) + 1 + columns(word) <= width:
            rows[-1] += f" {word}"
            continue
        if rows[-1].strip():
            rows.append(word)
        else:
            rows[-1] += word
        while columns(rows[-1]) > width:
            kept = next(at for at in range(len(rows[-1]), 0, -1) if columns(rows[-1][:at]) <= width)
            rows[-1:] = [rows[-1][:kept], rows[-1][kept:]]
    return rows


def safe(text: str) -> str:
    """Text without marks and without anything that commands a terminal."""
    return clean(text).expandtabs(4)


class PlainScreen:
    """Words to standard output, lines from standard input. `width` is where lines end; None for where the window or the measure does, and on a pipe
    for never."""

    has_menu = False
    heeds: Collection[str] = TABLE
    is_leaving = False

    def __init__(self, options: Options, width: int | None = None) -> None:
        self.options = options
        self.palettes: Mapping[str, Grounds] = {}
        self._width = width
        self._typed_at = sys.stdin.isatty() and sys.stdout.isatty()
        self._begun = False
        self._line: PlainLine | None = None

    def title(self, title: str, about: Sequence[str] = (), done: int = 0) -> None:
        self._write(safe(title))
        if self._typed_at and about:
            self._write(safe(" ".join(about)))

    def show(self, page: Page, status: Status) -> None:
        for paragraph in paragraphs_of(page):
            self._write(paragraph)
        if page.choices and page.listed:
            self._write("\n".join(choice_line(choice) for choice in page.choices))

    def say(self, text: str) -> None:
        self._write(safe(text))

    def notes(self, heading: str, lines: Sequence[str]) -> None:
        self._write(
            "\n".join([*([f"{safe(heading)}."] if heading else []), *(_row(line) for line in lines if line.strip())])
        )

    def tree(self, heading: str, rows: Sequence[Row]) -> None:
        self._write("\n".join([f"{safe(heading)}.", *map(_tree_row, rows)]))

    def ask(
        self, status: Status, prompt: str = "", aid: Aid | None = None, picks: Sequence[str] = ()
    ) -> str | Key | None:
        sys.stdout.flush()
        if not self._typed_at:
            return read_line(sys.stdin.buffer, sys.stdin.encoding)
        if self._line is None:
            from kalmurzaeva.terminal.input.plain_line import PlainLine
            from kalmurzaeva.terminal.input.typed_lines import TypedLines, history_file

            self._line = PlainLine(TypedLines(history_file()))
        return self._line.ask(prompt or "> ", aid, completes=self.options.on("completion"))

    def echo(self, line: str, taken: str = "") -> None:
        """What was chosen, in words. The terminal itself has shown what was typed."""
        if taken:
            self._write(f"({safe(taken)})")

    def give(self, name: str, text: str) -> bool:
        return False

    def close(self) -> None:
        sys.stdout.flush()

    def _write(self, paragraph: str) -> None:
        """A paragraph with an empty line before it, but for the very first."""
        width = self._measure()
        lines = [wrapped for line in paragraph.split("\n") for wrapped in self._wrapped(line, width)]
        sys.stdout.write("\n" * self._begun + "\n".join(lines) + "\n")
        self._begun = True

    def _wrapped(self, line: str, width: int | None) -> list[str]:
        if width is None or columns(line) <= width:
            return [line]
        return _wrapped_by_columns(line, width)

    def _measure(self) -> int | None:
        """How wide a line may be now: the window may have been made narrower, and the measure set."""
        if self._width is not None or not sys.stdout.isatty():
            return self._width
        return max(20, min(int(self.options.measure), os.get_terminal_size(1).columns - 1))
