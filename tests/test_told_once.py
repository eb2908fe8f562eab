"""What a play by choices alone reads of the third act, it reads once: no paragraph of more than a line or two comes back word for word, in rehearsal,
before people, or anywhere else."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kalmurzaeva import Command, Story, begin, offers, step
from kalmurzaeva.studio.exploration.playthrough import shown_paragraphs
from kalmurzaeva.studio.prose import count_words

FOLDER = Path(__file__).resolve().parent.parent / "story"

PLAYS, MOST_TURNS, LONG = 20, 1_500, 25
ACT, AFTER = "odyssey_act", "calendar"


def paragraphs(story: Story, seed: int) -> Iterator[tuple[str, str]]:
    """The paragraphs of a play by choices until the act is over, each with the act of the node that it was shown in."""
    chance = random.Random(f"told once/{seed}")
    state, beat = begin(story, seed)
    node = state.node
    for _ in range(MOST_TURNS):
        for shown in shown_paragraphs(story, beat, node):
            yield story.nodes[shown.node].act or "", shown.text
        if beat.ending is not None or state.node == AFTER:
            return
        listed = [choice.command for choice in beat.choices if choice.reason is None]
        node = state.node
        state, beat = step(story, state, chance.choice(listed or list(offers(story, state))))


@pytest.mark.parametrize("seed", range(PLAYS))
def test_nothing_long_is_read_twice_in_the_third_act(shipped, seed):
    seen: set[str] = set()
    again = []
    for act, text in paragraphs(shipped, seed):
        if act == ACT and count_words(text) > LONG and text in seen:
            again.append(text)
        seen.add(text)
    assert again == []


def test_some_of_these_plays_come_to_the_act(shipped):
    assert any(act == ACT for seed in range(3) for act, _ in paragraphs(shipped, seed))


def test_look_is_a_look_and_takes_no_choice(shipped):
    taken = [
        block.id
        for node in shipped.nodes.values()
        for block in node.layer.blocks
        if block.marker.is_choice and any(form.command == Command("look") for form in block.forms)
    ]
    assert taken == []


def test_no_two_words_stand_together():
    """The blank behind the colon of a condition is no part of its text: `four{if late: and cold}` says *fourand cold*."""
    together = re.compile(r"\w\{(?:if|unless) [^:{}|]*: ?\w")
    found = [
        f"{path.name}: {line.strip()[:80]}"
        for path in sorted(FOLDER.glob("*.twee"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith(("title:", "hour:")) and together.search(line)
    ]
    assert found == []
