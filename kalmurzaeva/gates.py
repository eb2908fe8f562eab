"""Which reads decide where a story can go (*gates*), and the part of a state that they see.

A read is a gate where it stands over a divert, a visit, a return, or an effect on a variable that some gate reads. Everything else only
decides words. `essence` keeps of a state what the gates see: sets by size and by named members, counts up to what is compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from attrs import define, field

from kalmurzaeva.analysis import every_block, layer_of, walk
from kalmurzaeva.model import (
    Block,
    Dance,
    Divert,
    Effect,
    Expression,
    Form,
    Item,
    Members,
    Placeholder,
    Return,
    Story,
)
from kalmurzaeva.state import State

Read = tuple[str, ...]


@define
class Gates:
    """The gates of a story, and the projection of its states on them."""

    story: Story
    variables: set[str] = field(factory=set)
    sizes: set[str] = field(factory=set)
    members: set[tuple[str, str]] = field(factory=set)
    whole_sets: set[str] = field(factory=set)
    orders: set[str] = field(factory=set)
    hows: set[str] = field(factory=set)
    visits: dict[str, int] = field(factory=dict)
    shown: dict[str, int] = field(factory=dict)
    waits: dict[str, int] = field(factory=dict)
    dances_decide: bool = False

    def essence(self, state: State) -> tuple[object, ...]:
        """What the gates see of a state: hashable, and equal where two states can go the same ways."""
        values = state.values
        cap = max(self.waits.get(state.node, 0), self.waits.get("", 0))
        return (
            state.node,
            state.back,
            min(state.since, cap),
            tuple(values[name] for name in sorted(self.variables)),
            tuple(len(cast("Members", values[name])) for name in sorted(self.sizes)),
            tuple(member in cast("Members", values[name]) for name, member in sorted(self.members)),
            tuple(tuple(sorted(cast("Members", values[name]))) for name in sorted(self.whole_sets)),
            tuple(tuple(cast("Members", values[name])) for name in sorted(self.orders)),
            tuple(tuple(cast("Members", values[name]).entries.items()) for name in sorted(self.hows)),
            tuple(min(state.visits.get(name, 0), most) for name, most in sorted(self.visits.items())),
            tuple(min(state.shown.get(name, 0), most) for name, most in sorted(self.shown.items())),
        )

    def add(self, expression: Expression) -> bool:
        """Takes an expression's reads as gates; whether any was new."""
        before = self._size()
        most = max(expression.constants, default=0) + 1
        for read in expression.reads:
            self._add_read(read, most)
        return self._size() > before

    def _add_read(self, read: Read, most: int) -> None:
        match read:
            case ("var", name):
                self.variables.add(name)
            case ("size", name):
                self.sizes.add(name)
            case ("member", name, member):
                self.members.add((name, member))
            case ("set", name):
                self.whole_sets.add(name)
            case ("order", name):
                self.orders.add(name)
            case ("piece", name, *_):
                self._add_piece(name)
            case ("visits", name):
                self.visits[name] = max(most, self.visits.get(name, 0))
            case ("shown", name):
                self.shown[name] = max(most, self.shown.get(name, 0))

    def _add_piece(self, name: str) -> None:
        """A piece is seen whole, with all that its reading depends on: what was got, how, and what of it is whole."""
        self.variables.add(name)
        form = self.story.variables[name].piece
        if form:
            self.hows.add(form.kept)
            self.whole_sets.add(form.whole)

    def add_set_of_piece(self, name: str) -> bool:
        """An edit of a piece takes what was got alone; whether that is new."""
        form = self.story.variables[name].piece
        before = self._size()
        if form:
            self._add_piece(name)
        return self._size() > before

    def add_dances(self) -> None:
        """Something that is said in a dance decides: so do all pieces, and all conditions of what is said beside it."""
        self.dances_decide = True
        for name, variable in self.story.variables.items():
            if variable.piece:
                self._add_piece(name)
        for block in every_block(self.story):
            if block.condition and _is_danced(self.story, block):
                self.add(block.condition)

    def sees(self, variable: str) -> bool:
        """Whether a gate reads a variable in any way."""
        return (
            variable in self.variables
            or variable in self.sizes
            or variable in self.whole_sets
            or variable in self.orders
            or variable in self.hows
            or any(name == variable for name, _ in self.members)
        )

    def _size(self) -> int:
        sets = len(self.sizes) + len(self.members) + len(self.whole_sets) + len(self.orders) + len(self.hows)
        kinds = len(self.variables) + sets
        return kinds + sum(self.visits.values()) + sum(self.shown.values())


def gates_of(story: Story) -> Gates:
    """The gates of a story, found once."""
    found = story.cache.get("gates")
    if found is None:
        found = story.cache["gates"] = _find(story)
    return cast("Gates", found)


def _find(story: Story) -> Gates:
    gates = Gates(story)
    blocks = list(every_block(story))
    rivals: dict[Form, list[Block]] = {}
    for block in blocks:
        for form in block.forms:
            rivals.setdefault(form, []).append(block)
    for condition in _presences(story):
        gates.add(condition)
    grew = True
    while grew:
        grew = False
        for block in blocks:
            if _add_block(gates, block):
                grew = True
                for rival in _rivals(block, rivals, blocks):
                    grew = (rival.condition is not None and gates.add(rival.condition)) or grew
    return gates


def _rivals(block: Block, rivals: dict[Form, list[Block]], blocks: Iterable[Block]) -> list[Block]:
    """Blocks whose conditions decide whether this one is reached: those with a form of its own, and rules before its verb."""
    same = [rival for form in block.forms for rival in rivals[form]]
    verbs = {form.verb for form in block.forms}
    return same + [
        rival
        for rival in blocks
        if rival.rule and any(verb in verbs or verb == "anything" for verb, _ in rival.rule.targets)
    ]


def _add_block(gates: Gates, block: Block) -> bool:
    """Takes the conditions over what this block decides; whether any was new."""
    grew = decides = False
    for item, conditions in walk(block.items):
        if _decides(gates, item):
            decides = True
            for condition in conditions:
                grew = gates.add(condition) or grew
            if isinstance(item, Effect):
                grew = gates.add(item.value) or grew
                grew = gates.add_set_of_piece(item.name) or grew
    if not decides:
        return False
    for over in (block.condition, block.closed[0] if block.closed else None):
        grew = (over is not None and gates.add(over)) or grew
    if _is_danced(gates.story, block) and not gates.dances_decide:
        gates.add_dances()
        grew = True
    if block.gone_once_taken and not gates.shown.get(block.id):
        gates.shown[block.id] = 1
        grew = True
    if block.rule and block.rule.kind == "after":
        where = block.passage if block.passage in gates.story.nodes else ""
        gates.waits[where] = max(block.rule.turns + 1, gates.waits.get(where, 0))
    for name in _sets_in(block):
        if name not in gates.whole_sets:
            gates.whole_sets.add(name)
            grew = True
    return grew


def _decides(gates: Gates, item: Item) -> bool:
    """Whether something decides where the story can go: a way, an effect on what a gate reads, a dance in which there is one."""
    if isinstance(item, Effect):
        return gates.sees(item.name)
    return isinstance(item, Divert | Return) or (isinstance(item, Dance) and gates.dances_decide)


def _is_danced(story: Story, block: Block) -> bool:
    """Whether a block is said when a piece is danced or watched."""
    watches = block.rule is not None and block.rule.kind == "watch"
    return watches or block.passage in story.pieces or block.passage in story.pairs


def _sets_in(block: Block) -> Iterable[str]:
    """The sets that a block is for the members of."""
    if block.each:
        yield block.each[1]
    for form in block.forms:
        for slot in (form.noun, form.second, form.topic):
            if isinstance(slot, Placeholder) and slot.members:
                yield slot.members


def _presences(story: Story) -> Iterable[Expression]:
    """Conditions of who is where, for those whose blocks lead anywhere."""
    leading = {
        name
        for name in story.bodies
        if any(
            isinstance(item, Divert | Effect) for block in layer_of(story, name).blocks for item, _ in walk(block.items)
        )
    }
    for node in story.nodes.values():
        for presence in node.presences:
            if presence.condition and presence.entity in leading:
                yield presence.condition
