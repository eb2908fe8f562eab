"""Where one game is: a frozen State, and its form as JSON.

The JSON holds names only, never positions, so that it survives an edit of the story: `{"node": "studio_four", "values":
{"late": true}, "shown": {"studio_four/touch radiator": 2}, …}`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attrs import asdict, field, frozen

from kalmurzaeva.choreography import Piece
from kalmurzaeva.marks import clean, clean_paragraph
from kalmurzaeva.model import Command, Members, Question, Story, Talk, Value, Variable

_TALK_IDS = ("it", "him", "her", "them", "there", "partner", "refusal")


class StateError(ValueError):
    """A text that is not a state of this story. The message is a sentence for a person."""


@frozen
class State:
    """One moment of a game. The mappings are never changed: a step makes new ones.

    `back` is the node to return to from a visit; `shown` counts blocks, `visits` entries of nodes; `since` is turns since
    entering. `talk` is what pronouns stand for and what was last said."""

    story: Story = field(repr=False, eq=False)
    node: str
    values: Mapping[str, Value]
    back: str | None = None
    shown: Mapping[str, int] = field(factory=dict)
    visits: Mapping[str, int] = field(factory=dict)
    since: int = 0
    turn: int = 0
    seed: int = 0
    talk: Talk = field(factory=Talk)

    def to_json(self) -> str:
        """The state as one line of JSON, keys sorted."""
        return json.dumps(self.to_data(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def to_data(self) -> dict[str, Any]:
        """The state as plain data."""
        data: dict[str, Any] = {
            "node": self.node,
            "values": {name: _value_data(self.story.variables[name], value) for name, value in self.values.items()},
            "shown": dict(self.shown),
            "visits": dict(self.visits),
            "since": self.since,
            "turn": self.turn,
            "seed": self.seed,
        }
        if self.back:
            data["back"] = self.back
        talk = {name: getattr(self.talk, name) for name in _TALK_IDS if getattr(self.talk, name)}
        if self.talk.last:
            talk["last"] = self.talk.last.to_json()
        if self.talk.misread:
            talk["misread"] = list(self.talk.misread)
        if self.talk.question:
            asked = asdict(self.talk.question, recurse=False)
            talk["question"] = asked | {
                "options": [[label, command.to_json()] for label, command in self.talk.question.options]
            }
        if talk:
            data["talk"] = talk
        return data

    @classmethod
    def from_json(cls, story: Story, text: str) -> State:
        """The inverse of `to_json`. Raises StateError with a reason."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise StateError("this is not JSON") from error
        return cls.from_data(story, data)

    @classmethod
    def from_data(cls, story: Story, data: Any) -> State:
        """A state from plain data. Names that the story has changed are followed; variables that it no longer has are
        dropped and new ones begin at their first value. Raises StateError with a reason."""
        if not isinstance(data, dict):
            raise StateError("a state is a JSON object")
        node = followed(story, _text(data, "node"))
        if node not in story.nodes:
            raise StateError(f'the story has no place called "{clean(node)[:60]}"')
        back = data.get("back")
        if back is not None and (not isinstance(back, str) or followed(story, back) not in story.nodes):
            raise StateError("the place to return to is not in the story")
        values = data.get("values", {})
        if not isinstance(values, dict):
            raise StateError('"values" is not an object')
        return cls(
            story=story,
            node=node,
            values=_values(story, values),
            back=followed(story, back) if back else None,
            shown=_counts(story, data, "shown"),
            visits=_counts(story, data, "visits"),
            since=_number(data, "since"),
            turn=_number(data, "turn"),
            seed=_seed(data),
            talk=_talk(data.get("talk", {})),
        )


def followed(story: Story, name: str) -> str:
    """The name that `name` has in this version of the story. Ids of blocks follow their passage, too."""
    if name in story.renamed:
        return story.renamed[name]
    passage, slash, rest = name.partition("/")
    if slash and passage in story.renamed:
        return story.renamed.get(f"{story.renamed[passage]}/{rest}", f"{story.renamed[passage]}/{rest}")
    return name


def _value_data(variable: Variable, value: Value) -> Any:
    if isinstance(value, Piece):
        return value.to_data()
    if isinstance(value, Members):
        # The keys of an object are sorted: a set in order is a list.
        rows = [[name, *entry] for name, entry in value.entries.items()]
        return rows if variable.ordered else {name: entry for name, *entry in rows}
    return value


def _values(story: Story, saved: Mapping[str, Any]) -> dict[str, Value]:
    """All values. A piece holds nothing that was not got."""
    values = {name: _value(story, variable, saved.get(name)) for name, variable in story.variables.items()}
    for name, variable in story.variables.items():
        held = values[name]
        if variable.piece and isinstance(held, Piece):
            values[name] = held.only(values[variable.piece.kept])
    return values


def _value(story: Story, variable: Variable, value: Any) -> Value:
    """A saved value, or the first one where the variable has none or it no longer fits."""
    if variable.kind == "flag" and isinstance(value, bool):
        return value
    if variable.kind == "number" and isinstance(value, int) and not isinstance(value, bool):
        return max(variable.low, min(variable.high, value))
    if variable.kind == "one" and isinstance(value, str):
        now = followed(story, value)
        return now if now in variable.domain else variable.initial
    if variable.piece and value is not None:
        try:
            return Piece.from_data(value, variable.piece.scheme, lambda name: followed(story, name))
        except ValueError as error:
            raise StateError(f'"{clean(variable.name)}" is not a piece: {error}') from error
    if variable.kind == "set" and isinstance(value, dict | list):
        entries = {}
        for name, entry in value.items() if isinstance(value, dict) else _rows(variable, value):
            member = followed(story, name)
            if not isinstance(entry, list) or len(entry) != 2 or not all(isinstance(part, str) for part in entry):
                raise StateError(f'"{clean(variable.name)}" is not a set')
            entries[member] = (clean(followed(story, entry[0])), clean(entry[1]))
        known = variable.members(entries)
        return Members(dict(list(known.entries.items())[: variable.limit or None]))
    if value is None:
        return variable.initial
    raise StateError(f'the value of "{variable.name}" is not a {variable.kind}')


def _rows(variable: Variable, rows: list[Any]) -> list[tuple[str, list[Any]]]:
    """The members of a set in order."""
    if not all(isinstance(row, list) and row and isinstance(row[0], str) for row in rows):
        raise StateError(f'"{clean(variable.name)}" is not a set')
    return [(row[0], row[1:]) for row in rows]


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str):
        raise StateError(f'"{key}" is not a name')
    return value


def _number(data: Mapping[str, Any], key: str) -> int:
    value = data.get(key, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise StateError(f'"{key}" is not a number')
    return value


def _seed(data: Mapping[str, Any]) -> int:
    seed = data.get("seed", 0)
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise StateError('"seed" is not a number')
    return seed


def _counts(story: Story, data: Mapping[str, Any], key: str) -> dict[str, int]:
    counts = data.get(key, {})
    if not isinstance(counts, dict):
        raise StateError(f'"{key}" is not an object')
    for value in counts.values():
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
            raise StateError(f'"{key}" holds something that is not a count')
    return {followed(story, name): value for name, value in counts.items()}


def _talk(data: Any) -> Talk:
    if not isinstance(data, dict):
        raise StateError('"talk" is not an object')
    ids = {name: clean_paragraph(data[name]) for name in _TALK_IDS if isinstance(data.get(name), str)}
    try:
        last = Command.from_json(data["last"]) if "last" in data else None
        question = None
        if asked := data.get("question"):
            options = tuple((clean_paragraph(label), Command.from_json(command)) for label, command in asked["options"])
            question = Question(clean_paragraph(asked["prompt"]), options, clean_paragraph(asked["template"]))
    except (ValueError, TypeError, KeyError) as error:
        raise StateError("the conversation in this state is damaged") from error
    misread = data.get("misread")
    if not (isinstance(misread, list) and len(misread) == 2 and all(isinstance(part, str) for part in misread)):
        misread = None
    return Talk(**ids, last=last, question=question, misread=tuple(misread) if misread else None)
