"""Who hears what is said to nobody by name, and what they have to say on a word of it."""

from __future__ import annotations

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.model.story import Command
from kalmurzaeva.parser.candidate import commits
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.speech import addressed
from kalmurzaeva.parser.topics import OF_YOU, Meant, meant_topic, nearest_topic, on_a_word

# Who asks after them tells them nothing of oneself: `does your toe hurt`.
_OF_THEM = frozenset("you your yours yourself".split())
# What leads up to what is asked after, where nobody is named: `tell me about yourself`, `and you?`
_LEADS = (("me", "about"), ("me", "more", "about"), ("and",), ("what", "about"), ("how", "about"))
_MUCH = 2


def on_a_word_of(clause: Clause, command: Command) -> Command | None:
    """The same said of the topic that it only touches: with the person named, or of those here the one who has most to say; what one thinks of is
    remembered."""
    view, words = clause.view, clause.heard.words
    if command.verb == "think":
        meant = on_a_word(view, clause.talk, "remember", None, words)
        return Command("remember", topic=meant.topic) if meant is not None else None
    called = addressed(clause)
    if called is None:
        hearer = best_hearer(clause, command.verb)
        return hearer[0] if hearer is not None and hearer[1] else _on_a_meaning_of(clause, command)
    for verb in dict.fromkeys((command.verb, "ask")):
        meant = on_a_word(view, clause.talk, verb, command.noun, words[called[0] : called[1]])
        if meant is not None:
            return Command(verb, command.noun, topic=meant.topic)
    return _on_a_meaning_of(clause, command)


def _on_a_meaning_of(clause: Clause, command: Command) -> Command | None:
    """A question of which somebody knows something by another word: `what are you reading` of *the book*."""
    if command.verb != "ask" or command.noun is None or not clause.heard.question:
        return None
    called = addressed(clause)
    words = clause.heard.words[called[0] : called[1]] if called is not None else clause.heard.words
    topic = nearest_topic(clause.view, clause.talk, command.noun, words)
    return Command("ask", command.noun, topic=topic) if topic not in (None, command.noun) else None


def best_hearer(clause: Clause, verb: str, *, tells: bool = False) -> tuple[Command, bool] | None:
    """What asking or telling comes to where nobody is called: of those here the one who has most to say on a word of it, else whoever was spoken
    with, else the one whose scene it is; and whether anything in it is known to them. None where nobody is here. What only `tells` asks nothing that decides."""
    view, heard = clause.view, clause.heard
    present = view.around.persons
    if not present:
        return None
    words = heard.words[1:] if heard.words[0] in ("ask", "tell") else heard.words
    words = next((words[len(lead) :] for lead in _LEADS if words[: len(lead)] == lead), words)
    partner = clause.partner or present[0]
    # Who is spoken with is meant, unless others know much more of it.
    best: tuple[int, Command] | None = None
    for person in dict.fromkeys((partner, *present)):
        if person != clause.partner and dispatch.held_up(view, Command("ask", person)):
            continue  # who answers nobody here is not asked what is asked of nobody
        ways = ("ask",) if verb == "ask" and not _OF_THEM.isdisjoint(words) else (verb, "tell", "ask")
        for said in dict.fromkeys(ways):
            meant = on_a_word(view, clause.talk, said, person, words)
            if (
                said != verb == "tell"
                and meant is not None
                and meant.matched < _MUCH
                and not _is_of_something(view, meant)
            ):
                continue  # what one tells asks nobody about a verb in it
            if meant is None or meant.topic == person or (best is not None and meant.matched <= best[0]):
                continue
            if clause.partner is not None and person != partner and meant.matched < _MUCH:
                continue
            command = Command(said, person, topic=meant.topic)
            if not (tells and said == "ask" and commits(view, command)):
                best = meant.matched, command
    if best is not None:
        return best[1], True
    if words in OF_YOU:
        return Command("ask", partner, topic=meant_topic(view, clause.talk, "ask", partner, words).topic), False
    return Command(verb, partner, topic=" ".join(words)), False


def _is_of_something(view: View, meant: Meant) -> bool:
    """Whether a topic is somebody or something of the story's."""
    entity = view.story.entities.get(meant.topic)
    return entity is not None and entity.kind in ("person", "place", "thing")
