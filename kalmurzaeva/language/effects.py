"""The effects of a block: `~ trust -= 1`, `~ late`, `~ kept += hem by asked`."""

from __future__ import annotations

import re

from kalmurzaeva.language.expressions import BROKEN, DECLARE, Names, compile_expression
from kalmurzaeva.language.pieces import EDIT, read_edit
from kalmurzaeva.language.reader import Report
from kalmurzaeva.model.problems import did_you_mean, problem
from kalmurzaeva.model.story import Effect, Expression
from kalmurzaeva.model.values import Span, Variable

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)\s*(\+=|-=|=(?!=))\s*(.+)")
_STEM = re.compile(r"(\w+)")
_BY = re.compile(r"\s+by\s+(\w+)$")


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
        hint = did_you_mean(name, names.variables) or DECLARE.format(name)
        report(problem("unknown-name", place, hint, name=name))
        return None
    if variable.piece:
        report(problem("bad-effect", span, f"~ {name}.put(…)", why="a piece is changed by its edits"))
        return None
    allowed = variable.of.operators
    if op not in allowed:
        hint = f"A {variable.kind} takes {' and '.join(allowed)}."
        report(problem("bad-effect", span, hint, why=f'{name} cannot be changed by "{op}"'))
        return None
    how = variable.ways[0] if variable.ways else ""
    if variable.of.holds_members and (by := _BY.search(value)):
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
    if variable is None or not variable.of.is_switch:
        why = f"{name} is not a flag" if variable else f'there is no flag "{name}"'
        stem = _STEM.match(name)
        if stem and (known := names.variables.get(stem[1])) and not known.of.is_switch:
            hint = f"Like this: ~ {stem[1]} += 1." if "+=" in known.of.operators else f"Like this: ~ {stem[1]} = …"
        elif name.startswith("temp "):
            hint = "Every variable is declared in a passage tagged [state]: flag met, or number trust 0..5 = 2."
        else:
            hint = did_you_mean(name, names.variables) or (DECLARE.format(name) if name.isidentifier() else "")
        report(problem("bad-effect", span, hint or "Like this: ~ met, ~ trust += 1, ~ kept += hem.", why=why))
        return None
    return Effect(name, "=", compile_expression("no" if negated else "yes", span, names, report), "", span)


def _assigned(variable: Variable, value: str, span: Span, names: Names, report: Report) -> Expression:
    """The value given to a variable, checked against what it can be."""
    bare = value.strip()
    if variable.of.is_named and re.fullmatch(r"[A-Za-z_]\w*", bare):
        if bare in variable.domain:
            return Expression(bare, span, lambda _turn, _values, _bound: bare, frozenset(), "entity")
        if bare not in names.bound and bare not in {"noun", "second"} and bare not in names.variables:
            what = f"a member of {variable.name}" if variable.of.holds_members else variable.name
            report(problem("wrong-value", span, did_you_mean(bare, variable.domain), name=what, value=bare))
            return Expression(bare, span, lambda _turn, values, _bound: values[variable.name], frozenset(), "entity")
    expression = compile_expression(value, span, names, report)
    if expression.type.split()[0] not in (*variable.of.accepts, BROKEN):
        report(problem("wrong-type", span, what=f"{variable.name} is a {variable.kind}, and this is not one"))
    return expression
