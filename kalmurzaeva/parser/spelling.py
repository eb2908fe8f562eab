"""Slips of the hand: a word that nothing here is called and English does not have, and the one word in scope that it must be."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import evolve

from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.chat import plainly
from kalmurzaeva.grammar.english import is_english
from kalmurzaeva.grammar.lexicon import tokens
from kalmurzaeva.grammar.table import SESSION
from kalmurzaeva.grammar.wordings import synonyms, wordings
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Layer, Story
from kalmurzaeva.parser.choices import labels
from kalmurzaeva.parser.evidence import ASIDES, FUNCTION, NEGATIONS, SMALL, Heard, hear
from kalmurzaeva.parser.mentions import live_names
from kalmurzaeva.parser.nouns import vocabulary

# What is still to be had of a movement is had by its name.
_THE_REST = re.compile(
    r"^(\s*(?:keep|watch for|watch|ask \w+ for|learn|dance) )(?:all |how )?the (?:rest|remainder|other half|second half|whole) of (?:the )?",
    re.IGNORECASE,
)
_GOING_ON = re.compile(r"\bkeep on (?!going\b)(\w+ing)\b", re.IGNORECASE)
_KNOWN_EVERYWHERE = FUNCTION | ASIDES | NEGATIONS | SMALL


def heard_here(view: View, clause: str) -> Heard:
    """A clause as words, its short forms written out and its slips mended. What a line comes to is weighed more than once by what was heard."""
    found: Heard | None = view.asked.get(clause)
    if found is None:
        said = _THE_REST.sub(r"\1", clause) if " of " in clause else clause
        found = mended(view, hear(plainly(said, vocabulary(view.story, view.node).by_word)))
        view.asked[clause] = found
    return found


def mended(view: View, heard: Heard) -> Heard:
    """The clause with its slips put right; `slips` says what was typed."""
    heard = _plainly_done(view, heard)
    known = _known(view.story)
    doubtful = [
        place
        for place, word in enumerate(heard.words)
        if len(word) >= 2 and word.isascii() and word.isalpha() and word not in known and not is_english(word)
    ]
    if not doubtful or _names_a_game(view, heard):
        return heard
    doubtful = [place for place in doubtful if not _is_a_word_here(view, heard.words[place])]
    if not doubtful:
        return heard
    here = _words_here(view)
    changed = list(heard.words)
    slips: dict[int, str] = {}
    for place in doubtful:
        word = changed[place]
        if word in synonyms():
            continue
        if word.endswith("s") and len(word) > 4 and (word[:-1] in here or is_english(word[:-1])):
            changed[place] = word[:-1]  # `that ladys bag`
            continue
        if len(word) == 2:
            if word[::-1] in ("to", "of", "in", "on", "at", "it", "up"):
                changed[place] = word[::-1]
                slips[place] = word
            continue
        first = not any(before not in heard.aside for before in range(place))
        beginning, others = _of_grammar(view.story)
        meant = (
            _nearest(word, here) or (_nearest(word, beginning, short=True) if first else None) or _nearest(word, others)
        )
        if meant:
            changed[place] = meant
            slips[place] = word
    return evolve(heard, words=tuple(changed), slips=slips) if tuple(changed) != heard.words else heard


def _plainly_done(view: View, heard: Heard) -> Heard:
    """`I am fixing it`, `I'd better be going`: what one is about to do, as a command has it."""
    at = heard.begin
    word = heard.words[at] if heard.words else ""
    on = _GOING_ON.search(heard.text) if word == "keep" else None
    if on:  # `keep on dancing` is to dance; `keep marking` is not to mark
        plain = _bare_form(view, on.group(1).lower())
        return hear(heard.text[: on.start()] + plain + heard.text[on.end() :]) if plain else heard
    if at == 0 or not word.endswith("ing") or not {"am", "are", "be"}.intersection(heard.words[:at]):
        return heard
    plain = _bare_form(view, word)
    return evolve(heard, words=(*heard.words[:at], plain, *heard.words[at + 1 :])) if plain else heard


def _bare_form(view: View, word: str) -> str:
    """`dance` of `dancing`, where it begins a command; else `""`."""
    bare = word[:-3]
    return next((other for other in (bare, f"{bare}e", bare[:-1]) if other in view.story.grammar.first_words), "")


def _names_a_game(view: View, heard: Heard) -> bool:
    """Whether a clause saves or opens a game under a name, which is whatever the player says."""
    verbs = {pattern.verb for pattern in view.story.grammar.beginning_with(heard.said[0])} if heard.said else set()
    return bool(verbs) and verbs <= SESSION


@once_a_story
def _known(story: Story) -> frozenset[str]:
    """The words of the grammar, those that do little, and every word that names something anywhere in the story: none of them is a slip."""
    named = frozenset(word for phrase in story.topics for word in phrase)
    return story.grammar.all_words | _KNOWN_EVERYWHERE | named


@once_a_story
def _of_grammar(story: Story) -> tuple[list[str], list[str]]:
    """The words that a command can begin with, and all those of the grammar, in order."""
    grammar = story.grammar
    every = (word for word in grammar.all_words | FUNCTION if len(word) > 1)
    return sorted(grammar.first_words | frozenset(wordings())), sorted(every)


def _is_a_word_here(view: View, word: str) -> bool:
    """Whether a word is one of those below."""
    return (
        any(word in _of_topics(view.story, layer) for layer in view.around.layers)
        or bool(live_names(view, vocabulary(view.story, view.node).by_word.get(word, ())))
        or any(word in tokens(label) for _, label in labels(view))
    )


def _words_here(view: View) -> list[str]:
    """The words of what is in scope, of the topics that are live, and of the choices, in order."""
    found: list[str] | None = view.memo.get("words")
    if found is None:
        found = _seen_here(view)
        if view.settled:
            view.memo["words"] = found
    return found


def _seen_here(view: View) -> list[str]:
    live = {
        word
        for noun in vocabulary(view.story, view.node).nouns
        if noun.id in view.around.scope
        for name in noun.names
        if view.holds(name.condition)
        for word in name.key
    }
    topics = (_of_topics(view.story, layer) for layer in view.around.layers)
    listed = {word for _, label in labels(view) for word in tokens(label)}
    return sorted(word for word in live.union(listed, *topics) if not word.isdigit())


@once_a_story
def _of_topics(_story: Story, layer: Layer) -> frozenset[str]:
    return frozenset(word for command in layer.exact if command.topic for word in command.topic.split())


def _nearest(word: str, known: Sequence[str], *, short: bool = False) -> str | None:
    """The one of some words, in order, that another must be a slip of. In short words a letter is only doubted where `short` says so: where a verb
    must stand."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(word) < 5:  # short words are too near each other: only letters that changed places
        turned = [
            other
            for other in known
            if len(other) == len(word) and other[:1] == word[:1] and sorted(other) == sorted(word)
        ]
        if len(turned) != 1 and short and len(word) > 2:
            turned = [other for other in known if other[:1] == word[:1] and _lacks_one(word, other)]
        return turned[0] if len(turned) == 1 else None
    most = 1 if len(word) < 8 else 2
    near = process.extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=6)
    near = [found for found in near if len(found[0]) > 2 or len(word) <= 3]
    if not near:
        return None
    best = [found for found in near if found[1] == near[0][1]]
    best = [found for found in best if found[0][0] == word[0]] or best
    best = [found for found in best if sorted(found[0]) == sorted(word)] or best
    return str(best[0][0]) if len(best) == 1 else None


def _lacks_one(word: str, other: str) -> bool:
    """Whether `word` is `other` with one letter left out that stands beside its like, or a last one that is not heard: `kep`, `cal`, `tak`."""
    return f"{word}e" == other or (
        len(other) == len(word) + 1
        and any(
            other[:at] + other[at + 1 :] == word and other[at] in (other[at - 1 : at], other[at + 1 : at + 2])
            for at in range(1, len(other))
        )
    )
