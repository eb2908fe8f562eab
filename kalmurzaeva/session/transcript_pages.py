"""A transcript as a page for a browser, and back: the same paragraphs, a `<p>` each, so that one replays as the other does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path

from kalmurzaeva.session.html_pages import opening

# The names of files that are pages.
SUFFIXES = (".html", ".htm")
_STYLE = ".typed{margin-top:1.5em;font-weight:bold}.note{color:#595959}"
_PARAGRAPH = re.compile(r'<p class="(\w+)">(.*?)</p>', re.DOTALL)


def begun(title: str) -> str:
    """What stands before the first paragraph."""
    return opening(title, _STYLE)


def as_page(text: str) -> str:
    """A part of a transcript, whole paragraphs, as it stands in the page."""
    return "".join(f'<p class="{kind}">{escape(words, quote=False)}</p>\n' for kind, words in _paragraphs(text))


def written_as(path: Path, title: str, text: str) -> str:
    """A whole transcript as it stands in a file of this name."""
    return begun(title) + as_page(text) if path.suffix.lower() in SUFFIXES else text


def _paragraphs(text: str) -> Iterator[tuple[str, str]]:
    for paragraph in text.strip("\n").split("\n\n"):
        if paragraph.startswith("> "):
            typed, newline, said = paragraph.partition("\n")
            yield "typed", typed
            if newline:
                yield "said", said
        else:
            yield ("note" if paragraph.startswith("[") else "text"), paragraph


def text_of(page: str) -> str:
    """The transcript that a page holds; any other text as it is."""
    if not page.lstrip().lower().startswith("<!doctype html>"):
        return page
    pieces: list[str] = []
    for kind, words in _PARAGRAPH.findall(page):
        pieces += ["\n" if kind == "said" else "\n\n", unescape(words)]
    return "".join(pieces).lstrip("\n") + "\n"
