"""What a saved game must come through, each a command that can be run again, with a short slice of it in the suite (`tests/test_hardships.py`).

    python -m tests.hardships                 all of them, at full length
    python -m tests.hardships kills 100       one of them, so many times
    python -m tests.hardships kills 100 7     with another seed

Each ends with what was tried how often, and with a line for every promise that was broken; then the exit code is 1.
"""

from __future__ import annotations

from collections import Counter

from attrs import define, field


@define
class Report:
    """What was tried, how it ended and how often, and what should not have happened."""

    tally: Counter[str] = field(factory=Counter)
    broken: list[str] = field(factory=list)

    def expect(self, holds: object, what: str) -> bool:
        """Notes a promise that was broken."""
        if not holds:
            self.broken.append(what)
        return bool(holds)

    def __str__(self) -> str:
        ended = "\n".join(f"{times:>7}  {what}" for what, times in self.tally.most_common())
        said = "\n".join(f" BROKEN  {what}" for what in self.broken[:40])
        return "\n".join(part for part in (ended, said) if part)
