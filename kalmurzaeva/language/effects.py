"""The effects of a block: `~ trust -= 1`, `~ late`, `~ kept += hem by asked`."""

from __future__ import annotations

import re

from kalmurzaeva.language.expressions import BROKEN, Names, compile_expression
from kalmurzaeva.language.pieces import EDIT, read_edit
from kalmurzaeva.language.reader import Report
from kalmurzaeva.model import Effect, Expression, Span, Variable
from kalmurzaeva.problems import did_you_mean, problem

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)\s*(\+=|-=|=(?!=))\s*(.+)")
_BY = re.compile(r"\s+by\s+(\w+)$")
_OPERATORS = {"set": ("+=", "-="), "number": ("=", "+=", "-=")}


def read_effect(text: str, span: Span, names: Names, report: Report) -> Effect | None:
    """One effect, without its `~`. None where it cannot be read, with the reason reported."""
    if edit := EDIT.fullmatch(text):
        return read_edit(edit, span, names, report)
    assignment = _ASSIGNMENT.fullmatch(text)
    if not assignment:
        return _flag_effect(text, span, names, report)
    name, op, value = assignment.groups()
    variable = names.variables.get(name)
    if variable is None:
        place = Span(span.file, span.start, span.start + len(name))
        report(problem("unknown-name", place, did_you_mean(name, names.variables), name=name))
        return None
    if variable.piece:
        report(problem("bad-effect", span, f"~ {name}.put(…)", why="a piece is changed by its edits"))
        return None
    allowed = _OPERATORS.get(variable.kind, ("=",))
    if op not in allowed:
        hint = f"A {variable.kind} takes {' and '.join(allowed)}."
        report(problem("bad-effect", span, hint, why=f'{name} cannot be changed by "{op}"'))
        return None
    how = variable.ways[0] if variable.ways else ""
    if variable.kind == "set" and (by := _BY.search(value)):
        how, value = by.group(1), value[: by.start()]
        if how not in variable.ways:
            what = f"how a member joins {name}"
            report(problem("wrong-value", span, did_you_mean(how, variable.ways), name=what, value=how))
    at = span.start + assignment.start(3)
    expression = _assigned(variable, value, Span(span.file, at, at + len(value)), names, report)
    return Effect(name, op, expression, how, span)


def _flag_effect(text: str, span: Span, names: Names, report: Report) -> Effect | None:
    negated = text.startswith("not ")
    name = text[4:].strip() if negated else text
    variable = names.variables.get(name)
    if variable is None or variable.kind != "flag":
        why = f"{name} is not a flag" if variable else f'there is no flag "{name}"'
        report(problem("bad-effect", span, did_you_mean(name, names.variables), why=why))
        return None
    return Effect(name, "=", compile_expression("no" if negated else "yes", span, names, report), "", span)


def _assigned(variable: Variable, value: str, span: Span, names: Names, report: Report) -> Expression:
    """The value given to a variable, checked against what it can be."""
    bare = value.strip()
    if variable.kind in {"one", "set"} and re.fullmatch(r"[A-Za-z_]\w*", bare):
        if bare in variable.domain:
            return Expression(bare, span, lambda _turn, _values: bare, frozenset(), "entity")
        if bare not in names.bound and bare not in {"noun", "second"} and bare not in names.variables:
            what = variable.name if variable.kind == "one" else f"a member of {variable.name}"
            report(problem("wrong-value", span, did_you_mean(bare, variable.domain), name=what, value=bare))
            return Expression(bare, span, lambda _turn, values: values[variable.name], frozenset(), "entity")
    expression = compile_expression(value, span, names, report)
    fits = {"flag": ("flag",), "number": ("number",)}.get(variable.kind, ("one", "entity"))
    if expression.type.split()[0] not in (*fits, BROKEN):
        report(problem("wrong-type", span, what=f"{variable.name} is a {variable.kind}, and this is not one"))
    return expression
