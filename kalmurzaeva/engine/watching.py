"""What those say who are here, when a piece has been danced before them: true of the reading, and of each in turn, two at most."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from kalmurzaeva.model.story import Block

if TYPE_CHECKING:
    from kalmurzaeva.engine.turn import Turn

MOST_WATCHERS = 2


def tell(turn: Turn) -> None:
    """What those who are here saw. Whoever has something to say about this piece comes before those who always say something. Of all that is true of it
    a person says one thing, what they have said least often, and of that which goes by the piece: what the node has for them before what is their own."""
    found = []
    for person in turn.around.persons:
        here = [block for block in turn.node.layer.watch if _watches(block, person)]
        own = [block for block in turn.story.bodies[person].layer.watch if _watches(block, None)]
        true = _true(turn, here) or _true(turn, own)
        said = [turn.shown.get(block.id, 0) for block in true]
        new = [block for block, times in zip(true, said, strict=True) if times == min(said)]
        found += [new[crc32(f"{turn.shift} {person}".encode()) % len(new)]] if new else []
    found.sort(key=lambda block: block.condition is None)
    room = (block for block in turn.node.layer.watch if _watches(block, None) and turn.holds(block.condition))
    for block in (*found, *list(room)[:1])[:MOST_WATCHERS]:
        turn.perform(block)


def _true(turn: Turn, blocks: list[Block]) -> list[Block]:
    """Those that hold of this piece; where none does, the first that always holds."""
    said = [block for block in blocks if turn.holds(block.condition)]
    return [block for block in said if block.condition is not None] or said[:1]


def _watches(block: Block, person: str | None) -> bool:
    """Whether a rule is for a person, or for nobody by name."""
    targets = block.rule.targets if block.rule else ()
    return (targets[0][1] if targets else None) == person
