"""Verified by telemetry: what has to be true before an alarm's order closes, and what happens when it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.alarm import AlarmState
from domain.attachment import Attachment
from domain.outbox import NotificationKind
from domain.problem import Refusal
from domain.records import OrderFilter, Records
from domain.severity import Priority
from domain.text import Text
from domain.transition import Change, OrderTemplate
from domain.work_order import Evidence, OrderEvent, OrderKind, OrderState, WorkOrder
from operations.alarm_steps import acknowledge, reset
from operations.deadlines import sweep
from operations.workorders.opening import open_request
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import attach, take_step
from tests.operations.scenes import (
    DOOR,
    ENGINEERING,
    FITTER,
    HOUR,
    INTRUSION,
    MINUTE,
    SITE,
    SITES,
    T0,
    Condition,
    happen,
    hire,
    only_alarm,
    only_order,
    orders,
    timeline,
    told,
    work,
)

_E = OrderEvent
DONE_AT, RETURNED_AT = T0 + 5 * MINUTE, T0 + 8 * MINUTE

SILENT = replace(DOOR, rule="device.stale", message=Text("1号电梯 失联", "Lift 1 is silent"), asset="lift-1")


def done(records: Records, condition: Condition = DOOR, *, returned: datetime | None = RETURNED_AT) -> WorkOrder:
    """The order of an alarm of `condition`, done at `DONE_AT`; the alarm returned at `returned`."""
    hire(records, FITTER)
    happen(records, condition.raised("e1"))
    work(records, only_order(records).id, _E.ACCEPTED, _E.COMPLETED, at=DONE_AT)
    if returned is not None:
        happen(records, condition.returned("e1", returned))
    return only_order(records)


def verify(records: Records, order: WorkOrder, at: datetime, *, override: bool = False, note: str = "") -> WorkOrder:
    with records.transaction() as tx:
        return take_step(tx, order.id, _E.VERIFIED, StepDetails(override=override), site=SITE, by="manager", at=at, note=note)


def photo(order: WorkOrder, at: datetime, kind: str = "image/jpeg") -> Attachment:
    return Attachment(f"f-{at.timestamp()}", order.id, "现场.jpg", kind, 3, "00", at, "fitter")


def wanting(*evidence: Evidence, watch_min: int | None = None) -> Condition:
    return replace(DOOR, order=OrderTemplate(OrderKind.REPAIR, evidence=evidence, watch_min=watch_min))


def test_two_taps_and_a_calm_ten_minutes_close_an_alarms_order(records: Records) -> None:
    order = done(records)
    assert (order.state, order.appointment("watch")) == (OrderState.COMPLETED, RETURNED_AT + 10 * MINUTE)
    assert sweep(records, SITES, RETURNED_AT + 10 * MINUTE - timedelta(seconds=1)) == 0
    assert sweep(records, SITES, RETURNED_AT + 10 * MINUTE) == 1
    closed = only_order(records)
    assert (closed.state, closed.closed_at, closed.next_at, closed.overridden_by) == (OrderState.CLOSED, RETURNED_AT + 10 * MINUTE, None, None)
    last = timeline(records, order.id)[-1]
    assert (last.event, last.actor, last.state) == (_E.VERIFIED, "system", OrderState.CLOSED)
    assert "10" in last.note


def test_the_alarm_goes_with_it_as_seen_by_whoever_did_the_work(records: Records) -> None:
    done(records)
    sweep(records, SITES, RETURNED_AT + HOUR)
    assert (only_alarm(records).state, only_alarm(records).acknowledged_by) == (AlarmState.NORMAL, "fitter")


def test_the_watch_counts_from_the_completion_if_that_is_later(sqlite_records: Records) -> None:
    happen(sqlite_records, DOOR.raised("e1"), DOOR.returned("e1"))
    order = work(sqlite_records, only_order(sqlite_records).id, _E.ACCEPTED, _E.COMPLETED, at=T0 + HOUR)
    assert order.appointment("watch") == T0 + HOUR + 10 * MINUTE


def test_while_the_alarm_stands_nothing_is_watched_and_nobody_can_verify(sqlite_records: Records) -> None:
    order = done(sqlite_records, returned=None)
    assert order.appointment("watch") is None
    with pytest.raises(Refusal, match="while the condition is there"):
        verify(sqlite_records, order, T0 + HOUR, override=True, note="先关掉")


@pytest.mark.parametrize(("asked", "minutes"), [(None, 3), (0, 0), (30, 30)])
def test_how_long_is_said_by_the_rule_or_else_by_the_site(sqlite_records: Records, asked: int | None, minutes: int) -> None:
    site = replace(SITE, settings={**SITE.settings, "verify_watch_min": 3})
    happen(sqlite_records, wanting(watch_min=asked).raised("e1"), DOOR.returned("e1"), site=site)
    order = work(sqlite_records, only_order(sqlite_records).id, _E.ACCEPTED, _E.COMPLETED, at=DONE_AT)
    assert order.appointment("watch") == DONE_AT + minutes * MINUTE


def test_an_alarm_that_comes_back_within_the_watch_reopens_the_order_and_its_department_hears_why(records: Records) -> None:
    order = done(records)
    happen(records, DOOR.raised("e2", RETURNED_AT + 4 * MINUTE))
    again = only_order(records)
    assert (again.id, again.state, again.completed_at, again.appointment("watch")) == (order.id, OrderState.IN_PROGRESS, None, None)
    last = timeline(records, order.id)[-1]
    assert (last.event, last.actor) == (_E.REOPENED, "system")
    assert "came back" in last.note
    assert "自动返工" in last.note
    assert [one.department for one in told(records) if one.kind is NotificationKind.ORDER_JOINED] == [ENGINEERING]
    assert sweep(records, SITES, RETURNED_AT + 11 * MINUTE) == 0


def test_a_new_alarm_of_the_same_condition_reopens_it_too(sqlite_records: Records) -> None:
    order = done(sqlite_records)
    with sqlite_records.transaction() as tx:
        acknowledge(tx, only_alarm(sqlite_records).id, by="fitter", at=RETURNED_AT)
    happen(sqlite_records, DOOR.raised("e2", RETURNED_AT + MINUTE))
    (again,) = orders(sqlite_records)
    assert (again.state, len(again.alarm_ids), timeline(sqlite_records, order.id)[-1].event) == (OrderState.IN_PROGRESS, 2, _E.REOPENED)


def test_what_goes_again_after_it_came_back_is_watched_anew(sqlite_records: Records) -> None:
    order = done(sqlite_records)
    happen(sqlite_records, DOOR.raised("e2", RETURNED_AT + MINUTE), DOOR.returned("e2", RETURNED_AT + 2 * MINUTE))
    again = work(sqlite_records, order.id, _E.COMPLETED, at=RETURNED_AT + 3 * MINUTE)
    assert again.appointment("watch") == RETURNED_AT + 13 * MINUTE


def test_a_person_waits_for_the_watch_too_and_is_told_until_when(sqlite_records: Records) -> None:
    order = done(sqlite_records)
    with pytest.raises(Refusal, match=r"until 02-01 00:17") as caught:
        verify(sqlite_records, order, RETURNED_AT + MINUTE)
    assert "须至 02-01 00:17" in caught.value.text.zh


def test_an_override_says_why_names_who_and_is_found_by_managers(records: Records) -> None:
    order = done(records)
    with pytest.raises(Refusal, match="say why"):
        verify(records, order, RETURNED_AT + MINUTE, override=True)
    closed = verify(records, order, RETURNED_AT + MINUTE, override=True, note="已现场试运行")
    assert (closed.state, closed.overridden_by) == (OrderState.CLOSED, "manager")
    before, last = timeline(records, order.id)[-2:]
    assert (before.actor, before.event, last.actor, last.note) == ("system", _E.NOTED, "manager", "已现场试运行")
    assert "Verified although: it has to stay normal" in before.note
    with records.reading() as tx:
        assert [each.id for each in tx.orders.list(OrderFilter(overridden=True)).items] == [order.id]


def test_an_override_where_nothing_is_missing_is_none(sqlite_records: Records) -> None:
    order = done(sqlite_records)
    assert verify(sqlite_records, order, RETURNED_AT + HOUR, override=True, note="看过了").overridden_by is None


def test_without_its_photo_it_waits_says_so_and_looks_again_less_and_less_often(sqlite_records: Records) -> None:
    order = done(sqlite_records, wanting(Evidence.PHOTO))
    first = RETURNED_AT + 10 * MINUTE
    assert sweep(sqlite_records, SITES, first) == 1
    waiting = only_order(sqlite_records)
    assert (waiting.state, waiting.appointment("watch")) == (OrderState.COMPLETED, first + 10 * MINUTE)
    assert "missing: Photo" in timeline(sqlite_records, order.id)[-1].note
    sweep(sqlite_records, SITES, first + 30 * MINUTE)
    assert only_order(sqlite_records).appointment("watch") == first + 60 * MINUTE


def test_the_photo_that_was_missing_closes_it_at_once(records: Records) -> None:
    order = done(records, wanting(Evidence.PHOTO))
    sweep(records, SITES, RETURNED_AT + 10 * MINUTE)
    at = RETURNED_AT + 12 * MINUTE
    with records.transaction() as tx:
        attach(tx, order.id, photo(order, at), at=at)
    assert sweep(records, SITES, at) == 1
    assert only_order(records).state is OrderState.CLOSED


@pytest.mark.parametrize(("at", "kind"), [(T0 - MINUTE, "image/jpeg"), (DONE_AT, "application/pdf")])
def test_neither_an_older_picture_nor_a_paper_is_the_photo(sqlite_records: Records, at: datetime, kind: str) -> None:
    order = done(sqlite_records, wanting(Evidence.PHOTO))
    with sqlite_records.transaction() as tx:
        attach(tx, order.id, photo(order, at, kind), at=RETURNED_AT)
    with pytest.raises(Refusal, match="missing: Photo"):
        verify(sqlite_records, order, RETURNED_AT + HOUR)


def test_the_photo_of_work_that_was_not_good_shows_nothing_of_the_next(sqlite_records: Records) -> None:
    order = done(sqlite_records, wanting(Evidence.PHOTO))
    with sqlite_records.transaction() as tx:
        attach(tx, order.id, photo(order, DONE_AT), at=DONE_AT)
    work(sqlite_records, order.id, _E.REOPENED, _E.COMPLETED, at=RETURNED_AT)
    with pytest.raises(Refusal, match="missing: Photo"):
        verify(sqlite_records, order, RETURNED_AT + HOUR)


def test_a_silent_device_is_not_a_normal_one(sqlite_records: Records) -> None:
    order = done(sqlite_records)
    stale = replace(
        SILENT.change(Change.RAISED, "s1", RETURNED_AT + MINUTE), point="riverside.lift-1.online", order=OrderTemplate(OrderKind.REPAIR, group="net")
    )
    happen(sqlite_records, stale)
    sweep(sqlite_records, SITES, RETURNED_AT + 10 * MINUTE)
    assert "the device is silent" in timeline(sqlite_records, order.id)[-1].note
    with pytest.raises(Refusal, match="the device is silent"):
        verify(sqlite_records, order, RETURNED_AT + HOUR)
    happen(sqlite_records, replace(stale, change=Change.RETURNED, known_at=RETURNED_AT + HOUR, occurred_at=RETURNED_AT + HOUR))
    sweep(sqlite_records, SITES, RETURNED_AT + 2 * HOUR)
    with sqlite_records.reading() as tx:
        closed = tx.orders.get(order.id)
    assert closed is not None
    assert closed.state is OrderState.CLOSED


def test_what_nobody_measures_any_more_is_left_to_a_person(sqlite_records: Records) -> None:
    order = done(sqlite_records, returned=None)
    happen(sqlite_records, DOOR.change(Change.RETIRED, "e1", RETURNED_AT))
    sweep(sqlite_records, SITES, RETURNED_AT + HOUR)
    assert only_order(sqlite_records).state is OrderState.COMPLETED
    with pytest.raises(Refusal, match="nothing measures it"):
        verify(sqlite_records, order, RETURNED_AT + HOUR)
    assert verify(sqlite_records, order, RETURNED_AT + HOUR, override=True, note="设备已拆除").state is OrderState.CLOSED


def test_a_request_is_verified_by_its_requester_without_a_watch(sqlite_records: Records) -> None:
    with sqlite_records.transaction() as tx:
        order = open_request(
            tx, site=SITE, asset=None, kind=OrderKind.REPAIR, title=Text("灯", "Light"), department=ENGINEERING, priority=Priority.P3, by="steward", at=T0
        )
    work(sqlite_records, order.id, _E.DISPATCHED, _E.ACCEPTED, _E.COMPLETED)
    assert verify(sqlite_records, order, T0 + MINUTE).state is OrderState.VERIFIED


def test_a_reset_by_hand_begins_the_watch(sqlite_records: Records) -> None:
    happen(sqlite_records, INTRUSION.raised("e1"), INTRUSION.returned("e1"))
    order = work(sqlite_records, only_order(sqlite_records).id, _E.ACCEPTED, _E.COMPLETED, by="guard", at=DONE_AT)
    assert order.appointment("watch") is None
    with sqlite_records.transaction() as tx:
        reset(tx, only_alarm(sqlite_records).id, by="guard", at=RETURNED_AT, reason="已锁好", evidence="现场照片")
    assert only_order(sqlite_records).appointment("watch") == DONE_AT + 10 * MINUTE
