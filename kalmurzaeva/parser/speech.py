"""What is said to somebody, as candidates: to whoever is addressed by name, else to whoever was last spoken with, else to the one person here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import evolve, frozen

from kalmurzaeva.engine import dispatch
from kalmurzaeva.grammar.lexicon import ARTICLES, PREPOSITIONS, tokens
from kalmurzaeva.grammar.wordings import said_alike
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Command, Layer, Story
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.candidate import Candidate, bonus_of, is_for
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.evidence import QUESTION_WORDS, Heard, is_content
from kalmurzaeva.parser.mentions import Mention
from kalmurzaeva.parser.topics import Meant, meant_topic

_ABOUT = re.compile(
    r"(?:what about|how about|and|tell me (?:more )?about|tell me|what do you (?:think|know|say) (?:of|about)"
    r"|do you know (?:anything )?about|who is|who was|what is|what are|about|talk about) (.+)"
)
_GREETINGS = frozenset(
    (
        "how are you",
        "how do you do",
        "hello",
        "hi",
        "hey",
        "good morning",
        "good evening",
        "i am ready",
        "i am here",
        "ready",
    )
)
# More words than this are a sentence, and name nothing that could be asked about.
_LONGEST_NAMING = 5
_SHORTEST_BEFORE = 2
_SURE = {"exact": 1.0, "near": 1.0, "entity": 0.9, "free": evidence.FREE_TOPIC}
_KNOWN = ("exact", "near")
_DO_THEY = tuple(("do", who) for who in ("you", "they", "we", "i"))
# What leads up to a name that is called.
_BEFORE_A_NAME = frozenset(
    """but and so no yes sorry thanks thank you oh hello hi hey please good morning evening night well dear my poor auntie aunt aunty uncle old
    granny do not worry wait listen look luck mr mrs ms miss madam comrade sir""".split()
)
_SUBJECT_WORDS = frozenset("i we you it that this he she they there".split())
_SUBJECTS = tuple((word,) for word in sorted(_SUBJECT_WORDS))
_SHORTEST_HAIL = 3
_MUCH = 2
# What is done, and hardly said.
_DONE = frozenset("sit stand wait go look walk lie kneel take sign open close turn".split())
_OWN_FINITE = frozenset("am was were had have could can would should will might".split())
_CEASING = frozenset(("stop", "quit"))
_KIN = tuple((word,) for word in "mama mother grandmother granny papa father dad mum mom".split())
_JOINING = frozenset("and or but not as than like for his her my your our their".split())
_THANKS = (("thank",), ("thanks",))
_YOUR = frozenset(("you", "your", "yours"))
_DEARS = (("dear",), ("love",), ("darling",), ("dearest",), ("sweetheart",))
# Words that begin a command, and order nobody about.
_NO_ORDERS = frozenset("good sorry thanks thank_you yes no hello hi hey bye goodbye what who where why how".split())
# What it costs to take a line for speech to somebody whom it does not name, and more where nothing in it is known to them.
_NOT_NAMED, _NOT_KNOWN, _ALOUD = 0.25, 0.5, 0.35
# The very words go before others that say the same.
_REWORDED = 0.01


@frozen
class _Speech:
    """Something said: to whom, from which place to which, and the places of the name that was called."""

    person: str
    begin: int
    end: int
    name: range | None = None

    @property
    def called(self) -> dict[int, float]:
        return dict.fromkeys(self.name, 1.0) if self.name is not None else {}


def of_speech(clause: Clause) -> Iterator[Candidate]:
    """What is said to somebody."""
    heard, partner = clause.heard, clause.partner
    addressed = _addressed(clause)
    if addressed:
        yield from _said_to(clause, addressed)
    elif partner is not None:
        yield from _said_to(clause, _Speech(partner, heard.begin, len(heard.words)))
    elif heard.question and len(heard.words) >= 3:
        yield from _known_to_somebody(clause, heard.begin)


def most_of_speech(clause: Clause) -> float:
    """The most that what is said to somebody can score: all that a line can where it calls somebody, greets, or asks what one of several may know;
    less where it names nobody."""
    heard = clause.heard
    greets = " ".join(heard.words[heard.begin :]) in _GREETINGS
    if greets or (heard.question and clause.partner is None) or _addressed(clause):
        return 1.0 + evidence.DECLARED
    return heard.most(_NOT_NAMED) + evidence.DECLARED


def of_words_aloud(clause: Clause) -> Iterator[Candidate]:
    """What is said aloud."""
    addressed = _addressed(clause)
    if addressed:
        yield from _aloud(clause, addressed.begin, addressed)
    else:
        yield from _aloud(clause, clause.heard.begin)


def most_of_words_aloud(clause: Clause) -> float:
    """The most that words said aloud can score; nothing where the story waits for none."""
    waits = any(_waits_for_words(clause.view.story, layer) for layer in clause.view.around.layers)
    return 1.0 + evidence.DECLARED if waits else -1.0


@once_a_story
def _waits_for_words(_story: Story, layer: Layer) -> bool:
    """Whether a block of a layer answers what is said aloud, or a rule comes before it."""
    verbs = {command.verb for command in layer.exact}.union(layer.open, layer.before)
    return not verbs.isdisjoint(("say", "anything"))


def _known_to_somebody(clause: Clause, begin: int) -> Iterator[Candidate]:
    """A question that one of several people here has an answer to."""
    for person in clause.view.around.persons:
        if dispatch.held_up(clause.view, Command("ask", person)):
            continue
        meant = meant_topic(clause.view, clause.talk, "ask", person, clause.heard.words[begin:])
        command = Command("ask", person, topic=meant.topic)
        if meant.sure in _KNOWN and dispatch.declared(clause.view, command):
            yield _spoken(clause, command, meant, begin)


def _aloud(clause: Clause, begin: int, to: _Speech | None = None) -> Iterator[Candidate]:
    """Words that the story waits for: exactly those, or any that are no command."""
    heard = clause.heard
    end = to.end if to is not None else len(heard.words)
    meant = meant_topic(clause.view, clause.talk, "say", None, heard.words[begin:end])
    if meant.sure != "exact" and to is None and begin:
        whole = meant_topic(clause.view, clause.talk, "say", None, heard.words)  # `we did it`, `can I try?`
        begin, meant = (0, whole) if whole.sure == "exact" else (begin, meant)
    command = Command("say", topic=meant.topic)
    if to is not None and meant.sure not in _KNOWN:
        return
    if heard.question and meant.sure != "exact" and clause.view.around.persons:
        return  # who asks is asking somebody
    if meant.sure == "near" and meant.matched < _MUCH and heard.first in _DONE:
        return  # `please sit` does not say *sit with us*
    if (
        (len(heard.words) >= 2 or meant.sure == "exact")
        and dispatch.answered_by_story(clause.view, command)
        and not (meant.sure != "exact" and _is_command(clause, plainly=meant.sure == "near"))
    ):
        missing = _ALOUD if meant.sure not in _KNOWN else _NOT_NAMED + _REWORDED if meant.reworded else 0.0
        found = _spoken(clause, command, meant, begin)
        # what the scene waits for needs no echo
        note = None if meant.sure in _KNOWN else "(say it)"
        explained = {**(to.called if to else {}), **found.explained}
        yield evolve(found, explained=explained, missing=missing, note=note, source="say")


def _is_command(clause: Clause, *, plainly: bool = False) -> bool:
    """Whether the grammar reads a clause whole: short, or with something in it; `plainly` where nothing leads up to its verb: `stand up`, and not `I should stand`."""
    said = clause.heard.said
    if plainly and said[:1] != clause.heard.words[:1]:
        return False
    return any(match.slots or len(said) < 3 for match in clause.view.story.grammar.matches(said))


def addressed(clause: Clause) -> tuple[int, int, str] | None:
    """Who is called by name, with the stretch of words that is said to them."""
    found = _addressed(clause)
    return (found.begin, found.end, found.person) if found else None


# ── To whom ────────────────────────────────────────────────────────────────────────────────────────────────────


def _addressed(clause: Clause) -> _Speech | None:
    """Who is called by name at the beginning, the end or in the middle of a clause, and the stretch of what is said."""
    for mention in clause.named:
        people = [identity for identity in mention.ids if identity in clause.view.around.persons]
        if len(people) == 1 and not mention.pronoun and (stretch := _stretch(clause, mention)):
            greeted = clause.heard.question and stretch[0] >= mention.end  # `hi, Dasha, how is the toe` asks her
            begin = 0 if greeted else mention.start
            return _Speech(people[0], *stretch, range(begin, max(mention.end, stretch[0])))
    return None


def _stretch(clause: Clause, name: Mention) -> tuple[int, int] | None:
    """What is said to a name that is called: behind it, or before it; None where it is not called but spoken of."""
    heard = clause.heard
    last = len(heard.words)
    if heard.words[name.end : name.end + 1] in _DEARS and name.end + 1 in heard.commas:
        name = evolve(name, end=name.end + 1)  # `Ada dear, …`
    while last and last - 1 in heard.aside:
        last -= 1
    if name.start == 0 and name.end < len(heard.words):
        follows = heard.words[name.end]
        if (
            name.end in heard.commas
            or follows in QUESTION_WORDS
            or follows in evidence.AUXILIARIES
            or follows in ("you", "your")
            or _begins_an_order(clause, name)
        ):
            return name.end, len(heard.words)
    led_to = all(place in heard.aside or heard.words[place] in _BEFORE_A_NAME for place in range(name.start))
    if name.start > 0 and led_to and name.end in heard.commas:
        return name.end, len(heard.words)  # `oh Dasha, how is the toe`
    if name.start > 1 and led_to and heard.words[name.end : name.end + 1] in _SUBJECTS:
        return 0, len(heard.words)  # `don't worry Dasha I'll tell her`
    if name.start > 1 and name.end == last and _is_hailed(heard, name):
        return 0, name.start  # `good luck with the toe Dasha`
    if name.start > 0 and name.end == last and _is_ordered(clause, name):
        return 0, name.start  # `go home Dasha`
    if name.start > 0 and name.start in heard.commas:
        if name.end == last:
            return 0, name.start
        if name.end in heard.commas and name.start == len(tokens(heard.text.partition(",")[0])):
            begins = 0 if name.start > _SHORTEST_BEFORE else name.end
            return begins, len(heard.words)  # `hello, Dasha, how is the toe`; `she sat there, Mama, by the belt`
    return None


def _begins_an_order(clause: Clause, name: Mention) -> bool:
    """Whether what follows a name at the beginning begins with a verb, and is nothing of theirs: `Ada stop staring`."""
    words, first_words = clause.heard.words, clause.view.story.grammar.first_words
    theirs = any(mention.start == name.end and not mention.pronoun for mention in clause.named)
    return words[name.end] in first_words and len(words) > name.end + 1 and not theirs


def _is_ordered(clause: Clause, name: Mention) -> bool:
    """Whether a name at the end of what begins with a verb is called: no pattern has the verb done to it."""
    grammar, words = clause.view.story.grammar, clause.heard.words
    before = words[name.start - 1]
    if words[0] in _CEASING and words[1:2] and words[1].endswith("ing"):
        return name.start > 1  # `stop crying Ada`
    if words[0] not in grammar.first_words or before in PREPOSITIONS or before in ARTICLES or before in _JOINING:
        return False
    called = words[name.start : name.end]
    if not any(_is_proper(clause.view.story, identity, called) for identity in name.ids):
        return False  # `help the little girl` calls nobody
    return not any(called in match.slots.values() for match in grammar.matches(words))


def _is_proper(story: Story, person: str, words: tuple[str, ...]) -> bool:
    """Whether words are a name by which somebody is called, and not only what they are: `Ada`, `mama`, and not `the girl`."""
    entity = story.entities.get(person)
    written = next((name.text for name in entity.names if name.key == words), "") if entity else ""
    return written[:1].isupper() or words in _KIN


def _is_hailed(heard: Heard, name: Mention) -> bool:
    """Whether a name at the end of a sentence without a comma is called: no verb and no small word before it could have it."""
    if said_alike(heard.words[: name.start]):
        return True  # `how are you Dasha`
    before = heard.words[name.start - 1]
    first = next((word for place, word in enumerate(heard.words) if place not in heard.aside), "")
    return (
        is_content(before)
        and name.start >= _SHORTEST_HAIL
        and (first in _SUBJECT_WORDS or first in _BEFORE_A_NAME or heard.question or not _YOUR.isdisjoint(heard.words))
    )


# ── What ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _said_to(clause: Clause, speech: _Speech) -> Iterator[Candidate]:
    heard, named = clause.heard, speech.name is not None
    begin = speech.begin
    while begin < speech.end - 1 and begin in heard.aside and begin not in speech.called:
        begin += 1
    phrase = heard.words[begin : speech.end]
    if named and heard.words[speech.begin : speech.begin + 1] in _THANKS:
        explained = {**speech.called, **dict.fromkeys(range(speech.begin, speech.end), 1.0)}
        thanks = Command("thank", speech.person)
        yield Candidate(thanks, "speech", heard, explained, bonus=bonus_of(clause.view, thanks))
        return
    note = None if named else f"({clause.view.word(speech.person, 'the')})"
    if not phrase or (
        " ".join(phrase) in _GREETINGS
        and meant_topic(clause.view, clause.talk, "ask", speech.person, phrase).sure not in _KNOWN
    ):
        if named or phrase:
            command = Command("talk", speech.person)
            explained = {**speech.called, **dict.fromkeys(range(begin, speech.end), 1.0)}
            yield Candidate(command, "speech", heard, explained, bonus=bonus_of(clause.view, command), note=note)
        return
    if named and phrase in (("yes",), ("no",)):
        answer = Command(phrase[0])
        if dispatch.answered_by_story(clause.view, answer) and is_for(clause.view, answer, (speech.person,)):
            # `no, Moira` is *no*, unless it is somebody else who waits for one
            explained = {**speech.called, **dict.fromkeys(range(begin, speech.end), 1.0)}
            bonus = bonus_of(clause.view, answer)
            yield Candidate(answer, "speech", heard, explained, bonus=bonus, exact=True)
            return
    about = _ABOUT.fullmatch(" ".join(phrase)) if not said_alike(phrase) else None
    own = any(heard.words[place] in ("i", "we", "us") for place in range(speech.begin if named else 0, begin))
    asks = bool(about) or (_asks(heard, phrase) and not (own and phrase[0] in _OWN_FINITE))
    at = begin + len(phrase) - len(about.group(1).split()) if about else begin
    verbs = _verbs(clause, phrase, asks=asks, named=named and not own)
    if own and phrase[0] in _OWN_FINITE:
        verbs = ("tell",)  # `I could never do that`
    for verb in verbs:
        meant, at = _meant_of(clause, verb, speech, (begin, at))
        command = Command(verb, speech.person, topic=meant.topic)
        known = meant.sure in _KNOWN and dispatch.declared(clause.view, command)
        if not known and verb == "tell" and "order" in verbs:
            continue  # `close the door, Ada` tells her nothing
        if not known and not _worth_saying(clause, command, phrase, asks=asks, named=named):
            continue
        missing = 0.0 if named else _NOT_NAMED
        if not named and not known and meant.sure == "free" and (len(phrase) < 3 or not asks):
            missing += _NOT_KNOWN
        found = _spoken(clause, command, meant, at)
        explained = {**speech.called, **dict.fromkeys(range(begin, at), 1.0), **found.explained}
        source = "speech" if named or known else "overheard"
        yield evolve(found, explained=explained, missing=missing, note=note, source=source)


def _meant_of(clause: Clause, verb: str, speech: _Speech, places: tuple[int, int]) -> tuple[Meant, int]:
    """The topic that begins at the second of two places, or at the first where a question asks more than it: `who is coming to watch` asks who, and
    nobody of *coming to watch*."""
    (begin, at), words = places, clause.heard.words
    meant = meant_topic(clause.view, clause.talk, verb, speech.person, words[at : speech.end])
    if begin == at or meant.sure != "free" or words[begin] not in QUESTION_WORDS:
        return meant, at
    return meant_topic(clause.view, clause.talk, verb, speech.person, words[begin : speech.end]), begin


def _asks(heard: Heard, phrase: tuple[str, ...]) -> bool:
    first = phrase[0]
    return (
        evidence.asks_first(phrase, heard.text)
        or phrase[:2] in _DO_THEY
        or (first in evidence.AUXILIARIES and first not in ("be", "do"))
        or (heard.question and (len(phrase) > 1 or is_content(first)))
    )


def _verbs(clause: Clause, phrase: tuple[str, ...], *, asks: bool, named: bool) -> tuple[str, ...]:
    """What is done by saying it: asking; ordering, where it begins with a verb and somebody is called; else telling."""
    if asks:
        return ("ask",)
    if phrase[0] in clause.view.story.grammar.first_words and phrase[0] not in evidence.PRONOUNS | ARTICLES:
        orders = named and phrase[0] not in _NO_ORDERS and phrase[:2] != ("do", "not")
        return ("order", "tell") if orders else ("tell",) if named else ()
    return ("tell",) if len(phrase) > _LONGEST_NAMING else ("tell", "ask")


def _worth_saying(clause: Clause, command: Command, phrase: tuple[str, ...], *, asks: bool, named: bool) -> bool:
    """Whether words that nobody has an answer to of their own are still said: a question, an order, or a sentence that the story hears."""
    if asks or command.verb == "order":
        return True
    if command.verb == "ask":
        return False
    return named or (len(phrase) >= 3 and dispatch.answered_by_story(clause.view, command))


def _spoken(clause: Clause, command: Command, meant: Meant, at: int) -> Candidate:
    explained = {at + place: _SURE[meant.sure] for place in meant.places}
    bonus = bonus_of(clause.view, command) - (_REWORDED if meant.reworded else 0.0)
    return Candidate(command, "speech", clause.heard, explained, bonus=bonus, exact=meant.sure == "exact")
