"""The JSON of the outside contract, for the API, the live stream and the ``_out`` topics alike. Times are RFC 3339 UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.alarm import Alarm, AlarmEntry
from domain.identity import LIVE
from domain.reading import Value
from domain.time import rfc3339
from domain.work_order import Task, TimelineEntry, WorkOrder


def alarm_json(alarm: Alarm) -> dict[str, object]:
    """An alarm as others see it."""
    return {
        "id": alarm.id,
        "site": alarm.site,
        "asset": alarm.asset,
        "point": alarm.point,
        "rule": alarm.rule,
        "severity": alarm.severity.value,
        "department": alarm.department.value,
        "assist": [department.value for department in alarm.assist],
        "state": alarm.state.value,
        "condition": alarm.condition,
        "acknowledged": alarm.acknowledged,
        "hidden_by": None
        if alarm.hidden_by is None
        else {
            "kind": alarm.hidden_by.kind.value,
            "reason": alarm.hidden_by.reason,
            "by": alarm.hidden_by.by,
            "until": _time(alarm.hidden_by.until),
        },
        "latch": None if alarm.latch is None else alarm.latch.value,
        "late": alarm.late,
        "occurred_at": rfc3339(alarm.occurred_at),
        "raised_at": rfc3339(alarm.raised_at),
        "returned_at": _time(alarm.returned_at),
        "acknowledged_at": _time(alarm.acknowledged_at),
        "acknowledged_by": alarm.acknowledged_by,
        "cleared_at": _time(alarm.cleared_at),
        "ended_at": _time(alarm.ended_at),
        "value": value_json(alarm.value),
        "message": alarm.message.as_json(),
        "sop": alarm.sop,
        "work_order_id": alarm.work_order_id,
        "incident_id": alarm.incident_id,
        "drill_id": None if alarm.realm == LIVE else alarm.realm,
        "version": alarm.version,
    }


def alarm_entry_json(entry: AlarmEntry) -> dict[str, object]:
    """A line of an alarm's history."""
    return {
        "at": rfc3339(entry.at),
        "event": entry.event.value,
        "state": entry.state.value,
        "actor": entry.actor,
        "note": entry.note,
        "value": value_json(entry.value),
    }


def order_json(order: WorkOrder, timeline: Sequence[TimelineEntry] = ()) -> dict[str, object]:
    """A work order as others see it; lists leave the timeline empty."""
    return {
        "id": order.id,
        "number": order.number,
        "kind": order.kind.value,
        "department": order.department.value,
        "priority": order.priority.value,
        "state": order.state.value,
        "title": order.title.as_json(),
        "alarm_ids": list(order.alarm_ids),
        "site": order.site,
        "asset": order.asset,
        "assignee": order.assignee,
        "skills": list(order.skills),
        "sop": order.sop,
        "tasks": [task_json(task) for task in order.tasks],
        "due": {
            "accept_by": _time(order.due.accept_by),
            "arrive_by": _time(order.due.arrive_by),
            "resolve_by": _time(order.due.resolve_by),
        },
        "overdue": list(order.overdue),
        "opened_at": rfc3339(order.opened_at),
        "accepted_at": _time(order.accepted_at),
        "arrived_at": _time(order.arrived_at),
        "completed_at": _time(order.completed_at),
        "closed_at": _time(order.closed_at),
        "requested_by": order.requested_by,
        "timeline": [timeline_json(entry) for entry in timeline],
        "incident_id": order.incident_id,
        "parent_id": order.parent_id,
        "drill_id": None if order.realm == LIVE else order.realm,
        "version": order.version,
    }


def task_json(task: Task) -> dict[str, object]:
    """An assisting department's part."""
    return {
        "id": task.id,
        "department": task.department.value,
        "title": task.title.as_json(),
        "due_by": _time(task.due_by),
        "required": task.required,
        "done_at": _time(task.done_at),
        "done_by": task.done_by,
    }


def timeline_json(entry: TimelineEntry) -> dict[str, object]:
    """A line of an order's timeline."""
    return {
        "id": entry.id,
        "at": rfc3339(entry.at),
        "occurred_at": rfc3339(entry.occurred_at),
        "event": entry.event.value,
        "state": entry.state.value,
        "actor": entry.actor,
        "note": entry.note,
        "device_id": entry.device_id,
    }


def value_json(value: Value) -> object:
    """A value of a point; flags become a sorted list."""
    return sorted(value) if isinstance(value, frozenset) else value


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
