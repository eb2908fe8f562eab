"""The terminal itself between two lines: what is typed meanwhile must not be echoed into the text, and must not be lost.

On the way out, however it is, the terminal is left as it was found.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

try:
    import termios
except ImportError:  # Windows has no such thing, and its console does not echo between reads.
    termios = None  # type: ignore[assignment]


class Tty:
    """Standard input as a terminal, quiet while the game writes."""

    def __init__(self) -> None:
        self._found: list[Any] | None = None
        # Ctrl-C is a key of the line. Between two lines it would be an interrupt, and there is nothing to interrupt.
        signal.signal(signal.SIGINT, _ignored)
        if termios is None:
            return
        with contextlib.suppress(termios.error, OSError):
            self._found = termios.tcgetattr(0)
            quiet = termios.tcgetattr(0)
            quiet[0] &= ~termios.IXON
            quiet[3] &= ~termios.ECHO
            quiet[6][termios.VSUSP] = b"\0"
            termios.tcsetattr(0, termios.TCSANOW, quiet)
            atexit.register(self.restore)
            for number in (signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, self._ended)

    def restore(self) -> None:
        """Leaves the terminal as it was found."""
        if self._found is not None:
            with contextlib.suppress(termios.error, OSError):
                termios.tcsetattr(0, termios.TCSANOW, self._found)

    def _ended(self, number: int, _frame: FrameType | None) -> None:
        """Somebody closes the window, or ends the process: every turn is saved, so it can go at once."""
        self.restore()
        with contextlib.suppress(OSError, ValueError):
            # The mouse and bracketed paste off, the cursor shown.
            os.write(1, b"\x1b[?1000l\x1b[?1006l\x1b[?2004l\x1b[?25h\r\n")
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """While text is written slowly: keys are seen at once, and not echoed."""
        if termios is None or self._found is None:
            yield
            return
        before = termios.tcgetattr(0)
        each_key = termios.tcgetattr(0)
        each_key[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG)
        termios.tcsetattr(0, termios.TCSANOW, each_key)
        try:
            yield
        finally:
            termios.tcsetattr(0, termios.TCSANOW, before)

    def key_within(self, seconds: float) -> bytes | None:
        """The bytes of a key that is pressed within some time, or None."""
        ready, _, _ = select.select([0], [], [], seconds)
        return os.read(0, 1024) if ready else None


def _ignored(_number: int, _frame: FrameType | None) -> None:
    """Nothing."""


def is_terminal() -> bool:
    """Whether somebody types at a terminal and reads on one."""
    return sys.stdin.isatty() and sys.stdout.isatty()
