"""What ground the terminal has, asked of the terminal itself, for colours that can be read on it.

OSC 11 asks for the colour. A terminal that does not know the question passes it over, so one that all answer goes out behind it, *what are you* (DA1): once
that is answered nothing else will come, and nobody waits longer. What is typed meanwhile is kept, and an answer that comes late, over a slow line, is
taken out of what is typed later.

Why this is no library's: those that are kept (blessed) bring a terminal of their own that reads the keyboard, and cost more to import than all that the
first page needs; those that only ask (term-background, colorsaurus) ask nothing from Python, or drop what was typed.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prompt_toolkit.input import Input

QUESTION = b"\x1b]11;?\x07\x1b[c"
# Seconds that are waited for an answer, and that a late one is looked for.
PATIENCE = 0.1
_LATEST = 3.0
_ANSWER = re.compile(r"\x1b\]11;([^\x07\x1b]*)(?:\x07|\x1b\\)|\x1b\[\?[\d;]*c")
_BEGUN = re.compile(r"\x1b(?:\](?:1(?:1(?:;[^\x07\x1b]{0,64}\x1b?)?)?)?|\[(?:\?[\d;]{0,64})?)?\Z")
_COLOUR = re.compile(r"rgba?:([\da-f]{1,4})/([\da-f]{1,4})/([\da-f]{1,4})(?:/[\da-f]{1,4})?", re.IGNORECASE)
_HEX = re.compile(r"#([\da-f]{3}|[\da-f]{6}|[\da-f]{9}|[\da-f]{12})", re.IGNORECASE)


def can_be_asked(environment: Mapping[str, str]) -> bool:
    """Whether a terminal is worth asking, and can be without harm: some print the question, or take it for a command. Those have few colours, or are
    Emacs's."""
    term, colours = environment.get("TERM", ""), environment.get("COLORTERM", "").lower()
    if environment.get("NO_COLOR") or environment.get("INSIDE_EMACS") or term.startswith(("eterm", "linux", "dumb")):
        return False
    return colours in ("truecolor", "24bit") or term.endswith(("256color", "direct", "kitty"))


class Ground:
    """The ground of one terminal. `colour` is what it said, as `#rrggbb`; "" before, and where it says nothing."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.colour = ""
        self._clock = clock
        self._asked = -_LATEST
        self._is_answered = True
        self._held = ""

    def ask(self, write: Callable[[bytes], object] = lambda data: os.write(1, data)) -> None:
        """Asks; the answer is waited for later, so that there is something to do meanwhile."""
        write(QUESTION)
        self._asked = self._clock()
        self._is_answered = False

    @property
    def is_awaited(self) -> bool:
        """Whether an answer may still come."""
        return not self._is_answered and self._clock() < self._asked + _LATEST

    def wait(self, read: Callable[[float], str | None], patience: float = PATIENCE) -> str:
        """Waits for the answer, so many seconds after the question at most. `read` gives what comes within some seconds. Returns what was typed."""
        typed = ""
        # What has come is read, however much time went by meanwhile.
        while self.is_awaited and (data := read(max(0.0, self._asked + patience - self._clock()))) is not None:
            typed += data
        return typed

    def typed_in(self, data: str) -> str:
        """What of the terminal's bytes was typed. The beginning of an answer is held back until its end comes."""
        if not self._held and not self.is_awaited:
            return data
        data, self._held = self._held + data, ""
        if not self.is_awaited:
            return data
        data = _ANSWER.sub(self._answered, data)
        begun = _BEGUN.search(data) if self.is_awaited else None
        if begun is None:
            return data
        self._held = begun[0]
        return data[: begun.start()]

    def _answered(self, found: re.Match[str]) -> str:
        if found[1] is None:
            self._is_answered = True
        else:
            self.colour = colour_of(found[1])
        return ""


def heeded_by(source: Input, ground: Ground, ahead: bytes) -> None:
    """Has an input of prompt_toolkit's take late answers out of what is typed, and begin with what was typed ahead."""
    parser: Any = getattr(source, "vt100_parser", None)
    if parser is None:
        return
    if ahead:
        from prompt_toolkit.input.typeahead import store_typeahead
        from prompt_toolkit.input.vt100_parser import Vt100Parser
        from prompt_toolkit.key_binding.key_processor import KeyPress

        keys: list[KeyPress] = []
        early = Vt100Parser(keys.append)
        early.feed(ahead.decode("utf-8", "surrogateescape"))
        early.flush()
        store_typeahead(source, keys)
    feed = parser.feed

    def feed_(data: str) -> None:
        feed(ground.typed_in(data))

    parser.feed = feed_


def colour_of(said: str) -> str:
    """A colour as X writes it (`rgb:1e1e/1e1e/1e1e`, `#1e1e1e`) as `#rrggbb`; "" for what is none."""
    found = _COLOUR.fullmatch(said)
    short = _HEX.fullmatch(said)
    if found:
        parts = [found[1], found[2], found[3]]
    elif short:
        size = len(short[1]) // 3
        parts = [short[1][at : at + size] for at in range(0, 3 * size, size)]
    else:
        return ""
    return "#" + "".join(f"{round(255 * int(part, 16) / (16 ** len(part) - 1)):02x}" for part in parts)
