"""Where the story that comes with the game lies. Asked before anything is read, so it imports nothing of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).resolve().parent
# What files of a story are called.
ENDINGS = (".twee", ".tw")
_MOST_READ = 4096
_TITLE = re.compile(r"^:: *StoryTitle\b[^\n]*\n+([^\n]+)", re.MULTILINE)
_ABOUT = re.compile(r"^(?:length|content-note): *([^\n]+)", re.MULTILINE)
_DONE = re.compile(rb'"done":(\d{1,3})[,}]')
_IFID = re.compile(r"^:: *StoryData\b[^:]*?\"ifid\" *: *\"([^\"\n]+)\"", re.MULTILINE)


def story_folder() -> Path:
    """The folder of the story that comes with the game: inside the installed package, or at the top of a checkout."""
    inside = _HERE / "story"
    return inside if inside.is_dir() else _HERE.parent / "story"


def story_files(folder: Path) -> list[Path]:
    """The files of a story below a folder, in order of path, however their endings are spelt; or the one file that `folder` is."""
    if not folder.is_dir():
        return [folder]
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS)


class Heading(NamedTuple):
    """What a story calls itself, and the identifier that tells it from all others; None where its files do not say so at their beginning."""

    title: str | None
    ifid: str | None


def heading(folder: Path | None = None) -> Heading:
    """The heading of a story, by default the game's own, without reading the rest of it: the title stands on the screen before that."""
    title: str | None = None
    ifid: str | None = None
    for beginning in _beginnings(folder):
        if title is None and (match := _TITLE.search(beginning)):
            title = " ".join(match[1].split())
        if ifid is None and (match := _IFID.search(beginning)):
            ifid = match[1]
        if title and ifid:
            break
    return Heading(title, ifid)


def under_the_title(folder: Path | None = None) -> tuple[str, ...]:
    """How long a story is and what it touches, where its `StoryAbout` says so."""
    pages = (beginning for beginning in _beginnings(folder) if ":: StoryAbout" in beginning)
    return next((tuple(_ABOUT.findall(page)) for page in pages), ())


def done_in(save: Path) -> int:
    """How far a saved game says that it is, in per cent, without reading the rest of it: 0 where it does not say."""
    try:
        # Whatever else stands there under that name, a pipe say, is not waited for.
        if not save.is_file():
            return 0
        with save.open("rb") as file:
            found = _DONE.search(file.read(_MOST_READ))
    except (OSError, ValueError):
        return 0
    return min(100, int(found[1])) if found else 0


def _beginnings(folder: Path | None) -> Iterator[str]:
    """How each file of a story begins, those that can be read."""
    found = folder or story_folder()
    for path in story_files(found):
        try:
            with path.open(encoding="utf-8", errors="replace") as file:
                yield file.read(_MOST_READ)
        except OSError:
            continue


def is_installed() -> bool:
    """Whether the game's own story lies inside the installed package, where it came verified from its build."""
    return story_folder().parent == _HERE
