"""When a delivery that failed is tried again."""

from __future__ import annotations

import random
from datetime import timedelta

TRIES = 8
"""So often is a notification tried before it is given up."""

_FIRST_S = 2.0
_LONGEST_S = 600.0
_LONGEST_ASKED_S = 3600.0


def wait_after(tries: int, *, asked_s: float | None, jitter: random.Random) -> timedelta:
    """How long to wait after `tries` tries: doubling from 2 s to 10 min, each shortened at random by up to a half.

    `asked_s` is what the other side asked for; it is kept to, up to an hour.
    """
    longest = min(_LONGEST_S, _FIRST_S * 2 ** (tries - 1))
    wait_s = longest * jitter.uniform(0.5, 1.0)
    if asked_s is not None:
        wait_s = max(wait_s, min(asked_s, _LONGEST_ASKED_S))
    return timedelta(seconds=wait_s)
