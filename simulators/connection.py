"""One MQTT connection of the fleet: a gateway with its children, or a device that speaks for itself."""

from __future__ import annotations

import secrets
import selectors
import socket
import ssl
from collections.abc import Sequence
from typing import TYPE_CHECKING

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from domain.identity import LIVE_ROOT
from simulators.broker_address import BrokerAddress

if TYPE_CHECKING:
    from paho.mqtt.client import SocketLike  # exists for type checkers only

KEEP_ALIVE_S = 30
CONNECT_WITHIN_S = 3.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 15.0
MOST_WAITING = 1_000
"""Messages that wait on one connection for the broker; further ones are dropped and counted."""


class Connection:
    """The connection of device `lead`, driven from outside (`read`, `write`, `tend`): no thread of its own.

    It keeps itself registered with `selector`, as its data, for what it waits for.

    Its will is `lead`'s status ``offline``, retained; on every connecting it says ``online``, retained, for each of
    `devices`. Everything goes out with QoS 1. It connects again by itself, pausing longer each time. Under another `root`
    than that of real devices nothing is retained: a drill leaves nothing behind on the broker.
    """

    def __init__(
        self,
        site: str,
        lead: str,
        devices: Sequence[str],
        broker: BrokerAddress,
        selector: selectors.BaseSelector,
        *,
        protocol: int = 4,
        root: str = LIVE_ROOT,
    ) -> None:
        self._selector = selector
        self.lead = lead
        self.devices = tuple(devices)
        self.published = self.acknowledged = self.dropped = 0
        self.refused: str | None = None
        self._topics = f"{root}/{site}"
        self._retained = root == LIVE_ROOT
        self._broker = broker
        self._wanted = True
        self._pause_s = FIRST_PAUSE_S
        self._try_at_s = 0.0
        version = MQTTProtocolVersion.MQTTv5 if protocol == MQTTProtocolVersion.MQTTv5 else MQTTProtocolVersion.MQTTv311
        # A clean session would be chosen by the flag below for 3.1.1; version 5 starts clean by itself.
        clean = True if version is MQTTProtocolVersion.MQTTv311 else None
        name = f"sim-{site}-{lead}-{secrets.token_hex(3)}"
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=name, clean_session=clean, protocol=version)
        self._client.connect_timeout = CONNECT_WITHIN_S
        self._client.max_queued_messages_set(MOST_WAITING)
        self._client.will_set(self._status_topic(lead), b"offline", qos=1, retain=self._retained)
        if broker.username is not None:
            self._client.username_pw_set(broker.username, broker.password)
        if broker.encrypted:
            ca = None if broker.tls_ca is None else str(broker.tls_ca)
            self._client.tls_set_context(ssl.create_default_context(cafile=ca))
        self._client.on_socket_open = self._socket_opened
        self._client.on_socket_close = self._socket_closing
        self._client.on_socket_register_write = self._writing_begins
        self._client.on_socket_unregister_write = self._writing_ends
        self._client.on_connect = self._connected
        self._client.on_publish = self._acknowledged
        self._client.on_disconnect = self._disconnected

    @property
    def up(self) -> bool:
        """Whether the broker has accepted it."""
        return self._client.is_connected()

    @property
    def open(self) -> bool:
        """Whether there is a connection, accepted or not yet."""
        return self._client.socket() is not None

    @property
    def waits_to_write(self) -> bool:
        """Whether something is still to be written."""
        return self.open and self._client.want_write()

    @property
    def unacknowledged(self) -> int:
        """How many messages the broker has not acknowledged yet."""
        return self.published - self.acknowledged

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Send, or keep until there is a connection again; dropped (and counted) when too many wait already."""
        info = self._client.publish(topic, payload, qos=1, retain=retain and self._retained)
        if info.rc == MQTTErrorCode.MQTT_ERR_QUEUE_SIZE:
            self.dropped += 1
        else:
            self.published += 1

    def tend(self, now_s: float) -> bool:
        """Keep alive, and connect when it is time to. Returns whether a try to connect has just failed."""
        if self._client.socket() is not None:
            self._client.loop_misc()
            return False
        if not self._wanted or now_s < self._try_at_s:
            return False
        self._try_at_s = now_s + self._pause_s
        self._pause_s = min(LONGEST_PAUSE_S, self._pause_s * 2)
        try:
            self._client.connect(self._broker.host, self._broker.port, keepalive=KEEP_ALIVE_S)
        except OSError as error:
            self.refused = str(error)
            return True
        return False

    def read(self) -> None:
        """Take in what has come."""
        self._client.loop_read()
        found = self._client.socket()
        while isinstance(found, ssl.SSLSocket) and found.pending():
            self._client.loop_read()
            found = self._client.socket()

    def write(self) -> None:
        """Send what waits."""
        self._client.loop_write()

    def lose(self) -> None:
        """Cut the line without a word: the broker publishes the will."""
        self._wanted = False
        found = self._client.socket()
        if isinstance(found, socket.socket):
            found.shutdown(socket.SHUT_RDWR)
            self._client.loop_read()

    def regain(self) -> None:
        """Connect again, at once."""
        self._wanted = True
        self._try_at_s = 0.0

    def say_farewell(self) -> None:
        """Say ``offline`` for every device; `close` only when the broker has acknowledged it."""
        if self.up:
            for device in self.devices:
                self.publish(self._status_topic(device), b"offline", retain=True)

    def close(self) -> None:
        """End properly: the broker does not publish the will."""
        self._wanted = False
        self._client.disconnect()

    def _status_topic(self, device: str) -> str:
        return f"{self._topics}/{device}/status"

    def _connected(self, _client: mqtt.Client, _data: object, _flags: mqtt.ConnectFlags, reason: ReasonCode, _properties: Properties | None) -> None:
        if reason.is_failure:
            self.refused = str(reason)
            return
        self.refused = None
        self._pause_s = FIRST_PAUSE_S
        for device in self.devices:
            self.publish(self._status_topic(device), b"online", retain=True)

    def _acknowledged(self, _client: mqtt.Client, _data: object, _mid: int, _reason: ReasonCode, _properties: Properties | None) -> None:
        self.acknowledged += 1

    def _disconnected(self, _client: mqtt.Client, _data: object, _flags: mqtt.DisconnectFlags, reason: ReasonCode, _properties: Properties | None) -> None:
        if reason.is_failure and self.refused is None:
            self.refused = str(reason)

    def _socket_opened(self, _client: mqtt.Client, _data: object, opened: SocketLike) -> None:
        self._selector.register(opened, selectors.EVENT_READ, self)

    def _socket_closing(self, _client: mqtt.Client, _data: object, closing: SocketLike) -> None:
        self._selector.unregister(closing)

    def _writing_begins(self, _client: mqtt.Client, _data: object, ready: SocketLike) -> None:
        self._selector.modify(ready, selectors.EVENT_READ | selectors.EVENT_WRITE, self)

    def _writing_ends(self, _client: mqtt.Client, _data: object, ready: SocketLike) -> None:
        self._selector.modify(ready, selectors.EVENT_READ, self)
