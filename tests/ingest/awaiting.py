"""Waiting for something to become true."""

from __future__ import annotations

import time
from collections.abc import Callable


def eventually(condition: Callable[[], object], within_s: float = 30) -> None:
    """Wait until `condition` holds; fail when it does not within a generous time."""
    until = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < until, f"did not become true within {within_s} s"
        time.sleep(0.01)
