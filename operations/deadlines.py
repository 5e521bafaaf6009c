"""Human deadlines: columns that the worker sweeps. Each is decided once, however often, late and by how many it is swept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEvent, Hiding, next_state
from domain.records import Records, RecordsUnavailable, Transaction
from domain.site import Site
from operations import (
    controlroom,
    digest,
    fire_verification,
    handover,
    order_texts,
    out_of_service,
    permits,
    rescue_clocks,
    supplies,
    visits,
    walls,
    weather,
    whistles,
)
from operations.alarm_steps import show
from operations.contacts.sweeping import sweep as sweep_contacts
from operations.deciding import Due, decide
from operations.dispatch import sweep as dispatch_sweep
from operations.drills.reminding import sweep as sweep_drill_calendar
from operations.drills.sweeping import sweep as sweep_drills
from operations.incidents.release import release_due, show_outlived
from operations.plans.sweeping import sweep as sweep_plan_runs
from operations.realarm import realarm
from operations.rota import looking as rota_looking
from operations.rota import swapping
from operations.workdone import repeats
from operations.workorders import day_end, service_decisions, tasks, watching
from operations.workorders.evidence import Look, nobody_looks
from rules.alarms.hiding import SHOWS
from rules.alarms.record import SYSTEM, tell
from rules.alarms.record import change as change_alarm
from rules.incidents.suppressing import is_by_cause

log = logging.getLogger(__name__)

_TIME_IS_UP = {
    Hiding.SHELVED: "到期自动取消搁置 / time is up",
    Hiding.SUPPRESSED: "到期自动恢复提醒 / time is up",
    Hiding.OUT_OF_SERVICE: "到期自动恢复使用 / time is up",
}

Sweeper = Callable[[Records, Mapping[str, Site], datetime], int]


def sweep(records: Records, sites: Mapping[str, Site], now: datetime, look: Look = nobody_looks) -> int:
    """Decide what is due at `now` at `sites` (by id); returns how many decisions were made.

    Hidden alarms whose time is up are shown, and get an order if they need one; so is what outlived its cause. Limits of
    orders that passed are marked and told; acknowledged alarms that still stand ask to be seen again; permits and
    verifications of fire that nobody ended are decided; the night's digest is sent. Each decision is a transaction of
    its own; one that somebody else is making at this moment is left to him. A sweeper that fails stops no other.
    `look` asks the telemetry store what verifies an order (`operations.workorders.watching`). Raises `RecordsUnavailable`.
    """

    def verified(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
        return watching.sweep(records, sites, now, look)

    return sum(_sweep(sweeper, records, sites, now) for sweeper in (*SWEEPERS, verified))


def _sweep(sweeper: Sweeper, records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    try:
        return sweeper(records, sites, now)
    except RecordsUnavailable:
        raise
    except Exception:
        log.exception("%s failed; it is tried again", sweeper.__module__)
        return 0


def _times_up(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Show what was hidden until now."""
    with records.reading() as tx:
        due = [Due(_show, alarm.id, sites[alarm.site]) for alarm in tx.alarms.hidden_until_before(now) if alarm.site in sites]
    return decide(records, due, now)


def _show(tx: Transaction, alarm_id: str, site: Site, now: datetime) -> int:
    alarm = tx.alarms.get(alarm_id)
    hidden_by = None if alarm is None else alarm.hidden_by
    if alarm is None or hidden_by is None or hidden_by.until is None or hidden_by.until > now:
        return 0
    if is_by_cause(hidden_by):
        show_outlived(tx, alarm, None if alarm.incident_id is None else tx.incidents.get(alarm.incident_id), site, now)
        return 1
    shown = show(tx, alarm, site=site, at=now, by=SYSTEM, note=_TIME_IS_UP[hidden_by.kind], event=SHOWS[hidden_by.kind])
    if hidden_by.kind is not Hiding.SHELVED:
        fire_verification.on_shown(tx, shown, site, now)
    return 1


def _realarms(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    with records.reading() as tx:
        due = [Due(realarm, alarm.id, sites[alarm.site]) for alarm in tx.alarms.realarm_before(now) if alarm.site in sites]
    return decide(records, due, now)


def _settled(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """What chattered has been calm for long enough."""
    with records.reading() as tx:
        due = [Due(_settle, alarm.id, sites[alarm.site]) for alarm in tx.alarms.settled_before(now) if alarm.site in sites]
    return decide(records, due, now)


def _settle(tx: Transaction, alarm_id: str, _site: Site, now: datetime) -> int:
    alarm = tx.alarms.get(alarm_id)
    if alarm is None or not _has_settled(alarm, now):
        return 0
    next_state(alarm.beneath, AlarmEvent.SETTLED)
    calm = change_alarm(tx, replace(alarm, chattering_until=None), AlarmEvent.SETTLED, at=now)
    tell(tx, calm, AlarmEvent.SETTLED, at=now)
    return 1


def _has_settled(alarm: Alarm, now: datetime) -> bool:
    return alarm.ended_at is None and alarm.chattering_until is not None and alarm.chattering_until <= now


SWEEPERS: tuple[Sweeper, ...] = (
    fire_verification.sweep,
    sweep_plan_runs,
    sweep_drills,
    permits.sweep,
    out_of_service.sweep,
    visits.sweep,
    whistles.sweep,
    handover.sweep,
    controlroom.sweep,
    walls.sweep,
    rota_looking.sweep,
    swapping.sweep,
    release_due,
    _times_up,
    _settled,
    _realarms,
    rescue_clocks.sweep,
    service_decisions.sweep,
    weather.sweep,
    supplies.sweep,
    sweep_drill_calendar,
    day_end.sweep,
    dispatch_sweep.sweep,
    tasks.sweep,
    repeats.sweep,
    digest.sweep,
    order_texts.sweep,
    sweep_contacts,
)
"""In the order of urgency. What ends a permit or puts equipment back comes before the times of single alarms."""
