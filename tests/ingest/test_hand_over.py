"""Handing over to the telemetry writer: what does not fit is read from the journal, and nothing is left out."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from domain.telemetry import TelemetryMessage
from ingest.hand_over import Handed, HandOver
from ingest.timestamps import Timestamps
from tests.ingest.site_models import a_site

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def handed(end: int, messages: int = 1) -> Handed:
    return Handed(end, [TelemetryMessage("s1", "lift-1", "lift", NOW, NOW, {"floor": float(n)}) for n in range(messages)], (), {}, 0)


def test_what_is_put_is_taken_in_order_and_as_much_as_is_wanted() -> None:
    between = HandOver(100)
    for end in (110, 120, 130):
        between.put(handed(end, 3))
    assert [each.end for each in between.take(100, 4)] == [110, 120]
    assert (between.start, between.messages) == (120, 3)
    assert [each.end for each in between.take(120, 4)] == [130]
    assert between.take(130, 4) == []


def test_who_is_behind_is_given_nothing_until_he_has_read_the_journal() -> None:
    between = HandOver(100)
    between.put(handed(110))
    assert between.take(50, 10) == []
    assert [each.end for each in between.take(100, 10)] == [110]


def test_when_too_much_waits_it_is_dropped_and_the_journal_has_it() -> None:
    between = HandOver(100, most_messages=5)
    between.put(handed(110, 3))
    between.put(handed(120, 3))
    assert (between.start, between.messages) == (120, 0)
    assert between.take(100, 10) == []
    between.put(handed(130, 3))
    assert [each.end for each in between.take(120, 10)] == [130]


def test_groups_of_which_nothing_is_stored_do_not_gather_without_end() -> None:
    between = HandOver(100, most_messages=5)
    for end in range(110, 190, 10):
        between.put(handed(end, 0))
    assert between.start > 100
    assert len(between.take(between.start, 100)) <= 5


def test_what_was_read_from_the_journal_meanwhile_is_not_given_again() -> None:
    between = HandOver(100)
    between.put(handed(110))
    between.put(handed(120))
    assert [each.end for each in between.take(110, 10)] == [120]


def test_a_drop_wakes_who_waits() -> None:
    between = HandOver(100, most_messages=2)
    between.put(handed(110, 2))
    assert not between.wait(0)
    between.put(handed(120, 1))
    assert between.wait(0)


def test_one_who_follows_sees_every_clock_as_the_one_who_judges() -> None:
    zone = a_site().time_zone
    judging, following = Timestamps(zone), Timestamps(zone, quiet=True)
    now_ms = 1_790_000_000_000
    for ts in (now_ms, now_ms + 10_000_000, now_ms, now_ms - 600_000, now_ms):
        judging.resolve("lift-1", ts, now_ms)
        following.follow_turned(judging.take_turned())
        assert [each[::2] for each in following.snapshot().values()] == [each[::2] for each in judging.snapshot().values()]
    assert judging.take_turned() == {}


def test_waiting_for_many_ends_with_them_with_a_drop_or_in_a_hurry() -> None:
    between = HandOver(100, most_messages=10)
    between.put(handed(110, 3))
    assert between.wait(0, 3)
    assert between.wait(0.01, 4), "what there is may be taken all the same"
    filling = threading.Timer(0.05, between.put, [handed(120, 2)])
    filling.start()
    assert between.wait(60, 5)
    filling.join()
    overflowing = threading.Timer(0.05, between.put, [handed(130, 9)])
    overflowing.start()
    assert between.wait(60, 20)
    overflowing.join()
    hurrying = threading.Timer(0.05, between.hurry)
    hurrying.start()
    assert not between.wait(60)
    assert not between.wait(60)
    hurrying.join()
