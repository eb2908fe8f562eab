"""What `kalmurzaeva saves …` promises: an exit code that is right, and lines that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from kalmurzaeva import Session
from kalmurzaeva.session.history import outline
from kalmurzaeva.session.saves import Store
from kalmurzaeva.session.saves.commands import COMMANDS, run
from tests.small import STORY, TEXT, load_text, played


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A folder with one good game, `tea`, and one damaged one without a generation before, `bad`."""
    store = Store(tmp_path / "saves")
    store.save("tea", played(["examine tape", "look"]))
    store.save("bad", played([]))
    store.path("bad").write_bytes(store.path("bad").read_bytes()[:-40])
    return store


def test_list_shows_all_games_and_says_which_cannot_be_restored(store: Store) -> None:
    code, lines = run(store, STORY, [])
    assert code == 0
    assert sorted(line.split()[0] for line in lines) == ["bad", "tea"]
    good, bad = sorted(lines, reverse=True)
    assert "turn 1" in good
    assert "The Hall, after eight" in good
    assert "breaks off or is damaged" in bad
    assert run(store, STORY, ["list"]) == (code, lines)


def test_list_of_an_empty_folder_says_which_folder(tmp_path: Path) -> None:
    for command in ("list", "verify"):
        assert run(Store(tmp_path / "none"), STORY, [command]) == (
            0,
            [f"There are no saved games in {tmp_path / 'none'}."],
        )


def test_show_tells_one_game_at_length(store: Store) -> None:
    code, lines = run(store, STORY, ["show", "tea"])
    assert code == 0
    assert "place:     The Hall" in lines
    assert f"file:      {store.path('tea')}" in lines
    assert run(store, STORY, ["show", "bad"])[0] == 1


def test_verify_fails_where_one_game_cannot_be_restored(store: Store) -> None:
    assert run(store, STORY, ["verify", "tea"]) == (0, ['The saved game "tea" is whole, at turn 1.'])
    code, lines = run(store, STORY, ["verify"])
    assert code == 1
    assert len(lines) == 2
    store.delete("bad")
    assert run(store, STORY, ["verify"])[0] == 0


def test_verify_fails_where_only_the_generation_before_is_whole(store: Store) -> None:
    store.save("tea", played(["look"]))
    store.path("tea").write_bytes(b"{")
    code, (line,) = run(store, STORY, ["verify", "tea"])
    assert code == 1
    assert "This is the save before it" in line


def test_with_a_broken_story_the_files_are_still_verified_and_listed(store: Store) -> None:
    assert run(store, None, ["list"])[0] == 0
    code, lines = run(store, None, ["verify", "tea"])
    assert code == 0
    assert lines[0] == 'The saved game "tea" is whole.'
    assert "only the files were verified" in lines[1]
    assert run(store, None, ["verify", "bad"])[0] == 1


def test_rename_and_delete_say_what_they_did(store: Store) -> None:
    assert run(store, STORY, ["rename", "tea", "casting"]) == (0, ['"tea" is now "casting".'])
    assert run(store, STORY, ["delete", "casting"]) == (0, ['The saved game "casting" is deleted.'])
    assert run(store, STORY, ["delete", "bad"])[0] == 0
    assert store.slots() == []


def test_a_game_can_be_taken_to_another_folder(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    assert run(store, STORY, ["export", "tea", str(file)])[0] == 0
    other = Store(tmp_path / "other")
    assert run(other, STORY, ["import", str(file)])[0] == 0
    assert run(other, STORY, ["import", str(file), "second"])[0] == 0
    for name in ("mine", "second"):
        assert other.load(name, STORY).to_json() == store.load("tea", STORY).to_json()
    assert run(store, STORY, ["export", "tea", str(tmp_path / "other")])[0] == 0
    assert other.load("tea", STORY).to_json() == store.load("tea", STORY).to_json()


def test_export_writes_over_nothing_and_exports_nothing_damaged(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text("mine")
    for args in (
        ["tea", str(file)],
        ["bad", str(tmp_path / "new.json")],
        ["none", str(tmp_path / "new.json")],
        ["tea", str(tmp_path / "no" / "x")],
    ):
        code, (line,) = run(store, STORY, ["export", *args])
        assert code == 1
        assert line.endswith(".")
    assert file.read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.json", "saves"]


def test_import_refuses_what_verify_refuses_and_writes_over_nothing(store: Store, tmp_path: Path) -> None:
    other = load_text(
        TEXT.replace(
            ":: hall",
            ':: StoryTitle\nAnother\n\n:: StoryData\n{"ifid": "22222222-2222-4333-8444-555555555555", "start": "hall"}\n\n:: hall',
        )
    )
    Store(tmp_path / "other").save("foreign", Session.new(other))
    (tmp_path / "CON.json").write_bytes(store.path("tea").read_bytes())
    refused = {
        str(store.path("bad")): "breaks off or is damaged",
        str(tmp_path / "other" / "foreign.json"): "another story",
        str(tmp_path / "nothing.json"): "There is no file",
        str(tmp_path): "not a plain file",
        str(tmp_path / "CON.json"): "some systems keep for themselves",
        str(store.path("tea")): 'already a saved game "tea"',
        str(tmp_path) + "\0": "cannot",
    }
    for file, reason in refused.items():
        code, (line,) = run(store, STORY, ["import", file])
        assert code == 1
        assert reason in line
    assert {slot.name for slot in store.slots()} == {"bad", "tea"}
    assert run(store, None, ["import", str(store.path("tea")), "copy"])[0] == 1


def test_a_whole_playthrough_is_taken_to_another_machine(store: Store, tmp_path: Path) -> None:
    """Every branch, every note, and where RESTART was typed: HISTORY is the same, and so is where REDO leads."""
    lines = [
        "examine tape",
        "look behind the curtain",
        "x yard",
        "undo",
        "come back",
        "* a note",
        "restart",
        "wait",
        "undo",
    ]
    session = played(lines)
    store.save("evening", session)
    file = tmp_path / "evening.json"
    assert run(store, STORY, ["export", "evening", str(file)])[0] == 0
    there = Store(tmp_path / "there")
    assert run(there, STORY, ["import", str(file)])[0] == 0
    again = there.load("evening", STORY)
    assert outline(again) == outline(session)
    assert sum(row.kind == "branch" for row in outline(again)) >= 2
    assert (again.notes, again.left) != ((), ())
    for number in range(len(session.entries)):
        assert again.go_to(again.entries[number])[0].state == session.go_to(session.entries[number])[0].state
    assert again.enter("redo")[0].state == session.enter("redo")[0].state


@pytest.mark.parametrize(
    "args",
    [
        ["frob"],
        ["show"],
        ["show", "a", "b"],
        ["rename", "a"],
        ["delete"],
        ["export", "a"],
        ["import"],
        ["list", "x"],
        [""],
    ],
)
def test_wrong_usage_is_2_and_says_how(store: Store, args: list[str]) -> None:
    code, lines = run(store, STORY, args)
    assert code == 2
    assert "saves " in lines[-1]
    assert not any("\x1b" in line for line in lines)


@pytest.mark.parametrize("name", ["../tea", "tea\x1b[2J", "con", "none", ""])
def test_a_name_that_is_no_slot_is_an_error_everywhere(store: Store, name: str) -> None:
    for args in (["show", name], ["verify", name], ["rename", name, "x"], ["delete", name], ["export", name, "x"]):
        code, lines = run(store, STORY, args)
        assert code == 1
        assert all(line.endswith(".") and "\x1b" not in line for line in lines)


def test_every_command_is_one_that_the_design_names() -> None:
    assert list(COMMANDS) == ["list", "show", "verify", "rename", "delete", "export", "import"]
