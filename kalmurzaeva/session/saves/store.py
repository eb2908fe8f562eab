"""The saved games in one folder.

A *slot* is one game under a name: `tea.json`, with the *generation* before it beside it, `tea.json.1`. A file that cannot be read is never
written over: it is moved *aside*, `tea.damaged-20260131-101500`, or, where it is another story's, to a slot of its own, `tea kept
20260131-101500.json`. `.tea.lock` is held while a game plays on the slot.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from kalmurzaeva.model.story import Shown, Story
from kalmurzaeva.session.journal import MOST_ENTRIES, NOTICE, Entry
from kalmurzaeva.session.saves import files
from kalmurzaeva.session.saves.documents import check_story, document_of, is_begun, line_of, moment, session_of
from kalmurzaeva.session.saves.files import (
    Absent,
    DamagedError,
    Flaw,
    Foreign,
    MissingError,
    SaveError,
    SlotHeldError,
    Unfit,
)
from kalmurzaeva.session.saves.names import ASIDE, BEFORE, SUFFIX, key, slot_name, valid_name
from kalmurzaeva.session.tree import Session

if TYPE_CHECKING:
    from filelock import FileLock

# Why a folder can be saved in, and knows no locks.
_NO_LOCKS = frozenset((errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL))

# How a disk says that it is full, or one's own part of it.
_FULL = frozenset((errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)))


@frozen
class Written:
    """A file that this store wrote, or read to go on from: its stamp, and the last turn that was read of it."""

    stamp: tuple[int, int, int]
    last: Entry | None

    def is_before(self, session: Session) -> bool:
        """Whether a session holds everything that the file holds."""
        last = self.last
        return last is None or (len(session.entries) >= last.number and session.entries[last.number - 1] is last)


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
    is_begun: bool = True


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
        # The files of slots that were asked for.
        self._paths: dict[str, Path] = {}
        # What this store itself read or wrote whole, for a story: it may be written over.
        self._written: dict[tuple[str, str], Written] = {}
        # Of each slot that is held, the room on the disk for the next saving.
        self._rooms: dict[str, files.Room] = {}
        # What it read, and another edition had written: it stays.
        self._changed: dict[str, tuple[int, int, int]] = {}
        # Slots whose game goes on from the generation before.
        self._opened_previous: dict[str, Entry | None] = {}
        # How long the game last saved is, of the longest that can be read again: from 0 to 1.
        self.filled = 0.0
        # Whether the folder knows no locks, so that nothing keeps a second game off a slot.
        self.is_unlocked = False

    # ── Looking ────────────────────────────────────────────────────────────────────────────────────────────────

    def slots(self, story: Story | None = None) -> list[Slot]:
        """All saved games, newest first; those that cannot be restored, in `story` where it is given, with their problem. Raises SaveError
        where the folder cannot be read; a missing one is empty."""
        try:
            found = os.listdir(self.folder)
            names = {name for file in found if (name := slot_name(file))}
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
            saved=moment(document) or files.file_time(path),
            turn=turn if isinstance(turn, int) and not isinstance(turn, bool) else 0,
            excerpt=line_of(document, "excerpt"),
            path=path,
            problem=problem,
            is_begun=bool(problem) or is_begun(document),
        )

    def path(self, name: str) -> Path:
        """The file of a slot."""
        if name not in self._paths:
            self._paths[name] = self.folder / (name if ASIDE.fullmatch(name) else f"{name}{SUFFIX}")
        return self._paths[name]

    def name(self, name: str) -> str:
        """A valid name; where a slot is called so in another spelling, that slot's. Typed lines have no capitals, and some file systems
        know none. Raises SaveError."""
        if slot_name(f"{name}{SUFFIX}") == name and self._exists(name):
            return name
        name = valid_name(name)
        if not self._exists(name):
            with contextlib.suppress(OSError):
                found = (slot_name(file) for file in os.listdir(self.folder))
                return next((other for other in found if other and key(other) == key(name)), name)
        return name

    # ── Loading ────────────────────────────────────────────────────────────────────────────────────────────────

    def load(self, name: str, story: Story) -> Session:
        """The game in a slot. Where only the generation before can be read, that one, its last beat headed by a notice that says so. Raises
        SaveError: MissingError where there is no such game."""
        opened = self.open(name, story)
        if opened.notice is None:
            return opened.session
        beat = opened.session.beat
        return evolve(
            opened.session, beat=evolve(beat, blocks=(Shown("correction", (opened.notice,), NOTICE), *beat.blocks))
        )

    def open(self, name: str, story: Story) -> Opened:
        """The game in a slot, and a notice where it is not the newest one. Raises SaveError."""
        name = self.name(name)
        path = self.path(name)
        stamp = files.stamp(path)
        try:
            session = session_of(files.unsealed(files.read_bytes(path)), story)
        except files.Unreadable as flaw:
            raise SaveError(f"{_sentence(name, flaw)} It is left alone, and tried again the next time.") from flaw
        except Flaw as flaw:
            return self._open_previous(name, story, flaw)
        self._opened(name, session, stamp)
        return Opened(session, session.losses or None)

    def _opened(self, name: str, session: Session, stamp: tuple[int, int, int]) -> None:
        """A game that may go on in its slot; one that another edition wrote stays there as it was."""
        if session.is_carried_over:
            self._changed[name] = stamp
        elif (known := self._written.get((name, session.story.ifid))) is None or known.stamp != stamp:
            self._written[name, session.story.ifid] = Written(stamp, session.entries[-1] if session.entries else None)

    def _open_previous(self, name: str, story: Story, flaw: Flaw) -> Opened:
        """The generation before, after the newest could not be read because of `flaw`."""
        try:
            document = files.unsealed(files.read_bytes(self._previous(name)))
            session = session_of(document, story)
        except Flaw as second:
            if isinstance(flaw, Absent) and isinstance(second, Absent):
                raise self._missing(name) from second
            shown = second if isinstance(flaw, Absent) else flaw
            if isinstance(shown, files.Unreadable):
                raise SaveError(
                    f"{_sentence(name, shown)} It is left alone, and tried again the next time."
                ) from second
            kind = SaveError if isinstance(shown, Unfit) else DamagedError
            raise kind(f"{_sentence(name, shown)} The file stays as it is; SAVES lists the other games.") from second
        self._opened_previous[name] = session.cursor
        saved = moment(document)
        when = f", from {saved:%H:%M on %d.%m.%Y}" if saved else ""
        return Opened(session, f"{_sentence(name, flaw)} This is the save before it{when}.")

    # ── Saving ─────────────────────────────────────────────────────────────────────────────────────────────────

    def save(self, name: str, session: Session, *, replace: bool | None = None) -> str | None:
        """Writes a game to a slot in one step: after a crash at any instant the slot holds the game as it was or as it is. Raises
        SaveError; what was saved before then still stands.

        What this very store did not write there is kept under a free name, which is returned. `replace` is what the player said to that: True
        that the game there may go, False that not even one of this evening may."""
        if name not in self._locks:
            name = self.name(name)
        if len(session.entries) > MOST_ENTRIES:
            raise SaveError(
                "This game has grown too long to be saved. Begin a new one with --new; what is saved stays."
            )
        data = files.sealed(document_of(session, datetime.now().astimezone()), session.saved())
        path = self.path(name)
        with self.holding(name), self._errors():
            if not self.folder.is_dir():
                self.folder.mkdir(parents=True, exist_ok=True)
            kept = None if replace else self._put_by(name, session, replace)
            self._clear_previous(name)
            failed = None
            try:
                files.replace(path, data, previous=self._previous(name), room=self._rooms.get(name))
            except files.NotSyncedError as error:
                failed = error
            self._written[name, session.story.ifid] = Written(files.stamp(path), None)
            if failed:
                raise failed
            self.filled = max(len(data) / files.MOST_BYTES, len(session.entries) / MOST_ENTRIES)
        return kept

    def _put_by(self, name: str, session: Session, replace: bool | None) -> str | None:
        """Keeps what stands in a slot under a name of its own, unless this game may be written over it. Returns the name."""
        path = self.path(name)
        stamp = files.stamp(path)
        if stamp == files.NO_FILE:
            return self._put_by_previous(name, session)
        written = self._written.get((name, session.story.ifid))
        if written and written.stamp == stamp and written.is_before(session) and replace is None:
            return None
        label = f"{BEFORE}{session.story.version}" if self._changed.get(name) == stamp else ""
        is_damaged = False
        if not label:
            try:
                session_of(files.unsealed(files.read_bytes(path)), session.story)
            except Absent:
                return None
            except (Unfit, files.Unreadable):
                pass
            except Flaw:
                is_damaged = True
        target = self._free_damaged(name) if is_damaged else self.path(self.free_name(name, label or " kept"))
        files.put_by(path, target)
        if is_damaged:
            # What is damaged is not to become the generation before, which may be whole.
            path.unlink(missing_ok=True)
            self._put_by_previous(name, session)
        return slot_name(target.name)

    def _put_by_previous(self, name: str, session: Session) -> str | None:
        """Keeps a generation before whose newest is gone, unless the game goes on from it."""
        previous = self._previous(name)
        if self._opened_previous.get(name) is not None or not os.path.lexists(previous):
            return None
        target = self.free_name(name, " kept")
        files.put_by(previous, self.path(target))
        return target

    def _clear_previous(self, name: str) -> None:
        """A folder where the generation before is to be would keep every save from its place: it is moved aside."""
        previous = self._previous(name)
        if previous.is_dir() and not previous.is_symlink():
            os.rename(previous, self._free_damaged(name))

    def free_name(self, name: str, label: str = "") -> str:
        """A name that no slot has, in any spelling: `tea kept`, `tea kept 2`."""
        taken = {key(other) for file in self._listed() if (other := slot_name(file))}
        stem = f"{name[: 60 - len(label) - 5].strip()}{label}"
        return next(
            found
            for number in range(1, 100_000)
            if key(found := f"{stem} {number}" if number > 1 else stem) not in taken
        )

    def _free_damaged(self, name: str) -> Path:
        """A file that is not there yet, named after a slot and this second."""
        now = f"{datetime.now():%Y%m%d-%H%M%S}"
        stems = (now, *(f"{now}-{number}" for number in range(2, 10_000)))
        return next(
            path for stem in stems if not os.path.lexists(path := self.folder / f"{name[:30].strip()}.damaged-{stem}")
        )

    def _listed(self) -> list[str]:
        with self._errors():
            try:
                return os.listdir(self.folder)
            except FileNotFoundError:
                return []

    def add(self, name: str, data: bytes) -> None:
        """Puts the sealed bytes of a save into a slot that must be free. Raises SaveError."""
        name = self.name(name)
        with self.holding(name), self._errors():
            self._refuse_taken(name)
            files.replace(self.path(name), data)

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
        if name not in self._locks:
            name = self.name(name)
        if name in self._locks:
            yield
            return
        with self._errors():
            self.folder.mkdir(parents=True, exist_ok=True)
        from filelock import FileLock, Timeout

        with self._errors():
            path = self.folder / f".{name}.lock"
            if os.path.lexists(path) and not stat.S_ISREG(path.lstat().st_mode):
                raise SaveError(f"{path} is no plain file. Remove it, or choose another folder with --saves DIR.")
            lock = FileLock(path, timeout=0, thread_local=False)
            try:
                lock.acquire()
                files.clear_scratch(self.folder, self.path(name).name)
            except NotImplementedError:
                self.is_unlocked = True
            except OSError as error:
                if isinstance(error, Timeout):
                    raise self._held(name) from error
                if error.errno not in _NO_LOCKS:
                    raise
                self.is_unlocked = True
        self._locks[name] = lock
        self._rooms[name] = files.Room()
        try:
            yield
        finally:
            self._locks.pop(name, None)
            try:
                self._rooms.pop(name).clear()
            finally:
                lock.release()

    # ── Errors ─────────────────────────────────────────────────────────────────────────────────────────────────

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """What the operating system refuses, as a sentence."""
        try:
            yield
        except (OSError, NotImplementedError) as error:
            why = files.reason(error)
            what = "Make room there, or choose" if getattr(error, "errno", None) in _FULL else "Choose"
            raise SaveError(
                f"Nothing can be saved in {self.folder} ({why}). {what} another folder with --saves DIR."
            ) from error

    def _refuse_taken(self, name: str) -> None:
        if self._exists(name):
            raise SaveError(f'There is already a saved game "{name}". Delete it first, or choose another name.')

    def _held(self, name: str) -> SlotHeldError:
        other = self.free_name(name)
        return SlotHeldError(
            f'Another game is being played on "{name}". Close it, or play on another slot: --save "{other}".'
        )

    def _missing(self, name: str) -> MissingError:
        return MissingError(f'There is no saved game "{name}". SAVES lists those there are.')

    def _previous(self, name: str) -> Path:
        previous = f"{name}{SUFFIX}.1"
        if previous not in self._paths:
            self._paths[previous] = self.folder / previous
        return self._paths[previous]

    def _exists(self, name: str) -> bool:
        return os.path.lexists(self.path(name)) or os.path.lexists(self._previous(name))


def _sentence(name: str, flaw: Flaw) -> str:
    return f'The saved game "{name}" {flaw}.'
