"""From publishing to the live stream: how long an alarm takes to be seen, while 500 other messages a second go through."""

from __future__ import annotations

import json
import statistics
import threading
import time
from pathlib import Path

import psutil

from devices.site_file import load_site
from simulators.broker_address import BrokerAddress
from simulators.load import Load
from steward.examples import riverside
from tests.e2e.installation import Installation, demo, publisher

RATE = 500.0
SAMPLES = 120
_PAUSE_S = 0.25
_DOORS = [f"t{tower}-door-{door}" for tower in (1, 2, 3) for door in ("roof", "refuge", "meter-room", "comms-room")]


def alarm_to_stream(folder: Path) -> list[str]:
    """Lines with p50, p95, p99 of publish → alarm on the live stream, and the memory of all the demonstration's processes."""
    with demo(folder, "--scenario", "smoke") as installation:
        seen: dict[str, float] = {}
        threading.Thread(target=_listen, args=(installation, seen), daemon=True).start()
        load = threading.Thread(target=_background, args=(installation,), daemon=True)
        load.start()
        time.sleep(3)
        waits = _sample(installation, seen)
        everyone = [psutil.Process(installation.process.pid), *psutil.Process(installation.process.pid).children(recursive=True)]
        memory = sum(process.memory_info().rss for process in everyone) / 1e6
        load.join(60)
    cuts = statistics.quantiles(waits, n=100)
    return [
        f"publish → alarm on the live stream at {RATE:.0f} msg/s: p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms ({len(waits)} samples)",
        f"memory of the demonstration's {len(everyone)} processes together: {memory:.0f} MB",
    ]


def _sample(installation: Installation, seen: dict[str, float]) -> list[float]:
    waits: list[float] = []
    with publisher(installation) as client:
        for number in range(SAMPLES):
            door = _DOORS[number % len(_DOORS)]
            topic = f"steward/v1/riverside/{door}/telemetry"
            seen.pop(door, None)
            started = time.monotonic()
            client.publish(topic, b'{"values": {"door_alarm": "forced_open"}}', qos=1)
            while door not in seen and time.monotonic() - started < 10:
                time.sleep(0.0005)
            waits.append((seen.get(door, started + 10) - started) * 1000)
            client.publish(topic, b'{"values": {"door_alarm": "normal"}}', qos=1)
            time.sleep(_PAUSE_S)
    return waits


def _listen(installation: Installation, seen: dict[str, float]) -> None:
    client = installation.client("admin")
    with client.stream("GET", "/events", params={"types": "alarm", "site": "riverside"}, timeout=None) as stream:
        for line in stream.iter_lines():
            if line.startswith("data:"):
                alarm = json.loads(line[5:])
                if alarm.get("condition"):
                    seen[str(alarm.get("asset"))] = time.monotonic()


def _background(installation: Installation) -> None:
    site = load_site(riverside())
    broker = BrokerAddress(installation.mqtt_host, installation.mqtt_port, installation.mqtt_username, installation.mqtt_password)
    others = [device for device in site.devices if device not in _DOORS]
    seconds = SAMPLES * (_PAUSE_S + 0.1) + 5
    Load(broker, site, others, messages=int(RATE * seconds), rate=RATE).run()
