"""Failing system calls: each call that saving makes is refused, for each reason, or the process ends there. What was whole stays whole."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kalmurzaeva.session.saves import SaveError, Store
from tests.hardships import Report
from tests.small import STORY, played

CALLS = ("open", "fdopen", "write", "fsync", "link", "replace", "unlink", "listdir", "mkdir", "lstat", "rename")
REASONS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EDQUOT, errno.ENOENT, errno.EMFILE, errno.EPERM)
GAMES = tuple(played(["examine tape", "keep pins", "wait", "ask nina about pins"][:length]) for length in range(5))


class Killed(BaseException):
    """The end of the process: nothing after it is carried out."""


class _File:
    """A file whose writing can fail."""

    def __init__(self, file: Any, guard: Callable[[str], None]) -> None:
        self._file, self._guard = file, guard

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: bytes) -> int:
        self._guard("write")
        return int(self._file.write(data))


@contextlib.contextmanager
def failing(at: int, how: Callable[[str], BaseException]) -> Iterator[list[str]]:
    """Has the call number `at` fail. Gives the calls that were made."""
    made: list[str] = []
    real = {name: getattr(os, name) for name in CALLS if name != "write"}

    def guard(name: str) -> None:
        made.append(name)
        if len(made) == at:
            raise how(name)

    def guarded(name: str) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            guard(name)
            result = real[name](*args, **options)
            return _File(result, guard) if name == "fdopen" else result

        return call

    try:
        for name in real:
            setattr(os, name, guarded(name))
        yield made
    finally:
        for name, call in real.items():
            setattr(os, name, call)


def run(times: int = 400, seed: int = 0) -> Report:
    """So many failures, each of one call while one of the things that are done with saved games is done."""
    chance = random.Random(seed)
    report = Report()
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            _fail_once(Path(folder), chance, report)
    return report


def _fail_once(folder: Path, chance: random.Random, report: Report) -> None:
    store = Store(folder)
    for game in GAMES[: chance.randint(0, 3)]:
        store.save("game", game)
    store.save("other", GAMES[1])
    before = _whole(folder)
    act = chance.choice(("save", "save again", "save over", "delete", "rename", "keep"))
    number = chance.choice(REASONS)
    is_end = chance.random() < 0.4
    at = chance.randint(1, 25)
    how: Callable[[str], BaseException] = (
        (lambda _: Killed()) if is_end else (lambda _: OSError(number, os.strerror(number)))
    )
    said = f"{act}, call {at} {'the last' if is_end else os.strerror(number)}"
    fresh = store if act == "save again" else Store(folder)
    try:
        with failing(at, how) as made:
            _do(fresh, act)
        if len(made) < at:
            report.tally["done: it makes fewer calls"] += 1
        else:
            report.tally[f"done all the same, without {made[at - 1]}"] += 1
    except SaveError as error:
        report.tally[f"refused in a sentence: {made[at - 1] if len(made) >= at else 'its own'}"] += 1
        report.expect(str(error).endswith((".", '".')), f"{said}: {error}")
    except Killed:
        report.tally[f"ended at {made[-1]}"] += 1
    except Exception as error:
        report.expect(False, f"{said} ({made[-1]}): {type(error).__name__} {error}")
    after = _whole(folder)
    gone = {"game"} if act == "delete" else set()
    lost = {text for name, text in before if name not in gone} - {text for _, text in after}
    # The generation before the one before may go, and a game that was written over on purpose.
    newest = {text for name, text in before if name == "game"} if act in ("save", "save again", "save over") else set()
    report.expect(lost <= newest and (not newest or act == "save over" or any(t in newest for _, t in after) or _new(after)),
                  f"{said}: a game is lost")  # fmt: skip
    try:
        Store(folder).save("game", GAMES[4])
        report.expect(Store(folder).load("game", STORY).to_json() == GAMES[4].to_json(), f"{said}: it cannot go on")
    except SaveError as error:
        report.expect(False, f"{said}: afterwards {error}")
    half = [name for name in os.listdir(folder) if name.startswith(".game.") and name.endswith(".new")]
    report.expect(not half, f"{said}: {half} is left half written")


def _new(after: set[tuple[str, str]]) -> bool:
    return any(text == GAMES[4].to_json() for _, text in after)


def _do(store: Store, act: str) -> None:
    if act in ("save", "save again"):
        store.save("game", GAMES[4])
    elif act == "save over":
        store.save("game", GAMES[4], replace=True)
    elif act == "delete":
        store.delete("game")
    elif act == "rename":
        store.rename("other", "third")
    else:
        store.save(store.free_name("other"), GAMES[4])


def _whole(folder: Path) -> set[tuple[str, str]]:
    """Every game that can be opened: its slot and its text."""
    store, found = Store(folder), set()
    for slot in store.slots():
        with contextlib.suppress(SaveError):
            found.add((slot.name, store.open(slot.name, STORY).session.to_json()))
    return found
