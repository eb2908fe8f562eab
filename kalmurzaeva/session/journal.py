"""The journal of a playthrough: its entries, what each shows, and both as plain data.

An *entry* is one typed line that did something. Whatever is read here may have been written by anybody: it is refused with a StateError, or it can be
played.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from attrs import evolve, frozen

from kalmurzaeva.engine.view import View
from kalmurzaeva.model.markup import clean, clean_paragraph
from kalmurzaeva.model.state import State, StateError, followed
from kalmurzaeva.model.story import Beat, Command, Outcome, Shown, Story
from kalmurzaeva.parser.line import step

MOST_ENTRIES = 100_000
# Of a typed line, in characters, that much is kept.
MOST_TYPED = 1000
_MOST_TOLD = 300
# The source of a remark on a saved game, which is no part of what was last shown.
NOTICE = "saves"


@frozen(eq=False)
class Entry:
    """One typed line that did something. `number` is its place in the journal, from 1."""

    number: int
    parent: Entry | None
    commands: tuple[Command, ...]
    line: str


@frozen
class Told:
    """What HISTORY says of an entry: the heading of the place that it led to, and the words of what was chosen, as they were read; "" for none."""

    scene: str = ""
    chosen: str = ""


# A place in the tree, and the entries that REDO goes forward to from there.
Place = tuple[Entry | None, tuple[Entry, ...]]


def replay(story: Story, state: State, entries: Iterable[Entry]) -> Iterator[tuple[Entry, State, Beat]]:
    """Plays a journal from a state: each entry with the state and the beat after it."""
    for entry in entries:
        state, beat = _replayed(story, state, entry.commands)
        yield entry, state, beat


def _replayed(story: Story, state: State, commands: tuple[Command, ...]) -> tuple[State, Beat]:
    """Carries out the commands of one entry, and joins what they show."""
    if len(commands) == 1:
        return step(story, state, commands[0])
    blocks: list[Shown] = []
    sources: list[str] = []
    beat = empty_beat()
    for command in commands:
        state, beat = step(story, state, command)
        blocks += beat.blocks
        sources += beat.sources
    return state, evolve(beat, blocks=tuple(blocks), sources=tuple(sources), commands=commands)


def as_it_stands(story: Story, state: State, beat: Beat) -> Beat:
    """The last beat, with the choices that the saved state has."""
    _, seen = step(story, state, "")
    return evolve(beat, choices=seen.choices, ending=seen.ending)


def empty_beat() -> Beat:
    return Beat((), (), (), None, "meta")


def remark(beat: Beat, text: str) -> Beat:
    return Beat((Shown("answer", (text,)),), (), beat.choices, beat.ending, "meta")


def remarks(beat: Beat, paragraphs: tuple[str, ...]) -> Beat:
    return Beat((Shown("answer", paragraphs),), (), beat.choices, beat.ending, "meta")


def again(beat: Beat, text: str) -> Beat:
    """A beat shown once more, after a remark."""
    return evolve(beat, blocks=(Shown("correction", (text,)), *beat.blocks), outcome="meta", commands=(), request=None)


def said(entry: Entry) -> str:
    return entry.line.strip() or " ".join(part for part in entry.commands[0].to_json() if part)


def scene_of(beat: Beat) -> str:
    """The heading of the place that a beat leads to, e.g. `Studio Four, ten to eight`; "" for none."""
    places = [block for block in beat.blocks if block.kind == "place" and block.title]
    return _line(", ".join(part for part in (places[-1].title, places[-1].hour) if part)) if places else ""


def told_of(story: Story, before: Beat | None, entry: Entry, after: tuple[State, Beat]) -> Told:
    """What is told of an entry: `before` is the beat whose choices were listed, where it is known, `after` what the entry led to."""
    listed = {choice.command: choice.words for choice in before.choices} if before else {}
    chosen = [
        listed.get(command) or _words_of(story, after[0], command)
        for command in entry.commands
        if command.verb == "choose"
    ]
    return Told(scene_of(after[1]), _line("; ".join(words for words in chosen if words)))


def _words_of(story: Story, state: State, command: Command) -> str:
    """The words of a choice that is no longer listed."""
    node = story.nodes.get((command.noun or "").partition("/")[0])
    for block in node.layer.choices if node else ():
        if block.id == command.noun:
            return View(story, state).text(block.words, {block.each[0]: command.second} if block.each else {})
    return (command.noun or "").partition("/")[2].replace("_", " ")


def _line(text: str) -> str:
    return " ".join(clean(text).split())[:_MOST_TOLD]


def row_of(entry: Entry, digest: str, told: Told | None) -> list[Any]:
    """An entry as plain data: [parent, commands, line, digest], and where there is anything to tell scene and choice, too."""
    row = [number_of(entry.parent), [command.to_json() for command in entry.commands], entry.line, digest]
    if told is None:
        return [*row, None, None]
    return [*row, told.scene, told.chosen] if told.scene or told.chosen else row


def read_entries(story: Story, journal: Any) -> tuple[tuple[Entry, ...], dict[Entry, str], dict[Entry, Told]]:
    """The entries of a journal, their digests, and what is told of them, where it is known."""
    if not isinstance(journal, list) or len(journal) > MOST_ENTRIES:
        raise StateError('"journal" is not a list of turns')
    entries: list[Entry] = []
    digests: dict[Entry, str] = {}
    told: dict[Entry, Told] = {}
    for number, data in enumerate(journal, 1):
        if (
            not isinstance(data, list)
            or len(data) not in (4, 6)
            or not isinstance(data[1], list)
            or not all(isinstance(part, str) for part in data[2:4])
            or not (data[4:] == [None, None] or all(isinstance(part, str) for part in data[4:]))
        ):
            raise StateError(f"turn {number} of the journal is damaged")
        parent = data[0]
        if not isinstance(parent, int) or isinstance(parent, bool) or not 0 <= parent < number:
            raise StateError(f"turn {number} of the journal follows no turn")
        try:
            commands = tuple(_renamed(story, Command.from_json(command)) for command in data[1])
        except ValueError as error:
            raise StateError(f"turn {number} of the journal is damaged: {error}") from error
        if not commands:
            raise StateError(f"turn {number} of the journal does nothing")
        entry = Entry(number, entries[parent - 1] if parent else None, commands, clean(data[2][:MOST_TYPED]))
        entries.append(entry)
        if data[3]:
            digests[entry] = data[3][:16]
        if len(data) == 4 or data[4] is not None:
            told[entry] = Told(*(_line(part[:_MOST_TOLD]) for part in data[4:]))
    return tuple(entries), digests, told


def read_left(entries: tuple[Entry, ...], found: Any) -> tuple[Place, ...]:
    """The places where RESTART was typed."""
    if not isinstance(found, list) or not all(isinstance(numbers, list) and numbers for numbers in found):
        raise StateError('"left" is not a list of turns')
    places = []
    for first, *rest in found:
        at = entry_at(entries, first)
        places.append((at, read_undone(entries, at, rest)))
    return tuple(places)


def number_of(entry: Entry | None) -> int:
    return entry.number if entry else 0


def beat_data(beat: Beat) -> dict[str, Any]:
    """What was last shown, as plain data. Choices and an ending follow from the state."""
    return {
        "blocks": [
            [block.kind, list(block.paragraphs), block.source, block.title, block.hour]
            for block in beat.blocks
            if block.source != NOTICE
        ],
        "sources": list(beat.sources),
        "outcome": beat.outcome,
    }


def read_beat(data: Any) -> Beat | None:
    """The inverse. Raises StateError; None where there is none."""
    if data is None:
        return None
    try:
        blocks = tuple(
            Shown(
                clean(kind),
                tuple(clean_paragraph(paragraph) for paragraph in paragraphs),
                source and clean(source),
                clean_paragraph(title),
                clean_paragraph(hour),
            )
            for kind, paragraphs, source, title, hour in data["blocks"]
        )
        if data["outcome"] not in get_args(Outcome):
            raise ValueError(data["outcome"])
        return Beat(blocks, tuple(clean(source) for source in data["sources"]), (), None, data["outcome"])
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise StateError("what was last shown is damaged") from error


def looked(story: Story, state: State) -> Beat:
    """What LOOK shows here: where nobody knows any more what was last said."""
    _, beat = step(story, state, Command("look"))
    return evolve(beat, commands=(), request=None)


def read_notes(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(note, str) for note in found):
        raise StateError('"notes" is not a list of lines')
    return tuple(clean(note)[:MOST_TYPED] for note in found)


def _renamed(story: Story, command: Command) -> Command:
    """A command of an older version of the story, in the names that this one has."""
    if not story.renamed:
        return command
    noun, second = (name and followed(story, name) for name in (command.noun, command.second))
    # A topic may be mere words, which an old name of a passage only happens to be, too.
    topic = command.topic and followed(story, command.topic)
    return Command(command.verb, noun, second, topic if topic in story.entities else command.topic)


def read_undone(entries: tuple[Entry, ...], cursor: Entry | None, numbers: Any) -> tuple[Entry, ...]:
    """The entries that REDO goes back to: each follows the one before it, the first the cursor."""
    if not isinstance(numbers, list):
        raise StateError('"undone" is not a list of turns')
    found: list[Entry] = []
    for number in numbers:
        entry = entry_at(entries, number)
        if entry is None or entry.parent is not (found[-1] if found else cursor):
            raise StateError('"undone" holds a turn that follows from no other')
        found.append(entry)
    return tuple(found)


def entry_at(entries: tuple[Entry, ...], number: Any) -> Entry | None:
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= len(entries):
        raise StateError("it points at a turn that it does not hold")
    return entries[number - 1] if number else None
