"""Two messages of one topic are never received in the same millisecond."""

from __future__ import annotations

from ingest.receive_times import MOST_AHEAD_MS, ReceiveTimes

NOW_US = 1_790_000_000_000_000


def test_messages_of_one_burst_come_one_after_the_other() -> None:
    times = ReceiveTimes()
    assert [times.apart("a", NOW_US + n) - NOW_US for n in (10, 20, 30)] == [10, 1_000, 2_000]


def test_topics_do_not_wait_for_each_other_and_later_messages_keep_their_time() -> None:
    times = ReceiveTimes()
    assert [times.apart(topic, NOW_US + us) - NOW_US for topic, us in (("a", 0), ("b", 0), ("a", 5_000), ("a", 5_001))] == [0, 0, 5_000, 6_000]


def test_a_topic_without_end_does_not_run_away_from_the_clock() -> None:
    times = ReceiveTimes()
    assert max(times.apart("a", NOW_US) - NOW_US for _ in range(3 * MOST_AHEAD_MS)) == MOST_AHEAD_MS * 1_000


def test_a_clock_that_is_put_back_is_followed() -> None:
    times = ReceiveTimes()
    times.apart("a", NOW_US)
    assert times.apart("a", NOW_US - 3_600_000_000) == NOW_US - 3_600_000_000
