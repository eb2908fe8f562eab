"""A calendar: real months, their days marked, nothing wider than its sheet, and in plain mode the same words."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from kalmurzaeva.terminal.app.options import Options
from kalmurzaeva.terminal.screen import panels
from kalmurzaeva.terminal.screen.interface import Page, Piece, Scene
from kalmurzaeva.terminal.screen.layout import layout_for
from kalmurzaeva.terminal.screen.palettes import Palette
from kalmurzaeva.terminal.screen.plain import paragraphs_of

LINES = ("August 2018, 16-18, 26: Edinburgh, or Berlin", "October 2018: (nothing promised)", "In pencil.")


def drawn(lines: tuple[str, ...], columns: int = 80, *, colour: bool = False) -> str:
    """A calendar on a terminal."""
    sheet = layout_for(columns, Options(), None, Palette(), letters=True)
    console = Console(
        file=io.StringIO(),
        width=columns,
        color_system="standard" if colour else None,
        force_terminal=colour,
        markup=False,
        highlight=False,
        emoji=False,
    )
    for part in panels.scene(Scene(None, False, False, (Piece("calendar", lines, title="Mine"),)), sheet):
        console.print(part)
    stream = console.file
    assert isinstance(stream, io.StringIO)
    return stream.getvalue()


def test_months_are_those_of_that_year_and_begin_on_monday() -> None:
    text = drawn(LINES)
    assert "August 2018" in text
    assert "October 2018" in text
    # The first of August 2018 was a Wednesday, the first of October a Monday.
    first = next(line for line in text.splitlines() if " 1  2  3" in line)
    assert first.split() == ["1", "2", "3", "4", "5", *"1234567"]
    assert text.rstrip().endswith("In pencil.")


def test_the_days_named_are_marked_and_no_others() -> None:
    marked = [part.partition("\x1b[0m")[0] for part in drawn(LINES, colour=True).split("\x1b[1;7m")[1:]]
    assert " ".join(marked).split() == ["16", "17", "18", "26"]


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_as_many_months_stand_beside_each_other_as_the_sheet_holds(columns: int) -> None:
    text = drawn((*LINES, "June 2019, 20: ten years, in purple, and a good deal more than there is room for"), columns)
    assert max(cell_len(line.rstrip()) for line in text.splitlines()) <= columns
    assert any("August 2018" in line and "October 2018" in line for line in text.splitlines()) is (columns >= 60)


def test_plain_mode_says_the_same_in_words() -> None:
    page = Page((Scene(None, False, False, (Piece("calendar", LINES, title="Mine"),)),))
    assert list(paragraphs_of(page)) == ["Calendar: Mine", "\n".join(LINES), "End of the calendar."]


@given(st.lists(st.text("August20186,-: Edinburgh–0", max_size=40), max_size=4))
def test_what_is_no_date_is_shown_as_it_is_written(lines: list[str]) -> None:
    drawn(tuple(lines), 40)


@pytest.mark.parametrize("line", ["August 0: x", "August 2018, 99-3: x", "August 2018, -: x", "August 99999: x"])
def test_a_date_that_cannot_be_costs_nothing(line: str) -> None:
    assert drawn((line,)).strip()
