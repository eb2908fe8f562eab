"""A piece shown: danced in prose, drawn as a score (`notating`), spoken of by those who watch.

A run tells of each gesture by one of its *angles*, chosen by a rule so that neighbours are told by different ones: a function of the piece, the
place and what has been told before, with no chance in it. Neighbours with lines of their own are danced by those, once. A movement that has not changed since it was last danced is one
sentence; of one that has, what changed is told, and what now stands beside it. What lies between two is told where the second is new. What was told once is after that told
*briefly*, a clause joined to what comes next. Before people, in a node tagged `performance`, it is told by an angle that it was not told by yet, and briefly only when none is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from zlib import crc32

from attrs import define, field

from kalmurzaeva.choreography.piece import SELF, Piece, Run
from kalmurzaeva.choreography.reading import Line, Sounding, meet, run_of
from kalmurzaeva.engine.notating import draw
from kalmurzaeva.model.story import (
    Block,
    Dance,
    Layer,
)
from kalmurzaeva.model.values import PieceForm, Variable, reading_of

if TYPE_CHECKING:
    from kalmurzaeva.engine.turn import Turn

MOST_WATCHERS = 3
# Angles that are for a place, a whole or a half, or for what somebody else carries. An angle called like a material is for that; any other is for all.
_PLACES = frozenset(("opens", "inside", "closes"))
_STATES = {"half": False, "entire": True}
_CARRIED = "carried"
# The angle of what is known, and the tag of a node where it is new to those who watch.
_BRIEFLY = "briefly"
_BEFORE_PEOPLE = "performance"
# How a gesture was last danced: itself and its neighbours.
_Context = tuple[object, object, object]


def show(turn: Turn, item: Dance) -> None:
    """Dances a piece, draws it, or lets those who are here speak of it."""
    variable = turn.story.variables[item.piece]
    if turn.is_dancing or variable.piece is None:
        return
    turn.is_dancing = True
    kept = turn.bound
    if item.what == "score":
        draw(turn, variable)
    elif item.what == "watch":
        _watch(turn)
    else:
        movement = item.movement.run(turn, turn.values, turn.bound) if item.movement else None
    if item.what == "sum":
        line = reading_of(variable, turn.values).lines.get(str(movement))
        if line:
            dancer = _Dancer(turn, variable.piece, turn.story.pieces[variable.name], kept)
            dancer.begin(line)
            dancer.say("sum")
    elif item.what == "dance":
        _dance(turn, variable, variable.piece, movement)
    turn.bound = kept
    turn.is_dancing = False


# ── Danced ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _dance(turn: Turn, variable: Variable, form: PieceForm, wanted: object) -> None:
    reading = reading_of(variable, turn.values)
    layer = turn.story.pieces[variable.name]
    whole_piece = wanted not in form.scheme.movements
    lines = [line for line in reading.lines.values() if line.sounding and (whole_piece or line.name == wanted)]
    runs = dict(reading.piece.runs)
    dancer = _Dancer(turn, form, layer, turn.bound)
    if not lines:
        name = form.scheme.movements[0] if whole_piece else str(wanted)
        dancer.begin(reading.lines[name])
        dancer.say("nothing")
    for line in lines:
        dancer.begin(line)
        dancer.movement(line, runs.get(line.name))
        held = turn.values[variable.name]
        assert isinstance(held, Piece)
        turn.assign(variable.name, held.after_dancing(line.name, run_of(line)))


@define
class _Dancer:
    """Dances movements. `used` are the angles of this movement's gestures, after that of the last one before it; `""` for a
    meeting. `pending` is what was told briefly and stands before whatever is told next."""

    turn: Turn
    form: PieceForm
    layer: Layer
    outside: Mapping[str, str | None]
    used: list[str] = field(factory=list)
    pending: list[str] = field(factory=list)

    def begin(self, line: Line) -> None:
        """A movement begins."""
        self.turn.bound = {**self.outside, "movement": line.name, "material": line.material}
        self.used = self.used[-1:]

    def say(self, rule: str, gesture: Sounding | None = None, other: Sounding | None = None) -> bool:
        """The first rule of a name whose condition holds; whether there was one."""
        self._bind(gesture, other)
        block = next((block for block in self.layer.rules.get(rule, ()) if self.turn.holds(block.condition)), None)
        if block is None:
            return False
        self._show(block)
        return True

    def _bind(self, gesture: Sounding | None, other: Sounding | None = None) -> None:
        names: dict[str, str | None] = {}
        if gesture:
            names = {"gesture": gesture.gesture, "carrier": gesture.carrier, "other": other.gesture if other else None}
        self.turn.bound = {**self.turn.bound, **names}

    def _show(self, block: Block, before: str = "") -> None:
        """A block, its first paragraph joined to the sentence before it."""
        count = self.turn.count(block.id)
        self.turn.sources.append(block.id)
        paragraphs = self.turn.add("prose", block.id)
        self.turn.run(block.items, count, block.id, paragraphs)
        self._join(before, paragraphs)

    def _join(self, before: str, paragraphs: list[str]) -> None:
        """Puts what is pending, and a sentence, before the first of some paragraphs."""
        said = [*self.pending, *([before] if before else [])]
        self.pending = []
        if said:
            paragraphs[:1] = [" ".join([*said, *paragraphs[:1]])]

    def movement(self, line: Line, old: Run | None) -> None:
        """A movement from its beginning to its end."""
        new = run_of(line)
        if old == new and self.say("same"):
            return
        fresh = _changed(new, old if old != new else None)
        self.say("movement")
        before: Sounding | None = None
        for unit in self._units(line):
            if unit[0].heard:
                self._unit(line, unit, before, any(line.sounding.index(one) in fresh for one in unit))
            before = unit[-1]
            for rule, name in (("held", line.held), ("cut", line.cut_off)):
                concerned = next((one for one in unit if one.gesture == name), None)
                if concerned:
                    self.say(rule, concerned)
            if any(one.gesture == line.cut_off for one in unit):
                break
        if line.left:
            self.say("empty", line.sounding[-1])
        self.say("end")
        if self.pending:
            self._join("", self.turn.add("prose", self.form.title))

    def _units(self, line: Line) -> list[tuple[Sounding, ...]]:
        """The gestures of a movement, those that meet together."""
        units: list[tuple[Sounding, ...]] = []
        at = 0
        while at < len(line.sounding):
            two = line.sounding[at : at + 2]
            together = len(two) == 2 and two[1].heard > 0 and self._meeting(two[0], two[1]) is not None
            units.append(two if together else two[:1])
            at += len(units[-1])
        return units

    def _unit(self, line: Line, unit: tuple[Sounding, ...], before: Sounding | None, fresh: bool) -> None:
        if not fresh:
            for one in unit:
                self._briefly(one)
            return
        link = self._link(before, unit[0]) if before and not self._was_told(unit[0].gesture) else ""
        if len(unit) == 2:
            self._bind(*unit)
            meeting = self._meeting(*unit)
            assert meeting
            self._show(meeting, link)
            self.used.append("")
        else:
            self._bind(unit[0])
            if not (self._is_known(line, unit[0]) and self._briefly(unit[0])):
                self._gesture(line, unit[0], link)

    def _briefly(self, one: Sounding) -> bool:
        """A gesture in a clause, if there is one for it."""
        text = self.turn.story.entities[one.gesture].fields.get(_BRIEFLY)
        if text is None or one.carrier != SELF:
            return self.say("unchanged", one)
        self._bind(one)
        source = f"{one.gesture}.{_BRIEFLY}"
        said = self.turn.render(text, self.turn.count(source), source)
        self.pending += [said] if said else []
        return True

    def _is_known(self, line: Line, one: Sounding) -> bool:
        """Whether a gesture is to be told briefly."""
        told = self._told(one.gesture)
        if one.carrier != SELF and _CARRIED in told:
            return told[_CARRIED] > 0
        fitting = [angle for angle in told if _fits(angle, self.form, line, line.sounding.index(one))]
        if fitting and all(told[angle] for angle in fitting):
            return True
        return _BEFORE_PEOPLE not in self.turn.node.tags and self._was_told(one.gesture)

    def _was_told(self, gesture: str) -> bool:
        """Whether a gesture has been told before, by itself or together with another."""
        if any(self._told(gesture).values()):
            return True
        kinds = self.turn.story.kinds
        meetings = (pairs.blocks for pairs in self.turn.story.pairs.values() if pairs.of in kinds)
        own = (blocks for of in meetings for names, blocks in of.items() if gesture in names)
        return any(self.turn.shown.get(block.id, 0) for blocks in own for block in blocks)

    def _told(self, gesture: str) -> dict[str, int]:
        """The angles that a gesture has lines for, each with how often it was told."""
        fields = self.turn.story.entities[gesture].fields
        angles = (angle for angle in self.form.angles if angle in fields and angle != _BRIEFLY)
        return {angle: self.turn.shown.get(f"{gesture}.{angle}", 0) for angle in angles}

    def _meeting(self, one: Sounding, other: Sounding) -> Block | None:
        """The lines that two neighbours have of their own, until they have been told."""
        if not meet(one, other):
            return None
        block = self._pair(lambda of: of in self.turn.story.kinds, one, other, one.gesture, other.gesture)
        return None if block is None or self.turn.shown.get(block.id, 0) else block

    def _link(self, one: Sounding, other: Sounding) -> str:
        """The sentence between two neighbours of two tempers, or of one."""
        if self._meeting(one, other):
            return ""
        tempers = self.form.scheme.tempers
        names = (tempers.get(one.gesture, ""), tempers.get(other.gesture, ""))
        block = self._pair(lambda of: of == self.form.temper, one, other, *names)
        if block is None:
            return ""
        paragraphs: list[str] = []
        self.turn.sources.append(block.id)
        self.turn.run(block.items, self.turn.count(block.id), block.id, paragraphs)
        return " ".join(paragraphs)

    def _pair(self, of: Any, one: Sounding, other: Sounding, first: str, second: str) -> Block | None:
        """The first live block for two names."""
        self._bind(one, other)
        for pairs in self.turn.story.pairs.values():
            if of(pairs.of):
                for block in pairs.found(first, second):
                    if self.turn.holds(block.condition):
                        return block
        return None

    def _gesture(self, line: Line, one: Sounding, link: str) -> None:
        """A gesture by one of its angles; without any, as it looks."""
        turn = self.turn
        fields = turn.story.entities[one.gesture].fields
        angle = angle_for(self.form, line, line.sounding.index(one), self._told(one.gesture), self.used)
        source = f"{one.gesture}.{angle}" if angle else one.gesture
        paragraphs = turn.add("prose", source)
        if angle:
            self.used.append(angle)
            text = turn.render(fields[angle], turn.count(source), source)
            paragraphs += [text] if text else []
        else:
            turn.run(turn.story.bodies[one.gesture].text.items, 0, one.gesture, paragraphs)
        self._join(link, paragraphs)


def _changed(new: Run, old: Run | None) -> frozenset[int]:
    """The places of a movement that are danced otherwise than before, or stand beside others."""
    if old is None or old.material != new.material:
        return frozenset(range(len(new.danced)))
    known = set(_contexts(old.danced))
    return frozenset(at for at, context in enumerate(_contexts(new.danced)) if context not in known)


def _contexts(danced: Sequence[object]) -> list[_Context]:
    around = [None, *danced, None]
    return [(around[at], around[at + 1], around[at + 2]) for at in range(len(danced))]


def angle_for(form: PieceForm, line: Line, at: int, told: Mapping[str, int], used: Sequence[str]) -> str | None:
    """The angle that a gesture is told by. `told` are those that it has lines for, with how often each was told. It is one told least often; of these,
    one that its movement has not used, and never the last of those `used` where there is another. What somebody else carries is told as `carried`; a half shows as a half where
    nobody counts, once."""
    last = used[-1] if used else ""
    one = line.sounding[at]
    if one.carrier != SELF and _CARRIED in told and _CARRIED in form.angles:
        return _CARRIED
    fitting = [angle for angle in form.angles if angle in told and _fits(angle, form, line, at)]
    if not fitting:
        return None
    least = min(told[angle] for angle in fitting)
    fitting = [angle for angle in fitting if told[angle] == least]
    if not one.whole and not line.counted and "half" in fitting and last != "half":
        return "half"
    fresh = [angle for angle in fitting if angle not in used and angle != last]
    fresh = fresh or [angle for angle in fitting if angle != last] or fitting
    # What is so only here comes twice as often as what is so wherever the gesture stands: two pieces of the same gestures are to be two.
    fresh += [angle for angle in fresh if angle in _PLACES or angle in form.scheme.materials]
    around = [other.gesture for other in line.sounding[max(0, at - 1) : at + 2]]
    return fresh[crc32("\t".join([line.name, line.material, str(at), str(one.whole), *around]).encode()) % len(fresh)]


def _fits(angle: str, form: PieceForm, line: Line, at: int) -> bool:
    if angle in _PLACES:
        last = len(line.sounding) - 1
        return {"opens": at == 0, "closes": at == last, "inside": 0 < at < last}[angle]
    if angle == _CARRIED:
        return False
    if angle in _STATES:
        return line.sounding[at].whole is _STATES[angle]
    return angle not in form.scheme.materials or angle == line.material


# ── Spoken of ──────────────────────────────────────────────────────────────────────────────────────────────────


def _watch(turn: Turn) -> None:
    """What those who are here saw. Whoever has something to say about this piece comes before those who always say something."""
    found = []
    for person in turn.present():
        here = [block for block in turn.node.layer.watch if _watches(block, person)]
        own = [block for block in turn.story.bodies[person].layer.watch if _watches(block, None)]
        block = next((block for block in (*here, *own) if turn.holds(block.condition)), None)
        found += [block] if block else []
    found.sort(key=lambda block: block.condition is None)
    room = (block for block in turn.node.layer.watch if _watches(block, None) and turn.holds(block.condition))
    for block in (*found, *list(room)[:1])[:MOST_WATCHERS]:
        turn.perform(block)


def _watches(block: Block, person: str | None) -> bool:
    """Whether a rule is for a person, or for nobody by name."""
    targets = block.rule.targets if block.rule else ()
    return (targets[0][1] if targets else None) == person
