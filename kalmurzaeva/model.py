"""The nouns of the program: what a story is made of, and what one turn of it returns.

A *story* is nodes, entities and variables, e.g. the node `studio_four`, the person `orlova`, the number `trust`.
A *block* is a response, a choice or a rule, e.g. `studio_four/examine radiator`. A *command* is what the player did, in the
story's own names, e.g. `Command("ask", "orlova", topic="casting")`. A *state* is where one game is; a *beat* is what one
turn shows. All are frozen: a step makes new ones. The texts inside blocks are trees of *items* (paragraphs, effects,
diverts) holding *parts* (words, alternatives, values).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

from kalmurzaeva.choreography import Company, Piece, Reading, Scheme, reading
from kalmurzaeva.marks import clean

if TYPE_CHECKING:
    from kalmurzaeva.parser.grammar import Grammar

# What `[as …]` can set text in.
FORMS = ("letter", "notice", "timetable", "programme", "voice", "list", "score")

# ── Where something stands in the source ───────────────────────────────────────────────────────────────────────


@frozen
class Span:
    """A stretch of a story file: `start` and `end` count characters from 0. Lines are worked out when shown."""

    file: str
    start: int
    end: int


# ── What the player did ────────────────────────────────────────────────────────────────────────────────────────


@frozen(cache_hash=True)
class Command:
    """One thing done, in canonical names. `noun` and `second` are ids of entities or things; for the verb `choose`
    the noun is the id of the choice. `topic` is an entity's id, a topic as its header declares it, or free words."""

    verb: str
    noun: str | None = None
    second: str | None = None
    topic: str | None = None

    def to_json(self) -> list[str | None]:
        """The command as a list, shortest first: `["ask", "orlova", null, "casting"]`."""
        fields = [self.verb, self.noun, self.second, self.topic]
        while fields[-1] is None:
            fields.pop()
        return fields

    @classmethod
    def from_json(cls, data: object) -> Command:
        """The inverse of `to_json`. Raises ValueError on anything else."""
        if not isinstance(data, list) or not 1 <= len(data) <= 4 or not isinstance(data[0], str):
            raise ValueError("a command is a list of one to four names")
        if not all(part is None or isinstance(part, str) for part in data):
            raise ValueError("a command holds only names")
        if any(part is not None and part != clean(part) for part in data):
            raise ValueError("a command holds control characters")
        return cls(*data)


# ── Values ─────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Members:
    """The value of a `set`: each member with the node where it joined and how, in the order in which the story declares them, so that
    a saved game, whose keys are sorted, comes back as it was; a set `in order` keeps that in which they joined."""

    entries: Mapping[str, tuple[str, str]] = field(factory=dict)

    def __contains__(self, member: object) -> bool:
        return member in self.entries

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def where(self, member: str) -> str:
        """The node where `member` joined, or `""`."""
        return self.entries.get(member, ("", ""))[0]

    def how(self, member: str) -> str:
        """How `member` joined, or `""`."""
        return self.entries.get(member, ("", ""))[1]

    def place(self, member: str) -> int:
        """Which member this is, from 1, in the order of the set; 0 for none."""
        return next((at for at, name in enumerate(self.entries, 1) if name == member), 0)

    def at(self, place: int) -> str:
        """The member at a place, or `none`."""
        return next((name for at, name in enumerate(self.entries, 1) if at == place), "none")

    def without(self, member: str) -> Members:
        return Members({name: entry for name, entry in self.entries.items() if name != member})


Value = bool | int | str | Members | Piece


@frozen(eq=False)
class PieceForm:
    """What a `[piece]` passage declares beside the scheme: the sets that say what was got and what is whole, the fields that a gesture is
    danced in, and the fields of its temper and its owner."""

    scheme: Scheme
    kept: str
    whole: str
    angles: tuple[str, ...] = ()
    temper: str = ""
    owner: str = ""
    title: str = ""
    _last: list[Any] = field(factory=list, repr=False)

    def reading(self, piece: Piece, values: Mapping[str, Value]) -> Reading:
        """The reading of a piece. The last one is remembered: a page of conditions asks for the same."""
        seen = (piece, values.get(self.kept), values.get(self.whole))
        if not self._last or any(old is not new for old, new in zip(self._last[0], seen, strict=True)):
            self._last[:] = [seen, reading(piece, self.company(values))]
        found: Reading = self._last[1]
        return found

    def company(self, values: Mapping[str, Value]) -> Company:
        """What the reading of the piece depends on beside it."""
        kept, whole = values.get(self.kept), values.get(self.whole)
        how = tuple((name, kept.how(name)) for name in kept) if isinstance(kept, Members) else ()
        return Company(self.scheme, frozenset(whole if isinstance(whole, Members) else ()), how)


@frozen
class Variable:
    """A declared variable. `kind` is flag, number, one, set or piece; `domain` the values of a `one`, the members of a `set`,
    or how members of the set may join it (`ways`). `limit` is how many members a set holds, 0 for no limit; `ordered` whether
    it keeps the order in which they joined. `piece` is set for a piece."""

    name: str
    kind: Literal["flag", "number", "one", "set", "piece"]
    initial: Value
    span: Span
    low: int = 0
    high: int = 0
    domain: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    limit: int = 0
    here: bool = False
    ordered: bool = False
    piece: PieceForm | None = None

    def asked(self, values: Mapping[str, Value]) -> Reading:
        """The reading of this piece."""
        held = values[self.name]
        assert self.piece
        assert isinstance(held, Piece)
        return self.piece.reading(held, values)

    def members(self, entries: Mapping[str, tuple[str, str]]) -> Members:
        """A value of this set with those of `entries` that are of its domain."""
        if self.ordered:
            return Members({name: entry for name, entry in entries.items() if name in self.domain})
        return Members({name: entries[name] for name in self.domain if name in entries})

    def size(self) -> float:
        """How many values it can take; a set counts its subsets."""
        if self.kind == "number":
            return self.high - self.low + 1
        if self.kind == "one":
            return len(self.domain)
        if self.piece:
            scheme = self.piece.scheme
            return (len(scheme.gestures) + 1.0) ** (scheme.places * len(scheme.movements))
        return 2.0 ** len(self.domain) if self.kind == "set" else 2


# ── Texts ──────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen(eq=False)
class Expression:
    """A checked and compiled condition or value. `run(turn, values)` gives it; `reads` are what it looks at, such as
    `("var", "late")`, `("visits", "studio")`, `("shown", "studio/touch radiator")`, `("member", "kept", "hem")`."""

    source: str
    span: Span
    run: Callable[[Any, Mapping[str, Value]], Any]
    reads: frozenset[tuple[str, ...]]
    type: str
    constants: tuple[int, ...] = ()


@frozen(eq=False)
class Words:
    """Plain words, with the marks of italic and bold inside them."""

    text: str


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


Part = Words | Alternative | Either | Show


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
class Set:
    """`[as letter: From Nina] … [end]`: paragraphs set in a form of their own."""

    form: str
    title: tuple[Part, ...]
    items: tuple[Item, ...]
    span: Span


@frozen(eq=False)
class Dance:
    """`[dance odyssey]`, `[dance odyssey, second_movement]`, `[score odyssey]`, `[watch odyssey]`, `[sum odyssey, first_movement]`: a piece
    danced, drawn, spoken of, or a movement of it added up.
    `movement` gives the one that is danced, where only one is."""

    what: Literal["dance", "score", "watch", "sum"]
    piece: str
    movement: Expression | None
    span: Span


Item = Paragraph | Effect | Divert | Return | On | If | Each | Set | Dance


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
        return self.precedes_all or any(
            verb == command.verb and noun in (None, command.noun) for verb, noun in self.targets
        )

    @property
    def precedes_all(self) -> bool:
        """Whether this is `@ before anything`."""
        return any(verb == "anything" for verb, _ in self.targets)


@frozen(eq=False)
class Block:
    """A response, choice, rule, or the text of a passage (marker `""`).

    `words` is a choice as the player reads it; `gone` marks a choice that is gone once taken; `closed` a condition
    under which it is refused, with the reason. A choice with `each` (a name, a set) is listed once for each member, `most` times at most.
    `pair` are the names of a block of a `pairs` passage. `read` reads the body, which is done when it is first asked for: of what stands
    in a node, one evening performs a part."""

    id: str
    passage: str
    marker: Literal["", ">", "*", "+", "@", "="]
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

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """What the block shows and does, in order."""
        return self.read()

    @property
    def gone_once_taken(self) -> bool:
        return self.marker == "*"


@frozen(eq=False)
class Layer:
    """The blocks of one passage, indexed by what calls them. Lists keep the order of the file."""

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


@frozen
class Name:
    """One thing that an entity may be called. `key` is the words as the parser compares them."""

    text: str
    key: tuple[str, ...]
    condition: Expression | None = field(default=None, eq=False)


@frozen(eq=False)
class Thing:
    """Something small in scope, declared by `things:` or by a header. `owner` is the passage it belongs to."""

    id: str
    names: tuple[Name, ...]
    owner: str
    exit: bool = False


@frozen(eq=False)
class Presence:
    """An entity in a node's `with:`, and when."""

    entity: str
    condition: Expression | None


@frozen(eq=False)
class Node:
    """A place in the story. `text` is shown on entering and on LOOK."""

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
    """An act: how it is announced, and the palette it is shown in."""

    id: str
    number: str
    title: str
    palette: str


@frozen(eq=False)
class Story:
    """A whole story. Nodes and the bodies of entities are read when first used. `always` and `defaults` are the layers of those
    passages; `pieces` the layers of the rules of pieces, `pairs` those of their neighbours; `numbers` and `traits` the typed fields, each by
    entity; `topics` says which phrases mean an entity, `spoken` how a topic was first written; `renamed` leads old names to new; `cache` holds what is worked out
    from the story alone."""

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
    spoken: Mapping[str, str]
    renamed: Mapping[str, str]
    sources: Mapping[str, str]
    fingerprint: str
    pieces: Mapping[str, Layer] = field(factory=dict)
    pairs: Mapping[str, Pairs] = field(factory=dict)
    numbers: Mapping[str, Mapping[str, int]] = field(factory=dict)
    traits: Mapping[str, Mapping[str, frozenset[str]]] = field(factory=dict)
    cache: dict[str, Any] = field(factory=dict, repr=False)


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
    """What pronouns stand for and what was last said. A step given a Command never reads this."""

    it: str | None = None
    him: str | None = None
    her: str | None = None
    them: str | None = None
    there: str | None = None
    partner: str | None = None
    last: Command | None = None
    question: Question | None = None
    refusal: str | None = None
    misread: tuple[str, str] | None = None


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
    question, or end. Paragraphs hold the marks of italic and bold (see `marks`). A notation says in its paragraphs what `notation` holds
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
    """What one step shows. `commands` are those that were carried out; `request` is a session verb that was typed."""

    blocks: tuple[Shown, ...]
    sources: tuple[str, ...]
    choices: tuple[Choice, ...]
    ending: str | None
    outcome: Outcome
    commands: tuple[Command, ...] = ()
    request: Command | None = None

    @property
    def text(self) -> str:
        """The turn's prose as plain text: paragraphs apart by an empty line, the lines of forms as written."""
        from kalmurzaeva.marks import plain

        pieces: list[str] = []
        for block in self.blocks:
            heading = ", ".join(part for part in (block.title, block.hour) if part)
            if heading:
                pieces.append(heading)
            pieces.extend(["\n".join(block.paragraphs)] if block.keeps_lines and block.paragraphs else block.paragraphs)
        return plain("\n\n".join(pieces))
