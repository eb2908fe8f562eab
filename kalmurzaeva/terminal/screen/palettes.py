"""The colours of the acts.

A *palette* gives each *role* of a page a colour: `accent` (frames and rules), `title` (headings, numbers, the toolbar), `quiet` (hours, remarks),
`speech` (what people say), `own` (the player's line). Narration and choices always have the terminal's own colour, and no colour alone says anything.
Where nobody knows the ground, no word has a colour: no colour can be read on all of them. Nor has one where there are sixteen, which everybody sets for
themselves. There only frames are drawn in colour.

Of each there is one for dark grounds, one for light, one for either, where nobody knows, and one for sixteen colours. What is shown of those for
dark and light can be read there, whatever a story gives (see `contrast`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import cycle
from typing import NamedTuple, Protocol

from kalmurzaeva.terminal.screen.contrast import COMMON, DRAWN, WORDS, hex_of, is_dark, readable


class Palette(NamedTuple):
    """Colours as rich writes them: `#rrggbb`, a name, or nothing for the terminal's own."""

    accent: str = ""
    title: str = ""
    quiet: str = ""
    speech: str = ""
    own: str = ""


Grounds = Mapping[str, Palette]

# For acts that give no colours of their own, in the order in which they come.
BUILT_IN: dict[str, Grounds] = {
    "blue": {
        "dark": Palette("#6a99e0", "#a9ccff", "#979ca5", "#b8dcff", "#7fa8e6"),
        "light": Palette("#2a5fb0", "#1d4788", "#5a6577", "#1f4479", "#2a5fb0"),
        "either": Palette("#4a80c9", "#4a80c9", "#747c88", "", "#4a80c9"),
        "sixteen": Palette("bright_blue", "bright_blue", "", "", "bright_blue"),
    },
    "amber": {
        "dark": Palette("#bd8f5e", "#f4ce8c", "#a59a90", "#e0d8b0", "#cda572"),
        "light": Palette("#8b5a22", "#6e430f", "#6c6259", "#5c3d17", "#8b5a22"),
        "either": Palette("#a87232", "#a87232", "#807669", "", "#a87232"),
        "sixteen": Palette("yellow", "yellow", "", "", "yellow"),
    },
    "red": {
        "dark": Palette("#e27c5a", "#ffa47a", "#a39b98", "#f8d8b8", "#e8946a"),
        "light": Palette("#a63c1d", "#8a2b0f", "#6c5f5b", "#6e2c19", "#a63c1d"),
        "either": Palette("#c8583a", "#c8583a", "#84746f", "", "#c8583a"),
        "sixteen": Palette("red", "bright_red", "", "", "red"),
    },
    "teal": {
        "dark": Palette("#6fa3a3", "#a8d4d4", "#959e9e", "#d3e6e6", "#88b8b8"),
        "light": Palette("#27696b", "#1b5052", "#5c6767", "#1f5052", "#27696b"),
        "either": Palette("#3f8587", "#3f8587", "#767d7d", "", "#3f8587"),
        "sixteen": Palette("cyan", "cyan", "", "", "cyan"),
    },
}
_OTHERWISE = BUILT_IN["teal"]


class Coloured(Protocol):
    """An act, as far as its colours go."""

    @property
    def palette(self) -> str: ...
    @property
    def colours(self) -> Mapping[str, tuple[str, ...]]: ...


def palettes_of(acts: Iterable[Coloured]) -> dict[str, Grounds]:
    """The palettes of a story by name: with the colours that an act gives, and where none does with built-in ones."""
    found: dict[str, Grounds] = {}
    unused = cycle(BUILT_IN.values())
    for act in acts:
        if act.palette not in found:
            found[act.palette] = next(unused)
        if act.colours:
            own = {
                ground: Palette(*(colour.replace("-", "") for colour in given)) for ground, given in act.colours.items()
            }
            found[act.palette] = {**found[act.palette], **own}
    return found


def palette(palettes: Mapping[str, Grounds], name: str, ground: str, *, of_256: bool = False) -> Palette:
    """A palette by its name, on a ground: `dark`, `light`, `either`, `sixteen`, or the colour that it has. Any other name has a sensible one."""
    found = palettes.get(name, _OTHERWISE)
    if ground in ("either", "sixteen"):
        return Palette(accent=found[ground].accent)
    below = COMMON.get(ground, ground)
    return Palette(
        *(
            readable(colour, below, DRAWN if role == "accent" else WORDS, of_256=of_256)
            for role, colour in found["dark" if is_dark(below) else "light"]._asdict().items()
        )
    )


def ground_of(
    background: str, colour_system: str | None, environment: Mapping[str, str], answered: str = ""
) -> str | None:
    """The ground to choose colours for: what the player says, else what the terminal says in COLORFGBG, else the colour that it has `answered`; None
    for no colours."""
    if colour_system is None:
        return None
    if colour_system in ("standard", "windows"):
        return "sixteen"
    if background in ("dark", "light"):
        return background
    last = environment.get("COLORFGBG", "").rpartition(";")[2]
    if last.isascii() and last.isdigit():
        return "light" if int(last[:3]) in (7, 15) else "dark"
    return answered or "either"


def for_prompt(colour: str) -> str:
    """A colour as prompt_toolkit writes it."""
    colour = hex_of(colour)
    return colour if not colour or colour.startswith("#") else f"ansi{colour.replace('_', '')}"
