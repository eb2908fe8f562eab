"""What the terminal costs, as ratios in one run: `python -m tests.benchmarks.terminal [ROUNDS]`.

The budgets are those of the design: first text against importing rich's console, first prompt and a turn against the least program that prints
with rich and asks with prompt_toolkit, the start on a pipe against importing what it needs. Rounds are interleaved, and of each the best is
taken, so that whatever else the machine is doing falls on all alike. Nothing here is a test: a number over its budget is printed, not raised.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.terminals import QUESTION, WHAT_IT_IS, environment

LEAST = """
from rich.console import Console
console = Console()
console.print("Hello.")
from prompt_toolkit import PromptSession
session = PromptSession()
while True:
    line = session.prompt("> ")
    console.print("You said", line)
"""
NEEDED_ON_A_PIPE = "import argparse, kalmurzaeva.terminal.app.loop, kalmurzaeva.terminal.screen.plain, kalmurzaeva.language.load, filelock, platformdirs"
QUIET = 0.15
TURNS = ("x boots", "x rope", "look", "x curtain", "listen")


class Measured(NamedTuple):
    """Seconds to the first text and to the first prompt, the best turn, and the peak in MiB after all turns, when everything is read."""

    text: float
    prompt: float
    turn: float
    peak: float


def measure(command: Sequence[str], env: dict[str, str], text: bytes, prompt: bytes, lines: Sequence[str]) -> Measured:
    """Runs a program in a terminal and types lines at it."""
    began = time.perf_counter()
    pid, fd = pty.fork()
    if pid == 0:
        os.execvpe(command[0], list(command), env)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    seen = b""
    at: dict[bytes, float] = {}
    is_asked = False
    while prompt not in at:
        seen += os.read(fd, 65536)
        if QUESTION in seen and not is_asked:
            is_asked = True
            os.write(fd, WHAT_IT_IS)
        for mark in (text, prompt):
            if mark in seen and mark not in at:
                at[mark] = time.perf_counter() - began
    settle(fd, began)
    turns = []
    for line in lines:
        os.write(fd, line.encode())
        settle(fd, time.perf_counter())
        began = time.perf_counter()
        os.write(fd, b"\r")
        turns.append(settle(fd, began))
    peak = peak_of(pid)
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    os.close(fd)
    return Measured(at[text], at[prompt], min(turns), peak)


def settle(fd: int, began: float) -> float:
    """Reads until nothing more comes. Returns the seconds to the last that came."""
    last = time.perf_counter()
    while select.select([fd], [], [], QUIET)[0]:
        os.read(fd, 65536)
        last = time.perf_counter()
    return last - began


def peak_of(pid: int) -> float:
    """The most memory that a process has had, in MiB; not a number where the system does not say."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return float("nan")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def seconds(command: Sequence[str], env: dict[str, str]) -> float:
    """How long a program takes that is given nothing to read."""
    began = time.perf_counter()
    subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def main(rounds: int) -> None:
    """Prints a line for each budget."""
    with tempfile.TemporaryDirectory() as home:
        # The least program would otherwise wait for an answer about the cursor that no one here gives.
        env = environment(Path(home), PROMPT_TOOLKIT_NO_CPR="1")
        ours = [sys.executable, "-m", "kalmurzaeva", "--saves", f"{home}/saves", "--new", "--seed", "7"]
        least = [sys.executable, "-c", LEAST]
        seconds(ours, env)  # The first start ever compiles, and checks the story.
        found: dict[str, list[float]] = {name: [] for name in ("rich", "needed", "piped")}
        we: list[Measured] = []
        they: list[Measured] = []
        for _ in range(rounds):
            found["rich"].append(seconds([sys.executable, "-c", "import rich.console"], env))
            we.append(measure(ours, env, b"O D Y S S E Y", b"F1 help", TURNS))
            they.append(measure(least, env, b"Hello.", b"\x1b[0m>", TURNS))
            found["needed"].append(seconds([sys.executable, "-c", NEEDED_ON_A_PIPE], env))
            found["piped"].append(seconds([*ours, "--plain"], env))
    report("first text", min(one.text for one in we), min(found["rich"]), 1.5, "importing rich's console")
    report("first prompt", min(one.prompt for one in we), min(one.prompt for one in they), 1.25, "the least program's")
    report("piped start", min(found["piped"]), min(found["needed"]), 1.5, "importing what it needs")
    report("a turn", min(one.turn for one in we), min(one.turn for one in they), 2.0, "the least program's")
    peak = min(one.peak for one in we)
    print(f"{'peak':<13}{peak:6.1f} MiB                                   budget 40.0  {'' if peak <= 40 else 'OVER'}")


def report(name: str, ours: float, theirs: float, budget: float, what: str) -> None:
    ratio = ours / theirs
    over = "" if ratio <= budget else "OVER"
    print(
        f"{name:<13}{ours * 1000:6.1f} ms, {ratio:4.2f} times {what} ({theirs * 1000:.1f} ms), budget {budget:.2f}  {over}".rstrip()
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
