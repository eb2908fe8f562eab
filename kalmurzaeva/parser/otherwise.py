"""What a clause comes to that no reading explains, or only a poor one: the part of it that does something; the one choice that it touches, which is
asked about; a topic that somebody has something to say on; else a sentence, told, asked or left undone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from attrs import evolve

from kalmurzaeva.engine.dispatch import met
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.table import FREE, NOT_DONE, SESSION
from kalmurzaeva.model.story import Command
from kalmurzaeva.parser.asking import about, which
from kalmurzaeva.parser.candidate import block_of, commits
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.evidence import QUESTION_WORDS, hear, is_content
from kalmurzaeva.parser.hearers import on_a_word_of
from kalmurzaeva.parser.here import as_it_is_said
from kalmurzaeva.parser.manners import nothing_of_theirs
from kalmurzaeva.parser.orders import as_an_order
from kalmurzaeva.parser.phrasing import phrase
from kalmurzaeva.parser.results import Asked, Puzzled, Result, Understood
from kalmurzaeva.parser.sentences import as_said, begun_on_a_thing, shape_of
from kalmurzaeva.parser.several import is_speech
from kalmurzaeva.parser.speech import addressed
from kalmurzaeva.parser.touched import choice_of, one_refusing, one_touched

_TAKEN_IN = frozenset(("examine", "listen", "smell"))
_SEEING = frozenset("look examine x l watch see listen".split())
# What reads a part of a clause by itself.
Read = Callable[[str], Result]
_MOST_PARTS = 6
_ENDING = frozenset("quit restart restore undo".split())
# The most words of a verb that stands alone.
_A_VERB = 2
# What leads to a reason.
_REASON = re.compile(
    r"\s+(to see (?:if|whether|who|what)|so that|so(?= (?:i|my|we|he|she|it|they|you|no|nobody)\b)|because|before|in case)\s+",
    re.IGNORECASE,
)
_JOINT = re.compile(r",|\b(?:and|then)\b", re.IGNORECASE)
# What is done beside something else by one word: `I put my ear to the wall and listen`.
_DONE_BY_ITSELF = frozenset("listen smile laugh nod bow curtsy cry".split())
_SPOKEN = frozenset("ask tell say attempt".split())
# What begins with one of these says whom it is for, or is a look: no choice was meant by a word in it.
SAYING = frozenset(
    "ask tell talk speak say look examine x l watch see listen who what where remember keep dance show".split()
)


def otherwise(clause: Clause, result: Result, read: Read) -> Result:
    """The same result, or what is better than a remark or a line that anything would be met with. `read` reads a part by itself."""
    head = _before_the_reason(clause, result)
    done = read(head) if head else None
    if isinstance(done, Understood):
        return done
    order = as_an_order(clause, result)
    if order is not None:
        return order
    just_so = as_it_is_said(clause)
    if just_so is not None and _is_less_than(clause, result, just_so):
        return Understood(just_so)
    if isinstance(result, Puzzled) and result.outcome != "meta" and not result.final:
        touched = _asked_instead(clause, surely=result.outcome == "refusal")
        return (
            _a_part(clause, read)
            or touched
            or _of_somebody(clause, read)
            or nothing_of_theirs(clause)
            or _as_a_sentence(clause, result)
            or result
        )
    if (
        isinstance(result, Understood)
        and not result.rest
        and not _stands_alone(clause, result.command)
        and _is_poor(clause.view, result.command)
    ):
        better = (
            _a_part(clause, read)
            or _uncalled(clause, read)
            or _asked_instead(clause, surely=True)
            or _said_nearly(clause, result)
        )
        return (
            better
            or _only_waited(clause, result)
            or _heard_better(clause, result)
            or _looked_at(clause, result)
            or result
        )
    return result


def _is_less_than(clause: Clause, result: Result, just_so: Command) -> bool:
    """Whether a clause was read as less than what the story answers in just these words: as a question, a remark, a choice that it only comes near to,
    what nothing in the story answers (`teach me to stamp`, asked for as a thing), or as something else that is said."""
    if not isinstance(result, Understood):
        return isinstance(result, Asked) or (result.outcome != "meta" and not result.final)
    command, view = result.command, clause.view
    if command.verb in SESSION or command.verb in FREE:
        return False
    if commits(view, command) or not met(view, command).answered:
        return True
    says_otherwise = command.verb in _SPOKEN and command.topic != just_so.topic
    return says_otherwise and block_of(view, command) is not block_of(view, just_so)


def _is_poor(view: View, command: Command) -> bool:
    """Whether a clause comes to little: a default, or something said to nobody who was named."""
    if command.verb in SESSION or command.verb in FREE or command.verb == "choose":
        return False
    return not met(view, command).answered or command.verb in ("tell", "ask", "think", "say")


def _before_the_reason(clause: Clause, result: Result) -> str:
    """What is done in a clause that also says why, where the whole of it comes to little: `peep through the hole to see who is there`;
    `""` where there is no reason, or the rest is too little."""
    poor = isinstance(result, Puzzled) or (isinstance(result, Understood) and _is_poor(clause.view, result.command))
    reason = _REASON.search(clause.heard.text)
    if not poor or reason is None or clause.heard.question or addressed(clause) or '"' in clause.heard.text:
        return ""
    head = clause.heard.text[: reason.start()]
    said = hear(head)
    if len(said.said) < _A_VERB or not said.weighty or said.said[0] in SAYING - _SEEING:
        return ""  # what is said to somebody is said with its reason
    return head if shape_of(said, clause.view.story.grammar.first_words) == "begun" else ""


def _stands_alone(clause: Clause, command: Command) -> bool:
    """Whether a clause is a verb and nothing else: `turn round`, `smile`."""
    return not any(command[1:]) and len(clause.heard.said) <= _A_VERB


def _only_waited(clause: Clause, result: Understood) -> Result | None:
    """What waiting comes to here, where it is for something that nobody waits for."""
    command, alone = result.command, Command("wait")
    if command.verb != alone.verb or command.noun is None or not met(clause.view, alone).answered:
        return None
    return evolve(result, command=alone)


def _heard_better(clause: Clause, result: Understood) -> Result | None:
    """What somebody here, or one's own memory, has to say on a word of what else would be met with any line."""
    command = result.command
    if command.verb not in ("ask", "tell", "think") or met(clause.view, command).exactly:
        return None
    if clause.heard.said[0] in SAYING and not clause.heard.question:
        return None  # `ask Dasha if she is well` says itself whom and what
    better = on_a_word_of(clause, command)
    return (
        Understood(better, about(clause.view, better))
        if better is not None and not commits(clause.view, better)
        else None
    )


def _looked_at(clause: Clause, result: Understood) -> Result | None:
    """What is done to something here by a verb that nothing knows is no news for whoever stands by."""
    if result.command.verb != "tell" or met(clause.view, result.command).exactly or addressed(clause):
        return None
    seen = begun_on_a_thing(clause)
    return Understood(*seen, little=True) if seen is not None else None


def _does_something(view: View, command: Command) -> bool:
    return command.verb not in ("talk", "yes", "no", "thank", "apologise", "wait") and not _is_poor(view, command)


def _a_part(clause: Clause, read: Read) -> Result | None:
    """`I am hungry, I eat my soup`; `take off my sock and look at my toes`: what is felt or told beside the one thing that is done, or begun beside the
    one that can be, is left out."""
    view, heard = clause.view, clause.heard
    parts = _JOINT.split(heard.text)
    joined = len(parts) > heard.text.count(",") + 1
    if heard.question and not QUESTION_WORDS.isdisjoint((heard.first, *heard.words[:-1])):
        return None  # `what do you mean, keep them` keeps nothing
    if len(parts) < 2 or len(parts) > _MOST_PARTS or '"' in heard.text or addressed(clause):
        return None
    least = 2 if joined else 1
    read_parts = (
        (part, read(part.strip()))
        for part in parts
        if any(map(is_content, hear(part).words))
        and (len(hear(part).words) >= least or part.strip().lower() in _DONE_BY_ITSELF)
    )
    doing = (
        found
        for part, found in read_parts
        if isinstance(found, Understood)
        and not is_speech(found.command)
        and found.command.verb not in _ENDING
        and _does_something(view, found.command)
        # `come on` by itself decides nothing, nor does half of what one would do
        and ((sum(map(is_content, hear(part).words)) > 1 and not joined) or not commits(view, found.command))
    )
    done = list(islice(doing, 2))  # where there is a second, no more need be read
    if len(done) != 1:
        return None
    return evolve(done[0], correction=done[0].correction or f"({phrase(view, done[0].command)})")


def _of_somebody(clause: Clause, read: Read) -> Result | None:
    """`listen to Emma's playing`: whoever is here, where what is theirs is nothing by itself."""
    heard = clause.heard
    for mention in clause.named:
        owned = heard.words[mention.end : mention.end + 1]
        if not (mention.person and mention.start and any(map(is_content, owned))) or mention.end in heard.commas:
            continue
        found = read(" ".join(heard.words[: mention.end]))
        if isinstance(found, Understood) and found.command.verb in _TAKEN_IN and found.command.noun in mention.ids:
            return evolve(found, correction=f"({phrase(clause.view, found.command)})", little=True)
    return None


def _uncalled(clause: Clause, read: Read) -> Result | None:
    """`I sit on your bed, Dasha`: what is done, where somebody is only called beside it."""
    called, words = addressed(clause), clause.heard.words
    if called is None or clause.heard.question or "i" not in words[:2] or words[called[0] : called[1]] == words:
        return None
    found = read(" ".join(words[called[0] : called[1]]))
    if not isinstance(found, Understood) or is_speech(found.command) or commits(clause.view, found.command):
        return None
    return found if _does_something(clause.view, found.command) else None


def _asked_instead(clause: Clause, *, surely: bool) -> Result | None:
    """The choice that a doing touches which nothing takes up; see `one_touched`."""
    view, heard = clause.view, clause.heard
    if surely and len(heard.said) < 2:
        return None
    shape = shape_of(heard, view.story.grammar.first_words)
    if shape not in ("begun", "refused") or heard.said[0] in SAYING or addressed(clause):
        return None
    touched = one_touched(view, heard, surely=surely)
    if touched is None and shape == "refused":
        touched = one_refusing(view, heard)
    return which(view, [touched]) if touched is not None else None


def _said_nearly(clause: Clause, result: Understood) -> Result | None:
    """The choice that a sentence touches by two words, where it would be met with what meets any sentence: `it was eleven places free`, where *"There
    were eleven seats"* is listed."""
    view, heard = clause.view, clause.heard
    if result.command.verb not in ("ask", "tell", "think", "attempt") or met(view, result.command).exactly:
        return None
    if heard.said[0] in SAYING and not heard.question:
        return None
    touched = one_touched(view, heard, surely=True, spoken=True)
    return which(view, [touched]) if touched is not None else None


def _as_a_sentence(clause: Clause, remark: Puzzled) -> Result | None:
    said = as_said(clause, remark)
    if said is None:
        return None
    block = block_of(clause.view, said[0])
    chosen = choice_of(clause.view, clause.heard, block)
    if chosen is None and block is not None and block.marker.is_choice:
        # what says that it is not so is told, and makes no choice
        said = (said[0]._replace(topic=" ".join(clause.heard.words)), said[1])
    understood = Understood(*said, little=said[0].verb == "examine")
    if chosen is not None and said[0].verb in NOT_DONE:
        return Understood(chosen.command, chosen.note)  # it is one of the deeds by which the choice may be typed
    return which(clause.view, [chosen]) if chosen is not None else _said_nearly(clause, understood) or understood
