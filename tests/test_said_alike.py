"""What people say to each other in other words is one thing said: whoever answers one wording answers all of its row."""

from __future__ import annotations

import pytest

from kalmurzaeva import Session
from kalmurzaeva.grammar.wordings import said_alike, said_near
from tests.small import load_text

YARD = """
:: yard
with: ada, ben
--
Ada and Ben are in the yard.

> ask ada about are you tired
"I am sitting down," says Ada.

> ask ada about are you afraid; say are you afraid
"Of what?" says Ada.

> tell ada about tired
"Then lie down," says Ada.

> ask ada about home
"A village," says Ada.

> ask ada about can you keep a secret
"You have told me already," says Ada.
-> [[ash]]

> ask ada about <topic>; tell ada about <topic>
"Hm," says Ada.

> ask ben about <topic>; tell ben about <topic>
"Ah," says Ben.

:: ash
ends: ash
--
Ash.

:: ada [person]
names: Ada
is: she

:: ben [person]
names: Ben
is: he
"""


@pytest.fixture(scope="module")
def yard():
    return load_text(YARD)


def answer(story, line):
    return Session.new(story, 1).enter(line)[1].text


@pytest.mark.parametrize(
    "line",
    [
        "Ada, you look tired",
        "Ada, aren't you exhausted?",
        "are you really tired, Ada?",
        "hello Ada, how are you?",
        "how are you doing Ada",
        "ask ada how she is",
        "Ada, what's the matter?",
    ],
)
def test_whoever_answers_one_wording_answers_the_others(yard, line):
    assert "sitting down" in answer(yard, line)


@pytest.mark.parametrize(
    "line", ["Ada, are you scared?", "weren't you frightened, Ada?", "Ada, what are you scared of?"]
)
def test_the_nearest_row_is_the_one_meant(yard, line):
    assert "Of what?" in answer(yard, line)


def test_a_topic_behind_the_row_answers_where_no_wording_of_it_does(yard):
    assert "A village" in answer(yard, "Ada, where did you grow up?")


def test_who_has_no_answer_gives_none_of_anothers(yard):
    assert answer(yard, "Ben, are you exhausted?").endswith('"Ah," says Ben.')


def test_what_decides_something_takes_its_own_words(yard):
    assert "told me already" not in answer(yard, "Ada, can I trust you?")
    assert "told me already" in answer(yard, "Ada, can you keep a secret?")


def test_small_words_change_nothing_of_a_row_and_a_not_in_a_question_neither():
    assert said_alike("are not you so tired".split()) == said_alike("are you tired".split()) != ()
    assert "age" in said_near("how old are you".split())
    assert said_alike(["rosin"]) == ()
