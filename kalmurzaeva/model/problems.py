"""What can be wrong with a story: every kind of problem in one table, and the one renderer that shows them.

A *problem* is a value: a code, where, what, and what to do, e.g. `unknown-node`, line 12, `There is no node "plies2"`, `Did you mean
[[plies]]?`. Codes are permanent. Problems are gathered and returned; only `render` makes them text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from attrs import frozen

from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.values import Span

Severity = Literal["error", "warning", "note"]

# code -> (severity, message). Names in braces are filled in where the problem is found.
RULES: dict[str, tuple[Severity, str]] = {
    # The files.
    "no-story": ("error", "There is no story here: {why}."),
    "not-utf8": ("error", "This file is not UTF-8 text: {why}."),
    "no-start": ("error", "The story has no beginning: {why}."),
    "bad-story-data": ("error", "StoryData cannot be read: {why}."),
    "text-before-passage": ("error", "This text stands before the first passage, so it belongs to none."),
    # Passages.
    "bad-programme": ("error", "A programme is read, not played; this one {what}."),
    "bad-header": ("error", "This is not the header of a passage: {why}."),
    "bad-passage-name": (
        "error",
        'A passage needs a name of letters, digits and "_", beginning with a letter; this one is called "{name}".',
    ),
    "same-passage": ("error", 'There are two passages called "{name}". The other is at {where}.'),
    "name-clash": ("error", '"{name}" is already {what}; one name cannot mean both.'),
    "two-kinds": ("error", 'A passage is one thing; this one is tagged both "{first}" and "{second}".'),
    "bad-property": ("error", '{what} has no property "{key}".'),
    "same-property": ("error", 'The property "{key}" is given twice.'),
    "bad-value": ("error", 'The property "{key}" cannot be "{value}": {why}.'),
    "no-names": ("error", '"{name}" needs a line `names:`, or nobody could call it anything.'),
    "unknown-entity": ("error", 'There is no person, thing or place called "{name}".'),
    # Blocks and headers.
    "bad-option": ("error", "This option cannot be read: {why}."),
    "unreadable-header": ("error", 'The parser cannot read "{form}", so a player could not type it: {why}.'),
    "unknown-noun": ("error", 'There is no "{noun}" here.'),
    "unclear-noun": ("error", '"{noun}" could be {which}.'),
    "unknown-verb": ("error", 'No verb begins with "{word}".'),
    "undeclared-verb": ("warning", 'No verb begins with "{word}", so it is taken for one that stands alone.'),
    "bad-rule": ("error", 'There is no rule "@ {rule}".'),
    "bad-placeholder": ("error", "This placeholder cannot be read: {why}."),
    "empty-choice": ("error", "A choice needs words of its own."),
    "same-id": ("error", 'Two blocks have the id "{id}". The other is at {where}.'),
    "bad-verb-form": ("error", "This verb cannot be declared so: {why}."),
    "bad-piece": ("error", "This piece cannot be made: {why}."),
    "bad-pair": ("error", "This is not a pair: {why}."),
    "bad-heard": ("error", "These further wordings cannot be read: {why}."),
    "no-field": ("warning", '"{name}" has no {key}, so it has the least.'),
    # Inside blocks.
    "written-otherwise": ("error", "This is {what}, as {whose} has it; it is written otherwise here."),
    "unclosed": ("error", "This {what} is never closed."),
    "unopened": ("error", "There is nothing open here for {what}."),
    "bad-effect": ("error", "This effect cannot be read: {why}."),
    "bad-divert": ("error", "This divert cannot be read: {why}."),
    "unknown-node": ("error", 'There is no node called "{name}".'),
    "after-divert": ("error", "Nothing after a divert is ever reached."),
    "misplaced": ("error", "{what} cannot stand here: {why}."),
    "bad-form": ("error", 'There is no form "{form}" to set this in.'),
    "bad-alternative": ("error", "This alternative cannot be read: {why}."),
    "nested-alternative": (
        "error",
        "An alternative may stand only in the last arm of a sequence; here it would skip text.",
    ),
    # Expressions.
    "bad-expression": ("error", "This cannot be read as a condition or a value: {why}."),
    "unknown-name": ("error", 'Nothing is called "{name}".'),
    "wrong-value": ("error", '"{name}" can never be {value}.'),
    "wrong-type": ("error", "{what}."),
    "unknown-block": ("error", 'There is no block "{name}".'),
    # State.
    "bad-declaration": ("error", "This declaration cannot be read: {why}."),
    "same-variable": ("error", 'The variable "{name}" is declared twice. The other is at {where}.'),
    # The whole.
    "divert-loop": ("error", "These diverts lead round in a circle without stopping: {loop}."),
    "never-runs": ("warning", "This block can never run: {why}."),
    # Found by `check` alone: the story can be played as it is.
    "unreached-node": ("warning", 'No path leads to "{name}".'),
    "absent": ("warning", '"{name}" answers things, and is in no node.'),
    "never-shown": ("warning", "{what} can never be shown: {why}."),
    "no-angle": (
        "warning",
        '"{name}" has no lines for {angles}: where it is danced so, another of its lines is taken.',
    ),
    "never-read": ("warning", 'Nothing reads "{name}".'),
    "never-set": ("warning", '"{name}" is read, and nothing ever sets it.'),
    "stranger": ("warning", '{name} is in "{node}", and not every path there has met or named them before.'),
    "unknown-thing": ("warning", 'The text names "{noun}", and EXAMINE does not know it here.'),
    "stub-reply": ("warning", "This reply is a stub: {words}, where {most} are the least."),
    "twin-replies": ("warning", 'Two replies share {count} words in a row, "{words}". The other is at {where}.'),
    "read-otherwise": ("warning", 'To the parser "{form}" here means {means}.'),
    "looks-like": ("warning", "This line begins like {what}, and is read as text."),
    "asks-first": ("warning", 'This rests on "{fact}", which may not have been told: {how}.'),
    "named-early": ("warning", "This names {name} before any text has: run {run} of {runs} comes here so."),
    "stock-at-wound": (
        "warning",
        'Just after "{node}" "{typed}" gets a line that would do anywhere, in run {run} of {runs}.',
    ),
    "lost-in-twine": ("warning", 'Twine and its like know no "{key}", and drop it when they write StoryData anew.'),
    "order-decides": ("note", "The order of the passages decides here: {why}."),
    "idle-choice": ("note", "Taking this changes nothing: it sets no state, and nothing remembers it."),
    "wide-door": (
        "note",
        'Into act "{act}" {bits} bits of state decide where the story goes; {most} are a great many.',
    ),
}

# Which of them are taste, of a story that wants every reply to be rich and every thing to answer. Another may have them counted alone.
TASTE = frozenset(
    (
        "unknown-thing", "stub-reply", "twin-replies", "stranger", "named-early", "stock-at-wound", "idle-choice", "wide-door",
    )
)  # fmt: skip


@frozen
class Problem:
    """One thing wrong. `severity` is error where the story must not be played, warning or note where it may."""

    code: str
    span: Span
    message: str
    hint: str = ""
    severity: Severity = "error"


def problem(code: str, span: Span, hint: str = "", /, **words: object) -> Problem:
    """A problem of the table, its message filled in."""
    severity, template = RULES[code]
    return Problem(code, span, template.format(**words), hint, severity)


def did_you_mean(name: str, known: Iterable[str], written: str = "{}") -> str:
    """A hint naming the nearest of `known`, or nothing."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = process.extractOne(name, sorted(set(known)), scorer=OSA.distance, score_cutoff=max(1, len(name) // 3))
    return f"Did you mean {written.format(near[0])}?" if near else ""


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """The line and column, both from 1, of a place in a text."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def where(span: Span, sources: Mapping[str, str]) -> str:
    """`file:line:column` of a span."""
    line, column = line_and_column(sources.get(span.file, ""), span.start)
    return f"{span.file}:{line}:{column}"


def render(found: Problem, sources: Mapping[str, str], folder: str = "") -> str:
    """A problem as a person reads it: where, what, the line with a caret, and the hint. `folder` is what stands before the name of a file, so that an
    editor opens it."""
    text = sources.get(found.span.file, "")
    line, column = line_and_column(text, found.span.start)
    path = f"{folder}{found.span.file}"
    place = f"{path}:{line}:{column}" if text else path
    parts = [f"{place}: {found.severity}: {found.message} [{found.code}]"]
    lines = text.split("\n")
    if text and line <= len(lines):
        source = "".join(char if clean(char) else "?" for char in lines[line - 1].replace("\t", " "))
        width = max(1, min(found.span.end - found.span.start, len(source) - column + 1))
        parts += [f"    {source}", f"    {' ' * (column - 1)}{'^' * width}"]
    if found.hint:
        parts.append(f"    {found.hint}")
    return "\n".join(clean(part) for part in parts)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems by file and place, each once."""
    return tuple(
        sorted(set(problems), key=lambda found: (found.span.file, found.span.start, found.code, found.message))
    )


class StoryError(Exception):
    """A story that cannot be played. `problems` says why, `sources` are the files it was read from, `folder` is what stands before their
    names."""

    def __init__(self, problems: Iterable[Problem], sources: Mapping[str, str], folder: str = "") -> None:
        self.problems = in_order(problems)
        self.sources = dict(sources)
        self.folder = folder
        super().__init__(f"{len(self.problems)} problem{'s' if len(self.problems) != 1 else ''} in the story")

    def __str__(self) -> str:
        return "\n\n".join(render(found, self.sources, self.folder) for found in self.problems)
