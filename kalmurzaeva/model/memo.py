"""What is worked out from a story alone, or from a story and something hashable, and then kept.

    @once_a_story
    def own_kinds(story): ...

A story is frozen, so what follows from it never changes. What is known is asked of a cache of Python's own, so that asking again costs no
call of ours. `most` bounds how many results of one function are kept; the oldest unused go first. Only the last few stories are remembered:
where one more is met, everything is forgotten, and stories that nobody else holds are given back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast, overload

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S")
Worker = Callable[Concatenate[S, P], T]

_MOST_STORIES = 3
_stories: deque[object] = deque(maxlen=_MOST_STORIES)
_caches: list[Any] = []


@overload
def once_a_story(work: Worker[S, P, T], /) -> Worker[S, P, T]: ...
@overload
def once_a_story(*, most: int) -> Callable[[Worker[S, P, T]], Worker[S, P, T]]: ...
def once_a_story(
    work: Worker[S, P, T] | None = None, /, *, most: int | None = None
) -> Worker[S, P, T] | Callable[[Worker[S, P, T]], Worker[S, P, T]]:
    """Makes a function of a story, and of hashable arguments given by position, work out each result once for each story."""

    def remembering(work: Worker[S, P, T]) -> Worker[S, P, T]:
        @wraps(work)
        def worked_out(story: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
            _meet(story)
            return work(story, *args, **kwargs)

        cache = lru_cache(maxsize=most)(worked_out)
        _caches.append(cache)
        return cast("Worker[S, P, T]", cache)

    return remembering(work) if work is not None else remembering


def _meet(story: object) -> None:
    """Notes that something was worked out for a story; forgets everything where that makes one story too many."""
    if not any(story is known for known in _stories):
        if len(_stories) == _MOST_STORIES:
            for cache in _caches:
                cache.cache_clear()
            _stories.clear()
        _stories.append(story)
