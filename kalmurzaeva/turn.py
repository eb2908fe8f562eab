"""One step in the making: a View that changes, frozen into a State and a Beat at the end.

A Turn performs blocks: it renders their text, carries out their effects, follows their diverts. It knows nothing of commands; `engine`
decides what to perform.
"""

from __future__ import annotations

import hashlib
import re
from typing import cast

from kalmurzaeva import dancing
from kalmurzaeva.choreography import Piece, edited
from kalmurzaeva.marks import BOLD, ITALIC
from kalmurzaeva.model import (
    Alternative,
    Block,
    Dance,
    Divert,
    Each,
    Effect,
    Either,
    If,
    Item,
    Members,
    Notation,
    On,
    Paragraph,
    Part,
    Return,
    Set,
    Shown,
    Story,
    Value,
    Words,
)
from kalmurzaeva.state import State
from kalmurzaeva.view import View, counts_matter

MOST_DIVERTS = 32
_SPACES = re.compile(r"[ \t]{2,}")
_BEFORE_STOP = re.compile(r" ([,.;:!?])(?=\s|$|[\"'])")

Flow = Divert | Return | On | None


class Turn(View):
    """A step in the making."""

    __slots__ = (
        "_copied",
        "_pieces",
        "_settled",
        "diverts",
        "ended",
        "is_dancing",
        "moved",
        "seed",
        "since",
        "sources",
        "turn",
    )

    def __init__(self, story: Story, state: State) -> None:
        super().__init__(story, state)
        self.since = state.since
        self.turn = state.turn
        self.seed = state.seed
        self.sources: list[str] = []
        self.moved = False
        self.ended = self.node.ends
        self.diverts = 0
        self.is_dancing = False
        self._copied: set[str] = set()
        self._settled = False
        self._pieces: list[tuple[str, str | None, list[str], str, str, Notation | None]] = []

    # ── What is shown ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def pieces(self) -> tuple[Shown, ...]:
        """What has been shown so far."""
        return tuple(
            Shown(kind, tuple(paragraphs), source, title, hour, notation)
            for kind, source, paragraphs, title, hour, notation in self._pieces
            if paragraphs or title
        )

    def add(
        self, kind: str, source: str | None, title: str = "", hour: str = "", notation: Notation | None = None
    ) -> list[str]:
        """Begins a piece of what is shown; paragraphs are appended to what it returns."""
        paragraphs: list[str] = []
        self._pieces.append((kind, source, paragraphs, title, hour, notation))
        return paragraphs

    def say(self, text: str, kind: str = "answer") -> None:
        """Shows a paragraph that is no block's."""
        self.add(kind, None).append(text)

    @property
    def settled(self) -> bool:
        return self._settled

    def settle(self) -> None:
        """Ends the turn: what is around is looked at afresh where the turn has changed anything that it depends on."""
        self._settled = True
        if self.moved or "values" in self._copied or (self._copied and counts_matter(self.story, self.node)):
            self._surroundings = None

    # ── Performing ─────────────────────────────────────────────────────────────────────────────────────────────

    def perform(self, block: Block) -> Flow:
        """Shows a block, carries out its effects, follows its divert. Returns On where it lets the next answer."""
        count = self.count(block.id)
        self.sources.append(block.id)
        flow = self.run(block.items, count, block.id, self.add("prose", block.id))
        if isinstance(flow, Divert):
            self.go(flow)
        elif isinstance(flow, Return):
            self._come_back()
        return flow

    def count(self, identity: str) -> int:
        """How often a block was shown before; now once more."""
        count = self.shown.get(identity, 0)
        self._own("shown")[identity] = count + 1
        return count

    def _own(self, name: str) -> dict[str, int]:
        """A mapping of the state as one that this turn may change."""
        if name not in self._copied:
            self._copied.add(name)
            setattr(self, name, dict(getattr(self, name)))
        return cast("dict[str, int]", getattr(self, name))

    def run(self, items: tuple[Item, ...], count: int, source: str, out: list[str]) -> Flow:
        """Shows items, and carries them out; the divert, if they end with one."""
        for item in items:
            if isinstance(item, Paragraph):
                text = item.plain if item.plain is not None else self.render(item.parts, count, source)
                if text:
                    out.append(text)
            elif isinstance(item, Effect):
                self._effect(item)
            elif isinstance(item, If):
                flow = self._choose(item, count, source, out)
                if flow is not None:
                    return flow
            elif isinstance(item, Divert | Return | On):
                return item
            elif isinstance(item, Each):
                self._each(item, count, source, out)
            elif isinstance(item, Dance):
                dancing.show(self, item)
                out = self.add("prose", source)
            else:
                flow = self._set_apart(item, count, source)
                out = self.add("prose", source)
                if flow is not None:
                    return flow
        return None

    def _choose(self, item: If, count: int, source: str, out: list[str]) -> Flow:
        for arm in item.arms:
            if self.holds(arm.condition):
                own = self.count(arm.count_id) if arm.count_id else count
                return self.run(arm.items, own, source, out)
        return None

    def _each(self, item: Each, count: int, source: str, out: list[str]) -> None:
        kept = self.bound
        for member in cast("Members", self.values[item.members]):
            self.bound = {**kept, item.name: member}
            self.run(item.items, count, source, out)
        self.bound = kept

    def _set_apart(self, item: Set, count: int, source: str) -> Flow:
        title = self.render(item.title, count, source) if item.title else ""
        return self.run(item.items, count, source, self.add(item.form, source, title))

    # ── Words ──────────────────────────────────────────────────────────────────────────────────────────────────

    def render(self, parts: tuple[Part, ...], count: int, source: str) -> str:
        """Parts as text, with the arms that stand at this count."""
        pieces: list[str] = []
        self._render(parts, count, source, pieces)
        text = _BEFORE_STOP.sub(r"\1", _SPACES.sub(" ", "".join(pieces))).strip()
        return "" if not text.strip(ITALIC + BOLD + " ") else text

    def _render(self, parts: tuple[Part, ...], count: int, source: str, out: list[str]) -> None:
        for part in parts:
            if isinstance(part, Words):
                out.append(part.text)
            elif isinstance(part, Alternative):
                self._render(part.arms[self._arm(part, count, source)], count, source, out)
            elif isinstance(part, Either):
                self._render(part.yes if self.holds(part.condition) else part.no, count, source, out)
            else:
                out.append(self.value(part.value))

    def _arm(self, part: Alternative, count: int, source: str) -> int:
        size = len(part.arms)
        at = max(0, count - part.since)
        if part.style == "sequence":
            return min(at, size - 1)
        if part.style == "cycle":
            return at % size
        return shuffled(self.seed, f"{source}#{part.ordinal}", size, at)

    # ── Effects and moving ─────────────────────────────────────────────────────────────────────────────────────

    def _effect(self, effect: Effect) -> None:
        variable = self.story.variables[effect.name]
        value = effect.value.run(self, self.values)
        held: Value = self.values[effect.name]
        if isinstance(held, Piece):
            if variable.piece:
                self.assign(effect.name, edited(held, variable.piece.company(self.values), effect.op, value))
            return
        if variable.kind == "set":
            members = cast("Members", held)
            if not isinstance(value, str) or value not in variable.domain:
                return
            if effect.op == "-=":
                self.assign(effect.name, members.without(value))
                self._let_go(effect.name)
            elif value in members or not variable.limit or len(members) < variable.limit:
                self.assign(effect.name, variable.members({**members.entries, value: (self.node.id, effect.how)}))
        elif variable.kind == "number":
            number = (
                int(value)
                if effect.op == "="
                else cast("int", held) + (int(value) if effect.op == "+=" else -int(value))
            )
            self.assign(effect.name, max(variable.low, min(variable.high, number)))
        elif variable.kind == "flag":
            self.assign(effect.name, bool(value))
        elif value in variable.domain:
            self.assign(effect.name, value)

    def _let_go(self, name: str) -> None:
        """What was let go is in no piece any more."""
        for variable in self.story.variables.values():
            held = self.values[variable.name]
            if variable.piece and variable.piece.kept == name and isinstance(held, Piece):
                self.assign(variable.name, held.only(self.values[name]))

    def assign(self, name: str, value: Value) -> None:
        """Gives a variable a value."""
        if "values" not in self._copied:
            self._copied.add("values")
            self.values = dict(self.values)
        cast("dict[str, Value]", self.values)[name] = value
        self._surroundings = None

    def go(self, divert: Divert) -> None:
        """Goes to a node, unless this step has gone too far already."""
        self.diverts += 1
        if self.diverts > MOST_DIVERTS:
            return
        self.back = self.node.id if divert.visit else None
        self.enter(divert.target)

    def enter(self, name: str) -> None:
        """Enters a node: its heading, its text, its `@ enter` rules."""
        self._arrive(name)
        self._own("visits")[name] = self.visits.get(name, 0) + 1
        self.show_place()
        if isinstance(self.perform(self.node.text), Divert | Return):
            return
        for layer in self.layers:
            for block in layer.on_enter:
                if self.holds(block.condition) and isinstance(self.perform(block), Divert | Return):
                    return

    def show_place(self) -> None:
        """The heading of the node."""
        self.add("place", self.node.id, self.words(self.node.title), self.words(self.node.hour))

    def _arrive(self, name: str) -> None:
        self.node = self.story.nodes[name]
        self.moved = True
        self.since = 0
        self.ended = self.node.ends
        self._surroundings = None
        for variable in here_variables(self.story):
            self.assign(variable, self.story.variables[variable].initial)

    def _come_back(self) -> None:
        if self.back is None:
            return
        self.diverts += 1
        name, self.back = self.back, None
        self._arrive(name)
        for layer in self.layers:
            for block in layer.on_return:
                if self.holds(block.condition) and isinstance(self.perform(block), Divert | Return):
                    return


def here_variables(story: Story) -> tuple[str, ...]:
    """The names of the `here` variables."""
    found = story.cache.get("here")
    if found is None:
        found = story.cache["here"] = tuple(variable.name for variable in story.variables.values() if variable.here)
    return cast("tuple[str, ...]", found)


def shuffled(seed: int, name: str, size: int, count: int) -> int:
    """The arm that a shuffle of `size` arms shows at `count`: each once a round, and never the same across two rounds. A function
    of its arguments alone."""
    turn, place = divmod(count, size)
    order = _order(seed, name, size, turn)
    if turn and size > 2 and order[0] == _order(seed, name, size, turn - 1)[-1]:
        order[0], order[1] = order[1], order[0]
    return order[place]


def _order(seed: int, name: str, size: int, turn: int) -> list[int]:
    digest = hashlib.blake2b(f"{seed}/{name}/{turn}".encode(), digest_size=2 * min(size, 32)).digest()
    return sorted(range(size), key=lambda arm: (digest[2 * (arm % 32) : 2 * (arm % 32) + 2], arm))
