"""All passages of a folder put together: what each is, the variables, entities and verbs, and nodes that wait to be read."""

from __future__ import annotations

import hashlib
import json
import keyword
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from attrs import define, evolve, field, frozen

from kalmurzaeva.grammar.lexicon import key, request, tokens
from kalmurzaeva.grammar.patterns import SESSION, Grammar, Pattern, built_in, parse_form
from kalmurzaeva.language.body import BodyReader
from kalmurzaeva.language.build import PassageBuilder
from kalmurzaeva.language.declarations import read_declarations
from kalmurzaeva.language.expressions import Names
from kalmurzaeva.language.index import listed
from kalmurzaeva.language.lazy import Lazy
from kalmurzaeva.language.passage import OPTION_WORDS, Cut, Property, cut, split_header, split_options, split_outside
from kalmurzaeva.language.piece_passages import BOUND, PIECE_PROPERTIES, Fields, PiecesReader, tempers_of
from kalmurzaeva.language.properties import read_condition, read_names
from kalmurzaeva.language.reader import Passage, read_passages
from kalmurzaeva.language.things import BuildContext
from kalmurzaeva.model.bibliography import FIELDS, bibliography_of, complaint
from kalmurzaeva.model.markers import MARKERS
from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.problems import RULES, Problem, did_you_mean, problem, where
from kalmurzaeva.model.story import COLOURS, GROUNDS, Act, Entity, EntityBody, Expression, Name, Part, Story
from kalmurzaeva.model.traversal import layer_of
from kalmurzaeva.model.values import Span, Variable

_ENTITY_TAGS = ("person", "thing", "place")
_GROUPS = ("kind", "act", "always", "state", "verbs", "piece", "pairs", "fields", "programme")
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
}
_LABEL = re.compile(r"\[label ([\w ]+)\]")
_COLOUR = re.compile(r"#[0-9a-f]{6}|(?:bright_)?(?:black|red|green|yellow|blue|magenta|cyan|white)|-")
_STRAY_OPTION = re.compile(rf"(?<!\\)\[\s*(?:{OPTION_WORDS})\b[^\]\n]*\]?")
# What people write who have written for ink or for Twine: what it is, whose, and how it is written here.
HABITS = (
    (
        re.compile(r"^[*+][ \t]+[^\n]*?(->[^\n]*?)[ \t]*$", re.MULTILINE),
        "a choice with its divert",
        "ink",
        "The divert stands on a line of its own under the choice: -> [[place]]",
    ),
    (
        re.compile(rf"^[*+][ \t]+[^\n\[]*?((?<!\\)\[(?!\[|(?:{OPTION_WORDS})\b)[^\]\n]*\])", re.MULTILINE),
        "a choice in brackets",
        "ink",
        "A choice is the words alone: + look under the bed",
    ),
    (
        re.compile(r"^((?:\*[ \t]*){2,}|(?:\+[ \t]*){2,})\S", re.MULTILINE),
        "a choice under a choice",
        "ink",
        "Choices of a later turn stand in a node of their own: -> [[place]]",
    ),
    (re.compile(r"^(={2,}[ \t]*\w[^\n]*)", re.MULTILINE), "a knot", "ink", "A node begins with a line :: name"),
    (
        re.compile(r"^((?:VAR|CONST|LIST|TEMP)[ \t]+\w+[ \t]*=[^\n]*)", re.MULTILINE),
        "a variable",
        "ink",
        "Variables stand in a passage tagged [state]: flag met, or number trust 0..5 = 2",
    ),
    (
        re.compile(r"^(?![>*+@~]|[^\w\n]*->)[^\n]*?((?<!\\)\[\[[^\]\n]*\]\])", re.MULTILINE),
        "a link in the text",
        "Twine",
        "A way out is a choice, + go to the hall, with -> [[hall]] under it",
    ),
    (
        re.compile(r"((?<!\\)<<[a-z/][^>\n]*>>|(?<!\\)\((?:set|if|else|link|link-goto|display|print):[^\n]*)"),
        "a macro",
        "Twine",
        "Conditions are [if met] … [end], effects ~ met",
    ),
)
_SLOT = re.compile(r"<\s*([a-z_]\w*)\s*>")
_SPECIAL = frozenset(("StoryTitle", "StoryData", "StorySettings", "StoryAbout", "StoryCredits", "StoryHelp"))
# What StoryData may say of ours, and what every editor of Twine stories keeps of it.
_SETTINGS = ("story-version", "player", "kind-words", "unchecked")
_IFID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_LANGUAGE = ("verb", "noun", "second", "yes", "no", "true", "false", "visits", "shown", "len", *keyword.kwlist)
_PRONOUNS = ("she", "he", "it", "they")


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


@define
class Loader:
    """Makes one Story. `problems` grows while nodes are read."""

    sources: dict[str, str]
    problems: list[Problem]
    labels: dict[str, list[str]] = field(factory=dict)
    cuts: Mapping[str, Cut] = field(factory=dict)
    _data: dict[str, Any] | None = field(factory=dict)
    _data_passage: Passage | None = None
    _settings: dict[str, Any] = field(factory=dict)
    _settings_passage: Passage | None = None
    _title: str = ""
    _pages: dict[str, tuple[str, ...]] = field(factory=dict)
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
        return (self._title, self._data, self._settings, self._pages)

    def is_read_when_used(self, passage: Passage) -> bool:
        """Whether a passage is a node or an entity, of which other passages know no more than its properties and headers."""
        return not set(passage.tags) & {*_GROUPS, "glossary"}

    # ── Passages ───────────────────────────────────────────────────────────────────────────────────────────────

    def story(self) -> Story:
        """The story, unread."""
        passages = [
            passage for file, text in self.sources.items() for passage in read_passages(file, text, self.report)
        ]
        named = {passage.name: passage for passage in self._named(passages)}
        groups = self._sort(list(named.values()))
        self.cuts = Lazy(tuple(named), lambda name: cut(named[name], self.sources[named[name].file], self.report))
        self._passages = tuple(named.values())
        self._find_labels()
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
        grammar = self._grammar(groups.verbs, frozenset(kinds))
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
        entities = {
            passage.name: self._entity(passage, entity_kinds[passage.name], names, fields)
            for passage in groups.entities
        }
        acts = {passage.name: self._act(passage) for passage in groups.acts}
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
        )
        self._checks = partial(self._check, groups, fields, variables, names)
        start = self._start(names)
        data = {**(self._data or {}), **self._settings}
        return Story(
            title=self._title or "Untitled",
            ifid=str(data.get("ifid", "")),
            version=data.get("story-version", 1) if isinstance(data.get("story-version", 1), int) else 1,
            start=start,
            variables=variables,
            kinds=kinds,
            entities=entities,
            nodes=Lazy(
                tuple(passage.name for passage in groups.nodes),
                lambda name: PassageBuilder(setting, self.cuts[name]).node(),
            ),
            bodies=Lazy(tuple(entities), lambda name: _body(setting, self.cuts[name], entities[name])),
            always=Lazy(
                tuple(passage.name for passage in groups.always),
                lambda name: PassageBuilder(setting, self.cuts[name]).layer(),
            ),
            acts=acts,
            defaults=Lazy(
                tuple(passage.name for passage in groups.verbs),
                lambda name: PassageBuilder(setting, self.cuts[name]).layer(),
            ),
            programmes=Lazy(
                tuple(passage.name for passage in groups.programme),
                lambda name: PassageBuilder(setting, self.cuts[name]).page(),
            ),
            grammar=grammar,
            topics=topics,
            spoken=setting.spoken,
            renamed=self._renamed(),
            sources=self.sources,
            fingerprint=fingerprint(self.sources),
            player=str(data.get("player", "me")),
            about=bibliography_of(self._pages.get("StoryAbout", ())),
            unchecked=frozenset(self._turned_off()),
            credits=self._pages.get("StoryCredits", ()),
            teaching=tuple(
                (command.strip(), what.strip())
                for command, _, what in (line.partition(":") for line in self._pages.get("StoryHelp", ()))
            ),
            kind_words=self._kind_words(data, kinds),
            pieces=Lazy(
                tuple(passage.name for passage in groups.pieces),
                lambda name: PassageBuilder(setting, self.cuts[name]).layer(),
            ),
            pairs=Lazy(
                tuple(passage.name for passage in groups.pairs),
                lambda name: PassageBuilder(setting, self.cuts[name]).pairs(),
            ),
            numbers=given.numbers,
            traits=given.traits,
        )

    def _named(self, passages: list[Passage]) -> list[Passage]:
        """The passages with good names, the special ones taken out."""
        found: dict[str, Passage] = {}
        for passage in passages:
            text = self.sources[passage.file][passage.body_start : passage.body_end].strip()
            if passage.name in found:
                place = where(found[passage.name].span, self.sources)
                self.report(
                    problem("same-passage", passage.span, "Rename one of them.", name=passage.name, where=place)
                )
            elif passage.name == "StoryTitle":
                self._title = " ".join(text.split())
            elif passage.name == "StoryData":
                self._data_passage = passage
                self._data = self._read_data(passage, text)
            elif passage.name == "StorySettings":
                self._settings_passage = passage
                self._settings = self._read_data(passage, text) or {}
            elif passage.name in _SPECIAL:
                self._pages[passage.name] = _lines(text)
                self._check_about(passage)
            elif not set(passage.tags) & set(_IGNORED_TAGS) and not re.fullmatch(r"[A-Za-z]\w*", passage.name):
                self.report(problem("bad-passage-name", passage.span, name=passage.name))
            found.setdefault(passage.name, passage)
        return [
            passage
            for name, passage in found.items()
            if name not in _SPECIAL
            and not set(passage.tags) & set(_IGNORED_TAGS)
            and re.fullmatch(r"[A-Za-z]\w*", name)
        ]

    def _check_about(self, passage: Passage) -> None:
        """Fields of `StoryAbout` that nobody would read."""
        source = self.sources[passage.file]
        at = passage.body_start
        for line in (
            source[passage.body_start : passage.body_end].splitlines(keepends=True)
            if passage.name == "StoryAbout"
            else ()
        ):
            written = line.strip()
            if why := complaint(written):
                start = at + line.index(written)
                name = written.partition(":")[0]
                hint = did_you_mean(name, FIELDS, "{}: …") if name not in FIELDS else ""
                self.report(problem("bad-story-data", Span(passage.file, start, start + len(written)), hint, why=why))
            at += len(line)

    def _read_data(self, passage: Passage, text: str) -> dict[str, Any] | None:
        """The JSON object that StoryData or StorySettings is; None where it is none."""
        hint = (
            'It is JSON, with "ifid" and "start".' if passage.name == "StoryData" else 'Like this: {"story-version": 2}'
        )
        try:
            data = json.loads(text)
        except json.JSONDecodeError as error:
            start = self.sources[passage.file].index(text, passage.body_start) + error.pos
            place = Span(passage.file, start, start + 1)
            self.report(problem("bad-story-data", place, hint, why=error.msg[:1].lower() + error.msg[1:]))
        except (ValueError, RecursionError):
            self.report(problem("bad-story-data", passage.span, hint, why="it is not JSON"))
        else:
            if isinstance(data, dict):
                return data
            self.report(problem("bad-story-data", passage.span, hint, why="it is not a JSON object"))
        return None

    def _data_place(self, key: str) -> Span:
        """Where StoryData, or StorySettings, gives `key`; else its header, or that of the first passage."""
        passage = self._settings_passage if key in self._settings else self._data_passage
        if passage is None:
            return self.cuts[next(iter(self.cuts))].passage.span if self.cuts else Span(next(iter(self.sources)), 0, 0)
        given = re.compile(rf'"{key}"\s*:\s*(?:"[^"\n]*"|[^\s,}}]*)')
        found = given.search(self.sources[passage.file], passage.body_start, passage.body_end)
        return Span(passage.file, found.start(), found.end()) if found else passage.span

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
        self._check_options()
        self._check_habits()
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
        ):
            known = _PROPERTIES[kind] | (self._fields_given.all if kind == "entity" else frozenset())
            for passage in passages:
                for prop in self.cuts[passage.name].properties.values():
                    if prop.key.rstrip("0123456789 ") not in known:
                        at = prop.span.start - len(prop.key) - 1
                        at = self.sources[passage.file].rfind(prop.key, 0, prop.span.start) if at < 0 else at
                        start = self.sources[passage.file].rfind("\n", 0, prop.span.start) + 1
                        hint = did_you_mean(prop.key, known)
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

    def _check_options(self) -> None:
        """An option is read at the end of a header, of a form in it, or of an entry; anywhere else it would be words."""
        for found in self.cuts.values():
            source = self.sources[found.passage.file]
            spans = [raw.header for raw in found.blocks]
            for prop in found.properties.values():
                at = prop.span.start
                spans += [
                    Span(found.passage.file, at + group + start, at + group + start + len(piece))
                    for group, entries in split_outside(prop.value, ";")
                    for start, piece in split_outside(entries, ",")
                ]
            for span in spans:
                forms, _ = split_header(source[span.start : span.end])
                for at, form in forms:
                    if not (stray := _STRAY_OPTION.search(form)):
                        continue
                    place = Span(span.file, span.start + at + stray.start(), span.start + at + stray.end())
                    why = "it does not stand whole at the end of the line"
                    self.report(problem("bad-option", place, "Like this: + words; form [if condition]", why=why))

    def _check_habits(self) -> None:
        """What is written as in ink or in Twine, and would be words here."""
        for passage in self._passages:
            source = self.sources[passage.file]
            for pattern, what, whose, hint in HABITS:
                for found in pattern.finditer(source, passage.body_start, passage.body_end):
                    place = Span(passage.file, found.start(1), found.end(1))
                    self.report(problem("written-otherwise", place, hint, what=what, whose=whose))

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

    def _grammar(self, passages: tuple[Passage, ...], kinds: frozenset[str]) -> Grammar:
        own: list[Pattern] = []
        for passage in passages:
            found = self.cuts[passage.name]
            for raw in found.blocks:
                text, _ = split_options(self.sources[passage.file][raw.header.start : raw.header.end])
                own += self._verb_patterns(text, raw.header, kinds)
        table = built_in()
        return Grammar((*own, *table.patterns), table.verbs | {pattern.verb for pattern in own})

    def _verb_patterns(self, text: str, span: Span, kinds: frozenset[str]) -> list[Pattern]:
        """The patterns that a `verbs` header adds. The built-in verb that reads the first form is meant, or else its first word; a
        form that the table reads already adds nothing."""
        patterns: list[Pattern] = []
        verb = ""
        for offset, form in split_outside(text, ";"):
            place = Span(span.file, span.start + offset, span.start + offset + len(form))
            if not form[:1].isalpha():
                self.report(
                    problem("bad-verb-form", place, "Like this: > keep <gesture>.", why="it begins with no word")
                )
                continue
            known = built_in_verb(form)
            verb = verb or known or tokens(form)[0]
            if verb in SESSION:
                self.report(problem("bad-verb-form", place, why=f'"{verb}" belongs to the game itself'))
            own_slots = {name for name in _SLOT.findall(form) if name in kinds}
            if known and not own_slots:
                continue
            try:
                patterns += parse_form(verb, form.lower(), kinds)
            except ValueError as error:
                hint = did_you_mean(str(error), {*kinds, "noun", "person", "thing", "second", "topic"}, "<{}>")
                self.report(problem("bad-verb-form", place, hint, why=f"there is no slot <{error}>"))
        return patterns

    def _entity(self, passage: Passage, kind: str, names: Names, fields: frozenset[str]) -> Entity:
        found = self.cuts[passage.name]
        own = read_names(found, "names", names, self.sources[passage.file], self.report)
        if not own:
            self.report(problem("no-names", passage.span, "names: Nina, the seamstress", name=passage.name))
            own = (Name(passage.name, key(passage.name)),)
        pronoun = found.properties.get("is")
        if pronoun and pronoun.value not in _PRONOUNS:
            why = "it is she, he, it or they"
            self.report(problem("bad-value", pronoun.span, key="is", value=pronoun.value, why=why))
        return Entity(
            id=passage.name,
            span=passage.span,
            kind=kind,
            names=own,
            pronoun=pronoun.value if pronoun and pronoun.value in _PRONOUNS else "it",  # type: ignore[arg-type]
            everywhere=self._everywhere(found, names),
            fields=self._fields_of(passage.name, names, fields),
            known_as=self._known_as(found, names),
            known_if=self._known_if(found, names),
        )

    def _fields_of(self, entity: str, names: Names, fields: frozenset[str]) -> dict[str, tuple[Part, ...]]:
        """The fields of an entity that are words. Those that a piece is danced in may speak of where they are danced."""
        angles = {angle for variable in names.variables.values() if variable.piece for angle in variable.piece.angles}
        dancing = evolve(names, bound={**names.bound, **BOUND})
        found: dict[str, tuple[Part, ...]] = {}
        for name, prop in self._fields_given.given[entity].items():
            if name in fields:
                own = dancing if name in angles else names
                reader = BodyReader(prop.span.file, self.sources[prop.span.file], own, self.report, f"{entity}.{name}")
                found[name] = reader.parts(prop.span.start, prop.span.end)
        return found

    def _known_as(self, found: Cut, names: Names) -> tuple[Part, ...]:
        """`known as: the pianist [if met_emma]`: what WHO IS and PEOPLE say of somebody."""
        prop = found.properties.get("known as")
        if not prop:
            return ()
        text, _ = split_options(prop.value)
        file = found.passage.file
        reader = BodyReader(file, self.sources[file], names, self.report, found.passage.name)
        return reader.parts(prop.span.start, prop.span.start + len(text))

    def _known_if(self, found: Cut, names: Names) -> Expression | None:
        prop = found.properties.get("known as")
        return read_condition(split_options(prop.value)[1], prop.span, names, self.report) if prop else None

    def _everywhere(self, found: Cut, names: Names) -> Expression | None:
        prop = found.properties.get("in scope")
        if not prop:
            return None
        text, options = split_options(prop.value)
        if text not in ("", "always"):
            self.report(
                problem(
                    "bad-value",
                    prop.span,
                    "in scope: [if carried]",
                    key="in scope",
                    value=text,
                    why="it is a condition, or always",
                )
            )
        condition = read_condition(options, prop.span, names, self.report)
        return condition or Expression("yes", prop.span, lambda _turn, _values, _bound: True, frozenset(), "flag")

    def _act(self, passage: Passage) -> Act:
        properties = self.cuts[passage.name].properties

        def value(name: str) -> str:
            return properties[name].value if name in properties else ""

        colours = {ground: self._colours(properties[ground]) for ground in GROUNDS if ground in properties}
        return Act(
            passage.name, value("number"), value("title") or passage.name, value("palette") or passage.name, colours
        )

    def _colours(self, prop: Property) -> tuple[str, ...]:
        """The colours of a palette on one ground: accent, title, quiet, speech, own."""
        written = tuple(prop.value.split())
        if len(written) != COLOURS or not all(_COLOUR.fullmatch(colour) for colour in written):
            hint = "Like this: #6a99e0 #a9ccff #8f959e #b8dcff -"
            why = "it takes five colours: accent, title, quiet, speech, own"
            self.report(problem("bad-value", prop.span, hint, key=prop.key, value=prop.value, why=why))
            return ("-",) * COLOURS
        return written

    def _kind_words(self, data: Mapping[str, Any], kinds: Mapping[str, object]) -> dict[str, frozenset[str]]:
        """Words that StoryData says may stand for a member of a kind: `"kind-words": {"gesture": "movement hands"}`."""
        given = data.get("kind-words", {})
        if not isinstance(given, dict) or not all(
            name in kinds and isinstance(said, str) for name, said in given.items()
        ):
            place = self._data_place("kind-words")
            why = '"kind-words" gives words for kinds of this story'
            self.report(problem("bad-story-data", place, '"kind-words": {"gesture": "movement, hands"}', why=why))
            return {}
        return {name: frozenset(tokens(said)) for name, said in given.items()}

    def _start(self, names: Names) -> str:
        if self._data is None:
            return ""
        start = self._data.get("start")
        span = self._data_place("start")
        if not isinstance(start, str) or not start:
            self.report(
                problem(
                    "no-start",
                    span,
                    'StoryData: {"ifid": "…", "start": "first_node"}',
                    why='StoryData names no "start"',
                )
            )
        elif start not in names.nodes:
            hint = did_you_mean(start, names.nodes)
            self.report(problem("no-start", span, hint, why=f'"start" is "{start}", and no node is called so'))
        elif not _IFID.fullmatch(str(self._data.get("ifid", ""))):
            why = '"ifid" is no UUID' if "ifid" in self._data else 'it has no "ifid"'
            hint = f'Here is a new one: "{str(uuid.uuid4()).upper()}"'
            self.report(problem("bad-story-data", self._data_place("ifid"), hint, why=why))
        for setting in _SETTINGS:
            if setting in self._data:
                hint = f'Put it into a passage of its own: :: StorySettings with {{"{setting}": …}}'
                self.report(problem("lost-in-twine", self._data_place(setting), hint, key=setting))
        for setting in self._settings:
            if setting not in _SETTINGS:
                why = f'StorySettings has no "{setting}"'
                hint = did_you_mean(setting, _SETTINGS)
                self.report(problem("bad-story-data", self._data_place(setting), hint, why=why))
        version = {**self._data, **self._settings}.get("story-version", 1)
        if not isinstance(version, int) or isinstance(version, bool):
            place = self._data_place("story-version")
            why = '"story-version" is a whole number, without quotation marks'
            self.report(problem("bad-story-data", place, '"story-version": 2', why=why))
        for rule in self._turned_off():
            if rule not in RULES or RULES[rule][0] == "error":
                why = f'"unchecked" names "{rule}", which is {"an error" if rule in RULES else "no rule"} and cannot be turned off'
                hint = did_you_mean(rule, (name for name, (severity, _) in RULES.items() if severity != "error"))
                self.report(problem("bad-story-data", self._data_place("unchecked"), hint, why=why))
        return start if isinstance(start, str) else ""

    def _turned_off(self) -> tuple[str, ...]:
        """The rules of `check` that StoryData turns off."""
        rules = {**(self._data or {}), **self._settings}.get("unchecked", [])
        if not isinstance(rules, list) or not all(isinstance(rule, str) for rule in rules):
            place = self._data_place("unchecked")
            why = '"unchecked" is not a list of rules'
            self.report(problem("bad-story-data", place, '"unchecked": ["twin-replies"]', why=why))
            return ()
        return tuple(rules)

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


def _lines(text: str) -> tuple[str, ...]:
    """The lines of a special passage that shows as it stands."""
    return tuple(
        line for written in text.splitlines() if (line := clean(written).strip()) and not line.startswith("//")
    )


def _body(setting: BuildContext, found: Cut, entity: Entity) -> EntityBody:
    return PassageBuilder(setting, found, entity).body()


def built_in_verb(form: str) -> str | None:
    """The verb of the table that reads a verb form such as `put <noun> on <second>`."""
    stand_ins = {f"gap{index}x" for index, _ in enumerate(_SLOT.findall(form))}
    names = iter(sorted(stand_ins))
    typed = request(_SLOT.sub(lambda _: f" {next(names)} ", re.sub(r"[|][^\s<]+", "", form).replace("_", " ")))
    for match in built_in().matches(typed):
        if all(len(slot) == 1 and slot[0] in stand_ins for slot in match.slots.values()) and len(match.slots) == len(
            stand_ins
        ):
            return match.verb
    return None


def fingerprint(sources: Mapping[str, str]) -> str:
    """A short name for exactly this text of a story, read by exactly this program."""
    from kalmurzaeva import __version__

    digest = hashlib.blake2b(__version__.encode(), digest_size=12)
    for name, text in sources.items():
        digest.update(f"\0{name}\0{len(text)}\0".encode())
        digest.update(text.encode())
    return digest.hexdigest()
