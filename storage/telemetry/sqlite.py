"""The embedded telemetry store: SQLite, nothing to install, for one machine and one ingest."""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from domain.identity import LIVE
from domain.telemetry import Refused, Sample, Series, TelemetryMessage, WindowFunction
from domain.time import from_ms, to_ms
from storage.telemetry import day_files, sqlite_folds, sqlite_replay
from storage.telemetry.acceptance import why_never
from storage.telemetry.engine import Engine
from storage.telemetry.hours import HOUR_S, Hour, hours_of, windows_of
from storage.telemetry.packing import Newest, Packed, apart, from_text, newest_from_text, newest_of, newest_to_text, pack, to_text
from storage.telemetry.windowing import Judged, from_ms_up, windowed

_OPEN_DAYS = 8
"""Files kept open for writing: today's, and those that late readings go to."""
_MOST_FOLDED = 62
"""Days of a site folded by one call."""

_ADD_MESSAGE = """INSERT INTO message VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET body = merge(body, excluded.body), received = excluded.received WHERE body IS NOT excluded.body"""
_ADD_EVENT = """INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET body = merge(body, excluded.body), received = excluded.received WHERE body IS NOT excluded.body"""
_ADD_LATEST = """INSERT INTO latest VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET body = merge_newest(body, excluded.body) WHERE body IS NOT excluded.body"""
_MESSAGES = "SELECT ts, body FROM message WHERE device = ? AND device_type = ? AND ts >= ? AND ts < ? ORDER BY ts"
_MESSAGES_BACKWARDS = "SELECT ts, body FROM message WHERE device = ? AND device_type = ? AND ts <= ? ORDER BY ts DESC"
_EVENTS = """SELECT ts, received, body, name, id FROM event
  WHERE device = ? AND device_type = ? AND ts >= ? AND ts < ? ORDER BY ts, apart LIMIT ?"""

_Device = tuple[str, str]
"""Its id and its type."""


class SqliteSettings(BaseModel):
    """Where the embedded telemetry store keeps its files."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path = Field(default=Path("telemetry"), description="The folder of the day files; without it `telemetry` in the data directory.")


@dataclass(slots=True)
class _Day:
    messages: list[tuple[str, str, int, int, str]] = field(default_factory=list)
    events: list[tuple[str, str, int, str, str | None, str, int, str]] = field(default_factory=list)


@dataclass(slots=True)
class _SiteBatch:
    days: dict[int, _Day] = field(default_factory=dict)
    said: dict[_Device, list[tuple[int, Packed]]] = field(default_factory=dict)
    """What each device said, with its time, but for what it said of all the same keys again later."""

    def newest(self) -> Mapping[_Device, Mapping[str, Newest]]:
        """The newest value of each key."""
        found: dict[_Device, dict[str, Newest]] = {}
        for device, every in self.said.items():
            of_device = found[device] = {}
            for ts, packed in every:
                newest_of(of_device, ts, packed)
        return found


class SqliteTelemetry:
    """Telemetry in day files under `folder`, times to the millisecond.

    What is promised: when `write` returns, all of it is on the disk (each commit is fsynced), so neither kill -9 nor a
    power cut loses it; when it raises, any part may have been stored, and writing all again is right. One process
    writes; any number of others read at the same time and never hold it up. Threads may share an object.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: OrderedDict[Path, sqlite3.Connection] = OrderedDict()
        self._lock = threading.Lock()

    def write(self, messages: Sequence[TelemetryMessage]) -> Sequence[Refused]:
        """Store all, on the disk; see `TelemetryStore.write`."""
        refused: list[Refused] = []
        sites: dict[tuple[str, str], _SiteBatch] = {}
        for message in messages:
            if (why := why_never(message)) is not None:
                refused.append(Refused(message, why))
                continue
            name = message.realm, message.site
            batch = sites.get(name)
            if batch is None:
                batch = sites[name] = _SiteBatch()
            _add(batch, message)
        with self._lock:
            for name, batch in sites.items():
                folder = day_files.site_folder(self._folder, *name)
                for number, day in sorted(batch.days.items()):
                    self._write_day(day_files.day_file(folder, number), day)
                    sqlite_folds.forget(folder, number, {(device, device_type) for device, device_type, *_ in day.messages})
                self._write_newest(folder / day_files.LATEST, batch.newest())
        return refused

    def latest(self, series: Sequence[Series], *, before: datetime | None = None) -> Mapping[Series, Sample]:
        """The newest value of each series; see `TelemetryStore.latest`. Without `before` one look-up a device."""
        found: dict[Series, Sample] = {}
        by_site: dict[Path, dict[_Device, list[Series]]] = {}
        for one in series:
            folder = day_files.site_folder(self._folder, one.realm, one.site)
            by_site.setdefault(folder, {}).setdefault((one.device, one.device_type), []).append(one)
        for folder, devices in by_site.items():
            newest = dict(_newest(folder / day_files.LATEST, devices))
            for device, wanted in devices.items():
                held = newest.get(device, {})
                known = [one for one in wanted if one.key in held]
                if before is None:
                    found |= {one: _newest_sample(held[one.key]) for one in known}
                else:
                    found |= _latest_before(folder, device, known, held, to_ms(before))
        return found

    def range(self, series: Series, start: datetime, end: datetime, *, limit: int = 10_000) -> Sequence[Sample]:
        """Values of one series over time; see `TelemetryStore.range`."""
        samples: list[Sample] = []
        for ts, packed in self._rows(series, start, end):
            if series.key in packed.values:
                if len(samples) == limit:
                    break
                samples.append(_sample(ts, packed, series.key))
        return samples

    def windows(self, series: Series, start: datetime, end: datetime, *, window_s: int, function: WindowFunction) -> Sequence[Sample]:
        """Computed values; see `TelemetryStore.windows`. A window with an uncertain value in it is uncertain.

        Windows of whole hours are made from folded days where there are such.
        """
        if window_s % HOUR_S == 0:
            return list(windows_of(self._hours(series, start, end), window_s, function))
        return list(windowed(self._judged(series, from_ms_up(start), from_ms_up(end)), window_s, function))

    def events(self, site: str, device: str, device_type: str, start: datetime, end: datetime, *, limit: int = 1_000) -> Sequence[TelemetryMessage]:
        """Live events of a device; see `TelemetryStore.events`."""
        first, stop = from_ms_up(start), from_ms_up(end)
        found: list[TelemetryMessage] = []
        for path in self._days(LIVE, site, first, stop):
            with day_files.reading(path) as connection:
                rows = connection.execute(_EVENTS, (device, device_type, first, stop, limit - len(found))) if connection else ()
                found += [sqlite_replay.event_of(site, (device, device_type), *row) for row in rows]
            if len(found) >= limit:
                break
        return found

    def replay(
        self, site: str, devices: Mapping[str, str], start: datetime, end: datetime, *, keys: Collection[str] | None = None
    ) -> Iterator[TelemetryMessage]:
        """Live messages of many devices in the order of time; see `TelemetryStore.replay`. A bounded number of rows at a time."""
        return sqlite_replay.replay(day_files.site_folder(self._folder, LIVE, site), site, devices, from_ms_up(start), from_ms_up(end), keys)

    def delete_before(self, site: str, moment: datetime) -> None:
        """Drop the files of days that ended by `moment`, of every realm, and newest values of such days."""
        first_kept = day_files.day_of(to_ms(moment))
        for folder in day_files.site_folders(self._folder, site):
            with self._lock, day_files.unavailable(folder):
                sqlite_folds.drop_before(folder, first_kept)
                for path in day_files.day_files(folder, last=first_kept - 1):
                    if path in self._writers:
                        self._writers.pop(path).close()
                    day_files.drop(path)
                if (folder / day_files.LATEST).exists():
                    self._forget_newest(folder / day_files.LATEST, first_kept * day_files.DAY_MS)

    def fold_before(self, site: str, moment: datetime) -> None:
        """See `TelemetryStore.fold_before`. Some weeks at a time, the newest first: what is left is done by the next calls."""
        folder = day_files.site_folder(self._folder, LIVE, site)
        if folder.is_dir():
            sqlite_folds.fold_before(folder, day_files.day_of(to_ms(moment)), _MOST_FOLDED)

    def check(self) -> None:
        """Raise `StoreUnavailable` unless the folder is there, or can be made, and takes files."""
        with day_files.unavailable(self._folder):
            day_files.make_folder(self._folder)
            probe = self._folder / ".writable"
            probe.write_bytes(b"")
            probe.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the files; the store can be used again and opens them anew."""
        with self._lock:
            while self._writers:
                self._writers.popitem()[1].close()

    def _write_day(self, path: Path, day: _Day) -> None:
        connection = self._writer(path)

        def work() -> None:
            connection.executemany(_ADD_MESSAGE, day.messages)
            connection.executemany(_ADD_EVENT, day.events)

        with day_files.unavailable(path):
            day_files.in_transaction(connection, work)

    def _write_newest(self, path: Path, newest: Mapping[_Device, Mapping[str, Newest]]) -> None:
        if not newest:
            return
        connection = self._writer(path)
        rows = [(*device, newest_to_text(of_device)) for device, of_device in newest.items()]
        with day_files.unavailable(path):
            day_files.in_transaction(connection, lambda: connection.executemany(_ADD_LATEST, rows))

    def _forget_newest(self, path: Path, before_ms: int) -> None:
        connection = self._writer(path)

        def work() -> None:
            for device, device_type, body in connection.execute("SELECT device, device_type, body FROM latest").fetchall():
                held = newest_from_text(body)
                kept = {key: one for key, one in held.items() if one.ts >= before_ms}
                if not kept:
                    connection.execute("DELETE FROM latest WHERE device = ? AND device_type = ?", (device, device_type))
                elif len(kept) < len(held):
                    connection.execute("UPDATE latest SET body = ? WHERE device = ? AND device_type = ?", (newest_to_text(kept), device, device_type))

        day_files.in_transaction(connection, work)

    def _writer(self, path: Path) -> sqlite3.Connection:
        connection = self._writers.pop(path, None) or day_files.open_for_writing(path)
        self._writers[path] = connection
        if len(self._writers) > _OPEN_DAYS:
            self._writers.popitem(last=False)[1].close()
        return connection

    def _days(self, realm: str, site: str, first: int, stop: int) -> list[Path]:
        return day_files.day_files(day_files.site_folder(self._folder, realm, site), day_files.day_of(first), day_files.day_of(stop - 1))

    def _rows(self, series: Series, start: datetime, end: datetime) -> Iterator[tuple[int, Packed]]:
        """Messages of the series' device, oldest first."""
        return self._rows_between(series, from_ms_up(start), from_ms_up(end))

    def _rows_between(self, series: Series, first: int, stop: int) -> Iterator[tuple[int, Packed]]:
        for path in self._days(series.realm, series.site, first, stop):
            with day_files.reading(path) as connection:
                rows = connection.execute(_MESSAGES, (series.device, series.device_type, first, stop)) if connection else ()
                yield from ((ts, from_text(body)) for ts, body in rows)

    def _judged(self, series: Series, first: int, stop: int) -> Iterator[Judged]:
        for ts, packed in self._rows_between(series, first, stop):
            if (value := packed.values.get(series.key)) is not None:
                yield ts, value, packed.quality(series.key)

    def _hours(self, series: Series, start: datetime, end: datetime) -> Iterator[Hour]:
        """The series' hours, oldest first: of whole days that are folded, from there."""
        first, stop = from_ms_up(start), from_ms_up(end)
        folder = day_files.site_folder(self._folder, series.realm, series.site)
        folded = sqlite_folds.folded(folder, series, -(-first // day_files.DAY_MS), stop // day_files.DAY_MS - 1)
        for path in self._days(series.realm, series.site, first, stop):
            day = day_files.number_of(path)
            if day in folded:
                yield from folded[day]
            else:
                yield from hours_of(self._judged(series, max(first, day * day_files.DAY_MS), min(stop, (day + 1) * day_files.DAY_MS)))


def _add(batch: _SiteBatch, message: TelemetryMessage) -> None:
    ts, received = to_ms(message.occurred_at), to_ms(message.received_at)
    number = day_files.day_of(ts)
    day = batch.days.get(number)
    if day is None:
        day = batch.days[number] = _Day()
    packed = pack(message)
    body = to_text(packed)
    if message.event is not None:
        day.events.append((message.device, message.device_type, ts, apart(message), message.id, message.event, received, body))
        return
    day.messages.append((message.device, message.device_type, ts, received, body))
    device = message.device, message.device_type
    said = batch.said.get(device)
    if said is None:
        batch.said[device] = [(ts, packed)]
    elif said[-1][0] < ts and said[-1][1].values.keys() <= packed.values.keys():
        said[-1] = ts, packed
    else:
        said.append((ts, packed))


def _newest(path: Path, devices: Iterable[_Device]) -> Iterator[tuple[_Device, dict[str, Newest]]]:
    with day_files.reading(path) as connection:
        if connection is None:
            return
        for device in devices:
            if (row := connection.execute("SELECT body FROM latest WHERE device = ? AND device_type = ?", device).fetchone()) is not None:
                yield device, newest_from_text(row[0])


def _latest_before(folder: Path, device: _Device, wanted: Iterable[Series], held: Mapping[str, Newest], before: int) -> dict[Series, Sample]:
    """Those that have no newer value than `before` are known at once; for others the days are searched backwards."""
    found = {one: _newest_sample(held[one.key]) for one in wanted if held[one.key].ts <= before}
    sought = {one for one in wanted if one not in found}
    for path in reversed(day_files.day_files(folder, last=day_files.day_of(before))):
        if not sought:
            break
        with day_files.reading(path) as connection:
            for ts, body in connection.execute(_MESSAGES_BACKWARDS, (*device, before)) if connection else ():
                packed = from_text(body)
                here = {one for one in sought if one.key in packed.values}
                found |= {one: _sample(ts, packed, one.key) for one in here}
                sought -= here
                if not sought:
                    break
    return found


def _sample(ts: int, packed: Packed, key: str) -> Sample:
    return Sample(from_ms(ts), packed.values[key], packed.quality(key))


def _newest_sample(newest: Newest) -> Sample:
    return Sample(from_ms(newest.ts), newest.value, newest.quality)


def _open(settings: SqliteSettings, data_dir: Path) -> SqliteTelemetry:
    return SqliteTelemetry(data_dir / settings.folder)


ENGINE = Engine("sqlite", SqliteSettings, _open)
