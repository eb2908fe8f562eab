"""Every kind of block is set in its own way, at every width, in every encoding."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from kalmurzaeva.model.markers import FORMS
from kalmurzaeva.model.markup import BOLD, ITALIC
from kalmurzaeva.model.story import Act, Choice, Command, Shown
from kalmurzaeva.terminal.app.options import Options
from kalmurzaeva.terminal.screen import panels
from kalmurzaeva.terminal.screen.interface import Scene
from kalmurzaeva.terminal.screen.layout import PageLayout, layout_for
from kalmurzaeva.terminal.screen.palettes import BUILT_IN, Palette, palette

ACT = Act("barre", "I", "Barre", "barre")
WIDTHS = (20, 24, 40, 60, 80, 120, 200)


def sheet_of(columns: int, **options: str) -> PageLayout:
    return layout_for(columns, Options(**options), None, Palette(), letters=True)


def set_(
    blocks: list[Shown],
    columns: int = 80,
    *,
    opens: bool = False,
    sheet: PageLayout | None = None,
    colour: bool = False,
) -> list[str]:
    """The rows that blocks make on a terminal."""
    console = Console(
        file=io.StringIO(),
        width=columns,
        color_system="truecolor" if colour else None,
        force_terminal=colour,
        markup=False,
        highlight=False,
        emoji=False,
    )
    sheet = sheet or sheet_of(columns)
    for renderable in panels.scene(Scene(ACT, opens, False, tuple(blocks)), sheet):
        console.print(renderable, width=sheet.margin + sheet.measure + 2)
    return console.file.getvalue().splitlines()


def block(kind: str, *paragraphs: str, title: str = "", hour: str = "") -> Shown:
    return Shown(kind, paragraphs, "somewhere", title, hour)


# ── Promises for all text ──────────────────────────────────────────────────────────────────────────────────────

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=120)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(("place", "prose", "answer", "correction", "question", *FORMS)),
    st.lists(TEXTS, min_size=1, max_size=3),
    TEXTS,
    TEXTS,
    st.sampled_from(WIDTHS),
)
def test_nothing_is_wider_than_the_terminal_and_nothing_commands_it(kind, paragraphs, title, hour, columns):
    for row in set_([block(kind, *paragraphs, title=title, hour=hour)], columns):
        assert cell_len(row) <= columns
        assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in row)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(("prose", *FORMS)), st.lists(st.text("ab [](){}/.,'", min_size=1), min_size=1, max_size=3))
def test_no_word_is_lost_and_a_bracket_is_a_bracket(kind, paragraphs):
    shown = "".join("".join(set_([block(kind, *paragraphs)], 60)).split())
    for paragraph in paragraphs:
        for word in paragraph.split():
            if len(word) < 20:
                assert word in shown


@pytest.mark.parametrize("columns", WIDTHS)
def test_the_measure_is_never_more_than_76(columns):
    rows = set_([block("prose", "word " * 100), *(block(form, "word " * 50, title="Title") for form in FORMS)], columns)
    margin = sheet_of(columns).margin
    assert max(cell_len(row.rstrip()) for row in rows) <= min(columns, margin + 76)


# ── The look ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_form_looks_different_from_prose_and_from_every_other():
    looks = {
        form: tuple(row.replace("word", "").replace("Title", "") for row in set_([block(form, "word", title="Title")]))
        for form in ("prose", *FORMS)
    }
    assert len(set(looks.values())) == len(looks)


def test_a_place_has_its_hour_on_the_right_and_its_act_in_the_frame():
    rows = set_([block("place", title="Studio Four", hour="ten to eight")])
    assert "I Barre" in rows[0]
    assert rows[1].startswith("│ Studio Four")
    assert rows[1].endswith("ten to eight │")


def test_a_place_whose_hour_has_no_room_beside_it_has_it_below():
    rows = set_([block("place", title="The House of Culture of the Kama Works", hour="half past eleven")], 40)
    assert any("half past eleven" in row and "Works" not in row for row in rows)


def test_the_text_in_a_frame_begins_where_the_text_below_it_does():
    rows = [
        row
        for row in set_([block("place", title="Studio"), block("prose", "Class is at eight.")])
        if "S" in row or "C" in row
    ]
    assert rows[0].index("Studio") == rows[1].index("Class")


def test_an_opening_quotation_mark_hangs_out():
    first, second = (row for row in set_([block("prose", '"Sit," she says. ' + "word " * 20)])[:2])
    assert first.index('"') == 1
    assert first.index("S") == len(second) - len(second.lstrip())


def test_an_act_is_announced_when_it_opens_and_then_stands_in_the_frame():
    opened = set_([block("place", title="Studio")], opens=True)
    assert any("B A R R E" in row for row in opened)
    assert not any("I Barre" in row for row in opened)


def test_an_act_with_a_long_name_is_announced_on_one_row_where_there_is_room():
    console = Console(file=io.StringIO(), width=40, markup=False)
    act = Act("boiler", "II", "The Boiler House", "boiler")
    for renderable in panels.scene(Scene(act, True, False, ()), sheet_of(40)):
        console.print(renderable, width=40)
    assert "THE BOILER HOUSE" in console.file.getvalue()


def test_wide_and_cyrillic_letters_leave_a_frame_straight():
    for columns in (40, 80):
        rows = [row for row in set_([block("place", title="Котельная", hour="中文字符 ночь")], columns) if row]
        assert len({cell_len(row) for row in rows}) == 1
        rows = [row.rstrip() for row in set_([block("notice", "中文 Даша äbi", title="№ 4")], columns) if row]
        assert len({cell_len(row) for row in rows}) == 1


def test_columns_stay_columns():
    rows = set_([block("list", "Soup            41", "  with butter   46", title="TUESDAY")])
    assert [row.index("4") for row in rows if "4" in row] == [rows[2].index("41")] * 2


def test_a_line_of_a_table_that_is_too_long_is_continued_further_in():
    rows = set_([block("list", "Roll, poppy-seed              35  (taken)")], 30)
    assert rows[1].startswith(" " * (len(rows[0]) - len(rows[0].lstrip()) + 2))


def test_a_letter_whose_lines_do_not_fit_is_set_anew():
    line = "I only wanted to say that they showed Moscow after the news and it was raining there, I said to Raya"
    wide = set_([block("letter", line, "it won't last her.")], 40)
    assert any("Raya it" in " ".join(row.split()) for row in wide)


def test_italic_and_bold_are_set_and_speech_has_its_colour():
    colours = palette(BUILT_IN, "amber", "dark")
    sheet = PageLayout(76, 2, colours)
    text = f'{ITALIC}One.{ITALIC} {BOLD}Two.{BOLD} "Three."'
    shown = "".join(set_([block("prose", text)], sheet=sheet, colour=True))
    assert "\x1b[3mOne.\x1b[0m" in shown
    assert "\x1b[1mTwo.\x1b[0m" in shown
    red, green, blue = (int(colours.speech[at : at + 2], 16) for at in (1, 3, 5))
    assert f"38;2;{red};{green};{blue}m" in shown


def test_without_colours_speech_and_choices_are_still_what_they_are():
    """NO_COLOR takes colour and keeps meaning."""
    assert "".join(set_([block("prose", '"Three," she says.')])).strip() == '"Three," she says.'


def test_an_encoding_without_lines_has_frames_of_ascii():
    file = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    console = Console(file=file, width=60, markup=False)
    sheet = layout_for(60, Options(), None, Palette(), letters=False)
    blocks = tuple(block(form, "word", title="Title") for form in ("place", *FORMS))
    for renderable in panels.scene(Scene(ACT, True, False, blocks), sheet):
        console.print(renderable, width=58)
    file.flush()
    assert b"+-" in file.buffer.getvalue()


# ── Choices and notes ──────────────────────────────────────────────────────────────────────────────────────────


def rows_of(*renderables: object, columns: int = 80) -> list[str]:
    console = Console(file=io.StringIO(), width=columns, markup=False, highlight=False)
    sheet = sheet_of(columns)
    for renderable in renderables:
        console.print(renderable, width=sheet.margin + sheet.measure + 2)
    return console.file.getvalue().splitlines()


def test_choices_are_numbered_and_a_closed_one_says_why():
    listed = (
        Choice(1, "wait", Command("choose", "a")),
        Choice(2, "go [now]", Command("choose", "b"), "The doors are locked."),
    )
    rows = rows_of(panels.Choices(listed, sheet_of(80)))
    assert rows[0].split() == ["1", "wait"]
    assert "go [now]  (closed: The doors are locked.)" in rows[1]


@pytest.mark.parametrize("columns", [30, 40, 80])
def test_a_page_of_two_columns_has_them_below_each_other_where_there_is_no_room(columns):
    rows = rows_of(
        *panels.notes("Help", ["EXAMINE THE BENCH\ta closer look at anything"], sheet_of(columns)), columns=columns
    )
    assert all(cell_len(row) <= columns for row in rows)
    assert any("EXAMINE" in row and "closer" in row for row in rows) is (columns == 80)


def test_the_text_is_centred_only_where_that_was_asked_for():
    assert sheet_of(200).margin == 2
    assert sheet_of(200, centred="on").margin == 62
    assert sheet_of(200, measure="60").measure == 60
    assert layout_for(200, Options(), 120, Palette(), letters=True).measure == 120
