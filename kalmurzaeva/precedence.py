"""Who answers a command: the one place that knows.

The engine performs the blocks found here, the parser asks here which of several readings the story would answer, and `offers` lists from
here. First to last: `@ before` (node, noun, second, always); the node; the noun's entity; the second's; `always`; `@ anything`; the
story's default for the verb. Within a layer an exact header comes before one with placeholders, then the order of the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from kalmurzaeva.model import Block, Command, Form, Layer, Placeholder, Slot
from kalmurzaeva.view import View


def bind(view: View, command: Command) -> None:
    """Lets conditions and texts read what was typed."""
    view.bound = {"verb": command.verb, "noun": command.noun or command.topic, "second": command.second}


def layers(view: View, command: Command) -> Iterator[Layer]:
    """The layers that may answer, in order: the node, the noun's entity, the second's, `always`."""
    yield view.node.layer
    noun = view.layer_of(command.noun)
    if noun is not None:
        yield noun
    second = view.layer_of(command.second)
    if second is not None and second is not noun:
        yield second
    yield from view.story.always.values()


def interceptors(view: View, command: Command) -> Iterator[Block]:
    """The `@ before` rules that hold, in order."""
    for layer in layers(view, command):
        for block in layer.before.get(command.verb) or layer.before.get("anything", ()):
            if block.rule and block.rule.precedes(command) and view.holds(block.condition):
                yield block


def before_all(view: View) -> Iterator[Block]:
    """The `@ before anything` rules that hold, for what names nothing in scope."""
    for layer in (view.node.layer, *view.story.always.values()):
        for block in layer.before.get("anything", ()):
            if view.holds(block.condition):
                yield block


def responses(view: View, command: Command) -> Iterator[Block]:
    """The blocks of the story that answer, best first. Only the first is ever performed."""
    for form, block in candidates(view, command):
        if form is None:
            if view.holds(block.condition) and not taken(view, block):
                yield block
        elif (bound := fit(view, form, command)) is not None:
            kept = view.bound
            view.bound = {**kept, **bound}
            if view.holds(block.condition) and not taken(view, block):
                yield block
            view.bound = kept


def candidates(view: View, command: Command) -> Iterator[tuple[Form | None, Block]]:
    """The blocks that may answer, best first, whether their conditions hold or not: exact headers with None, others with their form."""
    noun = command.noun
    for layer in layers(view, command):
        for block in layer.exact.get(command, ()):
            yield None, block
        for form, block in layer.open.get(command.verb, ()):
            yield form, block
        if (
            command.verb == "examine"
            and noun is not None
            and view.scope.get(noun) == noun
            and layer is view.layer_of(noun)
        ):
            text = view.story.bodies[noun].text
            if text.items:
                yield None, text


def answers_openly(view: View, form: Form, block: Block, command: Command) -> bool:
    """Whether a block answers by a form with placeholders."""
    bound = fit(view, form, command)
    if bound is None:
        return False
    kept = view.bound
    view.bound = {**kept, **bound}
    answers = view.holds(block.condition) and not taken(view, block)
    view.bound = kept
    return answers


def refuses_openly(view: View, form: Form, block: Block, command: Command) -> bool:
    """Whether a block that answers by a form with placeholders is closed for it."""
    if block.closed is None:
        return False
    kept = view.bound
    view.bound = {**kept, **(fit(view, form, command) or {})}
    refused = closed(view, block) is not None
    view.bound = kept
    return refused


def fit(view: View, form: Form, command: Command) -> dict[str, str] | None:
    """The names that a form with placeholders binds, if the command fits it."""
    bound: dict[str, str] = {}
    for slot, value in ((form.noun, command.noun), (form.second, command.second), (form.topic, command.topic)):
        if isinstance(slot, Placeholder):
            if value is None or not accepts(view, slot, value):
                return None
            bound[slot.name] = value
        elif slot != value:
            return None
    return bound


def accepts(view: View, slot: Placeholder, value: str) -> bool:
    """Whether a placeholder takes an id."""
    if slot.members is not None:
        return value in view.values[slot.members]  # type: ignore[operator]  # a set's value is Members
    if slot.kind is None:
        return True
    entity = view.story.entities.get(value)
    if slot.kind == "thing":
        return entity is None or entity.kind in {"thing", "place"}
    return entity is not None and entity.kind == slot.kind


def defaults(view: View, command: Command) -> Iterator[Block]:
    """The story's own default answers for the verb."""
    for layer in view.story.defaults.values():
        yield from (block for block in layer.exact.get(command, ()) if view.holds(block.condition))
    for narrow in (True, False):
        for layer in view.story.defaults.values():
            for form, block in layer.open.get(command.verb, ()):
                if _is_narrow(form) is narrow and (bound := fit(view, form, command)) is not None:
                    kept = view.bound
                    view.bound = {**kept, **bound}
                    if view.holds(block.condition):
                        yield block
                    view.bound = kept


def _is_narrow(form: Form) -> bool:
    slots: tuple[Slot, ...] = (form.noun, form.second, form.topic)
    return any(isinstance(slot, Placeholder) and (slot.kind or slot.members) for slot in slots)


def anything(view: View) -> Iterator[Block]:
    """The `@ anything` rules that hold."""
    for layer in (view.node.layer, *view.story.always.values()):
        for block in layer.anything:
            if view.holds(block.condition):
                yield block


def taken(view: View, block: Block) -> bool:
    """Whether a block is a choice that is gone."""
    return block.marker == "*" and view.shown.get(block.id, 0) > 0


@frozen
class Option:
    """A choice that is listed now, with the reason it is closed for; `member` is for which member of its `[each]`."""

    block: Block
    reason: str | None = None
    member: str | None = None

    @property
    def command(self) -> Command:
        return Command("choose", self.block.id, self.member)

    @property
    def equal(self) -> Command | None:
        """The command that it equals, by its first further form."""
        if not self.block.forms:
            return None
        form = self.block.forms[0]
        if self.member is None or self.block.each is None:
            return form.command
        slots = (form.noun, form.second, form.topic)
        filled = [
            self.member if isinstance(slot, Placeholder) and slot.name == self.block.each[0] else slot for slot in slots
        ]
        return Form(form.verb, *filled).command

    def bound(self, view: View) -> dict[str, str | None]:
        """What its words and its block may read."""
        return {**view.bound, self.block.each[0]: self.member} if self.block.each else view.bound


def choices(view: View) -> Iterator[Option]:
    """The choices listed now."""
    for layer in view.layers:
        for block in layer.choices:
            if block.each is None:
                if view.holds(block.condition) and not taken(view, block):
                    yield Option(block, closed(view, block))
            elif not taken(view, block):
                yield from _each(view, block)


def _each(view: View, block: Block) -> list[Option]:
    """A choice for each member of its set that it is there for."""
    assert block.each
    found: list[Option] = []
    kept = view.bound
    for member in view.values[block.each[1]]:  # type: ignore[union-attr]  # a set's value is Members
        view.bound = {**kept, block.each[0]: member}
        if view.holds(block.condition):
            found.append(Option(block, closed(view, block), member))
            if len(found) == block.most:
                break
    view.bound = kept
    return found


def words_of(view: View, option: Option) -> str:
    """A choice in its words."""
    kept = view.bound
    view.bound = option.bound(view)
    words = view.words(option.block.words)
    view.bound = kept
    return words


def closed(view: View, block: Block) -> str | None:
    """Why a choice is shown but refused, or None."""
    if block.closed and view.holds(block.closed[0]):
        return view.words(block.closed[1]) or "Not now."
    return None


def answered_by_story(view: View, command: Command) -> bool:
    """Whether a block of the story would answer, leaving out `@ anything`, `@ before anything` and defaults."""
    bind(view, command)
    if any(block.rule and not block.rule.precedes_all for block in interceptors(view, command)):
        return True
    return any(True for _ in responses(view, command))


def declared(view: View, command: Command) -> bool:
    """Whether the story answers exactly this command, not only one like it."""
    bind(view, command)
    return any(
        form is None and view.holds(block.condition) and not taken(view, block)
        for form, block in candidates(view, command)
    )
