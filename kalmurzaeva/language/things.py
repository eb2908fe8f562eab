"""Which things a passage declares: a line `things: radiator, heater; mirror`, `> examine mop`, `+ go to the canteen`, and the words of a
choice. They are found before any block is read, since every header may name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import define, evolve, field

from kalmurzaeva.grammar.lexicon import NAMELESS, POINTING, key, request, tokens
from kalmurzaeva.grammar.patterns import Grammar
from kalmurzaeva.language.body import BodyReader
from kalmurzaeva.language.expressions import Names
from kalmurzaeva.language.headers import declared
from kalmurzaeva.language.heard import Heard, block_key, wordings
from kalmurzaeva.language.passage import Cut, RawBlock, split_header, split_options, split_outside
from kalmurzaeva.language.properties import read_condition
from kalmurzaeva.language.reader import Report
from kalmurzaeva.model.story import Entity, Expression, Name, Thing
from kalmurzaeva.model.values import Span

# How a way to somewhere is worded.
_LEADING = re.compile(
    r"(?:go|walk|run|head|climb|return|step|come|cross|enter)\b(?: (?:back|on|over|up|down|out|in|off|straight|across|round))* "
    r"(?:to|into|onto|home|upstairs|downstairs|outside|inside|back)\b|enter |cross "
)


def _leads(form: str) -> bool:
    """Whether a wording goes to a place: `go to the canteen`, and not `go early` or `leave it blank`, which only do without another verb."""
    return _LEADING.match(form.strip()) is not None


@define
class BuildContext:
    """What all passages of a story share while they are built. `pairs_of` says what a `pairs` passage may be of, and the names of each."""

    names: Names
    grammar: Grammar
    entities: Mapping[str, Entity]
    cuts: Mapping[str, Cut]
    sources: Mapping[str, str]
    kinds: frozenset[str]
    topics: Mapping[tuple[str, ...], str]
    acts: Iterable[str]
    report: Report
    pairs_of: Mapping[str, frozenset[str]] = field(factory=dict)
    heard: Heard = field(factory=Heard)
    things: dict[str, tuple[Thing, ...]] = field(factory=dict)
    _things_called: dict[str, frozenset[tuple[str, ...]]] = field(factory=dict)

    @cached_property
    def called(self) -> dict[tuple[str, ...], list[tuple[Entity, bool]]]:
        """Who or what is called so, and whether by a proper name."""
        found: dict[tuple[str, ...], list[tuple[Entity, bool]]] = {}
        for entity in self.entities.values():
            if entity.kind in {"person", "thing", "place"}:
                proper = {name.key for name in entity.names if name.text[:1].isupper()}
                for phrase in dict.fromkeys(name.key for name in entity.names):
                    found.setdefault(phrase, []).append((entity, phrase in proper))
        return found

    @cached_property
    def _members(self) -> dict[str, frozenset[tuple[str, ...]]]:
        """What the members of each of the story's own kinds are called."""
        found: dict[str, set[tuple[str, ...]]] = {kind: set() for kind in self.kinds}
        for entity in self.entities.values():
            found.setdefault(entity.kind, set()).update(name.key for name in entity.names)
        return {kind: frozenset(found[kind]) for kind in self.kinds}

    def is_member(self, kind: str, phrase: tuple[str, ...]) -> bool:
        """Whether a phrase names a member of a kind of the story's own."""
        return key(" ".join(phrase)) in self._members.get(kind, ())

    def things_called(self, entity: str) -> frozenset[tuple[str, ...]]:
        """What the things that an entity's passage declares are called."""
        found = self._things_called.get(entity)
        if found is None:
            names = (name.key for thing in self.things_of(entity) for name in thing.names)
            found = self._things_called[entity] = frozenset(names)
        return found

    @cached_property
    def everywhere(self) -> frozenset[str]:
        """The entities that may be in scope everywhere."""
        return frozenset(entity.id for entity in self.entities.values() if entity.everywhere is not None)

    def things_of(self, entity: str) -> tuple[Thing, ...]:
        """The things that an entity's passage declares, found without reading its blocks."""
        if entity not in self.things:
            self.things[entity] = Declarer(self, self.cuts[entity], self.entities[entity]).declared_things()
        return self.things[entity]

    def topic(self, words: tuple[str, ...]) -> str:
        """The id of a topic: an entity that is called so, or the words themselves."""
        phrase = key(" ".join(words))
        return self.topics.get(phrase, " ".join(phrase))


@define
class Declarer:
    """Finds the things that one passage declares, in `things:` and by its headers. `entity` is set where it is an entity's."""

    setting: BuildContext
    cut: Cut
    entity: Entity | None = None
    _things: list[Thing] = field(factory=list)
    _spoken: dict[str, str] = field(factory=dict)
    _texts: BodyReader | None = None

    @property
    def source(self) -> str:
        return self.setting.sources[self.cut.passage.file]

    def declared_things(self) -> tuple[Thing, ...]:
        """The things of the passage, without its blocks."""
        self.declare_things()
        return tuple(self._things)

    def declare_things(self) -> None:
        value = self.cut.properties.get("things")
        for offset, group in split_outside(value.value, ";") if value else ():
            assert value
            names, options = split_options(group)
            at = value.span.start + offset
            place = Span(self.cut.passage.file, at, at + len(group))
            condition = read_condition(options, place, self.setting.names, self.setting.report)
            self._add_thing([text for _, text in split_outside(names, ",")], exit=False, condition=condition)
        for raw in self.cut.blocks:
            if raw.marker.is_response or raw.marker.is_choice:
                self._declare_by_header(raw)

    def _declare_by_header(self, raw: RawBlock) -> None:
        """`examine X` and `go to X` make things of what is not one yet; the forms of one header are names of one thing."""
        headed, options = split_header(self.source[raw.header.start : raw.header.end])
        forms = [form for _, form in headed]
        for row in self._further(headed, options):
            forms += [form for _, form in wordings(self.setting.sources[row.file], row)]
        if raw.marker.is_choice:
            self._declare_by_choice(forms)
            forms = forms[1:]
        headed_by = (declared(form, self.setting.grammar) for form in forms)
        found = [noun for noun in headed_by if noun and key(" ".join(noun[1])) and noun[1][0] not in POINTING]
        known = next((name for _, words in found if (name := self._own(words))), None)
        fresh = [" ".join(words) for _, words in found if not self._own(words) and not self._elsewhere(words)]
        if fresh and known:
            self._add_names(known, fresh)
        elif fresh:
            self._add_thing(fresh, exit=any(map(_leads, forms)))

    def _further(self, forms: list[tuple[int, str]], options: list[tuple[str, str, int]]) -> tuple[Span, ...]:
        """Where further wordings stand of the block whose header was split so."""
        return self._heard.get(block_key(forms, options), ()) if self._heard else ()

    @cached_property
    def _heard(self) -> dict[str, tuple[Span, ...]]:
        return self.setting.heard.rows(self.cut)

    def _declare_by_choice(self, forms: list[str]) -> None:
        """A noun of a choice's further forms that its listed words speak of needs no other declaration: `* take your place at the
        barre; stand at barre`."""
        if not forms:
            return
        listed = tokens(forms[0])
        for form in forms[1:]:
            for match in self.setting.grammar.matches(request(form)) if "<" not in form else ():
                nouns = [phrase for slot, phrase in match.slots.items() if slot != "topic"]
                if any(self.setting.is_member(gap.accepts, match.slots[gap.slot]) for gap in match.pattern.gaps):
                    break  # what is of a kind of the story's own is no thing that stands there
                fresh = [phrase for phrase in nouns if not self._own(phrase) and not self._elsewhere(phrase)]
                if any(phrase[0] in NAMELESS for phrase in fresh):
                    continue  # `answer for her` is about no thing that is called `for her`
                if all(len(phrase) <= 2 and " ".join(phrase) in " ".join(listed) for phrase in fresh):
                    for phrase in fresh:
                        self._add_thing([" ".join(phrase)], exit=match.verb == "go" and _leads(form))
                    break

    def _own(self, words: tuple[str, ...]) -> str | None:
        phrase = key(" ".join(words))
        return next((thing.id for thing in self._things if any(name.key == phrase for name in thing.names)), None)

    def _elsewhere(self, words: tuple[str, ...]) -> bool:
        """Whether the words are a person's own name, or a name of what is in scope here, so that a header does not declare them anew."""
        phrase = key(" ".join(words))
        if self.entity is None and any(phrase in self.setting.things_called(near) for near in self._near):
            return True
        return any(
            entity.id in self._near or (proper and entity.kind == "person")
            for entity, proper in self.setting.called.get(phrase, ())
        )

    @cached_property
    def _near(self) -> tuple[str, ...]:
        """The entities in scope here: those that the node's `with:` names, the entity itself, and those that are everywhere."""
        value = self.cut.properties.get("with")
        named = [split_options(piece)[0] for _, piece in split_outside(value.value, ",")] if value else []
        own = [self.entity.id] if self.entity else []
        near = dict.fromkeys((*own, *named, *sorted(self.setting.everywhere)))
        return tuple(name for name in near if name in self.setting.entities)

    def _add_names(self, identity: str, texts: list[str]) -> None:
        for index, thing in enumerate(self._things):
            if thing.id == identity:
                self._things[index] = evolve(thing, names=(*thing.names, *(Name(text, key(text)) for text in texts)))

    def _add_thing(self, texts: list[str], *, exit: bool, condition: Expression | None = None) -> None:
        names = tuple(Name(text, key(text)) for text in texts if key(text))
        if not names:
            return
        identity = " ".join(names[0].key)
        if identity in self.setting.entities:
            identity = f".{identity}"
        if all(thing.id != identity for thing in self._things):
            self._things.append(Thing(identity, names, self.cut.passage.name, exit, condition))
