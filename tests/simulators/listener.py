"""A subscriber that keeps what it hears."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from ingest.leaving import leave
from tests.parts.broker import Broker

WITHIN_S = 60.0


class Listener:
    """Hears everything below ``steward/v1``, with QoS 1. `heard` grows: (topic, payload, retained copy)."""

    def __init__(self, broker: Broker, topics: str = "steward/v1/#") -> None:
        self.heard: list[tuple[str, bytes, bool]] = []
        self._ready = threading.Event()
        self._topics = topics
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2)
        self._client.username_pw_set(broker.username, broker.password)
        self._client.on_connect = lambda client, *_: client.subscribe(self._topics, qos=1)
        self._client.on_subscribe = lambda *_: self._ready.set()
        self._client.on_message = lambda _client, _data, message: self.heard.append((message.topic, bytes(message.payload), message.retain))
        self._client.connect(broker.host, broker.port)
        self._client.loop_start()
        assert self._ready.wait(WITHIN_S), "the broker did not take the subscription"

    def close(self) -> None:
        """Hear no more."""
        leave(self._client)

    def telemetry(self) -> list[tuple[str, bytes]]:
        """Topic and payload of the readings."""
        return [(topic, payload) for topic, payload, _ in list(self.heard) if topic.endswith("/telemetry")]

    def statuses(self) -> dict[str, bytes]:
        """The newest status of each device."""
        return {topic.split("/")[3]: payload for topic, payload, _ in list(self.heard) if topic.endswith("/status")}


@contextmanager
def listening(broker: Broker, topics: str = "steward/v1/#") -> Iterator[Listener]:
    """A listener while the block runs."""
    listener = Listener(broker, topics)
    try:
        yield listener
    finally:
        listener.close()


def await_that(condition: Callable[[], bool], what: str) -> None:
    """Wait until `condition` holds; fail with `what` when it never does."""
    until = time.monotonic() + WITHIN_S
    while not condition():
        assert time.monotonic() < until, f"waited in vain until {what}"
        time.sleep(0.05)
