"""How far a story is, as a list of saved games and the title page say it: by the furthest act that was entered."""

from __future__ import annotations

from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Act, Story
from kalmurzaeva.session.tree import Session

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def acts_in_order(story: Story) -> list[str]:
    """The names of the acts by their numbers, those without one first. The order of the files says nothing: an editor may change it."""
    return list(_in_order(story))


@once_a_story
def _in_order(story: Story) -> dict[str, int]:
    """The names of the acts in order, and the place of each."""
    names = sorted(story.acts, key=lambda name: _number(story.acts[name]))
    return {name: place for place, name in enumerate(names)}


def done(session: Session) -> int:
    """How far a game is, in per cent: 0 in the first act, 100 at an ending."""
    story = session.story
    if session.beat.ending is not None:
        return 100
    acts = _in_order(story)
    visited = {story.nodes[name].act for name in session.state.visits if name in story.nodes}
    furthest = max((acts[act] for act in visited if act in acts), default=0)
    return furthest * 100 // max(1, len(acts))


def _number(act: Act) -> int:
    """`IV` and `4` as 4; 0 for what is no number."""
    written = act.number.strip().upper()
    if written.isdecimal():
        return int(written)
    values = [_ROMAN.get(letter, 0) for letter in written]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=False)
    )
