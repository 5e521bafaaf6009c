"""An outlet by paho, for MQTT 3.1.1, without a thread of its own: paho writes and reads where the publishing thread asks it to."""

from __future__ import annotations

import contextlib
import select
import time
from collections.abc import Sequence

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from ingest.outage import CLOSED, CLOSED_EARLY, in_words
from ingest.outlet import WINDOW, Acknowledged, NotPublished
from ingest.session import SessionSettings
from ingest.tls import tls_context
from ingest.wake import Wake

_CONNECT_WITHIN_S = 5.0
_LONGEST_WAIT_S = 1.0


class PahoOutlet:
    """See `ingest.outlet.Outlet`."""

    def __init__(self, settings: SessionSettings, client_id: str, wake: Wake) -> None:
        self._address = f"{settings.host}:{settings.port}"
        self._wake = wake
        self._accepted = False
        self._refusal = ""
        self._under_way = 0
        self._acknowledged: list[Acknowledged] = []
        self._poll = select.poll()
        self._poll.register(wake, select.POLLIN)
        self._client = self._new_client(settings, client_id)
        try:
            self._sign_in(settings)
        except BaseException:
            self.close()
            raise

    @property
    def room(self) -> int:
        """See `Outlet`."""
        return WINDOW - self._under_way

    def publish(self, topic: str, payload: bytes) -> int:
        """See `Outlet`."""
        info = self._client.publish(topic, payload, qos=1)
        if info.rc is not MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise NotPublished(f"the broker {self._address}: {CLOSED}")
        self._under_way += 1
        return info.mid

    def turn(self, wait_s: float) -> Sequence[Acknowledged]:
        """See `Outlet`."""
        self._step(wait_s)
        self._under_way -= len(self._acknowledged)
        acknowledged, self._acknowledged = self._acknowledged, []
        return acknowledged

    def close(self) -> None:
        """See `Outlet`."""
        with contextlib.suppress(OSError):
            self._client.disconnect()
        if (left_open := self._client.socket()) is not None:
            left_open.close()

    def _new_client(self, settings: SessionSettings, client_id: str) -> paho.Client:
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            protocol=MQTTProtocolVersion.MQTTv5 if settings.protocol == MQTTProtocolVersion.MQTTv5 else MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,
        )
        client.connect_timeout = _CONNECT_WITHIN_S
        client.max_inflight_messages = WINDOW
        client.on_connect = self._on_connect
        client.on_publish = self._on_publish
        if settings.username is not None:
            client.username_pw_set(settings.username, settings.password)
        return client

    def _sign_in(self, settings: SessionSettings) -> None:
        try:
            if settings.tls is not None:
                self._client.tls_set_context(tls_context(settings.tls))
            self._client.connect(settings.host, settings.port, settings.keep_alive_s)
        except (OSError, ValueError) as error:
            raise NotPublished(f"the broker {self._address}: {in_words(error)}") from error
        until_s = time.monotonic() + _CONNECT_WITHIN_S
        while not self._accepted:
            if (left_s := until_s - time.monotonic()) <= 0:
                raise NotPublished(f"the broker {self._address} does not answer")
            self._step(left_s)

    def _step(self, wait_s: float) -> None:
        sock = self._client.socket()
        if sock is None:
            raise self._over()
        pending = getattr(sock, "pending", None)
        if pending is None or not pending():
            self._poll.register(sock, select.POLLIN | (select.POLLOUT if self._client.want_write() else 0))
            for descriptor, _ in self._poll.poll(max(0.0, min(wait_s, _LONGEST_WAIT_S)) * 1000):
                if descriptor == self._wake.fileno():
                    self._wake.settle()
        readable = select.poll()
        readable.register(sock, select.POLLIN)
        done = [self._client.loop_misc()]
        if readable.poll(0) or (pending is not None and pending()):
            done.append(self._client.loop_read(WINDOW))
        if self._client.want_write():
            done.append(self._client.loop_write())
        if any(code is not MQTTErrorCode.MQTT_ERR_SUCCESS for code in done) or self._refusal:
            raise self._over()

    def _over(self) -> NotPublished:
        if self._refusal:
            return NotPublished(f"the broker {self._address} does not accept the login ({self._refusal})")
        return NotPublished(f"the broker {self._address}: {CLOSED if self._accepted else CLOSED_EARLY}")

    def _on_connect(self, _client: paho.Client, _data: object, _flags: paho.ConnectFlags, reason: ReasonCode, _properties: Properties | None) -> None:
        if reason.is_failure:
            self._refusal = str(reason).lower()
        else:
            self._accepted = True

    def _on_publish(self, _client: paho.Client, _data: object, mid: int, reason: ReasonCode, _properties: Properties) -> None:
        self._acknowledged.append(Acknowledged(mid, str(reason).lower() if reason.is_failure else ""))
