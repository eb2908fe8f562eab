"""The signs of a story file that each stand in one table: what begins a block, and what `[as …]` sets text in.

To add a marker or a form, write its row; the tests then name what else has to know of it.
"""

from __future__ import annotations

from attrs import frozen


@frozen
class Marker:
    """What a line that begins with `sign` and a space begins. A response answers a command, a choice is listed, a rule is called by the engine, a
    row belongs to a table (`pairs`, `fields`, `heard`)."""

    sign: str
    is_response: bool = False
    is_choice: bool = False
    is_rule: bool = False
    is_row: bool = False
    gone_once_taken: bool = False


MARKERS = {
    marker.sign: marker
    for marker in (
        Marker(">", is_response=True),
        Marker("*", is_choice=True, gone_once_taken=True),
        Marker("+", is_choice=True),
        Marker("@", is_rule=True),
        Marker("=", is_row=True),
    )
}
# The text of a passage, which no sign begins.
TEXT = Marker("")

# What `[as …]` can set text in, with what a listener is told it is.
FORMS = {
    "letter": "Letter",
    "notice": "Notice",
    "timetable": "Timetable",
    "calendar": "Calendar",
    "programme": "Programme",
    "voice": "Voice message",
    "list": "List",
    "score": "Score",
}
