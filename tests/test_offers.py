"""What the story offers is what it would answer, worked out the long way round: every block asked, every time, nothing remembered."""

from __future__ import annotations

import random

import pytest

from kalmurzaeva import Command, State, Story, begin, offers, step
from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.offers import Offered, _filled
from kalmurzaeva.engine.view import View
from tests.small import STORY


def the_long_way(story: Story, state: State) -> set[Command]:
    """The Commands that the story would answer: open choices, first forms whose own block answers, EXAMINE of what is in scope."""
    view = View(story, state)
    found = {option.command for option in dispatch.choices(view) if option.reason is None}
    for layer in view.around.layers:
        for block in layer.blocks:
            if not block.marker.is_response:
                continue
            form = block.forms[0].command
            for command in [form] if form else list(_filled(view, block)):
                here = all(name is None or name in view.around.scope for name in (command.noun, command.second))
                first = next(dispatch.responses(view, command), None) if here else None
                if first and first[0] is block and dispatch.closed(view, *first) is None:
                    found.add(command)
    for name in view.around.scope:
        if dispatch.answered_by_story(view, Command("examine", name)):
            found.add(Command("examine", name))
    return found


def walk(story: Story, seed: int, turns: int) -> None:
    chance = random.Random(seed)
    state, beat = begin(story, seed)
    for _ in range(turns):
        offered = offers(story, state)
        assert set(offered) == (the_long_way(story, state) if beat.ending is None else set())
        assert len(offered) == len(set(offered))
        one_by_one = Offered(story, state)
        found = [*one_by_one.choices, *one_by_one.others(len(one_by_one) // 3)]
        assert sorted(found, key=repr) == sorted(offered, key=repr)
        assert one_by_one.are_several is (len(offered) > 1)
        if not offered:
            break
        command = chance.choice(offered)
        state, beat = step(story, state, command)
        assert beat.outcome == "story"


@pytest.mark.parametrize("seed", range(6))
def test_a_small_story_offers_what_it_answers(seed):
    walk(STORY, seed, 80)


@pytest.mark.parametrize("seed", range(3))
def test_the_story_that_ships_offers_what_it_answers(shipped, seed):
    walk(shipped, seed, 250)
