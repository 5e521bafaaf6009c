"""The JSON of the outside contract, for the API, the live stream and the ``_out`` topics alike. Times are RFC 3339 UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.alarm import Alarm, AlarmEntry
from domain.identity import LIVE
from domain.incident import Incident
from domain.permit import Permit, PermitEntry
from domain.reading import Value
from domain.rule_version import Backtest, RuleVersion
from domain.scope import Scope
from domain.suppression import OutOfService
from domain.time import rfc3339
from domain.verification import Verification
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
        "consequence": None if alarm.consequence is None else alarm.consequence.value,
        "respond_by": None if alarm.respond_within_s is None else rfc3339(alarm.raised_at + timedelta(seconds=alarm.respond_within_s)),
        "chattering": alarm.chattering_until is not None,
        "first_out": alarm.first_out,
        "causes": None if alarm.causes is None else alarm.causes.value,
        "explained_by": [cause.value for cause in alarm.explained_by],
        "plan": alarm.plan,
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
        "outcome": None if order.outcome is None else order.outcome.value,
        "space": order.space,
        "service": order.service,
        "paused_at": _time(order.paused_at),
        "hold_reason": None if order.hold_reason is None else order.hold_reason.value,
        "evidence": [evidence.value for evidence in order.evidence],
        "watch_until": _time(order.appointment("watch")),
        "overridden_by": order.overridden_by,
        "owner": order.owner,
        "refusals": order.refusals,
        "merged_into": order.merged_into,
        "promised_until": _time(order.promised_until),
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
        "accepted_at": _time(task.accepted_at),
        "accepted_by": task.accepted_by,
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


def incident_json(incident: Incident, alarm_ids: Sequence[str] = ()) -> dict[str, object]:
    """An incident as others see it; `alarm_ids` in the order in which they occurred, lists may leave them out."""
    return {
        "id": incident.id,
        "site": incident.site,
        "cause": incident.cause.value,
        "cause_alarm_id": incident.cause_alarm_id,
        "first_alarm_id": incident.first_alarm_id,
        "title": incident.title.as_json(),
        "severity": incident.severity.value,
        "opened_at": rfc3339(incident.opened_at),
        "release_at": _time(incident.release_at),
        "closed_at": _time(incident.ended_at),
        "alarm_ids": list(alarm_ids),
        "drill_id": None if incident.realm == LIVE else incident.realm,
        "version": incident.version,
    }


def permit_json(permit: Permit, timeline: Sequence[PermitEntry] = ()) -> dict[str, object]:
    """A permit as others see it; lists leave the timeline empty."""
    return {
        "id": permit.id,
        "number": permit.number,
        "site": permit.site,
        "kind": permit.kind.value,
        "state": permit.state.value,
        "scope": scope_json(permit.scope),
        "hides": permit.hides,
        "place": permit.place,
        "work": permit.work,
        "applicant": permit.applicant,
        "approver": permit.approver,
        "watcher": permit.watcher,
        "contractor": permit.contractor,
        "starts_at": rfc3339(permit.starts_at),
        "until": rfc3339(permit.until),
        "requested_at": rfc3339(permit.requested_at),
        "begun_at": _time(permit.begun_at),
        "ended_at": _time(permit.ended_at),
        "recheck_at": _time(permit.recheck_at),
        "missing": list(permit.missing),
        "reported": list(permit.reported),
        "overdue": list(permit.overdue),
        "timeline": [permit_entry_json(entry) for entry in timeline],
        "version": permit.version,
    }


def permit_entry_json(entry: PermitEntry) -> dict[str, object]:
    """A line of a permit's timeline."""
    return {"at": rfc3339(entry.at), "step": entry.step.value, "state": entry.state.value, "actor": entry.actor, "note": entry.note}


def verification_json(verification: Verification) -> dict[str, object]:
    """The verification of a first signal of fire."""
    return {
        "alarm_id": verification.alarm_id,
        "site": verification.site,
        "zone": verification.zone,
        "state": verification.state.value,
        "started_at": rfc3339(verification.started_at),
        "verify_by": rfc3339(verification.verify_by),
        "reason": None if verification.reason is None else verification.reason.value,
        "cause": verification.cause,
        "photo": verification.photo,
        "decided_at": _time(verification.decided_at),
        "decided_by": verification.decided_by,
        "version": verification.version,
    }


def out_of_service_json(entry: OutOfService) -> dict[str, object]:
    """What somebody has taken out of service."""
    return {
        "id": entry.id,
        "site": entry.site,
        "scope": scope_json(entry.scope),
        "reason": entry.reason,
        "by": entry.by,
        "at": rfc3339(entry.at),
        "until": rfc3339(entry.until),
        "ended_at": _time(entry.ended_at),
        "ended_by": entry.ended_by,
        "spares": list(entry.spares),
        "version": entry.version,
    }


def rule_version_json(version: RuleVersion) -> dict[str, object]:
    """A version of a rule; `definition` null: as the files have it."""
    return {
        "sequence": version.sequence,
        "site": version.site,
        "rule": version.rule,
        "number": version.number,
        "definition": None if version.definition is None else dict(version.definition),
        "author": version.author,
        "reason": version.reason,
        "at": rfc3339(version.at),
        "backtest_id": version.backtest_id,
        "restores": version.restores,
    }


def backtest_json(backtest: Backtest) -> dict[str, object]:
    """A backtest and how far it is; `progress` from 0 to 1."""
    return {
        "id": backtest.id,
        "site": backtest.site,
        "rule": backtest.rule,
        "definition": dict(backtest.definition),
        "digest": backtest.digest,
        "since": rfc3339(backtest.since),
        "until": rfc3339(backtest.until),
        "asked_by": backtest.asked_by,
        "asked_at": rfc3339(backtest.asked_at),
        "state": backtest.state.value,
        "progress": backtest.progress,
        "started_at": _time(backtest.started_at),
        "finished_at": _time(backtest.finished_at),
        "result": None if backtest.result is None else dict(backtest.result),
        "error": backtest.error,
    }


def scope_json(scope: Scope) -> dict[str, object]:
    """What is meant by a permit, or is out of service."""
    return {
        "points": list(scope.points),
        "assets": list(scope.assets),
        "spaces": list(scope.spaces),
        "loops": list(scope.loops),
        "device_types": list(scope.device_types),
    }


def value_json(value: Value) -> object:
    """A value of a point; flags become a sorted list."""
    return sorted(value) if isinstance(value, frozenset) else value


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
