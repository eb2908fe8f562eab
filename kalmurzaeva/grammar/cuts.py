"""A typed line cut into clauses: at stops, semicolons, line ends and *then*, but never inside quotation marks, a name, an abbreviation or a number.
Commas and *and* are cut later, by meaning (`verdict`)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kalmurzaeva.grammar.lexicon import tokens

_CUT = re.compile(r"\s*(?:[.;!?…]+|\bthen\b|[\r\n]+)\s*", re.IGNORECASE)
_ABBREVIATION = re.compile(r"(?:^|\W)(?:mr|mrs|ms|dr|st|prof|no|vs|etc|\w)$", re.IGNORECASE)
_LEADING = frozenset(
    ("well", "right", "ok", "okay", "now", "so", "all right", "alright", "oh well", "come on", "go on")
)
_LAST = re.compile(r"[.;!?…,]")
_QUOTES = str.maketrans("“”„«»", '"""""')
_HOLDS_A_WORD = re.compile(r"[^\W_]")


def clauses(line: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """The clauses of a line. `names` are those in scope that hold a stop, e.g. `Mrs. Dow`."""
    plain = line.translate(_QUOTES)
    kept = [
        (found.start(), found.end()) for name in names for found in re.finditer(re.escape(name), plain, re.IGNORECASE)
    ]
    pieces: list[str] = []
    begin = 0
    for cut in _CUT.finditer(plain):
        if plain.count('"', 0, cut.start()) % 2 and '"' in plain[cut.end() :]:
            continue
        if any(start < cut.end() and cut.start() < end for start, end in kept):
            continue
        if not _divides(plain, cut):
            continue
        pieces.append(line[begin : cut.end() if "?" in cut.group() else cut.start()])
        begin = cut.end()
    pieces.append(line[begin:])
    return tuple(piece.strip(" ,\t\r\n") for piece in pieces if _HOLDS_A_WORD.search(piece) and tokens(piece))


def _divides(line: str, cut: re.Match[str]) -> bool:
    """Whether a mark is the end of a clause, and not part of a word, an abbreviation or a number."""
    mark = cut.group().strip()
    before, after = line[: cut.start()], line[cut.end() :]
    spaced = cut.group() != mark or not after
    if mark.lower() == "then" and _LAST.split(before)[-1].strip().lower() in _LEADING:
        return False  # `well then, I'll go`
    if mark.lower() == "then" and not tokens(after):
        return False  # `and then?`
    if mark.lower() == "then":
        return (bool(before.strip(" ,")) and bool(after.strip()) and tokens(before)[-1:] != ("and",)) or tokens(before)[
            -1:
        ] == ("and",)
    if mark.startswith("."):
        if before[-1:].isdigit() and after[:1].isdigit() and not spaced:
            return False
        if (
            mark == "."
            and _ABBREVIATION.search(before)
            and after
            and not (len(tokens(before)) == 1 and len(before.strip()) == 1 and after[:1].islower() and not spaced)
        ):
            return (
                len(before.split()) > 0
                and before.split()[-1].lower() in ("i", "z", "l", "x", "g", "q", "y", "n", "s", "e", "w", "u", "d")
                and len(before.split()) == 1
            )
    return True
