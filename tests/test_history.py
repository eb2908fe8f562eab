"""The tree of a playthrough: scene by scene, with the player's own decisions, drawn and in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from kalmurzaeva import Session
from kalmurzaeva.model.story import Command
from kalmurzaeva.session.history import Row, outline
from kalmurzaeva.session.saves import files
from kalmurzaeva.session.saves.documents import session_of
from kalmurzaeva.terminal.app.options import Options
from kalmurzaeva.terminal.screen import history_tree
from kalmurzaeva.terminal.screen.layout import PageLayout
from kalmurzaeva.terminal.screen.palettes import Palette
from kalmurzaeva.terminal.screen.plain import PlainScreen
from tests.small import STORY, TEXT, load_text, played

# A window is visited; the player comes back, takes two turns back, and goes another way.
LINES = ["examine tape", "look behind the curtain", "x yard", "come back", "undo 2", "come back", "open door"]
TREE = [
    Row("scene", 0, 0, "The Hall, before eight"),
    Row("typed", 1, 1, "examine tape"),
    Row("decided", 1, 2, "look behind the curtain"),
    Row("scene", 0, 2, "A Window"),
    Row("branch", 1, 4, "Left behind, to turn 4"),
    Row("typed", 2, 3, "x yard"),
    Row("decided", 2, 4, "come back"),
    Row("decided", 1, 5, "come back"),
    Row("decided", 1, 6, "open the door"),
    Row("here", 1, 6, "You are here."),
]


def test_a_tree_has_its_scenes_its_decisions_and_what_was_left_behind():
    assert outline(played(LINES)) == TREE


def test_what_was_taken_back_and_can_be_done_over_is_no_branch():
    rows = outline(played([*LINES, "undo"]))
    assert [row.kind for row in rows].count("branch") == 1
    assert rows[-2:] == [
        Row("here", 1, 5, "You are here. What follows was taken back; REDO does it over."),
        Row("decided", 1, 6, "open the door"),
    ]


def test_every_turn_that_is_named_can_be_returned_to_and_nothing_is_lost_by_it():
    session = played(LINES)
    before = session.entries
    for row in TREE:
        session, beat = session.go_to(session.entries[row.number - 1] if row.number else None)
        assert session.cursor is (before[row.number - 1] if row.number else None)
        assert "Back at turn" in beat.text
        assert session.entries == before
    end = session.go_to(before[3])[0].state
    assert end == played(LINES[:4]).state


def test_the_words_are_those_that_were_read_whatever_the_story_says_now():
    """A choice that another edition words otherwise, and a place that it calls otherwise, are told as they were then."""
    session = played(LINES)
    edition = load_text(TEXT.replace("look behind the curtain", "lift the curtain").replace("A Window", "The Pane"))
    again = Session.from_json(edition, session.to_json())
    assert outline(again)[:4] == TREE[:4]


@pytest.mark.parametrize("number", [1, 2])
def test_a_game_of_an_older_version_is_told_by_a_replay(number):
    data = played(LINES).to_data()
    columns = {1: 3, 2: 4}[number]
    data |= {"format": number, "journal": [row[:columns] for row in data["journal"]]}
    session = Session.from_data(STORY, data)
    assert outline(session) == TREE
    assert Session.from_json(STORY, session.to_json()).told() is not None
    assert all(len(row) == 4 or row[4] is not None for row in session.to_data()["journal"])


def test_beyond_what_a_replay_reaches_a_choice_is_told_by_its_name():
    data = played(LINES).to_data()
    data |= {"format": 2, "journal": [row[:4] for row in data["journal"]]}
    edition = load_text(TEXT.replace("~ late\n", "~ trust += 1\n").replace("* open the door; open door", "* open it"))
    rows = outline(Session.from_data(edition, data))
    assert Row("decided", 1, 6, "open the door") in rows


def test_a_game_that_was_shipped_is_told(shipped):
    document = files.unsealed((Path(__file__).parent / "old_saves" / "0.2.0.json").read_bytes())
    rows = outline(session_of(document, shipped))
    assert sum(row.kind == "branch" for row in rows) == 7
    # Up to the first stop of that morning which the story no longer has; beyond it choices are told by their names.
    assert sum(row.kind == "scene" for row in rows) >= 4
    assert rows[-1].kind == "here"


def test_branches_in_branches_as_deep_as_one_likes_are_told():
    """A forged tree in which each turn has another beside it."""
    journal = [[0, [["look", None, None, None]], "look", ""]]
    for number in range(1, 6000, 2):
        journal += [[number, [["wait", None, None, None]], "wait", ""], [number, [["wait", None, None, None]], "z", ""]]
    data = played(["look"]).to_data() | {"journal": journal, "cursor": 1}
    rows = outline(Session.from_data(STORY, data))
    assert sum(row.kind == "branch" for row in rows) == 3000
    assert len(_drawn(rows)) > 3000


def test_choices_on_one_line_are_all_decisions():
    session, _ = Session.new(STORY, 7).enter("look behind the curtain. come back")
    assert [row.words for row in outline(session) if row.kind == "decided"] == ["look behind the curtain; come back"]


def test_a_tree_of_a_writers_game_begins_where_that_begins():
    assert [row.kind for row in outline(Session.new(STORY))] == ["scene", "here"]
    session, _ = Session.new(STORY).enter(Command("look"))
    assert outline(session)[1] == Row("typed", 1, 1, "look")


# ── Shown ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _drawn(rows: list[Row], width: int = 76) -> list[str]:
    console = Console(width=width + 4, color_system=None, force_terminal=False)
    with console.capture() as captured:
        for renderable in history_tree.tree("The story so far", rows, PageLayout(width, 2, Palette())):
            console.print(renderable)
    return [line.rstrip() for line in captured.get().splitlines()]


def test_the_tree_is_drawn_with_its_branches():
    assert _drawn(TREE)[2:] == [
        "  The Hall, before eight  0",
        "  ├── examine tape  1",
        "  └── look behind the curtain  2",
        "  A Window  2",
        "  ├── Left behind, to turn 4: RETURN TO 4",
        "  │   ├── x yard  3",
        "  │   └── come back  4",
        "  ├── come back  5",
        "  ├── open the door  6",
        "  └── You are here.",
        "",
    ]


def test_the_tree_is_told_in_words(capsys):
    PlainScreen(Options()).tree("The story so far", TREE)
    assert capsys.readouterr().out.splitlines() == [
        "The story so far.",
        "The Hall, before eight, turn 0.",
        "  To turn 1: examine tape.",
        "  Turn 2, decided: look behind the curtain.",
        "A Window, turn 2.",
        "  Left behind, to turn 4. RETURN TO 4 goes there:",
        "    To turn 3: x yard.",
        "    Turn 4, decided: come back.",
        "  Turn 5, decided: come back.",
        "  Turn 6, decided: open the door.",
        "  Turn 6. You are here.",
    ]


def test_no_control_character_of_a_saved_game_reaches_the_tree(capsys):
    data = played(LINES).to_data()
    for row in data["journal"]:
        row[2:] = ["\x1b[2J", row[3], "\x1b]0;a\x07 place", "\x1b[2J choice"]
    rows = outline(Session.from_data(STORY, json.loads(json.dumps(data))))
    PlainScreen(Options()).tree("", rows)
    assert "\x1b" not in capsys.readouterr().out + "\n".join(_drawn(rows))
