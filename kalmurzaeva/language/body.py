"""What stands inside a block: paragraphs with their alternatives, effects, diverts, and whole paragraphs chosen by `[if]`.

`parse_*` functions take the file's text and a position, and return the next position with what they read.
"""

from __future__ import annotations

import re

from attrs import define, evolve, field

from kalmurzaeva.language.effects import read_effect
from kalmurzaeva.language.inline import InlineReader
from kalmurzaeva.language.pieces import read_dance
from kalmurzaeva.model.markers import FORMS
from kalmurzaeva.model.problems import did_you_mean, problem
from kalmurzaeva.model.story import (
    Arm,
    Divert,
    Each,
    Expression,
    If,
    Item,
    On,
    Paragraph,
    Part,
    Return,
    TextRun,
    Typeset,
)
from kalmurzaeva.model.values import Span

_DIRECTIVE = re.compile(r"\[(if|unless|else if|else|end|each|as|dance|score|watch|sum)\b([^\n]*)\][ \t]*(?:\s//.*)?$")
_DIVERT = re.compile(r"(->>|->)[ \t]*(.*?)[ \t]*(?:\s//.*)?$")
_LINK = re.compile(r"\[\[\s*([^\[\]|>]+?)\s*\]\]")
_EFFECT = re.compile(r"~[ \t]*(.*?)[ \t]*(?:\s//.*)?$")


@define
class _Open:
    """A directive that waits for its `[end]`. `varying` is how many alternatives stood before it."""

    kind: str
    span: Span
    items: list[Item]
    condition: Expression | None = None
    arms: list[Arm] = field(factory=list)
    title: tuple[Part, ...] = ()
    name: str = ""
    members: str = ""
    has_else: bool = False
    varying: int = 0


@define
class BodyReader(InlineReader):
    """Reads the inside of the blocks of one file. `block_id` is the id that counted arms are named after."""

    _arm_ids: dict[str, int] = field(factory=dict)

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
                    self._effect(effect, span),
                )
                at = stop + 1
            elif bare.startswith("->") and (divert := _DIVERT.match(bare)):
                self._add(stack, self._divert(divert.group(1) == "->>", divert.group(2), span))
                at = stop + 1
            elif bare.startswith("<-"):
                if not re.fullmatch(r"<-(\s+//.*)?", bare):
                    self.report(
                        problem(
                            "bad-divert", span, 'A visit comes back at "<-" alone.', why="<- goes to no node of its own"
                        )
                    )
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
        keep_lines = self.keeps_lines = any(opened.kind == "as" for opened in stack)
        stop = at
        while stop < end:
            newline = self.source.find("\n", stop, end)
            newline = end if newline < 0 else newline
            bare = self.source[stop:newline].strip()
            if not bare or (stop > at and (keep_lines or _begins_something(bare))):
                break
            stop = newline + 1
        stop = min(stop, end)
        parts = self.parts(at, stop)
        self.keeps_lines = False
        varies = any(not isinstance(part, TextRun) for part in parts)
        plain = None if varies else "".join(part.text for part in parts if isinstance(part, TextRun)).strip()
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
        if kind in {"dance", "score", "watch", "sum"}:
            self._add(stack, read_dance(found, span, self.names, self.report))
            return
        opened = _Open("if" if kind == "unless" else kind, span, [], varying=self.varying)
        if kind in {"if", "unless"}:
            condition = f"not ({rest.strip()})" if kind == "unless" else rest.strip()
            opened.condition = self.condition(condition, inner if kind == "if" else _shifted(inner, -5))
        elif kind == "each":
            self._open_each(opened, rest, inner)
        else:
            form, _, title = rest.strip().partition(":")
            if form not in FORMS:
                self.report(problem("bad-form", inner, did_you_mean(form, FORMS, "[as {}]"), form=form))
            opened.name = form if form in FORMS else "notice"
            title_start = inner.start + len(form) + 1
            opened.title = self.parts(title_start, inner.end) if title.strip() else ()
        stack.append(opened)

    def _open_each(self, opened: _Open, rest: str, inner: Span) -> None:
        each = re.fullmatch(r"\s*([a-z_]\w*) in ([a-z_]\w*)\s*", rest)
        variable = self.names.variables.get(each.group(2)) if each else None
        if not each or variable is None or not variable.of.holds_members:
            self.report(
                problem("misplaced", inner, "Like this: [each gesture in kept].", what="[each]", why="it names no set")
            )
            return
        opened.name, opened.members = each.group(1), each.group(2)
        self.names = evolve(self.names, bound={**self.names.bound, opened.name: None})

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
                opened.condition = self.condition(rest, inner) if kind == "else if" else None
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
            self._add(stack, Typeset(opened.name, opened.title, tuple(opened.items), opened.span))

    def _close_arm(self, opened: _Open) -> None:
        """Ends an arm; one with alternatives gets a count of its own, named after its condition."""
        count_id = None
        if self.varying > opened.varying:
            condition = opened.condition.source.strip() if opened.condition else "else " + _conditions(opened.arms)
            count_id = f"{self.block_id}?{' '.join(condition.split())}"
            times = self._arm_ids[count_id] = self._arm_ids.get(count_id, 0) + 1
            if times > 1:
                count_id = f"{count_id} ({times})"
            self.varying = opened.varying
        opened.arms.append(Arm(opened.condition, tuple(opened.items), count_id))

    def _divert(self, visit: bool, rest: str, span: Span) -> Item | None:
        if rest == "on" and not visit:
            return On(span)
        link = _LINK.fullmatch(rest)
        if not link:
            hint = "Like this: -> [[node]]."
            if rest in self.names.nodes:
                hint = f"Write -> [[{rest}]]."
            elif rest in ("END", "DONE"):
                hint = "A story ends in a node with a line ends: name_of_the_ending."
            self.report(problem("bad-divert", span, hint, why=f'"{rest}" names no node'))
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

    def _effect(self, found: re.Match[str], line: Span) -> Item | None:
        span = Span(self.file, line.start + found.start(1), line.start + found.end(1))
        return read_effect(found.group(1), span, self.names, self.report)


def _begins_something(line: str) -> bool:
    return line.startswith(("~", "->", "<-", "//")) or bool(_DIRECTIVE.match(line))


def _shifted(span: Span, by: int) -> Span:
    return Span(span.file, span.start + by, span.end)


def _conditions(arms: list[Arm]) -> str:
    return " / ".join(arm.condition.source.strip() for arm in arms if arm.condition)
