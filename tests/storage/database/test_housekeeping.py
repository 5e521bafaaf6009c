"""The system's own small records."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from domain.records import AuditEntry, Heartbeat, Records
from domain.retention import RETENTION
from storage.database.records import DatabaseRecords
from tests.storage.database.samples import HOUR, NOON


def test_a_cursor_starts_at_zero_and_is_remembered(records: Records) -> None:
    with records.transaction() as tx:
        assert tx.housekeeping.cursor("mqtt-out") == 0
        tx.housekeeping.set_cursor("mqtt-out", 5)
        tx.housekeeping.set_cursor("mqtt-out", 5_000_000_000)
        tx.housekeeping.set_cursor("other", 1)
        assert tx.housekeeping.cursor("mqtt-out") == 5_000_000_000


def test_each_role_and_instance_has_its_newest_sign_of_life_and_long_silent_ones_go(records: Records) -> None:
    with records.transaction() as tx:
        tx.housekeeping.beat(Heartbeat("ingest", "gone", NOON - 25 * HOUR, {}))
        tx.housekeeping.beat(Heartbeat("worker", "1", NOON - 25 * HOUR, {}))
        tx.housekeeping.beat(Heartbeat("ingest", "1", NOON - HOUR, {"depth": 7}))
        newest = Heartbeat("ingest", "1", NOON, {"depth": 0, "site": "滨江花园"})
        tx.housekeeping.beat(newest)
        assert tx.housekeeping.heartbeats() == [newest, Heartbeat("worker", "1", NOON - 25 * HOUR, {})]


def test_the_audit_log_is_listed_newest_first(records: Records) -> None:
    entries = [AuditEntry(NOON, "wang", "acknowledge", f"alarm {number}", "detail", "10.0.0.1") for number in range(3)]
    with records.transaction() as tx:
        for entry in entries:
            tx.housekeeping.audit(entry)
        assert tx.housekeeping.audits() == entries[::-1]
        assert tx.housekeeping.audits(limit=1) == entries[2:]


def test_the_retention_in_force_is_at_first_the_default(records: Records) -> None:
    with records.reading() as tx:
        assert sorted(tx.housekeeping.retention(), key=lambda line: line.kind) == sorted(RETENTION, key=lambda line: line.kind)


@pytest.mark.parametrize(("after", "expected"), [(timedelta(0), True), (timedelta(hours=23, minutes=59), True), (timedelta(hours=24), False)])
def test_an_answer_is_remembered_for_24_hours(records_url: str, after: timedelta, expected: bool) -> None:  # noqa: FBT001  a case's expectation
    now: datetime = NOON
    records = DatabaseRecords(records_url, clock=lambda: now)
    with records.transaction() as tx:
        assert tx.housekeeping.answered("p1", "k1") is None
        tx.housekeeping.remember_answer("p1", "k1", now, 201, "digest", '{"id": "困人"}')
        tx.housekeeping.remember_answer("p1", "k1", now, 500, "other", "{}")
        now = NOON + after
        assert (tx.housekeeping.answered("p1", "k1") == (201, "digest", '{"id": "困人"}')) is expected
        assert tx.housekeeping.answered("p2", "k1") is None
        now = NOON + 48 * HOUR
        tx.housekeeping.remember_answer("p1", "k1", now, 200, "new", "{}")
        assert tx.housekeeping.answered("p1", "k1") == (200, "new", "{}")
    records.close()
