"""Children follow the order that leads their incident, but never while something stands in them."""

from __future__ import annotations

from dataclasses import replace

from domain.records import Records
from domain.work_order import OrderEvent, OrderState, WorkOrder
from operations.deadlines import sweep
from operations.workorders.record import change
from tests.operations.scenes import DOOR, ENTRAPMENT, HOUR, LEVEL, MINUTE, SITES, T0, happen, orders, timeline, work

_E = OrderEvent
CALM = T0 + 5 * MINUTE


def family(records: Records) -> tuple[WorkOrder, WorkOrder]:
    """The order of a level alarm and, as its child in one incident, the order of a door fault; both normal again but for the door."""
    happen(records, LEVEL.raised("e1"), DOOR.raised("e2"))
    parent, child = orders(records)
    with records.transaction() as tx:
        parent = change(tx, replace(parent, incident_id="i1"), _E.NOTED, at=T0)
        child = change(tx, replace(child, incident_id="i1", parent_id=parent.id), _E.NOTED, at=T0)
    return parent, child


def stored(records: Records, order: WorkOrder) -> WorkOrder:
    with records.reading() as tx:
        found = tx.orders.get(order.id)
    assert found is not None
    return found


def test_a_child_in_which_nothing_stands_is_completed_with_its_parent(records: Records) -> None:
    parent, child = family(records)
    happen(records, DOOR.returned("e2"), LEVEL.returned("e1"))
    work(records, parent.id, _E.ACCEPTED, _E.COMPLETED, at=CALM)
    followed = stored(records, child)
    assert (followed.state, followed.completed_at, followed.assignee) == (OrderState.COMPLETED, CALM, "fitter")
    last = timeline(records, child.id)[-1]
    assert (last.event, last.actor) == (_E.FOLLOWED, "fitter")
    assert parent.number in last.note
    sweep(records, SITES, CALM + HOUR)
    assert {each.state for each in orders(records)} == {OrderState.CLOSED}


def test_one_in_which_something_stands_is_not_until_it_has_returned(records: Records) -> None:
    parent, child = family(records)
    work(records, parent.id, _E.ACCEPTED, _E.COMPLETED, at=CALM)
    assert stored(records, child).state is OrderState.DISPATCHED
    happen(records, DOOR.returned("e2", CALM + MINUTE))
    followed = stored(records, child)
    assert (followed.state, followed.appointment("watch")) == (OrderState.COMPLETED, CALM + 11 * MINUTE)


def test_one_that_waits_for_an_assisting_department_is_not(sqlite_records: Records) -> None:
    happen(sqlite_records, LEVEL.raised("e1"), ENTRAPMENT.raised("e2"), ENTRAPMENT.returned("e2"))
    parent, child = orders(sqlite_records)
    with sqlite_records.transaction() as tx:
        change(tx, replace(child, incident_id="i1", parent_id=parent.id), _E.NOTED, at=T0)
    work(sqlite_records, parent.id, _E.ACCEPTED, _E.COMPLETED, at=CALM)
    assert stored(sqlite_records, child).state is OrderState.DISPATCHED


def test_a_child_of_no_incident_goes_its_own_way(sqlite_records: Records) -> None:
    parent, child = family(sqlite_records)
    with sqlite_records.transaction() as tx:
        change(tx, replace(child, incident_id=None), _E.NOTED, at=T0)
    happen(sqlite_records, DOOR.returned("e2"))
    work(sqlite_records, parent.id, _E.ACCEPTED, _E.COMPLETED, at=CALM)
    assert stored(sqlite_records, child).state is OrderState.DISPATCHED
