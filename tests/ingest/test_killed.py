"""kill -9 in mid-stream, again and again: every reading is stored once, every transition happens once."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest

from domain.telemetry import Series
from domain.time import from_ms, to_ms, utc_now
from ingest.session import SessionSettings
from storage.telemetry import engines
from tests.ingest.awaiting import eventually
from tests.ingest.devices_that_publish import client
from tests.parts.broker import Broker
from tests.parts.embedded_broker import EmbeddedBroker

pytestmark = [pytest.mark.real, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
MESSAGES = 6_000
EPISODE = 40
"""So many messages with somebody trapped, then so many without."""
SERIES = Series("s1", "lift-1", "lift", "trips")


class IngestProcess:
    """Ingest in a process of its own."""

    def __init__(self, folder: Path, settings: SessionSettings) -> None:
        self._folder = folder
        self._arguments = [sys.executable, "-m", "tests.ingest.ingest_process", str(folder), json.dumps(asdict(settings))]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self._folder / "ingest.log").open("ab") as log:
            self._process = subprocess.Popen(self._arguments, cwd=ROOT, stdout=log, stderr=log)

    def end(self, how: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        return self._process.wait(40)

    def journalled(self) -> int:
        """How much it has journalled, in bytes."""
        return sum(path.stat().st_size for path in (self._folder / "s1" / "journal").glob("*.journal"))


def stored(folder: Path, first_ms: int) -> list[float]:
    """What the telemetry store holds, in the order of time."""
    engine = engines()["sqlite"]
    store = engine.open(engine.settings(), folder)
    start = from_ms(first_ms)
    samples = store.range(SERIES, start, start + timedelta(days=1), limit=MESSAGES * 2)
    store.close()
    return [float(sample.value) for sample in samples if isinstance(sample.value, float)]


def steps(folder: Path) -> list[tuple[str, str]]:
    database = sqlite3.connect(folder / "records.db")
    found: list[tuple[str, str]] = database.execute("SELECT change, condition FROM step ORDER BY rowid").fetchall()
    database.close()
    return found


@contextmanager
def stream(broker: Broker, first_ms: int) -> Iterator[threading.Thread]:
    """A device that publishes `MESSAGES` messages, each with a time of its own, as fast as the broker takes them."""

    def publish() -> None:
        with client(broker) as device:
            for n in range(MESSAGES):
                values = {"trips": n, "trapped": n // EPISODE % 2 == 0}
                info = device.publish("steward/v1/s1/lift-1/telemetry", json.dumps({"ts": first_ms + n, "values": values}), qos=1)
                time.sleep(0.0005)
            info.wait_for_publish(60)

    thread = threading.Thread(target=publish)
    thread.start()
    yield thread
    thread.join(120)


def run_and_kill(folder: Path, broker: Broker, settings: SessionSettings, seed: int) -> None:
    chance = random.Random(seed)
    first_ms = to_ms(utc_now())
    process = IngestProcess(folder, settings)
    process.start()
    eventually(lambda: "connected" in (folder / "ingest.log").read_text())
    with stream(broker, first_ms) as thread:
        for _ in range(5):
            before = process.journalled()
            grown = chance.randrange(1_000, 60_000)
            eventually(lambda before=before, grown=grown: process.journalled() >= before + grown or not thread.is_alive(), within_s=60)  # type: ignore[misc]  # bound now
            assert process.end(signal.SIGKILL) == -signal.SIGKILL
            process.start()
    try:
        eventually(lambda: len(stored(folder, first_ms)) >= MESSAGES, within_s=60)
    finally:
        ended = process.end(signal.SIGTERM)
    assert ended == 0
    assert stored(folder, first_ms) == [float(n) for n in range(MESSAGES)]
    expected = [("raised" if n // EPISODE % 2 == 0 else "returned", "true|lift-1|trapped") for n in range(0, MESSAGES, EPISODE)]
    assert steps(folder) == expected


@pytest.mark.parametrize("protocol", [4, 5])
def test_killing_ingest_on_mosquitto_loses_and_doubles_nothing(mosquitto: Broker, tmp_path: Path, protocol: int) -> None:
    run_and_kill(tmp_path, mosquitto, SessionSettings(mosquitto.host, mosquitto.port, mosquitto.username, mosquitto.password, protocol), seed=protocol)


def test_killing_ingest_on_the_embedded_broker_loses_and_doubles_nothing(embedded_broker: EmbeddedBroker, tmp_path: Path) -> None:
    broker = embedded_broker
    run_and_kill(tmp_path, broker, SessionSettings(broker.host, broker.port, broker.username, broker.password, 4), seed=7)
