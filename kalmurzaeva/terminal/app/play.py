"""`kalmurzaeva play`: from a command line to a game on a screen."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kalmurzaeva import console
from kalmurzaeva.resources import done_in, heading, under_the_title
from kalmurzaeva.terminal.app import options as settings
from kalmurzaeva.terminal.app.options import Options

if TYPE_CHECKING:
    from kalmurzaeva.model.story import Story
    from kalmurzaeva.terminal.app.first_page import FirstPage
    from kalmurzaeva.terminal.app.loop import PlayLoop
    from kalmurzaeva.terminal.screen.interface import Screen


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
    if sys.stdin is None:
        raise console.ComplaintError("standard input is closed, so there is nobody to play. Nothing was begun.")
    # What is made until the first page stands is kept all evening: neither now nor later need it be searched for what is not.
    gc.disable()
    console.prepare()
    at_terminal = sys.stdin.isatty()
    if not at_terminal:
        # Nobody is there to clear a line; Ctrl-C ends a pipeline as it ends any other.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    chosen = settings.load(settings.options_file()) if at_terminal else Options()
    if arguments.plain:
        chosen = chosen._replace(plain="on")
    screen = make_screen(chosen, arguments.width)
    found = heading() if arguments.story is None else None
    if found and found.title:
        screen.title(found.title, under_the_title(), _done(arguments, found.ifid))
    try:
        with contextlib.ExitStack() as until_the_end:
            return _play(arguments, chosen, screen, until_the_end)
    finally:
        screen.close()


def _done(arguments: Namespace, ifid: str | None) -> int:
    """How far the game is that will go on, in per cent."""
    from kalmurzaeva.session.saves import AUTOSAVE, default_folder

    if arguments.new or arguments.start or arguments.settings:
        return 0
    return done_in((arguments.saves or default_folder(ifid)) / f"{arguments.save or AUTOSAVE}.json")


def _play(arguments: Namespace, chosen: Options, screen: Screen, until_the_end: contextlib.ExitStack) -> int:
    """Plays; gives 1 where the story cannot be played."""

    def begin(story: Story, say: Callable[[str], object]) -> tuple[PlayLoop, bool]:
        from kalmurzaeva.terminal.app.launch import Launch, launch

        launching = Launch(arguments, chosen, screen, lambda options: make_screen(options, arguments.width), say)
        begun = launch(launching, story, until_the_end)
        gc.freeze()
        gc.enable()
        return begun

    page = _first_page(arguments, screen)
    if page is not None:
        return _code(_play_from(page, screen, begin))
    story = _story(arguments, screen)
    if story is None:
        return 1
    game, menu = begin(story, screen.say)
    if _always_begins_so(arguments, screen) and not game.session.entries:
        _keep_first_page(game)
    game.play(menu=menu)
    return _code(game)


def _code(game: PlayLoop) -> int:
    """The exit code of an evening: 1 where the game that was played is not saved."""
    return int(game.is_lost)


def _always_begins_so(arguments: Namespace, screen: Screen) -> bool:
    """Whether a new game begins here with the page with which all new games begin."""
    theirs = arguments.story or arguments.start or arguments.settings or arguments.trace or arguments.transcript
    return screen.has_menu and not theirs


def _first_page(arguments: Namespace, screen: Screen) -> FirstPage | None:
    """The page to begin with while the game is read: of a new game, where one is kept."""
    from kalmurzaeva.session.saves import AUTOSAVE, default_folder

    if not _always_begins_so(arguments, screen) or arguments.save is not None:
        return None
    folder = arguments.saves or default_folder()
    if not arguments.new and any(os.path.lexists(folder / f"{AUTOSAVE}{end}") for end in (".json", ".json.1")):
        return None
    from kalmurzaeva.terminal.app import first_page

    return first_page.kept()


def _keep_first_page(game: PlayLoop) -> None:
    from kalmurzaeva.terminal.app.first_page import FirstPage, keep, kept
    from kalmurzaeva.terminal.screen.interface import page_of

    page = FirstPage(page_of(game.session.story, game.session.beat, None), game.status(), game.palettes)
    if kept() != page:
        keep(page)


def _play_from(
    page: FirstPage, screen: Screen, begin: Callable[[Story, Callable[[str], object]], tuple[PlayLoop, bool]]
) -> PlayLoop:
    """Plays a new game whose first page is known: the page and its prompt first, and the game while the player reads."""
    from kalmurzaeva.terminal.app.first_page import EarlyAid, Later

    remarks: list[str] = []

    def read() -> PlayLoop:
        from kalmurzaeva.terminal.app.verification import open_story

        return begin(open_story(None), remarks.append)[0]

    later = Later(read)
    screen.palettes = page.palettes
    screen.show(page.page, page.status)
    typed = screen.ask(page.status, aid=EarlyAid(later))
    game = later.result()
    for remark in remarks:
        screen.say(remark)
    game.play_from(page.page, typed)
    return game


def make_screen(options: Options, width: int | None) -> Screen:
    """The rich screen on a terminal that can show it, words otherwise."""
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if terminal and not options.on("plain") and os.environ.get("TERM", "") not in ("", "dumb", "unknown"):
        from kalmurzaeva.terminal.input.ground import can_be_asked
        from kalmurzaeva.terminal.input.tty import Tty
        from kalmurzaeva.terminal.screen.palettes import ground_of

        tty = Tty()
        if ground_of("auto", "truecolor", os.environ) == "either" and can_be_asked(os.environ):
            # It answers while what draws is read.
            tty.ask_ground()
        from kalmurzaeva.terminal.screen.rich_screen import RichScreen

        return RichScreen(options, width, tty)
    from kalmurzaeva.terminal.screen.plain import PlainScreen

    return PlainScreen(options, width)


def _story(arguments: Namespace, screen: Screen) -> Story | None:
    """The story; None where it cannot be played, which has then been said."""
    from kalmurzaeva.model.problems import StoryError
    from kalmurzaeva.terminal.app.verification import open_story

    try:
        story = open_story(arguments.story)
    except StoryError as error:
        from kalmurzaeva.terminal.screen.plain import safe

        print("\n".join(safe(line) for line in str(error).splitlines()), file=sys.stderr)
        return None
    if arguments.story is not None:
        screen.title(
            story.title or str(arguments.story), under_the_title(arguments.story), _done(arguments, story.ifid)
        )
    return story
