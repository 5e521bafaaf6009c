"""The steps of people: what each leaves behind, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.alarm import AlarmState, IllegalStep
from domain.attachment import Attachment
from domain.contract import order_json
from domain.outbox import NotificationKind
from domain.people import Department
from domain.problem import Refusal
from domain.records import Conflict, Records
from domain.severity import Priority
from domain.text import Text
from domain.work_order import OrderEvent, OrderKind, OrderState, WorkOrder
from operations.workorders.opening import open_request
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import attach, finish_task, take_step
from tests.operations.scenes import (
    DOOR,
    ENGINEERING,
    ENTRAPMENT,
    FITTER,
    GUARD,
    HOUR,
    INTRUSION,
    MINUTE,
    SECURITY,
    SITE,
    STRANGER,
    T0,
    alarms,
    happen,
    hire,
    only_alarm,
    only_order,
    orders,
    timeline,
    told,
    work,
)

LATER = T0 + 10 * MINUTE


@pytest.fixture
def order(sqlite_records: Records) -> WorkOrder:
    """An alarm's order, dispatched."""
    happen(sqlite_records, DOOR.raised("e1"))
    return only_order(sqlite_records)


@pytest.fixture
def request_order(sqlite_records: Records) -> WorkOrder:
    """A person's request, assisted by security."""
    with sqlite_records.transaction() as tx:
        return open_request(
            tx,
            site=SITE,
            asset="lift-1",
            kind=OrderKind.REPAIR,
            title=Text("轿厢灯不亮", "Car light out"),
            department=ENGINEERING,
            priority=Priority.P3,
            by="steward",
            at=T0,
            assist=(SECURITY, ENGINEERING, SECURITY),
            note="业主来电",
        )


def test_a_request_waits_for_triage_with_limits_and_those_concerned_are_told(sqlite_records: Records, request_order: WorkOrder) -> None:
    assert (request_order.state, request_order.requested_by, request_order.number) == (OrderState.REQUESTED, "steward", "20260131-001")
    assert request_order.due.resolve_by == T0 + 24 * HOUR
    assert [task.department for task in request_order.tasks] == [SECURITY]
    assert [(one.kind, one.department) for one in told(sqlite_records)] == [
        (NotificationKind.ORDER_OPENED, ENGINEERING),
        (NotificationKind.TASK_OPENED, SECURITY),
    ]


def test_a_request_names_an_asset_of_its_site_and_has_a_title(sqlite_records: Records) -> None:
    with sqlite_records.transaction() as tx:
        for asset, title in ((("nowhere"), Text("灯", "Light")), (None, Text(" ", " "))):
            with pytest.raises(Refusal):
                open_request(tx, site=SITE, asset=asset, kind=OrderKind.REPAIR, title=title, department=ENGINEERING, priority=Priority.P3, by="steward", at=T0)


def test_two_taps_do_an_alarms_order(sqlite_records: Records, order: WorkOrder) -> None:
    done = work(sqlite_records, order.id, OrderEvent.ACCEPTED, OrderEvent.COMPLETED, at=LATER)
    assert (done.state, done.assignee, done.accepted_at, done.arrived_at, done.completed_at) == (OrderState.COMPLETED, "fitter", LATER, LATER, LATER)


def test_the_timeline_says_when_it_was_done_and_when_it_was_known(sqlite_records: Records, order: WorkOrder) -> None:
    with sqlite_records.transaction() as tx:
        take_step(tx, order.id, OrderEvent.ACCEPTED, site=SITE, by="fitter", at=LATER, occurred_at=T0 + MINUTE, note="在地下室", device_id="phone-1")
    last = timeline(sqlite_records, order.id)[-1]
    assert (last.at, last.occurred_at, last.actor, last.note, last.device_id) == (LATER, T0 + MINUTE, "fitter", "在地下室", "phone-1")
    assert only_order(sqlite_records).accepted_at == T0 + MINUTE


def test_a_phone_whose_clock_is_ahead_did_nothing_in_the_future(sqlite_records: Records, order: WorkOrder) -> None:
    with sqlite_records.transaction() as tx:
        assert take_step(tx, order.id, OrderEvent.ACCEPTED, site=SITE, by="fitter", at=LATER, occurred_at=LATER + HOUR).accepted_at == LATER


def test_every_step_tells_the_event_log_the_order_with_its_timeline(sqlite_records: Records, order: WorkOrder) -> None:
    work(sqlite_records, order.id, OrderEvent.ACCEPTED)
    with sqlite_records.reading() as tx:
        last = tx.events.after(0)[-1].event
        assert last.body == order_json(only_order(sqlite_records), tx.orders.timeline(order.id))
    assert (last.transition, last.actor, last.departments) == ("accept", "fitter", frozenset({ENGINEERING}))


def test_whoever_comes_second_gets_a_conflict_and_loses_nothing(sqlite_records: Records, order: WorkOrder) -> None:
    work(sqlite_records, order.id, OrderEvent.NOTED)
    with sqlite_records.transaction() as tx, pytest.raises(Conflict, match="version is 2"):
        take_step(tx, order.id, OrderEvent.ACCEPTED, site=SITE, by="guard", at=LATER, version=1)
    assert only_order(sqlite_records).assignee is None


def test_an_order_that_does_not_exist_is_a_key_error(sqlite_records: Records) -> None:
    with sqlite_records.transaction() as tx, pytest.raises(KeyError):
        take_step(tx, "none", OrderEvent.ACCEPTED, site=SITE, by="fitter", at=T0)


@pytest.mark.parametrize("step", [OrderEvent.OPENED, OrderEvent.JOINED, OrderEvent.ALARM_CLEARED, OrderEvent.OVERDUE])
def test_nobody_takes_the_steps_of_the_system(sqlite_records: Records, order: WorkOrder, step: OrderEvent) -> None:
    with sqlite_records.transaction() as tx, pytest.raises(IllegalStep):
        take_step(tx, order.id, step, site=SITE, by="fitter", at=LATER)


@pytest.mark.parametrize("step", [OrderEvent.TASK_DONE, OrderEvent.ATTACHED])
def test_tasks_and_files_have_their_own_way(sqlite_records: Records, order: WorkOrder, step: OrderEvent) -> None:
    with sqlite_records.transaction() as tx, pytest.raises(Refusal):
        take_step(tx, order.id, step, site=SITE, by="fitter", at=LATER)


@pytest.mark.parametrize("step", [OrderEvent.DECLINED, OrderEvent.CANCELLED, OrderEvent.NOTED, OrderEvent.TRANSFERRED])
def test_some_steps_must_say_why(sqlite_records: Records, order: WorkOrder, step: OrderEvent) -> None:
    with sqlite_records.transaction() as tx, pytest.raises(Refusal, match="note"):
        take_step(tx, order.id, step, site=SITE, by="fitter", at=LATER, note="  ")


def test_dispatch_gives_it_to_somebody_who_could_do_it(sqlite_records: Records, order: WorkOrder) -> None:
    hire(sqlite_records, FITTER, GUARD, STRANGER)
    with sqlite_records.transaction() as tx:
        for nobody in ("none", "stranger", "guard"):
            with pytest.raises(Refusal):
                take_step(tx, order.id, OrderEvent.DISPATCHED, StepDetails(assignee=nobody), site=SITE, by="dispatcher", at=LATER)
        given = take_step(tx, order.id, OrderEvent.DISPATCHED, StepDetails(assignee="fitter"), site=SITE, by="dispatcher", at=LATER)
    assert (given.state, given.assignee) == (OrderState.DISPATCHED, "fitter")
    assert (given.due.accept_by, given.due.resolve_by) == (LATER + 30 * MINUTE, order.due.resolve_by)


def test_a_request_is_triaged_with_priority_and_department(sqlite_records: Records, request_order: WorkOrder) -> None:
    with sqlite_records.transaction() as tx:
        sorted_out = take_step(
            tx, request_order.id, OrderEvent.TRIAGED, StepDetails(department=Department.CLEANING, priority=Priority.P2), site=SITE, by="dispatcher", at=LATER
        )
    assert (sorted_out.state, sorted_out.priority, sorted_out.department) == (OrderState.TRIAGED, Priority.P2, Department.CLEANING)
    assert sorted_out.due.resolve_by == LATER + 8 * HOUR
    assert told(sqlite_records)[-1].department is Department.CLEANING


def test_a_transfer_to_another_department_starts_its_clock_and_tells_it(sqlite_records: Records, order: WorkOrder) -> None:
    work(sqlite_records, order.id, OrderEvent.ACCEPTED)
    with sqlite_records.transaction() as tx:
        moved = take_step(tx, order.id, OrderEvent.TRANSFERRED, StepDetails(department=SECURITY), site=SITE, by="fitter", at=LATER, note="需保安到场")
    assert (moved.state, moved.department, moved.assignee, moved.accepted_at) == (OrderState.DISPATCHED, SECURITY, None, None)
    assert moved.due.accept_by == LATER + 30 * MINUTE
    assert (told(sqlite_records)[-1].kind, told(sqlite_records)[-1].department) == (NotificationKind.ORDER_OPENED, SECURITY)


def test_a_transfer_says_to_whom(sqlite_records: Records, order: WorkOrder) -> None:
    with sqlite_records.transaction() as tx, pytest.raises(Refusal, match="who takes over"):
        take_step(tx, order.id, OrderEvent.TRANSFERRED, site=SITE, by="fitter", at=LATER, note="忙")


def test_a_declined_order_belongs_to_nobody_and_its_limit_runs_on(sqlite_records: Records, order: WorkOrder) -> None:
    declined = work(sqlite_records, order.id, OrderEvent.ACCEPTED, OrderEvent.DECLINED)
    assert (declined.state, declined.assignee, declined.accepted_at) == (OrderState.TRIAGED, None, None)
    assert declined.due == order.due


@pytest.mark.parametrize("name", ["assignee", "department", "priority"])
def test_a_step_that_gives_nobody_the_order_takes_no_such_word(sqlite_records: Records, order: WorkOrder, name: str) -> None:
    hire(sqlite_records, FITTER)
    words = {"assignee": "fitter", "department": SECURITY, "priority": Priority.P1}
    with sqlite_records.transaction() as tx, pytest.raises(Refusal):
        take_step(tx, order.id, OrderEvent.ACCEPTED, StepDetails(**{name: words[name]}), site=SITE, by="fitter", at=LATER)  # type: ignore[arg-type]


def test_holding_and_going_on(sqlite_records: Records, order: WorkOrder) -> None:
    assert work(sqlite_records, order.id, OrderEvent.ACCEPTED, OrderEvent.HELD).state is OrderState.ON_HOLD
    assert work(sqlite_records, order.id, OrderEvent.RESUMED).state is OrderState.IN_PROGRESS


def test_an_order_cannot_complete_while_a_required_task_is_open(sqlite_records: Records) -> None:
    happen(sqlite_records, ENTRAPMENT.raised("e1"))
    order = work(sqlite_records, only_order(sqlite_records).id, OrderEvent.ACCEPTED, by="guard")
    with sqlite_records.transaction() as tx:
        with pytest.raises(Refusal, match="engineering"):
            take_step(tx, order.id, OrderEvent.COMPLETED, site=SITE, by="guard", at=LATER)
        finish_task(tx, order.id, order.tasks[0].id, by="fitter", at=LATER, occurred_at=T0 + MINUTE)
        done = take_step(tx, order.id, OrderEvent.COMPLETED, site=SITE, by="guard", at=LATER)
    assert done.state is OrderState.COMPLETED
    assert (done.tasks[0].done_at, done.tasks[0].done_by) == (T0 + MINUTE, "fitter")


def test_a_task_is_done_once(sqlite_records: Records) -> None:
    happen(sqlite_records, ENTRAPMENT.raised("e1"))
    order = only_order(sqlite_records)
    with sqlite_records.transaction() as tx:
        first = finish_task(tx, order.id, order.tasks[0].id, by="fitter", at=LATER)
        assert finish_task(tx, order.id, order.tasks[0].id, by="guard", at=LATER, version=1) == first
        with pytest.raises(KeyError):
            finish_task(tx, order.id, "none", by="fitter", at=LATER)


@pytest.mark.parametrize("steps", [(OrderEvent.ACCEPTED, OrderEvent.COMPLETED, OrderEvent.VERIFIED), (OrderEvent.CANCELLED,)])
def test_an_order_does_not_end_while_the_condition_is_there(sqlite_records: Records, order: WorkOrder, steps: tuple[OrderEvent, ...]) -> None:
    with pytest.raises(Refusal, match="Door fault of lift 1") as caught:
        work(sqlite_records, order.id, *steps, note="就这样吧")
    assert "1号电梯 门故障" in caught.value.text.zh


def test_a_latched_alarm_holds_its_order_until_it_is_reset(sqlite_records: Records) -> None:
    happen(sqlite_records, INTRUSION.raised("e1"), INTRUSION.returned("e1"))
    with pytest.raises(Refusal):
        work(sqlite_records, only_order(sqlite_records).id, OrderEvent.ACCEPTED, OrderEvent.COMPLETED, OrderEvent.VERIFIED, by="guard")


def test_verifying_closes_an_alarms_order_and_with_it_the_alarm_that_nobody_acknowledged(sqlite_records: Records, order: WorkOrder) -> None:
    happen(sqlite_records, DOOR.returned("e1"))
    closed = work(sqlite_records, order.id, OrderEvent.ACCEPTED, OrderEvent.COMPLETED, OrderEvent.VERIFIED, at=LATER)
    assert (closed.state, closed.closed_at) == (OrderState.CLOSED, LATER)
    alarm = only_alarm(sqlite_records)
    assert (alarm.state, alarm.acknowledged_by, alarm.ended_at) == (AlarmState.NORMAL, "fitter", LATER)


def test_what_comes_back_after_its_order_was_closed_is_a_new_alarm_with_a_new_order(sqlite_records: Records, order: WorkOrder) -> None:
    happen(sqlite_records, DOOR.returned("e1"))
    work(sqlite_records, order.id, OrderEvent.ACCEPTED, OrderEvent.COMPLETED, OrderEvent.VERIFIED, at=LATER)
    happen(sqlite_records, DOOR.raised("e2", T0 + HOUR))
    assert [each.state for each in alarms(sqlite_records)] == [AlarmState.NORMAL, AlarmState.UNACKNOWLEDGED]
    assert [each.state for each in orders(sqlite_records)] == [OrderState.CLOSED, OrderState.DISPATCHED]


def test_a_request_goes_the_whole_way(sqlite_records: Records, request_order: WorkOrder) -> None:
    with sqlite_records.transaction() as tx:
        finish_task(tx, request_order.id, request_order.tasks[0].id, by="guard", at=LATER)
    loop = (OrderEvent.TRIAGED, OrderEvent.DISPATCHED, OrderEvent.ACCEPTED, OrderEvent.ARRIVED, OrderEvent.COMPLETED, OrderEvent.VERIFIED)
    assert work(sqlite_records, request_order.id, *loop).state is OrderState.VERIFIED
    assert work(sqlite_records, request_order.id, OrderEvent.CLOSED).state is OrderState.CLOSED


def test_work_that_was_not_good_is_done_again_with_a_new_limit(sqlite_records: Records, order: WorkOrder) -> None:
    work(sqlite_records, order.id, OrderEvent.ACCEPTED, OrderEvent.COMPLETED)
    again = work(sqlite_records, order.id, OrderEvent.REOPENED, at=T0 + 30 * HOUR)
    assert (again.state, again.completed_at, again.due.resolve_by) == (OrderState.IN_PROGRESS, None, T0 + 54 * HOUR)


def test_a_file_is_remembered_with_its_order(sqlite_records: Records, order: WorkOrder) -> None:
    photo = Attachment("f1", order.id, "现场.jpg", "image/jpeg", 3, "00", T0 + timedelta(seconds=5), "fitter")
    with sqlite_records.transaction() as tx:
        attach(tx, order.id, photo, at=LATER)
        with pytest.raises(Refusal):
            attach(tx, order.id, Attachment("f2", "other", "x", "image/jpeg", 3, "00", T0, "fitter"), at=LATER)
    with sqlite_records.reading() as tx:
        assert tx.orders.attachments(order.id) == [photo]
    last = timeline(sqlite_records, order.id)[-1]
    assert (last.event, last.note, last.actor, last.at) == (OrderEvent.ATTACHED, "现场.jpg", "fitter", LATER)
