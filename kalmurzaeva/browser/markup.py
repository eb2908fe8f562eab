"""Pages as HTML: headings, paragraphs, figures and lists, so that it can be read by ear as by eye. How they look is `page/style.css`.

Everything is escaped here. A scene names its palette; the colours of each are written once, by `colours`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby

from kalmurzaeva.engine.notating import notes_of, sum_of
from kalmurzaeva.model.markers import FORMS
from kalmurzaeva.model.markup import clean, sentences, voiced
from kalmurzaeva.model.story import NotatedGesture, NotatedMovement, Notation
from kalmurzaeva.session.history import Row
from kalmurzaeva.terminal.screen.interface import Heading, ListedChoice, Page, Piece, Scene
from kalmurzaeva.terminal.screen.palettes import Grounds, Palette

# Forms whose lines are sentences, set anew where a sentence goes over a line's end.
_FLOWING = frozenset(("letter", "notice", "voice"))
# Where a form is written in columns.
_GAP = re.compile(r" {3,}")
# A line of the game's own that is, whole, something to type.
_TO_TYPE = re.compile(r"(?:BACK|RETURN) TO \d+|RESTORE .+|PROGRAMME|RESTART|UNDO")


def text(words: str) -> str:
    """A paragraph with its italic and bold, and what is spoken."""
    found = []
    for piece, italic, bold, spoken in voiced(words):
        tags = ["strong"] * bold + ["em"] * italic
        opened, closed = "".join(f"<{tag}>" for tag in tags), "".join(f"</{tag}>" for tag in reversed(tags))
        marked = f"{opened}{escape(piece)}{closed}"
        found.append(f'<span class="speech">{marked}</span>' if spoken else marked)
    return "".join(found)


def _plain(words: str) -> str:
    return escape(clean(words))


def page(shown: Page, palette: Callable[[str], str]) -> str:
    """What a turn shows. `palette` says in which palette something of an act's is shown."""
    parts = [_scene(scene, palette) for scene in shown.scenes]
    if shown.ending:
        parts.append(f'<h2 class="act">The end</h2>\n<p class="ending">{_plain(shown.ending)}</p>')
    if shown.choices and shown.listed:
        number = len(shown.choices)
        parts.append(f'<p class="heard">{number} choice{"s" if number > 1 else ""} below.</p>')
    return "\n".join(part for part in parts if part)


def remark(words: str) -> str:
    """A remark of the game's own."""
    return f'<p class="remark">{_plain(words)}</p>'


def echo(line: str) -> str:
    """A line that is being carried out."""
    return f'<p class="echo">{_plain(line)}</p>' if line.strip() else ""


def choices(listed: Sequence[ListedChoice]) -> str:
    """The choices as buttons, each with its number."""
    return "\n".join(f"<li>{_choice(one)}</li>" for one in listed)


def _choice(one: ListedChoice) -> str:
    closed = f' <span class="closed">(closed: {text(one.reason)})</span>' if one.reason else ""
    return f'<button type="button" value="{one.number}"><span class="number">{one.number}</span> <span>{text(one.words)}{closed}</span></button>'


def notes(heading: str, lines: Sequence[str]) -> str:
    """A page of the game's own. Lines with a tab are rows of two columns; where the first is whole something to type, it is a button. A line in
    capitals heads those below it."""
    parts = [f"<h2>{_plain(heading)}</h2>"] if heading else []
    for tabbed, group in groupby(lines, lambda line: "\t" in line):
        if tabbed:
            parts.append(f"<dl>{''.join(_row(*line.partition(chr(9))[::2]) for line in group)}</dl>")
            continue
        for line in group:
            inner = ' class="inner"' if line.startswith(" ") else ""
            words = _plain(line.strip())
            parts += [f"<h3>{words}</h3>" if line.isupper() else f"<p{inner}>{words}</p>"] if words else []
    return f'<div class="notes">{"".join(parts)}</div>'


def tree(heading: str, rows: Sequence[Row]) -> str:
    """A playthrough by scene: what one can return to are buttons, what was done there stands below them."""
    lines = (
        f"RETURN TO {row.number}\t{row.words}" if row.kind in ("scene", "branch") else f"\t{row.words}" for row in rows
    )
    return notes(heading, list(lines))


def _row(left: str, right: str) -> str:
    """A row. Where nothing stands in the first column, it adds to the row above."""
    words = _plain(left)
    term = f'<button type="button" value="{words}">{words}</button>' if _TO_TYPE.fullmatch(left) else words
    return f"{f'<dt>{term}</dt>' if left else ''}<dd>{_plain(right)}</dd>"


def colours(palettes: Mapping[str, Grounds]) -> str:
    """The palettes as style: each role of a page a colour, on a light ground and on a dark one."""
    return "".join(
        f'[data-palette="{named(name)}"]{{{"".join(_roles(grounds["light"], grounds["dark"]))}}}\n'
        for name, grounds in palettes.items()
    )


def named(palette: str) -> str:
    """The name of a palette as an attribute has it."""
    return re.sub(r"\W", "", palette)


def _roles(light: Palette, dark: Palette) -> Iterator[str]:
    for role, by_day, by_night in zip(Palette._fields, light, dark, strict=True):
        if by_day and by_night:
            yield f"--{role}:light-dark({by_day},{by_night});"


# ── Scenes ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _scene(scene: Scene, palette: Callable[[str], str]) -> str:
    parts = []
    if scene.opens and scene.act:
        number = f"<span>{_plain(scene.act.number)}</span> "
        parts.append(f'<h2 class="act">{number}{_plain(scene.act.title)}</h2>')
    for block in scene.blocks:
        if block.kind == "place":
            # Where the act has just been announced, its name need not stand in the frame again.
            parts.append(_place(block, None if scene.opens else scene.act))
        elif block.notation is not None:
            parts.append(_notation(block.notation, block.title))
            continue
        elif block.kind in FORMS:
            parts.append(_form(block))
            continue
        sort = ' class="remark"' if block.kind == "correction" else ""
        parts += [f"<p{sort}>{text(paragraph)}</p>" for paragraph in block.paragraphs]
    if not parts:
        return ""
    inner = "\n".join(parts)
    return (
        f'<div class="scene" data-palette="{named(palette(scene.act.palette if scene.act else ""))}">\n{inner}\n</div>'
    )


def _place(block: Piece, act: Heading | None) -> str:
    """The place, its hour, and the act in the frame."""
    named = f"{act.number} {act.title}".strip() if act else ""
    frame = f'<p class="of">{_plain(named)}</p>' if named and named != block.title else ""
    hour = f'<p class="hour">{text(block.hour)}</p>' if block.hour else ""
    return f'<header class="place">{frame}<h2>{text(block.title)}</h2>{hour}</header>'


def _form(block: Piece) -> str:
    """Something written or printed. What it is, is said to those who cannot see it."""
    lines = sentences(block.paragraphs) if block.kind in _FLOWING else block.paragraphs
    body = "".join(f"<p>{_columns(line)}</p>" for line in lines)
    title = f'<span class="heard">{FORMS[block.kind]}. </span>{text(block.title)}'
    return f'<figure class="form {block.kind}"><figcaption>{title}</figcaption>{body}</figure>'


def _columns(line: str) -> str:
    return _GAP.sub(lambda gap: f'<span class="gap">{gap[0]}</span>', text(line))


# ── The score ──────────────────────────────────────────────────────────────────────────────────────────────────


def _notation(shown: Notation, title: str) -> str:
    """A piece to scale: each movement a list, each gesture a stroke in its counts, with its words."""
    caption = f'<span class="heard">{FORMS["score"]}. </span>{text(title)}'
    parts = "".join(_movement(movement, shown) for movement in shown.movements)
    return f'<figure class="form notation"><figcaption>{caption}</figcaption>{parts}</figure>'


def _movement(movement: NotatedMovement, shown: Notation) -> str:
    fits = " fits" if movement.counted and movement.counts == shown.counts else ""
    heading = (
        f"<h3>{_plain(movement.name)}<span>, {_plain(movement.material)}</span></h3>"
        f'<p class="sum{fits}">{escape(clean(sum_of(movement, shown.counts)))}</p>'
    )
    counts = max(shown.counts, movement.counts) if movement.counted else movement.counts
    rows = "".join(_gesture(one, counts, shown.held) for one in movement.gestures)
    return f'<div class="movement">{heading}<ul>{rows}</ul></div>'


def _gesture(one: NotatedGesture, counts: int, held: int) -> str:
    """A gesture: its stroke, of which the eye reads where it stands, and its words, which say the same."""
    last = one.start + one.length - 1
    cut, half = one.lost, max(0, one.empty - one.lost)
    strokes, at = [], one.start
    for sort, length in (("sounds", one.length - half - cut), ("half", half), ("cut", cut)):
        if length > 0:
            strokes.append(f'<i class="{sort}" style="grid-column:{at}/span {length}"></i>')
            at += length
    if one.held:
        strokes.append(f'<i class="held" style="grid-column:{held}"></i>')
    where = f"{one.start}–{last}" if one.length > 1 else str(one.start)
    notes = f": {escape(', '.join(said))}" if (said := notes_of(one)) else ""
    return (
        f'<li><span class="strokes" style="--counts:{counts}" aria-hidden="true">{"".join(strokes)}</span>'
        f'<span class="counts">{where}</span> <strong>{_plain(one.name)}</strong>{notes}</li>'
    )
