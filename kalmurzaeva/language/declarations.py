"""The lines of a `state` passage: `flag late`, `number trust 0..5 = 2`, `set kept of gesture, 12 by taken, asked`."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
                variables.append(declare(bare, span, kinds))
            except DeclarationError as error:
                report(problem("bad-declaration", span, examples(), why=error))
        at += len(line) + 1
    return variables
