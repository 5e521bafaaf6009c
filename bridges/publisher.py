"""Publishing for a gateway and the devices behind it: QoS 1, in order, with a bound on what waits for the broker."""

from __future__ import annotations

import json
import logging
import ssl
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from bridges.kept import Kept
from domain.time import to_ms

log = logging.getLogger(__name__)

Sent = float | bool | str | Sequence[str] | None
"""A value on the wire; a list is of flags, `None`: could not be measured."""

MEMORY = "memory"
"""The last level of the topic on which the broker keeps a gateway's memory."""
MOST_WAITING = 10_000
_KEEP_ALIVE_S = 30
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1, 30
_LEAVE_WITHIN_S = 3.0


class NotPublished(Exception):
    """The broker has refused it, or not acknowledged it until the end; it will not be asked again."""


class Full(Exception):
    """So much waits for the broker that no more is taken: whoever can be asked to repeat is, and what is polled is polled again."""


@dataclass(frozen=True)
class Broker:
    """Where to publish, and as whom. `tls_ca` given: with TLS.

    By MQTT 5 a broker says that it does not let us write somewhere; by 3.1.1 it acknowledges what it throws away
    (Mosquitto 2.0.11 then ends the connection).
    """

    host: str
    port: int
    username: str | None = None
    password: str | None = None
    tls_ca: Path | None = None
    protocol: Literal["3.1.1", "5"] = "5"


class Publisher:
    """Publishes as `gateway` of `site`, whose will is ``offline``. Threads may share it.

    What is given to it is kept in memory until the broker has acknowledged it, over any number of connections; a future tells.
    """

    def __init__(self, site: str, gateway: str, broker: Broker) -> None:
        self._site = site
        self._gateway = gateway
        self._broker = broker
        self._lock = threading.Lock()
        self._telling = threading.Lock()
        self._waiting: dict[int, Future[None]] = {}
        self._early: dict[int, str | None] = {}
        self._refused: set[str] = set()
        self._statuses: dict[str, bool] = {}
        self._here: bool | None = None
        """Whether the broker is there, as was told last; `None`: nothing was told."""
        version = MQTTProtocolVersion.MQTTv5 if broker.protocol == "5" else MQTTProtocolVersion.MQTTv311
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"steward-bridge-{site}-{gateway}", protocol=version)
        self._client.max_queued_messages_set(0)
        self._client.reconnect_delay_set(_FIRST_PAUSE_S, _LONGEST_PAUSE_S)
        self._client.will_set(self._topic(gateway, "status"), b"offline", qos=1, retain=True)
        if broker.username is not None:
            self._client.username_pw_set(broker.username, broker.password)
        if broker.tls_ca is not None:
            self._client.tls_set_context(ssl.create_default_context(cafile=str(broker.tls_ca)))
        self._client.on_connect = self._connected
        self._client.on_disconnect = self._disconnected
        self._client.on_connect_fail = self._failed
        self._client.on_publish = self._acknowledged
        memory = self._topic(gateway, MEMORY)
        self._kept = Kept(self._client, memory, lambda: self._send(memory, b""))

    @property
    def waiting(self) -> int:
        """Messages that the broker has not acknowledged."""
        with self._lock:
            return len(self._waiting)

    @property
    def online(self) -> int:
        """Devices behind the gateway that are there."""
        with self._lock:
            return sum(self._statuses.values())

    def start(self) -> None:
        """Connect, now and again and again; what is published meanwhile waits."""
        self._client.connect_async(self._broker.host, self._broker.port, _KEEP_ALIVE_S)
        self._client.loop_start()

    def telemetry(self, device: str, values: Mapping[str, Sent], at: datetime | None = None, message_id: str | None = None) -> Future[None]:
        """Values of `device` by key on the wire, measured `at` (`None`: as it arrives). The future is done when the broker has it.

        With a `message_id` the same message may be given again, and counts once. Raises `Full`.
        """
        body: dict[str, object] = {"values": values}
        return self._publish(device, "telemetry", _stamped(body, at, message_id))

    def event(self, device: str, event: str, data: Mapping[str, object], at: datetime | None = None, message_id: str | None = None) -> Future[None]:
        """An event of `device`; as `telemetry`."""
        return self._publish(device, "event", _stamped({"event": event, "data": data}, at, message_id))

    def status(self, device: str, *, online: bool) -> None:
        """Say, retained, whether `device` is there; said again after each connecting, and only when it changes."""
        # One at a time, so that what is said after connecting is not overtaken by something older.
        with self._telling:
            with self._lock:
                if self._statuses.get(device) is online:
                    return
                self._statuses[device] = online
            # While the broker is away nothing waits: what holds then is said after connecting.
            if self._client.is_connected():
                self._say_status(device, online=online)

    def keep(self, memory: bytes) -> Future[None]:
        """Have the broker keep `memory` for this gateway, in place of what it kept before; the future is done when it has it."""
        return self._send(self._topic(self._gateway, MEMORY), memory, retain=True)

    def kept(self) -> Future[bytes]:
        """What the broker keeps for this gateway, also from a run before this one; empty: nothing. Done when it has been asked."""
        return self._kept.ask()

    def stop(self) -> None:
        """Say ``offline`` for everything, as a will would, and leave.

        What still waits after a few seconds is given up: the log counts it, and its futures raise `NotPublished`.
        """
        with self._lock:
            devices = [*self._statuses, self._gateway]
        last = [self._say_status(device, online=False) for device in devices]
        if self._client.is_connected():
            wait(last, _LEAVE_WITHIN_S)
        self._client.disconnect()
        self._client.loop_stop()
        if (left_open := self._client.socket()) is not None:
            left_open.close()
        with self._lock:
            left, self._waiting = self._waiting, {}
        for future in left.values():
            future.set_exception(NotPublished("the bridge has ended"))
        if left:
            log.warning("%s: %d messages were not acknowledged by the broker and are given up", self._gateway, len(left))

    def _publish(self, device: str, kind: str, body: Mapping[str, object]) -> Future[None]:
        if self.waiting >= MOST_WAITING:
            raise Full(f"{MOST_WAITING} messages wait for the broker {self._broker.host}:{self._broker.port}")
        payload = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        return self._send(self._topic(device, kind), payload)

    def _say_status(self, device: str, *, online: bool) -> Future[None]:
        return self._send(self._topic(device, "status"), b"online" if online else b"offline", retain=True)

    def _send(self, topic: str, payload: bytes, *, retain: bool = False) -> Future[None]:
        future: Future[None] = Future()
        mid = self._client.publish(topic, payload, qos=1, retain=retain).mid
        # Not under our lock: paho tells of acknowledgements under one of its own, perhaps before we know the number.
        with self._lock:
            answered = mid in self._early
            refusal = self._early.pop(mid, None)
            if not answered:
                self._waiting[mid] = future
        if answered:
            _settle(future, refusal)
        return future

    def _topic(self, device: str, kind: str) -> str:
        return f"steward/v1/{self._site}/{device}/{kind}"

    def _connected(self, _client: mqtt.Client, _data: object, _flags: mqtt.ConnectFlags, reason: ReasonCode, _properties: Properties | None) -> None:
        if reason.is_failure:
            self._away(f"does not accept the login ({str(reason).lower()})")
            return
        with self._telling:
            with self._lock:
                statuses = dict(self._statuses)
            for device, online in {self._gateway: True, **statuses}.items():
                self._say_status(device, online=online)
        self._kept.connected()

    def _disconnected(self, _client: mqtt.Client, _data: object, _flags: mqtt.DisconnectFlags, reason: ReasonCode, _properties: Properties | None) -> None:
        if reason.is_failure:
            self._away(f"is gone ({str(reason).lower()})")

    def _failed(self, _client: mqtt.Client, _data: object) -> None:
        self._away("cannot be reached")

    def _away(self, why: str) -> None:
        if self._here is not False:
            self._here = False
            log.warning(
                "%s: the broker %s:%d %s; what is heard waits (at most %d messages)", self._gateway, self._broker.host, self._broker.port, why, MOST_WAITING
            )

    def _acknowledged(self, _client: mqtt.Client, _data: object, mid: int, reason: ReasonCode, _properties: Properties) -> None:
        refusal = str(reason).lower() if reason.is_failure else None
        if refusal is not None and refusal not in self._refused:
            self._refused.add(refusal)
            text = "%s: the broker refuses what this bridge publishes (%s). Let its login write the topics of this gateway and of the devices behind it"
            log.error(text, self._gateway, refusal)
        if refusal is None and self._here is not True:
            # Not at the connection already: a broker that refuses us everything may let us in and throw us out again and again.
            self._here = True
            log.info("%s: publishes to the broker %s:%d", self._gateway, self._broker.host, self._broker.port)
        with self._lock:
            future = self._waiting.pop(mid, None)
            if future is None:
                self._early[mid] = refusal
        if future is not None:
            _settle(future, refusal)


def _settle(future: Future[None], refusal: str | None) -> None:
    if refusal is None:
        future.set_result(None)
    else:
        future.set_exception(NotPublished(f"the broker refuses it ({refusal})"))


def _stamped(body: dict[str, object], at: datetime | None, message_id: str | None) -> Mapping[str, object]:
    if at is not None:
        body["ts"] = to_ms(at)
    if message_id is not None:
        body["id"] = message_id
    return body
