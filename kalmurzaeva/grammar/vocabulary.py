"""The words for what is in scope: which things a noun phrase can mean.

A *noun* here is anything with names: a person, a thing, a gesture. `find(("vera", "andreyevna"))` gives the ids that fit best.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TypeVar

from attrs import frozen

from kalmurzaeva.grammar.lexicon import ARTICLES
from kalmurzaeva.model.story import Expression, Name

K = TypeVar("K")
# A name that begins with one of these is a sentence.
_BEGINNING_A_CLAUSE = frozenset(("how", "what", "where"))
# Words that join two phrases: with one of them, more than one thing is meant.
_JOINING = frozenset("after before to at in on with from for about and or off into onto over under".split())


@frozen(eq=False)
class Noun:
    """Something that can be named. `kind` is person, thing, place, local, exit, or a kind of the story's own. `nearness` decides between
    two of one name: 2 for what is in this place, 1 for what is in scope everywhere, 0 for what is no thing (a gesture)."""

    id: str
    kind: str
    names: tuple[Name, ...]
    nearness: int = 2

    def fits(self, accepts: str) -> bool:
        """Whether a slot that accepts `accepts` takes it."""
        if accepts in {"noun", "second", "topic"}:
            return True
        if accepts == "thing":
            return self.kind in {"thing", "local", "exit", "place"}
        return self.kind == accepts


# Nouns by something, each with the name that it has by it.
_Named = dict[K, list[tuple[Noun, Name]]]


class Vocabulary:
    """Nouns by their words, before those that are `common` to several vocabularies. Most are called by a whole name: what is needed for the others is
    laid out when the first of them comes."""

    def __init__(self, nouns: Iterable[Noun], common: Vocabulary | None = None) -> None:
        self._own, self._common = tuple(nouns), common
        self.nouns: tuple[Noun, ...] = (*self._own, *common.nouns) if common else self._own
        phrases: _Named[tuple[str, ...]] = {}
        for noun in self._own:
            for name in noun.names:
                phrases.setdefault(name.key, []).append((noun, name))
        self.phrases: _Named[tuple[str, ...]] = _before(phrases, common.phrases) if common else phrases

    @cached_property
    def longest_from(self) -> dict[str, int]:
        """The words that names begin with, and how many words the longest of these has."""
        found = dict(self._common.longest_from) if self._common else {}
        for noun in self._own:
            for name in noun.names:
                found[name.key[0]] = max(len(name.key), found.get(name.key[0], 0))
        return found

    @cached_property
    def by_id(self) -> dict[str, Noun]:
        """The nouns by their ids."""
        own = {noun.id: noun for noun in self._own}
        return {**own, **self._common.by_id} if self._common else own

    @cached_property
    def by_word(self) -> dict[str, list[tuple[Noun, Name]]]:
        """The nouns by each word of their names."""
        found: _Named[str] = {}
        for noun in self._own:
            for name in noun.names:
                for word in set(name.key):
                    found.setdefault(word, []).append((noun, name))
        return _before(found, self._common.by_word) if self._common else found

    def find(
        self,
        words: tuple[str, ...],
        accepts: str,
        holds: Callable[[Expression | None], bool],
        live: Mapping[str, object] | None = None,
    ) -> list[str]:
        """The ids that `words` fit best: an exact name, else a part of one with its last word, else any part of one; of those, the
        nearest. `live` limits the ids."""
        bare = tuple(word for word in words if word not in ARTICLES)
        if not bare or _JOINING.issuperset(bare):
            return []
        best: dict[str, tuple[int, int]] = {}

        def can_be(noun: Noun, name: Name) -> bool:
            return (live is None or noun.id in live) and noun.fits(accepts) and holds(name.condition)

        exact = {noun.id: noun.nearness for noun, name in self.phrases.get(bare, ()) if can_be(noun, name)}
        if exact:
            nearest = max(exact.values())
            return [identity for identity, nearness in exact.items() if nearness == nearest]
        for noun, name in self._candidates(bare):
            if not can_be(noun, name):
                continue
            rank = (self._fit(bare, name), noun.nearness)
            if rank[0] and rank > best.get(noun.id, (0, -1)):
                best[noun.id] = rank
        if not best:
            return []
        top = max(best.values())
        return [identity for identity, rank in best.items() if rank == top]

    def _candidates(self, bare: tuple[str, ...]) -> list[tuple[Noun, Name]]:
        last, first = self.by_word.get(bare[-1], []), self.by_word.get(bare[0], [])
        return last if len(bare) == 1 else list(dict.fromkeys(last + first))

    def _fit(self, words: tuple[str, ...], name: Name) -> int:
        """How well words that are not the whole of a name fit it, 0 for not at all."""
        typed, own = set(words), set(name.key)
        if typed <= own:
            # `the floor` is a *wet floor* before it is a part of *how he leaves the floor*
            last = words[-1] == name.key[-1] and name.key[0] not in _BEGINNING_A_CLAUSE
            return 3 if last or name.text.split()[-1][:1].isupper() else 2
        # "the old kettle" or "dasha's kettle" for "kettle": more said than the name holds, and nothing else named.
        more = [word for word in words if word not in own]
        decorated = words[-1] == name.key[-1] and own <= typed and len(more) <= 2 and not _JOINING.intersection(more)
        return int(decorated and not any(self._names_a_thing(word) for word in more))

    def _names_a_thing(self, word: str) -> bool:
        return any(noun.kind != "person" for noun, _ in self.by_word.get(word, ()))


def _before(own: _Named[K], common: _Named[K]) -> _Named[K]:
    """The nouns of two vocabularies, those of the first before those of the other."""
    return common | {by: [*nouns, *common.get(by, ())] for by, nouns in own.items()}
