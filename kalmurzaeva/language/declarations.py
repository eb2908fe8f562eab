"""The lines of a `state` passage: `flag late`, `number trust 0..5 = 2`, `set kept of gesture, 12 by taken, asked`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kalmurzaeva.language.cutting import Cut
from kalmurzaeva.language.reader import Report
from kalmurzaeva.model import Members, Span, Variable
from kalmurzaeva.problems import problem

_NAME = r"(?P<name>[a-z_][a-z0-9_]*)"
_FLAG = re.compile(rf"flag\s+{_NAME}(?:\s*=\s*(?P<value>yes|no))?")
_NUMBER = re.compile(rf"number\s+{_NAME}\s+(?P<low>-?\d+)\.\.(?P<high>-?\d+)(?:\s*=\s*(?P<value>-?\d+))?")
_ONE = re.compile(rf"one\s+{_NAME}\s+of\s+(?P<of>[a-z0-9_,\s]+?)(?:\s*=\s*(?P<value>\w+))?")
_SET = re.compile(
    rf"set\s+{_NAME}\s+of\s+(?P<of>[a-z_]\w*)(?:\s*,\s*(?P<limit>\d+))?(?P<order>\s+in\s+order)?(?:\s+by\s+(?P<ways>[a-z_,\s]+))?"
)
_EXAMPLES = (
    "For example: flag late; number trust 0..5 = 2; one mood of calm, cross; set kept of gesture, 12 by taken, asked."
)


def read_declarations(cut: Cut, text: str, kinds: Mapping[str, tuple[str, ...]], report: Report) -> list[Variable]:
    """The variables that a `state` passage declares."""
    variables = []
    at = cut.text_start
    for line in text[cut.text_start : cut.passage.body_end].split("\n"):
        bare = re.sub(r"(^|\s)//.*", "", line).strip()
        if bare:
            start = at + len(line) - len(line.lstrip())
            span = Span(cut.passage.file, start, start + len(bare))
            variable = _declaration(bare, span, kinds, report)
            if variable:
                variables.append(variable)
        at += len(line) + 1
    return variables


def _declaration(line: str, span: Span, kinds: Mapping[str, tuple[str, ...]], report: Report) -> Variable | None:
    here = line.startswith("here ")
    bare = line[5:].strip() if here else line

    def wrong(why: str) -> Variable | None:
        report(problem("bad-declaration", span, _EXAMPLES, why=why))
        return None

    if found := _FLAG.fullmatch(bare):
        return Variable(found["name"], "flag", found["value"] == "yes", span, here=here)
    if found := _NUMBER.fullmatch(bare):
        low, high = int(found["low"]), int(found["high"])
        initial = int(found["value"]) if found["value"] else max(low, min(0, high))
        if not low <= initial <= high or high - low > 10_000:
            return wrong("the range must hold the first value, and no more than ten thousand others")
        return Variable(found["name"], "number", initial, span, low=low, high=high, here=here)
    if found := _SET.fullmatch(bare):
        if found["of"] not in kinds:
            return wrong(f'there is no kind "{found["of"]}"')
        ways = tuple(way.strip() for way in (found["ways"] or "").split(",") if way.strip())
        return Variable(
            found["name"],
            "set",
            Members(),
            span,
            domain=kinds[found["of"]],
            ways=ways,
            limit=int(found["limit"] or 0),
            ordered=bool(found["order"]),
            here=here,
        )
    if found := _ONE.fullmatch(bare):
        domain = tuple(part.strip() for part in found["of"].split(",") if part.strip())
        if len(domain) == 1 and domain[0] in kinds:
            domain = ("none", *kinds[domain[0]])
        initial_name = found["value"] or domain[0]
        if initial_name not in domain or len(set(domain)) < len(domain) or any(" " in part for part in domain):
            return wrong("its values must be different single words, and the first value one of them")
        return Variable(found["name"], "one", initial_name, span, domain=domain, here=here)
    return wrong("it is none of flag, number, one and set")
