"""Transcripts: a game as plain text that can be read, kept, and played again as a test.

A transcript begins with a few `key: value` lines (`seed: 7`, perhaps `story: ../stories/small`, `from: studio_four`, `set: late=yes`), and then
holds the text shown, each typed line after `> `:

    seed: 7

    The Wings, June 2019

    > x shoes
    The ribbons are sewn on with the same blue.
"""

from __future__ import annotations

import re

from attrs import evolve, frozen

from kalmurzaeva.engine.step import begin
from kalmurzaeva.engine.turn import Turn
from kalmurzaeva.model.markup import plain
from kalmurzaeva.model.problems import did_you_mean
from kalmurzaeva.model.state import State
from kalmurzaeva.model.story import Beat, Story
from kalmurzaeva.model.values import Value, Variable
from kalmurzaeva.session.tree import Session

# A line of the story that would be taken for a typed one; it is written with a backslash, as in a story file.
_TYPED_LIKE = re.compile(r"^\\*> ", re.MULTILINE)
_HEADING = re.compile(r"(seed|story|from|set|version|note): ?(.*)")


@frozen
class Transcript:
    """A transcript in its parts: the seed, the story's folder where it names one, where it begins, the typed lines, and the whole
    text. `settings` are (variable, value) as written."""

    seed: int
    lines: tuple[str, ...]
    text: str
    story: str | None = None
    start: str | None = None
    settings: tuple[tuple[str, str], ...] = ()
    heading: tuple[str, ...] = ()


def parse_transcript(text: str) -> Transcript:
    """A transcript read. Raises ValueError with a sentence where its heading makes no sense."""
    heading: list[str] = []
    found: dict[str, str] = {}
    settings: list[tuple[str, str]] = []
    for line in text.splitlines():
        match = _HEADING.fullmatch(line)
        if not match:
            break
        heading.append(line)
        if match[1] == "set":
            name, _, value = match[2].partition("=")
            settings.append((name.strip(), value.strip()))
        else:
            found[match[1]] = match[2].strip()
    if not re.fullmatch(r"-?\d+", found.get("seed", "0")):
        raise ValueError(f'"seed: {found["seed"]}" is not a number')
    lines = tuple(line[2:] for line in text.splitlines() if line.startswith("> "))
    return Transcript(
        int(found.get("seed", "0")), lines, text, found.get("story"), found.get("from"), tuple(settings), tuple(heading)
    )


def shown(beat: Beat, before: Beat | None = None) -> str:
    """A beat as a transcript has it: its text, its choices numbered where they are others than `before`, an ending named."""
    parts = [_TYPED_LIKE.sub(r"\\\g<0>", beat.text)] if beat.text else []
    if beat.choices and (before is None or before.choices != beat.choices):
        parts.append("\n".join(_choice_line(choice.number, choice.words, choice.reason) for choice in beat.choices))
    if beat.ending:
        parts.append(f"[ending: {beat.ending}]")
    return "\n\n".join(parts)


def _choice_line(number: int, words: str, reason: str | None) -> str:
    return plain(f"{number}. {words}" + (f" ({reason})" if reason else ""))


def play(story: Story, transcript: Transcript, *, through_json: bool = False) -> str:
    """The transcript as this story plays it now. With `through_json`, the session goes through its JSON after every turn."""
    session = started(story, transcript.seed, transcript.start, transcript.settings)
    beat = session.beat
    pieces = ["\n".join(transcript.heading), shown(beat)]
    for line in transcript.lines:
        if through_json:
            session = evolve(session, state=State.from_json(story, session.state.to_json()))
        before = beat
        session, beat = session.enter(line)
        pieces.append(f"> {line}\n{shown(beat, before)}".rstrip())
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def started(story: Story, seed: int, start: str | None = None, settings: tuple[tuple[str, str], ...] = ()) -> Session:
    """A session at the beginning, or at a node with variables set, as writers play. Raises ValueError with a sentence."""
    if start is None and not settings:
        return Session.new(story, seed)
    if start is not None and start not in story.nodes:
        raise ValueError(f'There is no node called "{start}". {did_you_mean(start, story.nodes)}'.strip())
    state, _ = begin(story, seed)
    values = dict(state.values)
    for name, written in settings:
        variable = story.variables.get(name)
        if variable is None:
            raise ValueError(f'There is no variable called "{name}". {did_you_mean(name, story.variables)}'.strip())
        values[name] = parse_value(variable, written)
    turn = Turn(story, State(story, story.start, values, seed=seed))
    turn.enter(start or story.start)
    return Session.at(turn, seed)


def parse_value(variable: Variable, written: str) -> Value:
    """A value as a writer types it: `yes`, `3`, `drone`, `hem,mop` for a set. Raises ValueError with a sentence."""
    try:
        return variable.of.typed(variable, written)
    except ValueError as error:
        takes = variable.of.takes(variable)
        raise ValueError(f'{variable.name} cannot be "{written}": it takes {takes}.') from error
