"""A Command in the words of somebody who types well: `ask Vera Andreyevna about the casting`."""

from __future__ import annotations

import re
from functools import cache

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.patterns import Gap, OneOf
from kalmurzaeva.grammar.table import TABLE
from kalmurzaeva.model.markup import plain
from kalmurzaeva.model.story import Command

# Their words are many things in one, or stand for another command.
_UNSAYABLE = frozenset(("direction", "magic", "swear", "again", "oops"))


def phrase(view: View, command: Command) -> str:
    """A command in words, or `""` where it has none worth showing."""
    if command.verb == "choose":
        return _choice(view, command)
    if command.verb in _UNSAYABLE:
        return ""
    slots = {name: value for name in ("noun", "second", "topic") if (value := getattr(command, name))}
    row = _row(view, command.verb, frozenset(slots))
    if row is None:
        return ""
    return " ".join(_word(view, slots[piece[1:]]) if piece.startswith("<") else piece for piece in row)


def _choice(view: View, command: Command) -> str:
    """The words of a choice, and the command that it equals."""
    option = dispatch.option_of(view, command)
    if option is None:
        return ""
    words = plain(dispatch.words_of(view, option))
    plainly = (form.command for form in option.block.forms if form.command and form.verb != "choose")
    equals = option.equal or next(plainly, None)
    same = phrase(view, equals) if equals and equals.verb != "choose" else ""
    return f"{words} (or: {same})" if same and same != words else words


def _word(view: View, value: str) -> str:
    return view.word(value, "the") if value in view.around.scope or value in view.story.entities else value


def _row(view: View, verb: str, slots: frozenset[str]) -> tuple[str, ...] | None:
    """The first row of the table that has exactly these slots, e.g. `("ask", "<noun", "about", "<topic")`."""
    for row in _table().get(verb, ()):
        if {piece[1:] for piece in row if piece.startswith("<")} == slots:
            return row
    for pattern in view.story.grammar.patterns:
        if pattern.verb == verb and {element.slot for element in pattern.elements if isinstance(element, Gap)} == slots:
            return tuple(
                element.first if isinstance(element, OneOf) else f"<{element.slot}" for element in pattern.elements
            )
    return None


@cache
def _table() -> dict[str, list[tuple[str, ...]]]:
    """The built-in table: for each verb its rows, of each piece the word that is named first."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for line in TABLE.strip().splitlines():
        verb, _, forms = line.partition(":")
        table[verb] = [_pieces(form) for form in forms.split(";")]
    return table


def _pieces(form: str) -> tuple[str, ...]:
    pieces: list[str] = []
    for piece in form.split():
        name = re.fullmatch(r"<(\w+)>", piece)
        if name:
            slot = name[1] if name[1] in ("noun", "second", "topic") else "second" if "<noun" in pieces else "noun"
            pieces.append(f"<{slot}")
        elif not piece.endswith("?"):
            pieces += piece.split("|")[0].split("_")
    return tuple(pieces)
