"""What saving and loading cost: `python -m tests.benchmarks.saves`.

Saving a turn is compared with writing the very same bytes to a file and syncing it, one after the other, so that a disk and a machine that others use,
too, are slow for both. What is said is the median of each, and the median of their ratios. Loading is all that opens the saved game: the file read, its checksum verified, the
session ready; beside it stands reading the same bytes plainly. The first UNDO then replays from the nearest mark; the first key is pressed in a real terminal
as soon as it asks, and is timed until the screen has it.

`BENCH_DIR` names a folder on another disk. The game is a random road through the story that ships, so that its journal and its state are as large as a player's.
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
from tests.terminals import Terminal, environment, play

TURNS = (50, 500, 5_000)
TIMES = 61


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


def timed(work: Callable[[], object]) -> float:
    """Seconds, without those for which other processes had the processor, where the system tells them."""
    waited = _waited()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin - (_waited() - waited)


def _waited() -> float:
    """Seconds for which this process could have run and did not."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_bytes().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


def saving(begun: Session, folder: Path) -> list[tuple[float, float]]:
    """How long saving takes, and writing the same bytes plainly, as often as `TIMES`, each time after another turn, as in a game."""
    store = Store(folder)
    found = []
    with store.holding("game"):
        # The first two make the two generations.
        for number in range(-2, TIMES):
            begun = road(begun.story, len(begun.entries) + 1, number, begun)
            saved = timed(lambda begun=begun: store.save("game", begun))  # type: ignore[misc]
            data = store.path("game").read_bytes()
            plain = folder / f"plain{number}"
            written = timed(lambda data=data, plain=plain: write_new(plain, data, synced=True))  # type: ignore[misc]
            if number >= 0:
                found.append((saved, written))
    return found


def first_key(folder: Path) -> float:
    """Seconds from the first key to its letter on the screen, in a game that was resumed."""
    with tempfile.TemporaryDirectory() as home:
        command = play("--saves", folder, "--save", "game")
        with Terminal(command, environment(Path(home), PYTHONPATH=os.getcwd())) as terminal:
            terminal.wait_for_prompt()
            return timed(lambda: (terminal.type("x"), terminal.wait_for(lambda seen: seen.typed == "x")))


def main() -> None:
    story = load_story()
    # As the game does it: what is read now is kept, and need not be searched for what is not.
    gc.freeze()
    print(
        "turns      kB  autosave ms  plain ms  ratio  load ms  plain ms  first undo ms  first key ms",
    )
    for turns in TURNS:
        begun = road(story, turns - TIMES // 2)
        with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as temporary:
            folder = Path(temporary)
            found = saving(begun, folder)
            saved, written = (statistics.median(times) for times in zip(*found, strict=True))
            ratio = statistics.median(saved / written for saved, written in found)
            file = folder / "game.json"
            loaded = statistics.median(timed(lambda: Store(folder).open("game", story)) for _ in range(5))  # noqa: B023  # called at once
            read = statistics.median(timed(file.read_bytes) for _ in range(5))
            undone = timed(Store(folder).open("game", story).session.undo)
            size, pressed = file.stat().st_size, first_key(folder) if os.name == "posix" else 0
        print(
            f"{turns:>5} {size / 1000:>7.0f} {saved * 1000:>12.2f} {written * 1000:>9.2f} {ratio:>6.2f} {loaded * 1000:>8.0f} {read * 1000:>9.2f}"
            f" {undone * 1000:>14.0f} {pressed * 1000:>13.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
