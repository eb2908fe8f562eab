"""The screen on a terminal that can show it: type set with rich, lines asked for with prompt_toolkit.

It prints between prompts and never beside one. Nothing it prints is markup: a bracket in the story or in a player's words is a bracket. What was
printed since the player last pressed a key is counted, and before it could scroll past unread there is a stop.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from rich.cells import cell_len
from rich.console import Console, ConsoleDimensions, RenderableType
from rich.text import Text

from kalmurzaeva.console import writes
from kalmurzaeva.model.markup import clean
from kalmurzaeva.terminal.app.options import TABLE, Options
from kalmurzaeva.terminal.screen.interface import Key
from kalmurzaeva.terminal.screen.layout import PageLayout, layout_for
from kalmurzaeva.terminal.screen.paging import first_screenful
from kalmurzaeva.terminal.screen.palettes import BUILT_IN, Grounds, Palette, ground_of, palette

if TYPE_CHECKING:
    from kalmurzaeva.session.history import Row
    from kalmurzaeva.terminal.input.line import Line
    from kalmurzaeva.terminal.input.tty import Tty
    from kalmurzaeva.terminal.screen.interface import Aid, ListedChoice, Page, Status

# Eleven counts, and then the curtain.
_COUNTS = 11
_FOOT = 3
# So many rows leave room for empty ones round the title.
_ROOMY = 38
_MOST_ECHOED = 500
_MOST_LISTED_AGAIN = 6
_CHOICES = "Choices: "
_END_OF_ROW = re.compile(r"(?: |\x1b\[[\d;]*m)+$")


P = ParamSpec("P")
# So much of what was shown since the last line is shown again where the window gets another width.
_MOST_STANDING = 8


class _ResizedError(Exception):
    """The window has another width than what is being written was set for."""


def _standing(show: Callable[Concatenate[RichScreen, P], None]) -> Callable[Concatenate[RichScreen, P], None]:
    """Has something stand on the screen as it is set for the window: where that gets another width, it is shown again, from its beginning."""

    @wraps(show)
    def shown(screen: RichScreen, /, *args: P.args, **kwargs: P.kwargs) -> None:
        def again() -> None:
            is_whole = False
            while not is_whole:
                with suppress(_ResizedError):
                    show(screen, *args, **kwargs)
                    is_whole = True

        again()
        screen.standing = [*screen.standing[1 - _MOST_STANDING :], again]

    return shown


class RichScreen:
    """Type on a terminal. `width` is the measure asked for on the command line, which may be wider than a player's option; the `tty` may have been asked
    for its ground already."""

    has_menu = True
    heeds: Collection[str] = TABLE

    def __init__(self, options: Options, width: int | None, tty: Tty) -> None:
        self.options = options
        # The title stands there before the story, and its palettes, are read.
        self.palettes: Mapping[str, Grounds] = {"": BUILT_IN["blue"]}
        self._asked_width = width
        self._console = Console(markup=False, highlight=False, emoji=False)
        self._letters = writes("─│╭→›●", self._console.encoding)
        self._act = ""
        self._line: Line | None = None
        self._tty = tty
        # What was typed before there was a line.
        self._ahead = b""
        self._unread = 0
        # Choices that still stand but are no longer in sight.
        self._choices: tuple[ListedChoice, ...] = ()
        self._hurried = False
        self.is_leaving = False
        # What was shown since the last line, each as it is shown again; then nothing is slow or stops, since it was read before.
        self.standing: list[Callable[[], None]] = []
        self._is_shown_again = False
        self._look()
        sys.stdout.write("\n" * (self._console.height - 1))

    # ── The sheet ──────────────────────────────────────────────────────────────────────────────────────────────

    def _look(self) -> None:
        """Takes the size of the window as it is now; asked for at every piece of text, it would cost more than the text."""
        size = _window()
        self._console.size = ConsoleDimensions(size.columns, size.lines)

    @property
    def _sheet(self) -> PageLayout:
        return layout_for(self._console.width, self.options, self._asked_width, self._palette, letters=self._letters)

    @property
    def _palette(self) -> Palette:
        system = None if self._console.no_color else self._console.color_system
        if system is None or self.options.palette == "none":
            return Palette()
        if self.options.background == "auto":
            self._ahead += self._tty.ground_waited_for()
        ground = ground_of(self.options.background, system, os.environ, self._tty.ground.colour)
        chosen = self.options.palette if self.options.palette in self.palettes else self._act
        return palette(self.palettes, chosen, ground or "either", of_256=system == "256")

    # ── Showing ────────────────────────────────────────────────────────────────────────────────────────────────

    @_standing
    def title(self, title: str, about: Sequence[str] = (), done: int = 0) -> None:
        self._look()
        sheet = self._sheet
        spaced = " ".join(clean(title).upper())
        words = spaced if len(spaced) <= sheet.measure else clean(title).upper()
        full, empty = ("●", "○") if self._letters else ("*", ".")
        filled = 1 + (_COUNTS - 1) * done // 100
        counts = Text(" ".join([*[full] * filled, *[empty] * (_COUNTS - filled)]), sheet.palette.accent)
        said = [Text(clean(line), sheet.palette.quiet) for line in about]
        lines = [Text(words, f"bold {sheet.palette.title}"), counts]
        if self._console.height >= _ROOMY:
            # In a low window the rows are for the first page.
            lines = [Text(), lines[0], Text(), lines[1], *([Text()] if said else [])]
        self._emit(self._set(self._centred(line, sheet) for line in (*lines, *said, Text())))

    @_standing
    def show(self, page: Page, status: Status) -> None:
        from kalmurzaeva.terminal.screen import panels

        self._hurried = False
        self._look()
        lines: list[str] = []
        for scene in page.scenes:
            self._act = scene.act.palette if scene.act else ""
            set_ = self._set(panels.scene(scene, self._sheet))
            if self.options.slow == "all" or (scene.slow and self.options.slow == "performances"):
                self._emit(lines)
                self._emit(set_, slow=True)
                lines = []
            else:
                lines += set_
        self._act = status.palette
        sheet = self._sheet
        if page.ending:
            lines += self._set(panels.ending(page.ending, sheet))
        self._emit(lines)
        listed = page.listed or self._too_wide(page.choices)
        choices = self._set((panels.Choices(page.choices, sheet), Text())) if page.choices and listed else []
        # The page never stops for the choices alone: where there is no room for them they stand below the line.
        if lines and not self._has_room(len(choices) - 1):
            listed, choices = False, []
        self._choices = () if listed else page.choices
        self._emit(choices)

    def _has_room(self, rows: int) -> bool:
        """Whether so many rows can be written without a stop."""
        return self._runs_on or rows <= self._console.height - _FOOT - self._unread

    @property
    def _runs_on(self) -> bool:
        """Whether nothing stops, however long it is."""
        return self._hurried or self._is_shown_again or not self.options.on("more")

    def _too_wide(self, choices: Sequence[ListedChoice]) -> bool:
        """Whether a few choices, the same as before, have to be listed again: below the line there is no room for their words."""
        return len(choices) <= _MOST_LISTED_AGAIN and cell_len(_row(choices)) > self._sheet.measure

    @_standing
    def say(self, text: str) -> None:
        from kalmurzaeva.terminal.screen.panels import Prose

        self._look()
        sheet = self._sheet
        self._emit(self._set((Prose(Text(clean(text), sheet.palette.quiet), sheet), Text())))

    @_standing
    def notes(self, heading: str, lines: Sequence[str]) -> None:
        from kalmurzaeva.terminal.screen import panels

        self._look()
        self._emit(self._set(panels.notes(heading, lines, self._sheet)))

    @_standing
    def tree(self, heading: str, rows: Sequence[Row]) -> None:
        from kalmurzaeva.terminal.screen.history_tree import tree

        self._look()
        self._emit(self._set(tree(heading, rows, self._sheet)))

    @_standing
    def echo(self, line: str, taken: str = "") -> None:
        self._look()
        sheet = self._sheet
        sign = "› " if self._letters else "> "
        margin = " " * max(0, sheet.margin - 2)
        shown = clean(f"{line.strip()}. {taken}" if taken else line).expandtabs(4)
        typed = Text(shown if len(shown) <= _MOST_ECHOED else f"{shown[:_MOST_ECHOED]}…", sheet.palette.own)
        self._emit(self._set((Text.assemble(margin, (sign, sheet.palette.accent), typed), Text())))

    # ── Asking ─────────────────────────────────────────────────────────────────────────────────────────────────

    def ask(
        self, status: Status, prompt: str = "", aid: Aid | None = None, picks: Sequence[str] = ()
    ) -> str | Key | None:
        line: str | Key | None = Key.RESIZED
        while line is Key.RESIZED and not self.is_leaving:
            self._look()
            self._act = status.palette
            line = self._lines().ask(status, prompt, aid, _row(self._choices), picks)
            self._unread = 0
            if line is Key.RESIZED:
                self._show_again()
        if self.is_leaving:
            return None
        self._hurried = False
        if isinstance(line, str):
            self.standing = []
        return line

    def _show_again(self) -> None:
        """What stands on the screen, set for the window as it is now."""
        self._is_shown_again = True
        for show in self.standing:
            show()
        self._is_shown_again = False

    def give(self, name: str, text: str) -> bool:
        return False

    def close(self) -> None:
        sys.stdout.flush()
        self._tty.restore()

    def _lines(self) -> Line:
        if self._line is None:
            from kalmurzaeva.terminal.input.line import Line

            system = None if self._console.no_color else self._console.color_system
            self._line = Line(system, letters=self._letters, ground=self._tty.ground, ahead=self._ahead)
        self._line.dress(self._sheet, self.options)
        return self._line

    # ── Writing ────────────────────────────────────────────────────────────────────────────────────────────────

    def _set(self, renderables: Iterable[RenderableType]) -> list[str]:
        """Renderables as the lines that they make on this terminal."""
        sheet = self._sheet
        width = sheet.margin + sheet.measure + 2
        with self._console.capture() as captured:
            for renderable in renderables:
                self._console.print(renderable, width=width)
        # Spaces at the end would be wrapped into rows of their own when the window is made narrower.
        return [
            _END_OF_ROW.sub(lambda end: "\x1b[0m" if "\x1b" in end[0] else "", line)
            for line in captured.get().splitlines()
        ]

    def _emit(self, lines: Sequence[str], *, slow: bool = False) -> None:
        """Writes lines, and stops where the screen is full of what was not read yet."""
        while lines:
            room = self._console.height - _FOOT - self._unread
            hurried = self._runs_on
            if room <= 0 and not hurried:
                self._stop()
                continue
            count = len(lines) if hurried else first_screenful(lines, room)
            self._write(lines[:count], slow=slow)
            lines = lines[count:]
            if lines:
                self._stop()

    def _write(self, lines: Sequence[str], *, slow: bool) -> None:
        if slow and not self._hurried and not self._is_shown_again:
            from kalmurzaeva.terminal.screen.slow_text import write_slowly

            typed = write_slowly(lines, self._tty)
            if typed is not None:
                self._hurried = True
                self._lines().begin(typed)
        else:
            sys.stdout.write("".join(f"{line}\n" for line in lines))
            sys.stdout.flush()
        self._unread += len(lines)

    def _stop(self) -> None:
        """MORE. Whoever types instead has read enough, and what was typed begins the next line."""
        sheet = self._sheet
        rule = sheet.rule * 2
        typed = self._lines().more(f"{rule} more {rule}")
        self._look()
        self._unread = 0
        if isinstance(typed, Key):
            raise _ResizedError
        if typed is None:
            self._hurried = True
            self.is_leaving = True
        elif typed:
            self._hurried = True
            self._lines().begin(typed)

    def _centred(self, line: Text, sheet: PageLayout) -> RenderableType:
        from rich.padding import Padding

        line.justify = "center"
        return Padding(line, (0, 2, 0, sheet.margin))


def _row(choices: Sequence[ListedChoice]) -> str:
    """Choices in one row, as they stand below the line."""
    row = "   ".join(f"{choice.number} {clean(choice.words)}" for choice in choices)
    return f"{_CHOICES}{row}" if row else ""


def _window() -> os.terminal_size:
    """The size of the window itself. What COLUMNS and LINES say was true when the shell was started, and is asked for only where the
    terminal says nothing: on a serial line it says 0."""
    try:
        size = os.get_terminal_size(1)
    except OSError:
        size = os.terminal_size((0, 0))
    return size if size.columns > 0 and size.lines > 0 else shutil.get_terminal_size()
