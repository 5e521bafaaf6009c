"""The clocks of a rescue from a lift: started by the alarm, stopped by people with one tap, decided by the worker when they run out.

Site setting ``rescue_arrive_min``: how soon the maintainer has to be there, 30 in cities and 60 elsewhere (REQUIREMENTS 29).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from domain.alarm import Alarm
from domain.problem import Refusal
from domain.records import Records, Transaction
from domain.rescue_clock import CLOCK_NAMES, Clock, RescueClock
from domain.site import Site
from domain.text import Text
from domain.work_order import OrderEvent, OrderKind, WorkOrder, next_state
from operations import service_announcements
from operations.deciding import Due, decide
from operations.telling import clock as wall_clock
from operations.workorders.record import both, change, is_open
from rules.alarms.record import SYSTEM

_E = OrderEvent

ANSWER_MIN, CALL_MIN = 5, 5
"""Practice: the control room talks to the passengers, and calls the maintainer, at once."""
ARRIVE_MIN = 30
WARN_MIN, REPORT_MIN = 90, 120
"""REQUIREMENTS 29: at 90 minutes somebody has to act, at two hours it is an accident that has to be reported."""

_RULES = "lift.entrapment"
"""Alarms of rules that begin so are of people in a lift."""

_WARNED = Text("困人已 {minutes} 分钟，乘客仍未脱困", "{minutes} minutes, and the passengers are not out yet")
_REPORTABLE = Text(
    "困人已满 {minutes} 分钟：属须上报的电梯事故，请项目经理按当地规定上报", "{minutes} minutes: an accident that has to be reported; the manager reports it"
)
_MISSED = Text("救援时限已过：{clock}（应于 {time} 前）", "A clock of the rescue ran out: {clock} (by {time})")
_MET = Text("{clock}", "{clock}")
_MET_LATE = Text("{clock}（晚于 {time}）", "{clock} (later than {time})")
_ALARM_OVER = Text("困人信号已恢复", "the alarm has returned")


def arrive_within(site: Site) -> timedelta:
    """How soon after it was known the maintainer has to be there."""
    return timedelta(minutes=site.settings.get("rescue_arrive_min", ARRIVE_MIN))


def begin(tx: Transaction, order: WorkOrder, alarm: Alarm, site: Site, known_at: datetime) -> None:
    """Start the clocks of `order` if it is the rescue of somebody whom `alarm` shows in a lift. Started once for each order.

    What people have to do counts from `known_at`, when Steward learnt of it; how long somebody is in there, from when it happened.
    """
    if order.kind is not OrderKind.RESCUE or not alarm.rule.startswith(_RULES):
        return
    if tx.rescue_clocks.of_order(order.id):
        come_back(tx, order, alarm)
        return
    arrive = arrive_within(site)
    since = alarm.occurred_at
    tx.rescue_clocks.add(
        [
            RescueClock(order.id, Clock.ANSWERED, site.id, known_at, known_at + timedelta(minutes=ANSWER_MIN)),
            RescueClock(order.id, Clock.CALLED, site.id, known_at, known_at + timedelta(minutes=CALL_MIN)),
            RescueClock(order.id, Clock.ARRIVED, site.id, known_at, known_at + arrive),
            RescueClock(order.id, Clock.RELEASED, site.id, since, since + timedelta(minutes=REPORT_MIN), warn_at=since + timedelta(minutes=WARN_MIN)),
        ]
    )


def come_back(tx: Transaction, order: WorkOrder, alarm: Alarm) -> None:
    """`alarm` shows again that somebody is in the lift: that the alarm had returned was not yet their release. A person's word stands."""
    if not alarm.rule.startswith(_RULES):
        return
    for each in tx.rescue_clocks.of_order(order.id):
        if each.clock is Clock.RELEASED and each.met_by == SYSTEM:
            tx.rescue_clocks.save(replace(each, met_at=None, met_by=None))


def meet(
    tx: Transaction,
    order: WorkOrder,
    clock: Clock,
    site: Site,
    *,
    by: str,
    at: datetime,
    occurred_at: datetime | None = None,
    device_id: str | None = None,
    note: str = "",
) -> WorkOrder:
    """Somebody says that what `clock` waits for has happened. Saying it again changes nothing; the first word counts.

    Raises `Refusal` if the order has no such clock, `IllegalStep` once it has ended.
    """
    found = next((each for each in tx.rescue_clocks.of_order(order.id) if each.clock is clock), None)
    if found is None:
        raise Refusal("此工单不是困人救援，没有救援计时", "this order is no rescue from a lift: it has no such clock")
    if found.met_at is not None:
        return order
    met_at = at if occurred_at is None else max(found.started_at, min(occurred_at, at))
    late = met_at > found.due_at
    text = (_MET_LATE if late else _MET).filled(clock=CLOCK_NAMES[clock], time=wall_clock(found.due_at, site.time_zone))
    line = f"{both(text)} · {note}" if note else both(text)
    state = next_state(order.state, _E.NOTED, from_alarm=order.from_alarm)
    missed_at = found.missed_at or (at if late else None)
    tx.rescue_clocks.save(replace(found, met_at=met_at, met_by=by, device_id=device_id, missed_at=missed_at))
    return change(tx, replace(order, state=state), _E.NOTED, at=at, occurred_at=met_at, actor=by, note=line, device_id=device_id)


def alarm_over(tx: Transaction, alarm: Alarm, site: Site, *, occurred_at: datetime, at: datetime) -> None:
    """The condition of `alarm` is gone at its source: if it showed somebody in a lift, and no other does, they are out."""
    order = tx.orders.of_alarm(alarm.id) if alarm.rule.startswith(_RULES) else None
    if order is None or not is_open(order) or not tx.rescue_clocks.of_order(order.id):
        return
    others = (tx.alarms.get(each) for each in order.alarm_ids if each != alarm.id)
    if not any(each is not None and each.condition and each.rule.startswith(_RULES) for each in others):
        meet(tx, order, Clock.RELEASED, site, by=SYSTEM, at=at, occurred_at=occurred_at, note=both(_ALARM_OVER))


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Decide which clocks of rescues ran out by `now`; returns how many decisions were made. Raises `RecordsUnavailable`."""
    with records.reading() as tx:
        orders = dict.fromkeys((clock.order_id, clock.site) for clock in tx.rescue_clocks.due_before(now) if clock.site in sites)
    return decide(records, [Due(_decide, order_id, sites[site]) for order_id, site in orders], now)


def _decide(tx: Transaction, order_id: str, site: Site, now: datetime) -> int:
    made = 0
    for clock in tx.rescue_clocks.of_order(order_id):
        order = tx.orders.get(order_id)
        due = clock.next_at
        if due is None or due > now:
            continue
        if order is None or not is_open(order):
            tx.rescue_clocks.save(replace(clock, ended_at=now))
        else:
            made += _ran_out(tx, order, clock, site, now)
    return made


def _ran_out(tx: Transaction, order: WorkOrder, clock: RescueClock, site: Site, now: datetime) -> int:
    """Write down and tell what passed; a warning that nobody gave before the deadline passed too is not given any more."""
    missed = clock.due_at <= now
    moment = clock.due_at if missed else clock.warn_at or clock.due_at
    text = _text_of(clock, site, missed=missed)
    tx.rescue_clocks.save(replace(clock, warned_at=clock.warned_at or now if clock.warn_at else None, missed_at=now if missed else None))
    state = next_state(order.state, _E.ESCALATED, from_alarm=order.from_alarm)
    saved = change(tx, replace(order, state=state), _E.ESCALATED, at=now, occurred_at=moment, note=both(text))
    service_announcements.rescue_late(tx, saved, f"{clock.clock}|{'due' if missed else 'warn'}", text, site, now)
    return 1


def _text_of(clock: RescueClock, site: Site, *, missed: bool) -> Text:
    if clock.clock is Clock.RELEASED:
        return (_REPORTABLE if missed else _WARNED).filled(minutes=str(REPORT_MIN if missed else WARN_MIN))
    return _MISSED.filled(clock=CLOCK_NAMES[clock.clock], time=wall_clock(clock.due_at, site.time_zone))
