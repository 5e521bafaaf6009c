"""Things to put into the records; each can be changed by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.alarm import Alarm, AlarmEntry, AlarmEvent
from domain.event_log import EventType, NewEvent
from domain.identity import new_id
from domain.incident import Incident
from domain.outbox import Notification, NotificationKind
from domain.people import Department, Person, Role
from domain.permit import Permit, PermitEntry, PermitKind, PermitState, PermitStep
from domain.quarantine import Quarantined, QuarantineReason
from domain.records import Account, Transaction
from domain.rule_version import Backtest, RuleVersion
from domain.scope import Scope
from domain.severity import Priority, Severity
from domain.suppression import CauseKind, OutOfService
from domain.text import Text
from domain.verification import Verification
from domain.work_order import Due, OrderEvent, OrderKind, OrderState, Task, TimelineEntry, WorkOrder

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def an_alarm(**changes: Any) -> Alarm:  # noqa: ANN401  fields of any type
    key = new_id()
    plain = Alarm(
        id=key,
        realm="live",
        site="riverside",
        asset="lift-1",
        point="riverside.lift-1.trapped",
        rule="lift.entrapment",
        episode=f"episode-{key}",
        severity=Severity.CRITICAL,
        department=Department.SECURITY,
        assist=(Department.ENGINEERING,),
        message=Text("1号梯 疑似困人", "Possible entrapment in Lift 1"),
        occurred_at=NOON,
        raised_at=NOON,
    )
    return replace(plain, **changes)


def an_entry(alarm: Alarm, event: AlarmEvent = AlarmEvent.RAISED, **changes: Any) -> AlarmEntry:  # noqa: ANN401  fields of any type
    return replace(AlarmEntry(alarm.id, alarm.raised_at, event, alarm.state, "system"), **changes)


def an_order(**changes: Any) -> WorkOrder:  # noqa: ANN401  fields of any type
    key = new_id()
    plain = WorkOrder(
        id=key,
        number=f"20260131-{key}",
        realm="live",
        kind=OrderKind.RESCUE,
        site="riverside",
        asset="lift-1",
        department=Department.SECURITY,
        priority=Priority.P1,
        state=OrderState.DISPATCHED,
        title=Text("1号梯 困人救援", "Rescue at Lift 1"),
        opened_at=NOON,
        due=Due(),
    )
    return replace(plain, **changes)


def a_task(order_id: str, **changes: Any) -> Task:  # noqa: ANN401  fields of any type
    return replace(Task(new_id(), order_id, Department.ENGINEERING, Text("切断电源", "Cut the power"), NOON + HOUR), **changes)


def a_line(order: WorkOrder, event: OrderEvent = OrderEvent.OPENED, **changes: Any) -> TimelineEntry:  # noqa: ANN401  fields of any type
    return replace(TimelineEntry(new_id(), order.id, order.opened_at, order.opened_at, event, order.state, "system"), **changes)


def an_incident(**changes: Any) -> Incident:  # noqa: ANN401  fields of any type
    key = new_id()
    plain = Incident(
        id=key,
        realm="live",
        site="riverside",
        cause=CauseKind.POWER,
        cause_alarm_id=f"cause-of-{key}",
        first_alarm_id=f"first-of-{key}",
        title=Text("1号馈线跳闸", "Feeder 1 tripped"),
        severity=Severity.HIGH,
        opened_at=NOON,
    )
    return replace(plain, **changes)


def a_permit(**changes: Any) -> Permit:  # noqa: ANN401  fields of any type
    key = new_id()
    plain = Permit(
        id=key,
        number=f"X-20260131-{key}",
        site="riverside",
        kind=PermitKind.HOT_WORK,
        state=PermitState.REQUESTED,
        scope=Scope(loops=("2",), spaces=("t1-f3",)),
        hides=True,
        place="1号楼3层",
        work="焊接水管",
        applicant="wang",
        starts_at=NOON,
        until=NOON + 2 * HOUR,
        requested_at=NOON,
    )
    return replace(plain, **changes)


def a_permit_entry(permit: Permit, step: PermitStep = PermitStep.REQUESTED, **changes: Any) -> PermitEntry:  # noqa: ANN401  fields of any type
    return replace(PermitEntry(permit.id, permit.requested_at, step, permit.state, "wang"), **changes)


def something_out_of_service(**changes: Any) -> OutOfService:  # noqa: ANN401  fields of any type
    plain = OutOfService(new_id(), "riverside", Scope(assets=("pump-1",)), "轴承更换", "wang", NOON, NOON + HOUR)
    return replace(plain, **changes)


def a_rule_version(**changes: Any) -> RuleVersion:  # noqa: ANN401  fields of any type
    definition = {"id": "tank.low", "when": {"kind": "threshold", "below": 0.5}, "message": {"zh": "水箱低", "en": "Tank low"}}
    plain = RuleVersion(0, "riverside", "tank.low", 0, definition, "wang", "太晚", NOON)
    return replace(plain, **changes)


def a_backtest(**changes: Any) -> Backtest:  # noqa: ANN401  fields of any type
    plain = Backtest(
        id=new_id(),
        site="riverside",
        rule="tank.low",
        definition={"id": "tank.low", "when": {"kind": "threshold", "below": 0.5}},
        digest="d1",
        since=NOON - 24 * HOUR,
        until=NOON,
        asked_by="wang",
        asked_at=NOON,
    )
    return replace(plain, **changes)


def an_event(**changes: Any) -> NewEvent:  # noqa: ANN401  fields of any type
    plain = NewEvent(
        at=NOON,
        realm="live",
        site="riverside",
        asset="lift-1",
        type=EventType.ALARM,
        transition="raised",
        subject_id="a1",
        departments=frozenset({Department.SECURITY, Department.ENGINEERING}),
        body={"id": "a1", "message": {"zh": "困人", "en": "Entrapment"}, "value": 1.5, "list": [1, None, True]},
        actor="system",
    )
    return replace(plain, **changes)


def a_notification(**changes: Any) -> Notification:  # noqa: ANN401  fields of any type
    plain = Notification(
        id=new_id(),
        key=f"order-{new_id()}",
        created_at=NOON,
        realm="live",
        site="riverside",
        kind=NotificationKind.ORDER_OPENED,
        severity=Severity.CRITICAL,
        department=Department.SECURITY,
        title=Text("新工单", "New order"),
        body=Text("1号梯", "Lift 1"),
    )
    return replace(plain, **changes)


def something_unreadable(**changes: Any) -> Quarantined:  # noqa: ANN401  fields of any type
    plain = Quarantined("riverside", NOON, "steward/v1/riverside/lift-1/telemetry", QuarantineReason.NOT_JSON, "at byte 3", b"\x00\xff{", "lift-1")
    return replace(plain, **changes)


def an_account(username: str = "wang", **changes: Any) -> Account:  # noqa: ANN401  fields of a person, of any type
    person = Person(new_id(), username, "王工", Role.ENGINEER, Department.ENGINEERING, ("riverside",))
    return Account(replace(person, **changes), "$argon2id$made-up")


def put_alarm(tx: Transaction, **changes: Any) -> Alarm:  # noqa: ANN401  fields of any type
    """Add an alarm of a condition of its own."""
    alarm = an_alarm(**changes)
    tx.alarms.add(alarm, an_entry(alarm), condition=alarm.episode)
    return alarm


def put_order(tx: Transaction, **changes: Any) -> WorkOrder:  # noqa: ANN401  fields of any type
    order = an_order(**changes)
    tx.orders.add(order, a_line(order))
    return order


def put_incident(tx: Transaction, **changes: Any) -> Incident:  # noqa: ANN401  fields of any type
    incident = an_incident(**changes)
    tx.incidents.add(incident)
    return incident


def put_permit(tx: Transaction, **changes: Any) -> Permit:  # noqa: ANN401  fields of any type
    permit = a_permit(**changes)
    tx.permits.add(permit, a_permit_entry(permit))
    return permit


def put_verification(tx: Transaction, **changes: Any) -> Verification:  # noqa: ANN401  fields of any type
    """Add a verification, of an alarm of its own unless `alarm_id` is given."""
    alarm_id = changes.pop("alarm_id", None) or put_alarm(tx).id
    verification = replace(Verification(alarm_id, "riverside", "t1-f3", NOON, NOON + MINUTE), **changes)
    tx.verifications.add(verification)
    return verification


def put_backtest(tx: Transaction, **changes: Any) -> Backtest:  # noqa: ANN401  fields of any type
    backtest = a_backtest(**changes)
    tx.backtests.add(backtest)
    return backtest
