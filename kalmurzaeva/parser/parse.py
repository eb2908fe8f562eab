"""The parser by itself, without a story: for other games, and for trying out how a line is heard.

    scope = Scope(people=("Dasha",), things=("tin kettle", "blue kettle"), topics={"Dasha": ("casting",)}, choices=("make the tea",))
    parse("could you ask Dasha about castign", scope)   # Understood(Command("ask", "dasha", topic="casting"), …)

What is in scope becomes a story of one room, which answers whatever is named; `parse` says what the line means there.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from attrs import field, frozen

from kalmurzaeva.engine.step import begin
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import fold
from kalmurzaeva.language.assembly import Loader
from kalmurzaeva.model.problems import Problem, StoryError
from kalmurzaeva.model.story import Talk
from kalmurzaeva.parser.results import Result
from kalmurzaeva.parser.verdict import understand

_HEAD = ':: StoryTitle\nA Room\n\n:: StoryData\n{"ifid": "00000000-0000-4000-8000-000000000000", "format": "kalmurzaeva", "start": "room"}\n'


@frozen
class Scope:
    """What a line may speak of: people and things by name, what each person has an answer to, and the choices that are listed."""

    people: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    topics: Mapping[str, tuple[str, ...]] = field(factory=dict)
    choices: tuple[str, ...] = ()

    def text(self) -> str:
        """The scope as the passages of a story."""
        ids = {
            name: f"person_{number}" if not fold(name).isidentifier() else fold(name)
            for number, name in enumerate(self.people)
        }
        here = f"with: {', '.join(ids.values())}\n" if ids else ""
        things = f"things: {'; '.join(self.things)}\n" if self.things else ""
        room = [f":: room\n{here}{things}--\nA room.\n"]
        room += [f"> examine {thing}\nIt is here.\n" for thing in self.things]
        room += [f"+ {choice}\nDone.\n" for choice in self.choices]
        people = [
            f":: {identity} [person]\nnames: {name}\nis: they\n--\nSomebody.\n\n"
            + "\n".join(f"> ask about {topic}\nAn answer.\n" for topic in self.topics.get(name, ()))
            for name, identity in ids.items()
        ]
        return "\n".join([_HEAD, *room, *people])


def parse(line: str, scope: Scope, talk: Talk | None = None) -> Result:
    """What a line means in a scope: Understood with its Command, Asked with the question that would be put, or Puzzled with what would be said.
    `talk` is what pronouns stand for. Raises StoryError where a name of the scope is none."""
    return understand(_view(scope.text()), talk or Talk(), line)


@lru_cache(maxsize=64)
def _view(text: str) -> View:
    problems: list[Problem] = []
    sources = {"scope.twee": text}
    story = Loader(sources, problems).story()
    state, _ = begin(story)
    errors = [found for found in problems if found.severity == "error"]
    if errors:
        raise StoryError(errors, sources)
    return View(story, state)
