"""The same player after different choices, and opposed players: what a decision does to all that is told later.

A *fork* takes each of the choices that were offered in one state, and lets the same steady player go on. A choice *changes the later text* where
one of two such games, in other scenes than this one, says eight words in a row or more that the other has nothing like.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from attrs import frozen

from kalmurzaeva import begin, offers, step
from kalmurzaeva.engine.offers import Offered
from kalmurzaeva.model.state import State
from kalmurzaeva.model.story import Beat, Command, Story
from kalmurzaeva.studio.exploration.players import Player, SteadyPlayer, mark
from kalmurzaeva.studio.exploration.playthrough import ShownParagraph, shown_paragraphs
from kalmurzaeva.studio.prose import all_runs, covered, words_of

OWN = 8  # words in a row
TASTES = (11, 23)
_MOST_TURNS = 1_200


@frozen
class Playthrough:
    """What a player was shown, in order, and the marks of what was done."""

    shown: tuple[ShownParagraph, ...]
    done: frozenset[int]


def play_on(story: Story, state: State, beat: Beat, player: Player, node: str) -> Playthrough:
    """Plays to an ending, or until nothing is left to do."""
    shown = list(shown_paragraphs(story, beat, node))
    done: set[int] = set()
    for _ in range(_MOST_TURNS):
        command = player.pick(state.node, Offered(story, state)) if beat.ending is None else None
        if command is None:
            break
        done.add(mark(state.node, command))
        node = state.node
        state, beat = step(story, state, command)
        shown += shown_paragraphs(story, beat, node)
    return Playthrough(tuple(shown), frozenset(done))


def changes_later_text(story: Story, saved: str, choices: Iterable[str]) -> bool:
    """Whether any two of the choices offered in a state lead to different words later."""
    state = State.from_json(story, saved)
    for taste in TASTES:
        later: list[list[ShownParagraph]] = []
        for choice in choices:
            offered = (command for command in offers(story, state) if command.verb == "choose")
            # One that is listed for each member of a set is taken for the first.
            taken = next((command for command in offered if command.noun == choice), Command("choose", choice))
            after, beat = step(story, state, taken)
            if beat.outcome != "story":
                continue
            game = play_on(story, after, beat, SteadyPlayer(taste), state.node)
            found = [passage for passage in game.shown if passage.node != state.node and passage.source != choice]
            if any(differ(found, other) for other in later):
                return True
            later.append(found)
    return False


def opposed(story: Story, seed: int) -> tuple[int, int]:
    """Two playthroughs of opposite tastes: how many of their words both have, and how many there are."""
    state, beat = begin(story, seed)
    one = play_on(story, state, beat, SteadyPlayer(seed), state.node)
    other = play_on(story, state, beat, SteadyPlayer(seed ^ 0x5BD1E995, one.done), state.node)
    return shared(one.shown, other.shown)


def shared(one: Iterable[ShownParagraph], other: Iterable[ShownParagraph]) -> tuple[int, int]:
    """How many words of two games stand in both, and how many there are in all."""
    ours, theirs = list(one), list(other)
    common = total = 0
    for marks in (*_marks(ours, theirs), *_marks(theirs, ours)):
        common += sum(marks)
        total += len(marks)
    return common, total


def differ(one: Iterable[ShownParagraph], other: Iterable[ShownParagraph]) -> bool:
    """Whether one of two games says enough in a row that the other has nothing like."""
    ours, theirs = list(one), list(other)
    return any(_longest_own(marks) >= OWN for marks in (*_marks(ours, theirs), *_marks(theirs, ours)))


def _longest_own(marks: list[bool]) -> int:
    longest = run = 0
    for common in marks:
        run = 0 if common else run + 1
        longest = max(longest, run)
    return longest


def _marks(ours: list[ShownParagraph], theirs: list[ShownParagraph]) -> Iterable[list[bool]]:
    """For each paragraph of one game, which of its words the other has: in a row of five anywhere, or in the same place of the same
    block's words. So a word changed here and there makes no other text."""
    texts = {passage.text for passage in theirs}
    known = all_runs(words_of(text) for text in texts)
    by_source: dict[str, list[str]] = {}
    for passage in theirs:
        by_source.setdefault(passage.source, []).append(passage.text)
    for text, source in dict.fromkeys((passage.text, passage.source) for passage in ours):
        words = words_of(text)
        if text in texts:
            yield [True] * len(words)
            continue
        marks = covered(words, known)
        for near in dict.fromkeys(by_source.get(source, ())) if source else ():
            matcher = SequenceMatcher(None, words, words_of(near), autojunk=False)
            if matcher.ratio() >= 0.6:
                for block in matcher.get_matching_blocks():
                    marks[block.a : block.a + block.size] = [True] * block.size
        yield marks
