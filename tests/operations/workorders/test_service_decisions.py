"""What Steward decides about an order when its time comes: reminders, who is called next, promises, day's end, a second look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from configuration.service_levels import load
from domain.outbox import Notification, NotificationKind
from domain.people import Department
from domain.post import Post
from domain.problem import Refusal
from domain.records import Records
from domain.service_level import Rung
from domain.severity import Priority
from domain.work_order import HoldReason, OrderEvent, OrderKind, OrderState, Outcome, WorkOrder
from operations.deadlines import sweep
from operations.workorders import limits
from operations.workorders.reminding import remind
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step
from tests.operations.incidents.grid import HOUSE, PUMP, TRIP
from tests.operations.scenes import BRAKE, DOOR, HOUR, MINUTE, SITE, SITES, T0, happen, only_order, orders, told
from tests.operations.workorders.office import OFFICE, OFFICES, ask, decided, local, step

_E = OrderEvent


def sent(records: Records, kind: NotificationKind) -> Sequence[Notification]:
    return [one for one in told(records) if one.kind is kind]


def called(records: Records) -> Sequence[str]:
    """The posts that escalations called, in the order in which they did."""
    return [post for one in sent(records, NotificationKind.ORDER_ESCALATED) for post in one.posts]


def order_of(records: Records, order_id: str) -> WorkOrder:
    with records.reading() as tx:
        order = tx.orders.get(order_id)
    assert order is not None
    return order


def finish(records: Records, order: WorkOrder, at: datetime, outcome: Outcome = Outcome.REAL) -> WorkOrder:
    """Take it to its end."""
    for event, details in ((_E.DISPATCHED, None), (_E.ACCEPTED, None), (_E.COMPLETED, StepDetails(outcome=outcome)), (_E.VERIFIED, None), (_E.CLOSED, None)):
        with records.transaction() as tx:
            order = take_step(tx, order.id, event, details or StepDetails(), site=OFFICE, by="fitter", at=at, note="好")
    return order


def test_before_a_limit_its_department_is_reminded_once(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    assert sweep(records, SITES, T0 + 21 * MINUTE) == 1
    assert sweep(records, SITES, T0 + 22 * MINUTE) == 0
    (one,) = sent(records, NotificationKind.ORDER_REMINDER)
    assert (one.department, one.title.zh) == (Department.ENGINEERING, "接单即将到时：1号电梯 门故障")
    assert decided(records, only_order(records).id) == [(_E.REMINDED, "接单时限 02-01 00:29 将到，已提醒")]


def test_nobody_is_reminded_of_what_has_passed_or_is_done(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    sweep(records, SITES, T0 + 30 * MINUTE)
    with records.transaction() as tx:
        take_step(tx, only_order(records).id, _E.STARTED, site=SITE, by="fitter", at=T0 + 40 * MINUTE)
    sweep(records, SITES, T0 + 3 * HOUR)
    assert sent(records, NotificationKind.ORDER_REMINDER) == []


def test_after_a_limit_one_after_the_other_is_called_each_once(records: Records) -> None:
    happen(records, BRAKE.raised("e1"))
    for minutes in (3, 4, 5, 6, 13, 13, 22, 23, 24, 30):
        sweep(records, SITES, T0 + minutes * MINUTE)
    accepting = [words for event, words in decided(records, only_order(records).id) if "接单" in words and event is not _E.REMINDED]
    assert accepting == ["接单时限 02-01 00:02 已过", "接单超时，已呼叫备班工程师", "接单超时，已呼叫工程主管", "接单超时，已呼叫项目经理"]
    accepting_only = [one.posts[0] for one in sent(records, NotificationKind.ORDER_ESCALATED) if "|accept_by|" in one.key]
    assert accepting_only == ["second_engineer", "engineering_lead", "manager"]


def test_who_accepts_stops_the_ladder(records: Records) -> None:
    happen(records, BRAKE.raised("e1"))
    sweep(records, SITES, T0 + 5 * MINUTE)
    with records.transaction() as tx:
        take_step(tx, only_order(records).id, _E.ACCEPTED, site=SITE, by="fitter", at=T0 + 6 * MINUTE)
    sweep(records, SITES, T0 + 14 * MINUTE)
    assert called(records) == ["second_engineer"]


def test_a_hold_that_pauses_stops_the_ladder_and_it_goes_on_where_it_stood(records: Records) -> None:
    asked = ask(records, local(28, 9))
    step(records, asked.id, _E.DISPATCHED, local(28, 9), by="dispatcher")
    step(records, asked.id, _E.ACCEPTED, local(28, 9, 5))
    sweep(records, OFFICES, local(28, 11))
    sweep(records, OFFICES, local(28, 11, 30))
    assert called(records) == ["second_engineer"]
    step(records, asked.id, _E.HELD, local(28, 11, 40), hold=HoldReason.ACCESS)
    sweep(records, OFFICES, local(28, 15))
    assert called(records) == ["second_engineer"]
    step(records, asked.id, _E.RESUMED, local(28, 15))
    with records.reading() as tx:
        again = tx.orders.get(asked.id)
    assert again is not None
    assert again.state is OrderState.IN_PROGRESS
    # Twenty minutes of the hour to the team lead were left; but whoever goes on is there by then, or is asked to say so.
    assert again.appointment("escalate.arrive_by.2") == local(28, 15, 20)


def test_a_post_that_was_told_already_is_not_called_again(records: Records) -> None:
    levels = load()
    own = replace(levels, ladders={**levels.ladders, Department.ENGINEERING: {Rung.NEXT_ON_DUTY: Post.DUTY_ENGINEER, Rung.MANAGER: Post.MANAGER}})
    site = replace(SITE, service_levels=own)
    happen(records, BRAKE.raised("e1"), site=site)
    sweep(records, {site.id: site}, T0 + 3 * MINUTE)
    sweep(records, {site.id: site}, T0 + 23 * MINUTE)
    assert [one.posts[0] for one in sent(records, NotificationKind.ORDER_ESCALATED) if "|accept_by|" in one.key] == ["manager"]
    assert "接单超时，下一值班人：无新的人员可呼叫" in [words for _, words in decided(records, only_order(records).id)]


def test_an_order_that_its_cause_explains_waits_quietly(records: Records) -> None:
    happen(records, PUMP.raised("e1"), site=HOUSE)
    happen(records, TRIP.raised("e2", T0 + MINUTE), site=HOUSE)
    child = next(order for order in orders(records) if order.parent_id is not None)
    sweep(records, {HOUSE.id: HOUSE}, T0 + 3 * HOUR)
    assert decided(records, child.id) == []


def test_a_promise_that_was_not_kept_is_told_once(records: Records) -> None:
    asked = ask(records, local(28, 9))
    step(records, asked.id, _E.DISPATCHED, local(28, 9), by="dispatcher")
    step(records, asked.id, _E.ACCEPTED, local(28, 9, 1))
    step(records, asked.id, _E.ARRIVED, local(28, 9, 2))
    step(records, asked.id, _E.PROMISED, local(28, 9, 5), until=local(28, 11), by="desk")
    sweep(records, OFFICES, local(28, 10, 59))
    assert sent(records, NotificationKind.ORDER_ESCALATED) == []
    sweep(records, OFFICES, local(28, 11))
    sweep(records, OFFICES, local(28, 11, 1))
    assert called(records) == ["duty_engineer", "manager"]
    assert decided(records, asked.id) == [(_E.ESCALATED, "承诺 09-28 11:00 前办理，已过期")]


def test_a_promise_that_was_kept_is_nobodys_matter(records: Records) -> None:
    asked = ask(records, local(28, 9))
    step(records, asked.id, _E.PROMISED, local(28, 9, 5), until=local(28, 11), by="desk")
    finish(records, asked, local(28, 10))
    sweep(records, OFFICES, local(28, 12))
    assert sent(records, NotificationKind.ORDER_ESCALATED) == []


def test_a_deadline_from_outside_calls_the_manager_even_during_a_hold(records: Records) -> None:
    asked = ask(records, local(28, 9))
    step(records, asked.id, _E.DISPATCHED, local(28, 9), by="dispatcher")
    step(records, asked.id, _E.ACCEPTED, local(28, 9, 1))
    started = step(records, asked.id, _E.STARTED, local(28, 9, 2))
    with records.transaction() as tx:
        last = tx.orders.timeline(asked.id)[-1]
        tx.orders.save(limits.promised_outside(started, local(28, 15)), replace(last, id="ticket", event=_E.NOTED))
    step(records, asked.id, _E.HELD, local(28, 10), hold=HoldReason.PARTS)
    sweep(records, OFFICES, local(28, 14, 59))
    assert called(records) == []
    sweep(records, OFFICES, local(28, 15))
    sweep(records, OFFICES, local(28, 15, 1))
    assert called(records) == ["manager"]
    assert order_of(records, asked.id).overdue == ("resolve_by",)


def hurry(records: Records, order_id: str, at: datetime, by: str = "owner") -> WorkOrder:
    with records.transaction() as tx:
        order = tx.orders.get(order_id)
        assert order is not None
        return remind(tx, order, by=by, site=OFFICE, at=at, note="第二次问了")


def test_a_person_may_ask_to_hurry_but_not_twice_in_ten_minutes(records: Records) -> None:
    asked = ask(records, local(28, 9))
    hurry(records, asked.id, local(28, 9, 5))
    with pytest.raises(Refusal, match="less than 10 minutes ago"):
        hurry(records, asked.id, local(28, 9, 14), by="somebody-else")
    hurry(records, asked.id, local(28, 9, 15))
    assert [one.title.zh for one in sent(records, NotificationKind.ORDER_REMINDER)] == ["催办：灯不亮"] * 2


def test_what_steward_reminds_of_does_not_keep_a_person_from_it(records: Records) -> None:
    asked = ask(records, local(28, 9))
    sweep(records, OFFICES, local(28, 9, 21))
    hurry(records, asked.id, local(28, 9, 22))
    assert len(sent(records, NotificationKind.ORDER_REMINDER)) == 2


def test_at_days_end_the_manager_hears_of_what_nobody_answered_in_one_list(records: Records) -> None:
    silent = [ask(records, local(28, 16), title="灯不亮"), ask(records, local(28, 17), title="门不关", priority=Priority.P4)]
    answered, promised = ask(records, local(28, 9)), ask(records, local(28, 10))
    step(records, answered.id, _E.NOTED, local(28, 11), by="desk")
    step(records, promised.id, _E.PROMISED, local(28, 11), by="desk", until=local(30, 12))
    own = ask(records, local(28, 12))
    step(records, own.id, _E.NOTED, local(28, 13), by="owner")
    sweep(records, OFFICES, local(28, 17, 59))
    assert not [one for one in told(records) if one.key.startswith("day-end|")]
    sweep(records, OFFICES, local(28, 18))
    sweep(records, OFFICES, local(28, 23))
    (one,) = [one for one in told(records) if one.key.startswith("day-end|")]
    assert (one.posts, one.title.zh) == (("manager",), "滨江花园：3 件报事今日无答复、无承诺")
    unanswered = {order.id for order in orders(records) if (_E.ESCALATED, "日终无答复、无承诺，已报项目经理") in decided(records, order.id)}
    assert unanswered == {*(order.id for order in silent), own.id}


def test_a_day_off_asks_nobody_for_an_answer_and_a_worked_saturday_does(records: Records) -> None:
    ask(records, local(30, 20))
    listed = []
    for moment in (local(30, 18), local(1, 18, month=10), local(2, 18, month=10), local(3, 18, month=10)):
        sweep(records, OFFICES, moment)
        listed.append(sum(one.key.startswith("day-end|") for one in told(records)))
    assert listed == [0, 0, 0, 1]


def test_a_repair_in_a_public_area_is_looked_at_again_after_seven_days(records: Records) -> None:
    done = finish(records, ask(records, local(21, 9), asset="lamp"), local(21, 15))
    sweep(records, OFFICES, local(28, 14, 59))
    assert len(orders(records)) == 1
    sweep(records, OFFICES, local(28, 15))
    sweep(records, OFFICES, local(28, 15, 1))
    (looking,) = [order for order in orders(records) if order.id != done.id]
    assert (looking.kind, looking.parent_id, looking.state, looking.department) == (OrderKind.INSPECTION, done.id, OrderState.DISPATCHED, done.department)
    assert looking.title.zh == "回头看：灯不亮"
    assert order_of(records, done.id).agenda == ()


def test_the_second_look_has_limits_like_any_order(records: Records) -> None:
    finish(records, ask(records, local(21, 9), asset="lamp"), local(21, 15))
    sweep(records, OFFICES, local(28, 15))
    looking = next(order for order in orders(records) if order.kind is OrderKind.INSPECTION)
    assert sweep(records, OFFICES, local(28, 15) + timedelta(days=20)) > 0
    assert (_E.OVERDUE, "接单时限 09-29 10:00 已过") in decided(records, looking.id)


@pytest.mark.parametrize(
    ("asset", "kind", "outcome"),
    [
        ("valve", OrderKind.REPAIR, Outcome.REAL),
        (None, OrderKind.REPAIR, Outcome.REAL),
        ("lamp", OrderKind.COMPLAINT, Outcome.REAL),
        ("lamp", OrderKind.REPAIR, Outcome.NOTHING_FOUND),
    ],
    ids=["in somebody's home", "nobody knows where", "no repair", "nothing was repaired"],
)
def test_other_orders_get_no_second_look(records: Records, asset: str | None, kind: OrderKind, outcome: Outcome) -> None:
    finish(records, ask(records, local(21, 9), asset=asset, kind=kind), local(21, 15), outcome)
    sweep(records, OFFICES, local(30, 9))
    assert len(orders(records)) == 1
