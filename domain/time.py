"""Aware times in UTC, and epoch milliseconds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Gives the time now, aware, in UTC. Only wiring and tests make one; everything else is given one or a time."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_ms(moment: datetime) -> int:
    """`moment` as whole milliseconds since 1970 UTC."""
    return (moment - EPOCH) // _MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """The aware UTC time of an epoch in milliseconds."""
    return EPOCH + milliseconds * _MILLISECOND


def rfc3339(moment: datetime) -> str:
    """`moment` as RFC 3339 in UTC with milliseconds, the form of the API: ``2026-01-31T08:00:00.000Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def utc_now() -> datetime:
    """The wall clock. Called by wiring only."""
    return datetime.now(UTC)
