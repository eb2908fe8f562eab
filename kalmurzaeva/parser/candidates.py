"""All that a clause could mean here, as candidates: each a Command, the words that explain it, and what it would meet.

Where candidates come from: the listed choices; the grammar and the everyday wordings, whose patterns step between what the clause names; speech
to whoever is addressed; a name alone; the movement that a manner describes. Nothing here decides: `verdict` compares them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve, field, frozen

from kalmurzaeva.engine import dispatch
from kalmurzaeva.model.markup import plain
from kalmurzaeva.model.story import Block, Command, Divert, Effect, Talk
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.evidence import FUNCTION, NEGATIONS, PRONOUNS, QUESTION_WORDS, Heard, hear, is_content, stem
from kalmurzaeva.grammar.patterns import FREE, SESSION, Element, Gap, OneOf, Pattern
from kalmurzaeva.grammar.lexicon import ARTICLES, tokens
from kalmurzaeva.parser.mentions import Mention, mentions
from kalmurzaeva.parser.topics import Meant, meant_topic
from kalmurzaeva.grammar.wordings import synonyms, wordings
from kalmurzaeva.engine.view import View, own_kind_names, own_kinds

FREE_TOPIC = 0.75
_MOST_PATTERNS = 60
_MOST_WAYS = 12
_TALKING = frozenset("ask tell order say talk call remember promise lie_to accuse think write ask_for".split())
# Verbs whose answers may decide something, even where no divert stands in them.
_DECIDING = frozenset("give tell say buy send yes no sell promise lie_to accuse bet withdraw tear burn break throw call".split())
_DIRECTING = frozenset("to from with for at about".split())
_ABOUT = re.compile(
    r"(?:what about|how about|and|tell me (?:more )?about|tell me|what do you (?:think|know|say) (?:of|about)|do you know (?:anything )?about|who is|who was|what is|what are|about|talk about) (.+)"
)


@frozen(eq=False)
class Candidate:
    """One thing that a clause could mean. `explained` are the places of its words with the share each has; `missing` what of its own words was
    not said; `bonus` what it would meet (see `evidence`). `note` is what to show of it where it is not just what was typed."""

    command: Command
    source: str
    explained: Mapping[int, float]
    missing: float = 0.0
    bonus: float = 0.0
    noun_at: int | None = None
    note: str | None = None
    exact: bool = False
    rivals: tuple[Command, ...] = ()
    heard: Heard = field(default=hear(""), repr=False)

    @property
    def score(self) -> float:
        return evidence.score(self.heard, self.explained, self.missing, self.noun_at) + self.bonus

    @property
    def content(self) -> int:
        """How many content words it explains."""
        return self.heard.content(self.explained)

    @property
    def left(self) -> tuple[str, ...]:
        """The content words that it does not explain."""
        return tuple(
            word
            for place, word in enumerate(self.heard.words)
            if place not in self.explained and place not in self.heard.aside and (is_content(word) or word in NEGATIONS)
        )


def candidates(view: View, talk: Talk, heard: Heard) -> list[Candidate]:
    """Everything a clause could mean, in no order."""
    named = mentions(view, talk, heard)
    found: list[Candidate] = [*_choices(view, heard)]
    found += _of_patterns(view, talk, heard, named)
    found += _place(view, heard)
    found += _speech(view, talk, heard, named)
    found += _bare(view, talk, heard, named)
    found += _movements(view, heard, named)
    return [evolve(candidate, heard=heard) for candidate in found]


# ── What a Command would meet ──────────────────────────────────────────────────────────────────────────────────


def bonus_of(view: View, command: Command, topic: Meant | None = None) -> float:
    """What a Command would meet: a block of its own, one with placeholders, a catch-all, or only a default."""
    if command.verb in SESSION:
        return evidence.CATCH_ALL if command.topic else evidence.ANSWERED
    if dispatch.declared(view, command):
        return evidence.DECLARED
    if dispatch.answered_by_story(view, command):
        return evidence.CATCH_ALL if command.topic else evidence.ANSWERED
    return 0.0


def block_of(view: View, command: Command) -> Block | None:
    """The block that would answer, if one would."""
    if command.verb == "choose":
        return next((block for block, _ in dispatch.choices(view) if block.id == command.noun), None)
    return next((block for block, _ in dispatch.responses(view, command)), None)


def commits(view: View, command: Command) -> bool:
    """Whether carrying it out decides something: the block that answers is a choice, diverts, or gives, tells or spends."""
    if command.verb in SESSION:
        return False
    block = block_of(view, command)
    if block is None:
        return False
    if block.marker in ("*", "+"):
        return True
    from kalmurzaeva.model.traversal import walk

    items = [item for item, _ in walk(block.items)]
    if any(isinstance(item, Divert) for item in items):
        return True
    return command.verb in _DECIDING and any(isinstance(item, Effect) for item in items)


# ── Choices ────────────────────────────────────────────────────────────────────────────────────────────────────

_PERSONS = {"i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "am": "are"}
_UNSAID = frozenset("the a an that please to".split())
_STANDING_FOR = frozenset("he she it they him her them his hers their its you your yours yourself us we our".split())
_OBJECTIVE = {"she": "her", "her": "her", "he": "him", "him": "him", "his": "him", "they": "them", "them": "them", "their": "them"}


def label_of(view: View, block: Block) -> str:
    """A choice as the player reads it."""
    return plain(view.text(block.words))


def _choices(view: View, heard: Heard) -> Iterator[Candidate]:
    """The listed choices that share words with the clause."""
    names = _names_here(view)
    typed = [_PERSONS.get(word, word) for word in heard.words]
    for block, _ in dispatch.choices(view):
        label = [_PERSONS.get(word, word) for word in tokens(label_of(view, block))]
        if not label or not _agree(view, typed, label):
            continue
        bare = _bare_label(label)
        said = _bare_label(typed)
        if said != bare:
            said = _bare_label([word for place, word in enumerate(typed) if place not in heard.aside] or typed)
        explained, missing, matched = _shared(heard, typed, bare, names)
        own = [word for word in bare if is_content(word) and word not in names]
        whole = said == bare
        begins = len(said) >= 3 and bare[: len(said)] == said
        begins = begins or (len(said) >= 3 and matched >= 1 and _runs_in(said, bare))
        if whole or begins:
            explained, missing = dict.fromkeys(range(len(typed)), 1.0), 0.0
        if evidence.negated(typed) != evidence.negated(label):
            missing += evidence.LEFT_NEGATION
        elif evidence.negated(typed):  # `no, I won't` says no twice, and means it once
            explained |= {place: 1.0 for place, word in enumerate(typed) if word in NEGATIONS}
        if not (whole or begins or matched >= 2 or (own and matched >= len(own) and len(said) >= 2)):
            continue
        yield Candidate(
            Command("choose", block.id),
            "choice",
            explained,
            missing,
            evidence.DECLARED if whole or begins else evidence.ANSWERED,
            note=None if whole else f"({label_of(view, block)})",
            exact=whole or begins,
        )


def _bare_label(label: Sequence[str]) -> list[str]:
    """A choice, or a line meant as one, without articles and whoever says it: `say that you will` is `will`."""
    bare = [word for word in label if word not in _UNSAID]
    while len(bare) > 1 and bare[0] in ("say", "you", "choose", "pick", "select", "will", "would"):
        bare = bare[1:]
    return bare


def _runs_in(said: Sequence[str], label: Sequence[str]) -> bool:
    """Whether words stand in a label just so, one after the other."""
    return any(label[at : at + len(said)] == said for at in range(1, len(label) - len(said) + 1))


def _shared(heard: Heard, typed: Sequence[str], label: Sequence[str], names: frozenset[str]) -> tuple[dict[int, float], float, int]:
    """The places that a label explains, what of it is missing, and how many of its content words were said (names do not count)."""
    own = {stem(word): word for word in label}
    explained: dict[int, float] = {}
    said: set[str] = set()
    matched = 0
    for place, word in enumerate(typed):
        if word in ("say", "choose") and stem(word) not in own and place <= 2:
            explained[place] = evidence.PARTICLE
            continue
        short = stem(word)
        if short in own:
            explained[place] = 1.0
        else:
            short = next((stem(other) for other in synonyms().get(word, ()) if stem(other) in own), "")
            if not short:
                if word in names or word in _STANDING_FOR:
                    explained[place] = 1.0  # a name for a pronoun; `_agree` has seen that they fit
                continue
            explained[place] = evidence.SYNONYM
        if short not in said and is_content(own[short]) and own[short] not in names:
            matched += 1
        said.add(short)
    missing = sum(
        evidence.worth(word) * evidence.MISSING_OF_A_CHOICE
        for short, word in own.items()
        if short not in said and is_content(word) and word not in names
    )
    return explained, missing, matched


def _names_here(view: View) -> frozenset[str]:
    return frozenset(word for person in view.present() for name in view.names(person) for word in name.key)


def _agree(view: View, typed: Sequence[str], label: Sequence[str]) -> bool:
    """Whether those named in a line can be those of a choice: the same names, or a pronoun that fits. Names of the absent count, too."""
    named, meant = _named(view, typed), _named(view, label)
    if not named:
        return True
    if meant:
        return not named.isdisjoint(meant)
    spoken_of = {_OBJECTIVE[word] for word in label if word in _OBJECTIVE}
    return not spoken_of or any(view.word(person, "them") in spoken_of for person in named)


def _named(view: View, phrase: Sequence[str]) -> set[str]:
    people = {person for person in view.present() if any(set(name.key) & set(phrase) for name in view.names(person))}
    for word in phrase:
        absent = view.story.topics.get((word,))
        if absent and (entity := view.story.entities.get(absent)) and entity.kind == "person":
            people.add(absent)
    return people


# ── Patterns ───────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class _Way:
    """One way in which a pattern lies along a clause."""

    places: tuple[tuple[int, float], ...]
    nouns: tuple[tuple[str, Mention], ...]
    topic: tuple[int, int] | None
    missing: tuple[Gap, ...] = ()


def _of_patterns(view: View, talk: Talk, heard: Heard, named: tuple[Mention, ...]) -> Iterator[Candidate]:
    every = heard.words
    tried = 0
    for start, word in enumerate(every):
        if start and any(is_content(before) and place not in heard.aside for place, before in enumerate(every[:start])):
            if not any(mention.start == 0 and mention.end == start for mention in named):
                break
        after_article = start > 0 and every[start - 1] in ARTICLES and start - 1 not in heard.aside
        if after_article:
            continue
        in_question = heard.question and word not in QUESTION_WORDS and start and every[start - 1] not in FUNCTION
        rows: list[tuple[Pattern, str]] = [(pattern, "wording") for pattern in wordings().get(word, ())]
        if not (heard.question and _asks(heard) and word not in QUESTION_WORDS) and not in_question:
            rows += [(pattern, "grammar") for pattern in view.story.grammar.beginning_with(word)]
        elif word in QUESTION_WORDS:
            rows += [(pattern, "grammar") for pattern in view.story.grammar.beginning_with(word)]
        called = _called(view, heard, named, start)
        for pattern, source in rows:
            for way in _lie_along(pattern.elements, heard, named, start):
                tried += 1
                found = _meant(view, talk, heard, pattern, way, source)
                free = pattern.verb in FREE or pattern.verb in SESSION
                yield from (evolve(one, explained={**called, **one.explained}) if free else one for one in found)
                if tried > _MOST_PATTERNS * _MOST_WAYS:
                    return


def _called(view: View, heard: Heard, named: tuple[Mention, ...], start: int) -> dict[int, float]:
    """Who is called before a wish that is the game's to answer: `Dasha, what time is it`."""
    present = view.present()
    for mention in named:
        if mention.start == 0 and 0 < mention.end <= start and any(identity in present for identity in mention.ids):
            return mention.explained()
    return {}


def _asks(heard: Heard) -> bool:
    """Whether a clause asks and does not only ask politely (`can you look`): its first word that is not set aside is a question's."""
    first = next((word for place, word in enumerate(heard.words) if place not in heard.aside), "")
    return first in QUESTION_WORDS or first in evidence.AUXILIARIES


def _lie_along(elements: Sequence[Element], heard: Heard, named: tuple[Mention, ...], start: int) -> Iterator[_Way]:
    """The ways in which `elements` lie along a clause from `start` on, small words between them passed over."""
    every = heard.words
    count = 0

    def lay(at: int, here: int, places: tuple[tuple[int, float], ...], nouns: tuple[tuple[str, Mention], ...], topic: tuple[int, int] | None) -> Iterator[_Way]:
        if at == len(elements):
            yield _Way(places, nouns, topic)
            return
        element = elements[at]
        if isinstance(element, OneOf):
            for place in range(here, len(every)):
                if every[place] in element.words:
                    worth = evidence.VERB if at == 0 else 1.0
                    yield from lay(at + 1, place + 1, (*places, (place, worth)), nouns, topic)
                    return
                if at == 0 or not _small(heard, place):
                    return
            return
        if element.slot == "topic":
            begin = here
            if begin >= len(every):
                return
            following = elements[at + 1] if at + 1 < len(elements) else None
            if following is None:
                yield from lay(at + 1, len(every), places, nouns, (begin, len(every)))
                return
            ends = [place for place in range(begin + 1, len(every)) if isinstance(following, OneOf) and every[place] in following.words]
            if isinstance(following, Gap):
                ends = [mention.start for mention in named if mention.start > begin]
            for end in ends[:3]:
                yield from lay(at + 1, end, places, nouns, (begin, end))
            return
        tries = 0
        for mention in named:
            crossed = any(place in heard.commas for place in range(here, mention.start + 1))
            if mention.start < here or (crossed and element.accepts != "person"):
                continue
            between_gaps = at > 0 and isinstance(elements[at - 1], Gap)
            if between_gaps and not _DIRECTING.isdisjoint(every[here : mention.start]):
                continue  # `the goose to Dasha` is not *Dasha the goose*
            if any(not _small(heard, place) and not _describes(heard, named, place, mention) for place in range(here, mention.start)):
                if mention.start > here + 3:
                    return
                continue
            if at == len(elements) - 1 and any(other.start == mention.end for other in named):
                continue  # `Vera Andreyevna's stick`: an owner, and what is meant stands behind
            tries += 1
            if tries > 3:
                return
            between = tuple((place, evidence.PART_OF_A_NAME) for place in range(here, mention.start) if _describes(heard, named, place, mention))
            yield from lay(at + 1, mention.end, (*places, *between, *mention.explained().items()), (*nouns, (element.slot, mention)), topic)

    for way in lay(0, start, (), (), None):
        count += 1
        yield way
        if count >= _MOST_WAYS:
            return


def _small(heard: Heard, place: int) -> bool:
    """Whether the word at a place may be passed over between the parts of a pattern."""
    word = heard.words[place]
    return word not in NEGATIONS and word not in ("and", "or") and (place in heard.aside or word in FUNCTION or word in evidence.ASIDES)


def _describes(heard: Heard, named: tuple[Mention, ...], place: int, mention: Mention) -> bool:
    """Whether the word at a place only says more of what is mentioned behind it: `the old kettle`, `Vera Andreyevna's stick`."""
    between = heard.words[place : mention.start]
    if mention.pronoun or not FUNCTION.isdisjoint(set(between) - ARTICLES):
        return False
    if mention.person and any(other.start <= place < other.end for other in named):
        return False
    owner = any(other.start <= place < other.end and other.end <= mention.start and other.start != mention.start for other in named)
    return owner or (mention.start - place <= 2 and is_content(heard.words[place]) and heard.words[place] not in NEGATIONS)


def _meant(view: View, talk: Talk, heard: Heard, pattern: Pattern, way: _Way, source: str) -> Iterator[Candidate]:
    """The commands that a pattern lying along a clause can mean."""
    explained = dict(way.places)
    noun_at = max((mention.start for _, mention in way.nouns), default=None)
    rows: list[dict[str, str]] = [{}]
    no_person = False
    accepts = {element.slot: element.accepts for element in pattern.elements if isinstance(element, Gap)}
    for slot, mention in way.nouns:
        ids = _fitting(view, mention, accepts[slot])
        if not ids and accepts[slot] == "person":
            ids, no_person = list(mention.ids), True
        rows = [{**row, slot: identity} for row in rows for identity in ids]
    if not rows:
        return
    commands: list[tuple[Command, Meant | None]] = []
    for row in rows:
        meant: Meant | None = None
        if way.topic is not None:
            if pattern.verb == "undo" and not _is_count(heard.words[way.topic[0] : way.topic[1]]):
                continue
            phrase = heard.words[way.topic[0] : way.topic[1]]
            meant = meant_topic(view, talk, pattern.verb, row.get("noun"), phrase)
        if pattern.verb == "say" and "noun" in row and meant is not None and not dispatch.answered_by_story(view, Command("say", row["noun"], topic=meant.topic)):
            aloud = meant_topic(view, talk, "say", None, heard.words[way.topic[0] : way.topic[1]]) if way.topic else meant
            if dispatch.answered_by_story(view, Command("say", topic=aloud.topic)):
                row, meant = {}, aloud  # said to somebody, and heard by whoever is here
        noun = row.get("noun") or (_asked(view, talk, row.get("second")) if pattern.verb == "ask_for" else None)
        commands.append((Command(pattern.verb, noun, row.get("second"), meant.topic if meant else None), meant))
    commands = _allowed(view, pattern, commands, needs_story=no_person)
    if not commands:
        return
    bonuses = [bonus_of(view, command) for command, _ in commands]
    top = max(bonuses)
    best = [pair for pair, bonus in zip(commands, bonuses, strict=True) if bonus == top]
    command, meant = best[0]
    whole = dict(explained)
    if way.topic is not None and meant is not None:
        share = FREE_TOPIC if meant.sure == "free" else 1.0
        whole.update({way.topic[0] + place: share for place in meant.places})
    yield Candidate(
        command,
        source,
        whole,
        0.0,
        top + _worth_of(pattern, source, meant, top),
        noun_at=noun_at,
        exact=meant is None or meant.sure == "exact",
        rivals=tuple(rival for rival, _ in best[1:]),
    )


def _worth_of(pattern: Pattern, source: str, meant: Meant | None, top: float) -> float:
    """What a pattern adds to what it would meet: an everyday wording is worth a good deal, one about the scene or the game more; the more of a
    pattern's own words, the surer; `tell her to move` tells nobody about *to move*."""
    literal = 0.01 * sum(isinstance(element, OneOf) for element in pattern.elements)
    if meant is not None and meant.sure == "free" and not top:
        return literal
    if pattern.verb in ("tell", "ask") and meant is not None and meant.topic.startswith("to "):
        return literal - 0.2
    if source != "wording":
        return literal
    return literal + (0.35 if pattern.verb in FREE or pattern.verb in SESSION else 0.15)


def _fitting(view: View, mention: Mention, accepts: str) -> list[str]:
    from kalmurzaeva.parser.nouns import vocabulary

    by_id = vocabulary(view).by_id
    return [identity for identity in mention.ids if identity in by_id and by_id[identity].fits(accepts)]


def _allowed(
    view: View, pattern: Pattern, commands: list[tuple[Command, Meant | None]], *, needs_story: bool
) -> list[tuple[Command, Meant | None]]:
    """Without those that make no sense: a gesture is nothing to push, a thing is spoken to only where the story says so."""
    own = own_kinds(view.story)
    takes_kind = pattern.takes_kind(own_kind_names(view.story))
    return [
        (command, meant)
        for command, meant in commands
        if not ((needs_story or (command.noun in own and not takes_kind)) and not dispatch.answered_by_story(view, command))
    ]


def _is_count(phrase: Sequence[str]) -> bool:
    return len(phrase) == 1 and phrase[0].isascii() and phrase[0].isdigit() and len(phrase[0]) <= 6


def _asked(view: View, talk: Talk, wanted: str | None) -> str | None:
    """Who is asked for a thing, where nobody is named: who would answer, else whoever was last spoken with, else the one person here."""
    present = view.present()
    answering = [person for person in present if dispatch.declared(view, Command("ask_for", person, wanted))]
    if len(answering) == 1:
        return answering[0]
    return talk.partner if talk.partner in present else present[0] if len(present) == 1 else None


_LEAVING = frozenset("leave exit quit depart out".split())
_LOOKING_AT = frozenset("look examine x describe l check inspect survey search explore see scan view".split())


def _place(view: View, heard: Heard) -> Iterator[Candidate]:
    """The place itself, by its title: `describe the canteen`, `leave the studio`."""
    title = [word for word in tokens(plain(view.text(view.node.title))) if word not in ARTICLES]
    typed = [(place, word) for place, word in enumerate(heard.words) if is_content(word) and place not in heard.aside]
    if len(typed) < 2 or not title or not {word for _, word in typed[1:]} <= set(title):
        return
    first = typed[0][1]
    verb = "look" if first in _LOOKING_AT else "out" if first in _LEAVING or " out of " in f" {' '.join(heard.words)} " else ""
    if verb:
        command = Command(verb)
        yield Candidate(command, "place", {place: 1.0 for place, _ in typed}, 0.0, max(0.2, bonus_of(view, command)))


# ── Speech ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _speech(view: View, talk: Talk, heard: Heard, named: tuple[Mention, ...]) -> Iterator[Candidate]:
    """What is said to somebody: to whoever is addressed by name, else to whoever was last spoken with, else to the one person here."""
    addressed = _addressed(view, heard, named)
    if addressed:
        person, at, begin, end = addressed
        yield from _said_to(view, talk, heard, person, begin, end, dict.fromkeys(at, 1.0), named=True)
        return
    present = view.present()
    partner = talk.partner if talk.partner in present else present[0] if len(present) == 1 else None
    begin = next((place for place in range(len(heard)) if place not in heard.aside), 0)
    if partner is not None:
        yield from _said_to(view, talk, heard, partner, begin, len(heard), {}, named=False)
    elif heard.question and len(heard) >= 3:
        for person in present:
            meant = meant_topic(view, talk, "ask", person, heard.words[begin:])
            command = Command("ask", person, topic=meant.topic)
            if meant.sure in ("exact", "near") and dispatch.declared(view, command):
                yield _spoken(view, heard, command, meant, begin, {}, 0.0)
    said = meant_topic(view, talk, "say", None, heard.words[begin:])
    command = Command("say", topic=said.topic)
    typed = tuple(word for place, word in enumerate(heard.words) if place not in heard.aside)
    command_like = said.sure == "free" and any(match.slots or len(typed) < 3 for match in view.story.grammar.matches(typed))
    if len(heard) >= 2 and not command_like and dispatch.answered_by_story(view, command):
        aloud = heard.text.strip().strip('"“”.!?')
        lost = 0.0 if said.sure in ("exact", "near") else 0.35
        found = _spoken(view, heard, command, said, begin, {}, lost)
        yield evolve(found, note=f"(say {aloud})", source="say")


def _addressed(view: View, heard: Heard, named: tuple[Mention, ...]) -> tuple[str, range, int, int] | None:
    """Who is called by name at the beginning or the end of a clause, the places of the name, and the stretch of what is said."""
    comma = "," in heard.text or "—" in heard.text
    present = view.present()
    last = len(heard)
    while last and last - 1 in heard.aside:
        last -= 1
    for mention in named:
        people = [identity for identity in mention.ids if identity in present]
        if len(people) != 1 or mention.pronoun:
            continue
        before, after = heard.text.lower().find(","), len(heard)
        if mention.start == 0 and mention.end < len(heard):
            follows = heard.words[mention.end]
            if comma and before >= 0 and len(tokens(heard.text[:before])) == mention.end:
                return people[0], range(mention.start, mention.end), mention.end, after
            if follows in QUESTION_WORDS or follows in evidence.AUXILIARIES:
                return people[0], range(mention.start, mention.end), mention.end, after
        if mention.end == last and mention.start > 0 and comma:
            tail = heard.text.rpartition(",")[2]
            if len(tokens(tail)) == len(heard) - mention.start:
                return people[0], range(mention.start, mention.end), 0, mention.start
        if comma and mention.start > 0 and mention.end < len(heard) and before >= 0:
            parts = [tokens(part) for part in heard.text.split(",")]
            at = len(parts[0])
            if len(parts) >= 3 and at == mention.start and len(parts[1]) == mention.end - mention.start:
                return people[0], range(mention.start, mention.end), mention.end, after
    return None


def _said_to(
    view: View, talk: Talk, heard: Heard, person: str, begin: int, end: int, name: dict[int, float], *, named: bool
) -> Iterator[Candidate]:
    while begin < end - 1 and begin in heard.aside and begin not in name:
        begin += 1
    phrase = heard.words[begin:end]
    if not phrase:
        if named:
            yield Candidate(Command("talk", person), "speech", name, 0.0, bonus_of(view, Command("talk", person)))
        return
    asks = phrase[0] in QUESTION_WORDS or (phrase[0] in evidence.AUXILIARIES and phrase[0] not in ("be", "do")) or (heard.question and len(phrase) > 1)
    spoken = " ".join(phrase)
    about = _ABOUT.fullmatch(spoken)
    note = None if named else f"({view.word(person, 'the')})"
    if spoken in ("how are you", "how do you do", "hello", "hi", "hey", "good morning", "good evening", "i am ready", "i am here", "ready"):
        command = Command("talk", person)
        yield Candidate(command, "speech", {**name, **dict.fromkeys(range(begin, end), 1.0)}, 0.0, bonus_of(view, command), note=note)
        return
    orders = phrase[0] in view.story.grammar.first_words and not asks and not about
    lost = 0.0 if named else 0.25
    verbs = ("ask",) if asks or about else ("order", "tell") if orders and named else () if orders else ("tell", "ask")
    for verb in verbs:
        at = begin + len(phrase) - len(about.group(1).split()) if about else begin
        meant = meant_topic(view, talk, verb, person, heard.words[at:end])
        command = Command(verb, person, topic=meant.topic)
        declared = meant.sure in ("exact", "near") and dispatch.declared(view, command)
        if verb in ("tell", "ask") and not asks and not about and not declared and (verb == "ask" or not named):
            if not dispatch.answered_by_story(view, command) or verb == "ask" or len(phrase) < 3:
                continue
        if not named and verb == "tell" and len(phrase) < 2:
            continue
        if not named and meant.sure == "free" and (len(phrase) < 3 or not (asks or about)) and not declared:
            lost += 0.5
        found = _spoken(view, heard, command, meant, at, {**name, **{place: 1.0 for place in range(begin, at)}}, lost)
        yield evolve(found, note=note, source="speech" if named or declared else "overheard")


def _spoken(view: View, heard: Heard, command: Command, meant: Meant, at: int, name: Mapping[int, float], lost: float) -> Candidate:
    sure = {"exact": 1.0, "near": 1.0, "entity": 0.9, "free": 0.75}[meant.sure]
    explained = {**name, **{at + place: sure for place in meant.places}}
    return Candidate(command, "speech", explained, lost, bonus_of(view, command), exact=meant.sure == "exact")


# ── A name alone; a manner ─────────────────────────────────────────────────────────────────────────────────────


def _bare(view: View, talk: Talk, heard: Heard, named: tuple[Mention, ...]) -> Iterator[Candidate]:
    """A noun alone: a topic for whoever was just spoken to, or something to look at. A pronoun alone is nothing."""
    if len(heard) > 4 or heard.question:
        return
    if talk.partner in view.scope and talk.last and talk.last.verb in ("ask", "tell", "talk") and len(heard) <= 3:
        assert talk.partner is not None
        meant = meant_topic(view, talk, "ask", talk.partner, heard.words)
        command = Command("ask", talk.partner, topic=meant.topic)
        first = heard.words[0] if heard.words else ""
        said = meant.sure == "exact" or (meant.sure == "near" and first not in view.story.grammar.first_words)
        if said and dispatch.declared(view, command) and not PRONOUNS.issuperset(heard.words):
            note = f"(ask {view.word(talk.partner, 'the')} about {' '.join(heard.words)})"
            yield Candidate(command, "topic", dict.fromkeys(meant.places, 1.0), 0.0, evidence.DECLARED, note=note, exact=True)
    exits = {thing.id for thing in view.things() if thing.exit}
    for mention in named:
        if mention.pronoun:
            continue
        out = [Command("go", identity) for identity in mention.ids if identity in exits]
        if len(out) == 1 and mention.share == 1.0 and dispatch.declared(view, out[0]):
            note = f"(go to {view.word(out[0].noun, 'the')})"
            yield Candidate(out[0], "name", mention.explained(), 0.2, evidence.DECLARED, note=note, exact=True)
            continue
        commands = [Command("examine", identity) for identity in mention.ids]
        answered = [command for command in commands if dispatch.answered_by_story(view, command)]
        if answered:
            yield Candidate(
                answered[0],
                "name",
                mention.explained(),
                0.3,
                bonus_of(view, answered[0]) - evidence.ANSWERED,
                note=f"(look at {view.word(answered[0].noun, 'the')})",
                rivals=tuple(answered[1:]),
            )


_MANNER = frozenset("how way movement move gesture motion what it that this his her their he she they him them hand hands foot feet fingers".split())


def _movements(view: View, heard: Heard, named: tuple[Mention, ...]) -> Iterator[Candidate]:
    """`keep how she tears the tape`, `keep Farit`: the member of one of the story's kinds that a verb would take here, by its name, by whose it
    is, by what is seen. Nothing is given up on a guess."""
    first = next((place for place in range(len(heard)) if place not in heard.aside), 0)
    kinds = own_kind_names(view.story)
    patterns = [pattern for pattern in view.story.grammar.beginning_with(heard.words[first])] if heard.words else []
    verb = next((pattern.verb for pattern in patterns if pattern.takes_kind(kinds)), None)
    rest = [place for place in range(first + 1, len(heard))]
    if verb is None or verb == "forget" or not rest:
        return
    own = own_kinds(view.story)
    fitting = [command for name in view.scope if name in own and dispatch.declared(view, command := Command(verb, name))]
    somebody = {identity for mention in named for identity in mention.ids if identity in view.present()}
    for command in fitting:
        about = {stem(word) for word in _whose(view, command.noun)}
        said = [place for place in rest if stem(heard.words[place]) in about and is_content(heard.words[place])]
        manner = [place for place in rest if heard.words[place] in _MANNER]
        if not said and (len(fitting) > 1 or not manner or somebody - _owners(view, command.noun)):
            continue
        explained = {first: 1.0, **dict.fromkeys(manner, 1.0), **dict.fromkeys(said, 1.0)}
        explained.update({place: 0.6 for place in rest if place not in explained and (said or len(fitting) == 1)})
        note = f"({heard.words[first]} {view.word(command.noun, 'the')})"
        yield Candidate(command, "movement", explained, 0.0, evidence.ANSWERED, note=note)


def _whose(view: View, gesture: str | None) -> set[str]:
    """The words of a gesture's names, of its owner's, and of what is seen of it."""
    from kalmurzaeva.grammar.lexicon import key

    names = {word for name in view.names(gesture or "") for word in name.key}
    owner = set(key(view.word(gesture, "owner")))
    for person in view.present():
        if any(owner & set(name.key) for name in view.names(person)):
            owner |= {word for name in view.names(person) for word in name.key}
    return {word for word in names | owner if is_content(word)}


def _owners(view: View, gesture: str | None) -> set[str]:
    about = _whose(view, gesture)
    return {person for person in view.present() if any(about & set(name.key) for name in view.names(person))}


def unique(found: Iterable[Candidate]) -> list[Candidate]:
    """The best candidate for each Command, best first."""
    best: dict[Command, Candidate] = {}
    for candidate in found:
        if candidate.command not in best or best[candidate.command].score < candidate.score:
            best[candidate.command] = candidate
    return sorted(best.values(), key=lambda candidate: -candidate.score)

