"""What is done as somebody does it: `do it like Lyonya`, `walk the way Nina does`. It is to dance what was kept of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View, own_kinds
from kalmurzaeva.grammar.lexicon import ARTICLES, key
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Command, Story
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.candidate import Candidate
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.evidence import AUXILIARIES, is_content, stem
from kalmurzaeva.parser.mentions import PEOPLE
from kalmurzaeva.parser.owned import owners_of
from kalmurzaeva.parser.remarks import called_so
from kalmurzaeva.parser.results import Puzzled

# A doing of the body, and the words that say in whose manner.
_DOING = "do|dance|move|walk|stand|go|step|turn|bend|carry|hold|bow|run|climb|lie|sit|kneel|lean|act|repeat|perform|pour|work|use"
_AS = "like|as|the way|in the way|in the same way|the same way|the same way as|how|in the manner of|the same as"
_IN_A_MANNER = re.compile(
    rf"(?:{_DOING})(?: (?:it|that|this|something|the same|myself|(?:my|the) \w+))? (?:{_AS})(?: that| of)? (.+)"
)
_WITH_THEIRS = re.compile(
    r"(?:use|do|dance) (?:what|that|something|the (?:one|thing|movement|move)) (?:(?:of|from|off) )?(.+)"
)
_SHOWN = re.compile(r"(?:show|teach) (?:\w+ ){1,3}?how (.+)")
_NOBODY_ELSES = frozenset("i me we us you it this that always usual before she he they".split())
_NOTHING = -1.0


def most_of_manners(clause: Clause) -> float:
    """The most that somebody's manner can score; nothing where none is said."""
    return 1.0 + evidence.ANSWERED if _whose(clause) else _NOTHING


def of_manners(clause: Clause) -> Iterator[Candidate]:
    """What was kept of somebody, where something is to be done as they do it. Of several movements each may be meant."""
    view, heard = clause.view, clause.heard
    whose = _whose(clause)
    kept = [name for name in view.around.scope if whose and name in own_kinds(view.story) and _is_of(view, name, whose)]
    found = [dance for name in kept if dispatch.answered_by_story(view, dance := Command("dance", name))]
    if found:
        said = {place: 1.0 for place in range(len(heard.words)) if place not in heard.aside}
        note = f"(dance {view.word(found[0].noun, 'the')})"
        yield Candidate(found[0], "movement", heard, said, bonus=evidence.ANSWERED, note=note, rivals=tuple(found[1:]))


def nothing_of_theirs(clause: Clause) -> Puzzled | None:
    """What is said where something is to be done as somebody does it of whom nothing was kept."""
    shown = _SHOWN.fullmatch(" ".join(clause.heard.said))
    whose = tuple(shown.group(1).split()) if shown else _whose(clause)
    name = called_so(clause.view, whose) if whose and _have_owners(clause.view.story) else None
    return Puzzled(f"You have nothing of {name}'s to do it with.", None, "refusal", final=True) if name else None


def _whose(clause: Clause) -> tuple[str, ...]:
    """The words that say in whose manner something is to be done, `the mop woman`; none where no manner is said."""
    heard = clause.heard
    if heard.question or heard.negated or not (heard.different & _LEADING):
        return ()
    line = " ".join(heard.said)
    found = _IN_A_MANNER.fullmatch(line) or _WITH_THEIRS.fullmatch(line)
    words = tuple(found.group(1).split()) if found else ()
    return () if words[:1] and words[0] in _NOBODY_ELSES else words


_LEADING = frozenset("like as way how manner same what thing one movement move".split())


def _is_of(view: View, name: str, whose: tuple[str, ...]) -> bool:
    """Whether words say whose a movement is, or what it is: all of them but what that person does, which stands last."""
    words = [word for word in whose if is_content(word) or word in AUXILIARIES]
    if len(words) > 1 and (words[-1] in AUXILIARIES or words[-1].endswith("s")):
        words.pop()
    about = _words_of(view, name)
    return bool(words) and all(stem(word) in about for word in words)


def _words_of(view: View, name: str) -> frozenset[str]:
    """The stems of the words of a movement's names, of its owner, and of all that the owner may be called."""
    words = {word for other in view.names(name) for word in other.key} | set(key(view.word(name, "owner")))
    for person in owners_of(view.story)[name]:
        words |= {word for other in view.story.entities[person].names for word in other.key}
        words |= {word for word, pronoun in PEOPLE.items() if view.word(person, "they") == pronoun}
    return frozenset(stem(word) for word in words if is_content(word) and word not in ARTICLES)


@once_a_story
def _have_owners(story: Story) -> bool:
    """Whether the story has a kind whose members are somebody's."""
    return any("owner" in story.entities[name].fields for name in own_kinds(story))
