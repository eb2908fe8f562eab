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


LONG = """
:: hall
title: The Hall
--
A hall.

> say <topic>
It is said.

* answer her
~ answer = given
-> [[room]]

:: room
title: Room {=turns}
--
A room.

+ sit
~ turns += 1
Sat.

* say nothing
~ answer = kept
-> [[landing]]

:: landing
title: The Landing
--
A landing.

+ wait
~ turns += 1
Waited.

* go down
-> [[street]]

:: street
title: The Street
ends: out
--
Out.

:: numbers [state]
one answer of none, given, kept
number turns 0..99 = 1
"""


def test_what_one_would_go_back_to_is_what_settled_something_and_what_led_here(
    make_story: Callable[[str], Story],
) -> None:
    session = Session.new(make_story(LONG))
    for line in ("answer her", "sit", "sit", "say nothing", *["wait"] * 20, "go down"):
        session, _ = session.enter(line)
    assert [(words, place) for _, words, place in decisions(session)] == [
        ("answer her", "The Hall"),
        ("say nothing", ""),
        ("wait", "The Landing"),
        ("go down", "The Landing"),
    ]
    assert "The Hall; The Landing; The Street." in programme(session).text
    assert "Room" not in programme(session).text


def test_what_was_said_is_given_without_the_verb(make_story: Callable[[str], Story]) -> None:
    session, _ = Session.new(make_story(LONG)).enter("say that there were seats")
    assert "WHAT WAS SAID\n\nthere were seats" in programme(session).text


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1, null]", b"\xff", b"[" * 100_000])
def test_a_damaged_count_begins_again(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "found.json"
    path.write_bytes(damage)
    assert read_found(path) == frozenset()
    assert note(path, "villa") == {"villa"}
    assert read_found(path) == {"villa"}
