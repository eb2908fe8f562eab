"""`kalmurzaeva play`: from a command line to a game on a screen."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kalmurzaeva.terminal import options as settings
from kalmurzaeva.terminal import streams
from kalmurzaeva.terminal.options import Options
from kalmurzaeva.terminal.streams import ComplaintError

if TYPE_CHECKING:
    from kalmurzaeva.model import Story
    from kalmurzaeva.saves import Store
    from kalmurzaeva.session import Session
    from kalmurzaeva.terminal.game import Game
    from kalmurzaeva.terminal.screen import Screen
    from kalmurzaeva.terminal.transcript import Writer

TITLE = "Kalmurzaeva's Odyssey"


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `play`."""
    add = parser.add_argument
    add("--story", type=Path, metavar="DIR", help="play the story in this folder")
    add("--saves", type=Path, metavar="DIR", help="keep saved games in this folder")
    add("--save", metavar="NAME", help="play on this saved game instead of the last one")
    add("--new", action="store_true", help="begin a new game; the one before is kept under another name")
    add("--seed", type=_seed, metavar="N", help="begin with this seed; the same seed gives the same story")
    add("--plain", action="store_true", help="words only, for screen readers, pipes and dumb terminals")
    add("--width", type=_width, metavar="N", help="set lines to at most N columns")
    add("--transcript", type=Path, metavar="FILE", help="write the game to this file as it is played")
    add("--from", dest="start", metavar="NODE", help="for writers: begin at this node, without saving")
    add(
        "--set",
        dest="settings",
        type=_setting,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="for writers: begin with this variable set; may be given again",
    )
    add("--trace", action="store_true", help="for writers: say which block, file and line spoke")


def _seed(written: str) -> int:
    if not (written.isascii() and written.isdigit() and int(written) < 2**63):
        raise ArgumentTypeError(f"{written!r} is not a whole number from 0 on")
    return int(written)


def _width(written: str) -> int:
    if not (written.isascii() and written.isdigit() and 20 <= int(written) <= 1000):
        raise ArgumentTypeError(f"{written!r} is not a number of columns from 20 to 1000")
    return int(written)


def _setting(written: str) -> tuple[str, str]:
    name, equals, value = written.partition("=")
    if not equals or not name.strip():
        raise ArgumentTypeError(f"{written!r} is not NAME=VALUE")
    return name.strip(), value.strip()


def run(arguments: Namespace) -> int:
    """Plays one evening. Returns the exit code."""
    streams.prepare()
    at_terminal = sys.stdin.isatty()
    if not at_terminal:
        # Nobody is there to clear a line; Ctrl-C ends a pipeline as it ends any other.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    chosen = settings.load(settings.options_file()) if at_terminal else Options()
    if arguments.plain:
        chosen = chosen._replace(plain="on")
    screen = make_screen(chosen, arguments.width)
    if arguments.story is None:
        screen.title(TITLE)
    try:
        story = _story(arguments, screen)
        if story is None:
            return 1
        with contextlib.ExitStack() as until_the_end:
            game, menu = _game(arguments, chosen, screen, story, until_the_end)
            game.play(menu=menu)
    finally:
        screen.close()
    return 0


def make_screen(options: Options, width: int | None) -> Screen:
    """The stage on a terminal that can show it, words otherwise."""
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if terminal and not options.on("plain") and os.environ.get("TERM", "") not in ("", "dumb", "unknown"):
        from kalmurzaeva.terminal.stage import Stage

        return Stage(options, width)
    from kalmurzaeva.terminal.plain import PlainScreen

    if width is None and sys.stdout.isatty():
        width = max(20, min(int(options.measure), os.get_terminal_size(1).columns - 1))
    return PlainScreen(options, width)


def _story(arguments: Namespace, screen: Screen) -> Story | None:
    """The story; None where it cannot be played, which has then been said."""
    from kalmurzaeva.problems import StoryError
    from kalmurzaeva.terminal.opening import open_story

    try:
        story = open_story(arguments.story)
    except StoryError as error:
        from kalmurzaeva.terminal.plain import safe

        print("\n".join(safe(line) for line in str(error).splitlines()), file=sys.stderr)
        return None
    if arguments.story is not None:
        screen.title(story.title or str(arguments.story))
    return story


def _game(
    arguments: Namespace, options: Options, screen: Screen, story: Story, until_the_end: contextlib.ExitStack
) -> tuple[Game, bool]:
    """The game to play, and whether to ask first if it is the one. Raises ComplaintError."""
    from kalmurzaeva.saves import SaveError, Store, default_folder
    from kalmurzaeva.terminal.game import Game

    store = Store(arguments.saves or default_folder())
    slot = _slot(arguments)
    unsaved = _hold(store, slot, screen, until_the_end)
    try:
        session, resumed = _session(arguments, screen, story, store, slot)
    except ValueError as error:
        raise ComplaintError(str(error), usage=True) from error
    except SaveError as error:
        raise ComplaintError(str(error)) from error
    game = Game(
        screen,
        session,
        store,
        slot,
        asks=sys.stdin.isatty(),
        options=options,
        screens=lambda chosen: make_screen(chosen, arguments.width),
        save_failed=unsaved,
    )
    if arguments.trace:
        from kalmurzaeva.terminal.trace import tracer

        game.trace = tracer(story)
    if arguments.transcript is not None:
        game.transcript = _transcript(arguments, session)
    return game, resumed and not options.on("plain") and screen.has_menu


def _slot(arguments: Namespace) -> str | None:
    """The slot to play on, None for none. Raises ComplaintError where it cannot be one."""
    from kalmurzaeva.saves import AUTOSAVE, SaveError, valid_name

    if arguments.save is None:
        return None if arguments.start is not None or arguments.settings else AUTOSAVE
    try:
        return valid_name(arguments.save)
    except SaveError as error:
        raise ComplaintError(str(error), usage=True) from error


def _hold(store: Store, slot: str | None, screen: Screen, until_the_end: contextlib.ExitStack) -> bool:
    """Keeps other games off the slot. Returns whether nothing can be saved, which has then been said. Raises ComplaintError where another game is
    there already."""
    from kalmurzaeva.saves import SaveError, SlotHeldError

    if slot is None:
        return False
    try:
        until_the_end.enter_context(store.holding(slot))
    except SlotHeldError as error:
        raise ComplaintError(str(error)) from error
    except SaveError as error:
        screen.say(f"{error} The game goes on unsaved.")
        return True
    return False


def _session(
    arguments: Namespace, screen: Screen, story: Story, store: Store, slot: str | None
) -> tuple[Session, bool]:
    """The session to begin with, and whether it is one that goes on. Raises ValueError for what a writer asked for and the story lacks."""
    from kalmurzaeva.saves import MissingError, SaveError
    from kalmurzaeva.terminal import shelf
    from kalmurzaeva.terminal.opening import random_seed
    from kalmurzaeva.transcripts import started

    seed = arguments.seed if arguments.seed is not None else random_seed()
    if arguments.start is not None or arguments.settings or slot is None:
        return started(story, seed, arguments.start, tuple(arguments.settings)), False
    if arguments.new:
        with contextlib.suppress(MissingError):
            kept = shelf.set_aside(store, slot)
            if kept:
                screen.say(f'The game before is kept as "{kept}".')
        return started(story, seed), False
    try:
        opened = store.open(slot, story)
    except MissingError:
        return started(story, seed), False
    except SaveError as error:
        screen.say(f"{error} A new game begins, and the old file stays.")
        return started(story, seed), False
    if opened.notice:
        screen.say(opened.notice)
    if not screen.has_menu:
        screen.say(f"Going on from {shelf.when(store.slot(slot).saved)}.")
    return opened.session, True


def _transcript(arguments: Namespace, session: Session) -> Writer:
    """The transcript that --transcript asked for. Raises ComplaintError."""
    from kalmurzaeva.terminal.transcript import Writer

    heading = [f"from: {arguments.start}"] if arguments.start else []
    heading += [f"set: {name}={value}" for name, value in arguments.settings]
    try:
        return Writer.begun(arguments.transcript, session, tuple(heading))
    except FileExistsError as error:
        raise ComplaintError(f"{arguments.transcript} exists already. Name a new file for the transcript.") from error
    except OSError as error:
        raise ComplaintError(f"{arguments.transcript} cannot be written ({error.strerror}).") from error
