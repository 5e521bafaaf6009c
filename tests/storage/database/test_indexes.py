"""The questions that are asked every second go by an index made for them, however long the history is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.contact import CheckKind
from domain.records import AlarmFilter, OrderFilter, Transaction
from domain.webhook import Sending
from domain.work_order import OPEN_STATES
from storage.database.records import DatabaseRecords
from tests.storage.database.samples import NOON

HERE = ("riverside",)
OPEN_ORDERS = OrderFilter(sites=HERE, states=OPEN_STATES)
DUE = OrderFilter(sites=HERE, due_from=NOON, due_until=NOON + timedelta(days=31))

ASKED: dict[str, Callable[[Transaction], object]] = {
    "ix_alarm_hidden_until": lambda tx: tx.alarms.hidden_until_before(NOON),
    "ix_alarm_realarm_at": lambda tx: tx.alarms.realarm_before(NOON),
    "ix_alarm_chattering_until": lambda tx: tx.alarms.settled_before(NOON),
    "ix_alarm_condition": lambda tx: tx.alarms.turns_since("live", "c", NOON),
    "ix_alarm_entry_at": lambda tx: tx.alarms.entries_between("riverside", NOON, NOON + timedelta(days=1)),
    "ix_alarm_raised": lambda tx: tx.alarms.raised_between("riverside", NOON, NOON + timedelta(days=1)),
    "ix_alarm_incident": lambda tx: (tx.incidents.alarms("i1"), tx.alarms.list(AlarmFilter(incident="i1"))),
    "ix_alarm_hidden_by": lambda tx: tx.alarms.list(AlarmFilter(hidden_by="permit-7")),
    "ix_alarm_rule": lambda tx: tx.alarms.list(AlarmFilter(rule="lift.entrapment")),
    "ix_incident_release_at": lambda tx: tx.incidents.release_before(NOON),
    "ix_incident_not_ended": lambda tx: tx.incidents.open_at("riverside"),
    "ix_incident_cause_alarm": lambda tx: tx.incidents.of_cause("a1"),
    "ix_work_order_open": lambda tx: (tx.orders.list(OPEN_ORDERS), tx.orders.counts(OPEN_ORDERS)),
    "ix_work_order_assignee": lambda tx: (tx.orders.list(OrderFilter(sites=HERE, assignee="wang")), tx.orders.counts(OrderFilter(sites=HERE, assignee="wang"))),
    "ix_work_order_requested_by": lambda tx: tx.orders.list(OrderFilter(sites=HERE, requested_by="wang")),
    "ix_work_order_resolve_by": lambda tx: tx.orders.list(DUE),
    "ix_work_order_promised": lambda tx: tx.orders.list(DUE),
    "ix_permit_in_hand": lambda tx: (tx.permits.due_before(NOON), tx.permits.active_at("riverside")),
    "ix_out_of_service_open": lambda tx: (tx.out_of_service.due_before(NOON), tx.out_of_service.open_at("riverside")),
    "ix_verification_waiting": lambda tx: (tx.verifications.due_before(NOON), tx.verifications.waiting_at("riverside")),
    "ix_verification_false_alarm": lambda tx: tx.verifications.false_alarms("riverside", NOON),
    "ux_rule_version_number": lambda tx: tx.rule_versions.of_rule("riverside", "r"),
    "ux_plan_version_in_force": lambda tx: (tx.plans.in_force("riverside"), tx.plans.triggers("riverside")),
    "ux_plan_version_number": lambda tx: tx.plans.of_key("riverside", "fire"),
    "ix_work_order_unassigned": lambda tx: tx.dispatch.waiting("riverside"),
    "ix_work_order_in_hand": lambda tx: tx.dispatch.loads(["guard"]),
    "ix_work_order_accepted": lambda tx: tx.dispatch.taken("riverside", NOON),
    "ix_duty_site": lambda tx: tx.dispatch.duties("riverside", NOON, NOON + timedelta(days=1)),
    "ix_contact_active": lambda tx: tx.contacts.of(["guard"]),
    "ix_contact_digest": lambda tx: tx.contacts.holders("push", "digest"),
    "ix_contact_check_to_send": lambda tx: tx.contacts.checks_due(NOON),
    "ix_contact_check_awaited": lambda tx: tx.contacts.checks_silent(NOON),
    "ix_contact_check_contact": lambda tx: tx.contacts.checks_of("c1", CheckKind.CODE, NOON),
    "ix_contact_check_person": lambda tx: tx.contacts.codes_since("guard", NOON),
    "ix_contact_check_digest": lambda tx: tx.contacts.check_by_secret("digest"),
    "ix_duty_person": lambda tx: tx.dispatch.duties_of("guard", NOON, NOON + timedelta(days=1)),
    "ix_webhook_delivery_state": lambda tx: tx.webhooks.deliveries("hook", state=Sending.FAILED),
    "ix_outbox_waiting": lambda tx: (tx.outbox.due(NOON), tx.outbox.held_for_digest(NOON)),
}


@pytest.mark.parametrize("index", ASKED)
def test_the_answer_is_found_through_its_index(sqlite_records: DatabaseRecords, index: str) -> None:
    asked: list[str] = []
    with sqlite_records.reading() as tx:
        driver = tx._connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(asked.append)
        ASKED[index](tx)
        driver.set_trace_callback(None)
        plans = [str(driver.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()) for statement in asked]
    assert plans
    assert [plan for plan in plans if f" INDEX {index}" not in plan] == []
