"""The tree of a playthrough: every turn ever taken, and where the player is in it.

An *entry* is one typed line: its Commands, its words, and the state after them. The cursor is an entry, or the beginning. UNDO moves it to
its parent, REDO back; a new turn after an UNDO begins a branch, and nothing is lost. The journal holds Commands, never typed lines to be
read again, so that a better parser cannot rewrite an old game.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from attrs import evolve, field, frozen

from kalmurzaeva.engine.step import begin, finished
from kalmurzaeva.engine.turn import Turn
from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.state import State, StateError, followed
from kalmurzaeva.model.story import Beat, Command, Shown, Story
from kalmurzaeva.parser.line import step
from kalmurzaeva.session.recap import recap

FORMAT = 1
_MOST_ENTRIES = 100_000
# Of older turns only one in so many is kept in memory; UNDO replays from there.
_KEPT_NEAR, _KEPT_ONE_IN = 64, 16


@frozen(eq=False)
class Entry:
    """One typed line that did something. `number` is its place in the journal, from 1."""

    number: int
    parent: Entry | None
    commands: tuple[Command, ...]
    line: str


@frozen
class Session:
    """A playthrough: its story, its seed, all entries, the cursor, and the state and beat there. `undone` are the entries that REDO goes
    back to, nearest first."""

    story: Story = field(repr=False, eq=False)
    seed: int
    state: State
    beat: Beat = field(repr=False, eq=False)
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    cursor: Entry | None = None
    undone: tuple[Entry, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = field(default=(), repr=False)
    _known: dict[Entry | None, tuple[State, Beat]] = field(factory=dict, repr=False, eq=False)
    _start: State | None = field(default=None, repr=False, eq=False)
    _resumed: Entry | None = field(default=None, repr=False, eq=False)

    @classmethod
    def new(cls, story: Story, seed: int = 0) -> Session:
        """A session at the beginning."""
        state, beat = begin(story, seed)
        return cls(story, seed, state, beat, known={None: (state, beat)})

    @classmethod
    def at(cls, turn: Turn, seed: int) -> Session:
        """A session that begins where a turn has arrived: for writers, who start in the middle. Its journal begins there, too."""
        state, beat = finished(turn)
        return cls(turn.story, seed, state, beat, known={None: (state, beat)}, start=state)

    # ── Playing ────────────────────────────────────────────────────────────────────────────────────────────────

    def enter(self, line: str | Command) -> tuple[Session, Beat]:
        """One typed line. The verbs of the session itself are carried out here; SAVE, RESTORE, QUIT and the like are left in
        `beat.request` for whoever owns a disk and a screen."""
        session, beat = self.play(line)
        if beat.request is None:
            return session, beat
        rest = beat.rest
        after, done = session.carry_out(beat)
        if not rest or after is session:
            return after, done
        after, later = after.enter(rest)
        return after, evolve(later, blocks=(*done.blocks, *later.blocks))

    def play(self, line: str | Command) -> tuple[Session, Beat]:
        """One typed line, with any verb of the session left in `beat.request`: whoever wants to ask first asks, and then has it carried out."""
        if isinstance(line, str) and line.lstrip().startswith("*"):
            return self._noted(clean(line)[:1000].strip())
        state, beat = step(self.story, self.state, line)
        words = clean(line)[:1000] if isinstance(line, str) else ""
        did_something = (
            beat.commands and not (beat.request and beat.request.verb == "meant") and not self.state.is_same_game(state)
        )
        return self._entered(beat, state, words) if did_something else evolve(self, state=state), beat

    def _noted(self, line: str) -> tuple[Session, Beat]:
        """A line that begins with `*` is the player's own note: it is kept, and does nothing."""
        return evolve(self, notes=(*self.notes, line.lstrip("* "))), _remark(
            self.beat, "Noted. NOTES lists what you wrote."
        )

    def _entered(self, beat: Beat, state: State, line: str) -> Session:
        """The session after one more entry."""
        entry = Entry(len(self.entries) + 1, self.cursor, beat.commands, line)
        self._remember(entry, state, beat)
        return evolve(
            self, state=state, beat=evolve(beat, request=None), entries=(*self.entries, entry), cursor=entry, undone=()
        )

    def carry_out(self, beat: Beat) -> tuple[Session, Beat]:
        """The session's own verb that a beat asks for: UNDO, REDO, RESTART. Others are not its own, and the beat comes back as it is."""
        assert beat.request is not None
        verb = beat.request.verb
        if verb == "undo":
            return self._undo_several(beat.request.topic)
        if verb == "redo":
            return self.redo()
        if verb == "restart":
            return self.restart()
        if verb == "meant":
            before, _ = self.undo()
            return before.enter(beat.commands[0])
        if verb == "recall":
            return self, _again(self.beat, "Once more:")
        if verb == "recap":
            done = (command for entry in self.path() for command in entry.commands)
            return self, _remarks(self.beat, recap(self.story, self.state, done))
        if verb == "notes":
            return self, _remarks(
                self.beat, self.notes or ("You have written nothing down. A line that begins with * is a note.",)
            )
        return self, beat

    def undo(self) -> tuple[Session, Beat]:
        """Takes back the last line."""
        if self.cursor is None:
            text = "There is nothing to take back: this is the beginning."
            return self, _remark(self.beat, f"{text} REDO goes back to where you were." if self.undone else text)
        session = self._at(self.cursor.parent, (self.cursor, *self.undone))
        return session, _again(session.beat, f"Taken back: {_said(self.cursor)}.")

    def _undo_several(self, how_many: str | None) -> tuple[Session, Beat]:
        """UNDO, or UNDO 3."""
        number, most = int(how_many or 1), len(self.path())
        if how_many and not 1 <= number <= most:
            return self, _remark(
                self.beat, f"UNDO takes back the last turn, UNDO 3 the last three. {most} can be taken back."
            )
        session, beat = self.undo()
        for _ in range(number - 1):
            session, beat = session.undo()
        return session, beat

    def redo(self) -> tuple[Session, Beat]:
        """Goes forward again after UNDO."""
        if not self.undone:
            return self, _remark(self.beat, "There is nothing to do over: nothing was taken back.")
        session = self._at(self.undone[0], self.undone[1:])
        return session, _again(session.beat, f"Done over: {_said(self.undone[0])}.")

    def restart(self) -> tuple[Session, Beat]:
        """Back to the beginning. What was played stays in the tree, and REDO goes back to it."""
        session = self._at(None, self.path() + self.undone)
        return session, session.beat

    def back_to(self, entry: Entry) -> Session:
        """The session where it stood before an entry of its path. What came after stays in the tree, and REDO goes forward to it."""
        path = self.path()
        return self._at(entry.parent, path[path.index(entry) :] + self.undone)

    def replayed(self) -> Iterator[tuple[Entry | None, Beat]]:
        """Everything that was shown from the first page to where the player is: the first beat with None, every other with its entry."""
        first, beat = self.restart()
        yield None, beat
        for entry, _, told in replay(self.story, first.state, self.path()):
            yield entry, told

    def path(self) -> tuple[Entry, ...]:
        """The entries from the beginning to the cursor."""
        found = []
        at = self.cursor
        while at is not None:
            found.append(at)
            at = at.parent
        return tuple(reversed(found))

    def _at(self, entry: Entry | None, undone: tuple[Entry, ...]) -> Session:
        state, beat = self._reached(entry)
        return evolve(self, state=state, beat=beat, cursor=entry, undone=undone)

    def _reached(self, entry: Entry | None) -> tuple[State, Beat]:
        """The state and the beat after an entry, replayed from the nearest known one."""
        to_play: list[Entry] = []
        at = entry
        while at not in self._known:
            assert at is not None
            to_play.append(at)
            at = at.parent
        state, beat = self._known[at]
        for replayed, state, beat in replay(self.story, state, reversed(to_play)):  # noqa: B020  # the last ones are the answer
            self._remember(replayed, state, beat)
        return state, beat

    def _remember(self, entry: Entry, state: State, beat: Beat) -> None:
        """Keeps what an entry led to at hand, and lets an older one go."""
        self._known[entry] = (state, beat)
        old = entry.number - _KEPT_NEAR
        if old > 0 and old % _KEPT_ONE_IN and self.entries[old - 1] is not self._resumed:
            self._known.pop(self.entries[old - 1], None)

    # ── JSON ───────────────────────────────────────────────────────────────────────────────────────────────────

    def to_data(self) -> dict[str, Any]:
        """The session as plain data: the seed, the journal as [parent, commands, line], the cursor, the state."""
        return (
            {
                "format": FORMAT,
                "seed": self.seed,
                "journal": [
                    [
                        entry.parent.number if entry.parent else 0,
                        [command.to_json() for command in entry.commands],
                        entry.line,
                    ]
                    for entry in self.entries
                ],
                "cursor": self.cursor.number if self.cursor else 0,
                "undone": [entry.number for entry in self.undone],
                "state": self.state.to_data(),
            }
            | ({"start": self._start.to_data()} if self._start else {})
            | ({"notes": list(self.notes)} if self.notes else {})
        )

    def to_json(self) -> str:
        """The session as JSON."""
        return json.dumps(self.to_data(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, story: Story, text: str) -> Session:
        """The inverse of `to_json`. Raises StateError with a reason."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise StateError("this is not JSON") from error
        return cls.from_data(story, data)

    @classmethod
    def from_data(cls, story: Story, data: Any) -> Session:
        """A session from plain data. Raises StateError with a reason."""
        if not isinstance(data, dict):
            raise StateError("a session is a JSON object")
        if not isinstance(data.get("format"), int) or isinstance(data["format"], bool):
            raise StateError("it does not say which format it is")
        if data["format"] > FORMAT:
            raise StateError("it was written by a newer version of the game")
        seed = data.get("seed")
        if not isinstance(seed, int) or isinstance(seed, bool):
            raise StateError('"seed" is not a number')
        entries = _entries(story, data.get("journal"))
        cursor = _entry(entries, data.get("cursor"))
        undone = _undone(entries, cursor, data.get("undone", []))
        state = State.from_data(story, data.get("state"))
        start = State.from_data(story, data["start"]) if "start" in data else None
        session = cls(
            story,
            seed,
            state,
            _empty_beat(),
            entries,
            cursor,
            undone,
            _notes(data.get("notes", [])),
            start=start,
            resumed=cursor,
        )
        session._known[None] = step(story, start, Command("look")) if start else begin(story, seed)
        reached, beat = session._reached(cursor)
        # The saved state is the truth of where the player is, whatever the story has become since, and is never replayed; the replay
        # gives the words of the last turn.
        if not reached.is_same_game(state):
            session._known[cursor] = (state, beat)
        return evolve(session, beat=_now(story, state, beat))


def replay(story: Story, state: State, entries: Iterable[Entry]) -> Iterator[tuple[Entry, State, Beat]]:
    """Plays a journal from a state: each entry with the state and the beat after it."""
    for entry in entries:
        state, beat = _replayed(story, state, entry.commands)
        yield entry, state, beat


def _replayed(story: Story, state: State, commands: tuple[Command, ...]) -> tuple[State, Beat]:
    """Carries out the commands of one entry, and joins what they show."""
    blocks: list[Shown] = []
    sources: list[str] = []
    beat = _empty_beat()
    for command in commands:
        state, beat = step(story, state, command)
        blocks += beat.blocks
        sources += beat.sources
    return state, evolve(beat, blocks=tuple(blocks), sources=tuple(sources), commands=commands)


def _now(story: Story, state: State, beat: Beat) -> Beat:
    """The last beat, with the choices that the saved state has."""
    _, seen = step(story, state, "")
    return evolve(beat, choices=seen.choices, ending=seen.ending)


def _empty_beat() -> Beat:
    return Beat((), (), (), None, "meta")


def _remark(beat: Beat, text: str) -> Beat:
    return Beat((Shown("answer", (text,)),), (), beat.choices, beat.ending, "meta")


def _remarks(beat: Beat, paragraphs: tuple[str, ...]) -> Beat:
    return Beat((Shown("answer", paragraphs),), (), beat.choices, beat.ending, "meta")


def _again(beat: Beat, text: str) -> Beat:
    """A beat shown once more, after a remark."""
    return evolve(beat, blocks=(Shown("correction", (text,)), *beat.blocks), outcome="meta", commands=(), request=None)


def _said(entry: Entry) -> str:
    return entry.line.strip() or " ".join(part for part in entry.commands[0].to_json() if part)


def _entries(story: Story, journal: Any) -> tuple[Entry, ...]:
    if not isinstance(journal, list) or len(journal) > _MOST_ENTRIES:
        raise StateError('"journal" is not a list of turns')
    entries: list[Entry] = []
    for number, data in enumerate(journal, 1):
        if (
            not isinstance(data, list)
            or len(data) != 3
            or not isinstance(data[1], list)
            or not isinstance(data[2], str)
        ):
            raise StateError(f"turn {number} of the journal is damaged")
        parent = data[0]
        if not isinstance(parent, int) or isinstance(parent, bool) or not 0 <= parent < number:
            raise StateError(f"turn {number} of the journal follows no turn")
        try:
            commands = tuple(_renamed(story, Command.from_json(command)) for command in data[1])
        except ValueError as error:
            raise StateError(f"turn {number} of the journal is damaged: {error}") from error
        if not commands:
            raise StateError(f"turn {number} of the journal does nothing")
        entries.append(Entry(number, entries[parent - 1] if parent else None, commands, clean(data[2])[:1000]))
    return tuple(entries)


def _notes(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(note, str) for note in found):
        raise StateError('"notes" is not a list of lines')
    return tuple(clean(note)[:1000] for note in found)


def _renamed(story: Story, command: Command) -> Command:
    """A command of an older version of the story, in the names that this one has."""
    if not story.renamed:
        return command
    names = (name and followed(story, name) for name in (command.noun, command.second, command.topic))
    return Command(command.verb, *names)


def _undone(entries: tuple[Entry, ...], cursor: Entry | None, numbers: Any) -> tuple[Entry, ...]:
    """The entries that REDO goes back to: each follows the one before it, the first the cursor."""
    if not isinstance(numbers, list):
        raise StateError('"undone" is not a list of turns')
    found: list[Entry] = []
    for number in numbers:
        entry = _entry(entries, number)
        if entry is None or entry.parent is not (found[-1] if found else cursor):
            raise StateError('"undone" holds a turn that follows from no other')
        found.append(entry)
    return tuple(found)


def _entry(entries: tuple[Entry, ...], number: Any) -> Entry | None:
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= len(entries):
        raise StateError("it points at a turn that it does not hold")
    return entries[number - 1] if number else None
