"""A choice by its number: `2`, `2.`, `#2`, `choose 2`, `the second one`."""

from __future__ import annotations

import re
import unicodedata

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import tokens
from kalmurzaeva.parser.choices import labels
from kalmurzaeva.parser.results import Puzzled, Understood

NUMBER = re.compile(
    r"(?:choose|option|choice|pick|select|number|no|nr|take option|take choice|i choose|i pick|#|\s)*([0-9]{1,6})[.)]?",
    re.IGNORECASE,
)
_ORDINALS = {
    word: at
    for at, row in enumerate(
        ("first one 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th"), 1
    )
    for word in row.split()
    if word != "one"
}
_COUNTING = _ORDINALS.keys() | {"last"}
_ORDINAL = re.compile(
    r"(?:choose|pick|select|take|i choose|i pick|i take|i will take|go with|let us do|do)? ?(?:the )?(\w+)(?: (?:one|option|choice))?|(?:choose|pick|select|go with|take|do|i choose|i pick)? ?(?:the )?last (?:one|option|choice)"
)
# What may stand beside `the second one`.
_PLAINLY = re.compile(r"^(?:no|yes|ok|okay|well)[ ,]+|,? please\W*$|[.!]+$", re.IGNORECASE)


def digits(text: str) -> str:
    """Full-width digits as plain ones."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(char)) if unicodedata.name(char, "").startswith("FULLWIDTH DIGIT") else char
        for char in text
    )


def by_number(view: View, clause: str) -> Understood | Puzzled | None:
    """A choice by its number: `2`, `2.`, `#2`, `choose 2`, `the second one`, or as it is listed: `2. look for your other sock`."""
    if _COUNTING.isdisjoint(tokens(clause)) and not any(map(str.isdigit, clause)):
        return None
    found = NUMBER.fullmatch(digits(clause).strip())
    listed = dispatch.choices(view)
    if found is None:
        first, *words = tokens(digits(clause)) or ("",)
        for choice, label in labels(view) if first.isdigit() else ():
            if first == str(choice.number) and words == list(tokens(label)):
                return Understood(choice.command)
        at = ordinal(clause, len(listed))
        return Understood(listed[at - 1].command) if at else None
    number = int(found.group(1))
    if 1 <= number <= len(listed):
        return Understood(listed[number - 1].command)
    return Puzzled(
        f"There is no choice {number} here." if listed else "There is nothing to choose by number just now.", final=True
    )


def ordinal(clause: str, most: int) -> int:
    """The number that `the first one` says, 0 where it says none."""
    if not most or _COUNTING.isdisjoint(tokens(clause)):
        return 0
    line = " ".join(tokens(_PLAINLY.sub("", clause)))
    if not line or len(line) > 40:
        return 0
    found = _ORDINAL.fullmatch(line)
    if not found:
        return 0
    if found.group(1) is None:
        return most
    at = _ORDINALS.get(found.group(1), 0)
    bare = line == found.group(1)
    return at if at <= most and (not bare or line.endswith(("st", "nd", "rd", "th"))) else 0
