"""The event log: numbered in the order of commit, so that a follower never goes past a row that is still to come."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

import pytest

from domain.event_log import EventType
from domain.people import Department
from domain.records import Records
from storage.database.records import DatabaseRecords
from tests.storage.database.samples import NOON, an_event

PATIENCE_S = 60


def follow(records: Records, position: int) -> tuple[int, list[str]]:
    """What a reader finds after `position`, and where it would go on."""
    with records.reading() as tx:
        found = tx.events.after(position)
    return (found[-1].sequence if found else position), [logged.event.subject_id for logged in found]


def test_every_field_of_an_event_comes_back(records: Records) -> None:
    event = an_event(type=EventType.WORK_ORDER, asset=None, departments=frozenset({Department.CLEANING}), at=NOON.replace(microsecond=1))
    with records.transaction() as tx:
        tx.events.append(event)
        tx.events.append(replace(event, departments=frozenset()))
    with records.reading() as tx:
        assert [logged.event for logged in tx.events.after(0)] == [event, replace(event, departments=frozenset())]


def test_events_of_one_transaction_keep_their_order(records: Records) -> None:
    with records.transaction() as tx:
        for number in range(700):
            tx.events.append(an_event(subject_id=str(number)))
    with records.reading() as tx:
        found = tx.events.after(0, limit=1000)
    assert [logged.event.subject_id for logged in found] == [str(number) for number in range(700)]
    assert [logged.sequence for logged in found] == sorted({logged.sequence for logged in found})


def test_a_reader_resumes_after_what_it_has_and_sees_only_its_sites(records: Records) -> None:
    with records.transaction() as tx:
        for site in ("riverside", "hillside", "riverside", "seaside"):
            tx.events.append(an_event(site=site, subject_id=site))
    with records.reading() as tx:
        first, *rest = tx.events.after(0)
        assert tx.events.after(first.sequence) == rest
        assert tx.events.after(first.sequence, limit=2) == rest[:2]
        assert [logged.event.site for logged in tx.events.after(0, sites=("riverside", "seaside"))] == ["riverside", "riverside", "seaside"]
        assert tx.events.after(0, sites=()) == []
        assert tx.events.bounds() == (first.sequence, rest[-1].sequence)


def test_an_empty_log_has_no_bounds(records: Records) -> None:
    with records.reading() as tx:
        assert tx.events.bounds() == (0, 0)


def test_an_event_of_a_transaction_that_failed_never_was(records: Records) -> None:
    def fail() -> None:
        with records.transaction() as tx:
            tx.events.append(an_event())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert follow(records, 0) == (0, [])


def test_appended_events_are_seen_when_the_transaction_is_over_and_not_before(records: Records) -> None:
    with records.transaction() as tx:
        tx.events.append(an_event(subject_id="mine"))
        assert tx.events.after(0) == []
    assert follow(records, 0)[1] == ["mine"]


def test_a_follower_never_misses_the_event_of_a_transaction_that_began_first_and_commits_last(postgresql_records: DatabaseRecords) -> None:
    appended, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with postgresql_records.transaction() as tx:
            tx.events.append(an_event(subject_id="slow"))
            tx.housekeeping.set_cursor("slow", 1)
            appended.set()
            assert go_on.wait(PATIENCE_S)

    with ThreadPoolExecutor() as pool, ExitStack() as stack:
        stack.callback(go_on.set)
        first = pool.submit(slow)
        assert appended.wait(PATIENCE_S)
        with postgresql_records.transaction() as tx:
            tx.events.append(an_event(subject_id="quick"))
        position, found = follow(postgresql_records, 0)
        assert found == ["quick"]
        go_on.set()
        first.result(PATIENCE_S)
    assert follow(postgresql_records, position)[1] == ["slow"]


def test_no_number_is_given_while_another_transaction_stands_between_its_number_and_its_commit(postgresql_records: DatabaseRecords) -> None:
    numbered, go_on = threading.Event(), threading.Event()

    def first() -> None:
        with postgresql_records.transaction() as tx:
            tx.events.append(an_event(subject_id="first"))
            tx.events.number()
            numbered.set()
            assert go_on.wait(PATIENCE_S)

    def second() -> None:
        with postgresql_records.transaction() as tx:
            tx.events.append(an_event(subject_id="second"))

    with ThreadPoolExecutor() as pool, ExitStack() as stack:
        stack.callback(go_on.set)
        running = pool.submit(first)
        assert numbered.wait(PATIENCE_S)
        waiting = pool.submit(second)
        # A transaction without events is not held up; nothing with a greater number shows before the first one.
        with postgresql_records.transaction() as tx:
            tx.housekeeping.set_cursor("other", 1)
        assert follow(postgresql_records, 0) == (0, [])
        assert not waiting.done()
        go_on.set()
        running.result(PATIENCE_S)
        waiting.result(PATIENCE_S)
    assert follow(postgresql_records, 0)[1] == ["first", "second"]


def test_a_follower_misses_nothing_while_many_write(records: DatabaseRecords) -> None:
    writers, each = 4, 25
    start = threading.Barrier(writers + 1)

    def write(writer: int) -> None:
        start.wait(PATIENCE_S)
        for number in range(each):
            with records.transaction() as tx:
                tx.events.append(an_event(subject_id=f"{writer}-{number}-a"))
                tx.housekeeping.set_cursor(f"writer-{writer}", number)
                tx.events.append(an_event(subject_id=f"{writer}-{number}-b"))

    seen: list[str] = []
    position = 0
    with ThreadPoolExecutor() as pool:
        running = [pool.submit(write, writer) for writer in range(writers)]
        start.wait(PATIENCE_S)
        while not all(task.done() for task in running):
            position, found = follow(records, position)
            seen += found
        for task in running:
            task.result()
    while (step := follow(records, position))[1]:
        position = step[0]
        seen += step[1]
    assert sorted(seen) == sorted(f"{writer}-{number}-{part}" for writer in range(writers) for number in range(each) for part in "ab")
