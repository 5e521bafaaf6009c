"""What work took, and which faults came again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, or_, select, update

from domain.records import Conflict
from domain.work_done import Cause, FaultTrace, HourKind, Labour, PartUsed, Problem, Remedy, RepeatFault, WorkDone
from domain.work_order import OrderState, Outcome
from storage.database.listing import among
from storage.database.tables import alarms, labour_lines, order_alarms, part_lines, repeat_faults, work_done, work_orders
from storage.database.writing import add_unless_there, put

Word = TypeVar("Word", Cause, Remedy, Problem)

_DONE = (OrderState.COMPLETED.value, OrderState.VERIFIED.value, OrderState.CLOSED.value)
_TRACE = (work_orders.c.id, work_orders.c.number, work_orders.c.opened_at, work_orders.c.completed_at, work_done.c.cause, work_done.c.remedy)


class DatabaseWorkDones:
    """`domain.work_done.WorkDones`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, order_id: str) -> WorkDone | None:
        """What was recorded of an order."""
        return next(iter(self.of([order_id])), None)

    def of(self, order_ids: Sequence[str]) -> Sequence[WorkDone]:
        """What was recorded of several."""
        labour: dict[str, list[Labour]] = defaultdict(list)
        for row in self._lines(labour_lines, order_ids):
            labour[row.order_id].append(Labour(row.person, row.minutes, HourKind(row.hours), row.started_at, row.ended_at))
        parts: dict[str, list[PartUsed]] = defaultdict(list)
        for row in self._lines(part_lines, order_ids):
            parts[row.order_id].append(PartUsed(row.name, Decimal(row.quantity_milli) / 1000, row.unit, row.unit_cost_fen, row.code, row.owner_pays))
        rows = self._connection.execute(select(work_done).where(work_done.c.order_id.in_(order_ids)))
        return [_work_of(row, labour[row.order_id], parts[row.order_id]) for row in rows]

    def save(self, work: WorkDone) -> WorkDone:
        """Store it with the next version, or raise `Conflict`."""
        following = replace(work, version=work.version + 1)
        if work.version == 0:
            stored = add_unless_there(self._connection, work_done, {"order_id": work.order_id, **_columns_of(following)})
        else:
            where = (work_done.c.order_id == work.order_id) & (work_done.c.version == work.version)
            stored = self._connection.execute(update(work_done).where(where).values(**_columns_of(following))).rowcount > 0
        if not stored:
            raise Conflict(f"what was done at {work.order_id} is no longer at version {work.version}")
        for table, rows in ((labour_lines, [_labour_row(work, each) for each in work.labour]), (part_lines, [_part_row(work, each) for each in work.parts])):
            self._connection.execute(delete(table).where(table.c.order_id == work.order_id))
            if rows:
                self._connection.execute(insert(table), rows)
        return following

    def traces(self, realm: str, site: str, asset: str, *, since: datetime, until: datetime) -> Sequence[FaultTrace]:
        """Of the asset's orders that are done, newest first."""
        return self._traces(
            work_orders.c.asset == asset,
            work_orders.c.site == site,
            work_orders.c.realm == realm,
            work_orders.c.completed_at >= since,
            work_orders.c.completed_at <= until,
        )

    def trace(self, order_id: str) -> FaultTrace | None:
        """Of one order, if it is done."""
        return next(iter(self._traces(work_orders.c.id == order_id)), None)

    def set_repeat(self, order_id: str, repeat: RepeatFault | None) -> None:
        """Remember that the order's fault is a repeat, or that it is none."""
        if repeat is None:
            self._connection.execute(delete(repeat_faults).where(repeat_faults.c.order_id == order_id))
            return
        row = {name: getattr(repeat, name) for name in ("order_id", "earlier_id", "site", "asset", "cause", "rule", "found_at")}
        put(self._connection, repeat_faults, [row])

    def repeat_of(self, order_id: str) -> RepeatFault | None:
        """Which earlier fault came again with this order."""
        return next(iter(self._repeats(repeat_faults.c.order_id == order_id)), None)

    def repeated_by(self, order_id: str) -> Sequence[RepeatFault]:
        """The orders with which this order's fault came again."""
        return self._repeats(repeat_faults.c.earlier_id == order_id)

    def repeats(self, sites: tuple[str, ...], *, since: datetime, limit: int) -> Sequence[RepeatFault]:
        """Those found at `sites` since then, newest found first."""
        query = select(repeat_faults).where(among(repeat_faults.c.site, sites), repeat_faults.c.found_at >= since)
        rows = self._connection.execute(query.order_by(repeat_faults.c.found_at.desc(), repeat_faults.c.order_id.desc()).limit(limit))
        return [_repeat_of(row) for row in rows]

    def _lines(self, table: Any, order_ids: Sequence[str]) -> Sequence[Row[Any]]:  # noqa: ANN401  a table of lines
        return self._connection.execute(select(table).where(table.c.order_id.in_(order_ids)).order_by(table.c.position)).all()

    def _traces(self, *where: ColumnElement[bool]) -> Sequence[FaultTrace]:
        query = (
            select(*_TRACE)
            .outerjoin(work_done, work_done.c.order_id == work_orders.c.id)
            .where(
                *where,
                work_orders.c.state.in_(_DONE),
                work_orders.c.completed_at.is_not(None),
                or_(work_orders.c.outcome.is_(None), work_orders.c.outcome != Outcome.FALSE_ALARM.value),
            )
            .order_by(work_orders.c.completed_at.desc(), work_orders.c.id.desc())
        )
        rows = self._connection.execute(query).all()
        rules = self._rules([row.id for row in rows])
        return [
            FaultTrace(row.id, row.number, row.opened_at, row.completed_at, _word(Cause, row.cause), _word(Remedy, row.remedy), frozenset(rules[row.id]))
            for row in rows
        ]

    def _rules(self, order_ids: Sequence[str]) -> dict[str, set[str]]:
        query = (
            select(order_alarms.c.order_id, alarms.c.rule).join(alarms, alarms.c.id == order_alarms.c.alarm_id).where(order_alarms.c.order_id.in_(order_ids))
        )
        found: dict[str, set[str]] = defaultdict(set)
        for row in self._connection.execute(query):
            found[row.order_id].add(row.rule)
        return found

    def _repeats(self, where: ColumnElement[bool]) -> Sequence[RepeatFault]:
        query = select(repeat_faults).where(where).order_by(repeat_faults.c.found_at, repeat_faults.c.order_id)
        return [_repeat_of(row) for row in self._connection.execute(query)]


def _word(kind: type[Word], value: str | None) -> Word | None:
    return None if value is None else kind(value)


def _work_of(row: Row[Any], labour: Sequence[Labour], parts: Sequence[PartUsed]) -> WorkDone:
    return WorkDone(
        order_id=row.order_id,
        problem=_word(Problem, row.problem),
        cause=_word(Cause, row.cause),
        remedy=_word(Remedy, row.remedy),
        what=row.what,
        labour=tuple(labour),
        parts=tuple(parts),
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        version=row.version,
    )


def _columns_of(work: WorkDone) -> dict[str, Any]:
    return {name: getattr(work, name) for name in ("problem", "cause", "remedy", "what", "recorded_at", "recorded_by", "version")}


def _labour_row(work: WorkDone, line: Labour) -> dict[str, Any]:
    return {"order_id": work.order_id, **{name: getattr(line, name) for name in ("person", "minutes", "hours", "started_at", "ended_at")}}


def _part_row(work: WorkDone, line: PartUsed) -> dict[str, Any]:
    kept = {name: getattr(line, name) for name in ("name", "code", "unit", "unit_cost_fen", "owner_pays")}
    return {"order_id": work.order_id, "quantity_milli": int(line.quantity * 1000), **kept}


def _repeat_of(row: Row[Any]) -> RepeatFault:
    return RepeatFault(row.order_id, row.earlier_id, row.site, row.asset, _word(Cause, row.cause), row.rule, row.found_at)
