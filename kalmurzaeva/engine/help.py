"""Help that knows the scene: what the game itself says to HINT, GOALS, PEOPLE, WHO IS, WHERE IS, TOPICS, EXITS and the like, where no block of the story
does. It says nothing that the story has not written or the place does not show.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import ARTICLES, POINTING, PREPOSITIONS, tokens
from kalmurzaeva.grammar.questions import kind_of
from kalmurzaeva.model.markup import plain
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Block, Command, Entity, Layer, Paragraph, Story, TextRun
from kalmurzaeva.model.traversal import parts_of, walk

# The tag of a scene in which something is confessed, refused, lost or broken: nobody says there what they would sooner talk about.
WOUND = "wound"
_MOST_TOPICS = 6
_MOST_STEERED = 3
_SMALL = frozenset("and or of about called named mean means meant for".split())
# From here on a topic is no name: `why it is heavy`, `darned`.
_NO_NAME = 4
_OWNERS = frozenset("my your his her its our their".split())
# What begins a phrase that only stands behind GO: *under the arm*, *out to Ada*.
_NO_PLACE = PREPOSITIONS | POINTING | {"after", "out"}
# Places that are spoken of without an article.
_BARE = frozenset(("home", "upstairs", "downstairs", "outside", "inside", "out", "back"))


def hint(view: View) -> Block | None:
    """The next hint of this place: the first that is still of use and was not shown; when all were, the last."""
    live = [block for block in view.node.hints if view.holds(block.condition)]
    return next((block for block in live if not view.shown.get(block.id)), live[-1] if live else None)


def answer(view: View, command: Command) -> str | None:
    """What the game says of the scene; None where that is not for it to say."""
    answerer = _ANSWERS.get(command.verb)
    return answerer(view, command) if answerer else None


def listed(words: list[str], last: str = "and") -> str:
    """`a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


# ── Who and what ───────────────────────────────────────────────────────────────────────────────────────────────


def known(view: View, entity: Entity) -> bool:
    """Whether the player has been given somebody: by the story's own word, else by having been where they were."""
    if entity.kind != "person" or not entity.known_as:
        return False
    if entity.known_if is not None:
        return view.holds(entity.known_if)
    return entity.id in view.around.scope or any(
        presence.entity == entity.id for name in view.visits for presence in view.story.nodes[name].presences
    )


def said_of(view: View, entity: Entity) -> str:
    """`Emma Karlovna: the pianist.`"""
    words = view.text(entity.known_as).rstrip(".")
    return f"{view.word(entity.id, 'The')}: {words}."


def _people(view: View, command: Command) -> str:
    found = [entity for entity in view.story.entities.values() if known(view, entity)]
    if not found:
        return "You have met nobody yet."
    return "\n\n".join(said_of(view, entity) for entity in found)


def _what(view: View, command: Command) -> str:
    topic = command.topic or ""
    entity = view.story.entities.get(topic)
    # Who asks by name has been given the name: only what the story keeps back is kept back.
    if entity is not None and entity.known_as and view.holds(entity.known_if):
        return said_of(view, entity)
    if topic in view.around.scope:
        return f"{view.word(topic, 'The')} {view.word(topic, 'are')} here. EXAMINE says more."
    if was_read(view, [word for word in tokens(topic) if word not in ARTICLES and word not in _SMALL]):
        return "It was said in passing, and you know no more of it than that."
    return "That has not come up yet, or not by that name."


def was_read(view: View, words: Collection[str]) -> bool:
    """Whether the player has read all of some words in the place where they are, in its text or in a choice."""
    if not words:
        return False
    blocks = (view.node.text, *(block for block in view.node.layer.blocks if view.shown.get(block.id)))
    return any(words_of(view.story, block).issuperset(words) for block in blocks) or any(
        frozenset(tokens(dispatch.words_of(view, option))).issuperset(words) for option in dispatch.choices(view)
    )


@once_a_story
def words_of(_story: Story, block: Block) -> frozenset[str]:
    """Every word that a block can print."""
    paragraphs = (item for item, _ in walk(block.items) if isinstance(item, Paragraph))
    printed = (part for item in paragraphs for part in parts_of(item.parts))
    return frozenset(word for part in printed if isinstance(part, TextRun) for word in tokens(part.text))


def _who(view: View, command: Command) -> str:
    present = [view.word(name, "a") for name in view.around.persons]
    return (
        f"Here {'is' if len(present) == 1 else 'are'} {listed(present)}."
        if present
        else "There is nobody here but you."
    )


def _where(view: View, command: Command) -> str:
    noun = command.noun or ""
    if view.around.scope.get(noun) == view.story.player:
        return "Where it always is."
    if any(thing.id == noun and thing.exit for thing in view.around.things):
        return _exits(view, command)
    return f"{view.word(noun, 'The')} {view.word(noun, 'are')} here."


# ── What to do ─────────────────────────────────────────────────────────────────────────────────────────────────


def _goals(view: View, command: Command) -> str:
    return view.text(view.node.goal) or "Nothing is asked of you here that you do not see."


def _time(view: View, command: Command) -> str:
    """The hour that stands over the place; nothing where none does."""
    _, hour = view.heading
    return f"{hour[:1].upper()}{hour[1:]}." if hour else ""


def _choices(view: View, command: Command) -> str:
    found = [
        f"{number}. {plain(dispatch.words_of(view, option))}" + (f" ({option.reason})" if option.reason else "")
        for number, option in enumerate(dispatch.choices(view), 1)
    ]
    return "\n\n".join(found) or "Nothing is listed just now. LOOK, EXAMINE, ASK somebody ABOUT something."


def _exits(view: View, command: Command) -> str:
    found = []
    for thing in view.around.things:
        if thing.exit and dispatch.answered_by_story(view, Command("go", thing.id)):
            name = view.word(thing.id, "name")
            if name.split(" ", 1)[0] in _NO_PLACE:
                continue
            found.append(name if name in _BARE or name[:1].isupper() else view.word(thing.id, "the"))
    if not found:
        return "No other place is named here. LOOK says what there is to do."
    return f"You could go to {listed(list(dict.fromkeys(found)), 'or')}.".replace("go to home", "go home")


def _how_to(view: View, command: Command) -> str:
    if dispatch.answered_by_story(view, Command("go", command.noun)):
        return f"GO TO {view.word(command.noun, 'name').upper()} would do it."
    return _exits(view, command)


def _topics(view: View, command: Command) -> str:
    """What could be raised with whoever is here."""
    sentences = []
    for name in [command.noun] if command.noun else view.around.persons:
        topics = topics_for(view, name, plainly=True) or topics_for(view, name)
        if topics:
            sentences.append(f"With {view.word(name, 'the')} you could talk about {listed(topics, 'or')}.")
    return " ".join(sentences[:3]) or (
        "You have asked what there was to ask." if view.around.persons else "There is nobody here to ask."
    )


def steering(view: View, person: str) -> str:
    """What somebody would sooner talk about who had no answer: three things at most."""
    topics = (topics_for(view, person, plainly=True) or topics_for(view, person))[:_MOST_STEERED]
    if not topics:
        return f"({view.word(person, 'The')} {view.word(person, 'have')} nothing to add to that.)"
    ways = (
        "({The} would say more about {topics}.)",
        "(With {the} one could talk about {topics}.)",
        "({The} would sooner talk about {topics}.)",
    )
    way = ways[sum(map(ord, person)) % len(ways)]
    return way.format(The=view.word(person, "The"), the=view.word(person, "the"), topics=listed(topics, "or"))


def topics_for(view: View, person: str, *, plainly: bool = False) -> list[str]:
    """What the story would answer now, in words: first what belongs to this place, then what was not asked yet; never more than a
    person has in mind at once. `plainly` only what can be named in the middle of a sentence: *the bulb*, and not *why it is heavy*."""
    fresh: list[str] = []
    for layer in view.around.layers:
        by_block: dict[str, list[str]] = {}
        for command, blocks in layer.exact.items():
            if command.verb == "ask" and command.noun == person and command.topic not in (None, person):
                block = next((block for block in blocks if view.holds(block.condition)), None)
                if block and not view.shown.get(block.id):
                    by_block.setdefault(block.id, []).append(command.topic)
        things = _things_of(view.story, layer)
        for topics in by_block.values():
            named = [found for topic in topics if (found := _topic_words(view, topic, things))]
            if named:
                rank, words = min(named, key=lambda found: found[0])
                if words not in fresh and not (plainly and rank >= _NO_NAME) and not _is_a_sentence(words):
                    fresh.append(words)
                    if len(fresh) == _MOST_TOPICS:
                        return fresh
    return fresh


def _is_a_sentence(words: str) -> bool:
    """Whether a topic is a whole sentence that somebody may be asked or told, and no name of anything: *why is it blue*, *it hurts*."""
    said = words.split()
    return kind_of(words) is not None or (len(said) > 1 and not _SAYS_SO.isdisjoint(said))


# By what words say how things are.
_SAYS_SO = frozenset(
    "i you we they he she it is are am was were not have has had do does did will would can could".split()
)
# A word with what stands before it, where it stands for a thing by itself: *the bulb*, and not *the darned shoes*.
_WITH_AN_ARTICLE = re.compile(
    r"\b(the|a|an|his|her|my|your|their|its) ([^\W\d_]+)(?=[.,;:!?\"”]| (?:of|in|on|at|is|was|and|that|to|with|for|as|from|by|had|has)\b)",
    re.IGNORECASE,
)


@once_a_story
def _things_of(_story: Story, layer: Layer) -> frozenset[str]:
    """The words that the blocks of a layer use for things, with an article or an owner before them."""
    paragraphs = (item for block in layer.blocks for item, _ in walk(block.items) if isinstance(item, Paragraph))
    printed = (part.text for item in paragraphs for part in parts_of(item.parts) if isinstance(part, TextRun))
    return frozenset(word.lower() for text in printed for _, word in _WITH_AN_ARTICLE.findall(text))


def _topic_words(view: View, topic: str, things: frozenset[str]) -> tuple[int, str] | None:
    """How a topic is named, with how well that stands in a sentence, the best first; None where nobody has named it yet."""
    entity = view.story.entities.get(topic)
    if topic == view.story.player:
        return 3, "yourself"
    if entity is None:
        words = view.written(topic) or topic
        first, _, rest = words.partition(" ")
        if first in ARTICLES or first in _OWNERS:
            return 1, words.replace("my ", "your ", 1) if first == "my" else words
        if not rest and words in things:
            return 1, f"the {words}"
        return (2 if words[:1].isupper() else _NO_NAME), words
    if entity.kind == "person" and entity.id not in view.around.scope and not known(view, entity):
        return None  # nobody is named before the text has named them
    return 0, view.word(topic, "name" if entity.kind in ("person", "place") else "the")


_ANSWERS: dict[str, Callable[[View, Command], str]] = {
    "people": _people,
    "what": _what,
    "company": _who,
    "where": _where,
    "goals": _goals,
    "time": _time,
    "choices": _choices,
    "exits": _exits,
    "how_to": _how_to,
    "topics": _topics,
}
