"""What follows from an answer."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.webhook import KEEP_TRYING, Delivery, Ended, Sending, Webhook
from notify.webhooks.outcome import Said, after, ended, said
from tests.operations.scenes import HOUR, T0

WAITING = Delivery("msg_1", "w1", 1, "o1", "work-order.open", "{}", created_at=T0, give_up_at=T0 + KEEP_TRYING, attempts=1, next_at=T0)
DOWN = Said(None, error="it cannot be reached")
WEBHOOK = Webhook("w1", "ERP", "https://erp.example/hook", ("*",), ("work-order",), "sealed", T0, "admin", 0)


def tried(outcome: Said, now: datetime = T0, attempts: int = 1) -> Delivery:
    return after(replace(WAITING, attempts=attempts), outcome, now, random.Random(1))


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_two_hundred_is_taken(status: int) -> None:
    found = tried(said(status, {}))
    assert (found.state, found.delivered_at, found.next_at, found.status, found.error) == (Sending.DELIVERED, T0, None, status, None)


@pytest.mark.parametrize("status", [301, 307, 400, 401, 404, 429, 500, 503])
def test_anything_else_is_tried_again(status: int) -> None:
    found = tried(said(status, {}))
    assert (found.state, found.status, found.error) == (Sending.WAITING, status, f"HTTP {status}")
    assert found.next_at is not None
    assert timedelta(seconds=4) <= found.next_at - T0 <= timedelta(seconds=6)


def test_waits_grow_to_hours() -> None:
    waits = [(found.next_at or T0) - T0 for found in (tried(DOWN, attempts=number) for number in range(1, 12))]
    assert all(later > 2 * earlier for earlier, later in itertools.pairwise(waits[:5]))
    assert all(8 * HOUR <= wait <= 12 * HOUR for wait in waits[6:])


@pytest.mark.parametrize(
    ("asked", "at_least"),
    [
        ("120", timedelta(seconds=120)),
        ("Sat, 31 Jan 2026 17:59:00 GMT", 2 * HOUR),
        ("999999999", 24 * HOUR),
        ("-5", timedelta()),
        ("soon", timedelta()),
        ("Sat, 31 Jan 2026 10:00:00 GMT", timedelta()),
        ("9" * 5000, timedelta()),
    ],
)
def test_the_wait_that_was_asked_for_is_kept_to_up_to_a_day(asked: str, at_least: timedelta) -> None:
    found = tried(said(429, {"retry-after": asked}))
    assert found.next_at is not None
    assert max(at_least, timedelta(seconds=4)) <= found.next_at - T0 <= max(at_least, timedelta(seconds=6))


def test_after_three_days_comes_a_last_try_and_then_none() -> None:
    nearly = T0 + KEEP_TRYING - HOUR
    last = tried(DOWN, nearly, attempts=10)
    assert (last.state, last.next_at) == (Sending.WAITING, WAITING.give_up_at)
    over = tried(DOWN, WAITING.give_up_at, attempts=11)
    assert (over.state, over.next_at, over.error) == (Sending.FAILED, None, "it cannot be reached")


def test_gone_is_gone() -> None:
    assert tried(said(410, {})).state is Sending.FAILED
    assert ended(WEBHOOK, said(410, {}), T0) is Ended.GONE


@pytest.mark.parametrize(
    ("since", "outcome", "why"), [(T0 - KEEP_TRYING, DOWN, Ended.FAILING), (T0 - HOUR, DOWN, None), (None, DOWN, None), (T0 - KEEP_TRYING, said(200, {}), None)]
)
def test_an_endpoint_that_took_nothing_for_three_days_is_switched_off(since: datetime | None, outcome: Said, why: Ended | None) -> None:
    assert ended(replace(WEBHOOK, failing_since=since), outcome, T0) is why
