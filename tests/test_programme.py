"""After an ending: the count, the way back, and the programme."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kalmurzaeva import Session, Story
from kalmurzaeva.session.programme import decisions, ending_title, endings_of, programme
from kalmurzaeva.terminal.app.afterwards import note, read_found

TEXT = """
:: hall
title: The Hall
--
A hall.

* open <b>the door</b>
~ late
-> [[end_of_it]]

:: end_of_it
title: The Stairs
ends: villa
ending title: The Villa
--
There.

:: evening [programme]
[if late]
Late & gone.
[else]
Early.
[end]

:: numbers [state]
flag late
"""


def test_the_programme_is_made_from_the_state_and_changes_nothing(make_story: Callable[[str], Story]) -> None:
    session = Session.new(make_story(TEXT))
    assert programme(session).title == "Small: so far"
    assert "Early." in programme(session).text
    session, _ = session.enter("1")
    before = session.to_json()
    page = programme(session)
    assert page.title == "Small"
    assert "Late & gone." in page.text
    assert "Late &amp; gone." in page.html
    assert "<b>" not in page.html
    assert session.to_json() == before


def test_an_ending_has_a_title_and_a_way_back(make_story: Callable[[str], Story]) -> None:
    session, _ = Session.new(make_story(TEXT)).enter("1")
    assert ending_title(session.story, session) == "The Villa"
    assert endings_of(session.story) == {"villa"}
    ((entry, _, place),) = decisions(session)
    assert place == "The Hall"
    back, _ = session.back_to(entry)
    assert back.state.node == "hall"
    assert back.redo()[0].state.node == "end_of_it"


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1, null]", b"\xff", b"[" * 100_000])
def test_a_damaged_count_begins_again(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "found.json"
    path.write_bytes(damage)
    assert read_found(path) == frozenset()
    assert note(path, "villa") == {"villa"}
    assert read_found(path) == {"villa"}
