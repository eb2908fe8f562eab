"""`kalmurzaeva map`: where the ways go from each place, in words; `--svg FILE`, the story on one sheet to pin to the wall.

Acts are regions, endings are dark, and the darker a place the oftener an `explore --json` report went there, or a player whose saved game is given.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from html import escape
from pathlib import Path
from typing import Any

from attrs import frozen

from kalmurzaeva import Story, begin
from kalmurzaeva.engine.view import View
from kalmurzaeva.model.markup import plain
from kalmurzaeva.model.story import Divert, Node
from kalmurzaeva.studio.checks.survey import Survey
from kalmurzaeva.studio.map_layout import LINE, Box, Point, Region, Route, Sheet, lay_out

_PAPER, _INK, _QUIET, _NEVER = "#fbf8f2", "#2a2622", "#8d857b", "#b3261e"
# Ground of an act, and what its places darken to.
_COLOURS = (
    ("#e6ecf5", "#3f6bb0"),
    ("#f3e8d8", "#a4651f"),
    ("#f6e2da", "#b4472a"),
    ("#e6efe2", "#4f7d3a"),
    ("#ece4f2", "#74509b"),
)
_SERIF = "Georgia, 'Iowan Old Style', 'DejaVu Serif', serif"
_MONO = "ui-monospace, Menlo, 'DejaVu Sans Mono', monospace"
_WRAP, _LETTER, _NARROWEST, _WIDEST = 24, 7.4, 120, 214


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `map`."""
    parser.add_argument("--story", type=Path, metavar="DIR", help="draw the story in this folder")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="write a picture here")
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="shade by the visits in this: what explore --json printed, or a saved game",
    )


def run(arguments: Namespace) -> int:
    """Writes the picture. Returns 1 where the story is broken, the report is none, or the layout library is missing."""
    import sys

    from kalmurzaeva.console import complain
    from kalmurzaeva.language.load import load_story
    from kalmurzaeva.model.problems import StoryError

    if arguments.report and not arguments.svg:
        return complain("--report shades a picture: name one with --svg FILE.", 2)
    try:
        story = load_story(arguments.story)
        if arguments.svg is None:
            print("\n".join(in_words(story)))
            return 0
        visits = read_visits(arguments.report) if arguments.report else None
        picture = draw(story, visits)
    except StoryError as error:
        print(error, file=sys.stderr)
        return 1
    except ValueError as error:
        return complain(f"{arguments.report}: {error}.")
    except ModuleNotFoundError:
        return complain("map needs the package pygraphviz: pip install 'kalmurzaeva[studio]'.")
    arguments.svg.write_text(picture, encoding="utf-8", newline="\n")
    print(f"{arguments.svg}: {len(story.nodes)} places.")
    return 0


def read_visits(path: Path) -> dict[str, float]:
    """How often places were visited, from 0 to 1 of all runs: of a report, or 1 for each place that a saved game has been to. Raises
    ValueError with a sentence."""
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError("it is neither a report nor a saved game") from error
    for key in ("session", "state"):
        data = data.get(key, data) if isinstance(data, dict) else data
    visits = data.get("visits") if isinstance(data, dict) else None
    if not isinstance(visits, dict) or not all(isinstance(value, int | float) for value in visits.values()):
        raise ValueError("it says nothing of visits")
    return {name: min(1.0, float(value)) for name, value in visits.items()}


def in_words(story: Story) -> list[str]:
    """A line for each place: where its ways go, or which ending it is."""
    ways: dict[str, dict[str, None]] = {name: {} for name in story.nodes}
    for way in Survey(story).ways:
        ways[way.source][way.target] = None
    return [
        f"{node.id}: {', '.join(ways[node.id]) or 'no way out'}" + (f" (ends: {node.ends})" if node.ends else "")
        for node in story.nodes.values()
    ]


# ── The picture ────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class _Style:
    font: str
    size: float
    colour: str


@frozen
class _Drawing:
    story: Story
    sheet: Sheet
    boxes: dict[str, Box]
    visits: dict[str, float] | None
    colours: dict[str, tuple[str, str]]
    returns: frozenset[tuple[str, str]]


def draw(story: Story, visits: dict[str, float] | None = None) -> str:
    """The story as SVG."""
    survey = Survey(story)
    acts: dict[str, list[Box]] = {act: [] for act in (*story.acts, "")}
    view = View(story, begin(story)[0])
    for node in story.nodes.values():
        acts[node.act or ""].append(_box(view, node))
    ways = [(way.source, way.target) for way in survey.ways]
    visiting = {
        (way.source, way.target)
        for way in survey.ways
        for item in way.block.items
        if isinstance(item, Divert) and item.visit
    }
    drawing = _Drawing(
        story,
        lay_out({act: boxes for act, boxes in acts.items() if boxes}, ways),
        {box.name: box for boxes in acts.values() for box in boxes},
        visits,
        {act: _COLOURS[at % len(_COLOURS)] for at, act in enumerate(acts)},
        frozenset(visiting),
    )
    return _svg(drawing)


def _box(view: View, node: Node) -> Box:
    title = plain(view.text(node.title)) or node.id.replace("_", " ")
    lines = [""]
    for word in title.split():
        lines[-1:] = [f"{lines[-1]} {word}".strip()] if len(lines[-1]) + len(word) < _WRAP else [lines[-1], word]
    below = f"ending: {node.ends}" if node.ends else node.id
    longest = max(*map(len, lines), len(below) * 0.8 + 5)
    return Box(node.id, tuple(lines), min(_WIDEST, max(_NARROWEST, longest * _LETTER + 24)))


def _svg(drawing: _Drawing) -> str:
    sheet = drawing.sheet
    height = sheet.height + 54
    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width:.0f} {height:.0f}" '
        f'width="{sheet.width:.0f}" height="{height:.0f}" role="img">',
        f"<title>{escape(drawing.story.title)}</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0.8 L8 4 L0 7.2 z" fill="{_QUIET}"/></marker></defs>',
        f'<rect width="100%" height="100%" fill="{_PAPER}"/>',
        *(_region(drawing, region) for region in sheet.regions),
        *(_route(drawing, route) for route in sheet.routes),
        *(_node(drawing, drawing.story.nodes[name], at) for name, at in sheet.places.items()),
        _legend(drawing, sheet.height + 12),
        "</svg>",
    ]
    return "\n".join(pieces) + "\n"


def _region(drawing: _Drawing, region: Region) -> str:
    ground, dark = drawing.colours[region.name]
    act = drawing.story.acts.get(region.name)
    number = f"{act.number}  " if act and act.number else ""
    title = escape(number + (act.title if act else drawing.story.title))
    return (
        f'<rect x="{region.x:.1f}" y="{region.y:.1f}" width="{region.width:.1f}" height="{region.height:.1f}" rx="18" fill="{ground}"/>'
        f'<text x="{region.x + region.width / 2:.1f}" y="{region.y + 38:.1f}" font-family="{_SERIF}" font-size="22" '
        f'text-anchor="middle" fill="{dark}">{title}</text>'
    )


def _route(drawing: _Drawing, route: Route) -> str:
    first, *rest = route.points
    path = f"M{_at(first)} C" + " ".join(_at(point) for point in rest)
    dashes = ' stroke-dasharray="5 4"' if (route.source, route.target) in drawing.returns else ""
    return f'<path d="{path}" fill="none" stroke="{_QUIET}" stroke-width="1.4"{dashes} marker-end="url(#tip)"/>'


def _at(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"


def _node(drawing: _Drawing, node: Node, at: Point) -> str:
    box = drawing.boxes[node.id]
    _, dark = drawing.colours[node.act or ""]
    share = drawing.visits.get(node.id, 0.0) if drawing.visits is not None else None
    never = share == 0
    fill = _mixed("#ffffff", dark, 0.75 * (share or 0))
    ink = "#ffffff" if (share or 0) > 0.8 or node.ends else _INK
    if node.ends:
        fill = _INK
    edge = _NEVER if never else dark
    left, top = at[0] - box.width / 2, at[1] - box.height / 2
    stroke = 2.6 if node.id == drawing.story.start or never else 1.2
    dashes = ' stroke-dasharray="6 4"' if never else ""
    parts = [
        f'<g><rect x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" '
        f'rx="{22 if node.ends else 7}" fill="{fill}" stroke="{edge}" stroke-width="{stroke}"{dashes}/>'
    ]
    y = top + 19
    for line in box.lines:
        parts.append(_text((at[0], y), line, _Style(_SERIF, 13, ink)))
        y += LINE
    below = node.id if share is None else f"{node.id}  {share:.0%}"
    if node.ends:
        below = f"ending: {node.ends}" + ("" if share is None else f"  {share:.0%}")
    parts.append(_text((at[0], y + 2), below, _Style(_MONO, 9, _QUIET if not share and not node.ends else ink)))
    if node.id == drawing.story.start:
        parts.append(f'<circle cx="{at[0]:.1f}" cy="{top - 12:.1f}" r="6" fill="{_INK}"/>')
    return "".join(parts) + "</g>"


def _text(at: Point, text: str, style: _Style, anchor: str = "middle") -> str:
    return (
        f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" font-family="{style.font}" font-size="{style.size}" '
        f'text-anchor="{anchor}" fill="{style.colour}">{escape(text)}</text>'
    )


def _mixed(one: str, other: str, share: float) -> str:
    """A colour between two."""
    channels = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in channels)


def _legend(drawing: _Drawing, y: float) -> str:
    says = "The dot is the beginning, dark places are endings, dashed ways come back."
    if drawing.visits is not None:
        says += " The deeper the colour, the more runs came by; what none saw is outlined in red."
    return _text((48, y), f"{drawing.story.title}. {says}", _Style(_SERIF, 13, _INK), "start")
