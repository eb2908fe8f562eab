"""Help with the line: it says what the parser will say, and gives nothing away."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kalmurzaeva import Session, load_story, step
from kalmurzaeva.terminal.app.help import lesson
from kalmurzaeva.terminal.input.completion import Helper
from kalmurzaeva.terminal.input.seen_words import SeenWords
from tests.terminals import write_story


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    return load_story(write_story(tmp_path_factory.mktemp("story")))


@pytest.fixture
def helper(story):
    session = Session.new(story, 7)
    return Helper(session, SeenWords(session))


def play(helper: Helper, *lines: str) -> None:
    for line in lines:
        helper.session, beat = helper.session.enter(line)
        helper.seen.add(beat)


def offered(helper: Helper, before: str) -> list[str]:
    return [words for words, _ in helper.completions(before)]


# ── Reading along ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("x bench", "examine the bench"),
        ("could you please look at the bench", "examine the bench"),
        ("question nina on bench", "ask Nina about the bench"),
        ("nina, hello", "talk to Nina"),
        ("1", "go on (or: go to the studio)"),
        ("x bench then wait", "examine the bench, then …"),
        ("x", ""),
        ("", ""),
        ("xyzzy", ""),
        ("n", ""),
    ],
)
def test_the_reading_is_the_command_in_good_english(helper, line, read):
    assert helper.preview(line).words == read


def test_the_reading_names_nobody_whose_name_was_not_seen(helper):
    """The ghost is in the hall, and her name is nowhere in the text."""
    for line in ("x giselle", "ask giselle about lilies", "volkova, hello", "x her"):
        assert "Volkova" not in helper.preview(line).words
    assert helper.preview("x giselle volkova").words == "examine Giselle Volkova"


def test_words_that_nobody_knows_are_found_but_not_the_one_being_typed(helper):
    assert helper.preview("examine the qwertz ").unknown == {"qwertz"}
    assert helper.preview("examine the qwertz").unknown == frozenset()
    assert helper.preview("qwertz the bench ").unknown == {"qwertz"}


def test_a_name_that_was_not_seen_is_no_better_known_than_nonsense(helper):
    """Dimming must not tell them apart."""
    assert helper.preview("foo giselle ").unknown == {"foo", "giselle"}


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=40), st.sampled_from(["x ", "ask nina about ", "1. 2", "\x1b[31m", "a" * 5000])))
def test_any_line_can_be_read_and_completed_and_nothing_changes(story, line):
    session = Session.new(story, 7)
    before = session.state.to_json()
    helper = Helper(session, SeenWords(session))
    helper.preview(line)
    helper.completions(line)
    assert session.state.to_json() == before
    assert helper.session is session


def test_what_is_read_is_what_would_happen(helper, story):
    """The words of a reading mean the same command as the line itself."""
    for line in ("x bench", "question nina on bench", "l", "2", "take the sushka", "go to studio"):
        read = helper.preview(line).words.partition(" (or: ")[0]
        if read:
            _, one = step(story, helper.session.state, line)
            _, other = step(story, helper.session.state, read)
            assert one.text == other.text


# ── Tab ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_tab_completes_verbs_names_topics_and_choices(helper):
    assert "examine" in offered(helper, "exa")
    assert offered(helper, "examine be") == ["bench"]
    assert offered(helper, "x the be") == ["bench"]
    assert offered(helper, "ask n") == ["Nina"]
    assert offered(helper, "ask nina ab") == ["about"]
    assert "bench" in offered(helper, "ask nina about ")
    assert offered(helper, "go to the bo") == ["go to the boiler house"]


def test_tab_knows_nothing_that_was_not_on_the_screen(helper):
    """Giselle Volkova and the sushka are in the hall; neither was mentioned."""
    every = " ".join(
        words
        for before in ("x ", "ask ", "take s", "x g", "x v", "ask nina about ")
        for words in offered(helper, before)
    )
    assert "Giselle" not in every
    assert "sushka" not in every
    assert "pins" not in every


def test_tab_learns_from_what_is_shown_also_on_earlier_evenings(helper, story):
    play(helper, "ask nina about sushka", "go on", "go back")
    resumed = Session.from_json(story, helper.session.to_json())
    assert "Vera" not in offered(helper, "x V")
    assert SeenWords(resumed).knows("Studio Four")
    assert not SeenWords(resumed).knows("Котельная")


def test_tab_replaces_only_the_end_of_the_line(helper):
    [(words, length)] = helper.completions("look. examine the be")
    assert (words, length) == ("bench", 2)


# ── The lesson ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_lesson_has_examples_from_where_the_player_is_and_names_nothing_unseen(helper):
    session = helper.session
    lines = lesson(session, helper.seen, keys=True)
    text = "\n".join(lines)
    assert "EXAMINE BENCH" in text
    assert "ASK NINA ABOUT" in text
    assert "F1" in text
    assert "GISELLE" not in text
    assert "SUSHKA" not in text


def test_the_lesson_asks_about_what_there_is(shipped):
    session = Session.new(shipped, 3)
    asked = next(line for line in lesson(session, SeenWords(session), keys=True) if line.startswith("ASK"))
    assert asked.startswith("ASK LYONYA ABOUT CURTAIN\t")


def test_every_command_that_the_lesson_gives_is_understood(helper, story):
    play(helper, "look")
    for line in lesson(helper.session, helper.seen, keys=False):
        for command in line.partition("\t")[0].replace("NAME", "tea").replace("SOMETHING", "bench").split(", "):
            _, beat = step(story, helper.session.state, command)
            assert beat.outcome != "unknown", command


def test_the_lesson_has_ten_lines(helper):
    assert len(lesson(helper.session, helper.seen, keys=True)) == 10


def test_without_a_keyboard_the_lesson_speaks_of_no_keys(helper):
    assert "F1" not in "\n".join(lesson(helper.session, helper.seen, keys=False))
