"""Time limits of a work order: when it must be accepted, somebody must have arrived, and it must be resolved.

Acceptance and arrival count from the last dispatch, resolution from the opening. A limit is decided once; a limit that
is set anew (a new dispatch, work that starts again) may be decided anew. How long they are is the service level's
business (`service`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.severity import Priority
from domain.site import Site
from domain.work_order import Due, WorkOrder
from operations.workorders import service

ACCEPT, ARRIVE, RESOLVE = "accept_by", "arrive_by", "resolve_by"
NAMES = (ACCEPT, ARRIVE, RESOLVE)


def opened(order: WorkOrder, site: Site, at: datetime) -> WorkOrder:
    """`order`, new at `at`, with its limits."""
    return replace(order, due=service.due(order, site, at))


def dispatched(order: WorkOrder, site: Site, at: datetime) -> WorkOrder:
    """`order` given to somebody (else) at `at`: acceptance and arrival count anew, resolution goes on."""
    fresh = service.due(order, site, at)
    due = replace(order.due, accept_by=fresh.accept_by, arrive_by=fresh.arrive_by)
    return replace(_undecided(order, ACCEPT, ARRIVE), due=due, accepted_at=None, arrived_at=None)


def resumed(order: WorkOrder, site: Site, at: datetime) -> WorkOrder:
    """`order`, whose work was done, starts again at `at`: it must be resolved anew, and sooner than never."""
    fresh = service.due(order, site, at)
    return replace(_undecided(order, RESOLVE), due=replace(order.due, resolve_by=fresh.resolve_by), completed_at=None)


def with_priority(order: WorkOrder, priority: Priority, site: Site, at: datetime) -> WorkOrder:
    """`order` with another priority from `at` on: a more urgent one tightens what is not yet met, a less urgent one loosens it."""
    if priority.rank < order.priority.rank:
        return tightened(order, priority, site, at)
    looser = replace(order, priority=priority)
    return replace(looser, due=_where_unmet(order, service.due(looser, site, order.opened_at)))


def tightened(order: WorkOrder, priority: Priority, site: Site, at: datetime) -> WorkOrder:
    """`order` with a more urgent `priority`: each limit that is not yet met is the earlier of its own and of `priority` from `at`."""
    fresh = service.due(replace(order, priority=priority), site, at)
    sooner = Due(
        accept_by=_earlier(order.due.accept_by, fresh.accept_by),
        arrive_by=_earlier(order.due.arrive_by, fresh.arrive_by),
        resolve_by=_earlier(order.due.resolve_by, fresh.resolve_by),
    )
    due = _where_unmet(order, sooner)
    tasks = tuple(task if task.done_at else replace(task, due_by=_earlier(task.due_by, due.resolve_by)) for task in order.tasks)
    return replace(order, priority=priority, due=due, tasks=tasks)


def passed(order: WorkOrder, now: datetime) -> tuple[str, ...]:
    """The limits that passed by `now`, were not met in time, and are not yet decided."""
    return tuple(name for name in NAMES if name not in order.overdue and _missed(limit_of(order, name), met_at(order, name), now))


def limit_of(order: WorkOrder, name: str) -> datetime | None:
    """The moment of the limit `name`; `None`: there is none."""
    moment: datetime | None = getattr(order.due, name)
    return moment


def met_at(order: WorkOrder, name: str) -> datetime | None:
    """When somebody did what the limit `name` asks; `None`: nobody has."""
    return {ACCEPT: order.accepted_at, ARRIVE: order.arrived_at, RESOLVE: order.completed_at}[name]


def _missed(limit: datetime | None, met: datetime | None, now: datetime) -> bool:
    return limit is not None and (now >= limit if met is None else met > limit)


def _where_unmet(order: WorkOrder, due: Due) -> Due:
    """`due`, but limits that are met stay as they were."""
    return Due(*(limit_of(order, name) if met_at(order, name) else getattr(due, name) for name in NAMES))


def _undecided(order: WorkOrder, *names: str) -> WorkOrder:
    return replace(order, overdue=tuple(name for name in order.overdue if name not in names))


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    moments = [moment for moment in (one, other) if moment is not None]
    return min(moments, default=None)
