"""One step in the making: a View that changes, frozen into a State and a Beat at the end.

A Turn performs blocks: it renders their text, carries out their effects, follows their diverts. It knows nothing of commands; `step`
decides what to perform.
"""

from __future__ import annotations

import hashlib
import re
from typing import cast

from kalmurzaeva.engine import dancing, letting_off
from kalmurzaeva.engine.view import View, counts_matter
from kalmurzaeva.model.markup import BOLD, ITALIC
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.state import State
from kalmurzaeva.model.story import (
    NOTHING_BOUND,
    Alternative,
    Bindings,
    Block,
    Dance,
    Divert,
    Each,
    Effect,
    Either,
    If,
    Item,
    Notation,
    On,
    Paragraph,
    Part,
    Return,
    Shown,
    Story,
    TextRun,
    Typeset,
)
from kalmurzaeva.model.values import Change, Members, Value, Variable

MOST_DIVERTS = 32
_SPACES = re.compile(r"[ \t]{2,}")
_BEFORE_STOP = re.compile(r" ([,.;:!?])(?=\s|$|[\"'])")
# Where one part of a paragraph ends a sentence, and where the next begins one.
_ENDS = re.compile(rf"\w[.!?\u2026][\"\u201d)*{ITALIC}{BOLD}]*$")
_BEGINS = re.compile(rf"[{ITALIC}{BOLD}]*[\"\u201c]?[A-Z\u00c4\u04d8]")

Flow = Divert | Return | On | None


class Turn(View):
    """A step in the making."""

    def __init__(self, story: Story, state: State) -> None:
        super().__init__(story, state)
        self.bound: Bindings = NOTHING_BOUND
        self.since = state.since
        self.turn = state.turn
        self.seed = state.seed
        self.sources: list[str] = []
        self.moved = False
        self.ended = self.node.ends
        self.diverts = 0
        self.is_dancing = False
        # By how many arms a shuffle is further on, while a piece is danced: what is said beside two pieces begins elsewhere.
        self.shift = 0
        self._copied: set[str] = set()
        self.settled = False
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

    def settle(self) -> None:
        """Ends the turn: what is around is looked at afresh where it depends on how often something was shown. (Where the player moved or a variable
        changed it is at once.)"""
        self.settled = True
        self.memo = {}
        if self._copied and counts_matter(self.story, self.node):
            self._look_afresh()
        elif "around" in self.__dict__:
            self.memo["surroundings"] = self.around

    def _look_afresh(self) -> None:
        """What is around may be another from now on."""
        self.__dict__.pop("around", None)

    # ── Performing ─────────────────────────────────────────────────────────────────────────────────────────────

    def perform(self, block: Block, bound: Bindings | None = None) -> Flow:
        """Shows a block, carries out its effects, follows its divert. Returns On where it lets the next answer. `bound` stays bound for what
        is performed after it in this turn."""
        if bound is not None:
            self.bound = bound
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
                self._effect(item, out)
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
                flow = self._typeset(item, count, source)
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

    def _typeset(self, item: Typeset, count: int, source: str) -> Flow:
        title = self.render(item.title, count, source) if item.title else ""
        return self.run(item.items, count, source, self.add(item.form, source, title))

    # ── Words ──────────────────────────────────────────────────────────────────────────────────────────────────

    def render(self, parts: tuple[Part, ...], count: int, source: str) -> str:
        """Parts as text, with the arms that stand at this count."""
        pieces: list[str] = []
        self._render(parts, count, source, pieces)
        text = "".join(pieces) if len(pieces) < 2 else _joined(pieces)
        if "  " in text or "\t" in text:
            text = _SPACES.sub(" ", text)
        text = _BEFORE_STOP.sub(r"\1", text).strip()
        return "" if not text.strip(ITALIC + BOLD + " ") else text

    def _render(self, parts: tuple[Part, ...], count: int, source: str, out: list[str]) -> None:
        for part in parts:
            if isinstance(part, TextRun):
                out.append(part.text)
            elif isinstance(part, Alternative):
                self._render(part.arms[self._arm(part, count, source)], count, source, out)
            elif isinstance(part, Either):
                self._render(part.yes if self.holds(part.condition) else part.no, count, source, out)
            else:
                out.append(self.value(part.value))

    def word(self, identity: str | None, form: str) -> str:
        """As a view says it; what varies in a property of an entity's own goes on from showing to showing."""
        entity = self.story.entities.get(identity or "")
        parts = entity.fields.get(form, ()) if entity else ()
        if not any(isinstance(part, Alternative) for part in parts):
            return super().word(identity, form)
        source = f"{identity}.{form}"
        return self.render(parts, self.count(source), source)

    def _arm(self, part: Alternative, count: int, source: str) -> int:
        size = len(part.arms)
        at = max(0, count - part.since)
        if part.style == "sequence":
            return min(at, size - 1)
        if part.style == "cycle":
            return at % size
        return shuffled(self.seed, f"{source}#{part.ordinal}", size, at + self.shift)

    # ── Effects and moving ─────────────────────────────────────────────────────────────────────────────────────

    def _effect(self, effect: Effect, out: list[str]) -> None:
        variable = self.story.variables[effect.name]
        value = effect.value.run(self, self.values, self.bound)
        held = self.values[effect.name]
        after = variable.of.apply(variable, held, Change(effect.op, value, effect.how, self.node.id, self.values))
        if after is not held:
            self.assign(effect.name, after)
            if variable.piece:
                letting_off.tell(self, variable, held, after, out)
            if effect.op == "-=":
                self._let_go(effect.name, out)

    def _let_go(self, name: str, out: list[str]) -> None:
        """What a set has let go is in no piece any more."""
        for variable in pieces_of(self.story, name):
            held = self.values[variable.name]
            self.assign(variable.name, variable.of.beside(variable, held, self.values))
            letting_off.tell(self, variable, held, self.values[variable.name], out)

    def assign(self, name: str, value: Value) -> None:
        """Gives a variable a value."""
        if "values" not in self._copied:
            self._copied.add("values")
            self.values = dict(self.values)
        cast("dict[str, Value]", self.values)[name] = value
        self._look_afresh()

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
        for layer in self.around.layers:
            for block in layer.on_enter:
                if self.holds(block.condition) and isinstance(self.perform(block), Divert | Return):
                    return

    def show_place(self) -> None:
        """The heading of the node."""
        self.add("place", self.node.id, self.text(self.node.title), self.text(self.node.hour))

    def _arrive(self, name: str) -> None:
        self.node = self.story.nodes[name]
        self.moved = True
        self.since = 0
        self.ended = self.node.ends
        self._look_afresh()
        for variable in here_variables(self.story):
            self.assign(variable, self.story.variables[variable].initial)

    def _come_back(self) -> None:
        if self.back is None:
            return
        self.diverts += 1
        name, self.back = self.back, None
        self._arrive(name)
        for layer in self.around.layers:
            for block in layer.on_return:
                if self.holds(block.condition) and isinstance(self.perform(block), Divert | Return):
                    return


@once_a_story
def pieces_of(story: Story, kept: str) -> tuple[Variable, ...]:
    """The pieces that are made of what a set holds."""
    return tuple(one for one in story.variables.values() if one.piece and one.piece.kept == kept)


@once_a_story
def here_variables(story: Story) -> tuple[str, ...]:
    """The names of the `here` variables."""
    return tuple(variable.name for variable in story.variables.values() if variable.here)


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


def _joined(pieces: list[str]) -> str:
    """The parts of a paragraph as one text. Between two sentences there is a blank, whichever of several arms the second stands in: the blank in front of
    an arm is no part of it."""
    out: list[str] = []
    for piece in filter(None, pieces):
        if out and not piece[0].islower() and _BEGINS.match(piece) and _ENDS.search(out[-1]):
            out.append(" ")
        out.append(piece)
    return "".join(out)
