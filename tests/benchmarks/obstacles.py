"""Whether plays by choices have an answer in hand at each obstacle. Run: `python -m tests.benchmarks.obstacles [PLAYS]`.

An obstacle is a choice listed for each of some members that asks for one of several powers: `[each gesture in kept]` and `calm in gesture.powers or …`.
A play has an answer *in hand* where, as it comes to the place, one of what it has kept has one of those powers; the answer is *listed* where the choice
then stands there (it does not where enough has been met, or the thing was seen to). Good is: in hand in at least nine plays of ten, at each. Returns 1
where one falls short.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter

from attrs import frozen

from kalmurzaeva import Command, Story, begin, load_story, offers, step
from kalmurzaeva.model.traversal import every_block
from kalmurzaeva.model.values import Members

PLAYS, MOST_TURNS, GOOD = 300, 3_000, 0.9


@frozen
class Obstacle:
    """A choice, the node it stands in, the set it is listed for, the field it asks, and the powers that answer."""

    choice: str
    node: str
    kept: str
    field: str
    powers: frozenset[str]


def obstacles(story: Story) -> list[Obstacle]:
    """Those of a story, as the files have them."""
    found = []
    for block in every_block(story):
        if block.each is None or block.condition is None or block.passage not in story.nodes:
            continue
        asked = re.findall(rf"(\w+) in {block.each[0]}\.(\w+)", block.condition.source)
        fields = {field for _, field in asked}
        if len(fields) == 1 and fields <= set(story.traits):
            powers = frozenset(power for power, _ in asked)
            found.append(Obstacle(block.id, block.passage, block.each[1], fields.pop(), powers))
    return found


def played(story: Story, seed: int, all_: list[Obstacle]) -> tuple[set[str], set[str], set[str]]:
    """One play by choices: the obstacles that it came to, those it had an answer to, and those where an answer was listed. As it came to
    each first."""
    chance = random.Random(f"obstacles/{seed}")
    state, beat = begin(story, seed)
    met: set[str] = set()
    in_hand: set[str] = set()
    listed: set[str] = set()
    for _ in range(MOST_TURNS):
        choices = [choice.command for choice in beat.choices if choice.reason is None]
        for one in all_:
            if one.node != state.node or one.choice in met:
                continue
            met.add(one.choice)
            kept = state.values[one.kept]
            assert isinstance(kept, Members)
            if any(story.traits[one.field].get(member, frozenset()) & one.powers for member in kept):
                in_hand.add(one.choice)
            if any(command.noun == one.choice for command in choices):
                listed.add(one.choice)
        if beat.ending is not None:
            break
        state, beat = step(story, state, chance.choice(choices or offers(story, state) or [Command("wait")]))
    return met, in_hand, listed


def main() -> int:
    story = load_story()
    all_ = obstacles(story)
    plays = int(sys.argv[1]) if len(sys.argv) > 1 else PLAYS
    met: Counter[str] = Counter()
    in_hand: Counter[str] = Counter()
    listed: Counter[str] = Counter()
    for seed in range(plays):
        for tally, found in zip((met, in_hand, listed), played(story, seed, all_), strict=True):
            tally.update(found)
    print(f"{plays} plays by choices\n{'obstacle':<34}{'came there':>11}{'in hand':>9}{'listed':>8}")
    for one in all_:
        came = met[one.choice]
        shares = [f"{tally[one.choice] / came:.0%}" if came else "–" for tally in (in_hand, listed)]
        print(f"{one.choice:<34}{came:>11}{shares[0]:>9}{shares[1]:>8}")
    return int(any(in_hand[choice] < GOOD * came for choice, came in met.items()))


if __name__ == "__main__":
    sys.exit(main())
