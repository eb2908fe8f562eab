"""F1: how to play, in ten lines, with examples from the place where the player is. Only what was seen is named."""

from __future__ import annotations

from kalmurzaeva.engine.offers import offers
from kalmurzaeva.model.story import Command
from kalmurzaeva.parser.phrasing import phrase
from kalmurzaeva.session.tree import Session
from kalmurzaeva.terminal.input.seen_words import SeenWords


def lesson(session: Session, seen: SeenWords, *, keys: bool) -> list[str]:
    """The lines. With `keys`, what the keyboard does."""
    example = _Examples(session, seen)
    choices = session.beat.choices
    lines = [
        "LOOK, WAIT\tthe place again; time goes by",
        f"{example.of('examine', 'EXAMINE {}')}\ta closer look at anything the text names; or X",
        f"{example.of('ask', 'ASK {} ABOUT SOMETHING')}\tTOPICS says of what; or TALK TO, TELL, SHOW, GIVE",
        f"1\ta choice{f': {choices[0].words}' if choices else ', by its number or its words'}",
        f"{example.of('remember', 'REMEMBER {}')}\tgoes back to it",
        *(
            f"{example.of(command.split(maxsplit=1)[0].lower(), command)}\t{what}"
            for command, what in session.story.teaching
        ),
        "EXITS\twhere you could go: GO TO and the name",
        "UNDO, REDO, AGAIN\ta turn back; forward; once more the same",
        "SAVE NAME, OPTIONS\tand SAVES, RESTORE, HISTORY, MAP, TRANSCRIPT, RESTART, QUIT",
    ]
    if session.beat.ending:
        lines.append("PROGRAMME, BACK TO 1\tthe evening as a page, or in a file: PROGRAMME FILE; a decision again")
    if keys:
        lines.append("F1, F2, F3, TAB\tthis; what you carry; the story so far; completes")
    return lines


class _Examples:
    """Commands that the story would answer here, of which every word was seen."""

    def __init__(self, session: Session, seen: SeenWords) -> None:
        self._view = session.view
        self._seen = seen
        self._found: dict[str, str] = {}
        for command in sorted(offers(session.story, session.state), key=self._is_free):
            if command.verb not in self._found and (words := self._words(command)):
                self._found[command.verb] = words

    def _is_free(self, command: Command) -> bool:
        """Whether it is about words of no thing and no person: ABOUT DARNED is nobody's first question."""
        return not (
            command.topic is None
            or command.topic in self._view.around.scope
            or command.topic in self._view.story.entities
        )

    def _words(self, command: Command) -> str:
        names = [name for name in (command.noun, command.second, command.topic) if name]
        if (
            command.verb == "choose"
            or not names
            or not all(self._seen.knows(self._view.word(name, "name")) for name in names)
        ):
            return ""
        return phrase(self._view, command).replace(" the ", " ")

    def of(self, verb: str, otherwise: str) -> str:
        """An example of a verb, in capitals; where the story has none, one that names whoever is here."""
        return (self._found.get(verb) or otherwise.format(self._somebody)).upper()

    @property
    def _somebody(self) -> str:
        names = (self._view.word(person, "name") for person in self._view.around.persons)
        return next((name for name in names if self._seen.knows(name)), "somebody")
