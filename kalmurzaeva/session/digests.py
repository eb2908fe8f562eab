"""A short digest of a state, by which a replay finds out that the story has changed.

It is the same in every edition that means the same: a variable that stands at its first value is left out, so that a new one changes nothing, and
every name is the oldest that it has had, so that a renaming changes nothing. What was talked of is no part of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.state import State
from kalmurzaeva.model.story import Story


def digest(state: State) -> str:
    """Eight letters that say which state this is."""
    story = state.story
    oldest = _oldest(story)
    values = {}
    for name, value in state.values.items():
        variable = story.variables[name]
        if value is not variable.initial and value != variable.initial:
            first = {now: old for old, now in reversed(variable.values_were)}
            written = value if variable.of.is_plain else variable.of.to_json(variable, value)
            follow = _valued(first, oldest) if first else oldest
            values[variable.was[0] if variable.was else name] = renamed_in(written, follow)
    said = [
        oldest(state.node),
        oldest(state.back) if state.back else None,
        state.since,
        state.turn,
        values,
        renamed_in(dict(state.shown), oldest) if story.renamed else dict(state.shown),
        renamed_in(dict(state.visits), oldest) if story.renamed else dict(state.visits),
    ]
    return hashlib.blake2b(json.dumps(said, sort_keys=True).encode("ascii"), digest_size=4).hexdigest()


def _valued(first: Mapping[str, str], oldest: Callable[[str], str]) -> Callable[[str], str]:
    return lambda word: first.get(word, oldest(word))


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
        variable.was[0] if variable.was else name: renamed_in(variable.of.to_json(variable, variable.initial), oldest)
        for name, variable in story.variables.items()
    }


@once_a_story
def _oldest(story: Story) -> Callable[[str], str]:
    """What leads a name to the oldest that it had: `was:` names the oldest first."""
    first: dict[str, str] = {}
    for old, now in story.renamed.items():
        first.setdefault(now, old)

    def oldest(name: str) -> str:
        if not first:
            return name
        name = first.get(name, name)
        passage, slash, rest = name.partition("/")
        return f"{first.get(passage, passage)}/{rest}" if slash else name

    return oldest
