"""One cut passage made into a Node, the body of an Entity, or a Layer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from attrs import define, evolve

from kalmurzaeva.grammar.lexicon import key, request
from kalmurzaeva.grammar.table import SESSION
from kalmurzaeva.grammar.vocabulary import Noun, Vocabulary
from kalmurzaeva.language.body import BodyReader
from kalmurzaeva.language.expressions import Names
from kalmurzaeva.language.headers import HeaderContext, HeaderError, read_form, read_noun
from kalmurzaeva.language.heard import wordings
from kalmurzaeva.language.index import canonical, index_layer, listed
from kalmurzaeva.language.options import Options, bound_by
from kalmurzaeva.language.passage import RawBlock, split_header, split_options, split_outside
from kalmurzaeva.language.piece_passages import ASIDE, BOUND, PIECE_RULES, pair_fault, pair_of
from kalmurzaeva.language.properties import read_condition
from kalmurzaeva.language.things import Declarer
from kalmurzaeva.model.markers import TEXT
from kalmurzaeva.model.problems import did_you_mean, problem, where
from kalmurzaeva.model.story import (
    Block,
    Dance,
    Divert,
    Effect,
    EntityBody,
    Form,
    Item,
    Layer,
    Name,
    Node,
    On,
    Pairs,
    Paragraph,
    Part,
    Presence,
    Return,
    Rule,
)
from kalmurzaeva.model.traversal import walk
from kalmurzaeva.model.values import Span

_TOPIC = re.compile(r"\babout (?:the |an? )?(.+)$")
_AFTER = re.compile(r"after (\d+) turns?")
_ALTERNATIVES = re.compile(r"[|][^\s<]+|(?<=\w)[?](?=\s|$)")  # in a verb's forms: `keep|hold`, `to?`
_SIMPLE_RULES = ("enter", "return", "turn", "anything", "watch", ASIDE)
# Those that are said while a piece is danced, or of it.
_OF_A_DANCE = ("watch", ASIDE)


@define
class PassageBuilder(Declarer):
    """Builds one passage: headers read by the parser, texts by the language. `entity` is set where it is an entity's."""

    def node(self) -> Node:
        """The passage as a node."""
        passage = self.cut.passage
        self.declare_things()
        presences = self._presences()
        layer = self._layer([presence.entity for presence in presences], with_things=True)
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
            ending_title=self._parts("ending title"),
            act=next((tag for tag in passage.tags if tag in self.setting.acts), None),
            tags=passage.tags,
            goal=self._parts("goal"),
            hints=self._hints(),
        )

    def body(self) -> EntityBody:
        """The passage as the body of its entity."""
        self.declare_things()
        layer = self._layer(list(self.setting.entities))
        return EntityBody(self._text(), layer, tuple(self._things))

    def page(self) -> Block:
        """The passage as a page of the programme: text alone. What would change the game is reported."""
        text = self._text()
        for item, *_ in walk(text.items):
            if isinstance(item, Effect | Divert | Return | On):
                self.setting.report(problem("bad-programme", self.cut.passage.span, what="changes or leaves the game"))
                break
        if self._layer([]).blocks:
            self.setting.report(problem("bad-programme", self.cut.passage.span, what="answers a command"))
        return text

    def layer(self) -> Layer:
        """The passage as the layer of an `always` or of a `verbs` passage."""
        self.declare_things()
        return self._layer(list(self.setting.entities))

    def pairs(self) -> Pairs:
        """The passage as a table of pairs."""
        of = self.cut.properties.get("of")
        if of is None or of.value not in self.setting.pairs_of:
            hint = did_you_mean(of.value, self.setting.pairs_of) if of else "of: gesture"
            span = of.span if of else self.cut.passage.span
            why = "it is a kind, or a field of one"
            self.setting.report(problem("bad-value", span, hint, key="of", value=of.value if of else "", why=why))
        layer = self.layer()
        found: dict[tuple[str, ...], tuple[Block, ...]] = {}
        for block in layer.blocks:
            found[block.pair] = (*found.get(block.pair, ()), block)
        return Pairs(of.value if of else "", layer, found)

    def _text(self) -> Block:
        passage = self.cut.passage
        reader = self._reader(self.setting.names, passage.name)
        tells = self.cut.properties.get("tells")
        return Block(
            passage.name,
            passage.name,
            TEXT,
            passage.span,
            lambda: reader.items(self.cut.text_start, self.cut.text_end),
            tells=tuple(fact for _, fact in split_outside(tells.value, ",")) if tells else (),
        )

    def _parts(self, prop: str) -> tuple[Part, ...]:
        value = self.cut.properties.get(prop)
        if not value or not value.value:
            return ()
        return self._reader(self.setting.names, self.cut.passage.name).parts(value.span.start, value.span.end)

    def _hints(self) -> tuple[Block, ...]:
        """The lines `hint: words [unless done]`, each a block that is counted when it is shown."""
        hints = []
        passage = self.cut.passage
        for number in range(1, 1 + sum(name.startswith("hint ") for name in self.cut.properties)):
            prop = self.cut.properties[f"hint {number}"]
            text, options = split_options(prop.value)
            name = f"{passage.name}/hint {number}"
            reader = self._reader(self.setting.names, name)
            parts = reader.parts(prop.span.start, prop.span.start + len(text))
            said = Paragraph(parts, None, prop.span)
            condition = read_condition(options, prop.span, self.setting.names, self.setting.report)
            hints.append(Block(name, passage.name, TEXT, prop.span, lambda said=said: (said,), condition=condition))  # type: ignore[misc]
        return tuple(hints)

    def _reader(self, names: Names, block_id: str) -> BodyReader:
        return BodyReader(self.cut.passage.file, self.source, names, self.setting.report, block_id)

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

    # ── Blocks ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _layer(self, entities: list[str], *, with_things: bool = False) -> Layer:
        context = self._header_context(entities, with_things=with_things)
        names = evolve(
            self.setting.names,
            things=frozenset(name for thing in self._things for name in (thing.id, " ".join(thing.names[0].key))),
        )
        blocks: list[Block] = []
        seen: dict[str, Block] = {}
        for raw in self.cut.blocks:
            block = self._block(raw, context, names)
            if block is None:
                continue
            if block.id in seen:
                place = where(seen[block.id].span, self.setting.sources)
                hint = "Give one of them [label some_name]."
                self.setting.report(problem("same-id", raw.header, hint, id=block.id, where=place))
            seen[block.id] = block
            blocks.append(block)
        return index_layer(blocks, self._spoken)

    def _header_context(self, entities: list[str], *, with_things: bool) -> HeaderContext:
        """What headers here may name: this passage's things, the entities given, those in scope everywhere, and the story's own
        kinds; and in a node, the things of those that are here."""
        nouns = [Noun(thing.id, "exit" if thing.exit else "local", thing.names) for thing in self._things]
        wanted = set(entities)
        for entity in self.setting.entities.values():
            own_kind = entity.kind not in {"person", "thing", "place"}
            if entity.id in wanted or entity.everywhere is not None or own_kind:
                extra = Name(entity.id, key(entity.id.replace("_", " ")))
                nearness = 2 if entity.id in wanted and not own_kind else 0 if own_kind else 1
                nouns.append(Noun(entity.id, entity.kind, (*entity.names, extra), nearness))
                if with_things and not own_kind:
                    nouns += self._things_of(entity.id)
        return HeaderContext(
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

    def _block(self, raw: RawBlock, context: HeaderContext, names: Names) -> Block | None:
        text, _ = split_options(self.source[raw.header.start : raw.header.end])
        headed, given = split_header(self.source[raw.header.start : raw.header.end])
        options = Options(raw, given, self.setting.report)
        pieces = [(raw.header.start + offset, form) for offset, form in headed]
        if raw.marker.is_row or "pairs" in self.cut.passage.tags:
            return self._pair(raw, text, options, names)
        rule = self._rule(text, raw, context) if raw.marker.is_rule else None
        if raw.marker.is_rule and rule is None:
            self._read_for_problems(raw, names)
            return None
        listed = raw.marker.is_choice
        if listed and not pieces:
            self.setting.report(
                problem("empty-choice", raw.header, "Write what the player reads in the list, after the marker.")
            )
            return None
        if raw.marker.is_response and not pieces:
            why = "it has no words"
            self.setting.report(
                problem("unreadable-header", raw.header, "Like this: > examine mop", form=text, why=why)
            )
        file = raw.header.file
        forms = () if rule else self._forms(pieces[1:] if listed else pieces, file, context)
        if not rule and not listed and not forms:
            if "<" not in text:  # what a placeholder would have bound is not known
                self._read_for_problems(raw, names)
            return None
        name = self._block_name(raw, text, pieces, forms, label := options.value("label"))
        further = () if rule else self._further(headed, given)
        for row in further:
            forms += self._forms(wordings(self.setting.sources[row.file], row), row.file, context)
        each, most = options.each(forms, self.setting.names.variables)
        bound = bound_by(forms) | ({each[0]: None} if each else {})
        aside = rule is not None and rule.kind == ASIDE
        names = evolve(names, bound={**bound, **BOUND} if self._is_dancing or aside else bound)
        if rule and not label and (self._is_dancing or rule.kind in _OF_A_DANCE):
            name += options.written_conditions
        reader = self._reader(names, name)
        return self._made(
            raw,
            name,
            names,
            options,
            rule=rule,
            forms=forms,
            words=reader.parts(pieces[0][0], pieces[0][0] + len(pieces[0][1])) if listed else (),
            closed=options.closed(names, reader),
            each=each,
            most=most,
            asks=options.facts("asks"),
            heard=further,
        )

    @property
    def _is_dancing(self) -> bool:
        """Whether what stands here is said while a piece is danced."""
        return not {"piece", "pairs"}.isdisjoint(self.cut.passage.tags)

    def _pair(self, raw: RawBlock, text: str, options: Options, names: Names) -> Block | None:
        """A block of a `pairs` passage: `= mop, wet_floor`."""
        if not raw.marker.is_row or "pairs" not in self.cut.passage.tags:
            why = (
                "pairs alone stand here" if not raw.marker.is_row else "only passages of pairs and of fields have such"
            )
            self.setting.report(problem("misplaced", raw.header, "= mop, wet_floor", what="This block", why=why))
            return None
        of = self.cut.properties.get("of")
        known = self.setting.pairs_of.get(of.value if of else "")
        alike = of is not None and of.value not in self.setting.kinds
        pair = pair_of(text)
        fault = pair_fault(pair, known, alike=alike) if known is not None else None
        if fault:
            span = Span(self.cut.passage.file, raw.header.start, raw.header.start + len(text))
            self.setting.report(problem("bad-pair", span, fault[1], why=fault[0]))
        names = evolve(names, bound=BOUND)
        label = options.value("label")
        name = f"{self.cut.passage.name}/{label or ', '.join(pair) + options.written_conditions}"
        return self._made(raw, name, names, options, pair=pair)

    def _made(
        self, raw: RawBlock, name: str, names: Names, options: Options, rule: Rule | None = None, **own: Any
    ) -> Block:
        """A block with what every block has, and its `own`. Its body is read when it is first asked for."""
        options.check()
        return Block(
            id=name,
            passage=self.cut.passage.name,
            marker=raw.marker,
            span=raw.header,
            read=lambda: self._body(raw, self._reader(names, name), rule),
            condition=options.condition(names),
            rule=rule,
            label=options.value("label"),
            was=options.value("was"),
            tells=options.facts("tells"),
            **own,
        )

    def _body(self, raw: RawBlock, reader: BodyReader, rule: Rule | None) -> tuple[Item, ...]:
        """The body of a block. `-> on` has a meaning only where something comes after a rule."""
        items = reader.items(raw.start, raw.end)
        if self._is_dancing or (rule and rule.kind in _OF_A_DANCE):
            for item, _ in walk(items):
                if isinstance(item, Divert | Return | On | Dance):
                    why = "nobody goes anywhere while a piece is danced"
                    self.setting.report(problem("misplaced", item.span, what="This", why=why))
            return items
        for item, _ in walk(items) if not rule or rule.kind not in ("before", "anything") else ():
            if isinstance(item, On):
                why = "only @ before and @ anything have a next answer"
                self.setting.report(problem("misplaced", item.span, what='"-> on"', why=why))
        return items

    def _read_for_problems(self, raw: RawBlock, names: Names) -> None:
        """The body of a block whose header cannot be read: what is wrong with it is reported, too."""
        self._reader(names, self.cut.passage.name).items(raw.start, raw.end)

    def _block_name(
        self, raw: RawBlock, text: str, pieces: list[tuple[int, str]], forms: tuple[Form, ...], label: str | None
    ) -> str:
        if label:
            rest = label
        elif raw.marker.is_rule:
            rest = "@ " + " ".join(text.split())
        elif raw.marker.is_choice:
            rest = listed(pieces[0][1])
        else:
            rest = canonical(forms[0])
        return f"{self.cut.passage.name}/{rest}"

    def _forms(self, pieces: Iterable[tuple[int, str]], file: str, context: HeaderContext) -> tuple[Form, ...]:
        forms = []
        for at, text in pieces:
            try:
                spoken = f"define {text}" if "glossary" in self.cut.passage.tags else _ALTERNATIVES.sub("", text)
                form = read_form(spoken, context)
                if form.verb in SESSION and "verbs" not in self.cut.passage.tags:
                    why = f"{form.verb.upper()} belongs to the game itself"
                    raise HeaderError("unreadable-header", why=why)
                forms.append(form)
                if isinstance(form.topic, str) and (written := _TOPIC.search(text)):
                    self._spoken.setdefault(form.topic, written.group(1))
            except HeaderError as fault:
                words = {"form": text, **fault.words}
                self.setting.report(problem(fault.code, Span(file, at, at + len(text)), fault.hint, **words))
        return tuple(forms)

    def _rule(self, text: str, raw: RawBlock, context: HeaderContext) -> Rule | None:
        words = " ".join(text.split())
        if "piece" in self.cut.passage.tags:
            if words in PIECE_RULES:
                return Rule(words)
            hint = did_you_mean(words, PIECE_RULES, "@ {}") or f"A piece has {', '.join(PIECE_RULES)}."
            self.setting.report(problem("bad-rule", raw.header, hint, rule=words))
            return None
        if words in _SIMPLE_RULES:
            return Rule(words)
        if words.startswith("watch "):
            return self._watch(words.removeprefix("watch "), raw, context)
        if (after := _AFTER.fullmatch(words)) and int(after.group(1)):
            return Rule("after", turns=int(after.group(1)))
        if words.startswith("before "):
            pieces = [text.removeprefix("before ").strip() for _, text in split_outside(words, ";")]
            targets = [target for piece in pieces if (target := self._before(piece, raw, context))]
            return Rule("before", targets=tuple(targets)) if targets else None
        known = (*_SIMPLE_RULES, "after 3 turns", "before take")
        hint = did_you_mean(words.split(" ")[0] if words else "", known, "@ {}") or f"There are @ {', @ '.join(known)}."
        self.setting.report(problem("bad-rule", raw.header, hint, rule=words))
        return None

    def _watch(self, text: str, raw: RawBlock, context: HeaderContext) -> Rule | None:
        """`@ watch gulnara` in a node: what she says there."""
        try:
            return Rule("watch", targets=(("watch", read_noun(request(text), "person", context)),))
        except HeaderError as fault:
            self.setting.report(problem(fault.code, raw.header, fault.hint, **{"form": text, **fault.words}))
            return None

    def _before(self, text: str, raw: RawBlock, context: HeaderContext) -> tuple[str, str | None] | None:
        """`VERB [NOUN]` of a rule: the verb by its own name, or in any of its words."""
        verb, _, rest = text.partition(" ")
        if text == "anything":
            return text, None
        if text.replace(" ", "_") in context.grammar.verbs:
            return text.replace(" ", "_"), None
        try:
            if verb in context.grammar.verbs:
                return verb, read_noun(request(rest), "noun", context)
            match = next(iter(context.grammar.shortened(request(text))), None) if not rest else None
            if match:
                return match.verb, None
            form = read_form(text, context)
        except HeaderError as fault:
            self.setting.report(problem(fault.code, raw.header, fault.hint, **{"form": text, **fault.words}))
            return None
        return form.verb, form.noun if isinstance(form.noun, str) else None
