"""Rows that nobody needs to see before the transaction ends: written together, in as few statements as there are tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from storage.database.prepared import PreparedInsert
from storage.database.tables import alarm_entries, outbox, timeline_entries

ENTRIES = PreparedInsert(alarm_entries)
TIMELINES = PreparedInsert(timeline_entries)
NOTIFICATIONS = PreparedInsert(outbox, unless_there=True)


class Later:
    """What has still to be inserted. Whoever reads one of these tables has it written first."""

    def __init__(self, connection: Connection, *, reading: bool) -> None:
        self._connection = connection
        self._reading = reading
        self._rows: dict[PreparedInsert, list[Mapping[str, Any]]] = {}

    def add(self, into: PreparedInsert, row: Mapping[str, Any]) -> None:
        """`row` is to be inserted, behind those that were added before it. Raises `RuntimeError` in a reading transaction."""
        if self._reading:
            raise RuntimeError("a reading transaction cannot write: use `records.transaction()`")
        self._rows.setdefault(into, []).append(row)

    def write(self, into: PreparedInsert) -> None:
        """Insert what waits for one table. Raises `Conflict` for whatever a unique index refuses."""
        rows = self._rows.pop(into, None)
        if rows:
            into.add(self._connection, rows)

    def write_all(self) -> None:
        """Insert everything that waits."""
        for into in tuple(self._rows):
            self.write(into)
