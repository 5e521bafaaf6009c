"""Lengths of time over which kinds look back: whether they can be, and in which unit detectors take them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from rules.duration import write_duration
from rules.kind import Fault


def too_short(field: str, length: timedelta, interval: timedelta, *, readings: int) -> Iterator[Fault]:
    """That so few `readings` as a condition needs do not fit into `length`, if a device speaks every `interval`.

    A single interval is enough for two: one at the beginning and one at the end.
    """
    if length <= timedelta(0):
        yield Fault((field,), f"`{field}` has no length", f"Write a length of time, such as `{field}: 10m`")
    elif length < interval * (readings - 1):
        fewest = write_duration(interval * (readings - 1))
        said = f"{readings} readings do not fit into {write_duration(length)}: such a device speaks every {write_duration(interval)}"
        yield Fault((field,), said, f"Write at least `{field}: {fewest}`")


def window_ms(length: timedelta) -> int:
    """In whole milliseconds."""
    return length // timedelta(milliseconds=1)
