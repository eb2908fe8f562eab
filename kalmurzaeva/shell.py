"""`kalmurzaeva completion SHELL`: a script that lets a shell complete the commands, their options and the names of files.

It is made from the parsers themselves, so whatever can be typed is in it.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

_SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")
_FILES = {"FILE": "FILE", "DIR": "DIRECTORY"}


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `completion`."""
    parser.add_argument("shell", choices=_SHELLS, metavar="SHELL", help=f"the shell: {', '.join(_SHELLS)}")


def run(arguments: Namespace) -> int:
    """Prints the script. Returns the exit code."""
    from kalmurzaeva.cli import whole_parser

    sys.stdout.write(script(whole_parser(), arguments.shell))
    return 0


def script(parser: ArgumentParser, shell: str) -> str:
    """The script for a parser with its subcommands."""
    import shtab

    _mark_files(parser, {word: getattr(shtab, name) for word, name in _FILES.items()})
    return f"{shtab.complete(parser, shell)}\n"


def _mark_files(parser: ArgumentParser, complete: dict[str, object]) -> None:
    """Says of each argument that takes a file or a folder that it does."""
    for action in parser._actions:
        if isinstance(action.choices, dict):
            for inner in action.choices.values():
                _mark_files(inner, complete)
        elif action.metavar in complete:
            action.complete = complete[action.metavar]  # type: ignore[attr-defined]  # shtab's own
