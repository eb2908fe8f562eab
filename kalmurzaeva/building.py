"""One cut passage made into a Node, the body of an Entity, or a Layer: headers read by the parser, texts by the language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import define, evolve, field

from kalmurzaeva.language.cutting import Cut, RawBlock, split_options, split_outside
from kalmurzaeva.language.expressions import Names, compile_condition
from kalmurzaeva.language.reader import Report
from kalmurzaeva.language.text import TextReader
from kalmurzaeva.model import (
    Block,
    Command,
    Entity,
    EntityBody,
    Expression,
    Form,
    Layer,
    Name,
    Node,
    Part,
    Placeholder,
    Presence,
    Rule,
    Span,
    Thing,
)
from kalmurzaeva.parser.grammar import Grammar
from kalmurzaeva.parser.headers import HeaderError, Reading, declared, read_form, read_noun
from kalmurzaeva.parser.lexicon import key, request, words
from kalmurzaeva.parser.scope import Noun, Vocabulary
from kalmurzaeva.problems import did_you_mean, problem

_AFTER = re.compile(r"after (\d+) turns?")
_ALTERNATIVES = re.compile(r"[|][^\s<]+|(?<=\w)[?](?=\s|$)")  # in a verb's forms: `keep|hold`, `to?`
_SIMPLE_RULES = ("enter", "return", "turn", "anything")


@define
class Setting:
    """What all passages of a story share while they are built."""

    names: Names
    grammar: Grammar
    entities: Mapping[str, Entity]
    cuts: Mapping[str, Cut]
    sources: Mapping[str, str]
    kinds: frozenset[str]
    topics: Mapping[tuple[str, ...], str]
    acts: Iterable[str]
    report: Report
    things: dict[str, tuple[Thing, ...]] = field(factory=dict)

    def things_of(self, entity: str) -> tuple[Thing, ...]:
        """The things that an entity's passage declares, found without reading its blocks."""
        if entity not in self.things:
            self.things[entity] = PassageBuilder(self, self.cuts[entity], self.entities[entity]).declared_things()
        return self.things[entity]

    def topic(self, words: tuple[str, ...]) -> str:
        """The id of a topic: an entity that is called so, or the words themselves."""
        phrase = key(" ".join(words))
        return self.topics.get(phrase, " ".join(phrase))


# ── Values of properties ───────────────────────────────────────────────────────────────────────────────────────


def read_names(cut: Cut, prop: str, names: Names, source: str, report: Report) -> tuple[Name, ...]:
    """`names: Vera Andreyevna, the old woman [unless met]`."""
    found = []
    value = cut.properties.get(prop)
    for offset, piece in split_outside(value.value, ",") if value else ():
        text, options = split_options(piece)
        assert value
        at = value.span.start + offset
        condition = read_condition(options, Span(cut.passage.file, at, at + len(piece)), names, report)
        if text and key(text):
            found.append(Name(text, key(text), condition))
    return tuple(found)


def read_condition(options: list[tuple[str, str, int]], span: Span, names: Names, report: Report) -> Expression | None:
    """The `[if …]` and `[unless …]` among options as one condition; None where there are none."""
    pieces = []
    for option, value, offset in options:
        if option in {"if", "unless"}:
            place = Span(span.file, span.start + offset, span.start + offset + len(value))
            compiled = compile_condition(value, place, names, report)
            pieces.append((option == "if", compiled))
    if not pieces:
        return None
    if len(pieces) == 1 and pieces[0][0]:
        return pieces[0][1]
    return Expression(
        " and ".join(piece.source if wanted else f"not ({piece.source})" for wanted, piece in pieces),
        span,
        lambda turn, values: all(bool(piece.run(turn, values)) is wanted for wanted, piece in pieces),
        frozenset().union(*(piece.reads for _, piece in pieces)),
        "flag",
        tuple(number for _, piece in pieces for number in piece.constants),
    )


# ── A passage ──────────────────────────────────────────────────────────────────────────────────────────────────


@define
class PassageBuilder:
    """Builds one passage. `entity` is set where it is an entity's."""

    setting: Setting
    cut: Cut
    entity: Entity | None = None
    _things: list[Thing] = field(factory=list)
    _texts: TextReader | None = None

    @property
    def source(self) -> str:
        return self.setting.sources[self.cut.passage.file]

    def node(self) -> Node:
        """The passage as a node."""
        passage = self.cut.passage
        self._declare_things()
        presences = self._presences()
        layer = self._layer([presence.entity for presence in presences])
        ends = self.cut.properties.get("ends")
        return Node(
            id=passage.name,
            span=passage.span,
            text=self._text(),
            layer=layer,
            title=self._parts("title"),
            hour=self._parts("hour"),
            presences=presences,
            things=tuple(self._things),
            ends=ends.value if ends else None,
            act=next((tag for tag in passage.tags if tag in self.setting.acts), None),
            tags=passage.tags,
        )

    def body(self) -> EntityBody:
        """The passage as the body of its entity."""
        self._declare_things()
        layer = self._layer(list(self.setting.entities))
        return EntityBody(self._text(), layer, tuple(self._things))

    def layer(self) -> Layer:
        """The passage as the layer of an `always` or of a `verbs` passage."""
        self._declare_things()
        return self._layer(list(self.setting.entities))

    def _text(self) -> Block:
        passage = self.cut.passage
        items = self._reader(self.setting.names, passage.name).items(self.cut.text_start, self.cut.text_end)
        return Block(passage.name, passage.name, "", passage.span, items)

    def _parts(self, prop: str) -> tuple[Part, ...]:
        value = self.cut.properties.get(prop)
        if not value or not value.value:
            return ()
        return self._reader(self.setting.names, self.cut.passage.name).parts(value.span.start, value.span.end)

    def _reader(self, names: Names, block_id: str) -> TextReader:
        return TextReader(self.cut.passage.file, self.source, names, self.setting.report, block_id)

    # ── Things and who is here ─────────────────────────────────────────────────────────────────────────────────

    def _presences(self) -> tuple[Presence, ...]:
        value = self.cut.properties.get("with")
        found = []
        for offset, piece in split_outside(value.value, ",") if value else ():
            assert value
            name, options = split_options(piece)
            span = Span(self.cut.passage.file, value.span.start + offset, value.span.start + offset + len(name))
            if name not in self.setting.entities:
                hint = did_you_mean(name, self.setting.entities)
                self.setting.report(problem("unknown-entity", span, hint, name=name))
                continue
            found.append(Presence(name, read_condition(options, span, self.setting.names, self.setting.report)))
        return tuple(found)

    def declared_things(self) -> tuple[Thing, ...]:
        """The things of the passage, without its blocks."""
        self._declare_things()
        return tuple(self._things)

    def _declare_things(self) -> None:
        value = self.cut.properties.get("things")
        for _, group in split_outside(value.value, ";") if value else ():
            self._add_thing([text for _, text in split_outside(group, ",")], exit=False)
        for raw in self.cut.blocks:
            if raw.marker == ">" or raw.marker in "*+":
                self._declare_by_header(raw)

    def _declare_by_header(self, raw: RawBlock) -> None:
        """`examine X` and `go to X` make things of what is not one yet; the forms of one header are names of one thing."""
        text, _ = split_options(self.source[raw.header.start : raw.header.end])
        forms = split_outside(text, ";")
        if raw.marker in "*+":
            self._declare_by_choice([form for _, form in forms])
            forms = forms[1:]
        found = [noun for _, form in forms if (noun := declared(form, self.setting.grammar)) and key(" ".join(noun[1]))]
        known = next((name for _, words in found if (name := self._own(words))), None)
        fresh = [" ".join(words) for _, words in found if not self._own(words) and not self._elsewhere(words)]
        if fresh and known:
            self._add_names(known, fresh)
        elif fresh:
            self._add_thing(fresh, exit=found[0][0] == "go")

    def _declare_by_choice(self, forms: list[str]) -> None:
        """A noun of a choice's further forms that its listed words speak of needs no other declaration: `* take your place at the
        barre; stand at barre`."""
        if not forms:
            return
        listed = words(forms[0])
        for form in forms[1:]:
            for match in self.setting.grammar.matches(request(form)) if "<" not in form else ():
                nouns = [phrase for slot, phrase in match.slots.items() if slot != "topic"]
                if all(len(phrase) <= 2 and " ".join(phrase) in " ".join(listed) for phrase in nouns):
                    for phrase in nouns:
                        if not self._own(phrase) and not self._elsewhere(phrase):
                            self._add_thing([" ".join(phrase)], exit=match.verb == "go")
                    break

    def _own(self, words: tuple[str, ...]) -> str | None:
        phrase = key(" ".join(words))
        return next((thing.id for thing in self._things if any(name.key == phrase for name in thing.names)), None)

    def _elsewhere(self, words: tuple[str, ...]) -> bool:
        """Whether the words are a person's own name, or a name of what is in scope here, so that a header does not declare them anew."""
        phrase = key(" ".join(words))
        for entity in self.setting.entities.values():
            near = entity is self.entity or entity.everywhere is not None or entity.id in self._with
            if (
                near
                and self.entity is None
                and any(name.key == phrase for thing in self.setting.things_of(entity.id) for name in thing.names)
            ):
                return True
            called = [name for name in entity.names if name.key == phrase]
            proper = any(name.text[:1].isupper() for name in called)
            if (
                called
                and entity.kind in {"person", "thing", "place"}
                and (near or (proper and entity.kind == "person"))
            ):
                return True
        return False

    @cached_property
    def _with(self) -> set[str]:
        """The entities that the node's `with:` names."""
        value = self.cut.properties.get("with")
        return {split_options(piece)[0] for _, piece in split_outside(value.value, ",")} if value else set()

    def _add_names(self, identity: str, texts: list[str]) -> None:
        for index, thing in enumerate(self._things):
            if thing.id == identity:
                self._things[index] = evolve(thing, names=(*thing.names, *(Name(text, key(text)) for text in texts)))

    def _add_thing(self, texts: list[str], *, exit: bool) -> None:
        names = tuple(Name(text, key(text)) for text in texts if key(text))
        if not names:
            return
        identity = " ".join(names[0].key)
        if identity in self.setting.entities:
            identity = f".{identity}"
        if all(thing.id != identity for thing in self._things):
            self._things.append(Thing(identity, names, self.cut.passage.name, exit))

    # ── Blocks ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _layer(self, entities: list[str]) -> Layer:
        reading = self._reading(entities)
        names = evolve(
            self.setting.names,
            things=frozenset(name for thing in self._things for name in (thing.id, " ".join(thing.names[0].key))),
        )
        blocks: list[Block] = []
        seen: dict[str, Block] = {}
        for raw in self.cut.blocks:
            block = self._block(raw, reading, names)
            if block is None:
                continue
            if block.id in seen:
                place = _place(seen[block.id].span, self.setting.sources)
                hint = "Give one of them [label some_name]."
                self.setting.report(problem("same-id", raw.header, hint, id=block.id, where=place))
            seen[block.id] = block
            blocks.append(block)
        return index_layer(blocks)

    def _reading(self, entities: list[str]) -> Reading:
        """What headers here may name: this passage's things, the entities given and their things, those in scope everywhere, and the
        story's own kinds."""
        nouns = [Noun(thing.id, "exit" if thing.exit else "local", thing.names) for thing in self._things]
        wanted = set(entities)
        for entity in self.setting.entities.values():
            own_kind = entity.kind not in {"person", "thing", "place"}
            if entity.id in wanted or entity.everywhere is not None or own_kind:
                extra = Name(entity.id, key(entity.id.replace("_", " ")))
                nearness = 2 if entity.id in wanted and not own_kind else 0 if own_kind else 1
                nouns.append(Noun(entity.id, entity.kind, (*entity.names, extra), nearness))
                if (
                    entity is not self.entity
                    and (entity.id in wanted or entity.everywhere is not None)
                    and not own_kind
                    and self.entity is None
                ):
                    nouns += self._things_of(entity.id)
        return Reading(
            self.setting.grammar,
            Vocabulary(nouns),
            self.setting.kinds,
            self.setting.names.variables,
            self.setting.topic,
            self.entity.id if self.entity else None,
            self.entity.kind if self.entity else "",
        )

    def _things_of(self, identity: str) -> list[Noun]:
        """The things of an entity that this passage has no thing of its own for."""
        own = {thing.id for thing in self._things}
        return [
            Noun(thing.id, "local", thing.names) for thing in self.setting.things_of(identity) if thing.id not in own
        ]

    def _block(self, raw: RawBlock, reading: Reading, names: Names) -> Block | None:
        text, options = split_options(self.source[raw.header.start : raw.header.end])
        pieces = [(raw.header.start + offset, form) for offset, form in split_outside(text, ";")]
        rule = self._rule(text, raw, reading) if raw.marker == "@" else None
        if raw.marker == "@" and rule is None:
            self._read_for_problems(raw, names)
            return None
        listed = raw.marker in "*+"
        if listed and not pieces:
            self.setting.report(problem("empty-choice", raw.header, "Write what Sofia would say, after the marker."))
            return None
        if raw.marker == ">" and not pieces:
            why = "it has no words"
            self.setting.report(
                problem("unreadable-header", raw.header, "Like this: > examine mop", form=text, why=why)
            )
        forms = () if rule else self._forms(pieces[1:] if listed else pieces, reading)
        if not rule and not listed and not forms:
            if "<" not in text:  # what a placeholder would have bound is not known
                self._read_for_problems(raw, names)
            return None
        bound = _bound(forms)
        names = evolve(names, bound=bound)
        label = next((value for option, value, _ in options if option == "label"), None)
        name = self._block_name(raw, text, pieces, forms, label)
        reader = self._reader(names, name)
        return Block(
            id=name,
            passage=self.cut.passage.name,
            marker=raw.marker,  # type: ignore[arg-type]
            span=raw.header,
            items=reader.items(raw.start, raw.end),
            forms=forms,
            condition=read_condition(options, raw.header, names, self.setting.report),
            words=reader.parts(pieces[0][0], pieces[0][0] + len(pieces[0][1])) if listed else (),
            closed=self._closed(options, raw.header, names, reader),
            rule=rule,
            label=label,
            was=next((value for option, value, _ in options if option == "was"), None),
        )

    def _read_for_problems(self, raw: RawBlock, names: Names) -> None:
        """The body of a block whose header cannot be read: what is wrong with it is reported, too."""
        self._reader(names, self.cut.passage.name).items(raw.start, raw.end)

    def _block_name(
        self, raw: RawBlock, text: str, pieces: list[tuple[int, str]], forms: tuple[Form, ...], label: str | None
    ) -> str:
        if label:
            rest = label
        elif raw.marker == "@":
            rest = "@ " + " ".join(text.split())
        elif raw.marker in "*+":
            rest = " ".join(re.sub(r"[{}|*\\]", " ", pieces[0][1]).split())
        else:
            rest = canonical(forms[0])
        return f"{self.cut.passage.name}/{rest}"

    def _forms(self, pieces: list[tuple[int, str]], reading: Reading) -> tuple[Form, ...]:
        forms = []
        for at, text in pieces:
            try:
                forms.append(read_form(_ALTERNATIVES.sub("", text), reading))
            except HeaderError as fault:
                words = {"form": text, **fault.words}
                self.setting.report(
                    problem(fault.code, Span(self.cut.passage.file, at, at + len(text)), fault.hint, **words)
                )
        return tuple(forms)

    def _closed(
        self, options: list[tuple[str, str, int]], span: Span, names: Names, reader: TextReader
    ) -> tuple[Expression, tuple[Part, ...]] | None:
        for option, value, offset in options:
            if option == "closed if":
                condition, colon, reason = value.partition(":")
                start = span.start + offset
                if not colon or not reason.strip():
                    place = Span(span.file, start, start + len(value))
                    self.setting.report(
                        problem(
                            "bad-option",
                            place,
                            "Like this: [closed if late: The gate is shut.]",
                            why="it gives no reason",
                        )
                    )
                compiled = compile_condition(
                    condition, Span(span.file, start, start + len(condition)), names, self.setting.report
                )
                reason_at = start + len(condition) + 1
                return compiled, reader.parts(reason_at, start + len(value)) if reason.strip() else ()
        return None

    def _rule(self, text: str, raw: RawBlock, reading: Reading) -> Rule | None:
        words = " ".join(text.split())
        if words in _SIMPLE_RULES:
            return Rule(words)  # type: ignore[arg-type]
        if after := _AFTER.fullmatch(words):
            return Rule("after", turns=int(after.group(1)))
        if words.startswith("before "):
            pieces = [text.removeprefix("before ").strip() for _, text in split_outside(words, ";")]
            targets = [target for piece in pieces if (target := self._before(piece, raw, reading))]
            return Rule("before", targets=tuple(targets)) if targets else None
        hint = did_you_mean(words.split(" ")[0] if words else "", (*_SIMPLE_RULES, "after 3 turns", "before"), "@ {}")
        self.setting.report(problem("bad-rule", raw.header, hint, rule=words))
        return None

    def _before(self, text: str, raw: RawBlock, reading: Reading) -> tuple[str, str | None] | None:
        """`VERB [NOUN]` of a rule: the verb by its own name, or in any of its words."""
        verb, _, rest = text.partition(" ")
        if text.replace(" ", "_") in reading.grammar.verbs:
            return text.replace(" ", "_"), None
        try:
            if verb in reading.grammar.verbs:
                return verb, read_noun(request(rest), "noun", reading)
            match = next(iter(reading.grammar.shortened(request(text))), None) if not rest else None
            if match:
                return match.verb, None
            form = read_form(text, reading)
        except HeaderError as fault:
            self.setting.report(problem(fault.code, raw.header, fault.hint, **{"form": text, **fault.words}))
            return None
        return form.verb, form.noun if isinstance(form.noun, str) else None


def canonical(form: Form) -> str:
    """A form in words, the same for all ways of writing it: `ask orlova about casting`."""

    def written(slot: str | Placeholder | None) -> str:
        if isinstance(slot, Placeholder):
            inside = f"{slot.name} in {slot.members}" if slot.members else slot.kind or slot.name
            return f"<{inside}>"
        return slot or ""

    words = form.verb.replace("_", " ")
    if form.noun:
        words += f" {written(form.noun)}"
    if form.topic:
        words += f"{' about' if form.noun or form.verb == 'ask' else ''} {written(form.topic)}"
    if form.second:
        words += f", {written(form.second)}"
    return words


def _bound(forms: Iterable[Form]) -> dict[str, str | None]:
    slots = [slot for form in forms for slot in (form.noun, form.second, form.topic)]
    return {slot.name: slot.kind for slot in slots if isinstance(slot, Placeholder)}


def _place(span: Span, sources: Mapping[str, str]) -> str:
    from kalmurzaeva.problems import where

    return where(span, sources)


def index_layer(blocks: list[Block]) -> Layer:
    """The blocks of one passage, indexed by what calls them."""
    exact: dict[Command, list[Block]] = {}
    open_forms: dict[str, list[tuple[Form, Block]]] = {}
    before: dict[str, list[Block]] = {}
    for block in blocks:
        for form in block.forms:
            command = form.command
            if command is None:
                open_forms.setdefault(form.verb, []).append((form, block))
            elif block not in exact.setdefault(command, []):
                exact[command].append(block)
        if block.rule and block.rule.kind == "before":
            for verb in dict.fromkeys(verb for verb, _ in block.rule.targets):
                before.setdefault(verb, []).append(block)

    def rules(*kinds: str) -> tuple[Block, ...]:
        return tuple(block for block in blocks if block.rule and block.rule.kind in kinds)

    return Layer(
        blocks=tuple(blocks),
        exact={command: tuple(found) for command, found in exact.items()},
        open={verb: tuple(found) for verb, found in open_forms.items()},
        before={verb: tuple(found) for verb, found in before.items()},
        choices=tuple(block for block in blocks if block.marker in ("*", "+")),
        on_enter=rules("enter"),
        on_return=rules("return"),
        on_turn=rules("turn", "after"),
        anything=rules("anything"),
    )
