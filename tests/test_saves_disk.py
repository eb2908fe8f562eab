"""Saved games and the disk under them: what a system refuses, and what it does not promise."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kalmurzaeva import Session
from kalmurzaeva.resources import done_in
from kalmurzaeva.session.saves import SaveError, Store, files
from kalmurzaeva.session.written import Written, as_json
from tests.small import LINES, STORY, played

GAME = ["examine tape", "wait", "ask nina about pins", "look behind the curtain"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "saves")


def folder_sync_fails(patch: pytest.MonkeyPatch, number: int) -> None:
    """Has every sync of a folder fail for one reason."""
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        real(descriptor)

    patch.setattr(os, "fsync", fsync)


def test_a_folder_that_cannot_be_synced_is_said_and_the_next_turn_is_no_strangers(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.holding("game"):
        store.save("game", played(GAME[:1]))
        with monkeypatch.context() as patch:
            folder_sync_fails(patch, errno.EIO)
            for length in (2, 3):
                with pytest.raises(SaveError, match=r"Nothing can be saved .* \(Input/output error\)"):
                    store.save("game", played(GAME[:length]))
        assert store.save("game", played(GAME)) is None
    assert [slot.name for slot in store.slots()] == ["game"]
    assert store.load("game", STORY).to_json() == played(GAME).to_json()


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.ENOSYS])
def test_where_no_folder_can_be_synced_games_are_saved_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    folder_sync_fails(monkeypatch, number)
    store.save("game", played(GAME))
    assert store.load("game", STORY).to_json() == played(GAME).to_json()


def test_a_file_that_goes_makes_room_for_the_next_and_none_is_left(store: Store) -> None:
    with store.holding("game"):
        numbers = []
        for length in range(5):
            store.save("game", played(GAME[:length]))
            numbers.append(store.path("game").stat().st_ino)
            for generation in (length, length - 1)[: 1 + bool(length)]:
                saved = Store(store.folder)
                path = store.path("game") if generation == length else store.folder / "game.json.1"
                path.rename(store.folder / "seen.json")
                assert saved.load("seen", STORY).to_json() == played(GAME[:generation]).to_json()
                (store.folder / "seen.json").rename(path)
        assert len(set(numbers)) == 3
    assert sorted(os.listdir(store.folder)) == [".game.lock", "game.json", "game.json.1"]


@pytest.mark.skipif(not hasattr(os, "link"), reason="links are for systems that have them")
def test_a_generation_that_somebody_has_linked_is_not_written_to(store: Store, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    backup.mkdir()
    with store.holding("game"):
        for length in range(8):
            store.save("game", played(GAME[: length % 5]))
            for path in store.folder.iterdir():
                if path.is_file() and "lock" not in path.name:
                    os.link(path, backup / f"{length}{path.name}")
        found = {path.name: path.read_bytes() for path in backup.iterdir()}
    kept = [name for name in found if name.endswith("game.json")]
    assert len(kept) == 8
    for name in kept:
        (store.folder / "seen.json").write_bytes(found[name])
        assert Store(store.folder).load("seen", STORY).to_json() == played(GAME[: int(name[0]) % 5]).to_json()


def test_a_scratch_file_that_became_another_is_not_written_to(store: Store, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("precious")
    with store.holding("game"):
        for length in range(4):
            store.save("game", played(GAME[:length]))
        (scratch,) = store.folder.glob(".game.json.*.new")
        scratch.unlink()
        scratch.symlink_to(outside)
        store.save("game", played(GAME))
        (scratch,) = (found for found in store.folder.glob(".game.json.*.new") if not found.is_symlink())
        scratch.unlink()
        os.mkfifo(scratch)
        store.save("game", played(GAME[:2]))
    assert outside.read_text() == "precious"
    assert store.load("game", STORY).to_json() == played(GAME[:2]).to_json()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes are for systems that have them")
def test_how_far_a_game_is_is_not_asked_of_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "autosave.json")
    assert done_in(tmp_path / "autosave.json") == 0
    assert done_in(tmp_path) == 0
    (tmp_path / "game.json").write_text('{"done":40,"x":1}')
    assert done_in(tmp_path / "game.json") == 40


def test_a_slot_is_free_again_where_leaving_it_was_cut_short(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_short(_room: files.Room) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(files.Room, "clear", cut_short)
        with pytest.raises(KeyboardInterrupt), store.holding("game"):
            store.save("game", played(GAME[:1]))
    with Store(store.folder).holding("game"):
        pass


@pytest.mark.parametrize(
    ("number", "says"), [(errno.ENOSPC, "Make room there"), (errno.EROFS, "Choose another folder")]
)
def test_room_is_asked_for_only_where_it_is_wanting(
    store: Store, monkeypatch: pytest.MonkeyPatch, number: int, says: str
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files, "replace", refused)
    with pytest.raises(SaveError) as error:
        store.save("game", played(GAME))
    assert f"({os.strerror(number)}). {says}" in str(error.value)


def test_a_folder_in_the_place_of_the_generation_before_is_moved_aside(store: Store) -> None:
    store.save("game", played(GAME[:1]))
    (store.folder / "game.json.1").mkdir()
    store.save("game", played(GAME))
    assert store.load("game", STORY).to_json() == played(GAME).to_json()
    assert (store.folder / "game.json.1").is_file()


def _in_full(session: Session) -> str:
    """What a session is as JSON, with nothing of it written before."""
    return evolve(session, written=Written()).to_json()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES, min_size=1, max_size=80))
def test_what_is_only_added_to_a_file_is_what_would_be_written_anew(store: Store, lines: list[str]) -> None:
    session = Session.new(STORY, 5)
    for line in lines:
        session, _ = session.enter(line)
        store.save("game", session, replace=True)
        document = files.unsealed(store.path("game").read_bytes())
        assert as_json(document["session"]).decode() == session.to_json()
        # Marks stand for some turns where they are, and what was talked of is said of a turn that is at hand.
        once, anew = json.loads(session.to_json()), json.loads(_in_full(session))
        assert once | {"marks": []} == anew | {"marks": []}


def test_marks_move_with_the_player_and_a_file_holds_what_it_says(store: Store) -> None:
    session, marked = Session.new(STORY, 5), set()
    with store.holding("game"):
        for number in range(700):
            line = "undo 20" if number % 211 == 210 else ("examine tape", "wait", "look", "keep pins")[number % 4]
            session, _ = session.enter(line)
            if number > 60 and number % 3 == 0:
                store.save("game", session)
                saved = files.unsealed(store.path("game").read_bytes())["session"]
                marked.add(tuple(number for number, _, _ in saved.get("marks", [])))
                assert as_json(saved).decode() == session.to_json()
    assert 10 < len(marked) < 60
    opened = Store(store.folder).load("game", STORY)
    for _ in range(300):
        session, here = session.undo()
        opened, there = opened.undo()
        assert there.text == here.text
        assert opened.state == session.state


@pytest.mark.parametrize("is_old", [True, False], ids=["as it once was", "as it is"])
@pytest.mark.parametrize("by_name", [True, False])
def test_a_file_that_something_has_written_again_is_still_whole(store: Store, is_old: bool, by_name: bool) -> None:
    store.save("game", played(GAME))
    path = store.path("game")
    document = json.loads(path.read_bytes())
    if is_old:
        # Up to 0.7.0 all members stood by their names.
        del document["checksum"]
        document["checksum"] = f"blake2b:{hashlib.blake2b(as_json(document), digest_size=16).hexdigest()}"
    path.write_text(json.dumps(document, indent=2, sort_keys=by_name), encoding="utf-8")
    assert Store(store.folder).load("game", STORY).to_json() == played(GAME).to_json()
    path.write_text(path.read_text(encoding="utf-8").replace("examine", "exam1ne"), encoding="utf-8")
    with pytest.raises(SaveError, match="its checksum does not fit"):
        Store(store.folder).load("game", STORY)
