"""The line that is typed in plain mode: the system's own line editor where there is one, which screen readers know.

With `readline` arrows edit the line and recall earlier ones, also of earlier evenings, and Tab completes what has been seen. Where the system has
none, the terminal's own editing remains.
"""

from __future__ import annotations

import signal
import sys
from types import FrameType

from kalmurzaeva.console import MOST_BYTES
from kalmurzaeva.terminal.input.tty import left_as_found
from kalmurzaeva.terminal.input.typed_lines import MOST_LINES, TypedLines
from kalmurzaeva.terminal.screen.interface import Aid

try:
    import readline
except ImportError:  # Windows has none, and a Python may be built without.
    readline = None  # type: ignore[assignment]


class PlainLine:
    """Asks for lines at a terminal. `typed` is what was typed before, and what is typed now is added to it."""

    def __init__(self, typed: TypedLines) -> None:
        self._typed = typed
        self._aid: Aid | None = None
        self._found: list[str] = []
        self._is_asking = False
        signal.signal(signal.SIGINT, self._interrupted)
        reconfigure = getattr(sys.stdin, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
        if readline is not None:
            left_as_found()
            self._prepare()

    def _prepare(self) -> None:
        is_editline = "libedit" in (readline.__doc__ or "")
        readline.parse_and_bind("bind ^I rl_complete" if is_editline else "tab: complete")
        readline.set_completer_delims("")
        readline.set_completer(self._completion)
        readline.set_auto_history(False)
        for line in self._typed.lines()[-MOST_LINES:]:
            readline.add_history(line)

    def ask(self, prompt: str, aid: Aid | None, *, completes: bool) -> str | None:
        """The next line; None at the end of input. What is asked without an `aid` is no command, and is not recalled."""
        self._aid = aid if completes else None
        while True:
            sys.stdout.write("\n")
            sys.stdout.flush()
            try:
                self._is_asking = True
                line = input(prompt)
            except EOFError:
                sys.stdout.write("\n")
                return None
            except KeyboardInterrupt:
                continue
            finally:
                self._is_asking = False
            line = line[:MOST_BYTES]
            if aid is not None and line.strip():
                self._typed.add(line)
                if readline is not None:
                    readline.add_history(line)
            return line

    def _completion(self, before: str, number: int) -> str | None:
        """The line with one of the words in it that could end it; None after the last."""
        if number == 0:
            found = self._aid.completions(before) if self._aid else []
            self._found = [before[: len(before) - length] + words for words, length in found]
        return self._found[number] if number < len(self._found) else None

    def _interrupted(self, _number: int, _frame: FrameType | None) -> None:
        """Ctrl-C takes back what was typed of the line, and a fresh prompt says so. Between two lines there is nothing to interrupt."""
        if self._is_asking:
            raise KeyboardInterrupt
