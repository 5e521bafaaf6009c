"""From publishing a value to the message about it that is handed to a channel, while other messages are stored.

Each sample is a probe that alarms for the first time: its alarm opens an order, the order's notification calls out the
one person of the department, and the worker hands the message to a local server by the channel `webhook`. Call-outs
stay open, so that the last ones are measured beside all before them. The bare limit of the same run is what nothing
that we do can be quicker than: the broker's echo of the same publisher, and one HTTP request to the same server.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from statistics import quantiles

import psutil

from benchmarks.line import Line
from benchmarks.processes import cpu_s
from benchmarks.publisher import background
from benchmarks.steward_ingest import READY_WITHIN_S, Installation
from benchmarks.thousand import PROBE_LIMIT, PROBE_POINT, SITE, Rules, probe, write
from domain.people import Department, Person, Role
from domain.records import Account
from domain.time import utc_now
from notify.addresses import Addresses
from steward.folders import signing_secret
from storage.database.records import DatabaseRecords
from tests.egress.receiver import Received, Receiver, Reply, receiving
from tests.parts.mosquitto import start_mosquitto

RATE = 500
SAMPLES = 200
PER_S = 4.0
_WARM = 10
_AT_REST_S = 5.0
_PATIENCE_S = 15.0
_SETTLES_S = 2.0
_ECHO = "bench/echo"
_SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
_FITTER = Person("p-fitter", "fitter", "张工", Role.ENGINEER, Department.ENGINEERING, (SITE,))
_SINGLY = "\nescalation: {singly: 100000}\n"
"""So many alarms for one person would be gathered into digests."""

HEAD = (
    (
        "| load, msg/s | samples | p50, ms | p95, ms | p99, ms | longest, ms | never | broker alone, p50 / p99 | HTTP alone, p50 / p99 |"
        " worker, CPU % at rest / under load |"
    ),
    "|---|---|---|---|---|---|---|---|---|---|",
)


def table(folder: Path, *, samples: int = SAMPLES, rate: int = RATE, per_s: float = PER_S, at_rest_s: float = _AT_REST_S) -> Iterator[str]:
    """The table in Markdown."""
    yield f"publish → message handed to a channel of one person, {per_s:g} alarms/s, SQLite:"
    yield ""
    yield from HEAD
    yield _measured(folder, rate, samples, per_s, at_rest_s)


@dataclass
class _Waits:
    """What was measured, in seconds."""

    messages: list[float] = field(default_factory=list)
    echoes: list[float] = field(default_factory=list)
    requests: list[float] = field(default_factory=list)
    never: int = 0


class _Post:
    """The server of the channel: who is told, and when it came."""

    def __init__(self, receiver: Receiver) -> None:
        self._came: SimpleQueue[tuple[float, str]] = SimpleQueue()
        self._receiver = receiver
        receiver.answer = self._take

    def _take(self, request: Received) -> Reply:
        if request.path == "/hook":
            self._came.put((time.monotonic(), request.json["data"]["title"]["en"]))
        return Reply()

    def came(self, name: str) -> float | None:
        """When the first message came that names it; `None`: it did not come in time."""
        until = time.monotonic() + _PATIENCE_S
        while (left_s := until - time.monotonic()) > 0:
            try:
                at, title = self._came.get(timeout=left_s)
            except Empty:
                break
            if name in title:
                return at
        return None

    def bare(self) -> float:
        """How long one request takes that means nothing, by a new connection as a channel's."""
        began_s = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self._receiver.port, timeout=_PATIENCE_S)
        connection.request("POST", "/bare", body=b"{}")
        connection.getresponse().read()
        connection.close()
        return time.monotonic() - began_s


def _measured(folder: Path, rate: int, samples: int, per_s: float, at_rest_s: float) -> str:
    files = write(folder / "files", Rules.OWN, probes=samples + _WARM)
    with files.site.open("a", encoding="utf-8") as site:
        site.write(_SINGLY)
    with start_mosquitto(folder / "mosquitto") as mosquitto, receiving() as receiver:
        installation = Installation(folder / "installation", files, mosquitto)
        installation.environment["STEWARD_BENCH_WEBHOOK"] = _SECRET
        installation.more = {
            "channels": {"webhook": {"url": receiver.url, "secret": {"variable": "STEWARD_BENCH_WEBHOOK"}}},
            "egress": {"allow": [f"http://127.0.0.1:{receiver.port}"]},
        }
        installation.prepare()
        _hire(installation)
        post, waits = _Post(receiver), _Waits()
        with installation.running() as ingest, _working(installation) as worker, Line(mosquitto, _ECHO) as line:
            _sample(line, post, range(1, _WARM + 1), per_s, _Waits())
            at_rest = _share(worker, at_rest_s)
            received = ingest.figures["received"]
            with background(mosquitto, files.loaded, rate, folder) as reports:
                if ingest.figures.wait("received", received + rate * _SETTLES_S, READY_WITHIN_S) is None:
                    raise RuntimeError(f"ingest received nothing of a load of {rate} msg/s")
                began_s, used_s = time.monotonic(), cpu_s(worker)
                _sample(line, post, range(_WARM + 1, _WARM + samples + 1), per_s, waits)
                busy = (cpu_s(worker) - used_s) / (time.monotonic() - began_s)
    kept = f"{rate:,}" if reports[0].per_s > 0.95 * rate else f"{rate:,} (kept only {reports[0].per_s:,.0f})"
    p50, p95, p99 = (_quantile(waits.messages, share) for share in (50, 95, 99))
    return (
        f"| {kept} | {len(waits.messages)} | {p50:.1f} | {p95:.1f} | {p99:.1f} | {max(waits.messages, default=0.0) * 1000:.1f} | {waits.never} |"
        f" {_quantile(waits.echoes, 50):.1f} / {_quantile(waits.echoes, 99):.1f} | {_quantile(waits.requests, 50):.1f} / {_quantile(waits.requests, 99):.1f} |"
        f" {at_rest * 100:.1f} / {busy * 100:.1f} |"
    )


def _quantile(waits_s: list[float], share: int) -> float:
    """In milliseconds."""
    return quantiles(waits_s, n=100, method="inclusive")[share - 1] * 1000 if len(waits_s) > 1 else 0.0


def _sample(line: Line, post: _Post, numbers: range, per_s: float, waits: _Waits) -> None:
    rng = random.Random(1)
    for number in numbers:
        began_s = time.monotonic()
        # Not in step with anything that ticks.
        time.sleep(rng.uniform(0, 0.2) / per_s)
        waits.echoes.append(_echo(line, b"%d" % number))
        waits.requests.append(post.bare())
        sent_s = time.monotonic()
        payload = json.dumps({"ts": int(time.time() * 1000), "values": {PROBE_POINT: 2 * PROBE_LIMIT}}).encode()
        line.publish(f"steward/v1/{SITE}/{probe(number)}/telemetry", payload)
        came_s = post.came(f"Probe {number}:")
        if came_s is None:
            waits.never += 1
        else:
            waits.messages.append(came_s - sent_s)
        time.sleep(max(0.0, began_s + 1 / per_s - time.monotonic()))


def _echo(line: Line, payload: bytes) -> float:
    sent_s = time.monotonic()
    line.publish(_ECHO, payload)
    for heard in line.heard(_PATIENCE_S):
        if heard == payload:
            return time.monotonic() - sent_s
    raise RuntimeError("the broker does not answer")


def _hire(installation: Installation) -> None:
    """One person of the department, who can be reached by the channel."""
    addresses = Addresses(signing_secret(installation.data_dir))
    records = DatabaseRecords(f"sqlite:///{installation.data_dir / 'records.sqlite'}", clock=utc_now)
    with records.transaction() as tx:
        tx.people.add(Account(_FITTER, "!"))
        tx.contacts.add(addresses.contact(_FITTER.username, "webhook", {"user": "fitter"}, label="", by="bench", at=utc_now(), verified=True))
    records.close()


@contextmanager
def _working(installation: Installation) -> Iterator[psutil.Process]:
    """A worker in a process of its own while the block runs."""
    command = [sys.executable, "-m", "steward", "run", "--role", "worker", "--config", str(installation.config)]
    process = subprocess.Popen(command, env={**os.environ, **installation.environment}, stdin=subprocess.DEVNULL)
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _share(process: psutil.Process, seconds: float) -> float:
    """Of one core, that it takes meanwhile."""
    used_s, began_s = cpu_s(process), time.monotonic()
    time.sleep(seconds)
    return (cpu_s(process) - used_s) / (time.monotonic() - began_s)
