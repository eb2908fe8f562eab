"""What a story says to a piece and asks of it: `~ odyssey.put(mop, second_movement)`, `odyssey.full(second_movement)`, `[dance odyssey]`."""

from __future__ import annotations

import re
from collections.abc import Callable

from attrs import frozen

from kalmurzaeva.choreography.edits import EDITS
from kalmurzaeva.language.expressions import BROKEN, Names, compile_expression, domain_of
from kalmurzaeva.language.reader import Report
from kalmurzaeva.model.problems import did_you_mean, problem
from kalmurzaeva.model.story import Dance, Effect, Expression
from kalmurzaeva.model.values import Span, Variable

EDIT = re.compile(r"([A-Za-z_]\w*)\.([A-Za-z_]\w*)\s*\(([^()]*)\)")
_DANCED = re.compile(r"\s*([A-Za-z_]\w*)\s*(?:,\s*(\S.*?)\s*)?")
_PAIR = re.compile(r"(\S+) beside (\S+)")
_A = {"gesture": "a gesture", "movement": "a movement", "material": "a material", "carrier": "who carries it"}


def read_edit(found: re.Match[str], span: Span, names: Names, report: Report) -> Effect | None:
    """An edit of a piece, `odyssey.put(mop, second_movement)`, without its `~`."""
    name, edit, written = found.groups()
    variable = names.variables.get(name)
    if variable is None or variable.piece is None:
        why = f"{name} is not a piece" if variable else f'there is no piece "{name}"'
        report(problem("bad-effect", span, did_you_mean(name, names.variables), why=why))
        return None
    if edit not in EDITS:
        hint = did_you_mean(edit, EDITS) or f"The edits are {', '.join(EDITS)}."
        report(problem("bad-effect", span, hint, why=f'a piece has no edit "{edit}"'))
        return None
    kinds = EDITS[edit][1]
    pieces = [piece for piece in written.split(",") if piece.strip()]
    if len(pieces) != len(kinds):
        takes = " and ".join(_A[kind] for kind in kinds)
        report(problem("bad-effect", span, f"~ {name}.{edit}({', '.join(kinds)})", why=f'"{edit}" takes {takes}'))
        return None
    at = span.start + found.start(3)
    arguments = []
    for kind, piece in zip(kinds, written.split(","), strict=False):
        place = Span(span.file, at + len(piece) - len(piece.lstrip()), at + len(piece.rstrip()))
        arguments.append(_Arguments(variable, names, report).read(piece.strip(), kind, place))
        at += len(piece) + 1
    return Effect(name, edit, _together(arguments, span), "", span)


@frozen
class _Arguments:
    """Reads the arguments of what is said to one piece."""

    variable: Variable
    names: Names
    report: Report

    def read(self, written: str, kind: str, place: Span) -> Expression:
        """One argument: a name that the piece knows, or something that gives one."""
        domain, names = domain_of(self.variable, kind), self.names
        if written in domain and written not in names.bound and written not in names.variables:
            return Expression(written, place, _always(written), frozenset(), "entity")
        if re.fullmatch(r"[A-Za-z_]\w*", written) and written in names.entities and written not in names.bound:
            self.report(problem("wrong-value", place, did_you_mean(written, domain), name=_A[kind], value=written))
            return Expression(written, place, _always("none"), frozenset(), BROKEN)
        expression = compile_expression(written, place, names, self.report)
        if expression.type.split()[0] not in ("one", "entity", BROKEN):
            self.report(problem("wrong-type", place, what=f"This is not {_A[kind]}"))
        return expression


def _always(name: str) -> Callable[..., str]:
    return lambda _turn, _values, _bound: name


def _together(arguments: list[Expression], span: Span) -> Expression:
    """Several expressions as one, whose value is all of theirs."""
    return Expression(
        ", ".join(argument.source for argument in arguments),
        span,
        lambda turn, values, bound: tuple(argument.run(turn, values, bound) for argument in arguments),
        frozenset().union(*(argument.reads for argument in arguments)),
        "names",
    )


def read_dance(line: re.Match[str], span: Span, names: Names, report: Report) -> Dance | None:
    """`[dance odyssey, second_movement]`, `[dance odyssey, mop beside hem]`, `[score odyssey]`, `[watch odyssey]`, `[sum odyssey, first_movement]`; the groups of `line` are the first
    word and the rest."""
    what, rest = line.group(1), line.group(2)
    found = _DANCED.fullmatch(rest)
    variable = names.variables.get(found.group(1)) if found else None
    if not found or variable is None or variable.piece is None:
        known = [name for name, other in names.variables.items() if other.piece]
        hint = f"Like this: [{what} {known[0]}]." if known else "A passage tagged [piece] declares one."
        report(problem("misplaced", span, hint, what=f"[{what}]", why="it names no piece"))
        return None
    movement = None
    if written := found.group(2):
        at = span.start + line.start(2) - line.start() + rest.rindex(written)
        place = Span(span.file, at, at + len(written))
        if what not in ("dance", "sum"):
            report(problem("misplaced", place, what="A movement", why=f"[{what}] takes the whole piece"))
            return None
        arguments = _Arguments(variable, names, report)
        pair = _PAIR.fullmatch(written) if what == "dance" else None
        if pair:
            starts = [place.start + pair.start(group) for group in (1, 2)]
            spans = [
                Span(place.file, start, start + len(name)) for start, name in zip(starts, pair.groups(), strict=True)
            ]
            both = [arguments.read(name, "gesture", own) for name, own in zip(pair.groups(), spans, strict=True)]
            movement = _together(both, place)
        else:
            movement = arguments.read(written, "movement", place)
    elif what == "sum":
        hint = f"Like this: [sum {found.group(1)}, first_movement]."
        report(problem("misplaced", span, hint, what="[sum]", why="it names no movement"))
        return None
    return Dance(what, found.group(1), movement, span)  # type: ignore[arg-type]  # the pattern allows no other
