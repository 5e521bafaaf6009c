"""When each camera's turn is: evenly over the interval, never all at once."""

from __future__ import annotations

import math
from collections.abc import Sequence


def first_turns(count: int, interval_s: float) -> Sequence[float]:
    """Seconds after the beginning at which each of `count` cameras has its first turn, within the first interval and equally far apart."""
    return [interval_s * number / count for number in range(count)]


def next_turn(turn_s: float, interval_s: float, passed_s: float) -> float:
    """The turn after `turn_s`: whole intervals later, and not before `passed_s`. Turns that were missed are left out."""
    return turn_s + max(1, math.ceil((passed_s - turn_s) / interval_s)) * interval_s


def needed_at_once(count: int, interval_s: float, longest_s: float) -> int:
    """How many must be probed at a time so that all have their turn in each interval, even if none of them answers."""
    return max(1, math.ceil(count * longest_s / interval_s))
