"""What stands inside a block: paragraphs with their alternatives, effects, diverts, and whole paragraphs chosen by `[if]`.

`parse_*` functions take the file's text and a position, and return the next position with what they read.
"""

from __future__ import annotations

import re

from attrs import define, evolve, field

from kalmurzaeva.language.cutting import split_outside
from kalmurzaeva.language.expressions import BROKEN, Names, compile_condition, compile_expression
from kalmurzaeva.language.reader import Report
from kalmurzaeva.marks import BOLD, ITALIC, clean
from kalmurzaeva.model import (
    Alternative,
    Arm,
    Divert,
    Each,
    Effect,
    Either,
    Expression,
    If,
    Item,
    On,
    Paragraph,
    Part,
    Return,
    Set,
    Show,
    Span,
    Words,
)
from kalmurzaeva.problems import did_you_mean, problem

FORMS = ("letter", "notice", "timetable", "programme", "voice", "list", "score")

_DIRECTIVE = re.compile(r"\[(if|unless|else if|else|end|each|as)\b([^\n]*)\][ \t]*(?:\s//.*)?$")
_DIVERT = re.compile(r"(->>|->)[ \t]*(.*?)[ \t]*(?:\s//.*)?$")
_LINK = re.compile(r"\[\[\s*([^\[\]|>]+?)\s*\]\]")
_EFFECT = re.compile(r"~[ \t]*(.*?)[ \t]*(?:\s//.*)?$")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)\s*(\+=|-=|=(?!=))\s*(.+)")
_BY = re.compile(r"\s+by\s+(\w+)$")
_PLAIN = re.compile(r"[^\\{|}*/\n\t ]+")
_SPACE = re.compile(r"[ \t]*(?:\n[ \t]*)?|[ \t]+")


@define
class _Open:
    """A directive that waits for its `[end]`."""

    kind: str
    span: Span
    items: list[Item]
    condition: Expression | None = None
    arms: list[Arm] = field(factory=list)
    title: tuple[Part, ...] = ()
    name: str = ""
    members: str = ""
    has_else: bool = False


@define
class TextReader:
    """Reads the inside of the blocks of one file. `block_id` is the id that counted arms are named after."""

    file: str
    source: str
    names: Names
    report: Report
    block_id: str = ""
    ordinal: int = 0
    _alternatives: int = 0
    _keeps_lines: bool = False
    _arm_ids: dict[str, int] = field(factory=dict)

    # ── Lines ──────────────────────────────────────────────────────────────────────────────────────────────────

    def items(self, start: int, end: int) -> tuple[Item, ...]:
        """The items between two places of the file."""
        items: list[Item] = []
        stack: list[_Open] = [_Open("block", Span(self.file, start, start), items)]
        at = start
        while at < end:
            stop = self.source.find("\n", at, end)
            stop = end if stop < 0 else stop
            line = self.source[at:stop]
            span = Span(self.file, at + len(line) - len(line.lstrip()), at + len(line.rstrip()))
            bare = line.strip()
            if not bare or bare.startswith("//"):
                at = stop + 1
            elif directive := _DIRECTIVE.match(bare):
                self._directive(directive, span, stack)
                at = stop + 1
            elif bare[0] == "~" and (effect := _EFFECT.match(bare)):
                self._add(
                    stack,
                    self._effect(
                        effect.group(1), Span(self.file, span.start + effect.start(1), span.start + effect.end(1))
                    ),
                )
                at = stop + 1
            elif bare.startswith("->") and (divert := _DIVERT.match(bare)):
                self._add(stack, self._divert(divert.group(1) == "->>", divert.group(2), span))
                at = stop + 1
            elif re.fullmatch(r"<-(\s+//.*)?", bare):
                self._add(stack, Return(span))
                at = stop + 1
            else:
                at = self._paragraphs(stack, at, end)
        for left in stack[1:]:
            self.report(problem("unclosed", left.span, "Write [end] on a line of its own.", what=f"[{left.kind}]"))
        return tuple(items)

    def _add(self, stack: list[_Open], item: Item | None) -> None:
        if item is None:
            return
        items = stack[-1].items
        if items and isinstance(items[-1], Divert | Return | On):
            self.report(problem("after-divert", item.span, "Move it before the divert, or into an [if]."))
        items.append(item)

    def _paragraphs(self, stack: list[_Open], at: int, end: int) -> int:
        """One paragraph from `at`: lines to the next blank or special line. In a form, every line is one."""
        keep_lines = self._keeps_lines = any(opened.kind == "as" for opened in stack)
        stop = at
        while stop < end:
            newline = self.source.find("\n", stop, end)
            newline = end if newline < 0 else newline
            bare = self.source[stop:newline].strip()
            if not bare or (stop > at and (keep_lines or _begins_something(bare))):
                break
            stop = newline + 1
        stop = min(stop, end)
        outer = self._alternatives
        parts = self.parts(at, stop)
        self._keeps_lines = False
        varies = any(not isinstance(part, Words) for part in parts)
        plain = None if varies else "".join(part.text for part in parts if isinstance(part, Words)).strip()
        self._alternatives = max(self._alternatives, outer)
        if plain != "":
            self._add(stack, Paragraph(parts, plain, Span(self.file, at, stop)))
        return stop

    def _directive(self, found: re.Match[str], span: Span, stack: list[_Open]) -> None:
        kind, rest = found.group(1), found.group(2)
        lead = len(rest) - len(rest.lstrip())
        inner = Span(self.file, span.start + found.start(2) + lead, span.start + found.end(2))
        if kind in {"else", "else if", "end"}:
            self._continue(kind, rest.strip(), inner, span, stack)
            return
        opened = _Open("if" if kind == "unless" else kind, span, [])
        if kind in {"if", "unless"}:
            condition = f"not ({rest.strip()})" if kind == "unless" else rest.strip()
            opened.condition = self._condition(condition, inner if kind == "if" else _shifted(inner, -5))
        elif kind == "each":
            self._open_each(opened, rest, inner)
        else:
            form, _, title = rest.strip().partition(":")
            if form not in FORMS:
                self.report(problem("bad-form", inner, did_you_mean(form, FORMS, "[as {}]"), form=form))
            opened.name = form if form in FORMS else "notice"
            title_start = inner.start + len(form) + 1
            opened.title = self.parts(title_start, inner.end) if title.strip() else ()
        if opened.kind == "if":
            self._alternatives_below(opened)
        stack.append(opened)

    def _open_each(self, opened: _Open, rest: str, inner: Span) -> None:
        each = re.fullmatch(r"\s*([a-z_]\w*) in ([a-z_]\w*)\s*", rest)
        variable = self.names.variables.get(each.group(2)) if each else None
        if not each or variable is None or variable.kind != "set":
            self.report(
                problem("misplaced", inner, "Like this: [each gesture in kept].", what="[each]", why="it names no set")
            )
            return
        opened.name, opened.members = each.group(1), each.group(2)
        self.names = evolve(self.names, bound={**self.names.bound, opened.name: None})

    def _alternatives_below(self, opened: _Open) -> None:
        opened.has_else = False
        opened.arms = []
        opened.title = ()
        opened.members = str(self._alternatives)

    def _continue(self, kind: str, rest: str, inner: Span, span: Span, stack: list[_Open]) -> None:
        if len(stack) == 1 or (kind != "end" and stack[-1].kind != "if"):
            self.report(problem("unopened", span, what=f"[{kind}]"))
            return
        opened = stack[-1]
        if opened.kind == "if":
            self._close_arm(opened)
            if kind != "end":
                if opened.has_else:
                    self.report(problem("unopened", span, "[else] comes last.", what=f"[{kind}]"))
                opened.has_else = kind == "else"
                opened.condition = self._condition(rest, inner) if kind == "else if" else None
                opened.items = []
                return
        stack.pop()
        if opened.kind == "if":
            self._add(stack, If(tuple(opened.arms), opened.span))
        elif opened.kind == "each":
            bound = {name: kind for name, kind in self.names.bound.items() if name != opened.name}
            self.names = evolve(self.names, bound=bound)
            if opened.members:
                self._add(stack, Each(opened.name, opened.members, tuple(opened.items), opened.span))
        else:
            self._add(stack, Set(opened.name, opened.title, tuple(opened.items), opened.span))

    def _close_arm(self, opened: _Open) -> None:
        """Ends an arm; one with alternatives gets a count of its own, named after its condition."""
        count_id = None
        if self._alternatives > int(opened.members or 0):
            condition = opened.condition.source.strip() if opened.condition else "else " + _conditions(opened.arms)
            count_id = f"{self.block_id}?{' '.join(condition.split())}"
            times = self._arm_ids[count_id] = self._arm_ids.get(count_id, 0) + 1
            if times > 1:
                count_id = f"{count_id} ({times})"
            self._alternatives = int(opened.members or 0)
        opened.arms.append(Arm(opened.condition, tuple(opened.items), count_id))

    def _divert(self, visit: bool, rest: str, span: Span) -> Item | None:
        if rest == "on" and not visit:
            return On(span)
        link = _LINK.fullmatch(rest)
        if not link:
            self.report(problem("bad-divert", span, "Like this: -> [[node]].", why=f'"{rest}" names no node'))
            return None
        name = link.group(1)
        if name not in self.names.nodes:
            at = self.source.find(name, span.start)
            self.report(
                problem(
                    "unknown-node",
                    Span(self.file, at, at + len(name)),
                    did_you_mean(name, self.names.nodes, "[[{}]]"),
                    name=name,
                )
            )
            return None
        return Divert(name, visit, span)

    # ── Effects ────────────────────────────────────────────────────────────────────────────────────────────────

    def _effect(self, text: str, span: Span) -> Item | None:
        assignment = _ASSIGNMENT.fullmatch(text)
        if not assignment:
            return self._flag_effect(text, span)
        name, op, value = assignment.groups()
        variable = self.names.variables.get(name)
        if variable is None:
            place = Span(self.file, span.start, span.start + len(name))
            self.report(problem("unknown-name", place, did_you_mean(name, self.names.variables), name=name))
            return None
        how = ""
        if variable.kind == "set" and (by := _BY.search(value)):
            how, value = by.group(1), value[: by.start()]
            if how not in variable.ways:
                self.report(
                    problem(
                        "wrong-value",
                        span,
                        did_you_mean(how, variable.ways),
                        name=f"how a member joins {name}",
                        value=how,
                    )
                )
        at = span.start + assignment.start(3)
        allowed = {"set": ("+=", "-="), "number": ("=", "+=", "-=")}.get(variable.kind, ("=",))
        if op not in allowed:
            self.report(
                problem(
                    "bad-effect",
                    span,
                    f"A {variable.kind} takes {' and '.join(allowed)}.",
                    why=f'{name} cannot be changed by "{op}"',
                )
            )
            return None
        expression = self._assigned(variable.kind, name, value, Span(self.file, at, at + len(value)))
        return Effect(name, op, expression, how or (variable.ways[0] if variable.ways else ""), span)  # type: ignore[arg-type]

    def _flag_effect(self, text: str, span: Span) -> Item | None:
        negated = text.startswith("not ")
        name = text[4:].strip() if negated else text
        variable = self.names.variables.get(name)
        if variable is None or variable.kind != "flag":
            why = f"{name} is not a flag" if variable else f'there is no flag "{name}"'
            self.report(problem("bad-effect", span, did_you_mean(name, self.names.variables), why=why))
            return None
        value = compile_expression("no" if negated else "yes", span, self.names, self.report)
        return Effect(name, "=", value, "", span)

    def _assigned(self, kind: str, name: str, value: str, span: Span) -> Expression:
        """The value given to a variable, checked against what it can be."""
        bare = value.strip()
        domain = self.names.variables[name].domain
        if kind in {"one", "set"} and re.fullmatch(r"[A-Za-z_]\w*", bare):
            if bare in domain:
                constant = bare
                return Expression(bare, span, lambda _turn, _values: constant, frozenset(), "entity")
            known = bare in self.names.bound or bare in {"noun", "second"} or bare in self.names.variables
            if not known:
                hint = did_you_mean(bare, domain)
                self.report(
                    problem(
                        "wrong-value", span, hint, name=name if kind == "one" else f"a member of {name}", value=bare
                    )
                )
                return Expression(bare, span, lambda _turn, values: values[name], frozenset(), "entity")
        expression = self._expression(value, span)
        fits = {"flag": ("flag",), "number": ("number",)}.get(kind, ("one", "entity"))
        if expression.type.split()[0] not in (*fits, BROKEN):
            self.report(problem("wrong-type", span, what=f"{name} is a {kind}, and this is not one"))
        return expression

    def _condition(self, text: str, span: Span) -> Expression:
        return compile_condition(text, span, self.names, self.report)

    def _expression(self, text: str, span: Span, *, words: bool = False) -> Expression:
        return compile_expression(text, span, self.names, self.report, words=words)

    # ── Words ──────────────────────────────────────────────────────────────────────────────────────────────────

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
                fixed = self._keeps_lines and at < end and at - start > 1
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
            return close + 1, Show(
                self._expression(source[at + 1 : close], span, words=True), Span(self.file, start, close + 1)
            )
        if match := re.compile(r"if\s").match(source, at, end):
            return self._parse_either(start, match.end(), end)
        style = {"&": "cycle", "~": "shuffle"}.get(source[at : at + 1], "sequence")
        at += style != "sequence"
        span = Span(self.file, start, start + 1)
        if not may_vary:
            self.report(problem("nested-alternative", span, "Put it in the last arm, or in a paragraph of its own."))
        self._alternatives += 1
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
                    r"Arms are separated by |. An ordinary { is written \{.",
                    why="it has one arm",
                )
            )
        return at, Alternative(style, tuple(arms), since, ordinal, Span(self.file, start, at))  # type: ignore[arg-type]

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
        condition = self._condition(self.source[at:colon], Span(self.file, at, colon))
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


def _begins_something(line: str) -> bool:
    return line.startswith(("~ ", "->", "//")) or line == "<-" or bool(_DIRECTIVE.match(line))


def _flush(buffer: list[str], parts: list[Part]) -> None:
    if buffer:
        parts.append(Words("".join(buffer)))
        buffer.clear()


def _stripped(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts without the space that follows the colon of `{if}`."""
    if parts and isinstance(parts[0], Words) and parts[0].text.startswith(" "):
        return (Words(parts[0].text.lstrip()), *parts[1:])
    return parts


def _shifted(span: Span, by: int) -> Span:
    return Span(span.file, span.start + by, span.end)


def _conditions(arms: list[Arm]) -> str:
    return " / ".join(arm.condition.source.strip() for arm in arms if arm.condition)


__all__ = ["FORMS", "TextReader", "split_outside"]
