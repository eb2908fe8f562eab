"""The kinds of variable a story can declare, a file a kind: how one is declared, changed, saved, typed by a writer, and seen by a search.

Takes a line of a story, a saved value, or an effect. Gives a Variable or a value. Must not know the rest of a story, nor a state.

To add a kind, write its file and put it into KINDS. What else has to know of it asks the kind: `variable.of`.
"""

from __future__ import annotations

from collections.abc import Mapping

from kalmurzaeva.choreography.piece import Piece as Piece
from kalmurzaeva.model.values.flag import Flag
from kalmurzaeva.model.values.kind import Change as Change
from kalmurzaeva.model.values.kind import DeclarationError as DeclarationError
from kalmurzaeva.model.values.kind import Kind as Kind
from kalmurzaeva.model.values.kind import Span as Span
from kalmurzaeva.model.values.kind import Value as Value
from kalmurzaeva.model.values.kind import Variable as Variable
from kalmurzaeva.model.values.number import Number
from kalmurzaeva.model.values.one import One
from kalmurzaeva.model.values.piece import PieceForm as PieceForm
from kalmurzaeva.model.values.piece import PieceOf
from kalmurzaeva.model.values.piece import reading_of as reading_of
from kalmurzaeva.model.values.set import Members as Members
from kalmurzaeva.model.values.set import SetOf

# Every kind, in the order in which a line is tried. One without an example is declared by a passage of its own.
KINDS: dict[str, Kind] = {kind.name: kind for kind in (Flag(), Number(), SetOf(), One(), PieceOf())}


def declare(line: str, span: Span, kinds: Mapping[str, tuple[str, ...]]) -> Variable:
    """The variable that a line of a `state` passage declares. `kinds` are the story's own kinds with their members. Raises DeclarationError."""
    here = line.startswith("here ")
    bare = line.removeprefix("here ").strip()
    for kind in KINDS.values():
        found = kind.declare(bare, kinds)
        if found is not None:
            return Variable(of=kind, span=span, here=here, **found)
    *names, last = (kind.name for kind in KINDS.values() if kind.example)
    raise DeclarationError(f"it is none of {', '.join(names)} and {last}")


def examples() -> str:
    """A hint: one declaration of each kind."""
    return f"For example: {'; '.join(kind.example for kind in KINDS.values() if kind.example)}."
