"""What must be known first: when `check` is content that a fact was told, that somebody was named, and that a wound is left alone."""

from __future__ import annotations

import pytest

from kalmurzaeva.studio.checks import fact_rules
from kalmurzaeva.studio.checks.presence_rules import strangers
from kalmurzaeva.studio.checks.survey import Survey
from tests.conftest import headed
from tests.small import load_text

ASKS = ':: hall\n{told}things: letter\n--\nA letter.\n\n> read letter [tells june]\nIt says June.\n\n+ go in{way}\n-> [[room]]\n\n:: room\n{here}A room.\n\n{ask} [asks june]{condition}\n"You know."\n-> [[end]]\n\n+ leave\n-> [[end]]\n\n:: end\nends: out\n--\nOut.\n'


def codes(text: str, rule: object) -> list[str]:
    """The messages of one rule about a story."""
    return [found.message for found in rule(Survey(load_text(text)))]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("told", "way", "here", "condition"),
    [
        ("tells: june\n", "", "", ""),
        ("", " [tells june]", "", ""),
        ("", "", "tells: june\n--\n", ""),
        ("", ' [if shown("hall/read letter")]', "", ' [if shown("hall/read letter") > 0]'),
        ("", "", "", ' [if shown("hall/read letter") > 0]'),
    ],
    ids=["its text", "the way there", "the place itself", "nobody goes", "its condition"],
)
def test_a_fact_that_is_told_on_every_way_may_be_asked_about(told, way, here, condition):
    story = ASKS.format(told=told, way=way, here=here, condition=condition, ask="+ say it")
    assert codes(story, fact_rules.asks_before_it_is_told) == []


@pytest.mark.parametrize("ask", ["+ say it", "> jump"])
def test_a_fact_that_need_not_have_been_told_is_named_with_the_run_that_shows_it(ask):
    story = ASKS.format(told="", way="", here="", condition="", ask=ask)
    (message,) = codes(story, fact_rules.asks_before_it_is_told)
    assert "run " in message


def test_a_fact_that_nothing_tells_is_named_without_playing():
    story = ASKS.replace(" [tells june]", "").format(told="", way="", here="", condition="", ask="+ say it")
    assert codes(story, fact_rules.asks_before_it_is_told) == [
        'This rests on "june", which may not have been told: nothing in the story tells it.'
    ]


@pytest.mark.parametrize("text", ["Nina sews.", "Somebody sews."])
def test_whoever_the_text_has_named_may_be_named_in_a_choice(text):
    story = f":: hall\nwith: nina\n--\n{text}\n\n+ ask Nina\n-> [[end]]\n\n:: end\nends: out\n--\nOut.\n\n:: nina [person]\nnames: the seamstress, Nina\n--\nPins.\n"
    assert bool(codes(story, fact_rules.names_before_they_are_known)) is (text != "Nina sews.")


@pytest.mark.parametrize("answer", ["@ anything\nYou can't.\n", ""])
def test_a_wound_that_answers_everything_itself_is_left_alone(answer):
    story = f":: hall [wound]\nHe is dead.\n\n+ leave\n-> [[end]]\n\n{answer}\n:: end\nends: out\n--\nOut.\n"
    assert bool(codes(story, fact_rules.stock_lines_at_a_wound)) is (not answer)


COMES_IN = """
:: room
--
Nobody is here yet.

+ leave
-> [[corridor]]

:: corridor
with: conductress [if rung]
--
It is colder here.

+ ring
~ rung
{text}

:: conductress [person]
names: the conductress of the seventh carriage
is: she
--
She has a bell.

:: state_of_things [state]
flag rung
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [("There is a bell.", ["stranger"]), ("Out comes a conductress of the seventh carriage.", [])],
)
def test_who_comes_in_is_no_stranger_where_what_brings_them_says_who_it_is(text, found):
    """Behind another article, too: the text says *a* conductress, and her name is *the* conductress."""
    story = load_text(headed(COMES_IN.replace("{text}", text)))
    assert [problem.code for problem in strangers(Survey(story))] == found
