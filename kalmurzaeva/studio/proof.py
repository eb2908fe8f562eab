"""`kalmurzaeva proof`: the whole story in reading order, by act, without the marks of the language; and its words counted.

Reading order is the order of the files and of the passages in them. What varies stands with all it can be, one after the other.
"""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path

from attrs import frozen

from kalmurzaeva.language.load import load_story
from kalmurzaeva.model.bibliography import ifiction
from kalmurzaeva.model.markup import plain
from kalmurzaeva.model.story import Alternative, Block, Either, Paragraph, Part, Story, TextRun, Typeset
from kalmurzaeva.model.traversal import every_block, paragraphs, walk

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_SPOKEN = re.compile(r'"[^"]*"')


@frozen
class Line:
    """One line of a proof: `kind` is act, place, choice, response, rule, prose, or beside for what stands in no block; `source` is where it stands."""

    kind: str
    text: str
    source: str = ""
    file: str = ""


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `proof`."""
    parser.add_argument("--story", type=Path, metavar="DIR", help="proof the story in this folder")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--text", type=Path, metavar="FILE", help="write it to this file as plain text")
    where.add_argument("--html", type=Path, metavar="FILE", help="write it to this file as a page for a browser")
    where.add_argument(
        "--ifiction", type=Path, metavar="FILE", help="write what the story says of itself as a catalogue's record"
    )


def run(arguments: Namespace) -> int:
    """Prints or writes the proof. Returns the exit code."""
    from kalmurzaeva.console import ComplaintError
    from kalmurzaeva.model.problems import StoryError

    try:
        story = load_story(arguments.story)
    except StoryError as error:
        raise ComplaintError(f"{error.problems[0].message} kalmurzaeva check says everything.") from error
    if arguments.ifiction:
        record = ifiction(story.title, story.ifid, story.about)
        arguments.ifiction.write_text(record, encoding="utf-8", newline="\n")
        return 0
    lines = list(proof(story))
    path: Path | None = arguments.html or arguments.text
    if path is None:
        print(as_text(lines), end="")
        return 0
    path.write_text(as_html(story.title, lines) if arguments.html else as_text(lines), encoding="utf-8", newline="\n")
    print(f"{path}: {sum(len(_WORD.findall(line.text)) for line in lines):,} words.")
    return 0


def proof(story: Story) -> Iterator[Line]:
    """The lines of a story: its acts as they come, then what belongs to none."""
    acts = dict.fromkeys(node.act for node in story.nodes.values())
    owners = {name: node.act for name, node in story.nodes.items()}
    blocks: dict[str | None, list[Block]] = {}
    for block in every_block(story):
        blocks.setdefault(owners.get(block.passage, _ELSEWHERE), []).append(block)
    for act in (*acts, _ELSEWHERE):
        if act is not None and act in story.acts:
            yield Line("act", f"{story.acts[act].number} {story.acts[act].title}".strip())
        elif act == _ELSEWHERE and _ELSEWHERE in blocks:
            yield Line("act", "People, things, and what is everywhere")
        last = ""
        for block in blocks.get(act, ()):
            if block.passage != last:
                last = block.passage
                yield from _heading(story, last, block.span.file)
            yield from _block(story, block)


_ELSEWHERE = "*"


def _heading(story: Story, passage: str, file: str) -> Iterator[Line]:
    """What a passage is called, and what else of it is read beside its text: the goal and hints of a node, the fields of an entity."""
    named, beside = passage.replace("_", " "), list[str]()
    if node := story.nodes.get(passage):
        named = ", ".join(part for part in (_read(node.title), _read(node.hour)) if part) or named
        hints = (_read(each.parts) for hint in node.hints for each in paragraphs(hint.items))
        beside = [_read(node.ending_title), _read(node.goal), *hints]
    elif entity := story.entities.get(passage):
        named = entity.names[0].text if entity.names else named
        beside = [_read(entity.known_as), *map(_read, entity.fields.values())]
    yield Line("place", named, file=file)
    yield from (Line("beside", words, passage, file) for words in beside if words)


def _block(story: Story, block: Block) -> Iterator[Line]:
    kind = "choice" if block.marker.is_choice else "response" if block.marker.is_response else ""
    kind = "rule" if block.marker.is_rule else kind
    if kind == "choice" and block.words:
        yield Line(kind, _read(block.words), block.id, block.span.file)
    elif kind:
        header = story.sources[block.span.file][block.span.start : block.span.end].partition(";")[0].partition("[")[0]
        header = " ".join(re.sub(r"<[^<>\n]*>", "…", re.sub(r"\s//.*", "", header)).split())
        yield Line(kind, header, block.id, block.span.file)
    if block.closed and (reason := _read(block.closed[1])):
        yield Line("prose", f"({reason})", block.id, block.span.file)
    for item, _ in walk(block.items):
        parts = item.parts if isinstance(item, Paragraph) else item.title if isinstance(item, Typeset) else ()
        if words := _read(parts):
            yield Line("prose", words, block.id, block.span.file)


def _read(parts: Iterable[Part]) -> str:
    """A text with all that it can be: arms are parted by a stroke, and a value, which nobody knows yet, is an ellipsis."""
    return " ".join(plain("".join(map(_part, parts))).split())


def _part(part: Part) -> str:
    if isinstance(part, TextRun):
        return part.text
    if isinstance(part, Alternative):
        return " / ".join(_read(arm) for arm in part.arms if arm)
    if isinstance(part, Either):
        return " / ".join(_read(arm) for arm in (part.yes, part.no) if arm)
    return "…"


def as_text(lines: list[Line]) -> str:
    """The proof as plain text."""
    signs = {"act": "\n\n", "place": "\n", "choice": "– ", "response": "> ", "rule": "@ "}
    shown = (f"{signs.get(line.kind, '')}{line.text.upper() if line.kind == 'act' else line.text}\n" for line in lines)
    return "\n".join(shown).lstrip("\n")


def as_html(title: str, lines: list[Line]) -> str:
    """The proof as a page."""
    tags = {"act": "h2", "place": "h3", "prose": "p"}
    body = "\n".join(
        f"<{tag}>{escape(line.text)}</{tag}>"
        if (tag := tags.get(line.kind))
        else f'<p class="{line.kind}">{escape(line.text)}</p>'
        for line in lines
    )
    style = "body{max-width:38em;margin:2em auto;padding:0 1em;font:1.1em/1.5 serif}.choice,.response,.rule{font-style:italic}"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{style}</style></head>\n<body><h1>{escape(title)}</h1>\n{body}\n</body></html>\n"
    )


def words(story: Story) -> Iterator[str]:
    """The words of a story counted: in all, by kind of block, by file, and in speech by who is named beside it, or whose passage it stands in."""
    by_kind: Counter[str] = Counter()
    by_file: Counter[str] = Counter()
    by_speaker: Counter[str] = Counter()
    kind = "text"
    people = {
        entity.id: re.compile(rf"\b(?:{'|'.join(re.escape(name.text) for name in entity.names)})\b")
        for entity in story.entities.values()
        if entity.kind == "person" and entity.names and entity.id != story.player
    }
    for line in proof(story):
        if line.kind in ("act", "place"):
            kind = "text"
            continue
        if line.kind != "prose":
            kind = line.kind
        elif line.source in story.nodes:
            kind = "text"
        count = len(_WORD.findall(line.text))
        by_kind[kind] += count
        by_file[line.file] += count
        if said := sum(len(_WORD.findall(spoken)) for spoken in _SPOKEN.findall(line.text)):
            by_speaker[_speaker(line, people)] += said
    yield f"{by_kind.total():>8,} words in all"
    for heading, counts in (("By kind of block", by_kind), ("By file", by_file), ("In speech, by speaker", by_speaker)):
        if counts:
            yield f"\n{heading}"
        yield from (f"{count:>8,} {name}" for name, count in counts.most_common() if count)


def _speaker(line: Line, people: Mapping[str, re.Pattern[str]]) -> str:
    """Who speaks in a paragraph: the one person who is named outside the quotation marks, or the one whose passage it is."""
    beside = _SPOKEN.sub(" ", line.text)
    named = [who for who, names in people.items() if names.search(beside)]
    owner = line.source.partition("/")[0]
    return named[0] if len(named) == 1 else owner if owner in people else "(nobody who is named there alone)"
