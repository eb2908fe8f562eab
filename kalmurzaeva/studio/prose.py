"""Words of a text as measures count them, and what two texts have in common.

A *word* is a run of letters and digits in small letters: `Vera's` is one. A *run* is five words in a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

RUN = 5
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SPEECH = re.compile(r'"([^"]*)(?:"|$)')


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(_WORD.findall(text.lower()))


def count_words(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))


def count_spoken(paragraph: str) -> int:
    """How many words of a paragraph stand in quotation marks."""
    return sum(len(_WORD.findall(said)) for said in _SPEECH.findall(paragraph)) if '"' in paragraph else 0


def runs(words: tuple[str, ...], length: int = RUN) -> Iterator[tuple[str, ...]]:
    """Every row of `length` words."""
    return (words[at : at + length] for at in range(len(words) - length + 1))


def covered(words: tuple[str, ...], known: frozenset[tuple[str, ...]] | set[tuple[str, ...]]) -> list[bool]:
    """For each word, whether it stands in a run that is known."""
    marks = [False] * len(words)
    for at, run in enumerate(runs(words)):
        if run in known:
            marks[at : at + RUN] = [True] * RUN
    return marks


def all_runs(texts: Iterable[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """The runs of several texts, none across two."""
    return {run for words in texts for run in runs(words)}
