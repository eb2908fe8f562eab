"""What a pattern means here, and whether it can: nobody is switched on, nothing is eaten that is finished, a gesture is nothing to push."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import own_kind_names, own_kinds
from kalmurzaeva.grammar.lexicon import PREPOSITIONS
from kalmurzaeva.grammar.patterns import Gap, Pattern
from kalmurzaeva.grammar.table import FREE, SESSION
from kalmurzaeva.model.story import Command, Story
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.contrary import says_where
from kalmurzaeva.parser.evidence import is_content
from kalmurzaeva.parser.topics import Meant

_LOOKS_AT = frozenset("x ex examine look l inspect describe view study".split())
_EATEN = frozenset(("eat", "drink"))
_HANDED = frozenset(("give", "drop", "put", "show", "send"))
_SWITCHED = frozenset(("switch_on", "switch_off"))
_SAID_TO_OTHERS = frozenset(("ask", "tell", "talk", "order"))
_SPOKEN_TO = frozenset("you your he she they it his her their we i doing going".split())


@frozen
class Read:
    """A Command that a pattern means, with what its topic was taken for."""

    command: Command
    meant: Meant | None = None


def is_a_word(phrase: Sequence[str], meant: Meant) -> bool:
    """Whether WHAT IS asks for a word or a name, and not for what somebody does or what lies about."""
    if not _SPOKEN_TO.isdisjoint(phrase) or "like" in phrase:
        return False
    if not PREPOSITIONS.isdisjoint(phrase):
        return meant.sure == "exact"  # the Day of Memory is a name, as it stands
    return meant.sure != "free" or sum(map(is_content, phrase)) in (1, 2)


def answered(clause: Clause, read: Read) -> bool:
    return dispatch.answered_by_story(clause.view, read.command)


def is_person(story: Story, identity: str | None) -> bool:
    entity = story.entities.get(identity or "")
    return entity is not None and entity.kind == "person"


def makes_sense(clause: Clause, pattern: Pattern, read: Read) -> bool:
    """A gesture is nothing to push, nor to wait for, unless the story says so."""
    story = clause.view.story
    if read.command.noun == story.player and read.command.verb in _SAID_TO_OTHERS:
        # `tell me about the waiter`, `ask her to forgive me` ask somebody else
        return "me" not in clause.heard.words and answered(clause, read)
    if read.command.verb in _SWITCHED and is_person(story, read.command.noun) and not answered(clause, read):
        return False  # `turn my back on him`
    if read.command.verb == "keep" and says_where(clause.heard.words):
        return False  # `I keep them in my hands` answers where they are
    if read.command.verb == "ask_for" and read.command.second == story.player:
        return False
    if read.command.verb in ("go", "help_person") and read.command.noun == story.player:
        return False  # `follow me`, `can you help me`
    if read.command.verb in _EATEN and clause.heard.first not in _EATEN and not answered(clause, read):
        return False  # `finish my shoe` eats nothing
    if read.command.verb in _HANDED and is_person(story, read.command.noun) and not answered(clause, read):
        return False
    if read.command == Command("examine", story.player) and "me" in clause.heard.words and clause.view.around.persons:
        return clause.heard.first in _LOOKS_AT  # `watch me`, `could you spot me some money` are said to somebody
    if (
        read.command.noun is None
        or read.command.noun not in own_kinds(story)
        or pattern.takes_kind(own_kind_names(story))
    ):
        return True
    if clause.heard.said[1:2] == ("there",):
        return False  # `is there any tea` looks for no movement
    return answered(clause, read)


def worth_of(pattern: Pattern, source: str, meant: Meant | None, top: float) -> float:
    """What a pattern adds to what it would meet: an everyday wording is worth a good deal, one about the scene or the game more; the more of a
    pattern's own words, the surer; `tell her to move` tells nobody about *to move*."""
    literal = evidence.LITERAL * pattern.literals
    if meant is not None and meant.sure == "free" and not top:
        return literal
    if pattern.verb in ("tell", "ask") and meant is not None and meant.topic.startswith("to "):
        return literal - evidence.AN_ORDER
    if source != "wording":
        return literal
    if top >= evidence.DECLARED:
        return 0.0  # what the story answers by name needs no help
    about_the_game = pattern.verb in FREE or pattern.verb in SESSION
    if about_the_game or not any(isinstance(element, Gap) for element in pattern.elements):
        return literal + evidence.WORDING_OF_THE_GAME
    return literal + evidence.WORDING
