"""From any saved game that was ever written to one that this edition of the game and of the story can play.

A *format* is a number: how a session is written. `CHANGES` says what changed at each; the *floor* is the oldest that can be read, the *ceiling*
the newest. A *loss* is what the story no longer has, in the words of a list: `the value "tired" of mood`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.state import State, StateError, follow_values, followed, saved_under
from kalmurzaeva.model.story import Layer, Story
from kalmurzaeva.session.digests import renamed_in

# What changed at each format.
CHANGES = {
    1: "as shipped with 0.2.0: seed, journal as [parent, commands, line], cursor, undone, state, perhaps start and notes",
    2: "a digest in each turn of the journal; the story's fingerprint and first values; the last beat; left; anchors",
    3: "in each turn of the journal the place that it led to and the words of what was chosen, null where nobody knows; marks",
}
FLOOR, CEILING = min(CHANGES), max(CHANGES)
_MOST_NAMED = 12
# What makes the name of a sequence's count out of conditions, and numbers those that would be alike.
_JOINTS = re.compile(r"\belse\b|\bnot\b| / |\?| \(\d+\)$")


class NodeGoneError(StateError):
    """The place where a game stands is not in the story any more."""


def migrated(data: Any) -> dict[str, Any]:
    """A session as the ceiling writes it. Raises StateError."""
    if not isinstance(data, dict):
        raise StateError("a session is a JSON object")
    number = data.get("format")
    if not isinstance(number, int) or isinstance(number, bool) or number < FLOOR:
        raise StateError("it does not say which format it is")
    if number > CEILING:
        raise StateError("it was written by a newer version of the game")
    while number < CEILING:
        data, number = _STEPS[number](data), number + 1
    found: dict[str, Any] = data
    return found


def _from_1(data: dict[str, Any]) -> dict[str, Any]:
    """Without digests a replay is compared with the saved state alone."""
    return {**data, "format": 2, "journal": _widened(data.get("journal"), 3, [""])}


def _from_2(data: dict[str, Any]) -> dict[str, Any]:
    """What the places and the choices were called is found out by a replay, when it is asked for."""
    return {**data, "format": 3, "journal": _widened(data.get("journal"), 4, [None, None])}


def _widened(journal: Any, columns: int, more: list[Any]) -> Any:
    if not isinstance(journal, list):
        return journal
    return [[*row, *more] if isinstance(row, list) and len(row) == columns else row for row in journal]


_STEPS = {1: _from_1, 2: _from_2}


# ── Another edition ────────────────────────────────────────────────────────────────────────────────────────────


def carried(story: Story, data: Any, *, counted: bool = True) -> tuple[State, list[str]]:
    """A saved state by its names, and what the story no longer has of it, `counted` with how often what was
    shown. Raises StateError, NodeGoneError where the place itself is gone."""
    if not isinstance(data, dict) or not isinstance(data.get("values", {}), dict):
        return State.from_data(story, data), []
    losses: list[str] = []
    values = _values(story, data.get("values", {}), losses)
    back = data.get("back")
    if isinstance(back, str) and followed(story, back) not in story.nodes:
        losses.append(f'the place to return to, "{_shown(back)}"')
        back = None
    node = data.get("node")
    if isinstance(node, str) and followed(story, node) not in story.nodes:
        raise NodeGoneError(f'the story has no place called "{_shown(node)}"')
    state = State.from_data(story, {**data, "values": values, "back": back})
    losses += _lost_counts(story, state) if counted else []
    return state, losses


def _values(story: Story, values: Mapping[str, Any], losses: list[str]) -> dict[str, Any]:
    """The values that still fit. Those that do not are named."""
    fitting: dict[str, Any] = {}
    known: set[str] = set()
    for name, variable in story.variables.items():
        old = saved_under(variable, values)
        known.add(old)
        written = values.get(old)
        if written is None:
            continue
        follow = follow_values(story, variable)
        try:
            value = variable.of.to_json(variable, variable.of.from_json(variable, written, follow))
        except ValueError:
            losses.append(f'what "{name}" was')
            continue
        fitting[name] = written
        wanted = renamed_in(written, follow)
        if value != wanted:
            gone = [word for word in _members(wanted) if word not in _members(value)]
            losses += [f'"{_shown(word)}" of {name}' for word in gone] or [f"the value {_value(written)} of {name}"]
    for name in sorted(values.keys() - known):
        # What never left "no", nought or nothing is not missed.
        if values[name]:
            losses.append(f'"{_shown(name)}", which was {_value(values[name])}')
    return fitting


def _members(written: Any) -> list[str]:
    """The names in a saved set: an object, or in one that keeps its order a list of rows."""
    if isinstance(written, dict):
        return list(written)
    if isinstance(written, list):
        return [row[0] for row in written if isinstance(row, list) and row and isinstance(row[0], str)]
    return []


def _lost_counts(story: Story, state: State) -> list[str]:
    """Places that were visited and blocks that were shown, and are gone."""
    places = sorted(name for name in state.visits if name not in story.nodes)
    ids: dict[str, frozenset[str]] = {}
    blocks = []
    for name in sorted(state.shown):
        passage = name.partition("/")[0]
        if passage in places:
            continue
        if passage not in ids:
            ids[passage] = _ids(story, passage)
        if not _counts(story, name, ids[passage], _files(story, passage)):
            blocks.append(name)
    return [f'the place "{_shown(name)}"' for name in places] + [f'"{_shown(name)}"' for name in blocks]


def _counts(story: Story, name: str, ids: frozenset[str], files: frozenset[str]) -> bool:
    """Whether a count is one of a block that there is: of the block, or of a sequence in it, `block?condition`."""
    if name in ids:
        return True
    for at, char in enumerate(name):
        if char == "?" and name[:at] in ids:
            pieces = [piece.strip() for piece in _JOINTS.split(name[at + 1 :])]
            return any(all(piece in _spaced(story, file) for piece in pieces) for file in files)
    return False


@once_a_story
def _spaced(story: Story, file: str) -> str:
    return " ".join(story.sources.get(file, "").split())


def _files(story: Story, passage: str) -> frozenset[str]:
    return frozenset(block.span.file for layer in _layers(story, passage) for block in layer.blocks)


def _ids(story: Story, passage: str) -> frozenset[str]:
    return frozenset(block.id for layer in _layers(story, passage) for block in layer.blocks) | {passage}


def _layers(story: Story, passage: str) -> list[Layer]:
    layers: list[Layer] = [held[passage] for held in (story.always, story.defaults) if passage in held]
    if passage in story.nodes:
        layers.append(story.nodes[passage].layer)
    if passage in story.bodies:
        layers.append(story.bodies[passage].layer)
    return layers


def _value(data: Any) -> str:
    if isinstance(data, bool):
        return "yes" if data else "no"
    if isinstance(data, Mapping):
        return ", ".join(f'"{_shown(name)}"' for name in list(data)[:_MOST_NAMED])
    return f'"{_shown(data)}"' if isinstance(data, str) else _shown(str(data))


def _shown(name: str) -> str:
    return clean(name)[:60]


def told(losses: Iterable[str]) -> str:
    """What is lost, as one sentence; "" for nothing."""
    named = list(losses)
    if not named:
        return ""
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    return f"The story has changed since this was saved, and no longer has {', '.join(named[:_MOST_NAMED])}{more}."
