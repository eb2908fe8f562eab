"""What pronouns stand for after an answer, by what it says: whoever was asked about or named in it last, the one thing that it names, and who spoke last."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import evolve

from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import ARTICLES, tokens
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Beat, Story, Talk
from kalmurzaeva.parser.nouns import vocabulary
from kalmurzaeva.parser.remarks import person_called

_STANDS = {"she": "her", "he": "him", "they": "them"}
_NAME = r"((?:the |your |a )?[^\W\d_]+(?: [^\W\d_]+){0,2})"
_SPEAKS = re.compile(rf"[,.!?—-][”\"] (?:says|said|asks|asked|answers|calls|shouts|whispers|repeats|adds) {_NAME}")
_CAPITAL = re.compile(r"\b[A-ZÀ-Þ][^\W\d_]*(?: [A-ZÀ-Þ][^\W\d_]*)*")
_LONGEST = 3


def spoken_of(view: View, talk: Talk, beat: Beat, *, moved: bool) -> Talk:
    """What is spoken of after a beat. Whoever a command named is still meant by a pronoun, unless the answer names somebody who is elsewhere."""
    text = beat.text
    command = beat.commands[-1]
    for person in () if moved else _named(view, text, command.topic):
        if person in (command.noun, view.story.player):
            continue
        pronoun = _pronoun(view, person)
        if person not in view.around.scope or pronoun != _pronoun(view, command.noun):
            talk = _standing(talk, pronoun, person)
    things: set[str] = set() if moved or command.noun not in view.around.persons else _things(view, text)
    if len(things) == 1:
        talk = evolve(talk, it=things.pop())
    speaker = _speaker(view, text)
    if speaker and not (command.noun in view.around.persons or command.second in view.around.persons):
        talk = evolve(talk, partner=speaker)
    return talk


def _pronoun(view: View, identity: str | None) -> str | None:
    """The pronoun for somebody of the story."""
    return _STANDS.get(view.word(identity, "they")) if identity in view.story.entities else None


def _standing(talk: Talk, pronoun: str | None, person: str) -> Talk:
    """The same, where a pronoun stands for somebody else."""
    if pronoun == "her":
        return evolve(talk, her=person)
    if pronoun == "him":
        return evolve(talk, him=person)
    return evolve(talk, them=person) if pronoun == "them" else talk


def _named(view: View, text: str, topic: str | None) -> Iterator[str]:
    """Who was asked about, then who is named in an answer by a proper name, in order."""
    entity = view.story.entities.get(topic or "")
    if entity and entity.kind == "person":
        yield entity.id
    for found in _CAPITAL.finditer(text):
        words = tokens(found.group())
        person = _person(view, words) if _may_be_called(view.story, words) else None
        if person:
            yield person


def _person(view: View, words: tuple[str, ...]) -> str | None:
    """Whoever a phrase begins with the name of, those here before others."""
    called = _called(view.story, view.around.persons)
    for end in range(min(len(words), _LONGEST), 0, -1):
        here = called.get(words[:end], ())
        if len(here) == 1:
            return here[0]
        entity = person_called(view, words[:end])
        if entity:
            return entity.id
    return None


def _may_be_called(story: Story, words: tuple[str, ...]) -> bool:
    """Whether a phrase may begin with a name, behind an article or without: most capitals only begin a sentence."""
    return bool(words) and (words[0] in _first_names(story) or (words[0] in ARTICLES and len(words) > 1))


@once_a_story
def _first_names(story: Story) -> frozenset[str]:
    """The words that the names of people begin with."""
    people = {one.id for one in story.entities.values() if one.kind == "person"}
    named = (name.key for one in people for name in story.entities[one].names)
    return frozenset(
        key[0] for key in (*named, *(phrase for phrase, one in story.topics.items() if one in people)) if key
    )


@once_a_story(most=1024)
def _called(story: Story, people: tuple[str, ...]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Which of some people have a name, by its words."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for one in people:
        for words in dict.fromkeys(name.key for name in story.entities[one].names):
            found[words] = (*found.get(words, ()), one)
    return found


def _speaker(view: View, text: str) -> str | None:
    """Who spoke last, where they are here."""
    if '" ' not in text and "\u201d " not in text:
        return None
    last = None
    for found in _SPEAKS.finditer(text):
        words = tuple(word for word in tokens(found.group(1)) if word not in ("the", "your", "a"))
        last = _person(view, words)
    return last if last in view.around.persons else None


def _things(view: View, text: str) -> set[str]:
    """The things here that an answer names."""
    known, words = vocabulary(view.story, view.node), tokens(text)
    found: set[str] = set()
    beginning = [(start, known.longest_from[word]) for start, word in enumerate(words) if word in known.longest_from]
    for start, longest in beginning:
        for end in range(min(len(words), start + longest), start, -1):
            for noun, name in known.phrases.get(words[start:end], ()):
                if (
                    noun.id in view.around.scope
                    and noun.kind in ("local", "thing")
                    and view.around.scope[noun.id] != view.story.player
                    and view.holds(name.condition)
                ):
                    found.add(noun.id)
    return found
