"""Pages as rich renderables: each kind of block set its own way.

Text begins at the margin of the sheet. Frames stand two columns out, so that what is inside them begins there, too; an opening quotation mark
hangs one column out, so that speech begins there as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from kalmurzaeva.model.markup import clean, sentences, voiced
from kalmurzaeva.terminal.screen.interface import Heading, ListedChoice, Piece, Scene
from kalmurzaeva.terminal.screen.layout import PageLayout
from kalmurzaeva.terminal.screen.months import months
from kalmurzaeva.terminal.screen.notation import notation

_GAP = re.compile(r"(?<=\S) {3,}")
_QUOTES = '"“„«'


# ── Text ───────────────────────────────────────────────────────────────────────────────────────────────────────


def set_text(paragraph: str, style: str = "", *, speech: str = "", slant: bool = False) -> Text:
    """A paragraph with its italic and bold, and what stands between quotation marks in the style `speech`. With `slant` all is italic, and
    what was italic stands upright."""
    text = Text(style=style)
    for words, italic, bold, spoken in voiced(paragraph):
        marks = ("italic " if italic is not slant else "") + ("bold" if bold else "")
        text.append(words.expandtabs(4), f"{marks} {speech if spoken else ''}".strip() or None)
    return text


class Prose:
    """A paragraph at the margin, its opening quotation mark hung out."""

    def __init__(self, text: Text, sheet: PageLayout) -> None:
        self._text = text
        self._sheet = sheet

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        margin = " " * self._sheet.margin
        quote = Text()
        text = self._text
        if margin and text.plain[:1] in _QUOTES and text.plain:
            quote, text = text[:1], text[1:]
        for number, line in enumerate(text.wrap(console, self._sheet.measure, tab_size=4)):
            line.rstrip()
            yield Text.assemble(margin[len(quote) :], quote, line) if number == 0 else Text.assemble(margin, line)


def _lines(block: Piece, width: int, *, slant: bool = False, flowing: bool = False) -> Text:
    """The lines of a form, as written where they fit. One that is too long is continued two columns further in, its gaps closed; where lines
    are `flowing`, as in a letter, sentences that go over a line's end are then set anew."""
    texts = [set_text(paragraph, slant=slant) for paragraph in block.paragraphs]
    if flowing and any(text.cell_len > width for text in texts):
        texts = [set_text(paragraph, slant=slant) for paragraph in sentences(block.paragraphs)]
    set_: list[Text] = []
    for text in texts:
        if text.cell_len <= width:
            set_.append(text)
            continue
        indent = len(text.plain) - len(text.plain.lstrip())
        hang = 0 if flowing else 2
        for number, line in enumerate(_closed_up(text).wrap(_ANY, max(8, width - indent - hang))):
            line.rstrip()
            set_.append(Text.assemble(" " * (indent + hang * (number > 0)), line))
    return Text("\n").join(set_)


# Wrapping asks for a console, and takes nothing from it.
_ANY = Console(width=80)


def _closed_up(text: Text) -> Text:
    """A line without the spaces before it, and with its wide gaps closed to two."""
    pieces = text[len(text.plain) - len(text.plain.lstrip()) :]
    closed = Text()
    start = 0
    for gap in _GAP.finditer(pieces.plain):
        closed.append_text(pieces[start : gap.start() + 2])
        start = gap.end()
    return closed.append_text(pieces[start:])


def _out(renderable: RenderableType, sheet: PageLayout, columns: int) -> RenderableType:
    """Something that stands `columns` out of the margin on both sides, or in where negative."""
    return Padding(renderable, (0, max(0, 2 - columns), 0, max(0, sheet.margin - columns)))


def _title(block: Piece, style: str) -> Text | None:
    """A title, which without a colour of its own would have its frame's, and that is none to read."""
    return set_text(block.title, f"default {style}") if block.title else None


def _framed(title: Text | None, body: Text, width: int) -> tuple[Text | None, Text]:
    """A title for a frame so wide, and what stands in it: a title that is too long for the frame stands inside, whole."""
    if title is None or title.cell_len <= width - 6:
        return title, body
    return None, Text("\n").join([title, Text(), body])


# ── Pages ──────────────────────────────────────────────────────────────────────────────────────────────────────


def scene(scene_: Scene, sheet: PageLayout) -> Iterator[RenderableType]:
    """A scene, an empty line after each piece."""
    if scene_.opens and scene_.act:
        yield from _act(scene_.act, sheet)
    for block in scene_.blocks:
        if block.kind == "place":
            # Where the act has just been announced, its name need not stand in the frame again.
            yield _place(block, None if scene_.opens else scene_.act, sheet)
            yield Text()
        elif block.notation is not None:
            yield _out(notation(block.notation, block.title, sheet), sheet, 0)
            yield Text()
            continue
        elif block.kind in _FORMS:
            yield _FORMS[block.kind](block, sheet)
            yield Text()
        for paragraph in block.paragraphs if block.kind not in _FORMS else ():
            yield Prose(_paragraph(paragraph, block.kind, sheet), sheet)
            yield Text()


def _paragraph(paragraph: str, kind: str, sheet: PageLayout) -> Text:
    if kind == "correction":
        return set_text(paragraph, sheet.palette.quiet)
    return set_text(paragraph, speech=sheet.palette.speech)


def _act(act: Heading, sheet: PageLayout) -> Iterator[RenderableType]:
    """An act is announced on a page of its own."""
    rule = sheet.rule * 3
    title = clean(act.title).upper()
    widest = f"{rule}  {' '.join(title)}  {rule}"
    heading = next((way for way in (widest, f"{rule}  {title}  {rule}") if cell_len(way) <= sheet.measure), title)
    yield Text()
    for line, style in ((act.number, sheet.palette.title), (heading, f"bold {sheet.palette.title}")):
        yield _out(Text(line, style, justify="center"), sheet, 0)
    yield Text()
    yield Text()


def _place(block: Piece, act: Heading | None, sheet: PageLayout) -> RenderableType:
    """The place on the left, the hour on the right, the act in the frame."""
    title = set_text(block.title, f"bold {sheet.palette.title}")
    hour = set_text(block.hour, sheet.palette.quiet)
    gap = sheet.measure - title.cell_len - hour.cell_len
    if gap < 3:
        body = Text("\n").join([title, hour] if block.hour else [title])
    else:
        body = Text.assemble(title, " " * gap, hour)
    named = f"{act.number} {act.title}".strip() if act else ""
    heading = Text(clean(named), f"default {sheet.palette.title}") if named and named != block.title else None
    if heading is not None:
        heading.overflow = "ellipsis"
    panel = Panel(
        body,
        box=box.ROUNDED,
        border_style=sheet.palette.accent,
        title=heading,
        title_align="left",
        width=sheet.measure + 4,
    )
    return _out(panel, sheet, 2)


class Choices:
    """The choices under the text, in the colour of the text: the numbers to the right of their column, the words hung beside them."""

    def __init__(self, listed: Sequence[ListedChoice], sheet: PageLayout) -> None:
        self._listed = listed
        self._sheet = sheet

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        sheet = self._sheet
        column = max(len(str(choice.number)) for choice in self._listed)
        for choice in self._listed:
            words = set_text(choice.words)
            if choice.reason:
                closed = Text.assemble("  (closed: ", set_text(choice.reason), ")")
                words = Text.assemble(words, closed)
            number = Text(f"{choice.number:>{column}}", sheet.palette.title)
            for line in words.wrap(console, sheet.measure - column - 2):
                line.rstrip()
                yield Text.assemble(" " * sheet.margin, number, "  ", line)
                number = Text(" " * column)


def ending(name: str, sheet: PageLayout) -> Iterator[RenderableType]:
    """The last page."""
    rule = sheet.rule * 3
    yield Text()
    yield _out(Text(f"{rule}  The end  {rule}", f"bold {sheet.palette.title}", justify="center"), sheet, 0)
    yield _out(Text(clean(name), sheet.palette.quiet, justify="center"), sheet, 0)
    yield Text()


def notes(heading: str, lines: Sequence[str], sheet: PageLayout) -> Iterator[RenderableType]:
    """A page of the game's own. Lines with a tab are rows of two columns; what stands in capitals can be typed."""
    if heading:
        yield from heading_of(heading, sheet)
    for tabbed, group in groupby(lines, lambda line: "\t" in line):
        if tabbed:
            yield _out(_rows([line.partition("\t")[::2] for line in group], sheet), sheet, 0)
        else:
            for line in group:
                indent = len(line) - len(line.lstrip(" "))
                yield Padding(_commands(line.strip(), sheet), (0, 2, 0, sheet.margin + indent))
    yield Text()


def heading_of(heading: str, sheet: PageLayout) -> Iterator[RenderableType]:
    """The heading of a page of the game's own."""
    title = clean(heading)
    yield Prose(Text(title, f"bold {sheet.palette.title}"), sheet)
    yield Prose(Text(sheet.rule * min(sheet.measure, cell_len(title)), sheet.palette.accent), sheet)


def _rows(rows: Sequence[tuple[str, str]], sheet: PageLayout) -> RenderableType:
    """Two columns; where there is no room for them, one below the other."""
    from rich.table import Table

    widest = max(cell_len(left) for left, _ in rows)
    grid = Table.grid(padding=(0, 2, 0, 0))
    if widest + 24 > sheet.measure:
        for left, right in rows:
            if left:
                grid.add_row(_commands(left, sheet))
            grid.add_row(Padding(_right(left, right, sheet), (0, 0, 0, 2)))
        return grid
    grid.add_column(width=widest)
    grid.add_column()
    for left, right in rows:
        grid.add_row(_commands(left, sheet), _right(left, right, sheet))
    return grid


def _right(left: str, right: str, sheet: PageLayout) -> Text:
    """The second column; where nothing stands in the first, it only adds to the row above."""
    return _commands(right, sheet) if left else Text(clean(right), sheet.palette.quiet)


def _commands(line: str, sheet: PageLayout) -> Text:
    """A line with what can be typed made plain: words in capitals, keys, and a number that stands alone."""
    text = Text(clean(line))
    text.highlight_regex(
        r"\b(?:[A-Z]{2,}[A-Z0-9'-]*|F\d|X)\b(?: (?:[A-Z]{2,}|\d+)\b)*|^\d$", sheet.palette.title or "bold"
    )
    return text


# ── Forms ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _letter(block: Piece, sheet: PageLayout) -> RenderableType:
    """A sheet of paper, in somebody's hand."""
    width = sheet.measure - 4
    body = _lines(block, width - 8, slant=True, flowing=True)
    title, body = _framed(_title(block, f"not italic {sheet.palette.quiet}"), body, width)
    panel = Panel(
        body,
        title=title,
        title_align="left",
        box=box.SQUARE,
        border_style=sheet.palette.quiet,
        padding=(1, 3),
        width=max(min(width, _widest(body) + 8), min(width, _widest(title) + 6)),
    )
    return _out(panel, sheet, 0)


def _notice(block: Piece, sheet: PageLayout) -> RenderableType:
    """Something pinned to a board."""
    body = _lines(block, sheet.measure - 6, flowing=True)
    title, body = _framed(_title(block, "bold"), body, sheet.measure)
    width = min(sheet.measure, max(_widest(body), _widest(title)) + 6)
    panel = Panel(body, title=title, box=box.HEAVY, border_style=sheet.palette.accent, padding=(0, 2), width=width)
    return _out(panel, sheet, 0)


def _timetable(block: Piece, sheet: PageLayout) -> RenderableType:
    """Between two rules, as printed."""
    return _ruled(block, sheet, sheet.rule, "bold")


def _calendar(block: Piece, sheet: PageLayout) -> RenderableType:
    """Months, drawn, with their days marked."""
    return _out(months(block.paragraphs, _title(block, "bold"), sheet), sheet, 0)


def _score(block: Piece, sheet: PageLayout) -> RenderableType:
    """Between two broken rules, as counted."""
    return _ruled(block, sheet, f"{sheet.rule} ", f"bold {sheet.palette.title}")


def _ruled(block: Piece, sheet: PageLayout, stroke: str, style: str) -> RenderableType:
    body = _lines(block, sheet.measure - 4)
    title = _title(block, style)
    width = max(_widest(body), _widest(title)) + 4
    rule = Text((stroke * width)[:width].rstrip(), sheet.palette.accent)
    inner = [Padding(part, (0, 2)) for part in (title, body) if part is not None]
    return _out(Group(rule, *inner[:1], *((rule, inner[1]) if len(inner) > 1 else ()), rule), sheet, 0)


def _programme(block: Piece, sheet: PageLayout) -> RenderableType:
    """Engraved, and centred."""
    width = min(sheet.measure, 60)
    title, body = _framed(_title(block, f"bold {sheet.palette.title}"), _lines(block, width - 6), width)
    body.justify = "center"
    panel = Panel(
        body,
        title=title,
        box=box.DOUBLE,
        border_style=sheet.palette.accent,
        padding=(1, 2),
        width=width,
    )
    return _out(panel, sheet, 0)


def _voice(block: Piece, sheet: PageLayout) -> RenderableType:
    """A bar down the side, for as long as it is heard."""
    parts = [part for part in (_title(block, sheet.palette.quiet),) if part is not None]
    parts.append(_lines(block, sheet.measure - 2, slant=True, flowing=True))
    bar = Text(f"{sheet.bar} ", sheet.palette.accent)
    heard = Text("\n").join(parts).split("\n", allow_blank=True)
    return _out(Group(*(Text.assemble(bar, line) for line in heard)), sheet, 0)


def _list(block: Piece, sheet: PageLayout) -> RenderableType:
    """Under its title, one below the other."""
    rows: list[RenderableType] = []
    title = _title(block, f"bold {sheet.palette.title}")
    if title is not None:
        rows += [title, Text(sheet.rule * min(_widest(title), sheet.measure - 2), sheet.palette.accent)]
    return _out(Group(*rows, _lines(block, sheet.measure - 2)), sheet, -2)


def _widest(text: Text | None) -> int:
    return max((cell_len(line) for line in text.plain.split("\n")), default=0) if text is not None else 0


_FORMS: dict[str, Callable[[Piece, PageLayout], RenderableType]] = {
    "letter": _letter,
    "notice": _notice,
    "timetable": _timetable,
    "calendar": _calendar,
    "programme": _programme,
    "voice": _voice,
    "list": _list,
    "score": _score,
}
