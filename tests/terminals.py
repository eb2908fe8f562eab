"""A real process in a pseudo-terminal, its screen read cell by cell by a terminal emulator.

    with Terminal(play("--story", folder), columns=80, rows=24) as terminal:
        terminal.wait_for("Studio Four")
        terminal.type("x radiator\\r")

Nothing here depends on how fast a machine is: `wait_for` looks until it sees, and gives up only when the process is plainly stuck.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

import pyte

STUCK = 60.0
# What is asked of a terminal once, and what one says that only knows what it is.
QUESTION = b"\x1b]11;?\x07\x1b[c"
WHAT_IT_IS = b"\x1b[?62;22c"
# How often a process is signalled, and for how many seconds each is waited for.
_SIGNALS, _UNHEARD = 5, 3.0
KEYS = {
    "enter": "\r",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "tab": "\t",
    "space": " ",
    **{f"c-{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
}


def play(*arguments: str | Path) -> list[str]:
    """The command line that plays."""
    return [sys.executable, "-m", "kalmurzaeva", "play", *map(str, arguments)]


def said(ground: str) -> bytes:
    """What a terminal answers whose ground is `#rrggbb`."""
    parts = "/".join(ground[at : at + 2] * 2 for at in (1, 3, 5))
    return f"\x1b]11;rgb:{parts}\x1b\\".encode()


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a process sees: a terminal of 24-bit colours, UTF-8, and a home of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "VIRTUAL_ENV") if name in os.environ}
    home.mkdir(parents=True, exist_ok=True)
    return {
        **kept,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_DATA_HOME": str(home / "data"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        **more,
    }


def keep_as_whole(home: Path) -> None:
    """Notes in a home that the story that ships was found whole, as a first start there does, so that no game of it begins by verifying all of it."""
    from tests.conftest import shipped_story

    cache = Path(environment(home)["XDG_CACHE_HOME"]) / "kalmurzaeva"
    cache.mkdir(parents=True, exist_ok=True)
    (cache / "verified").write_text(f"{shipped_story().fingerprint}\n", encoding="ascii")


class Terminal:
    """A process and the screen it writes on. `raw` is every byte it wrote; `answers` is what the terminal says, piece by piece, when it is asked what its
    ground is."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], columns: int = 80, rows: int = 24, cwd: Path | None = None
    ) -> None:
        self.screen = pyte.Screen(columns or 80, rows or 24)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.exit_code: int | None = None
        self.answers = [WHAT_IT_IS]
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            with contextlib.suppress(OSError):
                if cwd:
                    os.chdir(cwd)
                # A shell's background jobs ignore these, and hand that down; a game in a terminal of its own does not.
                for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM):
                    signal.signal(number, signal.SIG_DFL)
                # The size is set by the other side; nothing is run before it is.
                while struct.unpack("HHHH", fcntl.ioctl(0, termios.TIOCGWINSZ, b"\0" * 8))[1] != columns:
                    time.sleep(0.001)
                os.execvpe(command[0], list(command), dict(env))
            os._exit(127)
        self._set_size(columns, rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        os.close(self._fd)

    # ── Looking ────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def lines(self) -> list[str]:
        """The rows of the screen, without what is empty at their ends."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def words(self) -> str:
        """The screen as one line, so that a sentence is found however it is wrapped."""
        return " ".join(self.text.split())

    def wait_for(self, seen: str | Callable[[Terminal], bool], *, gone: bool = False) -> str:
        """Waits until something is on the screen, or is no longer. Returns the screen."""
        deadline = time.monotonic() + STUCK
        test = seen if callable(seen) else lambda terminal: " ".join(seen.split()) in terminal.words
        while bool(test(self)) is gone:
            pumped = self._pump(0.2)
            if time.monotonic() > deadline or (not pumped and self.exit_code is not None):
                raise AssertionError(
                    f"never {'gone' if gone else 'seen'}: {seen!r}\n{self.text}\nexit code {self.exit_code}"
                )
        return self.text

    def wait_for_prompt(self) -> str:
        """Waits until the game asks for a line."""
        return self.wait_for(lambda terminal: terminal.prompt_row is not None and terminal.typed == "")

    @property
    def prompt_row(self) -> int | None:
        """The row of the line, where the cursor is and the sign stands."""
        row = self.screen.cursor.y
        line = self.screen.display[row].lstrip()
        return row if line.startswith(("›", ">")) and not self.screen.cursor.hidden else None

    @property
    def typed(self) -> str:
        """What stands in the line."""
        return self.lines[self.screen.cursor.y].lstrip()[1:].strip()

    @property
    def echoes(self) -> bool:
        """Whether the terminal shows what is typed and takes it by lines, as a shell finds it."""
        return termios.tcgetattr(self._fd)[3] & (termios.ECHO | termios.ICANON) == termios.ECHO | termios.ICANON

    def settle(self, seconds: float = 0.3) -> str:
        """Reads until nothing more comes for a while. Only for pictures: a test waits for what it expects."""
        while self._pump(seconds):
            pass
        return self.text

    # ── Doing ──────────────────────────────────────────────────────────────────────────────────────────────────

    def type(self, text: str | bytes) -> None:
        os.write(self._fd, text.encode() if isinstance(text, str) else text)

    def press(self, *names: str) -> None:
        for name in names:
            self.type(KEYS[name])

    def enter(self, line: str) -> None:
        """Waits for a prompt, types a line, and waits until it is no longer being typed."""
        self.wait_for_prompt()
        self.type(line)
        self.wait_for(lambda terminal: " ".join(line.split()) in terminal.words)
        self.press("enter")
        self.wait_for_prompt()

    def turn_page(self) -> None:
        """Presses space at MORE, and waits until another page has come. It may end in MORE, too, so the page itself must differ."""
        before = self.text
        self.press("space")
        self.wait_for(lambda terminal: terminal.text != before)
        self.settle(0.05)

    def resize(self, columns: int, rows: int) -> None:
        # As terminals do: what no longer fits goes off at the top, and the cursor stays beside its text.
        self.screen.cursor.y = max(0, self.screen.cursor.y - max(0, self.screen.lines - rows))
        self.screen.resize(rows, columns)
        self._set_size(columns, rows)

    def wait_for_end(self) -> int:
        """Waits until the process has ended. Returns its exit code; that of a signal is negative."""
        deadline = time.monotonic() + STUCK
        while self.exit_code is None:
            self._pump(0.2)
            if time.monotonic() > deadline:
                raise AssertionError(f"it does not end\n{self.text}")
        return self.exit_code

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Ends the process, by `kill -9` unless another signal is named."""
        if self.exit_code is None:
            # Reading on, since who still has something to write may not end before it is read; and again, since a signal that comes just as
            # Python's line editor goes to sleep is only heard with the next one.
            for _ in range(_SIGNALS):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.pid, number)
                again = time.monotonic() + _UNHEARD
                while self.exit_code is None and time.monotonic() < again:
                    self._pump(0.05)
                if self.exit_code is not None:
                    return
            self.wait_for_end()

    def hang_up(self) -> None:
        """Closes the window."""
        self.kill(signal.SIGHUP)

    # ── Below ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _pump(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._fd], [], [], seconds)
        data = b""
        if ready:
            with contextlib.suppress(OSError):
                data = os.read(self._fd, 65536)
        if data:
            self.raw += data
            self._stream.feed(data)
            while self.answers and QUESTION in self.raw:
                self.type(self.answers.pop(0))
                time.sleep(0.01 * bool(self.answers))
        else:
            self._reap(os.WNOHANG)
        return bool(data)

    def _reap(self, flags: int) -> None:
        if self.exit_code is None:
            pid, status = os.waitpid(self.pid, flags)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


# ── A story with one of everything that is set ─────────────────────────────────────────────────────────────────

STORY = """:: StoryTitle
All the Forms

:: StoryData
{"ifid": "5D3F2C1A-77B0-4E0B-9C39-1B0E4A0E7F19", "format": "kalmurzaeva", "start": "hall"}

:: StoryHelp
KEEP SOMETHING: takes into the body how somebody moves

:: frame [act]
number:
title: The Wings
palette: wings

:: barre [act]
number: I
title: Barre
palette: barre

:: boiler [act]
number: II
title: The Boiler House
palette: boiler

:: hall [frame]
title: The Hall
hour: before eight
with: nina, ghost
things: bench; board; sushka
--
A hall with a *bench* in it and a **board**. [Brackets] are brackets, and [bold]so is this[/bold].

"Sit," says Nina. "It is not for looking at. I was told so in 1974 by a man with a ladder, who had also been told."

> score
You have a bitten sushka.

> examine bench
A bench of oak. Four people could sit on it, and three do.

> take sushka
Somebody has bitten it already.

> read letter; examine letter
[as letter: From Nina]
Dear Sonya,
It's minus nineteen here. The balcony has let in a bit on the side where the potatoes are, and I have put the *good* blanket on them.
The thread is off the blazers. Use it.
[end]
You fold it.

> read notice; examine notice
[as notice: To all studios]
Owing to transfer of the heating estimate to the roof, radiators in Studios One to Six
will operate 08.00 to 09.30 and 13.00 to 14.00.
A. L., Bursar
[end]

> read timetable; examine timetable
[as timetable: SUNDAY. STAGE]
14.00   Warm up, privately
14.30   Shades: entrance. Ramp, piano
[end]

> read calendar; examine calendar
[as calendar: For 2018]
August 2018, 16-26: Edinburgh, or Berlin
October 2018: (nothing promised)
In pencil.
[end]

> read programme; examine programme
[as programme: The Nutcracker]
Masha: Zelenina
[end]

> listen to message; examine message
[as voice: Nina, 21.14]
Sonya, it's Mama. Wear a hat.
[end]

> read menu; examine menu
[as list: TUESDAY]
Cabbage soup                  41
Roll, poppy-seed              35  (taken)
[end]

> examine piece
[as score: Eleven counts]
1  2  3  4  5  6  7  8  9 10 11
[end]

> examine wall
中文字符 on the wall, and under it Даша, äbi, plié, → and №.

> examine ladder
{It goes up.|It goes up still.}

> read book; examine book
PAGES
The last page is torn.

+ go on; go to studio
-> [[studio]]

+ go to the boiler house; go to boiler house
-> [[boilers]]

+ stay [closed if yes: The doors are locked until eight.]
Stay.

:: studio [barre]
title: Studio Four
hour: ten to eight
with: nina
--
The radiators come on at eight. Class is at eight. Vera Andreyevna considers this a coincidence.

+ go back; go to hall
-> [[hall]]
+ end it
-> [[last]]

:: boilers [boiler performance]
title: Котельная № 4
hour: 中文 half past eleven
--
It is warm. Somebody has painted the pipes.

"You're early," says Marusya. "Early is fine. Early is the same as late, here, only with more tea in it."

+ go back; go to hall
-> [[hall]]

:: last [barre]
title: The Door
ends: third_from_the_left
--
You close it.

:: nina [person]
names: Nina
is: she
--
A seamstress.

> ask about bench; ask about pins
"Four," says Nina, round them. {|"Still four."}

:: ghost [person]
names: Giselle Volkova
is: she
--
Nobody has named her yet.

> ask about bench; ask about lilies
"Cold," she says.
"""
PAGES = 40


def write_story(folder: Path) -> Path:
    """The story above in a folder. Its book has forty pages, which no screen holds."""
    folder.mkdir(parents=True, exist_ok=True)
    page = "Page {}. It is a long book, and what it says on page {} it will say again.\n\n"
    book = "".join(page.format(number, number) for number in range(1, PAGES + 1))
    (folder / "story.twee").write_text(STORY.replace("PAGES\n", book), encoding="utf-8")
    return folder
