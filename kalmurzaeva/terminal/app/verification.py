"""The story to play, checked once and not at every start.

A *fingerprint* names exactly one text of a story. Those of stories that were found whole are kept in the user's cache folder, with a
record of each story, so that after an edit only what has changed is read again (`language.verify`).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path

from kalmurzaeva.language.load import before_names, cut_story
from kalmurzaeva.language.verify import Record, verify_and_record
from kalmurzaeva.model.problems import StoryError
from kalmurzaeva.model.story import Story
from kalmurzaeva.resources import is_installed
from kalmurzaeva.session.saves.files import replace

_MOST_KEPT = 20
_MOST_CHARACTERS = 10_000_000


def open_story(folder: Path | None) -> Story:
    """The story in a folder, by default the game's own. Raises StoryError with everything that is wrong with it."""
    if folder is None and is_installed():
        return cut_story()[0]
    verified = _verified()
    story, loader = cut_story(folder)
    if story.fingerprint not in verified:
        problems, record = verify_and_record(story, loader, _record(story))
        errors = [found for found in problems if found.severity == "error"]
        if errors:
            raise StoryError(errors, story.sources, before_names(folder))
        _keep("verified", "\n".join([story.fingerprint, *verified][:_MOST_KEPT]) + "\n")
        _keep(_record_name(story), json.dumps(record.to_data()))
    return story


def _verified() -> list[str]:
    """The fingerprints of stories that were found whole, newest first. A cache that cannot be read only costs time."""
    with contextlib.suppress(OSError, ValueError, RuntimeError), (_cache() / "verified").open(encoding="ascii") as file:
        return file.read(4096).split()
    return []


def _record(story: Story) -> Record | None:
    """What is kept of this story as it was when it was last found whole."""
    with contextlib.suppress(OSError, ValueError, RuntimeError, KeyError, TypeError, RecursionError):
        text = (_cache() / _record_name(story)).read_text(encoding="utf-8")
        return Record.from_data(json.loads(text)) if len(text) <= _MOST_CHARACTERS else None
    return None


def _record_name(story: Story) -> str:
    return f"passages-{hashlib.blake2b(story.ifid.lower().encode(), digest_size=8).hexdigest()}.json"


def _keep(name: str, text: str) -> None:
    with contextlib.suppress(OSError, RuntimeError):
        path = _cache() / name
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, text, synced=False)


def _cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("kalmurzaeva", appauthor=False)


def random_seed() -> int:
    """A seed for a new game, small enough to be said aloud."""
    return int.from_bytes(os.urandom(2), "big")
