"""A listed choice that stands whole in a longer line: `let her stand in them, and show her how`."""

from __future__ import annotations

from collections.abc import Container

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import ARTICLES, tokens
from kalmurzaeva.model.story import Choice
from kalmurzaeva.parser.agreement import people_of
from kalmurzaeva.parser.choices import PERSONS, Label, labels, read_label
from kalmurzaeva.parser.evidence import NEGATIONS, QUESTION_WORDS
from kalmurzaeva.parser.results import Understood

# The fewest words of a choice that is looked for in a line: fewer may stand in any.
_LEAST, _WITH_TWO = 4, 3
SHORTEST_LINE = _WITH_TWO  # in spaces: a shorter one holds a choice and nothing more
_BEFORE_IT = frozenset("you will now then and so okay ok well right just going to am are".split())
_STANDING_FOR = frozenset("her him she he them".split())
# Who is spoken to is *you*, and *her* in a choice.
_SPOKEN_TO = frozenset("her him them".split())
_ASKING = frozenset(("ask", "tell"))
_WORDED = frozenset(("attempt", "say"))
_MOST_BEFORE_A_WISH = 6
_JOINING = frozenset(("and", "then", "or"))
_DOUBTING = frozenset("unless could might should".split())
_SUPPOSING = frozenset(("if", "would"))


def said_whole(view: View, clause: str, *, anywhere: bool = False) -> Understood | None:
    """The one choice that a clause begins with, or that stands `anywhere` in it behind an *and*; `rest` is what is said behind it."""
    typed = tokens(clause)
    if "?" in clause or typed[:1] == ("you",):
        return None  # it asks, or says what another does
    words = [PERSONS.get(word, word) for word in typed]
    if len(words) <= _LEAST or not (NEGATIONS | _DOUBTING).isdisjoint(words):
        return None
    if words[0] not in _ASKING and not _SUPPOSING.isdisjoint(words):
        return None
    names = people_of(view.story, view.around.persons).names
    found: dict[str, Understood] = {}
    for choice, written in labels(view):
        label = read_label(written)
        if words == label.words:
            return None  # it is all of it
        for part in (label.words, label.opening, label.wish):
            if len(part) < (_WITH_TWO if len(label.content) > 1 and part is label.words else _LEAST):
                continue
            at = _standing_at(words, part, names)
            if at is None or len(part) == len(words) or not _is_free(words, at, label, part, anywhere=anywhere):
                continue
            rest = words[at + len(part) :]
            more = rest[:1] and rest[0] in _JOINING
            found[written] = Understood(choice.command, rest=_behind(clause, len(rest)) if more else None)
            break
        else:
            at = _worded(view, choice, words)
            if at:
                found[written] = Understood(choice.command, f"({written})")
    return next(iter(found.values())) if len(found) == 1 else None


def _worded(view: View, choice: Choice, words: list[str]) -> int:
    """How many words of a line are one of the wordings of a choice, from the first on; 0 where none is."""
    option = dispatch.option_of(view, choice.command)
    bare = [word for word in words if word not in ARTICLES]
    topics = (form.topic for form in option.block.forms if form.verb in _WORDED) if option else ()
    for topic in topics:
        said = [PERSONS.get(word, word) for word in topic.split()] if isinstance(topic, str) else []
        if _LEAST <= len(said) < len(bare) and bare[: len(said)] == said and bare[len(said)] not in _JOINING:
            return len(said)
    return 0


def _is_free(words: list[str], at: int, label: Label, part: list[str], *, anywhere: bool) -> bool:
    """Whether what stands before the words of a choice leaves them what they are."""
    if part is label.wish:  # `ask her if she'd give me the dance`, of *ask her to give you the dance*
        return words[0] == label.words[0] and at <= _MOST_BEFORE_A_WISH
    return _BEFORE_IT.issuperset(words[:at]) or (anywhere and _joined(words, at))


def _standing_at(words: list[str], part: list[str], names: Container[str]) -> int | None:
    """Where a choice's words stand one behind the other; *her* may stand for whoever it names."""
    length = len(part)
    return next(
        (
            at
            for at in range(len(words) - length + 1)
            if all(
                one == other or (other in names and one in _STANDING_FOR) or (one == "you" and other in _SPOKEN_TO)
                for one, other in zip(words[at : at + length], part, strict=True)
            )
        ),
        None,
    )


def _joined(words: list[str], at: int) -> bool:
    """Whether what stands before is another deed: it asks nothing, and an *and* follows it."""
    return words[at - 1] in _JOINING and QUESTION_WORDS.isdisjoint(words[:1])


def _behind(clause: str, words: int) -> str:
    """The last words of a clause, without the *and* before them."""
    return " ".join(clause.split()[-words:][1:])
