"""The listed choices as candidates: by their words, their beginning, a run of them, or two words that say what they are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from attrs import frozen

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.dispatch import Option
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import ARTICLES, tokens
from kalmurzaeva.grammar.wordings import alike
from kalmurzaeva.model.markup import plain
from kalmurzaeva.model.story import Choice, Command
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.agreement import People, agree, opposed, people_of
from kalmurzaeva.parser.candidate import Candidate
from kalmurzaeva.parser.evidence import NEGATIONS, QUESTION_WORDS, Heard, is_content, stem

PERSONS = {"i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "am": "are"}
_LETTING = (["let"], ["ask"], ["tell"], ["have"], ["make"])  # `you pay` is *let him pay*
_LOOKS = (["look"], ["examine"], ["watch"], ["see"], ["ask"], ["tell"])
_UNSAID = frozenset("the a an that please to".split())
_SAYING = frozenset("say you choose pick select will would".split())
SPEAKING = frozenset("ask tell say offer promise".split())
_STANDING_FOR = frozenset("he she it they him her them his hers their its you your yours yourself us we our".split())
_HOW_OR_WHY = frozenset("even though although because since so for with while as again like just please".split())
_LEADING_TO_A_WISH = frozenset("to if that whether about for".split())
_LEAVING_BE = frozenset("leave refuse decline".split())


@frozen(eq=False)
class Label:
    """The words of a choice: all of them, those without articles and whoever says it (`bare`), these by their stems (`own`), which of them say
    what is meant (`content`), and the stems of these (`weighty`); `head` is what stands before its first comma, `opening` the same with articles, where a comma stands; `wish` is what is
    asked or told in *ask her to show you*, *tell her that you would*."""

    words: list[str]
    bare: list[str]
    own: Mapping[str, str]
    content: frozenset[str]
    weighty: frozenset[str]
    negated: bool
    head: list[str]
    opening: list[str]
    wish: list[str]


_POINTS = "north south east west northeast northwest southeast southwest"
_COMPASS = {word: word for word in _POINTS.split()} | dict(
    zip("n s e w ne nw se sw".split(), _POINTS.split(), strict=True)
)


def label_words(view: View, command: Command) -> Sequence[str]:
    """The words of the choice that a Command takes; none where it takes none."""
    option = dispatch.option_of(view, command)
    return tokens(label_of(view, option)) if option else ()


def label_of(view: View, option: Option) -> str:
    """A choice as the player reads it."""
    return plain(dispatch.words_of(view, option))


def labels(view: View) -> tuple[tuple[Choice, str], ...]:
    """The choices listed now, each as the player reads it."""
    found: tuple[tuple[Choice, str], ...] | None = view.memo.get("labels") if view.settled else None
    if found is None:
        found = tuple((choice, plain(choice.words)) for choice in dispatch.listed(view))
        if view.settled:
            view.memo["labels"] = found
    return found


@lru_cache(maxsize=4096)
def read_label(label: str) -> Label:
    words = [PERSONS.get(word, word) for word in tokens(label)]
    bare = _bare_label(words)
    content = frozenset(filter(is_content, bare))
    before, comma, _ = label.partition(",")
    opening = [PERSONS.get(word, word) for word in tokens(before)]
    head = [word for word in opening if word not in ARTICLES]
    return Label(
        words,
        bare,
        {stem(word): word for word in bare},
        content,
        frozenset(map(stem, content)),
        evidence.negated(words),
        head,
        opening if comma else [],
        _wish(words),
    )


def _wish(words: Sequence[str]) -> list[str]:
    """What is asked or told, in the words of whoever says it: `show you how the hip goes`."""
    if words[:1] not in (["ask"], ["tell"]):
        return []
    for at, word in enumerate(words[1:5], 1):
        if word in QUESTION_WORDS:
            return list(words[at:])
        if word in _LEADING_TO_A_WISH:
            return list(words[at + 1 :])
    return []


@lru_cache(maxsize=4096)
def reached_by(word: str) -> frozenset[str]:
    """The stems that a typed word can stand for."""
    return frozenset((stem(word), *(stem(other) for other in alike().get(word, ()))))


def of_choices(view: View, heard: Heard) -> Iterator[Candidate]:
    """The listed choices that share words with the clause."""
    typed = [PERSONS.get(word, word) for word in heard.words]
    reached = frozenset[str]().union(*map(reached_by, typed))
    heading = _heading(typed)
    if not heading and reached.isdisjoint(_reaching(view)):
        return
    people = people_of(view.story, view.around.persons)
    names = people.names
    # What says a choice, whole or in part, says a word of content that it has, too, if it says any.
    weighty = any(heard.words[place] not in names and heard.words[place] not in _SAYING for place in heard.weighty)
    negated = not NEGATIONS.isdisjoint(typed)
    for choice, written in labels(view):
        read = read_label(written)
        label, bare = read.words, read.bare
        if heading and heading in label:
            every, note = dict.fromkeys(range(len(typed)), 1.0), f"({written})"
            yield Candidate(choice.command, "choice", heard, every, 0.0, evidence.DECLARED, note=note, exact=True)
            continue
        if not label or (bare and reached.isdisjoint(read.weighty if weighty else read.own)):
            continue
        if not agree(view, people, heard, typed, label) or _is_of_others(view, people, heard, choice, label):
            continue
        said = _bare_label(typed)
        if said != bare:
            said = _bare_label([word for place, word in enumerate(typed) if place not in heard.aside] or typed)
        explained, missing, matched = _shared(heard, typed, read, names)
        own = [word for word in bare if word in read.content and word not in names]
        if matched == 1 and _in_order(typed, read.head):
            matched, missing = 2, 0.0
        whole = said == bare or (
            heard.said[:1] == ("you",)
            and bare[:1] in _LETTING
            and list(heard.said[1:]) == bare[2:]
            and not heard.question
        )
        whole = whole or (len(typed) > 1 and typed == read.opening) or _is_said(heard, typed, read, names)
        begins = len(said) >= (3 if said[:1] in _LOOKS else 2) and bare[: len(said)] == said
        begins = begins or (
            len(typed) >= 3
            and matched >= 1
            and (not heard.question or label[0] == "ask")  # `what is in my bag` shows it to nobody
            and (_runs_in(typed, label) or _runs_in(_unaside(heard, typed), label))
        )
        begins = begins or _goes_on(said, bare)
        if whole or begins:
            explained, missing = dict.fromkeys(range(len(typed)), 1.0), 0.0
        denied = negated and (read.negated or _denied(heard, typed, explained))
        if denied != read.negated and not (denied and refusing(label)):
            missing += evidence.LEFT_NEGATION
        elif negated:  # `no, I won't` says no twice, and means it once
            explained |= {place: 1.0 for place, word in enumerate(typed) if word in NEGATIONS}
        if not (whole or begins or matched >= 2 or (own and matched >= len(own) and len(said) >= 2)):
            continue
        yield Candidate(
            choice.command,
            "choice",
            heard,
            explained,
            missing,
            evidence.DECLARED if whole or begins else evidence.ANSWERED,
            noun_at=max(explained, default=None) if own and matched >= len(own) else None,
            note=None if whole else f"({written})",
            exact=whole or begins,
        )


def _reaching(view: View) -> frozenset[str]:
    """The stems by which a listed choice can be reached."""
    found: frozenset[str] | None = view.memo.get("reaching") if view.settled else None
    if found is None:
        found = _stems_of(tuple([written for _, written in labels(view)]))
        if view.settled:
            view.memo["reaching"] = found
    return found


@lru_cache(maxsize=1024)
def _stems_of(written: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(read_label(one).own for one in written))


def _goes_on(said: Sequence[str], bare: Sequence[str]) -> bool:
    """Whether a line says all of a choice and then only how or why: `go all the way down slowly, even though it hurts`."""
    rest = said[len(bare) :]
    return (
        len(bare) >= 3
        and said[: len(bare)] == list(bare)
        and bool(rest)
        and (rest[0] in _HOW_OR_WHY or rest[0].endswith("ly"))
        and not evidence.negated(rest)
    )


def _is_of_others(view: View, people: People, heard: Heard, choice: Choice, label: Sequence[str]) -> bool:
    """Whether a line is of somebody else than a choice, or of the opposite."""
    typed = [PERSONS.get(word, word) for word in heard.words]
    return by_another(heard, typed, label) or opposed(typed, label) or with_another(view, people, typed, choice)


def with_another(view: View, people: People, typed: Sequence[str], choice: Choice) -> bool:
    """Whether a line names only people that a choice has nothing to do with, where its words leave open who it is, and its forms do not: `take Ada up` is
    not *take the girl up*, who is Nina."""
    called = people.everywhere
    named = {called[word] for word in typed if word in called}
    if not named or any(word in called for word in tokens(plain(choice.words))):
        return False
    option = dispatch.option_of(view, choice.command)
    forms = option.block.forms if option else ()
    meant = {
        slot
        for form in forms
        for slot in (form.noun, form.second, form.topic)
        if isinstance(slot, str) and slot in view.story.entities and view.story.entities[slot].kind == "person"
    }
    return bool(meant) and meant.isdisjoint(named)


def by_another(heard: Heard, typed: Sequence[str], label: Sequence[str]) -> bool:
    """Whether a choice has somebody else do what a line has oneself do: `I'd rather pay for myself` is not *let him pay*."""
    if [label[0]] not in _LETTING[:1] + _LETTING[3:] or len(label) < 3 or label[1] not in _STANDING_FOR:
        return False
    return label[0] not in typed and not {"i", "we", "myself"}.isdisjoint(heard.words) and heard.said[:1] != ("you",)


def _heading(typed: Sequence[str]) -> str:
    """The point of the compass that a line is nothing but: `n`, `go north`. A choice that names it is meant."""
    if _COMPASS.keys().isdisjoint(typed):
        return ""
    bare = [word for word in typed if word not in ("go", "walk", "head", "run", "move", "to", "the")]
    return _COMPASS.get(bare[0], "") if len(bare) == 1 else ""


def _bare_label(label: Sequence[str]) -> list[str]:
    """A choice, or a line meant as one, without articles and whoever says it: `say that you will` is `will`."""
    bare = [word for word in label if word not in _UNSAID]
    begin = 0
    while begin < len(bare) - 1 and bare[begin] in _SAYING:
        begin += 1
    return bare[begin:]


def _denied(heard: Heard, typed: Sequence[str], explained: Mapping[int, float]) -> bool:
    """Whether a negation stands in the same part of a sentence, between commas, as the words of weight that a choice explains."""

    def part(place: int) -> int:
        return sum(comma <= place for comma in heard.commas)

    said = {part(place) for place in explained if place in heard.weighty}
    return any(part(place) in said for place, word in enumerate(typed) if word in NEGATIONS)


def _in_order(typed: Sequence[str], head: Sequence[str]) -> bool:
    """Whether what a choice begins with, small words and all, stands in a line in that order: `let the left heel down` in *let the heel down a bit*."""
    at = said = 0
    for word in head:
        if word in typed[at:]:
            said, at = said + 1, typed.index(word, at) + 1
    return said >= 3 and said >= len(head) - 1 and head[0] in typed


def _is_said(heard: Heard, typed: Sequence[str], label: Label, names: frozenset[str]) -> bool:
    """Whether a choice is said to whoever it is for, as one would: `it's out, Lyonya`; `show me`, for *ask her to show you how the hip goes*; `what
    else do you take bets on`, for *ask her what else she takes bets on*."""
    said = _uncalled(heard, typed, names)
    if not said:
        return False
    if len(said) > 1 and said in (label.words, label.bare, label.opening):
        return True
    plain = [word for word in _uncalled(heard, _unasided(heard, typed), names) if word not in ARTICLES]
    wish = [word for word in label.wish if word not in ARTICLES]
    if not wish or not plain:
        return False
    if said == label.wish or (len(plain) > 1 and plain == wish[: len(plain)] and label.words[0] == "ask"):
        return True
    if label.words[0] != "ask" or not heard.question:
        return False
    if heard.words[0] in QUESTION_WORDS and QUESTION_WORDS.isdisjoint(label.words):
        return False  # `what was the order` does not *ask for the order*
    meant = {stem(word) for word in wish if is_content(word) and word not in names}
    return bool(meant) and meant == {stem(word) for word in plain if is_content(word) and word not in names}


def _uncalled(heard: Heard, typed: Sequence[str], names: frozenset[str]) -> list[str]:
    """The words without whoever is called between commas; a word that was set aside is empty."""
    cuts = [0, *sorted(heard.commas), len(typed)]
    parts = [range(begin, end) for begin, end in pairwise(cuts)]
    kept = [part for part in parts if any(place not in heard.aside and typed[place] not in names for place in part)]
    return [typed[place] for part in kept for place in part if typed[place]]


def _unasided(heard: Heard, typed: Sequence[str]) -> list[str]:
    return ["" if place in heard.aside else word for place, word in enumerate(typed)]


def _unaside(heard: Heard, typed: Sequence[str]) -> list[str]:
    return [word for place, word in enumerate(typed) if place not in heard.aside]


def _runs_in(said: Sequence[str], label: Sequence[str]) -> bool:
    """Whether words stand in a label just so, one after the other."""
    return len(said) >= 3 and any(label[at : at + len(said)] == said for at in range(1, len(label) - len(said) + 1))


def _shared(
    heard: Heard, typed: Sequence[str], label: Label, names: frozenset[str]
) -> tuple[dict[int, float], float, int]:
    """The places that a label explains, what of it is missing, and how many of its content words were said (names do not count)."""
    own = label.own
    explained: dict[int, float] = {}
    said: set[str] = set()
    matched = 0
    for place, word in enumerate(typed):
        if word in ("say", "choose") and stem(word) not in own and place <= 2:
            explained[place] = evidence.PARTICLE
            continue
        short = stem(word)
        if word != short and short in SPEAKING and label.words[0] == short and word not in label.words:
            continue  # `Mama asks how you are` asks nothing oneself
        if short in own:
            explained[place] = 1.0
        else:
            short = next((stem(other) for other in alike().get(word, ()) if stem(other) in own), "")
            if not short:
                if word in names or word in _STANDING_FOR:
                    explained[place] = 1.0  # a name for a pronoun; `agree` has seen that they fit
                continue
            explained[place] = evidence.SYNONYM
        if short not in said and own[short] in label.content and own[short] not in names:
            matched += 1
        said.add(short)
    missing = sum(
        evidence.worth(word) * evidence.MISSING_OF_A_CHOICE
        for short, word in own.items()
        if short not in said and word in label.content and word not in names
    )
    return explained, min(missing, evidence.MOST_MISSING_OF_A_CHOICE), matched


def refusing(words: Sequence[str]) -> bool:
    """Whether words say what is not done: with a negation, or as *leave her to it*, *let it be*, *refuse*."""
    return evidence.negated(words) or not _LEAVING_BE.isdisjoint(words)
