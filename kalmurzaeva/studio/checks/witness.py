"""What is seen where a story is played: choices that rest on what nobody has told yet, names before anybody has named them, stock lines at a wound.

The players are those of `explore`. So many runs are played, or so many turns, whichever comes first: what they do not see may still be so.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from attrs import define, field

from kalmurzaeva import Story, begin, step
from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.help import WOUND
from kalmurzaeva.engine.offers import Offered
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import key
from kalmurzaeva.model.markup import plain
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.state import State
from kalmurzaeva.model.story import Beat, Block, Command, Entity
from kalmurzaeva.model.traversal import every_block
from kalmurzaeva.studio.exploration.players import CuriousPlayer, Player, RandomPlayer

RUNS, TURNS = 200, 1_500
_MOST_TURNS_A_RUN = 400
# What people type when they do not know what to say.
_AT_A_LOSS = ("wait", "think", "cry", "sing", "sleep")


@define
class Witnessed:
    """What was seen, each with the number of the run that saw it first, from 1. `asked` and `named` are by block and what is asked about or
    who is named, `stock` by node, with what was typed and in which node."""

    runs: int = 0
    asked: dict[tuple[str, str], int] = field(factory=dict)
    named: dict[tuple[str, str], int] = field(factory=dict)
    stock: dict[str, tuple[int, str, str]] = field(factory=dict)


def witness(story: Story, runs: int = RUNS, turns: int = TURNS) -> Witnessed:
    """Plays so many runs, or so many turns."""
    found = Witnessed()
    left = turns
    while found.runs < runs and left > 0:
        found.runs += 1
        left -= _Run(story, found).play(left)
    return found


@define
class _Run:
    """One run: what was told in it, and who was named."""

    story: Story
    found: Witnessed
    told: set[str] = field(factory=set)
    named: set[str] = field(factory=set)

    def play(self, most: int) -> int:
        """Plays to an ending, or for so many turns; how many it took."""
        number = self.found.runs
        chance = random.Random(f"witness/{number}")
        player: Player = RandomPlayer(chance) if number % 2 else CuriousPlayer(chance, frozenset())
        state, beat = begin(self.story, number)
        self._saw(state, beat)
        for turn in range(1, min(most, _MOST_TURNS_A_RUN) + 1):
            offered = Offered(self.story, state)
            command = player.pick(state.node, offered) if beat.ending is None else None
            if command is None:
                return turn
            self._replies(state, offered)
            state, beat = step(self.story, state, command)
            self._saw(state, beat)
        return most

    def _saw(self, state: State, beat: Beat) -> None:
        blocks = _blocks(self.story)
        self.told.update(fact for source in beat.sources if source in blocks for fact in blocks[source].tells)
        text = _words(" ".join((shown.title, *shown.paragraphs)) for shown in beat.blocks)
        self._name(text)
        for choice in beat.choices:
            block = blocks.get(choice.command.noun or "")
            words = _words([choice.words])
            for person, names in _proper_names(self.story).items():
                if block and person not in self.named and any(name in words for name in names):
                    self.found.named.setdefault((block.id, person), self.found.runs)
            self._name(words)
            if block and choice.reason is None:
                self._asks(block)
        wounded = {source.partition("/")[0] for source in beat.sources} if beat.ending is None else set()
        for node in wounded:
            if node in self.story.nodes and WOUND in self.story.nodes[node].tags and node not in self.found.stock:
                self._probe(node, state)

    def _name(self, words: str) -> None:
        for person, names in _proper_names(self.story).items():
            if person not in self.named and any(name in words for name in names):
                self.named.add(person)

    def _asks(self, block: Block) -> None:
        for fact in block.asks:
            if fact not in self.told:
                self.found.asked.setdefault((block.id, fact), self.found.runs)

    def _replies(self, state: State, offered: Offered) -> None:
        """The replies that may be asked for now, and rest on a fact."""
        verbs = _asking_verbs(self.story)
        view = View(self.story, state)
        for place in range(len(offered)):
            command = offered.command(place)
            if command.verb in verbs:
                block = next((block for block, _ in dispatch.responses(view, command)), None)
                if block:
                    self._asks(block)

    def _probe(self, node: str, state: State) -> None:
        """What is said just after something hurt, to whoever does not know what to say."""
        view = View(self.story, state)
        tried = [Command(verb) for verb in _AT_A_LOSS if verb in self.story.grammar.verbs]
        for command in (*tried, *(Command("talk", person) for person in view.around.persons)):
            _, beat = step(self.story, state, command)
            if beat.outcome == "default":
                said = command.verb if command.noun is None else f"{command.verb} {view.word(command.noun, 'the')}"
                self.found.stock[node] = (self.found.runs, said, state.node)
                return


def _words(texts: object) -> str:
    """Texts as words with a space on either side."""
    return f" {' '.join(' '.join(key(plain(text))) for text in texts)} "  # type: ignore[attr-defined]


@once_a_story
def _blocks(story: Story) -> dict[str, Block]:
    return {block.id: block for block in every_block(story)}


@once_a_story
def _asking_verbs(story: Story) -> frozenset[str]:
    """The verbs of the replies that rest on a fact."""
    blocks = (block for block in every_block(story) if block.asks and block.marker.is_response)
    return frozenset(form.verb for block in blocks for form in block.forms)


@once_a_story
def _proper_names(story: Story) -> dict[str, tuple[str, ...]]:
    """Everybody's own names, as words."""
    people = (entity for entity in story.entities.values() if entity.kind == "person" and entity.id != story.player)
    return {entity.id: names for entity in people if (names := tuple(_own(entity)))}


def _own(entity: Entity) -> Iterator[str]:
    for name in entity.names:
        if all(word[:1].isupper() for word in name.text.split()):
            yield f" {' '.join(name.key)} "
