"""Slips of the hand: a word that nothing here is called, and the one word in scope that it must be."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import ARTICLES
from kalmurzaeva.grammar.vocabulary import Vocabulary


def correct(view: View, nouns: Vocabulary, typed: tuple[str, ...]) -> tuple[str, ...] | None:
    """The words of a clause, each that nothing is called replaced by the only known word near it. None where nothing changes."""
    grammar = view.story.grammar
    live = {
        word
        for noun in nouns.nouns
        if noun.id in view.scope
        for name in noun.names
        if view.holds(name.condition)
        for word in name.key
    }
    known = live | grammar.all_words | ARTICLES | _topic_words(view)
    mended = tuple(
        word
        if word in known or word.isdigit()
        else _nearest(word, grammar.first_words if place == 0 else known) or word
        for place, word in enumerate(typed)
    )
    return mended if mended != typed else None


def _topic_words(view: View) -> set[str]:
    """The words of what could be talked about here."""
    return {word for layer in view.layers for command in layer.exact if command.topic for word in command.topic.split()}


def _nearest(word: str, known: AbstractSet[str]) -> str | None:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    most = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    if not most:
        return None
    near = process.extract(word, sorted(known), scorer=OSA.distance, score_cutoff=most, limit=4)
    if not near:
        return None
    best = [found for found in near if found[1] == near[0][1]]
    same_start = [found for found in best if found[0][0] == word[0]]
    best = same_start or best
    return str(best[0][0]) if len(best) == 1 else None
