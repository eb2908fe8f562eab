"""The command line: exit codes, pipes, and one clear line where something is wrong."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kalmurzaeva import __version__, cli
from tests.conftest import headed
from tests.terminals import environment, write_story


@pytest.fixture(scope="module")
def story(tmp_path_factory) -> Path:
    return write_story(tmp_path_factory.mktemp("forms"))


@pytest.fixture
def run(tmp_path, story):
    """Runs the program with something on its standard input."""

    def run_(*arguments: str | Path, typed: str | bytes = b"", with_story: bool = True, **variables: str):
        command = [sys.executable, "-m", "kalmurzaeva", *map(str, arguments)]
        if with_story and (not arguments or str(arguments[0]).startswith("-") or arguments[0] == "play"):
            command += ["--story", str(story), "--saves", str(tmp_path / "saves")]
        data = typed.encode() if isinstance(typed, str) else typed
        found = subprocess.run(
            command,
            check=False,
            input=data,
            capture_output=True,
            env=environment(tmp_path / "home", **variables),
            timeout=120,
        )
        found.out, found.err = found.stdout.decode("utf-8", "replace"), found.stderr.decode("utf-8", "replace")
        assert "Traceback" not in found.err
        return found

    return run_


# ── Playing on a pipe ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_pipe_plays_one_command_a_line_in_plain_text_and_ends_with_0(run):
    found = run(typed="x bench\n1\n")
    assert found.returncode == 0
    assert found.err == ""
    assert "A bench of oak. Four people could sit on it, and three do." in found.out.splitlines()
    assert "Act I: Barre" in found.out
    assert "1. go back\n2. end it" in found.out
    assert "\x1b" not in found.out
    assert not set("╭│─").intersection(found.out)


def test_play_is_what_happens_without_a_command(run):
    assert run("--seed", "7").out == run("play", "--seed", "7", "--new").out


def test_the_game_is_saved_and_goes_on_with_the_last_page_again(run):
    run(typed="1\n")
    found = run()
    assert "Going on from today" in found.out
    assert "Vera Andreyevna considers this a coincidence." in found.out
    assert "1. go back" in found.out


def test_a_new_game_keeps_the_one_before(run, tmp_path):
    run(typed="1\n")
    found = run("--new")
    assert 'The game before is kept as "earlier".' in found.out
    assert "The Hall" in found.out
    assert json.loads((tmp_path / "saves" / "earlier.json").read_text())["place"] == "Studio Four"
    assert "Studio Four" in run("--save", "earlier").out


def test_a_game_on_a_slot_of_its_own_leaves_the_others_alone(run, tmp_path):
    run(typed="1\n")
    found = run("--save", "tea", typed="x bench\n")
    assert 'kalmurzaeva --save "tea"' in found.out
    assert {path.stem for path in (tmp_path / "saves").glob("*.json")} == {"autosave", "tea"}
    assert "Studio Four" in run().out


def test_save_restore_and_saves(run):
    found = run(typed="1\nsave Ночь в студии\ngo back\nrestore Ночь в студии\nsaves\n")
    assert 'Saved as "Ночь в студии".' in found.out
    assert found.out.count("Studio Four, ten to eight") >= 2
    assert 'The game you were in is kept as "earlier".' in found.out
    assert "earlier: The Hall" in found.out


def test_restoring_what_was_just_saved_keeps_no_copy_of_it(run, tmp_path):
    run(typed="1\nsave tea\nrestore tea\n")
    assert {path.stem for path in (tmp_path / "saves").glob("*.json")} == {"autosave", "tea"}


def test_on_a_pipe_restart_asks_nothing_and_redo_comes_back(run):
    found = run(typed="1\nrestart\nredo\n")
    assert "yes or no" not in found.out
    assert re.search(r"Done over: \D.*\.", found.out), "in words, not by the number that was typed"


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/passwd", "con", "a" * 100, "\x1b[31m", ".hidden", "", "  "],
    ids=lambda name: repr(name)[:12],
)
def test_no_name_of_a_save_is_a_path(run, tmp_path, name):
    found = run("--save", name)
    assert found.returncode == 2
    assert found.err.count("\n") == 1
    assert not (tmp_path / "evil.json").exists()


def test_every_verb_of_the_game_itself_answers(run):
    verbs = [
        "help",
        "about",
        "version",
        "credits",
        "hint",
        "history",
        "options",
        "saves",
        "verbose",
        "transcript",
        "transcript off",
    ]
    found = run(typed="\n".join(verbs))
    assert found.returncode == 0
    assert "has nothing to do here" not in found.out
    assert "nothing more is carried out" not in run(typed="quit\nx bench\n").out
    assert "bench of oak" not in run(typed="quit\nx bench\n").out


# ── Anything at all on a pipe ──────────────────────────────────────────────────────────────────────────────────


def test_binary_junk_is_answered_and_nothing_is_lost(run, tmp_path):
    junk = bytes(range(256)) * 40
    found = run(typed=b"1\n" + junk + b"\nx bench\n\n\xff\xfe\n" + b"a" * 500_000 + b"\nlook\n")
    assert found.returncode == 0
    assert found.err == ""
    assert "Studio Four" in found.out
    assert not any(ord(char) < 32 and char != "\n" for char in found.out)
    assert json.loads((tmp_path / "saves" / "autosave.json").read_text())["place"] == "Studio Four"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=60), max_size=8))
def test_any_lines_of_any_unicode_are_answered(run, lines):
    found = run(typed="\n".join(lines).encode("utf-8", "surrogatepass"))
    assert found.returncode == 0
    assert found.err == ""


def test_an_ascii_output_gets_stand_ins(run):
    found = run(typed="x wall\n2\n", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert found.returncode == 0
    assert "Dasha, abi, plie, -> and No." in found.out
    assert "Kotel'naya" in found.out or "Kotelnaya" in found.out


def test_a_folder_that_cannot_be_written_is_said_once_and_the_game_goes_on(run, tmp_path):
    (tmp_path / "saves").write_text("")
    found = run(typed="x bench\nx ladder\n")
    assert found.returncode == 1, "the exit code says that what was played is lost"
    assert found.out.count("goes on unsaved") == 1
    assert found.out.rstrip().endswith("This game could not be saved.")
    assert "Saved." not in found.out
    assert "It goes up." in found.out


def test_a_new_game_goes_on_unsaved_too(run, tmp_path):
    (tmp_path / "saves").write_text("")
    found = run("--new", typed="x bench\n")
    assert (found.returncode, found.err) == (1, "")
    assert "A bench of oak" in found.out
    assert found.out.rstrip().endswith("This game could not be saved.")


def test_the_last_line_leads_back_whatever_the_slot_is_called(run):
    for name in ("-x", "it's $HOME", "a`b", "two words"):
        last = run(f"--save={name}", typed="x bench\n").out.splitlines()[-1]
        again = shlex.split(last.removeprefix("Saved. Type kalmurzaeva ").removesuffix(" to go on from here."))
        assert "Going on from" in run(*again, with_story=False).out, last


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full disk here")
def test_an_output_that_is_full_is_said_in_one_line(story, tmp_path):
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "kalmurzaeva", "--story", str(story), "--saves", str(tmp_path)]
        found = subprocess.run(
            command,
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            env=environment(tmp_path),
        )
    assert found.returncode == 1
    assert found.stderr.count(b"\n") == 1
    assert b"Traceback" not in found.stderr


def test_a_reader_that_goes_away_is_no_error(story, tmp_path):
    command = [sys.executable, "-m", "kalmurzaeva", "--story", str(story), "--saves", str(tmp_path)]
    game = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(tmp_path)
    )
    assert game.stdout
    assert game.stdin
    assert game.stderr
    game.stdout.close()
    game.stdin.write(b"look\n" * 100)
    game.stdin.close()
    assert game.stderr.read() == b""
    assert game.wait(60) == 0


def test_ctrl_c_ends_a_pipeline_at_once(story, tmp_path):
    command = [sys.executable, "-m", "kalmurzaeva", "--story", str(story), "--saves", str(tmp_path)]
    game = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(tmp_path)
    )
    assert game.stdout
    assert game.stdin
    assert game.stderr
    game.stdin.write(b"x bench\n")
    game.stdin.flush()
    while b"bench of oak" not in game.stdout.readline():
        pass
    game.send_signal(signal.SIGINT)
    assert game.wait(60) == -signal.SIGINT
    assert b"Traceback" not in game.stderr.read()


# ── For writers ────────────────────────────────────────────────────────────────────────────────────────────────


def test_from_begins_at_a_node_and_saves_nothing(run, tmp_path):
    found = run("--from", "studio", "--trace")
    assert "Studio Four" in found.out
    assert "studio]" in found.out
    assert not (tmp_path / "saves").exists()


def test_trace_names_the_block_its_file_and_its_line(run, story):
    found = run("--trace", typed="x bench\n")
    line = (story / "story.twee").read_text(encoding="utf-8").splitlines().index("> examine bench") + 1
    assert f"[story.twee:{line} hall/examine bench]" in found.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--from", "studoi"),
        ("--set", "late=yes"),
        ("--set", "late"),
        ("--seed", "seven"),
        ("--seed", "-1"),
        ("--width", "3"),
        ("--bogus",),
        ("--transcript",),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2_and_says_what_was_wrong(run, arguments):
    found = run(*arguments)
    assert found.returncode == 2
    assert "kalmurzaeva" in found.err


def test_a_node_that_there_is_not_is_said_with_the_one_that_was_meant(run):
    assert "Did you mean studio?" in run("--from", "studoi").err


@pytest.mark.parametrize("width", [30, 60])
def test_width_ends_the_lines_there(run, width):
    found = run("--width", str(width), typed="x bench\n")
    assert max(map(len, found.out.splitlines())) <= width


def test_a_transcript_has_everything_from_the_first_page_and_plays_again(run, story, tmp_path):
    run(typed="x bench\n")
    path = tmp_path / "evening.txt"
    run("--transcript", path, typed="1\nundo\n")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("seed: ")
    assert text.index("> x bench") < text.index("> 1") < text.index("> undo")
    found = run("replay", path, "--story", story)
    assert (found.returncode, found.err) == (0, "")


def test_a_transcript_is_never_written_over(run, tmp_path):
    path = tmp_path / "evening.txt"
    path.write_text("mine")
    found = run("--transcript", path)
    assert found.returncode == 1
    assert path.read_text() == "mine"


# ── A story that cannot be played ──────────────────────────────────────────────────────────────────────────────


def test_a_missing_story_is_1_and_says_so(run, tmp_path):
    found = run("--story", tmp_path / "nowhere", with_story=False)
    assert found.returncode == 1
    assert "is not a folder" in found.err


def test_a_broken_story_is_1_with_its_problems_on_standard_error(run, tmp_path):
    folder = write_story(tmp_path / "broken")
    file = folder / "story.twee"
    file.write_text(file.read_text(encoding="utf-8").replace("[[studio]]", "[[studoi]]"), encoding="utf-8")
    found = run("--story", folder, "--saves", tmp_path / "s", with_story=False)
    assert found.returncode == 1
    assert "studoi" in found.err
    assert "^" in found.err
    assert found.out == ""


def test_a_story_is_checked_again_when_it_has_changed(run, tmp_path):
    folder = write_story(tmp_path / "changing")
    arguments = ("--story", folder, "--saves", tmp_path / "s")
    assert run(*arguments, with_story=False).returncode == 0
    file = folder / "story.twee"
    file.write_text(file.read_text(encoding="utf-8").replace("[[studio]]", "[[studoi]]"), encoding="utf-8")
    assert run(*arguments, with_story=False).returncode == 1


@pytest.mark.parametrize("damage", ["a folder", "junk", "nothing to write to"])
def test_a_cache_that_is_damaged_costs_nothing_but_time(run, tmp_path, damage):
    cache = tmp_path / "home" / "cache" / "kalmurzaeva"
    if damage == "a folder":
        (cache / "verified").mkdir(parents=True)
    elif damage == "junk":
        cache.mkdir(parents=True)
        (cache / "verified").write_bytes(b"\xff\x00\n" * 100)
    else:
        cache.parent.mkdir(parents=True)
        cache.write_text("")
    assert run(typed="x bench\n").returncode == 0
    assert run(typed="x bench\n").returncode == 0


# ── The other commands ─────────────────────────────────────────────────────────────────────────────────────────


def test_help_and_version(run):
    found = run("--help", with_story=False)
    assert found.returncode == 0
    assert all(name in found.out for name in (*cli.COMMANDS, "--plain", "--seed"))
    assert run("--version", with_story=False).out == f"kalmurzaeva {__version__}\n"


def test_a_command_that_there_is_not_is_2(run):
    found = run("frob", with_story=False)
    assert found.returncode == 2
    assert found.err.count("\n") == 1


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_says_how_it_is_used(run, name):
    found = run(name, "--help", with_story=False)
    assert found.returncode == 0
    assert "usage:" in found.out


def test_saves_lists_shows_verifies_renames_and_deletes(run, story, tmp_path):
    run(typed="1\nsave tea\n")

    def saves(*arguments: str):
        return run("saves", "--saves", tmp_path / "saves", "--story", story, *arguments)

    assert {line.split()[0] for line in saves().out.splitlines()} == {"autosave", "tea"}
    assert "Studio Four" in saves("show", "tea").out
    assert saves("verify").returncode == 0
    assert saves("rename", "tea", "coffee").returncode == 0
    assert saves("show", "tea").returncode == 1
    assert saves("delete", "coffee").returncode == 0
    assert saves("frob").returncode == 2
    assert saves("show").returncode == 2


def test_an_error_of_ours_is_a_line_and_a_file_and_no_traceback(monkeypatch, capsys, tmp_path):
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    class Broken:
        @staticmethod
        def add_arguments(_parser):
            raise ZeroDivisionError

    monkeypatch.setattr(cli, "import_module", lambda _name: Broken)
    assert cli.main(["play"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "ZeroDivisionError" in next(tmp_path.glob("kalmurzaeva-*.txt")).read_text()


def test_map_names_the_places_of_this_game_in_order_and_no_other(run):
    found = run(typed="map\ngo to the boiler house\nmap\n").out
    first, second = (part.split("\n\n")[0] for part in found.split("Where you have been")[1:])
    assert "you are here" in first
    assert "Котельная" not in first
    assert "Котельная № 4; you are here" in second


def test_a_game_of_another_story_in_the_slot_is_left_alone_and_a_new_one_begins_beside_it(run, tmp_path):
    another = tmp_path / "another"
    another.mkdir()
    (another / "story.twee").write_text(headed(":: shed\n--\nA shed.\n"), encoding="utf-8")
    assert run(typed="x bench\n").returncode == 0
    before = (tmp_path / "saves" / "autosave.json").read_bytes()
    found = run("play", "--story", another, "--saves", tmp_path / "saves", with_story=False)
    assert found.returncode == 0
    assert 'belongs to another story ("All the Forms")' in found.out
    assert 'a new game begins on another slot, "autosave 2"' in found.out
    assert "A shed." in found.out
    assert (tmp_path / "saves" / "autosave.json").read_bytes() == before


def test_plain_says_what_was_chosen_in_words_and_an_ending_once(run):
    found = run(typed="1\n2\nlook\nx mirror\n")
    assert "(end it)" in found.out.splitlines()
    assert found.out.count("third from the left") == 1
    assert found.out.count("QUIT: leaves") == 1


def test_a_problem_stands_at_a_path_that_an_editor_opens(tmp_path, capsys, monkeypatch):
    folder = tmp_path / "house" / "story"
    folder.mkdir(parents=True)
    (folder / "one.twee").write_text(headed(":: shed\n--\nA shed.\n\n> exmine shed\nBrown.\n"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for named in ("house/story", "house/story/one.twee", str(folder)):
        assert cli.main(["check", "--story", named]) == 1
        assert cli.main(["play", "--story", named, "--saves", "saves"]) == 1
        seen = capsys.readouterr()
        for written in (seen.out, seen.err):
            path = re.search(r"^(\S*one\.twee):\d+:\d+: error", written, re.MULTILINE)
            assert path
            assert Path(path[1]).is_file()
