"""The grammar for editors says of the story's files what the language itself says of them: passages, properties, blocks, options, comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kalmurzaeva.language.passage import OPTION_WORDS, cut, split_options, without_comment
from kalmurzaeva.language.reader import Passage, read_passages
from kalmurzaeva.model.markers import MARKERS
from kalmurzaeva.resources import story_folder

FILE = Path(__file__).parent.parent / "kalmurzaeva" / "studio" / "editors" / "kalmurzaeva.tmLanguage.json"
GRAMMAR: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
SAMPLE = """:: StoryTitle
Sample

:: StoryData
{"ifid": "5D3F2C1A-77B0-4E0B-9C39-1B0E4A0E7F11", "start": "hall"}

:: hall [barre] {"position":"1,2"}
title: The Hall // where it begins
things: jug; bread, loaf [if loaf]
--
A hall, and a line: with a colon. {Cold.|{~Warm.|Hot.}} \\{not one\\}

> examine jug; take jug [if loaf] [label jug] // it is the only one
Brown.
~ loaf // and there it is
[if loaf]
**Yes.**
[end]
-> [[hall]]

* say "wait\\; no"; keep <gesture in kept> [closed if late: Not "yet".]
  > no response
>no response

@ after 2 turns
-> on

:: hall_heard [heard]
of: hall // what stands there
--
= jug: lift jug; say "wait\\; no"; push <thing> // and so on
  drop jug; say cold: not warm

= say "wait no": say hold on
"""


class Tokenizer:
    """As much of TextMate as the grammar uses: of all patterns the one that matches first, line by line, regions nested."""

    def __init__(self, grammar: dict[str, Any]) -> None:
        self.repository = grammar["repository"]
        self.top = grammar["patterns"]

    def scopes(self, text: str) -> list[set[str]]:
        """The scopes of every character."""
        found: list[set[str]] = [set() for _ in text]
        stack: list[dict[str, Any]] = []
        at = 0
        for line in text.split("\n"):
            self._line(line, at, stack, found)
            at += len(line) + 1
        return found

    def _line(self, line: str, start: int, stack: list[dict[str, Any]], found: list[set[str]]) -> None:
        at = 0
        for _ in range(10_000):
            patterns = list(self._flat(stack[-1]["patterns"] if stack else self.top))
            end = re.compile(stack[-1]["end"]).search(line, at) if stack else None
            rules = [
                (match, rule)
                for rule in patterns
                if (match := re.compile(rule.get("match") or rule["begin"]).search(line, at))
            ]
            match, rule = min(rules, key=lambda one: one[0].start(), default=(None, {}))
            if end and (match is None or end.start() <= match.start()):
                self._mark(found, start + at, start + end.end(), [one.get("name") for one in stack])
                self._captures(found, start, end, stack[-1].get("endCaptures", {}))
                stack.pop()
                at = end.end()
                continue
            if match is None:
                break
            self._mark(found, start + at, start + match.start(), [one.get("name") for one in stack])
            names = [*(one.get("name") for one in stack), rule.get("name")]
            self._mark(found, start + match.start(), start + match.end(), names)
            self._captures(found, start, match, rule.get("captures") or rule.get("beginCaptures", {}))
            if "begin" in rule:
                stack.append(rule)
            elif match.end() == match.start():
                break
            at = match.end()
        self._mark(found, start + at, start + len(line), [one.get("name") for one in stack])

    def _flat(self, patterns: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for pattern in patterns:
            include = pattern.get("include", "")
            if include.startswith("#"):
                yield from self._flat([self.repository[include[1:]]])
            elif "match" in pattern or "begin" in pattern:
                yield pattern
            elif "patterns" in pattern:
                yield from self._flat(pattern["patterns"])

    def _captures(self, found: list[set[str]], start: int, match: re.Match[str], captures: dict[str, Any]) -> None:
        for number, capture in captures.items():
            if match[int(number)]:
                self._mark(found, start + match.start(int(number)), start + match.end(int(number)), [capture["name"]])

    @staticmethod
    def _mark(found: list[set[str]], start: int, end: int, names: list[str | None]) -> None:
        for place in range(start, end):
            found[place].update(name for name in names if name)


def expected(file: str, text: str) -> Iterator[tuple[int, int, str]]:
    """What the language says: (start, end, scope)."""
    for passage in read_passages(file, text, lambda problem: pytest.fail(str(problem))):
        if passage.name in ("StoryData", "StorySettings"):
            continue
        name = text.index(passage.name, passage.span.start)
        yield name, name + len(passage.name), "entity.name.section.twee"
        yield from _in_passage(passage, text)


def _in_passage(passage: Passage, text: str) -> Iterator[tuple[int, int, str]]:
    found = cut(passage, text, lambda problem: None)
    for prop in found.properties.values():
        line = text.rfind("\n", 0, prop.span.start) + 1
        yield line, line + len(prop.key.rstrip("0123456789 ")), "variable.other.property.twee"
    for block in found.blocks:
        sign = text.rfind("\n", 0, block.header.start) + 1
        yield sign, sign + 1, "keyword.operator.marker.twee"
        header = text[block.header.start : block.header.end]
        yield block.header.start, block.header.end, "meta.header.twee"
        for option, _, _ in split_options(header)[1]:
            at = block.header.start + header.rindex(f"[{option}")
            yield at + 1, at + 1 + len(option), "keyword.control.option.twee"
    at = passage.body_start
    for line in text[passage.body_start : passage.body_end].split("\n"):
        kept = len(without_comment(line))
        if kept < len(line):
            yield at + kept, at + len(line), "comment.line.double-slash.twee"
        at += len(line) + 1


def test_every_pattern_is_one():
    text = FILE.read_text(encoding="utf-8")
    patterns = re.findall(r'"(?:match|begin|end)": ("(?:\\.|[^"\\])*")', text)
    assert patterns
    for pattern in patterns:
        re.compile(json.loads(pattern))
    for name in re.findall(r'"include": "#(\w+)"', text):
        assert name in GRAMMAR["repository"]


def test_the_tables_of_the_language_are_in_it():
    text = json.dumps(GRAMMAR)
    assert f"({OPTION_WORDS})" in text
    signs = re.search(r"\[([^\]]+)\]", GRAMMAR["repository"]["block"]["begin"])
    assert signs
    assert set(signs[1]) == set(MARKERS)


@pytest.mark.parametrize(
    "name", ["sample", *sorted(path.relative_to(story_folder()).as_posix() for path in story_folder().rglob("*.tw*"))]
)
def test_what_the_language_says_of_a_file_the_grammar_says_too(name):
    text = SAMPLE if name == "sample" else (story_folder() / name).read_text(encoding="utf-8")
    scopes = Tokenizer(GRAMMAR).scopes(text)
    said = list(expected(name, text))
    for start, end, scope in said:
        missing = [place for place in range(start, end) if scope not in scopes[place] and not text[place].isspace()]
        assert not missing, f"{scope}: {text[start:end]!r} at {text.count(chr(10), 0, start) + 1}"
    signs = {start for start, _, scope in said if scope.startswith("keyword.operator.marker")}
    assert {place for place, found in enumerate(scopes) if "keyword.operator.marker.twee" in found} == signs


def test_what_is_no_mark_is_none():
    scopes = Tokenizer(GRAMMAR).scopes(SAMPLE)
    for words in ("  > no response", ">no response", "\\{not one"):
        at = SAMPLE.index(words)
        assert not any("marker" in scope for place in range(at, at + 3) for scope in scopes[place])
    semicolon = SAMPLE.index("\\; no") + 1
    assert "punctuation.separator.form.twee" not in scopes[semicolon]
