"""Retention: what each kind of data leaves behind in this database, and how it is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, insert, select

from domain.outbox import DeliveryState
from domain.retention import DataKind
from storage.database.tables import (
    NOT_ENDED,
    OPEN_ORDER,
    alarm_entries,
    alarms,
    attachments,
    audit_log,
    event_log,
    forgetting,
    order_alarms,
    outbox,
    quarantine,
    refresh_tokens,
    tasks,
    timeline_entries,
    work_orders,
)


def forget_before(connection: Connection, kind: DataKind, moment: datetime) -> int:
    """Delete what of `kind` was over before `moment`; returns how many (an alarm or order with all its parts is one).

    0 for what this database does not hold: telemetry and access events lie in the telemetry store, and the records of
    lifts are among the alarms and orders, which are kept longer.
    """
    forget = _OF.get(kind)
    if forget is None:
        return 0
    # Append-only tables let rows go while this mark is there; nobody else ever sees it.
    connection.execute(insert(forgetting).values(kind=kind))
    forgotten = forget(connection, moment)
    connection.execute(delete(forgetting))
    return forgotten


def _delete(connection: Connection, table: Table, where: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(where)).rowcount


def _whole(connection: Connection, table: Table, over: ColumnElement[bool], parts: tuple[tuple[Table, str], ...]) -> int:
    """Delete the rows of `table` that are `over`, their parts first."""
    ids = select(table.c.id).where(over)
    for part, column in parts:
        _delete(connection, part, part.c[column].in_(ids))
    return _delete(connection, table, over)


def _alarms(connection: Connection, moment: datetime) -> int:
    """Ended ones whose responsible order is not open."""
    in_hand = exists().where(order_alarms.c.alarm_id == alarms.c.id, work_orders.c.id == order_alarms.c.order_id, OPEN_ORDER)
    return _whole(connection, alarms, (alarms.c.ended_at < moment) & ~in_hand, ((alarm_entries, "alarm_id"), (order_alarms, "alarm_id")))


def _orders(connection: Connection, moment: datetime) -> int:
    """Closed and cancelled ones in which nothing has happened since, and none of whose alarms is still open."""
    newer = exists().where(timeline_entries.c.order_id == work_orders.c.id, timeline_entries.c.at >= moment)
    needed = exists().where(order_alarms.c.order_id == work_orders.c.id, alarms.c.id == order_alarms.c.alarm_id, NOT_ENDED)
    over = ~OPEN_ORDER & (work_orders.c.opened_at < moment) & ~newer & ~needed
    # An order is over by its timeline, so that goes last.
    orders = connection.execute(select(work_orders.c.id).where(over)).scalars().all()
    for order_id in orders:
        for part in (tasks, attachments, order_alarms, timeline_entries):
            _delete(connection, part, part.c.order_id == order_id)
        _delete(connection, work_orders, work_orders.c.id == order_id)
    return len(orders)


def _events(connection: Connection, moment: datetime) -> int:
    """From the beginning up to the first that must stay: what is kept has no gaps."""
    first_kept = connection.execute(select(func.min(event_log.c.sequence)).where(event_log.c.at >= moment)).scalar()
    return _delete(connection, event_log, event_log.c.at < moment if first_kept is None else event_log.c.sequence < first_kept)


def _notifications(connection: Connection, moment: datetime) -> int:
    """Sent and given up ones; what still waits is never forgotten."""
    return _delete(connection, outbox, (outbox.c.created_at < moment) & (outbox.c.state != DeliveryState.WAITING))


def _older(table: Table, column: str) -> Callable[[Connection, datetime], int]:
    time: Any = table.c[column]
    return lambda connection, moment: _delete(connection, table, time < moment)


_OF: dict[DataKind, Callable[[Connection, datetime], int]] = {
    DataKind.ALARMS: _alarms,
    DataKind.WORK_ORDERS: _orders,
    DataKind.EVENT_LOG: _events,
    DataKind.QUARANTINE: _older(quarantine, "last_at"),
    DataKind.AUDIT_LOG: _older(audit_log, "at"),
    DataKind.NOTIFICATIONS: _notifications,
    DataKind.SESSIONS: _older(refresh_tokens, "expires_at"),
}
