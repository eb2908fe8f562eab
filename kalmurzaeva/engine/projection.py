"""Which reads decide where a story can go (*gates*), and the part of a state that they see.

A block *decides* where it diverts, visits or returns, changes a variable or adds to a count that some gate reads. What decides whether such a block is
reached is a gate: its own condition, the conditions over what it does, and those of its *rivals*, the blocks that might answer the same command instead.
Everything else only decides words. `essence` keeps of a state what the gates see. It may keep too much, so that a search merges too little; it never
keeps too little. Where in doubt a read is a gate:

- who is around, and when: conditions of `with:` and `in scope:`, and the sets whose members bring blocks of their own;
- rivals are all blocks of the same verb, wherever they stand, with the rules before that verb;
- where a rule of time decides (`@ turn`, `@ after`), anything that passes a turn matters, and so every condition there is;
- a piece is read whole, with what was last danced of it, what was got and how, and what of that is whole; where anything that is said in a dance
  decides, every dance does, and so does every condition there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from attrs import define, field

from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.state import State
from kalmurzaeva.model.story import (
    Block,
    Dance,
    Divert,
    Each,
    Effect,
    Expression,
    If,
    Item,
    On,
    Placeholder,
    Return,
    Story,
)
from kalmurzaeva.model.traversal import every_block, layer_of
from kalmurzaeva.model.values import Members

Read = tuple[str, ...]


@define
class Gates:
    """The gates of a story, and the projection of its states on them. `shown` and `visits` say up to which count a gate can tell them apart,
    `waits` for each node (and `""` for everywhere) up to which turn."""

    story: Story
    variables: set[str] = field(factory=set)
    sizes: set[str] = field(factory=set)
    members: set[tuple[str, str]] = field(factory=set)
    whole_sets: set[str] = field(factory=set)
    memories: set[str] = field(factory=set)
    orders: set[str] = field(factory=set)
    visits: dict[str, int] = field(factory=dict)
    shown: dict[str, int] = field(factory=dict)
    waits: dict[str, int] = field(factory=dict)
    dances_decide: bool = False

    def essence(self, state: State) -> tuple[object, ...]:
        """What the gates see of a state: hashable, and equal only where two states can go the same ways."""
        values, variables = state.values, self.story.variables
        cap = max(self.waits.get(state.node, 0), self.waits.get("", 0))
        return (
            state.node,
            state.back,
            min(state.since, cap),
            tuple(variables[name].of.projected(values[name]) for name in sorted(self.variables)),
            tuple(len(cast("Members", values[name])) for name in sorted(self.sizes)),
            tuple(member in cast("Members", values[name]) for name, member in sorted(self.members)),
            tuple(variables[name].of.projected(values[name]) for name in sorted(self.whole_sets)),
            tuple(tuple(sorted(cast("Members", values[name]).entries.items())) for name in sorted(self.memories)),
            tuple(tuple(cast("Members", values[name])) for name in sorted(self.orders)),
            tuple(min(state.visits.get(name, 0), most) for name, most in sorted(self.visits.items())),
            tuple(min(state.shown.get(name, 0), most) for name, most in sorted(self.shown.items())),
        )

    # ── Taking reads ───────────────────────────────────────────────────────────────────────────────────────────

    def add(self, expression: Expression | None) -> None:
        """Takes an expression's reads as gates."""
        if expression is None:
            return
        most = max(expression.constants, default=0) + 1
        for read in expression.reads:
            self._add_read(read, most)

    def add_set(self, name: str) -> None:
        """Takes which members a set has as a gate, and where it keeps their order, that too."""
        self.whole_sets.add(name)
        if self.story.variables[name].ordered:
            self.orders.add(name)

    def add_piece(self, name: str) -> None:
        """Takes a piece as a gate, with all that its reading depends on."""
        form = self.story.variables[name].piece
        if form is None:
            return
        self.variables.add(name)
        self.memories.add(form.kept)
        self.add_set(form.kept)
        self.add_set(form.whole)

    def add_count(self, identity: str, most: int = 1) -> None:
        """Takes how often a block was shown, up to `most`, as a gate."""
        self.shown[identity] = max(most, self.shown.get(identity, 0))

    def _add_read(self, read: Read, most: int) -> None:
        match read:
            case ("var" | "value", name, *_) if name in self.story.variables:
                self.variables.add(name)
            case ("size", name):
                self.sizes.add(name)
            case ("member", name, member):
                self.members.add((name, member))
            case ("set", name):
                self.whole_sets.add(name)
            case ("order", name):
                self.add_set(name)
            case ("piece", name, *_):
                self.add_piece(name)
            case ("memory", name):
                self.memories.add(name)
            case ("visits", name):
                self.visits[name] = max(most, self.visits.get(name, 0))
            case ("shown", name):
                self.add_count(name, most)

    # ── What they see ──────────────────────────────────────────────────────────────────────────────────────────

    def sees(self, variable: str) -> bool:
        """Whether a gate reads a variable in any way."""
        return (
            variable in self.variables
            or variable in self.sizes
            or variable in self.whole_sets
            or variable in self.memories
            or variable in self.orders
            or any(name == variable for name, _ in self.members)
        )

    def extent(self) -> int:
        """How much they see: it grows with each new gate."""
        seen = len(self.variables) + len(self.sizes) + len(self.members) + len(self.whole_sets) + len(self.memories)
        seen += len(self.orders) + self.dances_decide
        return seen + sum(len(count) + sum(count.values()) for count in (self.visits, self.shown, self.waits))


@once_a_story
def gates_of(story: Story) -> Gates:
    """The gates of a story: worked out again and again, until a round finds no new one."""
    gates = Gates(story)
    blocks = tuple(every_block(story))
    _add_presences(gates)
    before = -1
    while gates.extent() > before:
        before = gates.extent()
        deciding = [block for block in blocks if _decides(gates, block)]
        for block in deciding:
            _add_block(gates, block)
        verbs = {form.verb for block in deciding for form in block.forms}
        for block in blocks:
            if _is_rival(block, verbs):
                _add_block(gates, block)
        if any(_is_of_time(block) for block in deciding):
            for block in blocks:
                _add_block(gates, block)
        _add_dances(gates, blocks)
        _add_limits(gates)
    return gates


def _add_dances(gates: Gates, blocks: tuple[Block, ...]) -> None:
    """Where anything decides that is said while a piece is danced or watched, all that is said there is rivals, and the pieces are gates."""
    danced = [block for block in blocks if _is_danced(gates.story, block)]
    gates.dances_decide = gates.dances_decide or any(_decides(gates, block) for block in danced)
    if gates.dances_decide:
        for block in danced:
            _add_block(gates, block)
        for variable in gates.story.variables.values():
            gates.add_piece(variable.name)


def _is_danced(story: Story, block: Block) -> bool:
    """Whether a block is said when a piece is danced or watched."""
    watches = block.rule is not None and block.rule.kind in ("watch", "aside")
    return watches or block.passage in story.pieces or block.passage in story.pairs


def _decides(gates: Gates, block: Block) -> bool:
    """Whether performing a block changes where the story can go: it leads somewhere, or changes what a gate reads."""
    if block.id in gates.shown:
        return True
    return any(_item_decides(gates, item) for item, _, _ in _walk(block.items))


def _item_decides(gates: Gates, item: Item) -> bool:
    if isinstance(item, Divert | Return):
        return True
    if isinstance(item, If):
        return any(arm.count_id in gates.shown for arm in item.arms if arm.count_id)
    if isinstance(item, Dance):
        return gates.dances_decide or gates.sees(item.piece)
    return isinstance(item, Effect) and gates.sees(item.name)


def _is_of_time(block: Block) -> bool:
    return block.rule is not None and block.rule.kind in ("turn", "after")


def _is_rival(block: Block, verbs: set[str]) -> bool:
    """Whether a block may answer a command of one of these verbs, or hold it up."""
    if block.rule:
        return block.rule.precedes_all or any(verb in verbs for verb, _ in block.rule.targets)
    return any(form.verb in verbs for form in block.forms)


def _add_block(gates: Gates, block: Block) -> None:
    """Takes as gates all that decides whether a block answers, and which of its deciding items are reached."""
    gates.add(block.condition)
    if block.closed:
        gates.add(block.closed[0])
    if block.marker.gone_once_taken:
        gates.add_count(block.id)
    if block.rule and block.rule.kind == "after":
        where = block.passage if block.passage in gates.story.nodes else ""
        gates.waits[where] = max(block.rule.turns + 1, gates.waits.get(where, 0))
    for name in _sets_in(block):
        gates.add_set(name)
    for item, conditions, sets in _walk(block.items):
        if isinstance(item, On) or _item_decides(gates, item):
            for condition in conditions:
                gates.add(condition)
            for name in sets:
                gates.add_set(name)
            if isinstance(item, Effect):
                gates.add(item.value)
            elif isinstance(item, Dance):
                gates.add(item.movement)


def _sets_in(block: Block) -> Iterator[str]:
    """The sets that a block is for the members of."""
    if block.each:
        yield block.each[1]
    for form in block.forms:
        for slot in (form.noun, form.second, form.topic):
            if isinstance(slot, Placeholder) and slot.members:
                yield slot.members


def _add_limits(gates: Gates) -> None:
    """A set that is full takes nobody in: where a gate sees a member, it must see how many there are."""
    for variable in gates.story.variables.values():
        if variable.of.holds_members and variable.limit and gates.sees(variable.name):
            gates.sizes.add(variable.name)


def _add_presences(gates: Gates) -> None:
    """Who and what is around: the conditions of `with:` and `in scope:`, and the sets whose members have anything to say or to be looked at."""
    story = gates.story
    for node in story.nodes.values():
        for presence in node.presences:
            gates.add(presence.condition)
        for thing in node.things:
            gates.add(thing.condition)
    for entity in story.entities.values():
        gates.add(entity.everywhere)
        for thing in story.bodies[entity.id].things:
            gates.add(thing.condition)
    speaking = {
        name for name in story.entities if any(_does_something(block) for block in layer_of(story, name).blocks)
    }
    for variable in story.variables.values():
        if variable.of.holds_members and not speaking.isdisjoint(variable.domain):
            gates.add_set(variable.name)


def _does_something(block: Block) -> bool:
    return any(isinstance(item, Divert | Return | Effect | Dance) for item, _, _ in _walk(block.items)) or _is_of_time(
        block
    )


def _walk(
    items: Iterable[Item], conditions: tuple[Expression, ...] = (), sets: tuple[str, ...] = ()
) -> Iterator[tuple[Item, tuple[Expression, ...], tuple[str, ...]]]:
    """Every item below, with the conditions of the arms that it stands in (and of those passed by), and the sets that it is repeated over."""
    for item in items:
        yield item, conditions, sets
        if isinstance(item, If):
            passed: tuple[Expression, ...] = ()
            for arm in item.arms:
                passed += (arm.condition,) if arm.condition else ()
                yield from _walk(arm.items, conditions + passed, sets)
        elif isinstance(item, Each):
            yield from _walk(item.items, conditions, (*sets, item.members))
        elif hasattr(item, "items"):
            yield from _walk(item.items, conditions, sets)


def essence(story: Story, state: State) -> tuple[object, ...]:
    """What of a state decides where the story can still go, and nothing else: for searching, two states are the same when their essences are
    equal."""
    return gates_of(story).essence(state)
