"""The listed choices as candidates: by their words, their beginning, a run of them, or two words that say what they are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.dispatch import Option
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import tokens
from kalmurzaeva.grammar.wordings import synonyms
from kalmurzaeva.model.markup import plain
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.candidate import Candidate
from kalmurzaeva.parser.evidence import NEGATIONS, Heard, is_content, stem

_PERSONS = {"i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "am": "are"}
_LOOKS = (["look"], ["examine"], ["watch"], ["see"], ["ask"], ["tell"])
_UNSAID = frozenset("the a an that please to".split())
_STANDING_FOR = frozenset("he she it they him her them his hers their its you your yours yourself us we our".split())
_OBJECTIVE = {
    "she": "her",
    "her": "her",
    "he": "him",
    "him": "him",
    "his": "him",
    "they": "them",
    "them": "them",
    "their": "them",
}


_POINTS = "north south east west northeast northwest southeast southwest"
_COMPASS = {word: word for word in _POINTS.split()} | dict(
    zip("n s e w ne nw se sw".split(), _POINTS.split(), strict=True)
)


def label_of(view: View, option: Option) -> str:
    """A choice as the player reads it."""
    return plain(dispatch.words_of(view, option))


def of_choices(view: View, heard: Heard) -> Iterator[Candidate]:
    """The listed choices that share words with the clause."""
    names = _names_here(view)
    typed = [_PERSONS.get(word, word) for word in heard.words]
    heading = _heading(typed)
    for option in dispatch.choices(view):
        label = [_PERSONS.get(word, word) for word in tokens(label_of(view, option))]
        if heading and heading in label:
            every = dict.fromkeys(range(len(typed)), 1.0)
            note = f"({label_of(view, option)})"
            yield Candidate(option.command, "choice", every, 0.0, evidence.DECLARED, note=note, exact=True)
            continue
        if not label or not _agree(view, typed, label):
            continue
        bare = _bare_label(label)
        said = _bare_label(typed)
        if said != bare:
            said = _bare_label([word for place, word in enumerate(typed) if place not in heard.aside] or typed)
        explained, missing, matched = _shared(heard, typed, bare, names)
        own = [word for word in bare if is_content(word) and word not in names]
        whole = said == bare
        begins = len(said) >= (3 if said[:1] in _LOOKS else 2) and bare[: len(said)] == said
        begins = begins or (
            len(typed) >= 3 and matched >= 1 and (_runs_in(typed, label) or _runs_in(_unaside(heard, typed), label))
        )
        if whole or begins:
            explained, missing = dict.fromkeys(range(len(typed)), 1.0), 0.0
        if evidence.negated(typed) != evidence.negated(label):
            missing += evidence.LEFT_NEGATION
        elif evidence.negated(typed):  # `no, I won't` says no twice, and means it once
            explained |= {place: 1.0 for place, word in enumerate(typed) if word in NEGATIONS}
        if not (whole or begins or matched >= 2 or (own and matched >= len(own) and len(said) >= 2)):
            continue
        yield Candidate(
            option.command,
            "choice",
            explained,
            missing,
            evidence.DECLARED if whole or begins else evidence.ANSWERED,
            note=None if whole else f"({label_of(view, option)})",
            exact=whole or begins,
        )


def _heading(typed: Sequence[str]) -> str:
    """The point of the compass that a line is nothing but: `n`, `go north`. A choice that names it is meant."""
    bare = [word for word in typed if word not in ("go", "walk", "head", "run", "move", "to", "the")]
    return _COMPASS.get(bare[0], "") if len(bare) == 1 else ""


def _bare_label(label: Sequence[str]) -> list[str]:
    """A choice, or a line meant as one, without articles and whoever says it: `say that you will` is `will`."""
    bare = [word for word in label if word not in _UNSAID]
    while len(bare) > 1 and bare[0] in ("say", "you", "choose", "pick", "select", "will", "would"):
        bare = bare[1:]
    return bare


def _unaside(heard: Heard, typed: Sequence[str]) -> list[str]:
    return [word for place, word in enumerate(typed) if place not in heard.aside]


def _runs_in(said: Sequence[str], label: Sequence[str]) -> bool:
    """Whether words stand in a label just so, one after the other."""
    return len(said) >= 3 and any(label[at : at + len(said)] == said for at in range(1, len(label) - len(said) + 1))


def _shared(
    heard: Heard, typed: Sequence[str], label: Sequence[str], names: frozenset[str]
) -> tuple[dict[int, float], float, int]:
    """The places that a label explains, what of it is missing, and how many of its content words were said (names do not count)."""
    own = {stem(word): word for word in label}
    explained: dict[int, float] = {}
    said: set[str] = set()
    matched = 0
    for place, word in enumerate(typed):
        if word in ("say", "choose") and stem(word) not in own and place <= 2:
            explained[place] = evidence.PARTICLE
            continue
        short = stem(word)
        if short in own:
            explained[place] = 1.0
        else:
            short = next((stem(other) for other in synonyms().get(word, ()) if stem(other) in own), "")
            if not short:
                if word in names or word in _STANDING_FOR:
                    explained[place] = 1.0  # a name for a pronoun; `_agree` has seen that they fit
                continue
            explained[place] = evidence.SYNONYM
        if short not in said and is_content(own[short]) and own[short] not in names:
            matched += 1
        said.add(short)
    missing = sum(
        evidence.worth(word) * evidence.MISSING_OF_A_CHOICE
        for short, word in own.items()
        if short not in said and is_content(word) and word not in names
    )
    return explained, missing, matched


def _names_here(view: View) -> frozenset[str]:
    return frozenset(word for person in view.present() for name in view.names(person) for word in name.key)


def _agree(view: View, typed: Sequence[str], label: Sequence[str]) -> bool:
    """Whether those named in a line can be those of a choice: the same names, or a pronoun that fits. Names of the absent count, too."""
    named, meant = _named(view, typed), _named(view, label)
    if not named:
        return True
    if meant:
        return not named.isdisjoint(meant)
    spoken_of = {_OBJECTIVE[word] for word in label if word in _OBJECTIVE}
    return not spoken_of or any(view.word(person, "them") in spoken_of for person in named)


def _named(view: View, phrase: Sequence[str]) -> set[str]:
    people = {person for person in view.present() if any(set(name.key) & set(phrase) for name in view.names(person))}
    for word in phrase:
        absent = view.story.topics.get((word,))
        if absent and (entity := view.story.entities.get(absent)) and entity.kind == "person":
            people.add(absent)
    return people
