"""What a playthrough has come to, in a few lines: for somebody who comes back after a month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kalmurzaeva.engine.view import View
from kalmurzaeva.model.markup import plain
from kalmurzaeva.model.state import State
from kalmurzaeva.model.story import Bindings, Block, Command, Story

_MOST_CHOICES = 6


def recap(story: Story, state: State, commands: Iterable[Command]) -> tuple[str, ...]:
    """Where the player is, what is wanted there, and what was last decided, each a paragraph."""
    view = View(story, state)
    act = story.acts.get(view.node.act or "")
    place = ", ".join(part for part in view.heading if part)
    title = f"Act {act.number}, {act.title}. " if act and act.number else f"{act.title}. " if act and act.title else ""
    found = [f"{title}{place}.".strip()] if place else []
    goal = view.text(view.node.goal)
    if goal:
        found.append(goal)
    decided = [plain(view.text(block.words, bound)) for block, bound in _decided(story, commands)][-_MOST_CHOICES:]
    if decided:
        found.append(f"What you last decided: {'; '.join(decided)}.")
    return tuple(found)


def _decided(story: Story, commands: Iterable[Command]) -> Iterator[tuple[Block, Bindings]]:
    for command in commands:
        node = story.nodes.get((command.noun or "").partition("/")[0]) if command.verb == "choose" else None
        if node is not None:
            found = (block for block in node.layer.choices if block.id == command.noun)
            yield from ((block, {block.each[0]: command.second} if block.each else {}) for block in found)
