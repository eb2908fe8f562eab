"""A candidate: one thing that a clause could mean, the words that explain it, and what its Command would meet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from attrs import field, frozen

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View, own_kinds
from kalmurzaeva.grammar.table import FREE, SESSION
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Block, Command, Divert, Effect, Story
from kalmurzaeva.model.traversal import walk
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.evidence import Heard

# Verbs whose answers may decide something, even where no divert stands in them.
_DECIDING = frozenset(
    "give tell say buy send yes no sell promise lie_to accuse bet withdraw tear burn break throw call".split()
)


@frozen(eq=False)
class Candidate:
    """One thing that a clause could mean. `explained` are the places of its words with the share each has; `missing` what of its own words was
    not said; `bonus` what it would meet (see `evidence`). `note` is what to show of it where it is not just what was typed."""

    command: Command
    source: str
    heard: Heard = field(repr=False)
    explained: Mapping[int, float]
    missing: float = 0.0
    bonus: float = 0.0
    noun_at: int | None = None
    note: str | None = None
    exact: bool = False
    rivals: tuple[Command, ...] = ()

    @cached_property
    def score(self) -> float:
        return evidence.score(self.heard, self.explained, self.missing, self.noun_at) + self.bonus

    @cached_property
    def content(self) -> int:
        """How many content words it explains."""
        return len(self.heard.weighty.intersection(self.explained))

    @cached_property
    def left(self) -> tuple[str, ...]:
        """The content words that it does not explain."""
        return tuple(self.heard.words[place] for place in self.heard.wanting if place not in self.explained)


def unique(found: Sequence[Candidate]) -> list[Candidate]:
    """The best candidate for each Command, best first."""
    if len(found) < 2:
        return list(found)
    best: dict[Command, Candidate] = {}
    for candidate in found:
        if candidate.command not in best or best[candidate.command].score < candidate.score:
            best[candidate.command] = candidate
    return sorted(best.values(), key=lambda candidate: -candidate.score)


def is_plain(candidate: Candidate) -> bool:
    """Whether a candidate is a command about what it names that the story answers, with nothing left over: `open with the mop` is that, and not the
    first words of *open with the mop, and let Ivan fill it up*."""
    if not candidate.exact or candidate.bonus < evidence.ANSWERED or candidate.source not in ("grammar", "wording"):
        return False
    about_a_thing = candidate.command.noun is not None or candidate.bonus >= evidence.DECLARED
    return about_a_thing and not candidate.left and candidate.content >= 1


def bonus_of(view: View, command: Command) -> float:
    """What a Command would meet: a block of its own, one with placeholders, a catch-all, or only a default."""
    if command.verb in SESSION:
        return evidence.CATCH_ALL if command.topic else evidence.ANSWERED
    met = dispatch.met(view, command)
    if met.exactly:
        return evidence.DECLARED
    if command.verb in FREE and (command.topic is None or command.topic in view.story.entities):
        return evidence.ANSWERED
    if met.answered:
        return evidence.CATCH_ALL if command.topic else evidence.ANSWERED
    return 0.0


def block_of(view: View, command: Command) -> Block | None:
    """The block that would answer, if one would."""
    if command.verb == "choose":
        option = dispatch.option_of(view, command)
        return option.block if option else None
    return dispatch.met(view, command).block


def commits(view: View, command: Command) -> bool:
    """Whether carrying it out decides something: the block that answers is a choice, diverts, or gives, tells or spends."""
    if command.verb in SESSION:
        return False
    block = block_of(view, command)
    if block is None:
        return False
    if block.marker.is_choice:
        return True
    diverts, changes = _does(view.story, block)
    return diverts or (changes and command.verb in _DECIDING)


def changes_a_set(view: View, command: Command) -> bool:
    """Whether carrying it out changes anything by what is done to one of the story's own kinds: the mop is taken out."""
    block = block_of(view, command) if command.noun in own_kinds(view.story) else None
    return block is not None and _does(view.story, block)[1]


def is_for(view: View, command: Command, called: Collection[str]) -> bool:
    """Whether the listed choice that a Command takes, if it takes one, may be done or said to one of those who are called: `yes Ada` takes none that is
    for Nina."""
    here = view.around.persons
    block = block_of(view, command) if any(person in here for person in called) else None
    if block is None or not block.marker.is_choice:
        return True
    whom = {slot for form in block.forms for slot in (form.noun, form.second) if slot in here}
    return not whom or not whom.isdisjoint(called)


@once_a_story
def _does(_story: Story, block: Block) -> tuple[bool, bool]:
    """Whether a block leads elsewhere, and whether it changes anything."""
    items = [item for item, _ in walk(block.items)]
    return any(isinstance(item, Divert) for item in items), any(isinstance(item, Effect) for item in items)
