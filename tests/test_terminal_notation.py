"""The score of a piece: counts to scale, a rule after eight, nothing wider than its sheet, and in plain mode words alone."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from kalmurzaeva.engine.notating import words_of
from kalmurzaeva.model.story import NotatedGesture, NotatedMovement, Notation, Shown
from kalmurzaeva.terminal.app.options import Options
from kalmurzaeva.terminal.screen import panels
from kalmurzaeva.terminal.screen.interface import Page, Piece, Scene
from kalmurzaeva.terminal.screen.layout import layout_for
from kalmurzaeva.terminal.screen.palettes import Palette
from kalmurzaeva.terminal.screen.plain import paragraphs_of


def gesture(name: str, start: int, length: int, **more: object) -> NotatedGesture:
    """A whole gesture of Nina's, taken; more says what is otherwise."""
    kept: dict[str, object] = {"owner": "Nina", "how": "taken", "carrier": "", "whole": True, "empty": 0, "lost": 0}
    kept |= {"held": False, "longer": False} | more
    return NotatedGesture(name=name, start=start, length=length, **kept)  # type: ignore[arg-type]


FIRST = NotatedMovement(
    "First movement",
    "pulse",
    (
        gesture("Mop", 1, 4, carrier="Dasha"),
        gesture("Hem", 5, 5, whole=False, empty=2),
        gesture("Two millimetres", 10, 2, how="asked"),
    ),
    11,
    0,
    True,
)
OVER = NotatedMovement(
    "Second movement",
    "drone",
    (gesture("Wet floor", 1, 6), gesture("Short pour", 7, 6, lost=1, held=True)),
    12,
    0,
    True,
)
SILENT = NotatedMovement("Third movement", "silence", (gesture("Hooks", 1, 6), gesture("Sheet", 7, 5)), 11, 0, False)
EMPTY = NotatedMovement("Fourth movement", "pulse", (), 0, 11, True)
SHORT = NotatedMovement("Fifth movement", "pulse", (gesture("Coat", 1, 4),), 4, 7, True)
ALL = Notation((FIRST, OVER, SILENT, EMPTY, SHORT), 11, 9)


def drawn(notation: Notation, columns: int, *, letters: bool = True, title: str = "Odyssey") -> list[str]:
    """The rows of a score on a terminal."""
    sheet = layout_for(columns, Options(), None, Palette(), letters=letters)
    console = Console(file=io.StringIO(), width=columns, color_system=None, markup=False, highlight=False, emoji=False)
    shown = Shown("notation", tuple(words_of(notation)), "odyssey", title, notation=notation)
    for renderable in panels.scene(Scene(None, False, False, (shown,)), sheet):  # type: ignore[arg-type]
        console.print(renderable, width=sheet.margin + sheet.measure + 2)
    return [row.rstrip() for row in console.file.getvalue().splitlines()]


def test_a_wide_score_is_to_scale():
    rows = drawn(Notation((FIRST,), 11, 9), 80)
    numbers, heading, over, names, counts, *notes = (row for row in rows[1:] if row)
    assert numbers.split() == [str(count) for count in range(1, 12)]
    assert heading.split("  ")[1].strip() == "First movement, pulse"
    assert heading.endswith("4+5+2 = 11 of 11")
    assert over.strip() == "Two"
    for name, count in (("Mop", 1), ("Hem", 5), ("millimetres", 10)):
        assert names.index(name) == numbers.index(str(count)), name
    assert counts.index("┃") == numbers.index("9") - 1
    assert counts.count("╱") == 2 * 6
    assert counts.count("┊") == 2
    assert counts.endswith("│")
    under = " ".join(notes)
    assert under.count("Nina, taken") == 2
    assert "by Dasha" in under
    assert "half" in under
    assert "Nina, asked" in under


def test_what_is_cut_is_crossed_and_what_is_held_has_a_sign():
    row = next(row for row in drawn(Notation((OVER,), 11, 9), 80) if "━" in row)
    assert row.rstrip("×").endswith("│")
    assert row.count("×") == 6
    assert row.index("◆") > row.index("┃")


def test_where_nobody_counts_there_is_no_rule():
    row = next(row for row in drawn(Notation((SILENT,), 11, 9), 80) if "━" in row)
    assert "┃" not in row
    assert row.count("│") == 2


def test_an_empty_movement_is_empty_counts():
    rows = drawn(Notation((EMPTY,), 11, 9), 80)
    assert any("nothing yet" in row for row in rows)
    assert any(row.count("·") == 66 for row in rows)


def test_a_narrow_score_stands_below_its_row():
    rows = drawn(Notation((FIRST,), 11, 9), 40)
    assert any(row.strip().startswith("1–4   Mop: Nina, taken, by Dasha") for row in rows)
    assert any(row.strip().startswith("5–9   Hem: Nina, taken, half") for row in rows)
    assert sum("━" in row for row in rows) == 1


@pytest.mark.parametrize("columns", [58, 60, 64, 72, 80])
def test_no_word_is_cut_and_the_held_sign_is_named(columns):
    three = (FIRST.gestures[0], gesture("Goose", 5, 3), gesture("Two millimetres", 8, 2, held=True))
    first = NotatedMovement(FIRST.name, FIRST.material, three, 9, 2, counted=True)
    rows = drawn(Notation((first, OVER), 11, 9), columns)
    text = " ".join(" ".join(rows).split())
    assert "millimetres" in text
    assert "…" not in text
    assert text.count("◆") == 2 * 2
    assert text.count("◆ held") == 2


@pytest.mark.parametrize("columns", [16, 20, 24, 40, 56, 60, 76, 80, 120])
@pytest.mark.parametrize("letters", [True, False])
def test_a_score_is_no_wider_than_its_sheet(columns, letters):
    rows = drawn(ALL, columns, letters=letters)
    sheet = layout_for(columns, Options(), None, Palette(), letters=letters)
    if sheet.measure >= 15:
        assert max(map(cell_len, rows)) <= sheet.margin + sheet.measure
    if not letters:
        assert all(row.isascii() for row in rows)


NAMES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(NAMES, NAMES, st.integers(1, 6), st.sampled_from((20, 40, 60, 80)))
def test_any_names_are_drawn_and_command_no_terminal(name, owner, length, columns):
    one = gesture(name, 1, length, owner=owner, carrier=owner)
    movement = NotatedMovement(name, owner, (one,), length, 11 - length, True)
    rows = drawn(Notation((movement,), 11, 9), columns, title=name)
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for row in rows for char in row)


def test_in_plain_mode_a_score_is_words():
    piece = Piece("notation", tuple(words_of(ALL)), "Odyssey", "", ALL)
    page = Page((Scene(None, False, False, (piece,)),))
    begins, body, ends = paragraphs_of(page)
    assert (begins, ends) == ("Score: Odyssey", "End of the score.")
    assert body.split("\n") == [
        "First movement, pulse: 4+5+2 = 11 of 11",
        "  Mop: counts 1 to 4; Nina, taken; carried by Dasha",
        "  Hem: counts 5 to 9; Nina, taken; half, counts 8 and 9 empty",
        "  Two millimetres: counts 10 and 11; Nina, asked",
        "Second movement, drone: 6+6 = 12 of 11",
        "  Wet floor: counts 1 to 6; Nina, taken",
        "  Short pour: counts 7 to 12; Nina, taken; held on 9; cut off after 11",
        "Third movement, silence: 6+5 = 11, and nobody counts",
        "  Hooks: 6 long; Nina, taken",
        "  Sheet: 5 long; Nina, taken",
        "Fourth movement, pulse: nothing yet",
        "Fifth movement, pulse: 4 of 11",
        "  Coat: counts 1 to 4; Nina, taken",
        "  Counts 5 to 11: empty",
    ]
