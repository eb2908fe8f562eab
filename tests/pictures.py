"""Pictures of real screens: `python -m tests.pictures [NAME …]` writes them as SVG into `tests/pictures/`, and `python -m tests.pictures renew` makes
those anew that stand there, README's, once a text has changed: also the one of the browser, where PYODIDE names its package.

Each is the game in a pseudo-terminal, played to a place and read cell by cell; nothing in them is drawn by hand. Without names all are made: every
kind of screen, in the palettes of the acts and without colours, on dark and on light, in three widths.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import pyte

from tests.terminals import WHAT_IT_IS, Terminal, environment, play, said, write_story

FOLDER = Path(__file__).parent / "pictures"
CELL, ROW, SIZE, EDGE = 8.4, 19, 14, 14
GROUNDS = {"dark": ("#1b1d22", "#d4d4d4"), "light": ("#fdfcf8", "#2a2a2a")}
SIXTEEN = {
    "black": "#000000", "red": "#cd3131", "green": "#0dbc79", "brown": "#b58900", "blue": "#3b78c4", "magenta": "#bc3fbc",
    "cyan": "#11a8cd", "white": "#e5e5e5", "brightred": "#f14c4c", "brightblue": "#5b9bee",
}  # fmt: skip


class Picture(NamedTuple):
    """A name, the keys that lead to the screen (`<f1>` is a key), and how the terminal is."""

    name: str
    keys: tuple[str, ...] = ()
    columns: int = 80
    rows: int = 34
    ground: str = "dark"
    forms: bool = False
    environment: tuple[tuple[str, str], ...] = ()
    before: tuple[str, ...] = ()


def enter(*lines: str) -> tuple[str, ...]:
    """Lines, each with Enter after it."""
    return tuple(key for line in lines for key in (line, "<enter>"))


_FORMS = (
    "letter", "notice", "timetable", "calendar", "programme", "message", "menu", "piece",
)  # fmt: skip
PICTURES = (
    Picture("first-page", rows=38),
    Picture("first-page-light", rows=38, ground="light"),
    Picture("first-page-40", columns=40, rows=44),
    Picture("conversation", (*enter("x boots", "3", "1"), "ask lyonya about shoes")),
    Picture("barre", enter("1", "remember shoes"), rows=40),
    Picture("menu", before=enter("1", "remember shoes")),
    Picture("help", (*enter("x boots"), "<f1>")),
    Picture("carried", (*enter("2"), "<f2>")),
    Picture("so-far", (*enter("1", "x boots", "remember shoes"), "<space>", "<f3>"), rows=40),
    Picture("options", enter("options"), rows=40),
    Picture("more", enter("read book"), rows=24, forms=True),
    Picture("completion", ("examine b<tab>",), forms=True),
    Picture("question", enter("x bench", "restart"), forms=True),
    Picture("ending", enter("1", "2"), forms=True, rows=40),
    *(Picture(f"form-{name}", enter(f"x {name}"), rows=22, forms=True) for name in _FORMS),
    *(
        Picture(f"form-letter-{columns}", enter("x letter"), columns=columns, rows=30, forms=True)
        for columns in (40, 120)
    ),
    *(
        Picture(f"{act}-{ground}-{columns}", keys, columns=columns, rows=36, ground=ground, forms=True)
        for act, keys in (("wings", ()), ("barre-opens", enter("1")), ("boiler-opens", enter("2")))
        for ground in GROUNDS
        for columns in (40, 80, 120)
    ),
    *(
        Picture(f"boiler-{name}", enter("2"), forms=True, rows=30, environment=variables)
        for name, variables in (
            ("no-colour", (("NO_COLOR", "1"),)),
            ("256", (("COLORTERM", ""),)),
            ("16", (("COLORTERM", ""), ("TERM", "xterm"))),
            ("ascii", (("PYTHONUTF8", "0"), ("PYTHONIOENCODING", "ascii"))),
        )
    ),
    Picture("wide-200", enter("x letter"), columns=200, rows=34, forms=True),
    Picture("centred-120", enter("centred on", "look"), columns=120, rows=34),
)


def take(picture: Picture, home: Path) -> pyte.Screen:
    """Plays to the screen of a picture."""
    story = ("--story", write_story(home / "story")) if picture.forms else ()
    command = play(*story, "--saves", home / "saves", *(() if picture.before else ("--new", "--seed", "7")))
    for keys in (picture.before, picture.keys) if picture.before else (picture.keys,):
        with Terminal(
            command, environment(home, **dict(picture.environment)), picture.columns, picture.rows
        ) as terminal:
            # As nearly all do, it says what its ground is.
            terminal.answers = [said(GROUNDS[picture.ground][0]) + WHAT_IT_IS]
            terminal.wait_for(lambda seen: seen.prompt_row is not None or "more" in seen.text)
            for key in keys:
                _press(terminal, key)
            terminal.settle()
    return terminal.screen


def _press(terminal: Terminal, key: str) -> None:
    if terminal.prompt_row is None and "more" in terminal.text and key != "<space>":
        terminal.press("space")
        terminal.settle()
    before, bracket, name = key.partition("<")
    if before:
        terminal.type(before)
    if bracket:
        terminal.settle()
        terminal.press(name.rstrip(">"))
    terminal.settle()


# ── SVG ────────────────────────────────────────────────────────────────────────────────────────────────────────


def svg(screen: pyte.Screen, ground: str) -> str:
    """A screen as SVG."""
    back, ink = GROUNDS[ground]
    width, height = screen.columns * CELL + 2 * EDGE, screen.lines * ROW + 2 * EDGE
    rows = [part for number in range(screen.lines) for part in _row(screen, number, back, ink)]
    if not screen.cursor.hidden:
        x, y = EDGE + screen.cursor.x * CELL, EDGE + screen.cursor.y * ROW
        rows.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{CELL}" height="{ROW}" fill="{ink}" opacity="0.55"/>')
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}">',
            f'<rect width="100%" height="100%" rx="8" fill="{back}"/>',
            f'<g font-family="\'DejaVu Sans Mono\', Menlo, Consolas, monospace" font-size="{SIZE}">',
            *rows,
            "</g>",
            "</svg>\n",
        )
    )


def _row(screen: pyte.Screen, number: int, back: str, ink: str) -> Iterator[str]:
    cells = [screen.buffer[number][column] for column in range(screen.columns)]
    y = EDGE + number * ROW
    # A wide character fills two cells, the second of them empty. It is set by itself, or all of its run would be drawn too narrow.
    wide = {column + side for column, cell in enumerate(cells) if not cell.data for side in (-1, 0)}
    for ((fore, behind, bold, italic, under), _), group in groupby(
        enumerate(cells), lambda found: (_look(found[1], back, ink), found[0] in wide)
    ):
        found = list(group)
        text = "".join(cell.data for _, cell in found)
        x, width = EDGE + found[0][0] * CELL, len(found) * CELL
        if behind != back:
            yield f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{ROW}" fill="{behind}"/>'
        if not text.strip():
            continue
        # Browsers close up spaces, and some whatever they are told: a run begins at its first letter, and has fixed spaces inside.
        lead = len(text) - len(text.lstrip())
        x, width = x + lead * CELL, width - (len(text) - len(text.strip())) * CELL
        text = text.strip().replace("  ", "\u00a0\u00a0")
        marks = ' font-weight="bold"' * bold + ' font-style="italic"' * italic + ' text-decoration="underline"' * under
        yield (
            f'<text x="{x:.1f}" y="{y + SIZE:.1f}" textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs" fill="{fore}"{marks}>'
            f"{escape(text)}</text>"
        )


def _look(cell: pyte.screens.Char, back: str, ink: str) -> tuple[str, str, bool, bool, bool]:
    fore, behind = _colour(cell.fg, ink), _colour(cell.bg, back)
    if cell.reverse:
        fore, behind = behind, fore
    return fore, behind, cell.bold, cell.italics, cell.underscore


def _colour(name: str, otherwise: str) -> str:
    if name == "default":
        return otherwise
    return SIXTEEN.get(name, f"#{name}" if len(name) == 6 else otherwise)


def main(names: list[str]) -> int:
    """Makes the pictures of these names, or all; for `renew` those that stand in the folder."""
    known = {picture.name: picture for picture in PICTURES}
    if names == ["renew"]:
        return main(sorted(name for name in known if (FOLDER / f"{name}.svg").exists())) or _renew_browser()
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"There is no picture {unknown[0]!r}. Pictures: {', '.join(known)}.", file=sys.stderr)
        return 2
    FOLDER.mkdir(exist_ok=True)
    for name in names or known:
        with tempfile.TemporaryDirectory() as home:
            screen = take(known[name], Path(home))
        path = FOLDER / f"{name}.svg"
        path.write_text(svg(screen, known[name].ground), encoding="utf-8")
        print(path.relative_to(FOLDER.parent.parent))
    return 0


def _renew_browser() -> int:
    """The picture of the page, where there are a browser and Pyodide."""
    from kalmurzaeva import cli
    from tests import browser

    package = os.environ.get("PYODIDE", "")
    if lacks := browser.missing() or ("" if package else "PYODIDE names no package; README says how it is had."):
        print(f"The browser's picture stays as it was: {lacks}", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        if code := cli.main(["site", f"{folder}/site", "--pyodide", package]):
            return code
        browser.picture(Path(folder) / "site", FOLDER / "browser.png")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
