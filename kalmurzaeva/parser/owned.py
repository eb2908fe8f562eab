"""What is somebody's, in whatever words it is named: `the pour of my grandmother`, `my mother's hem`, `the mop dance` are what they are called here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from kalmurzaeva.engine.view import View, own_kinds
from kalmurzaeva.grammar.lexicon import ARTICLES, key, tokens
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Story, TextRun
from kalmurzaeva.parser.choices import labels
from kalmurzaeva.parser.nouns import vocabulary

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]*)*")
_OWNING = re.compile(r"['’ʼ]s?$")
# What may stand behind the name of one: `the mop dance`, `the movement of the rope`.
_SORTS = frozenset("dance movement move gesture motion".split())
_LONGEST = 4
_Phrase = tuple[str, ...]


@frozen
class Owned:
    """A member of one of the story's own kinds that is somebody's: what it is called, what whoever has it is called, and the words that these begin with."""

    id: str
    names: frozenset[_Phrase]
    owners: frozenset[_Phrase]
    plainly: str
    begins: frozenset[str]


@frozen
class _Typed:
    """A word as it stands in a clause; `owns` says that it has the ending of who owns something."""

    word: str
    start: int
    end: int
    owns: bool = False


def by_its_name(view: View, clause: str) -> str:
    """A clause with all that is somebody's called by its own name, unless it is a listed choice as it stands."""
    if not may_name(view, tokens(clause)):
        return clause
    having = owned_here(view)
    if not having or any(tokens(label) == tokens(clause) for _, label in labels(view)):
        return clause
    typed = _words(clause)
    at, kept, rewritten = 0, 0, ""
    while at < len(typed):
        found = next(iter(_named_from(view, having, typed, at)), None)
        if found is None:
            at += 1
            continue
        end, one = found
        rewritten += f"{clause[kept : typed[at].start]}the {one.plainly}"
        kept, at = typed[end - 1].end, end
    return rewritten + clause[kept:]


def may_name(view: View, words: Iterable[str]) -> bool:
    """Whether any of these words begins what something of somebody's is called: without one, no more need be looked at."""
    return not _beginning(view.story).isdisjoint(words)


def theirs(view: View, phrase: Sequence[str]) -> list[str]:
    """What is here of somebody whom a phrase names: `Mama`, `my grandmother's`."""
    bare = tuple(word for word in phrase if word not in ARTICLES)
    return [one.id for one in owned_here(view) if bare in one.owners]


def owned_here(view: View) -> tuple[Owned, ...]:
    """What is in scope of the story's own kinds, and somebody's."""
    every = _owned(view.story)
    return tuple(every[name] for name in view.around.scope if name in every)


@once_a_story
def owners_of(story: Story) -> dict[str, tuple[str, ...]]:
    """Whose each member of the story's own kinds is, of the people of the story."""
    people = [entity for entity in story.entities.values() if entity.kind == "person"]
    found: dict[str, tuple[str, ...]] = {}
    for name in own_kinds(story):
        owner = key(_owner(story, name))
        found[name] = tuple(one.id for one in people if owner and any(other.key == owner for other in one.names))
    return found


def _owner(story: Story, name: str) -> str:
    return "".join(part.text for part in story.entities[name].fields.get("owner", ()) if isinstance(part, TextRun))


@once_a_story
def _owned(story: Story) -> dict[str, Owned]:
    found = {}
    for name, people in owners_of(story).items():
        called = [key(_owner(story, name)), *(other.key for one in people for other in story.entities[one].names)]
        owners = frozenset(filter(any, called))
        names = [other for other in story.entities[name].names if other.key[0] != "how"]
        if owners and names:
            phrases = frozenset(other.key for other in names)
            begins = frozenset(phrase[0] for phrase in phrases | owners)
            found[name] = Owned(name, phrases, owners, names[0].text, begins)
    return found


@once_a_story
def _beginning(story: Story) -> frozenset[str]:
    return frozenset(phrase[0] for one in _owned(story).values() for phrase in one.names)


def _words(clause: str) -> list[_Typed]:
    return [
        _Typed(word, found.start(), found.end(), bool(_OWNING.search(found[0])))
        for found in _WORD.finditer(clause)
        for word in tokens(found[0])[:1] or ("",)
    ]


def _named_from(view: View, having: tuple[Owned, ...], typed: list[_Typed], at: int) -> Iterator[tuple[int, Owned]]:
    """What is named from a word on by more than its own name, with the place behind it; the longest first."""
    begin = at
    while begin < len(typed) and typed[begin].word in ARTICLES and typed[begin].word != "of":
        begin += 1
    led = begin > at
    first = typed[begin].word if begin < len(typed) else ""
    for one in having:
        if (first not in one.begins and first not in _SORTS) or _is_another(view, one):
            continue
        for end, whole in _ways(one, typed, begin, led=led):
            if key(" ".join(word.word for word in typed[begin:end])) not in one.names or not whole:
                yield end, one


def _ways(one: Owned, typed: list[_Typed], begin: int, *, led: bool) -> Iterator[tuple[int, bool]]:
    for end in _laid(one.owners, typed, begin):
        if typed[end - 1].owns:
            for behind in _laid(one.names, typed, end):
                yield _past_sort(typed, behind), True
    for end in _laid(one.names, typed, begin):
        for behind in _laid(one.owners, typed, _past(typed, end, "of")):
            if _past(typed, end, "of") > end:
                yield behind, True
        if _past_sort(typed, end) > end:
            yield _past_sort(typed, end), True
    if led and begin < len(typed) and typed[begin].word in _SORTS:
        for end in _laid(one.names, typed, _past(typed, begin + 1, "with", "of")):
            if typed[begin + 1].word in ("with", "of"):
                yield end, True


def _laid(phrases: frozenset[_Phrase], typed: list[_Typed], begin: int) -> list[int]:
    """The places behind the phrases that stand from a place on, the longest first."""
    words = tuple(word.word for word in typed[begin : begin + _LONGEST])
    return sorted((begin + len(phrase) for phrase in phrases if words[: len(phrase)] == phrase), reverse=True)


def _past(typed: list[_Typed], at: int, *leading: str) -> int:
    """The place behind a small word and the articles after it; the same place where it is not there."""
    if at >= len(typed) or typed[at].word not in leading:
        return at
    at += 1
    while at < len(typed) and typed[at].word in ARTICLES:
        at += 1
    return at


def _past_sort(typed: list[_Typed], at: int) -> int:
    return at + (at < len(typed) and typed[at].word in _SORTS)


def _is_another(view: View, one: Owned) -> bool:
    """Whether the plain name of one is the name of something that stands here."""
    named = vocabulary(view.story, view.node).phrases.get(key(one.plainly), ())
    return any(noun.nearness and noun.id in view.around.scope for noun, _ in named)
