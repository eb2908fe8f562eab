"""What saving and loading cost: `python -m tests.benchmarks.saves`. Each is a ratio to writing, syncing or reading the same bytes plainly.

Where a folder is given with BENCH_DIR, on its disk. The game is a random road through the story that ships, so that its journal and its state are as large as a player's.
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kalmurzaeva import Session, Story, load_story, offers
from kalmurzaeva.session.saves import Store
from kalmurzaeva.session.saves.files import write_new

TURNS = (50, 500, 5_000)
TIMES = 121


def road(story: Story, turns: int, seed: int = 3, begun: Session | None = None) -> Session:
    """A session of so many turns on a random road, from the first page or where one that was begun stands; at an ending it goes back some turns."""
    chance = random.Random(seed)
    session = begun or Session.new(story, seed)
    while len(session.entries) < turns:
        offered = offers(story, session.state)
        before = len(session.entries)
        if offered:
            session, _ = session.enter(chance.choice(offered))
        if not offered or (len(session.entries) == before and chance.random() < 0.2):
            session, _ = session.enter("undo 9" if len(session.path()) > 9 else "undo")
    return session


def seconds(work: Callable[[int], object], times: int) -> float:
    """The median of some runs."""
    found = []
    for number in range(times):
        begin = time.perf_counter()
        work(number)
        found.append(time.perf_counter() - begin)
    return statistics.median(found)


def main() -> None:
    story = load_story()
    # As the game does it: what is read now is kept, and need not be searched for what is not.
    gc.freeze()
    print(
        f"{'turns':>6} {'kB':>7} {'autosave ms':>12} {'plain ms':>9} {'ratio':>6} {'load ms':>8} {'first undo ms':>14}"
    )
    for turns in TURNS:
        session = road(story, turns)
        with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
            store = Store(Path(folder))
            with store.holding("game"):
                store.save("game", session)
                data = store.path("game").read_bytes()

                # Each time another turn was played, as in a game.
                later = [session]
                while len(later) < TIMES:
                    later.append(road(story, len(later[-1].entries) + 1, len(later), later[-1]))

                def save(number: int, store: Store = store, later: list[Session] = later) -> None:
                    store.save("game", later[number])

                def plain(number: int, folder: str = folder, data: bytes = data) -> None:
                    write_new(Path(folder) / f"plain{number}", data, synced=True)

                # One and the other by turns: a disk that others write to is slow for both.
                each = [
                    (
                        seconds(lambda _, number=number: save(number), 1),
                        seconds(lambda _, number=number: plain(number), 1),
                    )
                    for number in range(TIMES)
                ]
                # Of both the faster half: what other processes do meanwhile belongs to neither.
                saving, plainly = (statistics.quantiles(found, n=4)[0] for found in zip(*each, strict=True))

                def load(_number: int, folder: str = folder) -> Session:
                    return Store(Path(folder)).open("game", story).session

                loading = seconds(load, 3)
                opened = load(0)
                undoing = seconds(lambda _number, opened=opened: opened.undo(), 1)  # type: ignore[misc]
        print(
            f"{turns:>6} {len(data) / 1000:>7.0f} {saving * 1000:>12.1f} {plainly * 1000:>9.1f} {saving / plainly:>6.1f}"
            f" {loading * 1000:>8.0f} {undoing * 1000:>14.0f}"
        )


if __name__ == "__main__":
    main()
