"""Nothing scrolls past unread."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kalmurzaeva.terminal.screen.paging import first_screenful

LINES = st.lists(st.sampled_from(["", "words"]), max_size=120)


@settings(deadline=None)
@given(LINES, st.integers(1, 50))
def test_page_by_page_every_line_is_shown_once_and_none_beyond_the_room(lines, room):
    shown = []
    rest = lines
    while rest:
        count = first_screenful(rest, room)
        assert 1 <= count <= room or (count == room + 1 == len(rest) and not rest[-1].strip())
        shown += rest[:count]
        rest = rest[count:]
    assert shown == lines


def test_a_page_ends_between_paragraphs_where_it_can():
    lines = [*["a"] * 8, "", *["b"] * 5, "", *["c"] * 9]
    assert first_screenful(lines, 12) == 9
    assert first_screenful(lines, 15) == 15


def test_a_paragraph_longer_than_the_screen_is_cut():
    assert first_screenful(["a"] * 40, 10) == 10


def test_what_fits_is_shown_whole():
    assert first_screenful(["a"] * 10, 10) == 10
    assert first_screenful([*["a"] * 10, ""], 10) == 11
