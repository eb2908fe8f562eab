"""Persons, things, places, the members of a story's own kinds, and acts: what their passages say before their blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import evolve, frozen

from kalmurzaeva.grammar.lexicon import key
from kalmurzaeva.language.body import BodyReader
from kalmurzaeva.language.expressions import Names
from kalmurzaeva.language.passage import Cut, Property, split_options
from kalmurzaeva.language.piece_passages import BOUND, Fields
from kalmurzaeva.language.properties import read_condition, read_names
from kalmurzaeva.language.reader import Passage, Report
from kalmurzaeva.model.problems import problem
from kalmurzaeva.model.story import COLOURS, GROUNDS, Act, Entity, Expression, Name, Part

_PRONOUNS = ("she", "he", "it", "they")
# Names that are no property, since nothing ends the properties.
_NAMES_AS_TEXT = re.compile(r"^names:", re.MULTILINE)
_COLOUR = re.compile(r"#[0-9a-f]{6}|(?:bright_)?(?:black|red|green|yellow|blue|magenta|cyan|white)|-")


@frozen
class EntityReader:
    """Reads those passages of one story. `fields` are the fields of its kinds, and what each entity has of them."""

    cuts: Mapping[str, Cut]
    sources: Mapping[str, str]
    names: Names
    fields: Fields
    report: Report

    def entity(self, passage: Passage, kind: str) -> Entity:
        """The entity of a passage: what it is called, what it has, and where it is."""
        found = self.cuts[passage.name]
        own = read_names(found, "names", self.names, self.sources[passage.file], self.report)
        if not own:
            hint = "names: Nina, the seamstress"
            if _NAMES_AS_TEXT.search(self.sources[passage.file], passage.body_start, passage.body_end):
                hint = "It has one, which is read as text: end the properties with a line --."
            self.report(problem("no-names", passage.span, hint, name=passage.name))
            own = (Name(passage.name, key(passage.name)),)
        pronoun = found.properties.get("is")
        if pronoun and pronoun.value not in _PRONOUNS:
            why = "it is she, he, it or they"
            self.report(problem("bad-value", pronoun.span, key="is", value=pronoun.value, why=why))
        return Entity(
            id=passage.name,
            span=passage.span,
            kind=kind,
            names=own,
            pronoun=pronoun.value if pronoun and pronoun.value in _PRONOUNS else "it",  # type: ignore[arg-type]
            everywhere=self._everywhere(found),
            fields=self._fields_of(passage.name),
            known_as=self._known_as(found),
            known_if=self._known_if(found),
        )

    def _fields_of(self, entity: str) -> dict[str, tuple[Part, ...]]:
        """The fields of an entity that are words. Those that a piece is danced in may speak of where they are danced."""
        angles = {
            angle for variable in self.names.variables.values() if variable.piece for angle in variable.piece.angles
        }
        dancing = evolve(self.names, bound={**self.names.bound, **BOUND})
        found: dict[str, tuple[Part, ...]] = {}
        for name, prop in self.fields.given[entity].items():
            if name in self.fields.words:
                own = dancing if name in angles else self.names
                reader = BodyReader(prop.span.file, self.sources[prop.span.file], own, self.report, f"{entity}.{name}")
                found[name] = reader.parts(prop.span.start, prop.span.end)
        return found

    def _known_as(self, found: Cut) -> tuple[Part, ...]:
        """`known as: the pianist [if met_emma]`: what WHO IS and PEOPLE say of somebody."""
        prop = found.properties.get("known as")
        if not prop:
            return ()
        text, _ = split_options(prop.value)
        file = found.passage.file
        reader = BodyReader(file, self.sources[file], self.names, self.report, found.passage.name)
        return reader.parts(prop.span.start, prop.span.start + len(text))

    def _known_if(self, found: Cut) -> Expression | None:
        prop = found.properties.get("known as")
        return read_condition(split_options(prop.value)[1], prop.span, self.names, self.report) if prop else None

    def _everywhere(self, found: Cut) -> Expression | None:
        prop = found.properties.get("in scope")
        if not prop:
            return None
        text, options = split_options(prop.value)
        if text not in ("", "always"):
            self.report(
                problem(
                    "bad-value",
                    prop.span,
                    "in scope: [if carried]",
                    key="in scope",
                    value=text,
                    why="it is a condition, or always",
                )
            )
        condition = read_condition(options, prop.span, self.names, self.report)
        return condition or Expression("yes", prop.span, lambda _turn, _values, _bound: True, frozenset(), "flag")

    def act(self, passage: Passage) -> Act:
        """The act of a passage: its number, its title and its palettes."""
        properties = self.cuts[passage.name].properties

        def value(name: str) -> str:
            return properties[name].value if name in properties else ""

        colours = {ground: self._colours(properties[ground]) for ground in GROUNDS if ground in properties}
        return Act(
            passage.name, value("number"), value("title") or passage.name, value("palette") or passage.name, colours
        )

    def _colours(self, prop: Property) -> tuple[str, ...]:
        """The colours of a palette on one ground: accent, title, quiet, speech, own."""
        written = tuple(prop.value.split())
        if len(written) != COLOURS or not all(_COLOUR.fullmatch(colour) for colour in written):
            hint = "Like this: #6a99e0 #a9ccff #8f959e #b8dcff -"
            why = "it takes five colours: accent, title, quiet, speech, own"
            self.report(problem("bad-value", prop.span, hint, key=prop.key, value=prop.value, why=why))
            return ("-",) * COLOURS
        return written
