"""The play loop: a line asked for, entered into the session, its beat shown, the game saved. The verbs that need a disk or a screen are here.

A *slot* is where the game is saved after every turn. A game without one (a writer's, begun in the middle) is not saved.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import define, field

from kalmurzaeva.engine import step
from kalmurzaeva.marks import clean, plain
from kalmurzaeva.model import Beat, Command
from kalmurzaeva.saves import AUTOSAVE, SaveError, Store, valid_name
from kalmurzaeva.session import Session
from kalmurzaeva.terminal import shelf, texts
from kalmurzaeva.terminal.screen import Screen, Status
from kalmurzaeva.view import View

if TYPE_CHECKING:
    from kalmurzaeva.terminal.transcript import Writer

YES = frozenset(("y", "yes", "yes please", "да", "д", "da"))
NO = frozenset(("n", "no", "no thanks", "нет", "н", "net", "nyet", ""))


@define(eq=False)
class Game:
    """One evening. `asks` is whether somebody is there to answer a question; `trace` gives the lines that `--trace` adds to a beat."""

    screen: Screen
    session: Session
    store: Store
    slot: str | None
    asks: bool
    trace: Callable[[Beat], list[str]] | None = None
    transcript: Writer | None = None
    saved_at: datetime | None = None
    _saved: Session | None = None
    _save_failed: bool = False
    _over: bool = False
    _waiting: list[str] = field(factory=list)

    # ── The loop ───────────────────────────────────────────────────────────────────────────────────────────────

    def play(self) -> None:
        """Shows where the game is, and plays to the end of the evening."""
        self.show(self.session.beat)
        self.autosave()
        while not self._over:
            line = self.read()
            if line is None:
                self.leave()
            else:
                self.enter(line)
        self.screen.close()

    def read(self, prompt: str = "> ") -> str | None:
        """The next line: one that waits from a paste, or one that is typed now."""
        while not self._waiting:
            typed = self.screen.ask(self.status(), prompt)
            if typed is None:
                return None
            self._waiting = typed.splitlines() or [""]
        return self._waiting.pop(0)

    def enter(self, line: str) -> None:
        """One line, carried out."""
        _, meant = step(self.session.story, self.session.state, line)
        if meant.request and meant.request.verb == "restart" and self.asks:
            self._restart(line)
            return
        self.session, beat = self.session.enter(line)
        if self.transcript:
            self.transcript.turn(line, beat)
        if beat.request is not None:
            if beat.blocks:
                self.show(beat)
            self.request(beat.request, line)
        else:
            self.show(beat)
        self.autosave()

    def show(self, beat: Beat) -> None:
        """A beat on the screen, and what spoke where that was asked for."""
        self.screen.beat(beat, self.status())
        if self.trace:
            for line in self.trace(beat):
                self.screen.say(line)

    def status(self) -> Status:
        """Where the player is."""
        view = View(self.session.story, self.session.state)
        act = self.session.story.acts.get(view.node.act or "")
        return Status(
            act=(f"{act.number}: {act.title}" if act.number else act.title) if act else "",
            palette=act.palette if act else "",
            place=plain(view.words(view.node.title)),
            hour=plain(view.words(view.node.hour)),
            saved=f"saved {self.saved_at:%H:%M}" if self.saved_at else "not saved",
        )

    # ── Saving ─────────────────────────────────────────────────────────────────────────────────────────────────

    def autosave(self) -> None:
        """Saves the game in its slot if it has changed. Where that fails it is said once, and the game goes on."""
        if self.slot is None or self.session is self._saved:
            return
        try:
            self.store.save(self.slot, self.session)
        except SaveError as error:
            self.saved_at = None
            if not self._save_failed:
                self.screen.say(f"{error} The game goes on unsaved.")
            self._save_failed = True
            return
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
            self.screen.say(f"Saved. Type kalmurzaeva{again} to go on from here.")
        self._over = True

    # ── The verbs of the game itself ───────────────────────────────────────────────────────────────────────────

    def request(self, command: Command, line: str) -> None:
        """Carries out a session verb that needs a disk or a screen."""
        verb, name = command.verb, self._spelled(command.topic, line)
        if verb == "quit":
            self.leave()
        elif verb == "save":
            self._save(name)
        elif verb == "restore":
            self._restore(name)
        elif verb == "saves":
            self.screen.page("Saved games", shelf.lines(self.store, self.session.story))
        elif verb == "transcript":
            self._toggle_transcript()
        elif verb in _PAGES:
            self.screen.page(*_PAGES[verb])
        elif verb == "hint":
            self.screen.say(texts.HINTS)
        elif verb == "history":
            self.screen.page("So far", shelf.history(self.session))
        else:
            self.screen.say(f"{verb.upper()} has nothing to do here.")

    def _spelled(self, topic: str | None, line: str) -> str:
        """A name as it was typed, not as the parser folds it: `save Ночь` is called Ночь."""
        if not topic:
            return ""
        words = clean(line).split()
        spelled = " ".join(words[-len(topic.split()) :]).strip(" .!\"'")
        return spelled or topic

    def _confirmed(self, question: str) -> bool:
        """Whether a question was answered with yes. Anything that is neither yes nor no is read as the next command."""
        if not self.asks:
            return True
        self.screen.say(f"{question} (yes or no)")
        answer = self.screen.ask(self.status(), "yes or no> ")
        if answer is None:
            self.leave()
            return False
        said = " ".join(answer.lower().strip(" .!").split())
        if said not in YES | NO:
            self._waiting = [*answer.splitlines(), *self._waiting]
        return said in YES

    def _restart(self, line: str) -> None:
        if self.session.cursor is None:
            self.screen.say("This is the beginning.")
        elif self._confirmed("Begin again from the first page? REDO would bring you back here."):
            self.session, beat = self.session.enter(line)
            if self.transcript:
                self.transcript.turn(line, beat)
            self.show(beat)
            self.autosave()
        elif not self._over:
            self.screen.say("Nothing was changed.")

    def _save(self, name: str) -> None:
        if not name:
            self.autosave()
            where = "not saved" if self.saved_at is None else f"saved, as it is after every turn, under {self.slot}"
            self.screen.say(f"The game is {where}. SAVE and a name keeps a copy: SAVE BEFORE THE CASTING.")
            return
        try:
            name = valid_name(name)
            taken = next((slot for slot in self.store.slots() if slot.name == name), None)
            if taken and not self._confirmed(
                f'There is already a saved game "{name}": {shelf.where(taken)}. Replace it?'
            ):
                if not self._over:
                    self.screen.say("Nothing was changed.")
                return
            self.store.save(name, self.session)
        except SaveError as error:
            self.screen.say(str(error))
            return
        self.screen.say(f'Saved as "{name}". RESTORE {name.upper()} comes back to this page.')

    def _restore(self, name: str) -> None:
        if not name:
            self.screen.page(
                "Saved games", [*shelf.lines(self.store, self.session.story), "RESTORE and a name opens one."]
            )
            return
        try:
            session = self.store.load(name, self.session.story)
            kept = shelf.keep(self.store, self.session)
        except SaveError as error:
            self.screen.say(str(error))
            return
        self.session = session
        remark = f' The game you were in is kept as "{kept}".' if kept else ""
        self.screen.say(f'Here is "{name}".{remark}')
        if self.transcript:
            self.transcript.note(f"restored {name}")
        self.show(session.beat)

    def _toggle_transcript(self) -> None:
        from kalmurzaeva.terminal.transcript import Writer

        if self.transcript:
            self.screen.say(f"The transcript ends here: {self.transcript.path}")
            self.transcript.close()
            self.transcript = None
            return
        path = self.store.folder / f"transcript-{datetime.now():%Y%m%d-%H%M%S}.txt"
        try:
            self.transcript = Writer.begun(path, self.session)
        except OSError as error:
            self.screen.say(f"{path} cannot be written ({error.strerror}). Name another file with --transcript FILE.")
            return
        self.screen.say(f"Everything from the first page on is being written to {path}. TRANSCRIPT again ends it.")


_PAGES = {
    "help": ("How to play", texts.HELP),
    "about": ("About this game", texts.ABOUT),
    "version": ("About this game", texts.ABOUT),
    "credits": ("Credits", texts.CREDITS),
}
