"""F1: how to play, in ten lines, with examples from the place where the player is. Only what was seen is named."""

from __future__ import annotations

from kalmurzaeva.engine import offers
from kalmurzaeva.model import Command
from kalmurzaeva.session import Session
from kalmurzaeva.terminal.phrases import phrase
from kalmurzaeva.terminal.seen import Seen
from kalmurzaeva.view import View


def lesson(session: Session, seen: Seen, *, keys: bool) -> list[str]:
    """The lines. With `keys`, what the keyboard does."""
    example = _Examples(session, seen)
    choices = session.beat.choices
    lines = [
        "Say what you do, in English, and press Enter. LOOK shows the place again, WAIT lets time pass.",
        f"{example.of('examine', 'EXAMINE SOMETHING')} looks closer; X is short for it. What the text names can be examined.",
        f"{example.of('ask', 'ASK SOMEBODY ABOUT SOMETHING')} asks. {example.of('talk', 'TALK TO SOMEBODY')} lets them begin. "
        "TOPICS says what you could raise.",
        "A choice is taken by its number or its words"
        + (f": 1, or {choices[0].words.upper()}." if choices else ", where there are any."),
        f"{example.of('remember', 'REMEMBER SOMETHING')} goes back to it. {example.of('keep', 'KEEP SOMETHING')} takes into the body how "
        "somebody moves.",
        "LISTEN, SMELL, TOUCH, TAKE, OPEN, READ and a great many others are understood. EXITS says where you could go.",
        "UNDO takes back a turn, as many as you like; REDO does it over. AGAIN repeats. WHY explains a refusal.",
        "The game is saved after every turn. SAVE and a name keeps a copy, RESTORE and a name opens it, SAVES lists them.",
        "TRANSCRIPT writes the game to a file. HISTORY is the story so far. OPTIONS, ABOUT, CREDITS, RESTART and QUIT do as they say.",
    ]
    if keys:
        lines.append(
            "F1 is this page, F2 what you carry, F3 the story so far. Tab completes, the right arrow takes what is offered in grey, "
            "Ctrl-Z undoes, Ctrl-C clears the line, Ctrl-D leaves."
        )
    return lines


class _Examples:
    """Commands that the story would answer here, of which every word was seen."""

    def __init__(self, session: Session, seen: Seen) -> None:
        self._view = View(session.story, session.state)
        self._seen = seen
        self._found: dict[str, str] = {}
        for command in offers(session.story, session.state):
            if command.verb not in self._found and (words := self._words(command)):
                self._found[command.verb] = words

    def _words(self, command: Command) -> str:
        names = [name for name in (command.noun, command.second, command.topic) if name]
        if command.verb == "choose" or not all(self._seen.knows(self._view.word(name, "name")) for name in names):
            return ""
        return phrase(self._view, command).replace(" the ", " ")

    def of(self, verb: str, otherwise: str) -> str:
        """An example of a verb, in capitals."""
        return self._found.get(verb, otherwise).upper()
