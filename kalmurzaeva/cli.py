"""The command line: `kalmurzaeva [play] …`, `kalmurzaeva check …`. The only place with exit codes.

0 is done, 1 is that the thing asked about is wrong (a broken story, a bad save), 2 is wrong usage. Each subcommand is a module with two
functions, `add_arguments(parser)` and `run(arguments) -> int`, imported only when its name was typed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

# name -> (module, what it is for).
COMMANDS = {
    "play": ("kalmurzaeva.terminal.play", "play the story; this is what happens when no command is named"),
    "saves": ("kalmurzaeva.terminal.saves_command", "list, show, verify, rename, delete, export or import saved games"),
    "check": ("kalmurzaeva.studio.check", "say everything that is wrong with a story"),
    "explore": ("kalmurzaeva.studio.explore", "play a story by itself, many times, and say what was found"),
    "map": ("kalmurzaeva.studio.map", "draw the places of a story and the ways between them"),
    "replay": ("kalmurzaeva.studio.replay", "play a transcript again and say where the story now differs"),
}
_PROGRAM = "kalmurzaeva"


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command line; `argv` is without the program's name. Returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        name, rest = _command(words)
        module = import_module(COMMANDS[name][0])
        parser = argparse.ArgumentParser(prog=f"{_PROGRAM} {name}", description=COMMANDS[name][1], allow_abbrev=False)
        module.add_arguments(parser)
        return int(module.run(parser.parse_args(rest)))
    except SystemExit as stopped:
        return stopped.code if isinstance(stopped.code, int) else 0
    except BrokenPipeError:
        # Whoever read our output has gone away, e.g. `| head`. Python must not find out again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except KeyboardInterrupt:
        return 1
    except OSError as error:
        return complain(f"{error.filename or 'The system'}: {error.strerror or error}.")


def _command(words: list[str]) -> tuple[str, list[str]]:
    """The command that was meant, and its arguments. Exits for --help, --version and unknown commands."""
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
    complain(f'There is no command "{first[:40]}". Commands: {", ".join(COMMANDS)}. See {_PROGRAM} --help.')
    raise SystemExit(2)


def _print_help() -> None:
    print(f"usage: {_PROGRAM} [command] [options]\n\ncommands:")
    for name, (_, purpose) in COMMANDS.items():
        print(f"  {name:<9}{purpose}")
    print(f"\n{_PROGRAM} COMMAND --help says more of one. Without a command it plays:\n")
    parser = argparse.ArgumentParser(prog=f"{_PROGRAM} play", allow_abbrev=False)
    import_module(COMMANDS["play"][0]).add_arguments(parser)
    print(parser.format_help().rstrip())


def complain(text: str, code: int = 1) -> int:
    """Says on standard error, in one line, what is wrong. Returns the exit code."""
    from kalmurzaeva.marks import clean

    print(f"{_PROGRAM}: {' '.join(clean(text).split())}", file=sys.stderr)
    return code
