"""The screen on a terminal that can show it: type set with rich, lines asked for with prompt_toolkit.

It prints between prompts and never beside one. Nothing it prints is markup: a bracket in the story or in a player's words is a bracket.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from kalmurzaeva.marks import clean, plain
from kalmurzaeva.terminal.palettes import palette

if TYPE_CHECKING:
    from kalmurzaeva.model import Beat
    from kalmurzaeva.terminal.line import Line
    from kalmurzaeva.terminal.screen import Status

MEASURE = 76


class Stage:
    """Type on a terminal. `width` is the measure asked for, at most `MEASURE` unless it says more."""

    def __init__(self, width: int | None = None) -> None:
        self._console = Console(markup=False, highlight=False, emoji=False)
        self._asked_width = width
        self._palette = palette("")
        self._line: Line | None = None
        # Ctrl-C is a key of the line. Between two lines it would be an interrupt, and there is nothing to interrupt.
        signal.signal(signal.SIGINT, _ignore)

    @property
    def measure(self) -> int:
        """How many columns the text has now."""
        return min(self._asked_width or MEASURE, max(20, self._console.width - 2))

    def title(self, title: str) -> None:
        self._print(Text())
        self._print(Text(title, style="bold"))
        self._print(Text())

    def beat(self, beat: Beat, status: Status) -> None:
        from kalmurzaeva.terminal import panels

        self._palette = palette(status.palette)
        for renderable in panels.page(beat, self._palette):
            self._print(renderable)

    def say(self, text: str) -> None:
        self._print(Text(clean(plain(text)), style=self._palette.quiet))
        self._print(Text())

    def page(self, heading: str, lines: Sequence[str]) -> None:
        self._print(Text(clean(heading), style=f"bold {self._palette.title}"))
        for line in lines:
            self._print(Text(clean(plain(line))))
        self._print(Text())

    def ask(self, status: Status, prompt: str = "> ") -> str | None:
        from kalmurzaeva.terminal.line import Line

        self._palette = palette(status.palette)
        if self._line is None:
            self._line = Line(self._console.color_system, self._console.encoding)
        line = self._line.ask(status, self._palette, prompt)
        sys.stdout.flush()
        self._print(Text())
        return line

    def close(self) -> None:
        sys.stdout.flush()

    def _print(self, renderable: RenderableType) -> None:
        margin = 1 if self._console.width > self.measure else 0
        self._console.print(Padding(renderable, (0, 0, 0, margin)), width=self.measure + margin)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Nothing."""
