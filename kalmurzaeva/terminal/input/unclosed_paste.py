"""A way out of a paste that never ends.

A terminal marks where a pasted text begins and where it ends. Where the end is lost (a connection that stutters, a text that was cut), everything typed after
it would be taken for pasted, Ctrl-D too. Here Ctrl-C and Ctrl-D end such a paste, where its end does not come with them; what was pasted is dropped. A
terminal leaves such keys out of what it pastes.
"""

from __future__ import annotations

from typing import Any

from prompt_toolkit.input import Input

_LEAVING = ("\x03", "\x04")
_END = "\x1b[201~"


def can_be_left(source: Input) -> None:
    """Teaches an input that an unclosed paste can be left. What has no such parser needs none."""
    parser: Any = getattr(source, "vt100_parser", None)
    if parser is None or getattr(parser, "feeds_with_a_way_out", False):
        return
    feed = parser.feed

    def feed_(data: str) -> None:
        at = max(map(data.rfind, _LEAVING))
        if at >= 0 and _END not in data[at:]:
            feed(data[:at])
            if getattr(parser, "_in_bracketed_paste", False):
                parser._paste_buffer = ""
                feed(_END)
            data = data[at:]
        feed(data)

    parser.feed, parser.feeds_with_a_way_out = feed_, True
