"""Transactions: all or nothing, one consistent view, and what follows a commit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.records import AlarmFilter, Conflict, Records, Transaction
from domain.retention import DataKind
from domain.verification import Verification
from storage.database.records import DatabaseRecords
from tests.storage.database.samples import (
    NOON,
    a_line,
    a_notification,
    a_rule_version,
    an_event,
    an_order,
    put_alarm,
    put_backtest,
    put_incident,
    put_order,
    put_permit,
    something_out_of_service,
)

PATIENCE_S = 60


def test_the_database_is_the_records_of_the_domain(records: DatabaseRecords) -> None:
    interface: Records = records
    with interface.transaction() as tx:
        everything: Transaction = tx
        assert everything.task("nothing") is None


def test_a_transaction_that_fails_leaves_nothing_behind(records: Records) -> None:
    def fail() -> None:
        with records.transaction() as tx:
            alarm = put_alarm(tx)
            put_order(tx, alarm_ids=(alarm.id,))
            tx.outbox.add(a_notification())
            tx.events.append(an_event())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with records.reading() as tx:
        assert (tx.alarms.list(AlarmFilter()).items, tx.outbox.list(), tx.events.bounds()) == ((), [], (0, 0))


@pytest.mark.parametrize(
    "write",
    [
        put_alarm,
        put_order,
        lambda tx: tx.events.append(an_event()),
        lambda tx: tx.outbox.add(a_notification()),
        lambda tx: tx.orders.next_number("riverside", "20260131"),
        put_incident,
        put_permit,
        put_backtest,
        lambda tx: tx.out_of_service.add(something_out_of_service()),
        lambda tx: tx.rule_versions.add(a_rule_version()),
        lambda tx: tx.verifications.add(Verification("a1", "riverside", "t1-f3", NOON, NOON)),
        lambda tx: tx.ingests.acquire("riverside", "a", NOON, 30),
        lambda tx: tx.housekeeping.forget_before(DataKind.ALARMS, NOON),
    ],
    ids=[
        "alarm",
        "order",
        "event",
        "notification",
        "number",
        "incident",
        "permit",
        "backtest",
        "out of service",
        "rule version",
        "verification",
        "lease",
        "retention",
    ],
)
def test_writing_while_reading_is_an_error(records: Records, write: Callable[[Transaction], object]) -> None:
    with pytest.raises(RuntimeError, match="reading transaction"), records.reading() as tx:
        write(tx)
    with records.transaction() as tx:
        put_alarm(tx)


def test_a_reading_transaction_sees_one_state_of_things(records: Records) -> None:
    with records.transaction() as tx:
        first = put_alarm(tx)
    with records.reading() as view:
        assert [alarm.id for alarm in view.alarms.open_at("riverside")] == [first.id]
        with records.transaction() as tx:
            put_alarm(tx)
        assert [alarm.id for alarm in view.alarms.open_at("riverside")] == [first.id]
    with records.reading() as view:
        assert len(view.alarms.open_at("riverside")) == 2


def test_what_waits_for_the_commit_runs_after_it_in_order(records: Records) -> None:
    seen: list[object] = []

    def look() -> None:
        with records.reading() as view:
            seen.append(len(view.alarms.open_at("riverside")))

    with records.transaction() as tx:
        put_alarm(tx)
        tx.on_commit(look)
        tx.on_commit(lambda: seen.append("second"))
        assert seen == []
    assert seen == [1, "second"]


def test_what_waits_for_a_commit_that_does_not_come_never_runs(records: Records) -> None:
    seen: list[str] = []

    def fail() -> None:
        with records.transaction() as tx:
            tx.on_commit(lambda: seen.append("ran"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert seen == []


def test_something_that_fails_after_the_commit_is_logged_and_hides_neither_the_commit_nor_the_rest(records: Records, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[str] = []

    def fail() -> None:
        raise ZeroDivisionError

    with records.transaction() as tx:
        alarm = put_alarm(tx)
        tx.on_commit(fail)
        tx.on_commit(lambda: seen.append("ran"))
    with records.reading() as view:
        assert view.alarms.get(alarm.id) is not None
    assert seen == ["ran"]
    assert "the commit stands" in caplog.text


def test_of_two_who_open_an_order_for_one_group_at_once_one_gets_it(records: Records) -> None:
    barrier = threading.Barrier(2)

    def open_one() -> str:
        order = an_order(group="g")
        barrier.wait(PATIENCE_S)
        try:
            with records.transaction() as tx:
                put_order(tx, id=order.id, number=order.number, group="g")
        except Conflict:
            return "conflict"
        return order.id

    with ThreadPoolExecutor() as pool:
        results = {task.result(PATIENCE_S) for task in [pool.submit(open_one), pool.submit(open_one)]}
    with records.reading() as tx:
        found = tx.orders.open_of_group("live", "g")
    assert found is not None
    assert results == {"conflict", found.id}


def test_of_two_who_save_one_version_at_once_one_succeeds(records: Records) -> None:
    barrier = threading.Barrier(2)
    with records.transaction() as tx:
        order = put_order(tx)

    def save() -> bool:
        barrier.wait(PATIENCE_S)
        try:
            with records.transaction() as tx:
                tx.orders.save(order, a_line(order))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor() as pool:
        results = [task.result(PATIENCE_S) for task in [pool.submit(save), pool.submit(save)]]
    assert sorted(results) == [False, True]


def test_order_numbers_are_never_given_twice_to_parallel_transactions(records: Records) -> None:
    def take() -> list[str]:
        taken = []
        for _ in range(20):
            with records.transaction() as tx:
                taken.append(tx.orders.next_number("riverside", "20260131"))
        return taken

    with ThreadPoolExecutor() as pool:
        numbers = [number for task in [pool.submit(take) for _ in range(4)] for number in task.result(PATIENCE_S)]
    assert sorted(numbers) == [f"20260131-{number:03}" for number in range(1, 81)]
