"""Italic and bold inside a paragraph, and keeping control characters out of it.

A paragraph is a string in which two characters of the private use area switch italic and bold on and off, so that it can be
joined and cut like any other string: `"a \\ue000hard\\ue000 floor"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

ITALIC = "\ue000"
BOLD = "\ue001"

_MARKS = re.compile(f"[{ITALIC}{BOLD}]")
# C0 and C1 controls but for newline and tab, the marks themselves, and what reorders or hides text.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000\ue001\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


@lru_cache(maxsize=1024)
def plain(paragraph: str) -> str:
    """The paragraph without its marks. The same words are asked for again and again: choices, headings."""
    return paragraph if paragraph.isascii() else _MARKS.sub("", paragraph)


def runs(paragraph: str) -> list[tuple[str, bool, bool]]:
    """The paragraph as (text, italic, bold) runs, none of them empty."""
    result = []
    italic = bold = False
    start = 0
    for mark in _MARKS.finditer(paragraph):
        if mark.start() > start:
            result.append((paragraph[start : mark.start()], italic, bold))
        if mark.group() == ITALIC:
            italic = not italic
        else:
            bold = not bold
        start = mark.end()
    if start < len(paragraph):
        result.append((paragraph[start:], italic, bold))
    return result


def voiced(paragraph: str) -> Iterator[tuple[str, bool, bool, bool]]:
    """The runs of a paragraph cut where somebody begins or ends to speak: (text, italic, bold, spoken), its quotation marks spoken."""
    speaking = False
    for words, italic, bold in runs(paragraph):
        start = 0
        text = clean(words)
        for mark in re.finditer('"', text):
            # An opening mark belongs to what follows it, a closing one to what stands before it.
            end = mark.end() if speaking else mark.start()
            if end > start:
                yield text[start:end], italic, bold, speaking
            start, speaking = end, not speaking
        if start < len(text):
            yield text[start:], italic, bold, speaking


def sentences(lines: Sequence[str]) -> list[str]:
    """Lines as written joined where a sentence goes on in the next."""
    joined: list[str] = []
    for line in lines:
        if joined and line[:1].islower() and joined[-1][-1:] not in ".:;!?":
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return joined


def clean_paragraph(text: str) -> str:
    """A paragraph from outside, its marks of italic and bold kept."""
    return "".join(part if _MARKS.match(part) else clean(part) for part in re.split(f"([{ITALIC}{BOLD}])", text))


def clean(text: str) -> str:
    """Text from outside (a player, a save, a story file) without characters that could command a terminal, nor marks of italic and bold."""
    return text if text.isascii() and text.isprintable() else _UNSAFE.sub("", text)
