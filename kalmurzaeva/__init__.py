"""*Kalmurzaeva's Odyssey*: a story language, the engine that plays it, and a terminal to play it in.

The main path, in four steps:

1. `loading` reads the folder `story/` into a frozen `Story` (`language` reads the files, `parser` their headers).
2. `parser.understanding` makes a typed line a `Command`; `precedence` knows who answers it.
3. `engine.step(story, state, command)` gives the next `State` and a `Beat`, what the turn shows. `turn` does the work, and
   `offering` says what could be done.
4. `session` keeps the tree of a playthrough, `saves` puts it on disk, `terminal` shows beats and asks for lines.

`studio` is for authors: it checks, explores, draws and replays a story with the same `step`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kalmurzaeva.engine import begin as begin
    from kalmurzaeva.engine import essence as essence
    from kalmurzaeva.engine import offers as offers
    from kalmurzaeva.engine import step as step
    from kalmurzaeva.loading import load_story as load_story
    from kalmurzaeva.model import Beat as Beat
    from kalmurzaeva.model import Command as Command
    from kalmurzaeva.model import Story as Story
    from kalmurzaeva.problems import Problem as Problem
    from kalmurzaeva.problems import StoryError as StoryError
    from kalmurzaeva.session import Session as Session
    from kalmurzaeva.state import State as State
    from kalmurzaeva.state import StateError as StateError

__version__ = "0.2.0"

# Each public name with the module it lives in, imported when first asked for: the title is on the screen before the engine is read.
_PUBLIC = {
    "Beat": "model",
    "Command": "model",
    "Problem": "problems",
    "Session": "session",
    "State": "state",
    "StateError": "state",
    "Story": "model",
    "StoryError": "problems",
    "begin": "engine",
    "essence": "engine",
    "load_story": "loading",
    "offers": "engine",
    "step": "engine",
}

__all__ = [*sorted(_PUBLIC), "__version__"]  # noqa: PLE0604  # all strings


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_PUBLIC[name]}"), name)
