"""Every way through a small story: all states that differ in what decides where the story can go.

Two states are the same for the search when their essences are equal, so what only decides words is seen in one of its forms.
"""

from __future__ import annotations

from collections import Counter, deque
from typing import Any

from attrs import define, field

from kalmurzaeva import Story, begin, essence, offers, step
from kalmurzaeva.model.state import State
from kalmurzaeva.model.story import Beat

MOST_STATES = 100_000


@define
class Search:
    """What was found. `dead_ends` are states, as JSON, from which no ending can be reached (only where the search is whole)."""

    whole: bool = True
    states: int = 0
    steps: int = 0
    endings: Counter[str] = field(factory=Counter)
    nodes: set[str] = field(factory=set)
    blocks: set[str] = field(factory=set)
    dead_ends: list[str] = field(factory=list)

    def to_data(self, story: Story) -> dict[str, Any]:
        """The findings as plain data."""
        return {
            "whole": self.whole,
            "states": self.states,
            "steps": self.steps,
            "endings": dict(self.endings),
            "nodes never seen": [name for name in story.nodes if name not in self.nodes],
            "dead ends": self.dead_ends[:20],
        }


def search(story: Story, most: int = MOST_STATES) -> Search:
    """Goes every way from the beginning, up to `most` states."""
    found = Search()
    state, beat = begin(story)
    numbers: dict[tuple[object, ...], int] = {essence(story, state): 0}
    kept: list[State | None] = [state]
    leads: list[list[int]] = [[]]
    good: list[int] = []
    _saw(found, beat, state)
    waiting = deque([(0, state, beat)])
    while waiting:
        at, state, beat = waiting.popleft()
        kept[at] = state
        if beat.ending is not None:
            found.endings[beat.ending] += 1
            good.append(at)
            continue
        for command in offers(story, state):
            after, reply = step(story, state, command)
            found.steps += 1
            _saw(found, reply, after)
            key = essence(story, after)
            to = numbers.get(key)
            if to is None:
                if len(numbers) >= most:
                    found.whole = False
                    continue
                to = numbers[key] = len(numbers)
                leads.append([])
                kept.append(None)
                waiting.append((to, after, reply))
            leads[to].append(at)
    found.states = len(numbers)
    if found.whole:
        found.dead_ends = _dead_ends(leads, good, kept)
    return found


def _saw(found: Search, beat: Beat, state: State) -> None:
    found.blocks.update(beat.sources)
    found.nodes.update((state.node, *state.visits))


def _dead_ends(leads: list[list[int]], good: list[int], kept: list[State | None]) -> list[str]:
    """The states that lead to no ending: those not found on going back from all endings."""
    alive = set(good)
    waiting = list(good)
    while waiting:
        for source in leads[waiting.pop()]:
            if source not in alive:
                alive.add(source)
                waiting.append(source)
    return [state.to_json() for at, state in enumerate(kept) if at not in alive and state is not None]
