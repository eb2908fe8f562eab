"""Whether a colour can be read on a ground, and what it becomes where it cannot.

The measure is WCAG's: 4.5 to 1 for words, 3 to 1 for what is drawn. A colour that falls short is mixed with white, on a dark ground, or with black until it
does not; where not even those suffice, the terminal's own colour is left. A terminal of 256 colours has the nearest that it has.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

RGB = tuple[int, int, int]

WORDS, DRAWN = 4.5, 3.0
# The palest dark ground and the darkest pale one that are common: what can be read on them can be read on all of their side.
COMMON = {"dark": "#2e3440", "light": "#fbf1c7"}
# Where black and white stand out equally.
_MIDDLE = 0.179
_STEPS = 16
_CUBE = (0, 95, 135, 175, 215, 255)
# The colours from 16 on of a terminal of 256: a cube, and greys.
_OF_256: tuple[RGB, ...] = (
    *((red, green, blue) for red, green, blue in product(_CUBE, _CUBE, _CUBE)),
    *((grey, grey, grey) for grey in range(8, 239, 10)),
)


def is_dark(ground: str) -> bool:
    """Whether a ground is dark."""
    return _luminance(rgb(ground)) < _MIDDLE


def contrast(one: RGB, other: RGB) -> float:
    """From 1 to 21."""
    dark, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


@lru_cache(maxsize=256)
def readable(colour: str, ground: str, least: float, *, of_256: bool = False) -> str:
    """A colour as it is to be shown on a ground, for rich; "" for the terminal's own."""
    if not colour.startswith("#"):
        return colour
    below = rgb(ground)
    end = (255, 255, 255) if is_dark(ground) else (0, 0, 0)
    for step in range(_STEPS + 1):
        mixed = _mixed(rgb(colour), end, step / _STEPS)
        number = _nearest(mixed) if of_256 else 0
        shown = _OF_256[number] if of_256 else mixed
        if contrast(shown, below) >= least:
            return f"color({number + 16})" if of_256 else _hex(shown)
    return ""


def hex_of(colour: str) -> str:
    """A colour of 256, `color(109)`, as `#rrggbb`; any other as it is."""
    if not colour.startswith("color("):
        return colour
    return _hex(_OF_256[int(colour[len("color(") : -1]) - 16])


def _hex(colour: RGB) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


def rgb(colour: str) -> RGB:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(colour: RGB, other: RGB, share: float) -> RGB:
    red, green, blue = (round(mine + (theirs - mine) * share) for mine, theirs in zip(colour, other, strict=True))
    return red, green, blue


def _nearest(colour: RGB) -> int:
    return min(
        range(len(_OF_256)), key=lambda number: sum((a - b) ** 2 for a, b in zip(colour, _OF_256[number], strict=True))
    )


def _luminance(colour: RGB) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (each / 255 for each in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
