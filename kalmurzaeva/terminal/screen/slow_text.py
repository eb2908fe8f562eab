"""Slow text, for performances: a word at a time, and any key finishes it."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

from kalmurzaeva.terminal.input.tty import Tty

SECONDS_A_WORD = 0.06
# A word with the spaces after it. Control sequences have no spaces, so none is ever cut.
_WORDS = re.compile(r"\s*\S+\s*|\s+")


def write_slowly(lines: Sequence[str], tty: Tty) -> str | None:
    """Writes lines word by word until a key is pressed, and the rest at once. Returns what was typed, to begin the next line with: `""` for a space,
    Enter or an arrow. None where nothing was."""
    pieces = [piece for line in lines for piece in _WORDS.findall(f"{line}\n")]
    for number, piece in enumerate(pieces):
        sys.stdout.write(piece)
        sys.stdout.flush()
        key = tty.key_within(SECONDS_A_WORD) if piece.strip() else None
        if key is not None:
            sys.stdout.write("".join(pieces[number + 1 :]))
            sys.stdout.flush()
            typed = key.decode("utf-8", "replace")
            return typed.replace("\r", "\n").lstrip() if typed.lstrip()[:1].isprintable() else ""
    return None
