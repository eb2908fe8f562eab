"""Where the places of a story stand on a sheet: each act a column, its nodes in ranks from top to bottom.

Graphviz (through pygraphviz) ranks the nodes of an act and leads its ways round them; the columns are set side by side. Lengths are pixels,
with the origin at the top left.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from attrs import frozen

BOX_HEIGHT, LINE = 46, 15
_MARGIN, _BETWEEN, _HEAD, _PAD, _CORNER = 48, 72, 72, 30, 12
_POINTS = 72.0  # Graphviz measures nodes in inches
Point = tuple[float, float]


@frozen
class Box:
    """A node to be drawn: its name, the lines of its title, and how wide it must be."""

    name: str
    lines: tuple[str, ...]
    width: float

    @property
    def height(self) -> float:
        return BOX_HEIGHT + LINE * (len(self.lines) - 1)


@frozen
class Route:
    """A way from box to box as a row of points of Bézier curves: a start, and three points for each piece."""

    source: str
    target: str
    points: tuple[Point, ...]


@frozen
class Region:
    """An act's part of the sheet."""

    name: str
    x: float
    y: float
    width: float
    height: float


@frozen
class Sheet:
    """A finished layout. `places` are the middles of the boxes."""

    width: float
    height: float
    places: dict[str, Point]
    routes: tuple[Route, ...]
    regions: tuple[Region, ...]


@frozen
class _Column:
    width: float
    height: float
    places: dict[str, Point]
    routes: tuple[Route, ...]


def lay_out(acts: dict[str, list[Box]], ways: Iterable[tuple[str, str]]) -> Sheet:
    """The sheet for boxes by act and the ways between them. Raises ModuleNotFoundError without pygraphviz."""
    home = {box.name: act for act, boxes in acts.items() for box in boxes}
    ways = list(dict.fromkeys(ways))
    columns = {
        act: _column(boxes, [way for way in ways if home[way[0]] == home[way[1]] == act])
        for act, boxes in acts.items()
        if boxes
    }
    tallest = max((column.height for column in columns.values()), default=0)
    x = float(_MARGIN)
    places: dict[str, Point] = {}
    routes: list[Route] = []
    regions = []
    for act, column in columns.items():
        left, top = x + _PAD, _MARGIN + _HEAD
        places |= {name: (left + at[0], top + at[1]) for name, at in column.places.items()}
        routes += [
            Route(route.source, route.target, tuple((left + at[0], top + at[1]) for at in route.points))
            for route in column.routes
        ]
        width = column.width + 2 * _PAD
        regions.append(Region(act, x, _MARGIN, width, tallest + _HEAD + _PAD))
        x += width + _BETWEEN
    sizes = {box.name: box for boxes in acts.values() for box in boxes}
    gutters = [region.x - _BETWEEN / 2 for region in regions] + [x - _BETWEEN / 2]
    stands = {name: at for at, act in enumerate(columns) for name in columns[act].places}
    for number, (source, target) in enumerate(way for way in ways if home[way[0]] != home[way[1]]):
        line = _across(sizes[source], sizes[target], places, _gutters(gutters, stands[source], stands[target], number))
        routes.append(Route(source, target, _rounded(line)))
    return Sheet(x - _BETWEEN + _MARGIN, tallest + _HEAD + _PAD + 2 * _MARGIN, places, tuple(routes), tuple(regions))


def _column(boxes: list[Box], ways: list[tuple[str, str]]) -> _Column:
    """One act laid out by Graphviz."""
    import pygraphviz

    graph = pygraphviz.AGraph(directed=True, strict=False, nodesep="0.3", ranksep="0.38", splines="true")
    for box in boxes:
        graph.add_node(
            box.name,
            shape="box",
            fixedsize="true",
            label="",
            width=f"{box.width / _POINTS:.3f}",
            height=f"{box.height / _POINTS:.3f}",
        )
    # Where no way leads on in this act, the order of the files does.
    led_to = {target for _, target in ways}
    for box, following in pairwise(boxes):
        if following.name not in led_to:
            graph.add_edge(box.name, following.name, style="invis")
    for at, (source, target) in enumerate(ways):
        graph.add_edge(source, target, key=str(at))
    graph.layout(prog="dot")
    _, _, width, height = (float(number) for number in graph.graph_attr["bb"].split(","))
    places = {box.name: _point(graph.get_node(box.name).attr["pos"], height) for box in boxes}
    routes = [
        Route(source, target, _curve(graph.get_edge(source, target, str(at)), height))
        for at, (source, target) in enumerate(ways)
    ]
    return _Column(width, height, places, tuple(routes))


def _point(written: str, height: float) -> Point:
    x, y = written.split(",")[-2:]
    return float(x), height - float(y)


def _curve(edge: Any, height: float) -> tuple[Point, ...]:
    """A Graphviz edge, `e,x,y x,y …`, its arrowhead's point put at its end."""
    pieces = edge.attr["pos"].replace("\\\n", "").split()
    end = [_point(piece, height) for piece in pieces if piece.startswith("e,")]
    points = [_point(piece, height) for piece in pieces if not piece.startswith(("e,", "s,"))]
    return (*points[:-1], *end) if end and points else tuple(points)


def _gutters(gutters: list[float], source: int, target: int, number: int) -> list[float]:
    """The one or two spaces between columns that a way from column to column runs in; every way has a lane of its own."""
    lane = (number % 7 - 3) * 7.0
    if target > source:
        first, last = gutters[source + 1], gutters[target]
    else:
        first, last = gutters[source], gutters[target + 1]
    return [first + lane] if first == last else [first + lane, last + lane]


def _across(source: Box, target: Box, places: dict[str, Point], gutters: list[float]) -> list[Point]:
    """The corners of a way from one column to another, through the spaces between columns and above those that it passes."""
    (x0, y0), (x1, y1) = places[source.name], places[target.name]
    start = (x0 + source.width / 2, y0) if gutters[0] > x0 else (x0 - source.width / 2, y0)
    end = (x1 - target.width / 2, y1) if gutters[-1] < x1 else (x1 + target.width / 2, y1)
    if len(gutters) == 1:
        return [start, (gutters[0], y0), (gutters[0], y1), end]
    above = _MARGIN / 2 + gutters[0] % 7
    return [start, (gutters[0], y0), (gutters[0], above), (gutters[1], above), (gutters[1], y1), end]


def _rounded(line: list[Point]) -> tuple[Point, ...]:
    """A line with corners as Bézier curves, the corners rounded."""
    points = [line[0]]
    for before, corner, after in zip(line, line[1:], line[2:], strict=False):
        near, far = _towards(corner, before), _towards(corner, after)
        points += [points[-1], near, near, corner, corner, far]
    return (*points, points[-1], line[-1], line[-1])


def _towards(point: Point, other: Point) -> Point:
    """A point a little way from one to another."""
    length = max(1.0, abs(other[0] - point[0]) + abs(other[1] - point[1]))
    share = min(0.5, _CORNER / length)
    return point[0] + (other[0] - point[0]) * share, point[1] + (other[1] - point[1]) * share
