"""Whether a line and a listed choice can be of the same: who is named in them, what is named of the story's own kinds, and how much of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from attrs import frozen

from kalmurzaeva.engine.view import View, own_kinds
from kalmurzaeva.grammar.english import is_english
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Story
from kalmurzaeva.parser.evidence import Heard, is_content, negated, stem

_OBJECTIVE = {
    "she": "her",
    "her": "her",
    "he": "him",
    "him": "him",
    "his": "him",
    "they": "them",
    "them": "them",
    "their": "them",
}
# A word with a capital that begins no sentence.
_CAPITAL = re.compile(r"(?<=[\w,] )[^\W\d_a-z][a-z\u00e0-\u00ff]{2,}")
_SELF = frozenset(("i", "we", "you"))  # a line is read as a choice says it
_WILLING = frozenset("going want wanting like to be able just really even".split())
# How far from its beginning a line says that it is not done.
_EARLY = 3
_WHOLE = frozenset("all whole both every everything everybody everyone entire entirely fully completely".split())
_PART = frozenset("part half some partly partway halfway partial almost nearly only neither".split())


def opposed(typed: Sequence[str], label: Sequence[str]) -> bool:
    """Whether one of the two says all of something, and the other only a part: `go down only part of the way` is not *go all the way down*; or what a line
    will not do is what the other does: `I won't take off my boots`, and `walk past him without taking them off`, are not *take off your boots*."""
    if _left_undone(typed, label):
        return True
    for one, other in ((typed, label), (label, typed)):
        if not _WHOLE.isdisjoint(one) and not _PART.isdisjoint(other) and _PART.isdisjoint(one):
            return True
    return False


def _left_undone(typed: Sequence[str], label: Sequence[str]) -> bool:
    denies = "not" in typed and typed[0] in _SELF
    if not (denies or "without" in typed) or negated(label):
        return False
    if "without" in typed:
        own = {stem(word) for word in label if is_content(word)}
        at = typed.index("without")
        done = {stem(word) for word in typed[:at] if is_content(word)}
        return own.isdisjoint(done) and not own.isdisjoint(map(stem, typed[at + 1 :]))
    behind = [word for word in typed[typed.index("not") + 1 :] if word not in _WILLING]
    return bool(behind) and typed.index("not") <= _EARLY and stem(behind[0]) == stem(label[0])


@frozen(eq=False)
class People:
    """Those who are present by each word of their names, all those `names`, and the people of the story by each single word that names one."""

    here: Mapping[str, frozenset[str]]
    names: frozenset[str]
    everywhere: Mapping[str, str]

    def named(self, phrase: Sequence[str]) -> set[str]:
        """Who is named, present or not."""
        found: set[str] = set()
        for word in phrase:
            found |= self.here.get(word, frozenset())
            if word in self.everywhere:
                found.add(self.everywhere[word])
        return found


def agree(view: View, people: People, heard: Heard, typed: Sequence[str], label: Sequence[str]) -> bool:
    """Whether those named in a line (`heard`, `typed` as a choice has it) can be those of a choice: the same names, or a pronoun that fits. Names of
    the absent count, too."""
    if not _same_of_a_kind(view.story, typed, label) or _names_another(view, people, heard, label):
        return False
    named, meant = people.named(typed), people.named(label)
    called = people.named(typed[: min(heard.commas)]) if heard.commas else set[str]()
    if called and not (meant & frozenset[str]().union(*people.here.values())) - called:
        named -= called  # `Grandma, Mama says …`: who is called is spoken to, and not of
    if not named:
        return True
    if meant:
        return not named.isdisjoint(meant)
    spoken_of = {_OBJECTIVE[word] for word in label if word in _OBJECTIVE}
    fitting = {person for person in named if view.word(person, "them") in spoken_of}
    if fitting.isdisjoint(view.around.scope) and any(
        view.word(person, "them") in spoken_of for person in view.around.persons
    ):
        return False  # *her* is whoever is here
    return (
        bool(fitting) if spoken_of else not named.isdisjoint(view.around.scope) or not _names_only(typed, label, people)
    )


def _names_only(typed: Sequence[str], label: Sequence[str], people: People) -> bool:
    """Whether what a line has besides a name is all in a choice: then it is the name that tells them apart."""
    return all(word in label or people.named([word]) for word in typed if is_content(word))


def _names_another(view: View, people: People, heard: Heard, label: Sequence[str]) -> bool:
    """Whether a line has a proper name that a choice has not, of somebody who is no person of the story: `follow Rita` is not *follow the girl behind*."""
    said = [
        word for word in heard.words if word not in label and word not in people.names and word not in people.everywhere
    ]
    strange = [word for word in said if _is_spoken_of(view, word)]
    if not strange:
        typed = {word.lower() for word in _CAPITAL.findall(heard.text)}
        strange = [word for word in said if word in typed and not is_english(word)]
    return bool(strange)


def _is_spoken_of(view: View, word: str) -> bool:
    """Whether a word is a proper name that is a topic here."""
    if word in view.story.grammar.first_words:
        return False
    topic = view.story.topics.get((word,), word)
    return topic not in view.story.entities and (view.written(topic) or "")[:1].isupper() and not is_english(word)


def _same_of_a_kind(story: Story, typed: Sequence[str], label: Sequence[str]) -> bool:
    """Whether what a line and a choice name of the story's own kinds is the same: `dance the coat` is not *dance the goose*."""
    names = _of_own_kinds(story)
    mine, theirs = ({identity for word in words for identity in names.get(word, ())} for words in (typed, label))
    return not mine or not theirs or not mine.isdisjoint(theirs)


@once_a_story
def _of_own_kinds(story: Story) -> dict[str, frozenset[str]]:
    """What is of a kind of the story's own, by each name of one word."""
    found: dict[str, set[str]] = {}
    for identity in own_kinds(story):
        for name in story.entities[identity].names:
            if len(name.key) == 1:
                found.setdefault(name.key[0], set()).add(identity)
    return {word: frozenset(ids) for word, ids in found.items()}


@once_a_story
def people_of(story: Story, present: tuple[str, ...]) -> People:
    here: dict[str, frozenset[str]] = {}
    for person in present:
        for word in {word for name in story.entities[person].names for word in name.key}:
            here[word] = here.get(word, frozenset()) | {person}
    return People(here, frozenset(here), _by_proper_name(story))


@once_a_story
def _by_proper_name(story: Story) -> dict[str, str]:
    """The people of the story by each single word that is nobody else's: *Dasha*, and not *the pair*, which may be shoes."""
    return {
        word: person
        for word, person in everyone(story).items()
        if any(name.text[:1].isupper() and name.key == (word,) for name in story.entities[person].names)
    }


@once_a_story
def everyone(story: Story) -> dict[str, str]:
    """The people of the story by each single word that is a name of theirs."""
    people = ((phrase, story.entities.get(identity)) for phrase, identity in story.topics.items() if len(phrase) == 1)
    return {phrase[0]: entity.id for phrase, entity in people if entity and entity.kind == "person"}
