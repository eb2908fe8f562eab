"""Lines that speak of the one before: AGAIN, AGAIN TO somebody, *no, I meant the other*, OOPS, WHY; and what is asked a second time."""

from __future__ import annotations

import re
from collections.abc import Callable

from attrs import evolve

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.repeats import says_it_again
from kalmurzaeva.engine.view import View, own_kinds
from kalmurzaeva.grammar.lexicon import ARTICLES, tokens
from kalmurzaeva.grammar.table import FREE, SESSION
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Alternative, Block, Command, Paragraph, Story, Talk
from kalmurzaeva.model.traversal import parts_of, walk
from kalmurzaeva.parser.candidate import commits
from kalmurzaeva.parser.choices import labels
from kalmurzaeva.parser.evidence import Heard
from kalmurzaeva.parser.just_said import of_what_was_said
from kalmurzaeva.parser.nouns import nouns_for
from kalmurzaeva.parser.phrasing import phrase
from kalmurzaeva.parser.results import Puzzled, Result, Understood
from kalmurzaeva.parser.topics import topic_for

Read = Callable[[View, Talk, str], Result]
# Verbs by which somebody is asked or told what they may have answered already.
ASKED = frozenset(("ask", "tell"))
_MEANT = re.compile(r"(?:no |sorry |oops )?(?:i )?(?:meant|mean)(?: to say)? (?:the |to )?(.+)")
_RATHER = re.compile(r"(?:no|sorry|wait|rather|oops) (?:the |a |my )?(\w+(?: \w+)?)")
_ALSO = re.compile(
    r"(?:and|then|and then|now|also|plus)(?: also)? ((?:(?:the|a|an|my|her|his|that|those) )?\w+(?: \w+){0,2}?)(?: too| as well| also| then| next)?"
)
_OTHER = re.compile(r"(?:(?:and|then|now|no) )*(?:(?:the|that) other|another)(?: one)?(?: too| as well| then)?")
_SIDED = re.compile(
    r"(?:and |then )*(?:the (?:left|right) one|the one (?:on|to|at|in) (?:the |my |her |his )?(?:left|right|top|bottom|back|front|middle|end))(?: one| side| hand side)?"
)
_DOUBTED = re.compile(r"(?:oh )?(?:really|is that so|are you sure|are you serious|seriously|honestly|truly)")
# What takes back what was begun, and does nothing.
_DROPPED = re.compile(
    r"(?:oh |well |no |ok |okay )*(?:never ?mind(?: then| that| it)?|(?:it|that) does not matter|does not matter|no matter|scratch that|cancel(?: that)?)"
)
# What asks whoever speaks to go on with what was asked.
_GOING_ON = re.compile(
    r"(?:so |and |yes )*(?:go on|and|and then|then what|so|more|tell me more|tell me the rest|say more|continue|carry on|and what happened(?: then| next)?|what happened (?:next|then)|anything else|what else|is that all|and after that)(?: please)?"
)
_NOTHING_TOLD = "Nothing was told just now that goes on. LOOK, or ASK somebody ABOUT something."
_AGAIN = frozenset(("again", "oops", "why"))
_AGAIN_TO = re.compile(
    r"(?:again|same|and|do that|do it|the same|same again|repeat that)(?: again)? (?:to|with|for|at) (.+)"
)

# How a line begins that these read.
_BEGINNING = frozenset("no sorry oops i meant mean wait rather again same and do the repeat".split())


def again(view: View, talk: Talk, heard: Heard, read: Read) -> Result | None:
    """What a line comes to that speaks of the one before it; None where it does not. `read` reads a line that was put right."""
    line = " ".join(heard.words)
    if talk.last is not None:
        corrected = _corrected(view, talk, talk.last, heard, line)
        if corrected is not None or _MEANT.fullmatch(line) or _AGAIN_TO.fullmatch(line):
            return corrected
    further = _further(view, talk, heard, line)
    if further is not None:
        return further
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


def _corrected(view: View, talk: Talk, last: Command, heard: Heard, line: str) -> Result | None:
    """The last command with something else: `no, I meant the blue one`, `sorry, the lamp`, `again to Dasha`."""
    meant, rather, to = _MEANT.fullmatch(line), _RATHER.fullmatch(line), _AGAIN_TO.fullmatch(line)
    if meant:
        instead = _with_other(view, talk, last, tokens(meant.group(1)))
        return Understood(instead, _told(view, instead), instead=True) if instead else None
    found = (rather if rather and 1 in heard.commas else None) or to
    instead = _with_other(view, talk, last, tokens(found.group(1))) if found else None
    return Understood(instead, _told(view, instead)) if instead else None


def _further(view: View, talk: Talk, heard: Heard, line: str) -> Result | None:
    """What goes on from the command before: it is dropped, gone on with, or done to one thing more. What is listed or said in these words is that."""
    more = _one_more(view, talk, heard, line)
    if more is not None:
        return Understood(more, f"({phrase(view, more).partition(' (or: ')[0]})")
    listed = any(" ".join(tokens(label)).startswith(line) for _, label in labels(view))
    if listed or dispatch.declared(view, Command("say", topic=line)):
        return None
    if _DROPPED.fullmatch(line):
        return Puzzled("Then nothing is done.", outcome="meta", final=True)
    if _DOUBTED.fullmatch(line):
        return _doubted(view, talk, line)
    if _SIDED.fullmatch(line):
        return Puzzled("It is not clear which one is meant. Say what it is called.", final=True)
    if _OTHER.fullmatch(line):
        return Puzzled("It is not clear which other one is meant. Say what it is called.", final=True)
    goes_on = _GOING_ON.fullmatch(line) and (heard.question or line not in ("and", "so"))  # `and then x thread`
    return _going_on(view, talk, line) if goes_on else None


def _doubted(view: View, talk: Talk, line: str) -> Result:
    """`really?` is asked of whoever is spoken with."""
    if talk.partner not in view.around.persons:
        return Puzzled(_NOTHING_TOLD, final=True)
    return Understood(Command("ask", talk.partner, topic=line), f"({view.word(talk.partner, 'the')})")


def asked_again(view: View, talk: Talk, command: Command) -> Command:
    """What is asked, or ASK AGAIN of somebody who has answered just that in this scene, has no more to say to it, and has a word for being asked again."""
    again = Command("ask_again", command.noun)
    met = dispatch.met(view, command)
    if command.topic is None or not met.exactly or met.block is None or met.block.id not in talk.told:
        return command
    said_all = says_it_again(view, met.block) and not commits(view, command)
    return again if said_all and dispatch.declared(view, again) else command


def _going_on(view: View, talk: Talk, line: str) -> Result | None:
    """`and then?`, `tell me more`: what was just asked or told is gone on with; a bare word leads nowhere else."""
    last = talk.last
    if (
        last is not None
        and last.verb in ("ask", "tell")
        and last.noun in view.around.persons
        and not commits(view, last)
    ):
        block = dispatch.met(view, last).block
        more = block is not None and view.shown.get(block.id, 0) < _times(view.story, block)
        return Understood(last if more else Command("topics", last.noun))  # who has said it all has other topics
    if line in ("and", "so", "and then", "then what", "more"):
        return Puzzled(_NOTHING_TOLD, final=True)
    return None


@once_a_story
def _times(_story: Story, block: Block) -> int:
    """How often a block has something more to say."""
    paragraphs = (item for item, _ in walk(block.items) if isinstance(item, Paragraph))
    arms = (len(part.arms) for item in paragraphs for part in parts_of(item.parts) if isinstance(part, Alternative))
    return max(arms, default=1)


def _one_more(view: View, talk: Talk, heard: Heard, line: str) -> Command | None:
    """The last command done to one thing more: `then the rope`, `and the tape`, `the other one`. Nothing is decided so."""
    last = talk.last
    if last is None or last.topic or last.verb in SESSION or last.verb in FREE or last.verb == "choose":
        return None
    if last.noun is None or last.noun in view.around.persons or last.second in own_kinds(view.story):
        return None  # `put it after the rope, then the cable` is after another
    instead = None
    if _OTHER.fullmatch(line):
        others = _of_one_name(view, last.noun)
        instead = last._replace(noun=others[0]) if len(others) == 1 else None
    else:
        also = _ALSO.fullmatch(line)
        words = tokens(also.group(1)) if also else ()
        named = words and (words[0] in ARTICLES or words[0] not in view.story.grammar.first_words)
        ids = nouns_for(view, talk, words, "noun") if named else []
        instead = last._replace(noun=ids[0]) if len(ids) == 1 else None
    return instead if instead and instead != last and not commits(view, instead) else None


def _of_one_name(view: View, noun: str) -> list[str]:
    """What else here has the last word of a thing's name: *blue book*, for *red book*."""
    heads = {name.key[-1] for name in view.names(noun) if len(name.key) > 1}
    return [
        other
        for other in view.around.scope
        if other != noun and any(name.key[-1] in heads and len(name.key) > 1 for name in view.names(other))
    ]


@once_a_story
def _again_words(story: Story) -> frozenset[str]:
    """The words that AGAIN, OOPS and WHY can begin with."""
    return frozenset(word for word, row in story.grammar.by_word.items() if any(one.verb in _AGAIN for one in row))


def _why(view: View, talk: Talk) -> Result | None:
    """What was last refused, and the reason; None where nothing was, or where the story has an answer of its own."""
    if talk.refusal is None and talk.partner in view.around.persons:
        asked = Command("ask", talk.partner, topic="why")
        if dispatch.declared(view, asked):
            return Understood(asked, f"(ask {view.word(talk.partner, 'the')} why)")
    if dispatch.answered_by_story(view, Command("why")):
        return None
    if talk.refusal is None:
        persons = view.around.persons
        said = of_what_was_said(view, talk.partner if talk.partner in persons else next(iter(persons), None))
        return Understood(said) if said is not None else None
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
                other = last._replace(**{slot: ids[0]})
                # who is sorry, and says it to Ada, takes no choice of hers
                return other if last.verb != "choose" or dispatch.option_of(view, other) is not None else None
    if last.topic and last.noun:
        return last._replace(topic=topic_for(view, talk, last.verb, last.noun, phrase))
    return None
