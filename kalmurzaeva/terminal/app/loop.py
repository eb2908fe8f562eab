"""The play loop: a line asked for, entered into the session, the game saved, its beat shown.

A *slot* is where the game is saved after every turn. A game without one (a writer's, begun in the middle) is not saved.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field

from kalmurzaeva.engine.view import View
from kalmurzaeva.model.markup import plain
from kalmurzaeva.model.story import Beat, Choice
from kalmurzaeva.session.saves import AUTOSAVE, SaveError, Store
from kalmurzaeva.session.tree import Session
from kalmurzaeva.terminal.app.options import Options
from kalmurzaeva.terminal.input.completion import Helper
from kalmurzaeva.terminal.input.seen_words import SeenWords
from kalmurzaeva.terminal.screen.interface import Key, Page, Screen, Status, page_of
from kalmurzaeva.terminal.screen.palettes import Grounds, palettes_of

if TYPE_CHECKING:
    from kalmurzaeva.terminal.app.transcript_writer import TranscriptWriter

# What may be said to a yes-or-no question, in English or in Russian.
_YES = frozenset(("y", "yes", "yes please", "да", "д", "da"))
_NO = frozenset(("n", "no", "no thanks", "нет", "н", "net", "nyet"))


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
    act: str | None = None
    seen: SeenWords = field(init=False)
    palettes: dict[str, Grounds] = field(init=False)
    aid: Helper = field(init=False)
    _listed: tuple[Choice, ...] = ()
    _saved: Session | None = None
    _save_failed: bool = False
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
        if self.transcript:
            with contextlib.suppress(OSError):
                self.transcript.close()
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
        self.screen.echo(self._in_words(line))
        return line

    def _in_words(self, line: str) -> str:
        """A line as it is echoed: the number of a choice with the words of the choice."""
        number = line.strip()
        words = next((plain(choice.words) for choice in self._listed if str(choice.number) == number), "")
        return f"{number}. {words}" if words else line

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
        self._write_down(line, beat)
        # Before the text: who stops reading at MORE, for a minute or for good, has played this turn.
        self.autosave()
        if beat.request is None or beat.blocks:
            self.show(beat)
        if beat.request is not None:
            commands.carry_out(self, beat.request, line)
        elif beat.ending and beat.commands:
            from kalmurzaeva.terminal.app.afterwards import announce

            announce(self)
        self.autosave()

    def _write_down(self, line: str, beat: Beat) -> None:
        """A turn into the transcript. Where that can no longer be written it ends, and the game goes on."""
        if self.transcript is None:
            return
        try:
            self.transcript.turn(line, beat)
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
        page = page_of(self.session.story, beat, self.act, self._listed, self.session.state.visits)
        self._listed = beat.choices
        if page != standing:
            self.screen.show(page, self.status())
        self.act = self.session.story.nodes[self.session.state.node].act or ""
        self.seen.add(beat)
        if self.trace:
            for line in self.trace(beat):
                self.screen.say(line)

    def status(self) -> Status:
        """Where the player is."""
        view = View(self.session.story, self.session.state)
        act = self.session.story.acts.get(view.node.act or "")
        return Status(
            act=f"{act.number} {act.title}".strip() if act else "",
            palette=act.palette if act else "",
            place=plain(view.text(view.node.title)),
            hour=plain(view.text(view.node.hour)),
            saved="not saved" if self._save_failed else f"saved {self.saved_at:%H:%M}" if self.saved_at else "",
        )

    def play_on(self, session: Session) -> None:
        """Another game, or another place in it, is on the table."""
        self.session = session
        self.seen.begin(session)

    # ── Questions ──────────────────────────────────────────────────────────────────────────────────────────────

    def confirmed(self, question: str) -> bool:
        """Whether a question was answered with yes. Ctrl-C is neither yes nor no and asks again; a line that is neither is read as the next
        command; at the end of input the game is left."""
        if not self.asks:
            return True
        self.screen.say(question)
        answer = self.screen.ask(self.status(), "yes or no: ")
        while isinstance(answer, Key):
            answer = self.screen.ask(self.status(), "yes or no: ")
        if answer is None:
            self.leave()
            return False
        said = " ".join(answer.lower().strip(" .!").split())
        if said in _YES | _NO or not said:
            self.screen.echo(answer)
        else:
            self.wait(*answer.split("\n"))
        return said in _YES

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
            self.screen.say(f'What stood in "{self.slot}" was not written by this game, and is kept as "{kept}".')
        self._saved = self.session
        self._save_failed = False
        self.saved_at = datetime.now().astimezone()

    def leave(self) -> None:
        """Ends the evening. The last turn is saved already, unless that failed, and then it is tried once more."""
        self.autosave()
        if self.slot is not None and self._save_failed:
            self.screen.say("This game could not be saved.")
        elif self.slot is not None:
            again = "" if self.slot == AUTOSAVE else f' --save "{self.slot}"'
            self.screen.say(f"Saved. Type kalmurzaeva{again}{self.again} to go on from here.")
        self.over = True
