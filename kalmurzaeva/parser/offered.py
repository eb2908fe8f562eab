"""What answers *Did you mean*: the number of one that was offered, its place, its words; a yes where there is only one; a no."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import key, tokens
from kalmurzaeva.model.story import Question
from kalmurzaeva.parser.asking import numbers_of
from kalmurzaeva.parser.evidence import NEGATIONS, hear
from kalmurzaeva.parser.numbers import NUMBER, digits, ordinal
from kalmurzaeva.parser.results import Asked, Puzzled, Result, Understood

# How the one thing that was asked about is agreed to: with one of these, and nothing else but what goes with it. `Do not` and `that is wrong` agree
# to nothing.
_AGREEING = frozenset(
    "yes y yeah yep yup yea ok okay sure right exactly correct indeed aye da please course absolutely certainly obviously definitely gladly naturally fine".split()
)
_AGREEING_WITH = _AGREEING | frozenset(
    "that this one it is do does the thanks thank you i did mean meant of just so then what want oh".split()
)
# How it is declined, with nothing said in its place.
_NOES = frozenset("no nope neither none wrong".split())
_DECLINING = _NOES | frozenset(
    "not that of them these those it is the oh sorry thanks thank you i did mean one".split()
)
_TAKING_BACK = frozenset("later wait first if though actually instead only".split())
SAY_IT_OTHERWISE = "Then say it in other words."
_AGREED = tuple(
    tuple(said.split()) for said in ("that", "that one", "do it", "do that", "why not", "go on", "go ahead")
)


def one_of_those_offered(view: View, question: Question, clause: str) -> Result | None:
    """The answer that a clause picks from those that were offered: by its number, its place, its words, or a yes where there is one."""
    typed = hear(clause).words
    number = NUMBER.fullmatch(digits(clause).strip())
    numbers = numbers_of(view, question.options)
    if number:
        if len(numbers) == 1 and question.options[0][1].verb != "choose":
            return None  # what is asked about alone has no number
        if int(number.group(1)) in numbers:
            return Understood(question.options[numbers.index(int(number.group(1)))][1])
        if any(command.verb == "choose" for _, command in question.options):
            return None  # the number of another choice
        return Asked(evolve(question, prompt=f"{question.prompt} Say {' or '.join(map(str, numbers))}."))
    at = ordinal(clause.partition(",")[0], len(question.options))  # `the first, since I like it`
    if at:
        return Understood(question.options[at - 1][1])
    if _agrees(typed, tokens(question.options[0][0]) if len(question.options) == 1 else ()):
        if len(question.options) == 1:
            return Understood(question.options[0][1])
        return Asked(evolve(question, prompt=f"{question.prompt} Say {' or '.join(map(str, numbers))}."))
    if len(question.options) == 1 and _agrees_first(clause):
        (label, command), rest = question.options[0], clause.partition(",")[2].strip()
        begun = tokens(rest)[0]
        another = begun in view.story.grammar.first_words and begun not in tokens(label)
        return Understood(command, rest=rest if another else None)
    if _DECLINING.issuperset(typed) and not _NOES.isdisjoint(typed):
        return Puzzled(SAY_IT_OTHERWISE, outcome="meta", final=True)  # it answers the game, and nobody in the story
    if len(typed) == 1 and typed[0] in view.story.grammar.first_words:
        return None  # LOOK is a command, though an answer may have the word in it
    wanted = set(key(clause)) - {"one", "first", "mean", "i", "meant"}
    fitting = [command for label, command in question.options if wanted and wanted <= set(key(label))]
    return Understood(fitting[0]) if len(fitting) == 1 else None


def _agrees(typed: tuple[str, ...], offered: Sequence[str] = ()) -> bool:
    """Whether a clause agrees to what was asked, and says nothing but that, or the words that were `offered`: `yep`, `yes please`, `that one`, `do it`,
    `yes, take the ferry`."""
    agreed = not _AGREEING.isdisjoint(typed) or typed in _AGREED
    plainly = [word for word in typed if not word.endswith("ly")]  # `yes, gently`
    return agreed and (typed in _AGREED or _AGREEING_WITH.union(offered).issuperset(plainly))


def _agrees_first(clause: str) -> bool:
    """Whether a clause agrees, and then says more that takes nothing back: `yes, it's hers`, `sure, all of it`."""
    head, comma, rest = clause.partition(",")
    words = tokens(rest)
    return (
        bool(comma and words)
        and _agrees(hear(head).words)
        and NEGATIONS.isdisjoint(words)
        and _TAKING_BACK.isdisjoint(words)
        and "?" not in rest
    )
