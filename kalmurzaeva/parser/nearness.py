"""How near a line comes to the listed choices in what its words mean: of how much of a choice it says, and of how much of it the choice does."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import lru_cache

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.likeness import likeness, weight
from kalmurzaeva.grammar.questions import kind_of
from kalmurzaeva.grammar.wordings import alike as synonyms_of
from kalmurzaeva.model.story import Choice
from kalmurzaeva.parser.agreement import agree, opposed, people_of
from kalmurzaeva.parser.candidate import Candidate
from kalmurzaeva.parser.choices import PERSONS, Label, by_another, labels, read_label, refusing, with_another
from kalmurzaeva.parser.courtesy import asks_whether_one_may
from kalmurzaeva.parser.evidence import QUESTION_WORDS, Heard, hear, is_content, negated, stem
from kalmurzaeva.parser.sentences import refuses, shape_of

# What is left of it where one of the two says *not*, and the other does not; and how much less the next may have to be asked about, too.
_DENIED = 0.7
NEXT = 0.75
_SAME, ALIKE = 0.95, 0.85
# How near a choice is that begins as the line does.
_BEGUN_ALIKE, _LEAST_BEGUN = 0.45, 3
_LIKE_A_DEED = 0.3
_LESS_A_FORM = 0.9
# What one says that one did not do: no choice to do it is meant.
_NOT_DONE = re.compile(r"(?:but )?(?:i|we) (?:did not|have not|had not|never|was not|were not)\b")
_SPOKEN = frozenset(("say", "tell", "answer", "ask"))
_PARTS = re.compile(r"[,.;:!?]+")
# Who asks or looks decides nothing: of the choices only those to ask or to look can be meant.
_LOOKS = frozenset("ask look examine x l watch see read listen find keep peep".split())
EMPTY = frozenset("say tell ask let make give put take get go".split())
# What leads up to most things, and is no reason to offer one: `look out of the window` is not *look down at your shoes*.
LEADING_UP = EMPTY | frozenset(
    "look watch see do does keep want come know think always never once back something anything nothing everything somebody instead would could with listen hear time out".split()
)
LOOKING = frozenset("look see watch peer gaze stare glance examine".split())
_BEGINNING = frozenset("ask tell look go get take give make let put".split())
# What is seen through something, and is near a floor, a wall or a door only in likeness.
_SEEN_THROUGH = frozenset("window windows glass pane".split())
# How near a word of a line must come to one of a choice that is offered.
_SHARED = 0.5
# What is asked by these words is asked by no request, and by no other of them.
_ASKED_BY = frozenset(("who", "where", "when", "why", "how_many"))


def nearest(view: View, heard: Heard, least: float) -> list[Candidate]:
    """The choice, or the two, that a line comes nearest to, as candidates to be asked about; none where all are farther than `least`."""
    people = people_of(view.story, view.around.persons)
    names = people.names | people.everywhere.keys()
    typed = [PERSONS.get(word, word) for word in heard.words]
    refused = refuses(heard, view.story.grammar.first_words)
    looks = (heard.question and not asks_whether_one_may(heard)) or heard.said[0] in _LOOKS
    deed = _deed(view, heard)
    found: list[tuple[float, Choice, str]] = []
    for choice, written in labels(view):
        read = read_label(written)
        if by_another(heard, typed, read.words) or opposed(typed, read.words):
            continue
        if with_another(view, people, typed, choice):
            continue
        if _NOT_DONE.match(" ".join(heard.words)) and read.words[0] not in _SPOKEN:
            continue
        if (
            heard.first in LOOKING
            and not _SEEN_THROUGH.isdisjoint(heard.words)
            and _SEEN_THROUGH.isdisjoint(read.words)
        ):
            continue  # a window is no floor
        if asks_another(heard, read) or not _share(heard, read, names):
            continue
        if (
            agree(view, people, heard, typed, read.words)
            and (not looks or read.words[0] in _LOOKS)
            and (_does(deed, read) or _only_names(read, names))
        ):
            near = max(
                nearness(heard, read, names, refused=refused),
                0.0 if refused else _said_as_a_form(view, heard, choice, names),
            )
            begun = _BEGUN_ALIKE if _begins_alike(heard, typed, read) else 0.0
            found.append((max(near, begun), choice, written))
    found.sort(key=lambda row: -row[0])
    best = found[0][0] if found else 0.0
    return [
        Candidate(choice.command, "choice", heard, dict.fromkeys(heard.weighty, 1.0), note=f"({written})")
        for near, choice, written in found[:2]
        if near >= max(least, NEXT * best)
    ]


def asks_another(heard: Heard, label: Label) -> bool:
    """Whether a line asks who, where, when, why or how many, and a choice to ask something does not, or is to keep something."""
    kind = kind_of(" ".join(heard.words)) if heard.question else None
    if kind not in _ASKED_BY or label.words[0] != "ask":
        return kind in _ASKED_BY and label.words[0] == "keep"
    at = next((place for place, word in enumerate(label.words) if word in QUESTION_WORDS), None)
    if at is None:
        return "to" in label.words[:4] or "if" in label.words or "whether" in label.words
    return kind_of(" ".join(label.words[at:])) != kind


def _share(heard: Heard, label: Label, names: Container[str]) -> bool:
    """Whether a line and a choice have anything in common but what leads up to most things. Names, where nothing else is said, count."""
    all_said, all_own = telling(heard.words, names), telling(label.bare, names)
    said = [word for word in all_said if word not in LEADING_UP]
    own = [word for word in all_own if word not in LEADING_UP]
    if not said or not own:
        return any(word in label.words and word not in _BEGINNING for word in heard.words if is_content(word))
    return any(alike(word, other) >= _SHARED for word in said for other in own)


def _deed(view: View, heard: Heard) -> str:
    """The verb that a line begins with, where it says what is done; `""` where it says nothing of it, as GO and TAKE do."""
    first = heard.said[0]
    if (
        shape_of(heard, view.story.grammar.first_words) != "begun"
        or first in EMPTY
        or first not in view.story.grammar.first_words
    ):
        return ""
    return first


def _does(deed: str, label: Label) -> bool:
    """Whether a choice does anything like a deed: `hide the goose` is not *go down to the train, with a ticket, and the goose*."""
    return not deed or any(alike(deed, word) >= _LIKE_A_DEED for word in label.bare)


def _only_names(label: Label, names: Container[str]) -> bool:
    """Whether a choice says a name and little else: *put down Ada*."""
    return all(word in names or word in EMPTY for word in label.content)


def nearness(heard: Heard, label: Label, names: Container[str], *, refused: bool) -> float:
    """How near a line comes to a choice, whole or in one of its parts between stops. What is `refused` is not to be done."""
    own = telling(label.bare, names)
    denies = refusing(label.words)
    best = 0.0
    for words in (heard.words, *(hear(part).words for part in _PARTS.split(heard.text))):
        denied = refusing(words)
        share = 1.0 if denied == denies else 0.0 if denied and refused else _DENIED
        best = max(best, share * _near(telling(words, names), own))
    return best


def _said_as_a_form(view: View, heard: Heard, choice: Choice, names: Container[str]) -> float:
    """How near a line comes to what a choice may be said by: `of course, whatever you need`, where it is taken by *of course*."""
    option = dispatch.option_of(view, choice.command)
    said = telling(heard.words, names)
    if option is None or not said:
        return 0.0
    spoken = (form.topic for form in option.block.forms if form.verb in ("say", "tell") and isinstance(form.topic, str))
    denies = negated(heard.words)
    return max(
        (
            _LESS_A_FORM * _near(said, own)
            for words in map(str.split, spoken)
            if negated(words) == denies and len(own := telling(words, names)) > 1
        ),
        default=0.0,
    )


def _begins_alike(heard: Heard, typed: Sequence[str], label: Label) -> bool:
    """Whether a line and a choice begin with the same three words, small ones and all: `put it back on her wrist`, *put it back where it belongs*."""
    said = [word for place, word in enumerate(typed) if place not in heard.aside]
    return len(said) >= _LEAST_BEGUN and said[:_LEAST_BEGUN] == label.words[:_LEAST_BEGUN] and is_content(said[0])


def telling(words: Sequence[str], names: Container[str]) -> tuple[str, ...]:
    """The words that say what is meant, each once, without names; those that lead up to anything, and names, only where there are no others."""
    content = tuple(dict.fromkeys(word for word in words if is_content(word) and word not in names))
    telling = tuple(word for word in content if word not in EMPTY)
    return telling or tuple(dict.fromkeys(word for word in words if word in names)) or content


def _near(said: tuple[str, ...], own: tuple[str, ...]) -> float:
    """From 0 to 1: the mean of how much of a choice a line says, and how much of the line the choice does."""
    return (_said_of(own, said) + _said_of(said, own)) / 2 if own and said else 0.0


def _said_of(wanted: tuple[str, ...], by: tuple[str, ...]) -> float:
    weights = [weight(word) for word in wanted]
    said = sum(worth * max(alike(word, other) for other in by) for word, worth in zip(wanted, weights, strict=True))
    return said / sum(weights)


@lru_cache(maxsize=16384)
def alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if stem(one) == stem(other):
        return _SAME
    if other in synonyms_of().get(one, ()):
        return ALIKE
    return likeness(one, other)
