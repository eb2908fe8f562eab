"""A clause in its scene: what every finder of candidates is given."""

from __future__ import annotations

from functools import cached_property

from attrs import frozen

from kalmurzaeva.engine.view import View
from kalmurzaeva.model.story import Talk
from kalmurzaeva.parser.evidence import Heard
from kalmurzaeva.parser.mentions import Mention, mentions


@frozen(eq=False)
class Clause:
    """What is typed (`heard`), what of it names something (`named`), and the state in which it is typed (`view`, `talk`)."""

    view: View
    talk: Talk
    heard: Heard

    @cached_property
    def named(self) -> tuple[Mention, ...]:
        return mentions(self.view, self.talk, self.heard)

    @property
    def partner(self) -> str | None:
        """Who is spoken with: whoever was last, where they are here, else the one person here."""
        present = self.view.around.persons
        return self.talk.partner if self.talk.partner in present else present[0] if len(present) == 1 else None
