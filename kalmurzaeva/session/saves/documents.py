"""A Session as the document of a save, and back.

Around the session stands what a list of saved games and the title page show: when it was saved, how far it is in per cent, act, place, hour, turn, and an *excerpt*, the end of what was
last read, e.g. `…and the light goes off by itself.` A list trusts the seal and reads only these; only `session_of` reads the session.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.state import StateError
from kalmurzaeva.model.story import Story
from kalmurzaeva.session.progress import done
from kalmurzaeva.session.saves.files import FORMAT, Flaw, Foreign
from kalmurzaeva.session.tree import Session

_MOST_SHOWN = 120


def document_of(session: Session, now: datetime) -> dict[str, Any]:
    """The document of a session but the session itself, saved at `now`, which is aware of its time zone."""
    story = session.story
    view = session.view
    act = story.acts.get(view.node.act or "")
    place, hour = view.heading
    return {
        "format": FORMAT,
        "story": {"ifid": story.ifid, "version": story.version, "title": story.title},
        "saved": now.isoformat(timespec="seconds"),
        "done": done(session),
        "act": f"{act.number}: {act.title}" if act and act.number else act.title if act else "",
        "place": place or view.node.id.replace("_", " "),
        "hour": hour,
        "turn": session.state.turn,
        "excerpt": excerpt(session),
    }


def excerpt(session: Session) -> str:
    """The last paragraph that was read, cut to a line."""
    paragraphs = [
        paragraph for block in session.beat.blocks if block.kind != "correction" for paragraph in block.paragraphs
    ]
    return shortened(paragraphs[-1]) if paragraphs else ""


def shortened(text: str) -> str:
    """Text from a save or a story as at most one line: no control characters, no line ends, cut at a word."""
    text = " ".join(clean(text[: 10 * _MOST_SHOWN]).split())
    if len(text) <= _MOST_SHOWN:
        return text
    return text[: _MOST_SHOWN - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def check_story(document: Mapping[str, Any], story: Story) -> None:
    """Raises Flaw where the document belongs to another story."""
    found = document.get("story")
    ifid = found.get("ifid") if isinstance(found, dict) else None
    if not isinstance(ifid, str) or not isinstance(found, dict):
        raise Flaw("does not say which story it belongs to")
    if ifid.lower() != story.ifid.lower():
        title = found.get("title")
        named = f' ("{shortened(title)}")' if isinstance(title, str) and title else ""
        raise Foreign(f"belongs to another story{named}")


def session_of(document: Mapping[str, Any], story: Story) -> Session:
    """The session in a document. Raises Flaw."""
    check_story(document, story)
    try:
        return Session.from_data(story, document.get("session"))
    except StateError as error:
        raise Flaw(f"cannot be played: {error}") from error
    except RecursionError as error:
        raise Flaw("cannot be played: it is nested too deeply") from error


def is_begun(document: Mapping[str, Any]) -> bool:
    """Whether anything was played or written down in this game, wherever its player stands now."""
    session = document.get("session")
    return not isinstance(session, dict) or bool(session.get("journal") or session.get("notes"))


def moment(document: Mapping[str, Any]) -> datetime | None:
    """When the document says that it was saved, in local time."""
    written = document.get("saved")
    try:
        found = datetime.fromisoformat(written) if isinstance(written, str) else None
        return found.astimezone() if found else None
    except (ValueError, OverflowError, OSError):
        return None


def line_of(document: Mapping[str, Any], key: str) -> str:
    """One of the document's short texts, safe to show."""
    value = document.get(key)
    return shortened(value) if isinstance(value, str) else ""
