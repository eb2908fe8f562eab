"""A calendar drawn: months beside each other, their marked days barred, and under them what stands there.

A writer's lines say the month, the days and what they are kept for: `August 2018, 16-26: Edinburgh, or Berlin`. Any other line stands below, as
written. The plain screen says the same lines as words, so nothing is told by the picture alone.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence

from attrs import frozen
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from kalmurzaeva.model.markup import clean, plain
from kalmurzaeva.terminal.screen.layout import PageLayout

# Not `calendar.month_name`, which speaks the system's language and not the story's.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_LINE = re.compile(rf"({'|'.join(_MONTHS)}) (\d{{4}})(?:, ([\d, –-]+))?: *(.*)")
_WEEKDAYS = "Mo Tu We Th Fr Sa Su"
_COLUMNS = len(_WEEKDAYS)
_GAP = 3
# Wrapping asks for a console, and takes nothing from it.
_ANY = Console(width=80)


@frozen
class _Month:
    """A month, which of its days are marked, and what is written to them."""

    name: str
    year: int
    days: frozenset[int]
    dates: str
    note: str


def months(lines: Sequence[str], title: Text | None, sheet: PageLayout) -> RenderableType:
    """The months that the lines name, as many beside each other as the measure holds; then a line for each, then the other lines."""
    read = [(line, _month(plain(line))) for line in lines]
    drawn = [month for _, month in read if month is not None]
    beside = max(1, (sheet.measure + _GAP) // (_COLUMNS + _GAP))
    rows: list[RenderableType] = [title, Text()] if title is not None else []
    for start in range(0, len(drawn), beside):
        grid = Table.grid(padding=(0, _GAP, 0, 0))
        together = drawn[start : start + beside]
        for _ in together:
            grid.add_column(width=_COLUMNS)
        grid.add_row(*(_picture(month, sheet) for month in together))
        rows += [grid, Text()]
    for line, month in read:
        written = _legend(month, sheet) if month is not None else Text(clean(line))
        rows += written.wrap(_ANY, sheet.measure)
    return Group(*rows)


def _month(line: str) -> _Month | None:
    found = _LINE.fullmatch(line.strip())
    if found is None or not 1 <= int(found[2]) <= 9999:
        return None
    return _Month(found[1], int(found[2]), frozenset(_days(found[3] or "")), (found[3] or "").strip(), found[4])


def _days(dates: str) -> Iterator[int]:
    """The days in `8-12, 20`; what is no date is no day."""
    for part in dates.split(","):
        numbers = [int(number) for number in re.findall(r"\d{1,2}", part)]
        if numbers:
            yield from range(numbers[0], numbers[-1] + 1)


def _picture(month: _Month, sheet: PageLayout) -> Text:
    """Its name, its days of the week, its weeks; a run of marked days is one bar. What the bar says the line below says, too."""
    picture = Text(f"{month.name} {month.year}".center(_COLUMNS).rstrip(), f"bold {sheet.palette.title}")
    picture.append(f"\n{_WEEKDAYS}", sheet.palette.quiet)
    marked = f"bold reverse {sheet.palette.title}"
    for week in calendar.Calendar().monthdayscalendar(month.year, _MONTHS.index(month.name) + 1):
        picture.append("\n")
        for place, day in enumerate(week):
            runs_on = place > 0 and day in month.days and week[place - 1] in month.days
            picture.append(" " if place else "", marked if runs_on else "not bold default")
            picture.append(f"{day or '':>2}", marked if day in month.days else "not bold default")
    return picture


def _legend(month: _Month, sheet: PageLayout) -> Text:
    when = f"{month.dates} {month.name}".strip().replace("-", "–" if sheet.rule == "─" else "-")
    return Text.assemble((when, f"bold {sheet.palette.title}"), "  ", clean(month.note))
