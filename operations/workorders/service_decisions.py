"""What is decided about an order when its time comes: reminders, limits that passed, who is called next, promises, a second look.

Each decision is taken once, however often and late the worker sweeps: it strikes its own appointment out of the order's
agenda (or marks the limit) in the transaction in which it is written down and told. A reminder of a limit that has
already passed is none. Those of an order that is quiet wait until it no longer is; a hold stops what belongs to the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from domain.post import POST_NAMES, Post
from domain.records import Records, Transaction
from domain.service_level import RUNG_NAMES, Rung
from domain.site import Site
from domain.text import Text
from domain.work_order import OPEN_STATES, Appointment, OrderEvent, WorkOrder, next_state
from operations import announcements, service_announcements
from operations.announcements import LIMIT_NAMES
from operations.deciding import Due, decide
from operations.incidents.orders import is_quiet
from operations.telling import clock
from operations.workorders import limits, look_back, service
from operations.workorders.record import both, change
from rules import routing

_E = OrderEvent

_NEAR = Text("{limit}时限 {time} 将到，已提醒", "{limit} is due by {time}: reminded")
_CALLED = Text("{limit}超时，已呼叫{post}", "Overdue for {limit}: called the {post}")
_NOBODY = Text("{limit}超时，{rung}：无新的人员可呼叫", "Overdue for {limit}, {rung}: nobody else to call")
_OUTSIDE = Text("对外承诺的办结时限 {time} 已过，已呼叫{post}", "The deadline given from outside, {time}, has passed: called the {post}")
_PROMISE = Text("承诺 {time} 前办理，已过期", "Promised until {time}, and not done")


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Decide what is due at `now` about orders of `sites` (by id); returns how many decisions were made. Raises `RecordsUnavailable`."""
    with records.reading() as tx:
        due = [Due(_decide, order.id, sites[order.site]) for order in tx.orders.due_before(now) if order.site in sites and _waits(tx, order, now)]
    return decide(records, due, now)


def _decide(tx: Transaction, order_id: str, site: Site, now: datetime) -> int:
    made = 0
    order = tx.orders.get(order_id)
    while order is not None and _waits(tx, order, now):
        names = limits.passed(order, now)
        order = _mark(tx, order, names[0], site, now) if names else _keep(tx, order, site, now)
        made += 1
    return made


def _waits(tx: Transaction, order: WorkOrder, now: datetime) -> bool:
    """Whether something of ours is due about `order`."""
    if not (limits.passed(order, now) or any(_is_due(order, each, now) for each in order.agenda)):
        return False
    return order.state not in OPEN_STATES or not is_quiet(tx, order)


def _is_due(order: WorkOrder, appointment: Appointment, now: datetime) -> bool:
    return appointment.at <= now and _about(appointment) in _DECISIONS and order.awaits(appointment)


def _about(appointment: Appointment) -> str:
    return appointment.what.partition(".")[0]


def _keep(tx: Transaction, order: WorkOrder, site: Site, now: datetime) -> WorkOrder:
    """Decide the appointment that is due first."""
    first = min(each for each in order.agenda if _is_due(order, each, now))
    struck = replace(order, agenda=tuple(each for each in order.agenda if each != first))
    return _DECISIONS[_about(first)](tx, struck, first, site, now)


def _mark(tx: Transaction, order: WorkOrder, name: str, site: Site, now: datetime) -> WorkOrder:
    """A limit has passed."""
    moment = limits.limit_of(order, name)
    note = announcements.limit_note(name, moment, site.time_zone)
    marked = _write(tx, limits.marked(order, name, site), _E.OVERDUE, note, now, moment)
    # What was done after all, only late, is kept in the record; nobody needs to be called for it.
    if limits.met_at(order, name) is None:
        announcements.limit_passed(tx, marked, name, site, now)
    return marked


def _remind(tx: Transaction, order: WorkOrder, due: Appointment, site: Site, now: datetime) -> WorkOrder:
    name = due.what.split(".")[1]
    note = _NEAR.filled(limit=LIMIT_NAMES[name], time=clock(limits.limit_of(order, name), site.time_zone))
    reminded = _write(tx, order, _E.REMINDED, note, now, due.at)
    service_announcements.limit_near(tx, reminded, name, site, now)
    return reminded


def _escalate(tx: Transaction, order: WorkOrder, due: Appointment, site: Site, now: datetime) -> WorkOrder:
    _, name, number = due.what.split(".")
    steps = service.level_of(order, site).escalation[: int(number)]
    # A ladder that became shorter since: its top is asked again, and called once.
    rung = steps[-1].call if steps else Rung.MANAGER
    post = service.levels_of(site).post(order.department, rung)
    if post is None or post in _called_before(order, site, [step.call for step in steps[:-1]]):
        return _write(tx, order, _E.ESCALATED, _NOBODY.filled(limit=LIMIT_NAMES[name], rung=RUNG_NAMES[rung]), now, due.at)
    escalated = _write(tx, order, _E.ESCALATED, _CALLED.filled(limit=LIMIT_NAMES[name], post=POST_NAMES[post]), now, due.at)
    service_announcements.called(tx, escalated, name, post, site, now)
    return escalated


def _called_before(order: WorkOrder, site: Site, rungs: list[Rung]) -> set[Post | None]:
    """Who heard of the limit when it passed, and on the rungs below."""
    return {*routing.load().usual_posts(order.department), *(service.levels_of(site).post(order.department, rung) for rung in rungs)}


def _outside(tx: Transaction, order: WorkOrder, due: Appointment, site: Site, now: datetime) -> WorkOrder:
    note = _OUTSIDE.filled(time=clock(due.at, site.time_zone), post=POST_NAMES[Post.MANAGER])
    escalated = _write(tx, order, _E.ESCALATED, note, now, due.at)
    service_announcements.outside_passed(tx, escalated, due.at, site, now)
    return escalated


def _promise(tx: Transaction, order: WorkOrder, due: Appointment, site: Site, now: datetime) -> WorkOrder:
    broken = _write(tx, order, _E.ESCALATED, _PROMISE.filled(time=clock(due.at, site.time_zone)), now, due.at)
    service_announcements.promise_broken(tx, broken, due.at, Post.MANAGER, site, now)
    return broken


def _look_back(tx: Transaction, order: WorkOrder, due: Appointment, site: Site, now: datetime) -> WorkOrder:
    looked = look_back.opened(tx, order, site, now)
    return _write(tx, order, _E.NOTED, look_back.note_of(looked), now, due.at)


def _write(tx: Transaction, order: WorkOrder, event: OrderEvent, note: Text, now: datetime, moment: datetime | None) -> WorkOrder:
    state = next_state(order.state, event, from_alarm=order.from_alarm)
    return change(tx, replace(order, state=state), event, at=now, occurred_at=moment, note=both(note))


_DECISIONS: Mapping[str, Callable[[Transaction, WorkOrder, Appointment, Site, datetime], WorkOrder]] = {
    "remind": _remind,
    "escalate": _escalate,
    "outside": _outside,
    "promise": _promise,
    "look-back": _look_back,
}
"""By what an appointment begins with; the order is given without it. Others have their own sweepers."""
