"""Saved games, and the player's own map, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.story import Story
from kalmurzaeva.session.saves import AUTOSAVE, SaveError, Slot, Store, valid_name
from kalmurzaeva.session.tree import Session

EARLIER = "earlier"
_NONE_YET = "There are none yet. The game is saved after every turn; SAVE and a name keeps a copy."
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def when(moment: datetime, now: datetime | None = None) -> str:
    """`today 21:40`, `yesterday 09:12`, `Tuesday 21:40`, `3 February 2026`."""
    now = now or datetime.now().astimezone()
    days = (now.date() - moment.date()).days
    if days == 0:
        return f"today {moment:%H:%M}"
    if days == 1:
        return f"yesterday {moment:%H:%M}"
    if 1 < days < 7:
        return f"{_DAYS[moment.weekday()]} {moment:%H:%M}"
    return f"{moment.day} {moment:%B %Y}"


def where(slot: Slot) -> str:
    """`Studio Four, ten to eight, saved today 21:40`."""
    return ", ".join(part for part in (slot.place, slot.hour, f"saved {when(slot.saved)}") if part)


def shouted(name: str) -> str:
    """A name in capitals, as commands are written, where it is found again so."""
    return name.upper() if valid_name(name).upper().lower() == name.lower() else name


def lines(store: Store, story: Story) -> list[str]:
    """A line for each saved game."""
    try:
        slots = store.slots(story)
    except SaveError as error:
        return [str(error)]
    if not slots:
        return [_NONE_YET]
    return [
        f"{slot.name}\t{slot.problem}" if slot.problem else f"{slot.name}\t{where(slot)}, turn {slot.turn}"
        for slot in slots
    ]


def numbered(slots: Sequence[Slot], said: str) -> str:
    """The name of the slot with a number in the list, unless one is called so; "" for none."""
    said = said.removeprefix("#").strip()
    if not said.isdecimal() or len(said) > 5 or any(slot.name == said for slot in slots):
        return ""
    return slots[int(said) - 1].name if 1 <= int(said) <= len(slots) else ""


def numbered_lines(slots: Sequence[Slot]) -> list[str]:
    """A line for each saved game, with the number that RESTORE takes."""
    if not slots:
        return [_NONE_YET]
    return [
        f"{number}\t{slot.name}: {slot.problem or f'{where(slot)}, turn {slot.turn}'}"
        for number, slot in enumerate(slots, 1)
    ]


def keep(store: Store, session: Session) -> str | None:
    """Keeps a copy of a game that is about to be left, under a name that is free. Returns the name, or None where there is nothing to
    keep. Raises SaveError."""
    if not session.entries and not session.notes:
        return None
    name = store.free_name(EARLIER)
    store.save(name, session)
    return name


def set_aside(store: Store, slot: str) -> str | None:
    """Takes the game in a slot out of the way of a new one. Returns the name it has now, or None where nothing was ever played in it.
    Raises SaveError."""
    slot = store.name(slot)
    found = next((found for found in store.slots() if found.name == slot), None)
    if found is None or not found.is_begun:
        return None
    name = store.free_name(EARLIER if slot == AUTOSAVE else f"{slot}, {EARLIER}")
    store.rename(slot, name)
    return name


def road(session: Session) -> list[str]:
    """The player's own map: act by act the places entered, in order, each with how often; the last is where the player is. What was
    not visited has no name here."""
    story = session.story
    steps: list[tuple[str, str]] = []
    for _, beat in session.replayed():
        for block in beat.blocks:
            if block.kind == "place" and block.source and (not steps or steps[-1][0] != block.source):
                steps.append((block.source, clean(block.title) or block.source.replace("_", " ")))
    found: list[str] = []
    act = None
    for number, (node, title) in enumerate(steps):
        if story.nodes[node].act != act:
            act = story.nodes[node].act
            found.append(story.acts[act].title if act else "Elsewhere")
        times = [name for name, _ in steps[: number + 1]].count(node)
        again = "" if times == 1 else f", for the {_ORDINALS.get(times, f'{times}th')} time"
        here = "; you are here" if number == len(steps) - 1 else ""
        found.append(f"  {title}{again}{here}")
    return found


_ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth"}
