"""A piece shown: danced in prose, drawn as a score (`notating`), spoken of by those who watch (`watching`).

A run tells of each gesture by one of its *angles*, chosen by a rule so that neighbours are told by different ones: a function of the piece, the
place and what has been told before, with no chance in it. Neighbours with lines of their own are danced by those, once. Of a movement two gestures at most are told
in full, of the last one in rehearsal one; what else there is of it is told *briefly*, a clause, and two clauses that follow one another are one sentence. What was told once is told briefly after that,
unless it is what has been changed, and has an angle left.
Before people, in a node tagged `performance`, it is told by an angle that it was not told by yet, and briefly only when none is left. Between two that are told stands how the body gets across,
and once in a movement those who watch may interrupt it. A movement that has not changed since it was last danced is one sentence; of one that has, it is first said what is otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from zlib import crc32

from attrs import define, field

from kalmurzaeva.choreography.piece import SELF, Piece, Run
from kalmurzaeva.choreography.reading import Line, Sounding, meet, run_of
from kalmurzaeva.engine import watching
from kalmurzaeva.engine.angles import CARRIED, Before, angle_for, changed, difference, fits, shift_of
from kalmurzaeva.engine.notating import draw
from kalmurzaeva.model.story import Block, Dance, Layer
from kalmurzaeva.model.values import PieceForm, Variable, reading_of

if TYPE_CHECKING:
    from kalmurzaeva.engine.turn import Turn

# How many gestures of a movement are told in full, and of the last one in rehearsal; and the words after which the next begins a paragraph.
FULL, FULL_IN_THE_LAST, LONG = 2, 1, 90
# How many clauses are one sentence.
CLAUSES = 2
# The angle of what is known, and the tag of a node where it is new to those who watch.
_BRIEFLY = "briefly"
_BEFORE_PEOPLE = "performance"


def show(turn: Turn, item: Dance) -> None:
    """Dances a piece, draws it, or lets those who are here speak of it."""
    variable = turn.story.variables[item.piece]
    if turn.is_dancing or variable.piece is None:
        return
    turn.is_dancing = True
    kept = turn.bound
    turn.shift = shift_of(reading_of(variable, turn.values).piece)
    if item.what == "score":
        draw(turn, variable)
    elif item.what == "watch":
        watching.tell(turn)
    else:
        movement = item.movement.run(turn, turn.values, turn.bound) if item.movement else None
    if item.what == "sum":
        line = reading_of(variable, turn.values).lines.get(str(movement))
        if line:
            dancer = _Dancer(turn, variable.piece, turn.story.pieces[variable.name], kept)
            dancer.begin(line)
            dancer.say("sum")
            dancer.rest()
    elif item.what == "dance":
        _dance(turn, variable, variable.piece, movement)
    turn.bound = kept
    turn.is_dancing, turn.shift = False, 0


# ── Danced ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _dance(turn: Turn, variable: Variable, form: PieceForm, wanted: object) -> None:
    reading = reading_of(variable, turn.values)
    layer = turn.story.pieces[variable.name]
    whole_piece = wanted not in form.scheme.movements
    lines = [line for line in reading.lines.values() if line.sounding and (whole_piece or line.name == wanted)]
    runs = dict(reading.piece.runs)
    dancer = _Dancer(turn, form, layer, turn.bound)
    if isinstance(wanted, tuple):
        dancer.pair(lines, wanted)
        return
    if not lines:
        name = form.scheme.movements[0] if whole_piece else str(wanted)
        dancer.begin(reading.lines[name])
        dancer.say("nothing")
    if len(lines) > 1 and all(runs.get(line.name) == run_of(line) for line in lines) and dancer.say("all_same"):
        lines = []
    for line in lines:
        dancer.begin(line)
        dancer.movement(line, runs.get(line.name))
        held = turn.values[variable.name]
        assert isinstance(held, Piece)
        turn.assign(variable.name, held.after_dancing(line.name, run_of(line)))
    dancer.rest()


@define
class _Dancer:
    """Dances movements. `used` are the angles of this movement's gestures, after that of the last one before it; `""` for a
    meeting. `told` is the paragraph that is being told; of its sentences the last may be a clause that is not ended yet."""

    turn: Turn
    form: PieceForm
    layer: Layer
    outside: Mapping[str, str | None]
    used: list[str] = field(factory=list)
    told: list[str] = field(factory=list)
    source: str | None = None
    clauses: int = 0
    was_same: bool = False

    def begin(self, line: Line) -> None:
        """A movement begins."""
        self.turn.bound = {**self.outside, "movement": line.name, "material": line.material}
        self.used = self.used[-1:]

    def say(self, rule: str, gesture: Sounding | None = None, other: Sounding | None = None) -> bool:
        """The first rule of a name whose condition holds; whether there was one."""
        text, source = self._ruled(rule, gesture, other)
        self._tell(text, source)
        return source is not None

    def rest(self) -> None:
        """Ends the paragraph."""
        self._end_clause()
        if self.told:
            self.turn.add("prose", self.source or self.form.title).append(" ".join(self.told))
        self.told, self.source = [], None

    def _ruled(
        self, rule: str, gesture: Sounding | None = None, other: Sounding | None = None
    ) -> tuple[str, str | None]:
        """What the first rule of a name says whose condition holds, and which that is: one of the node's before one of the piece's."""
        self._bind(gesture, other)
        blocks = (*self.turn.node.layer.rules.get(rule, ()), *self.layer.rules.get(rule, ()))
        block = next((block for block in blocks if self.turn.holds(block.condition)), None)
        return ("", None) if block is None else (self._rendered(block), block.id)

    def _bind(self, gesture: Sounding | None, other: Sounding | None = None) -> None:
        names: dict[str, str | None] = {}
        if gesture:
            names = {"gesture": gesture.gesture, "carrier": gesture.carrier, "other": other.gesture if other else None}
        self.turn.bound = {**self.turn.bound, **names}

    def _rendered(self, block: Block) -> str:
        """A block in one paragraph."""
        paragraphs: list[str] = []
        self.turn.sources.append(block.id)
        self.turn.run(block.items, self.turn.count(block.id), block.id, paragraphs)
        return " ".join(paragraphs)

    def _tell(self, text: str, source: str | None) -> None:
        """One sentence more, or some."""
        if text:
            self._end_clause()
            self.told.append(text)
            self.source = self.source or source

    def _join(self, clause: str, source: str | None, led: bool) -> None:
        """One clause more, in the sentence that is still open; what is no clause is a sentence. `led` is whether a sentence has led up to it."""
        if clause.endswith((".", "!", "?", '"')):
            self._tell(clause, source)
            return
        if self.clauses:
            joint, _ = self._ruled("join")
            self.told[-1] += f"{joint or ', and'} {clause}"
        else:
            onward = "" if led else self._ruled("onward")[0]
            clause = f"{onward} {clause}".strip()
            self.told.append(clause[:1].upper() + clause[1:])
        self.clauses += 1
        self.source = self.source or source

    def _end_clause(self) -> None:
        if self.clauses:
            self.told[-1] += "."
        self.clauses = 0

    def movement(self, line: Line, old: Run | None) -> None:
        """A movement from its beginning to its end."""
        new = run_of(line)
        if old == new and ((self.was_same and self.say("also_same")) or self.say("same")):
            self.was_same = True
            return
        self.rest()
        self.was_same = False
        fresh = changed(new, old if old != new else None)
        concerns = self._tell_change(line, old)
        if concerns is None:
            self.say("movement")
        units = [unit for unit in self._units(line) if unit[0].heard]
        full = self._in_full(line, units, fresh, concerns)
        # Those who watch interrupt it after what is told in full first or, of some movements, speak when it is over; and then a paragraph begins, or none.
        names = [str(self.turn.shift), line.name, line.material, *(one.gesture for one in line.sounding)]
        chance = crc32("\t".join(names).encode())
        interrupted = next((at for at in full if at < len(units) - 1), None) if chance % 3 else None
        before: Sounding | None = None
        for at, unit in enumerate(units):
            self._unit(line, unit, before, at in full)
            before = unit[-1]
            for rule, name in (("held", line.held), ("cut", line.cut_off)):
                concerned = next((one for one in unit if one.gesture == name), None)
                if concerned:
                    self.say(rule, concerned)
            if any(one.gesture == line.cut_off for one in unit):
                break
            if at == interrupted and self.say("aside", unit[-1]) and chance % 2:
                self.rest()
        unheard = next((one for one in line.sounding if one.gesture == line.cut_off and not one.heard), None)
        if unheard:
            self.say("cut", unheard)
        if line.left:
            self.say("empty", line.sounding[-1])
        if interrupted is None:
            self.say("aside", line.sounding[-1])
        self.say("end")
        self.rest()

    def pair(self, lines: Sequence[Line], wanted: tuple[object, ...]) -> None:
        """Two neighbours, in full, out of the movement in which they stand."""
        for line in lines:
            for two in zip(line.sounding, line.sounding[1:], strict=False):
                if {one.gesture for one in two} == set(wanted):
                    self.begin(line)
                    met = self._meeting(*two) is not None
                    for at, unit in enumerate([two] if met else [two[:1], two[1:]]):
                        self._unit(line, unit, two[0] if at else None, full=True)
                    self.rest()
                    return

    def _tell_change(self, line: Line, old: Run | None) -> str | None:
        """What is otherwise than it was, in rehearsal; the gesture that it concerns, where there was anything to say of it."""
        if old is None or _BEFORE_PEOPLE in self.turn.node.tags:
            return None
        rule, gesture, other = difference(run_of(line), old)
        if not rule:
            return None
        self.turn.bound = {**self.turn.bound, "gesture": gesture, "other": other}
        text, source = self._ruled(rule)
        self._tell(text, source)
        return gesture if source else None

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

    def _in_full(
        self, line: Line, units: Sequence[tuple[Sounding, ...]], fresh: frozenset[int], concerns: str | None
    ) -> list[int]:
        """Which of some units are told in full, the others in a clause: those that meet, what has been changed, what is held, what another
        carries, a half where nobody counts, and of the rest as many as a movement has room for."""
        found = []
        for at, unit in enumerate(units):
            if not any(line.sounding.index(one) in fresh for one in unit):
                continue
            again = unit[0].gesture == concerns and self._has_more(line, unit[0])
            if len(unit) == 2 or again or not (self._is_known(line, unit[0]) and self._has_less(unit[0])):
                found.append(at)
        most = FULL_IN_THE_LAST if line.name == self.form.scheme.movements[-1] else FULL
        names = [str(self.turn.shift), line.name, line.material, *(one.gesture for one in line.sounding)]

        def rank(at: int) -> tuple[bool, int]:
            unit = units[at]
            shown = any(not one.whole for one in unit) and not line.counted
            first = (
                shown
                or len(unit) == 2
                or any(one.gesture in (line.held, concerns) or one.carrier != SELF for one in unit)
            )
            return not first, crc32("\t".join([*names, unit[0].gesture]).encode())

        kept = sorted(found, key=rank)[:most]
        return [at for at in found if at in kept or len(units[at]) == 2 or self._clause(units[at][0]) is None]

    def _clause(self, one: Sounding) -> str | None:
        """The field in which a gesture is told briefly; none where it has none, or where it is not Sofia who is told of."""
        fields = self.turn.story.entities[one.gesture].fields
        return _BRIEFLY if _BRIEFLY in fields and one.carrier == SELF else None

    def _has_less(self, one: Sounding) -> bool:
        """Whether there is anything to say of a gesture that is not told in full."""
        return self._clause(one) is not None or bool(self.layer.rules.get("unchanged"))

    def _has_more(self, line: Line, one: Sounding) -> bool:
        """Whether there is an angle by which a gesture has not been told."""
        at = line.sounding.index(one)
        return any(not times and fits(angle, self.form, line, at) for angle, times in self._told(one.gesture).items())

    def _unit(self, line: Line, unit: tuple[Sounding, ...], before: Sounding | None, full: bool) -> None:
        if not full:
            for one in unit:
                link = self._link(before, one) if before and self.clauses >= CLAUSES else ("", None)
                self._tell(*link)
                self._briefly(one, led=before is None or bool(link[0]))
                before = one
            return
        if len(" ".join(self.told).split()) > LONG:
            self.rest()
        link = self._link(before, unit[0]) if before else ("", None)
        self._tell(*link)
        if len(unit) == 2:
            self._bind(*unit)
            meeting = self._meeting(*unit)
            assert meeting
            self._tell(self._rendered(meeting), meeting.id)
            self.used.append("")
        else:
            self._bind(unit[0])
            self._gesture(line, unit[0])

    def _briefly(self, one: Sounding, *, led: bool) -> None:
        """A gesture in a clause; where there is none for it, as what is not told again."""
        name = self._clause(one)
        if name is None:
            text, source = self._ruled("unchanged", one)
        else:
            self._bind(one)
            source = f"{one.gesture}.{name}"
            text = self.turn.render(self.turn.story.entities[one.gesture].fields[name], self.turn.count(source), source)
        if self.clauses >= CLAUSES:
            self._end_clause()
        self._join(text, source, led)

    def _is_known(self, line: Line, one: Sounding) -> bool:
        """Whether a gesture is to be told briefly."""
        told = self._told(one.gesture)
        if one.carrier != SELF and CARRIED in told:
            return told[CARRIED] > 0
        fitting = [angle for angle in told if fits(angle, self.form, line, line.sounding.index(one))]
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

    def _link(self, one: Sounding, other: Sounding) -> tuple[str, str | None]:
        """The sentence between two neighbours: how the one body gets from here to there, or how their tempers do."""
        if not meet(one, other) or self._meeting(one, other):
            return "", None
        text, source = self._ruled("between", one, other)
        if text:
            return text, source
        tempers = self.form.scheme.tempers
        names = (tempers.get(one.gesture, ""), tempers.get(other.gesture, ""))
        block = self._pair(lambda of: of == self.form.temper, one, other, *names)
        return ("", None) if block is None else (self._rendered(block), block.id)

    def _pair(self, of: Any, one: Sounding, other: Sounding, first: str, second: str) -> Block | None:
        """The first live block for two names."""
        self._bind(one, other)
        for pairs in self.turn.story.pairs.values():
            if of(pairs.of):
                for block in pairs.found(first, second):
                    if self.turn.holds(block.condition):
                        return block
        return None

    def _gesture(self, line: Line, one: Sounding) -> None:
        """A gesture by one of its angles; without any, as it looks."""
        turn = self.turn
        fields = turn.story.entities[one.gesture].fields
        before = Before(self._told(one.gesture), self.used, turn.shift)
        angle = angle_for(self.form, line, line.sounding.index(one), before)
        source = f"{one.gesture}.{angle}" if angle else one.gesture
        if angle:
            self.used.append(angle)
            self._tell(turn.render(fields[angle], turn.count(source), source), source)
        else:
            paragraphs: list[str] = []
            turn.run(turn.story.bodies[one.gesture].text.items, 0, one.gesture, paragraphs)
            self._tell(" ".join(paragraphs), source)
