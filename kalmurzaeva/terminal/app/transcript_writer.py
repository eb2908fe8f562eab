"""A transcript of the game as it is played, in the form that `kalmurzaeva replay` reads: text, or a page where the file's name ends in `.html`.

It always begins at the first page: a transcript begun in the middle has the turns before it, too, and so has one that goes on from another game.

What is written is played at the same time, as `replay` will play it. Where that would show something else (REDO of a turn that was taken back before
the transcript began, the answer to a question of the evening before), the line is written as it was understood, or a note says where the game goes on; one that did nothing (WHY of a refusal of the evening before) is left out.
"""

from __future__ import annotations

import contextlib
import os
import re
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

from attrs import define, evolve, field

from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.story import Beat, Command
from kalmurzaeva.parser.phrasing import phrase
from kalmurzaeva.session import transcript_pages
from kalmurzaeva.session.journal import Entry, empty_beat
from kalmurzaeva.session.transcripts import Jump, Replay, numbered, shown
from kalmurzaeva.session.tree import Session

if TYPE_CHECKING:
    from kalmurzaeva.terminal.app.loop import Origin


# What stands between two commands of a line.
_BETWEEN = re.compile(r"[\s.,;!?]*(?:\b(?:and|then)[\s,]*)*$", re.IGNORECASE)


class Place(NamedTuple):
    """Where a game stood: a number that tells the way there from all others, the same in every copy of the game, the player's notes, and what REDO
    would go to."""

    way: int
    notes: tuple[str, ...]
    redo: int = 0

    def is_as(self, other: Place) -> bool:
        """Whether the same turns led to both."""
        return self[:2] == other[:2]


@define(eq=False)
class Places:
    """The ways to the entries of sessions."""

    _ways: dict[Entry, int] = field(factory=dict)

    def of(self, session: Session) -> Place:
        """Where a session stands."""
        left = tuple((self._way(session, at), _done(undone)) for at, undone in session.left)
        redo = hash((_done(session.undone), left)) if left or session.undone else 0
        return Place(self._way(session, session.cursor), session.notes, redo)

    def ways(self, session: Session) -> list[int]:
        """For the beginning and for each turn of a game's path the way to it."""
        self._way(session, session.cursor)
        return [_beginning(session), *(self._ways[entry] for entry in session.path())]

    def _way(self, session: Session, to: Entry | None) -> int:
        unknown = self._unknown(to)
        before = unknown[0].parent if unknown else to
        way = self._ways[before] if before else _beginning(session)
        for entry in unknown:
            self._ways[entry] = way = hash((way, entry.commands))
        return way

    def _unknown(self, entry: Entry | None) -> list[Entry]:
        found: list[Entry] = []
        while entry is not None and entry not in self._ways:
            found.append(entry)
            entry = entry.parent
        return found[::-1]


@define(eq=False)
class TranscriptWriter:
    """An open transcript. Each turn is on the disk before the next is asked for."""

    path: Path
    _file: TextIO
    _replay: Replay
    # Where the game stood at the beginning and after each typed line.
    _reached: list[Place]
    _places: Places

    @classmethod
    def begun(cls, path: Path, session: Session, origin: Origin | None = None) -> TranscriptWriter:
        """A new file with everything up to now. Raises OSError; FileExistsError rather than write over one."""
        story, heading = (origin.story, origin.heading) if origin else (None, ())
        if story is not None:
            heading = (f"story: {_seen_from(path.parent, story)}", *heading)
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = cls._of(path, path.open("x", encoding="utf-8", newline="\n"), session)
        try:
            writer._begin(session, heading)
        except OSError:
            # Half a first page is no transcript, and would stand in the way of the next.
            with contextlib.suppress(OSError):
                writer.close()
            with contextlib.suppress(OSError):
                path.unlink()
            raise
        return writer

    @classmethod
    def _of(cls, path: Path, file: TextIO, session: Session) -> TranscriptWriter:
        beginning, places = session.anew(), Places()
        return cls(path, file, Replay.of(beginning), [places.of(beginning)], places)

    def _begin(self, session: Session, heading: tuple[str, ...] = ()) -> None:
        """Everything up to now."""
        if self._is_page:
            self._file.write(transcript_pages.begun(session.story.title))
        self._write("\n".join((f"seed: {session.seed}", *heading)))
        self._write(shown(self._replay.beat))
        self._turns(session, 0, 0)

    @property
    def _is_page(self) -> bool:
        return self.path.suffix.lower() in transcript_pages.SUFFIXES

    def turn(self, line: str, beat: Beat, session: Session) -> None:
        """One typed line, what it showed, and the session after it. A line without words does nothing, and is not written."""
        if line.strip():
            self._line(line, beat, session, self._places.of(session))

    def go_on_from(self, session: Session, remark: str) -> None:
        """The game goes on from elsewhere, as `remark` says: `restored tea`. What of the way there is not in the transcript yet is added."""
        ways = self._places.ways(session)
        # Best where REDO would do the same.
        lines: dict[tuple[object, ...], int] = {place[:2]: line for line, place in enumerate(self._reached)}
        lines |= {place: line for line, place in enumerate(self._reached)}
        wanted: list[tuple[int, tuple[str, ...]] | Place] = [self._places.of(session)]
        wanted += [(way, session.notes[:noted]) for way in ways[::-1] for noted in range(len(session.notes), -1, -1)]
        for place in wanted:
            if place in lines:
                self._jump(Jump(f"[{remark}; after line {lines[place]}]", lines[place]))
                self._turns(session, ways.index(place[0]), len(place[1]))
                return
        self._jump(Jump(f"[{remark}; seed {session.seed}]", seed=session.seed))
        self._write(shown(self._replay.beat))
        self._turns(session, 0, 0)

    def _jump(self, jump: Jump) -> None:
        self._write(jump.note)
        self._replay.jump(jump)

    def _turns(self, session: Session, known: int, noted: int) -> None:
        """The turns of a game after so many that are known, and of its notes those after so many."""
        ways = self._places.ways(session)
        for number, (entry, beat) in enumerate(session.replayed()):
            if entry is not None and number > known:
                self._line(
                    entry.line, evolve(beat, commands=entry.commands), None, Place(ways[number], session.notes[:noted])
                )
        for number, note in enumerate(session.notes[noted:], noted + 1):
            self._line(f"* {note}", None, None, Place(ways[-1], session.notes[:number]))

    def _line(self, line: str, beat: Beat | None, session: Session | None, place: Place) -> None:
        """A typed line that led to a place. `beat` is what it showed; without a `session`, what its Commands show, or nothing that is known."""
        typed = self._numbered(self._without_rest(" ".join(clean(line).split())), beat)
        wanted = beat if session else None
        if self._plays(typed, wanted, place):
            return
        understood = self._understood(beat) if beat else ""
        if understood and self._plays(self._numbered(understood, beat), None, place):
            return
        after, says = self._replay.entered(typed, _each_is_typed)
        stands = self._places.of(self._replay.session)
        if session is None:
            self._write(f"> {typed}\n{shown(beat or empty_beat(), self._replay.beat)}".rstrip())
            self._took(after, says)
        elif not (place == stands and self._places.of(after) == stands):
            self.go_on_from(session, typed.replace("]", ")"))

    def _plays(self, typed: str, beat: Beat | None, place: Place) -> bool:
        """Writes a typed line where a replay of it leads to a place, and shows what a beat shows."""
        after, says = self._replay.entered(typed, _each_is_typed)
        said = shown(says, self._replay.beat)
        if not self._places.of(after).is_as(place) or (beat and said != shown(beat, self._replay.beat)):
            return False
        self._write(f"> {typed}\n{said}".rstrip())
        self._took(after, says)
        return True

    def _took(self, session: Session, beat: Beat) -> None:
        self._replay.take(session, beat)
        self._reached.append(self._places.of(session))

    def _without_rest(self, typed: str) -> str:
        """Of UNDO. LOOK the first; the game takes the rest as a line of its own."""
        _, beat = self._replay.session.play(typed)
        if beat.request is None or not beat.rest or not typed.endswith(beat.rest):
            return typed
        first = _BETWEEN.sub("", typed.removesuffix(beat.rest))
        return first if self._replay.session.play(first)[1].request == beat.request else typed

    def _numbered(self, typed: str, beat: Beat | None) -> str:
        """A typed number with the words of the choice that it took."""
        taken = beat.commands[0] if beat and beat.commands else None
        for choice in self._replay.beat.choices:
            if str(choice.number) == typed and choice.command == taken:
                return numbered(choice.words, typed)
        return typed

    def _understood(self, beat: Beat) -> str:
        """What a line was taken for, as it can be typed: a choice by its number."""
        listed = {choice.command: str(choice.number) for choice in self._replay.beat.choices}
        view = self._replay.session.view
        return ". ".join(listed.get(command) or phrase(view, command) for command in beat.commands)

    def close(self) -> None:
        self._file.close()

    def _write(self, text: str) -> None:
        if not text:
            return
        text = clean(text)
        if self._is_page:
            self._file.write(transcript_pages.as_page(text))
        else:
            self._file.write("\n" * bool(self._file.tell()) + f"{text}\n")
        self._file.flush()


def written_down(session: Session, suffix: str = ".txt") -> str:
    """A session up to now, as the text of a transcript, or as a page."""
    text = StringIO()
    TranscriptWriter._of(Path(f"session{suffix}"), text, session)._begin(session)
    return text.getvalue()


def _seen_from(folder: Path, story: Path) -> str:
    """The way from a folder to a story, with slashes, so that both may be moved together."""
    try:
        return Path(os.path.relpath(story.resolve(), folder.resolve())).as_posix()
    except ValueError:
        # They are on different drives.
        return story.resolve().as_posix()


def _beginning(session: Session) -> int:
    return hash((session.seed, session.first_beat.text))


def _each_is_typed(_rest: str) -> bool:
    """What the game leaves of a line is always a line of its own."""
    return True


def _done(entries: tuple[Entry, ...]) -> tuple[tuple[Command, ...], ...]:
    return tuple(entry.commands for entry in entries)
