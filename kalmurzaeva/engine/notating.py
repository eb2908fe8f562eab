"""A piece drawn as a score: what its movements hold, count by count, for whoever draws it, and the same in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kalmurzaeva.choreography.piece import SELF
from kalmurzaeva.choreography.reading import Line, Sounding
from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.story import NotatedGesture, NotatedMovement, Notation
from kalmurzaeva.model.values import PieceForm, Variable, reading_of

if TYPE_CHECKING:
    from kalmurzaeva.engine.turn import Turn


def draw(turn: Turn, variable: Variable) -> None:
    """The piece as a score: drawn, and in words."""
    form = variable.piece
    assert form
    reading = reading_of(variable, turn.values)
    how = dict(reading.company.how)
    movements = tuple(
        NotatedMovement(
            turn.word(line.name, "Name") if line.name in turn.story.entities else line.name,
            turn.word(line.material, "name"),
            tuple(_notated(turn, form, line, one, how.get(one.gesture, "")) for one in line.sounding),
            line.counts,
            line.left,
            line.counted,
        )
        for line in reading.lines.values()
        if line.sounding or line.name in turn.around.scope or line.name not in turn.story.entities
    )
    notation = Notation(movements, form.scheme.counts, form.scheme.held)
    source = variable.name
    turn.add("notation", source, form.title, notation=notation).extend(words_of(notation))


def _notated(turn: Turn, form: PieceForm, line: Line, one: Sounding, how: str) -> NotatedGesture:
    owner = form.owner if form.owner in turn.story.entities[one.gesture].fields else ""
    return NotatedGesture(
        name=turn.word(one.gesture, "Name"),
        owner=turn.word(one.gesture, owner) if owner else "",
        how=how.replace("_", " "),
        carrier="" if one.carrier == SELF else turn.word(one.carrier, "name"),
        whole=one.whole,
        start=one.start,
        length=one.length,
        empty=one.empty,
        lost=one.length - one.heard,
        held=line.held == one.gesture,
        longer=one.longer,
    )


def words_of(notation: Notation) -> list[str]:
    """A notation in words, a line for each movement and each gesture."""
    lines = []
    for movement in notation.movements:
        lines.append(f"{movement.name}, {movement.material}: {sum_of(movement, notation.counts)}")
        for one in movement.gestures:
            lines.append(f"  {one.name}: {'; '.join(_said(one, movement, notation))}")
        if movement.gestures and movement.left:
            lines.append(f"  {_counts(notation.counts - movement.left + 1, notation.counts).capitalize()}: empty")
    return lines


def notes_of(one: NotatedGesture) -> list[str]:
    """Whose it is, how it was got, what is missing, who carries it."""
    owner = ", ".join(clean(word) for word in (one.owner, one.how) if word)
    notes = [owner] if owner else []
    if not one.whole:
        notes.append("half")
    if one.longer:
        notes.append("a count longer")
    if one.carrier:
        notes.append(f"by {clean(one.carrier)}")
    if one.lost:
        notes.append("unheard" if one.lost == one.length else "cut off")
    return notes


def sum_of(movement: NotatedMovement, counts: int) -> str:
    """What the gestures of a movement add up to."""
    if not movement.gestures:
        return "nothing yet"
    added = "+".join(str(one.length - one.longer) + ("+1" if one.longer else "") for one in movement.gestures)
    total = str(movement.counts) if added == str(movement.counts) else f"{added} = {movement.counts}"
    if not movement.counted:
        return f"{total}, and nobody counts"
    return f"{total} of {counts}"


def _said(one: NotatedGesture, movement: NotatedMovement, notation: Notation) -> list[str]:
    last = one.start + one.length - 1
    said = [_counts(one.start, last) if movement.counted else f"{one.length} long"]
    said.append(", ".join(word for word in (one.owner, one.how) if word))
    if not one.whole:
        lacking = f", {_counts(last - one.empty + 1, last)} empty" if one.empty and movement.counted else ""
        said.append(f"half{lacking}")
    if one.longer:
        said.append("held a count longer")
    if one.carrier:
        said.append(f"carried by {one.carrier}")
    if one.held:
        said.append(f"held on {notation.held}")
    if one.lost:
        said.append("not heard at all" if one.lost == one.length else f"cut off after {notation.counts}")
    return [part for part in said if part]


def _counts(first: int, last: int) -> str:
    if first == last:
        return f"count {first}"
    return f"counts {first} {'and' if last == first + 1 else 'to'} {last}"
