"""Alarms as rows, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from domain.alarm import Alarm, AlarmEntry, AlarmEvent, AlarmState, Consequence, HiddenBy, Hiding, Latch
from domain.people import Department
from domain.records import PastAlarm
from domain.severity import Severity
from domain.suppression import CauseKind
from domain.text import Text
from storage.database.listing import search_text
from storage.database.tables import alarms, order_alarms


def select_alarms() -> Select[Any]:
    """The rows that `alarms_of` reads: with the order that is linked to each."""
    return select(alarms, order_alarms.c.order_id).outerjoin(order_alarms, order_alarms.c.alarm_id == alarms.c.id)


def alarm_columns(item: Alarm) -> dict[str, Any]:
    """Everything but the id and the condition's key."""
    hidden = item.hidden_by
    return {
        "realm": item.realm,
        "site": item.site,
        "asset": item.asset,
        "point": item.point,
        "rule": item.rule,
        "episode": item.episode,
        "severity": item.severity,
        "department": item.department,
        "assist": item.assist,
        "message_zh": item.message.zh,
        "message_en": item.message.en,
        "occurred_at": item.occurred_at,
        "raised_at": item.raised_at,
        "condition": item.condition,
        "acknowledged": item.acknowledged,
        "hidden_kind": None if hidden is None else hidden.kind,
        "hidden_reason": None if hidden is None else hidden.reason,
        "hidden_by": None if hidden is None else hidden.by,
        "hidden_until": None if hidden is None else hidden.until,
        "latch": item.latch,
        "value": item.value,
        "returned_at": item.returned_at,
        "acknowledged_at": item.acknowledged_at,
        "acknowledged_by": item.acknowledged_by,
        "cleared_at": item.cleared_at,
        "ended_at": item.ended_at,
        "late": item.late,
        "sop": item.sop,
        "incident_id": item.incident_id,
        "consequence": item.consequence,
        "respond_within_s": item.respond_within_s,
        "realarm_after_s": item.realarm_after_s,
        "realarm_at": item.realarm_at,
        "chattering_until": item.chattering_until,
        "first_out": item.first_out,
        "explained_by": item.explained_by,
        "causes": item.causes,
        "plan": item.plan,
        "version": item.version,
        "search": search_text(item.message.zh, item.message.en, item.asset),
    }


COLUMNS = tuple(column.name for column in alarms.columns if column.name not in ("id", "condition_key"))
"""The names that `alarm_columns` gives."""


def alarms_of(rows: Sequence[Row[Any]]) -> Sequence[Alarm]:
    """The alarms of rows of `select_alarms`."""
    return [alarm_of(row) for row in rows]


def past_of(row: Row[Any]) -> PastAlarm:
    """What a new occurrence asks about an alarm that has ended."""
    return PastAlarm(row.id, row.episode, hidden_by_of(row), row.chattering_until, row.ended_at)


def hidden_by_of(row: Row[Any]) -> HiddenBy | None:
    """What hides the alarm of a row."""
    return None if row.hidden_kind is None else HiddenBy(Hiding(row.hidden_kind), row.hidden_reason, row.hidden_by, row.hidden_until)


def alarm_of(row: Row[Any]) -> Alarm:
    """The alarm of a row of `select_alarms`."""
    return Alarm(
        id=row.id,
        realm=row.realm,
        site=row.site,
        asset=row.asset,
        point=row.point,
        rule=row.rule,
        episode=row.episode,
        severity=Severity(row.severity),
        department=Department(row.department),
        assist=tuple(Department(word) for word in row.assist),
        message=Text(row.message_zh, row.message_en),
        occurred_at=row.occurred_at,
        raised_at=row.raised_at,
        condition=row.condition,
        acknowledged=row.acknowledged,
        hidden_by=hidden_by_of(row),
        latch=None if row.latch is None else Latch(row.latch),
        value=row.value,
        returned_at=row.returned_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        cleared_at=row.cleared_at,
        ended_at=row.ended_at,
        late=row.late,
        sop=row.sop,
        incident_id=row.incident_id,
        work_order_id=row.order_id,
        consequence=None if row.consequence is None else Consequence(row.consequence),
        respond_within_s=row.respond_within_s,
        realarm_after_s=row.realarm_after_s,
        realarm_at=row.realarm_at,
        chattering_until=row.chattering_until,
        first_out=row.first_out,
        explained_by=tuple(CauseKind(word) for word in row.explained_by),
        causes=None if row.causes is None else CauseKind(row.causes),
        plan=row.plan,
        version=row.version,
    )


def entry_columns(entry: AlarmEntry) -> dict[str, Any]:
    """A line of history."""
    return {
        "alarm_id": entry.alarm_id,
        "at": entry.at,
        "event": entry.event,
        "state": entry.state,
        "actor": entry.actor,
        "note": entry.note,
        "value": entry.value,
    }


def entry_of(row: Row[Any]) -> AlarmEntry:
    """The line of a row."""
    return AlarmEntry(row.alarm_id, row.at, AlarmEvent(row.event), AlarmState(row.state), row.actor, row.note, row.value)
