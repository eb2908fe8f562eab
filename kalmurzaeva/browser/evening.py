"""An evening in a browser: the terminal's own loop, with a page for its screen.

The page's worker, `page/engine.js`, asks an `Evening` under Pyodide. What a line gives is a *view*: what is new as HTML, the choices that stand, where
the player is, files to hand over. Saved games and options are files as anywhere else: the worker keeps the home folder in the
browser's own storage, and lets no second page at it.
"""

from __future__ import annotations

import contextlib
import gc
import json
import traceback
from argparse import ArgumentParser
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from attrs import define

from kalmurzaeva.browser import markup
from kalmurzaeva.model.story import Story
from kalmurzaeva.model.traversal import every_block, expressions_of
from kalmurzaeva.session.saves import SaveError, Store, commands
from kalmurzaeva.session.saves.names import SUFFIX, valid_name
from kalmurzaeva.terminal.app import afterwards, play, saved_games
from kalmurzaeva.terminal.app import options as settings
from kalmurzaeva.terminal.app.launch import Launch, launch
from kalmurzaeva.terminal.app.loop import PlayLoop
from kalmurzaeva.terminal.app.options import Options
from kalmurzaeva.terminal.screen.interface import Aid, Key, ListedChoice, Page, Status
from kalmurzaeva.terminal.screen.palettes import Grounds


class NothingTypedError(Exception):
    """The page has given no line yet. Everything stands as it was; the loop goes on with the next."""


class PageScreen:
    """A page, which shows what it is given, and asks by standing still."""

    has_menu = False
    heeds: Collection[str] = ("palette", "background", "measure", "reading")

    def __init__(self, options: Options) -> None:
        self.options = options
        self.palettes: Mapping[str, Grounds] = {}
        self.typed: deque[str] = deque()
        self.choices: Sequence[ListedChoice] = ()
        self._new: list[str] = []
        self._files: list[tuple[str, str]] = []

    def title(self, title: str, about: Sequence[str] = ()) -> None:
        """Nothing: it stands on the page."""

    def show(self, page: Page, status: Status) -> None:
        self.choices = page.choices
        self._new.append(markup.page(page, self.palette))

    def say(self, text: str) -> None:
        self._new.append(markup.remark(text))

    def notes(self, heading: str, lines: Sequence[str]) -> None:
        self._new.append(markup.notes(heading, lines))

    def ask(self, status: Status, prompt: str = "", aid: Aid | None = None) -> str | Key | None:
        if not self.typed:
            raise NothingTypedError
        return self.typed.popleft()

    def echo(self, line: str) -> None:
        self._new.append(markup.echo(line))

    def give(self, name: str, text: str) -> bool:
        self._files.append((name, text))
        return True

    def close(self) -> None:
        """Nothing: the page stays."""

    def palette(self, act: str) -> str:
        """The palette that something of an act is shown in."""
        chosen = self.options.palette
        return "" if chosen == "none" else chosen if chosen in self.palettes else act

    def taken(self) -> tuple[str, list[tuple[str, str]]]:
        """What was shown since this was last asked, as HTML, and the files to hand over."""
        new, self._new = "\n".join(part for part in self._new if part), []
        given, self._files = self._files, []
        return new, given


class PageStore(Store):
    """The saved games of a page that no other page shares: it waits until it has the browser's lock on them."""

    @contextlib.contextmanager
    def holding(self, name: str) -> Iterator[None]:
        with self._errors():
            self.folder.mkdir(parents=True, exist_ok=True)
        yield


@define(eq=False)
class PageLoop(PlayLoop):
    """The loop, which is never over: a page is left by closing it."""

    def leave(self) -> None:
        self.autosave()
        self.screen.say(
            "This game could not be saved. Saved Games, under the line, may still hand it over as a file."
            if self._save_failed
            else "Saved, as after every turn. Close the page when you like: it opens where you are."
        )


class Evening:
    """One page's game."""

    def __init__(self, story: Story, words: Sequence[str] = ()) -> None:
        """`words` are those of `kalmurzaeva play`, such as `--seed 7`."""
        # What is read of a story stays: until all of it is, nothing need be searched for what does not.
        gc.disable()
        arguments = ArgumentParser()
        play.add_arguments(arguments)
        self._screen = PageScreen(settings.load(settings.options_file()))
        launching = Launch(
            arguments.parse_args(words),
            self._screen.options,
            self._screen,
            lambda _: self._screen,
            self._screen.say,
            PageStore,
            PageLoop,
        )
        self._game, _ = launch(launching, story, contextlib.ExitStack())
        # Nothing stops for a question: what is replaced or left is kept under another name, and REDO goes back to it.
        self._game.asks = False
        self._ahead = self._everything()

    def answer(self, name: str, *words: str) -> str:
        """What the page asks for, as JSON: `{"gives": …}`, or `{"says": …}`, a sentence on why there is nothing."""
        asked: dict[str, Callable[..., Any]] = {
            "open": self.open,
            "line": self.line,
            "preview": self.preview,
            "saves": self.saves,
            "export": self.export,
            "bring": self.bring,
            "delete": self.delete,
        }
        try:
            return json.dumps({"gives": asked[name](*words)})
        except SaveError as error:
            return json.dumps({"says": str(error)})
        except Exception as error:
            traceback.print_exception(error)
            return json.dumps(
                {
                    "says": f"The game has made a mistake ({type(error).__name__}), and this was not done. What was saved stays. "
                    "The browser's console says what happened; please send it to us."
                }
            )

    # ── Playing ────────────────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> dict[str, Any]:
        """A view of the page that the game stands at."""
        return self._view(self._begin)

    def _begin(self) -> None:
        with contextlib.suppress(NothingTypedError):
            self._game.play()
        if self._game.session.beat.ending:
            afterwards.announce(self._game)

    def line(self, typed: str) -> dict[str, Any]:
        """A view of what one typed line, or a button's, shows."""
        self._screen.typed.append(typed)
        return self._view(self._game.go_on)

    def preview(self, typed: str) -> str:
        """How a line would be read, in words; empty where nothing is to be said of it."""
        if not self._game.options.on("reading"):
            return ""
        self._game.aid.session = self._game.session
        return self._game.aid.preview(typed).words

    def _view(self, go: Callable[[], None]) -> dict[str, Any]:
        with contextlib.suppress(NothingTypedError):
            go()
        new, given = self._screen.taken()
        status, options = self._game.status(), self._game.options
        where = dict.fromkeys(part for part in (status.act, status.place, status.hour) if part)
        return {
            "html": new,
            "choices": markup.choices(self._screen.choices),
            "where": ", ".join(where),
            "saved": status.saved,
            "palette": markup.named(self._screen.palette(status.palette)),
            "background": options.background,
            "measure": options.measure,
            "files": given,
        }

    # ── Reading ahead ──────────────────────────────────────────────────────────────────────────────────────────

    def read_ahead(self, milliseconds: float) -> bool:
        """Reads more of the story for so long, so that no turn has to wait for it. Returns whether there is more."""
        until = perf_counter() + milliseconds / 1000
        while perf_counter() < until:
            if next(self._ahead, None) is None:
                return False
        return True

    def _everything(self) -> Iterator[object]:
        """What is read when it is first needed, a little at a time: what lines of several sorts need, then the story, block by block."""
        for line in ("look", "hint", "wiat", "examine qwxz", "history", "help"):
            yield self._game.session.play(line)
        for block in every_block(self._story):
            yield tuple(expressions_of(block)), block
        gc.freeze()
        gc.enable()

    # ── Saved games ────────────────────────────────────────────────────────────────────────────────────────────

    def saves(self) -> list[tuple[str, str, bool]]:
        """The saved games, newest first: the name, in words where it stands or why it cannot be opened, and whether it is being played."""
        self._game.autosave()
        slots = self._game.store.slots(self._story)
        return [(slot.name, slot.problem or saved_games.where(slot), slot.name == self._game.slot) for slot in slots]

    def export(self, name: str) -> str:
        """The file of a saved game, as the terminal writes it. Raises SaveError."""
        with TemporaryDirectory() as folder:
            file = Path(folder) / "exported.json"
            commands.export(self._game.store, self._story, (name, str(file)))
            return file.read_text(encoding="ascii")

    def bring(self, file: str, text: str) -> str:
        """Takes the file of a saved game into a free slot, called as the file is where that can be. Returns its name. Raises SaveError."""
        try:
            name = valid_name(file.removesuffix(SUFFIX))
        except SaveError:
            name = "imported"
        name = self._game.store.free_name(name)
        with TemporaryDirectory() as folder:
            source = Path(folder) / "imported.json"
            source.write_text(text, encoding="utf-8")
            try:
                commands.import_(self._game.store, self._story, (str(source), name))
            except SaveError as error:
                raise SaveError(str(error).replace(str(source), file)) from error
        return name

    def delete(self, name: str) -> None:
        """Removes a saved game. Raises SaveError."""
        self._game.store.delete(name)

    @property
    def _story(self) -> Story:
        return self._game.session.story
