"""What was found is said by whoever completes an order, and by nobody else."""

from __future__ import annotations

import pytest

from domain.people import Department
from domain.problem import Refusal
from domain.records import Records
from domain.severity import Priority
from domain.text import Text
from domain.work_order import OrderEvent, OrderKind, Outcome, WorkOrder
from operations.workorders.opening import open_request
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step
from tests.operations.scenes import SITE, T0


def taken(records: Records, order: WorkOrder, step: OrderEvent, outcome: Outcome | None = None) -> WorkOrder:
    with records.transaction() as tx:
        return take_step(tx, order.id, step, StepDetails(outcome=outcome), site=SITE, by="guard", at=T0, note="x")


@pytest.fixture
def at_work(sqlite_records: Records) -> WorkOrder:
    """A request that somebody works on."""
    title = Text("大堂灯不亮", "Lobby light is out")
    with sqlite_records.transaction() as tx:
        order = open_request(
            tx, site=SITE, asset=None, kind=OrderKind.REPAIR, title=title, department=Department.SECURITY, priority=Priority.P3, by="guard", at=T0
        )
    taken(sqlite_records, order, OrderEvent.DISPATCHED)
    return taken(sqlite_records, order, OrderEvent.STARTED)


@pytest.mark.parametrize("outcome", [*Outcome, None])
def test_completing_stores_what_was_found(sqlite_records: Records, at_work: WorkOrder, outcome: Outcome | None) -> None:
    taken(sqlite_records, at_work, OrderEvent.COMPLETED, outcome)
    with sqlite_records.reading() as tx:
        stored = tx.orders.get(at_work.id)
    assert stored is not None
    assert stored.outcome is outcome


def test_it_is_said_anew_when_the_order_is_completed_again(sqlite_records: Records, at_work: WorkOrder) -> None:
    taken(sqlite_records, at_work, OrderEvent.COMPLETED, Outcome.NOTHING_FOUND)
    taken(sqlite_records, at_work, OrderEvent.REOPENED)
    assert taken(sqlite_records, at_work, OrderEvent.COMPLETED, Outcome.REAL).outcome is Outcome.REAL


def test_no_other_step_says_it(sqlite_records: Records, at_work: WorkOrder) -> None:
    with pytest.raises(Refusal, match="complete"):
        taken(sqlite_records, at_work, OrderEvent.NOTED, Outcome.REAL)
