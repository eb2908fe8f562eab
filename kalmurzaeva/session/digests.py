"""A short digest of a state, by which a replay finds out that the story has changed.

It is the same in every edition that means the same: a variable that stands at its first value is left out, so that a new one changes nothing, and
every name is the oldest that it has had, so that a renaming changes nothing. What was talked of is no part of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.state import State, new_names, renamed_within
from kalmurzaeva.model.story import Story
from kalmurzaeva.model.values import Value, Variable
from kalmurzaeva.session.written import as_json


def digest(state: State) -> str:
    """Eight letters that say which state this is."""
    story = state.story
    oldest = _oldest(story)
    values = {}
    for name, value in state.values.items():
        variable = story.variables[name]
        if value is not variable.initial and value != variable.initial:
            values[variable.was[0] if variable.was else name] = _in_oldest(variable, value, oldest)
    said = [
        oldest(state.node),
        oldest(state.back) if state.back else None,
        state.since,
        state.turn,
        values,
        dict(state.shown) if oldest is str else renamed_in(dict(state.shown), oldest),
        dict(state.visits) if oldest is str else renamed_in(dict(state.visits), oldest),
    ]
    return hashlib.blake2b(json.dumps(said, sort_keys=True).encode("ascii"), digest_size=4).hexdigest()


def _in_oldest(variable: Variable, value: Value, oldest: Callable[[str], str]) -> Any:
    """A value as plain data, in the oldest names that there were."""
    first = {now: old for old, now in reversed(variable.values_were)}
    written = value if variable.of.is_plain else variable.of.to_json(variable, value)
    return renamed_in(written, (lambda word: first.get(word, oldest(word))) if first else oldest)


def renamed_in(data: Any, rename: Callable[[str], str]) -> Any:
    """Plain data with every name in it renamed."""
    if isinstance(data, str):
        return rename(data)
    if isinstance(data, dict):
        return {rename(name): renamed_in(value, rename) for name, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [renamed_in(value, rename) for value in data]
    return data


@once_a_story
def initials(story: Story) -> dict[str, Any]:
    """The first value of every variable, by its oldest name: what digests leave out."""
    oldest = _oldest(story)
    return {
        variable.was[0] if variable.was else name: _in_oldest(variable, variable.initial, oldest)
        for name, variable in story.variables.items()
    }


@once_a_story
def written_initials(story: Story) -> bytes:
    """`initials` as JSON."""
    return as_json(initials(story))


@once_a_story
def _oldest(story: Story) -> Callable[[str], str]:
    """What leads a name to the oldest that it had: `was:` names the oldest first."""
    first: dict[str, str] = {}
    for old, now in story.renamed.items():
        first.setdefault(now, old)
    within: dict[str, str] = {}
    for old, now in new_names(story).items():
        within.setdefault(now, old)
    known: dict[str, str] = {}

    def oldest(name: str) -> str:
        name = first.get(name, name)
        passage, slash, rest = name.partition("/")
        return f"{first.get(passage, passage)}/{rest}" if slash else name

    def oldest_of_counts(name: str) -> str:
        if name not in known:
            block, mark, condition = name.partition("?")
            known[name] = f"{oldest(block)}?{renamed_within(condition, within, oldest)}" if mark else oldest(name)
        return known[name]

    return oldest_of_counts if first or within else str
