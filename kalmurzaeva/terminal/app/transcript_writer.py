"""A transcript of the game as it is played, in the form that `kalmurzaeva replay` reads: text, or a page where the file's name ends in `.html`.

It always begins at the first page: a transcript begun in the middle has the turns before it, too, and so has one that goes on from another game.
"""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from attrs import define, field

from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.story import Beat
from kalmurzaeva.session import transcript_pages
from kalmurzaeva.session.journal import Entry
from kalmurzaeva.session.transcripts import numbered, shown
from kalmurzaeva.session.tree import Session

if TYPE_CHECKING:
    from kalmurzaeva.terminal.app.loop import Origin


@define(eq=False)
class TranscriptWriter:
    """An open transcript. Each turn is on the disk before the next is asked for."""

    path: Path
    _file: TextIO
    _last: Beat | None = None
    # Where the game stood at the beginning and after each typed line: the way there (see `_ways`), and the player's notes.
    _reached: list[tuple[int, tuple[str, ...]]] = field(factory=list)

    @classmethod
    def begun(cls, path: Path, session: Session, origin: Origin | None = None) -> TranscriptWriter:
        """A new file with everything up to now. Raises OSError; FileExistsError rather than write over one."""
        story, heading = (origin.story, origin.heading) if origin else (None, ())
        if story is not None:
            heading = (f"story: {_seen_from(path.parent, story)}", *heading)
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = cls(path, path.open("x", encoding="utf-8", newline="\n"))
        writer._begin(session, heading)
        return writer

    def _begin(self, session: Session, heading: tuple[str, ...] = ()) -> None:
        """Everything up to now."""
        if self._is_page:
            self._file.write(transcript_pages.begun(session.story.title))
        self._write("\n".join((f"seed: {session.seed}", *heading)))
        self._everything(session)

    @property
    def _is_page(self) -> bool:
        return self.path.suffix.lower() in transcript_pages.SUFFIXES

    def turn(self, line: str, beat: Beat, session: Session) -> None:
        """One typed line, what it showed, and the session after it. A line without words does nothing, and is not written."""
        if line.strip():
            self._turn(line, beat, (_ways(session)[-1], session.notes))

    def go_on_from(self, session: Session, remark: str) -> None:
        """The game goes on from elsewhere, as `remark` says: `restored tea`. What of the way there is not in the transcript yet is added."""
        ways = _ways(session)
        lines = {(way, notes): line for line, (way, notes) in enumerate(self._reached)}
        for known in range(len(ways) - 1, -1, -1):
            for most in range(len(session.notes), -1, -1):
                line = lines.get((ways[known], session.notes[:most]))
                if line is not None:
                    self._write(f"[{remark}; after line {line}]")
                    self._turns(session, ways, known, most)
                    return
        self._write(f"[{remark}; seed {session.seed}]")
        self._everything(session)

    def _everything(self, session: Session) -> None:
        """A game from its first page on."""
        ways = _ways(session)
        if not self._reached:
            self._reached.append((ways[0], ()))
        _, first = next(session.replayed())
        self._write(shown(first))
        self._last = first
        self._turns(session, ways, 0, 0)

    def _turns(self, session: Session, ways: list[int], known: int, noted: int) -> None:
        """The turns of a game after so many that are known, and of its notes those after so many."""
        for number, (entry, beat) in enumerate(session.replayed(typed=True)):
            if entry is not None and number > known:
                self._turn(entry.line, beat, (ways[number], session.notes[:noted]))
            self._last = beat
        for number, note in enumerate(session.notes[noted:], noted + 1):
            line = f"* {note}"
            self._turn(line, session.play(line)[1], (ways[-1], session.notes[:number]))

    def _turn(self, line: str, beat: Beat, reached: tuple[int, tuple[str, ...]]) -> None:
        typed = " ".join(clean(line).split())
        taken = beat.commands[0] if beat.commands else None
        listed = self._last.choices if self._last else ()
        words = next((choice.words for choice in listed if str(choice.number) == typed and choice.command == taken), "")
        self._write(f"> {numbered(words, typed) if words else typed}\n{shown(beat, self._last)}".rstrip())
        self._last = beat
        self._reached.append(reached)

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
    TranscriptWriter(Path(f"session{suffix}"), text)._begin(session)
    return text.getvalue()


def _seen_from(folder: Path, story: Path) -> str:
    """The way from a folder to a story, with slashes, so that both may be moved together."""
    try:
        return Path(os.path.relpath(story.resolve(), folder.resolve())).as_posix()
    except ValueError:
        # They are on different drives.
        return story.resolve().as_posix()


def _ways(session: Session) -> list[int]:
    """For the beginning and for each turn of a game's path a number that tells the way to it from all others: the same in every copy of the game."""
    _, first = next(session.replayed())
    ways = [hash((session.seed, first.text))]
    entry: Entry
    for entry in session.path():
        ways.append(hash((ways[-1], entry.commands)))
    return ways
