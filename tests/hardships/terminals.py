"""Signals, pastes and closed streams: a real game in a terminal, or without one. It ends when it is told to, saves what was played, and its last line
and its exit code are true."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import kalmurzaeva
from kalmurzaeva import load_story
from kalmurzaeva.session.saves import MissingError, Store
from tests.hardships import Report
from tests.terminals import Terminal, environment, play, write_story

_BEGINS, _ENDS = "\x1b[200~", "\x1b[201~"


class Table:
    """A home, a story, and a folder of saves."""

    def __init__(self, home: Path, story: Path, chance: random.Random, report: Report) -> None:
        self.home, self.folder, self.chance, self.report = home, story, chance, report
        self.story = load_story(story)
        self.saves = home / "saves"

    def terminal(self, *more: str) -> Terminal:
        return Terminal(
            play("--story", self.folder, "--saves", self.saves, *more), environment(self.home), columns=80, rows=24
        )

    def turns(self) -> int:
        try:
            return len(Store(self.saves).load("autosave", self.story).entries)
        except MissingError:
            return 0

    def expect(self, holds: object, what: str) -> None:
        self.report.expect(holds, what)

    def shell(self, command: str, **more: object) -> subprocess.CompletedProcess[str]:
        """A game started by a shell, with `command` after it."""
        line = f'"{sys.executable}" -m kalmurzaeva --story "{self.folder}" --saves "{self.saves}" {command}'
        return subprocess.run(
            ["sh", "-c", line], capture_output=True, text=True, check=False, timeout=60, **({"env": environment(self.home)} | more)
        )  # type: ignore[call-overload,no-any-return]  # fmt: skip


def _signals(table: Table) -> None:
    """Each signal that ends a process, at the prompt or while pages are turned: what was answered is saved, and the terminal is as it was."""
    for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGKILL, signal.SIGQUIT):
        with table.terminal("--new") as terminal:
            for line in ("x bench", "x ladder", "look")[: table.chance.randint(1, 3)]:
                terminal.enter(line)
            if table.chance.random() < 0.5:
                terminal.type("read book\r")
                terminal.wait_for("── more ──")
            else:
                terminal.type("half a li")
                terminal.wait_for("half a li")
            told = table.turns()
            terminal.kill(number)
            table.expect(table.turns() == told > 0, f"{number.name}: {told} turns, then {table.turns()}")


def _stopped(table: Table) -> None:
    """Ctrl-Z is UNDO; a game that is stopped from outside goes on."""
    with table.terminal("--new") as terminal:
        terminal.enter("x bench")
        os.kill(terminal.pid, signal.SIGTSTP)
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.enter("x ladder")
        terminal.press("c-d")
        table.expect(terminal.wait_for_end() == 0 and table.turns() == 2, "stopped and gone on")


def _pasted(table: Table) -> None:
    """Ctrl-D at MORE leaves at once, also while pasted lines wait; none of them is carried out."""
    with table.terminal("--new") as terminal:
        terminal.enter("x bench")
        terminal.type(_BEGINS + "read book\r" + "x ladder\r" * 30 + _ENDS)
        terminal.wait_for("── more ──")
        terminal.press("c-d")
        table.expect(terminal.wait_for_end() == 0, "a paste that is left ends with 0")
        table.expect("Saved. Type kalmurzaeva" in terminal.words, f"a paste that is left: {terminal.words[-200:]}")
        table.expect(table.turns() == 2, f"a paste that is left: {table.turns()} turns")


def _at_a_question(table: Table) -> None:
    """Ctrl-D at a question that a pasted line has asked."""
    with table.terminal("--new") as terminal:
        terminal.enter("x bench")
        terminal.type(_BEGINS + "restart\r" + "x ladder\r" * 30 + _ENDS)
        terminal.wait_for("yes or no:")
        terminal.press("c-d")
        table.expect(terminal.wait_for_end() == 0 and table.turns() == 1, f"left at a question: {table.turns()} turns")


def _unclosed(table: Table) -> None:
    """A paste whose end never comes is left with Ctrl-D, and dropped with Ctrl-C."""
    with table.terminal("--new") as terminal:
        terminal.enter("x bench")
        terminal.type(f"{_BEGINS}x ladder\rx lad")
        terminal.settle()
        terminal.press("c-c")
        terminal.enter("look")
        terminal.type(f"{_BEGINS}x ladder\r")
        terminal.settle()
        terminal.press("c-d")
        table.expect(terminal.wait_for_end() == 0 and table.turns() == 2, f"an unclosed paste: {table.turns()} turns")


def _long_paste(table: Table) -> None:
    """A paste of a thousand lines, killed in the middle: each turn is saved or not begun."""
    with table.terminal("--new") as terminal:
        terminal.enter("more off")
        terminal.type(_BEGINS + "x bench\rx ladder\r" * 500 + _ENDS)
        terminal.wait_for(lambda _: table.turns() > 20)
        terminal.kill()
        lines = [entry.line for entry in Store(table.saves).load("autosave", table.story).entries]
        table.expect(
            lines == ["x bench", "x ladder"] * (len(lines) // 2) + ["x bench"] * (len(lines) % 2), "a long paste"
        )


def _streams(table: Table) -> None:
    """Closed streams, and a full one: a sentence, exit 1, and never "saved"."""
    for closed in ("<&-", ">&-", "<&- >&-", "<&- >&- 2>&-"):
        ended = table.shell(closed)
        table.expect(ended.returncode == 1, f"{closed} ends with {ended.returncode}")
        table.expect("Saved" not in ended.stdout + ended.stderr, f"{closed}: {ended.stdout}{ended.stderr}")
        table.expect("2>" in closed or ended.stderr.count("\n") == 1, f"{closed}: {ended.stderr}")
        table.expect("mistake" not in ended.stderr, f"{closed}: {ended.stderr}")
    ended = table.shell("2>&-", input="x bench\n")
    table.expect(ended.returncode == 0 and "Saved." in ended.stdout, f"2>&-: {ended.returncode}")
    if os.path.exists("/dev/full"):
        ended = table.shell("> /dev/full", input="x bench\n")
        table.expect(ended.returncode == 1 and ended.stderr.count("\n") == 1, f"> /dev/full: {ended.stderr}")


# Another user, who may read what we may, so that Python is found wherever it is.
_AS_NOBODY = (
    "setpriv", "--reuid=54321", "--regid=54321", "--clear-groups", "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search",
)  # fmt: skip


def _nobody(table: Table) -> None:
    """A user without a name or a home: it plays where --saves says, and without that says what is wanted."""
    variables = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    as_nobody = _AS_NOBODY if os.geteuid() == 0 and shutil.which("setpriv") else ()
    table.saves.mkdir(parents=True, exist_ok=True)
    table.saves.chmod(0o777)
    elsewhere = table.home / "site"
    shutil.copytree(Path(kalmurzaeva.__file__).parent, elsewhere / "kalmurzaeva")
    for named in (f"--saves={table.saves}", *([""] if as_nobody else [])):
        program = (
            f"import sys; sys.path.insert(0, {str(elsewhere)!r}); from kalmurzaeva.cli import main; sys.exit(main())"
        )
        arguments = ["play", "--story", str(table.folder), *([named] if named else [])]
        ended = subprocess.run(
            [*as_nobody, sys.executable, "-c", program, *arguments],
            input="x bench\n", capture_output=True, text=True, check=False, timeout=60, env=variables,
        )  # fmt: skip
        said = ended.stdout + ended.stderr
        table.expect("mistake" not in said and "Traceback" not in said, f"nobody {named}: {said}")
        if named:
            table.expect(ended.returncode == 0 and "Saved. Type" in said, f"nobody {named}: {said[-300:]}")
            table.expect(table.turns() == 1, f"nobody: {table.turns()} turns are saved")
        else:
            table.expect(ended.returncode == 1 and "has no home folder" in ended.stderr, f"nobody: {said[-300:]}")
            table.expect("Saved" not in said, f"nobody: {said[-300:]}")
    if not as_nobody:
        table.report.tally["a user without a name: not tried, it wants root and setpriv"] += 1


def _unwritable(table: Table) -> None:
    """A folder that cannot be made: the game goes on, its last line says that nothing is saved, and the exit code, too."""
    table.saves.parent.mkdir(parents=True, exist_ok=True)
    table.saves.write_text("a file")
    ended = table.shell("", input="x bench\n")
    table.expect(ended.returncode == 1, f"unsaved, and it ends with {ended.returncode}")
    table.expect(ended.stdout.rstrip().endswith("This game could not be saved."), ended.stdout[-200:])
    table.expect("A bench of oak" in ended.stdout, "the game does not go on unsaved")


def _full_transcript(table: Table) -> None:
    """A transcript on a disk that is full ends alone."""
    table.home.mkdir(parents=True, exist_ok=True)
    ended = table.shell("", input="x bench\ntranscript tea\nx ladder\n")
    table.expect(ended.returncode == 0, f"with a transcript it ends with {ended.returncode}")
    # Not even the kernel lets a file be longer: what is written beyond it fails as on a full disk.
    size = (table.saves / "tea.txt").stat().st_size // 512 + 1
    line = f'"{sys.executable}" -m kalmurzaeva --story "{table.folder}" --saves "{table.saves}" --save other'
    begun = subprocess.run(
        ["sh", "-c", f"trap '' XFSZ; ulimit -f {size + 8}; exec {line}"],
        input="transcript cup\n" + "look\nread letter\n" * 40 + "x ladder\n",
        capture_output=True, text=True, check=False, timeout=60, env=environment(table.home),
    )  # fmt: skip
    table.expect("The transcript ends here:" in begun.stdout, f"a full disk under a transcript: {begun.stdout[-300:]}")
    table.expect("It goes up." in begun.stdout, "the game ends with its transcript")


TRIALS: tuple[Callable[[Table], None], ...] = (
    _signals, _stopped, _pasted, _at_a_question, _unclosed, _long_paste, _streams, _nobody, _unwritable, _full_transcript,
)  # fmt: skip


def run(times: int = 1, seed: int = 0, trials: tuple[Callable[[Table], None], ...] = TRIALS) -> Report:
    """All of them so many times."""
    chance = random.Random(seed)
    report = Report()
    with tempfile.TemporaryDirectory() as temporary:
        folder = write_story(Path(temporary) / "story")
        Path(temporary).chmod(0o755)
        for number in range(times):
            for trial in trials:
                table = Table(Path(temporary) / f"{number}{trial.__name__}", folder, chance, report)
                try:
                    trial(table)
                except (AssertionError, OSError, subprocess.TimeoutExpired) as error:
                    report.expect(False, f"{trial.__name__}: {type(error).__name__} {error}")
                report.tally[trial.__name__.strip("_").replace("_", " ")] += 1
    return report
