"""The nouns of the program: what a story is made of, and what one turn of it returns.

A *story* is nodes, entities and variables, e.g. the node `stage_empty`, the person `orlova`, the number `trust`.
A *block* is a response, a choice or a rule, e.g. `stage_empty/examine radiator`. A *command* is what the player did, in the
story's own names, e.g. `Command("ask", "orlova", topic="casting")`. A *state* is where one game is; a *beat* is what one
turn shows. All are frozen: a step makes new ones. The texts inside blocks are trees of *items* (paragraphs, effects,
diverts) holding *parts* (words, alternatives, values).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from attrs import field, frozen

from kalmurzaeva.model.bibliography import Bibliography
from kalmurzaeva.model.markers import FORMS, Marker
from kalmurzaeva.model.markup import clean, plain
from kalmurzaeva.model.values import Span, Value, Variable

if TYPE_CHECKING:
    from kalmurzaeva.grammar.patterns import Grammar


# ── What the player did ────────────────────────────────────────────────────────────────────────────────────────


class Command(NamedTuple):
    """One thing done, in canonical names. `noun` and `second` are ids of entities or things; for the verb `choose`
    the noun is the id of the choice. `topic` is an entity's id, a topic as its header declares it, or free words; `typed` is a sentence as it was typed,
    where whoever hears it says it back.

    A tuple, because layers are looked up by Commands, many a turn: Python hashes and compares a tuple itself."""

    verb: str
    noun: str | None = None
    second: str | None = None
    topic: str | None = None
    typed: str | None = None

    def to_json(self) -> list[Any]:
        """The command as a list, shortest first: `["ask", "orlova", null, "casting"]`; what was typed stands behind it by its name."""
        fields = list(self[:4])
        while fields[-1] is None:
            fields.pop()
        return [*fields, {"typed": self.typed}] if self.typed else fields

    @classmethod
    def from_json(cls, data: object) -> Command:
        """The inverse of `to_json`. Raises ValueError on anything else."""
        typed = None
        if isinstance(data, list) and data and isinstance(data[-1], dict):
            *data, named = data
            if set(named) != {"typed"} or not isinstance(named["typed"], str):
                raise ValueError("a command holds only names, and what was typed")
            typed = named["typed"]
        if not isinstance(data, list) or not 1 <= len(data) <= 4 or not isinstance(data[0], str):
            raise ValueError("a command is a list of one to four names")
        if not all(part is None or isinstance(part, str) for part in data):
            raise ValueError("a command holds only names")
        if any(part is not None and part != clean(part) for part in (*data, typed)):
            raise ValueError("a command holds control characters")
        return cls(*data)._replace(typed=typed)


# What a header's words stand for while a block is asked or performed: `{"verb": "keep", "noun": "hem", "second": None, "gesture": "hem"}`.
Bindings = Mapping[str, str | None]
NOTHING_BOUND: Bindings = {}


# ── Texts ──────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen(eq=False)
class Expression:
    """A checked and compiled condition or value. `run(turn, values, bound)` gives it, where `bound` are the
    names that a header binds; `reads` are what it looks at, such as
    `("var", "late")`, `("visits", "studio")`, `("shown", "studio/touch radiator")`, `("member", "kept", "hem")`."""

    source: str
    span: Span
    run: Callable[[Any, Mapping[str, Value], Bindings], Any]
    reads: frozenset[tuple[str, ...]]
    type: str
    constants: tuple[int, ...] = ()


@frozen(eq=False)
class TextRun:
    """Plain words, with the marks of italic and bold inside them."""

    text: str

    @cached_property
    def bare(self) -> str:
        """The words with single spaces between them, as a title or a label shows them."""
        return " ".join(self.text.split())


@frozen(eq=False)
class Alternative:
    """`{a|b}`. `style` is `sequence`, `cycle` or `shuffle`; `since` is the count at which its first arm stands; `ordinal` tells
    shuffles of one block apart."""

    style: Literal["sequence", "cycle", "shuffle"]
    arms: tuple[tuple[Part, ...], ...]
    since: int
    ordinal: int
    span: Span


@frozen(eq=False)
class Either:
    """`{if cond: yes|no}`."""

    condition: Expression
    yes: tuple[Part, ...]
    no: tuple[Part, ...]
    span: Span


@frozen(eq=False)
class Show:
    """`{=expr}`, or `{=noun.the}`: a value in words."""

    value: Expression
    span: Span


Part = TextRun | Alternative | Either | Show


@frozen(eq=False)
class Paragraph:
    """One paragraph. `plain` is its text where nothing in it varies."""

    parts: tuple[Part, ...]
    plain: str | None
    span: Span


@frozen(eq=False)
class Effect:
    """`~ name op value`. For sets, `how` is the way a member joins. For pieces, `op` is an edit and the value the names that it takes."""

    name: str
    op: str
    value: Expression
    how: str
    span: Span


@frozen(eq=False)
class Divert:
    """`-> [[node]]`, or with `visit`, `->> [[node]]`."""

    target: str
    visit: bool
    span: Span


@frozen(eq=False)
class Return:
    """`<-`: back from a visit."""

    span: Span


@frozen(eq=False)
class On:
    """`-> on`: let the next rule answer too."""

    span: Span


@frozen(eq=False)
class Arm:
    """One arm of an `[if]`. `count_id` is set where the arm holds alternatives, which it then counts by itself."""

    condition: Expression | None
    items: tuple[Item, ...]
    count_id: str | None


@frozen(eq=False)
class If:
    """`[if cond] … [else] … [end]`."""

    arms: tuple[Arm, ...]
    span: Span


@frozen(eq=False)
class Each:
    """`[each gesture in kept] … [end]`."""

    name: str
    members: str
    items: tuple[Item, ...]
    span: Span


@frozen(eq=False)
class Typeset:
    """`[as letter: From Nina] … [end]`: paragraphs set in a form of their own."""

    form: str
    title: tuple[Part, ...]
    items: tuple[Item, ...]
    span: Span


@frozen(eq=False)
class Dance:
    """`[dance odyssey]`, `[dance odyssey, second_movement]`, `[score odyssey]`, `[watch odyssey]`, `[sum odyssey, first_movement]`: a piece
    danced, drawn, spoken of, or a movement of it added up.
    `movement` gives the one that is danced, where only one is, or the two gestures of `[dance odyssey, mop beside hem]`."""

    what: Literal["dance", "score", "watch", "sum"]
    piece: str
    movement: Expression | None
    span: Span


Item = Paragraph | Effect | Divert | Return | On | If | Each | Typeset | Dance


# ── Blocks ─────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Placeholder:
    """`<gesture in kept>`: any member of a set, any entity of a kind (`person`, `thing`, `gesture`), or anything."""

    name: str
    kind: str | None
    members: str | None


Slot = str | Placeholder | None


@frozen(cache_hash=True)
class Form:
    """One way of calling a block: a command in which slots may be placeholders."""

    verb: str
    noun: Slot = None
    second: Slot = None
    topic: Slot = None

    @property
    def command(self) -> Command | None:
        """The command itself, where there are no placeholders."""
        slots = (self.noun, self.second, self.topic)
        if any(isinstance(slot, Placeholder) for slot in slots):
            return None
        return Command(self.verb, *slots)  # type: ignore[arg-type]  # no placeholder is left


@frozen
class Rule:
    """`@ after 3 turns`: `kind` is enter, return, turn, after, before, anything, watch, or one of a piece's. `targets` are the (verb, noun)
    that a `before` comes before, the noun None for any; or who watches. The verb `anything` is every verb."""

    kind: str
    turns: int = 0
    targets: tuple[tuple[str, str | None], ...] = ()

    def precedes(self, command: Command) -> bool:
        """Whether a `before` comes before a command."""
        targets = self.targets
        return self.precedes_all or (command.verb, None) in targets or (command.verb, command.noun) in targets

    @cached_property
    def precedes_all(self) -> bool:
        """Whether this is `@ before anything`."""
        return any(verb == "anything" for verb, _ in self.targets)


@frozen(eq=False)
class Block:
    """A response, choice, rule, or the text of a passage (marker TEXT).

    `words` is a choice as the player reads it; `gone` marks a choice that is gone once taken; `closed` a condition
    under which it is refused, with the reason. A choice with `each` (a name, a set) is listed once for each member, `most` times at most.
    `pair` are the names of a block of a `pairs` passage; `tells` the facts that it lets the player know, `asks` those that it rests on; `heard` is where its further wordings stand. `read` reads the body, which is done when it is first asked for: of what stands
    in a node, one evening performs a part."""

    id: str
    passage: str
    marker: Marker
    span: Span
    read: Callable[[], tuple[Item, ...]] = tuple
    forms: tuple[Form, ...] = ()
    condition: Expression | None = None
    words: tuple[Part, ...] = ()
    closed: tuple[Expression, tuple[Part, ...]] | None = None
    rule: Rule | None = None
    label: str | None = None
    was: str | None = None
    each: tuple[str, str] | None = None
    most: int = 0
    pair: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    heard: tuple[Span, ...] = ()

    @cached_property
    def choosing(self) -> Command:
        """The command that takes this choice."""
        return Command("choose", self.id)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """What the block shows and does, in order."""
        return self.read()


@frozen(eq=False)
class Layer:
    """The blocks of one passage, indexed by what calls them. Lists keep the order of the file; `spoken` says how a topic was first written in it."""

    blocks: tuple[Block, ...] = ()
    exact: Mapping[Command, tuple[Block, ...]] = field(factory=dict)
    open: Mapping[str, tuple[tuple[Form, Block], ...]] = field(factory=dict)
    before: Mapping[str, tuple[Block, ...]] = field(factory=dict)
    choices: tuple[Block, ...] = ()
    on_enter: tuple[Block, ...] = ()
    on_return: tuple[Block, ...] = ()
    on_turn: tuple[Block, ...] = ()
    anything: tuple[Block, ...] = ()
    watch: tuple[Block, ...] = ()
    rules: Mapping[str, tuple[Block, ...]] = field(factory=dict)
    spoken: Mapping[str, str] = field(factory=dict)


@frozen
class Name:
    """One thing that an entity may be called. `key` is the words as the parser compares them."""

    text: str
    key: tuple[str, ...]
    condition: Expression | None = field(default=None, eq=False)


@frozen(eq=False)
class Thing:
    """Something small in scope, declared by `things:` or by a header. `owner` is the passage it belongs to; it is there while its `condition`
    holds."""

    id: str
    names: tuple[Name, ...]
    owner: str
    exit: bool = False
    condition: Expression | None = None


@frozen(eq=False)
class Presence:
    """An entity in a node's `with:`, and when."""

    entity: str
    condition: Expression | None


@frozen(eq=False)
class Node:
    """A place in the story. `text` is shown on entering and on LOOK; `goal` is what is wanted here, in the player's words; `hints` lead there,
    from a nudge to saying it."""

    id: str
    span: Span
    text: Block
    layer: Layer
    title: tuple[Part, ...] = ()
    hour: tuple[Part, ...] = ()
    presences: tuple[Presence, ...] = ()
    things: tuple[Thing, ...] = ()
    ends: str | None = None
    act: str | None = None
    tags: tuple[str, ...] = ()
    goal: tuple[Part, ...] = ()
    hints: tuple[Block, ...] = ()
    ending_title: tuple[Part, ...] = ()


@frozen(eq=False)
class Entity:
    """Somebody or something. `kind` is person, thing, place, or one of the story's own; `text` answers EXAMINE."""

    id: str
    span: Span
    kind: str
    names: tuple[Name, ...]
    pronoun: Literal["she", "he", "it", "they"]
    everywhere: Expression | None
    fields: Mapping[str, tuple[Part, ...]]
    known_as: tuple[Part, ...] = ()
    known_if: Expression | None = None


@frozen(eq=False)
class EntityBody:
    """What an entity says and holds, read when it is first needed."""

    text: Block
    layer: Layer
    things: tuple[Thing, ...]


@frozen(eq=False)
class Pairs:
    """A `pairs` passage: what its pairs are of (a kind, or a field of one), and its blocks by the names of each."""

    of: str
    layer: Layer
    blocks: Mapping[tuple[str, ...], tuple[Block, ...]] = field(factory=dict)

    def found(self, one: str, other: str) -> tuple[Block, ...]:
        """The blocks for two neighbours: those in this order, then those in the other."""
        same = self.blocks.get((one, other), ())
        return same if one == other else same + self.blocks.get((other, one), ())


@frozen
class Act:
    """An act: how it is announced, and the palette it is shown in. `colours` are those of the palette where the act gives them: for each ground five,
    as a page names them, `-` for the terminal's own."""

    id: str
    number: str
    title: str
    palette: str
    colours: Mapping[str, tuple[str, ...]] = field(factory=dict)


# The grounds that a palette has colours for, and how many.
GROUNDS = ("dark", "light", "either", "sixteen")
COLOURS = 5


@frozen(eq=False)
class Story:
    """A whole story. Nodes and the bodies of entities are read when first used. `always` and `defaults` are the layers of those
    passages; `pieces` the layers of the rules of pieces, `pairs` those of their neighbours; `numbers` and `traits` the typed fields, each by
    entity; `topics` says which phrases mean an entity; `renamed` leads old names to new. `player` is the entity that the player is; `about` is what it says of itself, `credits` and `teaching` are lines that
    CREDITS and HELP show; `unchecked` are rules of `check` that are not this story's, `counts_taste` whether it only counts those of taste; `kind_words` are words that may stand for a member of a kind; `programmes` are the pages that PROGRAMME shows."""

    title: str
    ifid: str
    version: int
    start: str
    variables: Mapping[str, Variable]
    kinds: Mapping[str, tuple[str, ...]]
    entities: Mapping[str, Entity]
    nodes: Mapping[str, Node]
    bodies: Mapping[str, EntityBody]
    always: Mapping[str, Layer]
    acts: Mapping[str, Act]
    defaults: Mapping[str, Layer]
    grammar: Grammar
    topics: Mapping[tuple[str, ...], str]
    renamed: Mapping[str, str]
    sources: Mapping[str, str]
    fingerprint: str
    player: str = "me"
    about: Bibliography = field(factory=Bibliography)
    credits: tuple[str, ...] = ()
    teaching: tuple[tuple[str, str], ...] = ()
    kind_words: Mapping[str, frozenset[str]] = field(factory=dict)
    pieces: Mapping[str, Layer] = field(factory=dict)
    pairs: Mapping[str, Pairs] = field(factory=dict)
    numbers: Mapping[str, Mapping[str, int]] = field(factory=dict)
    traits: Mapping[str, Mapping[str, frozenset[str]]] = field(factory=dict)
    programmes: Mapping[str, Block] = field(factory=dict)
    unchecked: frozenset[str] = frozenset()
    counts_taste: bool = False


# ── One turn ───────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Question:
    """A question the game has put, so that the next line may answer it. `options` are for *which*; `template` holds
    `{}` where the missing words belong."""

    prompt: str
    options: tuple[tuple[str, Command], ...] = ()
    template: str = ""


@frozen
class Talk:
    """What pronouns stand for and what was last said. A step given a Command leads to the same with any of it. `refusal` is why something was last refused,
    `refused` the command, where it was one; `told` are the blocks by which somebody answered in this scene, `listed` the choices that were
    there when something was typed in it, and `steered` whether it was said in it what somebody would sooner talk about, which is said once."""

    it: str | None = None
    him: str | None = None
    her: str | None = None
    them: str | None = None
    there: str | None = None
    partner: str | None = None
    last: Command | None = None
    question: Question | None = None
    refusal: str | None = None
    refused: Command | None = None
    misread: tuple[str, str] | None = None
    told: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    steered: bool = False


@frozen
class NotatedGesture:
    """A gesture of a notation, in words. Its last `empty` counts are missing, its last `lost` ones are cut off."""

    name: str
    owner: str
    how: str
    carrier: str
    whole: bool
    start: int
    length: int
    empty: int
    lost: int
    held: bool
    longer: bool


@frozen
class NotatedMovement:
    """A movement of a notation, in words. `counts` is what its gestures add up to; uncounted, it is as long as they are."""

    name: str
    material: str
    gestures: tuple[NotatedGesture, ...]
    counts: int
    left: int
    counted: bool


@frozen
class Notation:
    """A piece to be drawn: its movements, how many counts the relay gives, and which of them is held."""

    movements: tuple[NotatedMovement, ...]
    counts: int
    held: int


@frozen
class Shown:
    """A piece of what one turn shows. `kind` is place, prose, an `[as …]` form, notation, answer (a built-in reply), correction,
    question, or end. Paragraphs hold the marks of italic and bold (see `markup`). A notation says in its paragraphs what `notation` holds
    to be drawn."""

    kind: str
    paragraphs: tuple[str, ...]
    source: str | None = None
    title: str = ""
    hour: str = ""
    notation: Notation | None = None

    @property
    def keeps_lines(self) -> bool:
        """Whether this is a form, whose paragraphs are lines to be kept as written."""
        return self.kind in FORMS or self.kind == "notation"


@frozen
class Choice:
    """A listed choice, numbered from 1. `reason` is set where it is shown but closed."""

    number: int
    words: str
    command: Command
    reason: str | None = None


Outcome = Literal["story", "default", "meta", "question", "refusal", "unknown"]


@frozen
class Beat:
    """What one step shows. `commands` are those that were carried out; `request` is a session verb that was typed, `rest` what of the
    line is to be read when that is done."""

    blocks: tuple[Shown, ...]
    sources: tuple[str, ...]
    choices: tuple[Choice, ...]
    ending: str | None
    outcome: Outcome
    commands: tuple[Command, ...] = ()
    request: Command | None = None
    rest: str = ""

    @cached_property
    def text(self) -> str:
        """The turn's prose as plain text: paragraphs apart by an empty line, the lines of forms as written."""
        pieces: list[str] = []
        for block in self.blocks:
            heading = ", ".join(part for part in (block.title, block.hour) if part)
            if heading:
                pieces.append(heading)
            pieces.extend(["\n".join(block.paragraphs)] if block.keeps_lines and block.paragraphs else block.paragraphs)
        return plain("\n\n".join(pieces))
