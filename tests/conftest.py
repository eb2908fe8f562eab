"""What tests share: small stories made from text, and the story that ships."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from kalmurzaeva import Story, begin, load_story, step
from kalmurzaeva.language.load import cut_story
from kalmurzaeva.resources import story_folder

# A slow machine is no reason for a property to fail.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

# A story is some hundred thousand values that stay: to look for garbage among them after every 700 more was a quarter of the time that reading takes.
gc.set_threshold(50_000)

HEAD = """:: StoryTitle
Small

:: StoryData
{"ifid": "11111111-2222-4333-8444-555555555555", "format": "kalmurzaeva", "start": "START"}

"""


def headed(text: str) -> str:
    """A story's text with the title and data it needs; the first passage that is a node is the start."""
    if ":: StoryData" in text:
        return text
    start = next(line for line in text.splitlines() if line.startswith("::")).split()[1]
    return HEAD.replace("START", start) + text


@pytest.fixture
def make_story(tmp_path: Path) -> Callable[[str], Story]:
    """A story from the text of its passages."""

    def make(text: str) -> Story:
        folder = tmp_path / f"story{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        (folder / "story.twee").write_text(headed(text), encoding="utf-8")
        return load_story(folder)

    return make


@pytest.fixture
def say(make_story: Callable[[str], Story]) -> Callable[..., list[str]]:
    """Plays lines on a small story, and gives the text after each."""

    def play(text: str, *lines: str) -> list[str]:
        story = make_story(text)
        state, _ = begin(story, seed=7)
        texts = []
        for line in lines:
            state, beat = step(story, state, line)
            texts.append(beat.text)
        return texts

    return play


@cache
def shipped_story() -> Story:
    """The story that ships, once a process, read as players have it: each passage when it is first reached (`test_verify` reads all of it). No garbage is
    ever looked for in it again."""
    story, _ = cut_story(story_folder())
    gc.collect()
    gc.freeze()
    return story


@pytest.fixture(scope="session")
def shipped() -> Story:
    """The story that ships."""
    return shipped_story()


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A story with every form, in a folder of its own."""
    from tests.terminals import write_story

    return write_story(tmp_path_factory.mktemp("forms"))


@pytest.fixture
def start(forms: Path, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Starts the game in a terminal of its own, which answers what it is asked with `answers`; all of one test share a home and a folder of saves."""
    from tests.terminals import Terminal, environment, play

    opened: list[Terminal] = []

    def begin(
        *arguments: str, answers: list[bytes] | None = None, columns: int = 80, rows: int = 40, **variables: str
    ) -> Terminal:
        command = play("--story", forms, "--saves", tmp_path / "saves", *arguments)
        opened.append(Terminal(command, environment(tmp_path / "home", **variables), columns, rows))
        if answers is not None:
            opened[-1].answers = answers
        return opened[-1]

    yield begin
    for terminal in opened:
        terminal.__exit__()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Where the suite runs in several processes, each has a part of it from end to end, and takes over from the others what is left when it is through:
    what the tests of a file share is made once, and none waits for another's long test."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log) if config.getoption("dist") == "load" else None
