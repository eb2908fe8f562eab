"""What is worked out from a story alone, or from a story and something hashable, and then kept with it.

    @once_a_story
    def own_kinds(story): ...

A story is frozen, so what follows from it never changes. `most` bounds how many results of one function are kept: beyond it all are forgotten and
worked out afresh.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar, overload


class HasMemos(Protocol):
    """A story, or what stands for one."""

    @property
    def memos(self) -> dict[object, dict[tuple[object, ...], object]]: ...


P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S", bound=HasMemos)
Worker = Callable[Concatenate[S, P], T]


@overload
def once_a_story(work: Worker[S, P, T], /) -> Worker[S, P, T]: ...
@overload
def once_a_story(*, most: int) -> Callable[[Worker[S, P, T]], Worker[S, P, T]]: ...
def once_a_story(
    work: Worker[S, P, T] | None = None, /, *, most: int = 0
) -> Worker[S, P, T] | Callable[[Worker[S, P, T]], Worker[S, P, T]]:
    """Makes a function of a story, and of hashable arguments given by position, work out each result once for each story."""

    def remembering(work: Worker[S, P, T]) -> Worker[S, P, T]:
        @wraps(work)
        def remembered(story: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
            known = story.memos.get(work)
            if known is None:
                known = story.memos[work] = {}
            try:
                return known[args]  # type: ignore[return-value]  # only this function's own results are kept under it
            except KeyError:
                pass
            found = work(story, *args, **kwargs)
            if most and len(known) >= most:
                known.clear()
            known[args] = found
            return found

        return remembered

    return remembering(work) if work is not None else remembering
