"""Edits of the story against saved games: `python -m tests.benchmarks.editions [EDITS] [SAVES]`, by default 200 and 30.

Each edit is one random step: a word of prose, a choice reworded, a number's range or first value, an effect or a block taken out. A saved game from
the middle of a run then either goes on as it would have, 20 further turns alike, and UNDO goes back to what was; or it says what has changed.
What is neither is *silent*, and the command ends with 1.
"""

from __future__ import annotations

import random
import re
import shutil
import sys
import tempfile
from pathlib import Path

from kalmurzaeva import Session, Story, StoryError, load_story, offers
from kalmurzaeva.resources import story_folder
from kalmurzaeva.session.digests import digest
from tests.benchmarks.saves import road

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


def edited(folder: Path, chance: random.Random) -> tuple[str, Story | None]:
    """The story with one random edit; None where it can no longer be played."""
    name, pattern, instead = chance.choice(EDITS)
    files = [file for file in sorted(folder.glob("*.twee")) if re.search(pattern, file.read_text(encoding="utf-8"))]
    if not files:
        return name, None
    file = chance.choice(files)
    text = file.read_text(encoding="utf-8")
    found = chance.choice(list(re.finditer(pattern, text)))
    try:
        file.write_text(text[: found.start()] + found.expand(instead) + text[found.end() :], encoding="utf-8")
        return name, load_story(folder)
    except StoryError:
        return name, None
    finally:
        file.write_text(text, encoding="utf-8")


def verdict(saved: Session, text: str, story: Story, seed: int) -> str:
    """`said`, `equal`, or `silent: …` for one game in one edition."""
    session = Session.from_json(story, text)
    if session.losses:
        return "said"
    if session.beat.text != saved.beat.text or digest(session.state) != digest(saved.state):
        return "silent: the game resumes otherwise"
    before, beat = session.undo()
    was, _ = saved.undo()
    if digest(before.state) != digest(was.state) and "the story has changed" not in beat.text:
        return "silent: UNDO goes elsewhere"
    chance = random.Random(seed)
    for _ in range(TURNS):
        offered = offers(saved.story, saved.state)
        if not offered:
            break
        command = chance.choice(offered)
        if command not in offers(story, session.state):
            return "equal, and then the edit"
        saved, _ = saved.enter(command)
        session, _ = session.enter(command)
        if digest(saved.state) != digest(session.state):
            return "equal, and then the edit"
    return "equal"


def run(edits: int, saves: int, seed: int = 0) -> dict[str, int]:
    """How many games of how many editions ended how."""
    chance = random.Random(seed)
    story = load_story()
    games = [road(story, chance.randint(10, 150), seed=number) for number in range(saves)]
    texts = [game.to_json() for game in games]
    tally: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "story"
        shutil.copytree(story_folder(), folder)
        done = 0
        while done < edits:
            name, edition = edited(folder, chance)
            if edition is None:
                continue
            done += 1
            for game, text in zip(games, texts, strict=True):
                found = verdict(game, text, edition, done)
                found = f"{found} ({name})" if found.startswith("silent") else found
                tally[found] = tally.get(found, 0) + 1
    return tally


def main() -> int:
    edits, saves = (
        (int(word) for word in (*sys.argv[1:], "200", "30")[:2]) if len(sys.argv) != 2 else (int(sys.argv[1]), 30)
    )
    tally = run(edits, saves)
    for found, times in sorted(tally.items(), key=lambda item: -item[1]):
        print(f"{times:>6}  {found}")
    return int(any(found.startswith("silent") for found in tally))


if __name__ == "__main__":
    sys.exit(main())
