"""Cutting a long passage into screenfuls, so that nothing scrolls past unread."""

from __future__ import annotations

from collections.abc import Sequence


def first_screenful(lines: Sequence[str], room: int) -> int:
    """How many of `lines` to show where only `room` rows are left: up to an empty line in the lower half if there is one, so that no
    paragraph is cut without need. At least one."""
    if len(lines) <= room:
        return len(lines)
    if len(lines) == room + 1 and not lines[-1].strip():
        return len(lines)
    # The stop itself takes no more room than the prompt would have.
    room = max(room, 1)
    for at in range(room, room // 2, -1):
        if not lines[at - 1].strip():
            return at
    return room
