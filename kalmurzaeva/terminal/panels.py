"""Beats as rich renderables: each kind of block set its own way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from kalmurzaeva.marks import clean, runs
from kalmurzaeva.model import Beat, Choice, Shown
from kalmurzaeva.terminal.palettes import Palette


def set_text(paragraph: str, style: str = "", *, slant: bool = False) -> Text:
    """A paragraph with its italic and bold. With `slant`, what is italic stands upright in italic text."""
    text = Text(style=style)
    for words, italic, bold in runs(paragraph):
        marks = ("italic " if italic is not slant else "not italic " if slant else "") + ("bold" if bold else "")
        text.append(clean(words).expandtabs(4), marks.strip() or None)
    return text


def page(beat: Beat, palette: Palette) -> Iterator[RenderableType]:
    """A beat, one renderable for each piece, with the empty lines between them."""
    for block in beat.blocks:
        yield from _block(block, palette)
    if beat.choices:
        yield _choices(beat.choices, palette)
        yield Text()
    if beat.ending:
        yield Text("The end. UNDO takes back the last turn, RESTART begins again, QUIT leaves.", style=palette.quiet)
        yield Text()


def _block(block: Shown, palette: Palette) -> Iterator[RenderableType]:
    if block.kind == "place":
        yield _place(block, palette)
    elif block.kind in _FORMS:
        yield _FORMS[block.kind](block, palette)
    elif block.kind == "correction":
        for paragraph in block.paragraphs:
            yield set_text(paragraph, palette.quiet)
            yield Text()
        return
    else:
        for paragraph in block.paragraphs:
            yield set_text(paragraph)
            yield Text()
        return
    yield Text()


def _place(block: Shown, palette: Palette) -> RenderableType:
    line = Table.grid(expand=True)
    line.add_column()
    line.add_column(justify="right")
    line.add_row(set_text(block.title, f"bold {palette.title}"), set_text(block.hour, palette.quiet))
    return Panel(line, box=box.ROUNDED, border_style=palette.accent)


def _title(block: Shown, style: str) -> Text | None:
    return set_text(block.title, style) if block.title else None


def _letter(block: Shown, palette: Palette) -> RenderableType:
    body = Text("\n").join(set_text(paragraph, "italic", slant=True) for paragraph in block.paragraphs)
    return Padding(
        Panel(body, title=_title(block, palette.quiet), title_align="left", box=box.SIMPLE, padding=(1, 3)), (0, 2)
    )


def _notice(block: Shown, palette: Palette) -> RenderableType:
    body = Text("\n").join(set_text(paragraph) for paragraph in block.paragraphs)
    return Padding(
        Panel(
            body, title=_title(block, "bold"), box=box.HEAVY, border_style=palette.accent, padding=(0, 2), expand=False
        ),
        (0, 4),
    )


def _timetable(block: Shown, palette: Palette) -> RenderableType:
    body = Text("\n").join(set_text(paragraph) for paragraph in block.paragraphs)
    return Padding(
        Panel(
            body,
            title=_title(block, "bold"),
            title_align="left",
            box=box.HORIZONTALS,
            border_style=palette.accent,
            expand=False,
        ),
        (0, 4),
    )


def _programme(block: Shown, palette: Palette) -> RenderableType:
    body = Text("\n", justify="center").join(set_text(paragraph) for paragraph in block.paragraphs)
    return Panel(
        body, title=_title(block, f"bold {palette.title}"), box=box.DOUBLE, border_style=palette.accent, padding=(1, 2)
    )


def _voice(block: Shown, palette: Palette) -> RenderableType:
    lines = [set_text(block.title, palette.quiet)] if block.title else []
    lines += [set_text(paragraph, "italic", slant=True) for paragraph in block.paragraphs]
    return Padding(_Barred(Text("\n").join(lines), palette.accent), (0, 0, 0, 2))


def _list(block: Shown, palette: Palette) -> RenderableType:
    lines = [set_text(block.title, f"bold {palette.title}")] if block.title else []
    return Padding(Text("\n").join(lines + [set_text(paragraph) for paragraph in block.paragraphs]), (0, 4))


def _Barred(body: Text, style: str) -> RenderableType:
    table = Table(
        box=box.Box("    \n│   \n    \n│   \n    \n    \n│   \n    \n"),
        show_header=False,
        show_edge=True,
        border_style=style,
    )
    table.add_column()
    table.add_row(body)
    return table


_FORMS = {
    "letter": _letter,
    "notice": _notice,
    "timetable": _timetable,
    "programme": _programme,
    "voice": _voice,
    "list": _list,
    "score": _timetable,
}


def _choices(choices: Sequence[Choice], palette: Palette) -> RenderableType:
    lines = Table.grid(padding=(0, 2))
    lines.add_column(justify="right", style=palette.accent)
    lines.add_column(style=palette.quiet)
    for choice in choices:
        words = set_text(choice.words)
        if choice.reason:
            words = Text.assemble(words, "  (", set_text(choice.reason), ")")
        lines.add_row(str(choice.number), words)
    return Padding(lines, (0, 0, 0, 2))
