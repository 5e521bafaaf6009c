"""Rows into the telemetry store, in batches. Nothing else hears of them: no rule, no page, no alarm.

Doing it twice changes nothing: a store has one message of a device and time, and what is in it is the same again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.reading import Quality, Value
from domain.telemetry import Refused, StoreUnavailable, TelemetryMessage
from ingest.point_values import BadValue, shown
from steward.history.mapping import Long, Meaning, Target, UnknownPoint, Wide
from steward.history.rejections import Rejections
from steward.history.table import BadRow, Row, Table
from steward.history.times import BadTime, time_of

BATCH = 5_000
"""Messages written at once."""
_WAITS_S = (1.0, 2.0, 4.0, 8.0, 15.0)
"""How long to wait for a store that does not answer, each time."""


@dataclass(slots=True)
class _Pending:
    row: int
    device_type: str
    values: dict[str, Value] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


class Sink(Protocol):
    """What an import asks of a telemetry store."""

    def write(self, messages: Sequence[TelemetryMessage]) -> Sequence[Refused]:
        """See `TelemetryStore.write`."""


class Importing:
    """Imports tables into `store`. What lies after `now` is refused: it would stand as the newest value until then."""

    def __init__(self, store: Sink, meaning: Meaning, rejections: Rejections, now: datetime, stop: threading.Event, *, batch: int = BATCH) -> None:
        self.rows = self.values = self.not_measured = 0
        self._store = store
        self._meaning = meaning
        self._rejections = rejections
        self._now = now
        self._stop = stop
        self._batch = batch
        self._pending: dict[tuple[str, str, datetime], _Pending] = {}

        @lru_cache(4096)
        def text_time(text: str, zone: ZoneInfo) -> datetime:
            return time_of(text, zone, meaning.file.time_format)

        self._text_time = text_time

    def run(self, table: Table, form: Wide | Long, report: Callable[[], None] = lambda: None) -> None:
        """All of `table`, or what was read until told to stop. Raises `StoreUnavailable` after half a minute of trying."""
        for row in table.rows():
            if self._stop.is_set():
                break
            self.rows += 1
            if isinstance(row, BadRow):
                self._rejections.add(row.number, "", row.why)
            elif isinstance(form, Long):
                self._take_long(row, form)
            else:
                self._take_wide(row, form)
            if len(self._pending) >= self._batch:
                self._write()
            report()
        self._write()

    def _take_long(self, row: Row, form: Long) -> None:
        name = row.cells[form.point]
        words = name.strip() if isinstance(name, str) else shown(name)
        try:
            target = self._meaning.target(words)
        except UnknownPoint as error:
            self._rejections.add(row.number, words, str(error))
            return
        value = row.cells[form.value]
        if value is None or value == "":
            self._rejections.add(row.number, words, "there is no value; write null for what could not be measured")
            return
        try:
            moment = self._time(row.cells[form.time], target.zone)
        except BadTime as error:
            self._rejections.add(row.number, words, str(error))
            return
        self._take(row.number, words, target, moment, value)

    def _take_wide(self, row: Row, form: Wide) -> None:
        raw = row.cells[form.time]
        moments: dict[ZoneInfo, datetime] = {}
        for place, target in form.points:
            cell = row.cells[place]
            if cell is None or cell == "":
                continue  # nothing was said of this point at this time
            moment = moments.get(target.zone)
            if moment is None:
                try:
                    moment = moments[target.zone] = self._time(raw, target.zone)
                except BadTime as error:
                    self._rejections.add(row.number, "", str(error))
                    return
            self._take(row.number, target.point.id, target, moment, cell)

    def _take(self, number: int, name: str, target: Target, moment: datetime, cell: object) -> None:
        try:
            value = target.take(cell)
        except BadValue as error:
            self._rejections.add(number, name, error.detail)
            return
        point = target.point
        key = point.site, point.device, moment
        pending = self._pending.get(key)
        if pending is None:
            pending = self._pending[key] = _Pending(number, target.device_type)
        pending.values[point.raw_key] = value
        pending.names.append(name)
        self.values += 1
        self.not_measured += value is None

    def _time(self, raw: object, zone: ZoneInfo) -> datetime:
        moment = self._text_time(raw, zone) if isinstance(raw, str) else time_of(raw, zone)
        if moment > self._now:
            raise BadTime(f"{shown(str(raw))} has not come yet")
        return moment

    def _write(self) -> None:
        if not self._pending:
            return
        messages = [_message(key, pending) for key, pending in self._pending.items()]
        for refused in self._written(messages):
            message = refused.message
            pending = self._pending[message.site, message.device, message.occurred_at]
            self.values -= len(pending.names)
            for name in pending.names:
                self._rejections.add(pending.row, name, f"the telemetry store refuses it: {refused.why}")
        self._pending = {}

    def _written(self, messages: list[TelemetryMessage]) -> Sequence[Refused]:
        for wait_s in _WAITS_S:
            try:
                return self._store.write(messages)
            except StoreUnavailable as error:
                if self._stop.wait(max(wait_s, error.retry_after_s or 0.0)):
                    raise
        return self._store.write(messages)


def _message(key: tuple[str, str, datetime], pending: _Pending) -> TelemetryMessage:
    """As if it had been received when it occurred: so a backtest takes it for what was known then, and importing again writes the same."""
    site, device, moment = key
    bad = {name: Quality.BAD for name, value in pending.values.items() if value is None}
    return TelemetryMessage(site, device, pending.device_type, moment, moment, pending.values, bad)
