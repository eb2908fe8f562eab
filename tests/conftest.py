"""What tests share: small stories made from text, and the story that ships."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from kalmurzaeva import Story, begin, load_story, step
from kalmurzaeva.resources import story_folder

# A slow machine is no reason for a property to fail.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

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


@pytest.fixture(scope="session")
def shipped() -> Story:
    """The story that ships."""
    return load_story(story_folder())
