"""Days that are over, folded into hours: ``{folder}/{realm}/{site}/folds.sqlite``.

A fold is never truer than its day file, and can be thrown away. That it is never older either: whoever writes to a day
commits there first and then forgets the folds of what he wrote (`forget`); whoever folds says so first (a row of
`fold_day`) and then reads the day inside a transaction that holds the folds. So one of the two sees the other. A writer
that dies in between has not said that it stored anything, and writes all of it again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

from domain.telemetry import Series
from storage.telemetry import day_files
from storage.telemetry.day_files import FOLDS
from storage.telemetry.hours import Hour, hours_from_text, hours_of, hours_to_text
from storage.telemetry.packing import Packed, from_text
from storage.telemetry.windowing import Judged

_Device = tuple[str, str]
_WHOLE_DEVICE = ""
"""Stands for a key: the device is folded, so a key that has no row said nothing that day."""
_MESSAGES = "SELECT ts, body FROM message WHERE device = ? AND device_type = ? ORDER BY ts"
_DEVICES = """WITH RECURSIVE each(device, device_type) AS (
    SELECT * FROM (SELECT device, device_type FROM message ORDER BY device, device_type LIMIT 1)
    UNION ALL
    SELECT (SELECT device FROM message WHERE (device, device_type) > (each.device, each.device_type) ORDER BY device, device_type LIMIT 1),
           (SELECT device_type FROM message WHERE (device, device_type) > (each.device, each.device_type) ORDER BY device, device_type LIMIT 1)
    FROM each WHERE each.device IS NOT NULL)
  SELECT device, device_type FROM each WHERE device IS NOT NULL"""


def fold_before(folder: Path, first_kept: int, most_days: int) -> int:
    """Fold up to `most_days` days of a site's `folder` that lie before the day `first_kept`, the newest first; returns how many."""
    days = [day_files.number_of(path) for path in day_files.day_files(folder, last=first_kept - 1)]
    if not days:
        return 0
    path = folder / FOLDS
    folded = 0
    with day_files.unavailable(path), closing(day_files.open_for_writing(path)) as folds:
        whole = {day for (day,) in folds.execute("SELECT day FROM fold_day WHERE whole = 1")}
        for day in sorted(set(days) - whole, reverse=True)[:most_days]:
            _fold(folds, day_files.day_file(folder, day), day)
            folded += 1
    return folded


def forget(folder: Path, day: int, devices: Collection[_Device]) -> None:
    """What was folded of these devices of a day is no longer all; called after it was written to the day's file."""
    path = folder / FOLDS
    with day_files.reading(path) as folds:
        if folds is None or folds.execute("SELECT 1 FROM fold_day WHERE day = ?", (day,)).fetchone() is None:
            return
    with day_files.unavailable(path), closing(day_files.open_for_writing(path)) as folds:

        def work() -> None:
            folds.executemany("DELETE FROM fold WHERE device = ? AND device_type = ? AND day = ?", [(*device, day) for device in devices])
            folds.execute("UPDATE fold_day SET whole = 0 WHERE day = ?", (day,))

        day_files.in_transaction(folds, work)


def drop_before(folder: Path, first_kept: int) -> None:
    """Forget the folds of days before `first_kept`."""
    path = folder / FOLDS
    if not path.exists():
        return
    with day_files.unavailable(path), closing(day_files.open_for_writing(path)) as folds:

        def work() -> None:
            folds.execute("DELETE FROM fold WHERE day < ?", (first_kept,))
            folds.execute("DELETE FROM fold_day WHERE day < ?", (first_kept,))

        day_files.in_transaction(folds, work)


def folded(folder: Path, series: Series, first: int, last: int) -> dict[int, list[Hour]]:
    """The hours of the days from `first` to `last` that are folded for the series' device; a day without any is an empty list."""
    with day_files.reading(folder / FOLDS) as folds:
        if folds is None:
            return {}
        device = series.device, series.device_type
        between = "AND day BETWEEN ? AND ?"
        known: dict[int, list[Hour]] = {day: [] for (day,) in folds.execute(f"SELECT day FROM fold_day WHERE whole = 1 {between}", (first, last))}  # noqa: S608  a constant
        query = f"SELECT day, body FROM fold WHERE device = ? AND device_type = ? AND key = ? {between}"  # noqa: S608  a constant
        known |= {day: [] for day, _ in folds.execute(query, (*device, _WHOLE_DEVICE, first, last))}
        return known | {day: hours_from_text(body) for day, body in folds.execute(query, (*device, series.key, first, last)) if day in known}


def _fold(folds: sqlite3.Connection, path: Path, day: int) -> None:
    """One device after the other: a writer waits for no more than one of them."""
    day_files.in_transaction(folds, lambda: folds.execute("INSERT INTO fold_day VALUES (?, 0) ON CONFLICT DO UPDATE SET whole = 0", (day,)))
    with day_files.reading(path) as values:
        devices: list[_Device] = values.execute(_DEVICES).fetchall() if values else []
    for device in devices:
        day_files.in_transaction(folds, lambda device=device: _fold_device(folds, path, day, device))  # type: ignore[misc]

    def finish() -> None:
        with day_files.reading(path) as values:
            there = set(values.execute(_DEVICES).fetchall() if values else [])
        done = set(folds.execute("SELECT device, device_type FROM fold WHERE key = ? AND day = ?", (_WHOLE_DEVICE, day)))
        if there <= done:
            folds.execute("UPDATE fold_day SET whole = 1 WHERE day = ?", (day,))

    day_files.in_transaction(folds, finish)


def _fold_device(folds: sqlite3.Connection, path: Path, day: int, device: _Device) -> None:
    if folds.execute("SELECT 1 FROM fold WHERE device = ? AND device_type = ? AND key = ? AND day = ?", (*device, _WHOLE_DEVICE, day)).fetchone():
        return
    with day_files.reading(path) as values:
        said: dict[str, list[Judged]] = {}
        for ts, packed in _rows(values, device):
            for key, value in packed.values.items():
                if value is not None:
                    said.setdefault(key, []).append((ts, value, packed.quality(key)))
    rows = [(*device, key, day, hours_to_text(hours_of(every))) for key, every in said.items()]
    folds.executemany("INSERT OR REPLACE INTO fold VALUES (?, ?, ?, ?, ?)", [*rows, (*device, _WHOLE_DEVICE, day, "[]")])


def _rows(values: sqlite3.Connection | None, device: _Device) -> Iterator[tuple[int, Packed]]:
    for ts, body in values.execute(_MESSAGES, device) if values else ():
        yield ts, from_text(body)
