"""Where the story that comes with the game lies. Asked before anything is read, so it imports nothing of ours."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def story_folder() -> Path:
    """The folder of the story that comes with the game: inside the installed package, or at the top of a checkout."""
    inside = _HERE / "story"
    return inside if inside.is_dir() else _HERE.parent / "story"


def is_installed() -> bool:
    """Whether the game's own story lies inside the installed package, where it came verified from its build."""
    return story_folder().parent == _HERE
