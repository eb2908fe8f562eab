"""The story played: `begin`, `step`, `offers`, `essence`. Pure: no clock, no file, no global randomness.

`step` takes a typed line or a Command and returns the next state and a beat. What a line means is the parser's, who answers is
`precedence`'s, what a block does is the turn's; here they meet.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import evolve

from kalmurzaeva import answers, precedence
from kalmurzaeva.gates import gates_of
from kalmurzaeva.model import (
    Beat,
    Block,
    Choice,
    Command,
    Divert,
    On,
    Outcome,
    Return,
    Shown,
    Story,
    Talk,
)
from kalmurzaeva.offering import offers
from kalmurzaeva.parser.grammar import SESSION
from kalmurzaeva.parser.lexicon import clauses
from kalmurzaeva.parser.results import Asked, Puzzled, Understood
from kalmurzaeva.parser.understanding import answer_question, understand
from kalmurzaeva.state import State
from kalmurzaeva.turn import Turn
from kalmurzaeva.view import View

__all__ = ["begin", "essence", "finished", "offers", "step"]

MOST_CHARACTERS = 1_000
MOST_WORDS = 100
_TOO_LONG = "That is a great deal at once, and none of it was read. Say it in fewer than a hundred words."
_NOTHING = "Type what you would do: LOOK, or EXAMINE something, or the number of a choice."
_OVER = "The story has come to its end here. UNDO takes back the last turn, RESTART begins again, RESTORE opens a saved game."
_NO_SUCH_CHOICE = "That can no longer be chosen."


def begin(story: Story, seed: int = 0) -> tuple[State, Beat]:
    """The first state and the first beat. The same seed gives the same story."""
    values = {name: variable.initial for name, variable in story.variables.items()}
    state = State(story, story.start, values, seed=seed)
    turn = Turn(story, state)
    turn.enter(story.start)
    return finished(turn)


def finished(turn: Turn) -> tuple[State, Beat]:
    """A turn that was no answer to anything (a beginning) as a state and a beat."""
    return _frozen(turn, Talk()), _beat(turn, "story")


def step(story: Story, state: State, command: str | Command) -> tuple[State, Beat]:
    """One turn. A typed line may hold several commands; it stops at the first that is refused, asked about or not understood."""
    if isinstance(command, Command):
        return _step(story, state, command)
    return _step_line(story, state, command)


# ── A typed line ───────────────────────────────────────────────────────────────────────────────────────────────


def _step_line(story: Story, state: State, line: str) -> tuple[State, Beat]:
    if len(line) > MOST_CHARACTERS or line.count(" ") > MOST_WORDS:
        return state, _remark(story, state, _TOO_LONG, "unknown")
    pending = list(clauses(line))
    if not pending:
        return state, _remark(story, state, _NOTHING, "unknown")
    beats: list[Beat] = []
    question = state.talk.question
    if question:
        answered = answer_question(View(story, state), state.talk, question, pending[0])
        if answered:
            state, beat = _carry_out(story, state, answered)
            beats.append(beat)
            pending = pending[1:]
        else:
            state = evolve(state, talk=evolve(state.talk, question=None))
    while pending and (not beats or _goes_on(beats[-1])):
        result = understand(View(story, state), state.talk, pending.pop(0))
        if isinstance(result, Understood) and result.rest:
            pending.insert(0, result.rest)
        state, beat = _carry_out(story, state, result)
        beats.append(beat)
    return state, _joined(beats)


def _goes_on(beat: Beat) -> bool:
    return beat.outcome in ("story", "default") and beat.ending is None


def _carry_out(story: Story, state: State, result: Understood | Asked | Puzzled) -> tuple[State, Beat]:
    if isinstance(result, Understood):
        after, beat = _step(story, state, result.command)
        if result.correction:
            beat = evolve(beat, blocks=(Shown("correction", (result.correction,)), *beat.blocks))
        return after, beat
    if isinstance(result, Asked):
        talk = evolve(state.talk, question=result.question)
        return evolve(state, talk=talk), _remark(story, state, result.question.prompt, "question")
    talk = evolve(state.talk, misread=result.misread, refusal=result.text)
    return evolve(state, talk=talk), _remark(story, state, result.text, result.outcome)


def _remark(story: Story, state: State, text: str, outcome: Outcome) -> Beat:
    """A beat that is only a remark of the game's."""
    kind = "question" if outcome == "question" else "answer"
    view = View(story, state)
    return Beat((Shown(kind, tuple(text.split("\n\n"))),), (), _choices(view), view.node.ends, outcome)


def _joined(beats: list[Beat]) -> Beat:
    """Several commands of one line as one beat: everything shown, and the last one's outcome."""
    last = beats[-1]
    if len(beats) == 1:
        return last
    return evolve(
        last,
        blocks=tuple(block for beat in beats for block in beat.blocks),
        sources=tuple(source for beat in beats for source in beat.sources),
        commands=tuple(command for beat in beats for command in beat.commands),
    )


# ── A command ──────────────────────────────────────────────────────────────────────────────────────────────────


def _step(story: Story, state: State, command: Command) -> tuple[State, Beat]:
    if command.verb in SESSION:
        return state, evolve(_remark(story, state, "", "meta"), blocks=(), request=command)
    turn = Turn(story, state)
    if turn.ended:
        return state, _remark(story, state, _OVER, "refusal")
    precedence.bind(turn, command)
    outcome = _answer(turn, command)
    if outcome == "story" or (outcome == "default" and command.verb == "wait"):
        _pass(turn)
    refusal = "\n\n".join(turn.pieces[-1].paragraphs) if outcome == "refusal" and turn.pieces else None
    talk = _talked(turn, state.talk, command, refusal)
    return _frozen(turn, talk), evolve(_beat(turn, outcome), commands=(command,))


def _answer(turn: Turn, command: Command) -> Outcome:
    """Finds who answers, and performs it."""
    if command.verb == "choose":
        return _choose(turn, command)
    for identity in (command.noun, command.second):
        if identity is not None and identity not in turn.scope:
            turn.say(answers.not_here(turn, identity))
            return "refusal"
    held_up = _held_up(turn, precedence.interceptors(turn, command))
    if held_up is None:
        return "story"
    for block in precedence.responses(turn, command):
        return _perform(turn, block)
    for block in precedence.anything(turn):
        if not isinstance(turn.perform(block), On):
            return "story"
    _default(turn, command)
    return "story" if held_up else "default"


def _choose(turn: Turn, command: Command) -> Outcome:
    for option in precedence.choices(turn):
        if option.command == command:
            # Taken by number, a choice is still the command that it equals: rules may read its verb.
            precedence.bind(turn, option.equal or command)
            held_up = _held_up(turn, precedence.before_all(turn))
            if held_up is None:
                return "story"
            turn.bound = option.bound(turn)
            return _perform(turn, option.block)
    turn.say(_NO_SUCH_CHOICE)
    return "refusal"


def _held_up(turn: Turn, rules: Iterable[Block]) -> bool | None:
    """What comes before: whether anything did; None where it is all that comes."""
    held_up = False
    for block in rules:
        if not isinstance(turn.perform(block), On) or turn.moved:
            return None
        held_up = True
    return held_up


def _perform(turn: Turn, block: Block) -> Outcome:
    reason = precedence.closed(turn, block)
    if reason:
        turn.say(reason)
        return "refusal"
    turn.perform(block)
    return "story"


def _default(turn: Turn, command: Command) -> None:
    """LOOK is the node's own text; otherwise the story's default for the verb, or the built-in answer."""
    if command.verb == "look":
        turn.show_place()
        turn.perform(turn.node.text)
        return
    for block in precedence.defaults(turn, command):
        turn.perform(block)
        return
    turn.say(answers.answer(turn, command))


def _pass(turn: Turn) -> None:
    """A turn passes: `@ turn` and `@ after` of what is in force. On arriving somewhere only `always` counts it."""
    turn.turn += 1
    turn.since += not turn.moved
    arrived = turn.moved
    layers = turn.story.always.values() if arrived else turn.layers
    for layer in tuple(layers):
        for block in layer.on_turn:
            due = block.rule is not None and (block.rule.kind == "turn" or block.rule.turns == turn.since)
            if due and turn.holds(block.condition) and isinstance(turn.perform(block), Divert | Return):
                return


def _talked(turn: Turn, talk: Talk, command: Command, refusal: str | None) -> Talk:
    """What pronouns stand for after a command."""
    stands: dict[str, Any] = {name: getattr(talk, name) for name in ("it", "him", "her", "them", "partner", "there")}
    for identity in (command.second, command.noun):
        if identity is None or command.verb == "choose":
            continue
        entity = turn.story.entities.get(identity)
        if entity is None or entity.pronoun == "it":
            stands["them" if turn.word(identity, "they") == "they" else "it"] = identity
        else:
            stands[{"she": "her", "he": "him", "they": "them"}[entity.pronoun]] = identity
        if entity is not None and entity.kind == "person" and identity != "me":
            stands["partner"] = identity
        if entity is not None and entity.kind == "place":
            stands["there"] = identity
    return Talk(**stands, last=command, refusal=refusal)


def _frozen(turn: Turn, talk: Talk) -> State:
    return State(
        turn.story,
        turn.node.id,
        turn.values,
        turn.back,
        turn.shown,
        turn.visits,
        turn.since,
        turn.turn,
        turn.seed,
        talk,
    )


def _beat(turn: Turn, outcome: Outcome) -> Beat:
    turn.settle()
    return Beat(turn.pieces, tuple(turn.sources), () if turn.ended else _choices(turn), turn.ended, outcome)


def _choices(view: View) -> tuple[Choice, ...]:
    if view.node.ends:
        return ()
    return tuple(
        Choice(number, precedence.words_of(view, option), option.command, option.reason)
        for number, option in enumerate(precedence.choices(view), 1)
    )


# ── For searching ─────────────────────────────────────────────────────────────────────────────────────────


def essence(story: Story, state: State) -> tuple[object, ...]:
    """What of a state decides where the story can still go, and nothing else: for searching, two states are the same when their essences are
    equal."""
    return gates_of(story).essence(state)
