"""Reading whole stretches of a site's history from its day files, in the order of time and a bounded piece at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from operator import itemgetter
from pathlib import Path

from domain.reading import Quality, Value
from domain.telemetry import TelemetryMessage
from domain.time import EPOCH, from_ms
from storage.telemetry import day_files
from storage.telemetry.packing import Told, from_text, reader

MOST_ROWS = 50_000
"""So many rows are held at a time, unless more are of a single millisecond."""
_KEPT_LAGS = 10_000

_MESSAGES = "SELECT ts, received, body, ? FROM message WHERE device = ? AND device_type = ? AND ts >= ? AND ts < ? ORDER BY ts LIMIT ?"
_EVENTS = """SELECT ts, received, body, name, id FROM event
  WHERE device = ? AND device_type = ? AND ts >= ? AND ts < ? ORDER BY ts, name, apart LIMIT ?"""
_ANY_EVENT = "SELECT 1 FROM event WHERE device = ? AND device_type = ? LIMIT 1"

_Device = tuple[str, str]
"""Its id and its type."""
_Row = tuple[int, int, str | TelemetryMessage, int]
"""Occurred and received (epoch ms); a message's text or an event; which device."""


def replay(folder: Path, site: str, devices: Mapping[str, str], first: int, stop: int, keys: Collection[str] | None) -> Iterator[TelemetryMessage]:
    """See `TelemetryStore.replay`; `folder` is the site's, ``first <= ts < stop`` in epoch milliseconds."""
    if first >= stop or not devices:
        return
    every = sorted(devices.items())
    read = reader(keys)
    for path in day_files.day_files(folder, day_files.day_of(first), day_files.day_of(stop - 1)):
        day = day_files.number_of(path)
        with day_files.reading(path) as connection:
            if connection is None:
                continue
            since, until = max(first, day * day_files.DAY_MS), min(stop, (day + 1) * day_files.DAY_MS)
            for rows in _pieces(connection, site, every, since, until):
                yield from _messages(rows, site, every, read)


def _pieces(connection: sqlite3.Connection, site: str, devices: Sequence[_Device], since: int, until: int) -> Iterator[list[_Row]]:
    """The rows of a day in pieces of time, each as long as its rows are not too many."""
    eventful = {device for device in devices if connection.execute(_ANY_EVENT, device).fetchone()}
    length = until - since
    while since < until:
        rows = _rows(connection, site, devices, eventful, since, min(since + length, until), MOST_ROWS if length > 1 else None)
        if rows is None:
            length = max(1, length // 2)
            continue
        since += length
        if len(rows) <= MOST_ROWS // 4:
            length *= 2
        if rows:
            yield rows


def _rows(
    connection: sqlite3.Connection, site: str, devices: Sequence[_Device], eventful: Collection[_Device], since: int, until: int, most: int | None
) -> list[_Row] | None:
    """What was said from `since` to `until`, in order; `None` if that is more than `most`."""
    rows: list[_Row] = []
    limit = -1
    for index, device in enumerate(devices):
        if most is not None and (limit := most - len(rows) + 1) <= 0:
            return None
        rows += connection.execute(_MESSAGES, (index, *device, since, until, limit)).fetchall()
        if device in eventful:
            rows += [(row[0], row[1], event_of(site, device, *row), index) for row in connection.execute(_EVENTS, (*device, since, until, limit))]
    if most is not None and len(rows) > most:
        return None
    rows.sort(key=itemgetter(0))  # what is of one time stays as it was put: by device, events after values
    return rows


def _messages(rows: Sequence[_Row], site: str, devices: Sequence[_Device], read: Callable[[str], Told]) -> Iterator[TelemetryMessage]:
    millisecond = timedelta(milliseconds=1)
    lags: dict[int, timedelta] = {}  # most messages take one of few times to come: adding one is cheaper than a new date
    for ts, received, body, index in rows:
        if not isinstance(body, str):
            yield body
            continue
        occurred_at = EPOCH + ts * millisecond
        lag = lags.get(received - ts)
        if lag is None:
            lag = (received - ts) * millisecond
            if len(lags) < _KEPT_LAGS:
                lags[received - ts] = lag
        values, qualities = read(body)
        device, device_type = devices[index]
        yield TelemetryMessage(site, device, device_type, occurred_at, occurred_at + lag, values, qualities)


def event_of(site: str, device: _Device, ts: int, received: int, body: str, name: str, event_id: str | None) -> TelemetryMessage:
    """An event as it was written. A datum of an event may be `None` without being bad; an uncertain one is marked."""
    packed = from_text(body)
    values: Mapping[str, Value] = packed.values
    return TelemetryMessage(
        site, *device, from_ms(ts), from_ms(received), values, dict.fromkeys(sorted(packed.uncertain), Quality.UNCERTAIN), event=name, id=event_id
    )
