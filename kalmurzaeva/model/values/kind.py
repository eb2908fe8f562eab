"""What every kind of variable can do, and a Variable, which is of one of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from attrs import field, frozen

if TYPE_CHECKING:
    from kalmurzaeva.choreography.piece import Piece
    from kalmurzaeva.model.values.piece import PieceForm
    from kalmurzaeva.model.values.set import Members

Value: TypeAlias = "bool | int | str | Members | Piece"
NAME = r"(?P<name>[a-z_][a-z0-9_]*)"


@frozen
class Span:
    """A stretch of a story file: `start` and `end` count characters from 0. Lines are worked out when shown."""

    file: str
    start: int
    end: int


class DeclarationError(ValueError):
    """A line that declares nothing. The message says why, in words that follow "This declaration cannot be read: "."""


@frozen
class Change:
    """An effect carried out: `~ kept += hem by asked`, in a node. `how` is the way in which a member joins a set; `values` are all values before
    it. For a piece `op` is the name of an edit, and the value the names that it takes."""

    op: str
    value: Any
    how: str
    node: str
    values: Mapping[str, Value] = field(factory=dict)


class Kind(ABC):
    """A kind of variable. It holds nothing: everything is asked of it with the variable."""

    name: ClassVar[str]
    example: ClassVar[str]
    # The operators that an effect may have, and the types of expression that may be given.
    operators: ClassVar[tuple[str, ...]] = ("=",)
    accepts: ClassVar[tuple[str, ...]]
    # Whether its values are names of its domain, and whether a value holds several.
    is_named: ClassVar[bool] = False
    holds_members: ClassVar[bool] = False
    # Whether a value is plain data as it is.
    is_plain: ClassVar[bool] = True
    # Whether `~ late` and `~ not late` change it.
    is_switch: ClassVar[bool] = False

    @abstractmethod
    def declare(self, line: str, kinds: Mapping[str, tuple[str, ...]]) -> dict[str, Any] | None:
        """The fields of the variable that a line declares; None where it is not of this kind. Raises DeclarationError."""

    @abstractmethod
    def apply(self, variable: Variable, held: Value, change: Change) -> Value:
        """The value after an effect: `held` where it cannot be carried out."""

    def beside(self, variable: Variable, value: Value, values: Mapping[str, Value]) -> Value:
        """A value as it can be beside all the others: what a set has let go is in no piece."""
        return value

    def to_json(self, variable: Variable, value: Value) -> Any:
        """A value as plain data."""
        return value

    @abstractmethod
    def from_json(self, variable: Variable, data: Any, follow: Callable[[str], str]) -> Value:
        """The inverse of `to_json`, where the story may have changed: `follow` leads an old name to the one it has now. Raises ValueError."""

    @abstractmethod
    def typed(self, variable: Variable, written: str) -> Value:
        """A value as a writer types it after `--set`. Raises ValueError."""

    @abstractmethod
    def takes(self, variable: Variable) -> str:
        """What can be typed, in words: `yes or no`."""

    @abstractmethod
    def size(self, variable: Variable) -> float:
        """How many values there are."""

    @abstractmethod
    def values(self, variable: Variable) -> tuple[Value, ...]:
        """All values, for whoever tries each; only the first where there are too many."""

    def projected(self, value: Value) -> Hashable:
        """A value as a search compares it: equal where the story could tell no difference."""
        return value

    def expression_type(self, variable: Variable) -> str:
        """The type that an expression has which is this variable's name: `flag`, `one mood`."""
        return f"{self.name} {variable.name}" if self.is_named else self.name


@frozen
class Variable:
    """A declared variable. `domain` are the values of a `one` or the members of a `set`, `ways` how members may join it, `limit` how many it
    holds (0 for no limit), `ordered` whether it keeps the order in which they joined; `low` and `high` are the ends of a number. `here` is whether
    it begins anew in every node. `piece` is what the passage of a piece declares. `was` are the names it had, oldest first, `values_were` old names
    of its values with the new."""

    name: str
    of: Kind
    initial: Value
    span: Span = field(eq=False)
    low: int = 0
    high: int = 0
    domain: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    limit: int = 0
    here: bool = False
    ordered: bool = False
    piece: PieceForm | None = field(default=None, eq=False)
    was: tuple[str, ...] = ()
    values_were: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> str:
        """The name of its kind."""
        return self.of.name

    def size(self) -> float:
        """How many values it can take; a set counts its subsets."""
        return self.of.size(self)
