"""Retention: what is over goes with all its parts; what is open stays, however old."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.alarm import AlarmEvent
from domain.attachment import Attachment
from domain.identity import new_id
from domain.outbox import DeliveryState
from domain.records import AuditEntry, OrderFilter, Records, RefreshToken
from domain.retention import DataKind
from domain.work_order import OrderEvent, OrderState
from tests.storage.database.samples import (
    HOUR,
    NOON,
    a_line,
    a_notification,
    a_task,
    an_account,
    an_entry,
    an_event,
    an_order,
    put_alarm,
    put_order,
    something_unreadable,
)

OLD = NOON - HOUR


def test_ended_alarms_go_with_their_history_and_open_ones_stay(records: Records) -> None:
    with records.transaction() as tx:
        over = put_alarm(tx, raised_at=OLD, ended_at=OLD)
        still_open = put_alarm(tx, raised_at=OLD)
        ended_later = put_alarm(tx, raised_at=OLD, ended_at=NOON)
        tx.alarms.save(over, an_entry(over, AlarmEvent.ACKNOWLEDGED))
    with records.transaction() as tx:
        assert tx.housekeeping.forget_before(DataKind.ALARMS, NOON) == 1
        assert [tx.alarms.get(alarm.id) is None for alarm in (over, still_open, ended_later)] == [True, False, False]
        assert tx.alarms.history(over.id) == []
        assert len(tx.alarms.history(still_open.id)) == 1


def test_an_ended_alarm_stays_while_its_order_is_open(records: Records) -> None:
    with records.transaction() as tx:
        alarm = put_alarm(tx, raised_at=OLD, ended_at=OLD)
        order = put_order(tx, opened_at=OLD, alarm_ids=(alarm.id,))
        assert tx.housekeeping.forget_before(DataKind.ALARMS, NOON) == 0
        tx.orders.save(replace(order, state=OrderState.CLOSED), a_line(order))
        assert tx.housekeeping.forget_before(DataKind.ALARMS, NOON) == 1
        assert tx.orders.get(order.id) is not None


def test_closed_orders_go_with_all_their_parts_and_open_ones_stay(records: Records) -> None:
    with records.transaction() as tx:
        alarm = put_alarm(tx, ended_at=OLD)
        order = an_order(opened_at=OLD, state=OrderState.CLOSED, alarm_ids=(alarm.id,))
        order = replace(order, tasks=(a_task(order.id),))
        tx.orders.add(order, a_line(order))
        tx.orders.add_attachment(Attachment(new_id(), order.id, "a.jpg", "image/jpeg", 1, "00", OLD, "wang"))
        kept = [
            put_order(tx, opened_at=OLD),
            put_order(tx, opened_at=NOON, state=OrderState.CANCELLED),
            put_order(tx, opened_at=OLD, state=OrderState.CLOSED, alarm_ids=(put_alarm(tx).id,)),
        ]
        reopened = put_order(tx, opened_at=OLD, state=OrderState.CLOSED)
        kept.append(tx.orders.save(reopened, a_line(reopened, OrderEvent.NOTED, at=NOON)))
        assert tx.housekeeping.forget_before(DataKind.WORK_ORDERS, NOON) == 1
        assert tx.orders.get(order.id) is None
        assert (tx.orders.timeline(order.id), tx.orders.attachments(order.id), tx.task(order.tasks[0].id)) == ([], [], None)
        assert tx.orders.of_alarm(alarm.id) is None
        assert {found.id for found in tx.orders.list(OrderFilter()).items} == {order.id for order in kept}


def test_the_event_log_loses_its_beginning_and_never_a_row_between_kept_ones(records: Records) -> None:
    with records.transaction() as tx:
        for at in (OLD, OLD, NOON, OLD, NOON):
            tx.events.append(an_event(at=at))
    with records.transaction() as tx:
        oldest, newest = tx.events.bounds()
        assert tx.housekeeping.forget_before(DataKind.EVENT_LOG, NOON) == 2
        assert tx.events.bounds() == (oldest + 2, newest)
        assert len(tx.events.after(0)) == 3


def test_numbers_of_forgotten_events_are_not_given_again(records: Records) -> None:
    with records.transaction() as tx:
        tx.events.append(an_event(at=OLD))
    with records.transaction() as tx:
        newest = tx.events.bounds()[1]
        assert tx.housekeeping.forget_before(DataKind.EVENT_LOG, NOON) == 1
        assert tx.events.bounds() == (0, 0)
        tx.events.append(an_event())
    with records.reading() as tx:
        assert tx.events.bounds()[0] > newest


def test_old_quarantine_audit_and_sign_ins_go(records: Records) -> None:
    account = an_account()
    with records.transaction() as tx:
        tx.people.add(account)
        for at in (OLD, NOON):
            tx.quarantine.add(something_unreadable(received_at=at))
            tx.housekeeping.audit(AuditEntry(at, "wang", "sign-in", "", ""))
            tx.people.add_token(RefreshToken(str(at), account.person.id, "f", at, at))
        for kind in (DataKind.QUARANTINE, DataKind.AUDIT_LOG, DataKind.SESSIONS):
            assert tx.housekeeping.forget_before(kind, NOON) == 1
        assert (tx.quarantine.total(("*",)), len(tx.housekeeping.audits()), tx.people.token(str(OLD))) == (1, 1, None)


def test_notifications_that_still_wait_are_not_forgotten(records: Records) -> None:
    with records.transaction() as tx:
        waiting, new = a_notification(created_at=OLD), a_notification(state=DeliveryState.SENT)
        for notification in (
            waiting,
            new,
            a_notification(created_at=OLD, state=DeliveryState.SENT),
            a_notification(created_at=OLD, state=DeliveryState.FAILED),
        ):
            tx.outbox.add(notification)
        assert tx.housekeeping.forget_before(DataKind.NOTIFICATIONS, NOON) == 2
        assert tx.outbox.list() == [new, waiting]


@pytest.mark.parametrize("kind", [DataKind.TELEMETRY, DataKind.ACCESS_EVENTS, DataKind.LIFT_RECORDS])
def test_what_lies_elsewhere_is_not_forgotten_here(records: Records, kind: DataKind) -> None:
    with records.transaction() as tx:
        put_alarm(tx, ended_at=OLD)
        assert tx.housekeeping.forget_before(kind, NOON) == 0
