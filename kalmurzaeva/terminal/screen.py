"""What a game needs of a screen, whichever it is.

A *status* is where the player is, as the toolbar says it, e.g. `Status("I: Barre", "barre", "Studio Four", "ten to eight", "saved 21:40")`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from kalmurzaeva.model import Beat


@frozen
class Status:
    """Act, palette, place and hour now, and when the game was last saved, all in words."""

    act: str = ""
    palette: str = ""
    place: str = ""
    hour: str = ""
    saved: str = ""


class Screen(Protocol):
    """Something that shows text and asks for a line."""

    def title(self, title: str) -> None:
        """The title of the game, before anything else."""

    def beat(self, beat: Beat, status: Status) -> None:
        """What a turn shows: its blocks, its choices, its ending."""

    def say(self, text: str) -> None:
        """A remark of the game's own, one paragraph."""

    def page(self, heading: str, lines: Sequence[str]) -> None:
        """A page of the game's own: help, a list. Each line is a paragraph; an empty one keeps its neighbours apart."""

    def ask(self, status: Status, prompt: str = "> ") -> str | None:
        """One typed line, without its end; None when there will be no more."""

    def close(self) -> None:
        """The end of the evening."""
