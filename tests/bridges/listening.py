"""What a broker is told, heard by a client of its own."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from ingest.leaving import leave
from tests.e2e.installation import eventually
from tests.parts.broker import Broker
from tests.parts.mosquitto import Mosquitto

_CLIENT = "listening-to-a-bridge"


@dataclass
class Heard:
    """Messages in the order in which they came: topic and payload."""

    messages: list[tuple[str, bytes]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def bodies(self, device: str, kind: str = "telemetry") -> list[dict[str, object]]:
        """What `device` has published, read."""
        with self.lock:
            return [json.loads(payload) for topic, payload in self.messages if topic.endswith(f"/{device}/{kind}")]

    def status(self, device: str) -> str | None:
        """The last status of `device`."""
        with self.lock:
            found = [payload.decode() for topic, payload in self.messages if topic.endswith(f"/{device}/status")]
        return found[-1] if found else None

    def await_values(self, device: str, **wanted: object) -> dict[str, object]:
        """The first telemetry of `device` in which these values stand."""

        def look() -> dict[str, object] | None:
            for body in self.bodies(device):
                values = body["values"]
                assert isinstance(values, dict)
                if all(values.get(key) == value for key, value in wanted.items()):
                    return body
            return None

        return eventually(look, what=f"{wanted} of {device}")


def outlives(broker: Broker) -> None:
    """Wait until the session of `listening` is on the disk of `broker`: killed before, it would hand on nothing until that has connected again."""
    if isinstance(broker, Mosquitto):
        kept = broker.folder / "mosquitto.db"
        eventually(lambda: kept.exists() and _CLIENT.encode() in kept.read_bytes(), what="the session on the broker's disk")


@contextlib.contextmanager
def listening(broker: Broker) -> Iterator[Heard]:
    """Hear everything under ``steward/v1``."""
    heard = Heard()
    subscribed = threading.Event()

    def on_message(_client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        with heard.lock:
            heard.messages.append((message.topic, bytes(message.payload)))

    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=_CLIENT, clean_session=False)
    client.username_pw_set(broker.username, broker.password)
    client.on_message = on_message
    client.on_connect = lambda client, *_: client.subscribe("steward/v1/#", qos=1)
    client.on_subscribe = lambda *_: subscribed.set()
    client.reconnect_delay_set(1, 1)
    client.connect(broker.host, broker.port)
    client.loop_start()
    try:
        assert subscribed.wait(20)
        yield heard
    finally:
        leave(client)
