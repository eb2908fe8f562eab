"""What a writer may rely on in `story/README.md`: every example is a story, and plays as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kalmurzaeva import begin, step
from kalmurzaeva.model.markers import FORMS
from kalmurzaeva.model.story import Story
from tests.small import load_whole

PAGE = (Path(__file__).parent.parent / "story" / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
EXAMPLES = [text for kind, text in BLOCKS if kind == "twee"]
# Each play with the example that stands before it on the page.
PLAYS = [(BLOCKS[index - 1][1], text) for index, (kind, text) in enumerate(BLOCKS) if kind == "play"]


def title(example: str) -> str:
    """What an example calls itself."""
    return example.split("\n")[1]


def turns(play: str) -> list[tuple[str, list[str]]]:
    """A play as (what is typed, the lines it gives), blank lines left out."""
    found: list[tuple[str, list[str]]] = []
    for line in play.splitlines():
        if line.startswith(">"):
            found.append((line[1:].strip(), []))
        elif line.strip():
            found[-1][1].append(line.strip())
    return found


def test_the_page_has_examples_and_most_of_them_are_played() -> None:
    assert len(EXAMPLES) >= 5
    assert len(PLAYS) >= 5
    assert {kind for kind, _ in BLOCKS} == {"twee", "play"}
    assert [kind for kind, _ in BLOCKS].count("play") == len(PLAYS)
    assert all(example in EXAMPLES for example, _ in PLAYS)
    assert len({title(example) for example in EXAMPLES}) == len(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=title)
def test_an_example_is_a_story_of_its_own(example: str) -> None:
    story = load_whole(example)
    assert isinstance(story, Story)
    assert story.title == title(example)
    assert begin(story)[1].text


@pytest.mark.parametrize(("example", "play"), PLAYS, ids=[title(example) for example, _ in PLAYS])
def test_an_example_plays_as_the_page_says(example: str, play: str) -> None:
    story = load_whole(example)
    state, _ = begin(story, seed=7)
    assert turns(play)
    for typed, told in turns(play):
        state, beat = step(story, state, typed)
        assert [line.strip() for line in beat.text.splitlines() if line.strip()] == told, f"> {typed}"


@pytest.mark.parametrize("form", FORMS)
def test_the_page_names_every_form(form: str) -> None:
    assert f"`{form}`" in PAGE or f"[as {form}" in PAGE


def test_the_page_names_every_sign_that_a_header_or_a_block_may_hold() -> None:
    options = ("[if cond]", "[unless cond]", "[label name]", "[was old id]", "[closed if cond: Why not.]")
    rules = ("@ enter", "@ return", "@ turn", "@ after 3 turns", "@ before take", "@ anything")
    lines = ("-> [[node]]", "->> [[node]]", "-> on", "[else if cond]", "[each gesture in kept]", "<-")
    assert [sign for sign in (*options, *rules, *lines) if f"`{sign}`" not in PAGE] == []
