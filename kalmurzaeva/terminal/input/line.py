"""The line the player types, with prompt_toolkit: three rows at the foot of the screen.

The line itself; below it how it would be read, or what Tab could make of it; below that where the player is. The rows are always the last three,
so the terminal is never asked where its cursor is: many do not answer, and on a slow line the answer lands in what is being typed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from prompt_toolkit.application import Application
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory, DynamicAutoSuggest
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.formatted_text.utils import fragment_list_width
from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.layout import BufferControl, FormattedTextControl, HSplit, Layout, Window
from prompt_toolkit.layout.processors import AppendAutoSuggestion
from prompt_toolkit.mouse_events import MouseEvent, MouseEventType
from prompt_toolkit.output import ColorDepth, Output, create_output
from prompt_toolkit.styles import DynamicStyle, Style
from prompt_toolkit.utils import get_cwidth

from kalmurzaeva.console import STAND_INS
from kalmurzaeva.terminal.app.options import Options
from kalmurzaeva.terminal.input.doubtful_words import DoubtfulWords
from kalmurzaeva.terminal.input.ground import Ground, heeded_by
from kalmurzaeva.terminal.input.keys import bindings, teach_layouts
from kalmurzaeva.terminal.input.line_history import LineHistory
from kalmurzaeva.terminal.input.more import stop
from kalmurzaeva.terminal.input.typed_lines import TypedLines, history_file
from kalmurzaeva.terminal.input.unclosed_paste import can_be_left
from kalmurzaeva.terminal.screen.interface import Aid, Key, LinePreview, Status
from kalmurzaeva.terminal.screen.layout import PageLayout
from kalmurzaeva.terminal.screen.palettes import Palette, for_prompt

if TYPE_CHECKING:
    from prompt_toolkit.output.vt100 import Vt100_Output

ROWS = 3
_DEPTHS = {
    "truecolor": ColorDepth.DEPTH_24_BIT,
    "256": ColorDepth.DEPTH_8_BIT,
    "standard": ColorDepth.DEPTH_4_BIT,
    "windows": ColorDepth.DEPTH_4_BIT,
}
_MOST_PASTED = 64 * 1024


class Line:
    """Asks for lines, one at a time. `letters` is whether the terminal has more of them than ASCII; `ahead` is what was typed before there was a line,
    and `ground` may still be answered while there is one."""

    def __init__(
        self,
        colour_system: str | None,
        *,
        letters: bool = True,
        output: Output | None = None,
        ground: Ground | None = None,
        ahead: bytes = b"",
    ) -> None:
        teach_layouts()
        self._letters = letters
        self._prompt = ""
        self._status, self._margin, self._measure = Status(), 2, 76
        self._options = Options()
        self._aid: Aid | None = None
        self._resting = ""
        self._picks: Sequence[str] = ()
        self._style = Style([])
        self._read: tuple[str, LinePreview] = ("", LinePreview())
        # What Tab goes through: the line before it, the candidates, how many characters they replace, which one stands now.
        self._tab: tuple[str, list[tuple[str, int]], int] | None = None
        self._draft = ""
        self._buffer = Buffer(
            history=LineHistory(TypedLines(history_file())),
            auto_suggest=DynamicAutoSuggest(lambda: AutoSuggestFromHistory() if self._suggests() else None),
            multiline=False,
            on_text_changed=lambda _: self._drop_completions(),
        )
        self._output = output or _output()
        self._app: Application[str | Key] = Application(
            layout=self._layout(),
            key_bindings=bindings(self._complete, _cut_paste, self._go_through, Condition(lambda: bool(self._picks))),
            style=DynamicStyle(lambda: self._style),
            color_depth=_DEPTHS.get(colour_system or "", ColorDepth.DEPTH_1_BIT),
            mouse_support=Condition(lambda: self._options.on("mouse")),
            erase_when_done=True,
            output=self._output,
        )
        self._app.ttimeoutlen = 0.1
        self._app.after_render += self._drawn
        can_be_left(self._app.input)
        heeded_by(self._app.input, ground or Ground(), ahead)
        # How wide the window was when the prompt was put up: a page set for another width is shown anew.
        self._columns = 0

    def _drawn(self, _app: object) -> None:
        if self._aid is not None:
            self._aid.drawn(self._leave)
        if self._output.get_size().columns != self._columns:
            self._leave(Key.RESIZED)

    def _leave(self, key: Key = Key.REDRAW) -> None:
        """Ends the prompt without a line, from any thread."""

        def leave() -> None:
            if self._app.is_running and not self._app.is_done:
                self._app.exit(result=key)

        if self._app.loop is not None:
            self._app.loop.call_soon_threadsafe(leave)

    def dress(self, sheet: PageLayout, options: Options) -> None:
        """How the rows are to look from now on."""
        self._options, self._margin, self._measure = options, sheet.margin, sheet.measure
        self._style = _style(sheet.palette)

    def ask(
        self, status: Status, prompt: str, aid: Aid | None, resting: str = "", picks: Sequence[str] = ()
    ) -> str | Key | None:
        """The next line, or a key; None at Ctrl-D or where the terminal is gone. `resting` stands below the line while it is empty; `picks` are
        gone through with the arrow keys, and stand below their numbers."""
        if "\n" in self._draft:
            # Typed ahead, while text was still being shown.
            ahead, _, self._draft = self._draft.rpartition("\n")
            return ahead
        self._status, self._aid, self._resting, self._picks = status, aid, resting if aid else "", picks
        self._prompt = prompt or self._spelled("› ")
        self._read = ("", LinePreview())
        self._buffer.reset(Document(self._draft))
        self._draft = ""
        self._to_the_foot()
        self._columns = self._output.get_size().columns
        try:
            result = self._app.run()
        except EOFError:
            return None
        if isinstance(result, Key):
            self._draft = self._buffer.text
            return result
        line, pasted, self._draft = result.partition("\n")[0], "\n" in result, ""
        if pasted:
            *whole, self._draft = result.split("\n")
            line = "\n".join(whole)
        if aid is not None:
            for one in line.split("\n"):
                if one.strip():
                    self._buffer.history.append_string(one)
        return line

    def begin(self, text: str) -> None:
        """What the next line begins with."""
        self._draft += text

    def _to_the_foot(self) -> None:
        """Makes room for the three rows and goes to the first of them."""
        sys.stdout.flush()
        if sys.platform == "win32":
            return
        rows = self._output.get_size().rows
        below = min(ROWS, rows) - 1
        self._output.write_raw("\r\n" * below + f"\x1b[{max(1, rows - below)};1H")
        self._output.flush()

    # ── The three rows ─────────────────────────────────────────────────────────────────────────────────────────

    def _layout(self) -> Layout:
        line = Window(
            BufferControl(
                self._buffer,
                input_processors=[DoubtfulWords(self._unknown), AppendAutoSuggestion()],
                include_default_input_processors=False,
            ),
            get_line_prefix=self._line_prefix,
            wrap_lines=True,
            dont_extend_height=True,
        )
        preview = Window(FormattedTextControl(self._second_row), height=1)
        place = Window(FormattedTextControl(self._last_row), height=1)
        return Layout(HSplit([line, preview, place]), line)

    def _line_prefix(self, number: int, wrapped: int) -> StyleAndTextTuples:
        margin = " " * max(0, self._margin - 2)
        if number == wrapped == 0:
            return [("", margin), ("class:sign" if self._aid else "class:status", self._prompt)]
        return [("", margin + " " * len(self._prompt))]

    def _second_row(self) -> StyleAndTextTuples:
        margin: tuple[str, str] = ("", " " * max(0, self._margin - 2))
        if self._tab:
            return [margin, *self._candidates()]
        if self._picks:
            at = self._picked()
            words = self._picks[at - 1] if at else "Up and Down go through them, Enter takes one, Esc none."
            return [margin, ("class:candidate.now" if at else "class:aside", self._spelled(_cut(words, self._room)))]
        if self._resting and not self._buffer.text:
            return [
                (
                    "class:candidate",
                    " " * self._margin + self._spelled(_cut(self._resting, self._room, "   Enter lists all")),
                )
            ]
        preview = self._preview()
        if not preview.words:
            return []
        return [margin, ("class:reading", self._spelled(_cut(f"→ {preview.words}", self._room)))]

    def _candidates(self) -> StyleAndTextTuples:
        assert self._tab is not None
        _, found, at = self._tab
        shown: StyleAndTextTuples = [("", "  ")]
        room = self._room
        # From three before the present one on, or from it where that is too far to the right.
        ahead = sum(get_cwidth(words) + 3 for words, _ in found[max(0, at - 3) : at + 1])
        for number in range(max(0, at - 3) if ahead < room else at, len(found)):
            words = _cut(self._spelled(found[number][0]), room)
            shown += [("class:candidate.now" if number == at else "class:candidate", words), ("", "   ")]
            room -= get_cwidth(words) + 3
            if room < 4 or "…" in words:
                break
        return shown

    def _last_row(self) -> StyleAndTextTuples:
        """Where the player is, on the left; on the right what there is room for."""
        status = self._status
        act = status.act if status.act != status.place else ""
        ways = [
            " · ".join(part for part in parts if part) for parts in ((act, *status[2:4]), status[2:4], (status.place,))
        ]
        width = self._room
        help_: StyleAndTextTuples = [self._button("F1 help", Key.HELP)]
        saved: StyleAndTextTuples = [("class:aside", status.saved)] if status.saved else []
        both: StyleAndTextTuples = [*help_, ("", "   "), *saved] if saved else help_
        # What there is least need of goes first: the act, then the hour, then when the game was saved.
        for left, right in ((ways[0], both), (ways[1], both), (ways[2], both), (ways[2], help_), (ways[2], [])):
            room = width - fragment_list_width(right)
            if get_cwidth(left) + 2 <= room:
                break
        left = self._spelled(_cut(left, room))
        return [("class:status", f"{' ' * self._margin}{left}{' ' * (room - get_cwidth(left))}"), *right]

    @property
    def _room(self) -> int:
        """How many columns the lower rows may fill."""
        return min(self._measure, self._output.get_size().columns - 2 * self._margin)

    def _spelled(self, text: str) -> str:
        """A text in letters that the terminal has."""
        return text if self._letters else text.encode("ascii", STAND_INS).decode("ascii")

    def _button(self, words: str, key: Key) -> Any:
        def pressed(event: MouseEvent) -> object:
            if event.event_type is MouseEventType.MOUSE_UP:
                self._app.exit(result=key)
                return None
            return NotImplemented

        return ("class:aside", words, pressed)

    # ── Reading along ──────────────────────────────────────────────────────────────────────────────────────────

    def _preview(self) -> LinePreview:
        line = self._buffer.text
        if self._aid is None or not self._options.on("reading") or not line.strip():
            return LinePreview()
        if line != self._read[0]:
            try:
                self._read = (line, self._aid.preview(line))
            except Exception:  # A courtesy must never cost the player the line.
                self._read = (line, LinePreview())
        return self._read[1]

    def _unknown(self) -> frozenset[str]:
        return self._preview().unknown

    def _suggests(self) -> bool:
        return self._aid is not None and self._options.on("suggestions")

    # ── Tab ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _complete(self, event: KeyPressEvent, back: bool) -> None:
        """The first Tab puts in what all candidates share, or the first of them; each further one goes on to the next."""
        if self._aid is None or not self._options.on("completion"):
            return
        buffer = event.current_buffer
        if self._tab is None:
            before = buffer.document.text_before_cursor
            found = self._aid.completions(before)
            if not found:
                return
            at = len(found) - 1 if back else 0
        else:
            before, found, at = self._tab
            at = (at + (-1 if back else 1)) % len(found)
        words, length = found[at]
        after = buffer.document.text_after_cursor
        text = before[: len(before) - length] + words
        buffer.text = text + after
        buffer.cursor_position = len(text)
        self._tab = (before, found, at) if len(found) > 1 else None

    def _drop_completions(self) -> None:
        self._tab = None

    # ── One of several ─────────────────────────────────────────────────────────────────────────────────────────

    def _picked(self) -> int:
        """The number of the pick that stands in the line; 0 for none."""
        typed = self._buffer.text.strip()
        return int(typed) if typed.isdecimal() and len(typed) < 6 and 1 <= int(typed) <= len(self._picks) else 0

    def _go_through(self, step: int) -> None:
        """Up or Down: the number before or after the one that stands in the line, round and round."""
        at = self._picked()
        at = (at - 1 + step) % len(self._picks) + 1 if at else 1 if step > 0 else len(self._picks)
        self._buffer.set_document(Document(str(at)))

    # ── MORE ───────────────────────────────────────────────────────────────────────────────────────────────────

    def more(self, words: str) -> str | Key | None:
        """Stops until a key is pressed. Returns what was typed instead of one, to begin the next line with; `""` for a space, Enter or an
        arrow; None at Ctrl-D; `Key.RESIZED` where the window has another width."""
        return stop(f"{' ' * self._margin}{words} ", self._style, self._app.color_depth, self._output)


def _cut(text: str, room: int, tail: str = "") -> str:
    """A text cut to so many columns, `tail` and all."""
    if get_cwidth(text) <= room:
        return text
    if len(tail) > room // 2:
        tail = ""
    while text and get_cwidth(text) >= room - len(tail):
        text = text[:-1]
    return text.rstrip(" ·,") + "…" + tail


def _cut_paste(text: str) -> tuple[str, str]:
    """A pasted text as its whole lines, and the beginning of one more."""
    text = text[:_MOST_PASTED].replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    whole, newline, rest = text.rpartition("\n")
    return (whole, rest) if newline else ("", text)


@lru_cache(maxsize=8)
def _style(palette: Palette) -> Style:
    """The colours of the three rows. The same style for the same palette: prompt_toolkit forgets what it has worked out when it sees another."""
    accent, title, quiet = (for_prompt(colour) for colour in (palette.accent, palette.title, palette.quiet))
    return Style.from_dict(
        {
            "sign": accent,
            "reading": f"{quiet} italic",
            "candidate": "",
            "candidate.now": f"{title} underline",
            "status": title,
            "aside": quiet,
            # Set apart from what is typed where there are no colours, too.
            "auto-suggestion": f"{quiet or 'ansibrightblack'} italic",
            "unknown": f"{quiet} underline" if quiet else "underline",
        }
    )


def _output() -> Output:
    """Where prompt_toolkit writes. On what is not Windows, an output that knows where the cursor is without asking."""
    if sys.platform == "win32":
        return create_output()
    from prompt_toolkit.output.vt100 import Vt100_Output

    class AtTheFoot(Vt100_Output):
        """The cursor is where `_to_the_foot` put it."""

        def get_rows_below_cursor_position(self) -> int:
            return min(ROWS, self.get_size().rows)

    output: Vt100_Output = AtTheFoot.from_pty(sys.stdout, enable_bell=False)
    output.enable_cpr = False
    return output
