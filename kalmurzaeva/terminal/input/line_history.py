"""The lines typed before, as the line editor takes them."""

from __future__ import annotations

from collections.abc import Iterable

from prompt_toolkit.history import History

from kalmurzaeva.terminal.input.typed_lines import TypedLines


class LineHistory(History):
    """What was typed before, for the up arrow and for suggestions."""

    def __init__(self, typed: TypedLines) -> None:
        super().__init__()
        self._typed = typed

    def load_history_strings(self) -> Iterable[str]:
        """The lines, newest first."""
        return reversed(self._typed.lines())

    def store_string(self, string: str) -> None:
        self._typed.add(string)
