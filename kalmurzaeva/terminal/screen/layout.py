"""What is written on: a *sheet* says how wide the text is (the *measure*), how far it stands from the left edge (the *margin*), and its colours.

It imports next to nothing, so that the title is on the screen before anything else is read.
"""

from __future__ import annotations

from typing import NamedTuple

from kalmurzaeva.terminal.app.options import MEASURE, Options
from kalmurzaeva.terminal.screen.palettes import Palette

_LEAST = 16
_MARGIN = 2


class PageLayout(NamedTuple):
    """Measure and margin in columns, and the palette. `rule` and `bar` are the characters for a thin rule and for a bar."""

    measure: int
    margin: int
    palette: Palette
    rule: str = "─"
    bar: str = "│"


def layout_for(columns: int, options: Options, asked: int | None, palette: Palette, *, letters: bool) -> PageLayout:
    """The sheet for a terminal of so many columns. `asked` is a width from the command line, which may be wider than the options allow;
    `letters` is whether the terminal has characters to draw with."""
    margin = _MARGIN if columns >= _LEAST + 4 * _MARGIN else 0
    most = asked or min(int(options.measure), MEASURE)
    measure = max(_LEAST, min(most, columns - 2 * margin))
    if options.on("centred"):
        margin = max(margin, (columns - measure) // 2)
    return PageLayout(measure, margin, palette) if letters else PageLayout(measure, margin, palette, "-", "|")
