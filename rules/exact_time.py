"""Times to the microsecond, as whole numbers: what a snapshot holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.time import EPOCH

MICROSECOND = timedelta(microseconds=1)


def to_us(moment: datetime) -> int:
    """`moment` as microseconds since 1970 UTC: exact."""
    return (moment - EPOCH) // MICROSECOND


def from_us(microseconds: int) -> datetime:
    """The aware UTC time of an epoch in microseconds."""
    return EPOCH + timedelta(microseconds=microseconds)
