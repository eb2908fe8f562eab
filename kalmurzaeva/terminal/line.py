"""The line the player types, with prompt_toolkit: history, suggestion, a toolbar, the control keys."""

from __future__ import annotations

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.styles import Style

from kalmurzaeva.terminal.palettes import Palette
from kalmurzaeva.terminal.screen import Status

_DEPTHS = {"truecolor": ColorDepth.DEPTH_24_BIT, "256": ColorDepth.DEPTH_8_BIT, "standard": ColorDepth.DEPTH_4_BIT}


class Line:
    """Asks for lines, one at a time."""

    def __init__(self, color_system: str | None, encoding: str) -> None:
        self._depth = _DEPTHS.get(color_system or "", ColorDepth.DEPTH_1_BIT)
        self._session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(),
            auto_suggest=AutoSuggestFromHistory(),
            key_bindings=_keys(),
            reserve_space_for_menu=0,
        )

    def ask(self, status: Status, palette: Palette, prompt: str) -> str | None:
        """The next line; None at Ctrl-D or where the terminal is gone."""
        style = Style.from_dict({"prompt": palette.accent, "bottom-toolbar": f"noreverse {palette.quiet}"})
        try:
            return self._session.prompt(
                [("class:prompt", prompt)],
                style=style,
                color_depth=self._depth,
                bottom_toolbar=" · ".join(
                    part for part in (status.act, status.place, status.hour, status.saved) if part
                ),
            )
        except EOFError:
            return None


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("c-c")
    def _clear(event: KeyPressEvent) -> None:
        event.current_buffer.reset()

    @keys.add("c-d")
    def _leave(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError)

    @keys.add("c-s")
    def _save(event: KeyPressEvent) -> None:
        event.app.exit(result="save")

    @keys.add("c-z")
    def _undo(event: KeyPressEvent) -> None:
        event.app.exit(result="undo")

    return keys
