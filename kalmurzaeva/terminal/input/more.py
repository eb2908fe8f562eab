"""MORE: a row of its own, until a key is pressed."""

from __future__ import annotations

import sys

from prompt_toolkit.application import Application
from prompt_toolkit.data_structures import Point
from prompt_toolkit.layout import FormattedTextControl, Layout, Window
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.styles import BaseStyle
from prompt_toolkit.utils import get_cwidth

from kalmurzaeva.terminal.input.keys import more_bindings
from kalmurzaeva.terminal.screen.interface import Key


def stop(words: str, style: BaseStyle, depth: ColorDepth, output: Output) -> str | Key | None:
    """Shows a row and waits. Returns what was typed; None at Ctrl-D; `Key.RESIZED` where the window was made wider or narrower meanwhile, since what stands
    above was set for the width that it had."""
    columns = output.get_size().columns

    def drawn(app: Application[str | Key]) -> None:
        if output.get_size().columns != columns and app.is_running and not app.is_done:
            app.exit(result=Key.RESIZED)

    control = FormattedTextControl(
        [("class:status", words)],
        focusable=True,
        get_cursor_position=lambda: Point(get_cwidth(words) - 1, 0),
        show_cursor=True,
    )
    app: Application[str | Key] = Application(
        layout=Layout(Window(control, height=1)),
        key_bindings=more_bindings(),
        style=style,
        color_depth=depth,
        erase_when_done=True,
        output=output,
    )
    app.ttimeoutlen = 0.1
    app.after_render += drawn
    sys.stdout.flush()
    try:
        return app.run()
    except EOFError:
        return None
