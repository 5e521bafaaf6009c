"""A changed rule on a month of one site: 150 devices at 30 s, 12,960,000 messages of four values, in the embedded store.

The rule looks at every device, so all of the month is replayed, through both versions of it. The peer is a bare loop that
fetches the same rows from the same files, device by device, and reads their JSON: what they cost at the least.
"""

from __future__ import annotations

import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec

from configuration.document import parse
from devices.site_file import load_site
from domain.site import Site
from domain.telemetry import TelemetryMessage
from domain.time import to_ms
from rules import routing
from rules.backtest.comparison import BacktestResult
from rules.backtest.processes import Bounds, run
from rules.backtest.trial import Trial
from rules.rule import Rule
from rules.rule_file import parse_rules
from storage.telemetry import day_files
from storage.telemetry.packing import pack, to_text
from storage.telemetry.sqlite import SqliteTelemetry

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
DAYS = 30
DEVICES = 150
EVERY_S = 30
_PATTERNS = 2_000
_READY = "ready-1"
"""Written when the month is complete; another number when what is in it changes."""

_SITE = f"""
id: month
name: {{zh: 一个月, en: A month}}
time_zone: Asia/Shanghai
spaces:
  - {{id: room, kind: common_area, name: {{zh: 配电房, en: Substation}}}}
assets:
  - repeat: {{n: 1..{DEVICES}}}
    id: feeder-{{n:03}}
    type: power
    space: room
    name: {{zh: "{{n}}号馈线", en: "Feeder {{n}}"}}
    interval_s: {EVERY_S}
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """The bare read."""

    seconds: float
    cpu_s: float
    messages: int

    def row(self) -> str:
        """A line of the table."""
        return f"{'bare read: SQLite rows and their JSON':<40} {_speed(self.seconds, self.cpu_s, self.messages)}"


@dataclass(frozen=True, slots=True)
class Run:
    """One backtest. `cpu_s` is that of its processes together: what it takes where nobody else wants the cores."""

    name: str
    seconds: float
    cpu_s: float
    result: BacktestResult

    def row(self, peer: Peer) -> str:
        """A line of the table."""
        speed = _speed(self.seconds, self.cpu_s, self.result.window.messages)
        return f"{self.name:<40} {speed}, {self.cpu_s / peer.cpu_s:.1f} times the bare read's; {self.result.after.alarms} alarms"


def month(folder: Path | None = None, *, days: int = DAYS) -> tuple[Site, Path]:
    """The site, and the folder of its telemetry: made when it is not there yet, which takes a minute and 2 GB."""
    folder = folder or Path(tempfile.gettempdir()) / f"steward-bench-month-{days}"
    site_file = folder / "site.yaml"
    if not (folder / _READY).exists():
        folder.mkdir(parents=True, exist_ok=True)
        site_file.write_text(_SITE, encoding="utf-8")
        telemetry = day_files.site_folder(folder / "telemetry", "live", "month")
        bodies = _bodies(random.Random(1))
        for number in range(days):
            _write_day(telemetry, day_files.day_of(to_ms(SINCE)) + number, bodies)
        (folder / _READY).touch()
    return load_site(site_file), folder / "telemetry"


def backtests(days: int = DAYS) -> Iterator[str]:
    """Lines with the time of a bare read, and of backtests with one process and two."""
    site, folder = month(days=days)
    peer = _bare_read(site, folder, days)
    yield peer.row()
    for name, processes in (("threshold, 2 processes", 2), ("threshold, 1 process", 1), ("stale, 2 processes", 2)):
        yield _backtest(site, folder, days, name, processes).row(peer)


def _backtest(site: Site, folder: Path, days: int, name: str, processes: int) -> Run:
    kind = name.split(",", maxsplit=1)[0]
    whens = ("{kind: stale}", "{kind: stale, after: 45s}")
    if kind == "threshold":
        whens = ("{kind: threshold, point: load_pct, above: 90, unit: '%'}", "{kind: threshold, point: load_pct, above: 85, unit: '%'}")
    before, after = (_rule(when, delay=kind == "threshold") for when in whens)
    trial = Trial.of(site, (before,), after, SINCE, SINCE + timedelta(days=days))
    started, cpu_s = time.perf_counter(), _cpu_of_children()
    result = run(trial, partial(SqliteTelemetry, folder), routing=routing.load(), bounds=Bounds(processes=processes))
    return Run(name, time.perf_counter() - started, _cpu_of_children() - cpu_s, result)


def _speed(seconds: float, cpu_s: float, messages: int) -> str:
    return f"{seconds:6.1f} s  {messages / seconds:10,.0f} messages/s  {cpu_s:6.1f} s CPU"


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _rule(when: str, *, delay: bool) -> Rule:
    text = f"""
- id: power.changed
  applies_to: {{asset_type: power}}
  when: {when}
  {"on_delay: 60s" if delay else ""}
  severity: high
  department: engineering
  message: {{zh: "{{asset}}", en: "{{asset}}"}}
"""
    return parse_rules(parse(text, "benchmark"))[0]


def _bare_read(site: Site, folder: Path, days: int) -> Peer:
    decode = msgspec.json.Decoder().decode
    query = "SELECT ts, received, body FROM message WHERE device = ? AND device_type = ? ORDER BY ts"
    started, cpu_s = time.perf_counter(), time.process_time()
    rows = 0
    for path in day_files.day_files(day_files.site_folder(folder, "live", site.id))[:days]:
        with closing(sqlite3.connect(path)) as connection:
            for device in site.devices.values():
                for _ts, _received, body in connection.execute(query, (device.id, device.type.key)):
                    decode(body)
                    rows += 1
    return Peer(time.perf_counter() - started, time.process_time() - cpu_s, rows)


def _bodies(rng: random.Random) -> list[str]:
    """What meters say over a day, as the store packs it; now and then a load is high."""
    bodies = []
    for number in range(_PATTERNS):
        load = rng.uniform(20, 80) if number % 500 > 2 else rng.uniform(84, 96)
        values = {"load_pct": round(load, 1), "current_l1": round(load * 6.3, 1), "power": round(load * 4.1, 1), "voltage_l1": round(rng.gauss(230, 2), 1)}
        bodies.append(to_text(pack(TelemetryMessage("month", "", "power", SINCE, SINCE, values))))
    return bodies


def _write_day(folder: Path, day: int, bodies: Sequence[str]) -> None:
    """A day's file, as the store makes it, but without waiting for the disk after each batch."""
    path = day_files.day_file(folder, day)
    day_files.drop(path)
    with closing(day_files.open_for_writing(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        day_files.in_transaction(connection, lambda: connection.executemany("INSERT INTO message VALUES (?, 'power', ?, ?, ?)", _rows(day, bodies)))


def _rows(day: int, bodies: Sequence[str]) -> Iterator[tuple[str, int, int, str]]:
    first = day * day_files.DAY_MS
    for device in range(DEVICES):
        name, offset, body = f"feeder-{device + 1:03}", device * 197, device * 31 + day * 7
        for ts in range(first + offset, first + day_files.DAY_MS, EVERY_S * 1000):
            body += 1
            yield name, ts, ts + 180, bodies[body % len(bodies)]
