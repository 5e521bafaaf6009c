"""Twenty alarms in one second on one lift are one matter: one order, told once, by the path on which ingest commits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.outbox import NotificationKind
from domain.records import Records
from domain.text import Text
from domain.transition import Transition
from domain.work_order import OrderEvent, OrderState
from steward.shards.committing import commit
from tests.operations.scenes import DOOR, ENGINEERING, MINUTE, SITE, T0, only_order, orders, timeline, told, work

_E = OrderEvent


def fault(number: int) -> Transition:
    """Another fault of lift 1, within the same second."""
    condition = replace(DOOR, rule=f"lift.fault_{number:02}", message=Text(f"1号电梯 故障 {number}", f"Fault {number} of lift 1"))
    return condition.raised(f"e{number}", T0 + timedelta(milliseconds=40 * number))


FAULTS = [fault(number) for number in range(20)]


@pytest.fixture
def epoch(records: Records) -> int:
    """Of the lease that lets us commit."""
    with records.transaction() as tx:
        return tx.ingests.acquire(SITE.id, "here", T0, 300)


def told_of_the_order(records: Records) -> list[str]:
    return [one.department for one in told(records) if one.kind in {NotificationKind.ORDER_OPENED, NotificationKind.ORDER_JOINED}]


def test_in_one_group(records: Records, epoch: int) -> None:
    commit(records, SITE, epoch, FAULTS, (), 1, clock=lambda: T0)
    order = only_order(records)
    assert (len(order.alarm_ids), order.state, order.department) == (20, OrderState.DISPATCHED, ENGINEERING)
    assert [line.event for line in timeline(records, order.id)] == [_E.OPENED, *[_E.JOINED] * 19]
    assert told_of_the_order(records) == [ENGINEERING]


def test_one_by_one(records: Records, epoch: int) -> None:
    for offset, each in enumerate(FAULTS, 1):
        commit(records, SITE, epoch, [each], (), offset, clock=lambda: T0)
    assert len(only_order(records).alarm_ids) == 20
    assert told_of_the_order(records) == [ENGINEERING]


def test_while_somebody_accepts_and_others_write_notes(records: Records, epoch: int) -> None:
    commit(records, SITE, epoch, FAULTS[:1], (), 1, clock=lambda: T0)
    order_id = only_order(records).id

    def come() -> None:
        for offset, each in enumerate(FAULTS[1:], 2):
            commit(records, SITE, epoch, [each], (), offset, clock=lambda: T0)

    with ThreadPoolExecutor(2) as pool:
        coming = pool.submit(come)
        accepting = pool.submit(work, records, order_id, _E.NOTED, at=T0 + MINUTE)
        coming.result()
        accepting.exception()  # a conflict, perhaps: the person reads it again
    done = work(records, order_id, _E.ACCEPTED, at=T0 + MINUTE)
    assert (len(done.alarm_ids), done.state, len(orders(records))) == (20, OrderState.ACCEPTED, 1)
