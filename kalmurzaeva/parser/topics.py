"""What a phrase after *about* means: a topic that somebody here has something to say on, a person, or free words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import fsum
from typing import Literal

from attrs import frozen

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.repeats import says_it_again
from kalmurzaeva.engine.view import View, own_kinds
from kalmurzaeva.grammar.lexicon import ARTICLES, PREPOSITIONS, key
from kalmurzaeva.grammar.likeness import likeness, weight
from kalmurzaeva.grammar.wordings import said_alike, said_near, synonyms
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Block, Command, Layer, Story, Talk
from kalmurzaeva.parser.answers import answers
from kalmurzaeva.parser.candidate import commits
from kalmurzaeva.parser.contrary import EMPTY, asks_whither, is_a_side, means_another
from kalmurzaeva.parser.evidence import (
    AUXILIARIES,
    QUESTION_WORDS,
    RARE,
    is_content,
    negated,
    stem,
    worth,
)

__all__ = ["EMPTY", "OF_YOU", "Meant", "meant_topic", "on_a_word", "stem", "topic_for"]

_PRONOUNS = {
    "it": "it",
    "that": "it",
    "this": "it",
    "him": "him",
    "her": "her",
    "them": "them",
}
_THEMSELVES = {"she": "herself", "he": "himself", "they": "themselves"}
# What asks somebody of nobody but themselves.
OF_YOU = frozenset(
    (
        *((word,) for word in "you yourself yourselves herself himself themselves".split()),
        ("your", "life"),
        ("who", "are", "you"),
        ("what", "are", "you"),
        ("who", "you", "are"),
        ("who", "she", "is"),
        ("who", "he", "is"),
        ("who", "they", "are"),
    )
)
# How near a word must come to the one of a topic, and how much it must say: common words stand near anything.
_NEAR_ENOUGH, _TELLING = 0.62, 0.4
# What the word of a topic must weigh that is all that a line says of it, and how much of the line.
_SAYS_SOMETHING, _A_GOOD_PART, _NEARLY_ALL = 0.3, 0.2, 0.8
_NEAR_ANYTHING = frozenset(
    "else tell sure come keep see may like want need make mean really maybe could would ask asked asking always never".split()
)
# What a word weighs in a topic that says little: `am`, `up`.
_SMALL_WORD = 0.2
_OWN = frozenset(("me", "myself"))
# What only says why or when begins so; and what is said of whatever follows it.
_REASONS = frozenset(
    "because for when if since after before as today tonight tomorrow here there anymore about".split()
)
_MEANING = ("what", "do", "you", "mean")
_LEAST_BEGUN = 3


@frozen
class Meant:
    """What a phrase means as a topic: its id or its words, how sure that is, and the places (from 0 in the phrase) that say so; whether the story has it in
    other words."""

    topic: str
    sure: Literal["exact", "near", "entity", "free"]
    places: frozenset[int]
    matched: int = 0
    reworded: bool = False


def topic_for(view: View, talk: Talk, verb: str, person: str | None, phrase: tuple[str, ...]) -> str:
    """The topic alone, of a command to ask or tell about it, which names it; see `meant_topic`."""
    return meant_topic(view, talk, verb, person, phrase, names=True).topic


def on_a_word(view: View, talk: Talk, verb: str, person: str | None, phrase: tuple[str, ...]) -> Meant | None:
    """The live topic that shares a word of weight with a phrase, its last, whatever else of it was not said; None where there is none, or where that
    word is one of many, or says little: `what did you tell her this morning` is not about the morning."""
    meant = _near(view, talk, verb, person, phrase, loosely=True)
    if meant is None:
        return None
    if meant.topic in own_kinds(view.story) and any(phrase[place - 1 : place] == ("my",) for place in meant.places):
        return None  # `my hip hurts` speaks of one's own
    said = {place: weight(word) for place, word in enumerate(phrase) if is_content(word) and word not in EMPTY}
    shared, whole = [said.get(place, 0.0) for place in meant.places], sum(said.values())
    says_it = sum(shared) >= _A_GOOD_PART * whole and max(shared, default=0.0) >= _SAYS_SOMETHING
    return meant if says_it or sum(shared) >= _NEARLY_ALL * whole else None


def meant_topic(  # noqa: PLR0913  # what is said, to whom, where, and how
    view: View, talk: Talk, verb: str, person: str | None, phrase: tuple[str, ...], *, names: bool = False
) -> Meant:
    """The topic that `phrase` means with `person`: exact, then near (rarer words weigh more), then an entity, then the words themselves. What is near a
    question answers it, but where a command `names` a topic."""
    everything = frozenset(range(len(phrase)))
    stands = _stands_for(view, talk, phrase)
    bare = key(" ".join(phrase))
    meant = view.story.topics.get(bare, " ".join(bare))
    if person is not None and verb == "ask" and (phrase in OF_YOU or person in (stands, meant)):
        return Meant(_of_themselves(view, person, phrase), "exact", everything, 2)
    if stands:
        return Meant(stands, "entity", everything)
    exact = exact_topic(view, verb, person, phrase)
    if exact is not None:
        return Meant(exact, "exact", everything, 2)
    other = _declared(view, verb, person, said_alike(phrase))
    if other is not None:
        return Meant(other, "exact", everything, 2, reworded=True)
    near = _near(view, talk, verb, person, phrase, loosely=False, names=names)
    if near:
        return near
    # who tells another how they look has told nothing of oneself
    near_by = said_near(phrase) if verb == "ask" or phrase[:1] != ("you",) else ()
    other = _declared(view, verb, person, near_by) or _declared(view, verb, person, _begun_so(phrase))
    if other is not None:
        return Meant(other, "near", everything, 2, reworded=True)
    trimmed = tuple(
        word for word in bare if word not in EMPTY and word not in AUXILIARIES and word not in QUESTION_WORDS
    )
    entity = view.story.topics.get(trimmed)
    if (
        entity
        and entity in view.story.entities
        and (entity in view.around.scope or entity not in own_kinds(view.story))
    ):
        return Meant(entity, "entity", everything)
    return Meant(meant, "entity" if meant in view.story.entities else "free", everything)


def exact_topic(view: View, verb: str, person: str | None, phrase: tuple[str, ...]) -> str | None:
    """The topic that `phrase` names, where the story answers just that with `person`."""
    bare = key(" ".join(phrase))
    written = " ".join(bare)
    meant = view.story.topics.get(bare, written)
    for topic in (meant, written) if meant != written else (meant,):
        if dispatch.declared(view, Command(verb, person, topic=topic)):
            return topic
    return None


def _declared(view: View, verb: str, person: str | None, phrases: Sequence[str]) -> str | None:
    """The first of some topics that the story answers with `person` and decides nothing by."""
    for phrase in phrases:
        bare = key(phrase)
        topic = view.story.topics.get(bare, " ".join(bare))
        command = Command(verb, person, topic=topic)
        if dispatch.declared(view, command) and not commits(view, command):
            return topic
    return None


def _begun_so(phrase: tuple[str, ...]) -> tuple[str, ...]:
    """What says the same as a phrase begins with, where the rest only says why or when, or what it is that was not understood: `are you angry with me
    because I told her`, `what do you mean by that`."""
    for end in range(len(phrase) - 1, _LEAST_BEGUN - 1, -1):
        if phrase[end] in _REASONS or phrase[:end] == _MEANING:
            same = said_alike(phrase[:end])
            if same:
                return (*same, *said_near(phrase[:end]))
    return ()


def _stands_for(view: View, talk: Talk, phrase: tuple[str, ...]) -> str:
    """What a pronoun stands for; `""` where a phrase is none, or it stands for nothing."""
    if len(phrase) != 1:
        return ""
    if phrase[0] in _OWN:
        return view.story.player
    return str(getattr(talk, _PRONOUNS[phrase[0]]) or "") if phrase[0] in _PRONOUNS else ""


def _of_themselves(view: View, person: str, phrase: tuple[str, ...]) -> str:
    """The topic that somebody is to themselves: whichever of its names they have an answer to."""
    bare = " ".join(key(" ".join(phrase)))
    names = (bare, _THEMSELVES.get(view.word(person, "they"), person), person, "who are you", "name")
    return next((name for name in names if dispatch.declared(view, Command("ask", person, topic=name))), names[1])


def _near(  # noqa: PLR0913  # what is said, to whom, where, and how loosely
    view: View,
    talk: Talk,
    verb: str,
    person: str | None,
    phrase: tuple[str, ...],
    *,
    loosely: bool,
    names: bool = False,
) -> Meant | None:
    """The live topic that shares most with the phrase, and answers it where it is a question: not what was told in this scene already."""
    extra: dict[str, str] = {}
    stems = {
        place: stem(word)
        for place, word in enumerate(phrase)
        if word not in EMPTY and word not in ARTICLES and not is_a_side(phrase, place)
    }
    if loosely:
        for word in list(stems.values()):
            alike = [other for other in synonyms().get(word, ()) if is_content(word)]
            extra.update({stem(other): word for other in alike})
    typed = {*stems.values(), *extra}
    asking = Command(verb, person)
    indexes = [_topics(view.story, layer, verb, person) for layer in dispatch.layers(view, asking)]
    sharing = [index for index in indexes if not index.keys().isdisjoint(typed)]
    if not sharing:
        return None
    weights = {stem(word): worth(word) if is_content(word) else _SMALL_WORD for word in phrase}
    bound = dispatch.bindings(asking)
    found: dict[str, tuple[float, frozenset[str], Block]] = {}
    for index in sharing:
        for topic, blocks, own, head, denies in {
            id(entry): entry
            for said in stems.values()
            for word in (said, *(other for other, meant in extra.items() if meant == said))
            for entry in index.get(word, ())
        }.values():
            shared = own & typed
            if head not in typed:
                continue  # `right` is not the right shoe
            weight = fsum(weights.get(word, 1.0) for word in shared)  # whatever order a set has, the same sum
            lost = fsum(map(worth, own - typed))
            whole = own <= typed or typed <= own
            near = whole or weight > lost or (loosely and weight >= RARE)
            if (
                not near
                or means_another(verb, phrase, topic, shared, denies=denies)
                or _is_only_how(view.story, topic, shared)
            ):
                continue
            live = next((block for block in blocks if view.holds(block.condition, bound)), None)
            if live is not None and not _is_told(view, talk, live):
                precise = weight - 0.5 * lost - 0.1 * len(typed - own)
                if topic not in found or found[topic][0] < precise:
                    found[topic] = (precise, shared, live)
    best = sorted(found, key=lambda name: -found[name][0])
    serving = [name for name in best if names or answers(view, phrase, name.split(), *found[name][1:])]
    if not serving:
        return None
    topic = serving[0]
    shared = found[topic][1]
    shared |= {extra[word] for word in shared if word in extra}
    places = frozenset(place for place, word in stems.items() if word in shared)
    rest = frozenset(
        place
        for place, word in enumerate(phrase)
        if (not is_content(word) or word in EMPTY) and word not in PREPOSITIONS
    )
    return Meant(topic, "near", places | rest, len(shared))


def _is_told(view: View, talk: Talk, block: Block) -> bool:
    """Whether a block was the answer to something else in this scene, and has no more to say."""
    return block.id in talk.told and says_it_again(view, block)


def _is_only_how(story: Story, topic: str, shared: Collection[str]) -> bool:
    """Whether one word is of nothing but how somebody does something: `does it ever stop` is not *how Lyonya stops*."""
    if len(shared) > 1 or topic not in own_kinds(story):
        return False
    names = (name.key for name in story.entities[topic].names if name.key[0] != "how")
    return not any(stem(word) in shared for name in names for word in name)


def nearest_topic(view: View, talk: Talk, person: str, words: Sequence[str]) -> str | None:
    """The live topic of somebody that a question comes nearest to in what its words mean: *the book*, for `what are you reading`."""
    said = [
        word
        for word in words
        if is_content(word) and word not in EMPTY and weight(word) >= _TELLING and word not in _NEAR_ANYTHING
    ]
    if not said or asks_whither(words):
        return None
    asking = Command("ask", person)
    bound = dispatch.bindings(asking)
    nearness: dict[str, float] = {}
    found: list[tuple[float, str, Block]] = []
    for layer in dispatch.layers(view, asking):
        for topic, blocks, phrases in _meanings(view.story, layer, person):
            near = max(_likeness(said, phrase, nearness) for phrase in phrases)
            if near < _NEAR_ENOUGH or _is_a_person(view.story, topic):
                continue  # a name is like no word
            live = next((block for block in blocks if view.holds(block.condition, bound)), None)
            if live is not None and not _is_told(view, talk, live):
                found.append((near, topic, live))
    found.sort(key=lambda row: -row[0])
    return next(
        (topic for _, topic, block in found if answers(view, words, topic.split(), _alike(view, said, topic), block)),
        None,
    )


def _is_a_person(story: Story, topic: str) -> bool:
    return topic in story.entities and story.entities[topic].kind == "person"


def _alike(view: View, said: Sequence[str], topic: str) -> frozenset[str]:
    """The stems of words that stand near one of a topic's."""
    own = {word for phrase in _phrases(view.story, topic) for word in phrase}
    return frozenset(
        stem(word)
        for word in said
        if any(stem(word) == stem(other) or likeness(word, other) >= _NEAR_ENOUGH for other in own)
    )


def _likeness(said: Sequence[str], own: Sequence[str], nearness: dict[str, float]) -> float:
    """How near a question comes to a topic: as near as the word of it that comes least near. `nearness` keeps what was found for each word."""
    least = 1.0
    for word in own:
        near = nearness.get(word)
        if near is None:
            near = max(1.0 if stem(word) == stem(other) else likeness(word, other) for other in said)
            nearness[word] = near
        if near < _NEAR_ENOUGH:
            return 0.0
        least = min(least, near)
    return least


_Meaning = tuple[str, tuple[Block, ...], tuple[tuple[str, ...], ...]]


@once_a_story
def _meanings(story: Story, layer: Layer, person: str) -> tuple[_Meaning, ...]:
    """The topics that somebody answers in a layer, each with the words of its phrases that say what is meant."""
    found: list[_Meaning] = []
    for topic, blocks in _answered(story, layer).get(("ask", person), ()):
        phrases = (
            tuple(word for word in phrase if is_content(word) and word not in EMPTY)
            for phrase in _phrases(story, topic)
        )
        # a sentence is more than the one word in it that tells something: `are you sure`
        telling = tuple(dict.fromkeys(phrase for phrase in phrases if len(phrase) * 2 >= min(len(topic.split()), 3)))
        if telling:
            found.append((topic, blocks, telling))
    return tuple(found)


_Entry = tuple[str, tuple[Block, ...], frozenset[str], str, bool]


@once_a_story
def _topics(story: Story, layer: Layer, verb: str, person: str | None) -> dict[str, list[_Entry]]:
    """The topics of one layer for this verb and person by each stem in them."""
    found: dict[str, list[_Entry]] = {}
    for topic, blocks in _answered(story, layer).get((verb, person), ()):
        for stems, head, denies in _stems_of(story, topic):
            entry = (topic, blocks, stems, head, denies)
            for word in stems:
                found.setdefault(word, []).append(entry)
    return found


@once_a_story
def _stems_of(story: Story, topic: str) -> tuple[tuple[frozenset[str], str, bool], ...]:
    """The stems of each phrase that a topic is called by, the last of them, and whether it is denied."""
    every = []
    for phrase in _phrases(story, topic):
        stems = [stem(word) for word in phrase if word not in EMPTY]
        every.append((frozenset(stems), stems[-1] if stems else "", negated(phrase)))
    return tuple(every)


@once_a_story
def _answered(_story: Story, layer: Layer) -> dict[tuple[str, str | None], list[tuple[str, tuple[Block, ...]]]]:
    """The topics that a layer answers, with their blocks, by verb and person."""
    found: dict[tuple[str, str | None], list[tuple[str, tuple[Block, ...]]]] = {}
    for command, blocks in layer.exact.items():
        if command.topic:
            found.setdefault((command.verb, command.noun), []).append((command.topic, blocks))
    return found


def _phrases(story: Story, topic: str) -> list[tuple[str, ...]]:
    entity = story.entities.get(topic)
    return [name.key for name in entity.names] if entity else [tuple(topic.split())]
