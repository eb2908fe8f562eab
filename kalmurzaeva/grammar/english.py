"""Real English words, which are no slips of the hand: `life` is not LIE.

The list stands in `english.txt`, one word a line in order, made once from Princeton's WordNet 3.0 (Debian's package `wordnet-base`):

    python -m kalmurzaeva.grammar.english /usr/share/wordnet > kalmurzaeva/grammar/english.txt

It is searched as bytes: nothing is laid out for the few lines that have a word in doubt.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("english.txt")
_ENDINGS = (("ies", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("er", ""), ("est", ""), ("ly", ""), ("'", ""))


@cache
def _listed() -> bytes:
    return _FILE.read_bytes()


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
    return b"\n" + word.encode() + b"\n" in _listed()


def _made_from(folder: Path) -> list[str]:
    """The single words of WordNet's indices and of its lists of irregular forms."""
    found: set[str] = set()
    for name in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"index.{name}").read_text(encoding="utf-8").splitlines():
            if not line.startswith(" "):
                found.add(line.split(" ", 1)[0])
        for line in (folder / f"{name}.exc").read_text(encoding="utf-8").splitlines():
            found.update(line.split())
    return sorted(word for word in found if re.fullmatch(r"[a-z]{3,16}", word))


def _licence(folder: Path) -> str:
    lines = (folder / "index.noun").read_text(encoding="utf-8").splitlines()
    lines = [re.sub(r"^\s*\d+ ?", "", line).rstrip() for line in lines[:29]]
    return "\n".join(f"# {line}".rstrip() for line in lines)


if __name__ == "__main__":
    source = Path(sys.argv[1])
    print("# English words, from WordNet by kalmurzaeva/grammar/english.py, which says how. WordNet's licence:\n#")
    print(_licence(source))
    print("\n".join(_made_from(source)))
