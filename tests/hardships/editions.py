"""Edits of the story against saved games.

Each edit is one random step: a word of prose, a choice reworded, a number's range or first value, an effect or a block taken out, a place, a gesture
or a variable renamed, with `was` or without, a variable of another kind. A saved game from the middle of a run then either goes on as it would have, 20 further turns alike, and UNDO goes back to what was; or it says what has changed.
What is neither is *silent*.
"""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from kalmurzaeva import Command, Session, Story, StoryError, offers
from kalmurzaeva.language.assembly import Loader
from kalmurzaeva.language.load import cut_story
from kalmurzaeva.language.verify import verify
from kalmurzaeva.resources import story_folder
from kalmurzaeva.session.digests import digest
from tests.benchmarks.saves import road
from tests.conftest import shipped_story
from tests.hardships import Report

TURNS = 20
Texts = dict[str, str]
Edit = Callable[[Texts, random.Random], Texts | None]


def _by(pattern: str, instead: str) -> Edit:
    """One place of one file is written otherwise."""

    def edit(texts: Texts, chance: random.Random) -> Texts | None:
        files = [name for name in sorted(texts) if re.search(pattern, texts[name])]
        if not files:
            return None
        name = chance.choice(files)
        found = chance.choice(list(re.finditer(pattern, texts[name])))
        return {name: texts[name][: found.start()] + found.expand(instead) + texts[name][found.end() :]}

    return edit


def _renamed(pattern: str, was: str = "") -> Edit:
    """What is declared so has another name, everywhere; with `was`, its declaration says which it had."""

    def edit(texts: Texts, chance: random.Random) -> Texts | None:
        names = sorted({found for text in texts.values() for found in re.findall(pattern, text) if "_" in found})
        if not names:
            return None
        old = chance.choice(names)
        new = f"renamed_{old}"
        written = {name: re.sub(rf"(?<!\w){old}(?!\w)", new, text) for name, text in texts.items()}
        if was:
            declared = re.compile(pattern.replace(r"(\w+)", f"({new})") + r".*")
            written = {name: declared.sub(rf"\g<0>{was}".replace("OLD", old), text) for name, text in written.items()}
        return {name: text for name, text in written.items() if text != texts[name]}

    return edit


# Each edit, and what it makes of the text of some files.
EDITS: tuple[tuple[str, Edit], ...] = (
    ("a word", _by(r"(?m)^([A-Z][a-z]+ [a-z]+) ", r"\1 indeed ")),
    ("a choice", _by(r"(?m)^([*+] \w+ \w+)", r"\1 now")),
    ("a first value", _by(r"(?m)^(number \w+ 0\.\.\d+ = )\d", r"\g<1>1")),
    ("a range", _by(r"(?m)^(number \w+ 0\.\.)\d( = )\d", r"\g<1>1\g<2>1")),
    ("an effect", _by(r"(?m)^~ \w+ .*\n", "")),
    ("a limit", _by(r"(gesture, )13", r"\g<1>2")),
    ("a new variable", _by(r"(?m)^(flag \w+)$", r"\1\nflag another_flag_of_an_edit")),
    ("a block gone", _by(r"(?m)^> [^\n]*\n(?:(?!::|[>*+@] |--)[^\n]*\n)+", "")),
    ("a sequence", _by(r"\{([^{}|:=~&!\n]+)\|([^{}|\n]+)\}", r"{\1|\2|\2 again}")),
    ("a kind", _by(r"(?m)^flag (\w+)$", r"number \1 0..3 = 0")),
    ("a value gone", _by(r"(?m)^(one \w+ of \w+, )\w+, ", r"\1")),
    ("a place renamed", _renamed(r"(?m)^:: (\w+) \[\w+\](?=\s*\n(?:\w[^\n]*\n)*title:)")),
    ("a gesture renamed", _renamed(r"(?m)^:: (\w+) \[gesture\]")),
    ("a variable renamed", _renamed(r"(?m)^(?:flag|number|one|set) (\w+)")),
    ("a variable renamed that says so", _renamed(r"(?m)^(?:flag|number|one|set) (\w+)", " [was OLD]")),
    ("a place renamed that says so", _renamed(r"(?m)^:: (\w+) \[\w+\](?=\s*\n(?:\w[^\n]*\n)*title:)", r"\nwas: OLD")),
)


def edited(folder: Path, chance: random.Random) -> tuple[str, Story | None, Loader | None]:
    """The story with one random edit, nothing of it verified yet; None where there was nothing to edit, or nothing can be made of it."""
    name, edit = chance.choice(EDITS)
    files = sorted(folder.rglob("*.tw*"))
    texts = {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in files}
    written = edit(texts, chance)
    if not written:
        return name, None, None
    try:
        for file, text in written.items():
            (folder / file).write_text(text, encoding="utf-8")
        return (name, *cut_story(folder))
    except StoryError:
        return name, None, None
    finally:
        for file in written:
            (folder / file).write_text(texts[file], encoding="utf-8")


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
    story = shipped_story()
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
