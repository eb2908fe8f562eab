"""What is asked back about what was just read is a question about *what was just said*; what was only read is not missing; who is elsewhere is not
answered for; a line of several sentences gets the answer that was written for one of them."""

from __future__ import annotations

import pytest

from kalmurzaeva import Command, Session
from kalmurzaeva.session.transcripts import started
from tests.small import load_text

ROOM = """
:: start
with: ada
things: stove
--
Ada has a telegram from Lisbon in her hand. "Thirty-one," says Ada. "They have burnt the custard."

+ wait
A van goes by with a gatepost on it.

> examine stove
Cold.

:: ada [person]
names: Ada
--

> ask ada about the custard
"Black," says Ada.

> ask ada about what was just said
"That is the whole of it," says Ada.

> ask ada about <topic>
"I couldn't say," says Ada.

> tell ada about <topic>
Ada nods.

:: bruno [person]
names: Bruno
--

> examine bruno
Tall.
"""
WITHOUT = ROOM.replace('> ask ada about what was just said\n"That is the whole of it," says Ada.\n', "")
WHOLE = '"That is the whole of it," says Ada.'


def enter(line: str, text: str = ROOM, *before: str):
    session = Session.new(load_text(text), seed=3)
    for one in before:
        session, _ = session.enter(one)
    return session.enter(line)


@pytest.mark.parametrize(
    "line",
    [
        "who sent the telegram?",
        "Ada, what was in the telegram?",
        "thirty-one what?",
        "who has burnt it?",
        "what do you mean?",
        "what did you mean by that, Ada?",
    ],
)
def test_what_is_asked_back_is_asked_of_what_was_just_said(line):
    assert enter(line)[1].text.endswith(WHOLE)


def test_who_has_an_answer_gives_it():
    assert enter("what about the custard?")[1].text.endswith('"Black," says Ada.')


@pytest.mark.parametrize(
    "line", ["who sent the parcel?", "are you from Lisbon?", "is it Thursday?", "the telegram is from Lisbon"]
)
def test_what_was_not_told_is_not_asked_back(line):
    assert WHOLE not in enter(line)[1].text


def test_a_story_that_has_nothing_for_it_answers_as_to_everything():
    assert "I couldn't say" in enter("who sent the telegram?", WITHOUT)[1].text


def test_what_the_last_turns_named_is_not_missing():
    assert enter("examine the gatepost")[1].text.startswith("There is no")
    assert (
        enter("examine the gatepost", ROOM, "wait")[1].text == "You look at the gatepost, and nothing there holds you."
    )
    assert enter("climb the gatepost", ROOM, "wait")[1].text == "You let the gatepost be."


@pytest.mark.parametrize(
    "line", ["Bruno, I am so glad. Thank you.", "are your hands cold, Bruno?", "Bruno, come here. I love you. Sorry."]
)
def test_nobody_answers_for_who_is_elsewhere(line):
    session, beat = enter(line)
    assert beat.text == "Bruno is not here."
    assert not session.entries


@pytest.mark.parametrize("line", ["I saw a heron today. Thank God for the stove.", "It rains. The stove is out. Well."])
def test_several_sentences_that_nobody_has_an_answer_to_get_one_line(line):
    assert enter(line)[1].text.count("Ada nods.") == 1


@pytest.mark.parametrize("line", ["It rains. What about the custard?", "what about the custard? It rains."])
def test_behind_an_answer_or_before_it_stands_no_line_for_everything(line):
    assert enter(line)[1].text.replace("(Ada)", "").strip() == '"Black," says Ada.'


def test_who_says_good_morning_has_not_begun_to_speak():
    risen = ROOM.replace("> examine stove", "* ask Ada which one it was; talk to Ada\nYou get up.\n\n> examine stove")
    assert "You get up." not in enter("good morning, Ada", risen)[1].text
    assert "You get up." in enter("talk to Ada", risen)[1].text


@pytest.mark.parametrize("line", ["I give up, take it", "I give up. Is there custard?"])
def test_what_ends_the_game_is_said_alone(line):
    request = enter(line)[1].request
    assert request is None or request.verb != "quit"
    assert enter("I give up")[1].request == Command("quit")


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        ("I am so out of breath, and strangely happy.", "tell"),
        ("I'm laughing, and it hurts a bit for him", "tell"),
        ("I'm never sure about myself either, Ada.", "tell"),
    ],
)
def test_how_one_is_is_told(line, verb):
    assert [command.verb for command in enter(line)[1].commands] == [verb]


@pytest.mark.parametrize("line", ["who's down there?", "who is up there?", "who is in there?"])
def test_who_is_somewhere_else_is_nobody_here(line):
    assert [command.verb for command in enter(line)[1].commands] != ["company"]
    assert [command.verb for command in enter("who is there?")[1].commands] == ["company"]


@pytest.mark.parametrize(
    "yes", ["yes, this I mean", "of course, yes", "yes please, her heel", "oh yes, that one", "absolutely"]
)
def test_who_agrees_agrees_in_other_words(shipped, yes):
    session = started(shipped, 71, "corridor")
    session, beat = session.enter("give the girl some help with her heel")
    assert beat.outcome == "question"
    assert session.enter(yes)[1].outcome == "story"


def test_what_is_missed_is_no_movement(shipped):
    session = started(shipped, 71, "room_tuesday", (("kept", "tape"),))
    assert session.enter("I miss Dasha")[1].commands[0].verb in ("tell", "ask")


OVER = """
:: start
things: stove
--
A room.

* leave
-> [[gone]]

:: gone
ends: out
--
You have left.

:: verbs_here [verbs]
> seats; who sits where
Nobody sits anywhere.

> ponder
You ponder.

:: the_row [always]
> seats
[as score: Row six]
Ada, on the left.
[end]
"""


def test_what_was_set_down_is_read_when_it_is_over_too():
    session, beat = enter("leave", OVER)
    assert beat.ending == "out"
    after, beat = session.enter("seats")
    assert "Ada, on the left." in beat.text
    assert after.state.turn == session.state.turn
    for line in ("ponder", "look", "wait"):
        assert "come to its end" in session.enter(line)[1].text


def test_a_resumed_game_knows_what_was_just_said():
    story = load_text(ROOM)
    session = Session.new(story, seed=3)
    for line in ("wait", "examine stove"):
        session, _ = session.enter(line)
    again = Session.from_json(story, session.to_json())
    for line in ("examine the gatepost", "who sent the telegram?", "what was on the van?"):
        assert again.enter(line)[1].text == session.enter(line)[1].text
    assert again.enter("examine the gatepost")[1].text == "You look at the gatepost, and nothing there holds you."
