"""Twee 3 files cut into passages.

A *passage* is a header and a body, e.g. `:: stage_empty [barre] {"position":"300,100"}` and the lines to the next `::`.
The container is that of the Twee 3 specification (https://github.com/iftechfoundation/twine-specs).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import frozen

from kalmurzaeva.model.problems import Problem, problem
from kalmurzaeva.model.values import Span
from kalmurzaeva.resources import story_files

_HEADER = re.compile(r"::(?!:)(.*)")
_STRAY = re.compile(r"^(?![ \t]*(?://|$))[^\n]+", re.MULTILINE)
_NAME = re.compile(r"((?:\\.|[^\\\[\]{}])*)")
_TAGS = re.compile(r"\[((?:\\.|[^\\\]])*)\]")
_COMMENT = re.compile(r"(?<=\s)//[^{}]*$")
_METADATA = re.compile(r"\{.*\}\s*$")

Report = Callable[[Problem], None]


@frozen
class Passage:
    """One passage: `name`, `tags`, and where its header and its body stand in `file`."""

    name: str
    tags: tuple[str, ...]
    span: Span
    file: str
    body_start: int
    body_end: int


def read_folder(folder: Path, report: Report) -> dict[str, str]:
    """Every `*.twee` and `*.tw` file below `folder`, by its path relative to it, in order of path; or the one file that `folder` is. Line
    ends become `\\n`, and letters with their accents one character (NFC)."""
    sources: dict[str, str] = {}
    for path in story_files(folder):
        name = path.name if path == folder else path.relative_to(folder).as_posix()
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except (UnicodeDecodeError, OSError) as error:
            sources[name] = ""
            report(problem("not-utf8", Span(name, 0, 0), "Save it as UTF-8.", why=str(error)))
            continue
        sources[name] = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return sources


def read_passages(file: str, text: str, report: Report) -> list[Passage]:
    """The passages of one file, in order."""
    headers = list(_headers(text))
    first = headers[0].start() if headers else len(text)
    if stray := _STRAY.search(text, 0, first):
        report(
            problem(
                "text-before-passage", Span(file, stray.start(), stray.end()), 'A passage begins with a line ":: name".'
            )
        )
    passages = []
    for header, following in zip(headers, [*headers[1:], None], strict=False):
        end = following.start() if following else len(text)
        passage = _read_header(file, header, end, report)
        if passage:
            passages.append(passage)
    return passages


def _headers(text: str) -> Iterator[re.Match[str]]:
    """The lines that begin with `::`, looked for as words: a pattern would try every character of the file."""
    at = 0
    while at >= 0:
        at += text.startswith("\n", at)
        if header := _HEADER.match(text, at):
            yield header
        at = text.find("\n::", at)


def _read_header(file: str, header: re.Match[str], body_end: int, report: Report) -> Passage | None:
    # A comment at its end; what stands in braces is Twine's.
    rest = _COMMENT.sub("", header.group(1))
    span = Span(file, header.start(), header.end())
    name_match = _NAME.match(rest)
    assert name_match
    name = re.sub(r"\\(.)", r"\1", name_match.group(1)).strip()
    rest = rest[name_match.end() :]
    tags: tuple[str, ...] = ()
    if tag_match := _TAGS.match(rest):
        # Twine's own library writes commas between them.
        tags = tuple(re.sub(r"\\(.)", r"\1", tag) for tag in re.split(r"[\s,]+", tag_match.group(1)) if tag)
        rest = rest[tag_match.end() :].lstrip()
    if metadata := _METADATA.match(rest):
        try:
            json.loads(metadata.group())
        except (ValueError, RecursionError) as error:
            report(
                problem(
                    "bad-header",
                    span,
                    'Like this: :: name [tags] {"position":"300,100"}',
                    why=f"its JSON is broken ({error})",
                )
            )
        rest = ""
    if not name or rest.strip():
        why = "it has no name" if not name else f'"{rest.strip()}" is too much'
        report(problem("bad-header", span, 'Like this: :: name [tags] {"position":"300,100"}', why=why))
        return None
    return Passage(name, tags, span, file, min(header.end() + 1, body_end), body_end)
