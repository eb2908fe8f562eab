"""Many playthroughs on all cores, the same for the same seed however many cores there are.

Runs are numbered, and each is a function of the seed, its number, and what the *round* before it knew; a round has 64 runs. Processes play a few
runs at a time, and their tallies are joined in order. What was joined can be saved after any round and gone on from.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from attrs import define, field

from kalmurzaeva import Story, load_story
from kalmurzaeva.studio.exploration.forks import changes_later_text, opposed
from kalmurzaeva.studio.exploration.measures import Forked
from kalmurzaeva.studio.exploration.playthrough import play_run
from kalmurzaeva.studio.exploration.tally import Tally, apart

FORMAT = 2
ROUND, CHUNK = 64, 2
PAIRS = 24

T = TypeVar("T")
R = TypeVar("R")
Progress = Callable[[str, int, int], None]


def _keep_nothing() -> None:
    """Keeps no rounds."""


def _quiet(_what: str, _done: int, _all: int) -> None:
    """No progress shown."""


@define
class Exploration:
    """Playthroughs of one story. `tally` holds whole rounds; `partial` the runs of one that was interrupted. `by_choices`: they are played by
    listed choices alone, and what was decided is not tried the other way."""

    story: Story
    seed: int
    tally: Tally = field(factory=Tally)
    partial: Tally = field(factory=Tally)
    forked: Forked = field(factory=Forked)
    interrupted: bool = False
    _before_round: frozenset[int] = frozenset()
    by_choices: bool = False

    @property
    def all(self) -> Tally:
        """All runs there are."""
        if not self.partial.runs:
            return self.tally
        joined = Tally.from_data(json.loads(json.dumps(self.tally.to_data())))
        joined.add(self.partial)
        return joined

    def explore(
        self, runs: int, pool: Workers, progress: Progress = _quiet, keep: Callable[[], None] = _keep_nothing
    ) -> None:
        """Plays on until there are `runs` runs, then forks what was decided. Stops at KeyboardInterrupt with what there is. `keep` is called after each
        round: what takes hours may be cut off at any time."""
        try:
            while self.tally.runs < runs:
                self._round(runs, pool, progress)
                keep()
            if not self.by_choices:
                self._fork(pool, progress)
        except KeyboardInterrupt:
            self.interrupted = True

    def _round(self, runs: int, pool: Workers, progress: Progress) -> None:
        first = self.tally.runs
        last = min(runs, first - first % ROUND + ROUND)
        known = None if self.by_choices else self._known(first - first % ROUND)
        chunks = [(self.seed, at, min(at + CHUNK, last), known) for at in range(first, last, CHUNK)]
        self.partial = Tally()
        for tally in pool.map(_play_chunk, chunks):
            self.partial.add(tally)
            progress("runs", first + self.partial.runs, runs)
        self.tally.add(self.partial)
        self.partial = Tally()

    def _known(self, at: int) -> frozenset[int]:
        """What the curious know: all that was done before this round."""
        if self.tally.runs == at:
            self._before_round = frozenset(map(int, self.tally.tried))
        return self._before_round

    def _fork(self, pool: Workers, progress: Progress) -> None:
        chosen = [each for kept in self.tally.decisions.values() for each in kept.items()]
        answers: dict[str, bool] = {}
        for (key, _), yes in zip(chosen, pool.map(_fork_one, chosen), strict=False):
            answers[key] = yes
            progress("decisions", len(answers), len(chosen))
        self.forked = Forked(answers, self.forked.pairs)
        pairs = tuple(pool.map(_play_pair, [self.seed * 1000 + at for at in range(PAIRS)]))
        self.forked = Forked(answers, pairs)

    # ── Going on later ─────────────────────────────────────────────────────────────────────────────────────────

    def to_data(self) -> dict[str, Any]:
        """What is needed to go on: the whole rounds."""
        return {
            "format": FORMAT,
            "fingerprint": self.story.fingerprint,
            "seed": self.seed,
            "by choices": self.by_choices,
            "tally": self.tally.to_data(),
            "known": sorted(self._before_round),
        }

    @classmethod
    def from_data(cls, story: Story, data: Any) -> Exploration:
        """The inverse of `to_data`. Raises ValueError with a sentence."""
        if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("tally"), dict):
            raise ValueError("it is no exploration that this version can go on with")
        if data.get("fingerprint") != story.fingerprint:
            raise ValueError("the story has changed since; begin a new one")
        known = frozenset(data.get("known", ()))
        by_choices = bool(data.get("by choices"))
        tally = Tally.from_data(data["tally"])
        return cls(story, int(data["seed"]), tally, before_round=known, by_choices=by_choices)


# ── Processes ──────────────────────────────────────────────────────────────────────────────────────────────────


class Workers:
    """Something that does work for many values, results in order: here, or in processes of their own."""

    def __init__(self, story: Story, folder: Path | None, jobs: int) -> None:
        _give(story)
        self._pool = None
        if jobs > 1:
            context = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
            self._pool = context.Pool(jobs, _begin_work, (folder,))

    def map(self, work: Callable[[T], R], values: Sequence[T]) -> Iterator[R]:
        """The results, as they come, in order."""
        return self._pool.imap(work, values) if self._pool else map(work, values)

    def close(self) -> None:
        """Ends the processes, whatever they are doing."""
        if self._pool:
            self._pool.terminate()
            self._pool.join()


_given: list[Story] = []


def _give(story: Story) -> None:
    _given[:] = [story]


def _begin_work(folder: Path | None) -> None:
    """In a new process: Ctrl-C is for the first one; the story is there where processes are forked, and no garbage is looked for in it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    if not _given:
        _give(load_story(folder))


def _play_chunk(chunk: tuple[int, int, int, frozenset[int] | None]) -> Tally:
    seed, first, last, known = chunk
    tally = Tally()
    for index in range(first, last):
        play_run(_given[0], seed, index, known, tally)
    return tally


def _fork_one(decision: tuple[str, str]) -> bool:
    key, saved = decision
    return changes_later_text(_given[0], saved, apart(key)[1:])


def _play_pair(seed: int) -> tuple[int, int]:
    return opposed(_given[0], seed)


def progress_bar(show: bool) -> AbstractContextManager[Progress]:
    """A bar on standard error, or nothing."""
    if not show:
        return nullcontext(_quiet)
    return _Bar()


class _Bar(AbstractContextManager[Progress]):
    def __enter__(self) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._tasks: dict[str, Any] = {}
        self._bar.start()
        return self._show

    def _show(self, what: str, done: int, whole: int) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._bar.add_task(what, total=whole)
        self._bar.update(self._tasks[what], completed=done)

    def __exit__(self, *_details: object) -> None:
        self._bar.stop()
