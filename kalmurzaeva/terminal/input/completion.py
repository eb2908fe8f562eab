"""Help with the line while it is typed: how it would be read, and what Tab could make of it.

It asks the same parser that will read the line, which changes nothing, and it shows only what the player has seen: a name that is in scope but was
not yet on the screen is neither completed nor spelled out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.help import topics_for
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.cuts import clauses
from kalmurzaeva.grammar.lexicon import ARTICLES, fold, tokens
from kalmurzaeva.grammar.table import SESSION
from kalmurzaeva.model.markup import plain
from kalmurzaeva.model.story import Command
from kalmurzaeva.parser.phrasing import phrase
from kalmurzaeva.parser.results import Puzzled, Understood
from kalmurzaeva.parser.verdict import answer_question, understand
from kalmurzaeva.session.tree import Session
from kalmurzaeva.terminal.input.seen_words import SeenWords
from kalmurzaeva.terminal.screen.interface import LinePreview

_MOST_READ = 200
_MOST_OFFERED = 30
# What HELP teaches.
_VERBS = (
    "ask", "about", "again", "credits", "examine", "exits", "give", "go to", "help", "hint", "history", "listen", "look", "open", "options",
    "quit", "read", "redo", "remember", "restart", "restore", "save", "saves", "score", "show", "sit", "smell", "take", "talk to",
    "tell", "topics", "touch", "transcript", "undo", "wait", "why",
)  # fmt: skip
_SPEAKING = frozenset(("ask", "tell", "talk", "speak"))
_ABOUT = frozenset(("about", "of", "remember", "discuss"))


class Helper:
    """The aid of one game. `session` is replaced after every turn."""

    def __init__(self, session: Session, seen: SeenWords) -> None:
        self.session = session
        self.seen = seen

    def drawn(self, leave: Callable[[], None]) -> None:
        """Nothing: all that is needed is here."""

    # ── Reading along ──────────────────────────────────────────────────────────────────────────────────────────

    def preview(self, line: str) -> LinePreview:
        """How a line would be read if it were entered now."""
        pending = clauses(line) if len(line) <= _MOST_READ else ()
        if not pending:
            return LinePreview()
        session = self.session
        view = session.view
        talk = session.state.talk
        result = answer_question(view, talk, talk.question, pending[0]) if talk.question else None
        found = result or understand(view, talk, pending[0])
        if isinstance(found, Puzzled):
            return LinePreview(unknown=self._unknown(line))
        if not isinstance(found, Understood) or not self._may_say(view, found.command, line):
            return LinePreview()
        said = phrase(view, found.command)
        # A slip that would be put right is shown when it is, not guessed at while the word is being typed.
        if not said or (
            found.correction and tokens(found.correction) != tokens(said) and not found.correction.startswith("(the ")
        ):
            return LinePreview()
        return LinePreview(said + (", then …" if found.rest or len(pending) > 1 else ""))

    def _may_say(self, view: View, command: Command, line: str) -> bool:
        """Whether all names of a command were seen, or are the player's own words."""
        if command.verb in SESSION or command.verb == "choose":
            return True
        typed = tokens(line)
        names = [identity for identity in (command.noun, command.second, command.topic) if identity]
        return all(
            self.seen.knows(view.word(name, "name") if self._is_name(view, name) else name, *typed) for name in names
        )

    def _is_name(self, view: View, identity: str) -> bool:
        return identity in view.around.scope or identity in view.story.entities

    def _unknown(self, line: str) -> frozenset[str]:
        """The words of a line that are no word of the parser's and were never seen. The one being typed is given time."""
        pieces = line.split()
        if pieces and not line[-1:].isspace():
            pieces.pop()
        known = self.session.story.grammar.all_words | self.seen.words | ARTICLES
        return frozenset(piece for piece in pieces if not known.issuperset(tokens(piece)) and not piece.isdigit())

    # ── Tab ────────────────────────────────────────────────────────────────────────────────────────────────────

    def completions(self, before: str) -> list[tuple[str, int]]:
        """What could stand at the end of a line: words, and how many characters of the line they replace."""
        start = max(before.rfind(mark) for mark in ".;") + 1
        clause = before[start:].lstrip()
        if not clause.strip():
            return []
        view = self.session.view
        if (tokens(clause) or ("",))[0] in ("restore", "load") or " " not in clause:
            whole = _beginning(clause, (*_VERBS, *self._taught(), *self._choices(view), *self._names(view)))
            if whole:
                return whole
        choices = _beginning(clause, self._choices(view))
        return choices or self._ends(view, clause)

    def _ends(self, view: View, clause: str) -> list[tuple[str, int]]:
        """Names and topics that could end a clause, the longest beginning first."""
        typed = clause.split(" ")
        for at in range(1, len(typed)):
            tail = " ".join(typed[at:])
            folded = [fold(word) for word in typed[:at]]
            pool: Iterable[str] = self._topics(view, clause) if _ABOUT.intersection(folded) else self._names(view)
            if folded[0] in _SPEAKING and at > 1 and "about" not in folded:
                pool = ("about", *pool)
            found = _beginning(tail, pool) if tail.strip() or at == len(typed) - 1 else []
            if found:
                return found
        return []

    def _taught(self) -> list[str]:
        """The verbs that the story's own lines of HELP teach."""
        return [command.split(maxsplit=1)[0].lower() for command, _ in self.session.story.teaching if command]

    def _choices(self, view: View) -> list[str]:
        return [plain(dispatch.words_of(view, option)) for option in dispatch.choices(view)]

    def _names(self, view: View) -> list[str]:
        """What is in scope by the name the game has for it, where that was seen; persons first."""
        names = [view.word(identity, "name") for identity in (*view.around.persons, *view.around.scope)]
        return [name for name in dict.fromkeys(names) if self.seen.knows(name)]

    def _topics(self, view: View, clause: str) -> list[str]:
        """What whoever is spoken to could be asked about, where the word was seen."""
        asked = [name for name in view.around.persons if set(tokens(view.word(name, "name"))) & set(tokens(clause))]
        topics = [topic for name in asked or view.around.persons for topic in topics_for(view, name)]
        people = [view.word(identity, "name") for identity in view.around.persons]
        bare = [topic.removeprefix("the ") for topic in topics]
        return [topic for topic in dict.fromkeys((*bare, *people)) if self.seen.knows(topic)]


def _beginning(typed: str, pool: Iterable[str]) -> list[tuple[str, int]]:
    """Those of a pool that begin with what was typed, and are not just that."""
    folded = fold(typed)
    for article in ("the ", "a "):
        if folded.startswith(article):
            return _beginning(typed[len(article) :], pool)
    found = [words_ for words_ in pool if fold(words_).startswith(folded) and fold(words_) != folded]
    return [(words_, len(typed)) for words_ in dict.fromkeys(found)][:_MOST_OFFERED]
