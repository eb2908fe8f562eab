"""What was there to be chosen in this scene and is not any more: who says it afterwards is told so, where nothing better answers the line."""

from __future__ import annotations

from collections.abc import Iterable

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import ARTICLES, tokens
from kalmurzaeva.model.markup import plain
from kalmurzaeva.model.story import Block, Talk
from kalmurzaeva.parser.choices import PERSONS, labels, read_label
from kalmurzaeva.parser.evidence import Heard
from kalmurzaeva.parser.results import Puzzled, Result, Understood
from kalmurzaeva.parser.spelling import heard_here
from kalmurzaeva.parser.taken import says_it


def said_too_late(view: View, talk: Talk, line: str, result: Result) -> Result:
    """The same poor result; or that the choice which the line says was made, or was there before."""
    heard = heard_here(view, line)
    if not heard.words:
        return result
    now = {written for _, written in labels(view)}
    command = result.command if isinstance(result, Understood) else None
    for block in _made(view):
        written = plain(view.text(block.words))
        fits = command is not None and any(
            form.verb == command.verb and dispatch.fit(view, form, command) is not None for form in block.forms
        )
        if written not in now and (fits or _is(view, heard, written)):
            return Puzzled(f"That is done: {_sentence(written)}", outcome="refusal", final=True)
    for written in map(plain, reversed(talk.listed)):
        if written not in now and _is(view, heard, written):
            return Puzzled(f"That is past: {_sentence(written)}", outcome="refusal", final=True)
    return result


def _made(view: View) -> list[Block]:
    """The choices of this scene that were made, and are made once."""
    return [block for block in view.around.choices if block.each is None and dispatch.taken(view, block)]


def _is(view: View, heard: Heard, written: str) -> bool:
    """Whether a line says a choice: in its words, in those before its comma or in those of the wish that it is, or nearly."""
    label = read_label(written)
    if not label.words:
        return False
    typed = _plainly(PERSONS.get(word, word) for word in tokens(heard.text))
    said = (label.words, label.opening, label.wish)
    return typed in [_plainly(words) for words in said if words] or says_it(view, heard, label)


def _plainly(words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in ARTICLES]


def _sentence(written: str) -> str:
    return written if written.endswith((".", "!", "?", '"', "”")) else f"{written}."
