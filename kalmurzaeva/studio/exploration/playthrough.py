"""One playthrough, watched: what was shown, decided, discovered, repeated and set, as a Tally.

A *decision* is a listed choice taken where there was another thing to do. A *discovery* is a reply of twelve words or more that says something
new. The new words shown from one of these to the next are a *stretch*. A paragraph is *repeated* where the run has shown it before, or its block has
shown one that differs from it in a word or two.
"""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from attrs import define, field, frozen

from kalmurzaeva import begin, step
from kalmurzaeva.engine.offers import Offered
from kalmurzaeva.model.state import State
from kalmurzaeva.model.story import Beat, Command, Story
from kalmurzaeva.model.values import Members, Value
from kalmurzaeva.studio.checks.concrete_nouns import concrete
from kalmurzaeva.studio.exploration.players import ChoosingPlayer, CuriousPlayer, Player, RandomPlayer, mark
from kalmurzaeva.studio.exploration.tally import Tally, together
from kalmurzaeva.studio.prose import count_spoken, count_words, words_of

DISCOVERY = 12  # words
MOST_TURNS = 4_000
NOUN_RUNS = 60  # the runs in which EXAMINE is tried on what is named
_ALIKE = 0.8
# Replies to these speak of what is elsewhere, or was: nobody looks for it here.
_ELSEWHERE = frozenset(
    "ask ask_for tell talk say yes no order call remember think thank apologise goodbye promise lie_to accuse score topics".split()
)
_TRANSCRIPT_TURNS = 15
_STUCK_KEPT = 4


@frozen
class ShownParagraph:
    """A paragraph shown: the block that said it (or `""`), the node, and its plain text."""

    source: str
    node: str
    text: str


def shown_paragraphs(story: Story, beat: Beat, node: str) -> Iterator[ShownParagraph]:
    """The paragraphs of a beat, headings left out, for a turn that began in `node`."""
    from kalmurzaeva.model.markup import plain

    for shown in beat.blocks:
        passage = (shown.source or "").partition("/")[0]
        node = passage if passage in story.nodes else node
        for paragraph in shown.paragraphs:
            yield ShownParagraph(shown.source or "", node, plain(paragraph))


@lru_cache(maxsize=65_536)
def counts(text: str) -> tuple[int, int]:
    """The words of a paragraph, and those of them spoken."""
    return count_words(text), count_spoken(text)


@lru_cache(maxsize=65_536)
def alike(text: str, other: str) -> bool:
    """Whether two paragraphs differ in a word or two."""
    ours, theirs = words_of(text), words_of(other)
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= _ALIKE


@define
class Memory:
    """What a run has shown."""

    texts: set[str] = field(factory=set)
    by_source: dict[str, list[str]] = field(factory=dict)
    sources: set[str] = field(factory=set)

    def repeats(self, passage: ShownParagraph) -> bool:
        """Whether a passage says again what was said; from now on it was."""
        earlier = self.by_source.setdefault(passage.source, [])
        again = passage.text in self.texts or any(alike(passage.text, text) for text in earlier[-6:] if passage.source)
        if passage.text not in self.texts:
            self.texts.add(passage.text)
            earlier.append(passage.text)
        return again


@define
class Watcher:
    """Adds one run to a tally, turn by turn."""

    story: Story
    tally: Tally
    tries_nouns: bool
    memory: Memory = field(factory=Memory)
    nodes: set[str] = field(factory=set)
    offered: set[str] = field(factory=set)
    taken: set[str] = field(factory=set)
    nouns: set[str] = field(factory=set)
    tried: set[str] = field(factory=set)
    words: int = 0
    repeated: int = 0
    stretch: int = 0

    def saw(self, beat: Beat, node: str, state: State, verb: str = "") -> int:
        """Counts what a beat showed in answer to `verb`. Gives the words that were new."""
        last = self._count_sources(beat, node)
        fresh = 0
        for passage in shown_paragraphs(self.story, beat, node):
            words, spoken = counts(passage.text)
            act = self.tally.act(self.story.nodes[passage.node].act or "")
            act["words"] += words
            self.words += words
            if self.memory.repeats(passage):
                act["repeated"] += words
                self.repeated += words
                self.tally.repeats[passage.source] += words
            else:
                act["fresh"] += words
                act["spoken"] += spoken
                fresh += words
            if self.tries_nouns and passage.node == last == state.node and not beat.ending:
                self._try_nouns(passage, state, elsewhere=verb in _ELSEWHERE and passage.source == beat.sources[0])
        self.stretch += fresh
        self.offered.update(choice.command.noun or "" for choice in beat.choices)
        self.memory.sources.update(beat.sources)
        return fresh

    def _count_sources(self, beat: Beat, node: str) -> str:
        self.nodes.add(node)
        for source in beat.sources:
            if source in self.story.nodes:
                node = source
                self.nodes.add(node)
            self.tally.spoke[together(source, node)] = 1
        return node

    def did(self, before: State, command: Command, offered: Offered, after: State, beat: Beat) -> None:
        """Counts what one command was: a decision, a discovery, something that sets state."""
        known = self.memory.sources.issuperset(beat.sources)
        stretch, self.stretch = self.stretch, 0
        new = self.saw(beat, before.node, after, command.verb)
        decides = command.verb == "choose" or (not known and new >= DISCOVERY)
        if decides and offered.are_several:
            self._stretch_ends(before.node, stretch)
        else:
            self.stretch += stretch
        source = command.noun if command.verb == "choose" else beat.sources[0] if beat.sources else None
        if source:
            if command.verb == "choose":
                self.taken.add(source)
            changed = self.tally.sets.setdefault(source, {})
            for name in changes(self.story, before, after, source):
                changed[together(before.node, name)] = 1
        self.tried.add(str(mark(before.node, command)))

    def _stretch_ends(self, node: str, words: int) -> None:
        act = self.story.nodes[node].act or ""
        self.tally.stretches.setdefault(act, Counter())[str(words)] += 1
        self.tally.longest[node] = max(words, self.tally.longest.get(node, 0))

    def _try_nouns(self, passage: ShownParagraph, state: State, *, elsewhere: bool) -> None:
        """Tries EXAMINE on every concrete noun of a passage, there and then."""
        counts = self.tally.nouns_elsewhere if elsewhere else self.tally.nouns
        for word in nouns_of(passage.text):
            key = together(passage.source, word)
            if key not in self.nouns:
                self.nouns.add(key)
                counts[together(key, answer_to(self.story, state, word, self.tally.replies))] += 1

    def close(self, beat: Beat, state: State, player: str) -> None:
        """The run is over."""
        tally = self.tally
        tally.words.append(self.words)
        tally.turns.append(state.turn)
        tally.repeated.append(self.repeated)
        tally.players[player] += 1
        if beat.ending:
            tally.endings[together(player, beat.ending)] += 1
            shown = [[passage.source, passage.text] for passage in shown_paragraphs(self.story, beat, state.node)]
            tally.ending_texts.setdefault(beat.ending, shown)
        for name in {self.story.nodes[node].act or "" for node in self.nodes}:
            tally.act(name)["runs"] += 1
        tally.nodes.update(self.nodes)
        tally.blocks.update(self.memory.sources)
        tally.offered.update(self.offered)
        tally.taken.update(self.taken)
        tally.tried.update(self.tried)


@lru_cache(maxsize=65_536)
def nouns_of(text: str) -> tuple[str, ...]:
    """The concrete nouns of a paragraph, as written, each once."""
    return tuple(dict.fromkeys(found.word for found in concrete(text)))


def answer_to(story: Story, state: State, noun: str, replies: dict[str, str]) -> str:
    """What answers EXAMINE of a noun: the id of the block, its words put into `replies`; or `""`."""
    after, beat = step(story, state, f"examine {noun}")
    if beat.outcome == "question":
        question = after.talk.question
        for _, command in question.options if question else ():
            _, beat = step(story, state, command)
            if beat.outcome == "story":
                break
    # Somebody may be waiting to hear anything at all: then what was typed is said, and nothing was looked at.
    if beat.outcome != "story" or not beat.sources or beat.commands[0].verb != "examine":
        return ""
    said = [shown for shown in beat.blocks if shown.source == beat.sources[0]]
    replies.setdefault(beat.sources[0], "\n".join(paragraph for shown in said for paragraph in shown.paragraphs))
    return beat.sources[0]


def changes(story: Story, before: State, after: State, option: str) -> Iterator[str]:
    """What a step set, as readings are named: `var late`, `member kept hem`, `shown studio/1`, `visits plies`."""
    yield f"shown {option}"
    if before.visits is not after.visits:
        yield from (f"visits {name}" for name, count in after.visits.items() if before.visits.get(name, 0) != count)
    if before.values is after.values:
        return
    for name, value in after.values.items():
        old: Value = before.values[name]
        if old is value or old == value or story.variables[name].here:
            continue
        if isinstance(value, Members) and isinstance(old, Members):
            yield from (
                f"member {name} {member}" for member in (*value, *old) if (member in value) is not (member in old)
            )
        yield f"var {name}"


# ── Playing ────────────────────────────────────────────────────────────────────────────────────────────────────


def play_run(story: Story, seed: int, index: int, known: frozenset[int] | None, tally: Tally) -> None:
    """Plays run number `index` and adds it to the tally. A function of its arguments alone. `known` is what the curious know; where it is None the
    run is played by listed choices alone, and no noun is tried."""
    name, player = _player(random.Random(f"{seed}/{index}"), index, known)
    watcher = Watcher(story, tally, tries_nouns=index < NOUN_RUNS and known is not None)
    own = random.Random(f"{seed}/{index}/story").randrange(2**31)
    state, beat = begin(story, own)
    watcher.saw(beat, state.node, state)
    turns = 0
    last: deque[tuple[Command | None, Beat]] = deque([(None, beat)], _TRANSCRIPT_TURNS)
    while beat.ending is None:
        offered = Offered(story, state, only_choices=known is None)
        command = player.pick(state.node, offered) if turns < MOST_TURNS else None
        if command is None:
            why = "nothing is left to do" if turns < MOST_TURNS else f"no ending after {MOST_TURNS} turns"
            tally.stuck_runs += 1
            if len(tally.stuck) < _STUCK_KEPT:
                stuck = {"node": state.node, "seed": own, "why": why, "turns": turns, "transcript": _transcript(last)}
                tally.stuck.append(stuck)
            break
        if known is not None:
            _note_decision(tally, state, beat)
        after, beat = step(story, state, command)
        watcher.did(state, command, offered, after, beat)
        state = after
        turns += 1
        last.append((command, beat))
    watcher.close(beat, state, name)


def _listed(beat: Beat) -> list[Command]:
    return [choice.command for choice in beat.choices if choice.reason is None]


def _player(chance: random.Random, index: int, known: frozenset[int] | None) -> tuple[str, Player]:
    """Who plays run number `index`, and what that kind of player is called."""
    if known is None:
        return "choosing", ChoosingPlayer(chance)
    return ("curious", CuriousPlayer(chance, known)) if index % 2 else ("random", RandomPlayer(chance))


def _note_decision(tally: Tally, state: State, beat: Beat) -> None:
    open_choices = [command.noun or "" for command in _listed(beat)]
    if len(open_choices) > 1:
        key = together(state.node, *open_choices)
        if tally.wants_decision(state.node, key):
            tally.decisions.setdefault(state.node, {})[key] = state.to_json()


def _transcript(turns: Iterable[tuple[Command | None, Beat]]) -> str:
    """Turns of a run, as one reads them."""
    from kalmurzaeva.session.transcripts import shown

    pieces = []
    for command, beat in turns:
        typed = f"> {' '.join(part for part in command.to_json() if part)}\n" if command else ""
        pieces.append(f"{typed}{shown(beat)}")
    return "\n\n".join(pieces)
