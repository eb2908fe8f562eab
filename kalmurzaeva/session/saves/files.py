"""A saved game as bytes, and bytes safely on a disk.

A *document* is what one file holds: `{"format": 1, "story": {"ifid": …}, "saved": "2026-01-31T10:15:00+03:00", "place": …, "session": …}`.
A *seal* is the checksum over its bytes, written as the last member, `"checksum"`. `sealed` makes the bytes of a document,
`unsealed` reads them back and trusts nothing: it may raise Flaw and nothing else. A *flaw* is why a file is no saved game, in the words that
follow "The saved game …", e.g. `is empty`. The file is ASCII, so no encoding can harm it.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import secrets
import stat
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from attrs import define

from kalmurzaeva.session.written import Head, as_json, checksum, in_order, object_of

FORMAT = 3
MOST_BYTES = 32 * 1024 * 1024
_SEAL = re.compile(rb',"checksum":"(blake2b:[0-9a-f]{32})"}\Z')
_SEAL_BYTES = 70
NO_FILE = (0, 0, 0)
_PATIENCE = 0.05
# How a file system says that a folder cannot be synced there at all, which is no failure.
_NO_FOLDER_SYNC = frozenset((errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP))
# How a system says that it has no hard links: a browser's Python lacks the very function.
_NO_LINKS = (OSError, NotImplementedError, AttributeError)


class SaveError(Exception):
    """A saved game that cannot be written, read or found. The message is a sentence for the player, with what to do."""


class SlotHeldError(SaveError):
    """Another game is playing on this slot."""


class MissingError(SaveError):
    """There is no such saved game."""


class DamagedError(SaveError):
    """A saved game that is damaged, and will not be read better later."""


class Flaw(Exception):  # noqa: N818  # a reason, which only the store makes a player's error
    """Why a file is no saved game of this story, in the words that follow "The saved game …"."""


class NotSyncedError(OSError):
    """A file is in its place, and the disk has not said that it will be there after a power cut."""


class Absent(Flaw):
    """There is no file."""


class Unfit(Flaw):
    """The file is whole, and this game cannot go on with it: it is left alone."""


class Foreign(Unfit):
    """The file is whole, and belongs to somebody else: to another story or a newer version of the game."""


class Unreadable(Flaw):
    """The file cannot be read now, and perhaps later: nothing is known of it, and it is left alone."""


# ── Documents and bytes ────────────────────────────────────────────────────────────────────────────────────────


def sealed(document: Mapping[str, Any], session: tuple[Head, list[bytes]] | None = None) -> bytes:
    """A document as the bytes of its file, checksum last; `session` is what is in it of `Session.saved`, whose head has its own checksum so far. Raises
    SaveError where it is too large to be read again."""
    if session:
        head, (first, *others) = session
        rest = b"".join([b"],", first[1:], *others, b",", *_without_brace(object_of(document, {}))])
    else:
        head, rest = Head(), b"".join(in_order(document))
    if len(head.text) + len(rest) > MOST_BYTES - 100:
        raise SaveError(
            "This game has grown too long to be saved. Begin a new one with --new; what is already saved stays."
        )
    whole = head.sum.copy()
    whole.update(rest)
    return b"".join([head.text, memoryview(rest)[:-1], b',"checksum":"', _seal(whole), b'"}'])


def _without_brace(pieces: list[bytes]) -> list[bytes]:
    return [pieces[0][1:], *pieces[1:]]


def unsealed(data: bytes) -> dict[str, Any]:
    """The document in the bytes of a file, its checksum verified and removed. Raises Flaw."""
    if len(data) > MOST_BYTES:
        raise Flaw(f"is larger than {MOST_BYTES // 2**20} MB, which no saved game is")
    if not data.strip(b"\0 \n"):
        raise Flaw("is empty")
    try:
        # Where the bytes are as they were written there is no need to write them again to verify them.
        match = _SEAL.search(data, max(0, len(data) - _SEAL_BYTES))
        is_whole = bool(match and match[1] == _checksum(memoryview(data)[: match.start()], b"}"))
        document = json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Flaw("is not text") from error
    except RecursionError as error:
        raise Flaw("is nested too deeply to be one") from error
    except ValueError as error:
        raise Flaw("breaks off or is damaged: it is not whole JSON") from error
    if not isinstance(document, dict):
        raise Flaw("is JSON, but not a saved game")
    _check_format(document.get("format"))
    written = document.pop("checksum", None)
    if not is_whole and str(written).encode() not in _checksums(document):
        raise Flaw("was changed or damaged after it was written: its checksum does not fit")
    return document


def _check_format(number: object) -> None:
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise Flaw("is JSON, but does not say which format of saved game it is")
    if number > FORMAT:
        raise Foreign(
            f"was written by a newer version of the game (format {str(number)[:9]}; this one reads up to {FORMAT})"
        )


def _checksums(document: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """What the checksum would be, of a file that something has written again in another order: of the members as they were once, by their names, and as they
    stand now, the head first."""
    try:
        return _checksum(as_json(document)), _checksum(*in_order(document))
    except (RecursionError, ValueError, TypeError) as error:
        raise Flaw("is nested too deeply to be one") from error


def _checksum(*pieces: bytes | memoryview) -> bytes:
    whole = checksum()
    for piece in pieces:
        whole.update(piece)
    return _seal(whole)


def _seal(whole: hashlib.blake2b) -> bytes:
    return b"blake2b:" + whole.hexdigest().encode("ascii")


# ── Bytes and the disk ─────────────────────────────────────────────────────────────────────────────────────────


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, at most one more than `MOST_BYTES`; what cannot be read is tried once more. Raises Flaw for what is no plain file."""
    try:
        return _read(path)
    except Unreadable:
        time.sleep(_PATIENCE)
        return _read(path)


def _read(path: Path) -> bytes:
    try:
        # A pipe or a device under a slot's name would block or never end.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Flaw("is not a plain file")
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise Absent("has lost its newest file") from error
    except IsADirectoryError as error:
        raise Flaw("is not a plain file") from error
    except (OSError, ValueError) as error:
        raise Unreadable(f"cannot be read ({reason(error)})") from error


def write_new(path: Path, data: bytes, *, synced: bool) -> None:
    """A new file with these bytes; `synced`, on the disk and not only in its cache when this returns. What is there already is never written to,
    nor followed. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(data)
        if synced:
            file.flush()
            os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Has the names in a folder on the disk, where the system can do so. Raises NotSyncedError where it can, and failed."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise NotSyncedError(error.errno, os.strerror(error.errno or 0)) from error


def scratch_name(name: str) -> str:
    """A name that no other file has, for what is to become `name`."""
    return f".{name}.{secrets.token_hex(8)}.new"


def clear_scratch(folder: Path, name: str) -> None:
    """Removes what a game that was killed has left half written of `name`, and of the generation before it."""
    left = re.compile(rf"\.{re.escape(name)}(?:\.1)?\.[0-9a-f]{{16}}\.new")
    for file in os.listdir(folder):
        if left.fullmatch(file):
            with contextlib.suppress(OSError):
                (folder / file).unlink()


@define
class Room:
    """A file that went when another took its name: it stays on the disk under a scratch name, and the next one is written into it. A disk takes
    bytes in much sooner where it has room for them already."""

    _path: Path | None = None
    _number: int = 0

    def taken(self, data: bytes) -> Path | None:
        """The scratch file, with these bytes in it, on the disk. None where there is none, or where it is not the very file that was left, or has a
        second name. Raises OSError."""
        path, self._path = self._path, None
        if path is None:
            return None
        flags = os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        try:
            descriptor = os.open(path, flags)
        except OSError:
            return None
        with os.fdopen(descriptor, "wb") as file:
            found = os.fstat(descriptor)
            if not _is_single(found) or found.st_ino != self._number:
                return None
            try:
                file.write(data)
                if found.st_size > len(data):
                    file.truncate()
                file.flush()
                os.fsync(descriptor)
            except OSError:
                self._path = path
                raise
        return path

    def leave(self, going: Path) -> None:
        """Gives a file that is about to go a scratch name, where that can be done."""
        with contextlib.suppress(OSError):
            found = going.lstat()
            if _is_single(found):
                scratch = going.with_name(scratch_name(going.name.removesuffix(".1")))
                os.rename(going, scratch)
                self._path, self._number = scratch, found.st_ino

    def give_back(self, gone: Path) -> None:
        """The file that was left has its name again: it was not to go after all."""
        if self._path is not None and not os.path.lexists(gone):
            with contextlib.suppress(OSError):
                os.rename(self._path, gone)
                self._path = None

    def clear(self) -> None:
        """Removes it."""
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._path.unlink()
            self._path = None


def _is_single(found: os.stat_result) -> bool:
    """Whether it is a plain file with one name."""
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1


def replace(
    path: Path, data: bytes | str, *, previous: Path | None = None, synced: bool = True, room: Room | None = None
) -> None:
    """Puts bytes, or text, in the place of a file in one step, and keeps what was there as `previous`. At every instant `path`, or where hard
    links do not exist `previous`, is a whole file. Raises OSError, and the old file still stands; but NotSyncedError where the new one does. Not
    `synced`, a power cut may lose it: for what can be made again. It is written under a scratch name first, into `room` where there is one."""
    data = data.encode("utf-8") if isinstance(data, str) else data
    scratch: Path | None = None
    try:
        scratch = room.taken(data) if room else None
        if scratch is None:
            scratch = path.with_name(scratch_name(path.name))
            write_new(scratch, data, synced=synced)
        if previous is not None and os.path.lexists(path):
            if room:
                room.leave(previous)
            _keep(path, previous)
        os.replace(scratch, path)
    except OSError:
        if scratch is not None:
            with contextlib.suppress(OSError):
                scratch.unlink()
        if room:
            if previous is not None:
                room.give_back(previous)
            room.clear()
        raise
    if synced:
        sync_folder(path.parent)


def _keep(path: Path, previous: Path) -> None:
    """Gives a file a second name, in the place of whatever has it."""
    try:
        try:
            os.link(path, previous, follow_symlinks=False)
            return
        except FileExistsError:
            link = previous.with_name(scratch_name(previous.name))
            os.link(path, link, follow_symlinks=False)
    except _NO_LINKS:
        os.replace(path, previous)
        return
    try:
        os.replace(link, previous)
    finally:
        # Where both names are one file already, replacing does nothing, and the link would stay.
        with contextlib.suppress(OSError):
            link.unlink()


def put_by(path: Path, target: Path) -> None:
    """Keeps a file under a second name, which must be free: where there are no links a copy, and where it cannot be read the file itself.
    Raises OSError."""
    try:
        os.link(path, target, follow_symlinks=False)
        return
    except FileExistsError:
        raise
    except _NO_LINKS:
        pass
    try:
        data = _read(path)
    except Flaw:
        os.rename(path, target)
    else:
        replace(target, data)


def stamp(path: Path) -> tuple[int, int, int]:
    """What tells one writing of a file from another."""
    try:
        found = path.lstat()
    except OSError:
        return NO_FILE
    return (found.st_ino, found.st_size, found.st_mtime_ns)


def file_time(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except (OSError, OverflowError, ValueError):
        return datetime.fromtimestamp(0).astimezone()


def reason(error: BaseException) -> str:
    """Why the operating system refused, in its own words: `Permission denied`."""
    return getattr(error, "strerror", None) or type(error).__name__
