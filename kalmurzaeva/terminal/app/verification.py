"""The story to play, checked once and not at every start.

A *fingerprint* names exactly one text of a story. Those of stories that were found whole are kept in the user's cache folder.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from kalmurzaeva.language.load import cut_story, load_story
from kalmurzaeva.model.story import Story
from kalmurzaeva.resources import is_installed
from kalmurzaeva.session.saves.files import replace

_MOST_KEPT = 20


def open_story(folder: Path | None) -> Story:
    """The story in a folder, by default the game's own. Raises StoryError with everything that is wrong with it."""
    if folder is None and is_installed():
        return cut_story()[0]
    verified = _verified()
    story = load_story(folder, verified=verified)
    if story.fingerprint not in verified:
        _keep([story.fingerprint, *verified][:_MOST_KEPT])
    return story


def _verified() -> list[str]:
    """The fingerprints of stories that were found whole, newest first. A cache that cannot be read only costs time."""
    with contextlib.suppress(OSError, ValueError, RuntimeError), _cache().open(encoding="ascii") as file:
        return file.read(4096).split()
    return []


def _keep(fingerprints: list[str]) -> None:
    with contextlib.suppress(OSError, RuntimeError):
        path = _cache()
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, "\n".join(fingerprints) + "\n", synced=False)


def _cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("kalmurzaeva", appauthor=False) / "verified"


def random_seed() -> int:
    """A seed for a new game, small enough to be said aloud."""
    return int.from_bytes(os.urandom(2), "big")
