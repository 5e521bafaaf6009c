"""A worker at rest asks only whether anything was committed, and sees at once when something is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

import pytest

from domain.records import RecordsUnavailable, Transaction
from domain.severity import Severity
from notify.claiming import PostOffice
from notify.delivery import Deliveries
from storage.database.records import DatabaseRecords
from tests.ingest.awaiting import eventually
from tests.operations.escalation.scenes import GUARD, SECRETS, Night, PlainAddresses, night, notification, reach

WITHIN_S = 60


class Counted:
    """Records that count how often they are read."""

    def __init__(self, records: DatabaseRecords) -> None:
        self._records = records
        self.readings = 0

    def reading(self) -> AbstractContextManager[Transaction]:
        self.readings += 1
        return self._records.reading()

    def transaction(self) -> AbstractContextManager[Transaction]:
        return self._records.transaction()

    def check(self) -> None:
        self._records.check()

    def close(self) -> None:
        self._records.close()


class Told:
    """A watch that counts how often it is asked, and is away as often as it is told to be."""

    def __init__(self) -> None:
        self.committed = 0
        self.asked = 0
        self.away = 0

    def mark(self) -> object:
        self.asked += 1
        if self.away > 0:
            self.away -= 1
            raise RecordsUnavailable("away")
        return self.committed

    def close(self) -> None:
        pass


@pytest.fixture
def scene(sqlite_records: DatabaseRecords) -> Night:
    found = night(sqlite_records, "push")
    reach(sqlite_records, GUARD, "push")
    return found


@contextmanager
def looking(scene: Night, records: Counted, watch: Told) -> Iterator[None]:
    """A worker looks while the block runs; the clock stands still."""
    office = PostOffice({scene.site.id: scene.site}, scene.channels, SECRETS)
    worker, stop = Deliveries(records, office, PlainAddresses(), scene.clock, watch=watch), threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop, lambda _error: None))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(WITHIN_S)
    assert not thread.is_alive()


def test_at_rest_the_records_are_not_read(scene: Night, sqlite_records: DatabaseRecords) -> None:
    records, watch = Counted(sqlite_records), Told()
    with looking(scene, records, watch):
        eventually(lambda: watch.asked > 5, WITHIN_S)
        before = records.readings
        eventually(lambda: watch.asked > 25, WITHIN_S)
        assert records.readings == before


def test_what_is_committed_is_seen_and_leaves(scene: Night, sqlite_records: DatabaseRecords) -> None:
    records, watch = Counted(sqlite_records), Told()
    with looking(scene, records, watch):
        eventually(lambda: watch.asked > 5, WITHIN_S)
        scene.tell(notification(severity=Severity.MEDIUM))
        watch.committed += 1
        eventually(lambda: len(scene.lines["push"].heard) == 1, WITHIN_S)


def test_a_stored_moment_is_kept_though_nothing_is_committed(scene: Night, sqlite_records: DatabaseRecords) -> None:
    records, watch = Counted(sqlite_records), Told()
    scene.tell(notification())
    with looking(scene, records, watch):
        eventually(lambda: len(scene.lines["push"].heard) == 1, WITHIN_S)
        asked = watch.asked
        eventually(lambda: watch.asked > asked + 10, WITHIN_S)
        step = scene.only().step
        scene.now += timedelta(minutes=10)
        eventually(lambda: scene.only().step > step, WITHIN_S)


def test_after_an_absence_everything_is_looked_through(scene: Night, sqlite_records: DatabaseRecords) -> None:
    records, watch = Counted(sqlite_records), Told()
    watch.away = 3
    scene.tell(notification(severity=Severity.MEDIUM))
    with looking(scene, records, watch):
        eventually(lambda: len(scene.lines["push"].heard) == 1, WITHIN_S)
