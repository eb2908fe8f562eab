"""Whether the gestures of the shipped story make a good puzzle of eleven counts. Run: `python -m tests.benchmarks.eleven [PLAYS]`.

Lengths, counts and materials are the story's own. What a play by choices alone has kept when composing begins (or at its end) is found by playing. Good
is: almost every play has a movement of eleven, a random three seldom is one, one change mends most, and three movements together take thought.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from statistics import mean, median

from kalmurzaeva import Command, Story, begin, load_story, offers, step
from kalmurzaeva.choreography.edits import changes, fillings
from kalmurzaeva.choreography.piece import Company, Movement, Place, Scheme
from kalmurzaeva.choreography.reading import reading
from kalmurzaeva.model.values import Members, Variable

PLAYS, SAMPLES, MOST_TURNS = 218, 400, 600


def the_piece(story: Story) -> Variable:
    """The piece of a story."""
    return next(variable for variable in story.variables.values() if variable.piece)


def kept_by_choices(story: Story, seed: int) -> tuple[bool, tuple[str, ...]]:
    """What a play has kept, by choices alone where there are any: when composing begins, or at its end. And whether it came to composing."""
    piece = the_piece(story)
    assert piece.piece
    chance = random.Random(f"eleven/{seed}")
    state, beat = begin(story, seed)
    for _ in range(MOST_TURNS):
        if beat.ending is not None or state.values.get("composing"):
            break
        choices = [choice.command for choice in beat.choices if choice.reason is None]
        state, beat = step(story, state, chance.choice(choices or offers(story, state) or [Command("wait")]))
    kept = state.values[piece.piece.kept]
    assert isinstance(kept, Members)
    return bool(state.values.get("composing")), tuple(kept)


def company(scheme: Scheme, kept: Sequence[str]) -> Company:
    """Those gestures, all of them whole."""
    return Company(scheme, frozenset(kept), tuple((gesture, "") for gesture in kept))


def ways(scheme: Scheme, kept: Sequence[str], material: str) -> list[frozenset[str]]:
    """The sets of two gestures or more that fill a movement of a material."""
    name = scheme.movements[0]
    empty = scheme.empty.changed(name, Movement(material))
    return [frozenset(some) for some in fillings(empty, company(scheme, kept), name) if len(some) > 1]


def all_movements(scheme: Scheme, kept: Sequence[str]) -> int:
    """Ways to fill a movement of pulse and one of drone, nothing twice, with at least one gesture left for silence."""
    pulse = next(name for name in scheme.materials if name not in scheme.longer | scheme.uncounted)
    drone = next(iter(sorted(scheme.longer)), pulse)
    second = ways(scheme, kept, drone)
    return sum(
        not one & other and len(kept) - len(one | other) >= 1 for one in ways(scheme, kept, pulse) for other in second
    )


def blind(scheme: Scheme, kept: Sequence[str], chance: random.Random) -> tuple[bool, bool, bool]:
    """A random movement of as many as there are places: whether it is filled, whether it is cut, whether one change mends it."""
    name = scheme.movements[0]
    some = chance.sample(list(kept), scheme.places)
    piece = scheme.empty.changed(name, Movement(scheme.materials[0], tuple(map(Place, some))))
    everybody = company(scheme, kept)
    seen = reading(piece, everybody)
    mended = next(changes(piece, everybody, name), None) is not None
    return seen.eleven(name), seen.over(name), mended


def main() -> None:
    story = load_story()
    piece = the_piece(story)
    assert piece.piece
    scheme = piece.piece.scheme
    pulse, drone = scheme.materials[0], next(iter(sorted(scheme.longer)), scheme.materials[0])
    plays = int(sys.argv[1]) if len(sys.argv) > 1 else PLAYS
    played = [kept_by_choices(story, seed) for seed in range(plays)]
    # A play that ended before anything was composed says nothing of the puzzle, where others got there.
    real = [kept for composed, kept in played if composed] or [kept for _, kept in played]
    print(f"{len(real)} of {plays} plays by choices: {median(map(len, real)):.0f} kept")
    print(
        f"  some movement of {scheme.counts}: {mean(bool(ways(scheme, kept, pulse)) for kept in real):.1%}, "
        f"with a drone {mean(bool(ways(scheme, kept, drone)) for kept in real):.1%}"
    )
    print(f"  pulse, drone and silence, nothing twice: {mean(bool(all_movements(scheme, kept)) for kept in real):.1%}")
    print("kept  an eleven  ways  three movements  ways  a blind three: eleven / cut / mended by one change")
    chance = random.Random(11)
    for size in (5, 6, 8, 10, 12):
        sets = [chance.sample(sorted(scheme.gestures), size) for _ in range(SAMPLES)]
        one = [len(ways(scheme, kept, pulse)) for kept in sets]
        three = [all_movements(scheme, kept) for kept in sets]
        hit, cut, mended = (
            sum(column) / SAMPLES for column in zip(*(blind(scheme, kept, chance) for kept in sets), strict=True)
        )
        print(
            f"{size:>4}{mean(map(bool, one)):>11.0%}{median(one):>6.0f}{mean(map(bool, three)):>17.0%}{median(three):>6.0f}"
            f"{hit:>20.0%} / {cut:.0%} / {mended:.0%}"
        )


if __name__ == "__main__":
    main()
