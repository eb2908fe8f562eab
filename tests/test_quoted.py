"""What is asked back about what was just read is read again, where nobody has an answer of their own to it."""

from __future__ import annotations

import pytest

from kalmurzaeva import Session
from tests.small import load_text

ROOM = """
:: start
with: ada
--
Ada has a telegram from Lisbon in her hand. "Thirty-one," says Ada. "They have burnt the custard."

+ wait
Nothing comes.

:: ada [person]
names: Ada
--

> ask ada about the custard
"Black," says Ada.

@ anything [if verb == ask]
"I couldn't say," says Ada.
"""


@pytest.fixture
def asked():
    session = Session.new(load_text(ROOM), seed=3)

    def ask(line: str) -> str:
        return session.enter(line)[1].text

    return ask


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("who sent the telegram?", "Ada has a telegram from Lisbon in her hand."),
        ("Ada, what was in the telegram?", "Ada has a telegram from Lisbon in her hand."),
        ("thirty-one what?", '"Thirty-one," says Ada.'),
        ("who has burnt it?", '"They have burnt the custard."'),
    ],
)
def test_the_sentence_that_said_it_is_read_again(asked, line, sentence):
    assert asked(line) == f"All that was said of it: {sentence}"


def test_who_has_an_answer_gives_it(asked):
    assert asked("what about the custard?").endswith('"Black," says Ada.')


@pytest.mark.parametrize(
    "line", ["who sent the parcel?", "are you from Lisbon?", "is it Thursday?", "the telegram is from Lisbon"]
)
def test_nothing_is_read_again_that_was_not_asked_about(asked, line):
    assert "All that was said" not in asked(line)


def test_it_costs_no_turn_and_changes_nothing():
    session = Session.new(load_text(ROOM), seed=3)
    after, _ = session.enter("who sent the telegram?")
    assert after.state.is_same_game(session.state)
    assert not after.entries
