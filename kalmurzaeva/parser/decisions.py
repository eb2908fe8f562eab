"""A decision is never an accident: what a line must say before anything is decided by it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View, own_kind_names
from kalmurzaeva.grammar.lexicon import ARTICLES, PREPOSITIONS, tokens
from kalmurzaeva.grammar.patterns import OneOf
from kalmurzaeva.grammar.table import BUILT_IN, SESSION
from kalmurzaeva.model.story import Command
from kalmurzaeva.parser.agreement import people_of
from kalmurzaeva.parser.candidate import Candidate, block_of, changes_a_set, commits, is_for
from kalmurzaeva.parser.choices import label_of, label_words, labels, refusing
from kalmurzaeva.parser.contrary import EMPTY
from kalmurzaeva.parser.courtesy import is_no_answer
from kalmurzaeva.parser.evidence import (
    AUXILIARIES,
    NEGATIONS,
    PRONOUNS,
    QUESTION_WORDS,
    RARE,
    Heard,
    is_content,
    stem,
    worth,
)
from kalmurzaeva.parser.nouns import vocabulary
from kalmurzaeva.parser.sentences import refuses
from kalmurzaeva.parser.stated import says_so, states
from kalmurzaeva.parser.unmeant import decides_otherwise, is_unmeant

_PLAIN_LOOKS = frozenset(
    (
        "look",
        "examine",
        "l",
        "x",
        "see",
        "check",
        "inspect",
        "describe",
        "ask",
        "tell",
        "what",
        "who",
        "where",
        "when",
        "why",
        "how",
        "is",
        "are",
        "was",
        "do",
        "does",
        "did",
    )
)


_A_DEED_TO, _MANY = 2, 3
_SAID_BY = frozenset("ask tell say answer".split())
_ANSWERING = _SAID_BY | {"yes", "no"}
# `keep the leg low` is not *keep the leg up*.
_THE_OTHER_WAY = frozenset("low lower lowered down bent loose".split())
_FELT = frozenset("love like hate miss need prefer enjoy".split())
_ASKING = frozenset(("why", "who", "when"))
_DOING = (("did",), ("does",), ("do",))
_TELL_ME = (("tell", "me"), ("show", "me"))
_THOUGHT_OF = frozenset("might nearly almost remember imagine wish wonder supposed maybe perhaps later if".split())
_WHERE = frozenset("first last end beginning start front top back middle begin open close now then please".split())
_STAYING = frozenset("stay remain wait stand keep".split())
_MOVING = frozenset("come go step leave walk run get climb move creep slip".split())
_THEY = frozenset("they he she everybody everyone people".split())


def allowed(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether a candidate may be carried out: a decision needs its number, its own words, or two content words; never a bare pronoun or name,
    never a look at its subject or a question about it. It is asked while candidates are found, and again when one is taken."""
    known: bool | None = view.asked.get(candidate)
    if known is None:
        known = view.asked[candidate] = _allowed(view, heard, candidate)
    return known


def _allowed(view: View, heard: Heard, candidate: Candidate) -> bool:
    if is_unmeant(view, heard, candidate) or _answers_another(view, heard, candidate):
        return False
    if candidate.command.verb in SESSION:
        if heard.words[0] in _ASKING and 0 not in candidate.explained:
            return False  # `why do you help me` asks for no help
        asks_somebody = "you" in heard.words[:3] and heard.words[0] in AUXILIARIES and bool(view.around.persons)
        return not heard.slips and not candidate.left and not asks_somebody
    if candidate.command.verb == "go" and view.around.scope.get(candidate.command.noun or "") == view.story.player:
        return dispatch.declared(view, candidate.command)  # one goes nowhere on one's own head
    if not _is_answer(heard, candidate) or means_otherwise(view, heard, candidate):
        return False
    deciding = commits(view, candidate.command)
    if (deciding or candidate.command.verb in _ANSWERING) and is_no_answer(view, heard, candidate):
        return False
    if not deciding:
        return _WHERE.issuperset(candidate.left) or not changes_a_set(view, candidate.command)
    if (
        only_states(view, heard, candidate)
        or decides_otherwise(view, heard, candidate)
        or (
            asks_leave(view, heard)
            and label_words(view, candidate.command)[:1] != ("ask",)
            and (candidate.command.verb == "choose" or candidate.command.verb in _takers(view, heard))
        )
    ):
        return False
    if candidate.source == "choice":
        return not only_thought_of(heard, label_words(view, candidate.command)) and _chooses(view, heard, candidate)
    if candidate.source == "name" and candidate.exact:
        return not candidate.left  # the whole name of a way out, and nothing else
    if candidate.source in ("name", "overheard") or PRONOUNS.issuperset(heard.words):
        return False
    return _decides(view, heard, candidate)


def _answers_another(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether a line names somebody here, and what it would do is an answer to, or is filled in with, somebody else: `yes Ada`, while Nina offers;
    `show Ada the join`, where it is Nina who asked."""
    command = candidate.command
    people = people_of(view.story, view.around.persons)
    if candidate.source == "filled":
        named = people.named(heard.words) & set(view.around.persons)
        return bool(named) and bool({command.noun, command.second} & set(view.around.persons) - named)
    if command.verb not in ("yes", "no") or command.noun is not None:
        return False
    return not is_for(view, command, people.named(heard.words))


def only_states(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether a decision would be taken by a line that says how things are, and the decision is not to say so."""
    if not states(view, heard):
        return False
    block = block_of(view, candidate.command)
    if block is None:
        return False
    written = next((written for choice, written in labels(view) if block_of(view, choice.command) is block), "")
    return not says_so(heard, block, tokens(written))


def _chooses(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether a listed choice was said: its own words, or two of weight, and no look or question."""
    if candidate.exact:
        return True
    first = heard.first
    label = label_words(view, candidate.command)
    if heard.question and not QUESTION_WORDS.isdisjoint(heard.words) and QUESTION_WORDS.isdisjoint(label):
        return False  # `and Lisbon, what do they want there` does not *take Lisbon*
    if (
        first in _PLAIN_LOOKS
        and (not label or stem(label[0]) != stem(first))
        and not (first in ("tell", "ask") and label[:1] in (("say",), ("tell",), ("ask",)))
    ):
        return False
    if label[:1] and label[0] in _STAYING and first in _MOVING:
        return False  # `come out from behind her` is not *stay behind her*
    names = people_of(view.story, view.around.persons).names
    if candidate.left and not any(is_content(word) and word not in names and word not in _SAID_BY for word in label):
        return False  # `tell Ada not to be afraid` is not *tell Ada you will not*
    if says_a_noun(view, heard, label):
        return False
    return candidate.content >= 2 or not {word for word in label if is_content(word)} - set(heard.words)


def says_a_noun(view: View, heard: Heard, label: Collection[str]) -> bool:
    """Whether a line does something else with one thing that a choice names, and says no more of the choice: `show the short rope` does not *let Ada's
    short rope go*."""
    begin = heard.begin
    first = heard.words[begin]
    if stem(first) in map(stem, label) or (first not in view.story.grammar.first_words and first not in _FELT):
        return False
    named = [
        word
        for place, word in enumerate(heard.words)
        if place > begin and place not in heard.aside and word not in ARTICLES
    ]
    while named and named[0] in PREPOSITIONS:
        named.pop(0)
    return bool(named) and tuple(named) in vocabulary(view.story, view.node).phrases


def only_thought_of(heard: Heard, label: Sequence[str]) -> bool:
    """Whether a line only thinks of what a choice does, or says who would have it: `I might sign it`, `you want me to write both`, `imagine standing
    there`. A choice that says so itself is meant."""
    words = heard.words
    wanted = any(
        word in ("want", "wants", "wanted") and words[at + 1 : at + 2] == ("me",) for at, word in enumerate(words)
    )
    return wanted or not _THOUGHT_OF.isdisjoint(set(words) - set(label))


def _decides(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether a command that decides was said plainly enough."""
    if candidate.left and (
        candidate.content < 2 or _writes_another(candidate) or not _THE_OTHER_WAY.isdisjoint(candidate.left)
    ):
        return False
    if candidate.source in ("say", "speech", "topic") and not candidate.exact:
        telling = (heard.words[place] for place in heard.weighty.intersection(candidate.explained))
        return sum(word not in EMPTY for word in telling) >= 2 and not candidate.left
    own = candidate.exact and candidate.source == "say"
    if heard.question and candidate.command.verb not in ("ask", "ask_for") and not own:
        return False
    if moves_another_part(view, heard, candidate.command):
        return False
    return not (heard.slips and candidate.content < 2)


def moves_another_part(view: View, heard: Heard, command: Command) -> bool:
    """Whether a choice would be taken by a verb of the story's own that stands for many doings, and what a line does it to is not in the choice: `lower my
    head` is not *take the leg up*."""
    if any(command[1:]) or command.verb in BUILT_IN or len(heard.weighty) < _A_DEED_TO:
        return False
    block = block_of(view, command)
    if block is None or not block.marker.is_choice:
        return False
    written = next((written for choice, written in labels(view) if choice.command.noun == block.id), "")
    own, last = set(map(stem, tokens(written))), heard.words[max(heard.weighty)]
    many = any(
        isinstance(part, OneOf) and last in part.words and len(part.words) >= _MANY
        for pattern in view.story.grammar.beginning_with(heard.first)
        if pattern.verb == command.verb
        for part in pattern.elements
    )
    return many and bool(own) and stem(last) not in own


def asks_leave(view: View, heard: Heard) -> bool:
    """`may I keep how you tear the tape`: to ask for what somebody has is not yet to take it."""
    begun = [heard.words[place] for place in sorted(heard.aside) if place < len(heard.words)]
    asks = any(
        word in ("may", "can", "could", "might") and after == ["i"]
        for word, after in ((word, begun[at + 1 : at + 2]) for at, word in enumerate(begun))
    )
    return asks and bool(view.around.persons) and bool(_takers(view, heard))


def _takers(view: View, heard: Heard) -> set[str]:
    """The verbs that a line can begin by which something of the story's own kinds is taken, but for those that ask for it."""
    kinds = own_kind_names(view.story)
    patterns = view.story.grammar.beginning_with(heard.said[0])
    return {pattern.verb for pattern in patterns if pattern.takes_kind(kinds)} - {"ask_for"}


def _writes_another(candidate: Candidate) -> bool:
    """Whether something would be written that is not all of what was said: `the name Kalmurazova` is not *the names*."""
    return (
        candidate.command.verb == "write"
        and not candidate.exact
        and any(worth(word) >= RARE for word in candidate.left)
    )


def means_otherwise(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether a clause says that what a candidate does is not to be done, or by somebody else."""
    return not _keeps_the_not(view, heard, candidate) or _others_doing(heard, candidate)


def _keeps_the_not(view: View, heard: Heard, candidate: Candidate) -> bool:
    """What is not to be done is not done: a reading of `never sit` must have heard the *never*."""
    if candidate.source in ("speech", "overheard", "say") or not refuses(heard, view.story.grammar.first_words):
        return True
    if candidate.source == "choice":
        option = dispatch.option_of(view, candidate.command)
        return candidate.exact or option is None or refusing(tokens(label_of(view, option)))
    return all(place in candidate.explained for place, word in enumerate(heard.words) if word in NEGATIONS)


def _others_doing(heard: Heard, candidate: Candidate) -> bool:
    """Whether somebody else is told to do it, and the reading has oneself do it: `you pay`."""
    return (
        candidate.source in ("grammar", "filled")
        and not heard.question
        and len(heard.said) > 1
        and (heard.said[:1] == ("you",) or heard.words[0] in _THEY)
    )


def _is_answer(heard: Heard, candidate: Candidate) -> bool:
    """Whether a candidate that leaves words unexplained still answers what was said: `what are you reading` is no look at whoever reads, and a
    default for half of a line is no answer."""
    if candidate.source not in ("grammar", "wording", "filled"):
        return True
    if heard.words[0] in _ASKING and 0 not in candidate.explained:
        return False  # `why do you take telephones` takes none
    if not candidate.left:
        return True
    if heard.question and heard.words[1:2] in _DOING:
        return False  # `where did he sleep` does not look for him
    if heard.question and "you" in heard.words:
        return False
    looks = candidate.command.verb == "examine"
    described = heard.first == "who" or (looks and ("who" in heard.words or heard.said[:2] in _TELL_ME))
    if described and not _only_says_where(heard, candidate):
        return False  # `who is the tall man in row five` is not whoever here is a man
    return candidate.bonus > 0.2 or _only_says_where(heard, candidate)


def _only_says_where(heard: Heard, candidate: Candidate) -> bool:
    """Whether what is left of a clause stands behind its noun and a preposition: `punch Stas in the face`."""
    if candidate.noun_at is None or len(candidate.left) > 1:
        return False
    left = [
        place
        for place in range(len(heard.words))
        if place not in candidate.explained and is_content(heard.words[place]) and place not in heard.aside
    ]
    return all(
        place > candidate.noun_at and not PREPOSITIONS.isdisjoint(heard.words[candidate.noun_at : place])
        for place in left
    )
