"""The first page of a new game: on the screen, with its prompt, before the engine is read, and never at the cost of the game."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kalmurzaeva import Session
from kalmurzaeva.terminal.app import first_page
from kalmurzaeva.terminal.app.first_page import FirstPage, Later
from kalmurzaeva.terminal.screen.interface import Heading, ListedChoice, Page, Piece, Scene, Status, page_of
from tests.terminals import Terminal, environment, keep_as_whole, play

PIECE = Piece("place", ("Blue light, *enough* to sew by.",), "The Wings", "count one")
PAGE = Page(
    (Scene(Heading("", "The Wings", "wings"), False, True, (PIECE,)),),
    (ListedChoice(1, "look down"), ListedChoice(2, "go", "The door is shut.")),
)
STATUS = Status("The Wings", "wings", "The Wings", "count one")


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    file = tmp_path / "cache" / "first_page.json"
    monkeypatch.setattr(first_page, "_file", lambda: file)
    return file


@pytest.fixture
def start(tmp_path):
    """Starts the game's own story in a terminal; all of one test share a home and a folder of saves."""
    opened: list[Terminal] = []
    keep_as_whole(tmp_path / "home")

    def begin(*arguments: str) -> Terminal:
        command = play("--saves", tmp_path / "saves", *arguments)
        opened.append(Terminal(command, environment(tmp_path / "home"), 80, 40))
        return opened[-1]

    yield begin
    for terminal in opened:
        terminal.__exit__()


def kept_by(tmp_path: Path) -> Path:
    return next((tmp_path / "home" / "cache").rglob("first_page.json"))


# ── Kept ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_kept_is_found_again(cache):
    assert first_page.kept() is None
    first_page.keep(FirstPage(PAGE, STATUS))
    assert first_page.kept() == FirstPage(PAGE, STATUS)
    assert [file.name for file in cache.parent.iterdir()] == ["first_page.json"]


def test_the_first_page_of_the_story_is_kept_whole(cache, shipped):
    session = Session.new(shipped, seed=3)
    page = page_of(shipped, session.beat, None)
    first_page.keep(FirstPage(page, STATUS))
    assert first_page.kept() == FirstPage(page, STATUS)


def test_every_new_game_begins_with_the_same_page(shipped):
    pages = {page_of(shipped, Session.new(shipped, seed).beat, None) for seed in range(20)}
    assert len(pages) == 1


def test_what_was_kept_of_another_story_is_not_shown(cache, monkeypatch):
    first_page.keep(FirstPage(PAGE, STATUS))
    monkeypatch.setattr(first_page, "_stamp", lambda: ["another"])
    assert first_page.kept() is None


@pytest.mark.parametrize(
    "change",
    [
        lambda data: None,
        lambda data: [],
        lambda data: {"stamp": data["stamp"]},
        lambda data: {**data, "page": "text"},
        lambda data: {**data, "page": [[1], [], None, True]},
        lambda data: {**data, "page": [[], [["one", "words", None]], None, True]},
        lambda data: {**data, "status": 5},
        lambda data: {**data, "status": ["too"] * 9},
    ],
)
def test_a_damaged_first_page_is_none(cache, change):
    first_page.keep(FirstPage(PAGE, STATUS))
    cache.write_text(json.dumps(change(json.loads(cache.read_text(encoding="utf-8")))), encoding="utf-8")
    assert first_page.kept() is None


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_first_page_that_is_no_json_is_none(cache, data):
    cache.parent.mkdir()
    cache.write_bytes(data)
    assert first_page.kept() is None


# ── Behind it ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_made_later_is_waited_for():
    later = Later(lambda: "made")
    assert later.ready is None
    assert later.result() == "made"
    assert later.ready == "made"


def test_what_fails_later_says_so_at_once_and_again_when_it_is_asked_for():
    told = []

    def fail() -> str:
        raise ValueError("no")

    later = Later(fail)
    later.start(lambda: told.append(True))
    with pytest.raises(ValueError, match="no"):
        later.result()
    assert told == [True]


# ── In a terminal ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_game_begun_from_a_kept_page_is_the_same_game(start, tmp_path):
    first = start()
    first.wait_for_prompt()
    begun = first.text
    first.press("c-d")
    assert first.wait_for_end() == 0
    assert kept_by(tmp_path).exists()
    second = start()
    second.wait_for_prompt()
    assert second.text == begun
    second.enter("x shoes")
    second.wait_for("navy")
    second.press("c-d")
    assert second.wait_for_end() == 0
    assert json.loads((tmp_path / "saves" / "autosave.json").read_text(encoding="utf-8"))["turn"] == 1


def test_a_first_page_that_is_wrong_costs_a_page_and_nothing_else(start, tmp_path):
    first = start()
    first.wait_for_prompt()
    first.press("c-d")
    first.wait_for_end()
    file = kept_by(tmp_path)
    data = json.loads(file.read_text(encoding="utf-8"))
    data["page"][0][0][3][0][1] = ["Another page [red]\x1b[2J altogether."]
    file.write_text(json.dumps(data), encoding="utf-8")
    second = start()
    second.wait_for("Another page [red]")
    assert b"\x1b[2J" not in second.raw
    second.enter("look")
    second.wait_for("Blue light")
    assert second.exit_code is None


def test_ctrl_d_under_a_first_page_leaves(start):
    first = start()
    first.wait_for_prompt()
    first.press("c-d")
    first.wait_for_end()
    second = start()
    second.wait_for_prompt()
    second.press("c-d")
    assert second.wait_for_end() == 0
    assert "Saved." in second.words


def test_a_second_game_under_a_first_page_is_told_of_the_first_without_a_key(start):
    first = start()
    first.enter("look")
    second = start("--new")
    assert second.wait_for_end() == 1
    assert "Another game is being played" in second.words
    assert "Traceback" not in second.text
