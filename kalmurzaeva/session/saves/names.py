"""What a slot may be called, and where saved games lie.

A *slot* is a name for one saved game, e.g. `autosave` or `before supper`. It is also the name of a file, so it may be nothing that a
file system reads as something else: no path, no device of Windows, no hidden file.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import kalmurzaeva
from kalmurzaeva.model.markup import clean
from kalmurzaeva.resources import heading
from kalmurzaeva.session.saves.files import SaveError

AUTOSAVE = "autosave"
# What is added to the name of a game that another edition wrote.
BEFORE = ", before edition "
MOST_CHARACTERS = 60
# With the longest suffix of ours, a file's name stays under the 255 bytes that file systems allow.
_MOST_BYTES = 200

# Quotation marks, which may stand around a name and are no part of it; within one, they are all alike.
_AROUND = "\"'“”„«»‘’‚‹›` "
_QUOTES = {ord(mark): "'" for mark in "‘’‚‹›`´"} | {ord(mark): '"' for mark in "“”„«»"}
_FORBIDDEN = re.compile(r'[/\\:*?"<>|]')
# A damaged file that was set aside: it is a slot of its own.
ASIDE = re.compile(r"[^./\\][^/\\]*\.damaged-\d{8}-\d{6}(?:-\d+)?")
SUFFIX = ".json"
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?", re.IGNORECASE)


@lru_cache(maxsize=256)
def valid_name(name: str, most: int = MOST_CHARACTERS) -> str:
    """The name as it is used, spaces made single and accents composed, of at most so many characters. Raises SaveError where it cannot name a slot."""
    if clean(name) != name or any(char in name for char in "\n\r\t"):
        raise SaveError("The name of a saved game cannot hold control characters. Use letters, digits and spaces.")
    name = " ".join(unicodedata.normalize("NFC", name).split())
    name = name.strip(_AROUND) or name
    if not name:
        raise SaveError("A saved game needs a name, such as: save before supper.")
    if len(name) > most or len(name.encode("utf-8", "replace")) > _MOST_BYTES:
        raise SaveError(f"That name is too long. A saved game's name has at most {MOST_CHARACTERS} characters.")
    if _FORBIDDEN.search(name) or name.startswith((".", "~")) or name.endswith("."):
        raise SaveError(
            f'"{name}" would be a path or a hidden file. Name a saved game with letters, digits and spaces.'
        )
    if _RESERVED.fullmatch(name):
        raise SaveError(
            f'"{name}" is a name that some systems keep for themselves. Call the saved game something else.'
        )
    if not name.isprintable():
        raise SaveError("The name of a saved game must be printable. Use letters, digits and spaces.")
    return name


def key(name: str) -> str:
    """What two spellings of one name have in common: capitals, composed accents, wide letters, the kind of a quotation mark and spaces tell no
    names apart."""
    name = unicodedata.normalize("NFKC", " ".join(name.translate(_QUOTES).split()))
    # I, i, ı and İ are one letter: a name may have been shown in capitals.
    return unicodedata.normalize("NFC", name.upper().casefold().replace("i\u0307", "i"))


def bare(name: str) -> str:
    """A name's key without its accents: who types *eclair* may mean the game called *Éclair*."""
    return "".join(char for char in unicodedata.normalize("NFD", key(name)) if not unicodedata.combining(char))


@lru_cache(maxsize=1024)
def slot_name(file: str) -> str | None:
    """The slot that a file belongs to, or None. Other systems write accents decomposed, and what keeps folders alike on two machines gives what it could not
    join long names: those are slots, too, though nobody would name one so."""
    if ASIDE.fullmatch(file):
        return file
    for suffix in (SUFFIX, f"{SUFFIX}.1"):
        if file.endswith(suffix):
            name = file.removesuffix(suffix)
            with contextlib.suppress(SaveError):
                as_used = valid_name(name, _MOST_BYTES)
                return name if as_used == unicodedata.normalize("NFC", name) and not ASIDE.fullmatch(name) else None
    return None


def default_folder(ifid: str | None = None) -> Path:
    """Where saved games go: `saves/` at the top of a checkout; the user's data folder where the game is installed. Those of a story with another
    `ifid` than the game's own have a folder there, so that no two stories play on one slot."""
    folder = _folder()
    if not ifid or ifid.lower() == (heading().ifid or "").lower():
        return folder
    return folder / (re.sub(r"[^0-9a-z-]", "", ifid.lower())[:60] or "other")


def _folder() -> Path:
    root = Path(kalmurzaeva.__file__).resolve().parent.parent
    if (root / "pyproject.toml").is_file() and (root / "story").is_dir():
        return root / "saves"
    from platformdirs import user_data_path

    return user_data_path("kalmurzaeva", appauthor=False) / "saves"
