"""What is said of a clause that was not understood."""

from __future__ import annotations

from kalmurzaeva.engine.help import was_read
from kalmurzaeva.engine.view import View, own_kind_names
from kalmurzaeva.grammar.english import is_english
from kalmurzaeva.grammar.lexicon import ARTICLES, PREPOSITIONS, key, tokens
from kalmurzaeva.grammar.patterns import Gap, Match, OneOf
from kalmurzaeva.grammar.table import LOOKING
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Entity, Story, Talk
from kalmurzaeva.parser.evidence import ASIDES, is_a_cry, is_content
from kalmurzaeva.parser.mentions import PEOPLE
from kalmurzaeva.parser.nouns import PRONOUNS, nouns_for, vocabulary
from kalmurzaeva.parser.results import Puzzled

# More words than this are no name.
_LONGEST_NAME = 3
_KIN = frozenset(("mother", "father", "grandmother"))


def puzzled(view: View, clause: str, typed: tuple[str, ...]) -> Puzzled:
    """A sentence that says which word was the trouble, and what would have worked."""
    grammar = view.story.grammar
    if not typed:
        return Puzzled("Say it in words: LOOK, EXAMINE something, ASK somebody ABOUT something.")
    matches = tuple(match for match in grammar.matches(typed) if match.pattern.possible(view.kinds))
    if not matches:
        shown = next((word for word in typed if word not in grammar.first_words and word not in ARTICLES), typed[-1])
        if typed[0] in grammar.first_words:
            text = _not_the_rest(view, typed[0]) if len(typed) > 1 else f"{typed[0].capitalize()} what?"
            return Puzzled(text, (clause, typed[-1]))
        nouns = vocabulary(view.story, view.node).find(typed, "noun", view.holds, view.around.scope)
        if nouns and typed[0] in vocabulary(view.story, view.node).by_word:
            name = view.word(nouns[0], "name")
            return Puzzled(
                f"What about {view.word(nouns[0], 'the')}? Say EXAMINE {name.upper()}, for example.", (clause, typed[0])
            )
        if all(word in ASIDES or is_a_cry(word) for word in typed):
            return Puzzled("Nothing was asked just now that this would answer.", (clause, typed[-1]))
        if typed[0] in ARTICLES and len(typed) <= _LONGEST_NAME:
            named = " ".join(word for word in typed if word not in ARTICLES) or shown
            return Puzzled(f'There is no "{named}" here that you can see.', (clause, typed[-1]))
        return Puzzled(
            f'You would not know how to "{shown}". Try LOOK, EXAMINE something, or ASK somebody ABOUT something.',
            (clause, shown),
        )
    match = matches[0]
    named = ""
    for element in match.pattern.elements:
        if not isinstance(element, Gap) or element.slot == "topic":
            continue
        phrase = match.slots[element.slot]
        if not nouns_for(view, Talk(), phrase, "noun"):
            return _of_a_gap(view, clause, typed, match.verb, phrase)
        if element.accepts == "person" and not nouns_for(view, Talk(), phrase, "person"):
            return Puzzled(f"That can only be done with a person, and {' '.join(phrase)} is not one.", None, "refusal")
        named = " ".join(phrase[next((at for at, word in enumerate(phrase) if word not in ARTICLES), 0) :])
    first = (named.split() or [""])[0]
    is_a_thing = first and first not in PREPOSITIONS | {"without"} and person_called(view, (first,)) is None
    text = f"That cannot be done with the {named}." if is_a_thing else "That cannot be done here."
    return Puzzled(text, (clause, typed[-1]), "refusal" if named else "unknown")


def _of_a_gap(view: View, clause: str, typed: tuple[str, ...], verb: str, phrase: tuple[str, ...]) -> Puzzled:
    """What is said of words that stand where a noun should, and name nothing here."""
    bare = " ".join(word for word in phrase if word not in ARTICLES) or " ".join(phrase)
    if phrase[0] in PRONOUNS and (len(phrase) == 1 or phrase[0] not in _OF_A_THING):
        return Puzzled(f'It is not clear who or what "{phrase[0]}" is.', (clause, phrase[0]))
    if len(phrase) > _LONGEST_NAME or not PREPOSITIONS.isdisjoint(phrase) or not any(map(is_content, phrase)):
        # A scrap of a sentence is no name to print back.
        return Puzzled(_not_the_rest(view, typed[0]), (clause, phrase[-1]))
    if was_read(view, bare.split()):
        return only_named(verb, bare)
    known = _known_word(view, phrase) or all(map(is_english, bare.split()))
    there = "are no" if bare.endswith("s") and not bare.endswith(("ss", "us", "is")) else "is no"
    person = person_called(view, phrase)
    if person is not None and _stands_by(view, person):
        return Puzzled("That has to wait.", None, "refusal")
    text = f'There {there} "{bare}" here that you can see.'
    return Puzzled(text, (clause, phrase[-1]), "refusal" if known else "unknown", missing=(verb, bare))


def only_named(verb: str, bare: str) -> Puzzled:
    """What is said of what the text named, and of which there is no more: it is looked at, or let be."""
    seen = verb in (*LOOKING, "read")
    if bare.split(maxsplit=1)[0] in _NO_NAME:
        return Puzzled("There is no more of it to see." if seen else "It stays as it is.", None, "refusal")
    text = f"You look at the {bare}, and nothing there holds you." if seen else f"You let the {bare} be."
    return Puzzled(text, None, "refusal")


def _not_the_rest(view: View, first: str) -> str:
    return f'"{first.capitalize()}" is understood, but not with the rest of that. {_example(view.story, first)}'


def absent_person(view: View, matches: tuple[Match, ...]) -> Puzzled | None:
    """Somebody spoken to by name who is elsewhere. The player's own words are used: a name not yet met is not given away."""
    for match in matches:
        for element in match.pattern.elements:
            if isinstance(element, Gap) and element.slot != "topic":
                phrase = match.slots[element.slot]
                entity = person_called(view, phrase)
                if entity and entity.id not in view.around.scope and not _stands_by(view, entity):
                    return _out_of_reach(view, entity, phrase)
    return None


def absent_named(view: View, typed: tuple[str, ...], *, sought: bool = False, done_to: bool = False) -> Puzzled | None:
    """Somebody named among the words of a clause who is elsewhere, and is neither talked about nor asked after (but where they are `sought`); with
    `done_to` only one to whom the clause's own verb does something: not in `unplug it before Zoya hears`, nor in `Dasha's plate`."""
    for start in range(len(typed)):
        to = start > 0 and typed[start - 1] in ("to", "with", "from")
        if done_to and not _LEADING_TO_ANOTHER.isdisjoint(typed[:start]):
            return None
        if to and typed[0] in _SENDING:
            continue  # what is sent goes to somebody elsewhere
        if done_to and not to and sum(map(is_content, typed[:start])) > 1:
            continue
        if sought and any(
            entity is not None and is_content(word)
            for word in typed[start + 1 : start + 2]
            for entity in (person_called(view, typed[start : start + 1]),)
        ):
            continue  # `where is Ada's name`
        if not sought and start and typed[start - 1] in ("about", "of", "who", "is", "was", "regarding", "remember"):
            continue
        if typed[start] not in ARTICLES and _names_of_people(view.story).isdisjoint(tokens(typed[start])):
            continue
        for end in range(min(len(typed), start + 4), start, -1):
            entity = person_called(view, typed[start:end])
            if (
                entity
                and entity.id not in view.around.scope
                and not _stands_by(view, entity)
                and _is_called(entity, typed, start, end)
                and not _may_be_here(view, typed[start:end])
            ):
                if done_to and typed[0] not in _ADDRESSING and any(map(is_content, typed[end : end + 1])):
                    return None  # something of theirs
                return _out_of_reach(view, entity, typed[start:end], sought=sought, deed=typed[0])
    return None


def _stands_by(view: View, entity: Entity) -> bool:
    """Whether somebody is where one goes back to, from a place that is none: who thinks it over stands where they stood."""
    back = view.story.nodes.get(view.back or "")
    if back is None or view.around.persons:
        return False
    return any(
        one.entity == entity.id and (one.condition is None or view.holds(one.condition)) for one in back.presences
    )


def _out_of_reach(
    view: View, entity: Entity, phrase: tuple[str, ...], *, sought: bool = False, deed: str = ""
) -> Puzzled:
    """What is said of somebody who is not here; of whom the place itself speaks it is left open, since they may be heard next door."""
    name = _as_written(entity, phrase)
    if deed == "wait":
        come = "does" if view.word(entity.id, "s") else "do"
        return Puzzled(f"You wait, but {_in_a_sentence(name)} {come} not come.", None, "refusal", final=True)
    if not sought and any(was_read(view, name.key) for name in entity.names):
        reached = f"Nothing said here reaches {_in_a_sentence(name)}."
        text = reached if deed in _SPEAKING else f"You cannot get at {_in_a_sentence(name)} from here."
        return Puzzled(text, None, "refusal", final=True)
    # One of several may be called by a name of their own.
    alone = view.word(entity.id, "s") or (name.istitle() and not name.endswith("s") and " " not in name)
    return Puzzled(f"{name} {'is' if alone else 'are'} not here.", None, "refusal", final=True)


# What begins a part of a sentence with a subject of its own.
_LEADING_TO_ANOTHER = frozenset(
    "before after when while until till if because so that like as what how where who should must would".split()
)
_OF_A_THING = frozenset("my his her its our your their this that these those".split())
_SENDING = frozenset("send post mail transfer wire write text".split())
# How what stands where a noun should begins, and is none: `watch how she cheats`, `keep all thirteen`.
_NO_NAME = frozenset("how what why when where who whether if all both every each some any".split())
_SPEAKING = frozenset("ask tell talk speak say answer reply shout whisper call greet".split())
_ADDRESSING = frozenset("ask tell to with talk greet call join follow find see examine x watch at".split())


def _may_be_here(view: View, phrase: tuple[str, ...]) -> bool:
    """Whether words that name somebody elsewhere are such as anybody is called, and somebody here could be: `the old man`."""
    pronoun = PEOPLE.get(phrase[-1])
    return pronoun is not None and any(view.word(person, "they") == pronoun for person in view.around.persons)


def _is_called(entity: Entity, typed: tuple[str, ...], start: int, end: int) -> bool:
    """Whether words are somebody's name, and not only a word for anybody (`child`) that is not spoken to."""
    name = next((name.text for name in entity.names if name.key == key(" ".join(typed[start:end]))), "")
    return (
        name[:1].isupper()
        or (start > 0 and typed[start - 1] in _ADDRESSING)
        or typed[start:end] in (("mother",), ("grandmother",))
    )


@once_a_story
def _names_of_people(story: Story) -> frozenset[str]:
    """Every word of a name of somebody."""
    entities = story.entities
    called = (phrase for phrase, name in story.topics.items() if name in entities and entities[name].kind == "person")
    return frozenset(word for phrase in called for word in phrase)


def person_called(view: View, phrase: tuple[str, ...]) -> Entity | None:
    """The person of the story whom a phrase names, here or elsewhere."""
    return _person_called(view.story, phrase)


@once_a_story(most=4096)
def _person_called(story: Story, phrase: tuple[str, ...]) -> Entity | None:
    entity = story.entities.get(story.topics.get(key(" ".join(phrase)), ""))
    return entity if entity and entity.kind == "person" else None


def called_so(view: View, phrase: tuple[str, ...]) -> str | None:
    """The proper name of whoever a phrase begins with, as it is written within a sentence."""
    for end in range(min(len(phrase), _LONGEST_NAME), 0, -1):
        entity = person_called(view, phrase[:end])
        if entity and entity.id != view.story.player and _is_called(entity, phrase, 0, end):
            return _in_a_sentence(_as_written(entity, phrase[:end]))
    return None


def _as_written(entity: Entity, phrase: tuple[str, ...]) -> str:
    """The name that the player used, as the story writes it: `Dasha`, `Äbi`, `The boy`."""
    typed = key(" ".join(phrase))
    written = next((name.text for name in entity.names if name.key == typed), " ".join(typed))
    if written in _KIN:
        return f"Your {written}"
    if written.startswith(("the ", "your ")):
        return f"{written[:1].upper()}{written[1:]}"
    named = not written[:1].islower() or (
        written in entity.names[0].text.split() and entity.names[0].text[:1].isupper()
    )
    return f"{written[:1].upper()}{written[1:]}" if named else f"The {written}"


def _in_a_sentence(name: str) -> str:
    first, _, rest = name.partition(" ")
    return f"{first.lower()} {rest}" if first in ("The", "Your") else name


def _known_word(view: View, phrase: tuple[str, ...]) -> bool:
    return (
        any(word in vocabulary(view.story, view.node).by_word for word in phrase)
        or key(" ".join(phrase)) in view.story.topics
    )


def _example(story: Story, first: str) -> str:
    """How a verb is used, from its own pattern."""
    return _examples(story).get(first) or f"{first.upper()} alone would do."


@once_a_story
def _examples(story: Story) -> dict[str, str]:
    """By each word that a pattern with a gap begins with, how it is used."""
    kinds = own_kind_names(story)
    found: dict[str, str] = {}
    # What is done with a kind of the story's own may not be meant, or not known yet.
    for pattern in sorted(
        story.grammar.patterns, key=lambda pattern: pattern.takes_kind(kinds) and len(pattern.elements) != 2
    ):
        begins, *rest = pattern.elements
        if isinstance(begins, OneOf) and any(isinstance(part, Gap) for part in pattern.elements):
            shown = "".join(f" {_shown(part)}" for part in rest)
            for first in begins.words:
                found.setdefault(first, f"For example: {first.upper()}{shown}.")
    return found


def _shown(part: OneOf | Gap) -> str:
    if isinstance(part, OneOf):
        return part.first.upper()
    return "somebody" if part.accepts == "person" else "something"
