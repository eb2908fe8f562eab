"""Colours that can be read, on whatever ground."""

from __future__ import annotations

import pytest
from rich.color import Color

from kalmurzaeva.language.load import cut_story
from kalmurzaeva.model.story import Act
from kalmurzaeva.terminal.screen.contrast import hex_of
from kalmurzaeva.terminal.screen.palettes import BUILT_IN, Palette, ground_of, palette, palettes_of

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


OWN = palettes_of(cut_story()[0].acts.values())
EVERY = {**{f"built-in {name}": grounds for name, grounds in BUILT_IN.items()}, **OWN}


@pytest.mark.parametrize("name", [*EVERY, "an act without a palette"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_colour_can_be_read_on_its_ground(name, ground):
    """4.5 to 1 for words; where the ground is not known they have the terminal's own colour, and only frames have another."""
    for of_256 in (False, True):
        for role, colour in palette(EVERY, name, ground, of_256=of_256)._asdict().items():
            least = 4.5 if role != "accent" else 3.0 if ground != "either" else 2.8
            for below in GROUNDS[ground] if colour else ():
                assert contrast(hex_of(colour), below) >= least, f"{name}, {role}: {colour} on {below}"


@pytest.mark.parametrize("name", EVERY)
def test_of_sixteen_colours_no_word_has_one(name):
    """Everybody sets those as they like; in some schemes one of them is the ground."""
    assert not any(palette(EVERY, name, "sixteen")[1:])


@pytest.mark.parametrize("ground", [*DARK, *LIGHT, "#3f3f3f", "#777777", "#ff00ff", "#00ff00"])
@pytest.mark.parametrize("of_256", [False, True])
@pytest.mark.parametrize("written", ["#000000", "#ffffff", "#777777", "#3465a4", "#a40000"])
def test_whatever_colours_a_story_gives_can_be_read(ground, of_256, written):
    theirs = {"act": dict.fromkeys(("dark", "light"), Palette(*[written] * 5))}
    for role, colour in palette(theirs, "act", ground, of_256=of_256)._asdict().items():
        least = 3.0 if role == "accent" else 4.5
        assert not colour or contrast(hex_of(colour), ground) >= least, f"{role}: {colour} on {ground}"


@pytest.mark.parametrize("number", range(16, 256))
def test_a_colour_of_256_is_the_same_on_the_page_and_in_the_line(number):
    shown = Color.parse(f"color({number})").get_truecolor()
    assert hex_of(f"color({number})") == f"#{shown.red:02x}{shown.green:02x}{shown.blue:02x}"


@pytest.mark.parametrize("palettes", [OWN, BUILT_IN], ids=["the story's", "built-in"])
def test_each_act_has_a_colour_of_its_own(palettes):
    for ground in (*GROUNDS, "sixteen"):
        accents = [palette(palettes, name, ground).accent for name in palettes]
        assert len(set(accents)) == len(accents)


def test_acts_that_give_no_colours_have_different_ones():
    acts = [Act(name, "", name, name) for name in ("one", "two", "three", "two")]
    assert len({palette(palettes_of(acts), name, "dark").accent for name in ("one", "two", "three")}) == 3


@pytest.mark.parametrize(
    ("background", "system", "colorfgbg", "answered", "ground"),
    [
        ("auto", "truecolor", "15;0", "", "dark"),
        ("auto", "256", "0;15", "#000000", "light"),
        ("auto", "256", "0;default;7", "", "light"),
        ("auto", "truecolor", "", "", "either"),
        ("auto", "truecolor", "", "#1e1e1e", "#1e1e1e"),
        ("auto", "256", "15;default", "#fdf6e3", "#fdf6e3"),
        ("auto", "truecolor", "nonsense", "", "either"),
        ("light", "truecolor", "15;0", "#000000", "light"),
        ("dark", "standard", "", "#ffffff", "sixteen"),
        ("dark", None, "15;0", "", None),
    ],
)
def test_the_ground_is_what_the_player_says_or_else_the_terminal(background, system, colorfgbg, answered, ground):
    assert ground_of(background, system, {"COLORFGBG": colorfgbg}, answered) == ground
