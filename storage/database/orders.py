"""Work orders with their tasks, alarms, timelines and files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, and_, exists, func, insert, or_, select, true, update

from domain.attachment import Attachment
from domain.page import Page
from domain.records import Conflict, OrderFilter
from domain.work_order import OPEN_STATES, OrderState, Task, TimelineEntry, WorkOrder
from storage.database import writing
from storage.database.columns import has_word
from storage.database.files import add_file, files_of
from storage.database.listing import among, has_text, page
from storage.database.numbers import next_number
from storage.database.order_rows import entry_of, entry_row, order_of, order_row, task_of, task_row
from storage.database.tables import OPEN_ORDER, attachments, order_alarms, tasks, timeline_entries, work_orders

_LIMITS = (("accept_by", "accepted_at"), ("arrive_by", "arrived_at"), ("resolve_by", "completed_at"))
"""A time limit, and the moment of what it is about."""
_BATCH = 500
"""Orders whose tasks and alarms are loaded by one statement: engines limit the number of parameters."""


class DatabaseOrders:
    """`domain.records.Orders`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, order_id: str) -> WorkOrder | None:
        """The order with its alarms and tasks."""
        return self._one(work_orders.c.id == order_id)

    def of_alarm(self, alarm_id: str) -> WorkOrder | None:
        """The responsible order of an alarm."""
        return self._one(work_orders.c.id == select(order_alarms.c.order_id).where(order_alarms.c.alarm_id == alarm_id).scalar_subquery())

    def open_of_group(self, realm: str, group: str) -> WorkOrder | None:
        """The open order of a group."""
        return self._one((work_orders.c.realm == realm) & (work_orders.c.group_key == group) & OPEN_ORDER)

    def next_number(self, site: str, day: str) -> str:
        """The next number of the site and day. On PostgreSQL whoever asks next waits until this transaction is over."""
        return next_number(self._connection, site, day)

    def add(self, order: WorkOrder, entry: TimelineEntry) -> None:
        """A new order. `Conflict` if its id or number, an open order of its group, or another order of its alarms is there already."""
        if not writing.add_unless_there(self._connection, work_orders, {"id": order.id, **order_row(order)}):
            raise Conflict(f"the order {order.number}, or an open one of the group {order.group}, is there already")
        self._put_parts(order)
        self._add_entry(entry)

    def save(self, order: WorkOrder, entry: TimelineEntry) -> WorkOrder:
        """Store it, its tasks and further alarms with the next version, or raise `Conflict`. Links to alarms are never undone."""
        following = replace(order, version=order.version + 1)
        where = (work_orders.c.id == order.id) & (work_orders.c.version == order.version)
        if self._connection.execute(update(work_orders).where(where).values(**order_row(following))).rowcount == 0:
            raise Conflict(f"the order {order.number} is no longer at version {order.version}")
        self._put_parts(order)
        self._add_entry(entry)
        return following

    def link(self, order_id: str, alarm_id: str) -> None:
        """Make the order responsible for the alarm. A link that is there already is left; `Conflict` if another order has the alarm."""
        if writing.add_unless_there(self._connection, order_alarms, {"order_id": order_id, "alarm_id": alarm_id}):
            return
        if self._connection.execute(select(order_alarms.c.order_id).where(order_alarms.c.alarm_id == alarm_id)).scalar() != order_id:
            raise Conflict(f"another order is responsible for the alarm {alarm_id}")

    def timeline(self, order_id: str) -> Sequence[TimelineEntry]:
        """Its timeline, oldest first."""
        query = select(timeline_entries).where(timeline_entries.c.order_id == order_id).order_by(timeline_entries.c.position)
        return [entry_of(row) for row in self._connection.execute(query)]

    def list(self, where: OrderFilter, *, cursor: str | None = None, limit: int = 50) -> Page[WorkOrder]:
        """Newest first. Raises `ValueError` for a cursor that is not ours."""
        query = select(work_orders).where(*_conditions(where))
        return page(self._connection, query, (work_orders.c.opened_at, work_orders.c.id), cursor=cursor, limit=limit, items=self._whole)

    def counts(self, where: OrderFilter) -> Mapping[OrderState, int]:
        """How many there are in each state; what there is none of is left out."""
        query = select(work_orders.c.state, func.count().label("number")).where(*_conditions(where)).group_by(work_orders.c.state)
        return {OrderState(row.state): row.number for row in self._connection.execute(query)}

    def with_limit_before(self, moment: datetime) -> Sequence[WorkOrder]:
        """Open orders with a limit before `moment`, not yet in `overdue`, that was not kept; oldest first.

        A limit is kept when what it asks for (accepted, arrived, completed) happened by then.
        """
        query = select(work_orders).where(OPEN_ORDER, or_(*(_missed(limit, done, moment) for limit, done in _LIMITS)))
        return self._whole(self._connection.execute(query.order_by(work_orders.c.opened_at, work_orders.c.id)).all())

    def add_attachment(self, attachment: Attachment) -> None:
        """Remember a file. `Conflict` if its id is there already."""
        add_file(self._connection, attachments, "order_id", attachment)

    def attachments(self, order_id: str) -> Sequence[Attachment]:
        """The files of an order, oldest first."""
        return files_of(self._connection, attachments, "order_id", order_id)

    def task(self, task_id: str) -> Task | None:
        """A task by its id."""
        row = self._connection.execute(select(tasks).where(tasks.c.id == task_id)).one_or_none()
        return None if row is None else task_of(row)

    def _one(self, where: ColumnElement[bool]) -> WorkOrder | None:
        found = self._whole(self._connection.execute(select(work_orders).where(where)).all())
        return found[0] if found else None

    def _whole(self, rows: Sequence[Row[Any]]) -> Sequence[WorkOrder]:
        """The orders of `rows`, with all their tasks and alarms in two statements."""
        parts: defaultdict[str, list[Task]] = defaultdict(list)
        alarm_ids: defaultdict[str, list[str]] = defaultdict(list)
        for start in range(0, len(rows), _BATCH):
            ids = [row.id for row in rows[start : start + _BATCH]]
            for row in self._connection.execute(select(tasks).where(tasks.c.order_id.in_(ids)).order_by(tasks.c.place)):
                parts[row.order_id].append(task_of(row))
            for row in self._connection.execute(select(order_alarms).where(order_alarms.c.order_id.in_(ids)).order_by(order_alarms.c.position)):
                alarm_ids[row.order_id].append(row.alarm_id)
        return [order_of(row, parts[row.id], alarm_ids[row.id]) for row in rows]

    def _put_parts(self, order: WorkOrder) -> None:
        writing.put(self._connection, tasks, [task_row(part, order.id, place) for place, part in enumerate(order.tasks)])
        for alarm_id in order.alarm_ids:
            self.link(order.id, alarm_id)

    def _add_entry(self, entry: TimelineEntry) -> None:
        self._connection.execute(insert(timeline_entries).values(**entry_row(entry)))


def _missed(limit: str, done: str, moment: datetime) -> ColumnElement[bool]:
    due: Column[Any] = work_orders.c[limit]
    when: Column[Any] = work_orders.c[done]
    return and_(due <= moment, or_(when.is_(None), when > due), ~has_word(work_orders.c.overdue, limit))


def _conditions(where: OrderFilter) -> Sequence[ColumnElement[bool]]:
    return [
        true() if where.realm == "*" else work_orders.c.realm == where.realm,
        among(work_orders.c.site, where.sites),
        true() if where.states is None else _in_states(where.states),
        true() if where.department is None else or_(work_orders.c.department == where.department, _assists(where)),
        true() if where.assignee is None else work_orders.c.assignee == where.assignee,
        true() if where.asset is None else work_orders.c.asset == where.asset,
        true() if where.text is None else has_text(work_orders.c.search, where.text),
        true() if where.overdue is None else (work_orders.c.overdue != ()) == where.overdue,
        true() if where.since is None else work_orders.c.opened_at >= where.since,
        true() if where.until is None else work_orders.c.opened_at < where.until,
    ]


def _in_states(states: frozenset[OrderState]) -> ColumnElement[bool]:
    """Open states alone are found through the index of open orders."""
    some = work_orders.c.state.in_(states)
    return OPEN_ORDER & some if states <= OPEN_STATES else some


def _assists(where: OrderFilter) -> ColumnElement[bool]:
    return exists().where(tasks.c.order_id == work_orders.c.id, tasks.c.department == where.department)
