"""The rules of `check` that look at a story's words: what is named and cannot be looked at, replies that are stubs or twins, headers that
mean something else to a player, people whom nobody has introduced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import tokens as typed_words
from kalmurzaeva.grammar.table import SESSION
from kalmurzaeva.grammar.vocabulary import Noun, Vocabulary
from kalmurzaeva.language.habits import is_set_apart
from kalmurzaeva.language.heard import wordings
from kalmurzaeva.language.passage import split_header
from kalmurzaeva.model.problems import Problem, problem, where
from kalmurzaeva.model.state import State
from kalmurzaeva.model.story import (
    Alternative,
    Block,
    Command,
    Each,
    Either,
    Form,
    If,
    Item,
    Node,
    Paragraph,
    Part,
    Placeholder,
    Talk,
    TextRun,
    Typeset,
)
from kalmurzaeva.model.traversal import paragraphs
from kalmurzaeva.model.values import Span
from kalmurzaeva.parser.results import Asked, Understood
from kalmurzaeva.parser.verdict import understand
from kalmurzaeva.studio.checks.concrete_nouns import concrete
from kalmurzaeva.studio.checks.survey import Survey, texts_of
from kalmurzaeva.studio.prose import RUN, runs, words_of

STUB = 12  # words

# ── What is named and cannot be looked at ──────────────────────────────────────────────────────────────────────

_MARKUP = re.compile(
    r"\{if[^:{}]*:|\{=[^}]*\}|\[\[[^\]]*\]\]|^\s*\[[^\]\n]*\]|^~.*$|^->.*$|(?:^|\s)//.*$", re.MULTILINE
)


def unknown_things(survey: Survey) -> Iterator[Problem]:
    """Concrete nouns in a node's text that EXAMINE does not know there, each once a node."""
    for node in survey.story.nodes.values():
        if node.ends:
            continue
        known = _Here(survey, node)
        told: set[str] = set()
        for item in paragraphs(node.text.items):
            source = survey.story.sources[item.span.file][item.span.start : item.span.end]
            for found in concrete(_MARKUP.sub(lambda markup: " " * len(markup.group()), source)):
                if found.lemma not in told and not known.answers(found.word, found.lemma):
                    told.add(found.lemma)
                    start = item.span.start + found.start
                    span = Span(item.span.file, start, start + len(found.word))
                    yield problem("unknown-thing", span, f"> examine {found.word}", noun=found.word)


class _Here:
    """What EXAMINE could know in a node, whatever the conditions."""

    def __init__(self, survey: Survey, node: Node) -> None:
        story = survey.story
        self.node, self.survey = node, survey
        entities = [story.entities[presence.entity] for presence in node.presences]
        entities += [entity for entity in story.entities.values() if entity.everywhere and entity not in entities]
        nouns = [Noun(thing.id, "local", thing.names) for thing in node.things]
        nouns += [Noun(entity.id, entity.kind, entity.names) for entity in entities]
        for entity in entities:
            nouns += [Noun(thing.id, "local", thing.names) for thing in story.bodies[entity.id].things]
        self.vocabulary = Vocabulary(nouns)
        self.layers = [node.layer, *(story.bodies[entity.id].layer for entity in entities), *story.always.values()]

    def answers(self, *words: str) -> bool:
        return any(
            self._answers(identity)
            for word in words
            for identity in self.vocabulary.find(typed_words(word), "noun", lambda _condition: True)
        )

    def _answers(self, identity: str) -> bool:
        body = self.survey.story.bodies.get(identity)
        if body and body.text.items:
            return True
        command = Command("examine", identity)
        return any(
            command in layer.exact
            or any(isinstance(form.noun, Placeholder) for form, _ in layer.open.get("examine", ()))
            for layer in self.layers
        )


# ── Replies ────────────────────────────────────────────────────────────────────────────────────────────────────


def stub_replies(survey: Survey) -> Iterator[Problem]:
    """What answers EXAMINE in fewer than twelve words."""
    for block in _replies(survey):
        entity = survey.story.entities.get(block.id)
        examined = any(form.verb == "examine" for form in block.forms) or (entity is not None and bool(block.items))
        if examined and (count := longest(block.items)) < STUB:
            span = entity.span if entity else block.span
            yield problem(
                "stub-reply",
                span,
                "Say something that could be said of nothing else.",
                words="1 word" if count == 1 else f"{count} words",
                most=STUB,
            )


def longest(items: tuple[Item, ...]) -> int:
    """The most words that items show the first time."""
    total = 0
    for item in items:
        if isinstance(item, Paragraph):
            total += longest_part(item.parts)
        elif isinstance(item, If):
            total += max((longest(arm.items) for arm in item.arms), default=0)
        elif isinstance(item, Each | Typeset):
            total += longest(item.items)
    return total


def longest_part(parts: tuple[Part, ...]) -> int:
    """The most words that parts of a paragraph show the first time."""
    total = 0
    for part in parts:
        if isinstance(part, TextRun):
            total += len(words_of(part.text))
        elif isinstance(part, Alternative):
            total += longest_part(part.arms[0]) if part.style == "sequence" else max(map(longest_part, part.arms))
        elif isinstance(part, Either):
            total += max(longest_part(part.yes), longest_part(part.no))
        else:
            total += 1
    return total


def _replies(survey: Survey) -> Iterator[Block]:
    """Everything that answers what is typed: responses, and the texts of entities."""
    for block in survey.blocks:
        if (
            block.marker.is_response and block.passage not in survey.story.defaults
        ) or block.id in survey.story.entities:
            yield block


def twin_replies(survey: Survey) -> Iterator[Problem]:
    """Replies that share five words in a row, each pair once."""
    first: dict[tuple[str, ...], Block] = {}
    told: set[tuple[str, str]] = set()
    for block in _replies(survey):
        if block.id in survey.story.entities and survey.story.entities[block.id].kind not in (
            "person",
            "thing",
            "place",
        ):
            continue
        for run in _runs_of(block):
            other = first.setdefault(run, block)
            if other is not block and (other.id, block.id) not in told:
                told.add((other.id, block.id))
                span = survey.story.entities[block.id].span if block.id in survey.story.entities else block.span
                place = where(other.span, survey.story.sources)
                yield problem("twin-replies", span, words=" ".join(run), where=place, count=RUN)


def _runs_of(block: Block) -> Iterator[tuple[str, ...]]:
    """Runs of five words, none of them across what varies."""
    for item in paragraphs(block.items):
        for text in texts_of(item.parts):
            yield from runs(words_of(text))


# ── Headers and lines ──────────────────────────────────────────────────────────────────────────────────────────


def misread_headers(survey: Survey) -> Iterator[Problem]:
    """Forms that a player who types them there would find to mean something else."""
    story = survey.story
    values = {name: variable.initial for name, variable in story.variables.items()}
    for block in survey.blocks:
        places = survey.where(block.passage) if block.forms else ()
        if not places or block.passage in story.defaults or block.passage in story.always:
            continue
        view = View(story, State(story, places[0], values))
        for form, text, span in _written(survey, block):
            away = [
                slot for slot in (form.noun, form.second) if isinstance(slot, str) and slot not in view.around.scope
            ]
            if away:
                if block.passage in story.nodes and (
                    never := [slot for slot in away if not _could_be(survey, slot, places)]
                ):
                    means = f"{view.name(never[0])} ({never[0]}), which is never here"
                    yield problem(
                        "read-otherwise", span, "Use a word that only what is here has.", form=text, means=means
                    )
                continue
            result = understand(view, Talk(), text)
            if isinstance(result, Understood) and result.command.verb in ("attempt", "refrain", "think"):
                continue  # nothing takes it up just now
            if isinstance(result, Understood) and not _meant(block, form, result.command):
                means = _said(view, result.command)
                if result.rest is None and result.correction is None:
                    hint = "Write it as a player would, or let this block answer that, too."
                    yield problem("read-otherwise", span, hint, form=text, means=means)
            elif isinstance(result, Asked) and len(result.question.options) > 1:
                which = " or ".join(label for label, _ in result.question.options)
                yield problem(
                    "read-otherwise", span, "Use a name that only one has.", form=text, means=f"{which}, who knows"
                )


def _could_be(survey: Survey, identity: str, places: tuple[str, ...]) -> bool:
    """Whether something can ever be in scope in one of some nodes."""
    if any(thing.id == identity for place in places for thing in survey.story.nodes[place].things):
        return True
    if identity not in survey.story.entities:
        owners = [
            name for name, body in survey.story.bodies.items() if any(thing.id == identity for thing in body.things)
        ]
        return not owners or any(_could_be(survey, owner, places) for owner in owners)
    return bool(set(places).intersection(survey.where(identity)))


def _written(survey: Survey, block: Block) -> Iterator[tuple[Form, str, Span]]:
    """The forms of a block with the words that the writer wrote, those with placeholders left out."""
    sources, file, start = survey.story.sources, block.span.file, block.span.start
    headed = split_header(sources[file][start : block.span.end])[0][1 if block.marker.is_choice else 0 :]
    pieces = [(file, start + offset, piece) for offset, piece in headed]
    pieces += [(row.file, at, piece) for row in block.heard for at, piece in wordings(sources[row.file], row)]
    for form, (stands, at, piece) in zip(block.forms, pieces, strict=True):
        if form.command and "|" not in piece and "?" not in piece:
            yield form, piece, Span(stands, at, at + len(piece))


def _meant(block: Block, form: Form, command: Command) -> bool:
    """Whether a command is one that the block answers. In an entity's passage a header leaves the entity out."""
    if command.verb == "choose":
        return command.noun == block.id or not block.marker.is_response
    if form.noun == block.passage and command.noun is None:
        return True
    return any(own.command == command or (own.verb, own.noun) == (command.verb, command.noun) for own in block.forms)


def _said(view: View, command: Command) -> str:
    if command.verb == "choose":
        return f'the choice "{(command.noun or "").partition("/")[2]}"'
    if command.verb in SESSION:
        return f"{command.verb.upper()}, which belongs to the game itself"
    pieces = [command.verb.replace("_", " "), *(view.name(noun) for noun in (command.noun, command.second) if noun)]
    return " ".join([*pieces, *(["about", command.topic] if command.topic else [])])


_LOOKS_LIKE = (
    (re.compile(r">(?![ \t])"), "a response"),
    (re.compile(r"[*+](?![ \t])\s"), "a choice"),
    (re.compile(r"[@~](?![ \t])\s"), "a rule or an effect"),
    (re.compile(r"::"), "the header of a passage"),
    (re.compile(r"[＞＊＋＠～]\s*\S"), "a mark in wide letters"),
    (re.compile(r"--[ \t]*$"), "the line under the properties"),
    (re.compile(r"[*+](?=[A-Za-z])(?![^*\n]*\*)"), "a choice"),
    (re.compile(r"@\w"), "a rule"),
    (re.compile(r"~\w"), "an effect"),
    (re.compile(r"-\s+>|-->|<-\s*\S|=>"), "a divert"),
    (
        re.compile(
            r"\[\s*(?:if|unless|else|elseif|elif|end|endif|each|as|dance|score|watch|sum)\b[^\]]*\]?", re.IGNORECASE
        ),
        "a directive",
    ),
    (re.compile(r"-[ \t]+\S"), "a gather"),
    (re.compile(r"(?:title|hour|with|things|names|is|ends|fields|was):\s"), "a property"),
)


# What to write where a line is meant as what it looks like.
_SPACED = "A mark stands at the beginning of its line, with one space after it."
_INSTEAD = {
    "the header of a passage": "Like this: :: name.",
    "the line under the properties": "It is two hyphens, and stands once, under the properties.",
    "a mark in wide letters": "Marks are plain: > * + @ ~, and a space.",
    "a divert": "Like this: -> [[node]], or <- alone.",
    "a directive": "Like this, alone on its line: [if late], [else if late], [else], [end].",
    "a property": "Properties stand at the beginning of a passage, above a line --.",
    "a gather": "What follows all choices stands in a node of its own: -> [[place]].",
}
# Spaces and characters that nobody sees; with one of them before it a mark is none.
_BEFORE_A_MARK = " \t\u00a0\u00ad\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u202f\u205f\u2060\u3000\ufeff"
_MOVED = (
    (re.compile(r"[>*+@]\s"), "a mark that does not stand at the beginning of its line"),
    (re.compile(r"~\s|->|<-|\[(?:if|unless|else|end|each|as)\b"), "a mark with a character before it that nobody sees"),
)


def lines_like_marks(survey: Survey) -> Iterator[Problem]:
    """Lines of text that begin like something else."""
    for block in survey.blocks:
        for item in paragraphs(block.items):
            source = survey.story.sources[item.span.file][item.span.start : item.span.end]
            at = item.span.start
            is_set = is_set_apart(survey.story.sources[item.span.file], at)
            for line in source.split("\n"):
                bare = line.lstrip(_BEFORE_A_MARK)
                for pattern, what in (*_LOOKS_LIKE, *(_MOVED if bare != line else ())):
                    if pattern.match(bare) and not (is_set and what == "a gather"):
                        start = at + len(line) - len(bare)
                        span = Span(item.span.file, start, start + len(bare.rstrip()))
                        hint = f"{_INSTEAD.get(what, _SPACED)} If it is meant as text, begin it with \\."
                        yield problem("looks-like", span, hint, what=what)
                        break
                at += len(line) + 1
