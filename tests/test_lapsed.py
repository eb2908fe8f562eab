"""What was there to be chosen and is not any more is known for what it was; what was asked stays open while one looks about."""

from __future__ import annotations

import pytest

from kalmurzaeva.language.load import cut_story, load_story
from kalmurzaeva.model.state import State
from kalmurzaeva.session.transcripts import started
from tests.conftest import headed

SEED = 71
YARD = """\
:: yard
title: The Yard
with: ada
--
You are in the yard. Ada has a rope.

* ask Ada to show you the short knot; ask ada about knot; yes [if not late]
She ties it.

* give Ada a coin for the long ladder
You pay.

* drop the heavy box of apples; no
It falls.

+ wait here
You stand about.
~ late

:: data [state]
flag late

:: ada [person]
names: Ada
--
Ada.
"""


def written(folder, text: str):
    (folder / "story.twee").write_text(headed(text), encoding="utf-8")
    return folder


def played(story, node: str, *lines: str):
    session, beat = started(story, SEED, node), None
    for line in lines:
        session, beat = session.enter(line)
    assert beat is not None
    return session, beat


@pytest.mark.parametrize("line", ["put your name right", "put your name right in pencil", "put my name right"])
def test_a_choice_that_was_made_is_said_to_be(shipped, line):
    _, beat = played(shipped, "board_wednesday", "put my name right", line)
    assert beat.text.strip() == "That is done: put your name right, in pencil."
    assert (beat.outcome, beat.commands) == ("refusal", ())


def test_a_choice_that_is_gone_is_said_to_be_past(tmp_path):
    story = load_story(written(tmp_path, YARD))
    session, beat = played(story, "yard", "look", "wait here", "show me the short knot")
    assert beat.text.strip() == "That is past: ask Ada to show you the short knot."
    assert State.from_json(story, session.state.to_json()).talk == session.state.talk


def test_another_verb_is_not_the_choice_that_was_made(tmp_path):
    """A choice that is typed as `ask ada about knot` was made; `thank ada` is no repetition of it."""
    story = load_story(written(tmp_path, YARD))
    for line in ("thank ada", "ask ada about rain", "jump", "time"):
        assert "That is" not in played(story, "yard", "ask ada about knot", line)[1].text


def test_what_was_never_there_is_not_said_to_be_past(tmp_path):
    story = load_story(written(tmp_path, YARD))
    assert "past" not in played(story, "yard", "wait here", "show me the long ladder")[1].text


def test_what_was_asked_may_be_answered_after_a_look(tmp_path):
    story = load_story(written(tmp_path, YARD))
    assert played(story, "yard", "offer the coin")[1].outcome == "question"
    assert "You pay." in played(story, "yard", "offer the coin", "look", "yes")[1].text


def test_a_deed_in_between_drops_the_question(tmp_path):
    story = load_story(written(tmp_path, YARD))
    assert "You pay." not in played(story, "yard", "offer the coin", "wait here", "yes")[1].text


@pytest.mark.parametrize("line", ["no", "nope, not that", "neither"])
def test_a_no_to_the_game_is_no_answer_to_anybody(tmp_path, line):
    """`no` declines what the game asked whether it was meant; it does not refuse what somebody in the story has asked."""
    story = load_story(written(tmp_path, YARD))
    _, beat = played(story, "yard", "offer the coin", line)
    assert (beat.text.strip(), beat.commands) == ("Then say it in other words.", ())
    assert "It falls." in played(story, "yard", "no")[1].text


NAMED_TWICE = """\
:: gate
title: The Gate
with: ada
--
You are at the gate.

> ask ada about the old oak; ask ada about rain
She says a little.

* go in
-> [[garden]]

:: garden
title: The Garden
with: ada
--
You are in the garden.

> ask ada about Old Oak
It is a street.

:: ada [person]
names: Ada
--
Ada.
"""


def test_what_a_topic_is_called_does_not_hang_on_what_was_read_before(tmp_path):
    folder = written(tmp_path, NAMED_TWICE)
    whole, part = load_story(folder), cut_story(folder)[0]
    for way in (("go in", "topics"), ("topics",)):
        assert played(whole, "gate", *way)[1].text == played(part, "gate", *way)[1].text
    fresh = cut_story(folder)[0]
    assert "Old Oak" in played(fresh, "garden", "topics")[1].text
    assert "Old Oak" in played(whole, "garden", "topics")[1].text
