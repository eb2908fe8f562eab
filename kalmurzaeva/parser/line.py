"""A typed line played: the `step` that takes words as well as a Command.

A line may hold several commands; it gives one Beat, and stops at the first that is refused, asked about or not understood.
"""

from __future__ import annotations

import re

from attrs import evolve

from kalmurzaeva.engine.step import remark
from kalmurzaeva.engine.step import step as carry_out
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.cuts import clauses
from kalmurzaeva.grammar.lexicon import ARTICLES, tokens
from kalmurzaeva.grammar.table import FREE
from kalmurzaeva.model.state import State
from kalmurzaeva.model.story import Beat, Command, Question, Shown, Story, Talk
from kalmurzaeva.parser.again import ASKED, asked_again
from kalmurzaeva.parser.as_typed import as_typed
from kalmurzaeva.parser.asked_of_a_piece import asked_of_a_piece
from kalmurzaeva.parser.candidate import commits
from kalmurzaeva.parser.choices import labels
from kalmurzaeva.parser.composed import asked_to_carry, gone_on_with, of_a_piece, without_a_verb
from kalmurzaeva.parser.just_said import Recent, asked_back, only_read
from kalmurzaeva.parser.lapsed import said_too_late
from kalmurzaeva.parser.nearest import asked_nearest, is_poor
from kalmurzaeva.parser.offered import SAY_IT_OTHERWISE
from kalmurzaeva.parser.placing import placed_or_run
from kalmurzaeva.parser.rephrased import is_a_sentence, only_calls_for_attention, without_what_is_to_come
from kalmurzaeva.parser.results import Asked, Puzzled, Result, Understood
from kalmurzaeva.parser.several import is_speech
from kalmurzaeva.parser.spelling import heard_here
from kalmurzaeva.parser.spoken import spoken_of
from kalmurzaeva.parser.taken import taken_plainly
from kalmurzaeva.parser.together import (
    better_kept,
    is_bare,
    is_catch_all,
    only_adds,
    only_calls,
    opens_a_speech,
    says_no_more,
    weighed,
)
from kalmurzaeva.parser.verdict import answer_question, understand

# Said or shown to somebody, and gone with them.
_FOR_SOMEBODY = frozenset("talk goodbye thank apologise yes no hug kiss wait sleep".split())
MOST_CHARACTERS = 1_000
MOST_WORDS = 100
_BEFORE_A_SENTENCE = frozenset(("ok", "okay", "well", "right", "oh", "hm"))
_MEANT = re.compile(r"(?:(?:no|nope|not that|neither|none of them|sorry)[,.]? +)?i mean(?:t)? +(\S.*)", re.IGNORECASE)
_PLEADING = re.compile(r"(?:please,? )?(?:tell|answer) me(?:,? please)?|(?:oh )?please", re.IGNORECASE)
# What is said behind this is meant.
_NEVER_MIND = re.compile(r"(?:oh )?never ?mind[.! ]*", re.IGNORECASE)
# How what was asked is declined, before what was meant is said.
_DECLINED = re.compile(r"(?:no|nope|not|neither|wrong|i (?:did not|didn't|didn\u2019t) mean)\b", re.IGNORECASE)
_TOO_LONG = "That is a great deal at once, and none of it was read. Say it in fewer than a hundred words."
_NOTHING = "Type what you would do: LOOK, or EXAMINE something, or the number of a choice."


def step(story: Story, state: State, command: str | Command, recent: Recent = tuple) -> tuple[State, Beat]:
    """One turn. A typed line may hold several commands; it stops at the first that is refused, asked about or not understood. `recent` gives the texts of
    the last turns, newest first, for a line that asks back about them."""
    if isinstance(command, Command):
        return carry_out(story, state, command)
    return _step_line(story, state, command, recent)


def _step_line(story: Story, state: State, line: str, recent: Recent = tuple) -> tuple[State, Beat]:
    if len(line) > MOST_CHARACTERS or line.count(" ") > MOST_WORDS:
        return state, remark(story, state, _TOO_LONG, "unknown")
    view = View(story, state)
    pending = _cut(view, line)
    if not pending:
        return state, remark(story, state, _NOTHING, "unknown")
    return _Line(story, state, line, pending, recent).played(view)


class _Line:
    """A line while it is played: its clauses still `pending`, what they came to, and what is only said if nothing better comes (`kept`), and the one `before`. `speech` says that
    what follows may be more of what is said to `partner`."""

    def __init__(self, story: Story, state: State, text: str, pending: list[str], recent: Recent) -> None:
        self.story, self.state, self.pending, self.recent = story, state, pending, recent
        self.text = without_what_is_to_come(text) if "before" in text else text
        self.beats: list[Beat] = []
        self.kept: Result | None = None
        self.speech = False
        self.declined: Question | None = None
        self.partner = state.talk.partner
        self.before: str | None = None

    def played(self, view: View) -> tuple[State, Beat]:
        """The state that the line leads to, and one Beat of all that it showed."""
        asked, node = self.state.talk.question, self.state.node
        self._answer_what_was_asked(view)
        while self.pending and (not self.beats or _goes_on(self.beats[-1])):
            self._play_a_clause(View(self.story, self.state) if self.beats else view)
        if not self.beats and self.kept is not None:
            self._answer_or_ask(View(self.story, self.state), self.kept)
        if asked is not None and asked.options and self.state.node == node and _only_looked(self.beats):
            self.state = self.state.spoken_on(evolve(self.state.talk, question=asked))
        joined = _joined(self.beats)
        rest = ". ".join(self.pending) if joined.request else ""
        return self.state, evolve(joined, rest=rest) if rest else joined

    def _answer_what_was_asked(self, view: View) -> None:
        question = self.state.talk.question
        if question is None:
            return
        if len(self.pending) > 1 and self.pending[0].lower() in _BEFORE_A_SENTENCE:
            self.pending.pop(0)  # `ok. I sit down` agrees to nothing
        meant = _MEANT.fullmatch(self.pending[0])
        if meant is not None:
            self.pending[0] = meant[1]  # what was offered was not it, and nothing is to be taken back
        answered = answer_question(view, self.state.talk, question, self.pending[0])
        if isinstance(answered, Puzzled) and answered.text == SAY_IT_OTHERWISE and len(self.pending) > 1:
            self.pending.pop(0)  # `no. I only meant three` says it otherwise
            self._let_be(question)
        elif answered:
            self._answer(answered)
            rest = answered.rest if isinstance(answered, Understood) else None
            self.pending[:1] = _cut(view, rest) if rest else []
        else:
            self._let_be(question if _DECLINED.match(self.pending[0]) else None)

    def _let_be(self, declined: Question | None) -> None:
        """What was asked is asked no longer, and not again in this line where it was declined."""
        self.declined = declined
        self.state = self.state.spoken_on(evolve(self.state.talk, question=None))

    def _play_a_clause(self, view: View) -> None:
        talk = self.state.talk
        if self.kept is not None or self.beats:
            talk = evolve(talk, partner=self.partner)
        clause = self.pending.pop(0)
        if self.pending and (_NEVER_MIND.fullmatch(clause) or self._only_calls(view, clause)):
            return
        before = self.before if self.beats else None
        onward = gone_on_with(view, talk, clause, before)
        onward = onward or (without_a_verb(view, talk, clause, before) if before is not None else None)
        result = onward or of_the_piece(view, talk, clause) or understand(view, talk, clause)
        self.before = clause if onward is None else before
        if self._ends_nothing(result):
            return
        if isinstance(result, Puzzled) and result.absent:
            self.pending = []  # all of it was for whoever is not here
            self._answer(result)
            return
        settled = weighed(view, talk, clause, result, self.pending) if self.pending else result
        if settled is None:
            return  # what is said behind it decides
        if settled is not result:
            self.pending, result = [], settled
        if isinstance(result, Understood) and result.rest:
            if self._made_room(result):
                return
            self.pending[0:0] = _cut(view, result.rest)
        if self._is_kept(view, clause, result):
            return
        self.speech = self.speech or (bool(self.pending) and opens_a_speech(view, clause, result))
        here = self.state.node
        if self.beats:
            found = asked_nearest(view, clause, result, goes_on=True) or result
            self._answer(found if self.pending else taken_plainly(view, clause, found))
        else:
            self._answer_or_ask(view, result)
        self.partner = self.state.talk.partner
        if self.pending and self.state.node != here:
            there = View(self.story, self.state)
            self.pending = [clause for clause in self.pending if _still_meant(there, self.state.talk, clause)]

    def _only_calls(self, view: View, clause: str) -> bool:
        """Whether a clause only calls, before what is said: nothing is waited for by `hang on. Who is she?`, and `oh Ada. Not yet` is said to her."""
        if only_calls_for_attention(clause) and is_a_sentence(view, self.pending[0]):
            return True
        called = only_calls(view, clause)
        if called is None:
            return False
        self.partner, self.pending[0] = called, f"{clause.strip()}, {self.pending[0]}"
        return True

    def _ends_nothing(self, result: Result) -> bool:
        """Whether what would end the game is said beside something else, and means that: `I give up, take it`."""
        if not (isinstance(result, Understood) and result.command.verb == "quit"):
            return False
        self.pending[0:0] = _cut(View(self.story, self.state), result.rest) if result.rest else []
        return bool(self.pending or self.beats)

    def _made_room(self, result: Understood) -> bool:
        """Whether what is refused to a piece can be done once the rest of its clause has been: `put in the mop and take out the coat`, where it is full."""
        if not result.rest or not of_a_piece(View(self.story, self.state), result.command.noun):
            return False
        if _answer(self.story, self.state, result)[1].outcome != "refusal":
            return False
        roomier, first = _step_line(self.story, self.state, result.rest)
        after, then = _answer(self.story, roomier, evolve(result, rest=None))
        if (first.outcome, then.outcome) != ("story", "story") or after.node != self.state.node:
            return False
        self.state, self.beats = after, [*self.beats, first, then]
        return True

    def _is_kept(self, view: View, clause: str, result: Result) -> bool:
        """Whether a sentence says no more than the others of its speech do; the best of these is kept for the end."""
        if self.beats and isinstance(result, Understood) and (result.little or is_catch_all(view, result)):
            # behind what was answered, a sentence that comes to nothing needs no line of its own
            return asked_nearest(view, clause, result, goes_on=True) is None
        if self.beats and self.beats[-1].outcome == "story" and only_adds(view, self.state.talk, clause, result):
            return True
        if self.pending and isinstance(result, Asked) and is_bare(view, clause):
            return True  # `no, not yet. Follow my heel`: the second says what is meant
        more = self.speech or self.kept is not None
        alone = not self.pending or bool(self.beats)
        if (alone and not more) or not says_no_more(view, clause, result, speech=more):
            return False
        self.kept = better_kept(view, self.kept, result)
        self.speech = self.speech or opens_a_speech(view, clause, result)
        self.partner = _spoken_to(view, result) or self.partner
        return True

    def _answer_or_ask(self, view: View, result: Result) -> None:
        """The answer; or, where it is one that any line would have, a question about the choice that the line comes nearest to."""
        found = asked_nearest(view, self.text, result, goes_on=bool(self.pending))
        if not self.pending:
            answer = found or result
            if isinstance(answer, Asked):
                answer = taken_plainly(view, self.text, answer)
            if isinstance(answer, Asked) and self.declined is not None and answer.question == self.declined:
                answer = Puzzled(SAY_IT_OTHERWISE, outcome="meta", final=True)
            self._answer(self._asked_back(view, answer))
        elif found is None or self.kept is not None:
            self._answer(found or result)  # else the line comes to it, by what is said behind this

    def _asked_back(self, view: View, result: Result) -> Result:
        """What a question about what was just told comes to, where nobody has more for it than what they say to everything."""
        if not is_poor(view, result):
            return result
        return (
            asked_back(view, heard_here(view, self.text), result, self.recent)
            or only_read(result, self.recent)
            or said_too_late(view, self.state.talk, self.text, result)
        )

    def _answer(self, result: Result) -> None:
        if isinstance(result, Understood) and result.command.topic:
            command = as_typed(View(self.story, self.state), result.command, self.text)
            result = result if command is result.command else evolve(result, command=command)
        self.state, beat = _answer(self.story, self.state, result)
        self.beats.append(beat)


def of_the_piece(view: View, talk: Talk, clause: str) -> Result | None:
    """What a clause is to a piece that is made here: who is to carry what, what is put in or run, what is asked of it."""
    return (
        asked_to_carry(view, talk, clause) or placed_or_run(view, talk, clause) or asked_of_a_piece(view, talk, clause)
    )


def _still_meant(view: View, talk: Talk, clause: str) -> bool:
    """Whether what was typed before a place was seen can still be meant there: a choice that is listed in just these words, or a deed or a look, which
    decides nothing. What was to be said was for those who were left."""
    typed = tokens(clause)
    if any(typed == tokens(label) for _, label in labels(view)):
        return True
    result = understand(view, talk, clause)
    return (
        isinstance(result, Understood)
        and not commits(view, result.command)
        and not is_speech(result.command)
        and result.command.verb not in _FOR_SOMEBODY
        and not is_poor(view, result)
    )


def _cut(view: View, line: str) -> list[str]:
    """A line as clauses. One that says a listed choice word for word stays whole, whatever stops it holds."""
    names = (name.text for identity in view.around.scope for name in view.names(identity)) if "." in line else ()
    cut = list(clauses(line, [name for name in names if "." in name]))
    cut = [clause for clause in cut if not _PLEADING.fullmatch(clause)] or cut  # `is it mine? please tell me`
    if len(cut) > 1:
        typed = [word for word in tokens(line) if word not in ARTICLES]
        if any(typed == [word for word in tokens(label) if word not in ARTICLES] for _, label in labels(view)):
            return [line]
    return cut


def _spoken_to(view: View, result: Result) -> str | None:
    """Whom a sentence was said to."""
    noun = result.command.noun if isinstance(result, Understood) else None
    return noun if noun in view.around.persons else None


def _goes_on(beat: Beat) -> bool:
    return beat.outcome in ("story", "default") and beat.ending is None


def _only_looked(beats: list[Beat]) -> bool:
    """Whether a line did no more than look about, so that what was asked before it may still be answered: LOOK, and then `yes`."""
    verbs = [command.verb for beat in beats for command in beat.commands]
    return bool(verbs) and all(verb == "look" or verb in FREE for verb in verbs)


def _answer(story: Story, state: State, result: Result) -> tuple[State, Beat]:
    if isinstance(result, Understood):
        if result.instead:
            back = remark(story, state, "", "meta")
            return state, evolve(back, blocks=(), request=Command("meant"), commands=(result.command,))
        command = result.command
        if command.verb in ASKED:
            command = asked_again(View(story, state), state.talk, command)
        after, beat = carry_out(story, state, command)
        if beat.outcome in ("story", "default") and beat.request is None and beat.ending is None:
            talk = spoken_of(View(story, after), after.talk, beat, moved=after.node != state.node)
            after = after.spoken_on(talk)
        if result.correction:
            beat = evolve(beat, blocks=(Shown("correction", (result.correction,)), *beat.blocks))
        return after, beat
    if isinstance(result, Asked):
        talk = evolve(state.talk, question=result.question)
        return state.spoken_on(talk), remark(story, state, result.question.prompt, "question")
    talk = evolve(state.talk, misread=result.misread)
    if result.outcome == "refusal":
        talk = evolve(talk, refusal=result.text, refused=None)
    return state.spoken_on(talk), remark(story, state, result.text, result.outcome)


def _joined(beats: list[Beat]) -> Beat:
    """Several commands of one line as one beat: everything shown, and the last one's outcome."""
    last = beats[-1]
    if len(beats) == 1:
        return last
    return evolve(
        last,
        blocks=tuple(dict.fromkeys(block for beat in beats for block in beat.blocks)),  # nothing is said twice over
        sources=tuple(source for beat in beats for source in beat.sources),
        commands=tuple(command for beat in beats for command in beat.commands),
    )
