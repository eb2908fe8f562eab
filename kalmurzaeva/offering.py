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
from kalmurzaeva.view import View, own_kinds, sets_of_own_kinds

_MOST_KEPT = 4096
Rivals = tuple[tuple[Form | None, Block], ...]


@frozen(eq=False)
class _Offer:
    """A Command that may be offered; `block` is None for EXAMINE of what is in scope."""

    command: Command
    block: Block | None
    rivals: Rivals = ()


# Commands that are surely offered, and offers that must be looked at, as they follow each other.
_Layout = list[list[Command] | _Offer]


def offers(story: Story, state: State) -> list[Command]:
    """The Commands that the story itself would answer now: open choices, then each live block's first form (placeholders over sets
    once for each member), then EXAMINE of what is in scope."""
    view = View(story, state)
    if view.node.ends:
        return []
    found = [option.command for option in precedence.choices(view) if option.reason is None]
    doubtful: set[Command] = set()
    for piece in _laid_out(view):
        if isinstance(piece, list):
            found += piece
        elif piece.command not in doubtful and _is_live(view, piece, piece.command):
            doubtful.add(piece.command)
            found.append(piece.command)
    return found


def _is_live(view: View, offer: _Offer, command: Command) -> bool:
    """Whether the offer's own block is the first of its rivals that answers now, and does not refuse."""
    if offer.block is None:
        return precedence.answered_by_story(view, command)
    precedence.bind(view, command)
    for form, rival in offer.rivals:
        if form is None:
            if view.holds(rival.condition) and not precedence.taken(view, rival):
                return rival is offer.block and precedence.closed(view, rival) is None
        elif precedence.answers_openly(view, form, rival, command):
            return rival is offer.block and not precedence.refuses_openly(view, form, rival, command)
    return False


# ── Laying out ─────────────────────────────────────────────────────────────────────────────────────────────────


def _laid_out(view: View) -> _Layout:
    """The offers of this node with this scope. What has to do with the story's own kinds and with sets changes often, and is laid out by
    itself. (A set holds nothing else: it is of a kind.)"""
    scope = view.scope
    last: tuple[object, object, _Layout] | None = view.story.cache.get("last offers")
    if last and last[0] is scope and last[1] is view.values:
        return last[2]
    cache: dict[tuple[object, ...], _Layout] = view.story.cache.setdefault("offers", {})
    own = own_kinds(view.story)
    plain = tuple(name for name in scope if name not in own)
    here = (view.node.id, plain)
    found = cache.get(here)
    if found is None:
        found = _kept(cache, here, [*_of_layers(view, own, special=False), *_of_scope(view, plain)])
    special = tuple(name for name in scope if name in own)
    key = (view.node.id, plain, special, *(_held(view, name) for name in sets_of_own_kinds(view.story)))
    extra = cache.get(key)
    if extra is None:
        extra = _kept(cache, key, [*_of_layers(view, own, special=True), *_of_scope(view, special)])
    whole = found + extra
    view.story.cache["last offers"] = (scope, view.values, whole)
    return whole


def _held(view: View, name: str) -> tuple[str, ...]:
    return tuple(view.values[name])  # type: ignore[arg-type]  # a set's value is Members


def _kept(
    cache: dict[tuple[object, ...], _Layout], key: tuple[object, ...], pieces: list[tuple[_Offer, bool]]
) -> _Layout:
    """A layout made of offers, each with whether it is sure, and kept."""
    layout: _Layout = []
    told: set[Command] = set()
    for offer, sure in pieces:
        if not sure:
            layout.append(offer)
        elif offer.command not in told:
            told.add(offer.command)
            if layout and isinstance(layout[-1], list):
                layout[-1].append(offer.command)
            else:
                layout.append([offer.command])
    if len(cache) >= _MOST_KEPT:
        cache.clear()
    # EXAMINE of what a block surely answers stands there already.
    cache[key] = [piece for piece in layout if isinstance(piece, list) or piece.command not in told]
    return cache[key]


def _of_layers(view: View, own: frozenset[str], *, special: bool) -> Iterator[tuple[_Offer, bool]]:
    """The offers of the blocks that have to do with the story's own kinds, or of all others."""
    layers_of_own = {view.story.bodies[name].layer for name in view.scope if name in own}
    for layer in view.layers:
        plain, other = _first_forms(view.story, layer)
        forms = (plain if not special else other) if layer not in layers_of_own else plain + other if special else []
        for block, command in forms:
            for offered in (command,) if command else _filled(view, block):
                if _is_within_reach(view, offered, layer):
                    rivals = tuple(_rivals_of(view, offered, block))
                    if rivals and rivals[-1][1] is block:
                        yield _Offer(offered, block, rivals), len(rivals) == 1 and _is_sure(block)


def _first_forms(story: Story, layer: Layer) -> tuple[list[tuple[Block, Command | None]], ...]:
    """The responses of a layer, each with the Command of its first form, or None where that has placeholders: those that name nothing of
    the story's own kinds, and those that do or have placeholders."""
    cache: dict[Layer, tuple[list[tuple[Block, Command | None]], ...]] = story.cache.setdefault("first forms", {})
    if layer not in cache:
        own = own_kinds(story)
        forms: tuple[list[tuple[Block, Command | None]], ...] = ([], [])
        for block in layer.blocks:
            if block.marker == ">":
                command = block.forms[0].command
                special = command is None or not own.isdisjoint((command.noun, command.second))
                forms[special].append((block, command))
        cache[layer] = forms
    return cache[layer]


def _of_scope(view: View, names: tuple[str, ...]) -> Iterator[tuple[_Offer, bool]]:
    """EXAMINE of what is in scope."""
    may_be_held_up = any(layer.before.get("examine") for layer in view.layers)
    for identity in names:
        command = Command("examine", identity)
        rivals = tuple(_rivals_of(view, command, None))
        if rivals or may_be_held_up:
            yield _Offer(command, None, rivals), bool(rivals) and _is_sure(rivals[-1][1])


def _is_within_reach(view: View, command: Command, layer: Layer) -> bool:
    """Whether a layer may answer a command, and what the command names is in scope."""
    in_scope = all(identity is None or identity in view.scope for identity in (command.noun, command.second))
    return in_scope and any(answering is layer for answering in precedence.layers(view, command))


def _rivals_of(view: View, command: Command, block: Block | None) -> Iterator[tuple[Form | None, Block]]:
    """Who may answer a command, best first, up to one that surely does, or to `block`. Which placeholders take it depends only on the
    scope and on sets, which the layout is for."""
    for form, rival in precedence.candidates(view, command):
        if form is None or precedence.fit(view, form, command) is not None:
            yield form, rival
            if rival is block or _is_sure(rival):
                return


def _is_sure(block: Block) -> bool:
    return block.condition is None and block.closed is None and not block.gone_once_taken


# ── Placeholders ───────────────────────────────────────────────────────────────────────────────────────────────


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
