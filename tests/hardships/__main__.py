"""Runs one hardship or all: see the package."""

from __future__ import annotations

import sys
import time
from importlib import import_module

# What there is, and how often at full length.
HARDSHIPS = {
    "kills": 100,
    "calls": 400,
    "editions": 200,
    "forged": 4200,
    "places": 63,
    "names": 400,
    "two_games": 40,
    "terminals": 1,
    "power_cuts": 40,
}


def main(words: list[str]) -> int:
    """Runs what was named. Returns 1 where a promise was broken."""
    names = words[:1] or list(HARDSHIPS)
    if names[0] not in HARDSHIPS or not all(word.isdecimal() for word in words[1:3]):
        print(f"One of {', '.join(HARDSHIPS)}; then how often, and a seed.", file=sys.stderr)
        return 2
    is_broken = False
    for name in names:
        times, seed = int(words[1]) if len(words) > 1 else HARDSHIPS[name], int(words[2]) if len(words) > 2 else 0
        begin = time.monotonic()
        report = import_module(f"tests.hardships.{name}").run(times, seed)
        print(f"{name} {times}, seed {seed}: {time.monotonic() - begin:.0f} s\n{report}", flush=True)
        is_broken |= bool(report.broken)
    return int(is_broken)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
