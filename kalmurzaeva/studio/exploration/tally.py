"""What was seen in some playthroughs, added up: the only thing that measures are made from.

Tallies of different runs can be joined, in the order of the runs, and written as JSON. Keys that need several names join them with a tab, e.g.
`"plies\\tradiator"` for a noun that a block named.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from attrs import asdict, define, field, fields

MOST_STUCK = 20
# A hub whose choices go one by one is no hundred decisions.
DECISIONS_A_NODE = 3


def together(*names: str) -> str:
    """Several names as one key."""
    return "\t".join(names)


def apart(key: str) -> list[str]:
    """The names of a key."""
    return key.split("\t")


@define
class Tally:
    """Counts over runs. Lists hold one entry a run; `Counter`s count runs where no word below says otherwise.

    `acts` counts words for each act: all, fresh (said for the first time in the run), spoken, repeated; and the runs that came into it. `repeats` counts words said again by
    block. `stretches` counts, for each act, stretches between decisions or discoveries by their length in words; `longest` has the longest that ended in a node.
    `sets` has what an option or a reply changed and where; `spoke` which block spoke in which node. `nouns` counts the concrete nouns that a
    block named, by what answers EXAMINE there and then, `nouns_elsewhere` those of talk and memory; `replies` holds such answers' words. `decisions` holds, by node, a state for each of the first few sets of choices that it offered."""

    words: list[int] = field(factory=list)
    turns: list[int] = field(factory=list)
    repeated: list[int] = field(factory=list)
    players: Counter[str] = field(factory=Counter)
    endings: Counter[str] = field(factory=Counter)
    ending_texts: dict[str, list[list[str]]] = field(factory=dict)
    acts: dict[str, Counter[str]] = field(factory=dict)
    stretches: dict[str, Counter[str]] = field(factory=dict)
    longest: dict[str, int] = field(factory=dict)
    repeats: Counter[str] = field(factory=Counter)
    nodes: Counter[str] = field(factory=Counter)
    blocks: Counter[str] = field(factory=Counter)
    offered: Counter[str] = field(factory=Counter)
    taken: Counter[str] = field(factory=Counter)
    tried: Counter[str] = field(factory=Counter)
    sets: dict[str, dict[str, int]] = field(factory=dict)
    spoke: dict[str, int] = field(factory=dict)
    nouns: Counter[str] = field(factory=Counter)
    nouns_elsewhere: Counter[str] = field(factory=Counter)
    replies: dict[str, str] = field(factory=dict)
    decisions: dict[str, dict[str, str]] = field(factory=dict)
    stuck: list[dict[str, Any]] = field(factory=list)
    stuck_runs: int = 0

    @property
    def runs(self) -> int:
        return len(self.words)

    def act(self, name: str) -> Counter[str]:
        """The counts of one act."""
        return self.acts.setdefault(name, Counter())

    def wants_decision(self, node: str, key: str) -> bool:
        """Whether a set of choices is new, and its node has not enough of them yet."""
        kept = self.decisions.get(node, {})
        return key not in kept and len(kept) < DECISIONS_A_NODE

    def add(self, other: Tally) -> None:
        """Takes in the tally of later runs."""
        for attribute in fields(Tally):
            mine, theirs = getattr(self, attribute.name), getattr(other, attribute.name)
            if isinstance(mine, int):
                setattr(self, attribute.name, mine + theirs)
            elif isinstance(mine, list):
                mine.extend(theirs)
            elif isinstance(mine, Counter):
                mine.update(theirs)
            elif attribute.name == "longest":
                for name, most in theirs.items():
                    mine[name] = max(most, mine.get(name, 0))
            elif attribute.name == "decisions":
                for node, kept in theirs.items():
                    for key, saved in kept.items():
                        if self.wants_decision(node, key):
                            mine.setdefault(node, {})[key] = saved
            else:
                _join(mine, theirs)
        del self.stuck[MOST_STUCK:]

    def to_data(self) -> dict[str, Any]:
        """The tally as plain data."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Tally:
        """The inverse of `to_data`. Raises ValueError where it is none."""
        tally = cls()
        for attribute in fields(cls):
            given: Any = data.get(attribute.name)
            own: Any = getattr(tally, attribute.name)
            if not isinstance(given, dict if isinstance(own, dict) else type(own)):
                raise ValueError(f'"{attribute.name}" is missing or damaged')
            if attribute.name in ("acts", "stretches"):
                given = {name: Counter(counts) for name, counts in given.items()}
            setattr(tally, attribute.name, Counter(given) if isinstance(own, Counter) else given)
        return tally


def _join(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    for name, value in theirs.items():
        if isinstance(value, Counter):
            mine.setdefault(name, Counter()).update(value)
        elif isinstance(value, dict):
            mine.setdefault(name, {}).update(value)
        else:
            mine.setdefault(name, value)
