"""Power cuts: a real game on a file system of its own, which is shut down at a random instant without writing anything more, as `godown` of the
tests of file systems does. What was not on the disk by then is lost; the turn that was answered last must not be.

Wants Linux, root, a loop device and ext4; where it cannot be mounted, that is said and nothing is tried.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import shutil
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from kalmurzaeva.session.saves import SaveError, Store
from tests.conftest import shipped_story
from tests.hardships import Report
from tests.hardships.kills import LINES, command
from tests.terminals import environment, keep_as_whole

# EXT4_IOC_SHUTDOWN, and "do not write the journal out first".
_SHUTDOWN = 0x8004587D
_NO_FLUSH = struct.pack("I", 2)
_MEGABYTES = 24
_HEARD = b"Noted."


def why_not() -> str:
    """Why no image can be mounted here; "" where one can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "mounting an image wants root"
    missing = [name for name in ("mkfs.ext4", "mount", "umount") if shutil.which(name) is None]
    if missing:
        return f"{', '.join(missing)} is missing"
    with tempfile.TemporaryDirectory() as temporary:
        image = _image(Path(temporary))
        try:
            with _mounted(image, Path(temporary) / "disk"):
                return ""
        except (OSError, subprocess.CalledProcessError) as error:
            return f"no image can be mounted ({error})"


def run(times: int = 40, seed: int = 0) -> Report:
    """So many power cuts under one game after the other, on one disk."""
    report = Report()
    reason = why_not()
    if reason:
        report.tally[f"not tried: {reason}"] = 1
        return report
    chance = random.Random(seed)
    story = shipped_story()
    with tempfile.TemporaryDirectory() as temporary:
        image, disk, home = _image(Path(temporary)), Path(temporary) / "disk", Path(temporary) / "home"
        keep_as_whole(home)
        before = 0
        for cut in range(1, times + 1):
            with _mounted(image, disk):
                heard = _cut_off(disk, home, chance.uniform(0, 0.6))
            with _mounted(image, disk):
                try:
                    opened = Store(disk / "saves").open("autosave", story)
                except SaveError as error:
                    report.expect(not before and not heard, f"cut {cut}, {heard} answered: {error}")
                    report.tally["cut off before the first turn"] += 1
                    continue
                found = len(opened.session.entries)
                report.expect(opened.notice is None, f"cut {cut}: {opened.notice}")
                report.expect(
                    heard <= found - before <= heard + 1,
                    f"cut {cut}: {heard} turns were answered, {found - before} are on the disk",
                )
                for slot in Store(disk / "saves").slots(story):
                    report.expect(slot.problem is None, f"cut {cut}: {slot.problem}")
                report.tally["went on, the turn in flight " + ("saved" if found - before > heard else "missing")] += 1
                before = found
        report.tally[f"turns played in all: {before}"] = before
    return report


def _image(folder: Path) -> Path:
    image = folder / "image"
    with image.open("wb") as file:
        file.truncate(_MEGABYTES * 2**20)
    subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True, capture_output=True)
    return image


@contextlib.contextmanager
def _mounted(image: Path, disk: Path) -> Iterator[None]:
    disk.mkdir(exist_ok=True)
    subprocess.run(["mount", "-o", "loop", str(image), str(disk)], check=True, capture_output=True)
    try:
        yield
    finally:
        for _ in range(50):
            if subprocess.run(["umount", str(disk)], check=False, capture_output=True).returncode == 0:
                break
            time.sleep(0.1)


def _cut_off(disk: Path, home: Path, seconds: float) -> int:
    """Plays on the disk, cuts the power, and gives how many turns had been answered by then."""
    game = subprocess.Popen(
        command(disk / "saves"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(home),
    )
    assert game.stdin
    assert game.stdout
    told: list[bytes] = []
    root = os.open(disk, os.O_RDONLY)

    def listen(output: int) -> None:
        while more := os.read(output, 65536):
            told.append(more)

    listener = threading.Thread(target=listen, args=(game.stdout.fileno(),))
    listener.start()
    try:
        lines = "".join(f"{line}\n* {number}\n" for number, line in zip(range(3000), cycle(LINES), strict=False))
        game.stdin.write(lines.encode()[:60_000].rpartition(b"\n")[0] + b"\n")
        game.stdin.flush()
        while not any(_HEARD in piece for piece in told) and game.poll() is None:
            time.sleep(0.001)
        time.sleep(seconds)
        # What has been answered by now: whoever has read it may rely on it. What comes while the power goes may be either.
        heard = b"".join(told).count(_HEARD)
        fcntl.ioctl(root, _SHUTDOWN, _NO_FLUSH)
    finally:
        game.kill()
        game.wait()
        os.close(root)
        listener.join()
        with contextlib.suppress(BrokenPipeError):
            game.stdin.close()
        game.stdout.close()
    return heard
