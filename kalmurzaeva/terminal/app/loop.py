"""The play loop: a line asked for, entered into the session, the game saved, its beat shown.

A *slot* is where the game is saved after every turn. A game without one (a writer's, begun in the middle) is not saved.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from attrs import define, field

from kalmurzaeva.console import called
from kalmurzaeva.model.markup import plain
from kalmurzaeva.model.story import Beat, Choice
from kalmurzaeva.session.saves import AUTOSAVE, BEFORE, SaveError, Store
from kalmurzaeva.session.tree import Session
from kalmurzaeva.terminal.app.options import Options
from kalmurzaeva.terminal.input.completion import Helper
from kalmurzaeva.terminal.input.seen_words import SeenWords
from kalmurzaeva.terminal.screen.interface import Key, Page, Screen, Status, arrives_at_an_ending, page_of
from kalmurzaeva.terminal.screen.palettes import Grounds, palettes_of

if TYPE_CHECKING:
    from kalmurzaeva.terminal.app.transcript_writer import TranscriptWriter

# What may be said to a yes-or-no question, in English or in Russian.
_YES = frozenset(("y", "yes", "yes please", "да", "д", "da"))
# From so much of the longest saved game on, the player is told.
_NEARLY_FULL = 0.9
_NO = frozenset(("n", "no", "no thanks", "нет", "н", "net", "nyet"))


class Origin(NamedTuple):
    """Where a game comes from, for who plays its transcript: the story's folder where it is another than the game's own, and lines of a transcript's
    heading, `from: stage_empty`."""

    story: Path | None = None
    heading: tuple[str, ...] = ()


@define(eq=False)
class PlayLoop:
    """One evening. `asks` is whether somebody is there to answer a question; `screens` makes the screen that some options ask for; `trace` gives
    the lines that `--trace` adds to a beat."""

    screen: Screen
    session: Session
    store: Store
    slot: str | None
    asks: bool
    options: Options
    screens: Callable[[Options], Screen]
    trace: Callable[[Beat], list[str]] | None = None
    transcript: TranscriptWriter | None = None
    saved_at: datetime | None = None
    # The entries that are kept under a name of the player's, so that leaving this game loses nothing.
    kept: object = None
    over: bool = False
    # What is to be typed after `kalmurzaeva` so that the same story and saved games are found.
    again: str = ""
    origin: Origin | None = None
    act: str | None = None
    seen: SeenWords = field(init=False)
    palettes: dict[str, Grounds] = field(init=False)
    aid: Helper = field(init=False)
    _listed: tuple[Choice, ...] = ()
    _saved: Session | None = None
    _save_failed: bool = False
    _said_full: bool = False
    # The programmes that this evening wrote, which it may write again.
    written: set[Path] = field(factory=set)
    _waiting: list[str] = field(factory=list)
    # What was typed before the game was there to read it.
    _early: list[str | Key | None] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.seen = SeenWords(self.session)
        self.palettes = palettes_of(self.session.story.acts.values())
        self.screen.palettes = self.palettes
        self.aid = Helper(self.session, self.seen)

    # ── The loop ───────────────────────────────────────────────────────────────────────────────────────────────

    def play(self, *, menu: bool = False) -> None:
        """Shows where the game is, and plays to the end of the evening. With `menu`, asks first which game it is to be."""
        if menu:
            from kalmurzaeva.terminal.app.menu import open_menu

            open_menu(self)
        if not self.over:
            self.show(self.session.beat)
        self._play_to_the_end()

    def play_from(self, standing: Page, typed: str | Key | None) -> None:
        """Plays to the end of the evening from a first page that stands on the screen already, and what was typed under it."""
        self.show(self.session.beat, standing)
        self._early = [typed]
        self._play_to_the_end()

    def go_on(self) -> None:
        """Plays for as long as the screen gives lines."""
        while not self.over:
            line = self.read()
            if line is None:
                self.leave()
            elif isinstance(line, Key):
                self.press(line)
            else:
                self.enter(line)

    def _play_to_the_end(self) -> None:
        # What was just opened is saved already, and of a beginning there is nothing to save.
        self._saved = self.session
        self.go_on()
        self.transcribe(lambda transcript: transcript.close())
        self.screen.close()

    def read(self) -> str | Key | None:
        """The next line: one that waits from a paste, or one that is typed now."""
        if self._waiting and getattr(self.screen, "is_leaving", False):
            # Who leaves in the middle of a paste leaves what is left of it.
            self._waiting.clear()
            return None
        if not self._waiting:
            self.aid.session = self.session
            typed = self._early.pop() if self._early else self.screen.ask(self.status(), aid=self.aid)
            if not isinstance(typed, str):
                return typed
            self._waiting = typed.split("\n")
        line = self._waiting.pop(0)
        self.screen.echo(line, self._taken(line))
        return line

    def _taken(self, line: str) -> str:
        """The words of the choice whose number a line is."""
        question = self.session.state.talk.question
        if question is not None and question.options:
            # It is one of those that are asked about.
            return ""
        return next((plain(choice.words) for choice in self._listed if str(choice.number) == line.strip()), "")

    @property
    def has_waiting(self) -> bool:
        """Whether there is something to carry out before anything is asked."""
        return bool(self._waiting)

    def wait(self, *lines: str) -> None:
        """Puts lines in front of what is to be carried out next."""
        self._waiting[:0] = lines

    def enter(self, line: str) -> None:
        """One line, carried out."""
        from kalmurzaeva.terminal.app import commands

        if commands.own_command(self, line):
            return
        session, beat = self.session.play(line)
        if beat.request is not None:
            if beat.request.verb == "restart" and not commands.may_restart(self):
                return
            if beat.rest:
                self.wait(beat.rest)
            session, beat = session.carry_out(beat)
        self.session = session
        if beat.request is None or beat.request.verb != "transcript":
            self.transcribe(lambda transcript: transcript.turn(line, beat, self.session))
        # Before the text: who stops reading at MORE, for a minute or for good, has played this turn.
        self.autosave()
        if beat.request is None or beat.blocks:
            self.show(beat)
        if beat.request is not None:
            commands.carry_out(self, beat.request, line)
        self.autosave()

    def transcribe(self, write: Callable[[TranscriptWriter], object]) -> None:
        """Something into the transcript, if one is being written. Where that fails it ends, and the game goes on."""
        if self.transcript is None:
            return
        try:
            write(self.transcript)
        except OSError as error:
            path, self.transcript = self.transcript.path, None
            self.screen.say(f"The transcript ends here: {path} cannot be written any more ({error.strerror}).")

    def press(self, key: Key) -> None:
        """A key that is a command."""
        from kalmurzaeva.terminal.app import commands

        if key is Key.UNDO:
            self.enter("undo")
        elif key is Key.REDRAW:
            self._listed = ()
            self.show(self.session.beat)
        elif key is Key.SAVE:
            commands.save(self, "")
        else:
            commands.page(self, key)

    def show(self, beat: Beat, standing: Page | None = None) -> None:
        """A beat on the screen, unless its page is what stands there, and what spoke where that was asked for."""
        story, ending = self.session.story, None
        if arrives_at_an_ending(story, beat):
            from kalmurzaeva.session.programme import ending_title
            from kalmurzaeva.terminal.app.afterwards import announce

            ending = ending_title(story, self.session)
        # Whoever has just chosen is shown what there is to choose, though it be the same again.
        chose = any(command.verb == "choose" for command in beat.commands)
        listed = () if chose else self._listed
        page = page_of(story, beat, self.act, listed, self.session.state.visits)._replace(ending=ending)
        self._listed = beat.choices
        if page != standing:
            self.screen.show(page, self.status())
        self.act = self.session.story.nodes[self.session.state.node].act or ""
        self.seen.add(beat)
        if self.trace:
            for line in self.trace(beat):
                self.screen.say(line)
        if ending is not None:
            announce(self)

    def status(self) -> Status:
        """Where the player is."""
        view = self.session.view
        act = self.session.story.acts.get(view.node.act or "")
        place, hour = view.heading
        return Status(
            act=f"{act.number} {act.title}".strip() if act else "",
            palette=act.palette if act else "",
            place=place,
            hour=hour,
            saved="not saved" if self._save_failed else f"saved {self.saved_at:%H:%M}" if self.saved_at else "",
        )

    def play_on(self, session: Session, remark: str) -> None:
        """Another game, or another place in it, is on the table. `remark` says so in a transcript: `restored tea`."""
        self.session = session
        self.seen.begin(session)
        self.transcribe(lambda transcript: transcript.go_on_from(session, remark))

    # ── Questions ──────────────────────────────────────────────────────────────────────────────────────────────

    def confirmed(self, question: str) -> bool:
        """Whether a question was answered with yes. Ctrl-C is neither yes nor no and asks again; a line that is neither is read as the next
        command; at the end of input the game is left."""
        if not self.asks:
            return True
        self.screen.say(question)
        answer = self.answer("yes or no: ")
        if answer is None:
            return False
        said = " ".join(answer.lower().strip(" .!").split())
        if said in _YES | _NO or not said:
            self.screen.echo(answer)
        else:
            self.wait(*answer.split("\n"))
        return said in _YES

    def answer(self, prompt: str, picks: Sequence[str] = ()) -> str | None:
        """What is typed to a question of the game's own; None where the game is left instead. A key is no answer."""
        answer = self.screen.ask(self.status(), prompt, picks=picks)
        while isinstance(answer, Key):
            answer = self.screen.ask(self.status(), prompt, picks=picks)
        if answer is None:
            self.leave()
        return answer

    # ── Saving ─────────────────────────────────────────────────────────────────────────────────────────────────

    def autosave(self) -> None:
        """Saves the game in its slot if it has changed. Where that fails it is said once, and the game goes on."""
        if self.slot is None or self.session is self._saved:
            return
        try:
            kept = self.store.save(self.slot, self.session)
        except SaveError as error:
            self.saved_at = None
            if not self._save_failed:
                self.screen.say(f"{error} The game goes on unsaved.")
            self._save_failed = True
            return
        if kept:
            whose = "is of another edition of the story" if BEFORE in kept else "was not written by this game"
            self.screen.say(f'What stood in "{self.slot}" {whose}, and is kept as "{kept}".')
        if self.store.filled > _NEARLY_FULL and not self._said_full:
            self._said_full = True
            self.screen.say(
                f"This game is nearly as long as a saved game can be: {self.store.filled:.0%} of it. When it is full its turns are no longer saved. "
                "SAVE and a name keeps it as it is; a new game begins with --new."
            )
        self._saved = self.session
        self._save_failed = False
        self.saved_at = datetime.now().astimezone()

    @property
    def is_lost(self) -> bool:
        """Whether there is a game that should have been saved, and was not."""
        return self.slot is not None and self._save_failed

    def leave(self) -> None:
        """Ends the evening. The last turn is saved already, unless that failed, and then it is tried once more."""
        self.autosave()
        if self.is_lost:
            self.screen.say("This game could not be saved.")
        elif self.slot is not None:
            again = (
                "" if self.slot == AUTOSAVE else f" --save{'=' * self.slot.startswith('-') or ' '}{_quoted(self.slot)}"
            )
            self.screen.say(f"Saved. Type {called()}{again}{self.again} to go on from here.")
        self.over = True


def _quoted(name: str) -> str:
    """A name as it is typed after --save, in any shell where it holds nothing that a shell would read."""
    return f'"{name}"' if not set("$`!%") & set(name) else shlex.quote(name)
