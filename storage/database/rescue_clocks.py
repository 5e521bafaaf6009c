"""The clocks of rescues from lifts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from domain.rescue_clock import Clock, RescueClock
from storage.database.prepared import Prepared, value
from storage.database.tables import CLOCK_EXPECTED, rescue_clocks
from storage.database.writing import add_unless_there

_OF_ORDER = Prepared(lambda _: select(rescue_clocks).where(rescue_clocks.c.order_id == value("order", rescue_clocks.c.order_id)))


class DatabaseRescueClocks:
    """`domain.rescue_clock.RescueClocks`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_order(self, order_id: str) -> Sequence[RescueClock]:
        """Those of an order, in the order of `Clock`."""
        return sorted((_clock_of(row) for row in _OF_ORDER.rows(self._connection, order=order_id)), key=lambda each: each.clock.rank)

    def add(self, clocks: Sequence[RescueClock]) -> None:
        """New ones; those that are there already stay as they are."""
        for each in clocks:
            add_unless_there(self._connection, rescue_clocks, {"order_id": each.order_id, "clock": each.clock, **_columns_of(each)})

    def save(self, clock: RescueClock) -> None:
        """Store a changed one."""
        where = (rescue_clocks.c.order_id == clock.order_id) & (rescue_clocks.c.clock == clock.clock)
        self._connection.execute(update(rescue_clocks).where(where).values(**_columns_of(clock)))

    def due_before(self, moment: datetime) -> Sequence[RescueClock]:
        """Those about which something has to be decided by `moment`, the longest waiting first."""
        due = CLOCK_EXPECTED & (rescue_clocks.c.next_at <= moment)
        rows = self._connection.execute(select(rescue_clocks).where(due).order_by(rescue_clocks.c.next_at, rescue_clocks.c.order_id))
        return [_clock_of(row) for row in rows]


def _columns_of(item: RescueClock) -> dict[str, Any]:
    """Everything but what it is found by."""
    return {
        "site": item.site,
        "started_at": item.started_at,
        "due_at": item.due_at,
        "warn_at": item.warn_at,
        "met_at": item.met_at,
        "met_by": item.met_by,
        "device_id": item.device_id,
        "warned_at": item.warned_at,
        "missed_at": item.missed_at,
        "ended_at": item.ended_at,
        "next_at": item.next_at,
    }


def _clock_of(row: Row[Any]) -> RescueClock:
    return RescueClock(
        order_id=row.order_id,
        clock=Clock(row.clock),
        site=row.site,
        started_at=row.started_at,
        due_at=row.due_at,
        warn_at=row.warn_at,
        met_at=row.met_at,
        met_by=row.met_by,
        device_id=row.device_id,
        warned_at=row.warned_at,
        missed_at=row.missed_at,
        ended_at=row.ended_at,
    )
