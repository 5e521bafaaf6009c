"""Work orders, tasks and timelines as rows, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from domain.people import Department
from domain.severity import Priority
from domain.text import Text
from domain.time import EPOCH
from domain.work_order import Appointment, Due, Evidence, HoldReason, OrderEvent, OrderKind, OrderState, Outcome, Task, TimelineEntry, WorkOrder
from storage.database.listing import search_text
from storage.database.tables import work_orders

_MICROSECOND = timedelta(microseconds=1)


def order_row(order: WorkOrder) -> dict[str, Any]:
    """Everything of an order but its id, its tasks and its alarms."""
    return {
        "number": order.number,
        "realm": order.realm,
        "kind": order.kind,
        "site": order.site,
        "asset": order.asset,
        "department": order.department,
        "priority": order.priority,
        "state": order.state,
        "title_zh": order.title.zh,
        "title_en": order.title.en,
        "opened_at": order.opened_at,
        "accept_by": order.due.accept_by,
        "arrive_by": order.due.arrive_by,
        "resolve_by": order.due.resolve_by,
        "group_key": order.group,
        "assignee": order.assignee,
        "sop": order.sop,
        "skills": order.skills,
        "accepted_at": order.accepted_at,
        "arrived_at": order.arrived_at,
        "completed_at": order.completed_at,
        "closed_at": order.closed_at,
        "overdue": order.overdue,
        "requested_by": order.requested_by,
        "incident_id": order.incident_id,
        "parent_id": order.parent_id,
        "outcome": order.outcome,
        "space": order.space,
        "service": order.service,
        "agenda": tuple(f"{(each.at - EPOCH) // _MICROSECOND} {each.what}" for each in order.agenda),
        "evidence": order.evidence,
        "shown": order.shown,
        "watch_min": order.watch_min,
        "paused_at": order.paused_at,
        "hold_reason": order.hold_reason,
        "overridden_by": order.overridden_by,
        "owner": order.owner,
        "refusals": order.refusals,
        "merged_into": order.merged_into,
        "promised_until": order.promised_until,
        "next_at": order.next_at,
        "version": order.version,
        "search": search_text(order.title.zh, order.title.en, order.number, order.asset),
    }


COLUMNS = tuple(column.name for column in work_orders.columns if column.name != "id")
"""The names that `order_row` gives."""


def order_of(row: Row[Any], tasks: Sequence[Task], alarm_ids: Sequence[str]) -> WorkOrder:
    """The order of a row, with its tasks and alarms in their order."""
    return WorkOrder(
        id=row.id,
        number=row.number,
        realm=row.realm,
        kind=OrderKind(row.kind),
        site=row.site,
        asset=row.asset,
        department=Department(row.department),
        priority=Priority(row.priority),
        state=OrderState(row.state),
        title=Text(row.title_zh, row.title_en),
        opened_at=row.opened_at,
        due=Due(row.accept_by, row.arrive_by, row.resolve_by),
        group=row.group_key,
        assignee=row.assignee,
        alarm_ids=tuple(alarm_ids),
        tasks=tuple(tasks),
        sop=row.sop,
        skills=row.skills,
        accepted_at=row.accepted_at,
        arrived_at=row.arrived_at,
        completed_at=row.completed_at,
        closed_at=row.closed_at,
        overdue=row.overdue,
        requested_by=row.requested_by,
        incident_id=row.incident_id,
        parent_id=row.parent_id,
        outcome=None if row.outcome is None else Outcome(row.outcome),
        space=row.space,
        service=row.service,
        agenda=tuple(_appointment(each) for each in row.agenda),
        evidence=tuple(Evidence(each) for each in row.evidence),
        shown=tuple(Evidence(each) for each in row.shown),
        watch_min=row.watch_min,
        paused_at=row.paused_at,
        hold_reason=None if row.hold_reason is None else HoldReason(row.hold_reason),
        overridden_by=row.overridden_by,
        owner=row.owner,
        refusals=row.refusals,
        merged_into=row.merged_into,
        promised_until=row.promised_until,
        version=row.version,
    )


def _appointment(written: str) -> Appointment:
    at, what = written.split(" ", 1)
    return Appointment(EPOCH + int(at) * _MICROSECOND, what)


def task_row(task: Task, order_id: str, place: int) -> Mapping[str, Any]:
    """A task at its place among those of an order."""
    return {
        "id": task.id,
        "order_id": order_id,
        "place": place,
        "department": task.department,
        "title_zh": task.title.zh,
        "title_en": task.title.en,
        "due_by": task.due_by,
        "required": task.required,
        "done_at": task.done_at,
        "done_by": task.done_by,
        "accepted_at": task.accepted_at,
        "accepted_by": task.accepted_by,
    }


def task_of(row: Row[Any]) -> Task:
    """The task of a row."""
    return Task(
        id=row.id,
        order_id=row.order_id,
        department=Department(row.department),
        title=Text(row.title_zh, row.title_en),
        due_by=row.due_by,
        required=row.required,
        done_at=row.done_at,
        done_by=row.done_by,
        accepted_at=row.accepted_at,
        accepted_by=row.accepted_by,
    )


def entry_row(entry: TimelineEntry) -> Mapping[str, Any]:
    """A line of a timeline."""
    return {
        "id": entry.id,
        "order_id": entry.order_id,
        "at": entry.at,
        "occurred_at": entry.occurred_at,
        "event": entry.event,
        "state": entry.state,
        "actor": entry.actor,
        "note": entry.note,
        "device_id": entry.device_id,
    }


def entry_of(row: Row[Any]) -> TimelineEntry:
    """The line of a row."""
    return TimelineEntry(
        id=row.id,
        order_id=row.order_id,
        at=row.at,
        occurred_at=row.occurred_at,
        event=OrderEvent(row.event),
        state=OrderState(row.state),
        actor=row.actor,
        note=row.note,
        device_id=row.device_id,
    )
