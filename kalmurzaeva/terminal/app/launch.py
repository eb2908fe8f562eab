"""From a command line to a game: the slot, the lock on it, the session to begin or to go on with.

A *launch* is what it all needs: the arguments, the player's options, the screen, and `say`, which hears remarks for the player.
"""

from __future__ import annotations

import contextlib
import shlex
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kalmurzaeva.console import ComplaintError
from kalmurzaeva.session.saves import (
    AUTOSAVE,
    DamagedError,
    MissingError,
    SaveError,
    SlotHeldError,
    Store,
    default_folder,
    valid_name,
)
from kalmurzaeva.session.transcripts import started
from kalmurzaeva.session.tree import Session
from kalmurzaeva.terminal.app import saved_games
from kalmurzaeva.terminal.app.loop import Origin, PlayLoop
from kalmurzaeva.terminal.app.options import Options
from kalmurzaeva.terminal.app.verification import random_seed

if TYPE_CHECKING:
    from kalmurzaeva.model.story import Story
    from kalmurzaeva.terminal.app.transcript_writer import TranscriptWriter
    from kalmurzaeva.terminal.screen.interface import Screen


_MOST_SLOTS = 100


class Launch(NamedTuple):
    """What one launch begins with. `screens` makes the screen that some options ask for, `stores` keeps the saved games of a folder, and `game` plays
    them."""

    arguments: Namespace
    options: Options
    screen: Screen
    screens: Callable[[Options], Screen]
    say: Callable[[str], object]
    stores: Callable[[Path], Store] = Store
    game: type[PlayLoop] = PlayLoop


def launch(launching: Launch, story: Story, until_the_end: contextlib.ExitStack) -> tuple[PlayLoop, bool]:
    """The game to play, held until it is over, and whether to ask first if it is the one. Raises ComplaintError."""
    arguments, options, screen, screens, say, stores, play = launching
    store = stores(arguments.saves or default_folder(story.ifid))
    slot = _slot(arguments)
    unsaved = _hold(store, slot, say, until_the_end)
    if store.is_unlocked:
        say(
            "This folder cannot keep a second game off this one. The game is saved all the same; play it in one window only."
        )
    try:
        slot, session, resumed = _session(arguments, story, store, slot, (say, unsaved))
        if slot is not None and not unsaved:
            until_the_end.enter_context(store.holding(slot))
    except ValueError as error:
        raise ComplaintError(str(error), usage=True) from error
    except SaveError as error:
        raise ComplaintError(str(error)) from error
    game = play(
        screen,
        session,
        store,
        slot,
        asks=sys.stdin.isatty(),
        options=options,
        screens=screens,
        save_failed=unsaved,
        again="".join(
            f" {option}{'=' if str(folder).startswith('-') else ' '}{shlex.quote(str(folder))}"
            for option, folder in (("--story", arguments.story), ("--saves", arguments.saves))
            if folder is not None
        ),
    )
    game.origin = Origin(
        arguments.story,
        tuple(
            [f"from: {arguments.start}"] * bool(arguments.start)
            + [f"set: {name}={value}" for name, value in arguments.settings]
        ),
    )
    if arguments.trace:
        from kalmurzaeva.terminal.app.trace import tracer

        game.trace = tracer(story)
    if arguments.transcript is not None:
        game.transcript = _transcript(arguments, session, game.origin)
    if resumed and slot is not None and not screen.has_menu:
        say(f"Going on from {saved_games.when(store.slot(slot).saved)}.")
    return game, resumed and not options.on("plain") and screen.has_menu


def _slot(arguments: Namespace) -> str | None:
    """The slot to play on, None for none. Raises ComplaintError where it cannot be one."""
    if arguments.save is None:
        return None if arguments.start is not None or arguments.settings else AUTOSAVE
    try:
        return valid_name(arguments.save)
    except SaveError as error:
        raise ComplaintError(str(error), usage=True) from error


def _hold(store: Store, slot: str | None, say: Callable[[str], object], until_the_end: contextlib.ExitStack) -> bool:
    """Keeps other games off the slot. Returns whether nothing can be saved, which has then been said. Raises ComplaintError where another game is
    there already."""
    if slot is None:
        return False
    try:
        until_the_end.enter_context(store.holding(slot))
    except SlotHeldError as error:
        raise ComplaintError(str(error)) from error
    except SaveError as error:
        say(f"{error} The game goes on unsaved.")
        return True
    return False


def _session(
    arguments: Namespace, story: Story, store: Store, slot: str | None, hear: tuple[Callable[[str], object], bool]
) -> tuple[str | None, Session, bool]:
    """The slot to play on, the session to begin with, and whether it is one that goes on. `hear` hears remarks, and says whether nothing can be
    saved. Raises ValueError for what a writer asked for and the
    story lacks."""
    say, unsaved = hear
    seed = arguments.seed if arguments.seed is not None else random_seed()
    if arguments.start is not None or arguments.settings or slot is None:
        return slot, started(story, seed, arguments.start, tuple(arguments.settings)), False
    if arguments.new:
        # Where nothing can be saved nothing can be lost, either; should it be possible later, what stands there is kept then.
        kept = None if unsaved else saved_games.set_aside(store, slot)
        if kept:
            say(f'The game before is kept as "{kept}".')
        return slot, started(story, seed), False
    for number in range(1, _MOST_SLOTS):
        name = slot if number == 1 else f"{slot} {number}"
        try:
            opened = store.open(name, story)
        except MissingError:
            if number > 1:
                say(f'The old file stays, and a new game begins on another slot, "{name}".')
            return name, started(story, seed), False
        except DamagedError as error:
            say(f"{error} A new game begins; the old file is kept, and SAVES lists it.")
            return name, started(story, seed), False
        except SaveError as error:
            # Whole, and not for this game; or not to be read now. It is left alone, and tried again the next time.
            say(str(error))
            if unsaved:
                return slot, started(story, seed), False
            continue
        if opened.notice:
            say(opened.notice)
        return name, opened.session, True
    raise SaveError(f'No slot is free beside "{slot}". Play on another: --save NAME.')


def _transcript(arguments: Namespace, session: Session, origin: Origin | None) -> TranscriptWriter:
    """The transcript that --transcript asked for. Raises ComplaintError."""
    from kalmurzaeva.terminal.app.transcript_writer import TranscriptWriter

    try:
        return TranscriptWriter.begun(arguments.transcript, session, origin)
    except FileExistsError as error:
        raise ComplaintError(f"{arguments.transcript} exists already. Name a new file for the transcript.") from error
    except OSError as error:
        raise ComplaintError(f"{arguments.transcript} cannot be written ({error.strerror}).") from error
