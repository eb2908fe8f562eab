"""The options of a header, in square brackets: `[label casting]`, `[closed if late: Shut.]`, `[each gesture in kept] [most 4]`, `[tells june]`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from attrs import frozen

from kalmurzaeva.language.body import BodyReader
from kalmurzaeva.language.expressions import Names, compile_condition
from kalmurzaeva.language.passage import RawBlock
from kalmurzaeva.language.properties import read_condition
from kalmurzaeva.language.reader import Report
from kalmurzaeva.model.problems import problem
from kalmurzaeva.model.story import Expression, Form, Part, Placeholder
from kalmurzaeva.model.values import Span, Variable

_EACH = re.compile(r"([a-z_]\w*) in ([a-z_]\w*)")
_FACTS = re.compile(r"[a-z]\w*(?:\s*,\s*[a-z]\w*)*")


@frozen
class Options:
    """The options of one header, as they were cut: (option, value, where the value begins in the header)."""

    raw: RawBlock
    given: list[tuple[str, str, int]]
    report: Report

    def value(self, option: str) -> str | None:
        """What an option says, where it is there."""
        return next((value for name, value, _ in self.given if name == option), None)

    def condition(self, names: Names) -> Expression | None:
        """The `[if …]` and `[unless …]`."""
        return read_condition(self.given, self.raw.header, names, self.report)

    @property
    def written_conditions(self) -> str:
        """The same, as written: what tells blocks of one name apart."""
        return "".join(f" {option} {value}" for option, value, _ in self.given if option in ("if", "unless"))

    def facts(self, option: str) -> tuple[str, ...]:
        """The facts that `[tells june]` or `[asks june, tea]` names."""
        return tuple(
            fact.strip()
            for name, value, _ in self.given
            if name == option and _FACTS.fullmatch(value)
            for fact in value.split(",")
        )

    def check(self) -> None:
        """Reports the options that say nothing."""
        for option, value, offset in self.given:
            if not value and option in ("label", "was"):
                at = self.raw.header.start + offset
                place = Span(self.raw.header.file, at - 1, at)
                why = f'"{option}" says nothing'
                self.report(problem("bad-option", place, f"Like this: [{option} …].", why=why))
            elif option in ("tells", "asks") and not _FACTS.fullmatch(value):
                why = f'"{value}" is not the name of a fact'
                self.report(problem("bad-option", self._place(value, offset), f"Like this: [{option} june].", why=why))

    def each(self, forms: tuple[Form, ...], variables: Mapping[str, Variable]) -> tuple[tuple[str, str] | None, int]:
        """`[each gesture in kept] [most 4]` of a choice. Its further forms say which member is meant."""
        each: tuple[str, str] | None = None
        most = 0
        for option, value, offset in self.given:
            place = self._place(value, offset)
            found = _EACH.fullmatch(value)
            variable = variables.get(found.group(2)) if found else None
            if option == "each" and (not found or variable is None or not variable.of.holds_members):
                why = f'"{value}" is not like: gesture in kept'
                self.report(problem("bad-option", place, "[each gesture in kept]", why=why))
            elif option == "each" and found:
                each = (found.group(1), found.group(2))
            elif option == "most" and (not value.isdigit() or not int(value)):
                self.report(problem("bad-option", place, "[most 4]", why=f'"{value}" is not a number'))
            elif option == "most":
                most = int(value)
        header = self.raw.header
        if (each or most) and not self.raw.marker.is_choice:
            self.report(problem("bad-option", header, "+ words [each …]", why="only a choice is listed"))
        elif each and any(each[0] not in bound_by((form,)) for form in forms):
            why = f"a further form does not say which {each[0]} is meant"
            self.report(problem("bad-option", header, f"<{each[0]} in {each[1]}>", why=why))
        elif most and not each:
            self.report(problem("bad-option", header, "[each gesture in kept]", why="[most] needs [each]"))
        return each, most

    def closed(self, names: Names, reader: BodyReader) -> tuple[Expression, tuple[Part, ...]] | None:
        """`[closed if late: The gate is shut.]`"""
        for option, value, offset in self.given:
            if option == "closed if":
                condition, colon, reason = value.partition(":")
                place = self._place(value, offset)
                if not colon or not reason.strip():
                    hint = "Like this: [closed if late: The gate is shut.]"
                    self.report(problem("bad-option", place, hint, why="it gives no reason"))
                end = place.start + len(condition)
                compiled = compile_condition(condition, Span(place.file, place.start, end), names, self.report)
                return compiled, reader.parts(end + 1, place.end) if reason.strip() else ()
        return None

    def _place(self, value: str, offset: int) -> Span:
        start = self.raw.header.start + offset
        return Span(self.raw.header.file, start, start + len(value))


def bound_by(forms: Iterable[Form]) -> dict[str, str | None]:
    """The names that the placeholders of forms bind, each with its kind."""
    slots = [slot for form in forms for slot in (form.noun, form.second, form.topic)]
    return {slot.name: slot.kind for slot in slots if isinstance(slot, Placeholder)}
