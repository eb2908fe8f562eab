"""Transcripts are tests: every file in `tests/transcripts/` plays as it is written, twice, the second time through JSON."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kalmurzaeva import load_story
from kalmurzaeva.cli import main
from kalmurzaeva.session.programme import endings_of
from kalmurzaeva.session.transcripts import parse_transcript, play

FOLDER = Path(__file__).parent / "transcripts"
FILES = sorted(FOLDER.rglob("*.txt"))


def test_there_are_transcripts():
    assert FILES


@pytest.mark.parametrize("through_json", [False, True], ids=["straight", "through JSON"])
@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_transcript_plays_as_it_is_written(shipped, path, through_json):
    """To see the difference: kalmurzaeva replay FILE. To take the new text: kalmurzaeva replay FILE --accept."""
    transcript = parse_transcript(path.read_text(encoding="utf-8"))
    story = load_story(path.parent / transcript.story) if transcript.story else shipped
    assert play(story, transcript, through_json=through_json) == transcript.text


def test_every_ending_is_reached_by_a_transcript(shipped):
    """So that taking over new text never loses one."""
    reached = {
        line for path in FILES for line in path.read_text(encoding="utf-8").splitlines() if line[:8] == "[ending:"
    }
    assert {f"[ending: {ending}]" for ending in endings_of(shipped)} <= reached


@pytest.mark.parametrize("seed", ["1", "2"])
def test_a_line_means_the_same_whatever_python_hashes_words_to(seed):
    command = [sys.executable, "-m", "kalmurzaeva", "replay", str(FILES[-1])]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "plays as it did" in done.stdout


# ── What the game writes, replay plays ─────────────────────────────────────────────────────────────────────────

SCREEN = """
:: room
--
The screen says:

\\> look

\\[restored tea; after line 1]

+ press a key
It beeps{| again}.

+ press another; look at the key
It hums.
"""


@pytest.fixture
def evening(tmp_path, make_story, capsys):
    """Plays lines on a story whose text looks like a transcript, and gives what stands in the transcript of it."""
    make_story(SCREEN)
    folder = next(tmp_path.glob("story*"))

    def play_(*lines: str, name: str = "evening.txt") -> str:
        command = [sys.executable, "-m", "kalmurzaeva", "play", "--story", folder, "--saves", tmp_path / "saves"]
        typed = "\n".join(lines)
        subprocess.run(
            [*command, "--transcript", tmp_path / name], input=typed, text=True, capture_output=True, check=True
        )
        text = (tmp_path / name).read_text(encoding="utf-8")
        code = main(["replay", str(tmp_path / name), "--story", str(folder)])
        said = capsys.readouterr()
        assert (code, said.err) == (0, ""), said.out
        return text

    return play_


def test_a_game_that_was_restored_within_a_transcript_replays(evening):
    text = evening("1", "save tea", "1", "restore tea", "1", "return to 1", "1", "", "undo. look", "restart", "1")
    assert "> restore tea\n\n[restored tea; after line 2]\n\n> 1. press a key\nIt beeps again." in text
    assert "[returned to turn 1; after line 2]" in text
    assert "\\> look" in text
    assert "\\[restored tea; after line 1]" in text


def test_a_game_of_another_evening_brings_what_came_before_into_the_transcript(evening):
    evening("1", "1", "save tea", name="first.txt")
    text = evening("restart", "2", "restore tea", "1", name="second.txt")
    assert "[restored tea; after line 2]" in text, "the game went on from the same autosave"
    text = evening("restore tea", "1", name="third.txt")
    assert text.count("It beeps") >= 3


def test_a_game_with_another_seed_begins_anew_in_the_transcript(evening, tmp_path):
    evening("1", "save tea", name="first.txt")
    for path in (tmp_path / "saves").glob("autosave*"):
        path.unlink()
    text = evening("2", "restore tea", "1", name="second.txt")
    assert text.count("The screen says:") == 2
    assert "[restored tea; seed " in text


TWO_EVENINGS = {
    "redo of what was undone before": (["1", "2", "undo"], ["redo", "1"]),
    "several": (["1", "2", "1", "undo 2"], ["redo", "redo", "redo", "undo 3", "redo"]),
    "redo of a restart before": (["1", "2", "restart"], ["redo", "undo", "redo"]),
    "redo of a restart, played on since": (["1", "restart", "2"], ["redo", "redo", "undo", "undo", "look"]),
    "another branch": (["1", "2", "return to 1", "1"], ["return to 2", "undo", "redo", "return to 3", "redo"]),
    "an answer to the question before": (["x blorf"], ["oops key", "undo", "redo"]),
    "why of the evening before": (["take the key"], ["why", "1", "why"]),
    "notes": (["1", "* one", "undo"], ["* two", "redo", "notes", "undo", "notes"]),
}
ONE_EVENING = {
    "undo and redo": ["1", "2", "undo", "redo", "undo 2", "redo", "redo", "redo"],
    "redo after restart": ["1", "2", "undo", "restart", "redo", "redo", "restart", "1", "redo"],
    "redo after going to a turn": ["1", "2", "undo", "return to 1", "redo", "return to 2", "undo", "redo"],
    "a turn after a restart": ["1", "restart", "return to 1", "redo", "redo"],
    "a restored game has its own redo": ["1", "2", "undo", "save tea", "1", "restore tea", "redo", "undo", "redo"],
    "oops": ["x kye", "oops key", "x blorf", "oops", "key", "undo", "redo"],
    "what is the terminal's own behind an undo": ["1", "undo. return to 1", "undo. palette blue", "undo then redo. 2"],
    "notes": ["* a", "1", "*b; undo", "undo", "redo", "return to 0", "* c", "notes", "restore autosave", "notes"],
}


@pytest.mark.parametrize("lines", ONE_EVENING.values(), ids=ONE_EVENING)
def test_a_transcript_replays_wherever_the_game_goes(evening, lines):
    evening(*lines)


@pytest.mark.parametrize("lines", TWO_EVENINGS.values(), ids=TWO_EVENINGS)
def test_a_transcript_replays_that_was_begun_on_another_evening(evening, lines):
    before, now = lines
    evening(*before, name="before.txt")
    evening(*now, name="now.txt")


def test_what_is_done_over_of_another_evening_stands_in_the_transcript(evening):
    evening("1", "2", "undo", name="first.txt")
    text = evening("redo", "look at the key", name="second.txt")
    assert "[redo; after line 1]\n\n> 2. press another\nIt hums.\n\n> look at the key\nIt hums." in text


def test_a_note_of_the_readers_own_is_kept_and_is_no_turn(evening):
    text = evening("1", "* the key: comma missing", "1")
    assert "> * the key: comma missing\nNoted." in text
    assert "It beeps again." in text


def test_notes_of_an_earlier_evening_stand_in_the_transcript_of_a_later_one(evening):
    evening("1", "*  one   two", "1", name="first.txt")
    text = evening("notes", "* three", "notes", name="second.txt")
    assert "> notes\none two\n\n> * three\n" in text
    assert text.endswith("> notes\none two\n\nthree\n")


def test_a_game_that_is_restored_has_its_own_notes(evening):
    text = evening("1", "* before", "save tea", "* after", "notes", "restore tea", "notes", "* again", "restore tea")
    assert "> notes\nbefore\n\nafter\n" in text
    assert "> notes\nbefore\n\n> * again" in text


def test_what_a_line_was_taken_for_stands_in_a_transcript_that_is_begun_later(evening):
    first = evening("press anothr", name="first.txt")
    assert "> press anothr\n(press another)\n\nIt hums." in first
    assert "> press anothr\n(press another)\n\nIt hums." in evening("1", name="second.txt")


def test_a_number_has_the_words_of_its_choice_after_it(evening):
    text = evening("2", "look at the key", "2. press another")
    assert text.count("> 2. press another\nIt hums.") >= 1
    assert "> look at the key\nIt hums." in text


def test_a_transcript_may_be_a_page_and_says_the_same(evening, tmp_path):
    page = evening("1", "* a < b & c", "save tea", "2", "restore tea", "1", name="evening.html")
    assert page.startswith("<!doctype html>")
    assert '<p class="typed">&gt; 1. press a key</p>\n<p class="said">It beeps.</p>' in page
    assert '<p class="typed">&gt; * a &lt; b &amp; c</p>' in page
    from kalmurzaeva.session.transcript_pages import text_of, written_as

    text = text_of(page)
    assert text.startswith("seed: ")
    assert written_as(tmp_path / "evening.html", "Small", text) == page
    assert text_of(text) == text
