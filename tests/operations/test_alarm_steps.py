"""Steps with an alarm that its work order follows."""

from __future__ import annotations

from domain.alarm import AlarmState
from domain.event_log import EventType
from domain.records import Records
from domain.work_order import OrderEvent, OrderKind
from operations import alarm_steps
from tests.operations.scenes import DOOR, HOUR, INTRUSION, LEVEL, MINUTE, SITE, T0, alarms, happen, only_alarm, only_order, orders, timeline, told, work


def raise_behind_a_shelf(records: Records) -> str:
    """An alarm that was raised while its condition was shelved; returns its id."""
    happen(records, LEVEL.raised("e1"))
    with records.transaction() as tx:
        alarm = alarm_steps.acknowledge(tx, only_alarm(records).id, by="fitter", at=T0)
        alarm_steps.shelve(tx, alarm.id, by="fitter", at=T0, until=T0 + HOUR, reason="浮球检修")
    happen(records, LEVEL.returned("e1"))
    work(records, only_order(records).id, OrderEvent.ACCEPTED, OrderEvent.COMPLETED, OrderEvent.VERIFIED, at=T0 + 5 * MINUTE)
    happen(records, LEVEL.raised("e2", T0 + 10 * MINUTE))
    return alarms(records)[-1].id


def unshelve(records: Records, alarm: str) -> None:
    with records.transaction() as tx:
        alarm_steps.unshelve(tx, alarm, site=SITE, by="fitter", at=T0 + 20 * MINUTE)


def test_an_alarm_that_is_raised_hidden_has_no_order_and_tells_nobody(records: Records) -> None:
    alarm = raise_behind_a_shelf(records)
    assert (alarms(records)[-1].state, alarms(records)[-1].work_order_id) == (AlarmState.SHELVED, None)
    assert all(alarm not in order.alarm_ids for order in orders(records))
    assert len(told(records)) == 1


def test_it_gets_its_order_when_it_is_shown_and_still_active(records: Records) -> None:
    alarm = raise_behind_a_shelf(records)
    unshelve(records, alarm)
    order = orders(records)[-1]
    assert (order.alarm_ids, order.kind, order.opened_at) == ((alarm,), OrderKind.REPAIR, T0 + 20 * MINUTE)
    assert told(records)[-1].work_order_id == order.id
    with records.reading() as tx:
        shown = [logged.event for logged in tx.events.after(0) if logged.event.type is EventType.ALARM][-1]
    assert (shown.transition, shown.body["work_order_id"]) == ("unshelved", order.id)


def test_it_needs_none_when_the_process_is_normal_by_then_and_gets_one_if_it_comes_back(records: Records) -> None:
    alarm = raise_behind_a_shelf(records)
    happen(records, LEVEL.returned("e2", T0 + 15 * MINUTE))
    unshelve(records, alarm)
    assert len(orders(records)) == 1
    happen(records, LEVEL.raised("e3", T0 + 30 * MINUTE))
    assert orders(records)[-1].alarm_ids == (alarm,)


def test_an_alarm_that_is_shown_again_keeps_the_order_that_it_has(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    alarm = only_alarm(records)
    with records.transaction() as tx:
        alarm_steps.shelve(tx, alarm.id, by="fitter", at=T0, until=T0 + HOUR, reason="检修")
    unshelve(records, alarm.id)
    assert only_order(records).id == alarm.work_order_id
    assert only_alarm(records).state is AlarmState.UNACKNOWLEDGED


def test_a_reset_is_written_into_the_order_which_stays_open(records: Records) -> None:
    happen(records, INTRUSION.raised("e1"), INTRUSION.returned("e1"))
    with records.transaction() as tx:
        alarm_steps.reset(tx, only_alarm(records).id, by="guard", at=T0 + HOUR, reason="误触", evidence="照片")
    order = only_order(records)
    last = timeline(records, order.id)[-1]
    assert (last.event, last.actor) == (OrderEvent.ALARM_CLEARED, "guard")
    assert order.closed_at is None
