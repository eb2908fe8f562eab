"""The saved games in one folder.

A *slot* is one game under a name: `tea.json`, with the *generation* before it beside it, `tea.json.1`. A file that cannot be read is never
written over: it is moved *aside*, `tea.damaged-20260131-101500`, or, where it is another story's, to a slot of its own, `tea kept
20260131-101500.json`. `.tea.lock` is held while a game plays on the slot.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from kalmurzaeva.model.story import Shown, Story
from kalmurzaeva.session.saves import files
from kalmurzaeva.session.saves.documents import check_story, document_of, line_of, moment, session_of
from kalmurzaeva.session.saves.files import Absent, Flaw, Foreign, MissingError, SaveError, SlotHeldError
from kalmurzaeva.session.saves.names import valid_name
from kalmurzaeva.session.tree import Session

if TYPE_CHECKING:
    from filelock import FileLock

_SUFFIX = ".json"
_NO_FILE = (0, 0, 0)


@frozen
class Slot:
    """A saved game as a list shows it. `saved` is local time, aware; for a file that says nothing, the file's own. `problem` is None, or a
    sentence: why it cannot be restored."""

    name: str
    act: str
    place: str
    hour: str
    saved: datetime
    turn: int
    excerpt: str
    path: Path
    problem: str | None = None


@frozen
class Opened:
    """A session read from a slot. `notice` is None, or a sentence on what could not be kept."""

    session: Session
    notice: str | None = None


class Store:
    """The saved games in a folder. The folder is made when something is first saved."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._locks: dict[str, FileLock] = {}
        # What this store itself read or wrote whole, for a story: it may be written over without being read again.
        self._sound: dict[tuple[str, str], tuple[int, int, int]] = {}

    # ── Looking ────────────────────────────────────────────────────────────────────────────────────────────────

    def slots(self, story: Story | None = None) -> list[Slot]:
        """All saved games, newest first; those that cannot be restored, in `story` where it is given, with their problem. Raises SaveError
        where the folder cannot be read; a missing one is empty."""
        try:
            names = {name for file in os.listdir(self.folder) if (name := _slot_name(file))}
        except FileNotFoundError:
            return []
        except OSError as error:
            why = files.reason(error)
            raise SaveError(
                f"The folder of saved games, {self.folder}, cannot be read ({why}). Choose another with --saves DIR."
            ) from error
        return sorted(
            (self._slot(name, story) for name in names), key=lambda slot: (-slot.saved.timestamp(), slot.name)
        )

    def slot(self, name: str, story: Story | None = None) -> Slot:
        """One saved game. Raises SaveError where the name is none or there is no such game."""
        name = self.name(name)
        if not self._exists(name):
            raise self._missing(name)
        return self._slot(name, story)

    def _slot(self, name: str, story: Story | None) -> Slot:
        path = self.path(name)
        document: dict[str, Any] = {}
        problem = None
        try:
            document = files.unsealed(files.read_bytes(path))
            if story is not None:
                check_story(document, story)
        except Flaw as flaw:
            problem = _sentence(name, flaw)
            with contextlib.suppress(Flaw):
                if not isinstance(flaw, Foreign):
                    document = files.unsealed(files.read_bytes(self._previous(name)))
                    problem += " The save before it is whole and can be restored."
        turn = document.get("turn")
        return Slot(
            name=name,
            act=line_of(document, "act"),
            place=line_of(document, "place"),
            hour=line_of(document, "hour"),
            saved=moment(document) or _file_time(path),
            turn=turn if isinstance(turn, int) and not isinstance(turn, bool) else 0,
            excerpt=line_of(document, "excerpt"),
            path=path,
            problem=problem,
        )

    def path(self, name: str) -> Path:
        """The file of a slot."""
        return self.folder / f"{name}{_SUFFIX}"

    def name(self, name: str) -> str:
        """A valid name; where a slot differs from it only by capitals, that slot's. Typed lines have no capitals, and some file systems
        know none. Raises SaveError."""
        name = valid_name(name)
        if not self._exists(name):
            with contextlib.suppress(OSError):
                found = (_slot_name(file) for file in os.listdir(self.folder))
                return next((other for other in found if other and other.casefold() == name.casefold()), name)
        return name

    # ── Loading ────────────────────────────────────────────────────────────────────────────────────────────────

    def load(self, name: str, story: Story) -> Session:
        """The game in a slot. Where only the generation before can be read, that one, its last beat headed by a notice that says so. Raises
        SaveError: MissingError where there is no such game."""
        opened = self.open(name, story)
        if opened.notice is None:
            return opened.session
        beat = opened.session.beat
        return evolve(opened.session, beat=evolve(beat, blocks=(Shown("correction", (opened.notice,)), *beat.blocks)))

    def open(self, name: str, story: Story) -> Opened:
        """The game in a slot, and a notice where it is not the newest one. Raises SaveError."""
        name = self.name(name)
        path = self.path(name)
        stamp = _stamp(path)
        try:
            session = session_of(files.unsealed(files.read_bytes(path)), story)
        except Flaw as flaw:
            return self._open_previous(name, story, flaw)
        self._sound[name, story.fingerprint] = stamp
        return Opened(session)

    def _open_previous(self, name: str, story: Story, flaw: Flaw) -> Opened:
        """The generation before, after the newest could not be read because of `flaw`."""
        try:
            document = files.unsealed(files.read_bytes(self._previous(name)))
            session = session_of(document, story)
        except Flaw as second:
            if isinstance(flaw, Absent) and isinstance(second, Absent):
                raise self._missing(name) from second
            shown = second if isinstance(flaw, Absent) else flaw
            raise SaveError(
                f"{_sentence(name, shown)} The file stays as it is; SAVES lists the other games."
            ) from second
        saved = moment(document)
        when = f", from {saved:%H:%M on %d.%m.%Y}" if saved else ""
        return Opened(session, f"{_sentence(name, flaw)} This is the save before it{when}.")

    # ── Saving ─────────────────────────────────────────────────────────────────────────────────────────────────

    def save(self, name: str, session: Session) -> None:
        """Writes a game to a slot in one step: after a crash at any instant the slot holds the game as it was or as it is. Raises
        SaveError; what was saved before then still stands."""
        name = self.name(name)
        data = files.sealed(document_of(session, datetime.now().astimezone()))
        path = self.path(name)
        with self.holding(name), self._errors():
            if _stamp(path) not in (_NO_FILE, self._sound.get((name, session.story.fingerprint))):
                self._clear(name, session.story)
            files.replace(path, data, scratch=self.folder / f".{name}.new", previous=self._previous(name))
            self._sound[name, session.story.fingerprint] = _stamp(path)

    def _clear(self, name: str, story: Story) -> None:
        """Takes out of the way a file that the game could not read again: damaged, newer, or another story's."""
        try:
            session_of(files.unsealed(files.read_bytes(self.path(name))), story)
        except Absent:
            return
        except Foreign:
            os.replace(self.path(name), self._free(name[:30].strip(), " kept {}" + _SUFFIX))
        except Flaw:
            os.replace(self.path(name), self._free(name, ".damaged-{}"))

    def _free(self, name: str, ending: str) -> Path:
        """A file that is not there yet, named after a slot and this second."""
        now = f"{datetime.now():%Y%m%d-%H%M%S}"
        stems = (now, *(f"{now}-{number}" for number in range(2, 10_000)))
        return next(path for stem in stems if not os.path.lexists(path := self.folder / (name + ending.format(stem))))

    def add(self, name: str, data: bytes) -> None:
        """Puts the sealed bytes of a save into a slot that must be free. Raises SaveError."""
        name = self.name(name)
        with self.holding(name), self._errors():
            self._refuse_taken(name)
            files.replace(self.path(name), data, scratch=self.folder / f".{name}.new")

    # ── Putting in order ───────────────────────────────────────────────────────────────────────────────────────

    def delete(self, name: str) -> None:
        """Removes a slot and its generation before. Raises SaveError."""
        name = self.name(name)
        if not self._exists(name):
            raise self._missing(name)
        with self.holding(name), self._errors():
            for path in (self._previous(name), self.path(name)):
                path.unlink(missing_ok=True)

    def rename(self, old: str, new: str) -> None:
        """Gives a slot another name, which must be free. Raises SaveError."""
        old, new = self.name(old), valid_name(new)
        if not self._exists(old):
            raise self._missing(old)
        # Only the capitals of a name may change where it is taken.
        taken = self.name(new)
        with self.holding(old), self.holding(new), self._errors():
            if taken != old or new == old:
                self._refuse_taken(taken)
            for source, target in ((self.path(old), self.path(new)), (self._previous(old), self._previous(new))):
                with contextlib.suppress(FileNotFoundError):
                    os.replace(source, target)

    @contextlib.contextmanager
    def holding(self, name: str) -> Iterator[None]:
        """Keeps other games off a slot while one plays on it; may be nested. Raises SlotHeldError where another game holds it, SaveError
        where the folder cannot be written."""
        from filelock import FileLock, Timeout

        name = self.name(name)
        with self._errors():
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = self._locks.get(name) or FileLock(self.folder / f".{name}.lock", timeout=0, thread_local=False)
            try:
                lock.acquire()
            except Timeout as error:
                raise SlotHeldError(
                    f'Another game is being played on "{name}". Close it, or play on another slot: --save NAME.'
                ) from error
        self._locks[name] = lock
        try:
            yield
        finally:
            lock.release()
            if not lock.is_locked:
                self._locks.pop(name, None)

    # ── Errors ─────────────────────────────────────────────────────────────────────────────────────────────────

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """What the operating system refuses, as a sentence."""
        try:
            yield
        except (OSError, NotImplementedError) as error:
            why = files.reason(error)
            raise SaveError(
                f"Nothing can be saved in {self.folder} ({why}). Make room there, or choose another folder with --saves DIR."
            ) from error

    def _refuse_taken(self, name: str) -> None:
        if self._exists(name):
            raise SaveError(f'There is already a saved game "{name}". Delete it first, or choose another name.')

    def _missing(self, name: str) -> MissingError:
        return MissingError(f'There is no saved game "{name}". SAVES lists those there are.')

    def _previous(self, name: str) -> Path:
        return self.folder / f"{name}{_SUFFIX}.1"

    def _exists(self, name: str) -> bool:
        return os.path.lexists(self.path(name)) or os.path.lexists(self._previous(name))


def _slot_name(file: str) -> str | None:
    """The slot that a file belongs to, or None."""
    for suffix in (_SUFFIX, f"{_SUFFIX}.1"):
        if file.endswith(suffix):
            name = file.removesuffix(suffix)
            with contextlib.suppress(SaveError):
                return name if valid_name(name) == name else None
    return None


def _stamp(path: Path) -> tuple[int, int, int]:
    """What tells one writing of a file from another."""
    try:
        found = path.lstat()
    except OSError:
        return _NO_FILE
    return (found.st_ino, found.st_size, found.st_mtime_ns)


def _file_time(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except (OSError, OverflowError, ValueError):
        return datetime.fromtimestamp(0).astimezone()


def _sentence(name: str, flaw: Flaw) -> str:
    return f'The saved game "{name}" {flaw}.'
