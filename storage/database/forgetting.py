"""Retention: what each kind of data leaves behind in this database, and how it is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, insert, select

from domain.outbox import DeliveryState
from domain.retention import DataKind
from domain.verification import VerificationState
from domain.webhook import Sending
from storage.database.forgetting_drills import forget_drills
from storage.database.forgetting_files import forget_files
from storage.database.forgetting_hand_overs import forget_control_room, forget_hand_overs
from storage.database.forgetting_notices import forget_notices, forget_recipients
from storage.database.forgetting_plan_runs import forget_plan_runs
from storage.database.forgetting_plans import forget_plan_versions
from storage.database.forgetting_requests import forget_requesters, forget_requests
from storage.database.forgetting_rota import forget_duty
from storage.database.forgetting_visits import forget_visitors, forget_visits, forget_whistles
from storage.database.forgetting_weather import forget_weather
from storage.database.tables import (
    NOT_ENDED,
    OPEN_ORDER,
    OPEN_PERMIT,
    UNFINISHED,
    alarm_entries,
    alarms,
    attachments,
    audit_log,
    backtests,
    call_deliveries,
    call_out_alarms,
    call_outs,
    contact_checks,
    contacts,
    deliveries,
    dispatch_looks,
    event_log,
    forgetting,
    incidents,
    job_links,
    labour_lines,
    late_steps,
    order_alarms,
    out_of_service,
    outbox,
    outside_orders,
    part_lines,
    permit_attachments,
    permit_entries,
    permits,
    phone_sessions,
    quarantine,
    refresh_tokens,
    repeat_faults,
    rescue_clocks,
    rule_versions,
    tasks,
    timeline_entries,
    verifications,
    work_done,
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
    """Ended ones whose responsible order, incident and verification are not open; then incidents of which nothing is left."""
    in_hand = exists().where(order_alarms.c.alarm_id == alarms.c.id, work_orders.c.id == order_alarms.c.order_id, OPEN_ORDER)
    in_open_incident = exists().where(incidents.c.id == alarms.c.incident_id, incidents.c.ended_at.is_(None))
    unverified = exists().where(verifications.c.alarm_id == alarms.c.id, verifications.c.state == VerificationState.WAITING)
    over = (alarms.c.ended_at < moment) & ~in_hand & ~in_open_incident & ~unverified
    parts = ((alarm_entries, "alarm_id"), (order_alarms, "alarm_id"), (verifications, "alarm_id"))
    forgotten = _whole(connection, alarms, over, parts)
    _delete(connection, incidents, (incidents.c.ended_at < moment) & ~exists().where(alarms.c.incident_id == incidents.c.id))
    return forgotten


def _orders(connection: Connection, moment: datetime) -> int:
    """Closed and cancelled ones in which nothing has happened since, and none of whose alarms is still open."""
    newer = exists().where(timeline_entries.c.order_id == work_orders.c.id, timeline_entries.c.at >= moment)
    needed = exists().where(order_alarms.c.order_id == work_orders.c.id, alarms.c.id == order_alarms.c.alarm_id, NOT_ENDED)
    over = ~OPEN_ORDER & (work_orders.c.opened_at < moment) & ~newer & ~needed
    # An order is over by its timeline, so that goes last.
    orders = connection.execute(select(work_orders.c.id).where(over)).scalars().all()
    forget_requests(connection, orders)
    for order_id in orders:
        _delete(connection, repeat_faults, repeat_faults.c.earlier_id == order_id)
        for part in (labour_lines, part_lines, work_done, repeat_faults):
            _delete(connection, part, part.c.order_id == order_id)
        forget_files(connection, attachments, attachments.c.order_id == order_id)
        for part in (dispatch_looks, rescue_clocks, tasks, order_alarms, timeline_entries):
            _delete(connection, part, part.c.order_id == order_id)
        for part in (outside_orders, job_links):
            _delete(connection, part, part.c.order_id == order_id)
        _delete(connection, work_orders, work_orders.c.id == order_id)
    return len(orders)


def _events(connection: Connection, moment: datetime) -> int:
    """From the beginning up to the first that must stay: what is kept has no gaps."""
    first_kept = connection.execute(select(func.min(event_log.c.sequence)).where(event_log.c.at >= moment)).scalar()
    return _delete(connection, event_log, event_log.c.at < moment if first_kept is None else event_log.c.sequence < first_kept)


def _notifications(connection: Connection, moment: datetime) -> int:
    """Sent and given up ones with whom they called; what still waits is never forgotten."""
    over = (call_outs.c.created_at < moment) & (call_outs.c.ended_at < moment)
    _whole(connection, call_outs, over, ((call_deliveries, "call_out_id"), (call_out_alarms, "call_out_id")))
    return _delete(connection, outbox, (outbox.c.created_at < moment) & (outbox.c.state != DeliveryState.WAITING))


def _permits(connection: Connection, moment: datetime) -> int:
    """Permits that are over and in which nothing has happened since; equipment that has been put back."""
    newer = exists().where(permit_entries.c.permit_id == permits.c.id, permit_entries.c.at >= moment)
    over = ~OPEN_PERMIT & (permits.c.until < moment) & (permits.c.requested_at < moment)
    # A permit is over by its timeline, so that goes last.
    gone = connection.execute(select(permits.c.id).where(over & ~newer)).scalars().all()
    for permit_id in gone:
        forget_files(connection, permit_attachments, permit_attachments.c.permit_id == permit_id)
        _delete(connection, permit_entries, permit_entries.c.permit_id == permit_id)
        _delete(connection, permits, permits.c.id == permit_id)
    return len(gone) + _delete(connection, out_of_service, out_of_service.c.ended_at < moment)


def _rule_versions(connection: Connection, moment: datetime) -> int:
    """Versions that newer ones have replaced before then; finished backtests that no version names any more."""
    later = rule_versions.alias("later")
    replaced = exists().where(
        later.c.site == rule_versions.c.site, later.c.rule == rule_versions.c.rule, later.c.number > rule_versions.c.number, later.c.at < moment
    )
    versions = _delete(connection, rule_versions, (rule_versions.c.at < moment) & replaced)
    named = exists().where(rule_versions.c.backtest_id == backtests.c.id)
    return versions + _delete(connection, backtests, ~UNFINISHED & (backtests.c.asked_at < moment) & (backtests.c.finished_at < moment) & ~named)


def _contacts(connection: Connection, moment: datetime) -> int:
    """Ended ones with their checks, and old checks of those that are still there."""
    _delete(connection, contact_checks, (contact_checks.c.asked_at < moment) & (contact_checks.c.expires_at < moment))
    return _whole(connection, contacts, contacts.c.ended_at < moment, ((contact_checks, "contact_id"),))


def _webhook_log(connection: Connection, moment: datetime) -> int:
    """What was sent or given up, and what has waited so long for an endpoint that is switched off."""
    waiting = (deliveries.c.state == Sending.WAITING) & (deliveries.c.give_up_at >= moment)
    return _delete(connection, deliveries, (deliveries.c.created_at < moment) & ~waiting)


def _older(table: Table, column: str) -> Callable[[Connection, datetime], int]:
    time: Any = table.c[column]
    return lambda connection, moment: _delete(connection, table, time < moment)


def _all_older(*tables: tuple[Table, str]) -> Callable[[Connection, datetime], int]:
    each = [_older(table, column) for table, column in tables]
    return lambda connection, moment: sum(forget(connection, moment) for forget in each)


_OF: dict[DataKind, Callable[[Connection, datetime], int]] = {
    DataKind.ALARMS: _alarms,
    DataKind.WORK_ORDERS: _orders,
    DataKind.EVENT_LOG: _events,
    DataKind.QUARANTINE: _older(quarantine, "last_at"),
    DataKind.AUDIT_LOG: _all_older((audit_log, "at"), (late_steps, "received_at")),
    DataKind.NOTIFICATIONS: _notifications,
    DataKind.PERMITS: _permits,
    DataKind.REQUESTERS: forget_requesters,
    DataKind.RULE_VERSIONS: _rule_versions,
    DataKind.PLAN_VERSIONS: forget_plan_versions,
    DataKind.DUTY: forget_duty,
    DataKind.HAND_OVERS: forget_hand_overs,
    DataKind.CONTROL_ROOM: forget_control_room,
    DataKind.VISITORS: forget_visitors,
    DataKind.VISITS: forget_visits,
    DataKind.WHISTLES: forget_whistles,
    DataKind.PLAN_RUNS: forget_plan_runs,
    DataKind.DRILLS: forget_drills,
    DataKind.WEATHER: forget_weather,
    DataKind.WEBHOOK_LOG: _webhook_log,
    DataKind.NOTICES: forget_notices,
    DataKind.NOTICE_RECIPIENTS: forget_recipients,
    DataKind.CONTACTS: _contacts,
    DataKind.SESSIONS: _all_older((refresh_tokens, "expires_at"), (phone_sessions, "ends_at")),
}
