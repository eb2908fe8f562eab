"""What a phrase after *about* means: a topic that somebody here has something to say on, a person, or free words."""

from __future__ import annotations

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import key
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Block, Command, Layer, Story, Talk

_PRONOUNS = {
    "it": "it",
    "that": "it",
    "this": "it",
    "him": "him",
    "her": "her",
    "them": "them",
}
_OWN = frozenset(("me", "myself"))
# Words that say nothing of what a question is about.
EMPTY = frozenset(
    "is are was were do does did has have had be going go happen happened get got who what where when why how to in on at for with and or not she he it they i you about there will can all".split()
)


def topic_for(view: View, talk: Talk, verb: str, person: str | None, phrase: tuple[str, ...]) -> str:
    """The topic that `phrase` means with `person`: one with an answer if any is near, else an entity's id or the words themselves."""
    if len(phrase) == 1 and phrase[0] in _OWN:
        return view.story.player
    if len(phrase) == 1 and phrase[0] in _PRONOUNS and (stands := getattr(talk, _PRONOUNS[phrase[0]])):
        return str(stands)
    bare = key(" ".join(phrase))
    meant = view.story.topics.get(bare, " ".join(bare))
    if dispatch.answered_by_story(view, Command(verb, person, topic=meant)):
        return meant
    written = " ".join(bare)
    if written != meant and dispatch.answered_by_story(view, Command(verb, person, topic=written)):
        return written
    return _near(view, verb, person, bare) or meant


def _near(view: View, verb: str, person: str | None, bare: tuple[str, ...]) -> str | None:
    """The one live topic that shares the most words with the phrase."""
    spoken = [stem(word) for word in bare if word not in EMPTY]
    typed = set(spoken)
    if not typed:
        return None
    asking = Command(verb, person)
    bound = dispatch.bindings(asking)
    best: dict[str, float] = {}
    for layer in dispatch.layers(view, asking):
        index = _topics(view.story, layer, verb, person)
        for topic, blocks, stems in {id(entry): entry for word in spoken for entry in index.get(word, ())}.values():
            if (stems <= typed or typed <= stems) and any(view.holds(block.condition, bound) for block in blocks):
                best[topic] = max(len(typed & stems) / len(typed | stems), best.get(topic, 0.0))
    return max(best, key=lambda topic: best[topic]) if best else None


_Entry = tuple[str, tuple[Block, ...], frozenset[str]]


@once_a_story
def _topics(story: Story, layer: Layer, verb: str, person: str | None) -> dict[str, list[_Entry]]:
    """The topics of one layer for this verb and person by each stem in them."""
    found: dict[str, list[_Entry]] = {}
    for command, blocks in layer.exact.items():
        if command.verb == verb and command.noun == person and command.topic:
            for phrase in _phrases(story, command.topic):
                stems = frozenset(stem(word) for word in phrase if word not in EMPTY)
                for word in stems:
                    found.setdefault(word, []).append((command.topic, blocks, stems))
    return found


def _phrases(story: Story, topic: str) -> list[tuple[str, ...]]:
    entity = story.entities.get(topic)
    return [name.key for name in entity.names] if entity else [tuple(topic.split())]


def stem(word: str) -> str:
    """A word without its commonest endings, for comparing only."""
    for ending in ("ings", "ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
