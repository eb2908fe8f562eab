"""Further wordings of blocks: passages tagged `heard`, which hold what a header would hold besides, so that whoever opens a scene sees the scene.

A row is `= walk_it: say walk on; say keep walking`, and goes on over the lines below it. Its key is what a writer reads in the header, the label or
else the first form as it stands there, so that it is known before anything is read: a wording may declare a noun for all headers of its passage.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from attrs import define, field

from kalmurzaeva.language.index import listed
from kalmurzaeva.language.passage import OPTION_WORDS, Cut, RawBlock, split_header, split_outside, without_comment
from kalmurzaeva.language.reader import Passage, Report
from kalmurzaeva.model.problems import did_you_mean, problem
from kalmurzaeva.model.values import Span

_EXAMPLE = "= walk_it: say walk on; say keep walking"
_OPTION = re.compile(rf"(?<!\\)\[\s*(?:{OPTION_WORDS})\b[^\]\n]*\]?")
_STRAY = re.compile(r"^(?![ \t]*(?://|$))[^\n]+", re.MULTILINE)


def wordings(source: str, row: Span) -> Iterator[tuple[int, str]]:
    """The wordings of a row, each with where it begins. `;` parts them, and the end of a line."""
    at = row.start
    for line in source[row.start : row.end].split("\n"):
        yield from ((at + offset, piece) for offset, piece in split_outside(without_comment(line), ";"))
        at += len(line) + 1


def block_key(forms: list[tuple[int, str]], options: list[tuple[str, str, int]]) -> str:
    """What a row calls the block of a header that was split so: its label, or its first form without marks."""
    label = next((value for option, value, _ in options if option == "label"), "")
    return label or (listed(forms[0][1]) if forms else "")


@define
class Heard:
    """The `heard` passages of a story, by the passage whose blocks they are of: one of its `nodes`, or of the `others` that hold blocks with forms.
    `owners` are the names that their `of:` gives."""

    cuts: Mapping[str, Cut] = field(factory=dict)
    sources: Mapping[str, str] = field(factory=dict)
    nodes: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    owners: dict[str, str] = field(factory=dict)
    _of: dict[str, list[str]] = field(factory=dict)

    @classmethod
    def among(
        cls,
        passages: Iterable[Passage],
        nodes: Iterable[Passage],
        others: Iterable[Passage],
        cuts: Mapping[str, Cut],
        sources: Mapping[str, str],
    ) -> Heard:
        """Those of a story. Their rows are cut when the passage that they are of is read."""
        found = cls(cuts, sources, _names(nodes), _names(others))
        for passage in passages:
            of = cuts[passage.name].properties.get("of")
            owner = found.owners[passage.name] = of.value if of else ""
            found._of.setdefault(owner, []).append(passage.name)
        return found

    def is_of_a_node(self, name: str) -> bool:
        """Whether a passage holds wordings of a node, of which no other passage knows anything."""
        return self.owners.get(name) in self.nodes

    def of(self, name: str) -> tuple[Passage, ...]:
        """The passages that hold wordings of a passage's blocks."""
        return tuple(self.cuts[heard].passage for heard in self._of.get(name, ()))

    def rows(self, found: Cut) -> dict[str, tuple[Span, ...]]:
        """Where the wordings of a passage's blocks stand, by the key of each block, in order of the files."""
        rows: dict[str, tuple[Span, ...]] = {}
        own = self._of.get(found.passage.name, ())
        keys = self._keys(found) if own else frozenset()
        for name in own:
            for raw in self.cuts[name].blocks:
                if raw.marker.is_row and (row := self._row(raw, keys)):
                    rows[row[0]] = (*rows.get(row[0], ()), row[1])
        return rows

    def check(self, report: Report) -> None:
        """Reports what is wrong with them but for the wordings themselves, which are read with the blocks that they call."""
        for name, owner in self.owners.items():
            found = self.cuts[name]
            if owner not in self.nodes | self.others:
                of = found.properties.get("of")
                hint = (
                    did_you_mean(of.value, self.nodes | self.others) if of else "of: hall, and -- in the line below it"
                )
                span = of.span if of else found.passage.span
                why = "it is the name of a passage with choices or replies"
                report(problem("bad-value", span, hint, key="of", value=owner, why=why))
                continue
            if stray := _STRAY.search(found.source, found.text_start, found.text_end):
                self._misplaced(Span(found.passage.file, stray.start(), stray.end()), "This text", report)
            keys = self._keys(self.cuts[owner])
            for raw in found.blocks:
                if raw.marker.is_row:
                    self._check_row(raw, owner, keys, report)
                else:
                    self._misplaced(raw.header, "This block", report)

    def _check_row(self, raw: RawBlock, owner: str, keys: Collection[str], report: Report) -> None:
        source, file = self.sources[raw.header.file], raw.header.file
        row = self._row(raw, keys)
        if row is None:
            key, colon, _ = source[raw.header.start : raw.header.end].partition(":")
            span = Span(file, raw.header.start, raw.header.start + len(key))
            if not colon:
                report(problem("bad-heard", raw.header, _EXAMPLE, why="no colon stands behind the block that is meant"))
                return
            hint = did_you_mean(listed(key), keys) or "Name it by its label, or by its first form as it stands there."
            report(problem("unknown-block", span, hint, name=f"{owner}/{listed(key)}"))
        elif not any(wordings(source, row[1])):
            report(problem("bad-heard", raw.header, _EXAMPLE, why="none stand there"))
        for at, text in wordings(source, row[1]) if row else ():
            if option := _OPTION.search(text):
                place = Span(file, at + option.start(), at + option.end())
                hint = "Options stand in the block's own header, and hold for all its wordings."
                report(problem("bad-option", place, hint, why="a further wording has none"))

    def _misplaced(self, span: Span, what: str, report: Report) -> None:
        report(problem("misplaced", span, _EXAMPLE, what=what, why="further wordings alone stand here"))

    def _keys(self, found: Cut) -> frozenset[str]:
        """The keys of the blocks of a passage that have forms."""
        source = self.sources[found.passage.file]
        calls = (raw.header for raw in found.blocks if raw.marker.is_response or raw.marker.is_choice)
        return frozenset(block_key(*split_header(source[header.start : header.end])) for header in calls) - {""}

    def _row(self, raw: RawBlock, keys: Collection[str]) -> tuple[str, Span] | None:
        """The key of a row, and where its wordings stand; None where no block has that key. The words of a choice may hold a colon."""
        text = self.sources[raw.header.file][raw.header.start : raw.header.end]
        for colon in re.finditer(":", text):
            if (key := listed(text[: colon.start()])) in keys:
                return key, Span(raw.header.file, raw.header.start + colon.end(), raw.end)
        return None


def _names(passages: Iterable[Passage]) -> frozenset[str]:
    return frozenset(passage.name for passage in passages)
