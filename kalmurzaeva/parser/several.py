"""Several things at once: `take the tape and wait`; `take everything but the needle`."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from attrs import evolve

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import ARTICLES, PREPOSITIONS
from kalmurzaeva.grammar.table import SESSION
from kalmurzaeva.model.story import Command, Talk
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.candidate import Candidate, commits
from kalmurzaeva.parser.evidence import Heard, hear
from kalmurzaeva.parser.nouns import nouns_for, vocabulary
from kalmurzaeva.parser.numbers import by_number
from kalmurzaeva.parser.results import Puzzled, Result, Understood

# What reads a part of a line: its words, and whether it may be cut again.
Read = Callable[[str, bool], Result]
_JOINT = re.compile(
    r"\s*(?:,\s*(?:and\s+)?(?:then\s+)?|\band\s+(?:then\s+|after(?:wards|\s+that)?\s+(?=\w)|later\s+)?|\bafter\s+that,?\s+|\bthen\s+|&\s*)",
    re.IGNORECASE,
)
# `between the coat and the tape`: the first *and* behind it parts nothing.
_BETWEEN = re.compile(r"\bbetween\b[^,;]*?\band\b", re.IGNORECASE)
_ALL = frozenset(("all", "everything", "both", "anything"))
_EVERYBODY = re.compile(
    r"(?:look at|l at|x|examine|watch|study) (?:both(?: of them)?|all of them|everyone|everybody|them all|them both|the (?:people|others))"
)
_MOST_PEOPLE = 2  # each look takes a turn
_MOST_OF_ALL = 8
_MOST_JOINTS = 8
_MOST_NAMED = 3
_LEADING_ON = frozenset("while when if as because so until".split())
_MOST_JOINED = 3
_IN_MIND = frozenset(("remember", "recall", "think"))
_EXCEPT = frozenset(("but", "except", "without", "not"))


def split(view: View, heard: Heard, best: Candidate | None, read: Read) -> Result | None:
    """`take the tape and wait`, `examine mop, bucket`: the first part, with the rest to be read after it, where both parts mean something by
    themselves. What is said to somebody stays whole. `read` reads a part, and says whether that may be several things again."""
    text = heard.text
    if not _JOINT.search(text):
        return None
    if best is not None and best.source in ("speech", "overheard") and "," in text and best.score >= evidence.DONE:
        return None
    pairs = [(found.start(), found.end()) for found in _BETWEEN.finditer(text)]
    joints = [
        joint
        for joint in islice(_JOINT.finditer(text), _MOST_JOINTS)
        if not any(start < joint.start() < end for start, end in pairs)
    ]

    def again(text: str, joined: bool) -> Result:
        return read(text, joined and len(joints) <= _MOST_JOINED)

    for joint in joints:
        head, tail = text[: joint.start()].strip(), text[joint.end() :].strip()
        if not head or not tail or head.count('"') % 2:
            continue
        first = read(head, False)
        if not isinstance(first, Understood) or is_speech(first.command):
            continue
        if first.command.noun in view.around.persons and first.correction and len(joints) == 1 and "," in joint.group():
            continue  # `Roza, may I warm my hands?` looks at nobody
        if not any(first.command[1:]) and commits(view, first.command):
            continue  # `lie down and look at the light` only begins so
        if (
            first.command.verb == "choose"
            and first.correction
            and hear(tail).words[:1]
            and hear(tail).words[0] in PREPOSITIONS
        ):
            continue  # `go on, on the broken shoe` has only its verb in common with *go on as it is set*
        if _of_the_game(view, head):
            continue  # `save my leg, half effort` is no game, nor its second half
        rest = _the_rest(view, head, tail, first.command, again)
        if rest:
            return evolve(first, rest=rest)
    return None


def _the_rest(view: View, head: str, tail: str, done: Command, read: Read) -> str:
    """What is read behind a part that came to `done`, with its verb where it has none; `""` where it means nothing by itself."""
    starts = hear(tail)
    verb = next((word for place, word in enumerate(starts.words) if place not in starts.aside), "")
    numbered = by_number(view, tail)
    inherits = verb not in view.story.grammar.first_words and not numbered
    if inherits and starts.words[:1] and starts.words[0] in _LEADING_ON:
        return ""  # `so you have a hand free` says why
    if inherits and (done.noun or commits(view, done)):
        same = goes_on_alike(view, head, tail, done, lambda text: read(text, False))
        if same is not None or not done.noun:
            return same or ""
        tail = f"{verb_words(view, head)} {tail}"
    elif done.verb in SESSION and done.topic:
        return ""
    second = numbered or read(tail, True)
    if not isinstance(second, Understood) or (inherits and decides_otherwise(view, done, second.command)):
        return ""  # a noun alone decides nothing
    if commits(view, second.command) and _is_of_another(view, tail, done, second.command, read):
        return ""
    return "" if is_speech(second.command) and verb not in view.story.grammar.first_words else tail


def _is_of_another(view: View, tail: str, done: Command, second: Command, read: Read) -> bool:
    """Whether a part decides something about *her*, and the part before it was about another: `take Ada up and show her the join`."""
    if done.noun not in view.around.persons:
        return False
    pronoun = view.word(done.noun, "them")
    named = re.sub(rf"\b{pronoun}\b", view.word(done.noun, "name"), tail, count=1)
    if named == tail:
        return False
    found = read(named, False)
    return not isinstance(found, Understood) or found.command != second


def holds_a_pair(heard: Heard) -> bool:
    """Whether a line goes on behind two things that something stands *between*: `put it between the coat and the tape, and wait`."""
    found = _BETWEEN.search(heard.text)
    return found is not None and _JOINT.search(heard.text, found.end()) is not None


def is_speech(command: Command) -> bool:
    """Whether a Command says, asks or thinks words, and does nothing else."""
    return command.verb in ("say", "tell", "order", "ask", "remember", "think", "write") and command.topic is not None


def _of_the_game(view: View, head: str) -> bool:
    """Whether a part begins with a word of the game's own, and is none of its commands."""
    typed = hear(head).said
    verbs = {match.verb for match in view.story.grammar.matches(typed)}
    return len(typed) > 1 and not verbs.isdisjoint(SESSION)


def verb_words(view: View, head: str) -> str:
    """The words of a clause before its first noun: `look at` of `look at the mop`."""
    typed = hear(head).said
    if not typed:
        return ""
    for match in view.story.grammar.matches(typed):
        noun = match.slots.get("noun")
        if noun:
            return " ".join(typed[: len(typed) - len(noun)]) if typed[-len(noun) :] == noun else typed[0]
    return typed[0]


def goes_on_alike(view: View, head: str, tail: str, done: Command, read: Callable[[str], Result]) -> str | None:
    """What a part without a verb says, in the words of the one before it, which came to `done`: `put the short pour in`, behind *put the wet floor
    in*; None where the two would not do the same."""
    if not {*hear(tail).words[:1]}.isdisjoint(PREPOSITIONS | _LEADING_ON):
        return None  # `for the evening` says when
    typed = hear(head).said
    spans = [(at, end) for at in range(1, len(typed)) for end in range(len(typed), at, -1)]
    slots = {noun for match in view.story.grammar.matches(typed) if (noun := match.slots.get("noun"))}
    phrases = vocabulary(view.story, view.node).phrases
    named = [(at, end) for at, end in spans if typed[at:end] in slots] or [
        (at, end) for at, end in spans if typed[at:end] in phrases
    ]
    for at, end in named[:_MOST_NAMED]:
        text = " ".join((*typed[:at], tail, *typed[end:]))
        found = read(text)
        if (
            isinstance(found, Understood)
            and not found.rest
            and found.command.verb == done.verb
            and not decides_otherwise(view, done, found.command)
        ):
            return text
    return None


def decides_otherwise(view: View, done: Command, command: Command) -> bool:
    """Whether a Command decides something, and by another verb than what was done before it."""
    return commits(view, command) and not (commits(view, done) and command.verb == done.verb)


def all_of_them(view: View, talk: Talk, heard: Heard) -> Result | None:
    """`take everything but the needle`: each thing here that the story would let this verb have, by name."""
    typed = heard.said
    if _EVERYBODY.fullmatch(" ".join(typed)) and len(view.around.persons) != 1:
        if not 1 < len(view.around.persons) <= _MOST_PEOPLE:
            return Understood(Command("company"))
        names = [view.word(person, "name") for person in view.around.persons]
        later = " then ".join(f"look at {name}" for name in names[1:])
        return Understood(Command("examine", view.around.persons[0]), f"(look at {', '.join(names)})", later)
    if (
        len(typed) < 2
        or heard.words[1:2] == ("you",)  # `will you split them` is asked
        or typed[0] not in view.story.grammar.first_words
        or typed[0] in _IN_MIND
        or typed[1] not in (*_ALL, "them")
        or (typed[1] == "them" and talk.them)
    ):
        return None
    rest = [word for word in typed[2:] if word not in ARTICLES and word not in ("of", "it", "them", "things", "here")]
    if rest and rest[0] not in _EXCEPT:
        return None
    match = next((match for match in view.story.grammar.matches((typed[0], "x")) if set(match.slots) == {"noun"}), None)
    if match is None:
        return None
    verb = match.verb
    spared = nouns_for(view, talk, tuple(rest[1:]), "noun") if len(rest) > 1 else []
    fitting = [
        identity
        for identity in view.around.scope
        if identity not in spared
        and identity in vocabulary(view.story, view.node).by_id
        and vocabulary(view.story, view.node).by_id[identity].kind in ("local", "thing")
        and view.around.scope[identity] != view.story.player
        and dispatch.declared(view, Command(verb, identity))
        and not commits(view, Command(verb, identity))
    ]
    if not fitting or len(fitting) > _MOST_OF_ALL or (rest and not spared):
        return Puzzled(f"One thing at a time, by name: {typed[0].upper()}, and what.", None, "refusal", final=True)
    names = [view.word(identity, "name") for identity in fitting]
    later = " then ".join(f"{typed[0]} {name}" for name in names[1:])
    return Understood(Command(verb, fitting[0]), f"({typed[0]} {', '.join(names)})", later or None)
