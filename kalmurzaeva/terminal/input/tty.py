"""The terminal itself between two lines: what is typed meanwhile must not be echoed into the text, and must not be lost.

On the way out, however it is, the terminal is left as it was found.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from kalmurzaeva.terminal.input.ground import Ground

try:
    import termios
except ImportError:  # Windows has no such thing, and its console does not echo between reads.
    termios = None  # type: ignore[assignment]


# Seconds after the question that an answer is waited for on the way out.
_LAST_PATIENCE = 0.3


class Tty:
    """Standard input as a terminal, quiet while the game writes."""

    def __init__(self) -> None:
        self._found: list[Any] | None = None
        self.ground = Ground()
        # Ctrl-C is a key of the line. Between two lines it would be an interrupt, and there is nothing to interrupt.
        signal.signal(signal.SIGINT, _ignored)
        if termios is None:
            return
        with contextlib.suppress(termios.error, OSError):
            self._found = termios.tcgetattr(0)
            quiet = termios.tcgetattr(0)
            # Every key waits as it was pressed, Ctrl-C, Ctrl-D and Ctrl-Z as well, until the line is there to read it.
            quiet[0] &= ~(termios.IXON | termios.ICRNL)
            quiet[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN)
            quiet[6][termios.VMIN], quiet[6][termios.VTIME] = 1, 0
            termios.tcsetattr(0, termios.TCSANOW, quiet)
            atexit.register(self.restore)
            when_ended(self._leave)

    def ask_ground(self) -> None:
        """Asks the terminal for its ground, where it can be read without waiting for a line."""
        if self._found is not None:
            with contextlib.suppress(OSError):
                self.ground.ask()

    def ground_waited_for(self) -> bytes:
        """Waits a moment for the answer. Returns what was typed meanwhile."""
        return self.ground.wait(self._read).encode("latin-1")

    def restore(self) -> None:
        """Leaves the terminal as it was found. An answer that is still on its way must not land in the shell."""
        if self._found is not None:
            self.ground.wait(self._read, _LAST_PATIENCE)
            with contextlib.suppress(termios.error, OSError):
                termios.tcsetattr(0, termios.TCSANOW, self._found)

    def _leave(self) -> None:
        self.restore()
        with contextlib.suppress(OSError, ValueError):
            # The mouse and bracketed paste off, the cursor shown.
            _write_if_read(b"\x1b[?1000l\x1b[?1006l\x1b[?2004l\x1b[?25h\r\n")

    def key_within(self, seconds: float) -> bytes | None:
        """The bytes of a key that is pressed within some time, or None."""
        if self._found is None:
            time.sleep(seconds)
            return None
        read = self._read(seconds)
        return read.encode("latin-1") if read else None

    def _read(self, seconds: float) -> str | None:
        """What is typed within some time, a character for each byte: "" where only an answer came, None where nothing did."""
        ready, _, _ = select.select([0], [], [], seconds)
        data = os.read(0, 1024) if ready else b""
        return self.ground.typed_in(data.decode("latin-1")) if data else None


def _write_if_read(data: bytes) -> None:
    """Writes where that does not have to wait: a terminal that nobody reads any more must not keep the process from ending."""
    if select.select([], [1], [], 0)[1]:
        os.write(1, data)


def when_ended(leave: Callable[[], None]) -> None:
    """Has `leave` called where somebody closes the window, or ends the process: every turn is saved, so it can go at once."""

    def ended(number: int, _frame: FrameType | None) -> None:
        leave()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ended)


def left_as_found() -> None:
    """Has a terminal that a line editor changes be as it is now when the process is ended."""
    if termios is None:
        return
    with contextlib.suppress(termios.error, OSError):
        found = termios.tcgetattr(0)

        def leave() -> None:
            with contextlib.suppress(termios.error, OSError, ValueError):
                termios.tcsetattr(0, termios.TCSANOW, found)
                _write_if_read(b"\n")

        when_ended(leave)


def _ignored(_number: int, _frame: FrameType | None) -> None:
    """Nothing."""
