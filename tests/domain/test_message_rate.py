"""How often a device speaks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.message_rate import Counted, per_minute, span_s

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


def counted(messages: int, before: int | None) -> Counted:
    """In ten minutes from noon."""
    return Counted(NOON, NOON + timedelta(minutes=10), messages, before)


def test_messages_are_counted_over_ten_intervals_and_ten_minutes_at_least() -> None:
    assert (span_s(60), span_s(5), span_s(3600)) == (600, 600, 36_000)


@pytest.mark.parametrize(
    ("messages", "before", "minutes", "rate"),
    [
        (5, None, 5, 1.0),
        (1, None, 0.5, None),
        (3, None, 1.4, None),
        (3, None, 3, 1.0),
        (5, 10, 5, 1.0),
        (0, 10, 5, 0.5),
        (30, 10, 5, 3.5),
        (10, 0, 10, 1.0),
        (10, 20, 15, 0.5),
        (10, 20, 20, 0.0),
        (10, 20, 600, 0.0),
        (10, None, 15, 0.5),
    ],
)
def test_the_rate_is_that_of_the_span_that_ends_now(messages: int, before: int | None, minutes: float, rate: float | None) -> None:
    assert per_minute(counted(messages, before), NOON + timedelta(minutes=minutes)) == rate


def test_what_nobody_counted_is_not_known() -> None:
    assert per_minute(None, NOON) is None
