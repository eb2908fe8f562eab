"""Colours that can be read, on whatever ground."""

from __future__ import annotations

import pytest

from kalmurzaeva import load_story
from kalmurzaeva.model.story import Act
from kalmurzaeva.terminal.screen.palettes import BUILT_IN, ground_of, palette, palettes_of

# The common ones: black, VS Code, One Dark, gruvbox, solarized, Ubuntu's aubergine, Nord; white, solarized, gruvbox, Catppuccin.
DARK = ("#000000", "#1e1e1e", "#282c34", "#282828", "#002b36", "#300a24", "#2e3440")
LIGHT = ("#ffffff", "#fdf6e3", "#fbf1c7", "#eff1f5")
GROUNDS = {"dark": DARK, "light": LIGHT, "either": (*DARK, *LIGHT)}


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
    """4.5 to 1 for words; where the ground is not known they have the terminal's own colour, and only frames have another."""
    for role, colour in palette(EVERY, name, ground)._asdict().items():
        least = 3.0 if role == "accent" else 4.5
        for below in GROUNDS[ground] if colour and not (role == "accent" and ground == "either") else ():
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
