"""All passages of a folder put together: what each is, the variables, entities and verbs, and nodes that wait to be read."""

from __future__ import annotations

import hashlib
import keyword
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

from attrs import define, field, frozen

from kalmurzaeva.language.build import PassageBuilder
from kalmurzaeva.language.declarations import read_declarations
from kalmurzaeva.language.entities import EntityReader
from kalmurzaeva.language.expressions import Names
from kalmurzaeva.language.habits import check_habits, check_options, instead_of, name_like
from kalmurzaeva.language.heard import Heard
from kalmurzaeva.language.index import listed
from kalmurzaeva.language.lazy import Lazy
from kalmurzaeva.language.passage import Cut, cut, split_header, split_outside
from kalmurzaeva.language.piece_passages import PIECE_PROPERTIES, Fields, PiecesReader, tempers_of
from kalmurzaeva.language.reader import Passage, read_passages
from kalmurzaeva.language.special import SPECIAL, SpecialPassages
from kalmurzaeva.language.things import BuildContext
from kalmurzaeva.language.verbs import read_grammar
from kalmurzaeva.model.markers import MARKERS
from kalmurzaeva.model.problems import Problem, did_you_mean, problem, where
from kalmurzaeva.model.story import GROUNDS, Entity, EntityBody, Story
from kalmurzaeva.model.traversal import layer_of
from kalmurzaeva.model.values import Span, Variable

T = TypeVar("T")
_ENTITY_TAGS = ("person", "thing", "place")
_GROUPS = ("kind", "act", "always", "state", "verbs", "piece", "pairs", "fields", "programme", "heard")
_KIND_TAGS = (*_ENTITY_TAGS, *_GROUPS, "glossary")
_IGNORED_TAGS = ("script", "stylesheet")
_PROPERTIES: dict[str, frozenset[str]] = {
    "node": frozenset(("title", "hour", "with", "things", "ends", "ending title", "was", "goal", "hint", "tells")),
    "entity": frozenset(("names", "is", "in scope", "things", "was", "known as", "tells")),
    "kind": frozenset(("fields", "numbers", "sets", "was")),
    "act": frozenset(("number", "title", "palette", *GROUNDS, "was")),
    "always": frozenset(("things", "was")),
    "state": frozenset(("was",)),
    "verbs": frozenset(("was",)),
    "piece": PIECE_PROPERTIES,
    "pairs": frozenset(("of", "was")),
    "fields": frozenset(("of", "was")),
    "programme": frozenset(("was",)),
    "heard": frozenset(("of", "was")),
}
_LABEL = re.compile(r"\[label ([\w ]+)\]")
_LANGUAGE = (*"verb noun second question yes no true false visits shown len".split(), *keyword.kwlist)


@frozen
class _Sorted:
    """Passages by what they are."""

    nodes: tuple[Passage, ...]
    entities: tuple[Passage, ...]
    kinds: tuple[Passage, ...]
    acts: tuple[Passage, ...]
    always: tuple[Passage, ...]
    state: tuple[Passage, ...]
    verbs: tuple[Passage, ...]
    pieces: tuple[Passage, ...]
    pairs: tuple[Passage, ...]
    fields: tuple[Passage, ...]
    programme: tuple[Passage, ...]
    heard: tuple[Passage, ...]


@define
class Loader:
    """Makes one Story. `problems` grows while nodes are read."""

    sources: dict[str, str]
    problems: list[Problem]
    labels: dict[str, list[str]] = field(factory=dict)
    cuts: Mapping[str, Cut] = field(factory=dict)
    heard: Heard = field(factory=Heard)
    _special: SpecialPassages | None = None
    _passages: tuple[Passage, ...] = ()
    _checks: Callable[[], None] | None = None
    _fields_given: Fields = field(factory=Fields)

    def check_headers(self) -> None:
        """Reports what is wrong outside the nodes and hinders nobody from reading them: properties and names."""
        if self._checks is not None:
            self._checks()

    def report(self, found: Problem) -> None:
        self.problems.append(found)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages but the special ones."""
        return self._passages

    @property
    def special(self) -> tuple[object, ...]:
        """What the special passages say."""
        return self._special.said if self._special else ()

    def is_read_when_used(self, passage: Passage) -> bool:
        """Whether a passage is a node or an entity, of which other passages know no more than its properties and headers."""
        return not set(passage.tags) & {*_GROUPS, "glossary"}

    # ── Passages ───────────────────────────────────────────────────────────────────────────────────────────────

    def story(self) -> Story:
        """The story, unread."""
        passages = [
            passage for file, text in self.sources.items() for passage in read_passages(file, text, self.report)
        ]
        self._special = special = SpecialPassages(self.sources, self.report)
        named = {passage.name: passage for passage in self._named(passages, special)}
        special.first = next((passage.span for passage in named.values()), None)
        groups = self._sort(list(named.values()))
        self.cuts = Lazy(tuple(named), lambda name: cut(named[name], self.sources[named[name].file], self.report))
        self._passages = tuple(named.values())
        self._find_labels()
        others = (*groups.entities, *groups.always, *groups.pieces)
        self.heard = Heard.among(groups.heard, groups.nodes, others, self.cuts, self.sources)
        kinds = {
            kind.name: tuple(entity.name for entity in groups.entities if kind.name in entity.tags)
            for kind in groups.kinds
        }
        entity_kinds = {
            passage.name: next(tag for tag in passage.tags if tag in _ENTITY_TAGS or tag in kinds)
            for passage in groups.entities
        }
        reader = PiecesReader(self.cuts, self.sources, kinds, entity_kinds, self.report)
        words_of_kinds = frozenset(name for kind in groups.kinds for name in self._fields(kind))
        self._fields_given = given = reader.fields(groups.kinds, groups.entities, groups.fields, words_of_kinds)
        fields = given.words
        variables = self._variables(groups.state, kinds)
        own_verbs = (self.cuts[passage.name] for passage in groups.verbs)
        others = (*groups.nodes, *groups.entities, *groups.always)
        grammar = read_grammar(own_verbs, others, self.sources, frozenset(kinds), self.report)
        for passage in groups.pieces:
            variables[passage.name] = reader.piece(passage, given, variables, groups.pairs)
        names = Names(
            variables=variables,
            entities=entity_kinds,
            nodes=frozenset(passage.name for passage in groups.nodes),
            verbs=grammar.verbs | {"choose"},
            fields=fields,
            block=self._find_block,
            numbers=given.numbers,
            traits=given.traits,
            domains=given.domains,
        )
        own = EntityReader(self.cuts, self.sources, names, given, self.report)
        entities = {passage.name: own.entity(passage, entity_kinds[passage.name]) for passage in groups.entities}
        acts = {passage.name: own.act(passage) for passage in groups.acts}
        topics: dict[tuple[str, ...], str] = {}
        for entity in sorted(entities.values(), key=lambda entity: entity.kind != "person"):
            for name in entity.names:
                topics.setdefault(name.key, entity.id)
        pairs_of = {kind: frozenset(members) for kind, members in kinds.items()}
        pairs_of |= {name: tempers_of(given.given, name) for name in fields if name not in kinds}
        setting = BuildContext(
            names,
            grammar,
            entities,
            self.cuts,
            self.sources,
            frozenset(kinds),
            topics,
            tuple(acts),
            self.report,
            pairs_of,
            self.heard,
        )
        self._checks = partial(self._check, groups, fields, variables, names)

        def built(passages: Sequence[Passage], build: Callable[[PassageBuilder], T]) -> Lazy[T]:
            return Lazy(
                tuple(passage.name for passage in passages),
                lambda name: build(PassageBuilder(setting, self.cuts[name])),
            )

        start = special.start(names.nodes)
        return Story(
            title=special.title or "Untitled",
            ifid=special.word("ifid"),
            version=special.version,
            start=start,
            variables=variables,
            kinds=kinds,
            entities=entities,
            nodes=built(groups.nodes, PassageBuilder.node),
            bodies=Lazy(tuple(entities), lambda name: _body(setting, self.cuts[name], entities[name])),
            always=built(groups.always, PassageBuilder.layer),
            acts=acts,
            defaults=built(groups.verbs, PassageBuilder.layer),
            programmes=built(groups.programme, PassageBuilder.page),
            grammar=grammar,
            topics=topics,
            renamed=self._renamed(),
            sources=self.sources,
            fingerprint=fingerprint(self.sources),
            player=special.word("player", "me"),
            about=special.about,
            unchecked=special.unchecked,
            counts_taste=special.counts_taste,
            credits=special.page("StoryCredits"),
            teaching=special.teaching,
            kind_words=special.kind_words(kinds),
            pieces=built(groups.pieces, PassageBuilder.layer),
            pairs=built(groups.pairs, PassageBuilder.pairs),
            numbers=given.numbers,
            traits=given.traits,
        )

    def _named(self, passages: list[Passage], special: SpecialPassages) -> list[Passage]:
        """The passages with good names, the special ones taken out."""
        found: dict[str, Passage] = {}
        for passage in passages:
            if passage.name in found:
                place = where(found[passage.name].span, self.sources)
                self.report(
                    problem("same-passage", passage.span, "Rename one of them.", name=passage.name, where=place)
                )
            elif passage.name in SPECIAL:
                special.read(passage)
            elif not set(passage.tags) & set(_IGNORED_TAGS) and not re.fullmatch(r"[A-Za-z]\w*", passage.name):
                hint = name_like(passage.name, found)
                self.report(problem("bad-passage-name", passage.span, hint, name=passage.name))
            found.setdefault(passage.name, passage)
        return [
            passage
            for name, passage in found.items()
            if name not in SPECIAL and not set(passage.tags) & set(_IGNORED_TAGS) and re.fullmatch(r"[A-Za-z]\w*", name)
        ]

    def _sort(self, passages: list[Passage]) -> _Sorted:
        kinds = {passage.name for passage in passages if "kind" in passage.tags}
        groups: dict[str, list[Passage]] = {"node": [], "entity": [], **{tag: [] for tag in _GROUPS}}
        for passage in passages:
            tags = [tag for tag in passage.tags if tag in _KIND_TAGS or tag in kinds]
            if len(tags) > 1:
                self.report(problem("two-kinds", passage.span, "Remove one.", first=tags[0], second=tags[1]))
            tag = tags[0] if tags else "node"
            tag = "always" if tag == "glossary" else tag  # its words are answered everywhere
            groups["entity" if tag in _ENTITY_TAGS or tag in kinds else tag].append(passage)
        return _Sorted(*(tuple(groups[name]) for name in ("node", "entity", *_GROUPS)))

    def _find_labels(self) -> None:
        for passage in self._passages:
            source = self.sources[passage.file]
            for label in _LABEL.finditer(source, passage.body_start, passage.body_end):
                if source[source.rfind("\n", 0, label.start()) + 1] in MARKERS:
                    self.labels.setdefault(label.group(1).strip(), []).append(passage.name)

    def _find_block(self, written: str) -> str | None:
        """The id that `shown(written)` means. Whether a written id exists is known only once all is read: see `verify`."""
        passage, slash, _ = written.partition("/")
        if slash:
            return written if passage in self.cuts else None
        owners = self.labels.get(written, [])
        if len(owners) == 1:
            return f"{owners[0]}/{written}"
        return written if written in self.cuts and not owners else None

    # ── What is needed before any node is read ─────────────────────────────────────────────────────────────────

    def _check(self, groups: _Sorted, fields: frozenset[str], variables: Mapping[str, Variable], names: Names) -> None:
        self._check_properties(groups, fields)
        plain = self.cuts.keys() - self.heard.owners.keys()
        check_options((self.cuts[name] for name in plain), self.sources, self.report)
        self.heard.check(self.report)
        check_habits(self._passages, self.sources, variables, self.report)
        self._check_clashes(variables, names)

    def _check_properties(self, groups: _Sorted, fields: frozenset[str]) -> None:
        for kind, passages in (
            ("node", groups.nodes),
            ("entity", groups.entities),
            ("kind", groups.kinds),
            ("act", groups.acts),
            ("always", groups.always),
            ("state", groups.state),
            ("verbs", groups.verbs),
            ("programme", groups.programme),
            ("piece", groups.pieces),
            ("pairs", groups.pairs),
            ("fields", groups.fields),
            ("heard", groups.heard),
        ):
            known = _PROPERTIES[kind] | (self._fields_given.all if kind == "entity" else frozenset())
            for passage in passages:
                for prop in self.cuts[passage.name].properties.values():
                    if prop.key.rstrip("0123456789 ") not in known:
                        at = prop.span.start - len(prop.key) - 1
                        at = self.sources[passage.file].rfind(prop.key, 0, prop.span.start) if at < 0 else at
                        start = self.sources[passage.file].rfind("\n", 0, prop.span.start) + 1
                        hint = did_you_mean(prop.key, known) or instead_of(prop.key, kind, _PROPERTIES)
                        what = {"node": "A node", "entity": "An entity", "act": "An act"}.get(
                            kind, f'A "{kind}" passage'
                        )
                        self.report(
                            problem(
                                "bad-property",
                                Span(passage.file, start, start + len(prop.key)),
                                hint,
                                what=what,
                                key=prop.key,
                            )
                        )

    def _fields(self, kind: Passage) -> list[str]:
        value = self.cuts[kind.name].properties.get("fields")
        return [text for _, text in split_outside(value.value, ",")] if value else []

    def _variables(self, passages: tuple[Passage, ...], kinds: Mapping[str, tuple[str, ...]]) -> dict[str, Variable]:
        found: dict[str, Variable] = {}
        for passage in passages:
            for variable in read_declarations(self.cuts[passage.name], self.sources[passage.file], kinds, self.report):
                if variable.name in found:
                    place = where(found[variable.name].span, self.sources)
                    self.report(problem("same-variable", variable.span, name=variable.name, where=place))
                found[variable.name] = variable
        return found

    def _check_clashes(self, variables: Mapping[str, Variable], names: Names) -> None:
        """A condition must know what a word means: variables share no name with entities, nodes or kinds."""
        taken = {name: f"a node's name ({where(self.cuts[name].passage.span, self.sources)})" for name in names.nodes}
        taken |= {
            name: f"the name of a {kind} ({where(self.cuts[name].passage.span, self.sources)})"
            for name, kind in names.entities.items()
        }
        taken |= dict.fromkeys(_LANGUAGE, "a word of the language")
        for variable in variables.values():
            if variable.name in taken:
                self.report(
                    problem(
                        "name-clash",
                        variable.span,
                        "Call the variable something else.",
                        name=variable.name,
                        what=taken[variable.name],
                    )
                )

    def _renamed(self) -> dict[str, str]:
        """Old names of passages to new."""
        renamed: dict[str, str] = {}
        for passage in self._passages:
            if self.sources[passage.file].find("\nwas:", passage.body_start - 1, passage.body_end) >= 0:
                prop = self.cuts[passage.name].properties.get("was")
                for _, old in split_outside(prop.value, ",") if prop else ():
                    renamed[old] = passage.name
        return renamed

    def add_renamed_blocks(self, story: Story) -> None:
        """The `[was …]` of blocks. The id of a block with a label, or of a choice, stands in its header; only for others is the passage read."""
        renamed: dict[str, str] = story.renamed  # type: ignore[assignment]  # still being made
        marked = {file for file, source in self.sources.items() if "[was " in source}
        for passage in self._passages if marked else ():
            name, source = passage.name, self.sources[passage.file]
            if passage.file in marked and source.find("[was ", passage.body_start, passage.body_end) >= 0:
                found = self.cuts[name]
                for was, now in self._renamed_in(story, found):
                    renamed[was if "/" in was else f"{name}/{was}"] = now

    def _renamed_in(self, story: Story, found: Cut) -> Iterator[tuple[str, str]]:
        """The blocks of one passage that were called otherwise: as they were, and as they are."""
        name = found.passage.name
        for raw in found.blocks:
            forms, options = split_header(self.sources[found.passage.file][raw.header.start : raw.header.end])
            given = {option: value for option, value, _ in options}
            if not given.get("was"):
                continue
            if given.get("label"):
                yield given["was"], f"{name}/{given['label']}"
            elif raw.marker.is_choice and forms:
                yield given["was"], f"{name}/{listed(forms[0][1])}"
            else:
                yield from (
                    (given["was"], block.id) for block in layer_of(story, name).blocks if block.span == raw.header
                )


def _body(setting: BuildContext, found: Cut, entity: Entity) -> EntityBody:
    return PassageBuilder(setting, found, entity).body()


def fingerprint(sources: Mapping[str, str]) -> str:
    """A short name for exactly this text of a story, read by exactly this program."""
    from kalmurzaeva import __version__

    digest = hashlib.blake2b(__version__.encode(), digest_size=12)
    for name, text in sources.items():
        digest.update(f"\0{name}\0{len(text)}\0".encode())
        digest.update(text.encode())
    return digest.hexdigest()
