"""Looking at a story from inside one state: conditions, names, and what is in scope.

A View is what a compiled expression is given as its turn. It changes nothing; the engine's Turn is a View that does. What a header
binds (`noun`, `gesture`) belongs to whoever asks, and is given with the question.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple, cast

from attrs import frozen

from kalmurzaeva.model.markup import plain
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.state import State
from kalmurzaeva.model.story import (
    NOTHING_BOUND,
    Bindings,
    Block,
    Either,
    Entity,
    Expression,
    Layer,
    Name,
    Node,
    Part,
    Show,
    Story,
    TextRun,
    Thing,
)
from kalmurzaeva.model.values import Members, Value

_MOST_SCOPES = 4096
_PRONOUNS = {
    "she": ("she", "her", "her"),
    "he": ("he", "him", "his"),
    "it": ("it", "it", "its"),
    "they": ("they", "them", "their"),
}


class Around(NamedTuple):
    """What decides what is around in a node: who is here, the entities of the story's own kinds that sets hold, those that live headers here name,
    and the things that are not there now."""

    present: tuple[str, ...]
    kept: tuple[str, ...]
    named: tuple[str, ...]
    absent: frozenset[Thing] = frozenset()


@frozen(eq=False)
class Surroundings:
    """What is around in one state: `scope` has the id of each entity and thing, with the passage whose blocks speak for it (None for the node's
    own things), in the order of nearness; `layers` are those whose rules run here: the node's, that of every entity in scope, `always`; `persons` those
    present, in the order of the node's `with:`; `things` the small things in scope. `choices` and `on_turn` are the
    blocks of those kinds in all layers, `intercepted` the verbs that some `@ before` of theirs may hold up. `speaking` is the layer that speaks
    for each id of the scope which has one, `always` the layers that are everywhere."""

    scope: Mapping[str, str | None]
    layers: tuple[Layer, ...]
    persons: tuple[str, ...]
    things: tuple[Thing, ...]
    choices: tuple[Block, ...]
    on_turn: tuple[Block, ...]
    intercepted: frozenset[str]
    speaking: Mapping[str, Layer]
    always: tuple[Layer, ...]


class View:
    """A story seen from one state."""

    def __init__(self, story: Story, state: State) -> None:
        self.story = story
        self.node: Node = story.nodes[state.node]
        self.back = state.back
        self.values: Mapping[str, Value] = state.values
        self.shown: Mapping[str, int] = state.shown
        self.visits: Mapping[str, int] = state.visits
        # What was worked out from this very state before: its surroundings, its choices.
        self.memo: dict[str, Any] = state.memo
        if (known := state.memo.get("surroundings")) is not None:
            self.__dict__["around"] = known
        # What this view was asked before, for as long as it is looked through: what each command would meet.
        self.asked: dict[Any, Any] = {}

    # What is bound where a question gives nothing else. A Turn has what the block binds that it performs.
    bound: Bindings = NOTHING_BOUND
    # Whether nothing that is seen here can change any more. In a Turn it can.
    settled = True

    def holds(self, condition: Expression | None, bound: Bindings | None = None) -> bool:
        """Whether a condition is true now; a missing one is."""
        return condition is None or bool(condition.run(self, self.values, self.bound if bound is None else bound))

    @property
    def heading(self) -> tuple[str, str]:
        """The title of this place and its hour, without marks."""
        return plain(self.text(self.node.title)), plain(self.text(self.node.hour))

    # ── Names ──────────────────────────────────────────────────────────────────────────────────────────────────

    def name(self, identity: str) -> str:
        """What the game calls an entity, a thing or a node now, e.g. `Vera Andreyevna`, `worn place`."""
        for name in self.names(identity):
            if self.holds(name.condition):
                return name.text
        return identity.lstrip(".").replace("_", " ")

    def names(self, identity: str) -> tuple[Name, ...]:
        """All names of an entity or of a thing in scope, whether they hold or not."""
        entity = self.story.entities.get(identity)
        if entity:
            return entity.names
        for thing in self.around.things:
            if thing.id == identity:
                return thing.names
        return ()

    def written(self, topic: str) -> str | None:
        """How a topic of what is around was first written there; None where nothing around speaks of it."""
        return next((layer.spoken[topic] for layer in self.around.layers if topic in layer.spoken), None)

    def word(self, identity: str | None, form: str) -> str:
        """`{=noun.form}`: a name with its article, a pronoun, or a field of a kind. Capitalised forms begin a sentence."""
        if not identity:
            return ""
        entity = self.story.entities.get(identity)
        if entity and form in entity.fields:
            return self.text(entity.fields[form])
        if identity in self.story.nodes and form == "name":
            return self.text(self.story.nodes[identity].title) or identity.replace("_", " ")
        name = self.name(identity)
        lower = form.lower()
        if lower in _AGREEING:
            several = entity.pronoun == "they" if entity else _plural(name)
            return _AGREEING[lower][several]
        if lower == "name":
            result = name
        elif lower in {"they", "them", "their"}:
            pronoun = entity.pronoun if entity else ("they" if _plural(name) else "it")
            result = _PRONOUNS[pronoun][("they", "them", "their").index(lower)]
        elif identity == self.story.player:
            result = "yourself"
        elif name[:1].isupper():
            result = name
        elif lower == "a":
            result = (
                name if _plural(name) or name.startswith(_OWNED) else f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"
            )
        else:
            result = name if name.startswith(_OWNED) else f"the {name}"
        return result[:1].upper() + result[1:] if form[:1].isupper() else result

    def text(self, parts: tuple[Part, ...], bound: Bindings | None = None) -> str:
        """Parts in which nothing depends on how often they were shown, as text: titles, names, labels."""
        if len(parts) == 1 and isinstance(parts[0], TextRun):
            return parts[0].bare
        pieces = []
        for part in parts:
            if isinstance(part, TextRun):
                pieces.append(part.text)
            elif isinstance(part, Show):
                pieces.append(self.value(part.value, bound))
            elif isinstance(part, Either):
                pieces.append(self.text(part.yes if self.holds(part.condition, bound) else part.no, bound))
            else:
                pieces.append(self.text(part.arms[0], bound))
        return " ".join("".join(pieces).split())

    def value(self, expression: Expression, bound: Bindings | None = None) -> str:
        """The value of an expression in words."""
        value: Any = expression.run(self, self.values, self.bound if bound is None else bound)
        if expression.type == "node":
            return self.word(value, "name")
        if expression.type == "echo":
            return value or ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if expression.type == "entity" or expression.type.startswith("one "):
            return self.name(value) if value in self.story.entities else str(value).replace("_", " ")
        return str(value)

    # ── Scope ──────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def around(self) -> Surroundings:
        """All that is around now, kept for this view and, where nothing can change any more, for every later view of the same state."""
        found = laid_out(self.story, self.node, self._who_and_what())
        if self.settled:
            self.memo["surroundings"] = found
        return found

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of the story's own of which anything is in scope."""
        entities = self.story.entities
        return frozenset(entities[name].kind for name in self.around.scope if name in own_kinds(self.story))

    def _who_and_what(self) -> Around:
        """Who and what is here now."""
        wherever, sets = _outlook(self.story)
        present = tuple(
            presence.entity
            for presence in self.node.presences
            if presence.condition is None or self.holds(presence.condition)
        )
        present += tuple(name for name, condition in wherever if condition is None or self.holds(condition))
        held = [cast("Members", self.values[variable]) for variable in sets]
        kept = tuple(name for members in held for name in members.entries)
        named = tuple(
            name
            for name, blocks in _named_here(self.story, self.node, present)
            if any(self.holds(block.condition) for block in blocks)
        )
        passing = _passing_things(self.story, self.node, (*present, *kept, *named))
        absent = frozenset(thing for thing in passing if not self.holds(thing.condition))
        return Around(present, kept, named, absent)


# What agrees with a noun: for one, and for several.
_AGREEING = {"s": ("s", ""), "are": ("is", "are"), "have": ("has", "have")}
_OWNED = ("his ", "her ", "their ", "its ", "your ", "my ", "the ", "somebody's ", "a ", "an ")


def _plural(name: str) -> bool:
    last = name.rsplit(maxsplit=1)[-1] if name else ""
    return last.endswith("s") and not last.endswith(("ss", "us", "is"))


@once_a_story(most=_MOST_SCOPES)
def laid_out(
    story: Story,
    node: Node,
    around: Around,
) -> Surroundings:
    """What is around in a node, worked out."""
    present, kept, named, absent = around
    bodies = story.bodies
    scope: dict[str, str | None] = {name: name for name in present}
    for name in present:
        for thing in bodies[name].things:
            if thing not in absent:
                scope.setdefault(thing.id, thing.owner)
    for thing in node.things:
        if thing not in absent:
            scope.setdefault(thing.id, None)
    for name in (*kept, *named):
        scope.setdefault(name, name)
    entities = [name for name, owner in scope.items() if name == owner]
    persons = (
        name
        for name in scope
        if (entity := story.entities.get(name)) and entity.kind == "person" and name != story.player
    )
    always = tuple(story.always.values())
    layers = (node.layer, *(bodies[name].layer for name in entities), *always)
    return Surroundings(
        scope,
        layers,
        tuple(persons),
        tuple(
            thing
            for thing in (*node.things, *(thing for name in entities for thing in bodies[name].things))
            if thing not in absent
        ),
        tuple(block for layer in layers for block in layer.choices),
        tuple(block for layer in layers for block in layer.on_turn),
        frozenset(verb for layer in layers for verb in layer.before),
        {name: bodies[owner].layer for name, owner in scope.items() if owner},
        always,
    )


@once_a_story(most=_MOST_SCOPES)
def _passing_things(story: Story, node: Node, entities: tuple[str, ...]) -> tuple[Thing, ...]:
    """The things of a node with these entities in it that are there only while a condition holds."""
    of_entities = (thing for name in dict.fromkeys(entities) for thing in story.bodies[name].things)
    return tuple(thing for thing in (*node.things, *of_entities) if thing.condition is not None)


@once_a_story
def everywhere(story: Story) -> tuple[Entity, ...]:
    """The entities that may be in scope everywhere."""
    return tuple(entity for entity in story.entities.values() if entity.everywhere)


@once_a_story
def _outlook(story: Story) -> tuple[tuple[tuple[str, Expression | None], ...], tuple[str, ...]]:
    """What is looked at wherever the player is: the entities that may be everywhere, with their condition where it is not `yes`, and the sets."""
    found = ((entity.id, entity.everywhere) for entity in everywhere(story))
    wherever = tuple(
        (name, condition if condition and condition.source != "yes" else None) for name, condition in found
    )
    return wherever, sets_of_own_kinds(story)


@once_a_story(most=_MOST_SCOPES)
def _named_here(story: Story, node: Node, present: tuple[str, ...]) -> tuple[tuple[str, tuple[Block, ...]], ...]:
    """The entities of the story's own kinds that headers name in a node with these entities present, with the blocks that do."""
    layers = (node.layer, *(story.bodies[name].layer for name in present))
    return tuple(named for layer in layers for named in named_kinds(story, layer))


@once_a_story
def own_kinds(story: Story) -> frozenset[str]:
    """The entities of the kinds that the story declares itself."""
    return frozenset(name for name, entity in story.entities.items() if entity.kind not in {"person", "thing", "place"})


@once_a_story
def sets_of_own_kinds(story: Story) -> tuple[str, ...]:
    """The names of the `set` variables."""
    return tuple(variable.name for variable in story.variables.values() if variable.of.holds_members)


@once_a_story
def named_kinds(story: Story, layer: Layer) -> tuple[tuple[str, tuple[Block, ...]], ...]:
    """The entities of the story's own kinds that headers of a layer name, with the blocks that do."""
    own = own_kinds(story)
    named: dict[str, tuple[Block, ...]] = {}
    for command, blocks in layer.exact.items():
        for name in (command.noun, command.second):
            if name is not None and name in own:
                named[name] = named.get(name, ()) + blocks
    return tuple(named.items())


@once_a_story
def counts_matter(story: Story, node: Node) -> bool:
    """Whether who and what is around in a node depends on how often something was shown or entered."""
    names = [presence.entity for presence in node.presences] + [entity.id for entity in everywhere(story)]
    conditions = [presence.condition for presence in node.presences] + [
        entity.everywhere for entity in everywhere(story)
    ]
    for layer in (node.layer, *(story.bodies[name].layer for name in names)):
        conditions += [block.condition for _, blocks in named_kinds(story, layer) for block in blocks]
    return any(read[0] in ("shown", "visits") for condition in conditions if condition for read in condition.reads)


def own_kind_names(story: Story) -> frozenset[str]:
    """The kinds that the story declares itself."""
    return frozenset(story.kinds)
