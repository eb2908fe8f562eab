"""A name alone, and the movement that a manner describes, as candidates: `the kettle`; `keep how she tears the tape`."""

from __future__ import annotations

from collections.abc import Iterator

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.help import words_of
from kalmurzaeva.engine.view import View, own_kind_names, own_kinds
from kalmurzaeva.grammar.lexicon import ARTICLES, key, tokens
from kalmurzaeva.grammar.wordings import synonyms
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Command, Effect, Story
from kalmurzaeva.model.traversal import walk
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.candidate import Candidate, bonus_of
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.contrary import says_where
from kalmurzaeva.parser.evidence import PRONOUNS, Heard, is_content, stem
from kalmurzaeva.parser.mentions import PEOPLE
from kalmurzaeva.parser.speech import addressed
from kalmurzaeva.parser.topics import meant_topic

# What scores nothing at all.
_NOTHING = -1.0
# A noun alone has few words beside it, and lacks its verb: the way to go there, or the look at it.
_MOST_WORDS = 4
_GONE_TO, _LOOKED_AT = 0.2, 0.3


def _wish(heard: Heard) -> tuple[int, str]:
    """The first word that is not set aside, with its place; no word where none was typed (`wait, !`)."""
    return heard.begin, "".join(heard.words[heard.begin : heard.begin + 1])


def _may_be_topic(clause: Clause) -> bool:
    talk = clause.talk
    spoken = talk.partner in clause.view.around.scope and talk.last and talk.last.verb in ("ask", "tell", "talk")
    return bool(spoken) and len(clause.heard.words) <= 3


def most_of_topics(clause: Clause) -> float:
    """The most that a topic alone can score; nothing where nobody was just spoken with."""
    return 1.0 + evidence.DECLARED if _may_be_topic(clause) else _NOTHING


def of_topics(clause: Clause) -> Iterator[Candidate]:
    """A noun alone as a topic for whoever was just spoken to."""
    view, talk, heard = clause.view, clause.talk, clause.heard
    if talk.partner is None or heard.question or not _may_be_topic(clause):
        return
    meant = meant_topic(view, talk, "ask", talk.partner, heard.words)
    command = Command("ask", talk.partner, topic=meant.topic)
    first = heard.words[0] if heard.words else ""
    said = meant.sure == "exact" or (meant.sure == "near" and first not in view.story.grammar.first_words)
    if said and dispatch.declared(view, command) and not PRONOUNS.issuperset(heard.words):
        note = f"(ask {view.word(talk.partner, 'the')} about {' '.join(heard.words)})"
        every = dict.fromkeys(meant.places, 1.0)
        yield Candidate(command, "topic", heard, every, 0.0, evidence.DECLARED, note=note, exact=True)


def most_of_names(clause: Clause) -> float:
    """The most that a noun alone can score."""
    if len(clause.heard.words) > _MOST_WORDS or clause.heard.question:
        return _NOTHING
    return clause.heard.most(_GONE_TO) + evidence.DECLARED


def of_names(clause: Clause) -> Iterator[Candidate]:
    """A noun alone: something to look at, or to go to. A pronoun alone is nothing."""
    view, heard, named = clause.view, clause.heard, clause.named
    if len(heard.words) > _MOST_WORDS or heard.question:
        return
    exits = {thing.id for thing in view.around.things if thing.exit}
    for mention in named:
        if mention.pronoun or PRONOUNS.issuperset(heard.words[mention.start : mention.end]):
            continue
        out = [Command("go", identity) for identity in mention.ids if identity in exits]
        if len(out) == 1 and mention.share == 1.0 and dispatch.declared(view, out[0]):
            note = f"(go to {view.word(out[0].noun, 'the')})"
            yield Candidate(
                out[0], "name", heard, mention.explained(), _GONE_TO, evidence.DECLARED, note=note, exact=True
            )
            continue
        commands = [Command("examine", identity) for identity in mention.ids]
        answered = [command for command in commands if dispatch.answered_by_story(view, command)]
        if answered:
            yield Candidate(
                answered[0],
                "name",
                heard,
                mention.explained(),
                _LOOKED_AT,
                bonus_of(view, answered[0]) - evidence.ANSWERED,
                note=f"(look at {view.word(answered[0].noun, 'the')})",
                rivals=tuple(answered[1:]),
            )


_WHO = frozenset("who whose is was are that this the a an of with in on from at by it there here and".split())


def most_of_descriptions(clause: Clause) -> float:
    """The most that asking after somebody can score; nothing where it is not asked."""
    return 1.0 + evidence.DECLARED if _asks_after(clause.heard) is not None else _NOTHING


def _asks_after(heard: Heard) -> int | None:
    """Where a clause begins to ask who somebody is; None where it does not."""
    words = heard.words
    first = heard.begin
    asks = words[first : first + 1] == ("who",) or words[first : first + 2] in (("is", "that"), ("is", "this"))
    return first if asks and "you" not in words else None


def of_descriptions(clause: Clause) -> Iterator[Candidate]:
    """Who is asked after by what is seen of them: `who is the old man with the trousers`, `is that the boy from the cellar`. Whoever is here comes
    before anybody who is not."""
    view, heard = clause.view, clause.heard
    words, first = heard.words, _asks_after(heard)
    if first is None or addressed(clause):
        return
    said = {place: word for place, word in enumerate(words) if place >= first and is_content(word) and word not in _WHO}
    if not said:
        return
    head = min(said.values(), key=lambda word: (word not in _PEOPLE, 0))
    alone = [person for person in view.around.persons if _gender(head) == view.word(person, "they")]
    best: list[tuple[float, str, dict[int, float]]] = []
    for person in view.around.persons:
        if _gender(head) not in ("", view.word(person, "they")):
            continue
        about = _seen_of(view, person)
        matched = {
            place: 0.9 for place, word in said.items() if _reached(word) & about or (word == head and _gender(word))
        }
        if (
            any(words[place] != head for place in matched)
            or len(said) == 1
            or _reached(head) & _names_of(view, person)
            or alone == [person]
        ):
            best.append((len(matched), person, matched))
    best.sort(key=lambda row: -row[0])
    if not best or (len(best) > 1 and best[1][0] == best[0][0]):
        return
    _, person, matched = best[0]
    small = {place: 1.0 for place, word in enumerate(words) if place >= first and word in _WHO}
    yield Candidate(
        Command("examine", person),
        "wording",
        heard,
        {**small, **matched},
        bonus=evidence.DECLARED,
        noun_at=first,
        note=f"(look at {view.word(person, 'the')})",
    )


def _gender(word: str) -> str:
    return PEOPLE.get(word, "")


_PEOPLE = frozenset("person child kid one somebody people ones".split()).union(PEOPLE)


def _reached(word: str) -> frozenset[str]:
    return frozenset((stem(word), *(stem(other) for other in synonyms().get(word, ()))))


def _names_of(view: View, person: str) -> frozenset[str]:
    return frozenset(stem(word) for name in view.names(person) for word in name.key)


def _seen_of(view: View, person: str) -> frozenset[str]:
    """The words of somebody's names, of what they are known as, and of their portrait, by their stems."""
    entity = view.story.entities[person]
    words = {word for name in view.names(person) for word in name.key} | set(tokens(view.text(entity.known_as)))
    return frozenset(map(stem, words | words_of(view.story, view.story.bodies[person].text)))


_MANNER = frozenset("how way what it that this his her their he she they him them".split())


def most_of_movements(clause: Clause) -> float:
    """The most that a movement can score; nothing where no wish about one is begun."""
    begun = _wish(clause.heard)[1] in _of_movements(clause.view.story)
    return 1.0 + evidence.ANSWERED if begun else _NOTHING


def of_movements(clause: Clause) -> Iterator[Candidate]:
    """`keep how she tears the tape`, `keep Farit`: the member of one of the story's kinds that a verb would take here, by its name, by whose it
    is, by what is seen. Nothing is given up on a guess."""
    view, heard, named = clause.view, clause.heard, clause.named
    first, word = _wish(heard)
    verb = _of_movements(view.story).get(word)
    rest = list(range(first + 1, len(heard.words)))
    if verb is None or not rest or says_where(heard.words):
        return
    own = own_kinds(view.story)
    fitting = [
        command for name in view.around.scope if name in own and dispatch.declared(view, command := Command(verb, name))
    ]
    if any(_gives_up(view, command) for command in fitting):
        return
    shown = _MANNER.union(*view.story.kind_words.values())
    somebody = {identity for mention in named for identity in mention.ids if identity in view.around.persons}
    by_name = {
        identity for mention in named for identity in mention.ids if identity in own and identity in view.around.scope
    }
    for command in fitting:
        if by_name and command.noun not in by_name:
            continue
        about = {stem(word) for word in _whose(view, command.noun)}
        said = [place for place in rest if stem(heard.words[place]) in about and is_content(heard.words[place])]
        manner = [place for place in rest if heard.words[place] in shown]
        if not said and (len(fitting) > 1 or not manner or somebody - _owners(view, command.noun)):
            continue
        explained = {first: 1.0, **dict.fromkeys(manner, 1.0), **dict.fromkeys(said, 1.0)}
        # Where it is told how, something of that must be what is seen of it; whose it is alone says which, where nothing else was said.
        whose = _owner_words(view, command.noun)
        told = [place for place in rest if is_content(heard.words[place]) and stem(heard.words[place]) not in whose]
        seen = _seen_in(view, command)
        fits = [place for place in told if place in said or stem(heard.words[place]) in seen]
        how = any(heard.words[place] in ("how", "way") for place in manner)
        if not how or not told or 2 * len(fits) >= len(told):
            explained.update({place: 0.6 for place in rest if place not in explained and (said or len(fitting) == 1)})
        else:
            explained.update(dict.fromkeys(fits, 0.6))
        note = f"({heard.words[first]} {view.word(command.noun, 'the')})"
        yield Candidate(command, "movement", heard, explained, 0.0, evidence.ANSWERED, note=note)


@once_a_story
def _of_movements(story: Story) -> dict[str, str]:
    """The words that begin a wish about one of the story's kinds alone, with its verb. Where more than that is named, what else was said is not to
    be left out."""
    kinds = own_kind_names(story)
    found: dict[str, str] = {}
    for word, patterns in story.grammar.by_word.items():
        simple = (pattern for pattern in patterns if len(pattern.elements) == 2)
        verb = next((pattern.verb for pattern in simple if pattern.takes_kind(kinds)), None)
        if verb is not None:
            found[word] = verb
    return found


def _gives_up(view: View, command: Command) -> bool:
    """Whether what would answer a command takes something out of a set: a word in doubt gives nothing up."""
    block = dispatch.met(view, command).block
    return block is not None and any(
        isinstance(item, Effect) and item.op == "-=" and view.story.variables[item.name].of.holds_members
        for item, _ in walk(block.items)
    )


def _whose(view: View, gesture: str | None) -> set[str]:
    """The words of a gesture's names, of its owner's, and of what is seen of it."""
    names = {word for name in view.names(gesture or "") for word in name.key}
    owner = set(key(view.word(gesture, "owner")))
    for person in view.around.persons:
        if any(owner & set(name.key) for name in view.names(person)):
            owner |= {word for name in view.names(person) for word in name.key}
    return {word for word in names | owner if is_content(word)}


def _owner_words(view: View, gesture: str | None) -> set[str]:
    """The stems of the words of whose a gesture is."""
    words = set(key(view.word(gesture, "owner")))
    for person in _owners(view, gesture):
        words |= {word for name in view.names(person) for word in name.key}
    return set(map(stem, words))


def _seen_in(view: View, command: Command) -> frozenset[str]:
    """The stems of the words that the block prints which would answer."""
    block = dispatch.met(view, command).block
    return frozenset(map(stem, words_of(view.story, block))) if block is not None else frozenset()


def _owners(view: View, gesture: str | None) -> set[str]:
    about = _whose(view, gesture)
    return {person for person in view.around.persons if any(about & set(name.key) for name in view.names(person))}


# ── The place itself ──

_LEAVING = frozenset("leave exit quit depart out".split())
_LOOKING_AT = frozenset("look examine x describe l check inspect survey search explore see scan view".split())


def most_of_place(clause: Clause) -> float:
    """The most that the place itself can score; nothing where its title is not what stands behind the first word of content."""
    heard, title = clause.heard, _title(clause.view)
    named = sum(heard.words[place] in title for place in heard.weighty)
    return 1.0 + evidence.DECLARED if named and named >= len(heard.weighty) - 1 else _NOTHING


def of_place(clause: Clause) -> Iterator[Candidate]:
    """The place itself, by its title: `describe the canteen`, `leave the studio`."""
    view, heard = clause.view, clause.heard
    places = sorted(heard.weighty)
    if len(places) < 2 or not {heard.words[place] for place in places[1:]} <= _title(view):
        return
    first = heard.words[places[0]]
    leaves = first in _LEAVING or " out of " in f" {' '.join(heard.words)} "
    if first in _LOOKING_AT or leaves:
        command = Command("look" if first in _LOOKING_AT else "out")
        bonus = max(0.2, bonus_of(view, command))
        yield Candidate(command, "place", heard, dict.fromkeys(places, 1.0), 0.0, bonus)


def _title(view: View) -> frozenset[str]:
    """The words of the title of this place, without articles."""
    title: frozenset[str] | None = view.memo.get("title")
    if title is None:
        title = frozenset(tokens(view.heading[0])) - ARTICLES
        if view.settled:
            view.memo["title"] = title
    return title
