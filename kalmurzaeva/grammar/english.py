"""Real English words, which are no slips of the hand: `life` is not LIE.

The list stands in `english.txt`, one word a line in order, made once from Princeton's WordNet 3.0 (Debian's package `wordnet-base`):

    python -m kalmurzaeva.studio.word_list /usr/share/wordnet > kalmurzaeva/grammar/english.txt

It is searched as bytes, halved and halved again: nothing is laid out for the few lines that have a word in doubt.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("english.txt")
_ENDINGS = (
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("er", ""),
    ("est", ""),
    ("ly", ""),
    ("'", ""),
)


@cache
def _listed() -> bytes:
    """The words, each with its line end, behind the lines that say where they are from."""
    text = _FILE.read_bytes()
    return text[text.index(b"\n", text.rindex(b"\n#") + 1) + 1 :]


@lru_cache(maxsize=8192)
def is_english(word: str) -> bool:
    """Whether a folded word, or what it is an inflection of, is in the list."""
    if _has(word):
        return True
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            bare = word[: -len(ending)]
            if _has(bare + instead) or (len(bare) > 3 and bare[-1] == bare[-2] and _has(bare[:-1])):
                return True
    return False


def _has(word: str) -> bool:
    listed, wanted = _listed(), word.encode()
    low, high = 0, len(listed)  # where the line of the word begins, if it is there
    while low < high:
        middle = (low + high) // 2
        begin = max(low, listed.rfind(b"\n", low, middle) + 1)
        end = listed.index(b"\n", begin)
        found = listed[begin:end]
        if found == wanted:
            return True
        low, high = (end + 1, high) if found < wanted else (low, begin)
    return False
