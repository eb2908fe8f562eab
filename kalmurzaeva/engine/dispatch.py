"""Who answers a command: the one place that knows.

The engine performs the blocks found here, the parser asks here which of several readings the story would answer, and `offers` lists from
here. First to last: `@ before` (node, noun, second, always); the node; the noun's entity; the second's; `always`; `@ anything`; the
story's default for the verb. Within a layer an exact header comes before one with placeholders, then the order of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from attrs import frozen

from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.questions import asks_for
from kalmurzaeva.grammar.turned import deed, turned
from kalmurzaeva.model.story import NOTHING_BOUND, Bindings, Block, Choice, Command, Form, Layer, On, Placeholder, Slot
from kalmurzaeva.model.traversal import walk
from kalmurzaeva.model.values import Members

# The verb of a rule that comes before every verb.
_ANYTHING = "anything"
# A block that answers, and what is bound while it is performed.
Answer = tuple[Block, Bindings]


def bindings(command: Command) -> Bindings:
    """What conditions and texts may read of a command."""
    topic = command.topic
    return {
        "verb": command.verb,
        "noun": command.noun or topic,
        "second": command.second,
        "question": asks_for(topic) if topic is not None and command.verb == "ask" else None,
        "echo": _echo(command.verb, command.typed) if command.typed else None,
    }


def _echo(verb: str, typed: str) -> str | None:
    """What can be said back of what was typed: a sentence, or what is not done."""
    return deed(typed) if verb == "attempt" else turned(typed)


def layers(view: View, command: Command) -> Sequence[Layer]:
    """The layers that may answer, in order: the node, the noun's entity, the second's, `always`."""
    around = view.around
    noun = around.speaking.get(command.noun) if command.noun else None
    second = around.speaking.get(command.second) if command.second else None
    found = [view.node.layer]
    if noun is not None:
        found.append(noun)
    if second is not None and second is not noun:
        found.append(second)
    found += around.always
    return found


def interceptors(view: View, command: Command) -> Iterator[Answer]:
    """The `@ before` rules that hold, in order."""
    intercepted = view.around.intercepted
    if command.verb not in intercepted and _ANYTHING not in intercepted:
        return
    bound = bindings(command)
    for layer in layers(view, command):
        for block in layer.before.get(command.verb) or layer.before.get(_ANYTHING, ()):
            if block.rule and block.rule.precedes(command) and view.holds(block.condition, bound):
                yield block, bound


def before_all(view: View, command: Command) -> Iterator[Answer]:
    """The `@ before anything` rules that hold, for what names nothing in scope."""
    bound = bindings(command)
    for layer in (view.node.layer, *view.around.always):
        for block in layer.before.get(_ANYTHING, ()):
            if view.holds(block.condition, bound):
                yield block, bound


def responses(view: View, command: Command) -> Iterator[Answer]:
    """The blocks of the story that answer, best first. Only the first is ever performed."""
    bound = bindings(command)
    for form, block in candidates(view, command):
        answered = answers(view, form, block, command, bound)
        if answered is not None:
            yield block, answered


def candidates(view: View, command: Command) -> Iterator[tuple[Form | None, Block]]:
    """The blocks that may answer, best first, whether their conditions hold or not: exact headers with None, others with their form."""
    noun, verb = command.noun, command.verb
    # EXAMINE of an entity is answered by its own text, behind its blocks.
    described = None
    if verb == "examine" and noun is not None:
        around = view.around
        described = around.speaking.get(noun) if around.scope.get(noun) == noun else None
    for layer in layers(view, command):
        for block in layer.exact.get(command, ()):
            yield None, block
        for form, block in layer.open.get(verb, ()):
            yield form, block
        if layer is described and noun is not None:
            text = view.story.bodies[noun].text
            if text.items:
                yield None, text


def answers(view: View, form: Form | None, block: Block, command: Command, bound: Bindings) -> Bindings | None:
    """What is bound where a block answers a command, by an exact header or by a form with placeholders; None where it does not. `bound` is
    what the command binds."""
    if form is not None:
        fitted = fit(view, form, command)
        if fitted is None:
            return None
        bound = {**bound, **fitted}
    holds = block.condition is None or view.holds(block.condition, bound)
    return bound if holds and not taken(view, block) else None


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
    if slot.kind == "person" and value == view.story.player:
        return False  # nobody waves to herself, unless a block says so
    if slot.kind == "thing":
        return entity is None or entity.kind in {"thing", "place"}
    return entity is not None and entity.kind == slot.kind


def defaults(view: View, command: Command) -> Iterator[Answer]:
    """The story's own default answers for the verb."""
    bound = bindings(command)
    for layer in view.story.defaults.values():
        for block in layer.exact.get(command, ()):
            if view.holds(block.condition, bound):
                yield block, bound
    for narrow in (True, False):
        for layer in view.story.defaults.values():
            for form, block in layer.open.get(command.verb, ()):
                if _is_narrow(form) is narrow and (fitted := fit(view, form, command)) is not None:
                    more = {**bound, **fitted}
                    if view.holds(block.condition, more):
                        yield block, more


def _is_narrow(form: Form) -> bool:
    slots: tuple[Slot, ...] = (form.noun, form.second, form.topic)
    return any(isinstance(slot, Placeholder) and (slot.kind or slot.members) for slot in slots)


def anything(view: View, command: Command) -> Iterator[Answer]:
    """The `@ anything` rules that hold."""
    bound = bindings(command)
    for layer in (view.node.layer, *view.around.always):
        for block in layer.anything:
            if view.holds(block.condition, bound):
                yield block, bound


def taken(view: View, block: Block) -> bool:
    """Whether a block is a choice that is gone."""
    return block.marker.gone_once_taken and view.shown.get(block.id, 0) > 0


@frozen
class Option:
    """A choice that is listed now, with the reason it is closed for; `member` is for which member of its `[each]`."""

    block: Block
    reason: str | None = None
    member: str | None = None

    @property
    def command(self) -> Command:
        """The command that takes it."""
        return self.block.choosing if self.member is None else Command("choose", self.block.id, self.member)

    @property
    def equal(self) -> Command | None:
        """The command that it equals, by its first further form."""
        if not self.block.forms:
            return None
        form = self.block.forms[0]
        if self.member is None or self.block.each is None:
            return form.command
        name, member = self.block.each[0], self.member
        slots = (form.noun, form.second, form.topic)
        filled = [member if isinstance(slot, Placeholder) and slot.name == name else slot for slot in slots]
        return Form(form.verb, *filled).command

    @property
    def bound(self) -> Bindings:
        """What its words may read."""
        return {self.block.each[0]: self.member} if self.block.each else NOTHING_BOUND


def choices(view: View) -> tuple[Option, ...]:
    """The choices listed now. What was typed before does not matter to them."""
    if not view.settled:
        return tuple(_choices(view))
    found: tuple[Option, ...] | None = view.memo.get("choices")
    if found is None:
        found = view.memo["choices"] = tuple(_choices(view))
    return found


def listed(view: View) -> tuple[Choice, ...]:
    """The choices as they are listed, in their order, with their words and their numbers."""
    found: tuple[Choice, ...] | None = view.memo.get("listed") if view.settled else None
    if found is None:
        found = tuple(
            Choice(number, words_of(view, option), option.command, option.reason)
            for number, option in enumerate(choices(view), 1)
        )
        if view.settled:
            view.memo["listed"] = found
    return found


def option_of(view: View, command: Command) -> Option | None:
    """The choice that a command takes, where it is listed now."""
    return next((option for option in choices(view) if option.command == command), None)


def words_of(view: View, option: Option) -> str:
    """A choice in its words."""
    return view.text(option.block.words, option.bound)


def _choices(view: View) -> Iterator[Option]:
    shown = view.shown
    for block in view.around.choices:
        if block.marker.gone_once_taken and shown.get(block.id, 0):
            continue
        if block.each is not None:
            yield from _each(view, block, block.each)
        elif block.condition is None or view.holds(block.condition, NOTHING_BOUND):
            yield Option(block, closed(view, block, NOTHING_BOUND) if block.closed else None)


def _each(view: View, block: Block, each: tuple[str, str]) -> Iterator[Option]:
    """A choice for each member of its set that it is there for."""
    name, members = each
    found = 0
    for member in cast("Members", view.values[members]):
        bound = {name: member}
        if view.holds(block.condition, bound):
            yield Option(block, closed(view, block, bound), member)
            found += 1
            if found == block.most:
                return


def closed(view: View, block: Block, bound: Bindings) -> str | None:
    """Why a choice is shown but refused, or None."""
    if block.closed and view.holds(block.closed[0], bound):
        return view.text(block.closed[1], bound) or "That can't be done at the moment."
    return None


@frozen
class Met:
    """What a command would meet: the first block of the story that would respond, whether one is there for exactly this command, and whether the
    story answers at all, by a response or a rule that comes before it."""

    block: Block | None
    exactly: bool
    answered: bool


def met(view: View, command: Command) -> Met:
    """What a command would meet, leaving out `@ anything`, `@ before anything` and defaults. One view is asked it again and again while a line
    is read."""
    if not view.settled:
        return _met(view, command)
    found: Met | None = view.asked.get(command)
    if found is None:
        found = view.asked[command] = _met(view, command)
    return found


def _met(view: View, command: Command) -> Met:
    bound = bindings(command)
    first, exactly = None, False
    for form, block in candidates(view, command):
        if (form is None or first is None) and answers(view, form, block, command, bound) is not None:
            first = block if first is None else first
            if form is None:
                exactly = True
                break
    return Met(first, exactly, first is not None or _is_intercepted(view, command))


def _is_intercepted(view: View, command: Command) -> bool:
    return any(block.rule and not block.rule.precedes_all for block, _ in interceptors(view, command))


def held_up(view: View, command: Command) -> bool:
    """Whether a rule comes before whatever would answer, and never lets it."""
    return any(
        block.rule and not block.rule.precedes_all and not any(isinstance(item, On) for item, _ in walk(block.items))
        for block, _ in interceptors(view, command)
    )


def answered_by_story(view: View, command: Command) -> bool:
    """Whether a block of the story would answer, leaving out `@ anything`, `@ before anything` and defaults."""
    return met(view, command).answered


def answers_now(view: View, command: Command) -> bool:
    """The same, worked out afresh: for whoever asks once of a great many states."""
    return _is_intercepted(view, command) or any(True for _ in responses(view, command))


def declared(view: View, command: Command) -> bool:
    """Whether the story answers exactly this command, not only one like it."""
    return met(view, command).exactly
