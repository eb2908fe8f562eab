"""Players that play by themselves: what they do next, out of what the story offers.

*random* takes a listed choice one time in four and otherwise anything else, each as likely as the next. *curious* looks for what nobody has
tried yet, and goes on one time in six. A *choosing* player takes listed choices and nothing else. A *steady* player has fixed tastes: of the same things it always does the same one, so that two
of its games differ only where the story does. Its *opposite* does in each place what it left.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Protocol
from zlib import crc32

from attrs import define, field

from kalmurzaeva.engine.offers import Offered
from kalmurzaeva.model.story import Command

_GOES_ON, _CURIOUS_GOES_ON = 0.25, 0.16
# At how many things that nobody has tried the curious look in one turn; and at how many they tried before.
_LOOKED_AT = 40


class Player(Protocol):
    """Somebody who picks one of what is offered in a node; None where nothing is."""

    def pick(self, node: str, offered: Offered) -> Command | None: ...


_marks: dict[str, dict[Command, int]] = {}


def mark(node: str, command: Command) -> int:
    """A number for a command given in a node, the same in every process."""
    here = _marks.setdefault(node, {})
    found = here.get(command)
    if found is None:
        written = f"{node}\t{command.verb}\t{command.noun}\t{command.second}\t{command.topic}"
        found = here[command] = crc32(written.encode())
    return found


@define
class RandomPlayer:
    """Does anything."""

    chance: random.Random

    def pick(self, node: str, offered: Offered) -> Command | None:
        if not (offered.choices and self.chance.random() < _GOES_ON):
            for place in self.chance.sample(range(len(offered)), len(offered)):
                if offered.is_live(place):
                    return offered.command(place)
        return self.chance.choice(offered.choices) if offered.choices else None


@define
class ChoosingPlayer:
    """Takes one of the listed choices, and anything else only where none is open."""

    chance: random.Random

    def pick(self, node: str, offered: Offered) -> Command | None:
        open_now = offered.choices or list(offered.others())
        return self.chance.choice(open_now) if open_now else None


@define
class CuriousPlayer:
    """Does what has not been done: in this run, and before it in any. `known` are the marks of what earlier runs did."""

    chance: random.Random
    known: frozenset[int]
    done: set[int] = field(factory=set)

    def pick(self, node: str, offered: Offered) -> Command | None:
        goes_on = bool(offered.choices) and self.chance.random() < _CURIOUS_GOES_ON
        command = None if goes_on else self._newest_other(node, offered)
        command = command or self._newest_choice(node, offered.choices) or self._any(offered)
        if command is not None:
            self.done.add(mark(node, command))
        return command

    def _newest_other(self, node: str, offered: Offered) -> Command | None:
        """Something that nobody has done, or else that this run has not. Only what is new is asked whether it is offered."""
        start = self.chance.randrange(len(offered)) if len(offered) else 0
        known_already: list[int] = []
        looked_at = 0
        for place in (*range(start, len(offered)), *range(start)):
            at = mark(node, offered.command(place))
            if at in self.done:
                continue
            if at in self.known:
                known_already.append(place)
            elif looked_at < _LOOKED_AT:
                looked_at += 1
                if offered.is_live(place):
                    return offered.command(place)
        looked_again = known_already[:_LOOKED_AT]
        return next((offered.command(place) for place in looked_again if offered.is_live(place)), None)

    def _newest_choice(self, node: str, choices: list[Command]) -> Command | None:
        fresh = [command for command in choices if mark(node, command) not in self.done]
        unknown = [command for command in fresh if mark(node, command) not in self.known]
        return self.chance.choice(unknown or fresh) if fresh else None

    def _any(self, offered: Offered) -> Command | None:
        left = offered.choices or list(offered.others())
        return self.chance.choice(left) if left else None


@define
class SteadyPlayer:
    """Does in each place a few things, those it likes best, and then goes on. `avoids` are marks of what it does only if there is nothing
    else."""

    taste: int
    avoids: frozenset[int] = frozenset()
    done: dict[int, int] = field(factory=dict)
    _here: str = ""
    _left: int = 0
    _likings: dict[int, int] = field(factory=dict)

    def pick(self, node: str, offered: Offered) -> Command | None:
        if node != self._here:
            self._here = node
            self._left = crc32(f"{self.taste}\t{node}".encode()) % 6 + 1
        choices = offered.choices
        command = None
        if self._left > 0 or not choices:
            fresh = (place for place in range(len(offered)) if mark(node, offered.command(place)) not in self.done)
            command = self._liked(node, offered, fresh)
            self._left -= command is not None
        if command is None:
            untaken = [choice for choice in choices if mark(node, choice) not in self.done]
            other = None if untaken else self._liked(node, offered, range(len(offered)))
            left = [*(untaken or choices), *([other] if other else [])]
            command = min(left, key=lambda choice: self._dislike(node, choice), default=None)
        if command is not None:
            at = mark(node, command)
            self.done[at] = self.done.get(at, 0) + 1
        return command

    def _liked(self, node: str, offered: Offered, places: Iterable[int]) -> Command | None:
        """What it likes best of what is offered in these places. Only what it likes is asked whether it is."""
        by_liking = sorted(places, key=lambda place: self._dislike(node, offered.command(place)))
        return next((offered.command(place) for place in by_liking if offered.is_live(place)), None)

    def _dislike(self, node: str, command: Command) -> tuple[int, bool, int]:
        at = mark(node, command)
        liking = self._likings.get(at)
        if liking is None:
            liking = self._likings[at] = crc32(f"{self.taste}\t{at}".encode())
        return self.done.get(at, 0), at in self.avoids, liking
