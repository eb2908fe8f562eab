"""What an edit of a piece takes from those who were to carry something of it, said where it happens.

Takes a piece before and after. The rule `@ let_off` of the place, or of the piece, is said once for each gesture that somebody else carried and
carries no longer, whichever edit it was: so that nothing which was decided is lost in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kalmurzaeva.choreography.edits import let_off
from kalmurzaeva.choreography.piece import Piece
from kalmurzaeva.model.values import Value, Variable

if TYPE_CHECKING:
    from kalmurzaeva.engine.turn import Turn


def tell(turn: Turn, variable: Variable, before: Value, after: Value, out: list[str]) -> None:
    """Says who is let off what, at the end of what is being shown."""
    kept = turn.bound
    for gesture, carrier in let_off(cast("Piece", before), cast("Piece", after)):
        turn.bound = {**kept, "gesture": gesture, "carrier": carrier}
        rules = (layer.rules.get("let_off", ()) for layer in (turn.node.layer, turn.story.pieces[variable.name]))
        block = next((block for blocks in rules for block in blocks if turn.holds(block.condition)), None)
        if block is not None:
            told: list[str] = []
            turn.sources.append(block.id)
            turn.run(block.items, turn.count(block.id), block.id, told)
            out[-1:] = [" ".join((*out[-1:], *told))]
    turn.bound = kept
