"""`kalmurzaeva saves …`: what `session.saves.commands` says, printed."""

from __future__ import annotations

import sys
from argparse import REMAINDER, ArgumentParser, Namespace, RawDescriptionHelpFormatter
from pathlib import Path

from kalmurzaeva import console
from kalmurzaeva.model.problems import StoryError
from kalmurzaeva.model.story import Story
from kalmurzaeva.session.saves import Store, default_folder
from kalmurzaeva.session.saves.commands import run as run_command
from kalmurzaeva.session.saves.commands import usage
from kalmurzaeva.terminal.screen.plain import safe


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `saves`."""
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.epilog = "commands:\n" + "\n".join(usage())
    parser.add_argument("--story", type=Path, metavar="DIR", help="the story that they are saved games of")
    parser.add_argument("--saves", type=Path, metavar="DIR", help="the folder they are in")
    parser.add_argument("command", nargs=REMAINDER, metavar="command …", help="one of the commands below; list if none")


def run(arguments: Namespace) -> int:
    """Carries out one command. Returns its exit code."""
    console.prepare()
    words, folders = _options(arguments.command)
    story = _story(folders.get("--story") or arguments.story)
    saves = folders.get("--saves") or arguments.saves or default_folder(story.ifid if story else None)
    code, lines = run_command(Store(saves), story, words)
    for line in lines:
        print(safe(line), file=sys.stderr if code else sys.stdout)
    return code


def _options(words: list[str]) -> tuple[list[str], dict[str, Path]]:
    """The words without --saves DIR and --story DIR, which may stand after the command, too."""
    rest: list[str] = []
    folders: dict[str, Path] = {}
    left = list(words)
    while left:
        word = left.pop(0)
        name, equals, value = word.partition("=")
        if name in ("--saves", "--story") and (equals or left):
            folders[name] = Path(value if equals else left.pop(0))
        else:
            rest.append(word)
    return rest, folders


def _story(folder: Path | None) -> Story | None:
    """The story, or None where it is broken: the files of its saved games can still be looked at."""
    from kalmurzaeva.terminal.app.verification import open_story

    try:
        return open_story(folder)
    except StoryError:
        return None
