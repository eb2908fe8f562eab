"""`kalmurzaeva hear LINE`: what a line could mean in a place of the story, and why: for a writer who wonders.

Each candidate is printed with its score, the Command, the words that explain it, those it leaves, and what it would meet. The first that may be carried
out is what a player would get; below stands what came of it.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from kalmurzaeva.console import ComplaintError
from kalmurzaeva.engine.view import View
from kalmurzaeva.language.load import load_story
from kalmurzaeva.model.problems import did_you_mean
from kalmurzaeva.parser.candidate import Candidate
from kalmurzaeva.parser.verdict import explained, understand
from kalmurzaeva.session.transcripts import started

_MOST = 8


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `hear`."""
    parser.add_argument("line", nargs="+", help="what a player types")
    parser.add_argument("--story", metavar="DIR", help="the folder of the story")
    parser.add_argument("--from", dest="start", metavar="NODE", help="the place where it is typed (else the first)")


def run(arguments: Namespace) -> int:
    """Prints the candidates of a line."""
    story = load_story(arguments.story)
    if arguments.start and arguments.start not in story.nodes:
        hint = did_you_mean(arguments.start, story.nodes)
        raise ComplaintError(f'There is no node "{arguments.start}". {hint}'.strip())
    session = started(story, 0, arguments.start)
    line = " ".join(arguments.line)
    view = View(story, session.state)
    for row in rows(explained(view, session.state.talk, line)):
        print(row)
    print(f"\nunderstood as: {understand(view, session.state.talk, line)}")
    print(session.enter(line)[1].text)
    return 0


def rows(found: list[Candidate]) -> Iterator[str]:
    """The best candidates of a line, each as a row of text."""
    for candidate in found[:_MOST]:
        words = candidate.heard.words
        said = " ".join(
            f"{words[place]}" + (f"*{share:g}" if share != 1 else "")
            for place, share in sorted(candidate.explained.items())
        )
        left = f"  left: {' '.join(candidate.left)}" if candidate.left else ""
        command = " ".join(part or "-" for part in candidate.command.to_json())
        yield f"{candidate.score:5.2f}  {candidate.source:9} {command:40} {said}{left}  (+{candidate.bonus:.2f} -{candidate.missing:.2f})"
