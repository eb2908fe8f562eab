"""The first page of a new game, kept from the last time it was shown, so that it can stand on the screen, with its prompt, while the engine is
read behind it.

The page is the same in every new game. It is kept in the user's cache folder with a *stamp*, which says of what story and program it is. Where
the two do not fit, or what the game then shows is another page, the game's own is shown: a page that is wrong costs a page, and one that is
missing costs a tenth of a second.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from kalmurzaeva import __version__
from kalmurzaeva.resources import story_files, story_folder
from kalmurzaeva.session.saves.files import replace
from kalmurzaeva.terminal.screen.interface import Heading, LinePreview, ListedChoice, Page, Piece, Scene, Status
from kalmurzaeva.terminal.screen.palettes import Grounds, Palette

if TYPE_CHECKING:
    from kalmurzaeva.terminal.app.loop import PlayLoop

T = TypeVar("T")

_MOST_CHARACTERS = 100_000


class FirstPage(NamedTuple):
    """The first page, the status under it, and the story's palettes."""

    page: Page
    status: Status
    palettes: Mapping[str, Grounds] = {}  # never changed


# ── Kept ───────────────────────────────────────────────────────────────────────────────────────────────────────


def kept() -> FirstPage | None:
    """The first page of this story, or None where none is kept. A cache that cannot be read only costs time."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        with _file().open(encoding="utf-8") as file:
            data = json.loads(file.read(_MOST_CHARACTERS))
        if data["stamp"] == _stamp():
            return FirstPage(_page(data["page"]), Status(*_texts(data["status"])), _palettes(data["palettes"]))
    return None


def keep(page: FirstPage) -> None:
    """Keeps a first page for the next new game. One with something drawn on it is not kept."""
    if any(piece.notation for scene in page.page.scenes for piece in scene.blocks):
        return
    with contextlib.suppress(OSError):
        path = _file()
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, json.dumps({"stamp": _stamp(), **page._asdict()}), synced=False)


def _file() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("kalmurzaeva", appauthor=False) / "first_page.json"


def _stamp() -> list[Any]:
    """What this version would read: every story file with its size and its time."""
    files = story_files(story_folder())
    return [__version__, *([path.name, found.st_size, found.st_mtime_ns] for path in files for found in (path.stat(),))]


def _page(data: Any) -> Page:
    scenes, choices, ending, listed = data
    return Page(
        tuple(_scene(scene) for scene in scenes),
        tuple(ListedChoice(int(number), str(words), reason and str(reason)) for number, words, reason in choices),
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


def _palettes(data: Any) -> dict[str, Grounds]:
    return {
        str(name): {str(ground): Palette(*_texts(colours)) for ground, colours in grounds.items()}
        for name, grounds in data.items()
    }


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

    def __init__(self, game: Later[PlayLoop]) -> None:
        self._game = game

    def drawn(self, leave: Callable[[], None]) -> None:
        self._game.start(leave)

    def preview(self, line: str) -> LinePreview:
        game = self._game.ready
        return game.aid.preview(line) if game else LinePreview()

    def completions(self, before: str) -> list[tuple[str, int]]:
        return self._game.result().aid.completions(before)
