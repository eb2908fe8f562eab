"""What can be wrong with a story that can be played: the rules of `check` beyond those of loading.

Each rule looks at a `Survey` and yields problems of the table in `problems`. This module holds the rules of paths and state; those of words
are in `word_rules`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kalmurzaeva.choreography.reading import ASKED
from kalmurzaeva.engine.projection import Gates, gates_of
from kalmurzaeva.model.problems import Problem, problem
from kalmurzaeva.model.story import (
    Alternative,
    Bindings,
    Block,
    Command,
    Divert,
    Effect,
    Either,
    Expression,
    If,
    Layer,
    Paragraph,
    Part,
    Return,
    Typeset,
)
from kalmurzaeva.model.traversal import layer_of, parts_of, walk
from kalmurzaeva.model.values import Value, Variable
from kalmurzaeva.studio.checks.survey import Survey, blocks_of, constant, guarded, header_of

_WIDE_DOOR = 32  # bits

# ── Nodes and blocks that are never reached ────────────────────────────────────────────────────────────────────


def unreached_nodes(survey: Survey) -> Iterator[Problem]:
    """Nodes that no path leads to."""
    for name, node in survey.story.nodes.items():
        if name not in survey.reached:
            hint = "Lead to it with -> [[" + name + "]], or take it out."
            yield problem("unreached-node", node.span, hint, name=name)


def absent_entities(survey: Survey) -> Iterator[Problem]:
    """Entities that answer things and are nowhere."""
    for entity in survey.story.entities.values():
        blocks = survey.story.bodies[entity.id].layer.blocks
        if blocks and not survey.where(entity.id):
            yield problem("absent", entity.span, f"with: {entity.id}", name=entity.id)


def blocks_that_never_run(survey: Survey) -> Iterator[Problem]:
    """Blocks whose condition is never true, or before which another always answers."""
    for block in survey.blocks:
        if not survey.can_run(block):
            assert block.condition
            why = f'"{block.condition.source.strip()}" is never true'
            yield problem("never-runs", block.condition.span, why=why)
        elif other := _shadow(layer_of(survey.story, block.passage), block):
            why = f"{other.id} always answers first"
            yield problem("never-runs", block.span, "Give the first a condition, or put this before it.", why=why)


def _shadow(layer: Layer, block: Block) -> Block | None:
    """A block of the same layer that answers to every form of this one before it does."""
    if not block.marker.is_response:
        return None
    found = None
    for form in block.forms:
        command = form.command
        found = _first(layer, command, block) if command else None
        if found is None:
            return None
    return found


def _first(layer: Layer, command: Command, block: Block) -> Block | None:
    for earlier in layer.exact.get(command, ()):
        if earlier is block:
            return None
        if earlier.condition is None and not earlier.marker.gone_once_taken:
            return earlier
    return None


# ── Words that can never be shown ──────────────────────────────────────────────────────────────────────────────


def never_shown(survey: Survey) -> Iterator[Problem]:
    """Arms of `[if]`, `{if}` and alternatives that no state shows."""
    for block in survey.blocks:
        most = _most_times(survey, block)
        for item, wanted in guarded(block.items, header_of(block)):
            if isinstance(item, If):
                yield from _arms(survey, item, wanted)
            elif isinstance(item, Paragraph) and item.plain is None:
                yield from _parts(survey, item.parts, wanted, most)
            elif isinstance(item, Typeset):
                yield from _parts(survey, item.title, wanted, most)


def _arms(survey: Survey, item: If, wanted: tuple[tuple[Expression, bool], ...]) -> Iterator[Problem]:
    passed = wanted
    for arm in item.arms:
        if arm.condition is None:
            if item.arms[-1] is arm and not survey.can_hold(passed):
                yield problem("never-shown", item.span, what="The [else]", why="one of the arms before it always holds")
            continue
        if not survey.can_hold((*passed, (arm.condition, True))):
            why = f'"{arm.condition.source.strip()}" is never true here'
            yield problem("never-shown", arm.condition.span, what="This arm", why=why)
        passed = (*passed, (arm.condition, False))


def _parts(
    survey: Survey, parts: tuple[Part, ...], wanted: tuple[tuple[Expression, bool], ...], most: int | None
) -> Iterator[Problem]:
    for part in parts_of(parts):
        if isinstance(part, Alternative) and most is not None and part.style != "shuffle":
            last = part.since + len(part.arms) - 1
            if last >= most and any(part.arms[1:]):
                times = "once" if most == 1 else f"{most} times"
                why = f"its block is shown {times} at most"
                yield problem("never-shown", part.span, what=f"Arm {max(2, most - part.since + 1)}", why=why)
        elif isinstance(part, Either):
            for value in (True, False):
                if (part.yes if value else part.no) and not survey.can_hold((*wanted, (part.condition, value))):
                    why = f'"{part.condition.source.strip()}" is {"never" if value else "always"} true here'
                    what = "What this says if it is" if value else "What this says if it is not"
                    yield problem("never-shown", part.condition.span, what=what, why=why)


def _most_times(survey: Survey, block: Block) -> int | None:
    """How often a block can be shown at most, where that is known."""
    node = survey.story.nodes.get(block.id)
    if block.marker.gone_once_taken or (node and node.ends):
        return 1
    if block.condition is None:
        return None
    if ("shown", block.id) in block.condition.reads:
        for times in (1, 2, 3):
            counts = {block.id: tuple(range(times, times + 5))}
            if not survey.can_hold([(block.condition, True)], counts):
                return times
    return 1 if _closes_itself(survey, block, block.condition) else None


def _closes_itself(survey: Survey, block: Block, condition: Expression) -> bool:
    """Whether a block sets a flag under which it does not answer, and nothing takes the flag back."""
    for item in block.items:
        if isinstance(item, Effect) and survey.story.variables[item.name].of.is_switch and item.op == "=":
            value = constant(item.value)
            others = [constant(effect.value) for effect, _ in survey.effects[item.name]]
            reset = survey.story.variables[item.name].here
            if value is not None and not reset and all(other == value for other in others):
                fixed = Expression("", item.span, _is(item.name, value), frozenset({("var", item.name)}), "flag")
                if not survey.can_hold([(condition, True), (fixed, True)]):
                    return True
    return False


def _is(name: str, value: Value) -> Callable[[Any, Mapping[str, Value], Bindings], Any]:
    return lambda _turn, values, _bound: values[name] == value


# ── State ──────────────────────────────────────────────────────────────────────────────────────────────────────


def unread_variables(survey: Survey) -> Iterator[Problem]:
    """Variables that are set and never looked at, or looked at and never set."""
    for name, variable in survey.story.variables.items():
        is_set, is_read = name in survey.effects, name in survey.read_variables
        if is_set and not is_read:
            hint = "Let a later scene read it, or take it out."
            yield problem("never-read", variable.span, hint, name=name)
        elif is_read and not is_set:
            yield problem("never-set", variable.span, f"~ {name} …", name=name)
        elif not is_read:
            yield problem("never-read", variable.span, "Take it out.", name=name)


def gestures_without_lines(survey: Survey) -> Iterator[Problem]:
    """Members of a piece that cannot be danced in one of its angles. One with no line at all is danced as it looks, and still to be written."""
    for variable in survey.story.variables.values():
        if variable.piece is None:
            continue
        for name in variable.piece.scheme.gestures:
            entity = survey.story.entities[name]
            missing = [angle for angle in variable.piece.angles if angle not in entity.fields]
            if missing and len(missing) < len(variable.piece.angles):
                yield problem("no-angle", entity.span, f"{missing[0]}: …", name=name, angles=", ".join(missing))


def idle_choices(survey: Survey) -> Iterator[Problem]:
    """Choices that differ in nothing from the others here: no state, no place, nobody remembers them."""
    counted = {read[1] for read in survey.reads if read[0] == "shown"}
    for passage in (*survey.story.nodes, *survey.story.bodies, *survey.story.always):
        choices = [block for block in blocks_of(survey.story, passage) if block.marker.is_choice]
        leads = [_leads(block) for block in choices]
        for block, lead in zip(choices, leads, strict=True):
            sets = any(isinstance(item, Effect) for item, _ in walk(block.items))
            if not sets and block.id not in counted and len(choices) > 1 and (not lead or len(set(leads)) == 1):
                yield problem("idle-choice", block.span, "Let it set something that a later scene reads.")


def _leads(block: Block) -> frozenset[str]:
    found = {item.target for item, _ in walk(block.items) if isinstance(item, Divert)}
    return frozenset(found | {"<-" for item, _ in walk(block.items) if isinstance(item, Return)})


def doors(survey: Survey) -> dict[str, dict[str, float]]:
    """For each act after the first, what crosses its door: the reads that decide where its nodes can lead and that another act can
    have changed, each with its bits."""
    gates = gates_of(survey.story)
    found: dict[str, dict[str, float]] = {}
    for act in list(survey.story.acts)[1:]:
        crossing: dict[str, float] = {}
        for node in survey.story.nodes.values():
            if node.act == act:
                for block in (node.text, *node.layer.blocks):
                    for read in _deciding(gates, block):
                        if bits := _crossing(survey, act, read):
                            crossing[" ".join(read[1:])] = round(bits, 2)
        found[act] = dict(sorted(crossing.items()))
    return found


def _deciding(gates: Gates, block: Block) -> set[tuple[str, ...]]:
    """What a block looks at over a divert, a return, or an effect on what other gates look at."""
    found: set[tuple[str, ...]] = set()
    decides = False
    for item, conditions in walk(block.items):
        if isinstance(item, Divert | Return) or (isinstance(item, Effect) and gates.sees(item.name)):
            decides = True
            found |= {read for condition in conditions for read in condition.reads}
    if decides and block.condition:
        found |= block.condition.reads
    return found


def _crossing(survey: Survey, act: str, read: tuple[str, ...]) -> float:
    """The bits of a variable that something outside an act sets."""
    if read[0] not in ("var", "member", "size", "set", "order", "piece") or read[1] not in survey.story.variables:
        return 0
    setters = [block for _, block in survey.effects.get(read[1], ())]
    if all((node := survey.story.nodes.get(block.passage)) is not None and node.act == act for block in setters):
        return 0
    variable = survey.story.variables[read[1]]
    if read[0] == "member":
        return 1
    if read[0] == "piece":
        return _bits_asked(variable, read[2])
    if variable.of.holds_members:
        return math.log2((variable.limit or len(variable.domain)) + 1) if read[0] == "size" else len(variable.domain)
    return math.log2(max(1, len(survey.range(read[1]))))


def _bits_asked(variable: Variable, asked: str) -> float:
    """The bits of what is asked of a piece."""
    assert variable.piece
    scheme = variable.piece.scheme
    sizes = {
        "flag": 2,
        "number": scheme.places * len(scheme.movements) + 1,
        "gesture": len(scheme.gestures) + 1,
        "movement": len(scheme.movements) + 1,
        "material": len(scheme.materials),
        "carrier": len(scheme.carriers) + 1,
    }
    return math.log2(sizes[ASKED[asked][1] if asked in ASKED else "flag" if asked == "in" else "number"])


def wide_doors(survey: Survey) -> Iterator[Problem]:
    """Acts into which more is carried than anybody could keep in mind."""
    for act, crossing in doors(survey).items():
        bits = sum(crossing.values())
        if bits > _WIDE_DOOR:
            first = next(node for node in survey.story.nodes.values() if node.act == act)
            hint = "It is " + ", ".join(crossing) + "."
            yield problem("wide-door", first.span, hint, bits=round(bits), act=act, most=_WIDE_DOOR)
