"""Who is in a node without having been met or named on every path there."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from kalmurzaeva.grammar.lexicon import ARTICLES
from kalmurzaeva.grammar.lexicon import tokens as typed_words
from kalmurzaeva.model.problems import Problem, problem
from kalmurzaeva.model.story import Block, Entity, Node, Presence, Show
from kalmurzaeva.model.traversal import paragraphs
from kalmurzaeva.studio.checks.survey import Survey, on_every_path, texts_of


@frozen
class _Person:
    entity: Entity
    names: tuple[str, ...]

    def is_named_in(self, text: str) -> bool:
        return any(name in text for name in self.names)


def strangers(survey: Survey) -> Iterator[Problem]:
    """People in a node whom its text does not name, and whom some path there has neither met nor heard of."""
    story = survey.story
    people = [
        _Person(entity, tuple(f" {' '.join(name.key)} " for name in entity.names))
        for entity in story.entities.values()
        if entity.kind == "person" and entity.id != survey.story.player and not entity.everywhere
    ]
    known = _known_on_entering(survey, people)
    for node in story.nodes.values():
        text = _all_words((node.text, *node.layer.on_enter))
        for presence in node.presences:
            person = next((person for person in people if person.entity.id == presence.entity), None)
            if person is None or node.id not in known or person.entity.id in known[node.id] or person.is_named_in(text):
                continue
            if not _is_named_with(survey, presence, person):
                hint = "Let the text of this node, or of one before it, say who is here."
                yield problem("stranger", node.span, hint, name=person.entity.names[0].text, node=node.id)


def _is_named_with(survey: Survey, presence: Presence, person: _Person) -> bool:
    """Whether a person who is here under a condition is known by then: all that sets something of it names them, or is done where they are."""
    read = presence.condition.reads if presence.condition else frozenset()
    setting = [survey.effects.get(name, []) for name in {each[1] for each in read if each[0] in ("var", "value")}]
    return any(effects and all(_tells_of(survey, block, person) for _, block in effects) for effects in setting)


def _tells_of(survey: Survey, block: Block, person: _Person) -> bool:
    """Whether a block names a person, or is said where they are."""
    node = survey.story.nodes.get(block.passage)
    return person.entity.id in (_told(survey, node, [person]) if node else ()) or person.is_named_in(
        _all_words((block,))
    )


def _known_on_entering(survey: Survey, people: list[_Person]) -> dict[str, frozenset[str]]:
    """For each node that can be reached, the people that every path to it has met or named."""
    told = {name: _told(survey, node, people) for name, node in survey.story.nodes.items()}
    return on_every_path(survey, lambda way: told[way.source] | _named(way.block, people))


def _told(survey: Survey, node: Node, people: list[_Person]) -> frozenset[str]:
    text = _all_words((node.text, *node.layer.on_enter))
    present = {presence.entity for presence in node.presences if presence.condition is None}
    return frozenset(person.entity.id for person in people if person.entity.id in present or person.is_named_in(text))


def _named(block: Block, people: list[_Person]) -> frozenset[str]:
    text = _all_words((block,))
    return frozenset(person.entity.id for person in people if person.is_named_in(text))


def _all_words(blocks: tuple[Block, ...]) -> str:
    """All that blocks could say, as the parser compares words; what `{=name.the}` would say by its id."""
    pieces: list[str] = []
    for block in blocks:
        for item in paragraphs(block.items):
            pieces += texts_of(item.parts)
            pieces += [part.value.source for part in item.parts if isinstance(part, Show)]
        pieces += texts_of(block.words)
    return f" {' '.join(word for word in typed_words(' '.join(pieces)) if word not in ARTICLES)} "
