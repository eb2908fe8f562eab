"""What a line says beside what a candidate would take from it: more than a word for the game, of somebody else, of another thing."""

from __future__ import annotations

from itertools import pairwise

from kalmurzaeva.engine.view import View, own_kinds
from kalmurzaeva.grammar.lexicon import tokens
from kalmurzaeva.parser.agreement import people_of
from kalmurzaeva.parser.candidate import Candidate
from kalmurzaeva.parser.evidence import AUXILIARIES, CATCH_ALL, PRONOUNS, Heard, is_content, stem
from kalmurzaeva.parser.mentions import PEOPLE

_THEIRS = frozenset(("her", "his", "their"))
# Without one of these, what would end the game may be said of one that is played in it.
_OF_THIS_GAME = frozenset("quit exit game playing story program logout".split())
_ENDING = frozenset(("quit", "restart", "restore", "undo"))
_ELSEWHERE = frozenset("down up out over in inside behind under back".split())
_DESCRIBING = frozenset("in with of who from behind at on by near".split())
_LONGEST_WHY = 3
_TO_ME = (("me",), ("us",), ("you",), ("with", "me"), ("with", "us"))


def is_unmeant(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether a line says more than a word for the game or a verb alone would answer, or says it of somebody else or of another game."""
    if candidate.command.verb == "quit" and _gives_up_a_game(view, heard):
        return True
    return _says_more(heard, candidate) or _is_of_another(view, heard, candidate)


def decides_otherwise(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether a line asks for more than what a candidate would decide, or would have it done to somebody else."""
    return _asks_more(view, heard, candidate) or _is_somebody_else(view, heard, candidate)


def _asks_more(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether a question says more than the topic by which it would decide something: `how did you feel me having you` is not *having it*."""
    if not heard.question or candidate.source != "speech" or candidate.command.verb != "ask":
        return False
    names = people_of(view.story, view.around.persons).names
    topic = {stem(word) for word in tokens(candidate.command.topic or "")}
    return any(is_content(word) and word not in names and stem(word) not in topic for word in heard.words)


def _is_somebody_else(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether what is done to somebody here is said of another, who is described: `give it to the woman in the hat`."""
    if not candidate.left or not {candidate.command.noun, candidate.command.second}.intersection(view.around.persons):
        return False
    return any(word in PEOPLE and after in _DESCRIBING for word, after in pairwise(heard.words))


def _gives_up_a_game(view: View, heard: Heard) -> bool:
    """Whether what would end the game is said of one that is played here: `I give up`, at cards."""
    return _OF_THIS_GAME.isdisjoint(heard.words) and any(command.verb == "play" for command in view.node.layer.exact)


def _is_of_another(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether something of the player's own would stand for somebody else's, or a thing for whoever is asked after: `look at her feet`, `who's down there`."""
    noun, at = candidate.command.noun, candidate.noun_at
    if heard.words[0] == "who" and candidate.command.verb == "what":
        topic = tokens(candidate.command.topic or "")
        return not set(topic).issubset(heard.words)  # `who is holding them` is no *plus six and holding*
    if heard.words[0] == "who" and candidate.command.verb == "examine" and noun in view.around.scope:
        return noun not in view.around.persons and noun not in own_kinds(view.story)
    if (
        noun is None
        or candidate.source not in ("grammar", "wording")
        or view.around.scope.get(noun) != view.story.player
    ):
        return False
    before = heard.words[max(0, at - 1) : at + 1] if at is not None else ()
    theirs = _THEIRS | people_of(view.story, view.around.persons).here.keys()
    return noun != view.story.player and not theirs.isdisjoint(before) and bool(view.around.persons)


def _says_more(heard: Heard, candidate: Candidate) -> bool:
    """Whether a line says more than a word for the game, a *yes*, or a verb alone would answer."""
    command = candidate.command
    over = [place for place in range(len(heard.words)) if place not in candidate.explained and place not in heard.aside]
    if command.verb in _ENDING and any(
        heard.words[place] in PRONOUNS or heard.words[place] in AUXILIARIES for place in over
    ):
        return True  # `play it again`, `is it finished` end no game
    if command.verb == "inventory" and "you" in heard.words:
        return True
    if command.verb == "why":
        return len(heard.said) > _LONGEST_WHY  # it asks somebody, and not the game
    if command.verb in ("yes", "no"):
        if "myself" in heard.words:
            return True  # `I will do it myself` says who
        behind = max(candidate.explained, default=-1) + 1
        more = behind in over and behind not in heard.commas and is_content(heard.words[behind])
        return len(over) > 1 or more  # `I won't burn them`, `I don't know` are more than a no
    if command.verb == "recall":
        return bool(over)  # `what about you` did not miss what was said
    if command.verb == "time":  # `can we have more time`, `time to go`
        first, last = min(candidate.explained, default=0), max(candidate.explained, default=0)
        return heard.words[last + 1 : last + 2] == ("to",) or any(place < first for place in over)
    if command.verb == "company":
        return "there" in heard.words and not _ELSEWHERE.isdisjoint(heard.words)  # `who is down there`
    if command.verb == "sit":
        return heard.words[:2] == ("i", "have")  # `I have a seat` is on an aeroplane
    if command.verb == "be":
        asked = heard.question or heard.words[1:2] == ("you",)
        # `I'd be sad without you` is said
        return candidate.bonus < CATCH_ALL and (asked or "i" in heard.words[: heard.begin])
    return not any(command[1:]) and _done_to_me(heard, candidate)


def _done_to_me(heard: Heard, candidate: Candidate) -> bool:
    """Whether a verb that stands alone is to be done to whoever types it: `eat me` eats nothing."""
    behind = max(candidate.explained, default=-1) + 1
    return (
        candidate.source in ("grammar", "wording", "filled")
        and heard.words[behind : behind + 1 + (heard.words[behind : behind + 1] == ("with",))] in _TO_ME
        and behind not in heard.aside
    )
