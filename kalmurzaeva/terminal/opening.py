"""From a command line to a game on the table: the story, the saves, the session to begin with.

A *fingerprint* names exactly one text of a story. Those that were verified before are kept in the user's cache folder, so that a story is
checked once and not at every start. The story inside an installed package was verified before it was packed.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from kalmurzaeva.loading import cut_story, is_installed, load_story
from kalmurzaeva.model import Story

_MOST_KEPT = 20


def open_story(folder: Path | None) -> Story:
    """The story in a folder, by default the game's own. Raises StoryError with everything that is wrong with it."""
    if folder is None and is_installed():
        return cut_story()[0]
    known = _Verified()
    story = load_story(folder, verified=known.fingerprints)
    if story.fingerprint not in known.fingerprints:
        known.add(story.fingerprint)
    return story


class _Verified:
    """The fingerprints of stories that were found whole, newest first."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.fingerprints: list[str] = []
        # A cache that cannot be read or written only costs time.
        with contextlib.suppress(OSError, ValueError, RuntimeError):
            self.path = cache_folder() / "verified"
            with self.path.open(encoding="ascii") as file:
                self.fingerprints = file.read(4096).split()[:_MOST_KEPT]

    def add(self, fingerprint: str) -> None:
        """Writes one more."""
        if self.path is None:
            return
        kept = [fingerprint, *self.fingerprints][:_MOST_KEPT]
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            scratch = self.path.with_name(f"verified.{os.getpid()}")
            scratch.write_text("\n".join(kept) + "\n", encoding="ascii")
            scratch.replace(self.path)


def cache_folder() -> Path:
    """The user's cache folder of the game."""
    from platformdirs import user_cache_path

    return user_cache_path("kalmurzaeva", appauthor=False)


def random_seed() -> int:
    """A seed for a new game, small enough to be said aloud."""
    return int.from_bytes(os.urandom(2), "big")
