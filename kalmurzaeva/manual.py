"""`kalmurzaeva man`: a page for `man`, made from the parsers themselves, so whatever can be typed is in it.

It is written in the macros that every `man` reads: `.TH` the heading, `.SH` a section, `.SS` a command, `.TP` an option.
"""

from __future__ import annotations

import sys
from argparse import Action, ArgumentParser, Namespace
from collections.abc import Iterator

_FILES = (
    ("the user's data folder, saves/", "saved games and transcripts; from a checkout the folder saves/ in it"),
    ("the user's configuration folder, options.toml", "what SET and OPTIONS change in play"),
)


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `man`: none."""


def run(arguments: Namespace) -> int:
    """Prints the page. Returns the exit code."""
    from kalmurzaeva import __version__
    from kalmurzaeva.cli import whole_parser
    from kalmurzaeva.resources import heading

    what = f"play {heading().title or 'a story'}, or write, check and publish a story of your own"
    sys.stdout.write("\n".join(page(whole_parser(), __version__, what)) + "\n")
    return 0


def page(parser: ArgumentParser, version: str, what: str) -> Iterator[str]:
    """The page for a parser with its subcommands."""
    commands = next(action.choices for action in parser._actions if isinstance(action.choices, dict))
    yield f'.TH {parser.prog.upper()} 6 "" "{parser.prog} {version}" Games'
    yield from (".SH NAME", rf"{parser.prog} \- {_written(what)}")
    yield from (".SH SYNOPSIS", f".B {parser.prog}", "[command] [options]")
    yield from (".SH DESCRIPTION", "Without a command it plays, and these are the options of", ".BR play .")
    yield from _options(parser)
    yield ".SH COMMANDS"
    for name, inner in commands.items():
        yield from (f".SS {name}", _written(inner.description or ""))
        if name != "play":
            yield from _options(inner)
    yield ".SH FILES"
    for where, holds in _FILES:
        yield from (".TP", _written(where), _written(holds))
    yield from (
        ".SH EXIT STATUS",
        "0 done; 1 what was asked about is wrong, or the game could not be saved; 2 wrong usage.",
    )


def _options(parser: ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if not isinstance(action.choices, dict):
            yield from (
                ".TP",
                rf"\fB{_written(_called(action))}\fR",
                _written(parser._get_formatter()._expand_help(action)),
            )


def _called(action: Action) -> str:
    """`--seed N`, or of what has no dashes its name alone."""
    value = action.metavar if isinstance(action.metavar, str) else ""
    names = ", ".join(action.option_strings)
    return f"{names} {value}".strip() or action.dest


def _written(text: str) -> str:
    """Words as roff reads them: no hyphen is broken, and no line of them is taken for a macro."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = "".join(letter if letter.isascii() else rf"\[u{ord(letter):04X}]" for letter in text)
    return f"\\&{text}" if text.startswith((".", "'")) else text
