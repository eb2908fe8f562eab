"""What may stand where a saved game's file is to be: a pipe, a link, a folder, a device. A real game neither waits for it, nor writes through it, nor
says that it saved what it did not."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from kalmurzaeva import Story, load_story
from kalmurzaeva.session.saves import SaveError, Store
from tests.hardships import Report
from tests.hardships.kills import command
from tests.terminals import environment, write_story

PLACES = (
    "autosave.json", "autosave.json.1", ".autosave.lock", ".autosave.json.0123456789abcdef.new", ".autosave.json.1.0123456789abcdef.new",
    "tea.json", "tea.json.1",
)  # fmt: skip
PRECIOUS = "precious\n" * 100


def _pipe(path: Path, _outside: Path) -> None:
    os.mkfifo(path)


def _link(path: Path, outside: Path) -> None:
    path.symlink_to(outside)


def _hard_link(path: Path, outside: Path) -> None:
    os.link(outside, path)


def _dangling(path: Path, outside: Path) -> None:
    path.symlink_to(outside.with_name("not there"))


def _loop(path: Path, _outside: Path) -> None:
    path.symlink_to(path)


def _folder(path: Path, _outside: Path) -> None:
    path.mkdir()
    (path / "inside").write_text(PRECIOUS)


def _socket(path: Path, _outside: Path) -> None:
    with socket.socket(socket.AF_UNIX) as found:
        found.bind(os.path.relpath(path))


def _endless(path: Path, _outside: Path) -> None:
    path.symlink_to("/dev/zero")


def _full(path: Path, _outside: Path) -> None:
    path.symlink_to("/dev/full")


KINDS: tuple[Callable[[Path, Path], None], ...] = (
    _pipe, _link, _hard_link, _dangling, _loop, _folder, _socket, _endless, _full,
)  # fmt: skip


def run(times: int = 60, seed: int = 0) -> Report:
    """So many of all places and kinds, in an order by chance."""
    chance = random.Random(seed)
    report = Report()
    trials = [(place, kind) for place in PLACES for kind in KINDS]
    chance.shuffle(trials)
    with tempfile.TemporaryDirectory() as temporary:
        folder = write_story(Path(temporary) / "story")
        story = load_story(folder)
        for number, (place, kind) in enumerate(trials[:times]):
            _try(Path(temporary) / str(number), story, folder, (place, kind), report)
    return report


def _try(
    home: Path, story: Story, folder: Path, trial: tuple[str, Callable[[Path, Path], None]], report: Report
) -> None:
    place, kind = trial
    what = f"{kind.__name__.strip('_').replace('_', ' ')} at {place}"
    saves, outside = home / "saves", home / "outside.txt"
    saves.mkdir(parents=True)
    outside.write_text(PRECIOUS)
    kind(saves / place, outside)
    typed = "x bench\nsave tea\nx ladder\ngo on\n"
    try:
        ended = subprocess.run(
            command(saves, "--story", str(folder)),
            input=typed, capture_output=True, text=True, check=False, timeout=60, env=environment(home / "home"),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        report.expect(False, f"{what}: it hangs")
        return
    report.expect("Traceback" not in ended.stderr and "mistake" not in ended.stderr, f"{what}: {ended.stderr}")
    report.expect(outside.read_text() == PRECIOUS, f"{what}: it wrote outside of the folder")
    report.expect(not (home / "not there").exists(), f"{what}: it made a file outside of the folder")
    inside = [path.read_text() for path in saves.rglob("inside")]
    report.expect(kind is not _folder or inside == [PRECIOUS], f"{what}: what was in the folder is gone")
    last = ended.stdout.strip().splitlines()[-1] if ended.stdout.strip() else ended.stderr.strip()
    if last.startswith("Saved. Type kalmurzaeva"):
        slot = last.partition('--save "')[2].partition('"')[0] or "autosave"
        try:
            saved = Store(saves).open(slot, story).session
            report.expect(len(saved.entries) == 3, f"{what}: {len(saved.entries)} turns of 3 are saved")
        except SaveError as error:
            report.expect(False, f"{what}: it said that it saved, and {error}")
        report.expect(ended.returncode == 0, f"{what}: saved, and the exit code is {ended.returncode}")
        report.tally["saved, and it is there" + (f", on {slot}" if slot != "autosave" else "")] += 1
    else:
        report.expect(ended.returncode == 1, f"{what}: not saved, and the exit code is {ended.returncode}")
        report.tally["not saved, and said"] += 1
