"""Slips of the hand: a word that nothing here is called, and the one word in scope that it must be."""

from __future__ import annotations

from attrs import frozen

from kalmurzaeva.parser.lexicon import ARTICLES
from kalmurzaeva.parser.scope import Vocabulary
from kalmurzaeva.view import View


@frozen
class Correction:
    """The words of a clause with its slips put right."""

    words: tuple[str, ...]


def correct(view: View, nouns: Vocabulary, typed: tuple[str, ...]) -> Correction | None:
    """The clause with each unknown word replaced by the only known one near it; None where a word has none, or several."""
    grammar = view.story.grammar
    live = {
        word
        for noun in nouns.nouns
        if noun.id in view.scope
        for name in noun.names
        if view.holds(name.condition)
        for word in name.key
    }
    known = live | grammar.all_words | ARTICLES
    mended: list[str] = []
    for place, word in enumerate(typed):
        if word in known or word.isdigit():
            mended.append(word)
            continue
        near = _nearest(word, grammar.first_words if place == 0 else live | grammar.all_words)
        if near is None:
            return None
        mended.append(near)
    return Correction(tuple(mended)) if tuple(mended) != typed else None


def _nearest(word: str, known: frozenset[str] | set[str]) -> str | None:
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
