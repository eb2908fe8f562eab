"""The body of a passage cut into properties, text and blocks, without reading any of them.

A *property* is a line such as `title: Studio Four` before `--`. A *raw block* is a marker, a header still in words, and the
stretch of the file its body takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from attrs import frozen

from kalmurzaeva.language.reader import Passage, Report
from kalmurzaeva.model.markers import MARKERS, Marker
from kalmurzaeva.model.problems import problem
from kalmurzaeva.model.values import Span

_PROPERTY = re.compile(r"([a-z][a-z ]*):(.*)")
_MARKER = re.compile(rf"^([{re.escape(''.join(MARKERS))}])[ \t]+(.*)$", re.MULTILINE)
_COMMENT = re.compile(r"(?:^|\s+)//.*$")
_END = re.compile(r"^--[ \t]*$", re.MULTILINE)


@frozen
class Property:
    """One property: its value, and where the value stands."""

    key: str
    value: str
    span: Span


@frozen
class RawBlock:
    """A block before it is read. The header is `text[header.start:header.end]`, the body `text[start:end]`."""

    marker: Marker
    header: Span
    start: int
    end: int


@frozen(eq=False)
class Cut:
    """A passage in its parts; the text is `source[text_start:text_end]`, where `source` is the whole file. Blocks are cut when they are
    first asked for."""

    passage: Passage
    source: str
    properties: dict[str, Property]
    text_start: int

    @cached_property
    def text_end(self) -> int:
        """Where the text ends: at the first block, or with the passage."""
        marker = _MARKER.search(self.source, self.text_start, self.passage.body_end)
        return marker.start() if marker else self.passage.body_end

    @cached_property
    def blocks(self) -> tuple[RawBlock, ...]:
        """The blocks, in order."""
        end = self.passage.body_end
        markers = list(_MARKER.finditer(self.source, self.text_start, end))
        return tuple(
            RawBlock(
                MARKERS[marker.group(1)],
                Span(
                    self.passage.file, marker.start(2), marker.start(2) + len(without_comment(marker.group(2)).rstrip())
                ),
                min(marker.end() + 1, end),
                following.start() if following else end,
            )
            for marker, following in zip(markers, [*markers[1:], None], strict=False)
        )


def cut(passage: Passage, text: str, report: Report) -> Cut:
    """Cuts one passage."""
    start, end = passage.body_start, passage.body_end
    properties: dict[str, Property] = {}
    rule = _END.search(text, start, end)
    if rule and (_all_properties(text[start : rule.start()]) or not text[start : rule.start()].strip()):
        properties = _properties(passage.file, text, start, rule.start(), report)
        start = min(rule.end() + 1, end)
    elif not rule and _all_properties(text[start:end]):
        properties = _properties(passage.file, text, start, end, report)
        start = end
    return Cut(passage, text, properties, start)


def _all_properties(part: str) -> bool:
    lines = [line for line in part.splitlines() if line.strip() and not line.startswith("//")]
    return bool(lines) and all(_PROPERTY.fullmatch(line) for line in lines)


def _properties(file: str, text: str, start: int, end: int, report: Report) -> dict[str, Property]:
    found: dict[str, Property] = {}
    at = start
    for line in text[start:end].split("\n"):
        match = _PROPERTY.fullmatch(line)
        if match and not line.startswith("//"):
            key, value = match.group(1).strip(), without_comment(match.group(2))
            lead = len(value) - len(value.lstrip())
            begin = at + match.start(2) + lead
            span = Span(file, begin, begin + len(value.strip()))
            if key == "hint":
                key = f"hint {sum(name.startswith('hint') for name in found) + 1}"
            if key in found:
                report(problem("same-property", Span(file, at, at + len(key)), "Keep one of them.", key=key))
            found[key] = Property(key, value.strip(), span)
        at += len(line) + 1
    return found


def without_comment(line: str) -> str:
    """A line without the comment after a space at its end."""
    return _COMMENT.sub("", line) if "//" in line else line


def split_outside(text: str, separator: str) -> list[tuple[int, str]]:
    """`text` cut at `separator` where it stands outside brackets and quotes, each piece stripped, with where it begins.
    Empty pieces are left out."""
    pieces: list[tuple[int, str]] = []
    start = 0
    for index in [*_outside(text, separator), len(text)]:
        piece = text[start:index]
        if piece.strip():
            pieces.append((start + len(piece) - len(piece.lstrip()), piece.strip()))
        start = index + 1
    return pieces


_OPENS = re.compile(r"[\[({<]")
_CLOSERS = {"[": "]", "(": ")", "{": "}", "<": ">"}


def _outside(text: str, separator: str) -> Iterator[int]:
    """Where `separator` stands in `text` outside brackets, and outside quotes within brackets."""
    if separator not in text:
        return
    if not _OPENS.search(text):
        yield from (found.start() for found in re.finditer(rf"(?<!\\){re.escape(separator)}", text))
        return
    stack: list[str] = []
    for index, char in enumerate(text):
        if stack and char == stack[-1]:
            stack.pop()
        elif stack and stack[-1] == '"':
            continue
        elif (char in "[({" or (char == "<" and text[index + 1 : index + 2].isalpha())) or (char == '"' and stack):
            stack.append(_CLOSERS.get(char, char))
        elif char == separator and not stack and text[index - 1 : index] != "\\":
            yield index


# What may stand in square brackets at the end of a header.
OPTION_WORDS = "if|unless|label|was|closed if|each|most|tells|asks"
_OPTION = re.compile(rf"\s*(?<!\\)\[({OPTION_WORDS})\b((?:[^\[\]\"]|\"[^\"]*\"|\[\[[^\]]*\]\])*)\]\s*$")


def split_options(text: str) -> tuple[str, list[tuple[str, str, int]]]:
    """The options at the end of a header or a list entry: what is left of `text`, and (option, value, offset), first to last."""
    options: list[tuple[str, str, int]] = []
    while "]" in text and (match := _OPTION.search(text)):
        value = match.group(2)
        offset = match.start(2) + len(value) - len(value.lstrip())
        options.insert(0, (match.group(1), value.strip(), offset))
        text = text[: match.start()]
    return text.rstrip(), options


def split_header(text: str) -> tuple[list[tuple[int, str]], list[tuple[str, str, int]]]:
    """A header as its forms, each with where it begins, and its options, which stand at the end of it or of any form."""
    text, options = split_options(text)
    forms: list[tuple[int, str]] = []
    inner: list[tuple[str, str, int]] = []
    for at, piece in split_outside(text, ";"):
        form, own = split_options(piece)
        inner += [(option, value, at + offset) for option, value, offset in own]
        if form:
            forms.append((at, form))
    return forms, inner + options
