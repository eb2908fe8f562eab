"""What one would go back to from an ending: the decisions of a playthrough, and which of them settled most.

A *decision* is a listed choice that was taken. It *weighs* where it settles a `one` of named values, as `~ tea = stood` does, and weighs the more the
more of the later places of this evening read that value. It is a *fork* where it could be taken once and no other choice of its place leads where it
leads, e.g. *walk down off the stage* beside *take the rope*. Pure: a session in, values out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from attrs import frozen

from kalmurzaeva.engine.view import View
from kalmurzaeva.model.markup import clean, plain
from kalmurzaeva.model.story import Block, Divert, Effect, Node, Story, TextRun
from kalmurzaeva.model.traversal import expressions_of, walk
from kalmurzaeva.session.journal import Entry
from kalmurzaeva.session.tree import Session

FOREMOST, _OF_AN_ACT = 6, 2
# The last ones led here, whether they weigh or not.
_LAST = 2


@frozen
class Decision:
    """A choice that was taken: the entry, the choice in the player's words, what its place is called, the act, whether it settles anything, how many
    later places read that, and whether it forks."""

    entry: Entry
    words: str
    place: str
    act: str
    weighs: bool
    weight: int
    forks: bool


def decisions(session: Session) -> tuple[Decision, ...]:
    """What one would go back to, oldest first: what weighs, the last fork, and what led here."""
    taken = tuple(_decided(session))
    forks = [decision for decision in taken if decision.forks][-1:]
    last = taken[-_LAST:]
    return tuple(decision for decision in taken if decision.weighs or decision in forks or decision in last)


def foremost(found: tuple[Decision, ...], most: int = FOREMOST) -> tuple[int, ...]:
    """Which of them to name, as places in the tuple: the last fork, then those whose settling was read most, the later before the earlier. Of
    an act two, unless there are too few."""
    fork = max((at for at, decision in enumerate(found) if decision.forks), default=-1)
    ranked = sorted(
        range(len(found)), key=lambda at: (at == fork, found[at].weighs, found[at].weight, at), reverse=True
    )
    of_act: Counter[str] = Counter()
    named: list[int] = []
    others: list[int] = []
    for at in ranked:
        of_act[found[at].act] += 1
        (named if of_act[found[at].act] <= _OF_AN_ACT else others).append(at)
    return tuple(sorted((named + others)[:most]))


def _decided(session: Session) -> Iterator[Decision]:
    """Every choice taken; one that stays, taken again and again, once."""
    story, view = session.story, session.view
    taken = [
        (entry, command, node, block)
        for entry in session.path()
        for command in entry.commands
        if command.verb == "choose" and (node := story.nodes.get((command.noun or "").partition("/")[0]))
        for block in node.layer.choices
        if block.id == command.noun
    ]
    reads = [(block.passage, _reads(node)) for _, _, node, block in taken]
    seen: set[tuple[str, str]] = set()
    for at, (entry, command, node, block) in enumerate(taken):
        bound = {block.each[0]: command.second} if block.each and command.second else {}
        words = words_of(view.text(block.words, bound))
        if (block.id, words) in seen and not block.marker.gone_once_taken:
            continue
        seen.add((block.id, words))
        settled = _settled(story, block)
        later = {name for name, read in reads[at + 1 :] if name != block.passage and not read.isdisjoint(settled)}
        forks = _forks(node, block)
        yield Decision(entry, words, title_of(view, node), node.act or "", bool(settled), len(later), forks)


def _settled(story: Story, block: Block) -> frozenset[str]:
    """The `one`s of named values that a choice settles."""
    kinds = [frozenset(members) | {"none"} for members in story.kinds.values()]
    names = {item.name for item, _ in walk(block.items) if isinstance(item, Effect) and item.op == "="}
    ones = ((name, story.variables[name]) for name in names)
    return frozenset(
        name for name, one in ones if one.of.name == "one" and not one.here and frozenset(one.domain) not in kinds
    )


def _reads(node: Node) -> frozenset[str]:
    """The variables that a place looks at, in its text and in its blocks."""
    blocks = (node.text, *node.layer.blocks)
    return frozenset(
        read[1] for block in blocks for one in expressions_of(block) for read in one.reads if read[0] == "var"
    )


def _forks(node: Node, block: Block) -> bool:
    """Whether a choice can be taken once, and no other of its place leads where it leads."""
    leads = _leads(block)
    return (
        block.marker.gone_once_taken
        and bool(leads)
        and all(other is block or leads.isdisjoint(_leads(other)) for other in node.layer.choices)
    )


def _leads(block: Block) -> frozenset[str]:
    return frozenset(item.target for item, _ in walk(block.items) if isinstance(item, Divert) and not item.visit)


def title_of(view: View, node: Node) -> str:
    """What a place is called; nothing where that varies, since there is no saying what it was."""
    return words_of(view.text(node.title)) if all(isinstance(part, TextRun) for part in node.title) else ""


def words_of(text: str) -> str:
    """Text of a story, without marks."""
    return clean(plain(text)).strip()
