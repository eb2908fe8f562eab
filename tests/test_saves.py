"""What a player may rely on of saved games: they are there after any crash, and a file that is not one never passes for one."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kalmurzaeva import Session, Story
from kalmurzaeva.session.saves import (
    AUTOSAVE,
    DamagedError,
    MissingError,
    SaveError,
    SlotHeldError,
    Store,
    default_folder,
    files,
    valid_name,
)
from tests.small import LINES, STORY, TEXT, load_text, played

OTHER = load_text(
    TEXT.replace(
        ":: hall",
        ':: StoryTitle\nAnother\n\n:: StoryData\n{"ifid": "22222222-2222-4333-8444-555555555555", "start": "hall"}\n\n:: hall',
    )
)
GAME = ["examine tape", "keep pins", "look behind the curtain"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "saves")


def resealed(path: Path, **changes: object) -> None:
    """Changes members of a saved file and gives it a checksum that fits: what somebody who knows the format could write."""
    document = json.loads(path.read_bytes()) | changes
    del document["checksum"]
    path.write_bytes(files.sealed(document))


def names(store: Store) -> list[str]:
    """The files of a store, but for its locks."""
    return sorted(name for name in os.listdir(store.folder) if not name.endswith(".lock"))


class _Clock(datetime):
    """A clock that says whatever it was set to."""

    says = datetime(2026, 1, 31, 10, 15)

    @classmethod
    def now(cls, tz=None):
        return cls.says


@pytest.mark.parametrize("year", [1902, 1969, 1970, 2037, 2039, 2106, 9998])
def test_a_false_clock_harms_no_saved_game(store: Store, monkeypatch: pytest.MonkeyPatch, year: int) -> None:
    session = played(GAME)
    store.save("game", session)
    # It goes to that year, and then back again.
    for turn, says in enumerate((datetime(year, 6, 1, 12), datetime(2026, 1, 1, 12)), 1):
        with monkeypatch.context() as patch:
            patch.setattr(_Clock, "says", says)
            patch.setattr("kalmurzaeva.session.saves.store.datetime", _Clock)
            session, _ = session.enter("wait")
            store.save("game", session)
            store.save(f"tea {turn}", session)
        moment = says.timestamp()
        os.utime(store.path(f"tea {turn}"), (moment, moment))
        other = Store(store.folder)
        assert other.load("game", STORY).to_json() == session.to_json()
        assert {slot.name: slot.problem for slot in other.slots(STORY)} == dict.fromkeys(
            ["game", *(f"tea {number}" for number in range(1, turn + 1))]
        )


# ── Saving and loading ─────────────────────────────────────────────────────────────────────────────────────────


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(lines=st.lists(LINES, max_size=12), seed=st.integers(-(2**70), 2**70))
def test_a_game_comes_back_as_it_was_saved(store: Store, lines: list[str], seed: int) -> None:
    session = played(lines, seed)
    store.save("game", session)
    assert store.load("game", STORY).to_json() == session.to_json()


def test_a_slot_says_where_the_game_is(store: Store) -> None:
    session = played(GAME)
    before = datetime.now().astimezone().replace(microsecond=0)
    store.save("tea", session)
    (slot,) = store.slots()
    assert (slot.name, slot.act, slot.place, slot.hour, slot.turn) == (
        "tea",
        "I: Barre",
        "A Window",
        "",
        session.state.turn,
    )
    assert slot.excerpt == "A yard."
    assert before <= slot.saved <= datetime.now().astimezone()
    assert slot.path == store.folder / "tea.json"
    assert slot.problem is None


def test_the_marks_of_italic_are_not_shown_in_a_slot(store: Store) -> None:
    store.save("tea", played([]))
    assert store.slot("tea").place == "The Hall"


def test_slots_are_listed_newest_first(store: Store) -> None:
    for name, moment in (
        ("middle", "2026-03-01T00:00:00+00:00"),
        ("old", "2026-02-01T00:00:00+00:00"),
        ("new", "2026-04-01T12:00:00+09:00"),
    ):
        store.save(name, played([]))
        resealed(store.path(name), saved=moment)
    assert [slot.name for slot in store.slots()] == ["new", "middle", "old"]


def test_a_folder_that_is_not_there_holds_no_games(store: Store) -> None:
    assert store.slots() == []
    with pytest.raises(MissingError, match='no saved game "tea"'):
        store.load("tea", STORY)
    assert not store.folder.exists()


def test_the_generation_before_is_kept_beside_the_newest(store: Store) -> None:
    for count in range(4):
        store.save(AUTOSAVE, played(GAME[:count]))
    assert names(store) == ["autosave.json", "autosave.json.1"]
    store.path(AUTOSAVE).unlink()
    opened = store.open(AUTOSAVE, STORY)
    assert len(opened.session.entries) == 2
    assert opened.notice is not None


def test_a_name_is_found_whatever_its_capitals(store: Store) -> None:
    store.save("Before Tea", played(GAME))
    assert len(store.load("before tea", STORY).entries) == 3
    store.save("BEFORE TEA", played([]))
    assert [slot.name for slot in store.slots()] == ["Before Tea"]
    store.rename("before tea", "before tea")
    assert [slot.name for slot in store.slots()] == ["before tea"]


def test_a_game_can_be_deleted_and_renamed(store: Store) -> None:
    store.save("one", played(GAME))
    store.save("one", played(GAME))
    store.rename("one", "two")
    assert names(store) == ["two.json", "two.json.1"]
    store.save("three", played([]))
    with pytest.raises(SaveError, match='already a saved game "three"'):
        store.rename("two", "three")
    store.delete("two")
    assert names(store) == ["three.json"]
    for fails in (lambda: store.delete("two"), lambda: store.rename("two", "four")):
        with pytest.raises(MissingError, match='no saved game "two"'):
            fails()


def test_wide_letters_and_narrow_ones_are_one_name(store: Store) -> None:
    store.save("tea", played(GAME))
    assert store.name("ＴＥＡ") == "tea"
    store.save("ｃup", played(GAME))
    assert store.name("CUP") == "ｃup"


def test_a_turn_is_saved_without_reading_the_last_one_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save(AUTOSAVE, played([]))
    monkeypatch.setattr(files, "read_bytes", lambda path: pytest.fail(f"read {path}"))
    store.save(AUTOSAVE, played(GAME))


# ── Damage ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _two_generations(store: Store) -> tuple[str, str]:
    """A slot with two generations; what each holds."""
    games = played(GAME[:2]), played(GAME)
    for game in games:
        store.save("game", game)
    return games[0].to_json(), games[1].to_json()


def _damaged(data: bytes, draw: Callable[..., int]) -> bytes:
    """Some bytes cut off, changed, doubled or put in."""
    kind = draw(st.integers(0, 4))
    at = draw(st.integers(0, len(data) - 1))
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + bytes([data[at] ^ (1 << draw(st.integers(0, 7)))]) + data[at + 1 :]
    if kind == 2:
        return data[:at] + bytes([draw(st.integers(0, 255))]) + data[at:]
    if kind == 3:
        return data[:at] + b"\0" * (len(data) - at)
    end = draw(st.integers(at, len(data)))
    return data[:at] + data[end:]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(data=st.data())
def test_a_damaged_file_never_loads_as_anything_that_was_not_saved(store: Store, data: st.DataObject) -> None:
    older, newer = _two_generations(store)
    path = store.path("game")
    path.write_bytes(_damaged(path.read_bytes(), data.draw))
    session = store.load("game", STORY)
    told = session.to_json()
    assert told in (older, newer)
    assert ("This is the save before it" in session.beat.text) == (told == older)
    assert len(store.slots()) == 1
    Store(store.folder).delete("game")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(data=st.data())
def test_two_damaged_generations_raise_a_sentence_and_nothing_else(store: Store, data: st.DataObject) -> None:
    older, newer = _two_generations(store)
    for path in (store.path("game"), store.folder / "game.json.1"):
        path.write_bytes(_damaged(path.read_bytes(), data.draw))
    told, said = "", ""
    try:
        told = store.load("game", STORY).to_json()
    except SaveError as error:
        said = str(error)
    assert told in (older, newer) or re.fullmatch(
        r'The saved game "game" .+\. The file stays as it is; SAVES lists the other games\.', said
    )
    Store(store.folder).delete("game")


def test_the_generation_before_is_loaded_with_a_notice_that_says_so(store: Store) -> None:
    _two_generations(store)
    store.path("game").write_bytes(b'{"format": 1, "sto')
    session = store.load("game", STORY)
    assert session.beat.blocks[0].kind == "correction"
    assert re.search(
        r'"game" breaks off or is damaged.+This is the save before it, from \d\d:\d\d on', session.beat.text
    )
    slot = store.slot("game")
    assert slot.problem is not None
    assert "The save before it is whole and can be restored." in slot.problem


def test_a_damaged_file_is_moved_aside_and_never_written_over(store: Store) -> None:
    _two_generations(store)
    store.path("game").write_bytes(b"damaged")
    session = store.load("game", STORY)
    for _ in range(3):
        store.save("game", session)
    (aside,) = [name for name in names(store) if ".damaged-" in name]
    assert (store.folder / aside).read_bytes() == b"damaged"
    assert {slot.name for slot in store.slots()} == {"game", aside}
    assert store.open("game", STORY).notice is None
    for _ in range(2):
        store.path("game").write_bytes(b"damaged again")
        store.save("game", session)
    assert len([name for name in names(store) if ".damaged-" in name]) == 3


def test_a_file_damaged_while_the_game_is_on_is_moved_aside_too(store: Store) -> None:
    with store.holding("game"):
        store.save("game", played([]))
        store.path("game").write_bytes(b"damaged")
        store.save("game", played(GAME))
    assert [name for name in names(store) if ".damaged-" in name]


def test_a_game_whose_place_is_gone_goes_on_at_the_last_one_and_stays_as_it_was(store: Store) -> None:
    store.save("game", played(GAME))
    changed = load_text(TEXT.replace(":: window", ":: casement").replace("[[window]]", "[[casement]]"))
    store = Store(store.folder)
    opened = store.open("game", changed)
    assert opened.session.state.node == "hall"
    assert len(opened.session.path()) == 2
    assert 'no longer has the place "window"' in str(opened.notice)
    session, _ = opened.session.enter("look")
    assert store.save("game", session) == "game, before edition 1"
    assert store.load("game, before edition 1", STORY).state.node == "window"
    assert store.save("game", session.enter("look")[0]) is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"\0" * 4096, "is empty"),
        (b"\xff\xfe{\0}\0", "is not text"),
        (b"[]", "not a saved game"),
        (b"17", "not a saved game"),
        (b"{}", "which format"),
        (b'{"format": 99}', "newer version of the game"),
        (b'{"format": 1e400}', "which format"),
        (b'{"format": true}', "which format"),
        (b'{"format": 0}', "which format"),
        (b'{"format": 1}', "checksum"),
        (b'{"format": 1, "checksum": "blake2b:0"}', "checksum"),
        (b'{"format": 1, "checksum": ' + b"[" * 300_000, "nested too deeply"),
        (b'{"format": 1, "a": ' + b"[" * 900 + b"]" * 900 + b"}", "checksum|nested"),
        (b'{"format": 1, "turn": ' + b"9" * 6000 + b"}", "not whole JSON"),
        (b" " * (files.MOST_BYTES + 1), "larger than 32 MB"),
    ],
    ids=range(16),
)
def test_a_hostile_file_is_refused_with_a_reason(store: Store, data: bytes, reason: str) -> None:
    store.save("game", played([]))
    store.path("game").write_bytes(data)
    with pytest.raises(SaveError, match=reason):
        store.load("game", STORY)
    slot = store.slot("game")
    assert slot.problem is not None
    assert re.search(reason, slot.problem)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"session": None}, "a session is a JSON object"),
        ({"session": {"format": 9}}, "newer"),
        ({"story": None}, "which story"),
        ({"story": {"ifid": 3}}, "which story"),
        ({"story": {"ifid": "\x1b[2J", "title": "\x1b[2JX"}}, r'another story \("\[2JX"\)'),
        ({"story": {"ifid": "x", "title": ["a"]}}, "another story"),
    ],
)
def test_a_file_with_a_good_checksum_is_trusted_no_further(
    store: Store, changes: dict[str, object], reason: str
) -> None:
    store.save("game", played([]))
    resealed(store.path("game"), **changes)
    with pytest.raises(SaveError, match=reason) as refused:
        store.load("game", STORY)
    assert "\x1b" not in str(refused.value)


def test_no_control_character_and_no_wrong_type_of_a_file_reaches_a_list(store: Store) -> None:
    store.save("game", played([]))
    resealed(
        store.path("game"),
        place="\x1b[2J\nHall " + "x" * 10_000,
        act=["I"],
        hour=8,
        turn="many",
        excerpt="\u202eabc",
        saved="yesterday",
    )
    (slot,) = store.slots()
    assert slot.place.startswith("[2J Hall")
    assert len(slot.place) <= 120
    assert (slot.act, slot.hour, slot.turn, slot.excerpt, slot.problem) == ("", "", 0, "abc", None)
    assert slot.saved.tzinfo is not None


@pytest.mark.parametrize(
    "saved", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2026-13-01", "", None, 5, "2026-01-01"]
)
def test_any_time_that_a_file_tells_can_be_listed(store: Store, saved: object) -> None:
    store.save("game", played([]))
    resealed(store.path("game"), saved=saved)
    assert store.slots()[0].saved.tzinfo is not None
    store.path("game").replace(store.folder / "game.json.1")
    assert store.open("game", STORY).notice


def test_a_newer_format_is_refused_and_kept_under_a_name_of_its_own(store: Store) -> None:
    store.save("game", played(GAME))
    newer = json.dumps(json.loads(store.path("game").read_bytes()) | {"format": files.FORMAT + 1}).encode()
    store.path("game").write_bytes(newer)
    with pytest.raises(SaveError, match="newer version of the game"):
        store.load("game", STORY)
    store.save("game", played([]))
    (kept,) = [slot for slot in store.slots() if slot.name != "game"]
    assert kept.name.startswith("game kept")
    assert kept.path.read_bytes() == newer
    assert kept.problem is not None


def test_a_game_of_another_story_is_refused_and_not_written_over(store: Store) -> None:
    store.save(AUTOSAVE, Session.new(OTHER))
    with pytest.raises(SaveError, match=r'belongs to another story \("Another"\)'):
        store.load(AUTOSAVE, STORY)
    store.save(AUTOSAVE, played(GAME))
    kept = next(slot.name for slot in store.slots() if slot.name != AUTOSAVE)
    assert store.load(kept, OTHER).entries == ()
    assert len(store.load(AUTOSAVE, STORY).entries) == 3
    assert [slot.problem is None for slot in store.slots(STORY)] == [
        slot.name == AUTOSAVE for slot in store.slots(STORY)
    ]


def test_what_is_no_file_under_a_slots_name_is_refused_and_not_waited_for(store: Store) -> None:
    store.save("game", played([]))
    (store.folder / "folder.json").mkdir()
    os.mkfifo(store.folder / "pipe.json")
    (store.folder / "link.json").symlink_to("/dev/zero")
    (store.folder / "loop.json").symlink_to("loop.json")
    for name in ("folder", "pipe", "link", "loop"):
        with pytest.raises(SaveError, match=r"not a plain file|cannot be read"):
            store.load(name, STORY)
    assert {slot.name for slot in store.slots() if slot.problem} == {"folder", "pipe", "link", "loop"}


@pytest.mark.parametrize(
    "written",
    [
        unicodedata.normalize("NFD", "zwei Wörter"),
        "autosave (conflicted copy of a machine with a long name, of 30 November 2026)",
    ],
    ids=["decomposed", "long"],
)
def test_a_game_whose_name_another_system_wrote_is_listed_and_can_be_restored(store: Store, written: str) -> None:
    store.save("game", played(GAME))
    (store.folder / "game.json").rename(store.folder / f"{written}.json")
    (slot,) = store.slots(STORY)
    assert (slot.name, slot.problem) == (written, None)
    assert store.load(slot.name, STORY).to_json() == played(GAME).to_json()
    with contextlib.suppress(SaveError):
        assert store.load(valid_name(written), STORY).to_json() == played(GAME).to_json()
    # Beside it, one that is spelt as the game spells it.
    shorter = unicodedata.normalize("NFC", written)[:50]
    (store.folder / f"{shorter}.json").write_bytes(files.sealed({"format": 3}))
    assert Store(store.folder).load(written, STORY).to_json() == played(GAME).to_json()
    with Store(store.folder).holding(written):
        assert (store.folder / f"{written}.json").exists()
    store.rename(written, "short")
    assert store.load("short", STORY).to_json() == played(GAME).to_json()


def test_other_files_in_the_folder_are_no_games_and_left_alone(store: Store) -> None:
    store.save("game", played([]))
    for name in (".hidden.json", "notes.txt", "a:b.json", "con.json", ".json", "x.json.2", "\x1b[2J.json"):
        (store.folder / name).write_text("{}")
    assert [slot.name for slot in store.slots()] == ["game"]


# ── Names ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", ".", "..", "../x", "a/b", "a\\b", "/etc/passwd", "C:x", "x:y", "~root", ".hidden", "end."),
        *("a\0b", "a\nb", "a\x1b[2J", "a\u202eb", "\ud800", "\u00ad", "a*b", "a?b", 'a"b', "<x>", "a|b"),
        *("CON", "nul", "com1", "LPT9.txt", "aux.", "com²", "conin$", "x" * 61, "🩰" * 61),
    ],
    ids=ascii,
)
def test_a_name_that_is_more_than_a_name_is_refused(store: Store, name: str) -> None:
    for fails in (
        lambda: valid_name(name),
        lambda: store.load(name, STORY),
        lambda: store.save(name, played([])),
        lambda: store.delete(name),
    ):
        with pytest.raises(SaveError, match=r"^[A-Z\"].+\.$") as refused:
            fails()
        assert "\x1b" not in str(refused.value)
    assert not store.folder.exists()


@pytest.mark.parametrize(
    "name",
    ["tea", "before the casting", "Чай", "плие 2", "v1.2", "console", "x" * 60, "ж" * 60, "It's-me_(2)", "com10"],
)
def test_a_name_that_is_only_a_name_is_taken(store: Store, name: str) -> None:
    store.save(name, played(GAME))
    assert [slot.name for slot in store.slots()] == [name]
    assert len(store.load(f"  {name} ", STORY).entries) == 3


@given(name=st.text(max_size=70))
def test_any_text_is_a_name_inside_the_folder_or_refused(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "saves")
        try:
            valid = valid_name(name)
        except SaveError:
            return
        assert valid_name(valid) == valid
        store.save(name, played([]))
        assert [slot.name for slot in store.slots()] == [valid]
        assert os.listdir(folder) == ["saves"]


def test_games_played_from_a_checkout_are_saved_in_it() -> None:
    root = Path(__file__).resolve().parent.parent
    assert default_folder() == root / "saves"


# ── Crashes ────────────────────────────────────────────────────────────────────────────────────────────────────


class Killed(BaseException):
    """Stands for the end of the process: nothing after it is carried out."""


@pytest.mark.parametrize("links", [True, False], ids=["hard links", "no hard links"])
def test_a_crash_at_any_step_of_writing_leaves_the_old_game_or_the_new(
    store: Store, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", _refuse(errno.EPERM))
    steps = 0
    for last in range(1, 20):
        for name in ("game.json", "game.json.1"):
            (store.folder / name).unlink(missing_ok=True)
        older, newer = played(GAME[:2]), played(GAME)
        store.save("game", played(GAME[:1]))
        store.save("game", older)
        with monkeypatch.context() as patch:
            _kill_at(patch, last)
            try:
                Store(store.folder).save("game", newer)
            except Killed:
                steps += 1
            else:
                break
        assert store.load("game", STORY).to_json() in (older.to_json(), newer.to_json())
        for slot in store.slots():
            store.open(slot.name, STORY)
        store.save("game", newer)
        assert store.open("game", STORY).notice is None
        for slot in store.slots():
            store.delete(slot.name)
    assert steps >= 4


def _refuse(number: int) -> Callable[..., object]:
    def refuse(*_args: object, **_options: object) -> object:
        raise OSError(number, os.strerror(number))

    return refuse


def _kill_at(patch: pytest.MonkeyPatch, last: int) -> None:
    """Ends the process before the system call number `last` of those that write."""
    count = 0

    def guarded(call: Callable[..., object]) -> Callable[..., object]:
        def run(*args: object, **options: object) -> object:
            nonlocal count
            count += 1
            if count == last:
                raise Killed
            return call(*args, **options)

        return run

    for name in ("fsync", "link", "replace"):
        patch.setattr(os, name, guarded(getattr(os, name)))
    patch.setattr(os, "fdopen", guarded(os.fdopen))


KILLS = 60
DRIVER = """
import os, random, signal, sys, time
from pathlib import Path
from kalmurzaeva import Session, load_story
from kalmurzaeva.session.saves import Store

story, folder, kills = load_story(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
lines = ["examine tape", "look", "ask nina about pins", "look behind the curtain", "examine yard", "come back", "wait"]

def play(pipe):
    store = Store(folder)
    with store.holding("game"):
        session = store.load("game", story)
        while True:
            session, _ = session.enter(lines[len(session.entries) % len(lines)])
            store.save("game", session)
            os.write(pipe, b"%d\\n" % len(session.entries))

Store(folder).save("game", Session.new(story, seed=1))
chance = random.Random(int(sys.argv[4]))
done = 0
for kill in range(kills):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            play(writer)
        except BaseException as error:
            os.write(writer, repr(error).encode())
        finally:
            os._exit(1)
    os.close(writer)
    told = os.read(reader, 20)
    time.sleep(chance.uniform(0, 0.02))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(reader, 65536):
        told += more
    os.close(reader)
    saved = int(told.split()[-1])
    opened = Store(folder).open("game", story)
    assert opened.notice is None, opened.notice
    found = len(opened.session.entries)
    assert saved > done and found in (saved, saved + 1), (done, saved, found)
    done = found
print(done)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is for systems that have it")
def test_a_game_killed_at_any_instant_resumes_with_at_most_the_turn_in_flight_missing(tmp_path: Path) -> None:
    folder = tmp_path / "story"
    folder.mkdir()
    (folder / "story.twee").write_text(next(iter(STORY.sources.values())), encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", DRIVER, str(folder), str(tmp_path / "saves"), str(KILLS), "1"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) >= KILLS
    left = {name for name in os.listdir(tmp_path / "saves") if not name.startswith(".")}
    assert left == {"game.json", "game.json.1"}


# ── Two games at once ──────────────────────────────────────────────────────────────────────────────────────────

HOLDER = """
import sys
from pathlib import Path
from kalmurzaeva.session.saves import Store
with Store(Path(sys.argv[1])).holding("game"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_two_games_on_one_slot_cannot_both_write(store: Store) -> None:
    store.save("game", played(GAME))
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(store.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    try:
        for refused in (
            lambda: store.save("game", played([])),
            lambda: store.holding("game").__enter__(),
            lambda: store.delete("game"),
            lambda: store.rename("game", "other"),
        ):
            with pytest.raises(SlotHeldError, match='Another game is being played on "game"'):
                refused()
        assert len(store.load("game", STORY).entries) == 3
        store.save("another slot", played([]))
    finally:
        holder.kill()
        holder.communicate()
    with store.holding("game"):
        store.save("game", played([]))
    assert store.load("game", STORY).entries == ()


def test_two_games_in_one_process_exclude_each_other_too(store: Store) -> None:
    other = Store(store.folder)
    with store.holding("game"):
        store.save("game", played([]))
        with pytest.raises(SlotHeldError):
            other.save("game", played(GAME))
    other.save("game", played(GAME))


def test_a_slot_is_free_again_after_an_error_in_the_game(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.holding("game"):
        raise ZeroDivisionError
    Store(store.folder).save("game", played([]))


# ── A disk that refuses ────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = Store(tmp_path / "file" / "saves")
    for fails in (lambda: store.save("game", played([])), lambda: store.holding("game").__enter__()):
        with pytest.raises(SaveError, match=r"Nothing can be saved in .*\(.+\).*--saves DIR\."):
            fails()
    with pytest.raises(SaveError):
        Store(tmp_path / "file").slots()


def test_a_full_disk_is_said_in_a_sentence_and_what_was_saved_still_stands(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save("game", played(GAME))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", _refuse(errno.ENOSPC))
        with pytest.raises(SaveError, match=r"\(No space left on device\)"):
            store.save("game", played([]))
    assert names(store) == ["game.json"]
    assert len(store.load("game", STORY).entries) == 3


def test_a_game_too_long_to_be_read_again_is_not_written(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save("game", played([]))
    with monkeypatch.context() as patch:
        patch.setattr(files, "MOST_BYTES", 500)
        with pytest.raises(SaveError, match="grown too long"):
            store.save("game", played(GAME))
    assert store.load("game", STORY).entries == ()


# ── A file that cannot be read now ─────────────────────────────────────────────────────────────────────────────


def _cannot_read(patch: pytest.MonkeyPatch, path: Path, number: int, *, times: int = 10**6) -> list[Path]:
    """Has the system refuse to open one file, whoever asks, so many times. Root is refused, too."""
    refused: list[Path] = []
    real = os.open

    def guarded(name: object, flags: int, *args: object, **options: object) -> int:
        if Path(os.fsdecode(name)) == path and not flags & os.O_CREAT and len(refused) < times:  # type: ignore[arg-type]
            refused.append(path)
            raise OSError(number, os.strerror(number))
        return real(name, flags, *args, **options)  # type: ignore[arg-type]

    patch.setattr(os, "open", guarded)
    return refused


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ESTALE, errno.EMFILE, errno.ETIMEDOUT])
def test_a_file_that_cannot_be_read_now_is_left_alone_and_tried_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    store.save("game", played(GAME[:1]))
    store.save("game", played(GAME))
    whole = {name: (store.folder / name).read_bytes() for name in names(store)}
    with monkeypatch.context() as patch:
        refused = _cannot_read(patch, store.path("game"), number)
        with pytest.raises(SaveError, match=r"cannot be read .*left alone, and tried again the next time") as raised:
            Store(store.folder).open("game", STORY)
        assert not isinstance(raised.value, DamagedError)
        assert len(refused) == 2, "once more after a moment"
        assert os.strerror(number) in str(raised.value)
        assert "cannot be read" in (Store(store.folder).slot("game", STORY).problem or "")
    assert {name: (store.folder / name).read_bytes() for name in names(store)} == whole
    assert Store(store.folder).load("game", STORY).to_json() == played(GAME).to_json()


def test_a_file_that_cannot_be_read_for_a_moment_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save("game", played(GAME))
    with monkeypatch.context() as patch:
        refused = _cannot_read(patch, store.path("game"), errno.EIO, times=1)
        assert Store(store.folder).open("game", STORY).notice is None
    assert refused


def test_what_cannot_be_read_is_kept_where_a_game_is_saved_there_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save("game", played(GAME))
    with monkeypatch.context() as patch:
        _cannot_read(patch, store.path("game"), errno.EIO)
        kept = Store(store.folder).save("game", played([]))
    assert kept == "game kept"
    assert Store(store.folder).load("game kept", STORY).to_json() == played(GAME).to_json()


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file that opens and cannot be read is Linux's")
def test_a_whole_process_leaves_alone_what_it_cannot_read(tmp_path: Path) -> None:
    """/proc/self/mem opens for everybody, and reading it from its beginning is an input/output error."""
    from tests.terminals import write_story

    story, saves = write_story(tmp_path / "story"), tmp_path / "saves"

    def play(typed: str) -> str:
        ended = subprocess.run(
            [sys.executable, "-m", "kalmurzaeva", "--story", str(story), "--saves", str(saves)],
            input=typed,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        return ended.stdout

    play("x bench\ngo on\n")
    file = saves / "autosave.json"
    whole = file.read_bytes()
    file.rename(saves / "aside")
    (saves / "autosave.json.1").unlink()
    file.symlink_to("/proc/self/mem")
    said = play("x ladder\n")
    assert 'The saved game "autosave" cannot be read (Input/output error). It is left alone' in said
    assert 'a new game begins on another slot, "autosave 2"' in said
    assert file.is_symlink()
    assert not list(saves.glob("*damaged*"))
    file.unlink()
    (saves / "aside").rename(file)
    assert file.read_bytes() == whole
    assert "Going on from" in play("")


# ── Games of versions that were shipped ────────────────────────────────────────────────────────────────────────

OLD_SAVES = sorted((Path(__file__).parent / "old_saves").glob("*.json"))


def test_there_are_games_of_old_versions() -> None:
    assert OLD_SAVES


@pytest.mark.parametrize("file", OLD_SAVES, ids=lambda file: file.stem)
def test_a_game_of_an_old_version_goes_on(file: Path, shipped: Story, tmp_path: Path) -> None:
    """Nothing that was saved stops being a game: it opens, can be played on, taken back, and saved again."""
    (tmp_path / "autosave.json").write_bytes(file.read_bytes())
    store = Store(tmp_path)
    document = json.loads(file.read_text(encoding="utf-8"))
    session = store.load("autosave", shipped)
    assert len(session.entries) == len(document["session"]["journal"])
    assert session.state.turn == document["turn"]
    session, beat = session.enter("look")
    assert beat.text
    session, beat = session.enter("undo 3")
    assert beat.outcome == "meta"
    store.save("autosave", session)
    assert store.load("autosave", shipped).to_json() == session.to_json()
