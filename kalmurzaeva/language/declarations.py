"""The lines of a `state` passage: `flag late`, `number trust 0..5 = 2`, `set kept of gesture, 12 by taken, asked`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import evolve

from kalmurzaeva.language.passage import Cut
from kalmurzaeva.language.reader import Report
from kalmurzaeva.model.problems import problem
from kalmurzaeva.model.values import DeclarationError, Span, Variable, declare, examples


def read_declarations(cut: Cut, text: str, kinds: Mapping[str, tuple[str, ...]], report: Report) -> list[Variable]:
    """The variables that a `state` passage declares."""
    variables = []
    at = cut.text_start
    for line in text[cut.text_start : cut.passage.body_end].split("\n"):
        bare = re.sub(r"(^|\s)//.*", "", line).strip()
        if bare:
            start = at + len(line) - len(line.lstrip())
            span = Span(cut.passage.file, start, start + len(bare))
            try:
                variables.append(_declared(bare, span, kinds))
            except DeclarationError as error:
                report(problem("bad-declaration", span, examples(), why=error))
        at += len(line) + 1
    _check_former(variables, report)
    return variables


# `[was knitted]` is an old name of the variable, `[was angry: cross]` one of a value.
_WAS = re.compile(r"\s*\[was\s+(\w+)(?:\s*:\s*(\w+))?\]\s*$")


def _declared(line: str, span: Span, kinds: Mapping[str, tuple[str, ...]]) -> Variable:
    """One declaration, with the names that it and its values had before. Raises DeclarationError."""
    names: list[str] = []
    values: list[tuple[str, str]] = []
    while found := _WAS.search(line):
        line = line[: found.start()]
        if found[2]:
            values.insert(0, (found[1], found[2]))
        else:
            names.insert(0, found[1])
    variable = declare(line, span, kinds)
    for old, now in values:
        if now not in variable.domain or old in variable.domain:
            raise DeclarationError(f"[was {old}: {now}] leads from a value that it had to one that it has")
    return evolve(variable, was=tuple(names), values_were=tuple(values))


def _check_former(variables: list[Variable], report: Report) -> None:
    """A name that a variable had is no variable's now, nor was it another's."""
    taken = {variable.name for variable in variables}
    for variable in variables:
        for old in variable.was:
            if old in taken:
                report(
                    problem(
                        "bad-declaration", variable.span, examples(), why=f'"{old}" is a variable still, or was another'
                    )
                )
            taken.add(old)
