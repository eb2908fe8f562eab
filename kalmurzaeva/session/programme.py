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
from kalmurzaeva.session.decisions import decisions, foremost, title_of, words_of
from kalmurzaeva.session.html_pages import opening
from kalmurzaeva.session.tree import Session

_MOST_CHOSEN, _MOST_SAID = 12, 8
# What the player's own person says in a turn, and who answers, where the next thing that is said has a name to it: `"It's out," you say.`
_SPOKEN = re.compile(
    r"""["“](?P<said>[^"“”]+)["”]\ you\ (?:say|tell|ask)\b[^"“”\n]*
        (?:["“](?P<on>[^"“”]+)["”](?!\ \w+\ says|\ says|\ asks))?
        (?:\s*["“](?P<answer>[^"“”]+)["”]\ (?:says|asks)\ (?P<who>your\ mother|äbi|[A-ZÄÖ][\wäöü]+(?:\ [A-ZÄÖ][\wäöü]+)?))?""",
    re.VERBOSE,
)
# A line typed to somebody is kept as it stands where it is a sentence and no command: `Nina, did you sleep at all?`
_ORDERED = re.compile(r"\s*(?:say|tell|ask|talk|speak|answer|reply)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[A-ZÄÖА-Я].*\s.*\s.*[.?!]")


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
    found = decisions(session)
    chosen = tuple(found[at].words for at in foremost(found, _MOST_CHOSEN))
    said = _spread(tuple(_said(session)), _MOST_SAID)
    for heading, paragraphs in (("The evening", places), ("What was chosen", chosen), ("What was said", said)):
        if paragraphs:
            sections.append(Section(heading, paragraphs))
    title = words_of(session.story.title)
    return Programme(title if over else f"{title}: so far", tuple(sections))


def _spread(found: tuple[str, ...], most: int) -> tuple[str, ...]:
    """As many as there is room for, from the whole of an evening: the first, the last, and evenly in between."""
    if len(found) <= most:
        return found
    return tuple(found[at * (len(found) - 1) // (most - 1)] for at in range(most))


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
    """Whole sentences that were said by the player's person, each with the place and, where it is known, to whom or what was answered: those that
    settled something, and those that were typed to somebody who answered."""
    weighty = {decision.entry for decision in decisions(session) if decision.weighs}
    view, place = View(session.story, session.state), ""
    for entry, beat in session.replayed():
        where = place
        places = [shown.title for shown in beat.blocks if shown.kind == "place" and shown.title]
        place = words_of(places[-1]) if places else place
        if entry is None:
            continue
        line = " ".join(clean(entry.line or "").split())
        told = [command for command in beat.commands if command.verb in ("ask", "tell", "say", "talk")]
        if told and beat.outcome == "story" and _SENTENCE.fullmatch(line) and not _ORDERED.match(line):
            person = session.story.entities.get(told[0].noun or "")
            to = f", to {view.name(person.id)}" if person else ""
            yield f"{where}{to}: “{line}”" if where else f"“{line}”"
        elif entry in weighty and (spoken := _SPOKEN.search(beat.text)):
            said = _joined(spoken["said"], spoken["on"])
            answer = f" {_capital(spoken['who'])}: “{_whole(spoken['answer'])}”" if spoken["answer"] else ""
            yield f"{where}: “{said}”{answer}" if where else f"“{said}”{answer}"


def _joined(said: str, on: str | None) -> str:
    """Both sides of a tag: a comma that a sentence goes on after is its own, any other was left to the tag."""
    if not on:
        return _whole(said)
    return f"{said if on[:1].islower() else _whole(said)} {_whole(on)}"


def _whole(speech: str) -> str:
    """Speech with the stop that it had to leave to whoever told it."""
    return f"{speech[:-1]}." if speech.endswith(",") else speech


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
