"""首问负责: whoever receives a matter owns it until the next one accepts; refused twice, a manager names its owner."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.people import Department, Person, Role
from domain.problem import Refusal
from domain.records import Records
from domain.severity import Priority
from domain.text import Text
from domain.work_order import OrderEvent, OrderKind, OrderState, WorkOrder
from operations.workorders.bounces import bounces
from operations.workorders.opening import open_request
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step
from tests.operations.scenes import ENGINEERING, FITTER, GUARD, HOUR, MANAGEMENT, MINUTE, SECURITY, SITE, T0, hire, told, work

_E = OrderEvent
DISPATCHER = Person("p-dispatcher", "dispatcher", "调度", Role.DISPATCHER, None, ("*",))


@pytest.fixture
def matter(records: Records) -> WorkOrder:
    """A request that the service centre received and dispatched."""
    hire(records, FITTER, GUARD, DISPATCHER)
    with records.transaction() as tx:
        order = open_request(
            tx,
            site=SITE,
            asset=None,
            kind=OrderKind.COMPLAINT,
            title=Text("噪声", "Noise"),
            department=ENGINEERING,
            priority=Priority.P3,
            by="steward",
            at=T0,
        )
    return work(records, order.id, _E.DISPATCHED, by="dispatcher")


def refused_twice(records: Records, order: WorkOrder) -> WorkOrder:
    return work(records, order.id, _E.DECLINED, _E.DISPATCHED, _E.DECLINED, at=T0 + 2 * MINUTE)


def own(records: Records, order: WorkOrder, *, department: Department | None = SECURITY, assignee: str | None = "guard") -> WorkOrder:
    with records.transaction() as tx:
        return take_step(tx, order.id, _E.OWNED, StepDetails(assignee=assignee, department=department), site=SITE, by="manager", at=T0 + HOUR)


def test_whoever_received_it_owns_it_until_the_next_one_accepts(records: Records, matter: WorkOrder) -> None:
    assert matter.owner == "steward"
    assert work(records, matter.id, _E.DECLINED).owner == "steward"
    assert work(records, matter.id, _E.DISPATCHED, _E.ACCEPTED).owner == "fitter"


def test_starting_without_accepting_makes_one_its_owner_too(records: Records, matter: WorkOrder) -> None:
    assert work(records, matter.id, _E.STARTED).owner == "fitter"


def test_a_second_refusal_goes_to_management(records: Records, matter: WorkOrder) -> None:
    refused = refused_twice(records, matter)
    assert (refused.state, refused.refusals, refused.owner) == (OrderState.TRIAGED, 2, None)
    last = told(records)[-1]
    assert (last.department, last.work_order_id) == (MANAGEMENT, matter.id)
    assert "请指定责任人" in last.title.zh


def test_it_is_not_dispatched_again_before_a_manager_has_named_its_owner(records: Records, matter: WorkOrder) -> None:
    refused = refused_twice(records, matter)
    with pytest.raises(Refusal, match="a manager has to name its owner"):
        work(records, refused.id, _E.DISPATCHED, by="dispatcher")
    owned = own(records, refused)
    assert (owned.owner, owned.department, owned.state) == ("guard", SECURITY, OrderState.TRIAGED)
    assert work(records, refused.id, _E.DISPATCHED, by="dispatcher").state is OrderState.DISPATCHED


def test_who_refuses_once_more_sends_it_to_the_manager_again(records: Records, matter: WorkOrder) -> None:
    own(records, refused_twice(records, matter))
    again = work(records, matter.id, _E.DISPATCHED, _E.DECLINED, at=T0 + 2 * HOUR)
    assert (again.refusals, again.owner) == (3, None)
    assert len([one for one in told(records) if one.department is MANAGEMENT]) == 2


@pytest.mark.parametrize(("department", "assignee"), [(None, "guard"), (SECURITY, None), (SECURITY, "nobody"), (ENGINEERING, "guard")])
def test_an_owner_is_a_department_and_a_person_of_it(records: Records, matter: WorkOrder, department: Department | None, assignee: str | None) -> None:
    refused = refused_twice(records, matter)
    with pytest.raises(Refusal):
        own(records, refused, department=department, assignee=assignee)


def test_refusals_and_transfers_are_counted_by_the_department_that_sent_it_away(records: Records, matter: WorkOrder) -> None:
    refused_twice(records, matter)
    own(records, matter)
    work(records, matter.id, _E.DISPATCHED, by="dispatcher", at=T0 + HOUR)
    with records.transaction() as tx:
        take_step(tx, matter.id, _E.TRANSFERRED, StepDetails(department=ENGINEERING), site=SITE, by="guard", at=T0 + 2 * HOUR, note="归工程")
    with records.reading() as tx:
        assert bounces(tx, SITE.id, T0, T0 + 3 * HOUR) == {ENGINEERING: 2, SECURITY: 1}
        assert bounces(tx, SITE.id, T0, T0 + 2 * HOUR) == {ENGINEERING: 2}
        assert bounces(tx, "elsewhere", T0, T0 + timedelta(days=1)) == {}
