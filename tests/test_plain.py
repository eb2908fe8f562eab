"""What is understood at once is what the whole ranking would say, all over the story; `python -m tests.benchmarks.plain` asks many more."""

from __future__ import annotations

import pytest

from kalmurzaeva.model.story import Story
from tests.benchmarks.plain import differing, lines


@pytest.mark.parametrize("seed", [2, 5])
def test_what_is_understood_at_once_is_what_the_whole_ranking_says(shipped: Story, seed: int) -> None:
    found, count, plain = differing(shipped, lines(shipped, 400, seed))
    assert not found
    assert plain > count // 6
