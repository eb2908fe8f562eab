"""The one listed choice that a clause touches, or is by its block, or that names whom a clause names: to be asked about, where nothing said it whole."""

from __future__ import annotations

from collections.abc import Collection

from kalmurzaeva.engine.view import View
from kalmurzaeva.model.story import Block
from kalmurzaeva.parser.agreement import agree, everyone, opposed, people_of
from kalmurzaeva.parser.candidate import Candidate, block_of
from kalmurzaeva.parser.choices import (
    PERSONS,
    SPEAKING,
    Label,
    by_another,
    labels,
    reached_by,
    read_label,
    refusing,
    with_another,
)
from kalmurzaeva.parser.evidence import QUESTION_WORDS, Heard, negated, stem

_OF_SPEECH = frozenset("tell say ask speak talk answer".split())


def one_touched(view: View, heard: Heard, *, surely: bool, spoken: bool = False) -> Candidate | None:
    """The one listed choice that a clause touches, where it is too little to do it and nothing else was meant: by a word of content that no other
    choice has, with which half of what was said, or of the choice, is said. `surely`, where the clause has a reading of its own: by two words, or by
    the one that the choice begins with, where no other was said. `spoken`, where a clause is a sentence said to somebody: what is listed to be asked or told counts, too."""
    typed = [PERSONS.get(word, word) for word in heard.words]
    people = people_of(view.story, view.around.persons)
    weighty = {stem(heard.words[place]) for place in heard.weighty if heard.words[place] not in people.names}
    found = []
    for choice, written in labels(view):
        read = read_label(written)
        own = {short for short, word in read.own.items() if word in read.content and word not in people.names}
        shared = {
            word
            for place, word in enumerate(typed)
            if place in heard.weighty and word not in people.names and not own.isdisjoint(reached_by(word))
        }
        if (
            heard.question
            and (spoken or heard.first in QUESTION_WORDS or heard.words[0] in QUESTION_WORDS)
            and read.words[0] != "ask"
        ):
            continue
        first = next((stem(word) for word in read.bare if word in read.content), "")
        begun = any(first in reached_by(word) for word in shared)
        if (
            (read.words[0] in SPEAKING and not begun and not spoken)
            or (len(shared) < 2 and not begun and len(weighty) > 1)
            or (surely and len(shared) < 2 and not (begun and len(weighty) == 1))
        ):
            continue
        if _says_the_other(read, typed):
            continue
        if by_another(heard, typed, read.words) or opposed(typed, read.words):
            continue
        if with_another(view, people, typed, choice):
            continue
        if spoken and shared <= _OF_SPEECH:
            continue  # `don't tell anyone` is not *tell Ada you will not*
        if shared and agree(view, people, heard, typed, read.words) and refusing(typed) <= refusing(read.words):
            found.append(((len(shared), -len(own)), choice, written, 2 * len(shared) >= min(len(weighty), len(own))))
    most = max((row[0] for row in found), default=(0, 0))
    best = [row for row in found if row[0] == most]
    if len(best) != 1 or not best[0][3]:
        return None
    _, choice, written, _ = best[0]
    return Candidate(choice.command, "choice", heard, dict.fromkeys(heard.weighty, 1.0), note=f"({written})")


def _says_the_other(read: Label, typed: Collection[str]) -> bool:
    """Whether a line denies what a choice says to somebody, or the choice what the line says: `I don't think I give them back` is not *say that you give
    them back*, nor `I'll be you` *tell her you will not*."""
    return read.words[0] in SPEAKING and negated(typed) is not read.negated


def one_refusing(view: View, heard: Heard) -> Candidate | None:
    """The one listed choice that is to leave something undone, where a clause says that something will be."""
    found = [
        (choice, written)
        for choice, written in labels(view)
        if refusing(read_label(written).words) and read_label(written).words[0] not in SPEAKING
    ]
    if len(found) != 1:
        return None
    choice, written = found[0]
    return Candidate(choice.command, "choice", heard, dict.fromkeys(range(len(heard.words)), 1.0), note=f"({written})")


def choice_of(view: View, heard: Heard, block: Block | None) -> Candidate | None:
    """The listed choice that a block is, as if a clause had said it; None where it is none."""
    if block is None or not block.marker.is_choice:
        return None
    for choice, written in labels(view):
        if block_of(view, choice.command) is block:
            read = read_label(written)
            if _says_the_other(read, heard.words):
                return None
            everything = dict.fromkeys(range(len(heard.words)), 1.0)
            return Candidate(choice.command, "choice", heard, everything, note=f"({written})")
    return None


def naming(view: View, heard: Heard) -> list[Candidate]:
    """The listed choices that name somebody elsewhere whom a clause names."""
    people = everyone(view.story)
    wanted = {people[word] for word in heard.words if word in people} - set(view.around.persons)
    leading = [
        (choice, written)
        for choice, written in labels(view)
        if any(people.get(word) in wanted for word in read_label(written).words)
    ]
    everything = dict.fromkeys(range(len(heard.words)), 1.0)
    return [
        Candidate(choice.command, "choice", heard, everything, note=f"({written})") for choice, written in leading[:3]
    ]
