"""A short conversation with the broker, beside the session: to try it out, or to look something up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Self

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from ingest.leaving import leave
from ingest.session import SessionSettings
from ingest.tls import tls_context

_PATIENCE_S = 15.0
_QUIET_S = 1.0
EXPIRY_S = 600


class Unanswered(Exception):
    """The broker did not do its part in time, or we are stopping."""


class ScratchConnection:
    """A short connection under a client id of its own, for use in a `with` statement.

    Raises `OSError` when the broker cannot be reached, `Unanswered` when it does not do its part. `clean` leaves
    nothing with the broker; otherwise the session stays for ten minutes.
    """

    def __init__(self, settings: SessionSettings, client_id: str, *, clean: bool, stopping: threading.Event) -> None:
        five = settings.protocol == MQTTProtocolVersion.MQTTv5
        self._stopping = stopping
        self._received: dict[str, list[bytes]] = {}
        self._subscribed = False
        self._client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            clean_session=None if five else clean,
            protocol=MQTTProtocolVersion.MQTTv5 if five else MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,
        )
        self._client.max_queued_messages_set(0)
        self._client.on_message = lambda _client, _data, message: self._received.setdefault(message.topic, []).append(bytes(message.payload))
        self._client.on_subscribe = self._on_subscribe
        if settings.username is not None:
            self._client.username_pw_set(settings.username, settings.password)
        if settings.tls is not None:
            self._client.tls_set_context(tls_context(settings.tls))
        if five:
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
            properties.SessionExpiryInterval = 0 if clean else EXPIRY_S
            self._client.connect(settings.host, settings.port, clean_start=clean, properties=properties)
        else:
            self._client.connect(settings.host, settings.port)

    def __enter__(self) -> Self:
        self._client.loop_start()
        try:
            self._await(self._client.is_connected, "it did not accept the login")
        except Unanswered:
            self._client.loop_stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        leave(self._client)

    def subscribe(self, topic: str) -> None:
        """Subscribe at QoS 1 and wait until the broker has it."""
        self._subscribed = False
        self._client.subscribe(topic, qos=1)
        self._await(lambda: self._subscribed, f"it did not answer to the subscription of {topic}")

    def retained(self, topic: str) -> str | None:
        """The retained value of a topic; `None` if there is none, or none for us."""
        self.subscribe(topic)
        try:
            self._await(lambda: topic in self._received, "", within_s=_QUIET_S)
        except Unanswered:
            return None
        return self._received[topic][0].decode("utf-8", "replace")

    def publish(self, topic: str, count: int) -> None:
        """Publish `count` messages and wait until the broker has acknowledged them."""
        infos = [self._client.publish(topic, str(number), qos=1) for number in range(count)]
        self._await(lambda: all(info.is_published() for info in infos), "it did not acknowledge what was published")

    def count(self, topic: str, expected: int) -> int:
        """How many messages of `topic` come until all are there or nothing comes any more."""
        until = time.monotonic() + _PATIENCE_S
        quiet_since = time.monotonic()
        before = 0
        while (now := time.monotonic()) < until and now - quiet_since < _QUIET_S and before < expected and not self._stopping.wait(0.02):
            count = len(self._received.get(topic, ()))
            if count != before:
                before, quiet_since = count, now
        if self._stopping.is_set():
            raise Unanswered("we are stopping")
        return before

    def _await(self, condition: Callable[[], bool], otherwise: str, within_s: float = _PATIENCE_S) -> None:
        until = time.monotonic() + within_s
        while not condition():
            if time.monotonic() > until or self._stopping.wait(0.01):
                raise Unanswered(otherwise or "it did not answer")

    def _on_subscribe(self, *_: object) -> None:
        self._subscribed = True
