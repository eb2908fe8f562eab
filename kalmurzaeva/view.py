"""Looking at a story from inside one state: conditions, names, and what is in scope.

A View is what a compiled expression is given as its turn. It changes nothing; the engine's Turn is a View that does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from kalmurzaeva.model import (
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

_PRONOUNS = {
    "she": ("she", "her", "her"),
    "he": ("he", "him", "his"),
    "it": ("it", "it", "its"),
    "they": ("they", "them", "their"),
}


class View:
    """A story seen from one state."""

    __slots__ = ("_scope", "back", "bound", "node", "shown", "story", "values", "visits")

    def __init__(self, story: Story, state: State) -> None:
        self.story = story
        self.node: Node = story.nodes[state.node]
        self.back = state.back
        self.values: Mapping[str, Value] = state.values
        self.shown: Mapping[str, int] = state.shown
        self.visits: Mapping[str, int] = state.visits
        self.bound: dict[str, str | None] = {}
        self._scope: dict[str, str | None] | None = None

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
        if self._scope is None:
            self._scope = dict(self._find_scope())
        return self._scope

    def _find_scope(self) -> Iterator[tuple[str, str | None]]:
        for presence in self.node.presences:
            if self.holds(presence.condition):
                yield presence.entity, presence.entity
        for entity in everywhere(self.story):
            if self.holds(entity.everywhere):
                yield entity.id, entity.id
        present = [presence.entity for presence in self.node.presences if self.holds(presence.condition)]
        present += [entity.id for entity in everywhere(self.story) if self.holds(entity.everywhere)]
        for name in present:
            for thing in self.story.bodies[name].things:
                yield thing.id, thing.owner
        for thing in self.node.things:
            yield thing.id, None
        for name in self._named_kinds(present):
            yield name, name

    def _named_kinds(self, present: list[str]) -> Iterator[str]:
        """Entities of the story's own kinds: those a set holds, and those that a live header here names."""
        for variable in self.story.variables.values():
            if variable.kind == "set":
                yield from cast("Members", self.values[variable.name])
        own = own_kinds(self.story)
        for layer in (self.node.layer, *(self.story.bodies[name].layer for name in present)):
            for command, blocks in layer.exact.items():
                for noun in (command.noun, command.second):
                    if noun in own and any(self.holds(block.condition) for block in blocks):
                        yield noun

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
