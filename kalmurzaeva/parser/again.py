"""Lines that speak of the one before: AGAIN, AGAIN TO somebody, *no, I meant the other*, OOPS, WHY."""

from __future__ import annotations

import re
from collections.abc import Callable

from attrs import evolve

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import tokens
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Command, Story, Talk
from kalmurzaeva.parser.evidence import Heard
from kalmurzaeva.parser.nouns import nouns_for
from kalmurzaeva.parser.phrasing import phrase
from kalmurzaeva.parser.results import Puzzled, Result, Understood
from kalmurzaeva.parser.topics import topic_for

Read = Callable[[View, Talk, str], Result]
_MEANT = re.compile(r"(?:no |sorry |oops )?(?:i )?(?:meant|mean)(?: to say)? (?:the |to )?(.+)")
_RATHER = re.compile(r"(?:no|sorry|wait|rather|oops) (?:the |a |my )?(\w+(?: \w+)?)")
_AGAIN = frozenset(("again", "oops", "why"))
_AGAIN_TO = re.compile(
    r"(?:again|same|and|do that|do it|the same|same again|repeat that)(?: again)? (?:to|with|for|at) (.+)"
)

# How a line begins that these read.
_BEGINNING = frozenset("no sorry oops i meant mean wait rather again same and do the repeat".split())


def again(view: View, talk: Talk, heard: Heard, read: Read) -> Result | None:
    """What a line comes to that speaks of the one before it; None where it does not. `read` reads a line that was put right."""
    line = " ".join(heard.words) if heard.words[0] in _BEGINNING else ""
    meant = _MEANT.fullmatch(line)
    if meant and talk.last is not None:
        instead = _with_other(view, talk, talk.last, tokens(meant.group(1)))
        return Understood(instead, _told(view, instead), instead=True) if instead else None
    rather = _RATHER.fullmatch(line)
    if rather and talk.last is not None and 1 in heard.commas:
        instead = _with_other(view, talk, talk.last, tokens(rather.group(1)))
        if instead:
            return Understood(instead, _told(view, instead))
    to = _AGAIN_TO.fullmatch(line)
    if to and talk.last is not None:
        instead = _with_other(view, talk, talk.last, tokens(to.group(1)))
        return Understood(instead, _told(view, instead)) if instead else None
    if heard.said[0] not in _again_words(view.story):
        return None
    match = next(iter(view.story.grammar.matches(heard.said)), None)
    if match is None or match.verb not in _AGAIN:
        return None
    if match.verb == "why":
        return _why(view, talk)
    if match.verb == "again":
        return Understood(talk.last or Command("look"))
    if talk.misread is None:
        return Puzzled("Nothing was misread. OOPS gives the right word after one that was not understood.", final=True)
    misread, wrong = talk.misread
    if "topic" not in match.slots:
        return Puzzled(f'OOPS, and the word that should stand for "{wrong}".', final=True)
    right = re.sub(rf"\b{re.escape(wrong)}\b", " ".join(match.slots["topic"]), " ".join(tokens(misread)))
    return read(view, evolve(talk, misread=None), right)


@once_a_story
def _again_words(story: Story) -> frozenset[str]:
    """The words that AGAIN, OOPS and WHY can begin with."""
    return frozenset(word for word, row in story.grammar.by_word.items() if any(one.verb in _AGAIN for one in row))


def _why(view: View, talk: Talk) -> Result | None:
    """What was last refused, and the reason; None where nothing was, or where the story has an answer of its own."""
    if talk.refusal is None or dispatch.answered_by_story(view, Command("why")):
        return None
    what = phrase(view, talk.refused).partition(" (or: ")[0] if talk.refused else ""
    return Puzzled(f"What was refused was: {what}. {talk.refusal}" if what else talk.refusal, outcome="meta")


def _told(view: View, command: Command) -> str:
    names = [view.word(identity, "the") for identity in (command.noun, command.second) if identity]
    return f"({' '.join([command.verb.replace('_', ' '), *names])})"


def _with_other(view: View, talk: Talk, last: Command, phrase: tuple[str, ...]) -> Command | None:
    """The last command with another noun, or another person."""
    for slot in ("second", "noun"):
        if getattr(last, slot) is None:
            continue
        accepts = (
            "person"
            if slot == "second" or ((entity := view.story.entities.get(last.noun or "")) and entity.kind == "person")
            else "noun"
        )
        for wanted in dict.fromkeys((accepts, "noun")):
            ids = nouns_for(view, talk, phrase, wanted)
            if len(ids) == 1:
                return last._replace(**{slot: ids[0]})
    if last.topic and last.noun:
        return last._replace(topic=topic_for(view, talk, last.verb, last.noun, phrase))
    return None
