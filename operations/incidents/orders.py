"""What becomes of the work orders of an incident: one leads, those that were there before become its children."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm
from domain.incident import Incident
from domain.records import Transaction
from domain.text import Text
from domain.work_order import OrderEvent, WorkOrder, next_state
from operations.workorders.record import both, change, is_open
from rules.incidents.explanation import stands

_LEADS = Text("突发事件由此单处理", "this order leads an incident")
_BELONGS = Text("属于突发事件：{title}", "part of an incident: {title}")
_CHILD = Text("由根本原因引起，并入工单 {number}", "explained by its cause: now part of order {number}")


def lead(tx: Transaction, cause: Alarm, incident: Incident, at: datetime) -> None:
    """The order of `cause` is that of `incident`."""
    order = tx.orders.of_alarm(cause.id)
    if order is not None and order.incident_id != incident.id:
        _note(tx, replace(order, incident_id=incident.id), _LEADS, at)


def follow(tx: Transaction, order_id: str, incident: Incident, members: Sequence[Alarm], at: datetime) -> None:
    """The order, which an alarm of `incident` had before, becomes a child of the order of the incident's cause, and stays open.

    What has something loud in it (a critical alarm) only says to what it belongs; an order that also serves something
    that the incident does not explain is left alone. `members` are the alarms of the incident.
    """
    order, parent = tx.orders.get(order_id), tx.orders.of_alarm(incident.cause_alarm_id)
    if order is None or parent is None or not is_open(order) or order.id in {parent.id, *_ancestors(tx, parent)}:
        return
    standing = _standing(tx, order, members)
    if any(alarm.incident_id != incident.id for alarm in standing):
        return
    if any(alarm.hidden_by is None for alarm in standing):
        if order.incident_id != incident.id:
            _note(tx, replace(order, incident_id=incident.id), _BELONGS.filled(title=incident.title), at)
    elif order.parent_id != parent.id:
        _note(tx, replace(order, incident_id=incident.id, parent_id=parent.id), _CHILD.filled(number=parent.number), at)


def is_quiet(tx: Transaction, order: WorkOrder) -> bool:
    """Whether nobody needs to be reminded of `order`: it is another's child by its alarms, and everything in it that stands is hidden."""
    if order.parent_id is None or not order.from_alarm:
        return False
    members = () if order.incident_id is None else tx.incidents.alarms(order.incident_id)
    return all(alarm.hidden_by is not None for alarm in _standing(tx, order, members))


def _standing(tx: Transaction, order: WorkOrder, members: Sequence[Alarm]) -> Sequence[Alarm]:
    """The alarms of `order` that stand. There can be many; those among `members` need not be read."""
    read = {alarm.id: alarm for alarm in members}
    found = (read.get(alarm_id) or tx.alarms.get(alarm_id) for alarm_id in order.alarm_ids)
    return [alarm for alarm in found if alarm is not None and stands(alarm)]


def _ancestors(tx: Transaction, order: WorkOrder) -> Iterator[str]:
    seen: set[str] = set()
    while order.parent_id is not None and order.parent_id not in seen:
        seen.add(order.parent_id)
        yield order.parent_id
        above = tx.orders.get(order.parent_id)
        if above is None:
            return
        order = above


def _note(tx: Transaction, order: WorkOrder, note: Text, at: datetime) -> None:
    state = next_state(order.state, OrderEvent.NOTED, from_alarm=order.from_alarm)
    change(tx, replace(order, state=state), OrderEvent.NOTED, at=at, note=both(note))
