"""What the player has seen: every word of every text shown so far. Help with the line knows nothing else, and so gives nothing away."""

from __future__ import annotations

from kalmurzaeva.grammar.lexicon import ARTICLES, tokens
from kalmurzaeva.model.markup import plain
from kalmurzaeva.model.story import Beat
from kalmurzaeva.session.tree import Session


class SeenWords:
    """The words seen in a game. What was played on earlier evenings is read again when it is first asked for."""

    def __init__(self, session: Session) -> None:
        self._words: set[str] = set(ARTICLES)
        self._resumed: Session | None = session
        self._unread: list[Beat] = []

    def add(self, beat: Beat) -> None:
        """Something more was shown."""
        self._unread.append(beat)

    def begin(self, session: Session) -> None:
        """Another game is on the table."""
        self.__init__(session)  # type: ignore[misc]  # all of it is forgotten

    def knows(self, name: str, *more: str) -> bool:
        """Whether every word of a name was seen, as one or as many, or is among `more`."""
        return all(word in more or self._forms(word) & self.words for word in tokens(name))

    @staticmethod
    def _forms(word: str) -> set[str]:
        return {word, f"{word}s", f"{word}es", word.removesuffix("s"), word.removesuffix("es")}

    @property
    def words(self) -> set[str]:
        """All words seen, folded."""
        if self._resumed is not None:
            self._unread[:0] = [beat for _, beat in self._resumed.replayed()]
            self._resumed = None
        while self._unread:
            beat = self._unread.pop()
            self._words.update(tokens(beat.text))
            for choice in beat.choices:
                self._words.update(tokens(plain(choice.words)))
        return self._words
