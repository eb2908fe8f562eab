"""*Kalmurzaeva's Odyssey*: a story language, the engine that plays it, and a terminal to play it in.

The main path, in four steps:

1. `language` reads the folder `story/` into a frozen `Story` (`model`), its headers with the English of `grammar`.
2. `parser` makes a typed line a `Command`; `engine.dispatch` knows who answers it.
3. `engine.step(story, state, command)` gives the next `State` and a `Beat`, what the turn shows. `engine.turn` does the work, and `engine.offers` says
   what could be done. The public `step` is `parser.line`'s, which takes typed lines, too.
4. `session` keeps the tree of a playthrough, `session.saves` puts it on disk, `terminal` shows beats and asks for lines.

`studio` is for authors: it checks, explores, draws and replays a story with the same `step`. `browser` plays the terminal's evening on a page. Imports run one way: `cli`,
then `browser`, `terminal` and `studio`, `session`, `parser`, `engine`, `language`, `grammar`, `model`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kalmurzaeva.engine.offers import offers as offers
    from kalmurzaeva.engine.projection import essence as essence
    from kalmurzaeva.engine.step import begin as begin
    from kalmurzaeva.language.load import load_story as load_story
    from kalmurzaeva.model.problems import Problem as Problem
    from kalmurzaeva.model.problems import StoryError as StoryError
    from kalmurzaeva.model.state import State as State
    from kalmurzaeva.model.state import StateError as StateError
    from kalmurzaeva.model.story import Beat as Beat
    from kalmurzaeva.model.story import Command as Command
    from kalmurzaeva.model.story import Story as Story
    from kalmurzaeva.parser.line import step as step
    from kalmurzaeva.session.tree import Session as Session

__version__ = "0.15.0"

# Each public name with the module it lives in, imported when first asked for: the title is on the screen before the engine is read.
_PUBLIC = {
    "Beat": "model.story",
    "Command": "model.story",
    "Problem": "model.problems",
    "Session": "session.tree",
    "State": "model.state",
    "StateError": "model.state",
    "Story": "model.story",
    "StoryError": "model.problems",
    "begin": "engine.step",
    "essence": "engine.projection",
    "load_story": "language.load",
    "offers": "engine.offers",
    "step": "parser.line",
}

__all__ = [*sorted(_PUBLIC), "__version__"]  # noqa: PLE0604  # all strings


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_PUBLIC[name]}"), name)
