"""`kalmurzaeva replay FILE`: a transcript played again, and where the story now says something else."""

from __future__ import annotations

import difflib
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from kalmurzaeva.loading import load_story
from kalmurzaeva.transcripts import parse_transcript, play


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `replay`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the transcript, as --transcript writes it")
    parser.add_argument("--story", type=Path, metavar="DIR", help="play it in the story in this folder")
    parser.add_argument("--accept", action="store_true", help="write what the story says now into the file")


def run(arguments: Namespace) -> int:
    """Prints the differences. Returns 1 where there are any and they were not accepted."""
    from kalmurzaeva.problems import StoryError
    from kalmurzaeva.terminal.streams import complain

    path: Path = arguments.file
    try:
        text = path.read_text(encoding="utf-8")
        transcript = parse_transcript(text)
        folder = arguments.story or (path.parent / transcript.story if transcript.story else None)
        now = play(load_story(folder), transcript)
    except UnicodeDecodeError:
        return complain(f"{path} is not text.")
    except StoryError as error:
        print(error, file=sys.stderr)
        return 1
    except ValueError as error:
        return complain(f"{path}: {error}")
    if now == text:
        print(f"{path} plays as it did.")
        return 0
    if arguments.accept:
        path.write_text(now, encoding="utf-8", newline="\n")
        print(f"{path} now says what the story says.")
        return 0
    sys.stdout.writelines(
        difflib.unified_diff(text.splitlines(True), now.splitlines(True), str(path), "the story now", n=2)
    )
    return 1
