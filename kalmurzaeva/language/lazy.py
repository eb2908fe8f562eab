"""Names to values that are made when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class Lazy(dict[str, T]):
    """Names to values that are made when first asked for. The dict holds those that are made, so that asking again is asking a dict; whoever
    counts, lists or looks for names is answered for all of them."""

    def __init__(self, names: tuple[str, ...], make: Callable[[str], T]) -> None:
        super().__init__()
        self._names = dict.fromkeys(names)
        self._make = make

    def __missing__(self, name: str) -> T:
        if name not in self._names:
            raise KeyError(name)
        self[name] = made = self._make(name)
        return made

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    # As for any mapping: by the four above, and not by what the dict holds.
    get: Any = Mapping.get
    keys: Any = Mapping.keys
    items: Any = Mapping.items
    values: Any = Mapping.values
    __eq__: Any = Mapping.__eq__
    __hash__: Any = None  # type: ignore[misc]  # as in every dict
    __reversed__: Any = None
