"""What is only asked, felt or said out of courtesy is taken for no deed, and offered none."""

from __future__ import annotations

import pytest

from kalmurzaeva.model.story import Placeholder
from kalmurzaeva.session.transcripts import started

SEED = 71


def beat_of(story, node: str, line: str, *settings: tuple[str, str]):
    return started(story, SEED, node, settings).enter(line)[1]


@pytest.mark.parametrize(
    ("node", "settings", "line"),
    [
        ("calendar", (("august_at", "edinburgh"),), "And Toubab Dialaw, what do they want there from me?"),
        ("calendar", (), "Edinburgh, who asked me to come there?"),
        ("june_wet", (), "How did you feel me having you?"),
        ("june_wet", (), "and the dry?"),
        ("june_floor", (("kept", "six_teas"),), "which order did I take from Timur?"),
        ("slip_nina", (), "I give a slip to the woman in the beret"),
        ("june_film", (), "would you still say no?"),
        ("corridor", (), "Good morning! How are you today?"),
        ("embankment", (), "keep walking"),
        ("cloakroom", (), "what do you keep in the socks?"),
        ("slip_nina", (("kept", "hem"),), "dance"),
        ("v_yard", (), "I'm tired, Vera Andreyevna"),
    ],
)
def test_a_question_or_a_greeting_takes_no_choice(shipped, node, settings, line):
    session = started(shipped, SEED, node, settings)
    after, beat = session.enter(line)
    assert after.state.node == session.state.node
    assert not [source for source in beat.sources if source in {choice.command.noun for choice in session.beat.choices}]


@pytest.mark.parametrize(
    ("node", "line"),
    [
        ("centre", "Varya, are you still watching my neck?"),
        ("june_floor", "I'm a bit frightened of silence"),
        ("june_film", "Sorry about your plug, Timur"),
        ("reverence", "I saw your knee go down. I won't tell anyone."),
    ],
)
def test_a_question_a_feeling_or_an_apology_is_not_asked_about(shipped, node, line):
    assert beat_of(shipped, node, line).outcome != "question"


def test_no_choice_is_met_by_whatever_is_said(shipped):
    greedy = [
        block.id
        for node in shipped.nodes.values()
        for block in node.layer.blocks
        if block.marker.is_choice
        and any(form.verb in ("ask", "say", "tell") and isinstance(form.topic, Placeholder) for form in block.forms)
    ]
    assert greedy == []


@pytest.mark.parametrize("line", ["Would you sign it, Varya?", "Would you sign it too, Varya, if you had a pencil?"])
def test_what_is_asked_of_somebody_is_not_done_oneself(shipped, line):
    session, _ = started(shipped, SEED, "corridor").enter("read the letter")
    beat = session.enter(line)[1]
    assert "corridor/sign_own" not in beat.sources


@pytest.mark.parametrize(("node", "line"), [("corridor", "could I sign it?"), ("corridor", "may I read the letter?")])
def test_who_asks_leave_is_heard(shipped, node, line):
    assert beat_of(shipped, node, line).commands


def test_why_where_nothing_was_refused_is_asked_back(shipped):
    assert [command.topic for command in beat_of(shipped, "yauza", "why?").commands] == ["what was just said"]


@pytest.mark.parametrize("line", ["will you split them?", "who is holding them?"])
def test_what_somebody_is_asked_is_not_done_to_what_one_has(shipped, line):
    assert {command.verb for command in beat_of(shipped, "grishko", line).commands} == {"ask"}


def test_the_driver_is_the_one_who_is_here(shipped):
    assert "reaches the driver" not in beat_of(shipped, "embankment", "Driver, wait").text


def test_who_is_called_is_thanked(shipped):
    commands = beat_of(shipped, "june_film", "Sorry about your plug, Timur").commands
    assert [(command.verb, command.noun) for command in commands] == [("apologise", "timur")]
