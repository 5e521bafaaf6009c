"""The retained messages that stand with a broker under a few topics: seen as they are, and changed.

The broker itself is the memory of what was told: what an earlier process, or one on another machine, has left there is
found, and can be taken away.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from ingest.leaving import leave
from ingest.outage import CLOSED, in_words
from ingest.outlet import WINDOW, NotPublished
from ingest.session import SessionSettings
from ingest.tls import tls_context

_WITHIN_S = 10.0


class Shelf:
    """A connection of its own, accepted and subscribed once it is made. Raises `NotPublished` when it cannot be, or is over.

    `mark` is a topic that one of the `filters` matches and that nobody retains anything on: a message there comes back
    after everything that stood with the broker before, and tells that all of it has been seen.
    """

    def __init__(self, settings: SessionSettings, client_id: str, filters: Sequence[str], mark: str, changed: Callable[[], None]) -> None:
        self._address = f"{settings.host}:{settings.port}"
        self._filters = filters
        self._mark = mark
        self._changed = changed
        self._standing: dict[str, bytes] = {}
        self._lock = threading.Lock()
        self._refused = ""
        self._over = False
        self._ready = threading.Event()
        self._client = self._new_client(settings, client_id)
        try:
            if settings.tls is not None:
                self._client.tls_set_context(tls_context(settings.tls))
            self._client.connect(settings.host, settings.port, settings.keep_alive_s)
        except (OSError, ValueError) as error:
            raise NotPublished(f"the broker {self._address}: {in_words(error)}") from error
        self._client.loop_start()
        if not self._ready.wait(_WITHIN_S) or self._refused or self._over:
            self.close()
            raise NotPublished(f"the broker {self._address}: {self._refused or (CLOSED if self._over else 'no answer')}")

    def standing(self) -> Mapping[str, bytes]:
        """What stands there now, as far as the broker has told us."""
        self._still_here()
        with self._lock:
            return dict(self._standing)

    def put(self, messages: Mapping[str, bytes]) -> None:
        """Retain these; an empty one takes away what stood there. Returns when the broker has them all."""
        last: paho.MQTTMessageInfo | None = None
        for topic, payload in messages.items():
            last = self._client.publish(topic, payload, qos=1, retain=True)
            if last.rc is not MQTTErrorCode.MQTT_ERR_SUCCESS:
                raise NotPublished(f"the broker {self._address}: {CLOSED}")
            self._note(topic, payload)
        until_s = time.monotonic() + _WITHIN_S
        while last is not None and not last.is_published():
            self._still_here()
            if time.monotonic() > until_s:
                raise NotPublished(f"the broker {self._address} has not acknowledged")
            last.wait_for_publish(0.1)
        self._still_here()

    def close(self) -> None:
        """Say goodbye."""
        leave(self._client)

    def _still_here(self) -> None:
        if self._refused or self._over:
            raise NotPublished(f"the broker {self._address}: {self._refused or CLOSED}")

    def _note(self, topic: str, payload: bytes) -> None:
        with self._lock:
            if payload:
                self._standing[topic] = payload
            else:
                self._standing.pop(topic, None)

    def _new_client(self, settings: SessionSettings, client_id: str) -> paho.Client:
        five = settings.protocol == MQTTProtocolVersion.MQTTv5
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            protocol=MQTTProtocolVersion.MQTTv5 if five else MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,
        )
        client.connect_timeout = _WITHIN_S / 2
        client.max_inflight_messages = WINDOW
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.on_disconnect = self._on_disconnect
        if settings.username is not None:
            client.username_pw_set(settings.username, settings.password)
        return client

    def _on_connect(self, client: paho.Client, _data: object, _flags: paho.ConnectFlags, reason: ReasonCode, _properties: Properties | None) -> None:
        if reason.is_failure:
            self._refuse(f"the login is not accepted ({str(reason).lower()})")
            return
        client.subscribe([(each, 1) for each in self._filters])

    def _on_subscribe(self, client: paho.Client, _data: object, _mid: int, reasons: Sequence[ReasonCode], _properties: Properties | None) -> None:
        if any(each.is_failure for each in reasons):
            self._refuse(f"its access rules must let us read {' and '.join(self._filters)}")
            return
        client.publish(self._mark, b"{}", qos=1)

    def _on_message(self, _client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        if message.topic == self._mark:
            self._ready.set()
            return
        self._note(message.topic, bytes(message.payload))
        if self._ready.is_set():
            self._changed()

    def _on_publish(self, _client: paho.Client, _data: object, _mid: int, reason: ReasonCode, _properties: Properties) -> None:
        if reason.is_failure:
            self._refuse(f"it refuses what Home Assistant is told ({str(reason).lower()}); its access rules must let us write {' and '.join(self._filters)}")

    def _on_disconnect(self, _client: paho.Client, _data: object, _flags: paho.DisconnectFlags, _reason: ReasonCode, _properties: Properties | None) -> None:
        self._over = True
        self._ready.set()
        self._changed()

    def _refuse(self, why: str) -> None:
        self._refused = self._refused or why
        self._ready.set()
        self._changed()
