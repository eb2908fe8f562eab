"""What a story says of itself, and the rules of `check` that it turns off."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from kalmurzaeva import cli
from kalmurzaeva.model.bibliography import FIELDS
from kalmurzaeva.resources import story_folder, under_the_title
from kalmurzaeva.studio.checks.command import check
from kalmurzaeva.terminal.app.about import about
from tests.conftest import HEAD

ROOM = """:: room
--
A room.

+ hum
You hum.
"""
ABOUT = """:: StoryAbout
author: A & B
headline: A story in a room
firstpublished: 2026-11-29
length: a page
content-note: A room.
It has one room.

"""


def written(folder: Path, text: str, **data: object) -> Path:
    import json

    settings = f":: StorySettings\n{json.dumps(data)}\n\n" if data else ""
    (folder / "story.twee").write_text(HEAD.replace("START", "room") + settings + text, encoding="utf-8")
    return folder


def test_about_shows_the_fields_in_words_and_what_describes_the_story(tmp_path):
    story = check(written(tmp_path, ABOUT + ROOM)).story
    assert story
    assert about(story)[:6] == (
        "A story in a room",
        "It has one room.",
        "By: A & B",
        "First published: 2026-11-29",
        "Length: a page",
        "Content: A room.",
    )
    assert under_the_title(tmp_path) == ("a page", "A room.")


def test_the_record_is_the_treatys(tmp_path):
    record = tmp_path / "record.xml"
    assert cli.main(["proof", "--story", str(written(tmp_path, ABOUT + ROOM)), "--ifiction", str(record)]) == 0
    spaces = {"i": "http://babel.ifarchive.org/protocol/iFiction/"}
    story = ElementTree.fromstring(record.read_text(encoding="utf-8")).find("i:story", spaces)
    assert story is not None
    assert story.findtext("i:identification/i:ifid", namespaces=spaces) == "11111111-2222-4333-8444-555555555555"
    found = {child.tag.partition("}")[2]: child.text for child in story.find("i:bibliographic", spaces) or ()}
    assert found["title"] == "Small"
    assert found["author"] == "A & B"
    assert found["firstpublished"] == "2026-11-29"
    assert "length" not in found


def test_the_story_that_ships_says_how_long_it_is_what_it_touches_and_that_it_can_be_left():
    said = " ".join(under_the_title(story_folder()))
    assert "words" in said
    assert "left at any moment" in said
    assert "death" in said


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("lenght: a page", 'StoryAbout has no field "lenght"'),
        ("firstpublished: yesterday", '"firstpublished" cannot be "yesterday"'),
        ("forgiveness: kind", '"forgiveness" cannot be "kind"'),
        ("author:", '"author" says nothing'),
    ],
)
def test_a_field_that_nobody_would_read_is_an_error_where_it_stands(tmp_path, line, why):
    checked = check(written(tmp_path, f":: StoryAbout\n{line}\n\n{ROOM}"))
    (found,) = [found for found in checked.problems if found.severity == "error"]
    assert found.code == "bad-story-data"
    assert why in found.message
    assert checked.sources["story.twee"][found.span.start : found.span.end] == line


def test_every_field_is_described_for_writers():
    told = (story_folder() / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}" in told for name in FIELDS)


# ── Rules that a story turns off ───────────────────────────────────────────────────────────────────────────────


def test_a_story_turns_off_a_rule_by_name_and_check_says_so(tmp_path, capsys):
    folder = written(tmp_path, ROOM)
    assert {found.code for found in check(folder).problems} == {"unknown-thing"}
    written(tmp_path, ROOM, unchecked=["unknown-thing"])
    assert check(folder).problems == ()
    assert cli.main(["check", "--story", str(folder)]) == 0
    assert "Turned off by the story: unknown-thing." in capsys.readouterr().out


def test_a_story_may_have_matters_of_taste_counted_alone(tmp_path, capsys):
    folder = written(tmp_path, ROOM, taste="counted")
    assert [found.code for found in check(folder).problems] == ["unknown-thing"]
    assert cli.main(["check", "--story", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "EXAMINE does not know" not in said
    assert said.splitlines()[:2] == [
        "Nothing is wrong.",
        "Besides, matters of taste: unknown-thing 1. --taste shows them.",
    ]
    for more in (["--taste"], ["--only", "unknown-thing"]):
        assert cli.main(["check", "--story", str(folder), *more]) == 0
        assert "EXAMINE does not know" in capsys.readouterr().out


def test_taste_is_one_of_two_words(tmp_path):
    found = check(written(tmp_path, ROOM, taste="none")).problems
    assert [problem.message for problem in found] == ['StoryData cannot be read: "taste" is one of shown, counted.']


@pytest.mark.parametrize(
    ("off", "why"),
    [
        (["unknown-node"], "an error"),
        (["stub-replies"], "no rule"),
        ("stub-reply", "not a list of rules"),
    ],
)
def test_only_warnings_and_notes_can_be_turned_off(tmp_path, off, why):
    found = check(written(tmp_path, ROOM, unchecked=off)).problems
    assert [(problem.code, why in problem.message) for problem in found if problem.severity == "error"] == [
        ("bad-story-data", True)
    ]
