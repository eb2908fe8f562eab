"""Reading a block's header with the parser that reads the player.

`ask orlova about casting` in a story file becomes `Form("ask", "orlova", topic="casting")`, and then answers every way in which a player can
say it. Placeholders such as `<gesture in kept>` stand in slots like nouns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import evolve, frozen

from kalmurzaeva.grammar.lexicon import key, request
from kalmurzaeva.grammar.patterns import Gap, Grammar, Match
from kalmurzaeva.grammar.vocabulary import Vocabulary
from kalmurzaeva.model.story import Form, Placeholder, Slot
from kalmurzaeva.model.values import Variable

_PLACEHOLDER = re.compile(r"<([^<>]*)>")
_INSIDE = re.compile(r"\s*(?:([a-z_]\w*)\s*:\s*)?([a-z_]\w*)(?:\s+in\s+([a-z_]\w*))?\s*")
_STAND_IN = "placeholder{}x"
DECLARING = frozenset({"examine", "go"})


class HeaderError(Exception):
    """A header the parser cannot read: a problem's code, its words, and a hint. One that takes some looking for is looked for when it is
    shown: of several readings all but one fail, and nobody asks them why."""

    def __init__(self, code: str, hint: str | Callable[[], str] = "", **words: object) -> None:
        super().__init__(code)
        self.code, self._hint, self.words = code, hint, words

    @property
    def hint(self) -> str:
        """What to do about it."""
        return self._hint if isinstance(self._hint, str) else self._hint()


@frozen
class HeaderContext:
    """What headers of one passage are read against. `implicit` is the entity whose passage it is; `topic` makes words a topic's id."""

    grammar: Grammar
    nouns: Vocabulary
    kinds: frozenset[str]
    variables: Mapping[str, Variable]
    topic: Callable[[tuple[str, ...]], str]
    implicit: str | None = None
    implicit_kind: str = ""


def read_form(text: str, context: HeaderContext) -> Form:
    """One form of a header. Raises HeaderError."""
    text, placeholders = _take_placeholders(text, context)
    words = request(text)
    if not words:
        raise HeaderError("unreadable-header", form=text, why="it has no words")
    faults: list[HeaderError] = []
    matches: Iterable[Match] = _matches(words, context)
    in_topic = {word for word, placeholder in placeholders.items() if placeholder.kind}
    if in_topic:  # a member of a kind is a noun where the verb takes one
        matches = sorted(matches, key=lambda match: bool(in_topic.intersection(match.slots.get("topic", ()))))
    for match in matches:
        try:
            return _fill(match, placeholders, context)
        except HeaderError as fault:
            faults.append(fault)
    if words[0] not in context.grammar.first_words:
        from kalmurzaeva.model.problems import did_you_mean

        hint = did_you_mean(words[0], context.grammar.first_words)
        hint = hint or f"Take a verb that there is, or declare it: a passage tagged [verbs] with > {words[0]} <thing>."
        raise HeaderError("unknown-verb", hint, word=words[0])
    if not faults:
        raise HeaderError("unreadable-header", form=text, why="no pattern of that verb has this shape")
    raise next((fault for fault in faults if fault.code == "unclear-noun"), faults[0])


def declared(text: str, grammar: Grammar) -> tuple[str, tuple[str, ...]] | None:
    """The noun that a header may declare on the spot, as (verb, words): `examine worn place`, `go to the canteen`."""
    words = request(text)
    # Most headers begin with another verb, and need not be read to know that they declare nothing.
    if "<" in text or not words or not any(pattern.verb in DECLARING for pattern in grammar.beginning_with(words[0])):
        return None
    for match in grammar.matches(words):
        if match.verb in DECLARING and set(match.slots) == {"noun"}:
            return match.verb, match.slots["noun"]
        if match.verb not in DECLARING:
            return None
    return None


def _matches(words: tuple[str, ...], context: HeaderContext) -> Iterator[Match]:
    """Readings of a header. In an entity's passage one that leaves the entity out comes before one without any noun."""
    whole = context.grammar.matches(words)
    if context.implicit is None:
        yield from whole
        yield from (match for match in context.grammar.shortened(words) if not match.slots)
        return
    yield from (match for match in whole if "noun" in match.slots)
    for match in context.grammar.shortened(words):
        missing = match.pattern.missing
        if (
            len(missing) == 1
            and missing[0].slot != "topic"
            and missing[0].accepts in {"noun", "second", "person", context.implicit_kind}
        ):
            yield evolve(match, slots={**match.slots, missing[0].slot: ("",)})
    yield from (match for match in whole if "noun" not in match.slots)


def _fill(match: Match, placeholders: Mapping[str, Placeholder], context: HeaderContext) -> Form:
    accepts = {
        element.slot: element.accepts
        for element in (*match.pattern.elements, *match.pattern.missing)
        if isinstance(element, Gap)
    }
    slots: dict[str, Slot] = {}
    for slot, words in match.slots.items():
        if words == ("",):
            slots[slot] = context.implicit
        elif len(words) == 1 and words[0] in placeholders:
            placeholder = placeholders[words[0]]
            if accepts[slot] in context.kinds and placeholder.kind != accepts[slot]:
                raise HeaderError("bad-placeholder", why=f"a {accepts[slot]} is wanted here")
            slots[slot] = placeholder
        elif slot == "topic":
            slots[slot] = context.topic(words)
        else:
            slots[slot] = read_noun(words, accepts[slot], context)
    return Form(match.verb, **slots)


def read_noun(words: tuple[str, ...], accepts: str, context: HeaderContext) -> str:
    """The id that a noun phrase of a header means. Raises HeaderError where it means nothing here, or several things."""
    if any(word.startswith("placeholder") for word in words):
        raise HeaderError("bad-placeholder", why="it must stand alone in its place")
    found = context.nouns.find(words, accepts, lambda _condition: True)
    if not found and accepts == "person":  # whoever writes "talk to the pupils" means it
        found = context.nouns.find(words, "noun", lambda _condition: True)
    if len(found) == 1:
        return found[0]
    if found:
        written = " ".join(words)
        exact = [identity for identity in found if key(identity.replace("_", " ")) == words or identity == written]
        if len(exact) == 1:
            return exact[0]
        raise HeaderError(
            "unclear-noun", "Use a name that only one of them has.", noun=written, which=" or ".join(found)
        )

    def hint() -> str:
        from kalmurzaeva.model.problems import did_you_mean

        known = [" ".join(phrase) for phrase in context.nouns.phrases]
        near = did_you_mean(" ".join(words), known)
        return near or "Name it in things: or with:, or give it an examine of its own."

    raise HeaderError("unknown-noun", hint, noun=" ".join(words))


def _take_placeholders(text: str, context: HeaderContext) -> tuple[str, dict[str, Placeholder]]:
    """The text with a stand-in word for each placeholder."""
    placeholders: dict[str, Placeholder] = {}

    def replace(found: re.Match[str]) -> str:
        inside = _INSIDE.fullmatch(found.group(1))
        if not inside:
            raise HeaderError("bad-placeholder", why=f'"{found.group()}" is not like <gesture in kept>')
        bound, kind, members = inside.groups()
        if kind not in context.kinds and kind not in {"person", "thing", "place", "noun", "second", "topic"}:
            from kalmurzaeva.model.problems import did_you_mean

            raise HeaderError("bad-placeholder", did_you_mean(kind, context.kinds), why=f'there is no kind "{kind}"')
        if members:
            variable = context.variables.get(members)
            if variable is None or not variable.of.holds_members:
                raise HeaderError("bad-placeholder", why=f'there is no set "{members}"')
        word = _STAND_IN.format(len(placeholders))
        placeholders[word] = Placeholder(bound or kind, None if kind in {"noun", "second", "topic"} else kind, members)
        return f" {word} "

    return _PLACEHOLDER.sub(replace, text), placeholders
