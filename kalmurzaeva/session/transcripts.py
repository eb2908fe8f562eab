"""Transcripts: a game as plain text that can be read, kept, and played again as a test.

A transcript begins with a few `key: value` lines (`seed: 7`, perhaps `story: ../stories/small`, `from: stage_empty`, `set: late=yes`), and then
holds the text shown, each typed line after `> `:

    seed: 7

    The Wings, June 2019

    > x shoes
    The ribbons are sewn on with the same blue.

A choice that was taken by its number has its words after it: `> 2. look for your other sock`. Where the player went to another game, or to another
turn of this one, a note says where the transcript goes on from: `[restored tea; after line 12]`, which is the twelfth typed line, or
`[restored tea; seed 9]`, which is the first page of another game. What came before and is not in the transcript yet follows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from attrs import define, evolve, frozen

from kalmurzaeva.engine.step import begin
from kalmurzaeva.engine.turn import Turn
from kalmurzaeva.grammar.lexicon import tokens
from kalmurzaeva.model.markup import plain
from kalmurzaeva.model.problems import did_you_mean
from kalmurzaeva.model.state import State
from kalmurzaeva.model.story import Beat, Story
from kalmurzaeva.model.values import Value, Variable
from kalmurzaeva.session.tree import Session

_JUMP = re.compile(r"\[.*; (?:after line (\d+)|seed (-?\d+))\]")
# A line of the story that would be taken for a typed one or for such a note; it is written with a backslash, as in a story file.
_TYPED_LIKE = re.compile(rf"^\\*(?:> |{_JUMP.pattern}$)", re.MULTILINE)
_NUMBERED = re.compile(r"(\d+)\. (.+)")
_HEADING = re.compile(r"(seed|story|from|set|version|note): ?(.*)")


@frozen
class Jump:
    """Where a transcript goes on from somewhere else: after so many typed lines, or, with a `seed`, from the first page of another game."""

    note: str
    line: int = 0
    seed: int | None = None


@frozen
class Played:
    """One step of a transcript as it is played: what heads it (a typed line, or a note), the session and the beat after it, and the beat
    that was on the screen before; None where nothing was."""

    heading: str
    session: Session
    beat: Beat
    before: Beat | None


@frozen
class Transcript:
    """A transcript in its parts: the seed, the story's folder where it names one, where it begins, its steps (a typed line each, or a jump), and
    the whole text. `settings` are (variable, value) as written."""

    seed: int
    steps: tuple[str | Jump, ...]
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
    return Transcript(
        int(found.get("seed", "0")),
        tuple(_steps(text.splitlines()[len(heading) :])),
        text,
        found.get("story"),
        found.get("from"),
        tuple(settings),
        tuple(heading),
    )


def _steps(lines: Sequence[str]) -> Iterator[str | Jump]:
    typed = 0
    for line in lines:
        if line.startswith("> "):
            typed += 1
            yield line[2:]
        elif jump := _JUMP.fullmatch(line):
            if int(jump[1] or 0) > typed:
                raise ValueError(f'"{line}" names a line that comes later')
            yield Jump(line, int(jump[1] or 0), int(jump[2]) if jump[2] else None)


def numbered(words: str, typed: str) -> str:
    """A typed number as a transcript and a screen have it, with the words of the choice that it took: `2. look for your other sock`."""
    return f"{typed}. {' '.join(plain(words).split())}"


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
    pieces = ["\n".join(transcript.heading)]
    for step in walk(story, transcript, through_json=through_json):
        said = shown(step.beat, step.before)
        if step.heading.startswith("["):
            pieces += [step.heading, said]
        else:
            pieces.append(f"{step.heading}\n{said}".strip())
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def walk(story: Story, transcript: Transcript, *, through_json: bool = False) -> Iterator[Played]:
    """A transcript played: first its beginning, then each of its steps."""
    replay = Replay.of(started(story, transcript.seed, transcript.start, transcript.settings))
    yield Played("", replay.session, replay.beat, None)
    for at, step in enumerate(transcript.steps):
        if isinstance(step, Jump):
            replay.jump(step)
            beat = replay.beat if step.seed is not None else evolve(replay.beat, blocks=(), choices=(), ending=None)
            yield Played(step.note, replay.session, beat, None)
            continue
        if through_json:
            replay.session = evolve(replay.session, state=State.from_json(story, replay.session.state.to_json()))
        before = replay.beat
        following = transcript.steps[at + 1] if at + 1 < len(transcript.steps) else None
        replay.take(*replay.entered(step, partial(_is_typed, following)))
        yield Played(f"> {step}", replay.session, replay.beat, before)


def _is_typed(following: str | Jump | None, rest: str) -> bool:
    """Whether a step of a transcript is what the game left of the line before it."""
    return isinstance(following, str) and tokens(following) == tokens(rest)


@define(eq=False)
class Replay:
    """A transcript while it is played: the session, what is on the screen, and both as they were at the beginning and after each typed line."""

    session: Session
    beat: Beat
    reached: list[tuple[Session, Beat]]

    @classmethod
    def of(cls, session: Session) -> Replay:
        """One that begins where a session stands."""
        return cls(session, session.beat, [(session, session.beat)])

    def jump(self, jump: Jump) -> None:
        """Goes on from elsewhere."""
        if jump.seed is None:
            self.session, self.beat = self.reached[jump.line]
        else:
            self.session = Session.new(self.session.story, jump.seed)
            self.beat = self.session.beat

    def entered(self, line: str, goes_on: Callable[[str], bool]) -> tuple[Session, Beat]:
        """What a typed line leads to. What the game left of it, after UNDO or the like, is a typed line of its own where `goes_on` says so."""
        session, beat = self.session.play(_typed(line, self.beat))
        if beat.request is not None and beat.rest and goes_on(beat.rest):
            return session.carry_out(beat)
        return self.session.enter(_typed(line, self.beat))

    def take(self, session: Session, beat: Beat) -> None:
        """That line was typed."""
        self.session, self.beat = session, beat
        self.reached.append((session, beat))


def _typed(line: str, before: Beat) -> str:
    """What was typed: of a number with the words of its choice after it, the number."""
    match = _NUMBERED.fullmatch(line)
    taken = match and any(numbered(choice.words, str(choice.number)) == line for choice in before.choices)
    return match[1] if match and taken else line


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
