"""What a noun phrase can mean in one state: names of what is in scope, and pronouns."""

from __future__ import annotations

from collections.abc import Iterator

from kalmurzaeva.engine.view import View, everywhere, own_kinds
from kalmurzaeva.grammar.vocabulary import Noun, Vocabulary
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Node, Story, Talk

PRONOUNS = {
    "it": "it",
    "that": "it",
    "this": "it",
    "him": "him",
    "her": "her",
    "them": "them",
    "those": "them",
    "these": "them",
    "there": "there",
}


def nouns_for(view: View, talk: Talk, phrase: tuple[str, ...], accepts: str) -> list[str]:
    """What a noun phrase can mean here."""
    if len(phrase) == 1 and phrase[0] in PRONOUNS:
        stands: str | None = getattr(talk, PRONOUNS[phrase[0]])
        if (stands is None or stands not in view.around.scope) and phrase[0] in ("her", "him", "them"):
            fitting = [name for name in view.around.persons if view.word(name, "them") == phrase[0]]
            stands = talk.partner if talk.partner in fitting else fitting[0] if fitting else None
        if stands is None or stands not in view.around.scope or _is_said_of_no_person(view, phrase[0], stands):
            return []
        return [stands]
    known = vocabulary(view.story, view.node)
    for words in (phrase, *_other_number(phrase)):
        found = known.find(words, accepts, view.holds, view.around.scope)
        if found:
            return found
    return []


def _is_said_of_no_person(view: View, word: str, identity: str) -> bool:
    """Whether *it*, *this* or *that* would stand for somebody who is *he* or *she*: `is that true` asks after no person."""
    return word in ("it", "that", "this") and view.word(identity, "them") in ("him", "her")


def _other_number(phrase: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The phrase with its last word in the singular, or in the plural: who knows the hairpins knows a hairpin."""
    if not phrase:
        return
    *rest, last = phrase
    if last.endswith("ies") and len(last) > 4:
        yield (*rest, f"{last[:-3]}y")
    if last.endswith("es") and len(last) > 4:
        yield (*rest, last[:-2])
    if last.endswith("s") and len(last) > 3:
        yield (*rest, last[:-1])
    else:
        yield (*rest, f"{last}s")
        yield (*rest, f"{last}es")


@once_a_story
def vocabulary(story: Story, node: Node) -> Vocabulary:
    """The nouns that can ever be in scope in a node."""
    wanted = [presence.entity for presence in node.presences] + [entity.id for entity in everywhere(story)]
    nouns = [Noun(thing.id, "exit" if thing.exit else "local", thing.names) for thing in node.things]
    own = own_kinds(story)
    for identity in dict.fromkeys(wanted):
        entity = story.entities[identity]
        here = any(presence.entity == identity for presence in node.presences)
        nearness = 0 if identity in own else 2 if here else 1
        nouns.append(Noun(identity, entity.kind, entity.names, nearness))
        nouns += [Noun(thing.id, "local", thing.names) for thing in story.bodies[identity].things]
    return Vocabulary(nouns, _of_own_kinds(story, frozenset(wanted) & own))


@once_a_story
def _of_own_kinds(story: Story, others: frozenset[str]) -> Vocabulary:
    """The entities of the story's own kinds, which a set may bring into scope anywhere, but for some `others`."""
    own = own_kinds(story) - others
    entities = (entity for name, entity in story.entities.items() if name in own)
    return Vocabulary(Noun(entity.id, entity.kind, entity.names, 0) for entity in entities)
