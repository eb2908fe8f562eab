"""What stands in the way can be met: by a choice as well as typed, with three powers, and by what a play has in hand."""

from __future__ import annotations

import pytest

from tests.benchmarks.obstacles import Obstacle, obstacles, played
from tests.small import load_text

TEXT = """
:: yard
--
A yard.

* pick one up and go in
~ kept += mop by taken
-> [[hall]]

:: hall
--
A hall.

* dance {=gesture.the} at the dog [each gesture in kept] [if calm in gesture.powers or laugh in gesture.powers] [label dog]
It lies down.

* go round [label round]
You go round.
-> [[end]]

:: end
ends: end
--
Out.

:: things [state]
set kept of gesture, 2 by taken

:: gesture [kind]
sets: powers of calm, laugh, stop

:: mop [gesture]
names: mop
powers: calm
--
A mop.

:: hem [gesture]
names: hem
powers: stop
--
A hem.
"""


def test_what_asks_for_a_power_is_an_obstacle_and_what_does_not_is_none():
    (dog,) = obstacles(load_text(TEXT))
    assert dog == Obstacle("hall/dog", "hall", "kept", "powers", frozenset({"calm", "laugh"}))


@pytest.mark.parametrize(("kept", "answers"), [("mop", {"hall/dog"}), ("hem", set())])
def test_an_answer_is_in_hand_where_something_kept_has_the_power(kept, answers):
    story = load_text(TEXT.replace("kept += mop", f"kept += {kept}"))
    assert played(story, 1, obstacles(story)) == ({"hall/dog"}, answers, answers)


def test_each_obstacle_of_the_evening_has_three_answers(shipped):
    found = obstacles(shipped)
    assert len(found) >= 12
    assert {one.choice: sorted(one.powers) for one in found if len(one.powers) != 3} == {}


def test_plays_by_choices_have_an_answer_in_hand(shipped):
    found = obstacles(shipped)
    met: list[str] = []
    in_hand: list[str] = []
    for seed in range(100):
        came, had, _ = played(shipped, seed, found)
        met += came
        in_hand += had
    assert {
        one: in_hand.count(one) / met.count(one) for one in set(met) if in_hand.count(one) < 0.9 * met.count(one)
    } == {}
