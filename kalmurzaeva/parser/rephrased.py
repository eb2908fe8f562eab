"""What is said in so many words that other words say better: `say to Ada: which leg` is `Ada, which leg`, `keep walking` is `walk`."""

from __future__ import annotations

import re

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.english import is_english
from kalmurzaeva.grammar.lexicon import ARTICLES, key, tokens
from kalmurzaeva.model.story import Command
from kalmurzaeva.parser.agreement import people_of
from kalmurzaeva.parser.choices import labels
from kalmurzaeva.parser.evidence import PRONOUNS
from kalmurzaeva.parser.nouns import vocabulary
from kalmurzaeva.parser.owned import by_its_name
from kalmurzaeva.parser.remarks import absent_named
from kalmurzaeva.parser.results import Puzzled

_WATCHED = re.compile(
    r"(?:i )?(?:watch|look at|observe|study|notice|note) ((?:how|the way) .+?),? (?:and|to) (?:try to )?(?:keep|remember|memori[sz]e|learn) (?:it|that|this)",
    re.IGNORECASE,
)
_SAID_TO = re.compile(
    r"(?:(?:say|speak|talk|whisper|shout|call|call out|reply|answer)(?: this)? to|tell|ask|answer|beg|warn) ((?:[^\W\d_]+ ){0,2}[^\W\d_]+) ?: *(\S.*)",
    re.IGNORECASE,
)
# Somebody who is looked for.
_SOUGHT = re.compile(
    r"(?:i )?(?:look|search|glance)(?: around| about| round)? for ((?:[^\W\d_]+ ){0,1}[^\W\d_]+)[ .!]*", re.IGNORECASE
)
# What is said to somebody, although its verb may also be a deed.
_SAID_ALOUD = re.compile(
    r"(?:please |just |and )*(?:wait for (?:me|us)\b|i(?: will|'ll|\u2019ll| shall)? (?:pay|repay|miss) you\b"
    r"|(?:can|could|do|did) you (?:still |really )?(?:hear|see|feel|understand|remember) (?:me|us|that|this|it)\b).*",
    re.IGNORECASE,
)
_HANDED = re.compile(
    r"(?P<all>(?:i )?(?:give|hand|offer|pass|show|deliver|bring) \S+ .+?) (?:that (?:is|was|comes|came) )?from (?P<whose>(?:my )?[^\W\d_]+)[ .!]*",
    re.IGNORECASE,
)
_A_DRINK = re.compile(
    r"^(?:i(?: would|'d|\u2019d)? (?:want|need|like|love|fancy|could do with|really want)(?: to have| to drink)?|(?:can|could|may) (?:i|we) have|give me)"
    r" (?:(?:some|a|a cup of|a mug of|a glass of|some hot|hot) )?(tea|coffee|water)(?=$|[ ,.!?]*(?:please|now|too)?[ ,.!?]*$|, )",
    re.IGNORECASE,
)
_KEPT_UP = re.compile(r"(?:i )?keep(?: on)? (?!going)([a-z]{2,})ing\b(?! (?:at|an eye))(.*)", re.IGNORECASE)
# What is kept up by who keeps nothing: `keep listening`, whatever is called so somewhere.
_TAKING_IN = frozenset(("listen", "look", "watch"))
_COUNTED = re.compile(r"\b([a-z]+) (?:number |no )?(one|two|three|four|five|[1-5])\b", re.IGNORECASE)
_ORDINALS = dict(
    zip("one two three four five 1 2 3 4 5".split(), "first second third fourth fifth".split() * 2, strict=True)
)
# Several that are put in by one word in front of them and one behind.
_ALL_IN = re.compile(
    r"(put|fit|bring|set|move) ((?:[^,]+, ?)*[^,]+?,? and [^,]+|[^,]+(?:, ?[^,]+)+) (in|out|back)", re.IGNORECASE
)
# A cry that declines nothing, unless what is declined is said behind it.
_DISMAY = re.compile(
    r"(?:oh|ah|aw|argh) no+\b[ ,!.]*(?!(?:i|we)(?: am|'m|\u2019m)?(?: not| will not| won't| won\u2019t| would not| wouldn't| can't| cannot| don't| do not)\b)(?P<rest>.*)",
    re.IGNORECASE,
)
# How one asks what a word means whose own language asks it otherwise.
_MEANING = re.compile(
    r"(?:and |so |please,? )*(?:what (?:does|do|is|are)? ?(?:it )?(?:means?|the meaning of)|(?:can|could) you (?:please )?(?:explain|tell me what is)|explain(?: to)?(?: me)?|what does it mean)"
    r",? (?:the |this |that )?(?:words? |name )?['\"]?(?P<behind>[^,.?!]+?)['\"]?"
    r"|(?:and |so |please,? )*what (?:does|do|did|is) (?:the |this |that )?(?:words? |name )?['\"]?(?P<between>[^,.?!]+?)['\"]? means?(?: (?:exactly|here|again))?"
    r"|(?:the |this |that )?(?:words? )?['\"]?(?P<before>[^,.?!]+?)['\"]?,? what (?:is|does) (?:it|this|that)(?: mean)?",
    re.IGNORECASE,
)
# `I'll get in then`, where nothing asks for a time.
_AT_LAST = re.compile(
    r"^(?!(?:and |so |but )?(?:what|who|how|why|when|where)\b)(?P<all>\S+ .*\S)(?<!until)(?<!till)(?<!since)(?<!back)(?<!by)(?<!just)(?<!even)(?<!now),? then(?=[ .!]*$)",
    re.IGNORECASE,
)
# What only calls for attention, before a sentence; and how a sentence begins that is no deed.
_CALLS = r"(?:(?:oh |but |and |well |so |no,? )?(?:wait(?: wait)?(?: a (?:moment|minute|second|bit))?|hang on|hold on|one moment|just a (?:moment|minute|second)|stop)(?:,? (?:wait|no))?)"
_CALLING = re.compile(rf"{_CALLS}[ .!]*", re.IGNORECASE)
_CALLED = re.compile(rf"{_CALLS}[,!:]+ (?P<rest>.*)", re.IGNORECASE)
_SENTENCE = re.compile(
    r"[^\W\d_]+, .*|(?:i|we|you|he|she|it|they|this|that|there|these|those|who|whom|whose|what|where|when|why|how|which|is|are|was|were|am|do|does|did|can|could|will|would"
    r"|shall|should|may|has|have|had|no|yes|oh|but|so|my|your|his|her|our|their)(?:['\u2019]\w+)? .*",
    re.IGNORECASE,
)
# What is not done beside what is.
_WITHOUT = re.compile(
    r"(?P<all>(?!.*\bnot\b|.*n['\u2019]t\b)\S+ .*\S),? without (?:even |ever )?\w+ing\b.*", re.IGNORECASE
)
# What somebody who is here is asked of, as if they were not: `what does Ada think of the leg`.
_THINKS = re.compile(
    r"(?:and |so |but )?what (?:does|do|did|would) (?P<who>(?:[^\W\d_]+ ){0,1}[^\W\d_]+) (?:think|say|make|reckon|feel) (?:of|about|to) (?P<what>.+)",
    re.IGNORECASE,
)
# What is still to come is no part of what is done: `I'll sew it up before I go`.
_BEFORE_GOING = re.compile(
    r"(?P<all>\S+ .*\S),? before (?:i|we) (?:go|leave|set off|set out|have to go|have to leave|must go|am off)[ .!]*",
    re.IGNORECASE,
)
_PLEASE = re.compile(r"[ ,]*(?:please)?[ .?!]*$", re.IGNORECASE)
_PARTS = re.compile(r" *,(?: *and\b)? *| +and +", re.IGNORECASE)
_LEAST = 2
# Every turn of speech below has one of these words, or a colon, or *what* behind another word. A clause without them stays as it is.
_TELLING = frozenset(
    "then before wait hang hold moment just stop without oh ah aw argh mean means meaning explain should how way think say make reckon feel"
    " one two three four five 1 2 3 4 5 put fit bring set move keep tea coffee water pay repay miss from hear see feel understand remember".split()
)


def rephrased(view: View, clause: str) -> str | Puzzled:
    """A clause as it is read; or what is said where its words are for somebody who is not here."""
    read = _reworded(view, clause)
    return _said_to_nobody_here(view, read) or read


def _reworded(view: View, clause: str) -> str:
    if clause.count(" ") < _LEAST - 1:
        return clause
    words = tokens(clause)
    if _TELLING.isdisjoint(words) and "what" not in words[1:] and ":" not in clause:
        return by_its_name(view, clause)
    clause = _AT_LAST.sub(r"\g<all>", clause) if "then" in clause else clause
    clause = without_what_is_to_come(clause) if "before" in clause else clause
    clause = _without_the_rest(view, _after_a_call(view, clause))
    dismay = _DISMAY.fullmatch(clause)
    if dismay is not None:
        clause = dismay["rest"] or "oh dear"
    clause = _meaning(view, _handed(view, _said_aloud(view, clause)))
    clause = _addressing(view, _asked_of_themselves(view, _kept_by_watching(_of_player(view, clause))))
    return by_its_name(view, _thirsty(_going_on(view, _each_by_itself(view, _by_number(view, clause)))))


def is_a_sentence(view: View, clause: str) -> bool:
    """Whether a clause is said or asked, and is no deed: it begins as a sentence does, or with the name of somebody who is here."""
    called = people_of(view.story, view.around.persons).names
    return _SENTENCE.match(clause) is not None or not called.isdisjoint(tokens(clause)[:1])


def without_what_is_to_come(clause: str) -> str:
    """`I'll sew it up before I go` is `I'll sew it up`."""
    return _BEFORE_GOING.sub(r"\g<all>", clause)


def only_calls_for_attention(clause: str) -> bool:
    """Whether a clause says no more than *wait* before another: `hang on`, `no, wait`."""
    return _CALLING.fullmatch(clause) is not None


def _said_aloud(view: View, clause: str) -> str:
    """`wait for me`, `I'll pay you back` and `can you hear me` are said to whoever is here."""
    persons = view.around.persons
    if not persons or _SAID_ALOUD.fullmatch(clause) is None:
        return clause
    return f"{view.word(persons[0], 'name')}, {clause}" if len(persons) == 1 else f"say {clause}"


def _handed(view: View, clause: str) -> str:
    """`give Ada the parcel from Nina` is `give Ada the parcel`, where no Nina is here."""
    handed = _HANDED.fullmatch(clause) if " from " in clause else None
    if handed is None or absent_named(view, ("call", *tokens(handed["whose"]))) is None:
        return clause
    return handed["all"]


def _after_a_call(view: View, clause: str) -> str:
    """`wait, who is she` is `who is she`: nothing is waited for."""
    called = _CALLED.fullmatch(clause)
    if called is None or not is_a_sentence(view, called["rest"]):
        return clause
    names = people_of(view.story, view.around.persons).names
    return clause if names.issuperset(tokens(called["rest"])) else called["rest"]  # `wait, Ada` is all said to her


def _without_the_rest(view: View, clause: str) -> str:
    """`go to class without making tea` is `go to class`, unless a choice says so itself."""
    found = _WITHOUT.fullmatch(clause)
    if found is None or any("without" in tokens(label) for _, label in labels(view)):
        return clause
    return found["all"]


def _asked_of_themselves(view: View, clause: str) -> str:
    """`what does Ada think of the leg` is asked of Ada, where she is here."""
    asked = _THINKS.fullmatch(clause.strip(" ?.!"))
    here = people_of(view.story, view.around.persons).names
    if (
        asked is None
        or here.isdisjoint(tokens(asked["who"]))
        or tokens(asked["what"]) in (("it",), ("that",), ("this",))
    ):
        return clause
    return f"{asked['who']}, what do you think of {asked['what']}?"


def _meaning(view: View, clause: str) -> str:
    """`what means adagio, please` and `what does the word adagio mean` are `what is adagio`, where the story has a word for it."""
    asked = _MEANING.fullmatch(_PLEASE.sub("", clause))
    word = next((part for part in asked.groups() if part), "") if asked else ""
    known = key(word) if word else ()
    while known and known[0] in ARTICLES:
        known = known[1:]
    if not known:
        return clause
    said = " ".join(known)
    has_a_word = known in view.story.topics or dispatch.declared(view, Command("what", topic=said))
    return f"what is {said}" if has_a_word else clause


def _by_number(view: View, clause: str) -> str:
    """`run part four` is `run fourth part`, where there is a first part."""
    phrases = vocabulary(view.story, view.node).phrases

    def ordinal(found: re.Match[str]) -> str:
        counted = ("first", found[1].lower()) in phrases
        return f"{_ORDINALS[found[2].lower()]} {found[1]}" if counted else found[0]

    return _COUNTED.sub(ordinal, clause)


def _each_by_itself(view: View, clause: str) -> str:
    """`put the hem, the mop and the coat in`, where all these are of the story's own kinds, is `put the hem in and put the mop in and put the coat in`."""
    found = _ALL_IN.fullmatch(clause.strip(" .!"))
    if found is None:
        return clause
    phrases = vocabulary(view.story, view.node).phrases
    parts = _PARTS.split(found[2])
    named = (phrases.get(tuple(word for word in tokens(part) if word not in ARTICLES), ()) for part in parts)
    if not all(any(not noun.nearness for noun, _ in nouns) for nouns in named):
        return clause
    return " and ".join(f"{found[1]} {part} {found[3]}" for part in parts)


def _may_be_found(view: View, name: tuple[str, ...]) -> bool:
    """Whether somebody is here, or a choice leads to them."""
    listed = {word for _, label in labels(view) for word in tokens(label)}
    return not (people_of(view.story, view.around.persons).names | listed).isdisjoint(name)


def _said_to_nobody_here(view: View, clause: str) -> Puzzled | None:
    """What is said where words are for somebody by a name that nobody here has: `say to Ada: hello`."""
    sought = _SOUGHT.fullmatch(clause) if " for " in clause else None
    if sought is not None and not _may_be_found(view, tokens(sought[1])):
        return absent_named(view, ("find", *tokens(sought[1])), sought=True)
    said = _SAID_TO.fullmatch(clause) if ":" in clause else None
    if said is None:
        return None
    name = tokens(said[1])
    if not name or any(word in PRONOUNS or is_english(word) for word in name):
        return None
    absent = absent_named(view, ("call", *name))
    return absent or Puzzled(f"Nobody here is called {said[1].strip()}.", None, "refusal", final=True)


def _kept_by_watching(clause: str) -> str:
    """`watch how she bites off the tape and keep it` keeps how she does."""
    watched = _WATCHED.fullmatch(clause)
    return f"keep {watched[1]}" if watched else clause


def _addressing(view: View, clause: str) -> str:
    """`say to Ada: which leg` is `Ada, which leg`, where she is here."""
    said = _SAID_TO.fullmatch(clause)
    if said is None or people_of(view.story, view.around.persons).names.isdisjoint(tokens(said[1])):
        return clause
    return f"{said[1]}, {said[2]}"


def _thirsty(clause: str) -> str:
    """`I want some tea` is `can I have tea`, and asks for no dance of that name."""
    return _A_DRINK.sub(r"can I have \1", clause)


def _names_something(view: View, word: str) -> bool:
    return word in vocabulary(view.story, view.node).by_word or (word,) in view.story.topics


def _going_on(view: View, clause: str) -> str:
    """`keep walking` is `walk`: to keep is said of what is done already."""
    kept = _KEPT_UP.fullmatch(clause)
    if kept is None:
        return clause
    stem = kept[1].lower()
    if stem not in _TAKING_IN and _names_something(view, f"{stem}ing"):
        return clause  # what is kept may be called so
    plain = (stem, f"{stem}e", stem[:-1] if stem[-2:-1] == stem[-1:] else stem)
    verb = next((word for word in plain if word in view.story.grammar.first_words), "")
    return f"{verb}{kept[2]}" if verb else clause


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
