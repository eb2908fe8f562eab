"""The grammar and the everyday wordings as candidates: what the patterns that lie along a clause can mean here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from attrs import evolve

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View, own_kinds
from kalmurzaeva.grammar.lexicon import ARTICLES
from kalmurzaeva.grammar.pattern_index import PatternIndex
from kalmurzaeva.grammar.patterns import Gap, Pattern
from kalmurzaeva.grammar.table import FREE, SESSION
from kalmurzaeva.grammar.wordings import wording_index
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Command, Story
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.candidate import Candidate, bonus_of
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.evidence import FUNCTION, PRONOUNS, QUESTION_WORDS, Heard
from kalmurzaeva.parser.laying import Laying, Way
from kalmurzaeva.parser.mentions import Mention
from kalmurzaeva.parser.nouns import nouns_for, vocabulary
from kalmurzaeva.parser.sense import Read, answered, is_a_word, is_person, makes_sense, worth_of
from kalmurzaeva.parser.speech import addressed
from kalmurzaeva.parser.topics import meant_topic
from kalmurzaeva.parser.whom import is_asked_after, who_has

_MOST_READINGS = 700
# What cannot be undone by having looked.
_DEEDS = frozenset("eat drink taste take steal buy wear give drop throw break tear burn cut keep".split())
_WHERE_ARE_YOU = 3
# What is asked of whoever is here, and is no word to be explained: `what's wrong?`
_AMISS = frozenset("wrong up new matter problem happening funny left next".split())
_NAMING = (("ask",), ("tell",))
_SAID_LOW = frozenset("whisper murmur mutter mumble reply answer".split())


class _Fitting(NamedTuple):
    """A pattern whose words are all in a clause, from the place where it may begin, and the most that it can score. `called` is who is called before."""

    pattern: Pattern
    source: str
    start: int
    most: float
    called: Mapping[int, float]


def of_patterns(clause: Clause, settles: Callable[[Candidate], bool] | None = None) -> list[Candidate]:
    """What patterns can make of a clause, beginning at each word that only small words or a name called stand before, in the order of the tables. Where
    `settles` is given, those that can score most are tried first, and none that can only score less than a candidate that settles the clause."""
    fitting = list(_those_that_fit(clause))
    order: Sequence[int] = range(len(fitting))
    if settles is not None:
        order = sorted(order, key=lambda place: -fitting[place].most)
    laying = Laying(clause.heard, clause.named)
    found: list[tuple[int, Candidate]] = []
    read, enough = 0, -1.0
    for place in order:
        fits = fitting[place]
        if fits.most < enough or (enough > 0 and _most_of_its_words(clause, fits) < enough):
            continue
        for way in laying.ways(fits.pattern.elements, fits.start):
            read += 1
            candidate = _by_pattern(clause, fits, way)
            if candidate is not None:
                found.append((place, candidate))
                if settles is not None and candidate.score > enough and settles(candidate):
                    enough = candidate.score
            if read > _MOST_READINGS:  # the first so many in the order of the tables are worked out, and no others
                return of_patterns(clause) if settles is not None else [one for _, one in found]
    return [one for _, one in sorted(found, key=itemgetter(0))]


def _those_that_fit(clause: Clause) -> Iterator[_Fitting]:
    """The patterns that could lie along a clause."""
    for start in _beginnings(clause):
        called = _called(clause, start)
        lost = 0.0 if called or not start else 1.0 - clause.heard.most(start=start)
        for pattern, source in _patterns(clause, start):
            yield _Fitting(pattern, source, start, most_of(pattern, source) - lost, called)


def _by_pattern(clause: Clause, fits: _Fitting, way: Way) -> Candidate | None:
    """The candidate of a pattern in one of the ways in which it lies along a clause."""
    candidate = _meant(clause, fits.pattern, way, fits.source)
    if candidate is None or _keeps_a_thing(clause, candidate.command, fits.start):
        return None
    verb = fits.pattern.verb
    if fits.called and (verb in FREE or verb in SESSION or verb == "ask_for"):
        candidate = evolve(candidate, explained={**fits.called, **candidate.explained})
    return candidate


def most_of(pattern: Pattern, source: str) -> float:
    """The most that a pattern can score: every word explained, and a block of its own that answers; see `worth_of`."""
    literal = evidence.LITERAL * pattern.literals
    if source != "wording":
        return 1.0 + evidence.DECLARED + literal
    return 1.0 + max(evidence.DECLARED, evidence.ANSWERED + literal + evidence.WORDING_OF_THE_GAME)


def _most_of_its_words(clause: Clause, fits: _Fitting) -> float:
    """The most that a pattern without gaps can score, which explains no more words than it has."""
    if fits.called or fits.pattern.gaps:
        return fits.most
    return most_of(fits.pattern, fits.source) - 1.0 + clause.heard.most_with(len(fits.pattern.elements))


# What is done to a game that has a name; who may be saved, and is no game.
_KEEPS = frozenset(("save", "restore"))
_PEOPLE = frozenset("him her them me us".split())


def _keeps_a_thing(clause: Clause, command: Command, start: int) -> bool:
    """Whether what would save or open a game is of something here: `save the leg`, `save my strength`. A game is called by its bare name."""
    behind = clause.heard.words[start + 1 : start + 2]
    if command.verb in _KEEPS and ("/" in clause.heard.text or len(clause.heard.words) == start + 2):
        return behind[:1] != () and behind[0] in _PEOPLE  # a name that no game can have is refused where games are kept
    words = _PEOPLE if command.topic is None else ARTICLES | PRONOUNS
    return command.verb in _KEEPS and not words.isdisjoint(behind)


def _beginnings(clause: Clause) -> Iterator[int]:
    """The places where a wish may begin: no content word stands before but a name that is called, and no article just before."""
    heard = clause.heard
    called = max((mention.end for mention in clause.named if mention.start == 0 and mention.person), default=0)
    first = min(heard.weighty, default=len(heard.words))
    for start in range(len(heard.words)):
        if start > first and any(place < start and (place >= called or start < called) for place in heard.weighty):
            return
        if start in heard.aside and heard.words[start] == "be":
            continue  # `I had better be going`
        if start == 0 or heard.words[start - 1] not in ARTICLES or start - 1 in heard.aside:
            yield start


def _patterns(clause: Clause, start: int) -> Iterator[tuple[Pattern, str]]:
    """The patterns that the word at `start` can begin. In a question only those of questions count, and the everyday wordings."""
    heard, word = clause.heard, clause.heard.words[start]
    words, most, named = heard.different, len(heard.words) - start, bool(clause.named)
    for pattern in wording_index().fitting(word, words, most, named=named):
        if not (heard.question and pattern.verb in ("yes", "no")):  # `did I do well?` agrees to nothing
            yield pattern, "wording"
    behind = start > 0 and heard.words[start - 1] not in FUNCTION
    if word in QUESTION_WORDS or not (heard.question and (_asks(heard) or behind)):
        for pattern in grammar_index(clause.view.story).fitting(word, words, most, named=named):
            yield pattern, "grammar"


@once_a_story
def grammar_index(story: Story) -> PatternIndex:
    """The patterns of the grammar, by the words that they cannot do without."""
    return PatternIndex(story.grammar.by_word)


def _asks(heard: Heard) -> bool:
    """Whether a clause asks and does not only ask politely (`can you look`): its first word that is not set aside is a question's."""
    return heard.first in QUESTION_WORDS or heard.first in evidence.AUXILIARIES


def _called(clause: Clause, start: int) -> dict[int, float]:
    """Who is called before a wish that is the game's to answer: `Dasha, what time is it`."""
    for mention in clause.named:
        if (
            mention.start == 0
            and 0 < mention.end <= start
            and not set(mention.ids).isdisjoint(clause.view.around.persons)
        ):
            return mention.explained()
    return {}


# ── What a way means ───────────────────────────────────────────────────────────────────────────────────────────


def _meant(clause: Clause, pattern: Pattern, way: Way, source: str) -> Candidate | None:
    """The candidate of a pattern that lies along a clause: the best of the Commands that its names can mean, the others as rivals."""
    found = [
        read
        for row, sure in (_filled(clause, pattern, way) if way.nouns else _UNFILLED)
        for read in _commands(clause, pattern, way, row)
        if (sure or answered(clause, read)) and makes_sense(clause, pattern, read)
    ]
    if not found:
        return None
    bonuses = [bonus_of(clause.view, read.command) for read in found]
    top = max(bonuses)
    best = [read for read, bonus in zip(found, bonuses, strict=True) if bonus == top]
    meant = best[0].meant
    explained = dict(way.places)
    if way.topic is not None and meant is not None:
        share = evidence.FREE_TOPIC if meant.sure == "free" else 1.0
        explained.update({way.topic[0] + place: share for place in meant.places})
    return Candidate(
        best[0].command,
        source,
        clause.heard,
        explained,
        bonus=top + worth_of(pattern, source, meant, top),
        noun_at=max((mention.start for _, mention in way.nouns), default=None),
        exact=meant is None or meant.sure == "exact",
        rivals=tuple(read.command for read in best[1:]),
    )


# What stands in the gaps of a pattern that names nothing.
_UNFILLED: list[tuple[dict[str, str], bool]] = [({}, True)]


def _filled(clause: Clause, pattern: Pattern, way: Way) -> list[tuple[dict[str, str], bool]]:
    """The ids that can stand in the gaps, a row for each combination; False where a thing stands for a person, which only the story allows."""
    accepts = {element.slot: element.accepts for element in pattern.elements if isinstance(element, Gap)}
    rows: list[tuple[dict[str, str], bool]] = [({}, True)]
    for slot, mention in way.nouns:
        ids = _fitting(clause, mention, accepts[slot])
        sure = bool(ids) or accepts[slot] != "person"
        ids = ids if sure else list(mention.ids)
        rows = [({**row, slot: identity}, known and sure) for row, known in rows for identity in ids]
    return rows


def _fitting(clause: Clause, mention: Mention, accepts: str) -> list[str]:
    by_id = vocabulary(clause.view.story, clause.view.node).by_id
    if (
        accepts in clause.view.story.kinds
    ):  # where a movement is wanted, nothing of that name that is nearer stands in its way
        words = clause.heard.words[mention.start : mention.end]
        return [name for name in nouns_for(clause.view, clause.talk, words, accepts) if by_id[name].fits(accepts)]
    return [identity for identity in mention.ids if identity in by_id and by_id[identity].fits(accepts)]


def _commands(clause: Clause, pattern: Pattern, way: Way, row: dict[str, str]) -> Iterator[Read]:
    noun, second = row.get("noun"), row.get("second")
    if way.topic is None:
        yield from _plain_command(clause, pattern, way, noun, second)
        return
    phrase = clause.heard.words[way.topic[0] : way.topic[1]]
    if pattern.verb == "undo" and not _is_count(phrase):
        return  # `undo the ribbons` is not the game's
    names = clause.heard.said[:1] in _NAMING  # `ask her who rings her` asks by the verb
    meant = meant_topic(clause.view, clause.talk, pattern.verb, noun, phrase, names=names)
    amiss = phrase[-1] in _AMISS and meant.sure == "free" and clause.view.around.persons
    yours = "you" in clause.heard.said or phrase[0] == "my" or phrase[-1] in ("one", "ones", "say")
    if pattern.verb == "what" and (amiss or yours or not is_a_word(phrase, meant)):
        return  # `what are you reading`, `what's that you're reading` ask somebody
    read = Read(Command(pattern.verb, noun, second, meant.topic), meant)
    if (
        pattern.verb == "remember"
        and clause.heard.words[0] in ("think", "let", "i")
        and phrase in (("it",), ("that",), ("this",))
    ):
        read = Read(Command("think"), meant)  # `let me think about it`
    if pattern.verb in ("ask", "tell") and noun is None and clause.view.around.persons and not answered(clause, read):
        read = _to_somebody(clause, pattern.verb, phrase)
    if (
        pattern.verb in ("thank", "apologise")
        and noun is None
        and clause.view.around.persons
        and not answered(clause, read)
    ):
        # for whatever it is, it is said to somebody
        read = Read(Command(pattern.verb, _spoken_with(clause)), meant)
    if (
        pattern.verb == "say"
        and noun is None
        and phrase[0] == "that"
        and clause.heard.first in _SAID_LOW
        and clause.view.around.persons
        and not answered(clause, read)
    ):
        read = _to_somebody(clause, "tell", phrase)  # `whisper that I am scared`
    if pattern.verb == "say" and noun is not None and not answered(clause, read):
        aloud = meant_topic(
            clause.view, clause.talk, "say", None, phrase
        )  # said to somebody, and heard by whoever is here
        said = Read(Command("say", topic=aloud.topic), aloud)
        read = said if answered(clause, said) else read
    yield read


def _plain_command(clause: Clause, pattern: Pattern, way: Way, noun: str | None, second: str | None) -> Iterator[Read]:
    """The Command of a pattern that has no topic, where it is meant."""
    asked = noun in clause.view.around.persons or addressed(clause) is not None
    if pattern.verb == "where" and asked and "you" in clause.heard.words and len(clause.heard.said) > _WHERE_ARE_YOU:
        return  # `where are you from` asks somebody
    if pattern.verb == "where" and not is_person(clause.view.story, noun):
        yield Read(Command("examine", noun))  # where a thing is, is seen
        return
    if pattern.verb == "examine" and is_asked_after(clause, noun):
        return  # `tell me about yourself` asks somebody; `what about Gulnara` looks at no movement of hers
    asks = pattern.verb == "examine" and way.places and _asks_what(clause, way)
    if asks and (not {"you", "your"}.isdisjoint(clause.heard.words) or is_done(clause.view, noun)):
        return  # `what is tea` drinks none; `who are you` asks somebody
    if pattern.verb in ("why", "inventory") and _is_none_of_the_games(clause, pattern, way):
        return
    if pattern.verb in ("out", "go") and noun is None and "away" in clause.heard.words and clause.view.around.persons:
        return  # `go away` is said to whoever is here
    if pattern.verb == "ask_for" and noun is None:
        noun = who_has(clause, second)
    if pattern.verb == "examine" and noun is None:
        noun = clause.view.story.player  # `how do I look`
    plain = Command(pattern.verb, noun, second)
    if (
        pattern.verb == "use"
        and second is None
        and noun in own_kinds(clause.view.story)
        and not answered(clause, Read(plain))
    ):
        plain = Command("dance", noun)  # a movement is used by doing it
    if pattern.verb in ("thank", "apologise", "goodbye") and noun is None and not answered(clause, Read(plain)):
        plain = plain._replace(noun=_spoken_with(clause))
    yield Read(plain)


def _is_none_of_the_games(clause: Clause, pattern: Pattern, way: Way) -> bool:
    """`why me`, where nothing was refused, asks somebody; `I'm all yours` counts nothing."""
    heard = clause.heard
    if pattern.verb == "inventory" and not {"your", "her", "his", "their"}.isdisjoint(heard.words):
        return True  # `what's in your bag` is not one's own
    if pattern.verb == "why":
        return clause.talk.refusal is None and bool(clause.view.around.persons) and len(heard.words) > 1
    return heard.said != ("i",) and all(heard.words[place] == "i" for place, _ in way.places)


def _spoken_with(clause: Clause) -> str | None:
    """Who is thanked where nobody is named as that: whoever is called, or spoken with, or the first who is here."""
    called = addressed(clause)
    return called[2] if called else clause.partner or next(iter(clause.view.around.persons), None)


def _to_somebody(clause: Clause, verb: str, phrase: tuple[str, ...]) -> Read:
    """`we need to talk about the cable`: to whoever has most to say on it, else whoever is spoken with, else the one whose scene it is."""
    view = clause.view
    people = [person for person in (clause.partner, *view.around.persons) if person is not None]
    for person in people:
        names = clause.heard.said[:1] in _NAMING
        meant = meant_topic(view, clause.talk, verb, person, phrase, names=names)
        if dispatch.declared(view, Command(verb, person, topic=meant.topic)):
            return Read(Command(verb, person, topic=meant.topic), meant)
    meant = meant_topic(view, clause.talk, verb, people[0], phrase)
    return Read(Command(verb, people[0], topic=meant.topic), meant)


def _asks_what(clause: Clause, way: Way) -> bool:
    return clause.heard.words[way.places[0][0]] in QUESTION_WORDS


def is_done(view: View, noun: str | None) -> bool:
    """Whether to look at something is also to do something with it: the block that answers has the form of a deed, too."""
    block = dispatch.met(view, Command("examine", noun)).block
    return block is not None and any(form.verb in _DEEDS for form in block.forms)


def _is_count(phrase: Sequence[str]) -> bool:
    return len(phrase) == 1 and phrase[0].isascii() and phrase[0].isdigit() and len(phrase[0]) <= 6
