"""Edits of the story against saved games.

Each edit is one random step: a word of prose, a choice reworded, a number's range or first value, an effect or a block taken out. A saved game from
the middle of a run then either goes on as it would have, 20 further turns alike, and UNDO goes back to what was; or it says what has changed.
What is neither is *silent*.
"""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from pathlib import Path

from attrs import frozen

from kalmurzaeva import Command, Session, Story, StoryError, load_story, offers
from kalmurzaeva.language.assembly import Loader
from kalmurzaeva.language.load import cut_story
from kalmurzaeva.language.verify import verify
from kalmurzaeva.resources import story_folder
from kalmurzaeva.session.digests import digest
from tests.benchmarks.saves import road
from tests.hardships import Report

TURNS = 20
# Where an edit may be made, and what then stands there.
EDITS: tuple[tuple[str, str, str], ...] = (
    ("a word", r"(?m)^([A-Z][a-z]+ [a-z]+) ", r"\1 indeed "),
    ("a choice", r"(?m)^([*+] \w+ \w+)", r"\1 now"),
    ("a first value", r"(?m)^(number \w+ 0\.\.\d+ = )\d", r"\g<1>1"),
    ("a range", r"(?m)^(number \w+ 0\.\.)\d( = )\d", r"\g<1>1\g<2>1"),
    ("an effect", r"(?m)^~ \w+ .*\n", ""),
    ("a limit", r"(gesture, )13", r"\g<1>2"),
    ("a new variable", r"(?m)^(flag \w+)$", r"\1\nflag another_flag_of_an_edit"),
)


def edited(folder: Path, chance: random.Random) -> tuple[str, Story | None, Loader | None]:
    """The story with one random edit, nothing of it verified yet; None where there was nothing to edit, or nothing can be made of it."""
    name, pattern, instead = chance.choice(EDITS)
    files = [file for file in sorted(folder.glob("*.twee")) if re.search(pattern, file.read_text(encoding="utf-8"))]
    if not files:
        return name, None, None
    file = chance.choice(files)
    text = file.read_text(encoding="utf-8")
    found = chance.choice(list(re.finditer(pattern, text)))
    try:
        file.write_text(text[: found.start()] + found.expand(instead) + text[found.end() :], encoding="utf-8")
        return (name, *cut_story(folder))
    except StoryError:
        return name, None, None
    finally:
        file.write_text(text, encoding="utf-8")


def is_refused(story: Story, loader: Loader) -> bool:
    """Whether the game would not play this edition at all."""
    return any(found.severity == "error" for found in verify(story, loader))


@frozen
class Game:
    """A game from the middle of a run: as it was saved, what UNDO led back to, and the turns that it was to go on with, each with where it led."""

    saved: Session
    text: str
    before: str
    on: tuple[tuple[Command, str], ...]

    @classmethod
    def played(cls, story: Story, turns: int, seed: int) -> Game:
        """A game on a random road."""
        session = saved = road(story, turns, seed)
        chance = random.Random(seed)
        on: list[tuple[Command, str]] = []
        while len(on) < TURNS and (offered := offers(story, session.state)):
            command = chance.choice(offered)
            session, _ = session.enter(command)
            on.append((command, digest(session.state)))
        return cls(saved, saved.to_json(), digest(saved.undo()[0].state), tuple(on))


def verdict(game: Game, story: Story) -> str:
    """`said`, `equal`, or `silent: …` for one game in one edition."""
    session = Session.from_json(story, game.text)
    if session.losses:
        return "said"
    if session.beat.text != game.saved.beat.text or digest(session.state) != digest(game.saved.state):
        return "silent: the game resumes otherwise"
    before, beat = session.undo()
    if digest(before.state) != game.before and "the story has changed" not in beat.text:
        return "silent: UNDO goes elsewhere"
    for command, led_to in game.on:
        session, _ = session.enter(command)
        if digest(session.state) != led_to:
            return "equal, and then the edit"
    return "equal"


def run(edits: int = 200, seed: int = 0, saves: int = 30) -> Report:
    """How many games of how many editions ended how."""
    chance = random.Random(seed)
    story = load_story()
    games = [Game.played(story, chance.randint(10, 150), number) for number in range(saves)]
    report = Report()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "story"
        shutil.copytree(story_folder(), folder)
        done = 0
        while done < edits:
            name, edition, loader = edited(folder, chance)
            if edition is None or loader is None:
                continue
            found = [verdict(game, edition) for game in games]
            silent = [each for each in found if each.startswith("silent")]
            # To verify an edition takes longer than all the games in it: it is done where it matters.
            if silent and is_refused(edition, loader):
                report.tally["an edition that the game refuses"] += 1
                continue
            done += 1
            report.tally.update(found)
            report.broken += [f"{each} ({name}, edit {done})" for each in silent]
    return report
