"""What the story itself would answer in one state: choices, the first forms of live blocks, EXAMINE of what is in scope.

Who answers is `precedence`'s to say. Here its order is laid out once for each node and scope, as *offers*: a Command, the block that has it for
its first form, and its *rivals*, the blocks that might answer instead. A *sure* offer has none that could; most are sure.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from kalmurzaeva import precedence
from kalmurzaeva.model import Block, Command, Form, Layer, Placeholder, Slot, Story
from kalmurzaeva.state import State
from kalmurzaeva.view import View

_MOST_KEPT = 4096
Rivals = tuple[tuple[Form | None, Block], ...]


@frozen(eq=False)
class _Offer:
    """`command` is None where the first form has placeholders, `block` is None for EXAMINE of what is in scope."""

    command: Command | None
    block: Block | None
    layer: Layer | None = None
    rivals: Rivals = ()
    sure: bool = False


def offers(story: Story, state: State) -> list[Command]:
    """The Commands that the story itself would answer now: open choices, then each live block's first form (placeholders over sets
    once for each member), then EXAMINE of what is in scope."""
    view = View(story, state)
    if view.node.ends:
        return []
    found: dict[Command, None] = {}
    for block, reason in precedence.choices(view):
        if reason is None:
            found[Command("choose", block.id)] = None
    for offer in _laid_out(view):
        command = offer.command
        if command is None:
            found |= dict.fromkeys(_filled_and_live(view, offer))
        elif command not in found and (offer.sure or _is_live(view, offer, command)):
            found[command] = None
    return list(found)


def _is_live(view: View, offer: _Offer, command: Command) -> bool:
    """Whether the offer's own block is the first of its rivals that answers now."""
    if offer.block is None:
        return precedence.answered_by_story(view, command)
    precedence.bind(view, command)
    for form, rival in offer.rivals:
        if form is None:
            if view.holds(rival.condition) and not precedence.taken(view, rival):
                return rival is offer.block
        elif precedence.answers_openly(view, form, rival, command):
            return rival is offer.block
    return False


# ── Laying out ─────────────────────────────────────────────────────────────────────────────────────────────────


def _laid_out(view: View) -> list[_Offer]:
    """The offers of this node with this scope."""
    cache: dict[tuple[object, ...], list[_Offer]] = view.story.cache.setdefault("offers", {})
    key = (view.node.id, *view.scope.items())
    found = cache.get(key)
    if found is None:
        if len(cache) >= _MOST_KEPT:
            cache.clear()
        found = cache[key] = [*_of_layers(view), *_of_scope(view)]
    return found


def _of_layers(view: View) -> Iterator[_Offer]:
    for layer in view.layers:
        for block in layer.blocks:
            if block.marker != ">":
                continue
            command = block.forms[0].command
            if command is None:
                yield _Offer(None, block, layer)
            elif _is_within_reach(view, command, layer):
                rivals = tuple(_rivals_of(view, command, block))
                if rivals and rivals[-1][1] is block:
                    yield _Offer(command, block, layer, rivals, sure=len(rivals) == 1 and _is_sure(*rivals[0]))


def _of_scope(view: View) -> Iterator[_Offer]:
    may_be_held_up = any(layer.before.get("examine") for layer in view.layers)
    for identity in view.scope:
        command = Command("examine", identity)
        rivals = tuple(_rivals_of(view, command, None))
        if rivals or may_be_held_up:
            yield _Offer(command, None, None, rivals, sure=bool(rivals) and _is_sure(*rivals[-1]))


def _is_within_reach(view: View, command: Command, layer: Layer) -> bool:
    """Whether a layer may answer a command, and what the command names is in scope."""
    in_scope = all(identity is None or identity in view.scope for identity in (command.noun, command.second))
    return in_scope and any(answering is layer for answering in precedence.layers(view, command))


def _rivals_of(view: View, command: Command, block: Block | None) -> Iterator[tuple[Form | None, Block]]:
    """Who may answer a command, best first, up to one that surely does, or to `block`."""
    for form, rival in precedence.candidates(view, command):
        yield form, rival
        if rival is block or _is_sure(form, rival):
            return


def _is_sure(form: Form | None, block: Block) -> bool:
    return form is None and block.condition is None and not block.gone_once_taken


# ── Placeholders ───────────────────────────────────────────────────────────────────────────────────────────────


def _filled_and_live(view: View, offer: _Offer) -> Iterator[Command]:
    """The commands of a first form with placeholders that its block would answer."""
    assert offer.block
    assert offer.layer
    for command in list(_filled(view, offer.block)):
        if _is_within_reach(view, command, offer.layer):
            precedence.bind(view, command)
            if next(precedence.responses(view, command), None) is offer.block:
                yield command


def _filled(view: View, block: Block) -> Iterator[Command]:
    """The commands of a block's first form, its placeholders filled with each member."""
    form = block.forms[0]
    if any(_takes_anything(slot) for slot in (form.noun, form.second, form.topic)):
        return
    rows: list[dict[str, str | None]] = [{}]
    for slot in ("noun", "second", "topic"):
        value = getattr(form, slot)
        choices = _members(view, value) if isinstance(value, Placeholder) else [value]
        rows = [{**row, slot: choice} for row in rows for choice in choices]
    for row in rows:
        yield Command(form.verb, row["noun"], row["second"], row["topic"])


def _takes_anything(slot: Slot) -> bool:
    """Whether a slot is filled by whatever comes, so that what fills it says nothing: `<topic>`, `<noun>`, `<thing>`."""
    return isinstance(slot, Placeholder) and slot.members is None and slot.kind in (None, "thing")


def _members(view: View, slot: Placeholder) -> list[str]:
    if slot.members is not None:
        return list(view.values[slot.members])  # type: ignore[arg-type]  # a set's value is Members
    return [identity for identity in view.scope if precedence.accepts(view, slot, identity)]
