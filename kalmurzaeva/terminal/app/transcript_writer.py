"""A transcript of the game as it is played, in the form that `kalmurzaeva replay` reads.

It always begins at the first page: a transcript begun in the middle has the turns before it, too.
"""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import TextIO

from attrs import define

from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.story import Beat
from kalmurzaeva.session.transcripts import shown
from kalmurzaeva.session.tree import Session


@define(eq=False)
class TranscriptWriter:
    """An open transcript. Each turn is on the disk before the next is asked for."""

    path: Path
    _file: TextIO
    _last: Beat | None = None

    @classmethod
    def begun(cls, path: Path, session: Session, heading: tuple[str, ...] = ()) -> TranscriptWriter:
        """A new file with everything up to now. Raises OSError; FileExistsError rather than write over one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = cls(path, path.open("x", encoding="utf-8", newline="\n"))
        writer.catch_up(session, heading)
        return writer

    def catch_up(self, session: Session, heading: tuple[str, ...] = ()) -> None:
        """Everything up to now."""
        for entry, beat in session.replayed():
            if entry is not None:
                self.turn(entry.line, beat)
            else:
                self._write("\n".join((f"seed: {session.seed}", *heading)), shown(beat))
                self._last = beat

    def turn(self, line: str, beat: Beat) -> None:
        """One typed line and what it showed."""
        typed = " ".join(clean(line).split())
        self._write(f"> {typed}\n{shown(beat, self._last)}".rstrip())
        self._last = beat

    def note(self, text: str) -> None:
        """A remark that is not of the story."""
        self._write(f"[{text}]")

    def close(self) -> None:
        self._file.close()

    def _write(self, *pieces: str) -> None:
        if self._file.tell():
            self._file.write("\n")
        self._file.write("\n\n".join(clean(piece) for piece in pieces) + "\n")
        self._file.flush()


def written_down(session: Session) -> str:
    """A session up to now, as the text of a transcript."""
    text = StringIO()
    TranscriptWriter(Path(), text).catch_up(session)
    return text.getvalue()
