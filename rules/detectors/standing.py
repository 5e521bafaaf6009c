"""How long a count stands: occurrences that each count for so long, and no longer."""

from __future__ import annotations

from collections.abc import Sequence


def counted(times: Sequence[int], moment: int, window_ms: int) -> int:
    """How many of `times` (in order) count at `moment`: those after ``moment - window_ms``, up to it."""
    return sum(moment - window_ms < at <= moment for at in times)


def stands_until(times: Sequence[int], at_least: int, window_ms: int) -> int | None:
    """Until when `at_least` of `times` (in order) are counted together, if nothing is added; `None`: they are too few."""
    return times[-at_least] + window_ms if len(times) >= at_least else None


def first_reached(times: Sequence[int], since: int, at_least: int, window_ms: int) -> int | None:
    """The first of `times` that an occurrence at `since` reaches with its window, at which enough are counted; `None`: at none."""
    return next((at for at in times if since <= at < since + window_ms and counted(times, at, window_ms) >= at_least), None)
