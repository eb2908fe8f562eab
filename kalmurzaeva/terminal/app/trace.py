"""`--trace`: which blocks spoke, with file and line, for writers."""

from __future__ import annotations

from collections.abc import Callable

from kalmurzaeva.model.problems import line_and_column
from kalmurzaeva.model.story import Beat, Block, Story
from kalmurzaeva.model.traversal import layer_of


def tracer(story: Story) -> Callable[[Beat], list[str]]:
    """What makes of a beat a line for each block that spoke: `[00_frame.twee:61 wings/examine boots]`."""

    def trace(beat: Beat) -> list[str]:
        return [_line(story, source) for source in dict.fromkeys(beat.sources)]

    return trace


def _line(story: Story, source: str) -> str:
    block = _block(story, source)
    if block is None:
        return f"[{source}]"
    line, _ = line_and_column(story.sources.get(block.span.file, ""), block.span.start)
    return f"[{block.span.file}:{line} {source}]"


def _block(story: Story, source: str) -> Block | None:
    passage = source.partition("/")[0]
    blocks = list(layer_of(story, passage).blocks)
    if passage in story.nodes:
        blocks.append(story.nodes[passage].text)
    elif passage in story.bodies:
        blocks.append(story.bodies[passage].text)
    return next((block for block in blocks if block.id == source), None)
