"""Sentences that name no command: what is told, asked, refused or begun, where nothing that is listed or declared was meant.

Their answers are the story's own to give: TELL and ASK of whoever is spoken to, THINK where nobody is, REFRAIN for what is not to be done, ATTEMPT
for a doing that nothing here takes up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from kalmurzaeva.engine import dispatch
from kalmurzaeva.grammar.english import is_english
from kalmurzaeva.grammar.lexicon import ARTICLES, fold, key
from kalmurzaeva.grammar.table import BUILT_IN
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Command, Story
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.evidence import (
    ASIDES,
    AUXILIARIES,
    FUNCTION,
    NEGATIONS,
    QUESTION_WORDS,
    SMALL,
    Heard,
    is_a_cry,
    is_content,
)
from kalmurzaeva.parser.hearers import best_hearer
from kalmurzaeva.parser.orders import orders
from kalmurzaeva.parser.results import Puzzled
from kalmurzaeva.parser.speech import addressed

Shape = Literal["asked", "refused", "told", "begun"]

# What is done by an unknown verb to one thing may as well be a look at it; by more words it is a deed of its own.
_VERB_AND_THING = 2
_WAITING = ("wait", "for")
_OTHERS = frozenset("you he she it they this that these those there everyone everybody nobody somebody someone".split())
_OWNERS = frozenset("my your his her its our their the a an".split())
# Past forms and what is felt: with *I* they say how things are or were, and want nothing done.
_SAID_OF = frozenset(
    """said told saw went came took gave made got knew thought felt left kept heard lost found sat stood ran looked seemed hurt wanted needed liked loved
    brought bought taught caught wrote drove rode spoke chose swore woke ate drank slept swam won built sent spent sold met paid grew flew threw drew wore
    tore hid rang sang began meant lent bent
    died lied asked tried stayed stopped called forgot forgave believed remembered danced fell broke cried
    hate love miss wish hope mean believe forgive trust feel owe know understand am was were have had did""".split()
)
_FINITE = (
    AUXILIARIES
    | _SAID_OF
    | frozenset(
        "looks seems hurts aches smells sounds feels has wants needs likes loves says means goes comes knows".split()
    )
)
_OBJECTS = frozenset(
    "the a an my your his her its their our this that these those it him them me myself through over up into out off down".split()
)
# `I'm not hungry` says how one is; `I'm not going`, `I am not to go` what one does not do.
_IS_NOT = re.compile(
    r".*\b(?:am|are) (?:\w+ )?(?:not|never) (?:really |just |even |so |very |that |at all )?(?!\w+ing\b|to\b|about\b)\w+.*"
)
_REFUSED = re.compile(
    r"(?:no |and |but |so |then |please |oh |well )*(?:(?:i|we) )?(?:(?:do|will|would|am|are|shall|should|must) )?(?:just |really |still )?"
    r"(?:not|never|no longer|refuse to|rather not|would rather not)\b(?: (?:i|we|going|want|wanna|like|even|just|to|about)\b)* ?(.*)"
)
# What one does not choose to do.
_STATIVE = frozenset(
    "know understand remember think believe feel like mind care see hear mean matter seem recall hate love need belong deserve want".split()
)
# Words that begin a command and say how one is.
_SAID_FIRST = frozenset("sorry thanks thank good".split())
_STATES = frozenset(
    "in into fired old caught sick ill wet sorry ready stuck tired still full warm clean dry open set hurt done cross lost cold fine".split()
)
_WHEREABOUTS = frozenset("out up down on here there inside outside all right left behind through back".split())
_BEFALLS = frozenset("lose be die fall become disappoint fail end happen grow".split())
_TELLING, _TO_ANYBODY = (
    frozenset("tell say mention repeat breathe".split()),
    frozenset("anyone anybody word soul".split()),
)
_MAY = frozenset("can could may might".split())
_A_FRAGMENT = 3
_CALMING = frozenset("be worry cry panic fret fear mind apologise thank let fall die lie".split())
_ASKERS = (("you",), ("i",), ("we",))
_FOR_ANOTHER = frozenset("you your yourself yourselves me us".split())
# Who is spoken to where nobody is named.
# `I'm shaking`, where nothing is shaken, says how one is.
_DOING = re.compile(r"(?:i am|i['\u2019]m|we are|we['\u2019]re) (?:\w+ )?\w+ing\b", re.IGNORECASE)
_EVERYBODY = ("them", "everyone", "everybody")
_BACKWARDS = re.compile(r"(?:i|we) (\w+) (?:not|nothing|never)\b.*")  # `I help not`


def shape_of(heard: Heard, first_words: frozenset[str]) -> Shape:
    """What kind of sentence a clause is."""
    if heard.question or heard.said[:2] == ("tell", "me"):
        return "asked"
    if _is_advice(heard):
        return "told"
    if refuses(heard, first_words):
        return "refused"
    asks_leave = heard.words[:1] != () and heard.words[0] in _MAY and heard.words[1:2] in _ASKERS
    return "told" if not asks_leave and _tells(heard, first_words) else "begun"


def _is_advice(heard: Heard) -> bool:
    """Whether somebody is told what not to do: `don't worry`, `don't let her see you`."""
    if heard.said[:2] != ("do", "not") or not heard.said[2:3]:
        return False
    return heard.said[2] in _CALMING or not _FOR_ANOTHER.isdisjoint(heard.said[3:])


def refuses(heard: Heard, first_words: frozenset[str]) -> bool:
    """Whether a clause says what one does not do: `don't sit`, `I won't go`, `never mind her`, `I help not`."""
    if _is_advice(heard):
        return False
    if heard.question or not heard.negated:
        return not heard.question and heard.said[:1] in (("refuse",), ("stop",)) and "to" in heard.words[:3]
    line = " ".join(heard.words)
    if _IS_NOT.fullmatch(line):
        return False
    found = _REFUSED.fullmatch(line)
    if found:
        rest = found.group(1).split()
        if not rest:
            return line.endswith(" going")  # `I'm not going`
        if (rest[0] in _SAID_OF or rest[0].endswith("ed")) and "to" not in line.split():
            return False  # `I never wanted this`
        if keeps_it(rest):
            return False  # `I won't tell anyone` is promised
        if rest[0] in _BEFALLS or rest[:2] in (["get", word] for word in _STATES):
            return False  # `I don't want to lose my job` is told
        return (rest[0] not in _STATIVE or "want to" in line or "going to" in line) and (
            rest[0] in first_words or (heard.words[0] != "not" and is_english(rest[0]))
        )
    backwards = _BACKWARDS.fullmatch(line)
    return (
        backwards is not None
        and backwards.group(1) in first_words
        and backwards.group(1) not in ("say", "do", "have", "know", "can", "could", "may", "might")
    )


def keeps_it(words: Sequence[str]) -> bool:
    """Whether something is to be told to nobody: `won't tell anyone`."""
    return any(word in _TELLING and not _TO_ANYBODY.isdisjoint(words[at + 1 : at + 3]) for at, word in enumerate(words))


def _tells(heard: Heard, first_words: frozenset[str]) -> bool:
    """Whether a clause says how things are, were or feel. One's own doing (`I pay`) is none."""
    words = heard.words
    at = next(
        (
            place
            for place, word in enumerate(words)
            if place not in heard.aside or (word in _OTHERS and word != "you") or word in ("i", "we")
        ),
        0,
    )
    typed = words[at:]
    if heard.said[:1] == ("be",) and {"i", "we"}.intersection(words[:at]):
        return True  # `I think I am going to be sick`
    if typed[:1] in (("i",), ("we",)):
        rest = [
            word
            for word in typed[1:]
            if word not in ("also", "just", "really", "still", "never", "always", "only", "so", "all")
        ]
        if "want that" in " ".join(rest):
            return False  # `I want that she tells me` wants something done
        if rest[:1] in (["am"], ["are"]):
            return len(rest) > 1 and (rest[1] not in first_words or rest[1] in _STATES or _is_so(rest))
        if rest[:1] in (["would"], ["should"], ["could"], ["might"], ["will"], ["can"], ["do"], ["ought"]):
            if "have" in rest[1:3] or "never" in typed[1:3]:
                return True  # `I ought to have said something`, `I could never do that`
            return rest[1:2] in (["not"], ["be"]) or (len(rest) > 1 and rest[1] in _SAID_OF)
        return bool(rest) and (rest[0] in _SAID_OF or (rest[0].endswith("ed") and rest[0] not in first_words))
    if typed[:1] in (("what",), ("how",)):
        return True  # `what a place!`
    if len(typed) > 1 and (typed[0] in _OTHERS or (typed[0] in _OWNERS and not _FINITE.isdisjoint(typed[2:]))):
        return True
    if typed[:1] and typed[0] in first_words:
        return typed[0] in _SAID_FIRST
    return len(typed) > 1 and not _FINITE.isdisjoint(typed[1:])


def _is_so(rest: list[str]) -> bool:
    """Whether what follows *I am* is where or how one is, though it could begin a command: `out of breath`, `laughing, and it hurts`."""
    return rest[1] in _WHEREABOUTS or ("to" not in rest[1:4] and not _FINITE.isdisjoint(rest[3:]))


def as_said(clause: Clause, remark: Puzzled) -> tuple[Command, str | None] | None:
    """The Command of a sentence that means no other, and what to show of whom it went to; None where it is no English, or so short that the
    `remark` on its trouble says more."""
    view, heard = clause.view, clause.heard
    first_words = view.story.grammar.first_words
    if _says_too_little(heard) or _is_no_english(view.story, heard):
        return None
    shape = shape_of(heard, first_words)
    if shape == "begun":
        shape = "told" if _DOING.match(heard.text) else _reported(heard, somebody=bool(view.around.persons)) or shape
    spoken = " ".join(heard.words)
    called = addressed(clause)
    if shape == "refused":
        return _tried(clause, "refrain"), None
    bid = shape == "begun" and orders(heard) and bool(view.around.persons)
    if shape == "begun" and not bid:
        tried = _tried(clause, "attempt")
        if dispatch.declared(view, tried):
            return tried, None
        said = [word for word in heard.said if word not in ARTICLES]
        if not said:
            return None
        own = called is not None and heard.words[0] in ("i", "we")
        if not own and said[0] in first_words and len(said) < (5 if remark.outcome == "refusal" else 3):
            return None
        if called is None and _is_a_doing(clause, said, first_words):
            more = len(heard.weighty) > _VERB_AND_THING
            return (None if more else _looked_at(clause)) or (tried, None)
        shape = "told"
    verb = "ask" if shape == "asked" else "order" if bid else "tell"
    if called is not None:
        begin, end, person = called
        return Command(verb, person, topic=" ".join(heard.words[begin:end])), None
    if bid:
        person = clause.partner or view.around.persons[0]
        return Command(verb, person, topic=spoken), f"({view.word(person, 'the')})"
    hearer = best_hearer(clause, verb, tells=shape_of(heard, first_words) == "told")
    if hearer is None:
        return Command("think", topic=spoken), None
    command, sure = hearer
    return command, f"({view.word(command.noun, 'the')})" if len(view.around.persons) > 1 or sure else None


def _tried(clause: Clause, verb: str) -> Command:
    """A deed that no verb means, or that is left: in the words by which the story answers it, with or without whoever does it; else in its own."""
    view, heard = clause.view, clause.heard
    for words in (heard.said, heard.words):
        bare = key(" ".join(words))
        command = Command(verb, topic=view.story.topics.get(bare, " ".join(bare)))
        if dispatch.declared(view, command):
            return command
    if heard.said[:2] == _WAITING and len(heard.weighty) > _VERB_AND_THING:
        return Command("wait")  # `wait for nine and my mother's call`
    return Command(verb, topic=" ".join(heard.words))


def _is_no_english(story: Story, heard: Heard) -> bool:
    """Whether half of the words, or the first of what is said, are none that anybody knows."""
    strange = [word for word in heard.words if not _is_a_word(story, word)]
    return 2 * len(strange) > len(heard.words) or not set(heard.said[:1]).isdisjoint(strange)


def _says_too_little(heard: Heard) -> bool:
    """Whether a clause is a small word, or names something and no more: `the window`, where there is none."""
    if not any(map(is_content, heard.words)) and len(heard.words) < 2:
        return True
    return heard.words[0] in ("the", "a", "an") and len(heard.words) <= _A_FRAGMENT and not heard.question


def _reported(heard: Heard, *, somebody: bool) -> Shape | None:
    """What a clause comes to that asks or tells nobody in particular: `ask if she will come`, `tell them it isn't good enough`; or, where `somebody` is
    here, asks leave or a favour of them: `could you do that again`, `can I get a drink`."""
    if somebody and heard.words[0] in AUXILIARIES and heard.words[1:2] in _ASKERS:
        return "asked"
    first, then = (*heard.said, "", "")[:2]
    if first == "ask" and (then in QUESTION_WORDS or then in ("if", "whether", "to", *_EVERYBODY)):
        return "asked"
    return "told" if first == "tell" and then in _EVERYBODY else None


def begun_on_a_thing(clause: Clause) -> tuple[Command, str] | None:
    """The look that stands for one's own doing by a verb that nothing here knows: `I balance the jar on my forehead`, which is said to nobody."""
    heard, first_words = clause.heard, clause.view.story.grammar.first_words
    if heard.words[:1] not in (("i",), ("we",)) or shape_of(heard, first_words) != "begun":
        return None
    said = [word for word in heard.said if word not in ARTICLES]
    return _looked_at(clause) if said and _is_a_doing(clause, said, first_words) else None


def _looked_at(clause: Clause) -> tuple[Command, str] | None:
    """What a doing that nothing takes up does it to, where that is one thing here that was not looked at yet: at least it is seen."""
    view = clause.view
    first = clause.heard.said[0]
    if any(pattern.verb not in BUILT_IN for pattern in view.story.grammar.beginning_with(first)):
        return None  # a verb of the story's own has its own remark
    things = {
        mention.ids for mention in clause.named if not mention.person and not mention.pronoun and mention.share == 1.0
    }
    if len(things) != 1:
        return None
    (ids,) = things
    look = Command("examine", ids[0])
    block = dispatch.met(view, look).block
    if len(ids) > 1 or block is None or view.shown.get(block.id) or view.around.scope.get(ids[0]) == view.story.player:
        return None
    return look, f"(that leads nowhere: look at {view.word(ids[0], 'the')})"


def _is_a_doing(clause: Clause, said: list[str], first_words: frozenset[str]) -> bool:
    """Whether words without a subject begin with what one does: a verb, or a word before what is done to: `honk the horn`, `trip Dasha up`."""
    first = said[0]
    if first in first_words:
        return True
    if clause.heard.said[0] in ARTICLES:
        return False  # `the poor goose` does nothing
    if len(said) < 2 or not is_content(first) or first.endswith(("ing", "ly")):
        return False
    words = clause.heard.words
    at = words.index(first) + 1 if first in words else len(words)
    named = any(mention.start == at for mention in clause.named)
    return named or not _OBJECTS.isdisjoint(words[at : at + 1])


def _is_a_word(story: Story, word: str) -> bool:
    known = word in SMALL or word in FUNCTION or word in ASIDES or word in NEGATIONS or is_a_cry(word)
    return known or len(word) < 3 or not word.isascii() or word.isdigit() or word in _named(story) or is_english(word)


@once_a_story
def _named(story: Story) -> frozenset[str]:
    """Every word that names something or begins something in the story."""
    return story.grammar.all_words | frozenset(fold(word) for phrase in story.topics for word in phrase)
