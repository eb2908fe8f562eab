"""The values of properties: names with their conditions, and the `[if …]` options that stand after an entry."""

from __future__ import annotations

from kalmurzaeva.grammar.lexicon import key
from kalmurzaeva.language.expressions import Names, compile_condition
from kalmurzaeva.language.passage import Cut, split_options, split_outside
from kalmurzaeva.language.reader import Report
from kalmurzaeva.model.story import Expression, Name
from kalmurzaeva.model.values import Span


def read_names(cut: Cut, prop: str, names: Names, source: str, report: Report) -> tuple[Name, ...]:
    """`names: Vera Andreyevna, the old woman [unless met]`."""
    found = []
    value = cut.properties.get(prop)
    for offset, piece in split_outside(value.value, ",") if value else ():
        text, options = split_options(piece)
        assert value
        at = value.span.start + offset
        condition = read_condition(options, Span(cut.passage.file, at, at + len(piece)), names, report)
        if text and key(text):
            found.append(Name(text, key(text), condition))
    return tuple(found)


def read_condition(options: list[tuple[str, str, int]], span: Span, names: Names, report: Report) -> Expression | None:
    """The `[if …]` and `[unless …]` among options as one condition; None where there are none."""
    pieces = []
    for option, value, offset in options:
        if option in {"if", "unless"}:
            place = Span(span.file, span.start + offset, span.start + offset + len(value))
            compiled = compile_condition(value, place, names, report)
            pieces.append((option == "if", compiled))
    if not pieces:
        return None
    if len(pieces) == 1 and pieces[0][0]:
        return pieces[0][1]
    return Expression(
        " and ".join(piece.source if wanted else f"not ({piece.source})" for wanted, piece in pieces),
        span,
        lambda turn, values, bound: all(bool(piece.run(turn, values, bound)) is wanted for wanted, piece in pieces),
        frozenset().union(*(piece.reads for _, piece in pieces)),
        "flag",
        tuple(number for _, piece in pieces for number in piece.constants),
    )
