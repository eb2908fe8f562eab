"""`kalmurzaeva check`: everything that is wrong with a story, printed.

First what loading finds; where nothing of that must keep the story from being played, the rules of `path_rules`, `word_rules`, `presence_rules` and `fact_rules`.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import frozen

from kalmurzaeva.language.load import before_names, cut_story
from kalmurzaeva.language.verify import verify
from kalmurzaeva.model.problems import RULES, TASTE, Problem, StoryError, in_order, line_and_column, render
from kalmurzaeva.model.story import Story
from kalmurzaeva.resources import ENDINGS, story_folder
from kalmurzaeva.studio.checks.concrete_nouns import lemmas


@frozen
class Checked:
    """What `check` found: the problems in order, the files they are in, the story where it can be played, and what crosses the door
    of each act, in bits, and the rules that the story has turned off."""

    problems: tuple[Problem, ...]
    sources: dict[str, str]
    story: Story | None = None
    doors: dict[str, dict[str, float]] | None = None
    turned_off: frozenset[str] = frozenset()

    @property
    def broken(self) -> bool:
        return any(found.severity == "error" for found in self.problems)


def check(folder: Path | None = None, runs: int | None = None) -> Checked:
    """Everything that is wrong with the story in a folder. `runs` is how often it is played; else as often as there is time for."""
    try:
        story, loader = cut_story(folder)
    except StoryError as error:
        return Checked(error.problems, error.sources)
    problems = verify(story, loader)
    if any(found.severity == "error" for found in problems):
        return Checked(problems, dict(story.sources), turned_off=story.unchecked)
    from kalmurzaeva.studio.checks.path_rules import doors
    from kalmurzaeva.studio.checks.survey import Survey

    survey = Survey(story, runs)
    found = [found for rule in _rules() for found in rule(survey)]
    wanted = [found for found in (*problems, *found) if found.code not in story.unchecked]
    return Checked(in_order(wanted), dict(story.sources), story, doors(survey), story.unchecked)


def _rules() -> tuple[Callable[..., Iterator[Problem]], ...]:
    from kalmurzaeva.studio.checks import fact_rules, path_rules, presence_rules, word_rules

    return (
        path_rules.order_decides,
        path_rules.unreached_nodes,
        path_rules.absent_entities,
        path_rules.blocks_that_never_run,
        path_rules.never_shown,
        path_rules.unread_variables,
        path_rules.gestures_without_lines,
        path_rules.idle_choices,
        path_rules.wide_doors,
        word_rules.unknown_things,
        word_rules.stub_replies,
        word_rules.twin_replies,
        word_rules.misread_headers,
        word_rules.lines_like_marks,
        presence_rules.strangers,
        fact_rules.asks_before_it_is_told,
        fact_rules.names_before_they_are_known,
        fact_rules.stock_lines_at_a_wound,
    )


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `check`."""
    parser.add_argument("--story", type=Path, metavar="DIR", help="check the story in this folder")
    parser.add_argument("--json", action="store_true", help="print the problems as JSON")
    parser.add_argument("--only", action="append", metavar="CODE", help="show only problems of this code or severity")
    parser.add_argument("--runs", type=int, metavar="N", help="play it N times for what only playing shows")
    parser.add_argument(
        "--words", action="store_true", help="count the words: in all, by kind of block, file and speaker"
    )
    parser.add_argument(
        "--taste", action="store_true", help="show what is a matter of taste, where the story only counts it"
    )
    parser.add_argument("--watch", action="store_true", help="check again whenever a file is saved")


def run(arguments: Namespace) -> int:
    """Prints all problems. Returns 1 where the story must not be played, 2 where an option makes no sense."""
    from kalmurzaeva.console import complain

    unknown = [code for code in arguments.only or () if code not in RULES and code not in ("error", "warning", "note")]
    if unknown:
        from kalmurzaeva.model.problems import did_you_mean

        return complain(f'There is no problem "{unknown[0]}". {did_you_mean(unknown[0], RULES)}', 2)
    if arguments.words:
        from kalmurzaeva.studio.proof import words

        print("\n".join(words(cut_story(arguments.story)[0])))
        return 0
    if arguments.watch:
        return _watch(arguments)
    checked = check(arguments.story, arguments.runs)
    _show(checked, arguments)
    return 1 if checked.broken else 0


def _watch(arguments: Namespace) -> int:
    """Checks now and after every change, until Ctrl-C."""
    from kalmurzaeva.console import complain

    try:
        from watchfiles import watch
    except ModuleNotFoundError:
        return complain("--watch needs the package watchfiles: pip install 'kalmurzaeva[studio]'.")
    folder = Path(arguments.story or story_folder())
    if not folder.is_dir():
        return complain(f"{folder} is not a folder.")
    _show(check(folder), arguments)
    for changes in watch(folder, raise_interrupt=False):
        names = sorted({Path(path).name for _, path in changes if Path(path).suffix.lower() in ENDINGS})
        if names:
            print(f"\n── {', '.join(names)} ──\n")
            _show(check(folder), arguments)
    return 0


def _show(checked: Checked, arguments: Namespace) -> None:
    wanted = set(arguments.only or ())
    problems = [found for found in checked.problems if not wanted or wanted & {found.code, found.severity}]
    if arguments.json:
        folder = before_names(arguments.story) if checked.sources else ""
        data = [{**_data(found, checked.sources), "path": f"{folder}{found.span.file}"} for found in problems]
        print(json.dumps({"problems": data, "doors": checked.doors or {}}, ensure_ascii=False, indent=2))
    else:
        counted = _only_counted(checked, arguments, problems)
        problems = [found for found in problems if found not in counted]
        for found in problems:
            print(render(found, checked.sources, before_names(arguments.story) if checked.sources else "") + "\n")
        for act, crossing in (checked.doors or {}).items():
            names = f" ({', '.join(crossing)})" if crossing else ""
            print(f"Into {act}: {sum(crossing.values()):.0f} bits of state decide where it leads{names}.")
        print(_summary(problems))
        if arguments.story and checked.story and not counted and any(found.code in TASTE for found in problems):
            print(
                f'Matters of taste ({", ".join(sorted({found.code for found in problems if found.code in TASTE}))}) are counted alone with "taste": "counted" in StorySettings.'
            )
        if counted:
            print(f"Besides, matters of taste: {_codes(counted)}. --taste shows them.")
        if checked.turned_off:
            print(f"Turned off by the story: {', '.join(sorted(checked.turned_off))}.")
        if not lemmas():
            print("Which things the text names was not checked: the list of nouns for that is in the repository alone.")
    sys.stdout.flush()


def _only_counted(checked: Checked, arguments: Namespace, problems: list[Problem]) -> list[Problem]:
    """The matters of taste, where the story counts them alone and nobody asked for them."""
    if not (checked.story and checked.story.counts_taste) or arguments.taste or arguments.only:
        return []
    return [found for found in problems if found.code in TASTE]


def _summary(problems: list[Problem]) -> str:
    if not problems:
        return "Nothing is wrong."
    severities = Counter(found.severity for found in problems)
    counts = [
        f"{severities[name]} {name}{'s' if severities[name] != 1 else ''}"
        for name in ("error", "warning", "note")
        if severities[name]
    ]
    return f"{', '.join(counts)}: {_codes(problems)}."


def _codes(problems: list[Problem]) -> str:
    return ", ".join(f"{code} {count}" for code, count in Counter(found.code for found in problems).most_common())


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
