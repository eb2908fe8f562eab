"""The keys of the line, also where the keyboard is Cyrillic.

A terminal that reports keys in full sends Ctrl-С of a Cyrillic layout as `ESC [ 1089 ; 5 u`. Those are taught to prompt_toolkit as the
key in the same place of a Latin keyboard; without that their digits would land in the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prompt_toolkit.auto_suggest import Suggestion
from prompt_toolkit.filters import Condition
from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys

from kalmurzaeva.terminal.screen.interface import Key

_LATIN = "qwertyuiopasdfghjklzxcvbnm"
_CYRILLIC = "йцукенгшщзфывапролдячсмить"
# Shift, Alt and the locks are bits of the modifier; all that matters is that Ctrl is down, and perhaps a lock.
_CTRL = (5, 69, 133, 197)
_PRESSED = {
    "f1": Key.HELP,
    "f2": Key.CARRIED,
    "f3": Key.SO_FAR,
    "c-s": Key.SAVE,
    "c-z": Key.UNDO,
    "c-l": Key.REDRAW,
}


def teach_layouts() -> None:
    """Makes Ctrl with a letter mean the key in its place, whatever the layout, where the terminal says which key it was."""
    for latin, cyrillic in zip(_LATIN, _CYRILLIC, strict=True):
        key = Keys(f"c-{latin}")
        for sequence in _sequences(latin, cyrillic):
            ANSI_SEQUENCES.setdefault(sequence, key)


def _sequences(latin: str, cyrillic: str) -> Iterator[str]:
    for letter in (latin, cyrillic, cyrillic.upper()):
        for modifier in _CTRL:
            yield f"\x1b[{ord(letter)};{modifier}u"
            yield f"\x1b[{ord(letter)}::{ord(latin)};{modifier}u"
            yield f"\x1b[27;{modifier};{ord(letter)}~"


def bindings(
    complete: Callable[[KeyPressEvent, bool], None],
    pasted: Callable[[str], tuple[str, str]],
    go_through: Callable[[int], None],
    picking: Condition,
) -> KeyBindings:
    """The keys. `complete` is Tab, backwards with True; `pasted` cuts a pasted text into what is entered at once and what stays in the
    line; while `picking`, `go_through` is Down, with -1 Up."""
    keys = KeyBindings()

    @keys.add("enter")
    def _enter(event: KeyPressEvent) -> None:
        event.app.exit(result=event.current_buffer.text)

    @keys.add("c-c")
    @keys.add("<sigint>")
    def _clear(event: KeyPressEvent) -> None:
        event.current_buffer.reset()

    @keys.add("c-d")
    def _leave(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError)

    for name, key in _PRESSED.items():
        keys.add(name)(_presser(key))

    @keys.add("tab")
    def _complete(event: KeyPressEvent) -> None:
        complete(event, False)

    @keys.add("s-tab")
    def _complete_back(event: KeyPressEvent) -> None:
        complete(event, True)

    @keys.add("down", filter=picking)
    def _down(event: KeyPressEvent) -> None:
        go_through(1)

    @keys.add("up", filter=picking)
    def _up(event: KeyPressEvent) -> None:
        go_through(-1)

    @keys.add("escape", filter=picking)
    def _none(event: KeyPressEvent) -> None:
        event.app.exit(result="")

    @keys.add(Keys.BracketedPaste)
    def _paste(event: KeyPressEvent) -> None:
        whole, rest = pasted(event.data)
        if whole:
            event.current_buffer.insert_text(whole)
            event.app.exit(result=f"{event.current_buffer.text}\n{rest}")
        else:
            event.current_buffer.insert_text(rest)

    _add_suggestions(keys)
    return keys


def more_bindings() -> KeyBindings:
    """The keys at MORE: a letter is not lost but begins the next line, so that nobody who types ahead is misread."""
    keys = KeyBindings()

    @keys.add("<any>")
    def _typed(event: KeyPressEvent) -> None:
        event.app.exit(result=event.data if event.data.isprintable() and event.data != " " else "")

    @keys.add(Keys.BracketedPaste)
    def _pasted(event: KeyPressEvent) -> None:
        event.app.exit(result=event.data.replace("\r", "\n"))

    def _go_on(event: KeyPressEvent) -> None:
        event.app.exit(result="")

    for name in (" ", "enter", "down", "pagedown", "escape", "c-c", "right", "tab", "c-l"):
        keys.add(name, eager=True)(_go_on)

    @keys.add("c-d")
    def _leave(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError)

    return keys


def _presser(key: Key) -> Callable[[KeyPressEvent], None]:
    def press(event: KeyPressEvent) -> None:
        event.app.exit(result=key)

    return press


def _add_suggestions(keys: KeyBindings) -> None:
    """The right arrow, or End, takes what is suggested; Alt-F takes a word of it."""

    def suggestion(event: KeyPressEvent) -> Suggestion | None:
        return event.current_buffer.suggestion

    @Condition
    def offered() -> bool:
        from prompt_toolkit.application import get_app

        buffer = get_app().current_buffer
        return bool(buffer.suggestion and buffer.suggestion.text and buffer.document.is_cursor_at_the_end)

    @keys.add("right", filter=offered)
    @keys.add("end", filter=offered)
    @keys.add("c-e", filter=offered)
    @keys.add("c-f", filter=offered)
    def _take(event: KeyPressEvent) -> None:
        found = suggestion(event)
        if found:
            event.current_buffer.insert_text(found.text)

    @keys.add("escape", "f", filter=offered)
    def _take_word(event: KeyPressEvent) -> None:
        found = suggestion(event)
        if found:
            head, space, _ = found.text.lstrip().partition(" ")
            lead = found.text[: len(found.text) - len(found.text.lstrip())]
            event.current_buffer.insert_text(lead + head + space)
