"""From publishing a value to the announcement of its alarm, committed with its work order, while other messages are stored.

Each sample is a probe that alarms for the first time, so each alarm gets an order of its own; the probe's value then goes
back to normal. Beside it stands how long the broker alone takes from publisher to subscriber under the same load.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from benchmarks.line import Line
from benchmarks.processes import cpu_s
from benchmarks.publisher import background
from benchmarks.steward_ingest import READY_WITHIN_S, Installation
from benchmarks.thousand import PROBE_LIMIT, PROBE_POINT, PROBE_RULE, SITE, Rules, probe, write
from simulators.load import LoadReport
from tests.parts.influxdb import InfluxDB, start_influxdb
from tests.parts.mosquitto import start_mosquitto

RATES = (2_000, 8_000)
SAMPLES = 300
PER_S = 5.0
_WARM = 15
_PATIENCE_S = 10.0
_GIVE_UP_AFTER = 3
"""Alarms that do not come: ingest is too slow for this load, and more samples would say no more."""
_SETTLES_S = 2.0
_ECHO = "bench/echo"

HEAD = (
    "| stored in | load, msg/s | samples | p50, ms | p95, ms | p99, ms | longest, ms | never | broker alone, p50 / p99 | CPU, µs/msg | store lag, s |",
    "|---|---|---|---|---|---|---|---|---|---|---|",
)


def table(folder: Path, *, samples: int = SAMPLES, rates: tuple[int, ...] = RATES, per_s: float = PER_S) -> Iterator[str]:
    """The table in Markdown."""
    yield f"publish → alarm with its work order on `_out/alarms`, {per_s:g} alarms/s, 100 rules besides:"
    yield ""
    yield from HEAD
    with start_influxdb(folder / "influxdb") as influxdb:
        for store in (None, influxdb):
            for rate in rates:
                yield _measured(folder / f"{'sqlite' if store is None else 'influxdb'}-{rate}", store, rate, samples, per_s)


@dataclass
class _Waits:
    """What was measured, in seconds."""

    alarms: list[float] = field(default_factory=list)
    echoes: list[float] = field(default_factory=list)
    never: int = 0


def _measured(folder: Path, influxdb: InfluxDB | None, rate: int, samples: int, per_s: float) -> str:
    files = write(folder / "files", Rules.OWN, probes=samples + _WARM)
    bucket = None if influxdb is None else influxdb.bucket("bench")
    with start_mosquitto(folder / "mosquitto") as mosquitto:
        installation = Installation(folder / "installation", files, mosquitto, influxdb, bucket)
        installation.prepare()
        with installation.running() as ingest, Line(mosquitto, f"steward/v1/{SITE}/_out/alarms", _ECHO) as line:
            for _ in _sampled(line, range(1, _WARM + 1), per_s):
                pass
            received, cpu = ingest.figures["received"], cpu_s(ingest.process)
            with background(mosquitto, files.loaded, rate, folder) as reports:
                if ingest.figures.wait("received", received + rate * _SETTLES_S, READY_WITHIN_S) is None:
                    raise RuntimeError(f"ingest received nothing of a load of {rate} msg/s")
                waits = _Waits()
                for echo, alarm in _sampled(line, range(_WARM + 1, _WARM + samples + 1), per_s):
                    waits.echoes.append(echo)
                    if alarm is not None:
                        waits.alarms.append(alarm)
                        continue
                    waits.never += 1
                    if waits.never == _GIVE_UP_AFTER:
                        break
            ingest.figures.wait("received", received + reports[0].acknowledged, _PATIENCE_S)
            cpu = cpu_s(ingest.process) - cpu
            lag_s = ingest.figures["telemetry_lag_seconds"]
    return _row("SQLite" if influxdb is None else "InfluxDB", rate, reports[0], waits, cpu, lag_s)


def _row(store: str, rate: int, report: LoadReport, waits: _Waits, cpu: float, lag_s: float) -> str:
    p50, p95, p99 = (_quantile(waits.alarms, share) for share in (50, 95, 99))
    echo = f"{_quantile(waits.echoes, 50):.1f} / {_quantile(waits.echoes, 99):.1f}"
    longest = max(waits.alarms, default=0.0) * 1000
    kept = f"{rate:,}" if report.per_s > 0.95 * rate else f"{rate:,} (kept only {report.per_s:,.0f})"
    return (
        f"| {store} | {kept} | {len(waits.alarms)} | {p50:.1f} | {p95:.1f} | {p99:.1f} | {longest:.1f} | {waits.never} | {echo} |"
        f" {cpu / report.acknowledged * 1e6:.1f} | {lag_s:.1f} |"
    )


def _quantile(waits_s: list[float], share: int) -> float:
    """In milliseconds."""
    return quantiles(waits_s, n=100, method="inclusive")[share - 1] * 1000 if len(waits_s) > 1 else 0.0


def _sampled(line: Line, numbers: range, per_s: float) -> Iterator[tuple[float, float | None]]:
    """For each probe: how long the broker's echo took, and the alarm (`None`: it never came)."""
    rng = random.Random(1)
    newest = 0
    for number in numbers:
        began_s = time.monotonic()
        # Not in step with anything that ticks.
        time.sleep(rng.uniform(0, 0.2) / per_s)
        echo = _echo(line, b"%d" % number)
        sent_s = time.monotonic()
        _say(line, probe(number), 2 * PROBE_LIMIT)
        sequence = _alarm(line, probe(number), "raised", newest)
        waited_s = time.monotonic() - sent_s
        _say(line, probe(number), 0.0)
        newest = _alarm(line, probe(number), "cleared", sequence or newest) or newest
        yield echo, None if sequence is None else waited_s
        time.sleep(max(0.0, began_s + 1 / per_s - time.monotonic()))


def _say(line: Line, device: str, value: float) -> None:
    payload = json.dumps({"ts": int(time.time() * 1000), "values": {PROBE_POINT: value}}).encode()
    line.publish(f"steward/v1/{SITE}/{device}/telemetry", payload)


def _echo(line: Line, payload: bytes) -> float:
    sent_s = time.monotonic()
    line.publish(_ECHO, payload)
    for heard in line.heard(_PATIENCE_S):
        if heard == payload:
            return time.monotonic() - sent_s
    raise RuntimeError("the broker does not answer")


def _alarm(line: Line, asset: str, transition: str, after: int) -> int | None:
    """Wait for the announcement of this; its sequence. Raises `RuntimeError` for one without order or out of order."""
    for heard in line.heard(_PATIENCE_S):
        said = json.loads(heard)
        if isinstance(said, dict) and said["asset"] == asset and said["rule"] == PROBE_RULE and said["transition"] == transition:
            if said["work_order_id"] is None or said["sequence"] <= after:
                raise RuntimeError(f"announced without an order, or out of order: {said}")
            return int(said["sequence"])
    return None
