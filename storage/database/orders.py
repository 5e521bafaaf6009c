"""Work orders with their tasks, alarms, timelines and files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, func, or_, select, true

from domain.attachment import Attachment
from domain.page import Page
from domain.records import Conflict, OrderFilter
from domain.sorting import OrderSort
from domain.work_order import OPEN_STATES, OrderEvent, OrderState, Task, TimelineEntry, WorkOrder
from storage.database import order_statements as statements
from storage.database import writing
from storage.database.files import add_file, files_of
from storage.database.later import TIMELINES, Later
from storage.database.listing import among, page
from storage.database.numbers import next_number
from storage.database.order_conditions import BY_DUE, further_conditions, led_by_due, marks_of_due, sorted_through_due
from storage.database.order_rows import entry_of, entry_row, order_of, order_row, task_of, task_row
from storage.database.order_texts import narrowed, says
from storage.database.prepared import Prepared
from storage.database.seen import Seen
from storage.database.sorting import order_stretches, sorted_page
from storage.database.tables import EXPECTED, MERGED, OPEN_ORDER, attachments, order_alarms, tasks, timeline_entries, work_orders
from storage.database.unindexed import Unindexed

_BATCH = 500
"""Orders whose tasks and alarms are loaded by one statement: engines limit the number of parameters."""


class DatabaseOrders:
    """`domain.records.Orders`."""

    def __init__(self, connection: Connection, seen: Seen, later: Later) -> None:
        self._connection = connection
        self._seen = seen
        self._later = later

    def get(self, order_id: str) -> WorkOrder | None:
        """The order with its alarms and tasks."""
        if order_id not in self._seen.orders:
            self._seen.orders[order_id] = self._one(statements.GET, id=order_id)
        return self._seen.orders[order_id]

    def look_at(self, order_ids: Collection[str]) -> None:
        """Read these together, for `get`."""
        wanted = sorted(set(order_ids) - self._seen.orders.keys())
        for start in range(0, len(wanted), _BATCH):
            ids = wanted[start : start + _BATCH]
            self._seen.orders.update(dict.fromkeys(ids))
            for order in self._whole(self._connection.execute(select(work_orders).where(work_orders.c.id.in_(ids))).all()):
                self._seen.order(order)

    def of_alarm(self, alarm_id: str) -> WorkOrder | None:
        """The responsible order of an alarm."""
        if alarm_id not in self._seen.order_of:
            rows = statements.LINK_OF.rows(self._connection, alarm=alarm_id)
            self._seen.order_of[alarm_id] = rows[0].order_id if rows else None
        order_id = self._seen.order_of[alarm_id]
        return None if order_id is None else self.get(order_id)

    def open_of_group(self, realm: str, group: str) -> WorkOrder | None:
        """The open order of a group."""
        key = (realm, group)
        if key not in self._seen.open_orders:
            found = self._one(statements.OPEN_OF_GROUP, realm=realm, group=group)
            self._seen.open_orders[key] = None if found is None else found.id
        order_id = self._seen.open_orders[key]
        return None if order_id is None else self.get(order_id)

    def next_number(self, site: str, day: str) -> str:
        """The next number of the site and day. On PostgreSQL whoever asks next waits until this transaction is over."""
        return next_number(self._connection, site, day)

    def add(self, order: WorkOrder, entry: TimelineEntry) -> None:
        """A new order. `Conflict` if its id or number, an open order of its group, or another order of its alarms is there already."""
        if not statements.ADD.add(self._connection, [{"id": order.id, **order_row(order)}]):
            self._seen.forget_order(order.id)
            raise Conflict(f"the order {order.number}, or an open one of the group {order.group}, is there already")
        statements.ADD_TASKS.add(self._connection, [task_row(part, order.id, place) for place, part in enumerate(order.tasks)])
        self._link(order.id, order.alarm_ids)
        self._seen.order(order)
        self._seen.timelines[order.id] = []
        self._add_entry(entry)

    def save(self, order: WorkOrder, entry: TimelineEntry) -> WorkOrder:
        """Store it, its tasks and further alarms with the next version, or raise `Conflict`. Links to alarms are never undone."""
        following = replace(order, version=order.version + 1)
        if not statements.SAVE.change(self._connection, {"id": order.id, "before": order.version, **order_row(following)}):
            self._seen.forget_order(order.id)
            raise Conflict(f"the order {order.number} is no longer at version {order.version}")
        before = self._seen.orders.get(order.id)
        had_alarms = () if before is None else before.alarm_ids
        self._put_tasks(order, None if before is None else before.tasks)
        self._link(order.id, [alarm_id for alarm_id in order.alarm_ids if alarm_id not in had_alarms])
        if before is not None and set(had_alarms) <= set(order.alarm_ids) and len(before.tasks) <= len(order.tasks):
            self._seen.order(following)
        else:
            self._seen.orders.pop(order.id, None)  # there may be more in the database than in this
        self._add_entry(entry)
        return following

    def link(self, order_id: str, alarm_id: str) -> None:
        """Make the order responsible for the alarm. A link that is there already is left; `Conflict` if another order has the alarm."""
        self._link(order_id, (alarm_id,))
        known = self._seen.orders.get(order_id)
        if known is not None and alarm_id not in known.alarm_ids:
            self._seen.orders[order_id] = replace(known, alarm_ids=(*known.alarm_ids, alarm_id))

    def move_alarms(self, order_id: str, to: str) -> None:
        """Make the order `to` responsible for every alarm of the order `order_id`, in the order in which they came."""
        self._connection.execute(order_alarms.update().where(order_alarms.c.order_id == order_id).values(order_id=to))
        self._seen.forget()

    def merged_into(self, order_id: str) -> Sequence[WorkOrder]:
        """The orders that became part of this one, oldest first."""
        query = select(work_orders).where(MERGED, work_orders.c.merged_into == order_id)
        return self._whole(self._connection.execute(query.order_by(work_orders.c.opened_at, work_orders.c.id)).all())

    def lines_between(self, site: str, since: datetime, until: datetime, events: Collection[OrderEvent], *, realm: str = "live") -> Sequence[TimelineEntry]:
        """Lines of the timelines of the site's orders about `events` with ``since <= at < until``, oldest first."""
        self._later.write(TIMELINES)
        query = select(timeline_entries).join(work_orders, work_orders.c.id == timeline_entries.c.order_id)
        of_site = (work_orders.c.site == site, work_orders.c.realm == realm, timeline_entries.c.event.in_(sorted(events)))
        between = (timeline_entries.c.at >= since, timeline_entries.c.at < until)
        return [entry_of(row) for row in self._connection.execute(query.where(*of_site, *between).order_by(timeline_entries.c.position))]

    def timeline(self, order_id: str) -> Sequence[TimelineEntry]:
        """Its timeline, oldest first."""
        known = self._seen.timelines.get(order_id)
        if known is None:
            self._later.write(TIMELINES)
            known = self._seen.timelines[order_id] = [entry_of(row) for row in statements.TIMELINE.rows(self._connection, id=order_id)]
        return list(known)

    def list(self, where: OrderFilter, *, cursor: str | None = None, limit: int = 50, sort: OrderSort = OrderSort.NEWEST) -> Page[WorkOrder]:
        """Newest first, unless `sort` says otherwise. Raises `ValueError` for a cursor that is not ours."""
        if sort is not OrderSort.NEWEST:
            sorted_by = select(work_orders).where(*_conditions(where, sort), *narrowed(self._connection, where.text))
            stretches = order_stretches(sort, few=sort in BY_DUE and not sorted_through_due(where, sort))
            return sorted_page(self._connection, sorted_by, sort, stretches, cursor=cursor, limit=limit, items=self._whole)
        if led_by_due(where):
            whenever = _conditions(replace(where, due_from=None, due_until=None), by_due=True)
            marks = marks_of_due(where, [*whenever, *narrowed(self._connection, where.text)]).c
            return page(self._connection, select(marks.opened_at, marks.id), (marks.opened_at, marks.id), cursor=cursor, limit=limit, items=self._marked)
        query = select(work_orders).where(*_conditions(where), *narrowed(self._connection, where.text))
        return page(self._connection, query, (work_orders.c.opened_at, work_orders.c.id), cursor=cursor, limit=limit, items=self._whole)

    def counts(self, where: OrderFilter) -> Mapping[OrderState, int]:
        """How many there are in each state; what there is none of is left out."""
        query = select(work_orders.c.state, func.count().label("number")).where(*_conditions(where)).group_by(work_orders.c.state)
        return {OrderState(row.state): row.number for row in self._connection.execute(query)}

    def due_before(self, moment: datetime) -> Sequence[WorkOrder]:
        """Those about which something has to be decided by `moment` (`WorkOrder.next_at`), the longest waiting first."""
        query = select(work_orders).where(EXPECTED, work_orders.c.next_at <= moment)
        return self._whole(self._connection.execute(query.order_by(work_orders.c.next_at, work_orders.c.id)).all())

    def children(self, order_id: str) -> Sequence[WorkOrder]:
        """The orders whose parent this one is, oldest first."""
        query = select(work_orders).where(work_orders.c.parent_id == order_id)
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

    def _one(self, statement: Prepared, **values: object) -> WorkOrder | None:
        for row in statement.rows(self._connection, **values):
            parts = [task_of(part) for part in statements.TASKS.rows(self._connection, id=row.id)]
            return self._seen.order(order_of(row, parts, [link.alarm_id for link in statements.LINKS.rows(self._connection, id=row.id)]))
        return None

    def _marked(self, marks: Sequence[Row[Any]]) -> Sequence[WorkOrder]:
        """The orders whose ids are in `marks`, in their order."""
        found = self._connection.execute(select(work_orders).where(work_orders.c.id.in_([mark.id for mark in marks]))) if marks else ()
        rows = {row.id: row for row in found}
        return self._whole([rows[mark.id] for mark in marks])

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

    def _put_tasks(self, order: WorkOrder, before: tuple[Task, ...] | None) -> None:
        """Store what has changed since `before` (`None`: nobody knows what was)."""
        rows = [task_row(part, order.id, place) for place, part in enumerate(order.tasks) if (before or ())[place : place + 1] != (part,)]
        there = len(order.tasks) if before is None else len(before)
        writing.put(self._connection, tasks, [row for row in rows if row["place"] < there])
        statements.ADD_TASKS.add(self._connection, [row for row in rows if row["place"] >= there])

    def _link(self, order_id: str, alarm_ids: Sequence[str]) -> None:
        rows = [{"order_id": order_id, "alarm_id": alarm_id} for alarm_id in dict.fromkeys(alarm_ids)]
        if statements.ADD_LINKS.add(self._connection, rows) < len(rows):
            for alarm_id in alarm_ids:
                if statements.LINK_OF.rows(self._connection, alarm=alarm_id)[0].order_id != order_id:
                    self._seen.forget()
                    raise Conflict(f"another order is responsible for the alarm {alarm_id}")
        for alarm_id in alarm_ids:
            self._seen.linked(alarm_id, order_id)

    def _add_entry(self, entry: TimelineEntry) -> None:
        self._later.add(TIMELINES, entry_row(entry))
        if entry.order_id in self._seen.timelines:
            self._seen.timelines[entry.order_id].append(entry)


def _conditions(where: OrderFilter, sort: OrderSort = OrderSort.NEWEST, *, by_due: bool = False) -> Sequence[ColumnElement[bool]]:
    by_due = by_due or led_by_due(where) or sorted_through_due(where, sort)
    return [
        true() if where.realm == "*" else (Unindexed(work_orders.c.realm) if by_due else work_orders.c.realm) == where.realm,
        # An index of its own leads to all that the site ever had.
        among(Unindexed(work_orders.c.site), where.sites),
        true() if where.states is None else _in_states(where.states),
        true() if where.department is None else or_(work_orders.c.department == where.department, _assists(where)),
        true() if where.assignee is None else work_orders.c.assignee == where.assignee,
        true() if where.asset is None else work_orders.c.asset == where.asset,
        true() if where.text is None else says(where.text),
        true() if where.overdue is None else (work_orders.c.overdue != ()) == where.overdue,
        true() if where.since is None else work_orders.c.opened_at >= where.since,
        true() if where.until is None else work_orders.c.opened_at < where.until,
        *further_conditions(where),
    ]


def _in_states(states: frozenset[OrderState]) -> ColumnElement[bool]:
    """Open states alone are found through the index of open orders."""
    some = work_orders.c.state.in_(states)
    return OPEN_ORDER & some if states <= OPEN_STATES else some


def _assists(where: OrderFilter) -> ColumnElement[bool]:
    return exists().where(tasks.c.order_id == work_orders.c.id, tasks.c.department == where.department)
