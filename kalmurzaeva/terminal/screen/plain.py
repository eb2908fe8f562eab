"""The plain screen: words, one paragraph after the other, and nothing that moves.

For pipes, screen readers and dumb terminals. No frames, no colours, no control characters, no echo; headings are words, e.g.
`Letter: From Nina`. On a pipe a paragraph is one line; on a terminal it is wrapped.
"""

from __future__ import annotations

import os
import signal
import sys
import textwrap
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import FrameType

from kalmurzaeva.console import read_line
from kalmurzaeva.model.markers import FORMS
from kalmurzaeva.model.markup import clean, plain
from kalmurzaeva.terminal.app.options import TABLE, Options
from kalmurzaeva.terminal.screen.interface import Aid, Key, ListedChoice, Page, Piece, Status
from kalmurzaeva.terminal.screen.palettes import Grounds

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
        yield f"The end: {safe(page.ending.replace('_', ' '))}. UNDO takes back the last turn, RESTART begins again, QUIT leaves."


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


def columns(text: str) -> int:
    """How many columns a text takes: two for a wide character, none for an accent that stands over the one before."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def _wrapped_by_columns(line: str, width: int) -> list[str]:
    rows = [""]
    for word in line.split():
        if rows[-1] and columns(rows[-1]) + 1 + columns(word) <= width:
            rows[-1] += f" {word}"
            continue
        rows += [word] if rows[-1] else []
        rows[-1] = word
        while columns(rows[-1]) > width:
            kept = next(at for at in range(len(rows[-1]), 0, -1) if columns(rows[-1][:at]) <= width)
            rows[-1:] = [rows[-1][:kept], rows[-1][kept:]]
    return rows


def safe(text: str) -> str:
    """Text without marks and without anything that commands a terminal."""
    return clean(plain(text)).expandtabs(4)


class PlainScreen:
    """Words to standard output, lines from standard input. `width` is where lines end, None for never."""

    has_menu = False
    heeds: Collection[str] = TABLE
    is_leaving = False

    def __init__(self, options: Options, width: int | None = None) -> None:
        self.options = options
        self.palettes: Mapping[str, Grounds] = {}
        self._width = width
        self._typed_at = sys.stdin.isatty() and sys.stdout.isatty()
        self._begun = False
        self._prompt = ""
        if sys.stdin.isatty():
            signal.signal(signal.SIGINT, self._cleared)

    def title(self, title: str, about: Sequence[str] = ()) -> None:
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

    def ask(self, status: Status, prompt: str = "", aid: Aid | None = None) -> str | Key | None:
        if self._typed_at:
            self._prompt = f"\n{prompt or '> '}"
            sys.stdout.write(self._prompt)
        sys.stdout.flush()
        line = read_line(sys.stdin.buffer, sys.stdin.encoding)
        if line is None and self._typed_at:
            sys.stdout.write("\n")
        self._prompt = ""
        return line

    def echo(self, line: str) -> None:
        """Nothing: the terminal has shown what was typed."""

    def give(self, name: str, text: str) -> bool:
        return False

    def close(self) -> None:
        sys.stdout.flush()

    def _cleared(self, _number: int, _frame: FrameType | None) -> None:
        """Ctrl-C: the terminal itself has taken back what was typed of the line. A fresh prompt says so."""
        if self._prompt:
            os.write(1, self._prompt.encode("ascii", "replace"))

    def _write(self, paragraph: str) -> None:
        """A paragraph with an empty line before it, but for the very first."""
        lines = [wrapped for line in paragraph.split("\n") for wrapped in self._wrapped(line)]
        sys.stdout.write("\n" * self._begun + "\n".join(lines) + "\n")
        self._begun = True

    def _wrapped(self, line: str) -> list[str]:
        if self._width is None or columns(line) <= self._width:
            return [line]
        if columns(line) == len(line):
            return textwrap.wrap(line, self._width, break_on_hyphens=False) or [""]
        return _wrapped_by_columns(line, self._width)
