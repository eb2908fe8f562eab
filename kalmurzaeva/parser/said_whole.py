"""A listed choice that stands whole in a longer line: `let her stand in them, and show her how`."""

from __future__ import annotations

from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import tokens
from kalmurzaeva.parser.choices import PERSONS, labels, read_label
from kalmurzaeva.parser.evidence import NEGATIONS, QUESTION_WORDS
from kalmurzaeva.parser.results import Understood

# The fewest words of a choice that is looked for in a line: fewer may stand in any.
_LEAST, _WITH_TWO = 4, 3
_BEFORE_IT = frozenset("you will now then and so okay ok well right just going to am are".split())
_JOINING = frozenset(("and", "then"))
# What says why, how long or with whom belongs to the deed, and is nothing more to do.
_SAYING_HOW = frozenset("because so to for until till while with as like before since in on at where when for".split())
_DOUBTING = frozenset("if unless would could might should".split())


def said_whole(view: View, clause: str, *, anywhere: bool = False) -> Understood | None:
    """The one choice that a clause begins with, or that stands `anywhere` in it behind an *and*; `rest` is what is said behind it."""
    if "?" in clause:
        return None
    words = [PERSONS.get(word, word) for word in tokens(clause)]
    if len(words) <= _LEAST or not (NEGATIONS | _DOUBTING).isdisjoint(words):
        return None
    found: dict[str, Understood] = {}
    for choice, written in labels(view):
        label = read_label(written)
        if len(label.words) < (_WITH_TWO if len(label.content) > 1 else _LEAST) or len(label.words) >= len(words):
            continue
        at = _standing_at(words, label.words)
        if at is None or not (_BEFORE_IT.issuperset(words[:at]) or (anywhere and _joined(words, at))):
            continue
        rest = words[at + len(label.words) :]
        more = rest[:1] and rest[0] in _JOINING
        found[written] = Understood(choice.command, rest=_behind(clause, len(rest)) if more else None)
    return next(iter(found.values())) if len(found) == 1 else None


def _standing_at(words: list[str], label: list[str]) -> int | None:
    """Where a choice's words stand one behind the other."""
    length = len(label)
    return next((at for at in range(len(words) - length + 1) if words[at : at + length] == label), None)


def _joined(words: list[str], at: int) -> bool:
    """Whether what stands before is another deed: it asks nothing, and an *and* follows it."""
    return words[at - 1] in _JOINING and QUESTION_WORDS.isdisjoint(words[:1])


def _behind(clause: str, words: int) -> str:
    """The last words of a clause, without the *and* before them."""
    return " ".join(clause.split()[-words:][1:])
