"""What a block looks at where that decides something: a sentence's worth of words, where the story goes, or what is set.

`weighty_reads(story, "plies/1")` gives readings as `"var late"`, `"member kept hem"`, `"shown studio/touch radiator"`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kalmurzaeva.analysis import every_block, parts_of, walk
from kalmurzaeva.model import (
    Block,
    Dance,
    Divert,
    Effect,
    Either,
    Expression,
    If,
    Item,
    Paragraph,
    Part,
    Return,
    Set,
    Story,
)
from kalmurzaeva.studio.rules_of_words import longest, longest_part

SENTENCE = 5  # words


def weighty_reads(story: Story, identity: str) -> frozenset[str]:
    """What the block of this id looks at. In a node's own text, who is there counts, too."""
    cache: dict[str, frozenset[str]] = story.cache.setdefault("weighty reads", {})
    if not cache:
        for block in every_block(story):
            cache[block.id] = frozenset(_written(read) for read in _reads(story, block))
    return cache.get(identity, frozenset())


def _written(read: tuple[str, ...]) -> str:
    """A reading in words. Whatever is asked of a piece, it is the piece that is looked at."""
    return " ".join(read[:2] if read[0] == "piece" else read)


def _reads(story: Story, block: Block) -> Iterator[tuple[str, ...]]:
    expressions: list[Expression] = []
    if block.condition and weighs(block.items):
        expressions.append(block.condition)
    if block.closed:
        expressions.append(block.closed[0])
    for item, _ in walk(block.items):
        if isinstance(item, If):
            expressions += _arms(item)
        elif isinstance(item, Paragraph):
            expressions += _eithers(item.parts)
        elif isinstance(item, Set):
            expressions += _eithers(item.title)
        elif isinstance(item, Dance):
            yield ("piece", item.piece)
    node = story.nodes.get(block.id)
    if node:
        expressions += [presence.condition for presence in node.presences if presence.condition]
    for expression in expressions:
        yield from expression.reads


def _arms(item: If) -> Iterator[Expression]:
    passed: list[Expression] = []
    for arm in item.arms:
        if arm.condition:
            passed.append(arm.condition)
        if weighs(arm.items):
            yield from passed


def _eithers(parts: tuple[Part, ...]) -> Iterator[Expression]:
    for part in parts_of(parts):
        if isinstance(part, Either) and max(longest_part(part.yes), longest_part(part.no)) >= SENTENCE:
            yield part.condition


def weighs(items: tuple[Item, ...]) -> bool:
    """Whether items are more than a word or two."""
    decides = any(isinstance(item, Divert | Return | Effect | Dance) for item, _ in walk(items))
    return decides or longest(items) >= SENTENCE
