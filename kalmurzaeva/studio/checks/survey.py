"""A story looked at from above, for the rules of `check`: who reads what, who sets what, what a condition could ever be.

A *reading* is one look of the story at its state, such as `("var", "late")`; see `Expression`. The *range* of a variable is every value
that something gives it. A condition *can hold* unless trying all that it looks at shows that it never does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from kalmurzaeva.model.story import (
    NOTHING_BOUND,
    Block,
    Dance,
    Divert,
    Each,
    Effect,
    Expression,
    If,
    Item,
    Node,
    Part,
    Placeholder,
    Story,
    TextRun,
    Typeset,
)
from kalmurzaeva.model.traversal import every_block, expressions_in, expressions_of, layer_of, parts_of, walk
from kalmurzaeva.model.values import Members, Value, Variable

if TYPE_CHECKING:
    from kalmurzaeva.studio.checks.witness import Witnessed

Read = tuple[str, ...]
_MOST_CASES = 4096
_UNKNOWN = frozenset({"set", "memory", "bound", "piece", "order"})


class _TooManyError(Exception):
    """A condition that looks at too much to try everything."""


@frozen
class _Pretended:
    """What a compiled condition asks of a turn."""

    shown: Mapping[str, int]
    visits: Mapping[str, int]


@frozen
class Way:
    """A way from one node to another: the block whose divert leads there."""

    source: str
    target: str
    block: Block


@define(slots=False)
class Survey:
    """A story, and what is worked out from all of it. Nothing here is asked for twice."""

    story: Story
    runs: int | None = None
    _ranges: dict[str, tuple[Value, ...]] = field(factory=dict)

    @cached_property
    def witnessed(self) -> Witnessed:
        """What is seen where the story is played: `runs` times, or for as many turns as a check may take."""
        from kalmurzaeva.studio.checks.witness import witness

        return witness(self.story) if self.runs is None else witness(self.story, self.runs, self.runs * 2_000)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(every_block(self.story))

    @cached_property
    def effects(self) -> dict[str, list[tuple[Effect, Block]]]:
        """The effects on each variable, with their blocks."""
        found: dict[str, list[tuple[Effect, Block]]] = {}
        for block in self.blocks:
            for item, _ in walk(block.items):
                if isinstance(item, Effect):
                    found.setdefault(item.name, []).append((item, block))
        return found

    @cached_property
    def read_variables(self) -> frozenset[str]:
        """The variables that anything looks at, words among it."""
        names = {read[1] for read in self.reads if read[0] not in ("visits", "shown", "bound")}
        for block in self.blocks:
            for form in block.forms:
                slots = (form.noun, form.second, form.topic)
                names |= {slot.members for slot in slots if isinstance(slot, Placeholder) and slot.members}
            names |= {item.members for item, _ in walk(block.items) if isinstance(item, Each)}
            names |= {item.piece for item, _ in walk(block.items) if isinstance(item, Dance)}
            names |= {block.each[1]} if block.each else set()
        for variable in self.story.variables.values():
            names |= {variable.piece.kept, variable.piece.whole} if variable.piece else set()
        return frozenset(names)

    @cached_property
    def reads(self) -> frozenset[Read]:
        """Every reading in the story."""
        return frozenset(read for expression in self._expressions() for read in expression.reads)

    def _expressions(self) -> Iterator[Expression]:
        for block in self.blocks:
            yield from expressions_of(block)
        for entity in self.story.entities.values():
            if entity.everywhere:
                yield entity.everywhere
            yield from (name.condition for name in entity.names if name.condition)
            for parts in (*entity.fields.values(), entity.known_as):
                yield from expressions_in(parts)
            if entity.known_if:
                yield entity.known_if
        for node in self.story.nodes.values():
            yield from (presence.condition for presence in node.presences if presence.condition)
            yield from expressions_in((*node.title, *node.hour, *node.goal))
            for hint in node.hints:
                yield from expressions_of(hint)

    # ── Where one can go ───────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """The ways from node to node, those of entities from every node where they may be."""
        found = []
        for block in self.blocks:
            if any(isinstance(item, Divert) for item, _ in walk(block.items)) and self.can_run(block):
                targets = {
                    item.target: None
                    for item, wanted in guarded(block.items, header_of(block))
                    if isinstance(item, Divert) and self.can_hold(wanted)
                }
                found += [Way(source, target, block) for source in self.where(block.passage) for target in targets]
        return tuple(found)

    def can_run(self, block: Block) -> bool:
        """Whether the conditions of a block's header can hold."""
        return block.condition is None or self.can_hold([(block.condition, True)])

    def where(self, passage: str) -> tuple[str, ...]:
        """The nodes in which the blocks of a passage are in force."""
        story = self.story
        if passage in story.nodes:
            return (passage,)
        entity = story.entities.get(passage)
        if entity is None or entity.everywhere or entity.kind not in ("person", "thing", "place"):
            return tuple(story.nodes)
        return self._present.get(passage, ())

    @cached_property
    def _present(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for node in self.story.nodes.values():
            for presence in node.presences:
                found[presence.entity] = (*found.get(presence.entity, ()), node.id)
        return found

    @cached_property
    def reached(self) -> frozenset[str]:
        """The nodes that some path leads to, whatever its conditions."""
        leads: dict[str, list[str]] = {}
        for way in self.ways:
            leads.setdefault(way.source, []).append(way.target)
        found, waiting = {self.story.start}, [self.story.start]
        while waiting:
            for target in leads.get(waiting.pop(), ()):
                if target not in found:
                    found.add(target)
                    waiting.append(target)
        return frozenset(found)

    # ── What a condition could be ──────────────────────────────────────────────────────────────────────────────

    def range(self, name: str) -> tuple[Value, ...]:
        """Every value that a variable (but not a set) is given by anything."""
        if name not in self._ranges:
            self._ranges[name] = _range(
                self.story.variables[name], [effect for effect, _ in self.effects.get(name, ())]
            )
        return self._ranges[name]

    def can_hold(
        self, wanted: Iterable[tuple[Expression, bool]], counts: Mapping[str, tuple[int, ...]] | None = None
    ) -> bool:
        """Whether all of some conditions can be as wanted at once. True also where that is too much to try. `counts` says how
        often given blocks may have been shown."""
        pairs = [(expression, value) for expression, value in wanted if not _is_unknown(expression)]
        reads = {read for expression, _ in pairs for read in expression.reads}
        most = max((number for expression, _ in pairs for number in expression.constants), default=0) + 1
        try:
            cases = self._cases(reads, most, counts or {})
        except _TooManyError:
            return True
        return any(
            all(bool(expression.run(turn, values, NOTHING_BOUND)) is value for expression, value in pairs)
            for turn, values in cases
        )

    def _cases(
        self, reads: set[Read], most: int, counts: Mapping[str, tuple[int, ...]]
    ) -> Iterator[tuple[Any, dict[str, Value]]]:
        """Every state that a condition could be tried in, as far as it looks."""
        names = sorted({read[1] for read in reads if read[0] == "var"})
        tables = sorted(read for read in reads if read[0] in ("visits", "shown"))
        sets = sorted({read[1] for read in reads if read[0] in ("size", "member")})
        ranges: list[tuple[Any, ...]] = [self.range(name) for name in names]
        ranges += [counts.get(read[1], tuple(range(most + 1))) for read in tables]
        ranges += [tuple(self._sets(name, reads, most)) for name in sets]
        size = 1
        for values in ranges:
            size *= len(values)
        if size > _MOST_CASES:
            raise _TooManyError
        return self._tried(names, tables, sets, ranges)

    def _tried(
        self, names: list[str], tables: list[Read], sets: list[str], ranges: list[tuple[Any, ...]]
    ) -> Iterator[tuple[Any, dict[str, Value]]]:
        for case in product(*ranges):
            values = dict(zip(names, case, strict=False))
            counted = list(zip(tables, case[len(names) :], strict=False))
            values |= zip(sets, case[len(names) + len(tables) :], strict=True)
            shown = {read[1]: count for read, count in counted if read[0] == "shown"}
            visits = {read[1]: count for read, count in counted if read[0] == "visits"}
            yield _Pretended(shown, visits), values

    def _sets(self, name: str, reads: set[Read], most: int) -> Iterator[Members]:
        """The contents of a set that a condition can tell apart."""
        variable = self.story.variables[name]
        added = self._added(variable)
        asked = sorted(read[2] for read in reads if read[0] == "member" and read[1] == name)
        others = [member for member in added if member not in asked]
        sizes = range(most + 1) if ("size", name) in reads else range(1)
        if len(asked) > 10:
            raise _TooManyError
        for chosen in product(*((False, True) if member in added else (False,) for member in asked)):
            held = [member for member, is_in in zip(asked, chosen, strict=True) if is_in]
            for more in sizes:
                members = held + others[:more]
                if more <= len(others) and (not variable.limit or len(members) <= variable.limit):
                    yield Members(dict.fromkeys(members, ("", "")))

    def _added(self, variable: Variable) -> tuple[str, ...]:
        """The members that something may add to a set."""
        found: set[str] = set()
        for effect, _ in self.effects.get(variable.name, ()):
            if effect.op == "+=":
                value = constant(effect.value)
                if not isinstance(value, str):
                    return variable.domain
                found.add(value)
        return tuple(member for member in variable.domain if member in found)


def _is_unknown(expression: Expression) -> bool:
    return any(read[0] in _UNKNOWN for read in expression.reads)


def constant(expression: Expression) -> Value | None:
    """The value of an expression that looks at nothing, or None."""
    if expression.reads:
        return None
    value: Value = expression.run(_Pretended({}, {}), {}, NOTHING_BOUND)
    return value


def _range(variable: Variable, effects: list[Effect]) -> tuple[Value, ...]:
    constants = [constant(effect.value) for effect in effects]
    if any(effect.op != "=" or value is None for effect, value in zip(effects, constants, strict=True)):
        return variable.of.values(variable)
    given = [value for value in constants if value is not None]
    return tuple(dict.fromkeys([variable.initial, *given]))


Wanted = tuple[tuple[Expression, bool], ...]


def guarded(items: tuple[Item, ...], wanted: Wanted = ()) -> Iterator[tuple[Item, Wanted]]:
    """Every item below, each with what must be so and not so for the story to come to it."""
    for item in items:
        yield item, wanted
        if isinstance(item, If):
            passed = wanted
            for arm in item.arms:
                own = (*passed, (arm.condition, True)) if arm.condition else passed
                yield from guarded(arm.items, own)
                passed = (*passed, (arm.condition, False)) if arm.condition else passed
        elif isinstance(item, Each | Typeset):
            yield from guarded(item.items, wanted)


def header_of(block: Block) -> Wanted:
    """What must be so for a block to answer, as far as it is still so inside: what the block itself changes is left out."""
    if block.condition is None:
        return ()
    changed = {("var", item.name) for item, _ in walk(block.items) if isinstance(item, Effect)}
    changed_sets = {name for _, name in changed}
    for read in block.condition.reads:
        if (
            read in changed
            or read == ("shown", block.id)
            or (read[0] in ("member", "size") and read[1] in changed_sets)
        ):
            return ()
    return ((block.condition, True),)


def texts_of(parts: tuple[Part, ...]) -> Iterator[str]:
    """The runs of plain words among parts, each arm by itself."""
    for part in parts_of(parts):
        if isinstance(part, TextRun):
            yield part.text


def on_every_path(survey: Survey, learned: Callable[[Way], frozenset[str]]) -> dict[str, frozenset[str]]:
    """For each node that can be reached, what every path to it has `learned` on its ways."""
    ways: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for way in survey.ways:
        ways.setdefault(way.source, []).append((way.target, learned(way)))
    known: dict[str, frozenset[str]] = {survey.story.start: frozenset()}
    waiting = [survey.story.start]
    while waiting:
        source = waiting.pop()
        for target, more in ways.get(source, ()):
            then = known[source] | more
            before = known.get(target)
            now = then if before is None else before & then
            if now != before:
                known[target] = now
                waiting.append(target)
    return known


def act_of(story: Story, passage: str) -> str:
    """The act that a passage belongs to, or `""`."""
    node: Node | None = story.nodes.get(passage)
    return (node.act or "") if node else ""


def blocks_of(story: Story, passage: str) -> tuple[Block, ...]:
    """The text of a passage and its blocks."""
    layer = layer_of(story, passage).blocks
    if passage in story.nodes:
        return (story.nodes[passage].text, *layer)
    if passage in story.bodies:
        return (story.bodies[passage].text, *layer)
    return layer
