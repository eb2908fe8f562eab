"""What was typed on earlier evenings: a line each, oldest first, in the user's state folder."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from kalmurzaeva.model.markup import clean

MOST_LINES = 1000
_MOST_BYTES = 200_000


class TypedLines:
    """Lines in a file. One that cannot be read or written is forgotten: it is a comfort, not a record."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._last = ""

    def lines(self) -> list[str]:
        """The lines, oldest first."""
        if self._path is None or not self._path.is_file():
            return []
        try:
            with self._path.open("rb") as file:
                file.seek(0, 2)
                size = file.tell()
                file.seek(max(0, size - _MOST_BYTES))
                text = file.read().decode("utf-8", "replace")
        except OSError:
            return []
        lines = [line for line in (clean(line).strip() for line in text.split("\n")) if line][-MOST_LINES:]
        if size > _MOST_BYTES:
            self._rewrite(lines)
        return lines

    def add(self, string: str) -> None:
        """Adds a line, unless it is the one before again."""
        line = " ".join(clean(string).split())[:1000]
        if self._path is None or not line or line == self._last:
            return
        self._last = line
        with contextlib.suppress(OSError):
            if os.path.lexists(self._path) and not self._path.is_file():
                # A pipe, say, would be waited for.
                return
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")

    def _rewrite(self, lines: list[str]) -> None:
        from kalmurzaeva.session.saves.files import replace

        assert self._path is not None
        with contextlib.suppress(OSError):
            replace(self._path, "\n".join(lines) + "\n", synced=False)


def history_file() -> Path | None:
    """Where they are kept."""
    from platformdirs import user_state_path

    with contextlib.suppress(OSError, RuntimeError):
        return user_state_path("kalmurzaeva", appauthor=False) / "typed"
    return None
