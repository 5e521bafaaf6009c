"""What a gateway has the broker keep for itself over restarts: one retained message, asked for once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future

import paho.mqtt.client as mqtt

log = logging.getLogger(__name__)

ANSWER_WITHIN_S = 5.0
"""A broker that says nothing for so long does not let us read: Mosquitto confirms a subscription that it does not serve."""


class Kept:
    """The retained message on `topic`, once. Threads may share it.

    That there is none, a broker does not say. So an empty message that is not retained is sent after the subscription, by
    `mark`: what is retained comes before it, as messages of one topic come in their order.
    """

    def __init__(self, client: mqtt.Client, topic: str, mark: Callable[[], object]) -> None:
        self._client = client
        self._topic = topic
        self._mark = mark
        self._lock = threading.Lock()
        self._asked: Future[bytes] | None = None
        client.message_callback_add(topic, self._heard)
        client.on_subscribe = lambda *_: self._subscribed()

    def ask(self) -> Future[bytes]:
        """Its bytes; empty if there is none, or if the broker does not let us read it (the log says so)."""
        with self._lock:
            if self._asked is not None:
                return self._asked
            self._asked = Future()
        if self._client.is_connected():
            self.connected()
        return self._asked

    def connected(self) -> None:
        """There is a connection: ask, if that is still to be done."""
        if self._asked is not None and not self._asked.done():
            self._client.subscribe(self._topic, qos=1)

    def _subscribed(self) -> None:
        self._mark()
        timer = threading.Timer(ANSWER_WITHIN_S, self._refused)
        timer.daemon = True
        timer.start()

    def _heard(self, _client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        if message.retain or not message.payload:
            self._found(bytes(message.payload))

    def _refused(self) -> None:
        """It had time to answer. Over a connection that is gone by now, it had not: the next one asks again."""
        if self._client.is_connected() and self._found(b""):
            log.warning("the broker does not let us read %s, which we keep there; allow this login to read and write it", self._topic)

    def _found(self, kept: bytes) -> bool:
        with self._lock:
            if self._asked is None or self._asked.done():
                return False
            self._client.unsubscribe(self._topic)
            self._asked.set_result(kept)
            return True
