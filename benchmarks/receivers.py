"""Who can receive the messages of a benchmark: Steward and its peers, all in the same way.

A receiver is started and stands subscribed; then the load goes out; then it says when it was done and what it holds.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psutil

from benchmarks import stored
from benchmarks.processes import has_ended
from benchmarks.steward_ingest import Ingest, Installation
from benchmarks.thousand import LIMITS, LIMITS_A_POINT, TOPIC, Rules, write
from simulators.load import LoadReport
from tests.parts.influxdb import InfluxDB
from tests.parts.mosquitto import Mosquitto

_PEERS = Path(__file__).parent / "peers"
_LOOK_S = 0.02


class Running(Protocol):
    """A receiver that stands subscribed."""

    @property
    def process(self) -> psutil.Process:
        """The one whose processor time counts."""

    def done_at(self, within_s: float) -> float | None:
        """Wait until it has received (and stored) everything; when that was, epoch seconds, or `None`."""

    def compared(self, report: LoadReport) -> tuple[int, int | None]:
        """(lost, doubled); doubled is `None` where it cannot be told."""


class Receiver(Protocol):
    """One line of the table."""

    @property
    def name(self) -> str:
        """As the table has it."""

    def running(self, mosquitto: Mosquitto, influxdb: InfluxDB, folder: Path, messages: int) -> contextlib.AbstractContextManager[Running]:
        """Start it, for so many messages."""


@dataclass(frozen=True)
class MosquittoSub:
    """``mosquitto_sub`` that throws everything away: what the broker and a C client can do."""

    name: str = "`mosquitto_sub`, to /dev/null"

    @contextlib.contextmanager
    def running(self, mosquitto: Mosquitto, influxdb: InfluxDB, folder: Path, messages: int) -> Iterator[_MosquittoSub]:
        """Its session is made first, so that nothing can come before it listens."""
        del influxdb, folder
        command = ["mosquitto_sub", "-h", mosquitto.host, "-p", str(mosquitto.port), "-u", mosquitto.username, "-P", mosquitto.password]
        command += ["-V", "5", "-D", "connect", "receive-maximum", "1000"]
        command += ["-c", "-i", "bench-mosquitto-sub", "-q", "1", "-t", TOPIC]
        subprocess.run([*command, "-E"], check=True, stdout=subprocess.DEVNULL)
        process = subprocess.Popen([*command, "-C", str(messages)], stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        try:
            watched = psutil.Process(process.pid)
            while not any(each.status == psutil.CONN_ESTABLISHED for each in watched.net_connections("tcp")):
                time.sleep(_LOOK_S)
            yield _MosquittoSub(watched, messages)
        finally:
            process.kill()
            process.wait()


@dataclass
class _MosquittoSub:
    process: psutil.Process
    messages: int
    complete: bool = False

    def done_at(self, within_s: float) -> float | None:
        """It ends by itself after the last message."""
        deadline = time.monotonic() + within_s
        while not has_ended(self.process):
            if time.monotonic() > deadline:
                return None
            time.sleep(_LOOK_S / 4)
        self.complete = True
        return time.time()

    def compared(self, report: LoadReport) -> tuple[int, int | None]:
        """It tells no more than that all came."""
        return 0 if self.complete else report.acknowledged, None


@dataclass(frozen=True)
class Peer:
    """A Python program of ``benchmarks/peers``: it counts, or it stores too, or it compares with limits too."""

    name: str
    program: str
    stores: bool = False
    limits: bool = False

    @contextlib.contextmanager
    def running(self, mosquitto: Mosquitto, influxdb: InfluxDB, folder: Path, messages: int) -> Iterator[_Peer]:
        """Ready when it has its subscription."""
        folder.mkdir(parents=True)
        bucket = influxdb.bucket("bench") if self.stores else None
        command = [sys.executable, str(_PEERS / self.program), mosquitto.host, str(mosquitto.port), TOPIC, str(messages)]
        if self.program == "script.py":
            command += [bucket or "-", str(_limits(folder)) if self.limits else "-"]
        environment = {**os.environ, "MQTT_USERNAME": mosquitto.username, "MQTT_PASSWORD": mosquitto.password}
        environment |= {"INFLUXDB_URL": influxdb.url, "INFLUXDB_TOKEN": influxdb.token, "INFLUXDB_ORG": influxdb.org}
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        try:
            if process.stdout is None or process.stdout.readline() != "ready\n":
                raise RuntimeError(f"{self.program} did not get its subscription")
            yield _Peer(process, psutil.Process(process.pid), influxdb, bucket)
        finally:
            process.kill()
            process.communicate()


class _Peer:
    def __init__(self, process: subprocess.Popen[str], watched: psutil.Process, influxdb: InfluxDB, bucket: str | None) -> None:
        self.process = watched
        self._popen = process
        self._influxdb = influxdb
        self._bucket = bucket
        self._seen: int | None = None
        self._done_at: float | None = None
        self._done = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def done_at(self, within_s: float) -> float | None:
        """It says so. If it does not, it is asked to end, and says how far it came."""
        if not self._done.wait(within_s):
            if self._popen.stdin is not None:
                self._popen.stdin.close()
            self._done.wait(60)
            return None
        return self._done_at

    def compared(self, report: LoadReport) -> tuple[int, int | None]:
        """What its bucket holds; without one, what it has counted."""
        if self._bucket is not None:
            return stored.compared(report, stored.in_influxdb(self._influxdb, self._bucket))
        return max(0, report.acknowledged - (self._seen or 0)), None

    def _listen(self) -> None:
        for line in self._popen.stdout or ():
            if line.startswith("done"):
                self._done_at = time.time()
                self._seen = int(line.split()[1])
                self._done.set()


@dataclass(frozen=True)
class Steward:
    """The whole chain: journal, rules, records, store, durable acknowledgement."""

    rules: Rules
    influx: bool
    devices: int = 1000

    @property
    def name(self) -> str:
        """As the table has it."""
        rules = "100 rules, each point its own" if self.rules is Rules.OWN else "100 rules on every message"
        return f"**Steward** → {'InfluxDB' if self.influx else 'SQLite'}, {rules}"

    @contextlib.contextmanager
    def running(self, mosquitto: Mosquitto, influxdb: InfluxDB, folder: Path, messages: int) -> Iterator[_Steward]:
        """Ready when it is drained."""
        files = write(folder / "files", self.rules, devices=self.devices)
        bucket = influxdb.bucket("bench") if self.influx else None
        installation = Installation(folder, files, mosquitto, influxdb if self.influx else None, bucket)
        installation.prepare()
        with installation.running() as ingest:
            yield _Steward(installation, ingest, ingest.figures["stored"] + messages)


@dataclass
class _Steward:
    installation: Installation
    ingest: Ingest
    wanted: float

    @property
    def process(self) -> psutil.Process:
        """Ingest."""
        return self.ingest.process

    def done_at(self, within_s: float) -> float | None:
        """Everything is stored."""
        return self.ingest.figures.wait("stored", self.wanted, within_s)

    def compared(self, report: LoadReport) -> tuple[int, int | None]:
        """What its store holds."""
        one = self.installation
        if one.influxdb is not None and one.bucket is not None:
            return stored.compared(report, stored.in_influxdb(one.influxdb, one.bucket))
        return stored.compared(report, stored.in_sqlite(one.data_dir, one.files.site))


def _limits(folder: Path) -> Path:
    """The same hundred limits as `Rules.ALL`, as the script reads them."""
    path = folder / "limits.json"
    path.write_text(json.dumps([(f"{key}-{n}", key, lowest + n * step) for key, (lowest, step) in LIMITS.items() for n in range(LIMITS_A_POINT)]))
    return path
