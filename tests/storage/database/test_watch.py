"""Whether anything was committed: the question that is asked many times a second."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.call_out import QuietHours
from domain.records import Heartbeat
from storage.database.records import DatabaseRecords

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_mark_stays_until_somebody_commits(records: DatabaseRecords) -> None:
    watch = records.watch()
    before = watch.mark()
    with records.reading() as tx:
        assert tx.call_outs.quiet_hours(["wang"]) == {}
    assert watch.mark() == before
    with records.transaction() as tx:
        tx.call_outs.set_quiet_hours("wang", QuietHours("wang", 0, 60))
    after = watch.mark()
    assert after != before
    assert watch.mark() == after
    watch.close()


def test_what_another_has_not_committed_yet_is_seen_when_it_is(records: DatabaseRecords) -> None:
    watch = records.watch()
    with records.transaction() as tx:
        tx.housekeeping.beat(Heartbeat("worker", "a", NOW, {}))
        under_way = watch.mark()
    assert watch.mark() != under_way
    watch.close()


def test_a_watch_that_was_closed_looks_again(records: DatabaseRecords) -> None:
    watch = records.watch()
    before = watch.mark()
    watch.close()
    with records.transaction() as tx:
        tx.call_outs.set_quiet_hours("wang", QuietHours("wang", 0, 60))
    assert watch.mark() != before
    watch.close()
