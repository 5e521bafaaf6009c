"""Devices for tests with a real broker: they publish and wait until the broker has it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from ingest.leaving import leave
from tests.ingest.awaiting import eventually
from tests.parts.broker import Broker


@contextmanager
def client(broker: Broker, client_id: str = "", within_s: float = 30) -> Iterator[paho.Client]:
    """A connected client of its own."""
    found = paho.Client(CallbackAPIVersion.VERSION2, client_id=client_id)
    found.username_pw_set(broker.username, broker.password)
    found.max_inflight_messages_set(100)
    found.connect(broker.host, broker.port)
    found.loop_start()
    try:
        eventually(found.is_connected, within_s)
        yield found
    finally:
        leave(found)


def publish(broker: Broker, messages: Iterable[tuple[str, bytes]], *, retain: bool = False, qos: int = 1) -> None:
    """Publish (topic, payload) and wait for the broker's acknowledgements."""
    with client(broker) as device:
        for info in [device.publish(topic, payload, qos=qos, retain=retain) for topic, payload in messages]:
            info.wait_for_publish(30)
            assert info.is_published()


def numbered(count: int, start: int = 0, topic: str = "steward/v1/s1/lift-1/telemetry", ts: int = 1_772_352_000_000) -> Sequence[tuple[str, bytes]]:
    """Telemetry with a time of its own each, `floor` counting to 100 and `trips` counting on."""
    return [(topic, json.dumps({"ts": ts + n, "values": {"floor": n % 100, "trips": n}}).encode()) for n in range(start, start + count)]
