"""The listed choice that a line comes nearest to in what its words mean, where nothing better was heard in it: asked about, or, where the line says it
plainly and nothing else, taken and told.

`can't I hang on to it till my mum's rung, at nine?` shares one word with *tell her that you need it at nine*; `a cup of coffee with Dasha` none with
*drink your tea with Dasha*. How near words stand is `grammar.likeness`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View, own_kinds
from kalmurzaeva.grammar.table import FREE, SESSION
from kalmurzaeva.grammar.wordings import said_alike
from kalmurzaeva.model.story import Choice, Command
from kalmurzaeva.parser.agreement import agree, people_of
from kalmurzaeva.parser.asking import which
from kalmurzaeva.parser.candidate import Candidate, is_for
from kalmurzaeva.parser.choices import PERSONS, SPEAKING, label_words, labels, read_label
from kalmurzaeva.parser.courtesy import is_polite, only_asks
from kalmurzaeva.parser.evidence import Heard, is_content, negated, stem
from kalmurzaeva.parser.leaving import ways_on
from kalmurzaeva.parser.nearness import EMPTY, NEXT, nearest, nearness, telling
from kalmurzaeva.parser.otherwise import SAYING
from kalmurzaeva.parser.results import Asked, Puzzled, Result, Understood
from kalmurzaeva.parser.sentences import Shape, keeps_it, shape_of
from kalmurzaeva.parser.spelling import heard_here
from kalmurzaeva.parser.stated import feels
from kalmurzaeva.parser.together import is_stock

# How near is near: where nothing at all was heard; where what was said has at least the answer that anything would have; and where somebody has an
# answer to a word of it, which is offered, too.
NEAR, NEARER, BESIDE, VERY_NEAR, SURELY = 0.3, 0.4, 0.36, 0.5, 0.6
_ON_A_WORD = frozenset(("ask", "tell", "remember", "say"))
_AWAY = (Command("go"), Command("out"))
_NEVER_POOR = frozenset(
    "choose look look_away look_aside let_be leave_alone wait dance direction up down in out go_home".split()
)
# A word or two say too little to be anything else than they are.
_LEAST_SAID = 2
# A doing that nothing takes up, and what is not done: nothing is lost where only the question comes.
_NOTHING_DONE = frozenset(("attempt", "refrain"))
# To learn how somebody does a thing is to keep it.
LEARNT = re.compile(
    r".*?\b(?:(?:remember|memorise|memorize|learn|study|store|absorb|retain|(?<!the )(?<!a )note|capture|save)(?: to)?"
    r" (?:\w+ ){0,3}?(?:how|(?<!all the )way|what|manner)\b|(?:take|took|taking) (?:in|note of) (?:\w+ ){0,2}?(?:how|way|what)\b"
    r"|(?:commit|learn|know|get|put|fix|hold|have|keep) .*\b(?:to|by|in) (?:my |your )?(?:memory|heart|head|mind|body)\b"
    r"|keep the way\b|(?:and|to) (?:try to )?(?:remember|memorise|memorize|learn|keep) (?:it|that|this|them)\b).*"
)
_GREETINGS = frozenset("hello hi hey good morning evening afternoon day there everyone everybody all".split())
_IS_HERE = re.compile(r"(?:is|are) ([\w ]+?) (?:here|there|around|about|present)(?: (?:today|now|yet|too|as well))?")
_WHO_DOES = re.compile(r"who (?:else )?is (?:\w+ing|at|in|on|behind|by|with me|with us)\b")
_OF_THE_PAST = frozenset("was were had did used when ago once yesterday last".split())
# What one answers by, whatever else one says: `all right, Ada, I'll do it`; `no, I won't lie for you`.
AGREES = re.compile(
    r"(?:(?:oh|well|ok|okay|fine|please|then|ah|hm) )*(?:yes|yeah|yep|sure|okay|ok|certainly|of course|all right|alright|very well|agreed|gladly"
    r"|with pleasure|go on then|i would (?:be (?:glad|happy|honoured)|love) to|i promise(?! to be)|i agree|i accept)\b.*"
)
_DECLINES = re.compile(
    r"(?!(?:oh|ah) no\b(?! (?:i|we)\b))(?:(?:oh|well|please|then|ah|hm|but|i am|so) )*(?:no|nope|never|sorry|not me|not today|not now|no thanks|i refuse|i decline|i (?:will|can|could|would) (?:really |just )?"
    r"(?:not|never)|(?:i )?(?:would )?rather not|i (?:do not|am not) (?:want|going) to|i am not \w+ing)\b.*"
)
# What is refused or agreed to of these is no answer to what was asked.
_NO_ANSWER = frozenset("look see move wait listen cry laugh smile know understand think mean mind".split())
_YES = (
    Command("yes"),
    Command("say", topic="yes"),
    Command("say", topic="of course"),
    Command("say", topic="all right"),
)
_NO = (Command("no"), Command("say", topic="no"), Command("refuse"), Command("say", topic="rather not"))


def is_poor(view: View, result: Result) -> bool:
    """Whether what comes of a line is no more than what would come of any: a remark, a default, what somebody says to everything."""
    if isinstance(result, Puzzled):
        return result.outcome != "meta"
    if not isinstance(result, Understood) or result.instead:
        return False
    if result.little:
        return True
    if result.plain:
        return False  # it has a block of its own, or says who somebody is
    verb = result.command.verb
    if verb in SESSION or verb in FREE or verb in _NEVER_POOR:
        return False
    return is_stock(view, result) or not dispatch.met(view, result.command).answered


def asked_nearest(view: View, line: str, result: Result, *, goes_on: bool = False) -> Result | None:
    """What is asked of a line that came to little; None where no choice is near. `goes_on` where only the first part of it did so far: then all of it
    must come very near."""
    found = _asked_nearest(view, line, result, goes_on=goes_on)
    return None if isinstance(found, Asked) and _is_not_it(view, line, found) else found


def _is_not_it(view: View, line: str, found: Asked) -> bool:
    """Whether a line asks something, says how one feels, or apologises, and the choice that it would be asked about does something else."""
    heard = heard_here(view, line)
    if _GREETINGS.issuperset(heard.words):
        return True
    offered = [label_words(view, command) for _, command in found.question.options if command.verb == "choose"]
    if len(offered) == 1 and _says_the_other(view, heard, offered[0]):
        return True
    begins = {words[:1] for words in offered}
    if only_asks(heard) and not LEARNT.fullmatch(" ".join(heard.words)):
        return bool(begins) and ("ask",) not in begins
    spoken = {(word,) for word in SPEAKING}
    return bool(begins) and (feels(heard) or is_polite(heard)) and begins.isdisjoint(spoken)


def _says_the_other(view: View, heard: Heard, label: Sequence[str]) -> bool:
    """Whether a line says that one will, and a choice tells somebody that one will not."""
    declines = negated(heard.words) or _DECLINES.fullmatch(uncalled(view, " ".join(heard.words))) is not None
    return label[0] in SPEAKING and negated(label) and not declines


def _asked_nearest(view: View, line: str, result: Result, *, goes_on: bool) -> Result | None:
    asked = _asked_by_a_choice(view, line, result)
    if asked:
        return which(view, asked[:1])
    if isinstance(result, Understood) and result.plain and result.command.verb not in _ON_A_WORD:
        # It has a block of its own, agrees to nothing and declines nothing; what is looked at may be learnt.
        learnt = _to_be_kept(view, line, result) if result.command.verb == "examine" else []
        return which(view, learnt) if learnt else None
    return _asked_of_the_rest(view, line, result, goes_on=goes_on)


def _asked_by_a_choice(view: View, line: str, result: Result) -> list[Candidate]:
    """The listed choice that asks just what a line does, where it came to what somebody has for another wording: `what are you staring at`, which may
    also be *what are you doing*."""
    if not isinstance(result, Understood) or result.command.verb != "ask" or result.command.topic is None:
        return []
    heard = heard_here(view, line)
    if not heard.question or set(result.command.topic.split()) <= set(heard.words):
        return []
    asking = {choice.command for choice, written in labels(view) if read_label(written).words[0] == "ask"}
    return [near for near in nearest(view, heard, SURELY) if near.command in asking] if asking else []


def _asked_of_the_rest(view: View, line: str, result: Result, *, goes_on: bool) -> Result | None:
    """The same, of a line that was weighed."""
    if isinstance(result, Understood) and result.command in _AWAY and not dispatch.met(view, result.command).answered:
        ways = ways_on(view, heard_here(view, line))
        return which(view, ways) if ways else None
    here = _whether_here(view, line, result)
    if here is not None:
        return here
    answer = _to_be_kept(view, line, result) or _as_an_answer(view, line, result)
    if answer:
        return which(view, answer)
    if isinstance(result, Understood) and result.command.verb == "remember":
        return None  # what one thinks of is no choice
    poor = is_poor(view, result)
    talk = isinstance(result, Understood) and result.command.verb in _ON_A_WORD
    if not (poor or talk) or not labels(view):
        return None
    heard = heard_here(view, line)
    little = len(heard.weighty) < _LEAST_SAID
    if little and (not poor or all(word in EMPTY or not is_content(word) for word in heard.said)):
        return None
    poor = poor or _only_said(view, heard, result)
    if poor:
        nothing = result.outcome == "unknown" if isinstance(result, Puzzled) else _does_nothing(result)
        # a verb that stands alone is meant, unless a choice has that very verb
        alone = isinstance(result, Understood) and not any(result.command[1:])
        ordered = isinstance(result, Understood) and result.command.verb == "order"
        nothing = nothing and not is_polite(heard)
        goes_on = goes_on or ordered or (isinstance(result, Understood) and bool(result.rest))
        close = nearest(
            view, heard, SURELY if alone or little else VERY_NEAR if goes_on else NEAR if nothing else NEARER
        )
        close = close or ([] if ordered else ways_on(view, heard))
        return which(view, close) if close else None
    if _only_told(view, result):
        close = nearest(view, heard, VERY_NEAR if goes_on else NEARER)
        if close:
            return which(view, close)
    if not goes_on and isinstance(result, Understood) and _on_a_word(view, heard, result.command):
        close = nearest(view, heard, BESIDE)
        if close:
            return which(view, [*close[:1], Candidate(result.command, "topic", heard, {})])
        ways = ways_on(view, heard)  # `off I pop before Ada calls` says that one goes, and nothing of Ada
        return which(view, ways) if ways else None
    return None


def _whether_here(view: View, line: str, result: Result) -> Result | None:
    """Who asks whether somebody is here tells nobody about them; who asks who does what nobody is known by is told who is here."""
    if _is_unknown(view, result) and _WHO_DOES.match(" ".join(heard_here(view, line).words)):
        return Understood(Command("company"))  # `who's playing?`
    heard = heard_here(view, line)
    # `what is a wili` asks the game, `what is the next station` somebody
    several = isinstance(result, Understood) and " " in (result.command.topic or "") and "who" not in heard.words
    if ((several and _is_unknown(view, result)) or _asks_what_it_means(view, heard, result)) and view.around.persons:
        person = _hearer(view, heard)
        return Understood(Command("ask", person, topic=" ".join(heard.words)), f"({view.word(person, 'the')})")
    if not isinstance(result, Understood) or result.command.verb not in ("tell", "ask"):
        return None
    asked = _IS_HERE.fullmatch(" ".join(heard_here(view, line).words))
    if asked is None:
        return None
    if result.command.verb == "ask" and "here" in (result.command.topic or "").split():
        return None  # somebody answers that
    named = people_of(view.story, view.around.persons).named(asked.group(1).split())
    return Understood(Command("where", min(named))) if len(named) == 1 else None


def _hearer(view: View, heard: Heard) -> str:
    """Who is asked what a word means that the game does not know: whoever is called, else the first who is here."""
    people = people_of(view.story, view.around.persons)
    named = [min(found) for word in heard.words if len(found := people.named([word])) == 1]
    return next((person for person in named if person in view.around.persons), view.around.persons[0])


def _asks_what_it_means(view: View, heard: Heard, result: Result) -> bool:
    """Whether it is asked what a thing that is here means, and not what the word does: `what does the hand mean`."""
    if not isinstance(result, Understood) or result.command.verb != "what" or "mean" not in heard.words:
        return False
    return result.command.topic in view.around.scope and not dispatch.declared(view, result.command)


def _is_unknown(view: View, result: Result) -> bool:
    """Whether it was asked what a word means that nothing here is called by."""
    return (
        isinstance(result, Understood)
        and result.command.verb == "what"
        and result.command.topic not in view.story.entities
        and not dispatch.declared(view, result.command)
    )


def _to_be_kept(view: View, line: str, result: Result) -> list[Candidate]:
    """The choices that keep something, where a line would learn how it is done: `I want to remember the way he hangs in the air`; two at most."""
    heard = heard_here(view, line)
    if heard.question or not LEARNT.fullmatch(" ".join(heard.words)) or _decided(view, result):
        return []
    if (
        not _OF_THE_PAST.isdisjoint(heard.words)
        or heard.said[:1] in (("ask",), ("tell",), ("say",))
        or negated(heard.words)
    ):
        return []
    people = people_of(view.story, view.around.persons)
    typed = [PERSONS.get(word, word) for word in heard.words]
    names = people.names | people.everywhere.keys()
    found = [
        (nearness(heard, read_label(written), names, refused=False), choice, written)
        for choice, written in keeping(view)
        if agree(view, people, heard, typed, read_label(written).words) and read_label(written).words[0] != "ask"
    ]
    found.sort(key=lambda row: -row[0])
    best = found[0][0] if found else 0.0
    return [_offered(heard, choice, written) for near, choice, written in found[:2] if near >= NEXT * best]


def keeping(view: View) -> list[tuple[Choice, str]]:
    """The listed choices by which something is kept."""
    kinds = own_kinds(view.story)
    found = []
    for choice, written in labels(view):
        option = dispatch.option_of(view, choice.command)
        if option is not None and any(form.verb == "keep" and form.noun in kinds for form in option.block.forms):
            found.append((choice, written))
    return found


def _offered(heard: Heard, choice: Choice, written: str) -> Candidate:
    return Candidate(choice.command, "choice", heard, dict.fromkeys(heard.weighty, 1.0), note=f"({written})")


def _decided(view: View, result: Result) -> bool:
    """Whether a line came to a choice, to what the game itself does, or to just what it says."""
    if not isinstance(result, Understood):
        return isinstance(result, Puzzled) and result.outcome == "meta"
    command = result.command
    if command.verb == "choose" or command.verb in SESSION or result.rest or result.instead:
        return True
    met = dispatch.met(view, command)
    if met.block is not None and met.block.marker.is_choice:
        return command.verb != "examine"
    return met.exactly and not result.correction and command.verb not in ("tell", "ask", "say", "examine", "remember")


def _as_an_answer(view: View, line: str, result: Result) -> list[Candidate]:
    """The choice that a line agrees to or declines, whatever it says besides, where YES or NO would take it."""
    heard = heard_here(view, line)
    if heard.question or _decided(view, result) or heard.said[:1] in (("ask",), ("remember",)):
        return []
    words = " ".join(heard.words)
    choice = answering(view, words, heard)
    return [_offered(heard, *choice)] if choice else []


def answering(view: View, words: str, heard: Heard) -> tuple[Choice, str] | None:
    declines = _DECLINES.fullmatch(uncalled(view, words))
    agrees = AGREES.fullmatch(words) if not declines else None
    if not (declines or agrees) or not _NO_ANSWER.isdisjoint(heard.words):
        return None
    if declines and (" ".join(heard.words[:2]) == "sorry for" or keeps_it(heard.words)):
        return None  # `I won't tell anyone` is promised
    taken = {
        block.id
        for command in (_NO if declines else _YES)
        if is_for(view, command, people_of(view.story, view.around.persons).named(heard.words))
        and (block := dispatch.met(view, command).block) is not None
        and block.marker.is_choice
    }
    answers = [(choice, written) for choice, written in labels(view) if choice.command.noun in taken]
    nearer = nearest(view, heard, VERY_NEAR)
    if nearer and nearer[0].command not in [choice.command for choice, _ in answers]:
        return None  # it says which it is, too: `yes, Ada, I'll answer for you`
    return answers[0] if len(answers) == 1 else None


def uncalled(view: View, words: str) -> str:
    """The words without the name of whoever is here, if they begin with it."""
    names = people_of(view.story, view.around.persons).names
    left = words.split()
    while left and left[0] in names:
        left.pop(0)
    return " ".join(left)


def _only_said(view: View, heard: Heard, result: Result) -> bool:
    """Whether what is done was taken for something said, and what the scene says to everything would meet it: `I put my name at the bottom`."""
    return (
        isinstance(result, Understood)
        and result.command.verb == "say"
        and heard.said[0] not in SAYING
        and _shape(view, heard) == "begun"
        and not dispatch.met(view, result.command).exactly
    )


def _only_told(view: View, result: Result) -> bool:
    """Whether something is told that only meets what the scene says to everything."""
    return (
        isinstance(result, Understood)
        and result.command.verb in ("tell", "say")
        and not dispatch.met(view, result.command).exactly
    )


def _shape(view: View, heard: Heard) -> Shape:
    return shape_of(heard, view.story.grammar.first_words)


def _does_nothing(result: Result) -> bool:
    return isinstance(result, Understood) and (result.little or result.command.verb in _NOTHING_DONE)


def _on_a_word(view: View, heard: Heard, command: Command) -> bool:
    """Whether a line came to what somebody says on a word of it, and said much besides."""
    if not command.topic or (heard.said[0] in SAYING and command.verb != "say"):
        return False
    called = people_of(view.story, view.around.persons).names
    if command.topic in said_alike([word for word in heard.words if word not in called]):
        return False
    said = telling(heard.words, called)
    entity = view.story.entities.get(command.topic)
    names = entity.names if entity else ()
    topic = {stem(word) for name in names for word in name.key} or {stem(word) for word in command.topic.split()}
    return 2 * sum(stem(word) in topic for word in said) < len(said)
