"""Players that play by themselves: what they do next, out of what the story offers.

*random* takes a listed choice one time in four and otherwise anything else, each as likely as the next. *curious* looks for what nobody has
tried yet, and goes on one time in six. A *choosing* player takes listed choices and nothing else. A *steady* player has fixed tastes: of the same things it always does the same one, so that two
of its games differ only where the story does. Its *opposite* does in each place what it left.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Protocol
from zlib import crc32

from attrs import define, field

from kalmurzaeva.model.story import Command

_GOES_ON, _CURIOUS_GOES_ON = 0.25, 0.16


class Player(Protocol):
    """Somebody who picks one of what is offered in a node. `offered` is never empty."""

    def pick(self, node: str, offered: Sequence[Command]) -> Command: ...


_marks: dict[str, dict[Command, int]] = {}


def mark(node: str, command: Command) -> int:
    """A number for a command given in a node, the same in every process."""
    here = _marks.setdefault(node, {})
    found = here.get(command)
    if found is None:
        written = f"{node}\t{command.verb}\t{command.noun}\t{command.second}\t{command.topic}"
        found = here[command] = crc32(written.encode())
    return found


def split(offered: Sequence[Command]) -> tuple[Sequence[Command], Sequence[Command]]:
    """The listed choices, which come first, and everything else."""
    at = 0
    while at < len(offered) and offered[at].verb == "choose":
        at += 1
    return offered[:at], offered[at:]


@define
class RandomPlayer:
    """Does anything."""

    chance: random.Random

    def pick(self, node: str, offered: Sequence[Command]) -> Command:
        choices, others = split(offered)
        goes_on = not others or (bool(choices) and self.chance.random() < _GOES_ON)
        return self.chance.choice(choices if goes_on else others)


@define
class ChoosingPlayer:
    """Takes one of the listed choices, and anything else only where none is open."""

    chance: random.Random

    def pick(self, node: str, offered: Sequence[Command]) -> Command:
        choices, others = split(offered)
        return self.chance.choice(choices or others)


@define
class CuriousPlayer:
    """Does what has not been done: in this run, and before it in any. `known` are the marks of what earlier runs did."""

    chance: random.Random
    known: frozenset[int]
    done: set[int] = field(factory=set)

    def pick(self, node: str, offered: Sequence[Command]) -> Command:
        choices, others = split(offered)
        goes_on = bool(choices) and self.chance.random() < _CURIOUS_GOES_ON
        command = None if goes_on else self._newest(node, others)
        command = command or self._newest(node, choices) or self.chance.choice(choices or offered)
        self.done.add(mark(node, command))
        return command

    def _newest(self, node: str, commands: Sequence[Command]) -> Command | None:
        """Something that nobody has done, or else that this run has not."""
        start = self.chance.randrange(len(commands)) if commands else 0
        undone = None
        for command in (*commands[start:], *commands[:start]):
            at = mark(node, command)
            if at not in self.done:
                if at not in self.known:
                    return command
                undone = undone or command
        return undone


@define
class SteadyPlayer:
    """Does in each place a few things, those it likes best, and then goes on. `avoids` are marks of what it does only if there is nothing
    else."""

    taste: int
    avoids: frozenset[int] = frozenset()
    done: dict[int, int] = field(factory=dict)
    _here: str = ""
    _left: int = 0

    def pick(self, node: str, offered: Sequence[Command]) -> Command:
        if node != self._here:
            self._here = node
            self._left = crc32(f"{self.taste}\t{node}".encode()) % 6 + 1
        choices, others = split(offered)
        fresh = [command for command in others if mark(node, command) not in self.done]
        if fresh and (self._left > 0 or not choices):
            self._left -= 1
            command = min(fresh, key=lambda command: self._dislike(node, command))
        else:
            untaken = [command for command in choices if mark(node, command) not in self.done]
            command = min(untaken or offered, key=lambda command: self._dislike(node, command))
        at = mark(node, command)
        self.done[at] = self.done.get(at, 0) + 1
        return command

    def _dislike(self, node: str, command: Command) -> tuple[int, bool, int]:
        at = mark(node, command)
        return self.done.get(at, 0), at in self.avoids, crc32(f"{self.taste}\t{at}".encode())
