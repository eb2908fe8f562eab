"""The passages that a piece is made of: `[fields]` with lines of many members, the typed fields of kinds, `[piece]`, and `[pairs]`.

They are read before any node: conditions speak of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from attrs import define, field, frozen

from kalmurzaeva.choreography.piece import SELF, Scheme
from kalmurzaeva.language.passage import Cut, Property, RawBlock, split_options, split_outside
from kalmurzaeva.language.reader import Passage, Report
from kalmurzaeva.model.problems import Problem, did_you_mean, problem
from kalmurzaeva.model.values import KINDS, PieceForm, Span, Variable

# The rules that a `piece` passage may hold; the last of them a node may, too.
PIECE_RULES = (
    *("movement", "held", "empty", "cut", "same", "also_same", "all_same", "unchanged", "end", "nothing", "sum"),
    *("added", "replaced", "gone", "moved", "handed", "mended", "between", "join", "onward", "let_off"),
    ASIDE := "aside",
)
# The names that its rules, its pairs and the lines of its gestures may speak of.
BOUND: dict[str, str | None] = {"movement": None, "material": None, "gesture": None, "other": None, "carrier": None}
PIECE_PROPERTIES = frozenset(
    "of from whole length movements places counts held materials longer uncounted angles temper owner title was".split()
)
_NUMBER = re.compile(r"([a-z][a-z_]*)\s+(-?\d+)\.\.(-?\d+)")
_SET = re.compile(r"([a-z][a-z_]*)\s+of\s+(.+)")
_LINE = re.compile(r"([a-z][a-z_ ]*):(.*)")
_COMMENT = re.compile(r"(?:^|\s)//.*")


@define
class Fields:
    """The fields of kinds: those in words, the numbers with their ranges, and the sets with what can be in them; and what each member has."""

    words: frozenset[str] = frozenset()
    ranges: dict[str, tuple[int, int]] = field(factory=dict)
    domains: dict[str, tuple[str, ...]] = field(factory=dict)
    of_kind: dict[str, tuple[str, ...]] = field(factory=dict)
    given: dict[str, dict[str, Property]] = field(factory=dict)
    numbers: dict[str, dict[str, int]] = field(factory=dict)
    traits: dict[str, dict[str, frozenset[str]]] = field(factory=dict)

    @property
    def all(self) -> frozenset[str]:
        """The names of all fields."""
        return self.words | self.ranges.keys() | self.domains.keys()


@frozen
class PiecesReader:
    """Reads those passages of one story."""

    cuts: Mapping[str, Cut]
    sources: Mapping[str, str]
    kinds: Mapping[str, tuple[str, ...]]
    entities: Mapping[str, str]
    report: Report

    # ── Fields ─────────────────────────────────────────────────────────────────────────────────────────────────

    def fields(
        self, kinds: Iterable[Passage], entities: Iterable[Passage], tables: Iterable[Passage], words: frozenset[str]
    ) -> Fields:
        """All fields, and what each entity has: by its own passage, and by the tables."""
        found = Fields(words)
        for kind in kinds:
            self._declare(kind, found)
        members = {passage.name: passage for passage in entities}
        for name in members:
            found.given[name] = dict(self.cuts[name].properties)
        for passage in tables:
            self._table(passage, found, members)
        for name, passage in members.items():
            self._typed(name, passage, found)
        return found

    def _declare(self, kind: Passage, found: Fields) -> None:
        """`numbers: length 1..6` and `sets: powers of calm, ask; moods of …`."""
        properties = self.cuts[kind.name].properties
        own: list[str] = []
        for at, piece in _pieces(properties.get("numbers"), ",;"):
            match = _NUMBER.fullmatch(piece)
            if match and int(match[2]) <= int(match[3]):
                found.ranges[match[1]] = (int(match[2]), int(match[3]))
                own.append(match[1])
            else:
                self._wrong(properties["numbers"], "numbers: length 1..6", "it has a name and a range", at, piece)
        for at, piece in _pieces(properties.get("sets"), ";"):
            match = _SET.fullmatch(piece)
            domain = tuple(word.strip() for word in match[2].split(",")) if match else ()
            if match and all(re.fullmatch(r"[a-z]\w*", word) for word in domain):
                found.domains[match[1]] = domain
            else:
                self._wrong(properties["sets"], "sets: powers of calm, ask", "it has a name and members", at, piece)
        for name in own:
            found.numbers[name] = {}
        for name in found.domains:
            found.traits.setdefault(name, {})
        found.of_kind[kind.name] = tuple(own)

    def _wrong(self, prop: Property, hint: str, why: str, at: int = 0, piece: str = "") -> None:
        span = prop.span
        if piece:
            span = Span(span.file, span.start + at, span.start + at + len(piece))
        self.report(problem("bad-value", span, hint, key=prop.key, value=piece or prop.value, why=why))

    def _table(self, passage: Passage, found: Fields, members: Mapping[str, Passage]) -> None:
        """A passage tagged `fields`: for each `= mop` lines such as `length: 4`. A line that begins with no field goes on with the one
        before it."""
        of = self.cuts[passage.name].properties.get("of")
        if of is None or of.value not in found.of_kind:
            span = of.span if of else passage.span
            hint = did_you_mean(of.value, found.of_kind) if of else "of: gesture"
            self.report(problem("bad-value", span, hint, key="of", value=of.value if of else "", why="it is a kind"))
            return
        for raw in self.cuts[passage.name].blocks:
            name = self._text(raw.header)
            if not raw.marker.is_row:
                self.report(problem("misplaced", raw.header, "= mop", what="This block", why="here stand fields alone"))
            elif name not in members or of.value not in members[name].tags:
                known = [other for other, own in members.items() if of.value in own.tags]
                self.report(problem("wrong-value", raw.header, did_you_mean(name, known), name=of.value, value=name))
            else:
                for prop in self._lines(raw, found):
                    if prop.key in found.given[name]:
                        place = Span(prop.span.file, prop.span.start, prop.span.end)
                        self.report(problem("same-property", place, "Keep one of them.", key=prop.key))
                    found.given[name][prop.key] = prop

    def _lines(self, raw: RawBlock, found: Fields) -> Iterator[Property]:
        source = self.sources[raw.header.file]
        key, start, end = "", 0, 0
        at = raw.start
        for line in source[raw.start : raw.end].split("\n"):
            match = _LINE.match(line)
            bare = _COMMENT.sub("", line).rstrip()
            if not bare.strip():
                pass
            elif match and match[1] in found.all:
                if key:
                    yield Property(key, source[start:end], Span(raw.header.file, start, end))
                value = match[2]
                key, start = match[1], at + match.start(2) + len(value) - len(value.lstrip())
                end = max(start, at + len(bare))
            elif key and not (match and " " not in match[1]):
                end = at + len(bare)
            else:
                word = match[1] if match else bare.strip()
                place = Span(raw.header.file, at, at + len(word))
                hint = did_you_mean(word, found.all)
                self.report(problem("bad-property", place, hint, what="This kind", key=word))
            at += len(line) + 1
        if key:
            yield Property(key, source[start:end], Span(raw.header.file, start, end))

    def _typed(self, name: str, passage: Passage, found: Fields) -> None:
        """The numbers and sets of one entity."""
        for key, prop in found.given[name].items():
            if key in found.ranges:
                low, high = found.ranges[key]
                if re.fullmatch(r"-?\d+", prop.value) and low <= int(prop.value) <= high:
                    found.numbers[key][name] = int(prop.value)
                else:
                    self._wrong(prop, f"{key}: {low}", f"it is a number from {low} to {high}")
            elif key in found.domains:
                for at, word in split_outside(prop.value, ","):
                    if word not in found.domains[key]:
                        place = Span(prop.span.file, prop.span.start + at, prop.span.start + at + len(word))
                        hint = did_you_mean(word, found.domains[key])
                        self.report(problem("wrong-value", place, hint, name=key, value=word))
                words = frozenset(word for _, word in split_outside(prop.value, ","))
                found.traits[key][name] = words.intersection(found.domains[key])
        for kind in passage.tags:
            for key in found.of_kind.get(kind, ()):
                if key not in found.given[name]:
                    found.numbers[key][name] = found.ranges[key][0]
                    hint = f"{key}: {found.ranges[key][0]}"
                    self.report(problem("no-field", passage.span, hint, name=name, key=key))

    def _text(self, span: Span) -> str:
        return split_options(self.sources[span.file][span.start : span.end])[0]

    # ── The piece ──────────────────────────────────────────────────────────────────────────────────────────────

    def piece(
        self,
        passage: Passage,
        fields: Fields,
        variables: Mapping[str, Variable],
        pairs: Iterable[Passage],
    ) -> Variable:
        """The variable that a `piece` passage declares."""
        properties = self.cuts[passage.name].properties
        kinds, entities = self.kinds, self.entities
        before = _Faults(self.report)
        reader = _PieceProperties(properties, passage, before)
        of = reader.name("of", kinds)
        gestures = kinds.get(of, ())
        sets = [
            name for name, variable in variables.items() if variable.of.holds_members and variable.domain == gestures
        ]
        kept, whole = reader.name("from", sets), reader.name("whole", sets)
        length = reader.name("length", fields.ranges, optional=True)
        movements, materials = reader.names("movements", entities), reader.names("materials", entities)
        longer, uncounted = reader.names("longer", materials, True), reader.names("uncounted", materials, True)
        angles, temper = reader.names("angles", fields.words, True), reader.name("temper", fields.words, True)
        places, counts = reader.number("places", 3, 12), reader.number("counts", 11, 99)
        held = reader.number("held", 0, counts)
        if before.any:  # what is said to it and asked of it is no fault of its own
            movements, materials = movements or ("none",), materials or ("none",)
        scheme = Scheme(
            gestures=gestures,
            movements=movements,
            materials=materials,
            places=places,
            counts=counts,
            held=held,
            longer=frozenset(longer),
            uncounted=frozenset(uncounted),
            lengths=fields.numbers.get(length, {}),
            tempers={name: fields.given[name][temper].value for name in gestures if temper in fields.given[name]},
            meetings=self._meetings(pairs, of),
            carriers=frozenset({SELF, *(name for name, kind in entities.items() if kind == "person")}),
        )
        title = properties["title"].value if "title" in properties else ""
        owner = reader.name("owner", fields.words, True) or ("owner" if "owner" in fields.words else "")
        form = PieceForm(scheme, kept, whole, angles, temper, owner, title)
        return Variable(passage.name, KINDS["piece"], scheme.empty, passage.span, piece=form)

    def _meetings(self, passages: Iterable[Passage], of: str) -> frozenset[frozenset[str]]:
        """The pairs of gestures that have lines of their own."""
        found = set()
        for passage in passages:
            kind = self.cuts[passage.name].properties.get("of")
            if kind and kind.value == of:
                for raw in self.cuts[passage.name].blocks:
                    found.add(frozenset(word.strip() for word in self._text(raw.header).split(",")))
        return frozenset(found)


def _pieces(prop: Property | None, separators: str) -> Iterator[tuple[int, str]]:
    if prop is None:
        return
    text = _COMMENT.sub("", prop.value)
    for separator in separators[1:]:
        text = text.replace(separator, separators[0])
    yield from split_outside(text, separators[0])


@define
class _Faults:
    """Reports, and remembers that there was something to report."""

    report: Report
    any: bool = False

    def __call__(self, found: Problem) -> None:
        self.any = True
        self.report(found)


@frozen
class _PieceProperties:
    """The properties of a `piece` passage, each looked up among what it may be."""

    properties: Mapping[str, Property]
    passage: Passage
    fault: _Faults

    def names(self, key: str, known: Iterable[str], optional: bool = False) -> tuple[str, ...]:
        """Names, all of them known."""
        prop = self.properties.get(key)
        found = [(at, word) for at, word in _pieces(prop, ",")]
        if not found and not optional:
            self.fault(problem("bad-piece", self.passage.span, f"{key}: …", why=f"it has no line `{key}:`"))
        known = set(known)
        for at, word in found:
            if word not in known:
                assert prop
                place = Span(prop.span.file, prop.span.start + at, prop.span.start + at + len(word))
                why = "there is none of that name" if known else "there is nothing that it could be"
                self.fault(problem("bad-value", place, did_you_mean(word, known), key=key, value=word, why=why))
        return tuple(dict.fromkeys(word for _, word in found))

    def name(self, key: str, known: Iterable[str], optional: bool = False) -> str:
        """One name, or `""`."""
        return next(iter(self.names(key, known, optional)), "")

    def number(self, key: str, otherwise: int, most: int) -> int:
        """A number from 1."""
        prop = self.properties.get(key)
        if prop is None:
            return otherwise
        written = _COMMENT.sub("", prop.value).strip()
        if re.fullmatch(r"\d{1,4}", written) and 1 <= int(written) <= most:
            return int(written)
        hint, why = f"{key}: {otherwise or most}", f"it is a number from 1 to {most}"
        self.fault(problem("bad-value", prop.span, hint, key=key, value=written, why=why))
        return otherwise


def pair_of(written: str) -> tuple[str, ...]:
    """The two names of a block of a `pairs` passage, `mop, wet_floor`."""
    return tuple(word.strip() for word in written.split(",") if word.strip())


def pair_fault(pair: tuple[str, ...], known: Iterable[str], *, alike: bool) -> tuple[str, str] | None:
    """What is wrong with a pair, and a hint; None where nothing is. `alike` is whether a name may meet itself."""
    if len(pair) != 2:
        return "it has two names", "Like this: = mop, wet_floor"
    if pair[0] == pair[1] and not alike:
        return f"{pair[0]} does not stand beside itself", ""
    known = set(known)
    strange = next((name for name in pair if name not in known), None)
    if strange is not None:
        return f'there is no "{strange}"', did_you_mean(strange, known)
    return None


def tempers_of(given: Mapping[str, Mapping[str, Property]], key: str) -> frozenset[str]:
    """Every value of a field."""
    return frozenset(fields[key].value for fields in given.values() if key in fields)
