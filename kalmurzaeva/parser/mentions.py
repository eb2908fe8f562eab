"""What the words of a clause name: people, things, movements in scope, found once, so that patterns can step from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from attrs import frozen

from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import ARTICLES
from kalmurzaeva.grammar.vocabulary import Noun
from kalmurzaeva.grammar.wordings import synonyms
from kalmurzaeva.model.story import Name, Talk
from kalmurzaeva.parser.evidence import PART_OF_A_NAME, SAYS_HOW, SYNONYM, Heard
from kalmurzaeva.parser.nouns import PRONOUNS, nouns_for, vocabulary

_LONGEST = 6
# What anybody may be called, by the pronoun that stands for them.
PEOPLE = {
    **dict.fromkeys("man guy bloke fellow boy lad gentleman chap uncle grandad grandpa dude".split(), "he"),
    **dict.fromkeys("woman lady girl lass auntie granny grandma dame".split(), "she"),
}
_ADJECTIVES = frozenset(
    """half old new little small big long short left right first second third last other cold warm hot white black red blue green grey good bad dead young
    whole full empty open wet dry high low same next best great""".split()
)
# A side of something only where it is said of which: `is there any tea left` is of no left shoe.
_SIDES = frozenset(("left", "right"))
_WHICH = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth last".split())
_SELF = frozenset(("me", "myself"))
_YOU = frozenset(("you", "yourself"))
_POINTING = _SELF | _YOU | PRONOUNS.keys()
_POSSESSIVE = frozenset(("his", "her", "their"))


@frozen
class Mention:
    """Words that name something: those from `start` up to `end`, the `ids` they can mean, and what `share` of a name they are. `pronoun` says
    that they name it only by standing for it."""

    start: int
    end: int
    ids: tuple[str, ...]
    share: float = 1.0
    pronoun: bool = False
    person: bool = False

    def explained(self) -> dict[int, float]:
        return dict.fromkeys(range(self.start, self.end), self.share)


def mentions(view: View, talk: Talk, heard: Heard) -> tuple[Mention, ...]:
    """All that a clause names, in order; where two overlap the longer one stands first, and both are given."""
    return tuple(sorted(_found(view, talk, heard), key=_order))


def _order(mention: Mention) -> tuple[int, int]:
    return mention.start, -mention.end


def _mention(view: View, places: range, ids: tuple[str, ...], share: float = 1.0, *, pronoun: bool = False) -> Mention:
    entities = view.story.entities
    person = any((entity := entities.get(identity)) is not None and entity.kind == "person" for identity in ids)
    return Mention(places.start, places.stop, ids, share, pronoun, person)


def _found(view: View, talk: Talk, heard: Heard) -> Iterator[Mention]:
    known = vocabulary(view.story, view.node)
    every = heard.words
    phrases, longest_from = known.phrases, known.longest_from
    plainly = ARTICLES.isdisjoint(every)  # with articles in it, a name is longer than it is written
    whole: set[int] = set()
    for start, word in enumerate(every):
        if word in ARTICLES and word not in PRONOUNS:
            continue
        if (
            word in _POINTING
            and (start == 0 or every[start - 1] not in ARTICLES)
            and (stands := _pronoun(view, talk, word))
        ):
            yield _mention(view, range(start, start + 1), stands, pronoun=True)
        longest = longest_from.get(word, 1) if plainly else _LONGEST if word in longest_from or word in ARTICLES else 1
        for end in range(min(len(every), start + longest), start, -1):
            if every[end - 1] in ARTICLES:
                continue
            bare = (word,) if end - start == 1 else tuple(word for word in every[start:end] if word not in ARTICLES)
            ids = _exactly(view, phrases[bare]) if bare in phrases else ()
            if not ids and end - start == 1 and len(word) > 2 and word not in SAYS_HOW:
                ids = _in_another_number(view, phrases, word)
            if ids and (ids := _ones_own(view, talk, every, start, ids)):
                whole.update(range(start, end))
                yield _mention(view, range(start, end), ids)
    yield from _parts(view, talk, heard, known.by_word, whole)
    yield from _by_another_word(view, every, known.phrases, known.by_word, whole)
    yield from _anybody(view, every, whole)


def _by_another_word(
    view: View,
    every: tuple[str, ...],
    phrases: dict[tuple[str, ...], list[tuple[Noun, Name]]],
    by_word: dict[str, list[tuple[Noun, Name]]],
    whole: set[int],
) -> Iterator[Mention]:
    """A word that nothing here is called, and that stands for another which something is: `the loo`, of *lavatory*."""
    for place, word in enumerate(every):
        if place in whole or word in by_word or word not in synonyms() or word in PEOPLE or not place:
            continue
        found = [
            ids for other in synonyms()[word] if (other,) in phrases and (ids := _exactly(view, phrases[(other,)]))
        ]
        if found:
            yield _mention(view, range(place, place + 1), found[0], SYNONYM)


def _anybody(view: View, every: tuple[str, ...], whole: set[int]) -> Iterator[Mention]:
    """`the woman`, `that man`, where nobody here is called so: whoever here could be."""
    for place, word in enumerate(every):
        pronoun = PEOPLE.get(word)
        begin = place - (place > 1 and every[place - 1] in _ADJECTIVES)
        if pronoun is None or place in whole or not begin or every[begin - 1] not in ARTICLES:
            continue
        fitting = tuple(person for person in view.around.persons if view.word(person, "they") == pronoun)
        if fitting:
            yield _mention(view, range(begin, place + 1), fitting, PART_OF_A_NAME)


def _parts(
    view: View, talk: Talk, heard: Heard, by_word: dict[str, list[tuple[Noun, Name]]], whole: set[int]
) -> Iterator[Mention]:
    """Words that are part of a name: `place` for *worn place*, `vera andreyevna` for *Vera Andreyevna Orlova*."""
    every = heard.words
    place = 0
    while place < len(every):
        word = every[place]
        if place in whole or word not in by_word or word in SAYS_HOW:
            place += 1
            continue
        ranks: dict[str, tuple[int, int]] = {}
        end = place + 1
        if word in _SIDES and end == len(every) and not (place and every[place - 1] in ARTICLES):
            break
        named = live_names(view, by_word[word])
        while end < len(every) and end not in whole:
            longer = [(noun, name) for noun, name in named if every[end] in name.key]
            if not longer:
                break
            named, end = longer, end + 1
        described = place + 1 == end and end < len(every) and word in _ADJECTIVES
        counted = every[place - 1] if place and every[place - 1] in _WHICH else ""
        for noun, name in named:
            if counted and counted not in name.key and _is_counted(noun):
                continue  # `the second movement` is not the first
            if described and name.key[-1] != word:
                continue  # `half an hour` is no half sushka
            last = (name.key[-1] == every[end - 1] and name.key[0] != "how") or name.text.split()[-1][:1].isupper()
            ranks[noun.id] = max(ranks.get(noun.id, (0, 0)), (2 if last else 1, noun.nearness))
        if ranks:
            top = max(ranks.values())
            ids = _ones_own(view, talk, every, place, tuple(name for name, rank in ranks.items() if rank == top))
            if ids:
                yield _mention(view, range(place, end), ids, PART_OF_A_NAME)
        place = end


def _is_counted(noun: Noun) -> bool:
    """Whether a name says which of several something is: *first movement*."""
    return any(not _WHICH.isdisjoint(name.key) for name in noun.names)


def _exactly(view: View, fitting: list[tuple[Noun, Name]]) -> tuple[str, ...]:
    nearest = {noun.id: noun.nearness for noun, _ in live_names(view, fitting)}
    if len(nearest) < 2:
        return tuple(nearest)
    top = max(nearest.values())
    return tuple(identity for identity, nearness in nearest.items() if nearness == top)


def _in_another_number(
    view: View, phrases: dict[tuple[str, ...], list[tuple[Noun, Name]]], word: str
) -> tuple[str, ...]:
    for other in other_numbers(word):
        if other in phrases and (ids := _exactly(view, phrases[other])):
            return ids
    return ()


@lru_cache(maxsize=8192)
def other_numbers(word: str) -> tuple[tuple[str, ...], ...]:
    """A word in the singular, or in the plural."""
    others = [f"{word[:-3]}y"] if word.endswith("ies") else []
    others += [word[:-2]] if word.endswith("es") else []
    others += [word[:-1]] if word.endswith("s") else [f"{word}s", f"{word}es"]
    return tuple((other,) for other in others if len(other) > 2)


def live_names(view: View, named: Iterable[tuple[Noun, Name]]) -> list[tuple[Noun, Name]]:
    """Those of some nouns that are in scope and are called so now."""
    scope = view.around.scope
    return [
        (noun, name)
        for noun, name in named
        if noun.id in scope and (name.condition is None or view.holds(name.condition))
    ]


def _pronoun(view: View, talk: Talk, word: str) -> tuple[str, ...]:
    if word in _SELF:
        return (view.story.player,) if view.story.player in view.around.scope else ()
    if word in _YOU:
        present = view.around.persons
        partner = talk.partner if talk.partner in present else present[0] if present else None
        return (partner,) if partner else ()
    return tuple(nouns_for(view, talk, (word,), "noun")) if word in PRONOUNS else ()


def _ones_own(view: View, talk: Talk, every: tuple[str, ...], start: int, ids: tuple[str, ...]) -> tuple[str, ...]:
    """`his head` is the head of the man here, and one's own only with `my`: parts of one's own body are left out after *his* or a name, and
    whoever is meant stands for a part that the story does not have."""
    before = every[start - 1] if start else ""
    mine = [identity for identity in ids if view.around.scope.get(identity) == view.story.player]
    if not mine:
        return ids
    if before == "my":
        return tuple(mine)
    owners: tuple[str, ...] = ()
    if before in _POSSESSIVE:
        owners = tuple(
            nouns_for(view, talk, ("him" if before == "his" else before if before == "her" else "them",), "person")
        )
    elif start and before not in ARTICLES:
        owners = tuple(nouns_for(view, talk, (before,), "person"))
    owners = tuple(owner for owner in owners if owner != view.story.player)
    if not owners:
        return ids
    theirs = tuple(identity for identity in ids if view.around.scope.get(identity) in owners)
    return theirs or owners
