"""Whether anything waits at the broker is inferred from what comes."""

from __future__ import annotations

from ingest.backlog import Backlog


def connected() -> Backlog:
    backlog = Backlog()
    backlog.connected(10.0)
    return backlog


def test_nothing_is_known_before_a_connection() -> None:
    backlog = Backlog()
    backlog.nothing_came(1_000_000.0)
    assert not backlog.drained


def test_quiet_after_connecting_means_nothing_waits() -> None:
    backlog = connected()
    backlog.nothing_came(10.1)
    assert not backlog.drained
    backlog.nothing_came(10.3)
    assert backlog.drained


def test_old_messages_mean_that_more_may_wait_and_a_fresh_one_that_none_does() -> None:
    backlog = connected()
    backlog.came(10.0, 10.0, [600_000, 599_000])
    assert not backlog.drained
    backlog.came(10.1, 10.1, [30])
    assert backlog.drained


def test_one_device_with_a_fast_clock_does_not_make_a_backlog_look_fresh() -> None:
    backlog = connected()
    backlog.came(10.0, 10.0, [-100, 600_000, 599_000])
    assert not backlog.drained


def test_without_timestamps_a_pause_before_a_message_shows_that_it_had_not_waited() -> None:
    backlog = connected()
    backlog.came(10.0, 10.0001, [])
    assert not backlog.drained
    backlog.came(10.1, 10.12, [])
    assert backlog.drained


def test_a_new_connection_begins_anew() -> None:
    backlog = connected()
    backlog.came(10.1, 10.1, [30])
    backlog.disconnected()
    assert not backlog.drained
    backlog.connected(20.0)
    assert not backlog.drained
