"""A player's clause to a Command, a question, or a remark that says what the trouble was.

All candidates are compared (`candidates`), and what is done depends on how clear the best is and on what is at stake: clear is done, clear but
reworded is done and shown, close is asked, far is a remark. A decision is never an accident (`_allowed`).
"""

from __future__ import annotations

import re
from itertools import islice

from attrs import evolve

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.chat import plainly
from kalmurzaeva.grammar.lexicon import ARTICLES, PREPOSITIONS, key, tokens
from kalmurzaeva.grammar.patterns import SESSION
from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Command, Question, Story, Talk
from kalmurzaeva.parser import evidence
from kalmurzaeva.parser.candidate import Candidate, block_of, commits, unique
from kalmurzaeva.parser.candidates import candidates
from kalmurzaeva.parser.choices import label_of
from kalmurzaeva.parser.clause import Clause
from kalmurzaeva.parser.evidence import PRONOUNS, Heard, hear, is_content, stem
from kalmurzaeva.parser.gaps import question_of, with_a_gap
from kalmurzaeva.parser.nouns import nouns_for, vocabulary
from kalmurzaeva.parser.numbers import NUMBER, by_number, digits, ordinal
from kalmurzaeva.parser.phrasing import phrase
from kalmurzaeva.parser.remarks import absent_named, puzzled
from kalmurzaeva.parser.results import Asked, Puzzled, Result, Understood
from kalmurzaeva.parser.sentences import as_said
from kalmurzaeva.parser.spelling import mended
from kalmurzaeva.parser.topics import topic_for

_JOINT = re.compile(r"\s*(?:,\s*(?:and\s+)?(?:then\s+)?|\band\s+(?:then\s+)?|\bthen\s+|&\s*)", re.IGNORECASE)
_PLAIN_LOOKS = frozenset(
    (
        "look",
        "examine",
        "l",
        "x",
        "see",
        "check",
        "inspect",
        "describe",
        "ask",
        "tell",
        "what",
        "who",
        "where",
        "when",
        "why",
        "how",
        "is",
        "are",
        "was",
        "do",
        "does",
        "did",
    )
)
# No reading that leaves a noun out can score more.
_BEST_WITH_A_GAP = 1.2
_ALL = frozenset(("all", "everything", "both", "anything"))
_MOST_OF_ALL = 8
_MOST_JOINTS = 8
_EXCEPT = frozenset(("but", "except", "without", "not"))


def understand(view: View, talk: Talk, clause: str) -> Result:
    """What a clause means here."""
    clause = _of_player(view, clean(clause).strip())
    numbered = by_number(view, clause)
    if numbered:
        return numbered
    heard = _heard(view, clause)
    if not heard.words:
        return Puzzled("Say it in words: LOOK, EXAMINE something, ASK somebody ABOUT something.")
    result = _again(view, talk, heard) or _all_of_them(view, talk, heard) or _ranked(view, talk, heard)
    if isinstance(result, Puzzled) and result.misread is not None:
        said = as_said(Clause.of(view, talk, heard))
        if said is not None:
            return Understood(*said)
    return result


def _heard(view: View, clause: str) -> Heard:
    """A clause as words, its short forms written out and its slips mended."""
    return mended(view, hear(plainly(clause, vocabulary(view).by_word)))


def _of_player(view: View, clause: str) -> str:
    """`Ada should look` is `look`, where Ada is the player."""
    words = clause.split(maxsplit=2)
    own = view.story.entities.get(view.story.player)
    named = (
        own
        and len(words) == 3
        and words[1].lower() == "should"
        and any(name.key == key(words[0]) for name in own.names)
    )
    return words[2] if named else clause


def explained(view: View, talk: Talk, clause: str) -> list[Candidate]:
    """The candidates of a clause, best first: for a writer who wonders."""
    heard = _heard(view, clean(clause).strip())
    return _compared(view, talk, heard, every=True)


def answer_question(view: View, talk: Talk, question: Question, clause: str) -> Result | None:
    """The clause as an answer to the game's own question, or None where it is something else."""
    typed = hear(clause).words
    if question.options:
        number = NUMBER.fullmatch(digits(clause).strip())
        if number:
            if 1 <= int(number.group(1)) <= len(question.options):
                return Understood(question.options[int(number.group(1)) - 1][1])
            which = " or ".join(str(at) for at in range(1, len(question.options) + 1))
            return Asked(evolve(question, prompt=f"{question.prompt} Say {which}."))
        at = ordinal(clause, len(question.options))
        if at:
            return Understood(question.options[at - 1][1])
        if len(question.options) == 1 and typed[:1] in (("yes",), ("y",), ("yeah",), ("ok",)):
            return Understood(question.options[0][1])
        wanted = set(key(clause)) - {"one", "first", "mean", "i", "meant"}
        fitting = [command for label, command in question.options if wanted and wanted <= set(key(label))]
        return Understood(fitting[0]) if len(fitting) == 1 else None
    if question.template.startswith("oops ") and typed:
        return understand(view, talk, f"oops {' '.join(typed)}")
    if question.template and typed:
        filler = " ".join(word for word in typed if word not in ("the", "a", "an"))
        again = re.match(r"(?:to|at|with|about|for|on) (.+)", filler)
        for answer in (filler, again.group(1) if again else ""):
            if not answer:
                continue
            result = _ranked(view, talk, hear(question.template.replace("{}", answer)))
            own = typed[0] in view.story.grammar.first_words and isinstance(
                _ranked(view, talk, hear(clause)), Understood
            )
            if isinstance(result, Understood) and not own:
                return result
    return None


# ── Ranking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _compared(view: View, talk: Talk, heard: Heard, *, every: bool = False) -> list[Candidate]:
    """The candidates that count, best first; or all of them."""
    found = candidates(view, talk, heard, every=every)
    if max((candidate.score for candidate in found), default=0.0) < _BEST_WITH_A_GAP:
        found += with_a_gap(view, talk, heard)
    return unique(found)


def _ranked(view: View, talk: Talk, heard: Heard, *, joined: bool = True) -> Result:
    """The verdict over all candidates of one clause."""
    ranked = _compared(view, talk, heard)
    best = ranked[0] if ranked else None
    whole = (
        best is not None
        and not best.left
        and best.command.verb not in ("say", "tell", "ask", "order")
        and not (best.command.verb in SESSION and best.command.topic)
    )
    if (
        joined
        and not (whole and best is not None and best.score >= 0.9)
        and not (best and best.source == "choice" and (best.exact or not best.left))
    ):
        parts = _split(view, talk, heard, best)
        if parts:
            return parts
    sought = heard.said[:1] == ("where",)
    absent = (
        absent_named(view, heard.words, sought=sought)
        if best is None or best.score < evidence.ASKED or sought or _names_the_absent(view, heard, best)
        else None
    )
    if absent and (best is None or best.source != "choice"):
        return absent
    refused: list[Candidate] = []
    for candidate in _choices_first(view, heard, ranked):
        alone = len(ranked) == 1 or ranked[1].score < evidence.ASKED
        alone = alone or (candidate.source == "choice" and candidate is not ranked[0] and not ranked[0].bonus)
        enough = evidence.DONE_IF_ALONE if alone else evidence.DONE
        if isinstance(candidate.command, Command) and candidate.source == "question":
            break
        if candidate.score < enough:
            break
        if not _allowed(view, heard, candidate):
            refused.append(candidate)
            continue
        rival = _rival(view, ranked, candidate, heard)
        if rival:
            return _which(view, [candidate, *rival])
        if candidate.rivals:
            return _one_of(view, [candidate.command, *candidate.rivals])
        return Understood(candidate.command, _note(view, heard, candidate))
    asking = next((candidate for candidate in ranked if candidate.source == "question"), None)
    if asking is not None and asking.note and asking.score >= 0.2:
        return Asked(question_of(asking))
    close = [candidate for candidate in (*refused, *ranked) if _may_be_asked(view, candidate)]
    close = list({candidate.command: candidate for candidate in close}.values())[:3]
    if close:
        return _which(view, close)
    return puzzled(view, heard.text, heard.said)


def _choices_first(view: View, heard: Heard, ranked: list[Candidate]) -> list[Candidate]:
    """The ranking, with a choice that was said by two content words before a near topic, a catch-all and a bare verb."""
    whole = [
        candidate for candidate in ranked if candidate.source == "choice" and candidate.exact and not candidate.note
    ]
    if whole:
        return [*whole, *(candidate for candidate in ranked if candidate not in whole)]
    plainly = [candidate for candidate in ranked if _is_plain(candidate)]
    if plainly and ranked[0].source == "choice":
        return [*plainly, *(candidate for candidate in ranked if candidate not in plainly)]
    if not ranked or (ranked[0].exact and (ranked[0].source == "choice" or _is_plain(ranked[0]))):
        return ranked
    enough = evidence.DONE if ranked[0].bonus else evidence.DONE_IF_ALONE
    said = [
        candidate
        for candidate in ranked
        if candidate.source == "choice" and candidate.score >= enough and _allowed(view, heard, candidate)
    ]
    if said and not said[0].exact:
        block = block_of(view, said[0].command)
        same = [
            one
            for one in ranked
            if one.source == "grammar" and one.exact and not one.left and block_of(view, one.command) is block
        ]
        said = same or said
    return [*said[:1], *(candidate for candidate in ranked if candidate not in said[:1])]


def _is_plain(candidate: Candidate) -> bool:
    """Whether a candidate is a command about what it names that the story answers, with nothing left over: `open with the mop` is that, and not the
    first words of *open with the mop, and let Ivan fill it up*."""
    about_a_thing = candidate.command.noun is not None or candidate.bonus >= evidence.DECLARED
    return (
        candidate.source in ("grammar", "wording")
        and candidate.exact
        and candidate.bonus >= evidence.ANSWERED
        and about_a_thing
        and not candidate.left
        and candidate.content >= 1
    )


def _names_the_absent(view: View, heard: Heard, candidate: Candidate) -> bool:
    left = [heard.words[place] for place in range(len(heard)) if place not in candidate.explained]
    return absent_named(view, tuple(left)) is not None or (
        candidate.source == "question" and absent_named(view, heard.words) is not None
    )


def _allowed(view: View, heard: Heard, candidate: Candidate) -> bool:
    """Whether a candidate may be carried out: a decision needs its number, its own words, or two content words; never a bare pronoun or name,
    never a look at its subject or a question about it."""
    if candidate.command.verb in SESSION:
        return not heard.slips and not candidate.left
    if not _is_answer(heard, candidate):
        return False
    if not commits(view, candidate.command):
        return True
    first = next((word for place, word in enumerate(heard.words) if place not in heard.aside), "")
    if candidate.source == "choice":
        if candidate.exact:
            return True
        option = dispatch.option_of(view, candidate.command)
        label = tokens(label_of(view, option)) if option else ()
        if (
            first in _PLAIN_LOOKS
            and (not label or stem(label[0]) != stem(first))
            and not (first in ("tell", "ask") and label[:1] in (("say",), ("tell",), ("ask",)))
        ):
            return False
        return candidate.content >= 2 or not {word for word in label if is_content(word)} - set(heard.words)
    if candidate.source == "name" and candidate.exact:
        return not candidate.left  # the whole name of a way out, and nothing else
    if candidate.source in ("name", "overheard") or PRONOUNS.issuperset(heard.words):
        return False
    if candidate.left and candidate.content < 2:
        return False
    if candidate.source in ("say", "speech", "topic") and not candidate.exact:
        return candidate.content >= 2 and not candidate.left
    if heard.question and candidate.command.verb not in ("ask", "ask_for"):
        return False
    return not (heard.slips and candidate.content < 2)


def _is_answer(heard: Heard, candidate: Candidate) -> bool:
    """Whether a candidate that leaves words unexplained still answers what was said: `what are you reading` is no look at whoever reads, and a
    default for half of a line is no answer."""
    if not candidate.left or candidate.source not in ("grammar", "wording", "filled"):
        return True
    if heard.question and "you" in heard.words:
        return False
    return candidate.bonus > 0.2 or _only_says_where(heard, candidate)


def _only_says_where(heard: Heard, candidate: Candidate) -> bool:
    """Whether what is left of a clause stands behind its noun and a preposition: `punch Stas in the face`."""
    if candidate.noun_at is None or len(candidate.left) > 1:
        return False
    left = [
        place
        for place in range(len(heard))
        if place not in candidate.explained and is_content(heard.words[place]) and place not in heard.aside
    ]
    return all(
        place > candidate.noun_at and not PREPOSITIONS.isdisjoint(heard.words[candidate.noun_at : place])
        for place in left
    )


def _may_be_asked(view: View, candidate: Candidate) -> bool:
    if (
        candidate.source in ("overheard", "question", "say")
        or candidate.score < evidence.ASKED
        or candidate.content < 1
    ):
        return False
    if candidate.source in ("grammar", "wording", "filled") and candidate.left:
        return False
    return candidate.command.verb in SESSION or candidate.bonus > 0


def _rival(view: View, ranked: list[Candidate], best: Candidate, heard: Heard) -> list[Candidate]:
    """Candidates too close to the best to pass over, where it matters: one of the two decides something."""
    if best.exact and best.source == "choice":
        return []
    mine = block_of(view, best.command)
    deciding = commits(view, best.command)
    found = []
    for other in ranked:
        if (
            other.command == best.command
            or other.score < max(evidence.DONE, best.score - evidence.MARGIN)
            or other.source in ("overheard", "name", "say")
        ):
            continue
        if not deciding and other.source != "choice":
            continue
        if best.source == "choice" and not other.exact and other.source != "choice":
            continue
        if (
            other.source == "choice"
            and best.exact
            and best.content >= 2
            and not other.exact
            and other.score < best.score
        ):
            continue
        if not _allowed(view, heard, other) or (other.left and not best.left):
            continue
        block = block_of(view, other.command)
        if block is not None and block is not mine:
            found.append(other)
    if (
        best.source != "choice"
        and not deciding
        and any(other.source == "choice" for other in found)
        and best.score > found[0].score
    ):
        return []
    return found[:2]


def _note(view: View, heard: Heard, candidate: Candidate) -> str | None:
    """What to show of a line that was not taken just as it was typed."""
    if (
        candidate.source in ("choice", "topic", "name", "movement", "say", "overheard", "speech", "filled")
        and candidate.note
    ):
        return candidate.note
    topic = candidate.command.topic
    if topic and candidate.command.noun and not candidate.exact and (heard.slips or candidate.left):
        known = topic in view.story.entities or topic in view.story.spoken
        return _about(view, candidate.command) if known else None
    if heard.slips:
        return f"({' '.join(heard.said)})"
    if candidate.left:
        return f"({_said(heard, candidate)})"
    return None


def _about(view: View, command: Command) -> str:
    """`(ask Dasha about Thursday)`: a question of which part was heard."""
    topic = command.topic or ""
    written = view.word(topic, "the") if topic in view.story.entities else view.story.spoken.get(topic, topic)
    return f"({command.verb} {view.word(command.noun, 'the')} about {written})"


def _said(heard: Heard, candidate: Candidate) -> str:
    """The part of a line that was understood."""
    kept = [place for place in range(len(heard)) if place in candidate.explained]
    first, last = kept[0], kept[-1]
    return " ".join(
        heard.words[place]
        for place in range(first, last + 1)
        if place in candidate.explained or heard.words[place] in ARTICLES or not is_content(heard.words[place])
    )


def _which(view: View, close: list[Candidate]) -> Result:
    """*Did you mean*, with at most three. Two that would be said alike are one."""
    named: dict[str, Command] = {}
    for candidate in close:
        named.setdefault(_in_words(view, candidate), candidate.command)
    if len(named) == 1 and len(close) > 1:
        return Understood(close[0].command)
    options = tuple(named.items())
    labels = [f"{label} ({number})" for number, (label, _) in enumerate(options, 1)]
    listed = labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} or {labels[-1]}"
    return Asked(Question(f"Did you mean {listed}?", options))


def _in_words(view: View, candidate: Candidate) -> str:
    command = candidate.command
    if command.verb == "choose":
        option = dispatch.option_of(view, command)
        return f'"{label_of(view, option)}"' if option else command.verb
    if candidate.source in ("grammar", "wording", "filled", "name", "movement") or command.verb in SESSION:
        if candidate.heard.slips:
            return f'"{" ".join(candidate.heard.said)}"'
        said = _said(candidate.heard, candidate)
        return f'"{said}"'
    about = (
        f" about {command.topic}"
        if command.topic and command.topic not in view.story.entities
        else f" about {view.word(command.topic, 'the')}"
        if command.topic
        else ""
    )
    whom = f" {view.word(command.noun, 'the')}" if command.noun else ""
    return f'"{command.verb.replace("_", " ")}{whom}{about}"'


def _one_of(view: View, commands: list[Command]) -> Result:
    """Which of several things that one name can mean."""
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


# ── Several things at once ────────────────────────────────────────────────────────────────────────────────────────────


def _split(view: View, talk: Talk, heard: Heard, best: Candidate | None) -> Result | None:
    """`take the tape and wait`, `examine mop, bucket`: the first part, with the rest to be read after it, where both parts mean something by
    themselves. What is said to somebody stays whole."""
    text = heard.text
    if not _JOINT.search(text):
        return None
    if best is not None and best.source in ("speech", "overheard") and "," in text and best.score >= evidence.DONE:
        return None
    joints = list(islice(_JOINT.finditer(text), _MOST_JOINTS))
    for joint in joints:
        head, tail = text[: joint.start()].strip(), text[joint.end() :].strip()
        if not head or not tail or head.count('"') % 2:
            continue
        first = _ranked(view, talk, _heard(view, head), joined=False)
        if not isinstance(first, Understood) or _is_speech(first.command):
            continue
        starts = hear(tail)
        verb = next((word for place, word in enumerate(starts.words) if place not in starts.aside), "")
        if verb not in view.story.grammar.first_words and first.command.noun and not by_number(view, tail):
            tail = f"{_verb_words(view, head)} {tail}"
        elif first.command.verb in SESSION and first.command.topic:
            continue
        second = (
            _ranked(view, talk, _heard(view, tail), joined=len(joints) <= 3)
            if not by_number(view, tail)
            else by_number(view, tail)
        )
        if isinstance(second, Understood) and not (
            _is_speech(second.command) and verb not in view.story.grammar.first_words
        ):
            return evolve(first, rest=tail)
    return None


def _is_speech(command: Command) -> bool:
    return command.verb in ("say", "tell", "order", "ask", "remember", "think", "write") and command.topic is not None


def _verb_words(view: View, head: str) -> str:
    """The words of a clause before its first noun: `look at` of `look at the mop`."""
    typed = hear(head).said
    if not typed:
        return ""
    for match in view.story.grammar.matches(typed):
        noun = match.slots.get("noun")
        if noun:
            return " ".join(typed[: len(typed) - len(noun)]) if typed[-len(noun) :] == noun else typed[0]
    return typed[0]


def _all_of_them(view: View, talk: Talk, heard: Heard) -> Result | None:
    """`take everything but the needle`: each thing here that the story would let this verb have, by name."""
    typed = heard.said
    if (
        len(typed) < 2
        or typed[0] not in view.story.grammar.first_words
        or typed[1] not in (*_ALL, "them")
        or (typed[1] == "them" and talk.them)
    ):
        return None
    rest = [word for word in typed[2:] if word not in ARTICLES and word not in ("of", "it", "them", "things", "here")]
    if rest and rest[0] not in _EXCEPT:
        return None
    match = next((match for match in view.story.grammar.matches((typed[0], "x")) if set(match.slots) == {"noun"}), None)
    if match is None:
        return None
    verb = match.verb
    spared = nouns_for(view, talk, tuple(rest[1:]), "noun") if len(rest) > 1 else []
    fitting = [
        identity
        for identity in view.scope
        if identity not in spared
        and identity in vocabulary(view).by_id
        and vocabulary(view).by_id[identity].kind in ("local", "thing")
        and view.scope[identity] != view.story.player
        and dispatch.declared(view, Command(verb, identity))
        and not commits(view, Command(verb, identity))
    ]
    if not fitting or len(fitting) > _MOST_OF_ALL or (rest and not spared):
        return Puzzled(f"One thing at a time, by name: {typed[0].upper()}, and what.", None, "refusal")
    names = [view.word(identity, "name") for identity in fitting]
    later = " then ".join(f"{typed[0]} {name}" for name in names[1:])
    return Understood(Command(verb, fitting[0]), f"({typed[0]} {', '.join(names)})", later or None)


# ── Again, oops, no I meant ───────────────────────────────────────────────────────────────────────────────────────────


_MEANT = re.compile(r"(?:no |sorry |oops )?(?:i )?(?:meant|mean)(?: to say)? (?:the |to )?(.+)")
_AGAIN = frozenset(("again", "oops", "why"))
_AGAIN_TO = re.compile(
    r"(?:again|same|and|do that|do it|the same|same again|repeat that)(?: again)? (?:to|with|for|at) (.+)"
)


def _again(view: View, talk: Talk, heard: Heard) -> Result | None:
    line = " ".join(heard.words)
    meant = _MEANT.fullmatch(line)
    if meant and talk.last is not None:
        instead = _with_other(view, talk, talk.last, tokens(meant.group(1)))
        return Understood(instead, _told(view, instead), instead=True) if instead else None
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
        return Understood(talk.last) if talk.last else Puzzled("There is nothing to do again yet.")
    if talk.misread is None:
        return Puzzled("Nothing was misread. OOPS gives the right word after one that was not understood.")
    misread, wrong = talk.misread
    if "topic" not in match.slots:
        return Puzzled(f'OOPS, and the word that should stand for "{wrong}".')
    right = re.sub(rf"\b{re.escape(wrong)}\b", " ".join(match.slots["topic"]), " ".join(tokens(misread)))
    return understand(view, evolve(talk, misread=None), right)


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
                return evolve(last, **{slot: ids[0]})
    if last.topic and last.noun:
        return evolve(last, topic=topic_for(view, talk, last.verb, last.noun, phrase))
    return None
