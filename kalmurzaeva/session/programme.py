"""The programme of a playthrough, and what can be done from its end: words made from a session, nothing written.

What one would go back to are `decisions`. Pure: a session in, text out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from attrs import frozen

from kalmurzaeva.engine.turn import Turn
from kalmurzaeva.engine.view import View
from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.story import Shown, Story
from kalmurzaeva.session.decisions import decisions, title_of, words_of
from kalmurzaeva.session.html_pages import opening
from kalmurzaeva.session.tree import Session

_MOST_CHOSEN, _MOST_SAID = 12, 6
_SAID = re.compile(r"\s*(?:[^,]{1,30},\s*)?(?:say|tell \w+)(?:\s+that)?[\s,:]+", re.IGNORECASE)


@frozen
class Section:
    """A part of the programme: paragraphs under a heading, which may be empty."""

    heading: str
    paragraphs: tuple[str, ...]


@frozen
class Programme:
    """The evening as a page."""

    title: str
    sections: tuple[Section, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The page a line or paragraph each."""
        found: list[str] = []
        for section in self.sections:
            found += ["", section.heading.upper()] if section.heading else [""]
            found += section.paragraphs
        return tuple(found[1:])

    @property
    def text(self) -> str:
        """The page as plain text."""
        return "\n\n".join((self.title, *(line for line in self.lines if line))) + "\n"

    @property
    def html(self) -> str:
        """The page by itself: nothing is fetched, and every word is escaped."""
        body = "\n".join(
            (f"<h2>{escape(section.heading)}</h2>\n" if section.heading else "")
            + "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in section.paragraphs)
            for section in self.sections
        )
        return f"{opening(self.title)}{body}\n</body>\n</html>\n"


def programme(session: Session) -> Programme:
    """The programme of a session as it stands; before an ending, so far."""
    over = bool(session.beat.ending)
    sections = [
        Section(words_of(shown.title), tuple(words_of(text) for text in shown.paragraphs)) for shown in _pages(session)
    ]
    places = tuple(_places(session))
    chosen = tuple(decision.words for decision in decisions(session))[-_MOST_CHOSEN:]
    said = tuple(_said(session))[-_MOST_SAID:]
    for heading, paragraphs in (("The evening", places), ("What was chosen", chosen), ("What was said", said)):
        if paragraphs:
            sections.append(Section(heading, paragraphs))
    title = words_of(session.story.title)
    return Programme(title if over else f"{title}: so far", tuple(sections))


def ending_title(story: Story, session: Session) -> str:
    """What the ending where the session stands is called; empty where it stands at none."""
    view = View(story, session.state)
    return words_of(view.text(view.node.ending_title)) or (view.node.ends or "").replace("_", " ")


def endings_of(story: Story) -> frozenset[str]:
    """The ids of all endings."""
    return frozenset(node.ends for node in story.nodes.values() if node.ends)


def _pages(session: Session) -> tuple[Shown, ...]:
    """What the story's own pages say of this state. The turn that says it is thrown away."""
    turn = Turn(session.story, session.state)
    for block in session.story.programmes.values():
        turn.perform(block)
    return turn.pieces


def _places(session: Session) -> Iterator[str]:
    """An act a paragraph: its title, and the places in it where something was chosen, in the order of the evening."""
    story, view = session.story, View(session.story, session.state)
    chosen_in = [
        (command.noun or "").partition("/")[0]
        for entry in session.path()
        for command in entry.commands
        if command.verb == "choose"
    ]
    acts: dict[str, list[str]] = {}
    for name in dict.fromkeys([*chosen_in, session.state.node]):
        node = story.nodes.get(name)
        title = title_of(view, node) if node else ""
        # Where a story has acts, what is in none of them is no place: a page that one turns to.
        if node and title and (node.act or not story.acts) and title not in acts.setdefault(node.act or "", []):
            acts[node.act or ""].append(title)
    for name, titles in acts.items():
        act = session.story.acts.get(name)
        heading = f"{act.number} {act.title}".strip() if act else ""
        if titles:
            yield f"{heading}: {'; '.join(titles)}." if heading else f"{'; '.join(titles)}."


def _said(session: Session) -> Iterator[str]:
    for entry in session.path():
        if entry.line and any(command.verb in ("say", "tell") for command in entry.commands):
            yield _SAID.sub("", " ".join(clean(entry.line).split()))
