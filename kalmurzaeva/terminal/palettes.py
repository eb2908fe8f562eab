"""The colours of the acts.

A *palette* gives each *role* of the page a colour: `accent` (borders, the prompt, the toolbar), `title`, `quiet` (choices, hours, remarks), `own`
(the player's line). The text itself always has the terminal's own colour. Every colour is readable on black and on white.
"""

from __future__ import annotations

from typing import NamedTuple


class Palette(NamedTuple):
    """Colours as `#rrggbb`, and the one of sixteen that stands for the accent."""

    accent: str
    title: str
    quiet: str
    own: str
    sixteen: str


PALETTES = {
    "wings": Palette("#4a7ebb", "#3f86d6", "#7a7f87", "#4a7ebb", "blue"),
    "barre": Palette("#a8714a", "#b9692f", "#85796f", "#a8714a", "yellow"),
    "boiler": Palette("#c0503c", "#d0482c", "#857773", "#c0503c", "red"),
}
DEFAULT = Palette("#5f8787", "#4f8a8a", "#7d7d7d", "#5f8787", "cyan")


def palette(name: str) -> Palette:
    """The palette of an act, or a sensible one."""
    return PALETTES.get(name, DEFAULT)
