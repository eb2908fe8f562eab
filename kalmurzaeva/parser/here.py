"""What is asked about one thing that stands there, and about no word: `what is the list` asks for the list on the wall, or whoever is spoken with, before
it asks what the word means; `what is a list` asks that. What is asked of the story's own kinds."""

from __future__ import annotations

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.repeats import says_it_again
from kalmurzaeva.engine.view import View, own_kinds
from kalmurzaeva.grammar.lexicon import ARTICLES
from kalmurzaeva.model.story import Command
from kalmurzaeva.parser.candidate import Candidate, commits
from kalmurzaeva.parser.choices import of_choices
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.evidence import DECLARED, Heard
from kalmurzaeva.parser.nouns import vocabulary
from kalmurzaeva.parser.remarks import person_called

_POINTING = frozenset("the that this these those my your his her their".split())
_ASKED = (("what", "is"), ("what", "are"))
_ASKED_WHO = (("who", "is"), ("who", "are"), ("who", "was"))
_ASKED_EITHER = (*_ASKED, *_ASKED_WHO)
_TELL_ME_ABOUT = ("tell", "me", "about")
_SEEKING = frozenset("wait find look search seek".split())
_LOOKS = frozenset(("examine", "what"))
_TOLD = frozenset(("say", "choose"))
# How much less a reading of what is here may score.
_NEARLY = 0.05
# A word alone may be meant in many ways.
_FEWEST = 2


def points_at_one(heard: Heard) -> bool:
    """Whether a clause asks what one thing is: `what is the list`."""
    return (
        heard.said[:2] in _ASKED
        and len(heard.said) > len(_POINTING & set(heard.said[2:3])) + 2
        and heard.said[2] in _POINTING
    )


def who_or_what(view: View, heard: Heard) -> Command | None:
    """`what is Ada's tape`, of one of the story's own kinds that is here, is a look at it; `who is Ada`, where only what is hers is here, asks who she is.
    None where something else is asked."""
    if heard.said[:2] not in _ASKED_EITHER:
        return None
    phrase = tuple(word for word in heard.said[2:] if word not in ARTICLES)
    if not phrase:
        return None
    found = vocabulary(view.story, view.node).find(phrase, "noun", view.holds, view.around.scope)
    if not found or not own_kinds(view.story).issuperset(found):
        return None
    if heard.said[:2] in _ASKED_WHO:
        person = person_called(view, phrase)
        return Command("what", topic=person.id) if person is not None and person.known_as else None
    whole = any(name.key == phrase for name in view.names(found[0]))
    word = dispatch.declared(
        view, Command("what", topic=found[0])
    )  # `what is tea` asks for a word, `what is the Tea` does not
    if len(found) > 1 or not whole or (word and len(phrase) == 1 and not points_at_one(heard)):
        return None
    look = Command("examine", found[0])
    return look if dispatch.answered_by_story(view, look) else None


def without_articles(heard: Heard) -> str:
    """What a clause says, as a topic is written."""
    return " ".join(word for word in heard.said if word not in ARTICLES)


def said_here(view: View, heard: Heard) -> bool:
    """Whether a clause is answered here just as it is said."""
    return dispatch.declared(view, Command("say", topic=without_articles(heard)))


def tried_here(view: View, heard: Heard) -> bool:
    """Whether a deed is answered here just as it is said; who is waited for or sought is no deed."""
    if heard.first in _SEEKING:
        return False
    return dispatch.declared(view, Command("attempt", topic=without_articles(heard)))


def as_it_is_said(clause: Clause) -> Command | None:
    """What the story answers here in just these words, done, said, or asked of whoever is spoken with; None where nothing does, or something is chosen."""
    heard = clause.heard
    if len(heard.said) < _FEWEST or heard.slips:
        return None
    words = without_articles(heard)
    spoken = (Command("attempt", topic=words), Command("say", topic=words), Command("ask", clause.partner, topic=words))
    for command in spoken if clause.partner else spoken[:2]:
        met = dispatch.met(clause.view, command)
        if met.exactly and met.block is not None and met.block.marker.is_response and not commits(clause.view, command):
            chosen = any(one.exact for one in of_choices(clause.view, heard))
            return None if chosen else command
    return None


def asks_to_be_told(view: View, heard: Heard) -> bool:
    """Whether somebody is to tell of something in words that are answered here: `tell me about him`, where that is a choice."""
    return heard.said[:3] == _TELL_ME_ABOUT and said_here(view, heard)


def here_first(view: View, partner: str | None, heard: Heard, ranked: list[Candidate]) -> list[Candidate]:
    """The ranking, with what is here, or what somebody spoken with has to say, before what a word means; not where that was just said."""
    if asks_to_be_told(view, heard):
        told = [one for one in ranked if one.command.verb in _TOLD and one.bonus >= DECLARED and not one.left]
        return (
            [*told[:1], *(one for one in ranked if one not in told and one.command.verb not in _LOOKS)]
            if told
            else ranked
        )
    if not ranked or ranked[0].command.verb != "what" or not points_at_one(heard):
        return ranked
    here = [
        one
        for one in ranked
        if one.score >= ranked[0].score - _NEARLY and not one.left and _is_here(view, partner, one.command)
    ]
    return [*here[:1], *(one for one in ranked if one not in here[:1])]


def _is_here(view: View, partner: str | None, command: Command) -> bool:
    if command.verb not in ("examine", "ask") or (command.verb == "ask" and command.noun != partner):
        return False
    met = dispatch.met(view, command)
    return met.exactly and met.block is not None and not commits(view, command) and not says_it_again(view, met.block)
