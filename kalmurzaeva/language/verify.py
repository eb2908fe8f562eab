"""Everything in a story read, and all that is wrong with it; where it was read before, only what has changed since.

An *outline* is all of a story that one passage can know of another: names, tags, properties, headers, and the whole of the passages that are no node
and no entity, but for further wordings of a node. A *record* says of a story that was found whole which outline it had, which passages, which blocks,
and where its nodes lead on by themselves. While the outline is the same, a passage that is in the record need not be read again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from attrs import asdict, frozen

from kalmurzaeva import __version__
from kalmurzaeva.language.assembly import Loader
from kalmurzaeva.language.reader import Passage
from kalmurzaeva.model.problems import Problem, did_you_mean, in_order, problem
from kalmurzaeva.model.story import Block, Story
from kalmurzaeva.model.traversal import every_block, expressions_of, leads_on, loops_in

# Headers of blocks, properties, and the line between them and the text.
_OUTLINE = re.compile(r"^(?:[^\w\s]+[ \t]|[a-z][a-z ]*:).*$|^--[ \t]*$", re.MULTILINE)


@frozen
class Record:
    """What is kept of a story that was found whole."""

    outline: str
    passages: frozenset[str]
    blocks: frozenset[str]
    leads: dict[str, str]

    def to_data(self) -> dict[str, Any]:
        """The record as plain data."""
        return asdict(
            self, value_serializer=lambda _, __, value: sorted(value) if isinstance(value, frozenset) else value
        )

    @classmethod
    def from_data(cls, data: Any) -> Record:
        """The inverse of `to_data`. Raises KeyError, TypeError or ValueError where it is none."""
        leads = {str(node): str(target) for node, target in dict(data["leads"]).items()}
        return cls(str(data["outline"]), frozenset(data["passages"]), frozenset(data["blocks"]), leads)


def verify(story: Story, loader: Loader, known: Record | None = None) -> tuple[Problem, ...]:
    """Reads everything, or what has changed since `known`, and returns all that is wrong with the story."""
    return _verified(story, loader, known)[0]


def verify_and_record(story: Story, loader: Loader, known: Record | None = None) -> tuple[tuple[Problem, ...], Record]:
    """The same, with the record to keep if nothing of it is an error."""
    return _verified(story, loader, known)


def _verified(story: Story, loader: Loader, known: Record | None) -> tuple[tuple[Problem, ...], Record]:
    loader.check_headers()
    outline, hashes = _outline(loader)
    fresh = known is None or known.outline != outline
    unread = {name for name, mark in hashes.items() if fresh or known is None or mark not in known.passages}
    blocks = list(every_block(story) if fresh or known is None else _blocks_of(story, unread))
    ids = {block.id for block in blocks} if fresh or known is None else known.blocks
    for block in blocks:
        for expression in expressions_of(block):
            for read in expression.reads:
                if read[0] == "shown" and read[1] not in ids:
                    loader.report(problem("unknown-block", expression.span, did_you_mean(read[1], ids), name=read[1]))
    leads = {
        name: target for name, target in (known.leads if known and not fresh else {}).items() if name not in unread
    }
    leads |= {name: target for name in story.nodes if name in unread and (target := leads_on(story.nodes[name]))}
    for found in loops_in({name: leads[name] for name in story.nodes if name in leads}):
        loader.report(
            problem(
                "divert-loop",
                story.nodes[found[0]].span,
                "Put a choice or a condition between them.",
                loop=" -> ".join(found),
            )
        )
    return in_order(loader.problems), Record(outline, frozenset(hashes.values()), frozenset(ids), leads)


def _outline(loader: Loader) -> tuple[str, dict[str, str]]:
    """The outline of a story, and for each passage a name for exactly its text."""
    digest = hashlib.blake2b(digest_size=16)
    hashes = {}
    for passage in loader.passages:
        body = loader.sources[passage.file][passage.body_start : passage.body_end]
        head = f"{passage.name}\0{' '.join(passage.tags)}\0{passage.file}\0"
        digest.update(f"{head}{_seen(loader, passage, body)}\0".encode())
        # A passage has changed where its further wordings have.
        heard = (loader.sources[own.file][own.body_start : own.body_end] for own in loader.heard.of(passage.name))
        mark = "\0".join((head + body, *heard))
        hashes[passage.name] = hashlib.blake2b(mark.encode(), digest_size=16).hexdigest()
    digest.update(repr((__version__, loader.special)).encode())
    return digest.hexdigest(), hashes


def _seen(loader: Loader, passage: Passage, body: str) -> str:
    """What other passages can know of a passage."""
    if loader.heard.is_of_a_node(passage.name):
        return body[: loader.cuts[passage.name].text_start - passage.body_start]
    return "\n".join(_OUTLINE.findall(body)) if loader.is_read_when_used(passage) else body


def _blocks_of(story: Story, names: set[str]) -> Iterator[Block]:
    for name in names:
        part: Any = story.nodes[name] if name in story.nodes else story.bodies.get(name)
        if part is not None:
            yield part.text
            yield from part.layer.blocks
