"""What open pages are told of call-outs: entries of the event log, in the transaction of what they tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.call_out import CallOut, CallState
from domain.event_log import EventType, NewEvent
from domain.identity import LIVE
from domain.outbox import Notification
from domain.people import Department
from domain.records import Transaction
from domain.text import Text
from domain.time import rfc3339

DRILL = Text("【演练】{title}", "[DRILL] {title}")


def told(tx: Transaction, notification: Notification, call_out: CallOut, now: datetime) -> None:
    """One `system` event ``notification`` for its department: `called` are the usernames whose apps show the full alarm screen."""
    body = {**notification_json(notification), "call_out_id": call_out.id, "called": list(call_out.people), "asks": call_out.asks}
    _append(tx, call_out, "notification", notification.id, frozenset({notification.department}), body, now)


def changed(tx: Transaction, call_out: CallOut, now: datetime, *, new: Sequence[str] = (), empty: Sequence[str] = ()) -> None:
    """One `system` event ``call-out``: a step has begun (`new` are the people called at it), or it has ended.

    `empty` are the posts for which nobody was found. Management hears of it from the second step on.
    """
    above = call_out.step > 0 or call_out.state is CallState.UNANSWERED
    departments = frozenset({call_out.department, Department.MANAGEMENT}) if above else frozenset({call_out.department})
    _append(tx, call_out, "call-out", call_out.id, departments, {**call_out_json(call_out), "new": list(new), "empty": list(empty)}, now)


def notification_json(notification: Notification) -> dict[str, object]:
    """A notification as others see it. `key` is the same when it is told twice, so that it can be shown once. That of a drill says so."""
    title = notification.title if notification.realm == LIVE else DRILL.filled(title=notification.title)
    return {
        "id": notification.id,
        "key": notification.key,
        "kind": notification.kind.value,
        "site": notification.site,
        "severity": notification.severity.value,
        "department": notification.department.value,
        "posts": list(notification.posts),
        "persons": list(notification.persons),
        "title": title.as_json(),
        "body": notification.body.as_json(),
        "alarm_ids": list(notification.alarm_ids),
        "work_order_id": notification.work_order_id,
        "drill_id": None if notification.realm == LIVE else notification.realm,
        "created_at": rfc3339(notification.created_at),
    }


def call_out_json(call_out: CallOut) -> dict[str, object]:
    """A call-out as open pages see it: who, how far; no address of anybody."""
    return {
        "id": call_out.id,
        "site": call_out.site,
        "state": call_out.state.value,
        "severity": call_out.severity.value,
        "kind": call_out.kind.value,
        "department": call_out.department.value,
        "title": call_out.title.as_json(),
        "body": call_out.body.as_json(),
        "asks": call_out.asks,
        "step": call_out.step,
        "called": list(call_out.people),
        "answer": None if call_out.answer is None else call_out.answer.value,
        "answered_by": call_out.answered_by,
        "work_order_id": call_out.work_order_id,
        "alarm_ids": list(call_out.alarm_ids),
        "next_at": None if call_out.next_at is None else rfc3339(call_out.next_at),
        "version": call_out.version,
    }


def _append(
    tx: Transaction, call_out: CallOut, transition: str, subject: str, departments: frozenset[Department], body: dict[str, object], now: datetime
) -> None:
    tx.events.append(
        NewEvent(
            at=now,
            realm=call_out.realm,
            site=call_out.site,
            asset=None,
            type=EventType.SYSTEM,
            transition=transition,
            subject_id=subject,
            departments=departments,
            body=body,
            actor="system",
        )
    )
