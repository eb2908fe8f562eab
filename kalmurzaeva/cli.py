"""The command line: `kalmurzaeva [play] …`, `kalmurzaeva check …`. The only place where a failure becomes an exit code.

0 is done, 1 is that the thing asked about is wrong (a broken story, a bad save), 2 is wrong usage. Each subcommand is a module with two
functions, `add_arguments(parser)` and `run(arguments) -> int`, imported only when its name was typed. What stops one it raises as a `ComplaintError`.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from kalmurzaeva.console import ComplaintError, complain

# name -> (module, what it is for).
COMMANDS = {
    "play": ("kalmurzaeva.terminal.app.play", "play the story; this is what happens when no command is named"),
    "saves": (
        "kalmurzaeva.terminal.app.saves_command",
        "list, show, verify, rename, delete, export or import saved games",
    ),
    "check": ("kalmurzaeva.studio.checks.command", "say everything that is wrong with a story"),
    "completion": ("kalmurzaeva.shell", "print a script that lets your shell complete all this"),
    "explore": ("kalmurzaeva.studio.exploration.command", "play a story by itself, many times, and say what was found"),
    "hear": ("kalmurzaeva.studio.hear", "say what a typed line could mean in a place of the story, and why"),
    "man": ("kalmurzaeva.manual", "print a page for man, with all of this"),
    "map": ("kalmurzaeva.studio.map", "draw the places of a story and the ways between them"),
    "new": ("kalmurzaeva.studio.new", "write a small story to begin with into a new folder"),
    "proof": ("kalmurzaeva.studio.proof", "the whole story in reading order, by act, without marks"),
    "site": ("kalmurzaeva.browser.site", "write a folder of static files that plays the story in a browser"),
    "replay": ("kalmurzaeva.studio.replay", "play a transcript again and say where the story now differs"),
}
_PROGRAM = "kalmurzaeva"


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command line; `argv` is without the program's name. Returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # for as long as the program runs
    if sys.stdout is None:
        return complain("standard output is closed, so there is nowhere to write to. Nothing was done.")
    try:
        name, rest = _command(words)
        module = import_module(COMMANDS[name][0])
        parser = ArgumentParser(prog=f"{_PROGRAM} {name}", **_described(name))
        module.add_arguments(parser)
        code = int(module.run(parser.parse_args(rest)))
        sys.stdout.flush()
    except SystemExit as stopped:
        code = stopped.code if isinstance(stopped.code, int) else 0
    except ComplaintError as complaint:
        code = complain(str(complaint), 2 if complaint.usage else 1)
    except BrokenPipeError:
        # Whoever read our output has gone away, e.g. `| head`. Python must not find out again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = 0
    except KeyboardInterrupt:
        code = 1
    except OSError as error:
        code = complain(
            f"{error.filename}: {error.strerror}."
            if error.filename
            else f"{error.strerror or error}: nothing more can be written."
        )
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except Exception as error:
        if isinstance(error, RuntimeError) and "home directory" in str(error):
            return complain("this user has no home folder. Say where saved games go, with --saves DIR, and set HOME.")
        code = _report(error)
    return code


def _described(name: str) -> dict[str, Any]:
    return {"description": f"{COMMANDS[name][1]}.".capitalize(), "allow_abbrev": False}


def whole_parser() -> ArgumentParser:
    """All commands in one parser, with the options of `play` where none is named: what shells complete from."""
    parser = ArgumentParser(prog=_PROGRAM, allow_abbrev=False)
    parser.add_argument("-V", "--version", action="store_true", help="say which version this is")
    import_module(COMMANDS["play"][0]).add_arguments(parser)
    commands = parser.add_subparsers(metavar="COMMAND")
    for name, (module, purpose) in COMMANDS.items():
        import_module(module).add_arguments(commands.add_parser(name, help=purpose, **_described(name)))
    return parser


def _command(words: list[str]) -> tuple[str, list[str]]:
    """The command that was meant, and its arguments. Exits for --help, --version; raises ComplaintError for a command that there is not."""
    first = words[0] if words else "play"
    if first in COMMANDS:
        return first, words[1:]
    if first in ("-h", "--help", "help"):
        _print_help()
        raise SystemExit(0)
    if first in ("-V", "--version"):
        from kalmurzaeva import __version__

        print(f"{_PROGRAM} {__version__}")
        raise SystemExit(0)
    if first.startswith("-"):
        return "play", words
    raise ComplaintError(
        f'There is no command "{first[:40]}". Commands: {", ".join(COMMANDS)}. See {_PROGRAM} --help.', usage=True
    )


def _print_help() -> None:
    print(f"usage: {_PROGRAM} [command] [options]\n\ncommands:")
    for name, (_, purpose) in COMMANDS.items():
        print(f"  {name:<12}{purpose}")
    print(f"\n{_PROGRAM} COMMAND --help says more of one. Without a command it plays:\n")
    parser = ArgumentParser(prog=f"{_PROGRAM} play", allow_abbrev=False)
    import_module(COMMANDS["play"][0]).add_arguments(parser)
    print(parser.format_help().rstrip())


def _report(error: Exception) -> int:
    """An error of ours. The player is told in a line, and the traceback goes to a file that can be sent to us."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix=f"{_PROGRAM}-", suffix=".txt", delete=False, encoding="utf-8") as file:
        traceback.print_exception(error, file=file)
    return complain(
        f"The game has made a mistake and cannot go on ({type(error).__name__}). What was saved stays. "
        f"Please send us {file.name}, which says what happened."
    )
