"""What is installed: all that a player needs, and nothing that tells how the story ends or that only writers use. And what a shell completes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from argparse import ArgumentParser
from email import message_from_string
from pathlib import Path

import pytest

from kalmurzaeva import shell
from kalmurzaeva.cli import COMMANDS, main, whole_parser
from kalmurzaeva.resources import story_files

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True)
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_the_wheel_holds_the_game_and_its_story(wheel):
    names = set(wheel.namelist())
    for path in [*(ROOT / "kalmurzaeva").rglob("*.py"), *(ROOT / "kalmurzaeva" / "grammar").glob("*.txt")]:
        assert path.relative_to(ROOT).as_posix() in names
    for path in story_files(ROOT / "story"):
        assert f"kalmurzaeva/{path.relative_to(ROOT).as_posix()}" in names
    assert "kalmurzaeva/py.typed" in names


def test_the_wheel_tells_no_player_how_it_ends_and_carries_no_lists_of_writers(wheel):
    names = wheel.namelist()
    allowed = re.compile(
        r"kalmurzaeva/(.*\.(py|twee|tw)|py\.typed|grammar/\w+\.(txt|licence|bin)|browser/page/\w+\.(js|css|html))|kalmurzaeva-[\d.]+\.dist-info/.*"
    )
    assert [name for name in names if not allowed.fullmatch(name)] == []


def test_the_wheel_says_whose_it_is_and_for_which_python(wheel):
    name = next(name for name in wheel.namelist() if name.endswith("dist-info/METADATA"))
    data = message_from_string(wheel.read(name).decode("utf-8"))
    assert data["Author"]
    assert data["License-Expression"] == "MIT AND LicenseRef-WordNet AND PDDL-1.0"
    carried = ["kalmurzaeva/grammar/english.licence", "kalmurzaeva/grammar/likeness.licence"]
    assert sorted(data.get_all("License-File")) == ["LICENSE", *carried]
    assert {"Typing :: Typed", "Programming Language :: Python :: 3.14"} <= set(data.get_all("Classifier"))


def test_the_licence_that_goes_with_the_words_is_the_one_they_came_with():
    words = (ROOT / "kalmurzaeva" / "grammar" / "english.txt").read_text(encoding="utf-8")
    head = "\n".join(line[2:] for line in words.splitlines() if line.startswith("#"))
    licence = (ROOT / "kalmurzaeva" / "grammar" / "english.licence").read_text(encoding="utf-8")
    assert " ".join(licence.split()) in " ".join(head.split())


# ── What a shell completes ─────────────────────────────────────────────────────────────────────────────────────


def options_of(parser: ArgumentParser) -> set[str]:
    return {word for action in parser._actions for word in action.option_strings if word.startswith("--")}


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_a_shell_completes_every_command_and_every_option(name):
    parser = whole_parser()
    script = shell.script(parser, name)
    commands = next(action.choices for action in parser._actions if isinstance(action.choices, dict))
    assert set(commands) == set(COMMANDS)
    for command, inner in commands.items():
        assert command in script
        for option in options_of(inner):
            assert option.removeprefix("--") in script, f"{command} {option}"


def test_the_page_for_man_has_every_command_and_every_option(capsys):
    assert main(["man"]) == 0
    page = capsys.readouterr().out.replace("\\-", "-")
    commands = next(action.choices for action in whole_parser()._actions if isinstance(action.choices, dict))
    for command, inner in commands.items():
        assert f".SS {command}\n" in page
        for option in options_of(inner):
            assert f"{option}" in page, f"{command} {option}"


@pytest.mark.skipif(not shutil.which("groff"), reason="there is no groff")
def test_groff_has_nothing_to_say_of_the_page_for_man(capsys):
    main(["man"])
    command = ["groff", "-man", "-Tutf8", "-ww"]
    done = subprocess.run(command, input=capsys.readouterr().out, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "play it in the story in this folder" in " ".join(re.sub("\\x1b\\[[0-9;]*m", "", done.stdout).split())


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("kalmurzaeva ch", "check"),
        ("kalmurzaeva --trans", "--transcript"),
        ("kalmurzaeva check --wat", "--watch"),
        ("kalmurzaeva replay evening", "evening.txt"),
    ],
)
def test_bash_completes(line, found, tmp_path):
    (tmp_path / "evening.txt").write_text("")
    (tmp_path / "script").write_text(shell.script(whole_parser(), "bash"))
    words = line.split()
    ask = (
        f"source ./script; COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; COMP_LINE='{line}'; COMP_POINT={len(line)}; "
        f"_shtab_kalmurzaeva kalmurzaeva '{words[-1]}' '{words[-2]}'; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    )
    done = subprocess.run(["bash", "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert found in done.stdout.split(), done.stderr
