"""Writing a work order: the record, its timeline and the event log change together."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.contract import order_json
from domain.event_log import EventType, NewEvent
from domain.identity import new_id
from domain.people import Department
from domain.records import Transaction
from domain.text import Text
from domain.work_order import OPEN_STATES, OrderEvent, TimelineEntry, WorkOrder
from rules.alarms.record import SYSTEM


def open_order(tx: Transaction, order: WorkOrder, *, at: datetime, occurred_at: datetime, actor: str, note: str = "") -> WorkOrder:
    """Store a new order with the first line of its timeline, and tell the event log."""
    tx.orders.add(order, _line(order, OrderEvent.OPENED, at, occurred_at, actor, note))
    _tell(tx, order, OrderEvent.OPENED, at, actor)
    return order


def change(
    tx: Transaction,
    order: WorkOrder,
    event: OrderEvent,
    *,
    at: datetime,
    occurred_at: datetime | None = None,
    actor: str = SYSTEM,
    note: str = "",
    device_id: str | None = None,
) -> WorkOrder:
    """Store `order`, which is already as it is after `event`, with a line of its timeline, and tell the event log. Raises `Conflict`."""
    saved = tx.orders.save(order, _line(order, event, at, occurred_at or at, actor, note, device_id))
    _tell(tx, saved, event, at, actor)
    return saved


def find_order(tx: Transaction, order_id: str) -> WorkOrder:
    """The order. Raises `KeyError`."""
    order = tx.orders.get(order_id)
    if order is None:
        raise KeyError(order_id)
    return order


def done_at(at: datetime, occurred_at: datetime | None) -> datetime:
    """When it was done; a phone whose clock is ahead cannot have done it in the future."""
    return at if occurred_at is None else min(occurred_at, at)


def departments_of(order: WorkOrder) -> frozenset[Department]:
    """Who leads or assists."""
    return frozenset({order.department, *(task.department for task in order.tasks)})


def is_open(order: WorkOrder) -> bool:
    """Whether somebody still has to do something."""
    return order.state in OPEN_STATES


def local_day(moment: datetime, zone: ZoneInfo) -> str:
    """The day of `moment` on the site's calendar, as order numbers begin with it: ``20260131``."""
    return moment.astimezone(zone).strftime("%Y%m%d")


def both(text: Text) -> str:
    """A text of the system in a place that holds one string: both languages, Chinese first."""
    return f"{text.zh} / {text.en}"


def _line(order: WorkOrder, event: OrderEvent, at: datetime, occurred_at: datetime, actor: str, note: str, device_id: str | None = None) -> TimelineEntry:
    return TimelineEntry(new_id(), order.id, at, occurred_at, event, order.state, actor, note, device_id)


def _tell(tx: Transaction, order: WorkOrder, event: OrderEvent, at: datetime, actor: str) -> None:
    tx.events.append(
        NewEvent(
            at=at,
            realm=order.realm,
            site=order.site,
            asset=order.asset,
            type=EventType.WORK_ORDER,
            transition=event.value,
            subject_id=order.id,
            departments=departments_of(order),
            body=order_json(order, tx.orders.timeline(order.id)),
            actor=actor,
        )
    )
