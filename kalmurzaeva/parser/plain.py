"""Plain commands, which most lines are: a pattern of the grammar word for word, a whole name of one thing here in each gap, or a topic of the story's
own, and a block that answers exactly that and decides nothing. Such a line is understood at once.

That changes nothing, as no other reading could pass it: it explains every word and is answered by name, so it scores 1.35 and more for each word of
the pattern's own. Nothing but patterns can score as much (`candidates.MOST_OF_THE_REST`), of these only those with as many words of their own, and
everyday wordings; where one of them fits, or a choice is touched, or a word stands there that may turn the sense, the line is weighed as any other is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View, own_kinds
from kalmurzaeva.grammar.lexicon import ARTICLES
from kalmurzaeva.grammar.patterns import Gap, Pattern
from kalmurzaeva.grammar.table import SESSION
from kalmurzaeva.grammar.wordings import synonyms, wording_index
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Command, Story, Talk
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.candidate import commits
from kalmurzaeva.parser.candidates import may_come_near
from kalmurzaeva.parser.choices import of_choices
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.decisions import moves_another_part
from kalmurzaeva.parser.evidence import AUXILIARIES, NEGATIONS, PRONOUNS, QUESTION_WORDS, SAYS_HOW, Heard
from kalmurzaeva.parser.gaps import OF_THE_PLACE
from kalmurzaeva.parser.here import asks_to_be_told, points_at_one
from kalmurzaeva.parser.mentions import PEOPLE, live_names, other_numbers
from kalmurzaeva.parser.nouns import nouns_for, vocabulary
from kalmurzaeva.parser.otherwise import SAYING
from kalmurzaeva.parser.readings import grammar_index, is_done, most_of
from kalmurzaeva.parser.topics import OF_YOU, exact_topic

# Words that join two wishes, or give the reason of one. A line with one of them is weighed.
_JOINING = frozenset("and or but then after because before so case see everybody everyone anything".split())
# Words that stand for others, or deny. They are meant just so in a topic of several words that somebody has an answer to; and somebody may be called
# by one of them.
_TURNING = (
    PRONOUNS | NEGATIONS | PEOPLE.keys() | frozenset("all everything both anyone people like doing going".split())
)
# Verbs whose patterns do not always mean what they say.
_WEIGHED = frozenset("where why inventory yes no order".split())
# What is said to somebody: there is more to weigh where it begins with another word than these.
_SAID = frozenset("ask tell think say".split())
_GAPS = frozenset("noun second thing person topic".split())
_ASKING = frozenset(("what",))
_MOST_WORDS = 12


def plain_command(view: View, talk: Talk, heard: Heard) -> Command | None:
    """The Command of a clause that is plain; None where it is not, or may not be."""
    words = heard.words
    first = words[0]
    if (
        len(words) > _MOST_WORDS
        or heard.aside
        or heard.slips
        or heard.commas
        or heard.question != (first in _ASKING)
        or not _JOINING.isdisjoint(words)
        or first in _weighed_words(view.story)
        or words in OF_THE_PLACE
        or points_at_one(heard)
        or (first == "tell" and asks_to_be_told(view, heard))
    ):
        return None
    fitting, most = _fitting(view, heard)
    clause = Clause(view, talk, heard)
    reading = _first_read(clause, fitting)
    if (
        reading is None
        or most >= reading.score
        or (reading.command.verb in _SAID and first not in SAYING)
        or _may_be_passed(clause, reading, alone=len(fitting) == 1 and most < 0)
        or any(True for _ in of_choices(view, heard))
    ):
        return None
    return reading.command


class _Reading(NamedTuple):
    """A Command that a clause is word for word, but for some articles; what it scores, all in all."""

    command: Command
    score: float
    whole: bool


def _may_be_passed(clause: Clause, reading: _Reading, *, alone: bool) -> bool:
    """Whether a reading that is found in another way may score as much as one that leaves an article over, or come near enough to be asked about
    beside one that decides something."""
    deciding = commits(clause.view, reading.command)
    if deciding and moves_another_part(clause.view, clause.heard, reading.command):
        return True
    if not deciding and reading.whole:
        return False
    return (deciding and not (alone and reading.whole)) or may_come_near(
        clause, reading.score, evidence.MARGIN if deciding else 0.0
    )


@once_a_story
def _weighed_words(story: Story) -> frozenset[str]:
    """First words with which a line is weighed: those that say little, and those that may call somebody."""
    people = (name.key for entity in story.entities.values() if entity.kind == "person" for name in entity.names)
    called = frozenset(word for key in people for word in key)
    firsts = story.grammar.first_words - {"what"}
    return frozenset(
        word
        for word in firsts
        if word in SAYS_HOW
        or word in AUXILIARIES | QUESTION_WORDS | {"refuse", "stop"}
        or word in called
        or any(other in called for (other,) in other_numbers(word))
    )


def _fitting(view: View, heard: Heard) -> tuple[list[Pattern], float]:
    """The patterns that could lie along a clause, in the order of the tables, and the most that an everyday wording can score in it."""
    words, different = heard.words, heard.different
    most = -1.0
    for start in range(len(words) if words[0] in SAYS_HOW else 1):
        for wording in wording_index().fitting(words[start], different, len(words) - start, named=True):
            if wording.gaps or start:
                return [], most
            most = max(most, most_of(wording, "wording") - 1.0 + heard.most_with(wording.literals))
    return grammar_index(view.story).fitting(words[0], different, len(words), named=True), most


def _first_read(clause: Clause, patterns: Sequence[Pattern]) -> _Reading | None:
    """What the first of those patterns that can score most makes of a clause, where it lies along it word for word and has a block of its own; None
    where one before it may lie along it in another way."""
    view, heard = clause.view, clause.heard
    most = max((pattern.literals for pattern in patterns), default=0)
    for pattern in patterns:
        if pattern.literals < most:
            continue
        if pattern.verb in SESSION or pattern.verb in _WEIGHED:
            return None
        reading = _read(clause, pattern)
        if reading is not None and heard.question and pattern.verb == "examine":
            if reading.command.noun in own_kinds(view.story):
                return None  # it may be somebody's that is asked after
            if is_done(view, reading.command.noun):
                continue
        if reading is not None and dispatch.declared(view, reading.command):
            # an article that one leaves over stands in a topic
            return reading if reading.whole or not any(map(_has_a_topic, patterns)) else None
        if _may_be_filled(clause, pattern):
            return None
    return None


def _has_a_topic(pattern: Pattern) -> bool:
    return any(gap.slot == "topic" for gap in pattern.gaps)


def _may_be_filled(clause: Clause, pattern: Pattern) -> bool:
    """Whether a pattern that does not lie along a clause word for word may still explain all of it: with a name that is told more of, or a topic in
    other words."""
    if not pattern.gaps:
        return False
    if pattern.gaps == pattern.elements[-1:] and pattern.gaps[0].slot != "topic":
        words = clause.heard.words
        return _may_end_a_name(clause.view, words[-1]) and any(mention.end == len(words) for mention in clause.named)
    return _has_a_topic(pattern) or bool(clause.named)


def _may_end_a_name(view: View, word: str) -> bool:
    """Whether anything here may be named by words of which this is the last."""
    known = vocabulary(view.story, view.node)
    return (
        word in known.by_word
        or word in synonyms()
        or word in _TURNING
        or any(other in known.phrases for other in other_numbers(word))
    )


def _read(clause: Clause, pattern: Pattern) -> _Reading | None:
    """What a pattern makes of a clause that it lies along so that no word is left between its parts, but articles; None where it does not."""
    view, words = clause.view, clause.heard.words
    filled: dict[str, str] = {}
    explained = set(range(len(words)))
    at, parts = 0, pattern.elements
    for place, part in enumerate(parts):
        if not isinstance(part, Gap):
            if at == len(words) or words[at] not in part.words or words[at] in _TURNING:
                return None
            at += 1
            continue
        if part.slot != "topic" and at < len(words) - 1 and words[at] in ARTICLES:
            explained.remove(at)
            at += 1
        behind = parts[place + 1] if place + 1 < len(parts) else None
        end = len(words)
        if isinstance(behind, Gap) or (part.accepts not in _GAPS and part.accepts not in view.story.kinds):
            return None
        if behind is not None:
            end = next((end for end in range(at + 1, len(words)) if words[end] in behind.words), at)
        meant = (
            _topic(view, pattern.verb, filled.get("noun"), words[at:end])
            if part.slot == "topic"
            else _named(clause, (at, end), part.accepts)
        )
        if meant is None:
            return None
        filled[part.slot] = meant
        at = end
    if at < len(words):
        return None
    command = Command(pattern.verb, filled.get("noun"), filled.get("second"), filled.get("topic"))
    whole = len(explained) == len(words)
    share = 1.0 if whole else evidence.score(clause.heard, dict.fromkeys(explained, 1.0))
    return _Reading(command, share + evidence.DECLARED + evidence.LITERAL * pattern.literals, whole)


def _topic(view: View, verb: str, person: str | None, phrase: tuple[str, ...]) -> str | None:
    """The topic of the story's own that a phrase is, where nothing in it stands for anything else."""
    if not _TURNING.isdisjoint(phrase) and (verb not in _SAID or len(phrase) == 1 or phrase in OF_YOU):
        return None
    return exact_topic(view, verb, person, phrase)


def _named(clause: Clause, places: tuple[int, int], accepts: str) -> str | None:
    """The one thing here that words name, best by a whole name, and that fits a gap; None where there are several, it is oneself, or it is a part of
    oneself behind a word that may say whose it is."""
    view, heard = clause.view, clause.heard
    known = vocabulary(view.story, view.node)
    at, end = places
    if (
        accepts in view.story.kinds
    ):  # where one of these is wanted, nothing of that name that is nearer stands in its way
        fitting = nouns_for(view, clause.talk, heard.words[at:end], accepts)
        return fitting[0] if len(fitting) == 1 and known.by_id[fitting[0]].fits(accepts) else None
    named = {noun.id: noun.nearness for noun, _ in live_names(view, known.phrases.get(heard.words[at:end], ()))}
    live = {identity for identity, nearness in named.items() if nearness == max(named.values())}
    if not live and _TURNING.isdisjoint(heard.words[at:end]) and _may_end_a_name(view, heard.words[end - 1]):
        found = (mention for mention in clause.named if (mention.start, mention.end) == places)
        live = {identity for mention in found for identity in mention.ids}
    if len(live) != 1:
        return None
    (identity,) = live
    if identity == view.story.player or (at > 1 and view.around.scope[identity] == view.story.player):
        return None
    return identity if known.by_id[identity].fits(accepts) else None
