"""The one choice that would be asked about, taken where a line says it so plainly, in other words, that to ask would be tiresome; its words are told."""

from __future__ import annotations

import re

from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.likeness import weight
from kalmurzaeva.model.story import Command
from kalmurzaeva.parser.agreement import people_of
from kalmurzaeva.parser.choices import Label, labels, read_label
from kalmurzaeva.parser.decisions import asks_leave, only_thought_of, says_a_noun
from kalmurzaeva.parser.evidence import QUESTION_WORDS, Heard, negated
from kalmurzaeva.parser.leaving import GOING, leaves
from kalmurzaeva.parser.nearest import AGREES, LEARNT, NEARER, SURELY, answering, keeping, uncalled
from kalmurzaeva.parser.nearness import ALIKE, LOOKING, alike, nearness, telling
from kalmurzaeva.parser.results import Asked, Result, Understood
from kalmurzaeva.parser.sentences import shape_of
from kalmurzaeva.parser.spelling import heard_here
from kalmurzaeva.parser.stated import states

# How many words of a choice a line must say, itself or others for them, and how much of the choice that must be.
_OWN_WORDS, _MOST_OF_IT = 2, 0.55
_PARTS = re.compile(r"[,.;:!?]+")
_SOMEWHERE = frozenset("out in up down back on over off away outside inside through here there".split())
_SAID = frozenset("say tell answer".split())
# By what a choice is itself a *no*, or a *yes*.
_NO, _YES = frozenset("not no refuse shake decline".split()), frozenset("yes nod agree promise".split())
# How what is not done, or is, is said behind a *no* or a *yes*.
_FIRMLY = re.compile(
    r".*\b(?:(?:will|can|could|would) not|rather not|refuse|(?:am|are) not|do not want)\b.*|.*\bnot (?:going|do|dance)\b.*"
)
_READILY = re.compile(r".*\b(?:i|we) (?:will|promise|would|can|do)\b(?! not).*")


def taken_plainly(view: View, line: str, result: Result) -> Result:
    """The one choice that would be asked about, where a line says it plainly enough; else the same result."""
    if not isinstance(result, Asked) or len(result.question.options) != 1:
        return result
    command = result.question.options[0][1]
    written = next((written for choice, written in labels(view) if choice.command == command), None)
    heard = heard_here(view, line)
    if written is None or heard.slips or asks_leave(view, heard) or states(view, heard):
        return result  # who asks whether they may has taken nothing yet
    label = read_label(written)
    parts = [heard, *(heard_here(view, part) for part in _PARTS.split(line) if part.strip() not in ("", line))]
    plainly = not only_thought_of(heard, label.words) and any(says_it(view, part, label) for part in parts)
    taken = plainly or _is_the_only_answer(view, heard, command, written)
    return Understood(command, f"({written})") if taken else result


def says_it(view: View, heard: Heard, label: Label) -> bool:
    """Whether a line, or what it says between two stops, says a choice: most of it, with two words of it at least, whatever it adds; or that one goes,
    and where to."""
    if not heard.words or negated(heard.words) != negated(label.words) or says_a_noun(view, heard, label.words):
        return False
    if heard.said[0] in (LOOKING | {"ask"}) - {label.words[0]} and not leaves(heard):
        return False  # to look is to look, and to ask to ask
    people = people_of(view.story, view.around.persons)
    names = people.names | people.everywhere.keys()
    said, own = telling(heard.words, names), telling(label.bare, names)
    shared = [word for word in own if any(alike(one, word) >= ALIKE for one in said)]
    near = nearness(heard, label, names, refused=False)
    if heard.question:  # what is asked of somebody decides least
        asks_after = heard.words[0] in QUESTION_WORDS and QUESTION_WORDS.isdisjoint(label.words)
        return label.words[0] == "ask" and near >= SURELY and bool(shared) and not asks_after
    if leaves(heard) and not GOING.isdisjoint(label.bare):
        return near >= NEARER and not (GOING | _SOMEWHERE).issuperset(shared)  # it says where
    if label.words[0] not in _SAID and shape_of(heard, view.story.grammar.first_words) != "begun":
        return False
    much = sum(map(weight, shared)) >= _MOST_OF_IT * sum(map(weight, own))
    return len(shared) >= _OWN_WORDS and much


def _is_the_only_answer(view: View, heard: Heard, command: Command, written: str) -> bool:
    """Whether a line would learn the one thing that can be kept; or says *no* and then what it will not do, or *yes* and what it will."""
    words = " ".join(heard.words)
    if heard.question:
        return False
    if LEARNT.fullmatch(words):
        return [choice.command for choice, _ in keeping(view)] == [command]
    begins = uncalled(view, words).split()[:1]
    if begins in (["no"], ["never"], ["sorry"]):
        verdict, own = _FIRMLY, _NO
    elif AGREES.fullmatch(words):
        verdict, own = _READILY, _YES
    else:
        return False
    if own.isdisjoint(read_label(written).words) or verdict.fullmatch(words) is None:
        return False  # not to write it is not yet to hand it back
    found = answering(view, words, heard)
    return found is not None and found[0].command == command
