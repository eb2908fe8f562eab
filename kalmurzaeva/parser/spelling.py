"""Slips of the hand: a word that nothing here is called and English does not have, and the one word in scope that it must be."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from attrs import evolve

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.english import is_english
from kalmurzaeva.grammar.lexicon import tokens
from kalmurzaeva.grammar.patterns import SESSION
from kalmurzaeva.grammar.wordings import synonyms, wordings
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Story
from kalmurzaeva.parser.choices import label_of
from kalmurzaeva.parser.evidence import ASIDES, FUNCTION, NEGATIONS, Heard
from kalmurzaeva.parser.nouns import vocabulary

_KNOWN_EVERYWHERE = FUNCTION | ASIDES | NEGATIONS


def mended(view: View, heard: Heard) -> Heard:
    """The clause with its slips put right; `slips` says what was typed."""
    grammar = view.story.grammar
    doubtful = [
        place
        for place, word in enumerate(heard.words)
        if len(word) >= 2
        and word.isascii()
        and word.isalpha()
        and word not in grammar.all_words
        and word not in _KNOWN_EVERYWHERE
        and word not in _in_the_story(view.story)
        and not is_english(word)
    ]
    if not doubtful or _names_a_game(view, heard):
        return heard
    here = _words_here(view)
    changed = list(heard.words)
    slips: dict[int, str] = {}
    for place in doubtful:
        word = changed[place]
        if word in here or word in synonyms():
            continue
        if len(word) == 2:
            if word[::-1] in ("to", "of", "in", "on", "at", "it", "up"):
                changed[place] = word[::-1]
                slips[place] = word
            continue
        first = not any(before not in heard.aside for before in range(place))
        meant = _nearest(word, here) or (_nearest(word, grammar.first_words | frozenset(wordings())) if first else None)
        meant = meant or _nearest(word, frozenset(word for word in grammar.all_words | FUNCTION if len(word) > 1))
        if meant:
            changed[place] = meant
            slips[place] = word
    return evolve(heard, words=tuple(changed), slips=slips) if slips else heard


def _names_a_game(view: View, heard: Heard) -> bool:
    """Whether a clause saves or opens a game under a name, which is whatever the player says."""
    verbs = {pattern.verb for pattern in view.story.grammar.beginning_with(heard.said[0])} if heard.said else set()
    return bool(verbs) and verbs <= SESSION


@once_a_story
def _in_the_story(story: Story) -> frozenset[str]:
    """Every word that names something anywhere in the story: none of them is a slip."""
    return frozenset(word for phrase in story.topics for word in phrase)


def _words_here(view: View) -> frozenset[str]:
    """The words of what is in scope, of the topics that are live, and of the choices."""
    live = {
        word
        for noun in vocabulary(view).nouns
        if noun.id in view.scope
        for name in noun.names
        if view.holds(name.condition)
        for word in name.key
    }
    topics = {
        word for layer in view.layers for command in layer.exact if command.topic for word in command.topic.split()
    }
    listed = {word for option in dispatch.choices(view) for word in tokens(label_of(view, option))}
    return frozenset(word for word in live | topics | listed if not word.isdigit())


def _nearest(word: str, known: AbstractSet[str]) -> str | None:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(word) < 5:  # short words are too near each other: only letters that changed places
        turned = [
            other
            for other in known
            if len(other) == len(word) and other[:1] == word[:1] and sorted(other) == sorted(word)
        ]
        return turned[0] if len(turned) == 1 else None
    most = 1 if len(word) < 8 else 2
    near = process.extract(word, sorted(known), scorer=OSA.distance, score_cutoff=most, limit=6)
    near = [found for found in near if len(found[0]) > 2 or len(word) <= 3]
    if not near:
        return None
    best = [found for found in near if found[1] == near[0][1]]
    best = [found for found in best if found[0][0] == word[0]] or best
    best = [found for found in best if sorted(found[0]) == sorted(word)] or best
    return str(best[0][0]) if len(best) == 1 else None
