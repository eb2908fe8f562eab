"""`kalmurzaeva play`: from a command line to a game on a screen."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kalmurzaeva.terminal import streams

if TYPE_CHECKING:
    from kalmurzaeva.model import Story
    from kalmurzaeva.saves import Store
    from kalmurzaeva.session import Session
    from kalmurzaeva.terminal.game import Game
    from kalmurzaeva.terminal.screen import Screen

TITLE = "Kalmurzaeva's Odyssey"


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `play`."""
    parser.add_argument("--story", type=Path, metavar="DIR", help="play the story in this folder")
    parser.add_argument("--saves", type=Path, metavar="DIR", help="keep saved games in this folder")
    parser.add_argument("--save", metavar="NAME", help="play on this saved game instead of the last one")
    parser.add_argument(
        "--new", action="store_true", help="begin a new game; the one before is kept under another name"
    )
    parser.add_argument(
        "--seed", type=_seed, metavar="N", help="begin with this seed; the same seed gives the same story"
    )
    parser.add_argument("--plain", action="store_true", help="words only, for screen readers, pipes and dumb terminals")
    parser.add_argument("--width", type=_width, metavar="N", help="set lines to at most N columns")
    parser.add_argument("--transcript", type=Path, metavar="FILE", help="write the game to this file as it is played")
    parser.add_argument("--from", dest="start", metavar="NODE", help="for writers: begin at this node, without saving")
    parser.add_argument(
        "--set",
        dest="settings",
        type=_setting,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="for writers: begin with this variable set",
    )
    parser.add_argument("--trace", action="store_true", help="for writers: say which block, file and line spoke")


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
    if not sys.stdin.isatty():
        # Nobody is there to clear a line; Ctrl-C ends a pipeline as it ends any other.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    screen = choose_screen(arguments)
    if arguments.story is None:
        screen.title(TITLE)
    story = _story(arguments, screen)
    if story is None:
        return 1
    from kalmurzaeva.saves import Store, default_folder

    store = Store(arguments.saves or default_folder())
    with contextlib.ExitStack() as until_the_end:
        game = _game(arguments, screen, story, store, until_the_end)
        if isinstance(game, int):
            return game
        game.play()
    return 0


def choose_screen(arguments: Namespace) -> Screen:
    """The stage on a terminal that can show it, words otherwise."""
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if arguments.plain or not terminal or os.environ.get("TERM", "") in ("", "dumb"):
        from kalmurzaeva.terminal.plain import PlainScreen

        width = arguments.width
        if width is None and sys.stdout.isatty():
            width = min(76, max(20, os.get_terminal_size().columns - 1))
        return PlainScreen(width)
    from kalmurzaeva.terminal.stage import Stage

    return Stage(arguments.width)


def _story(arguments: Namespace, screen: Screen) -> Story | None:
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
    arguments: Namespace, screen: Screen, story: Story, store: Store, until_the_end: contextlib.ExitStack
) -> Game | int:
    """The game to play, or the exit code where there is none."""
    from kalmurzaeva.cli import complain
    from kalmurzaeva.saves import AUTOSAVE, SaveError, SlotHeldError, valid_name
    from kalmurzaeva.terminal.game import Game

    writing = arguments.start is not None or bool(arguments.settings)
    try:
        slot = valid_name(arguments.save) if arguments.save is not None else None if writing else AUTOSAVE
    except SaveError as error:
        return complain(str(error), 2)
    failed = False
    if slot is not None:
        try:
            until_the_end.enter_context(store.holding(slot))
        except SlotHeldError as error:
            return complain(str(error))
        except SaveError as error:
            failed = True
            screen.say(f"{error} The game goes on unsaved.")
    try:
        session = _session(arguments, screen, story, store, slot)
    except ValueError as error:
        return complain(str(error), 2)
    except SaveError as error:
        return complain(str(error))
    game = Game(screen, session, store, slot, asks=sys.stdin.isatty(), save_failed=failed)
    if arguments.trace:
        from kalmurzaeva.terminal.trace import tracer

        game.trace = tracer(story)
    if arguments.transcript is not None:
        from kalmurzaeva.terminal.transcript import Writer

        heading = [f"from: {arguments.start}"] if arguments.start else []
        heading += [f"set: {name}={value}" for name, value in arguments.settings]
        try:
            game.transcript = Writer.begun(arguments.transcript, session, tuple(heading))
        except FileExistsError:
            return complain(f"{arguments.transcript} exists already. Name a new file for the transcript.")
        except OSError as error:
            return complain(f"{arguments.transcript} cannot be written ({error.strerror}).")
    return game


def _session(arguments: Namespace, screen: Screen, story: Story, store: Store, slot: str | None) -> Session:
    """The session to begin with: the one in the slot, or a new one. Raises ValueError for what a writer asked for and the story lacks."""
    from kalmurzaeva.saves import MissingError, SaveError
    from kalmurzaeva.terminal import shelf
    from kalmurzaeva.terminal.opening import random_seed
    from kalmurzaeva.transcripts import started

    seed = arguments.seed if arguments.seed is not None else random_seed()
    if arguments.start is not None or arguments.settings:
        return started(story, seed, arguments.start, tuple(arguments.settings))
    if slot is not None and not arguments.new:
        try:
            session = store.load(slot, story)
            screen.say(f"Going on from where you were, {shelf.when(store.slot(slot).saved)}.")
            return session
        except MissingError:
            pass
        except SaveError as error:
            screen.say(f"{error} A new game begins, and the old file stays.")
    elif slot is not None:
        with contextlib.suppress(SaveError):
            kept = shelf.set_aside(store, slot)
            if kept:
                screen.say(f'The game before is kept as "{kept}".')
    return started(story, seed)
