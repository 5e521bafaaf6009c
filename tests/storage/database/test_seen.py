"""Within a transaction nothing is read twice, and everything that was written is known: it answers as the database would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.alarm import AlarmEvent
from domain.people import Department
from domain.records import Conflict, Records, Transaction
from domain.suppression import CauseKind
from domain.work_order import OrderEvent, OrderState
from storage.database.records import DatabaseRecords
from tests.storage.database.samples import HOUR, MINUTE, NOON, a_line, a_task, an_alarm, an_entry, an_order, put_alarm, put_order

KEY = "lift.entrapment|lift-1|"


def everything(tx: Transaction, alarm_id: str, order_id: str) -> list[object]:
    """What can be asked about one alarm and one order, in as many ways as there are."""
    alarm, order = tx.alarms.get(alarm_id), tx.orders.get(order_id)
    assert alarm is not None
    assert order is not None
    return [
        alarm,
        order,
        tx.alarms.by_episode(alarm.episode),
        tx.alarms.open_of_condition("live", KEY),
        tx.alarms.newest_of("live", KEY),
        tx.alarms.causes_at(alarm.site),
        tx.alarms.history(alarm_id),
        tx.alarms.turns_since("live", KEY, NOON),
        tx.orders.of_alarm(alarm_id),
        tx.orders.open_of_group("live", order.group or ""),
        tx.orders.timeline(order_id),
    ]


def add_both(tx: Transaction) -> tuple[str, str]:
    alarm = an_alarm(causes=CauseKind.POWER)
    tx.alarms.add(alarm, an_entry(alarm), condition=KEY)
    order = an_order(group="g", alarm_ids=(alarm.id,))
    tx.orders.add(replace(order, tasks=(a_task(order.id),)), a_line(order))
    return alarm.id, order.id


def end_it(tx: Transaction, alarm_id: str, _order_id: str) -> None:
    alarm = tx.alarms.get(alarm_id)
    assert alarm is not None
    over = replace(alarm, condition=False, acknowledged=True, ended_at=NOON + MINUTE, chattering_until=NOON + HOUR)
    tx.alarms.save(over, an_entry(over, event=AlarmEvent.CLEARED, at=NOON + MINUTE))


def come_back(tx: Transaction, alarm_id: str, _order_id: str) -> None:
    alarm = tx.alarms.get(alarm_id)
    assert alarm is not None
    back = replace(alarm, episode="another", causes=None)
    tx.alarms.save(back, an_entry(back, event=AlarmEvent.RERAISED, at=NOON + MINUTE))


def work_on_it(tx: Transaction, _alarm_id: str, order_id: str) -> None:
    order = tx.orders.get(order_id)
    assert order is not None
    done = replace(order.tasks[0], done_at=NOON + MINUTE, done_by="li")
    more = replace(order, state=OrderState.ACCEPTED, tasks=(done, a_task(order.id, department=Department.SECURITY)))
    tx.orders.save(more, a_line(more, event=OrderEvent.ACCEPTED))


def close_it(tx: Transaction, _alarm_id: str, order_id: str) -> None:
    order = tx.orders.get(order_id)
    assert order is not None
    closed = replace(order, state=OrderState.CLOSED)
    tx.orders.save(closed, a_line(closed, event=OrderEvent.CLOSED))


def link_another(tx: Transaction, _alarm_id: str, order_id: str) -> None:
    tx.orders.link(order_id, put_alarm(tx).id)


STEPS: list[Callable[[Transaction, str, str], None]] = [end_it, come_back, work_on_it, close_it, link_another]


@pytest.mark.parametrize("asked_before", [False, True], ids=["unasked", "asked before"])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("together", [False, True], ids=["later", "in the transaction that added them"])
def test_the_same_is_answered_in_the_transaction_and_after_it(
    records: Records,
    step: Callable[[Transaction, str, str], None],
    asked_before: bool,  # noqa: FBT001  a case
    together: bool,  # noqa: FBT001  a case
) -> None:
    with records.transaction() as tx:
        ids = add_both(tx)
        for _ in range(asked_before):
            everything(tx, *ids)
        for _ in range(together):
            step(tx, *ids)
        within = everything(tx, *ids)
    for _ in range(not together):
        with records.transaction() as tx:
            for _ in range(asked_before):
                everything(tx, *ids)
            step(tx, *ids)
            within = everything(tx, *ids)
    with records.reading() as tx:
        assert everything(tx, *ids) == within


def test_what_was_foreseen_is_not_asked_for_again(sqlite_records: DatabaseRecords) -> None:
    with sqlite_records.transaction() as tx:
        alarm = an_alarm()
        tx.alarms.add(alarm, an_entry(alarm), condition=KEY)
    asked: list[str] = []
    with sqlite_records.reading() as tx:
        driver = tx._connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(asked.append)
        tx.alarms.foresee("live", KEY, episode="another", alarm_id="new")
        found = (tx.alarms.open_of_condition("live", KEY), tx.alarms.by_episode("another"), tx.alarms.get("new"), tx.alarms.by_episode(alarm.episode))
        driver.set_trace_callback(None)
    assert found == (alarm, None, None, alarm)
    assert len(asked) == 1


def test_after_a_conflict_the_row_is_read_anew(records: Records) -> None:
    with records.transaction() as tx:
        alarm, order = put_alarm(tx), put_order(tx)
    stale = replace(alarm, version=7)
    with records.transaction() as tx:
        with pytest.raises(Conflict):
            tx.alarms.save(stale, an_entry(stale))
        with pytest.raises(Conflict):
            tx.orders.save(replace(order, version=7), a_line(order))
        assert (tx.alarms.get(alarm.id), tx.orders.get(order.id)) == (alarm, order)


def test_an_order_saved_with_fewer_tasks_and_alarms_than_it_has_keeps_them(records: Records) -> None:
    with records.transaction() as tx:
        alarm_id, order_id = add_both(tx)
        order = tx.orders.get(order_id)
        assert order is not None
        tx.orders.save(replace(order, tasks=(), alarm_ids=()), a_line(order))
        kept = tx.orders.get(order_id)
    assert kept == replace(order, version=2)
    assert kept.alarm_ids == (alarm_id,)


def put_orders(records: Records) -> list[str]:
    with records.transaction() as tx:
        orders = [put_order(tx, group=f"g{number}", tasks=(a_task("any"),) * number) for number in range(2)]
    return [order.id for order in orders]


def test_orders_that_were_looked_at_together_are_as_those_that_were_read_one_by_one(records: Records) -> None:
    ids = [*put_orders(records), "nobody"]
    with records.reading() as tx:
        one_by_one = [tx.orders.get(order_id) for order_id in ids]
    with records.reading() as tx:
        tx.orders.look_at(ids)
        assert [tx.orders.get(order_id) for order_id in ids] == one_by_one
    assert [order is None for order in one_by_one] == [False, False, True]


def test_orders_that_were_looked_at_together_are_not_asked_for_again(sqlite_records: DatabaseRecords) -> None:
    ids = [*put_orders(sqlite_records), "nobody"]
    asked: list[str] = []
    with sqlite_records.reading() as tx:
        driver = tx._connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(asked.append)
        tx.orders.look_at(ids)
        together = len(asked)
        for order_id in ids:
            tx.orders.get(order_id)
        tx.orders.look_at(ids)
        driver.set_trace_callback(None)
    assert together > 0
    assert len(asked) == together
