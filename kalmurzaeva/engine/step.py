"""A Command played: `begin` and `step`. Pure: no clock, no file, no global randomness.

`step` takes a Command and returns the next state and a beat. Who answers is `dispatch`'s to say, what a block does is the turn's; here they meet.
(The public `step`, which takes typed lines as well, is `parser.line`'s.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from attrs import evolve

from kalmurzaeva.engine import defaults, dispatch, help
from kalmurzaeva.engine.repeats import freshest
from kalmurzaeva.engine.turn import Turn
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.questions import KINDS
from kalmurzaeva.grammar.table import FREE, NOT_DONE, SESSION
from kalmurzaeva.model.state import State
from kalmurzaeva.model.story import (
    Beat,
    Bindings,
    Block,
    Choice,
    Command,
    Dance,
    Divert,
    Effect,
    On,
    Outcome,
    Return,
    Shown,
    Story,
    Talk,
    Typeset,
)
from kalmurzaeva.model.traversal import walk

__all__ = ["begin", "finished", "remark", "step"]

# How often somebody who had no answer is said to have others: the first time, and then not each time.
_STEERED_ONCE_IN = 5
_SAYING = frozenset(("ask", "tell", "say", "order", "talk"))
# How many choices of a scene are remembered.
_MOST_LISTED = 24
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
    beat = _beat(turn, "story")
    return _frozen(turn, _with_what_is_listed(Talk(), beat)), beat


# ── A command ──────────────────────────────────────────────────────────────────────────────────────────────────


def step(story: Story, state: State, command: Command) -> tuple[State, Beat]:
    """One turn: a Command carried out, and what it shows. A verb of the session is left to it in `beat.request`."""
    if command.verb in SESSION:
        return state, evolve(remark(story, state, "", "meta"), blocks=(), request=command)
    turn = Turn(story, state)
    over = turn.ended
    if over and not _is_set_down(turn, command):
        return state, remark(story, state, _OVER, "refusal")
    turn.bound = dispatch.bindings(command)
    stock = _stock(turn, command)
    outcome = _answer(turn, command)
    answered_so = stock and (outcome == "default" or turn.sources[-1:] == [stock]) and not turn.moved
    quiet = state.talk.steered or help.WOUND in turn.node.tags
    steered = bool(answered_so) and not quiet and _is_steered(turn, command, stock)
    if steered:
        turn.say(help.steering(turn, command.noun or ""), "correction")
    # What nobody had an answer to has taken no time.
    took_time = outcome == "story" and command.verb not in FREE | NOT_DONE and not (answered_so or over)
    if took_time or (outcome == "default" and command.verb == "wait"):
        _pass(turn)
    refusal = "\n\n".join(turn.pieces[-1].paragraphs) if outcome == "refusal" and turn.pieces else None
    talk = _talked(turn, state.talk, command, refusal, steered=steered)
    beat = _beat(turn, outcome, (command,))
    return _frozen(turn, _with_what_is_listed(talk, beat)), beat


def _is_set_down(turn: Turn, command: Command) -> bool:
    """Whether a command only asks for what was set down in the story (a score, a list of who sits where), which may be read when it is over, too."""
    block = None if any(command[1:]) else dispatch.met(turn, command).block
    items = [item for item, _ in walk(block.items)] if block is not None else []
    typeset = any(isinstance(item, Typeset) or (isinstance(item, Dance) and item.what == "score") for item in items)
    return typeset and not any(isinstance(item, Effect | Divert) for item in items)


def _answer(turn: Turn, command: Command) -> Outcome:
    """Finds who answers, and performs it."""
    if command.verb == "choose":
        return _choose(turn, command)
    for identity in (command.noun, command.second):
        if identity is not None and identity not in turn.around.scope:
            turn.say(defaults.not_here(turn, identity))
            return "refusal"
    held_up = _held_up(turn, dispatch.interceptors(turn, command))
    if held_up is None:
        return "story"
    found = chain(dispatch.responses(turn, command), dispatch.anything(turn, command))
    for block, bound in freshest(turn, command, found):
        if block.rule is None:
            return _perform(turn, block, bound)
        if not isinstance(turn.perform(block, bound), On):
            return "story"
    _default(turn, command)
    return "story" if held_up else "default"


def _is_steered(turn: Turn, command: Command, stock: str) -> bool:
    """Whether it is time to say what else could be talked about: the first time that a stock line of somebody comes, whatever kind of question it is
    for, and not each time after it."""
    times = sum(turn.shown.get(identity, 0) for identity in {stock, *_stock_lines(turn, command)})
    if any(block.id == stock for block in turn.node.layer.blocks):
        times -= 1  # the first time it was the scene's own answer
    return stock == "default" or times % _STEERED_ONCE_IN == 1


def _stock_lines(turn: Turn, command: Command) -> Iterator[str]:
    """The ids of what somebody has said to each kind of question that they have no answer to. Most of it was never said, and is not looked at."""
    said = turn.shown.get
    for kind in (None, *KINDS):
        bound = {**dispatch.bindings(command), "question": kind}
        for layer in dispatch.layers(turn, command):
            for form, block in layer.open.get(command.verb, ()):
                if said(block.id) and dispatch.answers(turn, form, block, command, bound) is not None:
                    yield block.id
        for layer in turn.around.always:
            yield from (one.id for one in layer.anything if said(one.id) and turn.holds(one.condition, bound))


def _stock(turn: Turn, command: Command) -> str:
    """The id of what somebody would say to everything, where that is all that they have to say to this; `default` where it is the verb's own answer; else
    `""`. What a scene says to everything is its own answer the first time, and stock after that."""
    if command.verb not in ("ask", "tell") or command.noun is None or command.topic is None:
        return ""
    met = dispatch.met(turn, command)
    if met.exactly:
        return ""
    if met.block is None:
        return "default"
    of_the_scene = any(met.block is block for block in turn.node.layer.blocks)
    return "" if of_the_scene and not turn.shown.get(met.block.id) else met.block.id


def _choose(turn: Turn, command: Command) -> Outcome:
    option = dispatch.option_of(turn, command)
    if option is None:
        turn.say(_NO_SUCH_CHOICE)
        return "refusal"
    # Taken by number, a choice is still the command that it equals: rules may read its verb.
    equal = option.equal or command
    if _held_up(turn, dispatch.before_all(turn, equal)) is None:
        return "story"
    return _perform(turn, option.block, {**dispatch.bindings(equal), **option.bound})


def _held_up(turn: Turn, rules: Iterable[dispatch.Answer]) -> bool | None:
    """What comes before: whether anything did; None where it is all that comes."""
    held_up = False
    for block, bound in rules:
        if not isinstance(turn.perform(block, bound), On) or turn.moved:
            return None
        held_up = True
    return held_up


def _perform(turn: Turn, block: Block, bound: Bindings) -> Outcome:
    reason = dispatch.closed(turn, block, bound)
    if reason:
        turn.say(reason)
        return "refusal"
    turn.perform(block, bound)
    return "story"


def _default(turn: Turn, command: Command) -> None:
    """LOOK is the node's own text; otherwise the story's default for the verb, or the built-in answer."""
    if command.verb == "look":
        turn.show_place()
        turn.perform(turn.node.text)
        return
    for block, bound in dispatch.defaults(turn, command):
        turn.perform(block, bound)
        return
    if command.verb == "hint" and (hint := help.hint(turn)):
        turn.perform(hint)
        return
    turn.say(help.answer(turn, command) or defaults.answer(turn, command))


def _pass(turn: Turn) -> None:
    """A turn passes: `@ turn` and `@ after` of what is in force. On arriving somewhere only `always` counts it."""
    turn.turn += 1
    turn.since += not turn.moved
    always = (block for layer in turn.story.always.values() for block in layer.on_turn)
    for block in tuple(always) if turn.moved else turn.around.on_turn:
        due = block.rule is not None and (block.rule.kind == "turn" or block.rule.turns == turn.since)
        if (
            due
            and (block.condition is None or turn.holds(block.condition))
            and isinstance(turn.perform(block), Divert | Return)
        ):
            return


def _talked(turn: Turn, talk: Talk, command: Command, refusal: str | None, *, steered: bool) -> Talk:
    """What pronouns stand for after a command."""
    stands: dict[str, Any] = {
        "it": talk.it,
        "him": talk.him,
        "her": talk.her,
        "them": talk.them,
        "partner": talk.partner,
        "there": talk.there,
    }
    for identity in (command.second, command.noun):
        if identity is None or command.verb == "choose":
            continue
        entity = turn.story.entities.get(identity)
        if entity is None or entity.pronoun == "it":
            stands["them" if turn.word(identity, "they") == "they" else "it"] = identity
        else:
            stands[{"she": "her", "he": "him", "they": "them"}[entity.pronoun]] = identity
        person = entity is not None and entity.kind == "person" and identity != turn.story.player
        if person and command.verb not in FREE:  # who is only looked for is not spoken with
            stands["partner"] = identity
        if entity is not None and entity.kind == "place":
            stands["there"] = identity
    before = (None, None) if turn.moved else (talk.refusal, talk.refused)  # what was refused elsewhere is forgotten
    last_refused = (refusal, command) if refusal else before
    told = () if turn.moved else talk.told
    if command.verb in _SAYING and turn.sources and turn.sources[0] not in told:
        told = (*told, turn.sources[0])
    return Talk(
        **stands,
        last=command,
        refusal=last_refused[0],
        refused=last_refused[1],
        told=told,
        listed=() if turn.moved else talk.listed,
        steered=steered or (talk.steered and not turn.moved),
    )


def _with_what_is_listed(talk: Talk, beat: Beat) -> Talk:
    """The same, and the choices that are listed now are remembered for this scene, the latest last."""
    listed = tuple(choice.words for choice in beat.choices)
    if listed == talk.listed[-len(listed) :] or not listed:
        return talk
    before = [words for words in talk.listed if words not in listed]
    return evolve(talk, listed=(*before, *listed)[-_MOST_LISTED:])


def remark(story: Story, state: State, text: str, outcome: Outcome) -> Beat:
    """A beat that is only a remark of the game's."""
    kind = "question" if outcome == "question" else "answer"
    view = View(story, state)
    return Beat((Shown(kind, tuple(text.split("\n\n"))),), (), _choices(view), view.node.ends, outcome)


def _frozen(turn: Turn, talk: Talk) -> State:
    state = State(
        story=turn.story,
        node=turn.node.id,
        values=turn.values,
        back=turn.back,
        shown=turn.shown,
        visits=turn.visits,
        since=turn.since,
        turn=turn.turn,
        seed=turn.seed,
        talk=talk,
    )
    state.memo.update(turn.memo)
    return state


def _beat(turn: Turn, outcome: Outcome, commands: tuple[Command, ...] = ()) -> Beat:
    turn.settle()
    choices = () if turn.ended else _choices(turn)
    return Beat(turn.pieces, tuple(turn.sources), choices, turn.ended, outcome, commands)


def _choices(view: View) -> tuple[Choice, ...]:
    return () if view.node.ends else dispatch.listed(view)
