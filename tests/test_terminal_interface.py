"""What of a turn is shown, whatever shows it."""

from __future__ import annotations

import pytest

from kalmurzaeva import Session, load_story
from kalmurzaeva.terminal.screen.interface import page_of
from tests.terminals import write_story


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    return load_story(write_story(tmp_path_factory.mktemp("story")))


def test_a_turn_that_crosses_into_an_act_has_a_scene_in_each(story):
    session, beat = Session.new(story).enter("go on")
    page = page_of(story, beat, "frame")
    assert [scene.act.title for scene in page.scenes if scene.act] == ["Barre"]
    assert page.scenes[0].opens
    session, beat = session.enter("go back")
    page = page_of(story, beat, "barre")
    assert not page.scenes[-1].opens, "an act without a number is not announced"


def test_an_act_is_announced_once_and_not_when_the_story_comes_back_to_it(story):
    session, beat = Session.new(story).enter("go on")
    assert page_of(story, beat, "frame", (), session.state.visits).scenes[0].opens
    session, _ = session.enter("go back")
    session, beat = session.enter("go on")
    assert not any(scene.opens for scene in page_of(story, beat, "frame", (), session.state.visits).scenes)


def test_nothing_is_announced_on_the_first_page_or_when_a_turn_is_taken_back(story):
    session, beat = Session.new(story).enter("go on")
    assert not any(scene.opens for scene in page_of(story, beat, None).scenes)
    session, beat = session.enter("undo")
    session, beat = session.enter("redo")
    assert not any(scene.opens for scene in page_of(story, beat, "frame").scenes)


def test_a_performance_is_slow_and_what_leads_to_it_is_not(story):
    _, beat = Session.new(story).enter("go to the boiler house")
    assert [scene.slow for scene in page_of(story, beat, "frame").scenes] == [True]


def test_choices_are_listed_when_they_change_where_a_place_is_shown_and_when_nothing_was_understood(story):
    session = Session.new(story)
    first = session.beat.choices
    for line, listed in (("x bench", False), ("look", True), ("frobnicate", True), ("", True), ("go on", True)):
        session, beat = session.enter(line)
        assert page_of(story, beat, "frame", first).listed is listed, line
