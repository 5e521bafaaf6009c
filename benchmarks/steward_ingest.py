"""Steward's ingest in a process of its own, as a service would run it: role ``ingest`` of an installation in a folder."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import yaml

from benchmarks.feed import FeedFigures
from benchmarks.thousand import SITE, Thousand
from steward.settings import run_dir
from storage.database.schema import upgrade
from tests.parts.influxdb import InfluxDB
from tests.parts.mosquitto import Mosquitto

READY_WITHIN_S = 120.0
_LOOK_S = 0.02


@dataclass
class Installation:
    """An installation with only our rules. `bucket` `None`: telemetry in SQLite. `telemetry` takes the place of both."""

    folder: Path
    files: Thousand
    mosquitto: Mosquitto
    influxdb: InfluxDB | None = None
    bucket: str | None = None
    telemetry: dict[str, object] | None = None
    environment: dict[str, str] = field(default_factory=dict)
    more: dict[str, object] = field(default_factory=dict)
    """Further blocks of its configuration."""

    @property
    def data_dir(self) -> Path:
        """Where everything lies."""
        return self.folder / "data"

    @property
    def config(self) -> Path:
        """Its ``steward.yaml``."""
        return self.folder / "steward.yaml"

    def prepare(self) -> None:
        """Write the configuration, and make the records."""
        settings: dict[str, object] = {
            "data_dir": str(self.data_dir),
            "sites": [str(self.files.site)],
            "rules": [str(self.files.rules)],
            "library": False,
            "mqtt": {"host": self.mosquitto.host, "port": self.mosquitto.port, "username": self.mosquitto.username, "protocol": "5"},
            "ingest": {"probe_broker": False, "settle_s": 3600},
            "log": {"level": "WARNING"},
            **self.more,
        }
        self.environment["STEWARD_MQTT_PASSWORD"] = self.mosquitto.password
        if self.telemetry is not None:
            settings["telemetry"] = self.telemetry
            self.environment["STEWARD_INFLUXDB_TOKEN"] = "none"
        elif self.influxdb is not None:
            settings["telemetry"] = {"engine": "influxdb", "url": self.influxdb.url, "org": self.influxdb.org, "bucket": self.bucket}
            self.environment["STEWARD_INFLUXDB_TOKEN"] = self.influxdb.token
        else:
            settings["telemetry"] = {"engine": "sqlite", "folder": str(self.data_dir / "telemetry")}
        self.data_dir.mkdir(parents=True)
        self.config.write_text(yaml.safe_dump(settings), encoding="utf-8")
        upgrade(f"sqlite:///{self.data_dir / 'records.sqlite'}")

    @contextlib.contextmanager
    def running(self) -> Iterator[Ingest]:
        """Ingest while the block runs, ready: what waited at the broker is judged. Raises `RuntimeError` if it does not get so far.

        What it says of faults goes where ours goes, unless its telemetry is a given one: then they are meant to be.
        """
        started_s = time.monotonic()
        command = [sys.executable, "-m", "steward", "run", "--role", "ingest", "--config", str(self.config)]
        stderr = None if self.telemetry is None else subprocess.DEVNULL
        process = subprocess.Popen(command, env={**os.environ, **self.environment}, stdin=subprocess.DEVNULL, stderr=stderr)
        figures = FeedFigures(run_dir(self.data_dir) / f"{SITE}.sock")
        try:
            while figures.fact("drained") is not True:
                if process.poll() is not None or time.monotonic() - started_s > READY_WITHIN_S:
                    raise RuntimeError(f"ingest did not become ready within {READY_WITHIN_S:.0f} s")
                time.sleep(_LOOK_S)
            yield Ingest(process, psutil.Process(process.pid), figures, time.monotonic() - started_s)
        finally:
            figures.close()
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@dataclass(frozen=True)
class Ingest:
    """A running ingest. `ready_after_s` is how long it took to get ready."""

    popen: subprocess.Popen[bytes]
    process: psutil.Process
    figures: FeedFigures
    ready_after_s: float
