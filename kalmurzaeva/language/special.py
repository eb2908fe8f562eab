"""The passages with a name of their own: `StoryTitle`, `StoryData`, and the pages that show as they stand."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from attrs import define, field

from kalmurzaeva.grammar.lexicon import tokens
from kalmurzaeva.language.reader import Passage, Report
from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.problems import did_you_mean, problem
from kalmurzaeva.model.values import Span

SPECIAL = frozenset(("StoryTitle", "StoryData", "StoryAbout", "StoryCredits", "StoryHelp"))
_IFID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


@define
class SpecialPassages:
    """What they say. `data` is None where StoryData could not be read; `first` is where a story is pointed at that has none."""

    sources: Mapping[str, str]
    report: Report
    title: str = ""
    data: dict[str, Any] | None = field(factory=dict)
    pages: dict[str, tuple[str, ...]] = field(factory=dict)
    first: Span | None = None
    _at: Passage | None = None

    def read(self, passage: Passage) -> None:
        """Reads one of them."""
        text = self.sources[passage.file][passage.body_start : passage.body_end].strip()
        if passage.name == "StoryTitle":
            self.title = " ".join(text.split())
        elif passage.name == "StoryData":
            self._read_data(passage, text)
        else:
            self.pages[passage.name] = _lines(text)

    @property
    def version(self) -> int:
        """The edition of the story."""
        version = (self.data or {}).get("story-version", 1)
        return version if isinstance(version, int) else 1

    def word(self, key: str, otherwise: str = "") -> str:
        """A word of StoryData."""
        return str((self.data or {}).get(key, otherwise))

    def page(self, name: str) -> tuple[str, ...]:
        """The lines of a page, none where the story has no such page."""
        return self.pages.get(name, ())

    @property
    def teaching(self) -> tuple[tuple[str, str], ...]:
        """The lines of `StoryHelp`: what can be typed, and what it does."""
        rows = (line.partition(":") for line in self.page("StoryHelp"))
        return tuple((command.strip(), what.strip()) for command, _, what in rows)

    def _read_data(self, passage: Passage, text: str) -> None:
        self._at = passage
        self.data = None
        hint = 'It is JSON, with "ifid" and "start".'
        try:
            data = json.loads(text)
        except json.JSONDecodeError as error:
            start = self.sources[passage.file].index(text, passage.body_start) + error.pos
            place = Span(passage.file, start, start + 1)
            self.report(problem("bad-story-data", place, hint, why=error.msg[:1].lower() + error.msg[1:]))
        except (ValueError, RecursionError):
            self.report(problem("bad-story-data", passage.span, hint, why="it is not JSON"))
        else:
            if isinstance(data, dict):
                self.data = data
            else:
                self.report(problem("bad-story-data", passage.span, hint, why="it is not a JSON object"))

    def _place(self, key: str) -> Span:
        """Where StoryData gives `key`; else its header, or that of the first passage."""
        passage = self._at
        if passage is None:
            return self.first or Span(next(iter(self.sources)), 0, 0)
        given = re.compile(rf'"{key}"\s*:\s*(?:"[^"\n]*"|[^\s,}}]*)')
        found = given.search(self.sources[passage.file], passage.body_start, passage.body_end)
        return Span(passage.file, found.start(), found.end()) if found else passage.span

    def start(self, nodes: Collection[str]) -> str:
        """The node where the story begins. Reports what is wrong with it, and with what else stands beside it."""
        if self.data is None:
            return ""
        start = self.data.get("start")
        span = self._place("start")
        if not isinstance(start, str) or not start:
            self.report(
                problem(
                    "no-start",
                    span,
                    'StoryData: {"ifid": "…", "start": "first_node"}',
                    why='StoryData names no "start"',
                )
            )
        elif start not in nodes:
            hint = did_you_mean(start, nodes)
            self.report(problem("no-start", span, hint, why=f'"start" is "{start}", and no node is called so'))
        elif not _IFID.fullmatch(str(self.data.get("ifid", ""))):
            why = '"ifid" is no UUID' if "ifid" in self.data else 'it has no "ifid"'
            hint = f'Here is a new one: "{str(uuid.uuid4()).upper()}"'
            self.report(problem("bad-story-data", self._place("ifid"), hint, why=why))
        version = self.data.get("story-version", 1)
        if not isinstance(version, int) or isinstance(version, bool):
            place = self._place("story-version")
            why = '"story-version" is a whole number, without quotation marks'
            self.report(problem("bad-story-data", place, '"story-version": 2', why=why))
        return start if isinstance(start, str) else ""

    def kind_words(self, kinds: Mapping[str, object]) -> dict[str, frozenset[str]]:
        """Words that StoryData says may stand for a member of a kind: `"kind-words": {"gesture": "movement hands"}`."""
        given = (self.data or {}).get("kind-words", {})
        if not isinstance(given, dict) or not all(
            name in kinds and isinstance(said, str) for name, said in given.items()
        ):
            place = self._place("kind-words")
            why = '"kind-words" gives words for kinds of this story'
            self.report(problem("bad-story-data", place, '"kind-words": {"gesture": "movement, hands"}', why=why))
            return {}
        return {name: frozenset(tokens(said)) for name, said in given.items()}


def _lines(text: str) -> tuple[str, ...]:
    """The lines of a special passage that shows as it stands."""
    return tuple(
        line for written in text.splitlines() if (line := clean(written).strip()) and not line.startswith("//")
    )
