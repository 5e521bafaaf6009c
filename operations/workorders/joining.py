"""What an alarm does to an order that is open already: it joins, comes back, or clears. It never closes one.

Work that was done is not done: an order that waits for the end of its watch reopens by itself, and says why.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm
from domain.people import Department
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.transition import OrderTemplate
from domain.work_order import OrderEvent, OrderState, Task, WorkOrder, next_state
from operations import announcements
from operations.workorders import limits
from operations.workorders.following import catch_up
from operations.workorders.opening import assisting_tasks, priority_of
from operations.workorders.record import both, change, is_open
from operations.workorders.watching import WATCH, watch_min_of, watched
from rules.alarms.record import SYSTEM

_STOPPED = frozenset({OrderState.ON_HOLD, OrderState.COMPLETED, OrderState.VERIFIED})
_DONE = frozenset({OrderState.COMPLETED, OrderState.VERIFIED})

_CAME_BACK = Text("{alarm}：再次出现", "{alarm}: came back")
_REOPENED = Text("{why}，工单自动返工", "{why}; the order reopens by itself")

_NOTES = {
    OrderEvent.ALARM_CLEARED: Text("{alarm}：已恢复", "{alarm}: cleared"),
    OrderEvent.NOTED: Text("{alarm}：现场已恢复正常，待人工复位", "{alarm}: the process is normal again; a person must reset it on site"),
}


def join(tx: Transaction, order: WorkOrder, alarm: Alarm, template: OrderTemplate, site: Site, *, known_at: datetime, at: datetime, silent: bool) -> WorkOrder:
    """Make `order` responsible for one more alarm.

    A more urgent alarm gives the order its priority, limits, title and procedure. Departments that the alarm concerns
    and that have nothing open in the order get a task. Work that had stopped goes on. Everybody concerned is told again
    only if it is more urgent than before or goes on; new assistants are told of their task. `silent`: nobody is.
    """
    tx.orders.link(order.id, alarm.id)
    before = {task.id for task in order.tasks}
    joined, event, loud = _go_on(order, site, known_at)
    joined = replace(
        joined,
        alarm_ids=(*order.alarm_ids, alarm.id),
        skills=tuple(dict.fromkeys((*order.skills, *template.skills))),
        evidence=tuple(dict.fromkeys((*order.evidence, *template.evidence))),
        watch_min=max(order.watch_min or 0, watch_min_of(site, template.watch_min)),
        sop=order.sop or alarm.sop,
        tasks=(*joined.tasks, *_missing_tasks(joined, alarm)),
    )
    priority = priority_of(alarm, template)
    if priority.rank < order.priority.rank:
        loud = True
        joined = limits.tightened(replace(joined, title=alarm.message, kind=template.kind, sop=alarm.sop or joined.sop), priority, site, known_at)
    saved = change(tx, joined, event, at=at, occurred_at=known_at, note=both(_why(event, alarm.message)))
    new_tasks = [task for task in saved.tasks if task.id not in before]
    if not silent and loud:
        announcements.order_joined(tx, saved, alarm, site, at, but={task.department for task in new_tasks})
    for task in () if silent else new_tasks:
        announcements.task_opened(tx, saved, task, site, at)
    return saved


def come_back(
    tx: Transaction, order: WorkOrder, alarm: Alarm, site: Site, *, known_at: datetime, at: datetime, silent: bool, note: Text = _CAME_BACK
) -> WorkOrder:
    """An alarm of the order came back within its episode: no new order, but work that had stopped goes on.

    `note` says so in the timeline, with a place for ``{alarm}``. `silent`: nobody is told.
    """
    again, event, loud = _go_on(order, site, known_at)
    saved = change(tx, again, event, at=at, occurred_at=known_at, note=both(_why(event, note.filled(alarm=alarm.message))))
    if loud and not silent:
        announcements.order_joined(tx, saved, alarm, site, at)
    return saved


def tell_order(tx: Transaction, alarm: Alarm, event: OrderEvent, *, at: datetime, occurred_at: datetime, actor: str = SYSTEM) -> None:
    """Write into the timeline of the alarm's order that it cleared (`ALARM_CLEARED`) or waits for a reset (`NOTED`)."""
    order = tx.orders.of_alarm(alarm.id)
    if order is None or not is_open(order):
        return
    told = watched(tx, order) if event is OrderEvent.ALARM_CLEARED else order
    saved = change(tx, told, event, at=at, occurred_at=occurred_at, actor=actor, note=both(_NOTES[event].filled(alarm=alarm.message)))
    if event is OrderEvent.ALARM_CLEARED:
        catch_up(tx, saved, at=at)


def _go_on(order: WorkOrder, site: Site, at: datetime) -> tuple[WorkOrder, OrderEvent, bool]:
    """`order` in its state after an alarm joined it, the event that this is, and whether work that had stopped goes on."""
    event = OrderEvent.REOPENED if order.state in _DONE else OrderEvent.JOINED
    going = replace(order, state=next_state(order.state, event, from_alarm=order.from_alarm), agenda=order.without(WATCH))
    if order.state in _DONE:
        going = replace(limits.resumed(going, site, at), shown=())
    if order.state is OrderState.ON_HOLD:
        going = limits.continued(going, site, at)
    return going, event, order.state in _STOPPED


def _why(event: OrderEvent, what: Text) -> Text:
    return _REOPENED.filled(why=what) if event is OrderEvent.REOPENED else what


def _missing_tasks(order: WorkOrder, alarm: Alarm) -> tuple[Task, ...]:
    """Tasks for those whom the alarm concerns and who have nothing to do in the order (an order may have been handed to another lead)."""
    busy: set[Department] = {task.department for task in order.tasks if task.done_at is None}
    wanted = [department for department in (alarm.department, *alarm.assist) if department not in busy]
    return assisting_tasks(order.id, order.department, wanted, alarm.message, order.due)
