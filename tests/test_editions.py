"""A saved game and the next edition of its story: it goes on, what is lost is named, and the old file stays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kalmurzaeva import Command, Session
from kalmurzaeva.session import journal
from kalmurzaeva.session.digests import digest
from kalmurzaeva.session.saves import Store, files
from kalmurzaeva.session.saves.documents import session_of
from tests.hardships.editions import run as run_editions
from tests.small import STORY, TEXT, load_text, played

GAME = ["examine tape", "keep pins", "ask nina about pins", "wait"]


def carried(edit, lines=GAME):
    """The game of some lines, saved, and opened in an edited story."""
    text = edit(TEXT)
    assert text != TEXT
    return Session.from_json(load_text(text), played(lines).to_json())


def replaced(old, new):
    return lambda text: text.replace(old, new)


def test_the_same_story_carries_everything_over_without_a_word():
    session = Session.from_json(STORY, played(GAME).to_json())
    assert (session.losses, session.is_carried_over) == ("", False)
    assert session.beat == played(GAME).beat or session.beat.text == played(GAME).beat.text


@pytest.mark.parametrize(
    "edit",
    [
        replaced("A hall. {Cold", "A cold hall. {Cold"),
        replaced("flag late\n", "flag late\nflag tired\n"),
        replaced(":: stairs [one]", ":: cellar [one]\n--\nA cellar.\n\n+ go up\n-> [[hall]]\n\n:: stairs [one]"),
    ],
    ids=["words", "a new variable", "a new place"],
)
def test_an_edit_that_keeps_meaning_costs_nothing_and_undo_still_goes_to_the_beginning(edit):
    session = carried(edit)
    assert session.losses == ""
    assert session.beat.text == played(GAME).beat.text
    for _ in GAME:
        session, _ = session.undo()
    assert session.cursor is None


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        (replaced("here number breath 0..3 = 0\n", "flag late_too\n"), ""),
        (replaced("number trust 0..5 = 1\n", "flag trust\n").__call__, None),
        (
            lambda text: (
                text.replace(":: pins [gesture]", ":: tacks [gesture]")
                .replace("+= pins", "+= tacks")
                .replace("keep pins", "keep tacks")
                .replace("kept.how(pins)", "kept.how(tacks)")
                .replace("kept.where(pins)", "kept.where(tacks)")
            ),
            '"pins" of kept',
        ),
    ],
    ids=["an empty one", "a kind", "a gesture"],
)
def test_what_is_lost_is_named(edit, named):
    if named is None:
        edit = lambda text: text.replace("one mood of plain, proud", "flag mood").replace("~ mood = proud", "~ mood")  # noqa: E731
        named = 'what "mood" was'
    session = carried(edit)
    assert named in session.losses
    for line in ("look", "wait", "undo", "undo", "undo", "redo"):
        session, _ = session.enter(line)


def test_names_that_a_variable_and_its_values_had_are_followed():
    session = carried(
        lambda text: (
            text.replace("flag late\n", "flag tardy [was late]\n")
            .replace("~ late", "~ tardy")
            .replace("if late", "if tardy")
            .replace("unless late", "unless tardy")
            .replace("one mood of plain, proud", "one mood of plain, vain [was proud: vain]")
            .replace("~ mood = proud", "~ mood = vain")
        )
    )
    assert session.state.values["tardy"] is True
    assert session.state.values["mood"] == "vain"
    assert session.losses == ""
    assert len(session.enter("undo 2")[0].path()) == 2


WEATHER = """
:: hall [one]
--
A hall.

> examine tape [label tape_end]
[if late and mood == plain and visits(hall) > 0 and shown("hall/tape_end") < 9]
{One.|Two.|Three.|Four.}
[else]
{Five.|Six.}
[end]
~ late

:: one [act]
number: I
title: Barre

:: state [state]
flag late
one mood of plain, proud
"""


@pytest.mark.parametrize(
    "renamings",
    [
        [("late\n", "tardy\n"), ("late ", "tardy "), ("flag tardy", "flag tardy [was late]")],
        [("plain", "bare"), ("proud\n", "proud [was plain: bare]\n")],
        [(":: hall [one]\n", ":: room [one]\nwas: hall\n"), ("(hall)", "(room)"), ("hall/", "room/")],
        [("tape_end", "tape"), ("[label tape]", "[label tape] [was tape_end]")],
    ],
    ids=["variable", "value", "place", "block"],
)
def test_the_counts_of_what_varies_follow_the_names_in_its_condition(renamings):
    before = Session.new(load_text(WEATHER), seed=1)
    for _ in range(4):
        before, _ = before.enter("x tape")
    text = WEATHER
    for old, new in renamings:
        assert old in text
        text = text.replace(old, new)
    session = Session.from_json(load_text(text), before.to_json())
    assert session.losses == ""
    assert len(session.enter("undo 3")[0].path()) == 1
    assert session.enter("x tape")[1].text == before.enter("x tape")[1].text


def test_undo_stops_where_the_story_has_changed_and_the_last_words_are_those_that_were_read():
    session = carried(replaced("~ trust += 1", "~ trust += 2"), ["x tape", "take tape", "wait"])
    assert session.beat.text == played(["x tape", "take tape", "wait"]).beat.text
    assert "UNDO goes back no further than this" in session.losses
    session, beat = session.undo()
    assert beat.text == "UNDO goes back no further: the story has changed since."
    session, _ = session.enter("wait")
    again = Session.from_json(session.story, session.to_json())
    again, beat = again.undo()
    assert beat.text.startswith("Taken back: wait.")
    assert again.state.values["trust"] == 2


def test_a_first_value_that_has_changed_is_a_change():
    session = carried(replaced("number trust 0..5 = 1", "number trust 0..5 = 2"), ["wait", "wait"])
    assert session.state.values["trust"] == 1
    assert session.losses


def test_digests_tell_states_apart_and_not_what_was_talked_of():
    assert digest(played(["wait"]).state) != digest(played(["wait", "wait"]).state)
    assert digest(played(["wait"]).state) == digest(played(["wait", "x nothing"]).state)


OLD_SAVES = sorted((Path(__file__).parent / "old_saves").glob("*.json"))


@pytest.mark.parametrize("path", OLD_SAVES, ids=[path.stem for path in OLD_SAVES])
def test_a_game_of_every_version_that_was_shipped_goes_on(shipped, path):
    document = files.unsealed(path.read_bytes())
    session = session_of(document, shipped)
    assert session.state.turn >= document["turn"] or session.losses
    for line in ("look", "undo", "redo", "wait"):
        session, _ = session.enter(line)
    assert Session.from_json(shipped, session.to_json()).to_json() == session.to_json()


def test_redo_after_restart_returns_to_where_it_was_typed_also_after_new_turns_and_a_night():
    session = played([*GAME, "restart"])
    assert session.enter("redo")[0].path() == played(GAME).path() or len(session.enter("redo")[0].path()) == len(GAME)
    session, _ = session.enter("wait")
    session = Session.from_json(STORY, session.to_json())
    session, _ = session.enter("redo")
    assert len(session.path()) == len(GAME)
    assert len(session.entries) == len(GAME) + 1
    session, beat = session.go_to(session.entries[-1])
    assert [entry.line for entry in session.path()] == ["wait"]
    assert "Back at turn" in beat.text


def test_no_edit_of_the_shipped_story_changes_a_saved_game_in_silence():
    """A tenth of what `python -m tests.hardships editions` does."""
    assert run_editions(20, 5, 30).broken == []


# ── Files ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["TEA", "Tea", "“tea”", " tea ", "te\u0301a"])
def test_a_slot_has_one_name_however_it_is_spelt(tmp_path, name):
    store = Store(tmp_path)
    store.save("téa" if "\u0301" in name else "tea", played(GAME))
    store.save(name, played([]), replace=False)
    assert len(store.load(name, STORY).entries) == 0
    assert sorted(slot.name.split()[-1] for slot in store.slots())[0] == "kept"


def test_a_name_shown_in_capitals_is_found(tmp_path):
    Store(tmp_path).save("ilk kayıt", played(GAME))
    assert len(Store(tmp_path).load("ILK KAYIT", STORY).entries) == 4


def test_what_another_machine_wrote_is_kept_and_said(tmp_path):
    here, there = Store(tmp_path / "a"), Store(tmp_path / "b")
    here.save("game", played(["wait"]))
    there.save("game", played(GAME))
    os.replace(there.path("game"), here.path("game"))
    assert here.save("game", played(["wait", "wait"])) == "game kept"
    assert here.save("game", played(["wait", "wait", "wait"])) is None
    assert len(here.load("game kept", STORY).entries) == len(GAME)


def test_nothing_is_written_through_a_link_or_a_pipe(tmp_path):
    store = Store(tmp_path / "saves")
    store.save("game", played([]))
    outside = tmp_path / "outside"
    outside.write_text("precious")
    (store.folder / ".game.json.new").symlink_to(outside)
    os.link(outside, store.folder / ".game.new")
    os.mkfifo(store.folder / ".game.json.0.new")
    store.path("game").unlink()
    store.path("game").symlink_to(outside)
    store.save("game", played(GAME))
    assert outside.read_text() == "precious"
    assert len(store.load("game", STORY).entries) == len(GAME)


def test_a_folder_of_saves_holds_nothing_half_written(tmp_path):
    store = Store(tmp_path)
    (tmp_path / ".game.json.0123456789abcdef.new").write_text("left by a kill")
    (tmp_path / ".game.json.1.0123456789abcdef.new").write_text("left by a kill, of the generation before")
    for count in range(4):
        store.save("game", played(GAME[:count]))
    assert {file for file in os.listdir(tmp_path) if not file.endswith(".lock")} == {"game.json", "game.json.1"}


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_a_closed_stream_is_a_sentence(tmp_path, closed):
    command = f'"{sys.executable}" -m kalmurzaeva --saves "{tmp_path}" {closed}'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "is closed" in done.stderr
    assert "mistake" not in done.stderr


def test_a_save_says_its_format(tmp_path):
    store = Store(tmp_path)
    store.save("game", played(GAME))
    document = json.loads(store.path("game").read_bytes())
    assert document["format"] == document["session"]["format"] == files.FORMAT
    assert all(len(turn) == 4 and len(turn[3]) == 8 for turn in document["session"]["journal"])


def test_a_topic_of_mere_words_is_no_old_name_of_a_passage():
    story = load_text(
        ":: hall\nwas: allegro\nwith: nina\n--\nA hall.\n\n:: nina [person]\nwas: sewer\nnames: Nina\nis: she\n--\nNina.\n"
    )
    assert journal._renamed(story, Command("what", topic="allegro")) == Command("what", topic="allegro")
    assert journal._renamed(story, Command("ask", "sewer", topic="sewer")) == Command("ask", "nina", topic="nina")
