"""Whether a block has said all that it has to say: what is shown of it next stood there before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kalmurzaeva.engine.dispatch import Answer
from kalmurzaeva.engine.view import View
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Alternative, Block, Command, If, Paragraph, Story
from kalmurzaeva.model.traversal import parts_of, walk

_SPOKEN = frozenset(("ask", "tell", "order"))
# By one of these a rule knows what was asked, and is no line for anything.
_OF_WHAT_WAS_SAID = frozenset((("bound", "question"), ("bound", "echo")))


def says_it_again(view: View, block: Block) -> bool:
    """Whether a block would be shown again as it was."""
    shown = view.shown.get(block.id, 0)
    if not shown:
        return False
    fresh = _showings(view.story, block)
    return fresh is not None and shown >= fresh


@once_a_story
def _showings(_story: Story, block: Block) -> int | None:
    """How often a block can be shown before it says the same; None where that depends on more."""
    items = [item for item, _ in walk(block.items)]
    if any(isinstance(item, If) for item in items):
        return None
    varied = (part for item in items if isinstance(item, Paragraph) for part in parts_of(item.parts))
    return max((part.since + len(part.arms) for part in varied if isinstance(part, Alternative)), default=1)


def freshest(view: View, command: Command, answers: Iterable[Answer]) -> Iterator[Answer]:
    """The blocks that answer, best first, where those that somebody says to everything and has said already come last: of what is asked or told in
    words that nobody wrote an answer to."""
    if command.verb not in _SPOKEN or command.noun is None or command.topic is None:
        yield from answers
        return
    used: list[Answer] = []
    for block, bound in answers:
        if used and block.rule is not None and not _reads_the_question(block):
            yield from used  # no line for anybody and anything is better than somebody's own
            used = []
        if _is_for_everything(block, command) and says_it_again(view, block):
            used.append((block, bound))
        else:
            yield block, bound
    yield from used


def _reads_the_question(block: Block) -> bool:
    """Whether a rule asks what kind of question it was, or says it back."""
    return block.condition is not None and not _OF_WHAT_WAS_SAID.isdisjoint(block.condition.reads)


def _is_for_everything(block: Block, command: Command) -> bool:
    return block.rule is not None or all(form.command != command for form in block.forms)
