"""Where a phrase means something else than a topic, whatever words the two share: its contrary, what one does not do, a question of another thing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from kalmurzaeva.parser.evidence import AUXILIARIES, NEGATIONS, PRONOUNS, QUESTION_WORDS, is_content, negated, stem

# Words that say nothing of what a question is about.
EMPTY = frozenset(
    "from of by behind near is are was were do does did has have had be going go happen happened get got who what where when why how to in on at for with and or not she he it they i you about there will can all if me my myself your us we him them his their us this that these those think thinks thought say said know knows feel feels really ever else".split()
)
# What one does not do, by the verb that is not done: to say is to withhold; not to know is to ask.
_REFUSING = frozenset("can could do will would did shall should am are must have had".split())
_SAYING = frozenset("tell say talk speak explain discuss mention answer describe".split())
_KNOWING = frozenset("know understand remember see get believe recall follow mind care believe".split())
_STILL = frozenset("still just ever".split())
_GOING = ("coming", "going", "come", "go")
_BEFORE_IT = frozenset("no but and yes well oh".split())
_ON_THE_WAY = frozenset("be to going want like able".split())
_ASKING_LEAVE = frozenset((may, who) for may in ("can", "could", "may") for who in ("i", "we"))
_OF_OTHERS, _SHORTEST_OF_OTHERS = frozenset("was were is are did does has had".split()), 2
_SPEAKERS = {"i": 1, "we": 1, "you": 2, "he": 3, "she": 3, "they": 3}
_PLACES = tuple((word,) for word in ("in", "on", "at", "where", "inside", "everywhere"))
# What is wished or called is said whole or not at all.
_FORMULAS = frozenset(
    "good night|good morning|good evening|good afternoon|good luck|good day|well done|of course|all right|thank you|no thank you|excuse me"
    "|come on|come in|go on|go away|never mind|hold on|calm down".split("|")
)
# What a sentence begins with that states something, and asks for nothing.
_STATING = frozenset("i we you there it".split())
_OWN = (("i",), ("we",))
_ASKING_WHAT = frozenset("what who where when which how".split())
# What may stand between *not* and what is not so.
_DEGREES = frozenset("really very so that all even just at too a an the".split())


def means_another(verb: str, phrase: tuple[str, ...], topic: str, shared: Collection[str], *, denies: bool) -> bool:
    """Whether a phrase means something else than a topic, whatever words they share."""
    if all(word in NEGATIONS for word in shared) or _says_the_opposite(verb, phrase, topic, shared, denies=denies):
        return True
    words = topic.split()
    if _of_another(phrase, words):
        return True
    if topic in _FORMULAS and not set(words) <= set(phrase):
        return True  # `why do you do it at night?` wishes nobody a good one
    if _is_question(phrase) and len(words) > 1 and (words[0] in _STATING or _asks_another(phrase, words, shared)):
        return True  # `what did your mother say?` is not *I'll be mother*
    if verb in ("say", "tell") and _is_question(phrase) and not _is_question(words) and len(words) > 2:
        return True  # `do you like your work?` is not *I like watching you work*
    if verb == "ask" and phrase[:2] == ("my", "name"):
        return True  # `my name is Sofia` asks for none
    if not any(map(is_content, words)) and not (set(words) <= set(phrase) or set(phrase) <= set(words)):
        return True  # `I think you're right not to do it` is not *are you all right*
    if verb == "say" and _is_question(words) and not _is_question(phrase):
        return True  # `sign it` is not *should I sign it?*
    if (
        _is_question(words)
        and sum(map(_weighs, words)) < 2
        and any(_weighs(word) and stem(word) not in shared for word in phrase)
    ):
        return True  # `do you want more tea?` is not *what do you want?*
    return len(shared) == 1 and asks_whither(phrase)


def _of_another(phrase: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the two are about another of those who speak and those who are spoken of: `he sounds kind` is not *you are kind*, nor `I told my mother`
    *have you told your mother*."""
    mine, theirs = _subject(phrase), _subject(words)
    return mine is not None and theirs is not None and mine != theirs


def _subject(words: Sequence[str]) -> int | None:
    """Which of them a sentence or a question begins with."""
    begin = next((place for place, word in enumerate(words) if word not in _BEFORE_IT), len(words))
    first, then = (*words[begin:], "", "")[:2]
    return _SPEAKERS.get(then if first in AUXILIARIES else first)


def _asks_another(phrase: Sequence[str], words: Sequence[str], shared: Collection[str]) -> bool:
    """Whether one asks what, who or where, and the other only whether: `what do you want me to write?` is not *did you write it?*, and
    `who is playing?` not *who taught you to play?*"""
    mine, theirs = tuple(phrase[2:3]), tuple(words[2:3])
    if words[0] in QUESTION_WORDS and words[1] in AUXILIARIES and (mine in _OWN) != (theirs in _OWN):
        return True  # `what should I say to Ada?` is not *what did Ada say?*
    if len(shared) != 1:
        return False
    whether = words[0] in AUXILIARIES and words[1] in PRONOUNS
    return phrase[0] in _ASKING_WHAT and (whether or (_is_question(words) and sum(map(_weighs, words)) > 1))


def says_where(words: Sequence[str]) -> bool:
    """Whether words say where several are kept, and keep nothing: `I keep them in my left hand`."""
    at = words.index("keep") + 1 if "keep" in words else len(words)
    return words[at : at + 1] == ("them",) and words[at + 1 : at + 2] in _PLACES


def is_a_side(phrase: Sequence[str], place: int) -> bool:
    """Whether a word says only on which side: `the one on the left` did not leave."""
    return phrase[place] in ("left", "right") and phrase[place - 1 : place] == ("the",) and place == len(phrase) - 1


def asks_whither(phrase: Sequence[str]) -> bool:
    """Whether somebody is asked if they go somewhere, which asks nothing of the place: `are you coming to Moscow?`"""
    return (
        len(phrase) > 3
        and phrase[0] in ("are", "is", "will", "would", "do", "does", "can")
        and phrase[1] in ("you", "he", "she", "they", "we")
        and phrase[2] in _GOING
    )


def _says_the_opposite(
    verb: str, phrase: tuple[str, ...], topic: str, shared: Collection[str], *, denies: bool
) -> bool:
    """Whether what is said or told is the contrary of a topic: *it was full* of *it was not full*, `I'm not hungry` of *hungry*."""
    if verb == "say":
        return denies != negated(phrase) or _turned(phrase, topic)
    if _turned(phrase, topic) or (not denies and _withheld(verb, phrase)):
        return True
    if denies and not negated(phrase) and topic.split(maxsplit=1)[0] in ("do", "not"):
        return True  # `go home` is not *do not go home*
    asks = phrase[0] in QUESTION_WORDS or phrase[0] in AUXILIARIES
    return verb in ("tell", "ask") and not denies and not asks and _denied(phrase, shared)


def _turned(phrase: Sequence[str], topic: str) -> bool:
    """Whether the same is done to the other of two who speak: `I can't tell you` is not *why did you not tell me*."""
    if "me" not in phrase and "you" not in phrase:
        return False
    mine, theirs = dict(pairwise(phrase)), dict(pairwise(topic.split()))
    return any({mine[word], theirs[word]} == {"me", "you"} for word in mine.keys() & theirs.keys())


def _weighs(word: str) -> bool:
    return is_content(word) and word not in EMPTY


def _is_question(words: Sequence[str]) -> bool:
    """Whether words begin as a question does that is no request: `should I sign it`, and not `can I keep it`."""
    first, then = (*words, "", "")[:2]
    if first in _OF_OTHERS and len(words) > _SHORTEST_OF_OTHERS:
        return True  # `was Katya all right`
    return first in QUESTION_WORDS or (first in AUXILIARIES and then in PRONOUNS and (first, then) not in _ASKING_LEAVE)


def _withheld(verb: str, phrase: Sequence[str]) -> bool:
    """Whether a phrase says that one does not: `I can't tell you what happened`, `I won't go to Moscow` ask about neither. What one does not know is asked
    all the same."""
    rest = [word for word in phrase if word not in _DEGREES and word not in _STILL]
    while len(rest) > 1 and rest[0] in _BEFORE_IT:
        rest.pop(0)  # `no, I can't dance to a tape`
    led = (
        rest[:1] == ["not"]
        or rest[:2] == ["do", "not"]
        or (rest[:1] in (["i"], ["we"]) and rest[2:3] == ["not"] and rest[1] in _REFUSING)
    )
    if not led:
        return False
    then = next((word for word in rest[rest.index("not") + 1 :] if word not in _ON_THE_WAY), "")
    return then in _SAYING if verb == "tell" else then not in _KNOWING


def _denied(phrase: Sequence[str], shared: Collection[str]) -> bool:
    """Whether a phrase says that it is not so: `I'm not really hungry`, of *hungry*."""
    for place, word in enumerate(phrase):
        if stem(word) in shared:
            before = [other for other in phrase[:place] if other not in _DEGREES]
            if before and before[-1] in ("not", "never", "no"):
                return True
    return False
