"""A verb with a noun left out, as candidates: filled where only one thing can be meant, asked for where not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View, own_kind_names, own_kinds
from kalmurzaeva.grammar.patterns import Gap, Match, OneOf
from kalmurzaeva.model.story import Command, Question, Talk
from kalmurzaeva.parser.candidate import Candidate, bonus_of
from kalmurzaeva.parser.evidence import AUXILIARIES, Heard
from kalmurzaeva.parser.nouns import nouns_for, vocabulary
from kalmurzaeva.parser.remarks import person_called
from kalmurzaeva.parser.topics import topic_for

# No reading that leaves a noun out can score more.
MOST_WITH_A_GAP = 1.2
# What such a reading lacks at least.
LEAST_MISSING = 0.2
# Bare verbs that mean what stands here, before what one always has with one.
OF_THE_PLACE = frozenset((word,) for word in ("eat", "drink", "taste", "pour", "read", "buy"))
# A longer clause wants no word more: it is a sentence.
_MOST_WORDS = 12
_MOST_ASKED = 5
_PERSONAL = (("her",), ("him",), ("them",), ("me",))


def with_a_gap(view: View, talk: Talk, heard: Heard) -> Iterator[Candidate]:
    """A verb with a noun left out: filled where only one thing can be meant, asked for where not."""
    typed = heard.said
    if not typed or len(typed) > _MOST_WORDS:
        return
    places = {place: 1.0 for place in range(len(heard.words)) if place not in heard.aside}
    for match in view.story.grammar.shortened(typed):
        if not match.slots and dispatch.answered_by_story(view, Command(match.verb)):
            command = Command(match.verb)
            yield Candidate(command, "filled", heard, places, LEAST_MISSING, bonus_of(view, command))
    asked = False
    for match in view.story.grammar.shortened(typed):
        gap = match.pattern.missing[0]
        spoken = match.slots.get("topic", ())
        if gap.accepts == "person" and ("about" in spoken[1:] or _somebody(view, spoken) or spoken[:1] in _PERSONAL):
            continue
        if match.verb == "order" and typed[:2] == ("ask", "to") and view.around.persons:
            continue  # `ask to be excused` asks whoever is here
        filled = (
            _only(view, talk, match, gap, alone=len(typed) == 1)
            if len(match.pattern.missing) == 1 and gap.slot != "topic"
            else None
        )
        if filled and typed[0] == "come":
            continue  # `please come` is said to somebody, and goes nowhere
        if filled:
            told = f"({view.word(getattr(filled, gap.slot), 'the')})"
            yield Candidate(filled, "filled", heard, places, 0.3, bonus_of(view, filled), note=told)
        elif (
            not asked
            and typed[0] not in AUXILIARIES  # `should I go` wants no word more
            and len(typed) <= _MOST_ASKED
            and len(spoken) < 3
            and match.pattern.possible(view.kinds)
            and _complete(view, talk, match)
            and _taken_up(view, talk, match, gap)
        ):
            asked = True
            prompt, template = _question(match, gap)
            yield Candidate(
                Command(match.verb, topic=f"?{template}"),
                "question",
                heard,
                places,
                0.6,
                0.0,
                note=f"{prompt}\n{template}",
            )


def _somebody(view: View, phrase: tuple[str, ...]) -> bool:
    """Whether a phrase begins with the name of somebody."""
    names = {name.key for person in view.around.persons for name in view.names(person)}
    return any(phrase[:end] in names or person_called(view, phrase[:end]) for end in range(1, min(4, len(phrase)) + 1))


def question_of(candidate: Candidate) -> Question:
    prompt, _, template = (candidate.note or "").partition("\n")
    return Question(prompt, (), template)


def _complete(view: View, talk: Talk, match: Match) -> bool:
    """Whether every gap that is filled means something here."""
    own = frozenset() if match.pattern.takes_kind(own_kind_names(view.story)) else own_kinds(view.story)
    return all(
        element.slot == "topic" or set(nouns_for(view, talk, match.slots[element.slot], element.accepts)) - own
        for element in match.pattern.elements
        if isinstance(element, Gap)
    )


def _taken_up(view: View, talk: Talk, match: Match, gap: Gap) -> bool:
    """Whether anything here answers what a verb of the story's own kinds could be completed to: a gesture goes behind another only where a piece is
    made."""
    kinds = own_kind_names(view.story)
    if not match.pattern.takes_kind(kinds) or gap.slot == "topic":
        return True
    own = [identity for identity in view.around.scope if identity in own_kinds(view.story)]
    return any(dispatch.declared(view, command) for command in _filled_in(view, talk, match, gap.slot, own))


def _filled_in(view: View, talk: Talk, match: Match, slot: str, identities: Iterable[str]) -> Iterator[Command]:
    """The commands of a match with each of some ids in the slot that was left out."""
    gaps = [element for element in match.pattern.elements if isinstance(element, Gap)]
    rows: list[dict[str, str]] = [{}]
    for gap in gaps:
        if gap.slot != "topic":
            ids = nouns_for(view, talk, match.slots[gap.slot], gap.accepts)
            rows = [{**row, gap.slot: identity} for row in rows for identity in ids]
    phrase = match.slots.get("topic")
    for identity in identities:
        for row in ({**row, slot: identity} for row in rows):
            noun = row.get("noun")
            topic = topic_for(view, talk, match.verb, noun, phrase) if phrase else None
            yield Command(match.verb, noun, row.get("second"), topic)


def _only(view: View, talk: Talk, match: Match, gap: Gap, *, alone: bool) -> Command | None:
    """The command with the one noun that the story would answer, or the person last spoken to. A verb that stands `alone` is of the place."""
    if gap.accepts == "person":
        present = view.around.persons
        person = talk.partner if talk.partner in present else present[0] if len(present) == 1 else None
        identities = [person] if person else []
    else:
        by_id = vocabulary(view.story, view.node).by_id
        identities = [
            identity for identity in view.around.scope if identity in by_id and by_id[identity].fits(gap.accepts)
        ]
    commands = list(_filled_in(view, talk, match, gap.slot, identities))
    answered = [command for command in commands if dispatch.answered_by_story(view, command)]
    if gap.accepts == "person" and commands and not answered:
        return commands[0]
    if alone and len(answered) > 1:  # what is in this very place comes before what one always has with one
        answered = [command for command in answered if is_of_this_place(view, command)]
        if match.verb in ("eat", "drink", "taste") or len({dispatch.met(view, one).block for one in answered}) == 1:
            answered = answered[:1]  # what is put before one comes first; or one answer for all of them
    return answered[0] if len(answered) == 1 and match.verb != "examine" else None


def is_of_this_place(view: View, command: Command) -> bool:
    """Whether a block of the place itself answers."""
    block = dispatch.met(view, command).block
    return block is not None and any(own is block for own in view.node.layer.blocks)


def _question(match: Match, gap: Gap) -> tuple[str, str]:
    """`Ask whom about casting?`, and the template that the answer completes."""
    written: list[str] = []
    asked: list[str] = []
    for element in match.pattern.whole:
        if isinstance(element, OneOf):
            phrase = asking = element.first
        elif element == gap:
            phrase, asking = "{}", "whom" if element.accepts == "person" else "what"
        elif element.slot in match.slots:
            phrase = asking = " ".join(match.slots[element.slot])
        else:
            written, asked = written[: max(1, len(written) - 1)], asked[: max(1, len(asked) - 1)]
            continue
        written.append(phrase)
        asked.append(asking)
    prompt = " ".join(asked)
    return f"{prompt[:1].upper()}{prompt[1:]}?", " ".join(written)
