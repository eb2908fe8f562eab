"""The passages with a name of their own: `StoryTitle`, `StoryData`, `StorySettings`, and the pages that show as they stand."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from attrs import define, field

from kalmurzaeva.grammar.lexicon import tokens
from kalmurzaeva.language.reader import Passage, Report
from kalmurzaeva.model.bibliography import FIELDS, Bibliography, bibliography_of, complaint
from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.problems import RULES, did_you_mean, problem
from kalmurzaeva.model.values import Span

SPECIAL = frozenset(("StoryTitle", "StoryData", "StorySettings", "StoryAbout", "StoryCredits", "StoryHelp"))
# What StorySettings may say, which is ours: what StoryData may say every editor of Twine stories keeps.
_SETTINGS = ("story-version", "player", "kind-words", "unchecked", "taste")
# What "taste" may be: each matter of it is shown by `check`, or they are counted in one line.
_TASTES = ("shown", "counted")
_IFID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


@define
class SpecialPassages:
    """What they say. `data` is None where StoryData could not be read; `first` is where a story is pointed at that has none."""

    sources: Mapping[str, str]
    report: Report
    title: str = ""
    data: dict[str, Any] | None = field(factory=dict)
    settings: dict[str, Any] = field(factory=dict)
    pages: dict[str, tuple[str, ...]] = field(factory=dict)
    first: Span | None = None
    _data_at: Passage | None = None
    _settings_at: Passage | None = None

    def read(self, passage: Passage) -> None:
        """Reads one of them."""
        text = self.sources[passage.file][passage.body_start : passage.body_end].strip()
        if passage.name == "StoryTitle":
            self.title = " ".join(text.split())
        elif passage.name == "StoryData":
            self._data_at = passage
            self.data = self._read_data(passage, text)
        elif passage.name == "StorySettings":
            self._settings_at = passage
            self.settings = self._read_data(passage, text) or {}
        else:
            self.pages[passage.name] = _lines(text)
            if passage.name == "StoryAbout":
                self._check_about(passage)

    @property
    def said(self) -> tuple[object, ...]:
        """All that they say."""
        return (self.title, self.data, self.settings, self.pages)

    @property
    def version(self) -> int:
        """The edition of the story."""
        version = self._given("story-version", 1)
        return version if isinstance(version, int) else 1

    @property
    def about(self) -> Bibliography:
        """What `StoryAbout` says."""
        return bibliography_of(self.page("StoryAbout"))

    @property
    def unchecked(self) -> frozenset[str]:
        """The rules of `check` that are turned off."""
        return frozenset(self._turned_off())

    @property
    def counts_taste(self) -> bool:
        """Whether `check` only counts what is a matter of taste."""
        return bool(self._given("taste") == "counted")

    def _given(self, key: str, otherwise: Any = None) -> Any:
        return {**(self.data or {}), **self.settings}.get(key, otherwise)

    def word(self, key: str, otherwise: str = "") -> str:
        """A word of StoryData or StorySettings."""
        return str(self._given(key, otherwise))

    def page(self, name: str) -> tuple[str, ...]:
        """The lines of a page, none where the story has no such page."""
        return self.pages.get(name, ())

    @property
    def teaching(self) -> tuple[tuple[str, str], ...]:
        """The lines of `StoryHelp`: what can be typed, and what it does."""
        rows = (line.partition(":") for line in self.page("StoryHelp"))
        return tuple((command.strip(), what.strip()) for command, _, what in rows)

    def _check_about(self, passage: Passage) -> None:
        """Reports fields of `StoryAbout` that nobody would read."""
        at = passage.body_start
        for line in self.sources[passage.file][passage.body_start : passage.body_end].splitlines(keepends=True):
            written = line.strip()
            if why := complaint(written):
                start = at + line.index(written)
                name = written.partition(":")[0]
                hint = did_you_mean(name, FIELDS, "{}: …") if name not in FIELDS else ""
                self.report(problem("bad-story-data", Span(passage.file, start, start + len(written)), hint, why=why))
            at += len(line)

    def _read_data(self, passage: Passage, text: str) -> dict[str, Any] | None:
        """The JSON object that StoryData or StorySettings is; None where it is none."""
        hint = (
            'It is JSON, with "ifid" and "start".' if passage.name == "StoryData" else 'Like this: {"story-version": 2}'
        )
        try:
            data = json.loads(text)
        except json.JSONDecodeError as error:
            start = self.sources[passage.file].index(text, passage.body_start) + error.pos
            place = Span(passage.file, start, start + 1)
            if text[error.pos : error.pos + 1] in "“”„«»":
                hint = 'Its quotation marks are straight ones: "'
            self.report(problem("bad-story-data", place, hint, why=error.msg[:1].lower() + error.msg[1:]))
        except (ValueError, RecursionError):
            self.report(problem("bad-story-data", passage.span, hint, why="it is not JSON"))
        else:
            if isinstance(data, dict):
                return data
            self.report(problem("bad-story-data", passage.span, hint, why="it is not a JSON object"))
        return None

    def _place(self, key: str) -> Span:
        """Where StoryData, or StorySettings, gives `key`; else its header, or that of the first passage."""
        passage = self._settings_at if key in self.settings else self._data_at
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
        self._check_settings()
        return start if isinstance(start, str) else ""

    def _check_settings(self) -> None:
        """Reports settings that stand where Twine loses them, that there are not, or that cannot be."""
        for setting in _SETTINGS:
            if setting in (self.data or {}):
                hint = f'Put it into a passage of its own: :: StorySettings with {{"{setting}": …}}'
                self.report(problem("lost-in-twine", self._place(setting), hint, key=setting))
        for setting in self.settings:
            if setting not in _SETTINGS:
                why = f'StorySettings has no "{setting}"'
                hint = did_you_mean(setting, _SETTINGS)
                self.report(problem("bad-story-data", self._place(setting), hint, why=why))
        version = self._given("story-version", 1)
        if not isinstance(version, int) or isinstance(version, bool):
            place = self._place("story-version")
            why = '"story-version" is a whole number, without quotation marks'
            self.report(problem("bad-story-data", place, '"story-version": 2', why=why))
        if self._given("taste", "shown") not in _TASTES:
            why = f'"taste" is one of {", ".join(_TASTES)}'
            self.report(problem("bad-story-data", self._place("taste"), '"taste": "counted"', why=why))
        for rule in self._turned_off():
            if rule not in RULES or RULES[rule][0] == "error":
                why = f'"unchecked" names "{rule}", which is {"an error" if rule in RULES else "no rule"} and cannot be turned off'
                hint = did_you_mean(rule, (name for name, (severity, _) in RULES.items() if severity != "error"))
                self.report(problem("bad-story-data", self._place("unchecked"), hint, why=why))

    def _turned_off(self) -> tuple[str, ...]:
        rules = self._given("unchecked", [])
        if not isinstance(rules, list) or not all(isinstance(rule, str) for rule in rules):
            place = self._place("unchecked")
            why = '"unchecked" is not a list of rules'
            self.report(problem("bad-story-data", place, '"unchecked": ["twin-replies"]', why=why))
            return ()
        return tuple(rules)

    def kind_words(self, kinds: Mapping[str, object]) -> dict[str, frozenset[str]]:
        """Words that StoryData says may stand for a member of a kind: `"kind-words": {"gesture": "movement hands"}`."""
        given = self._given("kind-words", {})
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
