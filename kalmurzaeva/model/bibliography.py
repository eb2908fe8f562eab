"""What a story says of itself in `StoryAbout`: lines `author: …` with the names that the Treaty of Babel's iFiction records give to such fields, two of
our own (`length`, `content-note`), and everything else, which describes it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import field, frozen

_FIELD = re.compile(r"([a-z][a-z-]*):\s*(.*)")
# name -> (what ABOUT calls it, what its value is like, where that must be so). In the order of an iFiction record.
FIELDS: dict[str, tuple[str, str]] = {
    "author": ("By", ""),
    "language": ("Language", r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*"),
    "headline": ("", ""),
    "firstpublished": ("First published", r"\d{4}(?:-\d\d-\d\d)?"),
    "genre": ("Genre", ""),
    "group": ("Group", ""),
    "series": ("Series", ""),
    "seriesnumber": ("Number in its series", r"\d+"),
    "forgiveness": ("Forgiveness", "Merciful|Polite|Tough|Nasty|Cruel"),
    "length": ("Length", ""),
    "content-note": ("Content", ""),
}
# Fields of ours, which no iFiction record has.
_OWN = ("length", "content-note")


@frozen
class Bibliography:
    """The fields that are given, and the lines that describe the story."""

    given: dict[str, str] = field(factory=dict)
    description: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it as ABOUT shows it: what the story is, then a line for each field."""
        headline = [self.given["headline"]] if "headline" in self.given else []
        labelled = (
            f"{label}: {self.given[name]}" for name, (label, _) in FIELDS.items() if label and name in self.given
        )
        return (*headline, *self.description, *labelled)


def bibliography_of(lines: Sequence[str]) -> Bibliography:
    """The lines of a `StoryAbout` sorted."""
    given: dict[str, str] = {}
    description: list[str] = []
    for line in lines:
        found = _FIELD.fullmatch(line)
        if found and found[1] in FIELDS:
            given.setdefault(found[1], found[2].strip())
        else:
            description.append(line)
    return Bibliography(given, tuple(description))


def complaint(line: str) -> str | None:
    """What is wrong with a line of `StoryAbout`, or None."""
    found = _FIELD.fullmatch(line)
    if not found:
        return None
    if found[1] not in FIELDS:
        return f'StoryAbout has no field "{found[1]}"'
    like = FIELDS[found[1]][1]
    if not found[2].strip():
        return f'"{found[1]}" says nothing'
    return None if not like or re.fullmatch(like, found[2].strip()) else f'"{found[1]}" cannot be "{found[2].strip()}"'


def ifiction(title: str, ifid: str, told: Bibliography) -> str:
    """The story's iFiction record, for catalogues."""
    from xml.sax.saxutils import escape

    described = "<br/>".join(
        escape(line) for line in (*told.description, *(told.given[name] for name in _OWN if name in told.given))
    )
    fields = [
        ("title", escape(title)),
        *((name, escape(told.given[name])) for name in FIELDS if name in told.given and name not in _OWN),
    ]
    bibliographic = "".join(
        f"      <{name}>{value}</{name}>\n" for name, value in (*fields, ("description", described)) if value
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<ifindex version="1.0" xmlns="http://babel.ifarchive.org/protocol/iFiction/">\n  <story>\n    <identification>\n'
        f"      <ifid>{escape(ifid)}</ifid>\n      <format>executable</format>\n    </identification>\n"
        f"    <bibliographic>\n{bibliographic}    </bibliographic>\n  </story>\n</ifindex>\n"
    )
