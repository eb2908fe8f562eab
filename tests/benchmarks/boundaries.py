"""How far a line travels: `python -m tests.benchmarks.boundaries [LINE]`.

A line (`examine shoes`) is entered in the play loop on the plain screen, at the first page of the story that ships, after it was entered and taken
back once, so that what is worked out once a story is there. Counted are the calls of functions of ours: all of them, and those in which a module of
the package is called from another one. (0.2.0: 280 of 852, `step` carried out 4 times. Half of that is the aim, and what it is now.)
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import FrameType

from kalmurzaeva import Session, load_story
from kalmurzaeva.session.saves import Store
from kalmurzaeva.terminal.app.loop import PlayLoop
from kalmurzaeva.terminal.app.options import Options
from kalmurzaeva.terminal.screen.plain import PlainScreen


def travelled(line: str) -> tuple[Counter[str], int]:
    """The calls of each module, and how many calls came from another module."""
    calls: Counter[str] = Counter()
    crossings = 0

    def noted(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal crossings
        module = str(frame.f_globals.get("__name__", ""))
        if event != "call" or not module.startswith("kalmurzaeva") or frame.f_code.co_name == "<genexpr>":
            return
        calls[module] += 1
        caller = str(frame.f_back.f_globals.get("__name__", "")) if frame.f_back else ""
        crossings += caller.startswith("kalmurzaeva") and caller != module

    screen = PlainScreen(Options())
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        session = Session.new(load_story(), seed=7)
        game = PlayLoop(
            screen, session, Store(Path(folder)), "autosave", asks=False, options=Options(), screens=lambda _: screen
        )
        for before in (line, "undo", "look"):
            game.enter(before)
        sys.setprofile(noted)
        game.enter(line)
        sys.setprofile(None)
    return calls, crossings


if __name__ == "__main__":
    every, between = travelled(" ".join(sys.argv[1:]) or "examine shoes")
    print(f"{len(every)} modules, {every.total()} calls, {between} of them from one module into another")
