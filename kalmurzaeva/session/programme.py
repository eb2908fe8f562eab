"""The programme of a playthrough, and what can be done from its end: words made from a session, nothing written.

A *decision* is a listed choice that was taken. Pure: a session in, text out.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from attrs import frozen

from kalmurzaeva.engine.turn import Turn
from kalmurzaeva.engine.view import View
from kalmurzaeva.model.markup import clean, plain
from kalmurzaeva.model.story import Shown, Story
from kalmurzaeva.session.html_pages import opening
from kalmurzaeva.session.journal import Entry
from kalmurzaeva.session.tree import Session

MOST_DECISIONS, _MOST_CHOSEN, _MOST_SAID = 6, 12, 6


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
        Section(_words(shown.title), tuple(_words(text) for text in shown.paragraphs)) for shown in _pages(session)
    ]
    places = tuple(_places(session))
    chosen = tuple(words for _, words, _ in _decided(session))[-_MOST_CHOSEN:]
    said = tuple(_said(session))[-_MOST_SAID:]
    for heading, paragraphs in (("The evening", places), ("What was chosen", chosen), ("What was said", said)):
        if paragraphs:
            sections.append(Section(heading, paragraphs))
    title = _words(session.story.title)
    return Programme(title if over else f"{title}: so far", tuple(sections))


def ending_title(story: Story, session: Session) -> str:
    """What the ending where the session stands is called; empty where it stands at none."""
    view = View(story, session.state)
    return _words(view.text(view.node.ending_title)) or (view.node.ends or "").replace("_", " ")


def endings_of(story: Story) -> frozenset[str]:
    """The ids of all endings."""
    return frozenset(node.ends for node in story.nodes.values() if node.ends)


def decisions(session: Session) -> tuple[tuple[Entry, str, str], ...]:
    """The last decisions, oldest first: the entry, its words, its place."""
    return tuple(_decided(session))[-MOST_DECISIONS:]


def _pages(session: Session) -> tuple[Shown, ...]:
    """What the story's own pages say of this state. The turn that says it is thrown away."""
    turn = Turn(session.story, session.state)
    for block in session.story.programmes.values():
        turn.perform(block)
    return turn.pieces


def _decided(session: Session) -> Iterator[tuple[Entry, str, str]]:
    view = View(session.story, session.state)
    for entry in session.path():
        for command in entry.commands:
            node = session.story.nodes.get((command.noun or "").partition("/")[0])
            if command.verb != "choose" or node is None:
                continue
            for block in node.layer.choices:
                if block.id == command.noun:
                    yield entry, _words(view.text(block.words)), _words(view.text(node.title))


def _places(session: Session) -> Iterator[str]:
    """An act a paragraph: its title, and the places in it in the order in which they were first entered."""
    view = View(session.story, session.state)
    acts: dict[str, list[str]] = {}
    for name in view.visits:
        node = session.story.nodes.get(name)
        title = _words(view.text(node.title)) if node else ""
        if node and title and title not in acts.setdefault(node.act or "", []):
            acts[node.act or ""].append(title)
    for name, titles in acts.items():
        act = session.story.acts.get(name)
        heading = f"{act.number} {act.title}".strip() if act else ""
        if titles:
            yield f"{heading}: {'; '.join(titles)}." if heading else f"{'; '.join(titles)}."


def _said(session: Session) -> Iterator[str]:
    for entry in session.path():
        if entry.line and any(command.verb in ("say", "tell") for command in entry.commands):
            yield " ".join(clean(entry.line).split())


def _words(text: str) -> str:
    return clean(plain(text)).strip()
