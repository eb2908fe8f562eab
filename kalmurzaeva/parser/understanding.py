"""A player's clause to a Command, a question, or a remark that says what the trouble was.

Several readings of one clause are ranked by what they would meet: one that the story answers comes before one that it does not. A word in
doubt is never guessed for speech, nor for what cannot be undone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import evolve

from kalmurzaeva import precedence
from kalmurzaeva.marks import clean
from kalmurzaeva.model import Command, Question, Talk
from kalmurzaeva.parser.choosing import NEGATIONS, choice, choice_about, choice_by_part, choice_said, label_of
from kalmurzaeva.parser.grammar import LOOKING, SESSION, Gap, Match, OneOf
from kalmurzaeva.parser.lexicon import ARTICLES, PREPOSITIONS, key, request, words
from kalmurzaeva.parser.nouns import nouns_for, vocabulary
from kalmurzaeva.parser.remarks import absent_person, person_called, puzzled
from kalmurzaeva.parser.results import Asked, Puzzled, Result, Understood
from kalmurzaeva.parser.spelling import correct
from kalmurzaeva.parser.topics import topic_for
from kalmurzaeva.view import View, own_kind_names, own_kinds

_JOINT = re.compile(r"\s*(?:,\s*(?:and\s+)?|\band\s+)", re.IGNORECASE)
_MOST_READINGS = 12
# Verbs that look and no more, whatever a choice begins with: `watch her eyes` may be the first words of one, `look at her eyes` looks.
_PLAIN_LOOKS = frozenset(("look", "examine", "l", "x", "see", "check", "inspect"))
_ASKING = frozenset(("what", "why", "how", "who", "when", "where"))
_QUESTIONS = _ASKING | frozenset("did do does is are have has can will was".split())
# Words that say a movement is meant without naming it: `keep how she tears the tape`.
_MANNER = frozenset(
    "how way movement move gesture motion what it that this his her their he she they him them hand hands foot feet fingers".split()
)


def understand(view: View, talk: Talk, clause: str) -> Result:
    """What a clause means here. First to last: a choice by number or in its own words; a command that the story answers by name; a choice by
    enough of its words; any other command; two commands; a slip put right; a choice that it is about; a question to whoever is spoken to; a
    remark."""
    clause = clean(clause).strip()
    chosen = choice(view, clause)
    if chosen:
        return chosen
    typed = request(clause)
    if not typed:
        return Puzzled("Say it in words: LOOK, EXAMINE something, ASK somebody ABOUT something.")
    special = _again(view, talk, typed) or _question_to(view, talk, clause)
    if special:
        return special
    result = _read(view, talk, typed)
    looking = isinstance(result, Understood) and result.command.verb in LOOKING and words(clause)[0] != "go"
    if not (looking and typed[0] in _PLAIN_LOOKS) and (said := choice_said(view, clause)):
        return said
    if isinstance(result, Understood) and result.command.verb in SESSION:
        return (choice_about(view, clause) if result.command.topic else None) or result
    if isinstance(result, Understood) and precedence.declared(view, result.command):
        return result
    loosely = choice_by_part(view, clause, looking=looking)
    if loosely or isinstance(result, Understood):
        return loosely or result or puzzled(view, clause, typed)
    if isinstance(result, Puzzled):
        return _without_its_end(view, talk, typed) or result
    if isinstance(result, Asked) and result.question.options:
        return result
    return (
        _split(view, talk, clause)
        or _mended(view, talk, typed)
        or _movement(view, typed)
        or _bare_noun(view, talk, typed)
        or result
        or (None if typed[0] in _PLAIN_LOOKS | _ASKING else choice_about(view, clause))
        or _asked_of_partner(view, talk, typed)
        or _without_its_end(view, talk, typed)
        or _said_aloud(view, talk, clause, typed)
        or _second_best(view, clause, typed)
    )


def answer_question(view: View, talk: Talk, question: Question, clause: str) -> Understood | None:
    """The clause as an answer to the game's own question, or None where it is something else."""
    typed = request(clause)
    if question.options:
        if len(typed) == 1 and typed[0].isdigit() and 1 <= int(typed[0]) <= len(question.options):
            return Understood(question.options[int(typed[0]) - 1][1])
        wanted = set(key(clause)) - {"one", "first", "mean", "i"}
        fitting = [command for label, command in question.options if wanted and wanted <= set(key(label))]
        return Understood(fitting[0]) if len(fitting) == 1 else None
    if question.template and typed:
        result = _read(view, talk, request(question.template.replace("{}", " ".join(typed))))
        if isinstance(result, Understood) and not (
            typed[0] in view.story.grammar.first_words and isinstance(_read(view, talk, typed), Understood)
        ):
            return result
    return None


# ── One reading ────────────────────────────────────────────────────────────────────────────────────────────────


def _again(view: View, talk: Talk, typed: tuple[str, ...]) -> Result | None:
    match = next(iter(view.story.grammar.matches(typed)), None)
    if match is None or match.verb not in ("again", "oops"):
        return None
    if match.verb == "again":
        return Understood(talk.last) if talk.last else Puzzled("There is nothing to do again yet.")
    if talk.misread is None:
        return Puzzled("Nothing was misread. OOPS gives the right word after one that was not understood.")
    line, wrong = talk.misread
    mended = re.sub(rf"\b{re.escape(wrong)}\b", " ".join(match.slots["topic"]), " ".join(words(line)))
    return understand(view, evolve(talk, misread=None), mended)


def _read(view: View, talk: Talk, typed: tuple[str, ...]) -> Result | None:
    """The best reading of words as one command; None where no verb takes them."""
    best = _best(view, _commands(view, talk, view.story.grammar.matches(typed)))
    if best and best[0].verb in SESSION:
        return Understood(best[0])
    if best and (len(best) == 1 or precedence.answered_by_story(view, best[0])):
        return _one_of(view, best)
    absent = absent_person(view, view.story.grammar.matches(typed)) if not best else None
    if absent:
        return absent
    short = _shortened(view, talk, typed)
    if isinstance(short, Understood):
        return short
    if best:
        return _one_of(view, best)
    return short


def _commands(view: View, talk: Talk, matches: tuple[Match, ...]) -> Iterator[list[Command]]:
    """For each match, the commands it can mean; ambiguous nouns give several."""
    for match in matches[:_MOST_READINGS]:
        found = _resolve(view, talk, match)
        if found:
            yield found


def _resolve(view: View, talk: Talk, match: Match, given: dict[str, str] | None = None) -> list[Command]:
    rows: list[dict[str, str]] = [dict(given or {})]
    if match.verb == "undo" and match.slots and not _is_count(match.slots["topic"]):
        return []  # `undo the ribbons` is not the game's
    no_person = False
    for element in match.pattern.elements:
        if not isinstance(element, Gap):
            continue
        phrase = match.slots[element.slot]
        if element.slot == "topic":
            rows = [{**row, "topic": topic_for(view, talk, match.verb, row.get("noun"), phrase)} for row in rows]
            continue
        ids = nouns_for(view, talk, phrase, element.accepts)
        if not ids and element.accepts == "person":
            ids = nouns_for(view, talk, phrase, "noun")
            no_person = True
        rows = [{**row, element.slot: identity} for row in rows for identity in ids]
        if not rows:
            return []
    commands = [Command(match.verb, row.get("noun"), row.get("second"), row.get("topic")) for row in rows]
    if not match.pattern.takes_kind(own_kind_names(view.story)):  # a gesture is no thing to wait for or push
        own = own_kinds(view.story)
        commands = [
            command for command in commands if command.noun not in own or precedence.answered_by_story(view, command)
        ]
    if no_person:  # a thing is spoken to only where the story says so
        return [command for command in commands if precedence.answered_by_story(view, command)]
    return commands


def _is_count(phrase: tuple[str, ...]) -> bool:
    """Whether a phrase is a number of turns."""
    return len(phrase) == 1 and phrase[0].isascii() and phrase[0].isdigit() and len(phrase[0]) <= 6


def _best(view: View, readings: Iterator[list[Command]]) -> list[Command]:
    """The first reading with a command the story answers, narrowed to those; else the first reading."""
    first: list[Command] = []
    for commands in readings:
        if commands[0].verb in SESSION:
            return commands
        answered = [command for command in commands if precedence.answered_by_story(view, command)]
        if answered:
            return answered
        first = first or commands
    return first


def _one_of(view: View, commands: list[Command]) -> Result:
    if len(commands) == 1:
        return Understood(commands[0])
    options = []
    for command in commands:
        differing = next(
            identity
            for slot in ("noun", "second", "topic")
            if (identity := getattr(command, slot)) and len({getattr(other, slot) for other in commands}) > 1
        )
        options.append((view.word(differing, "the"), command))
    labels = [f"{label} ({number})" for number, (label, _) in enumerate(options, 1)]
    prompt = f"Which do you mean, {', '.join(labels[:-1])} or {labels[-1]}?"
    return Asked(Question(prompt, tuple(options)))


# ── Something left out ─────────────────────────────────────────────────────────────────────────────────────────


def _shortened(view: View, talk: Talk, typed: tuple[str, ...]) -> Result | None:
    """A verb with a noun left out: filled where only one thing can be meant, asked for where not."""
    matches = view.story.grammar.shortened(typed)
    for match in matches:
        if not match.slots and precedence.answered_by_story(view, Command(match.verb)):
            return Understood(Command(match.verb))
    asked: Asked | None = None
    for match in matches:
        gap = match.pattern.missing[0]
        if gap.accepts == "person" and "about" in match.slots.get("topic", ())[1:]:
            continue  # `ask valery about the motor`, with no Valery: not a question on "valery about the motor" to somebody else
        filled = _only(view, talk, match, gap) if len(match.pattern.missing) == 1 and gap.slot != "topic" else None
        if filled:
            return Understood(filled, correction=_told(view, filled, gap.slot))
        if asked is None and match.pattern.possible(view.kinds) and _resolve(view, talk, match):
            asked = Asked(_question(match, gap))
    return asked


def _only(view: View, talk: Talk, match: Match, gap: Gap) -> Command | None:
    """The command with the one noun that the story would answer, or the person last spoken to."""
    if gap.accepts == "person":
        present = view.present()
        person = talk.partner if talk.partner in present else present[0] if len(present) == 1 else None
        candidates = [person] if person else []
    else:
        by_id = vocabulary(view).by_id
        candidates = [identity for identity in view.scope if identity in by_id and by_id[identity].fits(gap.accepts)]
    commands = [command for identity in candidates for command in _resolve(view, talk, match, {gap.slot: identity})]
    answered = [command for command in commands if precedence.answered_by_story(view, command)]
    if gap.accepts == "person" and commands and not answered:
        return commands[0]
    return answered[0] if len(answered) == 1 and match.verb != "examine" else None


def _told(view: View, command: Command, slot: str) -> str:
    return f"({view.word(getattr(command, slot), 'the')})"


def _question(match: Match, gap: Gap) -> Question:
    """`Ask whom about casting?`, with a template that the answer completes. Other gaps are left out, each with the word before it."""
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
    return Question(f"{prompt[:1].upper()}{prompt[1:]}?", (), " ".join(written))


# ── Two commands in one clause ─────────────────────────────────────────────────────────────────────────────────


def _split(view: View, talk: Talk, clause: str) -> Result | None:
    """`take the tape and wait`, `examine mop, bucket`, `Dasha, wait`: the first part, with the rest to be read after it."""
    for joint in _JOINT.finditer(clause):
        head, tail = clause[: joint.start()].strip(), clause[joint.end() :].strip()
        if not head or not tail:
            continue
        if "," in joint.group():
            person = nouns_for(view, talk, words(head), "person")
            if len(person) == 1 and words(head)[0] not in view.story.grammar.first_words:
                return _addressed(view, talk, person[0], tail)
        result = _read(view, talk, request(head))
        if not isinstance(result, Understood):
            result = _mended(view, talk, request(head))
        if not isinstance(result, Understood) or result.command.verb in SESSION:
            continue
        first = request(tail)
        if first and first[0] not in view.story.grammar.first_words and result.command.noun:
            tail = f"{_verb_words(view, head)} {tail}"
        return evolve(result, rest=tail)
    return None


def _question_to(view: View, talk: Talk, clause: str) -> Result | None:
    """`do you like trains, Farit?`: a question with the name of who is asked behind it."""
    head, comma, tail = clause.rpartition(",")
    if not comma or next(iter(words(head)), "") not in _QUESTIONS:
        return None
    person = nouns_for(view, talk, words(tail), "person")
    return _addressed(view, talk, person[0], head) if len(person) == 1 else None


def _addressed(view: View, talk: Talk, person: str, speech: str) -> Result:
    """`Dasha, what about Tea?` asks; `Dasha, hello` talks; `Dasha, wait` tells her to."""
    spoken = request(speech)
    name = person.replace("_", " ")
    about = re.match(
        r"(?:what about|how about|tell me about|what do you (?:think|know) (?:of|about)|who is|what is|about) (.+)",
        " ".join(spoken),
    )
    if about:
        return Understood(Command("ask", person, topic=topic_for(view, talk, "ask", person, words(about.group(1)))))
    if spoken in (("how", "are", "you"), ("how", "do", "you", "do")):
        return Understood(Command("talk", person))
    if spoken and spoken[0] in _QUESTIONS:
        return Understood(Command("ask", person, topic=topic_for(view, talk, "ask", person, spoken)))
    for match in view.story.grammar.matches((*spoken, *words(name))) if len(spoken) <= 2 else ():
        if match.verb == "talk":
            return Understood(Command("talk", person))
    return Understood(Command("order", person, topic=topic_for(view, talk, "order", person, spoken or words(speech))))


def _verb_words(view: View, head: str) -> str:
    """The words of a clause before its first noun: `look at` of `look at the mop`."""
    typed = request(head)
    for match in view.story.grammar.matches(typed):
        noun = match.slots.get("noun")
        if noun:
            return " ".join(typed[: len(typed) - len(noun)]) if typed[-len(noun) :] == noun else typed[0]
    return typed[0]


# ── Nothing understood ─────────────────────────────────────────────────────────────────────────────────────────


def _mended(view: View, talk: Talk, typed: tuple[str, ...]) -> Result | None:
    """The clause with its slips put right, where that makes sense of it. What cannot be undone is asked about first."""
    mended = correct(view, vocabulary(view), typed)
    result = _read(view, talk, mended) if mended else None
    if mended is None or not isinstance(result, Understood):
        return None
    written = " ".join(mended)
    if result.command.verb in SESSION:
        return Asked(Question(f'Did you mean "{written}" (1)?', ((written, result.command),)))
    return Understood(result.command, f"({written})")


def _movement(view: View, typed: tuple[str, ...]) -> Understood | None:
    """`keep how she tears the tape`: the one member of a kind that the story would let this verb take here, where the words say how
    somebody moves, or whose it is."""
    patterns = [pattern for pattern in view.story.grammar.patterns if typed[0] in pattern.first_words]
    # Where more than a movement is named, what else was said is not to be left out.
    simple = (pattern for pattern in patterns if len(pattern.elements) == 2)
    verb = next((pattern.verb for pattern in simple if pattern.takes_kind(own_kind_names(view.story))), None)
    if verb in (None, "forget") or len(typed) < 2:
        return None  # a word in doubt gives nothing up
    commands = [Command(verb, name) for name in view.scope if name in own_kinds(view.story)]
    fitting = [command for command in commands if precedence.answered_by_story(view, command)]
    named = [command for command in fitting if set(typed[1:]) & _whose(view, command.noun)]
    if not named and any(set(name.key) & set(typed[1:]) for person in view.present() for name in view.names(person)):
        return None  # it is somebody else's
    if len(named) != 1 and _MANNER.isdisjoint(typed[1:]):
        return None
    chosen = named if len(named) == 1 else fitting
    return Understood(chosen[0], f"({typed[0]} {view.word(chosen[0].noun, 'the')})") if len(chosen) == 1 else None


def _whose(view: View, gesture: str | None) -> set[str]:
    """The words of a gesture's names and of its owner's."""
    names = {word for name in view.names(gesture or "") for word in name.key}
    return (names | set(key(view.word(gesture, "owner")))) - PREPOSITIONS


def _said_aloud(view: View, talk: Talk, clause: str, typed: tuple[str, ...]) -> Understood | None:
    """Words that are no command, where the story waits for something to be said."""
    if view.story.grammar.matches(typed):
        return None  # it is a command, only not one that means anything here
    spoken = Command("say", topic=topic_for(view, talk, "say", None, typed))
    said = clause.strip('"“”.!?')
    return Understood(spoken, f"(say {said})") if precedence.answered_by_story(view, spoken) else None


def _bare_noun(view: View, talk: Talk, typed: tuple[str, ...]) -> Understood | None:
    """A noun alone: a topic for whoever was just spoken to, or something to look at."""
    if talk.partner in view.scope and talk.last and talk.last.verb in ("ask", "tell", "talk") and len(typed) <= 3:
        asked = Command("ask", talk.partner, topic=topic_for(view, talk, "ask", talk.partner, typed))
        declared = any(asked in layer.exact for layer in precedence.layers(view, asked))
        if declared and precedence.answered_by_story(view, asked):
            return Understood(asked, f"(ask {view.word(talk.partner, 'the')} about {' '.join(typed)})")
    known = vocabulary(view)
    if any(word not in known.by_word and word not in ARTICLES for word in typed):
        return None
    nouns = known.find(typed, "noun", view.holds, view.scope)
    if len(nouns) == 1 and precedence.answered_by_story(view, Command("examine", nouns[0])):
        return Understood(Command("examine", nouns[0]), f"(look at {view.word(nouns[0], 'the')})")
    return None


def _asked_of_partner(view: View, talk: Talk, typed: tuple[str, ...]) -> Understood | None:
    """A question put to nobody by name: `what do you want to say?` goes to whoever is being talked to, or is alone here."""
    present = view.present()
    person = talk.partner if talk.partner in present else present[0] if len(present) == 1 else None
    if person is None or typed[0] not in _QUESTIONS or len(typed) < 3:
        return None
    asked = Command("ask", person, topic=topic_for(view, talk, "ask", person, typed))
    return Understood(asked, f"({view.word(person, 'the')})")


def _without_its_end(view: View, talk: Talk, typed: tuple[str, ...]) -> Understood | None:
    """`read the notices on the post`, `take the bucket for Gulnara`: the clause up to its preposition, where that is answered. To
    whom something is given or said is never left out, nor anything else filled in."""
    for at in range(len(typed) - 2, 1, -1):
        if typed[at] in PREPOSITIONS and not (typed[at] == "to" and person_called(view, typed[at + 1 :])):
            result = _read(view, talk, typed[:at])
            if (
                isinstance(result, Understood)
                and not result.correction
                and result.command.noun
                and result.command.verb not in SESSION
                and precedence.answered_by_story(view, result.command)
            ):
                return evolve(result, correction=f"({' '.join(typed[:at])})")
    return None


def _second_best(view: View, clause: str, typed: tuple[str, ...]) -> Result:
    """A choice meant by part of its words, or a sentence that says which word was the trouble."""
    wanted = set(key(clause))
    labels = [(option, set(words(label_of(view, option)))) for option in precedence.choices(view)]
    fitting = [
        option for option, label in labels if wanted and wanted <= label and wanted & NEGATIONS == label & NEGATIONS
    ]
    if len(fitting) == 1:
        return Understood(fitting[0].command, f"({label_of(view, fitting[0])})")
    return puzzled(view, clause, typed)
