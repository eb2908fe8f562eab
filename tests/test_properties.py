"""What holds for every line and every road through the story that ships."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kalmurzaeva import Command, Session, State, Story, begin, offers, step
from kalmurzaeva.model.story import Talk

_SLOW = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

LINES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        "look|wait|undo|redo|again|x me|x it|ask her about it|1|2|3|topics|exits|take all|remember shoes|keep it|score|talk|"
        "listen. smell then jump|ask dasha about tea|oops shoes|north|xyzzy|say merde|restart|give it to her|and dasha?|why".split(
            "|"
        )
    ),
)


def walk(story: Story, picks: list[int]) -> list[tuple[State, Command]]:
    """A road through the story by what it offers: the states and what was done in each."""
    state, _ = begin(story, seed=picks[0] if picks else 0)
    road = []
    for pick in picks:
        offered = offers(story, state)
        if not offered:
            break
        command = offered[pick % len(offered)]
        road.append((state, command))
        state, _ = step(story, state, command)
    return road


PICKS = st.lists(st.integers(0, 10_000), min_size=1, max_size=60)


@_SLOW
@given(PICKS)
def test_a_command_leads_to_the_same_whatever_was_talked_of(shipped, picks):
    """Saves, undo, the checker and the explorer carry out Commands: none of them knows what was said between them."""
    for state, command in walk(shipped, picks):
        alone = evolve(state, talk=Talk())
        assert step(shipped, state, command)[0].is_same_game(step(shipped, alone, command)[0])


@_SLOW
@given(PICKS, st.lists(LINES, max_size=8))
def test_no_line_ever_raises_and_every_line_is_answered(shipped, picks, lines):
    road = walk(shipped, picks)
    state, command = road[-1]
    state, _ = step(shipped, state, command)
    for line in lines:
        state, beat = step(shipped, state, line)
        assert beat.request is not None or beat.text or beat.choices or beat.ending


@_SLOW
@given(PICKS)
def test_what_is_offered_is_answered_by_the_story(shipped, picks):
    for state, command in walk(shipped, picks):
        _, beat = step(shipped, state, command)
        assert beat.outcome == "story", command


@_SLOW
@given(PICKS)
def test_a_state_survives_json_at_every_turn(shipped, picks):
    for state, command in walk(shipped, picks):
        copy = State.from_json(shipped, state.to_json())
        assert copy == state
        assert step(shipped, copy, command) == step(shipped, state, command)


@_SLOW
@given(PICKS, LINES)
def test_undo_restores_the_very_state(shipped, picks, line):
    session = Session.new(shipped, seed=3)
    for _, command in walk(shipped, picks):
        session, _ = session.enter(command)
    before = session
    after, _ = session.enter(line)
    if len(after.entries) == len(before.entries):
        return
    back, _ = after.enter("undo")
    assert back.state == before.state
    forward, _ = back.enter("redo")
    assert forward.state == after.state


_PLAY = """
import json, sys
from kalmurzaeva import Command, begin, step
from kalmurzaeva.language.load import cut_story
story, _ = cut_story()
state, beat = begin(story, seed=7)
texts = [beat.text]
for data in json.load(sys.stdin):
    state, beat = step(story, state, Command.from_json(data))
    texts.append(beat.text)
print(json.dumps([texts, state.to_json()]))
"""


def test_the_same_seed_and_commands_give_the_same_text_in_any_process(shipped):
    """No result depends on Python's hash, on time, or on the order of a set."""
    state, _ = begin(shipped, seed=7)
    commands = []
    for number in range(400):
        offered = offers(shipped, state)
        if not offered:
            break
        commands.append(offered[(number * 7919) % len(offered)])
        state, _ = step(shipped, state, commands[-1])
    data = json.dumps([command.to_json() for command in commands])
    seen = [
        subprocess.run(
            [sys.executable, "-c", _PLAY],
            input=data,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert seen[0] == seen[1]
    assert json.loads(seen[0])[1] == state.to_json()
