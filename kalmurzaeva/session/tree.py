"""The tree of a playthrough: every turn ever taken, and where the player is in it.

An *entry* is one typed line: its Commands, its words, and the state after them. The cursor is an entry, or the beginning. UNDO moves it to
its parent, REDO back; a new turn after an UNDO begins a branch, and nothing is lost. The journal holds Commands, never typed lines to be
read again, so that a better parser cannot rewrite an old game.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

from attrs import evolve, field, frozen

from kalmurzaeva.engine.step import begin, finished
from kalmurzaeva.engine.turn import Turn
from kalmurzaeva.engine.view import View
from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.state import State, StateError, data_of
from kalmurzaeva.model.story import Beat, Command, Story
from kalmurzaeva.parser.line import step
from kalmurzaeva.session.digests import digest, initials, written_initials
from kalmurzaeva.session.journal import (
    MOST_TYPED,
    Entry,
    Place,
    Told,
    again,
    as_it_stands,
    beat_data,
    empty_beat,
    entry_at,
    looked,
    number_of,
    read_beat,
    read_entries,
    read_left,
    read_notes,
    read_undone,
    remark,
    remarks,
    replay,
    row_of,
    said,
    told_of,
)
from kalmurzaeva.session.recap import recap
from kalmurzaeva.session.saves.migrations import CEILING, NodeGoneError, carried, migrated, told
from kalmurzaeva.session.written import Head, Written, object_of

FORMAT = CEILING
# A replay is compared with one digest in so many; where that differs, with those before it.
_COMPARED_ONE_IN = 16
# The digest of a turn that can no longer be reached by a replay.
_LOST = "-"
_CHANGED = "the story has changed since"
# Of older turns only one in so many is kept in memory; UNDO replays from there.
_KEPT_NEAR, _KEPT_ONE_IN = 64, 16
_MOST_MARKS = 8


class HorizonError(Exception):
    """A replay leads elsewhere than the game once did: the story has changed. `entry` is the first turn that differs."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.number)
        self.entry = entry


@frozen
class Session:
    """A playthrough: its story, its seed, all entries, the cursor, and the state and beat there. `undone` are the entries that REDO goes
    back to, nearest first; `left` the places where RESTART was typed, newest last. `losses` is what another edition of the story cost, as a
    sentence, and `is_carried_over` whether this game is in anything another than the one that was saved."""

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
    left: tuple[Place, ...] = field(default=(), repr=False)
    losses: str = field(default="", repr=False, eq=False)
    is_carried_over: bool = field(default=False, repr=False, eq=False)
    _digests: dict[Entry, str] = field(factory=dict, repr=False, eq=False)
    # What HISTORY says of each entry; that of a game of an older version is found out when it is asked for.
    _told: dict[Entry, Told] = field(factory=dict, repr=False, eq=False)
    # States that no replay leads to: where another edition took the game up.
    _anchors: dict[Entry | None, State] = field(factory=dict, repr=False, eq=False)
    _resumed: Entry | None = field(default=None, repr=False, eq=False)
    _written: Written = field(factory=Written, repr=False, eq=False)

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

    @cached_property
    def view(self) -> View:
        """The story from where the player is."""
        return View(self.story, self.state)

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
            return self._noted(clean(line).strip())
        state, beat = step(self.story, self.state, line, self._recent)
        words = clean(line)[:MOST_TYPED] if isinstance(line, str) else ""
        did_something = (
            beat.commands and not (beat.request and beat.request.verb == "meant") and not self.state.is_same_game(state)
        )
        return self._entered(beat, state, words) if did_something else evolve(self, state=state), beat

    def _recent(self) -> list[str]:
        """The texts of the last two turns, newest first; the one before is replayed where it is not remembered, so that a resumed game hears the same.
        What was put right in a typed line is left out: a turn that is replayed was not typed."""
        beats = [self.beat]
        if self.cursor is not None:
            with suppress(HorizonError):
                beats.append(self._reached(self.cursor.parent)[1])
        return [
            evolve(beat, blocks=tuple(block for block in beat.blocks if block.kind != "correction")).text
            for beat in beats
        ]

    def _noted(self, line: str) -> tuple[Session, Beat]:
        """A line that begins with `*` is the player's own note: it is kept, and does nothing."""
        kept = " ".join(line.lstrip("* ").split())[:MOST_TYPED]
        all_ = "Noted." if len(line) <= MOST_TYPED else f"Noted, the first {MOST_TYPED} characters of it."
        return evolve(self, notes=(*self.notes, kept)), remark(self.beat, f"{all_} NOTES lists what you wrote.")

    def _entered(self, beat: Beat, state: State, line: str) -> Session:
        """The session after one more entry."""
        entry = Entry(len(self.entries) + 1, self.cursor, beat.commands, line)
        self._remember(entry, state, beat)
        self._digests[entry] = digest(state)
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
            return self, again(self.beat, "Once more:")
        if verb == "recap":
            done = (command for entry in self.path() for command in entry.commands)
            return self, remarks(self.beat, recap(self.story, self.state, done))
        if verb == "notes":
            return self, remarks(
                self.beat, self.notes or ("You have written nothing down. A line that begins with * is a note.",)
            )
        return self, beat

    def undo(self) -> tuple[Session, Beat]:
        """Takes back the last line."""
        if self.cursor is None:
            text = "There is nothing to take back: this is the beginning."
            return self, remark(
                self.beat, f"{text} REDO goes back to where you were." if self.undone or self.left else text
            )
        try:
            session = self._at(self.cursor.parent, (self.cursor, *self.undone))
        except HorizonError:
            return self, remark(self.beat, f"UNDO goes back no further: {_CHANGED}.")
        return session, again(session.beat, f"Taken back: {_ended(self._said(self.cursor))}")

    def _said(self, entry: Entry) -> str:
        """What was typed; where that was a number, the words of the choice that it took."""
        typed, told = said(entry), self._told.get(entry)
        return told.chosen if told and told.chosen and typed.strip("#. ").isdecimal() else typed

    def _undo_several(self, how_many: str | None) -> tuple[Session, Beat]:
        """UNDO, or UNDO 3."""
        number, most = int(how_many or 1), len(self.path())
        if how_many and not 1 <= number <= most:
            return self, remark(
                self.beat, f"UNDO takes back the last turn, UNDO 3 the last three. {most} can be taken back."
            )
        session, beat = self.undo()
        for _ in range(number - 1):
            before = session
            session, beat = session.undo()
            if session is before:
                break
        return session, beat

    def redo(self) -> tuple[Session, Beat]:
        """Goes forward again after UNDO, and after RESTART to where that was typed."""
        try:
            if self.left and not self.undone:
                entry, undone = self.left[-1]
                session = evolve(self._at(entry, undone), left=self.left[:-1])
                return session, again(session.beat, f"Done over: {self._said(entry)}." if entry else "Done over.")
            if not self.undone:
                return self, remark(self.beat, "There is nothing to do over: nothing was taken back.")
            session = self._at(self.undone[0], self.undone[1:])
        except HorizonError:
            return self, remark(self.beat, f"REDO goes no further: {_CHANGED}.")
        return session, again(session.beat, f"Done over: {self._said(self.undone[0])}.")

    def restart(self) -> tuple[Session, Beat]:
        """Back to the beginning. What was played stays in the tree, and REDO goes back to it."""
        if self.cursor is None:
            return self, self.beat
        session = evolve(self._at(None, ()), left=(*self.left, (self.cursor, self.undone)))
        return session, session.beat

    def back_to(self, entry: Entry) -> tuple[Session, Beat]:
        """The session where it stood before an entry of its path. What came after stays in the tree, and REDO goes forward to it."""
        path = self.path()
        try:
            session = self._at(entry.parent, path[path.index(entry) :] + self.undone)
        except HorizonError:
            return self, remark(self.beat, f"That decision cannot be gone back to: {_CHANGED}.")
        return session, session.beat

    def go_to(self, entry: Entry | None) -> tuple[Session, Beat]:
        """To any turn of the tree. The place that is left stays in it."""
        try:
            session = self._at(entry, ())
        except HorizonError:
            return self, remark(self.beat, f"That turn cannot be returned to: {_CHANGED}.")
        return session, again(session.beat, f"Back at turn {session.state.turn}.")

    def anew(self) -> Session:
        """The same playthrough, in which nothing was done yet."""
        state, beat = self._known[None]
        return Session(self.story, self.seed, state, beat, known={None: (state, beat)}, start=self._start)

    def replayed(self) -> Iterator[tuple[Entry | None, Beat]]:
        """Everything that was shown from the first page to where the player is: the first beat with None, every other with its entry."""
        state, beat = self._known[None]
        yield None, beat
        path = self.path()
        done = 0
        while done < len(path):
            try:
                for entry, _, shown in self._verified(state, path[done:]):
                    done += 1
                    yield entry, shown
            except HorizonError:
                # What was shown then is not known any more, up to where another edition took the game up.
                while done < len(path) and path[done] not in self._anchors:
                    yield path[done], empty_beat()
                    done += 1
                if done < len(path):
                    state = self._anchors[path[done]]
                    yield path[done], self._known[path[done]][1]
                    done += 1

    @property
    def first_beat(self) -> Beat:
        """What was shown before anything was done."""
        return self._known[None][1]

    def told(self) -> Mapping[Entry, Told]:
        """What is told of every entry of the tree. For a game of an older version it is found out by a replay, as far as that leads."""
        unknown = [entry for entry in self.entries if entry not in self._told]
        lost: set[Entry] = set()
        for entry in unknown:
            try:
                if entry.parent in lost and entry not in self._anchors:
                    raise HorizonError(entry)
                self._reached(entry)
            except HorizonError:
                lost.add(entry)
            if entry not in self._told:
                self._told[entry] = told_of(self.story, None, entry, (self.state, empty_beat()))
        if unknown:
            self._written.write_anew()
        return self._told

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
        for replayed, state, beat in self._verified(state, to_play[::-1]):  # noqa: B020  # the last ones are the answer
            self._remember(replayed, state, beat)
        return state, beat

    def _verified(self, state: State, entries: Sequence[Entry]) -> Iterator[tuple[Entry, State, Beat]]:
        """A replay of turns one after the other, for as long as it leads where the game led. Raises HorizonError then."""
        waiting: list[tuple[Entry, State, Beat]] = []
        for replayed in replay(self.story, state, entries):
            waiting.append(replayed)
            if len(waiting) < _COMPARED_ONE_IN and replayed[0] is not entries[-1]:
                continue
            sound = self._leads_on(waiting[-1])
            for each in waiting:
                if not sound and not self._leads_on(each):
                    raise HorizonError(each[0])
                yield each
            waiting.clear()

    def _leads_on(self, replayed: tuple[Entry, State, Beat]) -> bool:
        entry, state, _ = replayed
        known = self._digests.get(entry, "")
        return not known or known == digest(state)

    def _remember(self, entry: Entry, state: State, beat: Beat) -> None:
        """Keeps what an entry led to at hand, and lets an older one go."""
        if entry not in self._told:
            before = self._known.get(entry.parent)
            self._told[entry] = told_of(self.story, before[1] if before else None, entry, (state, beat))
        self._known[entry] = (state, beat)
        old = entry.number - _KEPT_NEAR
        if old > 0 and old % _KEPT_ONE_IN and self._may_go(self.entries[old - 1]):
            self._known.pop(self.entries[old - 1], None)

    def _may_go(self, entry: Entry) -> bool:
        return entry is not self._resumed and entry not in self._anchors

    # ── JSON ───────────────────────────────────────────────────────────────────────────────────────────────────

    def to_data(self) -> dict[str, Any]:
        """The session as plain data: what `to_json` writes."""
        data: dict[str, Any] = json.loads(self.to_json())
        return data

    def to_json(self) -> str:
        """The session as one line of JSON, ASCII, keys sorted: the seed, the journal as [parent, commands, line, digest, scene, choice], the cursor,
        the state, the last beat."""
        head = self._head()
        return b"".join(object_of(self._small_data(), {**self._long(), **head.members()})).decode("ascii")

    def saved(self) -> tuple[Head, list[bytes]]:
        """`to_json` as the file of a saved game has it: the head, and an object with the other members, in pieces. What was written for the turns
        before is not written again."""
        return self._head(), object_of(self._small_data(), self._long())

    def _head(self) -> Head:
        marked = self._written.marked(self.cursor, self._known)
        # A turn to which the journal no longer leads would not be taken back.
        marks = [self._written.mark(entry, self._mark) for entry in marked if self._digests.get(entry) != _LOST]
        return self._written.head(self.entries, self._row, marks)

    def _long(self) -> dict[str, Iterable[bytes]]:
        """The members that are long, and hardly change from turn to turn, as JSON."""
        return {"initials": [written_initials(self.story)], "state": self._written.state(self.state)}

    def _small_data(self) -> dict[str, Any]:
        """What may change with every turn."""
        return (
            {
                "format": FORMAT,
                "seed": self.seed,
                "story": self.story.fingerprint,
                "beat": beat_data(self.beat),
                "cursor": number_of(self.cursor),
                "undone": [entry.number for entry in self.undone],
            }
            | ({"start": self._start.to_data()} if self._start else {})
            | ({"notes": list(self.notes)} if self.notes else {})
            | self._entered_data()
            | ({"left": [[number_of(at), *map(number_of, rest)] for at, rest in self.left]} if self.left else {})
            | (
                {"anchors": [[number_of(at), state.to_data()] for at, state in self._anchors.items()]}
                if self._anchors
                else {}
            )
        )

    def _row(self, entry: Entry) -> list[Any]:
        return row_of(entry, self._digests.get(entry, ""), self._told.get(entry))

    def _mark(self, entry: Entry) -> list[Any]:
        state, beat = self._known[entry]
        return [entry.number, state.to_data(), beat_data(beat)]

    def _entered_data(self) -> dict[str, Any]:
        """What was talked of when the cursor's turn ended, where lines that were no turn have said more since."""
        known = self._known.get(self.cursor)
        if known is None or known[0].talk == self.state.talk:
            return {}
        return {"talk": known[0].to_data().get("talk", {})}

    @classmethod
    def from_json(cls, story: Story, text: str) -> Session:
        """The inverse of `to_json`. Raises StateError with a reason."""
        return cls.from_data(story, data_of(text))

    @classmethod
    def from_data(cls, story: Story, data: Any) -> Session:
        """A session from plain data, of whatever format and edition. Raises StateError with a reason."""
        data = migrated(data)
        seed = data.get("seed")
        if not isinstance(seed, int) or isinstance(seed, bool):
            raise StateError('"seed" is not a number')
        entries, digests, told_ = read_entries(story, data.get("journal"))
        cursor = entry_at(entries, data.get("cursor"))
        is_same = data.get("story") == story.fingerprint
        losses: list[str] = []
        try:
            state, losses = carried(story, data.get("state"), counted=not is_same)
        except NodeGoneError as error:
            state, losses = None, [str(error).replace("the story has no place called", "the place")]
        start = carried(story, data["start"], counted=False)[0] if "start" in data else None
        first = step(story, start, Command("look")) if start else begin(story, seed)
        session = cls(
            story,
            seed,
            state or first[0],
            empty_beat(),
            entries,
            cursor,
            read_undone(entries, cursor, data.get("undone", [])),
            read_notes(data.get("notes", [])),
            known={None: first},
            start=start,
            left=read_left(entries, data.get("left", [])),
            digests=digests,
            told=told_,
            resumed=cursor,
        )
        session._take_anchors(data.get("anchors", []))
        beat = read_beat(data.get("beat"))
        if is_same and state is not None and beat is not None and not losses:
            beat = as_it_stands(story, state, beat)
            entered = State.from_data(story, {**data["state"], "talk": data["talk"]}) if "talk" in data else state
            session._known[cursor] = (entered, beat)
            session._take_marks(data.get("marks", []))
            return evolve(session, beat=beat)
        return session._settled(data, state, beat, losses)

    def _take_anchors(self, found: Any) -> None:
        if not isinstance(found, list) or not all(isinstance(one, list) and len(one) == 2 for one in found):
            raise StateError('"anchors" is not a list of turns')
        for number, data in found:
            try:
                state, _ = carried(self.story, data, counted=False)
            except NodeGoneError:
                continue
            entry = entry_at(self.entries, number)
            self._anchors[entry] = state
            self._known[entry] = state, looked(self.story, state)

    def _take_marks(self, found: Any) -> None:
        """The states that were marked, where the journal says that they are those to which it led."""
        if not isinstance(found, list) or not all(isinstance(one, list) and len(one) == 3 for one in found):
            raise StateError('"marks" is not a list of turns')
        for number, data, shown in found[:_MOST_MARKS]:
            entry, state, beat = entry_at(self.entries, number), State.from_data(self.story, data), read_beat(shown)
            if beat is not None and entry is not None and self._digests.get(entry) == digest(state):
                self._known.setdefault(entry, (state, as_it_stands(self.story, state, beat)))

    def _settled(self, data: dict[str, Any], state: State | None, beat: Beat | None, losses: list[str]) -> Session:
        """A session that another edition, or an older format, has written: how far its journal still leads where it led, and where the player
        is. Where the place is gone, it is the last one to which the journal leads."""
        path = self.path()
        had_digests = any(entry in self._digests for entry in path)
        sound, reached = self._sound_part(data, path, had_digests)
        whole = sound == len(path)
        if state is not None and not had_digests and not (reached and digest(reached[0]) == digest(state)):
            whole, sound = False, 0
        if state is not None and whole and reached:
            now = as_it_stands(self.story, state, beat or reached[1])
            self._known[self.cursor] = (state, now)
            return evolve(self, state=state, beat=now, losses=told(losses), is_carried_over=bool(losses))
        for entry in path[sound:]:
            self._digests[entry] = _LOST
        if state is None:
            cursor = path[sound - 1] if sound else None
            state, beat = self._known[cursor] if cursor in self._known else self._reached(cursor)
            said = f"{told(losses)} You are at the last place that it still has."
            return evolve(
                self,
                state=state,
                beat=beat,
                cursor=cursor,
                undone=(),
                resumed=cursor,
                losses=said,
                is_carried_over=True,
            )
        now = as_it_stands(self.story, state, beat or looked(self.story, state))
        self._known[self.cursor] = (state, now)
        self._anchors[self.cursor] = state
        said = told(losses) or "The story has changed since this was saved."
        if self.cursor is not None:
            said += " You are where you were; UNDO goes back no further than this."
        return evolve(self, state=state, beat=now, losses=said, is_carried_over=True)

    def _sound_part(
        self, data: dict[str, Any], path: tuple[Entry, ...], had_digests: bool
    ) -> tuple[int, tuple[State, Beat] | None]:
        """How many turns from the beginning still lead where they led, and where the last of them does."""
        written = data.get("initials")
        mine = initials(self.story)
        if isinstance(written, dict) and any(name in mine and mine[name] != value for name, value in written.items()):
            for entry in self.entries:
                self._digests[entry] = _LOST
            return 0, self._known[None] if not path else None
        from_anchor = max((place for place, entry in enumerate(path, 1) if entry in self._anchors), default=0)
        anchor = path[from_anchor - 1] if from_anchor else None
        state, beat = self._known[anchor]
        sound = from_anchor
        found: list[tuple[Entry, State]] = []
        try:
            for entry, state, beat in self._verified(state, path[from_anchor:]):  # noqa: B020  # the last ones are the answer
                if not had_digests and entry.commands[0].verb == "choose" and beat.outcome in ("refusal", "unknown"):
                    break
                sound += 1
                found.append((entry, state))
                self._remember(entry, state, beat)
        except HorizonError:
            pass
        for entry, reached in found:
            self._digests[entry] = digest(reached)
        return sound, (state, beat) if sound == len(path) else None


def _ended(said: str) -> str:
    """What was typed, with a stop behind it where it has none."""
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."
