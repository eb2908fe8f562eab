"""A folder of story files to a Story.

Cutting all files takes a few milliseconds; what stands in a node is read when it is first used. `load_story` reads everything once and
raises StoryError with all problems, unless it is told that this very text was verified before.
"""

from __future__ import annotations

import contextlib
from collections.abc import Container
from pathlib import Path

from kalmurzaeva.language.assembly import Loader
from kalmurzaeva.language.reader import read_folder
from kalmurzaeva.language.verify import verify
from kalmurzaeva.model.problems import Problem, StoryError, problem
from kalmurzaeva.model.story import Story
from kalmurzaeva.model.values import Span
from kalmurzaeva.resources import ENDINGS, story_folder


def load_story(path: str | Path | None = None, *, verified: Container[str] = ()) -> Story:
    """The story in a folder, or in one file; by default the game's own. Raises StoryError with everything that is wrong with it.

    Where `verified` holds the fingerprint of these very files (`story.fingerprint`), nothing is checked again and nodes are read as
    they are reached."""
    story, loader = cut_story(path)
    if story.fingerprint not in verified:
        problems = verify(story, loader)
        errors = [found for found in problems if found.severity == "error"]
        if errors:
            raise StoryError(errors, story.sources, before_names(path))
    return story


def before_names(path: str | Path | None = None) -> str:
    """What stands before the names of a story's files where they are shown: the way to them as it was typed, or from here."""
    folder = Path(path) if path is not None else story_folder()
    if path is None:
        with contextlib.suppress(ValueError, OSError):
            folder = folder.relative_to(Path.cwd())
    folder = folder.parent if folder.is_file() else folder
    return "" if folder == Path() else f"{folder}/"


def cut_story(path: str | Path | None = None) -> tuple[Story, Loader]:
    """The story with everything in it still unread, and the loader that gathers the problems. Raises StoryError only where there
    is nothing to make a story of."""
    folder = Path(path) if path is not None else story_folder()
    problems: list[Problem] = []
    sources: dict[str, str] = {}
    span = Span(str(folder), 0, 0)
    if not folder.is_dir() and not (folder.is_file() and folder.suffix.lower() in ENDINGS):
        problems.append(
            problem(
                "no-story",
                span,
                "Name a folder with --story.",
                why=f"{folder} is not a folder, nor a file that ends in .twee or .tw",
            )
        )
    else:
        sources = read_folder(folder, problems.append)
        if not sources:
            problems.append(
                problem("no-story", span, "Stories are *.twee files.", why=f"{folder} holds no *.twee file")
            )
    if not sources:
        raise StoryError(problems, sources)
    loader = Loader(sources, problems)
    story = loader.story()
    loader.add_renamed_blocks(story)
    return story, loader
