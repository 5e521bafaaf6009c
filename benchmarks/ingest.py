"""Messages a second from devices to a store, beside peers on the same broker in the same run; what is lost is counted.

Publisher, broker, store and receiver share the machine in every line, so what counts is the comparison between lines.
Time runs from the first message sent to the last one stored (or, for those that store nothing, received).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from statistics import median

import psutil

from benchmarks.processes import child_named, cpu_s, peak_rss_mb
from benchmarks.publisher import began_s, publish
from benchmarks.receivers import MosquittoSub, Peer, Receiver, Steward
from benchmarks.thousand import Rules, write
from tests.parts.influxdb import InfluxDB, start_influxdb
from tests.parts.mosquitto import Mosquitto, start_mosquitto

MESSAGES = 200_000
DEVICES = 1_000
_SLOWEST_PER_S = 1_000
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Figures:
    """A line of the table. CPU is processor time in µs a message: of the receiver, and of the others meanwhile."""

    name: str
    per_s: float
    cpu_us: float
    rss_mb: float
    broker_us: float
    influxd_us: float | None
    publisher_us: float
    lost: int
    doubled: int | None

    def row(self, best: float) -> str:
        """In Markdown; `best` is what `mosquitto_sub` did."""
        influxd = "–" if self.influxd_us is None else f"{self.influxd_us:.1f}"
        doubled = "–" if self.doubled is None else f"{self.doubled:,}"
        share = f"{self.per_s / best:.2f}" if best else "–"
        return (
            f"| {self.name} | {self.per_s:,.0f} | {share} | {self.cpu_us:.1f} | {self.rss_mb:.0f} | {self.broker_us:.1f} | {influxd} |"
            f" {self.publisher_us:.1f} | {self.lost:,} | {doubled} |"
        )


HEAD = (
    "| | msg/s | of `mosquitto_sub` | CPU, µs/msg | RSS, MB | broker, µs/msg | influxd, µs/msg | publisher, µs/msg | lost | doubled |",
    "|---|---|---|---|---|---|---|---|---|---|",
)


def receivers(devices: int = DEVICES) -> tuple[Receiver, ...]:
    """Everybody, in the order of the table."""
    return (
        MosquittoSub(),
        Peer("bare paho subscriber, stores nothing", "subscriber.py"),
        Peer("script: paho, json, influxdb-client", "script.py", stores=True),
        Peer("the same with 100 limits", "script.py", stores=True, limits=True),
        Peer("the same with 100 limits, stores nothing", "script.py", limits=True),
        *(Steward(rules, influx, devices) for influx in (False, True) for rules in Rules),
    )


def table(folder: Path, who: Sequence[Receiver], *, messages: int = MESSAGES, runs: int = 1, devices: int = DEVICES) -> Iterator[str]:
    """The table in Markdown, line by line as they are measured; of several runs the medians, lost and doubled of all together."""
    with start_influxdb(folder / "influxdb") as influxdb:
        influxd = child_named("influxd")
        yield f"{messages:,} QoS 1 messages of 4 fields from {devices:,} devices, {'median of ' if runs > 1 else ''}{runs} run{'s' if runs > 1 else ''}:"
        yield ""
        yield from HEAD
        best = 0.0
        for receiver in who:
            measured = []
            for run in range(runs):
                scratch = folder / f"{abs(hash(receiver.name))}-{run}"
                # A broker of its own for each: one keeps what it has for those who were here before.
                with start_mosquitto(scratch / "mosquitto") as mosquitto:
                    measured.append(_measured(receiver, _Parts(mosquitto, influxdb, influxd), scratch, messages, devices))
            figures = _middle(measured)
            best = best or (figures.per_s if isinstance(receiver, MosquittoSub) else 0.0)
            yield figures.row(best)


@dataclass(frozen=True, slots=True)
class _Parts:
    mosquitto: Mosquitto
    influxdb: InfluxDB
    influxd: psutil.Process | None

    def cpu_s(self) -> tuple[float, float | None]:
        """Of broker and InfluxDB so far."""
        broker = self.mosquitto.process
        return cpu_s(psutil.Process(broker.pid)) if broker else 0.0, None if self.influxd is None else cpu_s(self.influxd)


def _measured(receiver: Receiver, parts: _Parts, folder: Path, messages: int, devices: int) -> Figures:
    files = write(folder / "load", Rules.OWN, devices=devices)
    with receiver.running(parts.mosquitto, parts.influxdb, folder / "receiver", messages) as running:
        broker, influxd = parts.cpu_s()
        own = cpu_s(running.process)
        rss_mb = peak_rss_mb(running.process)  # of one that ends by itself nothing can be told later
        report = publish(parts.mosquitto, files.loaded, messages, folder)
        done_at = running.done_at(_PATIENCE_S + messages / _SLOWEST_PER_S)
        own = cpu_s(running.process) - own
        rss_mb = max(rss_mb, peak_rss_mb(running.process))
        broker_after, influxd_after = parts.cpu_s()
        lost, doubled = running.compared(report)
    return Figures(
        name=receiver.name,
        per_s=0.0 if done_at is None else messages / (done_at - began_s(report)),
        cpu_us=own / messages * 1e6,
        rss_mb=rss_mb,
        broker_us=(broker_after - broker) / messages * 1e6,
        influxd_us=None if influxd is None or influxd_after is None else (influxd_after - influxd) / messages * 1e6,
        publisher_us=report.cpu_s / messages * 1e6,
        lost=lost,
        doubled=doubled,
    )


def _middle(runs: Sequence[Figures]) -> Figures:
    """The median of every figure by itself; of what must never be, the sum."""
    middle = {
        entry.name: median(values)
        for entry in fields(Figures)
        if entry.name not in {"name", "lost", "doubled"} and (values := [value for run in runs if (value := getattr(run, entry.name)) is not None])
    }
    doubled = [run.doubled for run in runs if run.doubled is not None]
    return replace(runs[0], **middle, lost=sum(run.lost for run in runs), doubled=sum(doubled) if doubled else None)
