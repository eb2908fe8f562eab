"""What was typed, said back: by whoever is asked, and of what comes to nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalmurzaeva import Command, Session, load_story
from kalmurzaeva.grammar.turned import deed, turned
from tests.conftest import headed

ROOM = """
:: room
with: ada
--
A room.

:: ada [person]
names: Ada
is: she
--
Somebody.

> ask ada about kettle; ask ada about have you got a kettle
"It was seized," says Ada.

> ask ada about <topic> [if echo] [label back]
{"{=echo}?" says Ada.|"{=echo}," says Ada, to the wall.}

> tell ada about <topic> [if echo] [label told_back]
"{=echo}," says Ada. "Is that so."

> ask ada about <topic>
"I couldn't say," says Ada.

:: answers [verbs]

> attempt <topic> [if echo] [label not_done]
You would like to {=echo}.

> attempt <topic>
Nothing comes of it.
"""


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    folder = tmp_path_factory.mktemp("room")
    (folder / "room.twee").write_text(headed(ROOM), encoding="utf-8")
    return load_story(folder)


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("Have you got a kettle of your own?", "Have I got a kettle of my own"),
        ("would you like some tea before you go?", "Would I like some tea before I go"),
        ("when he died Ada rang and I said I had a show.", "When he died Ada rang and you said you had a show"),
        ("I was afraid you would laugh at me.", "You were afraid I would laugh at you"),
        ("what happened to you in Tashkent?", "What happened to me in Tashkent"),
        ("What scares you most up there?", "What scares me most up there"),
        ("what is it that keeps you here?", "What is it that keeps me here"),
        ("who says you can dance?", "Who says I can dance"),
        ("is that what you want?", "Is that what I want"),
        ("Are you going to tell my mother?", "Am I going to tell your mother"),
        ("aren't you cold?", "Aren't I cold"),
        ("you never told me that.", "I never told you that"),
        ("I saw you dance.", "You saw me dance"),
        ("was I wrong to go?", "Were you wrong to go"),
        ("I’m sorry I told you.", "You're sorry you told me"),
        ("is that why you're angry with me?", "Is that why I'm angry with you"),
        ("I wanted you to see it.", "You wanted me to see it"),
        ("where is the lift?", "Where is the lift"),
        ("and so, does Ada know?", "Does Ada know"),
    ],
)
def test_a_sentence_is_turned_round(said, back):
    assert turned(said) == back


@pytest.mark.parametrize(
    "said",
    [
        "why?",
        "the kettle",
        "If I were you I would go.",
        "He did. And I did not.",
        'she said "no" to me.',
        "a " * 20 + "b.",
    ],
)
def test_what_is_no_sentence_or_too_long_is_not_said_back(said):
    assert turned(said) is None


@pytest.mark.parametrize(
    ("said", "done"),
    [
        ("I get in beside my sister.", "get in beside your sister"),
        ("breathe and wait for my count.", "breathe and wait for your count"),
        ("I'll put the money under the bowl.", "put the money under the bowl"),
        ("I'd like to teach my sister how to swim.", "teach your sister how to swim"),
        ("let's dance on the table.", "dance on the table"),
        ("I'd sit down if there were a chair.", None),
        ("she goes out with it.", None),
        ("I want to see you dance.", None),
        ("the floor is wet there.", None),
    ],
)
def test_a_deed_is_what_one_would_do(said, done):
    assert deed(said) == done


@given(st.text(max_size=60))
def test_anything_is_turned_or_not_and_ends_in_no_mark(said):
    for back in (turned(f"{said}?"), deed(f"{said}.")):
        assert back is None or (back and back[-1] not in ".?!…")


def entered(story, *lines):
    session, beat = Session.new(story, 3), None
    for line in lines:
        session, beat = session.enter(line)
    return session, beat


def test_who_has_no_answer_says_the_question_back_till_its_arms_are_used_up(room):
    _, first = entered(room, "why is the moon so yellow, Ada?")
    assert '"Why is the moon so yellow?" says Ada.' in first.text
    _, third = entered(room, *["why is the moon so yellow?", "do you sing in winter?", "why are they late?"])
    assert "couldn't say" in third.text


def test_what_has_an_answer_is_not_said_back(room):
    for line in ("have you got a kettle?", "ask ada about the kettle"):
        assert "seized" in entered(room, line)[1].text


def test_a_word_or_two_are_not_said_back(room):
    assert "couldn't say" in entered(room, "ask ada about moons")[1].text


def test_what_comes_to_nothing_is_named(room):
    assert (
        "You would like to stroke the wall with your glove." in entered(room, "I stroke the wall with my glove")[1].text
    )


def test_the_topic_stays_what_it_was_and_what_was_typed_goes_with_it(room):
    _, beat = entered(room, "why is the moon so yellow?")
    command = beat.commands[0]
    assert command[:4] == ("ask", "ada", None, "why is moon so yellow")
    assert command.typed == "why is the moon so yellow?"
    assert Command.from_json(command.to_json()) == command


def test_a_command_without_it_is_answered_as_before(room):
    _, beat = entered(room, Command("ask", "ada", topic="why is moon so yellow"))
    assert "couldn't say" in beat.text
