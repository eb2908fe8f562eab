"""A saved game as bytes, and bytes safely on a disk.

A *document* is what one file holds: `{"format": 1, "story": {"ifid": …}, "saved": "2026-01-31T10:15:00+03:00", "place": …, "session": …}`.
A *seal* is the checksum over its canonical bytes, written as the last member, `"checksum"`. `sealed` makes the bytes of a document,
`unsealed` reads them back and trusts nothing: it may raise Flaw and nothing else. A *flaw* is why a file is no saved game, in the words that
follow "The saved game …", e.g. `is empty`. The file is ASCII, so no encoding can harm it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FORMAT = 1
MOST_BYTES = 32 * 1024 * 1024


class SaveError(Exception):
    """A saved game that cannot be written, read or found. The message is a sentence for the player, with what to do."""


class SlotHeldError(SaveError):
    """Another game is playing on this slot."""


class MissingError(SaveError):
    """There is no such saved game."""


class Flaw(Exception):  # noqa: N818  # a reason, which only the store makes a player's error
    """Why a file is no saved game of this story, in the words that follow "The saved game …"."""


class Absent(Flaw):
    """There is no file."""


class Foreign(Flaw):
    """The file is whole, and belongs to somebody else: to another story or a newer version of the game."""


# ── Documents and bytes ────────────────────────────────────────────────────────────────────────────────────────


def sealed(document: Mapping[str, Any]) -> bytes:
    """A document as the bytes of its file, checksum last. Raises SaveError where it is too large to be read
    again."""
    body = _canonical(document)
    if len(body) > MOST_BYTES - 100:
        raise SaveError(
            "This game has grown too long to be saved. Begin a new one with --new; what is already saved stays."
        )
    return body[:-1] + b',"checksum":"' + _checksum(body).encode() + b'"}'


def unsealed(data: bytes) -> dict[str, Any]:
    """The document in the bytes of a file, its checksum verified and removed. Raises Flaw."""
    if len(data) > MOST_BYTES:
        raise Flaw(f"is larger than {MOST_BYTES // 2**20} MB, which no saved game is")
    if not data.strip(b"\0 \n"):
        raise Flaw("is empty")
    try:
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
    checksum = document.pop("checksum", None)
    if checksum != _checksum(_canonical(document)):
        raise Flaw("was changed or damaged after it was written: its checksum does not fit")
    return document


def _check_format(number: object) -> None:
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise Flaw("is JSON, but does not say which format of saved game it is")
    if number > FORMAT:
        raise Foreign(
            f"was written by a newer version of the game (format {str(number)[:9]}; this one reads up to {FORMAT})"
        )


def _canonical(document: Mapping[str, Any]) -> bytes:
    """The bytes that the checksum is over: ASCII, keys sorted, no spaces."""
    try:
        return json.dumps(document, sort_keys=True, separators=(",", ":")).encode("ascii")
    except (RecursionError, ValueError, TypeError) as error:
        raise Flaw("is nested too deeply to be one") from error


def _checksum(body: bytes) -> str:
    return "blake2b:" + hashlib.blake2b(body, digest_size=16).hexdigest()


# ── Bytes and the disk ─────────────────────────────────────────────────────────────────────────────────────────


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, at most one more than `MOST_BYTES`. Raises Flaw for what is no plain file."""
    try:
        # A pipe or a device under a slot's name would block or never end.
        if not stat.S_ISREG(path.stat().st_mode):
            raise Flaw("is not a plain file")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise Absent("has lost its newest file") from error
    except (OSError, ValueError) as error:
        raise Flaw(f"cannot be read ({reason(error)})") from error


def write_synced(path: Path, data: bytes) -> None:
    """A new file with these bytes, on the disk and not only in its cache when this returns. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace(
    path: Path, data: bytes | str, *, scratch: Path | None = None, previous: Path | None = None, synced: bool = True
) -> None:
    """Puts bytes, or text, in the place of a file in one step, and keeps what was there as `previous`. At every instant `path`, or where hard
    links do not exist `previous`, is a whole file. Raises OSError; the old file then still stands. Not `synced`, a power cut may lose it: for
    what can be made again. It is written as `scratch` first, by default a file of this process's own."""
    data = data.encode("utf-8") if isinstance(data, str) else data
    scratch = scratch or path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if synced:
            write_synced(scratch, data)
        else:
            scratch.write_bytes(data)
        if previous is not None and path.exists():
            _keep(path, previous)
        # The folder itself is not synced: after a power cut it shows the old file or the new one, and both are whole.
        os.replace(scratch, path)
    except OSError:
        with contextlib.suppress(OSError):
            scratch.unlink()
        raise


def _keep(path: Path, previous: Path) -> None:
    link = previous.with_name(f".{previous.name}.link")
    try:
        with contextlib.suppress(FileNotFoundError):
            link.unlink()
        os.link(path, link)
        os.replace(link, previous)
    except (OSError, NotImplementedError):
        os.replace(path, previous)


def reason(error: BaseException) -> str:
    """Why the operating system refused, in its own words: `Permission denied`."""
    return getattr(error, "strerror", None) or type(error).__name__
