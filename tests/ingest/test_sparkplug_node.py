"""A Sparkplug edge node on a real Mosquitto, and ingest in a process of its own: births, gaps, rebirths, and kill -9."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from domain.telemetry import Series
from domain.time import to_ms, utc_now
from ingest.leaving import leave
from ingest.session import SessionSettings
from storage.telemetry import engines
from tests.ingest.awaiting import eventually
from tests.ingest.codecs.sparkplug_payloads import BOOLEAN, DOUBLE, bd_seq, metric, payload
from tests.parts.broker import Broker

pytestmark = [pytest.mark.real, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
NCMD = "spBv1.0/Plant/NCMD/B1"
NDEATH = "spBv1.0/Plant/NDEATH/B1"
NOISE = Series("small", "room-1", "environment", "Noise")
MESSAGES = 400


class Node:
    """An edge node with one device, as the specification has it; its data is published with QoS 1 so that a test can count it."""

    def __init__(self, broker: Broker) -> None:
        self.sent: dict[float, bytes] = {}
        self.births = 0
        self.asked: list[bytes] = []
        self._seq = 0
        self._ts = to_ms(utc_now())
        self._lock = threading.Lock()
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id="node-b1")
        self._client.username_pw_set(broker.username, broker.password)
        self._client.will_set(NDEATH, payload(bd_seq(1), ts=None), qos=1)
        self._client.on_message = self._on_message
        self._subscribed = threading.Event()
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.connect(broker.host, broker.port)
        self._client.loop_start()

    def begin(self) -> None:
        self._client.subscribe(NCMD, qos=1)
        assert self._subscribed.wait(30)
        self.birth()

    def birth(self) -> None:
        with self._lock:
            self._seq = 0
            self._publish("NBIRTH/B1", bd_seq(1), metric("Node Control/Rebirth", BOOLEAN, False, alias=0))
            swapped = self.births % 2  # the aliases are others each time
            self._publish("DBIRTH/B1/room", metric("Noise", DOUBLE, 30.0, alias=10 + swapped), metric("Temperature", DOUBLE, 20.0, alias=11 - swapped))
            self.births += 1

    def say(self, noise: float) -> None:
        """By alias, at a time of its own."""
        with self._lock:
            self._ts += 1
            alias = 11 - self.births % 2
            self.sent[noise] = self._publish("DDATA/B1/room", metric(alias=alias, raw=noise, ts=self._ts, travels_as=DOUBLE))

    def lose_one(self) -> None:
        with self._lock:
            self._seq = (self._seq + 1) % 256

    def leave(self) -> None:
        leave(self._client)

    def _publish(self, where: str, *metrics: bytes) -> bytes:
        data = payload(*metrics, ts=to_ms(utc_now()), seq=self._seq)
        self._seq = (self._seq + 1) % 256
        kind, _, who = where.partition("/")
        self._client.publish(f"spBv1.0/Plant/{kind}/{who}", data, qos=1)
        return data

    def _on_message(self, _client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        self.birth()
        self.asked.append(bytes(message.payload))


class Ingest:
    """Ingest in a process of its own. `kill` ends it whatever happens."""

    def __init__(self, folder: Path, broker: Broker) -> None:
        self._folder = folder
        settings = SessionSettings(broker.host, broker.port, broker.username, broker.password)
        self._arguments = [sys.executable, "-m", "tests.ingest.sparkplug_process", str(folder), json.dumps(asdict(settings))]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        before = self.log().count("connected")
        with (self._folder / "ingest.log").open("ab") as log:
            self._process = subprocess.Popen(self._arguments, cwd=ROOT, stdout=log, stderr=log)
        eventually(lambda: self.log().count("connected") > before, 60)

    def end(self, how: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        return self._process.wait(40)

    def kill(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(20)

    def log(self) -> str:
        path = self._folder / "ingest.log"
        return path.read_text() if path.exists() else ""

    def stored(self) -> set[float]:
        engine = engines()["sqlite"]
        with closing(engine.open(engine.settings(), self._folder)) as store:
            now = utc_now()
            samples = store.range(NOISE, now - timedelta(hours=1), now + timedelta(hours=1), limit=MESSAGES * 9)
        return {sample.value for sample in samples if isinstance(sample.value, float)}

    def aside(self) -> list[bytes]:
        with closing(sqlite3.connect(self._folder / "records.db")) as database:
            return [bytes(row) for (row,) in database.execute("SELECT payload FROM aside")]

    def has(self, node: Node) -> bool:
        """Whether all that `node` has said is stored, or put aside with its bytes."""
        stored, aside = self.stored(), self.aside()
        return all(noise in stored or any(each.startswith(data) for each in aside) for noise, data in node.sent.items())


@contextmanager
def running(folder: Path, broker: Broker) -> Iterator[tuple[Node, Ingest]]:
    ingest, node = Ingest(folder, broker), Node(broker)
    try:
        ingest.start()
        node.begin()
        yield node, ingest
        assert ingest.end(signal.SIGTERM) == 0
    finally:
        node.leave()
        ingest.kill()


def test_after_a_gap_the_node_is_asked_and_is_understood_again(mosquitto: Broker, tmp_path: Path) -> None:
    with running(tmp_path, mosquitto) as (node, ingest):
        node.say(31.0)
        eventually(lambda: 31.0 in ingest.stored())
        asked = len(node.asked)
        node.lose_one()
        node.say(32.0)
        eventually(lambda: len(node.asked) > asked)
        node.say(33.0)
        eventually(lambda: 33.0 in ingest.stored())
        assert 32.0 not in ingest.stored(), "whose alias it was could not be known"
        assert any(each.startswith(node.sent[32.0]) for each in ingest.aside())


def test_kill_in_mid_stream_loses_nothing_and_mistakes_nothing(mosquitto: Broker, tmp_path: Path) -> None:
    with running(tmp_path, mosquitto) as (node, ingest):
        for round_ in range(3):
            asked = len(node.asked)
            for n in range(MESSAGES // 4):
                node.say(35.0 + round_ * 10 + n / 32)
            assert ingest.end(signal.SIGKILL) == -signal.SIGKILL
            node.say(34.0 + round_ / 32)
            ingest.start()
            eventually(lambda asked=asked: len(node.asked) > asked, 60)  # type: ignore[misc]  # bound now
        node.say(80.0)
        eventually(lambda: 80.0 in ingest.stored(), 60)
        eventually(lambda: ingest.has(node), 60)
        assert ingest.stored() <= node.sent.keys() | {30.0}
