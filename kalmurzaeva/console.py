"""Standard input and output made safe: any bytes in, any encoding out.

An output that lacks a letter gets a *stand-in*, e.g. `->` for `→` and `D` for `Д`, and never an exception.
"""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata
from pathlib import Path
from typing import BinaryIO

_NAME = "kalmurzaeva"
MOST_BYTES = 64 * 1024
STAND_INS = "kalmurzaeva.stand-in"
_TABLE = {
    "→": "->", "←": "<-", "…": "...", "–": "-", "—": "--", "―": "--", "‘": "'", "’": "'", "“": '"', "”": '"', "«": '"', "»": '"',
    "•": "*", "·": "*", "×": "x", "°": " deg", "№": "No.", "─": "-", "│": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "━": "=",
    "┃": "|", "▏": "|", "❯": ">", "›": ">", "●": "*", "○": ".", "\u00a0": " ", "½": "1/2", "€": "EUR", "₽": "r.", "ы": "y", "Ы": "Y",
}  # fmt: skip


class ComplaintError(Exception):
    """Something that stops a command, said in a sentence. `usage` is whether it was asked for wrongly."""

    def __init__(self, text: str, *, usage: bool = False) -> None:
        super().__init__(text)
        self.usage = usage


def complain(text: str, code: int = 1) -> int:
    """Says on standard error, in one line, what is wrong. Returns the exit code."""
    from kalmurzaeva.model.markup import clean

    print(f"kalmurzaeva: {' '.join(clean(text).split())}", file=sys.stderr)
    return code


def prepare() -> None:
    """Makes both output streams write a stand-in for what their encoding lacks."""
    codecs.register_error(STAND_INS, _stand_in)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=STAND_INS)


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(plain_letter(char) for char in error.object[error.start : error.end]), error.end


def plain_letter(char: str) -> str:
    """What stands for a character in ASCII; `?` where nothing does."""
    if char in _TABLE:
        return _TABLE[char]
    if char in "ьъЬЪ" or unicodedata.combining(char):
        return ""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", char) if letter.isascii())
    if not bare:
        from kalmurzaeva.grammar.lexicon import fold

        bare = "".join(letter for letter in fold(char) if letter.isascii())
        bare = bare.capitalize() if char.isupper() else bare
    return bare or "?"


def writes(text: str, encoding: str | None) -> bool:
    """Whether an encoding has all characters of a text."""
    try:
        text.encode(encoding or "ascii")
    except (UnicodeError, LookupError):
        return False
    return True


def read_line(source: BinaryIO, encoding: str | None) -> str | None:
    """The next line of a byte stream, without its end; None at the end of input. Of a line longer than `MOST_BYTES` only the beginning is
    kept, and bytes that are no text become `\\ufffd`."""
    data = source.readline(MOST_BYTES)
    if not data:
        return None
    more = data
    while more and not more.endswith(b"\n"):
        more = source.readline(MOST_BYTES)
    try:
        return data.decode(encoding or "utf-8", "replace").rstrip("\r\n")
    except LookupError:
        return data.decode("utf-8", "replace").rstrip("\r\n")


def called() -> str:
    """What starts this program again: its name, or the way to it where a shell does not find it by its name."""
    import shlex
    import shutil

    started = Path(sys.argv[0])
    if started.suffix == ".pyz":
        return f"python3 {shlex.quote(str(started))}"
    if source := _borrowed():
        return f"uvx --from {shlex.quote(source)} {_NAME}"
    found = shutil.which(_NAME)
    if started.stem != _NAME or (found and os.path.realpath(found) == os.path.realpath(started)):
        return _NAME
    return shlex.quote(str(started))


def _borrowed() -> str:
    """Where this program was taken from for one run by uvx, which leaves nothing to be found by its name; "" where it is installed."""
    if not os.environ.get("UV") or not any(part.startswith("archive-v") for part in Path(sys.prefix).parts):
        return ""
    import json
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        source = json.loads(distribution(_NAME).read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return _NAME
    url = str(source.get("url", _NAME))
    return f"git+{url}" if "vcs_info" in source else url.removeprefix("file://")
