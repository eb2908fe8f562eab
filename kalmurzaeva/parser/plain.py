"""Plain commands, which most lines are: a pattern of the grammar word for word, a whole name of one thing here in each gap, or a topic of the story's
own, and a block that answers exactly that and decides nothing. Such a line is understood at once.

That changes nothing, as no other reading could pass it: it explains every word and is answered by name, so it scores 1.35 and more for each word of
the pattern's own. Nothing but patterns can score as much (`candidates.MOST_OF_THE_REST`), of these only those with as many words of their own, and
everyday wordings; where one of them fits, or a choice is touched, or a word stands there that may turn the sense, the line is weighed as any other is.
"""

from __future__ import annotations

from collections.abc import Sequence

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import ARTICLES
from kalmurzaeva.grammar.patterns import Gap, Pattern
from kalmurzaeva.grammar.table import SESSION
from kalmurzaeva.grammar.wordings import wording_index
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Command, Story, Talk
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.candidate import commits
from kalmurzaeva.parser.choices import of_choices
from kalmurzaeva.parser.evidence import AUXILIARIES, NEGATIONS, PRONOUNS, QUESTION_WORDS, Heard, is_content
from kalmurzaeva.parser.gaps import OF_THE_PLACE
from kalmurzaeva.parser.mentions import PEOPLE, live_names, mentions, other_numbers
from kalmurzaeva.parser.nouns import vocabulary
from kalmurzaeva.parser.otherwise import SAYING
from kalmurzaeva.parser.readings import grammar_index, most_of
from kalmurzaeva.parser.topics import exact_topic

# Words that stand for others, join two wishes, deny one or give its reason. A line with one of them is weighed.
_TURNING = (
    PRONOUNS
    | NEGATIONS
    | PEOPLE.keys()
    | frozenset(
        "and then after because before so case see all everything both anything everyone everybody people like doing going".split()
    )
)
# Verbs whose patterns do not always mean what they say.
_WEIGHED = frozenset("where why inventory ask_for yes no order".split())
# What is said to somebody: there is more to weigh where it begins with another word than these.
_SAID = frozenset("ask tell think say".split())
_GAPS = frozenset("noun second thing person topic".split())
_MOST_WORDS = 10


def plain_command(view: View, heard: Heard) -> Command | None:
    """The Command of a clause that is plain; None where it is not, or may not be."""
    words = heard.words
    first = words[0]
    if (
        len(words) > _MOST_WORDS
        or heard.aside
        or heard.slips
        or heard.commas
        or heard.question != (first == "what")
        or not _TURNING.isdisjoint(words)
        or first in _weighed_words(view.story)
        or words in OF_THE_PLACE
    ):
        return None
    pattern = _sole_pattern(view, heard)
    if pattern is None:
        return None
    command = _read(view, pattern, heard)
    if (
        command is None
        or (command.verb in _SAID and first not in SAYING)
        or not dispatch.declared(view, command)
        or commits(view, command)
        or any(True for _ in of_choices(view, heard))
    ):
        return None
    return command


@once_a_story
def _weighed_words(story: Story) -> frozenset[str]:
    """First words with which a line is weighed: those that say little, and those that may call somebody."""
    people = (name.key for entity in story.entities.values() if entity.kind == "person" for name in entity.names)
    called = frozenset(word for key in people for word in key)
    firsts = story.grammar.first_words - {"what"}
    return frozenset(
        word
        for word in firsts
        if not is_content(word)
        or word in AUXILIARIES | QUESTION_WORDS | {"refuse", "stop"}
        or word in called
        or any(other in called for (other,) in other_numbers(word))
    )


def _sole_pattern(view: View, heard: Heard) -> Pattern | None:
    """The one pattern that can score as much as what explains every word of a clause; None where there are several."""
    words, different = heard.words, heard.different
    fitting = grammar_index(view.story).fitting(words[0], different, len(words), named=True)
    most = max((pattern.literals for pattern in fitting), default=0)
    longest = [pattern for pattern in fitting if pattern.literals == most]
    if len(longest) > 1 and (not _may_name(view, words) or not _may_be_filled(view, longest, words)):
        longest = [pattern for pattern in longest if all(gap.slot == "topic" for gap in pattern.gaps)]
    best = longest[0] if len(longest) == 1 else None
    if best is None or best.verb in SESSION or best.verb in _WEIGHED:
        return None
    enough = 1.0 + evidence.DECLARED + evidence.LITERAL * best.literals
    for start in range(1 if is_content(words[0]) else len(words)):
        for wording in wording_index().fitting(words[start], different, len(words) - start, named=True):
            worth = most_of(wording, "wording") - 1.0
            if wording.gaps or start or worth + heard.most_with(wording.literals) >= enough:
                return None
    return best


def _may_be_filled(view: View, patterns: Sequence[Pattern], words: Sequence[str]) -> bool:
    """Whether what stands in the gap that all of some patterns end with may, as a whole, name anything here. Where that is not sure, it may."""
    at = patterns[0].literals
    if any(len(pattern.elements) != at + 1 or not isinstance(pattern.elements[-1], Gap) for pattern in patterns):
        return True
    bare = [word for word in words[at:] if word not in ARTICLES]
    if len(bare) < 2:
        return True
    named = live_names(view, vocabulary(view).by_word.get(bare[0], ()))
    return any(set(bare) <= set(name.key) for _, name in named) or _may_name(view, bare[-1:])


def _may_name(view: View, words: Sequence[str]) -> bool:
    """Whether any word may name anything here, in the singular or in the plural."""
    known = vocabulary(view)
    for word in words:
        if (is_content(word) or word in known.longest_from) and live_names(view, known.by_word.get(word, ())):
            return True
        if any(live_names(view, known.phrases.get(other, ())) for other in other_numbers(word)):
            return True
    return False


def _read(view: View, pattern: Pattern, heard: Heard) -> Command | None:
    """The Command of a pattern that lies along a clause so that no word is left between its parts; None where it does not."""
    words = heard.words
    filled: dict[str, str] = {}
    at, parts = 0, pattern.elements
    for place, part in enumerate(parts):
        if not isinstance(part, Gap):
            if at == len(words) or words[at] not in part.words:
                return None
            at += 1
            continue
        behind = parts[place + 1] if place + 1 < len(parts) else None
        end = len(words)
        if isinstance(behind, Gap) or part.accepts not in _GAPS:
            return None
        if behind is not None:
            end = next((end for end in range(at + 1, len(words)) if words[end] in behind.words), at)
        meant = (
            exact_topic(view, pattern.verb, filled.get("noun"), words[at:end])
            if part.slot == "topic"
            else _named(view, heard, (at, end), part.accepts)
        )
        if meant is None:
            return None
        filled[part.slot] = meant
        at = end
    return (
        Command(pattern.verb, filled.get("noun"), filled.get("second"), filled.get("topic"))
        if at == len(words)
        else None
    )


def _named(view: View, heard: Heard, places: tuple[int, int], accepts: str) -> str | None:
    """The one thing here that words name, best by a whole name, and that fits a gap; None where there are several, it is oneself, or it is a part of
    oneself behind a word that may say whose it is."""
    known = vocabulary(view)
    at, end = places
    live = {noun.id for noun, _ in live_names(view, known.phrases.get(heard.words[at:end], ()))}
    if not live:
        found = (mention for mention in mentions(view, Talk(), heard) if (mention.start, mention.end) == places)
        live = {identity for mention in found for identity in mention.ids}
    if len(live) != 1:
        return None
    (identity,) = live
    if identity == view.story.player or (at > 1 and view.scope[identity] == view.story.player):
        return None
    return identity if known.by_id[identity].fits(accepts) else None
