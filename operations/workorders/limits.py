"""Time limits of a work order: when it must be accepted, somebody must have arrived, and it must be resolved.

Acceptance and arrival count from the last dispatch, resolution from the opening. A limit is decided once; a limit that
is set anew (a new dispatch, work that starts again) may be decided anew. How long they are, in whose hours they count and
who is reminded or called is the service level's business (`service`); what follows from a limit stands in the order's
agenda: ``remind.accept_by``, ``escalate.accept_by.1``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.severity import Priority
from domain.site import Site
from domain.work_order import OPEN_STATES, Appointment, Due, HoldReason, WorkOrder
from domain.working_time import add_working, working_between
from operations.workorders import service

ACCEPT, ARRIVE, RESOLVE = "accept_by", "arrive_by", "resolve_by"
NAMES = (ACCEPT, ARRIVE, RESOLVE)
OUTSIDE = f"outside.{RESOLVE}"
"""The appointment of an order whose resolution was promised to somebody outside."""

_OUTSIDE_REMINDER = 0.7
"""How much of an outside deadline has gone when somebody is reminded: practice."""


def opened(order: WorkOrder, site: Site, at: datetime) -> WorkOrder:
    """`order`, new at `at`, with its limits."""
    return _set(order, service.due(order, site, at), NAMES, site, at)


def dispatched(order: WorkOrder, site: Site, at: datetime) -> WorkOrder:
    """`order` given to somebody (else) at `at`: acceptance and arrival count anew, resolution goes on."""
    fresh = service.due(order, site, at)
    due = replace(order.due, accept_by=fresh.accept_by, arrive_by=fresh.arrive_by)
    again = replace(_undecided(_running(order, site, at), ACCEPT, ARRIVE), accepted_at=None, arrived_at=None)
    return _set(again, replace(due, resolve_by=again.due.resolve_by), (ACCEPT, ARRIVE), site, at)


def resumed(order: WorkOrder, site: Site, at: datetime) -> WorkOrder:
    """`order`, whose work was done, starts again at `at`: it must be resolved anew, and sooner than never."""
    again = replace(_undecided(_running(order, site, at), RESOLVE), completed_at=None)
    return _set(again, replace(again.due, resolve_by=service.due(again, site, at).resolve_by), (RESOLVE,), site, at)


def with_priority(order: WorkOrder, priority: Priority, site: Site, at: datetime) -> WorkOrder:
    """`order` with another priority from `at` on: a more urgent one tightens what is not yet met, a less urgent one loosens it."""
    if priority.rank < order.priority.rank:
        return tightened(order, priority, site, at)
    looser = replace(order, priority=priority)
    return _changed(looser, service.due(looser, site, order.opened_at), site, order.opened_at, at)


def tightened(order: WorkOrder, priority: Priority, site: Site, at: datetime) -> WorkOrder:
    """`order` with a more urgent `priority`: each limit that is not yet met is the earlier of its own and of `priority` from `at`."""
    sharper = replace(order, priority=priority)
    fresh = service.due(sharper, site, at)
    sooner = Due(*(_earlier(limit_of(order, name), getattr(fresh, name)) for name in NAMES))
    tight = _changed(sharper, sooner, site, at, at)
    tasks = tuple(task if task.done_at else replace(task, due_by=_earlier(task.due_by, tight.due.resolve_by)) for task in order.tasks)
    return replace(tight, tasks=tasks)


def paused(order: WorkOrder, site: Site, reason: HoldReason, at: datetime) -> WorkOrder:
    """`order` put on hold at `at`: its clock stands still if its service level says so for `reason`."""
    held = replace(order, hold_reason=reason)
    if order.paused_at is not None or reason not in service.level_of(order, site).pauses:
        return held
    return replace(held, paused_at=at)


def continued(order: WorkOrder, site: Site, at: datetime) -> WorkOrder:
    """`order` goes on at `at` after a hold, with as much of its time left as when its clock stopped. Does nothing else if it had not."""
    return replace(_running(order, site, at), hold_reason=None)


def agreed(order: WorkOrder, moment: datetime, site: Site) -> WorkOrder:
    """`order`, which is new, to be resolved by `moment` as people agreed, whatever its service level says."""
    return _set(order, replace(order.due, resolve_by=moment), (RESOLVE,), site, order.opened_at)


def promised_outside(order: WorkOrder, moment: datetime) -> WorkOrder:
    """`order`, which somebody outside (a hotline) wants resolved by `moment`: that holds instead of ours, and no hold moves it."""
    reminder = Appointment(order.opened_at + (moment - order.opened_at) * _OUTSIDE_REMINDER, f"remind.{RESOLVE}")
    others = order.without(f"remind.{RESOLVE}", f"escalate.{RESOLVE}", OUTSIDE)
    tasks = tuple(task if task.done_at else replace(task, due_by=_earlier(task.due_by, moment)) for task in order.tasks)
    due = replace(order.due, resolve_by=moment)
    return replace(_undecided(order, RESOLVE), due=due, agenda=(*others, reminder, Appointment(moment, OUTSIDE)), tasks=tasks)


def marked(order: WorkOrder, name: str, site: Site) -> WorkOrder:
    """`order`, whose limit `name` passed: decided once, and from now on somebody higher up hears of it step by step until it is met."""
    limit, late = limit_of(order, name), replace(order, overdue=(*order.overdue, name), agenda=order.without(f"remind.{name}"))
    if limit is None or met_at(order, name) is not None:
        return late
    level, calendar = service.level_of(order, site), service.calendar_of(order, site)
    steps = (Appointment(add_working(calendar, limit, step.after), f"escalate.{name}.{number}") for number, step in enumerate(level.escalation, 1))
    return replace(late, agenda=(*late.without(f"escalate.{name}"), *steps))


def passed(order: WorkOrder, now: datetime) -> tuple[str, ...]:
    """The limits that passed by `now`, were not met in time, and are not yet decided."""
    if order.state not in OPEN_STATES:
        return ()
    return tuple(name for name in NAMES if name not in order.overdue and _missed(order, name, now))


def limit_of(order: WorkOrder, name: str) -> datetime | None:
    """The moment of the limit `name`; `None`: there is none."""
    moment: datetime | None = getattr(order.due, name)
    return moment


def met_at(order: WorkOrder, name: str) -> datetime | None:
    """When somebody did what the limit `name` asks; `None`: nobody has."""
    return {ACCEPT: order.accepted_at, ARRIVE: order.arrived_at, RESOLVE: order.completed_at}[name]


def _missed(order: WorkOrder, name: str, now: datetime) -> bool:
    limit, met = limit_of(order, name), met_at(order, name)
    return limit is not None and order.counted(name, limit) and (now >= limit if met is None else met > limit)


def _set(order: WorkOrder, due: Due, names: tuple[str, ...], site: Site, start: datetime, at: datetime | None = None) -> WorkOrder:
    """`order` with the limits `names` as in `due`, which count from `start`, and a reminder of each, unless its time is over at `at`."""
    level, calendar = service.level_of(order, site), service.calendar_of(order, site)
    own = tuple(name for name in names if not (name == RESOLVE and order.appointment(OUTSIDE)))
    due = due if RESOLVE in own or RESOLVE not in names else replace(due, resolve_by=order.due.resolve_by)
    about = tuple(f"{what}.{name}" for what in ("remind", "escalate") for name in own)
    fresh = replace(order, due=due, service=level.id, agenda=order.without(*about))
    if level.remind_share is None:
        return fresh
    share = level.remind_share
    limits = ((name, limit_of(fresh, name)) for name in own)
    moments = ((name, add_working(calendar, start, working_between(calendar, start, limit) * share)) for name, limit in limits if limit is not None)
    reminders = (Appointment(moment, f"remind.{name}") for name, moment in moments if at is None or moment > at)
    return replace(fresh, agenda=(*fresh.agenda, *reminders))


def _changed(order: WorkOrder, due: Due, site: Site, start: datetime, at: datetime) -> WorkOrder:
    """`order` with the limits of `due` where they are other than before and not yet met."""
    names = tuple(name for name in NAMES if met_at(order, name) is None and getattr(due, name) != limit_of(order, name))
    kept = Due(*(getattr(due, name) if name in names else limit_of(order, name) for name in NAMES))
    return _set(order, kept, names, site, start, at)


def _running(order: WorkOrder, site: Site, at: datetime) -> WorkOrder:
    """`order` with its clock running from `at` on. What lay ahead when it stopped is as far ahead again, in the hours that count."""
    since = order.paused_at
    if since is None:
        return order
    calendar = service.calendar_of(order, site)

    def moved(moment: datetime | None) -> datetime | None:
        return moment if moment is None or moment <= since else add_working(calendar, at, working_between(calendar, since, moment))

    outside = order.appointment(OUTSIDE) is not None
    fixed = {name for name in NAMES if met_at(order, name) is not None or (name == RESOLVE and outside)}
    due = Due(*(limit_of(order, name) if name in fixed else moved(limit_of(order, name)) for name in NAMES))
    agenda = tuple(_moved(each, moved(each.at)) if _stood_still(each, fixed) else each for each in order.agenda)
    tasks = tuple(task if task.done_at or outside else replace(task, due_by=moved(task.due_by)) for task in order.tasks)
    return replace(order, paused_at=None, due=due, agenda=agenda, tasks=tasks)


def _stood_still(appointment: Appointment, fixed: set[str]) -> bool:
    about, _, rest = appointment.what.partition(".")
    return about in {"remind", "escalate"} and rest.partition(".")[0] not in fixed


def _moved(appointment: Appointment, at: datetime | None) -> Appointment:
    return replace(appointment, at=at or appointment.at)


def _undecided(order: WorkOrder, *names: str) -> WorkOrder:
    return replace(order, overdue=tuple(name for name in order.overdue if name not in names))


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    moments = [moment for moment in (one, other) if moment is not None]
    return min(moments, default=None)
