"""A trend page's question, four points with mean, lowest and highest of each window, over a day, a month and a year of one message a minute."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from domain.telemetry import Series, TelemetryMessage, TelemetryStore, WindowFunction
from domain.time import to_ms
from storage.telemetry import day_files
from storage.telemetry.influxdb import ENGINE as INFLUXDB
from storage.telemetry.sqlite import SqliteTelemetry
from tests.parts.influxdb import InfluxDB, InfluxDBMissing, start_influxdb

POINTS = ("load_pct", "room_temp", "speed", "power_kw")
FUNCTIONS = (WindowFunction.MEAN, WindowFunction.MIN, WindowFunction.MAX)
DAYS = 365
RUNS = 3
_EVERY_S = 60
_SITE, _DEVICE, _TYPE = "riverside", "lift-1", "lift"
_END = datetime(2026, 1, 1, tzinfo=UTC)
_FIGURES = ", ".join(f"{figure}(json_extract(body, '$.v.{key}'))" for key in POINTS for figure in ("avg", "min", "max"))
_SCAN = f"SELECT ts / ?, {_FIGURES} FROM message WHERE device = ? AND device_type = ? AND ts >= ? AND ts < ? GROUP BY 1"  # noqa: S608  constants


def table(folder: Path, runs: int = RUNS, days: int = DAYS) -> Iterator[str]:
    """The medians of some runs, in milliseconds, and how much of a full scan by plain sqlite3 each is."""
    spans = [(name, length, window) for name, length, window in (("day", 1, 120), ("month", 30, 3600), ("year", 365, 86_400)) if length <= days]
    messages = _messages(days)
    store = SqliteTelemetry(folder / "telemetry")
    _write(store, messages)
    yield f"trends: {len(POINTS)} points, {len(messages):,} messages, mean, lowest and highest, median of {runs}"
    unfolded = {name: _ms(lambda length=length, window=window: _ask(store, length, window), runs) for name, length, window in spans}  # type: ignore[misc]
    folding = _ms(lambda: _fold(store, days), 1)
    scans = {name: _ms(lambda length=length, window=window: _scan(folder / "telemetry", length, window), runs) for name, length, window in spans}  # type: ignore[misc]
    for name, length, window in spans:
        took = _ms(lambda length=length, window=window: _ask(store, length, window), runs)  # type: ignore[misc]
        beside = f"not folded {unfolded[name]:9.1f} ms   plain sqlite3 {scans[name]:9.1f} ms   ratio {took / scans[name]:6.3f}"
        yield f"  SQLite, {name:<6} {took:9.1f} ms   {beside}"
    yield f"  folding all of it, once {folding:,.0f} ms ({folding / days:.1f} ms a day)"
    store.close()
    try:
        with start_influxdb(folder / "influxdb") as running:
            yield from _on_influxdb(running, folder, messages, spans, scans, runs)
    except InfluxDBMissing:
        yield "  InfluxDB: not found here"


def _on_influxdb(
    running: InfluxDB, folder: Path, messages: list[TelemetryMessage], spans: list[tuple[str, int, int]], scans: dict[str, float], runs: int
) -> Iterator[str]:
    bucket = running.bucket("trends")
    token_file = folder / "token"
    token_file.write_text(running.token, encoding="utf-8")
    store = INFLUXDB.open(INFLUXDB.settings.model_validate({"url": running.url, "org": running.org, "bucket": bucket, "token_file": token_file}), folder)
    with closing(store):
        _write(store, messages)
        for name, length, window in spans:
            took = _ms(lambda length=length, window=window: _ask(store, length, window), runs)  # type: ignore[misc]
            yield f"  InfluxDB, {name:<6} {took:7.1f} ms   ratio {took / scans[name]:6.3f}"


def _messages(days: int) -> list[TelemetryMessage]:
    source = random.Random(7)
    start = _END - timedelta(days=days)
    moments = (start + timedelta(seconds=_EVERY_S * number) for number in range(days * 86_400 // _EVERY_S))
    return [TelemetryMessage(_SITE, _DEVICE, _TYPE, moment, moment, {key: round(source.uniform(0, 100), 1) for key in POINTS}) for moment in moments]


def _write(store: TelemetryStore, messages: list[TelemetryMessage]) -> None:
    for first in range(0, len(messages), 5_000):
        store.write(messages[first : first + 5_000])


def _ask(store: TelemetryStore, days: int, window_s: int) -> None:
    """What the page asks when it is opened."""
    for key in POINTS:
        for function in FUNCTIONS:
            found = store.windows(Series(_SITE, _DEVICE, _TYPE, key), _END - timedelta(days=days), _END, window_s=window_s, function=function)
            if len(found) != days * 86_400 // window_s:
                raise AssertionError(f"{len(found)} windows of {key}")


def _fold(store: TelemetryStore, days: int) -> None:
    for _ in range(0, days, 62):
        store.fold_before(_SITE, _END)


def _scan(folder: Path, days: int, window_s: int) -> None:
    """The same figures by SQL alone, straight from the same files: all values of the span are read, once."""
    first, stop = to_ms(_END - timedelta(days=days)), to_ms(_END)
    for path in day_files.day_files(day_files.site_folder(folder, "live", _SITE), day_files.day_of(first), day_files.day_of(stop - 1)):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(_SCAN, (window_s * 1000, _DEVICE, _TYPE, first, stop)).fetchall()


def _ms(work: Callable[[], object], runs: int) -> float:
    took: list[float] = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - begun))
    return median(took)
