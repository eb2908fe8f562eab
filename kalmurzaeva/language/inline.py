"""The words of a paragraph: alternatives, conditions and values in braces, italic and bold, comments, escapes.

`parse_*` functions take a position and return the next position with what they read.
"""

from __future__ import annotations

import re

from attrs import define

from kalmurzaeva.language.expressions import Names, compile_condition, compile_expression
from kalmurzaeva.language.reader import Report
from kalmurzaeva.model.markup import BOLD, ITALIC, clean
from kalmurzaeva.model.problems import problem
from kalmurzaeva.model.story import Alternative, Either, Expression, Part, Show, TextRun
from kalmurzaeva.model.values import Span

_PLAIN = re.compile(r"[^\\{|}*/\n\t ]+")


@define
class InlineReader:
    """Reads runs of text of one file. `block_id` names the arms that are counted by themselves; `varying` counts the alternatives read so
    far, and `ordinal` tells the shuffles of a block apart."""

    file: str
    source: str
    names: Names
    report: Report
    block_id: str = ""
    ordinal: int = 0
    varying: int = 0
    keeps_lines: bool = False

    def condition(self, text: str, span: Span) -> Expression:
        """A condition, compiled."""
        return compile_condition(text, span, self.names, self.report)

    def expression(self, text: str, span: Span) -> Expression:
        """A value to be shown, compiled."""
        return compile_expression(text, span, self.names, self.report, words=True)

    def parts(self, start: int, end: int) -> tuple[Part, ...]:
        """The parts of one run of text."""
        at, parts = self._parse_parts(start, end, "", since=0, may_vary=True)
        if at < end:
            what = "}" if self.source[at] == "}" else "|"
            self.report(
                problem(
                    "unopened",
                    Span(self.file, at, at + 1),
                    f"An ordinary {what} is written \\{what}.",
                    what=f'"{what}"',
                )
            )
        return parts

    def _parse_parts(
        self, at: int, end: int, stops: str, *, since: int, may_vary: bool
    ) -> tuple[int, tuple[Part, ...]]:
        """Parts up to one of `stops` (not taken) or the end. `since` is the count at which alternatives here begin."""
        parts: list[Part] = []
        buffer: list[str] = []
        source = self.source
        line_start = True
        while at < end:
            char = source[at]
            if char == "\\" and at + 1 < end:
                buffer.append(source[at + 1])
                at += 2
            elif char == "{":
                _flush(buffer, parts)
                at, part = self._parse_brace(at, end, since=since, may_vary=may_vary)
                parts += [part] if part else []
            elif char in "|}":
                if char in stops or not stops:
                    break
                buffer.append(char)
                at += 1
            elif char == "*":
                double = source.startswith("**", at)
                buffer.append(BOLD if double else ITALIC)
                at += 2 if double else 1
            elif char == "/" and source.startswith("//", at) and (line_start or source[at - 1 : at].isspace()):
                newline = source.find("\n", at, end)
                at = end if newline < 0 else newline
            elif char in " \t\n":
                start = at
                while at < end and source[at] in " \t\n":
                    at += 1
                fixed = self.keeps_lines and at < end and at - start > 1
                buffer.append("\u00a0" * (at - start) if fixed else " ")
                line_start = True
                continue
            else:
                run = _PLAIN.match(source, at, end)
                buffer.append(clean(run.group()) if run else char)
                at = run.end() if run else at + 1
            line_start = False
        _flush(buffer, parts)
        return at, tuple(parts)

    def _parse_brace(self, at: int, end: int, *, since: int, may_vary: bool) -> tuple[int, Part | None]:
        start, source = at, self.source
        at += 1
        if source.startswith("=", at):
            close = source.find("}", at, end)
            if close < 0:
                return self._never_closed(start, end)
            span = Span(self.file, at + 1, close)
            return close + 1, Show(self.expression(source[at + 1 : close], span), Span(self.file, start, close + 1))
        if match := re.compile(r"if\s").match(source, at, end):
            return self._parse_either(start, match.end(), end)
        style = {"&": "cycle", "~": "shuffle"}.get(source[at : at + 1], "sequence")
        at += style != "sequence"
        span = Span(self.file, start, start + 1)
        if not may_vary:
            self.report(problem("nested-alternative", span, "Put it in the last arm, or in a paragraph of its own."))
        self.varying += 1
        self.ordinal += 1
        ordinal = self.ordinal
        arms: list[tuple[Part, ...]] = []
        while True:
            arm_at = at
            is_last = style == "sequence" and not self._has_bar(at, end)
            at, arm = self._parse_parts(arm_at, end, "|}", since=since + len(arms), may_vary=may_vary and is_last)
            arms.append(arm)
            if at >= end:
                return self._never_closed(start, end)
            at += 1
            if source[at - 1] == "}":
                break
        if len(arms) == 1:
            self.report(
                problem(
                    "bad-alternative",
                    Span(self.file, start, at),
                    self._one_arm(start, at),
                    why="it has one arm",
                )
            )
        return at, Alternative(style, tuple(arms), since, ordinal, Span(self.file, start, at))  # type: ignore[arg-type]

    def _one_arm(self, start: int, end: int) -> str:
        """What to do about an alternative that is none."""
        written = self.source[start + 1 : end - 1].strip()
        if written in self.names.variables:
            return f"A value is shown by {{={written}}}."
        return r"Arms are separated by |. An ordinary { is written \{."

    def _parse_either(self, start: int, at: int, end: int) -> tuple[int, Part | None]:
        colon = self.source.find(":", at, end)
        close = self.source.find("}", at, end)
        if colon < 0 or close < colon:
            self.report(
                problem(
                    "bad-alternative",
                    Span(self.file, start, start + 3),
                    "Like this: {if late: yes|no}.",
                    why='it has no ":" after its condition',
                )
            )
            return (end if close < 0 else close + 1), None
        condition = self.condition(self.source[at:colon], Span(self.file, at, colon))
        at, yes = self._parse_parts(colon + 1, end, "|}", since=0, may_vary=False)
        no: tuple[Part, ...] = ()
        if at < end and self.source[at] == "|":
            at, no = self._parse_parts(at + 1, end, "|}", since=0, may_vary=False)
        if at >= end:
            return self._never_closed(start, end)
        if self.source[at] == "|":
            self.report(
                problem(
                    "bad-alternative",
                    Span(self.file, at, at + 1),
                    "{if} has two arms at most.",
                    why="this arm is one too many",
                )
            )
            at = self.source.find("}", at, end)
        return at + 1, Either(condition, _stripped(yes), _stripped(no), Span(self.file, start, at + 1))

    def _has_bar(self, at: int, end: int) -> bool:
        """Whether the alternative that `at` stands in has another arm after this one."""
        depth = 0
        while at < end:
            char = self.source[at]
            if char == "\\":
                at += 1
            elif char == "{":
                depth += 1
            elif char == "}":
                if not depth:
                    return False
                depth -= 1
            elif char == "|" and not depth:
                return True
            at += 1
        return False

    def _never_closed(self, start: int, end: int) -> tuple[int, None]:
        self.report(problem("unclosed", Span(self.file, start, start + 1), r"An ordinary { is written \{.", what='"{"'))
        return end, None


def _flush(buffer: list[str], parts: list[Part]) -> None:
    if buffer:
        parts.append(TextRun("".join(buffer)))
        buffer.clear()


def _stripped(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts without the space that follows the colon of `{if}`."""
    if parts and isinstance(parts[0], TextRun) and parts[0].text.startswith(" "):
        return (TextRun(parts[0].text.lstrip()), *parts[1:])
    return parts
