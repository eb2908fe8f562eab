"""What is shown of a reading that is not just what was typed, and how two readings, or two things of one name, are asked about."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import ARTICLES, key
from kalmurzaeva.grammar.table import SESSION
from kalmurzaeva.model.story import Command, Question
from kalmurzaeva.parser.candidate import Candidate, block_of, commits
from kalmurzaeva.parser.choices import label_of, labels
from kalmurzaeva.parser.evidence import Heard, asks_first, is_content
from kalmurzaeva.parser.phrasing import phrase
from kalmurzaeva.parser.results import Asked, Result, Understood
from kalmurzaeva.parser.touched import choice_of

# Words by which a topic is a whole sentence, and names nothing that could be shown: *are you cross*, *can I try*, *it is not my fault*.
_WHOLE = frozenset("i you we me us".split())
# How one is, and what one does: no name of anything.
_STATES = frozenset(
    "afraid frightened scared nervous worried anxious embarrassed jealous happy sad lonely hungry thirsty cold warm angry cross lost relieved surprised grateful torn"
    " confused homesick guilty ashamed proud tired ill sick sore asleep awake alone ready sorry sure glad leaving going staying coming".split()
)
_MANY = 3
_IS_SO = frozenset("is are am was were has have had will would can could does do did may might must should".split())
_LEAVE = frozenset("may can could might should must".split())
# What does not end what was said.
_HANGING = frozenset("the a an i am is are was by for of to with than where who which my your you".split())
# What is done in words: who hears it is shown, not the words.
_SPOKEN = frozenset("say ask tell talk order think".split())


def note(view: View, heard: Heard, candidate: Candidate) -> str | None:
    """What to show of a line that was not taken just as it was typed."""
    if (
        candidate.source in ("choice", "topic", "name", "movement", "say", "overheard", "speech", "filled")
        and candidate.note
    ):
        return candidate.note
    topic = candidate.command.topic
    if topic and candidate.command.noun and not candidate.exact and (heard.slips or candidate.left):
        known = topic in view.story.entities or view.written(topic) is not None
        return about(view, candidate.command) if known else None
    if heard.slips:
        return f"({' '.join(heard.said)})"
    if candidate.left:
        return _heard_of_it(view, heard, candidate)
    return None


def _heard_of_it(view: View, heard: Heard, candidate: Candidate) -> str | None:
    """What was heard of a line: its own words, where only its beginning or its end was not; else the command, or who is spoken to. A sentence with a
    hole in it is shown to nobody."""
    said = _said(heard, candidate)
    bids = not heard.question and said.split(" ", 1)[0] in view.story.grammar.first_words
    if bids and said.rsplit(" ", 1)[-1] not in _HANGING and _has_no_hole(heard, candidate):
        return f"({said})"
    command = candidate.command
    if command.verb in _SPOKEN:
        return f"({view.word(command.noun, 'the')})" if command.noun else None
    return f"({named})" if (named := phrase(view, command)) else None


def _has_no_hole(heard: Heard, candidate: Candidate) -> bool:
    """Whether the words that a reading explains follow one another, but for such as say little."""
    kept = [place for place in range(len(heard.words)) if place in candidate.explained]
    between = range(kept[0], kept[-1])
    return all(place in candidate.explained or not is_content(heard.words[place]) for place in between)


def about(view: View, command: Command) -> str:
    """`(ask Dasha about Thursday)`: a question of which part was heard; only who hears it, where a whole question stands for it."""
    topic = command.topic or ""
    entity = topic in view.story.entities
    if command.noun and not entity and (asks_first(tuple(topic.split()), topic) or _is_whole(topic.split())):
        return f"({view.word(command.noun, 'the')})"
    written = view.word(topic, "the") if entity else view.written(topic) or topic
    return (
        f"({command.verb} {view.word(command.noun, 'the')} about {written})"
        if command.noun
        else f"({command.verb} {written})"
    )


def _is_whole(words: list[str]) -> bool:
    """Whether a topic is a sentence: somebody speaks in it, or something is so."""
    return (
        not _WHOLE.isdisjoint(words)
        or words[0] in _LEAVE
        or not _IS_SO.isdisjoint(words[1:])
        or (len(words) < _MANY and words[-1] in _STATES)
    )


def _said(heard: Heard, candidate: Candidate) -> str:
    """The part of a line that was understood."""
    kept = [place for place in range(len(heard.words)) if place in candidate.explained]
    first, last = kept[0], kept[-1]
    return " ".join(
        heard.words[place]
        for place in range(first, last + 1)
        if place in candidate.explained or heard.words[place] in ARTICLES or not is_content(heard.words[place])
    )


def which(view: View, close: list[Candidate]) -> Result:
    """*Did you mean*, with at most three. Two that would be said alike are one."""
    decides = any(candidate.command.verb == "choose" for candidate in close)
    if len(close) > 1 and len({_in_words(view, candidate) for candidate in close}) == 1:
        first = close[0]
        if not commits(view, first.command) or not (first.left or first.heard.question):
            return Understood(first.command)
    named: dict[str, Command] = {}
    for candidate in close:
        # where to do it is a choice, the choice is named
        chosen = choice_of(view, candidate.heard, block_of(view, candidate.command))
        named.setdefault(_in_words(view, chosen or candidate), (chosen or candidate).command)
    options = tuple(named.items())
    labels = [f"{label} ({number})" for (label, _), number in zip(options, numbers_of(view, options), strict=True)]
    if len(options) == 1 and not decides:
        labels = [label for label, _ in options]  # yes is enough, and every number is a choice's
    listed = labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} or {labels[-1]}"
    return Asked(Question(f"Did you mean {listed}?", options))


def numbers_of(view: View, options: Sequence[tuple[str, Command]]) -> tuple[int, ...]:
    """The number that stands for each answer to a question. A listed choice keeps the number that it has in the list, and what is no choice is counted
    on behind the list, so that no number ever means two things."""
    listed = {choice.command: number for number, (choice, _) in enumerate(labels(view), 1)}
    if not any(command in listed for _, command in options):
        return tuple(range(1, len(options) + 1))
    behind = count(len(listed) + 1)
    return tuple(listed.get(command) or next(behind) for _, command in options)


def only_repeats(view: View, candidate: Candidate) -> bool:
    """Whether to ask about a candidate would only say the player's own words again."""
    if candidate.command.verb == "choose" or candidate.command.verb in SESSION or candidate.heard.slips:
        return False
    offered = key(_in_words(view, candidate))
    return set(offered) >= set(candidate.heard.said) - ARTICLES


def _in_words(view: View, candidate: Candidate) -> str:
    command = candidate.command
    if command.verb == "choose":
        option = dispatch.option_of(view, command)
        label = label_of(view, option) if option else command.verb
        return label if label.startswith(('"', "“")) else f'"{label}"'
    if candidate.source in ("grammar", "wording", "filled", "name", "movement") or command.verb in SESSION:
        if candidate.heard.slips:
            return f'"{" ".join(candidate.heard.said)}"'
        if _has_no_hole(candidate.heard, candidate):
            return f'"{_said(candidate.heard, candidate)}"'
        if said := phrase(view, command):
            return f'"{said}"'
    words = (command.topic or "").split()
    about = (
        ""
        if command.noun and words and (asks_first(tuple(words), command.topic or "") or _is_whole(words))
        else f" about {command.topic}"
        if command.topic and command.topic not in view.story.entities
        else f" about {view.word(command.topic, 'the')}"
        if command.topic
        else ""
    )
    whom = f" {view.word(command.noun, 'the')}" if command.noun else ""
    return f'"{command.verb.replace("_", " ")}{whom}{about}"'


def one_of(view: View, commands: list[Command]) -> Result:
    """Which of several things that one name can mean."""
    options = []
    for command in commands:
        differing = next(
            identity
            for slot in ("noun", "second", "topic")
            if (identity := getattr(command, slot)) and len({getattr(other, slot) for other in commands}) > 1
        )
        options.append((view.word(differing, "the"), command))
    labels = [f"{label} ({number})" for number, (label, _) in enumerate(options, 1)]
    prompt = f"Which do you mean, {', '.join(labels[:-1])} or {labels[-1]}?"
    return Asked(Question(prompt, tuple(options)))
