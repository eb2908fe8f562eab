"""Where one game is: a frozen State, and its form as JSON.

The JSON holds names only, never positions, so that it survives an edit of the story: `{"node": "stage_empty", "values":
{"late": true}, "shown": {"stage_empty/touch radiator": 2}, …}`.
"""

# ruff: noqa: RUF009  # `_saved` makes an attrs field
from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, field, fields, frozen

from kalmurzaeva.model.markup import clean, clean_paragraph
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Command, Question, Story, Talk
from kalmurzaeva.model.values import Value, Variable


class StateError(ValueError):
    """A text that is not a state of this story. The message is a sentence for a person."""


def text_of(data: Any) -> str:
    """Plain data as one line of JSON, keys sorted."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def data_of(text: str) -> Any:
    """The inverse of `text_of`. Raises StateError where the text is no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StateError("this is not JSON") from error


Reader = Callable[[Story, Mapping[str, Any], str], Any]
Writer = Callable[[Story, Any], Any]


def _saved(read: Reader, write: Writer | None = None, **more: Any) -> Any:
    """A field that is part of a state: how it is read out of plain data, `read(story, data, name)`, and how it is written, if it is not plain data
    already. What is written as None is left out."""
    return field(metadata={"read": read, "write": write}, **more)


# ── Reading the parts ──────────────────────────────────────────────────────────────────────────────────────────


def followed(story: Story, name: str) -> str:
    """The name that `name` has in this version of the story. Ids of blocks follow their passage, too, and the names of counts in a block,
    `block?condition`, the names in their condition."""
    block, mark, condition = name.partition("?")
    if mark and condition:
        return (
            f"{_followed(story, block)}?{renamed_within(condition, new_names(story), lambda id: _followed(story, id))}"
        )
    return _followed(story, name)


def _followed(story: Story, name: str) -> str:
    if name in story.renamed:
        return story.renamed[name]
    passage, slash, rest = name.partition("/")
    if slash and passage in story.renamed:
        return story.renamed.get(f"{story.renamed[passage]}/{rest}", f"{story.renamed[passage]}/{rest}")
    return name


_NAMES = re.compile(r'"[^"]*"|[a-z_][a-z0-9_]*')


def renamed_within(condition: str, names: Mapping[str, str], ids: Callable[[str], str]) -> str:
    """A condition with its names written otherwise; `ids` knows those of blocks, which stand in quotation marks."""
    return _NAMES.sub(
        lambda found: f'"{ids(found[0][1:-1])}"' if found[0][0] == '"' else names.get(found[0], found[0]), condition
    )


@once_a_story
def new_names(story: Story) -> Mapping[str, str]:
    """From the names that passages, variables and values had to those that they have; without those of which another is called so now."""
    found = {old: now for old, now in story.renamed.items() if "/" not in old}
    for variable in story.variables.values():
        found |= dict.fromkeys(variable.was, variable.name) | dict(variable.values_were)
    taken = {*story.variables, *story.nodes, *story.bodies}.union(
        *(variable.domain for variable in story.variables.values())
    )
    return {old: now for old, now in found.items() if old not in taken}


def _node(story: Story, data: Mapping[str, Any], key: str) -> str:
    node = followed(story, _text(data, key))
    if node not in story.nodes:
        raise StateError(f'the story has no place called "{clean(node)[:60]}"')
    return node


def _back(story: Story, data: Mapping[str, Any], key: str) -> str | None:
    back = data.get(key)
    if back is not None and (not isinstance(back, str) or followed(story, back) not in story.nodes):
        raise StateError("the place to return to is not in the story")
    return followed(story, back) if back else None


def _values(story: Story, data: Mapping[str, Any], key: str) -> dict[str, Value]:
    values = data.get(key, {})
    if not isinstance(values, dict):
        raise StateError('"values" is not an object')
    found = {
        name: _value(story, variable, values.get(saved_under(variable, values)))
        for name, variable in story.variables.items()
    }
    return {name: story.variables[name].of.beside(story.variables[name], value, found) for name, value in found.items()}


def saved_under(variable: Variable, values: Mapping[str, Any]) -> str:
    """The name under which saved values hold a variable: its own, or one that it had."""
    if variable.name in values or not variable.was:
        return variable.name
    return next((old for old in reversed(variable.was) if old in values), variable.name)


def follow_values(story: Story, variable: Variable) -> Callable[[str], str]:
    """What leads an old name in a variable's value to the one it has now."""
    were = dict(variable.values_were)
    return lambda name: were[name] if name in were else followed(story, name)


def _values_data(story: Story, values: Mapping[str, Value]) -> dict[str, Any]:
    variables, first = story.variables, _initials_data(story)
    data: dict[str, Any] = {}
    for name, value in values.items():
        variable = variables[name]
        if variable.of.is_plain:
            data[name] = value
        else:
            data[name] = first[name] if value is variable.initial else variable.of.to_json(variable, value)
    return data


@once_a_story
def _initials_data(story: Story) -> dict[str, Any]:
    """The first values of the variables whose values are not plain, as plain data: most are what they were."""
    changing = (variable for variable in story.variables.values() if not variable.of.is_plain)
    return {variable.name: variable.of.to_json(variable, variable.initial) for variable in changing}


def _mapping_data(_story: Story, counts: Mapping[str, int]) -> dict[str, int]:
    return dict(counts)


def _value(story: Story, variable: Variable, data: Any) -> Value:
    """A saved value, or the first one where the variable has none or it no longer fits."""
    if data is None:
        return variable.initial
    try:
        return variable.of.from_json(variable, data, follow_values(story, variable))
    except ValueError as error:
        raise StateError(f'the value of "{clean(variable.name)}" is not a {variable.kind}') from error


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str):
        raise StateError(f'"{key}" is not a name')
    return value


def _number(_story: Story, data: Mapping[str, Any], key: str) -> int:
    value = data.get(key, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise StateError(f'"{key}" is not a number')
    return value


def _seed(_story: Story, data: Mapping[str, Any], key: str) -> int:
    seed = data.get(key, 0)
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


# ── What was talked of ─────────────────────────────────────────────────────────────────────────────────────────


def _question_data(question: Question) -> dict[str, Any]:
    options = [[label, command.to_json()] for label, command in question.options]
    return {"prompt": question.prompt, "options": options, "template": question.template}


def _question(data: Any) -> Question:
    options = tuple((clean_paragraph(label), Command.from_json(command)) for label, command in data["options"])
    return Question(clean_paragraph(data["prompt"]), options, clean_paragraph(data["template"]))


def _misread(data: Any) -> tuple[str, str] | None:
    fits = isinstance(data, list) and len(data) == 2 and all(isinstance(part, str) for part in data)
    return (data[0], data[1]) if fits else None


def _ids(data: Any) -> tuple[str, ...]:
    return tuple(map(str, data)) if isinstance(data, list) else ()


def _words(data: Any) -> str | None:
    return clean_paragraph(data) if isinstance(data, str) else None


# How each field of a Talk is read and written. Those that are not here are words or an id.
_TALK: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "last": (Command.from_json, Command.to_json),
    "refused": (Command.from_json, Command.to_json),
    "question": (_question, _question_data),
    "misread": (_misread, list),
    "told": (_ids, list),
    "listed": (_ids, list),
    "steered": (bool, bool),
}


def _talk_data(_story: Story, talk: Talk) -> dict[str, Any] | None:
    held = ((part.name, getattr(talk, part.name)) for part in fields(Talk))
    return {name: _TALK[name][1](value) if name in _TALK else value for name, value in held if value} or None


def _talk(_story: Story, data: Mapping[str, Any], key: str) -> Talk:
    talk = data.get(key, {})
    if not isinstance(talk, dict):
        raise StateError('"talk" is not an object')
    try:
        read: dict[str, Any] = {
            part.name: _TALK[part.name][0](talk[part.name]) if part.name in _TALK else _words(talk[part.name])
            for part in fields(Talk)
            if talk.get(part.name)
        }
        return Talk(**read)
    except (ValueError, TypeError, KeyError) as error:
        raise StateError("the conversation in this state is damaged") from error


# ── A state ────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class State:
    """One moment of a game. The mappings are never changed: a step makes new ones.

    `back` is the node to return to from a visit; `shown` counts blocks, `visits` entries of nodes; `since` is turns since
    entering. `talk` is what pronouns stand for and what was last said.

    Each field says itself how it is saved. One that is added here wants nothing more than a Turn that changes it; `test_state` says so where it
    is forgotten."""

    story: Story = field(repr=False, eq=False)
    node: str = _saved(_node)
    values: Mapping[str, Value] = _saved(_values, _values_data)
    back: str | None = _saved(_back, default=None)
    shown: Mapping[str, int] = _saved(_counts, _mapping_data, factory=dict)
    visits: Mapping[str, int] = _saved(_counts, _mapping_data, factory=dict)
    since: int = _saved(_number, default=0)
    turn: int = _saved(_number, default=0)
    seed: int = _saved(_seed, default=0)
    talk: Talk = _saved(_talk, _talk_data, factory=Talk)
    # What views have worked out from this state; never part of it, and copied to none that differs in more than what was talked of.
    memo: dict[str, Any] = field(factory=dict, init=False, eq=False, repr=False)

    def to_json(self) -> str:
        """The state as one line of JSON, keys sorted."""
        return text_of(self.to_data())

    def to_data(self) -> dict[str, Any]:
        """The state as plain data."""
        data = {}
        for part in PARTS:
            value, write = getattr(self, part.name), part.metadata["write"]
            if (written := value if write is None else write(self.story, value)) is not None:
                data[part.name] = written
        return data

    @classmethod
    def from_json(cls, story: Story, text: str) -> State:
        """The inverse of `to_json`. Raises StateError with a reason."""
        return cls.from_data(story, data_of(text))

    @classmethod
    def from_data(cls, story: Story, data: Any) -> State:
        """A state from plain data. Names that the story has changed are followed; variables that it no longer has are
        dropped and new ones begin at their first value. Raises StateError with a reason."""
        if not isinstance(data, dict):
            raise StateError("a state is a JSON object")
        return cls(story=story, **{part.name: part.metadata["read"](story, data, part.name) for part in PARTS})

    def spoken_on(self, talk: Talk) -> State:
        """The same state with something else talked of. Nothing that views work out depends on that."""
        if talk is self.talk:
            return self
        other = evolve(self, talk=talk)
        other.memo.update(self.memo)
        return other

    def is_same_game(self, other: State) -> bool:
        """Whether two states differ in nothing but what was talked of."""
        return all(
            (mine := getattr(self, part.name)) is (theirs := getattr(other, part.name)) or mine == theirs
            for part in PARTS
            if part.name != "talk"
        )


# The fields that are saved, in order.
PARTS = tuple(part for part in fields(State) if "read" in part.metadata)
