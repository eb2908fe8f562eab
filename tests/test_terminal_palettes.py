"""Colours that can be read, on whatever ground."""

from __future__ import annotations

import pytest

from kalmurzaeva import load_story
from kalmurzaeva.model.story import Act
from kalmurzaeva.terminal.screen.palettes import BUILT_IN, ground_of, palette, palettes_of

GROUNDS = {"dark": ("#000000", "#1e1e1e", "#282c34"), "light": ("#ffffff", "#fdf6e3"), "either": ("#000000", "#ffffff")}


def luminance(colour: str) -> float:
    """As WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


OWN = palettes_of(load_story().acts.values())
EVERY = {**{f"built-in {name}": grounds for name, grounds in BUILT_IN.items()}, **OWN}


@pytest.mark.parametrize("name", [*EVERY, "an act without a palette"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_colour_can_be_read_on_its_ground(name, ground):
    """4.5 to 1 where the ground is known; 3.5 to 1 on black and on white where it is not."""
    least = 3.5 if ground == "either" else 4.5
    for role, colour in palette(EVERY, name, ground)._asdict().items():
        for below in GROUNDS[ground] if colour else ():
            assert contrast(colour, below) >= least, f"{name}, {role}: {colour} on {below}"


@pytest.mark.parametrize("palettes", [OWN, BUILT_IN], ids=["the story's", "built-in"])
def test_each_act_has_a_colour_of_its_own(palettes):
    for ground in (*GROUNDS, "sixteen"):
        accents = [palette(palettes, name, ground).accent for name in palettes]
        assert len(set(accents)) == len(accents)


def test_acts_that_give_no_colours_have_different_ones():
    acts = [Act(name, "", name, name) for name in ("one", "two", "three", "two")]
    assert len({palette(palettes_of(acts), name, "dark").accent for name in ("one", "two", "three")}) == 3


@pytest.mark.parametrize(
    ("background", "system", "colorfgbg", "ground"),
    [
        ("auto", "truecolor", "15;0", "dark"),
        ("auto", "256", "0;15", "light"),
        ("auto", "256", "0;default;7", "light"),
        ("auto", "truecolor", "", "either"),
        ("auto", "truecolor", "nonsense", "either"),
        ("light", "truecolor", "15;0", "light"),
        ("dark", "standard", "", "sixteen"),
        ("dark", None, "15;0", None),
    ],
)
def test_the_ground_is_what_the_player_says_or_else_the_terminal(background, system, colorfgbg, ground):
    assert ground_of(background, system, {"COLORFGBG": colorfgbg}) == ground
