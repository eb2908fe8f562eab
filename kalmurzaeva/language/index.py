"""The blocks of a passage put in order: the id that a form gives, and the index of what calls them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kalmurzaeva.language.piece_passages import PIECE_RULES
from kalmurzaeva.model.story import Block, Command, Form, Layer, Placeholder

_MARKS = re.compile(r"[{}|*\\]")


def canonical(form: Form) -> str:
    """A form in words, the same for all ways of writing it: `ask orlova about casting`."""

    def written(slot: str | Placeholder | None) -> str:
        if isinstance(slot, Placeholder):
            inside = f"{slot.name} in {slot.members}" if slot.members else slot.kind or slot.name
            return f"<{inside}>"
        return slot or ""

    words = form.verb.replace("_", " ")
    if form.noun:
        words += f" {written(form.noun)}"
    if form.topic:
        words += f"{' about' if form.noun or form.verb == 'ask' else ''} {written(form.topic)}"
    if form.second:
        words += f", {written(form.second)}"
    return words


def listed(words: str) -> str:
    """The words of a choice as its id has them."""
    return " ".join(_MARKS.sub(" ", words).split())


def index_layer(blocks: list[Block], spoken: Mapping[str, str]) -> Layer:
    """The blocks of one passage, indexed by what calls them; `spoken` says how its topics are written."""
    exact: dict[Command, list[Block]] = {}
    open_forms: dict[str, list[tuple[Form, Block]]] = {}
    before: dict[str, list[Block]] = {}
    for block in blocks:
        for form in block.forms:
            command = form.command
            if command is None:
                open_forms.setdefault(form.verb, []).append((form, block))
            elif block not in exact.setdefault(command, []):
                exact[command].append(block)
    intercepting = [block for block in blocks if block.rule and block.rule.kind == "before"]
    for verb in dict.fromkeys(verb for block in intercepting if block.rule for verb, _ in block.rule.targets):
        # What comes before anything comes before this verb, too, in the order of the file.
        before[verb] = [
            block
            for block in intercepting
            if block.rule and (block.rule.precedes_all or any(verb == own for own, _ in block.rule.targets))
        ]

    def rules(*kinds: str) -> tuple[Block, ...]:
        return tuple(block for block in blocks if block.rule and block.rule.kind in kinds)

    return Layer(
        blocks=tuple(blocks),
        exact={command: tuple(found) for command, found in exact.items()},
        open={verb: tuple(found) for verb, found in open_forms.items()},
        before={verb: tuple(found) for verb, found in before.items()},
        choices=tuple(block for block in blocks if block.marker.is_choice),
        on_enter=rules("enter"),
        on_return=rules("return"),
        on_turn=rules("turn", "after"),
        anything=rules("anything"),
        watch=rules("watch"),
        rules={name: rules(name) for name in PIECE_RULES},
        spoken=spoken,
    )
