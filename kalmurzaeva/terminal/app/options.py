"""What a player can set, kept in the user's configuration folder, e.g. `palette = "blue"` in `options.toml`.

Every option has a command in play: `SET PALETTE BLUE`, or just `PALETTE BLUE`. A file that cannot be read costs only its settings.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

MEASURE = 76
LEAST_MEASURE = 30


class Options(NamedTuple):
    """The settings of one player, each by its word."""

    palette: str = "act"
    background: str = "auto"
    measure: str = str(MEASURE)
    centred: str = "off"
    more: str = "on"
    slow: str = "off"
    reading: str = "on"
    completion: str = "on"
    suggestions: str = "on"
    mouse: str = "off"
    plain: str = "off"

    def on(self, name: str) -> bool:
        """Whether an option is anything but off."""
        return str(getattr(self, name)) != "off"


_SWITCH = ("on", "off")
# name -> (the words it takes, what it is).
TABLE: dict[str, tuple[tuple[str, ...], str]] = {
    "palette": (
        ("act", "none"),
        "each act's colours, one act's throughout, or none",
    ),
    "background": (("auto", "dark", "light"), "what the colours must be read on"),
    "measure": ((), "the width of the text in columns"),
    "centred": (_SWITCH, "the text in the middle of a wide window"),
    "more": (_SWITCH, "a stop before text can scroll past unread"),
    "slow": (("off", "performances", "all"), "slow text; any key finishes it"),
    "reading": (_SWITCH, "under your line, how it will be read"),
    "completion": (_SWITCH, "Tab completes what you have seen"),
    "suggestions": (_SWITCH, "in grey, what you typed before; right arrow takes it"),
    "mouse": (
        _SWITCH,
        "the mouse places the cursor; the wheel then no longer scrolls",
    ),
    "plain": (_SWITCH, "words only, for screen readers"),
}
_COMMAND = re.compile(
    r"\s*(set\s+|option\s+|options\s+)?([a-z]+)(?:\s+(?:to\s+|=\s*)?([a-z0-9_]+))?\s*[.!]?\s*", re.IGNORECASE
)
_SAME = {"centered": "centred", "colours": "palette", "colors": "palette", "width": "measure", "complete": "completion"}
_MOST_READ = 100_000
_LINE = re.compile(r'\s*([a-z]+)\s*=\s*"?([a-z0-9_]+)"?\s*(?:#.*)?')


def allowed(name: str, value: str, palettes: Sequence[str] | None = None) -> bool:
    """Whether an option takes a word. `palettes` are those of the story; None where it is not known yet, and any word may be one."""
    if name == "palette" and (palettes is None or value in palettes):
        return value.isidentifier()
    if name == "measure":
        return value.isascii() and value.isdigit() and LEAST_MEASURE <= int(value[:4]) <= MEASURE
    return name in TABLE and value in TABLE[name][0]


def parse_command(line: str, palettes: Sequence[str] = ()) -> tuple[str, str] | None:
    """A typed line as (option, word), the word empty where only the option was named; None where the line is something else.

    Without SET in front only a whole setting counts, so that no word is taken from the story."""
    found = _COMMAND.fullmatch(line)
    if not found:
        return None
    name = _SAME.get(found[2].lower(), found[2].lower())
    value = (found[3] or "").lower()
    if name == "slow" and value == "on":
        value = "performances"
    if name not in TABLE or not (found[1] or allowed(name, value, palettes)):
        return None
    return name, value


def takes(name: str, palettes: Sequence[str] = ()) -> str:
    """The words that an option takes, in words."""
    words = TABLE[name][0]
    if name == "palette":
        words = (words[0], *palettes, *words[1:])
    return f"a number from {LEAST_MEASURE} to {MEASURE}" if not words else f"{', '.join(words[:-1])} or {words[-1]}"


def lines(options: Options, palettes: Sequence[str] = (), heeded: Collection[str] = TABLE) -> list[str]:
    """A line for each option that is heeded: its command, what it is, its words."""
    return [
        f"{name.upper()} {getattr(options, name).upper()}\t{what}: {takes(name, palettes)}"
        for name, (_, what) in TABLE.items()
        if name in heeded
    ]


def options_file() -> Path:
    """Where options are kept."""
    from platformdirs import user_config_path

    return user_config_path("kalmurzaeva", appauthor=False) / "options.toml"


def load(path: Path) -> Options:
    """The options in a file. What is missing, unreadable or makes no sense stands at its first value."""
    found = (_LINE.fullmatch(line) for line in _lines(path))
    return Options(**{match[1]: match[2] for match in found if match and allowed(match[1], match[2])})


def keep(path: Path, name: str, value: str) -> None:
    """Sets one option in a file, and leaves all else in it as it is: a remark, an option of a newer version. One at its first value is not written: it
    may change with the game. Raises OSError."""
    from kalmurzaeva.session.saves.files import replace

    # Where somebody keeps the file elsewhere, it stays there.
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    written = [] if value == getattr(Options(), name) else [f'{name} = "{value}"']
    others: list[str] = []
    for line in _lines(path):
        if re.match(rf"\s*{name}\s*=", line):
            others += written
            written = []
        else:
            others.append(line)
    replace(path, "".join(f"{line}\n" for line in [*others, *written]))


def _lines(path: Path) -> list[str]:
    try:
        # Whatever else stands there under that name, a pipe say, is not waited for.
        return path.read_text(encoding="utf-8", errors="replace")[:_MOST_READ].splitlines() if path.is_file() else []
    except OSError:
        return []
