"""Walking a story: its blocks, what stands in them, and where they lead.

Used by verification and by the gates of `essence`; the studio builds on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kalmurzaeva.model.story import (
    Alternative,
    Block,
    Dance,
    Divert,
    Each,
    Effect,
    Either,
    Expression,
    If,
    Item,
    Layer,
    Node,
    Paragraph,
    Part,
    Show,
    Story,
    Typeset,
)


def layer_of(story: Story, passage: str) -> Layer:
    """The blocks of a passage of any kind."""
    if passage in story.nodes:
        return story.nodes[passage].layer
    if passage in story.bodies:
        return story.bodies[passage].layer
    if passage in story.always:
        return story.always[passage]
    if passage in story.pieces:
        return story.pieces[passage]
    if passage in story.pairs:
        return story.pairs[passage].layer
    return story.defaults[passage] if passage in story.defaults else Layer()


def every_block(story: Story) -> Iterator[Block]:
    """All blocks of the story: nodes first, then entities, `always`, the defaults, and what pieces are danced in."""
    for node in story.nodes.values():
        yield node.text
        yield from node.layer.blocks
    for body in story.bodies.values():
        yield body.text
        yield from body.layer.blocks
    yield from story.programmes.values()
    for layer in (*story.always.values(), *story.defaults.values(), *story.pieces.values()):
        yield from layer.blocks
    for pairs in story.pairs.values():
        yield from pairs.layer.blocks


def walk(
    items: tuple[Item, ...], conditions: tuple[Expression, ...] = ()
) -> Iterator[tuple[Item, tuple[Expression, ...]]]:
    """Every item below, each with the conditions of the arms that it stands in."""
    for item in items:
        yield item, conditions
        if isinstance(item, If):
            passed: tuple[Expression, ...] = ()
            for arm in item.arms:
                passed += (arm.condition,) if arm.condition else ()
                yield from walk(arm.items, conditions + passed)
        elif isinstance(item, Each | Typeset):
            yield from walk(item.items, conditions)


def parts_of(parts: tuple[Part, ...]) -> Iterator[Part]:
    """Every part, with those inside alternatives."""
    for part in parts:
        yield part
        if isinstance(part, Alternative):
            for arm in part.arms:
                yield from parts_of(arm)
        elif isinstance(part, Either):
            yield from parts_of(part.yes)
            yield from parts_of(part.no)


def expressions_of(block: Block) -> Iterator[Expression]:
    """Every expression of a block, in its header and in its body."""
    if block.condition:
        yield block.condition
    if block.closed:
        yield block.closed[0]
    yield from expressions_in(block.words)
    for item, _ in walk(block.items):
        if isinstance(item, Effect):
            yield item.value
        elif isinstance(item, Paragraph):
            yield from expressions_in(item.parts)
        elif isinstance(item, If):
            yield from (arm.condition for arm in item.arms if arm.condition)
        elif isinstance(item, Typeset):
            yield from expressions_in(item.title)
        elif isinstance(item, Dance) and item.movement:
            yield item.movement


def expressions_in(parts: tuple[Part, ...]) -> Iterator[Expression]:
    """The expressions among parts of a text."""
    for part in parts_of(parts):
        if isinstance(part, Either):
            yield part.condition
        elif isinstance(part, Show):
            yield part.value


def leads_on(node: Node) -> str | None:
    """The node that a node leads on to without anybody doing anything: by an unconditional divert in its text or in an `@ enter` rule."""
    for block in (node.text, *node.layer.on_enter):
        target = next((item.target for item in block.items if isinstance(item, Divert)), None)
        if target and not block.condition:
            return target
    return None


def loops_in(leads: Mapping[str, str]) -> list[list[str]]:
    """Circles of nodes that lead on to each other."""
    loops = []
    seen: set[str] = set()
    for start in leads:
        path: list[str] = []
        at: str | None = start
        while at is not None and at not in seen and at not in path:
            path.append(at)
            at = leads.get(at)
        if at in path:
            loops.append([*path[path.index(at) :], at])
        seen.update(path)
    return loops


def paragraphs(items: tuple[Item, ...]) -> Iterator[Paragraph]:
    """Every paragraph of a text, on whatever arm it stands."""
    for item in items:
        if isinstance(item, Paragraph):
            yield item
        elif isinstance(item, If):
            for arm in item.arms:
                yield from paragraphs(arm.items)
        elif isinstance(item, Each | Typeset):
            yield from paragraphs(item.items)
