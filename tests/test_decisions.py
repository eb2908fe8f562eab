"""A decision is never an accident: everyday statements that only touch what is listed take nothing, wherever they are typed."""

from __future__ import annotations

import random

from kalmurzaeva import State, Story, begin, step
from kalmurzaeva.engine.view import View
from kalmurzaeva.parser.agreement import people_of
from kalmurzaeva.parser.candidate import block_of
from kalmurzaeva.parser.choices import labels, read_label
from kalmurzaeva.parser.evidence import stem

STATES, APART = 120, 7
# What is said, felt or seen, with a word or two of a choice; none of them does anything.
OF_ONE = """I've got the {}|I have a {}|there's a {} here|the {} is cold|my {} is cold|I like the {}|I hate the {}|it's about the {}|the {} again|what a {}|I was thinking about the {}
that was a long {}|I had a {} like that once|they all have a {}|nobody told me about the {}|it must be the {}|I've never liked the {}|her {} is like mine|I know about the {}|I can see the {}|I'm so tired of the {}
my mother had a {}|we didn't have a {}|I've seen the {} before|that's not my {}|the {} was there yesterday|I wonder about the {}|everything smells of {}""".replace(
    "\n", "|"
).split("|")
OF_TWO = "I've got {} {}|there are {} {}|the {} {} is old|it's a whole {} {}|it was {} and {}|we had {} and {} at home|I've heard of the {} {}|I like {} and {}|my {} is a {}|she has {} {}".split(
    "|"
)
MOST_OF_A_STATE = 30


def by_choices(story: Story, states: int, seed: int) -> list[State]:
    """States with choices, some way apart, of players who take nothing but choices."""
    chance = random.Random(seed)
    found: list[State] = []
    state, beat = begin(story, seed)
    turn = 0
    while len(found) < states:
        if not beat.choices:
            state, beat = begin(story, seed + turn)
        elif turn % APART == 0:
            found.append(state)
        turn += 1
        if beat.choices:
            state, beat = step(story, state, chance.choice(beat.choices).command)
    return found


def statements(view: View, chance: random.Random) -> list[str]:
    """Everyday statements with at most half of the content words of a listed choice."""
    people = people_of(view.story, view.around.persons)
    found: list[str] = []
    for _, written in labels(view):
        label = read_label(written)
        own = [
            word for word in label.bare if word in label.content and word not in people.names | people.everywhere.keys()
        ]
        if len({stem(word) for word in own}) < 2:
            continue
        found += [form.format(chance.choice(own)) for form in chance.sample(OF_ONE, 12)]
        if len({stem(word) for word in own}) >= 4:
            found += [form.format(*chance.sample(own, 2)) for form in chance.sample(OF_TWO, 10)]
    return chance.sample(found, min(MOST_OF_A_STATE, len(found)))


def test_statements_that_only_touch_a_choice_do_not_take_it(shipped):
    chance = random.Random(5)
    taken, typed = [], 0
    for state in by_choices(shipped, STATES, seed=4):
        view = View(shipped, state)
        for line in statements(view, chance):
            typed += 1
            _, beat = step(shipped, state, line)
            for command in beat.commands:
                block = block_of(view, command)
                if block is not None and block.marker.is_choice:
                    taken.append((state.node, line, block.id))
    assert typed > 20 * STATES
    assert taken == []
