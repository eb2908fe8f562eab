"""What the story itself would answer in one state: choices, the first forms of live blocks, EXAMINE of what is in scope.

Who answers is `dispatch`'s to say. Here its order is laid out once for each node and scope, as *offers*: a Command, the block that has it for
its first form, and its *rivals*, the blocks that might answer instead. A *sure* offer has none that could; most are sure.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import cast

from attrs import frozen

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View, own_kinds, sets_of_own_kinds
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.state import State
from kalmurzaeva.model.story import Block, Command, Layer, Placeholder, Slot, Story
from kalmurzaeva.model.values import Members

_MOST_KEPT = 4096
# What might be offered somewhere is a long list: a few, of where one was last, are enough.
_MOST_PLACES = 128
# A block that might answer, with what is bound for it.
Rivals = tuple[dispatch.Answer, ...]


@frozen(eq=False)
class _Offer:
    """A Command that may be offered; `block` is None for EXAMINE of what is in scope."""

    command: Command
    block: Block | None
    rivals: Rivals = ()


# What might be offered, with the block whose first form it is; None for EXAMINE of what is in scope.
_Place = tuple[Block | None, Command]
_Places = tuple[tuple[_Place, ...], frozenset[_Place]]
# Commands that are surely offered, and offers that must be looked at, as they follow each other.
_Layout = list[list[Command] | _Offer]


def offers(story: Story, state: State) -> list[Command]:
    """The Commands that the story itself would answer now: open choices, then each live block's first form (placeholders over sets
    once for each member), then EXAMINE of what is in scope."""
    view = View(story, state)
    if view.node.ends:
        return []
    found = [option.command for option in dispatch.choices(view) if option.reason is None]
    doubtful: set[Command] = set()
    for piece in _laid_out(view):
        if isinstance(piece, list):
            found += piece
        elif piece.command not in doubtful and _is_live(view, piece, piece.command):
            doubtful.add(piece.command)
            found.append(piece.command)
    return found


class Offered:
    """The same, for whoever wants only one of them: `choices` are those that are open; what else there may be is looked at place by place.
    Each Command that is offered stands live in one place."""

    def __init__(self, story: Story, state: State, *, only_choices: bool = False) -> None:
        """`only_choices` is for whoever looks at nothing else as long as there are any."""
        self._view = view = View(story, state)
        self.choices: list[Command] = []
        self._places: tuple[_Place, ...] = ()
        self._places_of_blocks: frozenset[_Place] = frozenset()
        if not view.node.ends:
            self.choices = [option.command for option in dispatch.choices(view) if option.reason is None]
            if not (only_choices and self.choices):
                self._places, self._places_of_blocks = _places(view)

    def __len__(self) -> int:
        """How many places there are to look at."""
        return len(self._places)

    def command(self, place: int) -> Command:
        """What might be offered in a place."""
        return self._places[place][1]

    def is_live(self, place: int) -> bool:
        """Whether it is."""
        view, (block, command) = self._view, self._places[place]
        if block is not None:
            form = None if block.forms[0].command else block.forms[0]
            if dispatch.answers(view, form, block, command, dispatch.bindings(command)) is None:
                return False  # whoever else answers, this one does not
        first = next(dispatch.responses(view, command), None)
        does = first is not None and dispatch.closed(view, *first) is None
        if block is not None:
            return does and first is not None and first[0] is block
        has_a_place = does and first is not None and (first[0], command) in self._places_of_blocks
        return not has_a_place and dispatch.answers_now(view, command)

    def others(self, start: int = 0) -> Iterator[Command]:
        """What is offered beside the choices, from a place on and round to it."""
        places = range(len(self))
        return (self.command(place) for place in (*places[start:], *places[:start]) if self.is_live(place))

    @property
    def are_several(self) -> bool:
        """Whether there are two things to do, or more."""
        return len(list(islice(chain(self.choices, self.others()), 2))) > 1


def _places(view: View) -> _Places:
    """What might be offered with this around: each block's first form, and EXAMINE of what is in scope."""
    known = _places_known(view.story)
    held = tuple(tuple(cast("Members", view.values[name])) for name in _sets_asked_for(view.story))
    found = known.get((view.around, held))
    if found is None:
        if len(known) >= _MOST_PLACES:
            known.clear()
        of_blocks = tuple(_of_blocks(view))
        examined = tuple((None, Command("examine", name)) for name in view.around.scope)
        found = known[view.around, held] = (of_blocks + examined, frozenset(of_blocks))
    return found


def _of_blocks(view: View) -> Iterator[_Place]:
    for layer in view.around.layers:
        for forms in _first_forms(view.story, layer):
            for block, command in forms:
                for offered in (command,) if command else _filled(view, block):
                    if _is_within_reach(view, offered, layer):
                        yield block, offered


@once_a_story
def _places_known(_story: Story) -> dict[tuple[object, ...], _Places]:
    """The places that were found for this story."""
    return {}


def _is_live(view: View, offer: _Offer, command: Command) -> bool:
    """Whether the offer's own block is the first of its rivals that answers now, and does not refuse."""
    if offer.block is None:
        return dispatch.answers_now(view, command)
    values, shown = view.values, view.shown
    for rival, bound in offer.rivals:
        condition = rival.condition
        if condition is not None and not condition.run(view, values, bound):
            continue
        if rival.marker.gone_once_taken and shown.get(rival.id):
            continue
        return rival is offer.block and (rival.closed is None or dispatch.closed(view, rival, bound) is None)
    return False


# ── Laying out ─────────────────────────────────────────────────────────────────────────────────────────────────


def _laid_out(view: View) -> _Layout:
    """The offers of this node with this scope. What has to do with the story's own kinds and with sets changes often, and is laid out by
    itself. (A set holds nothing else: it is of a kind.)"""
    held = tuple(tuple(cast("Members", view.values[name])) for name in _sets_asked_for(view.story))
    layouts = _layouts(view.story)
    whole = layouts.get((view.around, held))
    if whole is None:
        if len(layouts) >= _MOST_KEPT:
            layouts.clear()
        whole = layouts[view.around, held] = _made(view, held, layouts)
    return whole


def _made(view: View, held: tuple[object, ...], layouts: dict[tuple[object, ...], _Layout]) -> _Layout:
    own = own_kinds(view.story)
    plain = tuple(name for name in view.around.scope if name not in own)
    special = tuple(name for name in view.around.scope if name in own)
    found = layouts.get((view.node.id, plain))
    if found is None:
        found = _layout([*_of_layers(view, own, special=False), *_of_scope(view, plain)])
        layouts[view.node.id, plain] = found
    extra = layouts.get((view.node.id, plain, special, held))
    if extra is None:
        extra = _layout([*_of_layers(view, own, special=True), *_of_scope(view, special)])
        layouts[view.node.id, plain, special, held] = extra
    return found + extra


@once_a_story
def _layouts(_story: Story) -> dict[tuple[object, ...], _Layout]:
    """The layouts that were made for this story."""
    return {}


def _layout(pieces: list[tuple[_Offer, bool]]) -> _Layout:
    """A layout made of offers, each with whether it is sure."""
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
    # EXAMINE of what a block surely answers stands there already.
    return [piece for piece in layout if isinstance(piece, list) or piece.command not in told]


def _of_layers(view: View, own: frozenset[str], *, special: bool) -> Iterator[tuple[_Offer, bool]]:
    """The offers of the blocks that have to do with the story's own kinds, or of all others."""
    known, around, member_of = _rivals_known(view.story), view.around, _membership(view)
    layers_of_own = {view.story.bodies[name].layer for name in view.around.scope if name in own}
    for layer in view.around.layers:
        plain, other = _first_forms(view.story, layer)
        forms = (plain if not special else other) if layer not in layers_of_own else plain + other if special else []
        for block, command in forms:
            for offered in (command,) if command else _filled(view, block):
                if _is_within_reach(view, offered, layer):
                    noun, second = offered.noun, offered.second
                    # What is the same wherever these are: the layers that are asked, and what the placeholders take.
                    speaking = around.speaking.get(noun or ""), around.speaking.get(second or "")
                    belonging = tuple(map(member_of.get, (noun, second, offered.topic)))
                    key = (view.node.id, block.id, offered, *speaking, around.scope.get(noun or "") == noun, belonging)
                    rivals = known.get(key)
                    if rivals is None:
                        rivals = known[key] = tuple(_rivals_of(view, offered, block))
                    if rivals and rivals[-1][0] is block:
                        yield _Offer(offered, block, rivals), len(rivals) == 1 and _is_sure(block)


@once_a_story
def _sets_asked_for(story: Story) -> tuple[str, ...]:
    """The sets that some header takes a member of. What another set holds matters only where it brings something into scope."""
    layers = (layer for holder in (story.nodes, story.bodies) for name in holder for layer in [holder[name].layer])
    forms = (form for layer in (*layers, *story.always.values()) for block in layer.blocks for form in block.forms)
    slots = {
        slot.members for form in forms for slot in (form.noun, form.second, form.topic) if isinstance(slot, Placeholder)
    }
    return tuple(name for name in sets_of_own_kinds(story) if name in slots)


@once_a_story
def _rivals_known(_story: Story) -> dict[tuple[object, ...], Rivals]:
    """The rivals that were found for offers of this story: a layout with another set held has most of them again."""
    return {}


def _membership(view: View) -> dict[str | None, tuple[str, ...]]:
    """The sets that each member of one is held in."""
    found: dict[str | None, tuple[str, ...]] = {}
    for name in _sets_asked_for(view.story):
        for member in cast("Members", view.values[name]):
            found[member] = (*found.get(member, ()), name)
    return found


@once_a_story
def _first_forms(story: Story, layer: Layer) -> tuple[list[tuple[Block, Command | None]], ...]:
    """The responses of a layer, each with the Command of its first form, or None where that has placeholders: those that name nothing of
    the story's own kinds, and those that do or have placeholders."""
    own = own_kinds(story)
    forms: tuple[list[tuple[Block, Command | None]], ...] = ([], [])
    for block in layer.blocks:
        if block.marker.is_response:
            command = block.forms[0].command
            special = command is None or not own.isdisjoint((command.noun, command.second))
            forms[special].append((block, command))
    return forms


def _of_scope(view: View, names: tuple[str, ...]) -> Iterator[tuple[_Offer, bool]]:
    """EXAMINE of what is in scope."""
    may_be_held_up = any(layer.before.get("examine") for layer in view.around.layers)
    for identity in names:
        command = Command("examine", identity)
        rivals = tuple(_rivals_of(view, command, None))
        if rivals or may_be_held_up:
            yield _Offer(command, None, rivals), bool(rivals) and _is_sure(rivals[-1][0])


def _is_within_reach(view: View, command: Command, layer: Layer) -> bool:
    """Whether a layer may answer a command, and what the command names is in scope."""
    noun, second, around = command.noun, command.second, view.around
    if (noun is not None and noun not in around.scope) or (second is not None and second not in around.scope):
        return False
    speaking = around.speaking
    return (
        layer is view.node.layer
        or layer in around.always
        or layer is speaking.get(noun or "")
        or layer is speaking.get(second or "")
    )


def _rivals_of(view: View, command: Command, block: Block | None) -> Iterator[dispatch.Answer]:
    """Who may answer a command, best first, up to one that surely does, or to `block`. Which placeholders take it depends only on the
    scope and on sets, which the layout is for."""
    bound = dispatch.bindings(command)
    for form, rival in dispatch.candidates(view, command):
        fitted = {} if form is None else dispatch.fit(view, form, command)
        if fitted is not None:
            yield rival, {**bound, **fitted} if fitted else bound
            if rival is block or _is_sure(rival):
                return


def _is_sure(block: Block) -> bool:
    return block.condition is None and block.closed is None and not block.marker.gone_once_taken


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
    return [identity for identity in view.around.scope if dispatch.accepts(view, slot, identity)]
