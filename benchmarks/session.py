"""What a session costs alone: processor time a message of a bare paho client, paho's session and ours, on one Mosquitto.

Each acknowledges everything and does nothing else. They run in a process of their own, one after the other, several
times in turn; the median counts. ``python -m benchmarks.session``.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from devices.site_file import load_site
from domain.time import utc_now
from ingest.session import Client, SessionSettings
from ingest.sessions import new_session
from simulators.broker_address import BrokerAddress
from simulators.load import Load
from steward.examples import riverside
from tests.parts.mosquitto import Mosquitto, start_mosquitto

RUNS = 3
LOADS: tuple[tuple[int, float | None], ...] = ((6_000, 2_000.0), (24_000, 8_000.0), (100_000, None))
"""How many messages, and how many a second (`None`: as fast as they go)."""
_NAMES = {"bare": "bare paho client", "paho": "session over paho", "mqtt5": "session of our own"}
_TOPIC = "steward/v1/+/+/telemetry"
_GROUP = 500


@dataclass(frozen=True)
class Figures:
    """Of one run. `groups` is how often messages were handed over (for a bare client: each by itself)."""

    cpu_us: float
    per_s: float
    groups: int


def sessions(mosquitto: Mosquitto, receive_maximum: int = 1000, runs: int = RUNS) -> Iterator[str]:
    """Lines of a table: for each load, each client."""
    for messages, rate in LOADS:
        found: dict[str, list[Figures]] = {client: [] for client in _NAMES}
        for _ in range(runs):
            for client, figures in found.items():
                figures.append(_run(mosquitto, client, messages, rate, receive_maximum))
        for client, figures in found.items():
            cpu_us = statistics.median(each.cpu_us for each in figures)
            per_s = statistics.median(each.per_s for each in figures)
            group = messages / statistics.median(each.groups for each in figures)
            asked = "full speed" if rate is None else f"{rate:,.0f}/s"
            yield f"{asked:>10}  {_NAMES[client]:<20} {cpu_us:>6.1f} µs CPU/msg  {per_s:>7,.0f} msg/s  {group:>6.1f} a group"


def _run(mosquitto: Mosquitto, client: str, messages: int, rate: float | None, receive_maximum: int) -> Figures:
    place = (mosquitto.host, str(mosquitto.port), mosquitto.username, mosquitto.password)
    command = [sys.executable, "-m", "benchmarks.session", client, *place, str(messages), str(receive_maximum)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None or process.stdout.readline() != "ready\n":
            raise RuntimeError(f"{client}: the subscriber did not start")
        started = time.monotonic()
        broker = BrokerAddress(mosquitto.host, mosquitto.port, mosquitto.username, mosquitto.password)
        report = Load(broker, load_site(riverside()), messages=messages, rate=rate).run()
        cpu_s, groups = process.stdout.readline().split()
        if report.acknowledged != messages:
            raise RuntimeError(f"the broker took only {report.acknowledged} of {messages} messages")
        return Figures(float(cpu_s) / messages * 1e6, messages / (time.monotonic() - started), int(groups))
    finally:
        process.kill()
        process.wait()


def _bare(settings: SessionSettings, messages: int) -> None:
    """A client as everybody writes it; it acknowledges by itself."""
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="bench-session", protocol=MQTTProtocolVersion.MQTTv5)
    client.username_pw_set(settings.username, settings.password)
    seen, began_s = 0, 0.0

    def on_message(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == messages:
            print(time.process_time() - began_s, seen, flush=True)

    def on_connect(*_: object) -> None:
        client.subscribe(_TOPIC, qos=1)

    def on_subscribe(*_: object) -> None:
        nonlocal began_s
        began_s = time.process_time()
        print("ready", flush=True)

    client.on_message = on_message
    client.on_subscribe = on_subscribe
    client.on_connect = on_connect
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.ReceiveMaximum = settings.receive_maximum
    client.connect(settings.host, settings.port, properties=properties)
    client.loop_forever()


def _session(settings: SessionSettings, messages: int) -> None:
    session = new_session(settings, "bench-session", [_TOPIC], utc_now)
    session.start()
    while not session.connected:
        time.sleep(0.01)
    began_s = time.process_time()
    print("ready", flush=True)
    seen = groups = 0
    while seen < messages:
        if group := session.receive(_GROUP, 0.25):
            session.acknowledge(group)
            seen += len(group)
            groups += 1
    print(time.process_time() - began_s, groups, flush=True)
    session.stop()


def main() -> None:
    """The table; or, with arguments, one subscriber."""
    if len(sys.argv) == 1:
        with tempfile.TemporaryDirectory(prefix="steward-bench-") as folder, start_mosquitto(Path(folder)) as mosquitto:
            for line in sessions(mosquitto):
                print(line, flush=True)
        return
    client, host, port, username, password, messages, receive_maximum = sys.argv[1:]
    chosen: Client = "paho" if client == "paho" else "mqtt5"
    settings = SessionSettings(host, int(port), username, password, client=chosen, receive_maximum=int(receive_maximum), session_expiry_s=0)
    (_bare if client == "bare" else _session)(settings, int(messages))


if __name__ == "__main__":
    main()
