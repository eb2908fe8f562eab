"""Which reads decide where a story can go (*gates*), and the part of a state that they see.

A read is a gate where it stands over a divert, a visit, a return, or an effect on a variable that some gate reads. Everything else only
decides words. `essence` keeps of a state what the gates see: sets by size and by named members, counts up to what is compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from attrs import define, field

from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.state import State
from kalmurzaeva.model.story import Block, Divert, Effect, Expression, Form, Placeholder, Return, Story
from kalmurzaeva.model.traversal import every_block, layer_of, walk
from kalmurzaeva.model.values import Members

Read = tuple[str, ...]


@define
class Gates:
    """The gates of a story, and the projection of its states on them."""

    story: Story
    variables: set[str] = field(factory=set)
    sizes: set[str] = field(factory=set)
    members: set[tuple[str, str]] = field(factory=set)
    whole_sets: set[str] = field(factory=set)
    visits: dict[str, int] = field(factory=dict)
    shown: dict[str, int] = field(factory=dict)
    waits: dict[str, int] = field(factory=dict)

    def essence(self, state: State) -> tuple[object, ...]:
        """What the gates see of a state: hashable, and equal where two states can go the same ways."""
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
            case ("visits", name):
                self.visits[name] = max(most, self.visits.get(name, 0))
            case ("shown", name):
                self.shown[name] = max(most, self.shown.get(name, 0))

    def sees(self, variable: str) -> bool:
        """Whether a gate reads a variable in any way."""
        return (
            variable in self.variables
            or variable in self.sizes
            or variable in self.whole_sets
            or any(name == variable for name, _ in self.members)
        )

    def _size(self) -> int:
        kinds = len(self.variables) + len(self.sizes) + len(self.members) + len(self.whole_sets)
        return kinds + sum(self.visits.values()) + sum(self.shown.values())


@once_a_story
def gates_of(story: Story) -> Gates:
    """The gates of a story."""
    return _find(story)


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
    return same + [rival for rival in blocks if rival.rule and any(verb in verbs for verb, _ in rival.rule.targets)]


def _add_block(gates: Gates, block: Block) -> bool:
    """Takes the conditions over what this block decides; whether any was new."""
    grew = decides = False
    for item, conditions in walk(block.items):
        if isinstance(item, Divert | Return) or (isinstance(item, Effect) and gates.sees(item.name)):
            decides = True
            for condition in conditions:
                grew = gates.add(condition) or grew
            if isinstance(item, Effect):
                grew = gates.add(item.value) or grew
    if not decides:
        return False
    for over in (block.condition, block.closed[0] if block.closed else None):
        grew = (over is not None and gates.add(over)) or grew
    if block.marker.gone_once_taken and not gates.shown.get(block.id):
        gates.shown[block.id] = 1
        grew = True
    if block.rule and block.rule.kind == "after":
        where = block.passage if block.passage in gates.story.nodes else ""
        gates.waits[where] = max(block.rule.turns + 1, gates.waits.get(where, 0))
    for form in block.forms:
        for slot in (form.noun, form.second, form.topic):
            if isinstance(slot, Placeholder) and slot.members and slot.members not in gates.whole_sets:
                gates.whole_sets.add(slot.members)
                grew = True
    return grew


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


def essence(story: Story, state: State) -> tuple[object, ...]:
    """What of a state decides where the story can still go, and nothing else: for searching, two states are the same when their essences are
    equal."""
    return gates_of(story).essence(state)
