"""`kalmurzaeva explore`: a story played by itself, many times, and what that says of it.

Random and curious players take turns. What is printed: how the runs ended, the table of measures beside its targets, what nobody ever saw, and where
a run was stuck. The same seed gives the same figures on any number of cores.
"""

from __future__ import annotations

import json
import os
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from kalmurzaeva.model.story import Story

RUNS = 200


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `explore`."""
    parser.add_argument("--story", type=Path, metavar="DIR", help="explore the story in this folder")
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help=f"how many playthroughs (default {RUNS})")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="which playthroughs (default 1)")
    parser.add_argument("--jobs", type=int, metavar="N", help="how many processes (default: one a core)")
    parser.add_argument("--resume", type=Path, metavar="FILE", help="go on from this file, and keep the runs in it")
    parser.add_argument(
        "--by-choices", action="store_true", help="play by listed choices alone: faster, and how most people read"
    )
    parser.add_argument("--exhaustive", action="store_true", help="go every way, in a small story")
    parser.add_argument("--json", action="store_true", help="print the report as JSON, as `map --report` takes it")


def run(arguments: Namespace) -> int:
    """Plays, and prints the report. Returns 1 where the story is broken or a file cannot be gone on with, 2 on wrong usage."""
    from kalmurzaeva.console import complain
    from kalmurzaeva.language.load import load_story
    from kalmurzaeva.model.problems import StoryError

    if arguments.runs < 1 or (arguments.jobs is not None and arguments.jobs < 1):
        return complain("--runs and --jobs take a number from 1.", 2)
    try:
        story = load_story(arguments.story)
    except StoryError as error:
        print(error, file=sys.stderr)
        return 1
    if arguments.exhaustive:
        return _search(story, arguments)
    return _explore(story, arguments)


def _search(story: Story, arguments: Namespace) -> int:
    from kalmurzaeva.studio.exploration.report import searched
    from kalmurzaeva.studio.exploration.search import search

    found = search(story)
    if arguments.json:
        print(json.dumps(found.to_data(story), ensure_ascii=False, indent=2))
    else:
        print(searched(story, found))
    return 0 if found.whole else 1


def _explore(story: Story, arguments: Namespace) -> int:
    from kalmurzaeva.console import complain
    from kalmurzaeva.studio.exploration.report import printed, report
    from kalmurzaeva.studio.exploration.workers import Workers, progress_bar

    try:
        exploration = _begun(story, arguments)
    except ValueError as error:
        return complain(f"{arguments.resume}: {error}.")

    def keep() -> None:
        if arguments.resume:
            _save(arguments.resume, exploration.to_data())

    played = sum(exploration.tally.turns)
    start = time.perf_counter()
    workers = Workers(story, arguments.story, arguments.jobs or os.cpu_count() or 1)
    try:
        with progress_bar(sys.stderr.isatty() and not arguments.json) as progress:
            exploration.explore(arguments.runs, workers, progress, keep)
    finally:
        workers.close()
    took = time.perf_counter() - start
    keep()
    found = report(exploration)
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        print(printed(found))
        if exploration.interrupted:
            print("Stopped before its end.")
        print(f"{sum(exploration.all.turns) - played:,} turns in {took:.1f} s.", file=sys.stderr)
    return 0


def _begun(story: Story, arguments: Namespace) -> Any:
    from kalmurzaeva.studio.exploration.workers import Exploration

    if arguments.resume and arguments.resume.exists():
        try:
            data = json.loads(arguments.resume.read_text(encoding="utf-8"))
        except (ValueError, RecursionError) as error:
            raise ValueError("it is not JSON") from error
        found = Exploration.from_data(story, data)
        if found.by_choices is not arguments.by_choices:
            raise ValueError("it holds runs by other players; begin a new one")
        return found
    return Exploration(story, arguments.seed, by_choices=arguments.by_choices)


def _save(path: Path, data: dict[str, Any]) -> None:
    """Writes beside the file and then over it, so that a kill leaves the old one."""
    from kalmurzaeva.session.saves.files import replace

    replace(path, json.dumps(data, ensure_ascii=False, separators=(",", ":")), synced=False)
