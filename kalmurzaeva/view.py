"""Looking at a story from inside one state: conditions, names, and what is in scope.

A View is what a compiled expression is given as its turn. It changes nothing; the engine's Turn is a View that does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from attrs import frozen

from kalmurzaeva.model import (
    Block,
    Either,
    Entity,
    Expression,
    Layer,
    Members,
    Name,
    Node,
    Part,
    Show,
    Story,
    Thing,
    Value,
    Words,
)
from kalmurzaeva.state import State

_MOST_SCOPES = 4096
_PRONOUNS = {
    "she": ("she", "her", "her"),
    "he": ("he", "him", "his"),
    "it": ("it", "it", "its"),
    "they": ("they", "them", "their"),
}


@frozen(eq=False)
class _Surroundings:
    """A scope and its layers, with what they were worked out from. `counts` is None where how often things were shown does not matter."""

    node: Node
    values: Mapping[str, Value]
    counts: tuple[Mapping[str, int], Mapping[str, int]] | None
    scope: Mapping[str, str | None]
    layers: tuple[Layer, ...]


class View:
    """A story seen from one state."""

    __slots__ = ("_surroundings", "back", "bound", "node", "shown", "story", "values", "visits")

    def __init__(self, story: Story, state: State) -> None:
        self.story = story
        self.node: Node = story.nodes[state.node]
        self.back = state.back
        self.values: Mapping[str, Value] = state.values
        self.shown: Mapping[str, int] = state.shown
        self.visits: Mapping[str, int] = state.visits
        self.bound: dict[str, str | None] = {}
        self._surroundings: _Surroundings | None = None

    def holds(self, condition: Expression | None) -> bool:
        """Whether a condition is true now; a missing one is."""
        return condition is None or bool(condition.run(self, self.values))

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
        for thing in self.things():
            if thing.id == identity:
                return thing.names
        return ()

    def word(self, identity: str | None, form: str) -> str:
        """`{=noun.form}`: a name with its article, a pronoun, or a field of a kind. Capitalised forms begin a sentence."""
        if not identity:
            return ""
        entity = self.story.entities.get(identity)
        if entity and form in entity.fields:
            return self.words(entity.fields[form])
        if identity in self.story.nodes and form == "name":
            return self.words(self.story.nodes[identity].title) or identity.replace("_", " ")
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
        elif name[:1].isupper():
            result = name
        elif lower == "a":
            result = (
                name if _plural(name) or name.startswith(_OWNED) else f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"
            )
        else:
            result = name if name.startswith(_OWNED) else f"the {name}"
        return result[:1].upper() + result[1:] if form[:1].isupper() else result

    def words(self, parts: tuple[Part, ...]) -> str:
        """Parts in which nothing depends on how often they were shown, as text: titles, names, labels."""
        pieces = []
        for part in parts:
            if isinstance(part, Words):
                pieces.append(part.text)
            elif isinstance(part, Show):
                pieces.append(self.value(part.value))
            elif isinstance(part, Either):
                pieces.append(self.words(part.yes if self.holds(part.condition) else part.no))
            else:
                pieces.append(self.words(part.arms[0]))
        return " ".join("".join(pieces).split())

    def value(self, expression: Expression) -> str:
        """The value of an expression in words."""
        value: Any = expression.run(self, self.values)
        if expression.type == "node":
            return self.word(value, "name")
        if isinstance(value, bool):
            return "yes" if value else "no"
        if expression.type == "entity" or expression.type.startswith("one "):
            return self.name(value) if value in self.story.entities else str(value).replace("_", " ")
        return str(value)

    # ── Scope ──────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def scope(self) -> Mapping[str, str | None]:
        """What is in scope: the id of each entity and thing, with the passage whose blocks speak for it (None for the node's own
        things), in the order of nearness."""
        if self._surroundings is None:
            self._surroundings = self._look_about()
        return self._surroundings.scope

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of the story's own of which anything is in scope."""
        entities = self.story.entities
        return frozenset(entities[name].kind for name in self.scope if name in own_kinds(self.story))

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers whose rules run here: the node's, that of every entity in scope, `always`."""
        if self._surroundings is None:
            self._surroundings = self._look_about()
        return self._surroundings.layers

    def _look_about(self) -> _Surroundings:
        """What is around, remembered from the last look where nothing that it depends on has changed."""
        last: _Surroundings | None = self.story.cache.get("surroundings")
        if last and last.node is self.node and last.values is self.values and self._same_counts(last):
            return last
        present, kept, named = self._around()
        cache: dict[tuple[object, ...], tuple[Mapping[str, str | None], tuple[Layer, ...]]]
        cache = self.story.cache.setdefault("scopes", {})
        key = (self.node.id, present, kept, named)
        if key not in cache:
            if len(cache) >= _MOST_SCOPES:
                cache.clear()
            cache[key] = self._laid_out(present, (*kept, *named))
        scope, layers = cache[key]
        counts = (self.shown, self.visits) if counts_matter(self.story, self.node) else None
        found = _Surroundings(self.node, self.values, counts, scope, layers)
        if self.settled:
            self.story.cache["surroundings"] = found
        return found

    @property
    def settled(self) -> bool:
        """Whether nothing that is seen here can change any more, so that what is around may be remembered for the next view."""
        return True

    def _same_counts(self, last: _Surroundings) -> bool:
        return last.counts is None or (last.counts[0] is self.shown and last.counts[1] is self.visits)

    def _around(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Who is here; the entities of the story's own kinds that sets hold; and those that live headers here name."""
        present = tuple(presence.entity for presence in self.node.presences if self.holds(presence.condition))
        present += tuple(entity.id for entity in everywhere(self.story) if self.holds(entity.everywhere))
        kept = tuple(
            name for variable in sets_of_own_kinds(self.story) for name in cast("Members", self.values[variable])
        )
        named = tuple(
            name
            for layer in (self.node.layer, *(self.story.bodies[name].layer for name in present))
            for name, blocks in named_kinds(self.story, layer)
            if any(self.holds(block.condition) for block in blocks)
        )
        return present, kept, named

    def _laid_out(
        self, present: tuple[str, ...], kinds: tuple[str, ...]
    ) -> tuple[dict[str, str | None], tuple[Layer, ...]]:
        """The scope, nearest first, and its layers."""
        bodies = self.story.bodies
        scope: dict[str, str | None] = {name: name for name in present}
        for name in present:
            for thing in bodies[name].things:
                scope.setdefault(thing.id, thing.owner)
        for thing in self.node.things:
            scope.setdefault(thing.id, None)
        for name in kinds:
            scope.setdefault(name, name)
        entities = [bodies[name].layer for name, owner in scope.items() if name == owner]
        return scope, (self.node.layer, *entities, *self.story.always.values())

    def things(self) -> Iterator[Thing]:
        """The small things in scope."""
        yield from self.node.things
        for name, owner in self.scope.items():
            if owner == name:
                yield from self.story.bodies[name].things

    def present(self) -> list[str]:
        """The persons here, in the order of the node's `with:`."""
        return [
            name
            for name in self.scope
            if (entity := self.story.entities.get(name)) and entity.kind == "person" and name != "me"
        ]

    def layer_of(self, identity: str | None) -> Layer | None:
        """The blocks that speak for something in scope."""
        owner = self.scope.get(identity) if identity else None
        return self.story.bodies[owner].layer if owner else None


# What agrees with a noun: for one, and for several.
_AGREEING = {"s": ("s", ""), "are": ("is", "are"), "have": ("has", "have")}
_OWNED = ("your ", "my ", "the ", "somebody's ", "a ", "an ")


def _plural(name: str) -> bool:
    last = name.rsplit(maxsplit=1)[-1] if name else ""
    return last.endswith("s") and not last.endswith(("ss", "us", "is"))


def everywhere(story: Story) -> tuple[Entity, ...]:
    """The entities that may be in scope everywhere."""
    found = story.cache.get("everywhere")
    if found is None:
        found = story.cache["everywhere"] = tuple(entity for entity in story.entities.values() if entity.everywhere)
    return cast("tuple[Entity, ...]", found)


def own_kinds(story: Story) -> frozenset[str]:
    """The entities of the kinds that the story declares itself."""
    found = story.cache.get("own_kinds")
    if found is None:
        found = story.cache["own_kinds"] = frozenset(
            name for name, entity in story.entities.items() if entity.kind not in {"person", "thing", "place"}
        )
    return cast("frozenset[str]", found)


def sets_of_own_kinds(story: Story) -> tuple[str, ...]:
    """The names of the `set` variables."""
    found = story.cache.get("sets")
    if found is None:
        found = story.cache["sets"] = tuple(
            variable.name for variable in story.variables.values() if variable.kind == "set"
        )
    return cast("tuple[str, ...]", found)


def named_kinds(story: Story, layer: Layer) -> tuple[tuple[str, tuple[Block, ...]], ...]:
    """The entities of the story's own kinds that headers of a layer name, with the blocks that do."""
    cache: dict[Layer, tuple[tuple[str, tuple[Block, ...]], ...]] = story.cache.setdefault("named kinds", {})
    found = cache.get(layer)
    if found is None:
        own = own_kinds(story)
        named: dict[str, tuple[Block, ...]] = {}
        for command, blocks in layer.exact.items():
            for name in (command.noun, command.second):
                if name in own:
                    assert name is not None
                    named[name] = named.get(name, ()) + blocks
        found = cache[layer] = tuple(named.items())
    return found


def counts_matter(story: Story, node: Node) -> bool:
    """Whether who and what is around in a node depends on how often something was shown or entered."""
    cache: dict[str, bool] = story.cache.setdefault("counts matter", {})
    if node.id not in cache:
        names = [presence.entity for presence in node.presences] + [entity.id for entity in everywhere(story)]
        conditions = [presence.condition for presence in node.presences] + [
            entity.everywhere for entity in everywhere(story)
        ]
        for layer in (node.layer, *(story.bodies[name].layer for name in names)):
            conditions += [block.condition for _, blocks in named_kinds(story, layer) for block in blocks]
        cache[node.id] = any(
            read[0] in ("shown", "visits") for condition in conditions if condition for read in condition.reads
        )
    return cache[node.id]


def own_kind_names(story: Story) -> frozenset[str]:
    """The kinds that the story declares itself."""
    return frozenset(story.kinds)
