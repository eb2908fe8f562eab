"""The first page of a new game, kept from the last time it was shown, so that it can stand on the screen, with its prompt, while the engine is
read behind it.

The page is the same in every new game. It is kept in the user's cache folder with a *stamp*, which says of what story and program it is. Where
the two do not fit, or what the game then shows is another page, the game's own is shown: an overture that is wrong costs a page, and one that is
missing costs a tenth of a second.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from kalmurzaeva import __version__
from kalmurzaeva.places import story_folder
from kalmurzaeva.terminal.screen import Heading, Listed, Page, Piece, Reading, Scene, Status

if TYPE_CHECKING:
    from kalmurzaeva.terminal.game import Game

T = TypeVar("T")

_MOST_CHARACTERS = 100_000


class Overture(NamedTuple):
    """The first page, and the status under it."""

    page: Page
    status: Status


# ── Kept ───────────────────────────────────────────────────────────────────────────────────────────────────────


def kept() -> Overture | None:
    """The overture of this story, or None where none is kept. A cache that cannot be read only costs time."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        with _file().open(encoding="utf-8") as file:
            data = json.loads(file.read(_MOST_CHARACTERS))
        if data["stamp"] == _stamp():
            return Overture(_page(data["page"]), Status(*_texts(data["status"])))
    return None


def keep(overture: Overture) -> None:
    """Keeps an overture for the next new game. A page with something drawn on it is not one."""
    if any(piece.notation for scene in overture.page.scenes for piece in scene.blocks):
        return
    with contextlib.suppress(OSError):
        path = _file()
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_name(f"{path.name}.{os.getpid()}")
        scratch.write_text(json.dumps({"stamp": _stamp(), **overture._asdict()}), encoding="utf-8")
        scratch.replace(path)


def _file() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("kalmurzaeva", appauthor=False) / "overture.json"


def _stamp() -> list[Any]:
    """What this version would read: every story file with its size and its time."""
    files = sorted(story_folder().rglob("*.twee"))
    return [__version__, *([path.name, found.st_size, found.st_mtime_ns] for path in files for found in (path.stat(),))]


def _page(data: Any) -> Page:
    scenes, choices, ending, listed = data
    return Page(
        tuple(_scene(scene) for scene in scenes),
        tuple(Listed(int(number), str(words), reason and str(reason)) for number, words, reason in choices),
        ending and str(ending),
        bool(listed),
    )


def _scene(data: Any) -> Scene:
    heading, opens, slow, pieces = data
    return Scene(
        Heading(*_texts(heading)) if heading else None,
        bool(opens),
        bool(slow),
        tuple(
            Piece(str(kind), _texts(paragraphs), str(title), str(hour)) for kind, paragraphs, title, hour, _ in pieces
        ),
    )


def _texts(data: Any) -> tuple[str, ...]:
    return tuple(str(text) for text in data)


# ── Behind it ──────────────────────────────────────────────────────────────────────────────────────────────────


class Later(Generic[T]):
    """What `make` makes, on a thread of its own."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: list[T] = []
        self._error: BaseException | None = None
        self._failed: Callable[[], None] | None = None
        self._thread: Thread | None = None

    def start(self, failed: Callable[[], None] | None = None) -> None:
        """Begins, if it has not begun. `failed` is called, on the other thread, where nothing could be made."""
        if self._thread is None:
            self._failed = failed
            self._thread = Thread(target=self._run, daemon=True)
            self._thread.start()

    def _run(self) -> None:
        try:
            self._made.append(self._make())
        except BaseException as error:
            self._error = error
            if self._failed:
                self._failed()

    @property
    def ready(self) -> T | None:
        """What was made, if it is."""
        return self._made[0] if self._made else None

    def result(self) -> T:
        """What was made, waited for. Raises what making it raised."""
        self.start()
        assert self._thread
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._made[0]


class EarlyAid:
    """The aid of a game that is still being read: nothing until it is there, and then the game's own."""

    def __init__(self, game: Later[Game]) -> None:
        self._game = game

    def drawn(self, leave: Callable[[], None]) -> None:
        self._game.start(leave)

    def reading(self, line: str) -> Reading:
        game = self._game.ready
        return game.aid.reading(line) if game else Reading()

    def completions(self, before: str) -> list[tuple[str, int]]:
        return self._game.result().aid.completions(before)
