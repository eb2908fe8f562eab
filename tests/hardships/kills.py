"""`kill -9` at random instants: a real game on a pipe, killed while it plays, must go on with at most the turn in flight missing."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path

from kalmurzaeva import Session
from kalmurzaeva.session.digests import digest
from kalmurzaeva.session.saves import SaveError, Store
from tests.conftest import shipped_story
from tests.hardships import Report
from tests.terminals import environment, keep_as_whole

# Lines that are a turn wherever one is.
LINES = ("look", "examine me", "listen", "wait", "inventory")
_HEARD = b"Noted."


def command(saves: Path, *more: str) -> list[str]:
    """A game in words alone on a folder of saves."""
    return [sys.executable, "-m", "kalmurzaeva", "play", "--plain", "--saves", str(saves), "--seed", "3", *more]


def run(times: int = 100, seed: int = 0) -> Report:
    """So many games, each killed up to half a second after its first turn was answered."""
    chance = random.Random(seed)
    report = Report()
    story = shipped_story()
    with tempfile.TemporaryDirectory() as temporary:
        saves = Path(temporary) / "saves"
        keep_as_whole(Path(temporary) / "home")
        before = 0
        for kill in range(1, times + 1):
            heard = _killed(saves, Path(temporary) / "home", chance.uniform(0, 0.5))
            try:
                opened = Store(saves).open("autosave", story)
            except SaveError as error:
                report.expect(not before, f"kill {kill}: {error}")
                report.tally["killed before the first turn"] += 1
                continue
            found = len(opened.session.entries)
            report.expect(opened.notice is None, f"kill {kill}: {opened.notice}")
            report.expect(
                heard <= found - before <= heard + 1,
                f"kill {kill}: {heard} turns were answered, {found - before} saved",
            )
            replayed = Session.from_json(story, opened.session.to_json()).undo()[0].redo()[0]
            report.expect(
                not found or digest(replayed.state) == digest(opened.session.state), f"kill {kill}: it is another game"
            )
            report.tally["went on, the turn in flight " + ("saved" if found - before > heard else "missing")] += 1
            before = found
        left = sorted(path.name for path in saves.iterdir() if not path.name.startswith("."))
        report.expect(left == ["autosave.json", "autosave.json.1"], f"the folder holds {left}")
        report.tally[f"turns played in all: {before}"] = before
    return report


def _killed(saves: Path, home: Path, seconds: float) -> int:
    """Plays, kills, and gives how many turns were answered. After each line comes a note, and the game says that it has noted it only when the turn
    is on the disk."""
    game = subprocess.Popen(
        command(saves), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(home)
    )
    assert game.stdin
    assert game.stdout
    told = b""
    try:
        lines = "".join(f"{line}\n* {number}\n" for number, line in zip(range(3000), cycle(LINES), strict=False))
        game.stdin.write(lines.encode()[:60_000].rpartition(b"\n")[0] + b"\n")
        game.stdin.flush()
        while _HEARD not in told and (more := game.stdout.read1(65536)):
            told += more
        time.sleep(seconds)
    finally:
        game.kill()
    told += game.stdout.read()
    game.wait()
    game.stdin.close()
    game.stdout.close()
    return told.count(_HEARD)
