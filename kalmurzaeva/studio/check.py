"""`kalmurzaeva check`: everything that is wrong with a story, printed."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from kalmurzaeva.loading import load_story
from kalmurzaeva.problems import Problem, StoryError, line_and_column, render


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `check`."""
    parser.add_argument("--story", type=Path, metavar="DIR", help="check the story in this folder")
    parser.add_argument("--json", action="store_true", help="print the problems as JSON")


def run(arguments: Namespace) -> int:
    """Prints all problems. Returns 1 where the story must not be played."""
    problems: tuple[Problem, ...] = ()
    sources: dict[str, str] = {}
    try:
        load_story(arguments.story)
    except StoryError as error:
        problems, sources = error.problems, error.sources
    if arguments.json:
        print(json.dumps({"problems": [_data(found, sources) for found in problems]}, ensure_ascii=False, indent=2))
    else:
        for found in problems:
            print(render(found, sources) + "\n")
        print(f"{len(problems)} problems." if problems else "Nothing is wrong.")
    sys.stdout.flush()
    return 1 if any(found.severity == "error" for found in problems) else 0


def _data(found: Problem, sources: dict[str, str]) -> dict[str, object]:
    line, column = line_and_column(sources.get(found.span.file, ""), found.span.start)
    return {
        "code": found.code,
        "severity": found.severity,
        "file": found.span.file,
        "line": line,
        "column": column,
        "message": found.message,
        "hint": found.hint,
    }
