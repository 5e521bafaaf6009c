"""Messages a second through the whole chain — journal, rules, records, store, acknowledgement — beside a bare subscriber.

The peer is a paho subscriber that does nothing with what it gets; publisher, broker and subscriber share the machine in
both cases, so the ratio is what the chain costs.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import yaml

from benchmarks.feed import FeedFigures
from devices.site_file import load_site
from simulators.broker_address import BrokerAddress
from simulators.load import Load
from steward.examples import riverside
from steward.settings import run_dir
from storage.database.schema import upgrade
from tests.parts.influxdb import InfluxDB
from tests.parts.mosquitto import Mosquitto

MESSAGES = 40_000
_PATIENCE_S = 180.0

_BARE = """
import sys, time
import paho.mqtt.client as mqtt
host, port, username, password, wanted = sys.argv[1:6]
client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="bench-bare", protocol=mqtt.MQTTv5)
client.username_pw_set(username, password)
seen = 0
def on_message(_client, _data, _message):
    global seen
    seen += 1
    if seen == int(wanted):
        print("done", time.process_time(), flush=True)
client.on_message = on_message
client.on_connect = lambda *_: (client.subscribe("steward/v1/+/+/telemetry", qos=1), print("ready", flush=True))
properties = mqtt.Properties(mqtt.PacketTypes.CONNECT)
properties.ReceiveMaximum = 1000
client.connect(host, int(port), properties=properties)
client.loop_forever()
"""


@dataclass(frozen=True)
class Figures:
    """What a run gave. `cpu_us` is processor time of the receiving process for each message; `lost` what never arrived."""

    name: str
    per_s: float
    cpu_us: float
    rss_mb: float
    lost: int

    def row(self, peer: Figures | None) -> str:
        """A line of the table; the ratio to the peer."""
        ratio = "" if peer is None else f"{self.per_s / peer.per_s:5.2f} of bare"
        return f"{self.name:<34} {self.per_s:>9,.0f} msg/s {self.cpu_us:>7.1f} µs CPU/msg {self.rss_mb:>6.0f} MB  lost {self.lost}  {ratio}"


def bare_subscriber(mosquitto: Mosquitto) -> Figures:
    """The peer."""
    command = [sys.executable, "-c", _BARE, mosquitto.host, str(mosquitto.port), mosquitto.username, mosquitto.password, str(MESSAGES)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None:
            raise RuntimeError("the subscriber has no output")
        process.stdout.readline()
        started = time.monotonic()
        _load(mosquitto)
        cpu_s = float(process.stdout.readline().split()[1])
        seconds = time.monotonic() - started
        rss = psutil.Process(process.pid).memory_info().rss / 1e6
        return Figures("bare paho subscriber", MESSAGES / seconds, cpu_s / MESSAGES * 1e6, rss, 0)
    finally:
        process.kill()
        process.wait()


def whole_chain(folder: Path, mosquitto: Mosquitto, influxdb: InfluxDB | None) -> Figures:
    """Steward's ingest with all the rules of the library, storing into SQLite or, given one, InfluxDB."""
    name = "Steward → SQLite" if influxdb is None else "Steward → InfluxDB"
    with _ingest(folder, mosquitto, influxdb) as (process, figures):
        before = psutil.Process(process.pid).cpu_times()
        received = figures["received"]
        started = time.monotonic()
        _load(mosquitto)
        arrived = figures.wait("stored", received + MESSAGES, _PATIENCE_S)
        seconds = time.monotonic() - started
        used = psutil.Process(process.pid)
        after = used.cpu_times()
        cpu_s = after.user + after.system - before.user - before.system
        lost = 0 if arrived else int(MESSAGES - (figures["stored"] - received))
        return Figures(name, MESSAGES / seconds, cpu_s / MESSAGES * 1e6, used.memory_info().rss / 1e6, lost)


def _load(mosquitto: Mosquitto) -> None:
    site = load_site(riverside())
    broker = BrokerAddress(mosquitto.host, mosquitto.port, mosquitto.username, mosquitto.password)
    report = Load(broker, site, messages=MESSAGES, connections=4).run()
    if report.acknowledged != MESSAGES:
        raise RuntimeError(f"the broker took only {report.acknowledged} of {MESSAGES} messages")


@contextlib.contextmanager
def _ingest(folder: Path, mosquitto: Mosquitto, influxdb: InfluxDB | None) -> Iterator[tuple[subprocess.Popen[bytes], FeedFigures]]:
    folder.mkdir(parents=True)
    settings: dict[str, object] = {
        "data_dir": str(folder / "data"),
        "sites": [str(riverside())],
        "mqtt": {"host": mosquitto.host, "port": mosquitto.port, "username": mosquitto.username, "protocol": "5"},
        "ingest": {"probe_broker": False, "settle_s": 600},
        "log": {"level": "WARNING"},
    }
    environment = {**os.environ, "STEWARD_MQTT_PASSWORD": mosquitto.password}
    if influxdb is not None:
        settings["telemetry"] = {"engine": "influxdb", "url": influxdb.url, "org": influxdb.org, "bucket": influxdb.bucket("bench")}
        environment["STEWARD_INFLUXDB_TOKEN"] = influxdb.token
    file = folder / "steward.yaml"
    file.write_text(yaml.safe_dump(settings))
    (folder / "data").mkdir()
    upgrade(f"sqlite:///{folder / 'data' / 'records.sqlite'}")
    process = subprocess.Popen([sys.executable, "-m", "steward", "run", "--config", str(file), "--role", "ingest"], env=environment)
    try:
        figures = FeedFigures(run_dir(folder / "data") / "riverside.sock")
        deadline = time.monotonic() + 60
        while figures.fact("drained") is not True:
            if time.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError("ingest did not become ready")
            time.sleep(0.1)
        yield process, figures
    finally:
        process.terminate()
        process.wait(60)
