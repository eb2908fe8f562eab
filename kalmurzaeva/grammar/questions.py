"""What a question asks for: who, where, when, why, how, how many, what, or whether something is so."""

from __future__ import annotations

import re
from functools import lru_cache

# What a question can ask for, as a story's conditions name it: of whoever is asked themselves, or of anything else.
KINDS = ("of_you", "who", "where", "when", "why", "how", "how_many", "what", "whether")
_BY_WORD = {
    "who": "who",
    "whom": "who",
    "whose": "who",
    "where": "where",
    "when": "when",
    "why": "why",
    "how": "how",
    "what": "what",
    "which": "what",
}
_AUXILIARIES = frozenset(
    "is are am was were do does did have has had can could will would shall should may might must".split()
)
_HOW_MANY = frozenset(("many", "few"))
_OF_TIME = frozenset("time day year month hour week date age".split())
_OF_PLACES = frozenset("place city town country village street room way direction part".split())
_BEFORE = frozenset(
    "and but so then well oh no yes okay ok please sorry in at from to for of on with by since until till about".split()
)
# What asks for an answer to the question behind it: `do you know where she is`, `can you tell me why`.
_LEADING = (
    *(
        (may, "you", verb)
        for may in ("do", "did", "can", "could", "would", "will")
        for verb in ("know", "remember", "tell", "say", "explain", "think")
    ),
    ("have", "you", "any", "idea"),
    ("any", "idea"),
    ("tell",),
    ("i", "wonder"),
    ("i", "want", "to", "know"),
    ("i", "would", "like", "to", "know"),
)
_TOLD = ("me", "us")
# What somebody is asked of themselves; and what is only asked for.
_OF_YOU = re.compile(
    r"\b(?:do|does|did|are|were|have|had|will|would|can|could|should|must|is|was) (?:not )?(?:you|your)\b"
)
_LEAVE = re.compile(r".*\byou (?:know|think|say|tell|see|hear|mean|remember|give|show|help|please)\b")


@lru_cache(maxsize=4096)
def kind_of(phrase: str) -> str | None:
    """What a question asks for; None where words ask nothing."""
    return _kind_of(tuple(phrase.split()))


@lru_cache(maxsize=4096)
def asks_for(phrase: str) -> str | None:
    """The same as a story's conditions name it: `of_you` where somebody is asked what they do, have or are."""
    kind = kind_of(phrase)
    return "of_you" if kind and _OF_YOU.search(phrase) and not _LEAVE.match(phrase) else kind


def _kind_of(words: tuple[str, ...]) -> str | None:
    at = 0
    while at < len(words) - 1 and words[at] in _BEFORE:
        at += 1
    rest = words[at:]
    for lead in _LEADING:
        if rest[: len(lead)] == lead:
            behind = rest[len(lead) :]
            behind = behind[1:] if behind[:1] and behind[0] in _TOLD else behind
            inner = _kind_of(behind) if behind[:1] and behind[0] in _BY_WORD else None
            if inner is not None:
                return inner
    if not rest:
        return None
    first, then = (*rest, "")[:2]
    if first in _BY_WORD:
        return _by_both(first, then, rest) or _BY_WORD[first]
    return "whether" if first in _AUXILIARIES and then else None


def _by_both(first: str, then: str, rest: tuple[str, ...]) -> str | None:
    """What the first two words, or the last, say of what is asked for: `how many`, `what time`, `what … for`."""
    if first == "how":
        return "how_many" if then in _HOW_MANY else "why" if then == "come" else None
    if first not in ("what", "which"):
        return None
    if then in _OF_TIME or "time" in rest[1:3]:
        return "when"
    return "where" if then in _OF_PLACES else "why" if rest[2:] and rest[-1] == "for" else None
