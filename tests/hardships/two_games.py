"""Two games on one slot: in two windows, in two windows whose lock was removed, on two machines that share a folder, one after the other was killed. No
turn that either has answered is lost: it is in one slot or another."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Self

from kalmurzaeva import Story, load_story
from kalmurzaeva.session.saves import SaveError, Store
from tests.hardships import Report
from tests.hardships.kills import command
from tests.terminals import environment, write_story

LINES = ("x bench", "x ladder", "look", "wait")


class Game:
    """A real game on a pipe. `typed` are the lines that it has answered."""

    def __init__(self, saves: Path, story: Path, home: Path, *more: str) -> None:
        self.typed: list[str] = []
        self._process = subprocess.Popen(
            command(saves, "--story", str(story), *more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment(home),
        )
        self.said = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def wait(self) -> None:
        """Waits until the game has opened what it plays on."""
        self._enter("* .\n")

    def type(self, line: str) -> None:
        """One line, and waits until it is answered: the note after it is noted when it is on the disk."""
        self._enter(f"{line}\n* .\n")
        self.typed.append(line)

    def _enter(self, lines: str) -> None:
        assert self._process.stdin
        assert self._process.stdout
        noted = self.said.count("Noted.")
        self._process.stdin.write(lines.encode())
        self._process.stdin.flush()
        while self.said.count("Noted.") == noted:
            more = os.read(self._process.stdout.fileno(), 65536).decode()
            if not more:
                raise AssertionError(f"the game has ended: {self.said[-300:]}")
            self.said += more

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def end(self) -> int:
        """Ends the input. Gives the exit code."""
        out, _ = self._process.communicate(timeout=60)
        self.said += out.decode()
        return self._process.returncode


def run(times: int = 40, seed: int = 0) -> Report:
    """So many evenings with two games."""
    chance = random.Random(seed)
    report = Report()
    with tempfile.TemporaryDirectory() as temporary:
        folder = write_story(Path(temporary) / "story")
        story = load_story(folder)
        for number in range(times):
            home = Path(temporary) / str(number)
            kind = (_in_two_windows, _without_a_lock, _on_two_machines, _after_a_kill)[number % 4]
            try:
                kind(home, folder, story, chance, report)
                report.tally[kind.__name__.strip("_").replace("_", " ")] += 1
            except (AssertionError, SaveError, subprocess.TimeoutExpired) as error:
                report.expect(False, f"{kind.__name__}: {error}")
    return report


def _some(chance: random.Random) -> list[str]:
    return [chance.choice(LINES) for _ in range(chance.randint(1, 4))]


def _expect_kept(report: Report, saves: Path, story: Story, typed: list[str], what: str) -> None:
    """Whether a game that answered these lines is in some slot."""
    store = Store(saves)
    found = []
    for slot in store.slots(story):
        report.expect(slot.problem is None, f"{what}: {slot.problem}")
        found.append([entry.line for entry in store.open(slot.name, story).session.path()])
    report.expect(any(lines == typed for lines in found), f"{what}: {typed} is in none of {found}")


def _in_two_windows(home: Path, folder: Path, story: Story, chance: random.Random, report: Report) -> None:
    saves = home / "saves"
    with Game(saves, folder, home) as first:
        for line in _some(chance):
            first.type(line)
        with Game(saves, folder, home) as second:
            code = second.end()
        report.expect(code == 1, f"the second of two windows ends with {code}")
        report.expect('play on another slot: --save "autosave 2"' in second.said, f"it says {second.said}")
        with Game(saves, folder, home, "--save", "autosave 2") as third:
            third.type("look")
            first.type("wait")
            report.expect(third.end() == first.end() == 0, "both end with 0")
    _expect_kept(report, saves, story, first.typed, "in two windows")
    _expect_kept(report, saves, story, third.typed, "on another slot")


def _without_a_lock(home: Path, folder: Path, story: Story, chance: random.Random, report: Report) -> None:
    saves = home / "saves"
    with Game(saves, folder, home) as first:
        for line in _some(chance):
            first.type(line)
        (saves / ".autosave.lock").unlink()
        with Game(saves, folder, home) as second:
            second.wait()
            began = list(first.typed)
            turns = [(first, line) for line in _some(chance)] + [(second, line) for line in _some(chance)]
            chance.shuffle(turns)
            for game, line in turns:
                game.type(line)
            second.end()
        first.end()
    _expect_kept(report, saves, story, first.typed, "without a lock, the first")
    _expect_kept(report, saves, story, began + second.typed, "without a lock, the second")


def _on_two_machines(home: Path, folder: Path, story: Story, chance: random.Random, report: Report) -> None:
    saves, other = home / "saves", home / "other"
    with Game(other, folder, home) as there:
        for line in _some(chance):
            there.type(line)
        there.end()
    with Game(saves, folder, home) as here:
        here.type("x bench")
        shutil.copy(other / "autosave.json", saves / "synced")
        os.replace(saves / "synced", saves / "autosave.json")
        for line in _some(chance):
            here.type(line)
        here.end()
        report.expect(
            "was not written by this game, and is kept as" in here.said, f"nothing is said: {here.said[-400:]}"
        )
    _expect_kept(report, saves, story, here.typed, "on two machines, here")
    _expect_kept(report, saves, story, there.typed, "on two machines, there")


def _after_a_kill(home: Path, folder: Path, story: Story, chance: random.Random, report: Report) -> None:
    saves = home / "saves"
    with Game(saves, folder, home) as first:
        for line in _some(chance):
            first.type(line)
        first.kill()
    with Game(saves, folder, home) as second:
        second.type("wait")
        report.expect(second.end() == 0, "after a kill the game goes on")
    _expect_kept(report, saves, story, first.typed + second.typed, "after a kill")
