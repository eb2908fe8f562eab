"""`kalmurzaeva new DIR`: a story to begin with: two rooms, a person, a choice, an ending, and a transcript that tests it."""

from __future__ import annotations

import re
import shlex
import uuid
from argparse import ArgumentParser, Namespace
from pathlib import Path

STORY = """\
:: StoryTitle
{title}

:: StoryData
{{
  "ifid": "{ifid}",
  "format": "kalmurzaeva",
  "format-version": "1.0.0",
  "start": "kitchen"
}}

:: StorySettings
{{"story-version": 1, "taste": "counted"}}

:: StoryAbout
{title} is a story in two rooms.

:: facts [state]
flag asked

:: kitchen
title: The Kitchen
with: ada
--
Ada is here. The kettle has been on for some time.

> examine kettle
Enamel, once white, with a chip in it the shape of a fish, and the lid tied on with string.

+ ask Ada where the letter is; ask ada about letter [unless asked]
"In the hall," says Ada, "under the telephone, where it has been since Tuesday."
~ asked

+ go to the hall
-> [[hall]]

:: hall
title: The Hall
--
The telephone stands on a shelf.

> examine telephone
Black, heavy, and so cold in the mornings that everybody in this house speaks briefly.

> examine shelf
A plank on two brackets. One bracket is a spoon, hammered flat, and nobody remembers why.

* read the letter; read letter [if asked]
It is addressed to the house, and it says that the house may stay.
-> [[stays]]

+ go back to the kitchen
-> [[kitchen]]

:: stays
ends: the_house_stays
--
The kettle boils.

:: ada [person]
names: Ada
is: she
--
Ada has her sleeves pinned up with two different pins, and listens to the kettle, not to you.
"""
LINES = ("ask ada about letter", "x kettle", "go to the hall", "read the letter")


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `new`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that is not there yet, or is empty")


def run(arguments: Namespace) -> int:
    """Writes the story. Returns the exit code."""
    from kalmurzaeva.console import ComplaintError, called
    from kalmurzaeva.language.load import load_story
    from kalmurzaeva.session.transcripts import parse_transcript, play

    folder: Path = arguments.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ComplaintError(f"{folder} is there already, and not empty. Name another folder.")
    title = re.sub(r"[\W_]+", " ", folder.resolve().name).strip().title() or "A Story"
    (folder / "tests").mkdir(parents=True)
    text = STORY.format(title=title, ifid=str(uuid.uuid4()).upper())
    (folder / "story.twee").write_text(text, encoding="utf-8", newline="\n")
    typed = "\n\n".join(f"> {line}" for line in LINES)
    transcript = parse_transcript(f"seed: 1\nstory: ..\n\n{typed}\n")
    test = folder / "tests" / "the_letter.txt"
    test.write_text(play(load_story(folder), transcript), encoding="utf-8", newline="\n")
    print(f"A story of two rooms stands in {folder / 'story.twee'}. Change anything, then:\n")
    program, where = called(), shlex.quote(str(folder))
    for command in (
        f"check --story {where}",
        f"play --story {where}",
        f"replay {shlex.quote(str(test))}",
        f"proof --story {where}",
    ):
        print(f"  {program} {command}")
    return 0
