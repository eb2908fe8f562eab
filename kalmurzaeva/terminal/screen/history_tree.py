"""The tree of a playthrough, drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from kalmurzaeva.model.markup import clean
from kalmurzaeva.terminal.screen.layout import PageLayout
from kalmurzaeva.terminal.screen.panels import heading_of

if TYPE_CHECKING:
    from kalmurzaeva.session.history import Row

_MOST_SET_IN = 6


def tree(heading: str, rows: Sequence[Row], sheet: PageLayout) -> Iterator[RenderableType]:
    """The tree of a playthrough, drawn: scenes, below each what was decided in it, and a branch where it parted."""
    yield from heading_of(heading, sheet)
    root = Tree("", guide_style=sheet.palette.accent, hide_root=True)
    above: list[Tree] = [root]
    for row in rows:
        depth = min(row.depth, len(above) - 1, _MOST_SET_IN)
        del above[depth + 1 :]
        above.append(above[depth].add(_tree_row(row, sheet)))
    yield Padding(root, (0, 2, 0, sheet.margin))
    yield Text()


def _tree_row(row: Row, sheet: PageLayout) -> Text:
    palette = sheet.palette
    words = clean(row.words)
    number = (f"  {row.number}", palette.quiet)
    if row.kind == "branch":
        return Text.assemble((f"{words}: ", palette.quiet), (f"RETURN TO {row.number}", palette.title or "bold"))
    if row.kind == "here":
        return Text(words, f"bold {palette.title}")
    styles = {"scene": f"bold {palette.title}", "decided": palette.own, "typed": palette.quiet}
    return Text.assemble((words, styles[row.kind]), number)
