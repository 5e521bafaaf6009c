"""What follows from what the rules say: one alarm, one order, those concerned told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.alarm import AlarmState
from domain.event_log import EventType
from domain.outbox import NotificationKind
from domain.records import Records
from domain.severity import Priority
from domain.transition import Change, OrderTemplate
from domain.work_order import Due, OrderEvent, OrderKind, OrderState
from operations.response import ensure_order, respond
from tests.operations.scenes import (
    BRAKE,
    DOOR,
    ENGINEERING,
    ENTRAPMENT,
    HOUR,
    INTRUSION,
    LEVEL,
    MINUTE,
    SECURITY,
    SITE,
    T0,
    alarms,
    happen,
    only_alarm,
    only_order,
    orders,
    timeline,
    told,
    work,
)

SECOND = timedelta(seconds=1)


def test_an_alarm_opens_one_order_that_is_dispatched_at_once(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    alarm, order = only_alarm(records), only_order(records)
    assert alarm.work_order_id == order.id
    assert (order.state, order.department, order.priority, order.kind) == (OrderState.DISPATCHED, SECURITY, Priority.P1, OrderKind.RESCUE)
    assert (order.title, order.alarm_ids, order.skills, order.sop) == (alarm.message, (alarm.id,), ("lift-rescue",), "lift-entrapment-release")


def test_limits_count_from_when_it_was_known_though_the_records_were_away(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"), now=T0 + HOUR)
    assert only_order(records).due == Due(T0 + 3 * MINUTE, T0 + 15 * MINUTE, T0 + 2 * HOUR)


def test_the_number_has_the_day_of_the_site(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    happen(records, LEVEL.raised("e2", T0 + 2 * MINUTE))
    assert [order.number for order in orders(records)] == ["20260131-001", "20260201-001"]


def test_an_assisting_department_gets_a_timed_task(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    order = only_order(records)
    (task,) = order.tasks
    assert (task.department, task.required, task.due_by) == (ENGINEERING, True, order.due.resolve_by)


def test_each_department_is_told_once(records: Records) -> None:
    happen(records, BRAKE.raised("e1"))
    happen(records, BRAKE.raised("e1"), now=T0 + HOUR)
    order = only_order(records)
    assert {(one.kind, one.department, one.work_order_id) for one in told(records)} == {
        (NotificationKind.ORDER_OPENED, ENGINEERING, order.id),
        (NotificationKind.TASK_OPENED, SECURITY, order.id),
    }
    assert len(told(records)) == 2


def test_a_notification_says_where_in_both_languages_and_until_when_in_the_time_of_the_site(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    (one,) = told(records)
    assert one.title == DOOR.message
    assert one.body.zh == "3号楼 · 工单 20260131-001 · 02-01 00:29 前接单"
    assert one.body.en == "Tower 3 · order 20260131-001 · accept by 02-01 00:29"


def test_telling_the_same_transitions_again_changes_nothing(records: Records) -> None:
    story = [ENTRAPMENT.raised("e1"), ENTRAPMENT.returned("e1"), ENTRAPMENT.raised("e2", T0 + 2 * MINUTE), ENTRAPMENT.returned("e2", T0 + 3 * MINUTE)]
    happen(records, *story)
    before = alarms(records), orders(records), told(records)
    with records.reading() as tx:
        bounds = tx.events.bounds()
    happen(records, *story, now=T0 + HOUR)
    with records.reading() as tx:
        assert tx.events.bounds() == bounds
    assert (alarms(records), orders(records), told(records)) == before


def test_twenty_alarms_in_one_second_on_one_lift_give_one_order(records: Records) -> None:
    many = [replace(DOOR, rule=f"lift.fault-{n}").raised(f"e{n}", T0 + n * SECOND / 20) for n in range(20)]
    happen(records, *many)
    assert len(alarms(records)) == 20
    assert set(only_order(records).alarm_ids) == {alarm.id for alarm in alarms(records)}
    assert [one.kind for one in told(records)] == [NotificationKind.ORDER_OPENED]


def test_twenty_alarms_in_twenty_transactions_give_one_order_too(records: Records) -> None:
    for n in range(20):
        happen(records, replace(DOOR, rule=f"lift.fault-{n}").raised(f"e{n}"))
    assert len(only_order(records).alarm_ids) == 20


def test_alarms_of_one_asset_for_two_departments_have_an_order_each(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"), DOOR.raised("e2"))
    assert [(order.department, len(order.alarm_ids)) for order in orders(records)] == [(SECURITY, 1), (ENGINEERING, 1)]


def test_a_rules_own_group_gathers_alarms_of_several_assets(records: Records) -> None:
    flooding = OrderTemplate(OrderKind.REPAIR, group="flooding")
    happen(records, replace(DOOR, order=flooding).raised("e1"), replace(LEVEL, order=flooding).raised("e2"))
    assert len(only_order(records).alarm_ids) == 2


def test_a_rules_own_priority_is_the_priority_of_the_order(records: Records) -> None:
    happen(records, replace(DOOR, order=OrderTemplate(OrderKind.REPAIR, priority=Priority.P1)).raised("e1"))
    assert only_order(records).priority is Priority.P1


def test_a_more_urgent_alarm_that_joins_sharpens_the_order_and_is_told(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    happen(records, BRAKE.raised("e2", T0 + 10 * MINUTE))
    order = only_order(records)
    assert (order.priority, order.title, order.sop) == (Priority.P1, BRAKE.message, "lift-brake")
    assert order.due == Due(T0 + 13 * MINUTE, T0 + 25 * MINUTE, T0 + 10 * MINUTE + 2 * HOUR)
    assert [task.department for task in order.tasks] == [SECURITY]
    assert [(one.kind, one.department) for one in told(records)[1:]] == [
        (NotificationKind.ORDER_JOINED, ENGINEERING),
        (NotificationKind.TASK_OPENED, SECURITY),
    ]


def test_a_less_urgent_alarm_that_joins_changes_no_limit_and_is_told_to_nobody(records: Records) -> None:
    happen(records, BRAKE.raised("e1"))
    before = only_order(records)
    notifications = told(records)
    happen(records, DOOR.raised("e2", T0 + MINUTE))
    after = only_order(records)
    assert (after.priority, after.due, after.title, after.tasks) == (before.priority, before.due, before.title, before.tasks)
    assert told(records) == notifications
    assert timeline(records, after.id)[-1].event is OrderEvent.JOINED


@pytest.mark.parametrize("steps", [(OrderEvent.ACCEPTED, OrderEvent.HELD), (OrderEvent.ACCEPTED, OrderEvent.COMPLETED)])
def test_work_that_had_stopped_goes_on_when_an_alarm_joins(records: Records, steps: tuple[OrderEvent, ...]) -> None:
    happen(records, LEVEL.raised("e1"))
    work(records, only_order(records).id, *steps)
    happen(records, replace(LEVEL, rule="tank.leak").raised("e2", T0 + HOUR))
    order = only_order(records)
    assert (order.state, order.completed_at) == (OrderState.IN_PROGRESS, None)
    assert told(records)[-1].kind is NotificationKind.ORDER_JOINED


def test_work_that_was_done_must_be_resolved_anew_when_an_alarm_joins(records: Records) -> None:
    happen(records, LEVEL.raised("e1"))
    work(records, only_order(records).id, OrderEvent.ACCEPTED, OrderEvent.COMPLETED)
    happen(records, replace(LEVEL, rule="tank.leak").raised("e2", T0 + 9 * HOUR))
    assert only_order(records).due.resolve_by == T0 + 17 * HOUR


def test_a_condition_that_comes_back_unacknowledged_is_the_same_alarm_and_order(records: Records) -> None:
    happen(records, DOOR.raised("e1"), DOOR.returned("e1"), DOOR.raised("e2", T0 + 2 * MINUTE))
    assert only_alarm(records).state is AlarmState.UNACKNOWLEDGED
    order = only_order(records)
    assert [entry.event for entry in timeline(records, order.id)] == [OrderEvent.OPENED, OrderEvent.ALARM_CLEARED, OrderEvent.JOINED]
    assert len(told(records)) == 1


def test_a_condition_that_comes_back_after_the_work_was_done_calls_people_again(records: Records) -> None:
    happen(records, DOOR.raised("e1"), DOOR.returned("e1"))
    work(records, only_order(records).id, OrderEvent.ACCEPTED, OrderEvent.COMPLETED)
    happen(records, DOOR.raised("e2", T0 + HOUR))
    assert only_order(records).state is OrderState.IN_PROGRESS
    assert [one.kind for one in told(records)] == [NotificationKind.ORDER_OPENED, NotificationKind.ORDER_JOINED]


def test_an_alarm_that_clears_is_written_into_its_order_and_does_not_close_it(records: Records) -> None:
    happen(records, DOOR.raised("e1"), DOOR.returned("e1"))
    order = only_order(records)
    assert order.state is OrderState.DISPATCHED
    assert timeline(records, order.id)[-1].event is OrderEvent.ALARM_CLEARED


def test_a_latched_alarm_whose_process_is_normal_tells_its_order_to_wait_for_a_reset(records: Records) -> None:
    happen(records, INTRUSION.raised("e1"), INTRUSION.returned("e1"))
    last = timeline(records, only_order(records).id)[-1]
    assert last.event is OrderEvent.NOTED
    assert "复位" in last.note
    assert only_alarm(records).condition


def test_a_rule_that_is_gone_ends_its_alarm_and_leaves_the_order_open(records: Records) -> None:
    happen(records, INTRUSION.raised("e1"), INTRUSION.change(Change.RETIRED, "e1", T0 + MINUTE))
    assert only_alarm(records).state is AlarmState.NORMAL
    assert only_order(records).state is OrderState.DISPATCHED


def test_what_was_over_before_it_was_known_is_kept_and_calls_nobody(records: Records) -> None:
    happen(records, DOOR.change(Change.RECORDED, "e1", T0, occurred_at=T0 - HOUR))
    alarm = only_alarm(records)
    assert (alarm.state, alarm.late, alarm.occurred_at, alarm.ended_at) == (AlarmState.NORMAL, True, T0 - HOUR, T0)
    assert orders(records) == []
    assert told(records) == []


def test_a_late_alarm_is_called_late(records: Records) -> None:
    happen(records, DOOR.raised("e1", late=True, occurred_at=T0 - 24 * HOUR))
    (one,) = told(records)
    assert one.kind is NotificationKind.ALARM_LATE
    assert one.title.zh == "1号电梯 门故障（01-30 23:59 发生，迟到）"


def test_a_silent_transition_has_an_alarm_and_an_order_and_tells_nobody(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1", silent=True), BRAKE.raised("e2", silent=True), DOOR.raised("e3", silent=True))
    assert len(orders(records)) == 2
    assert told(records) == []


def test_the_return_of_what_was_never_raised_is_nothing(records: Records) -> None:
    happen(records, DOOR.returned("e1"), DOOR.change(Change.RETIRED, "e2", T0 + MINUTE))
    assert alarms(records) == []


def test_a_drill_does_not_join_the_orders_of_real_alarms(records: Records) -> None:
    happen(records, DOOR.raised("e1"), DOOR.change(Change.RAISED, "d1", T0, realm="drill-7"))
    assert [(order.realm, len(order.alarm_ids)) for order in sorted(orders(records), key=lambda order: order.realm)] == [("drill-7", 1), ("live", 1)]


def test_the_event_log_tells_alarm_and_order_with_one_another(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    with records.reading() as tx:
        events = {logged.event.type: logged.event for logged in tx.events.after(0)}
    order = only_order(records)
    assert events[EventType.ALARM].body["work_order_id"] == order.id
    assert events[EventType.WORK_ORDER].body["alarm_ids"] == list(order.alarm_ids)
    assert (events[EventType.ALARM].transition, events[EventType.WORK_ORDER].transition) == ("raised", "open")


def test_an_order_is_ensured_once_however_often_it_is_asked_for(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    with records.transaction() as tx:
        assert ensure_order(tx, only_alarm(records), SITE, T0 + HOUR) == only_order(records)
    assert len(orders(records)) == 1


class PowerCut(Exception):
    """The process dies."""


def respond_and_die(records: Records) -> None:
    with records.transaction() as tx:
        respond(tx, [ENTRAPMENT.raised("e1")], SITE, T0)
        raise PowerCut


def test_a_crash_in_mid_transaction_leaves_nothing_and_the_next_try_everything(records: Records) -> None:
    with pytest.raises(PowerCut):
        respond_and_die(records)
    assert (alarms(records), orders(records), told(records)) == ([], [], [])
    happen(records, ENTRAPMENT.raised("e1"))
    assert len(orders(records)) == 1
