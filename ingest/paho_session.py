"""The session over paho-mqtt: its client as a protocol engine, the network loop our own. The one that speaks 3.1.1.

One thread owns the client. For each connection there is a new client, so that nothing of an old one (a half-sent
packet, a queued acknowledgement) can reach the next. Acknowledgements are handed over in order and written by that
thread, too.
"""

from __future__ import annotations

import contextlib
import logging
import select
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Sequence
from functools import partial

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from domain.time import Clock
from ingest.outage import CLOSED, CLOSED_EARLY, Outage, in_words
from ingest.own_status import OwnStatus
from ingest.patience import delays
from ingest.session import GONE, HERE, Message, SessionSettings, Standing, to_us, trimmed
from ingest.tls import tls_context
from ingest.wake import Wake

log = logging.getLogger(__name__)

_FIRST_WAIT_S = 0.2
_LONGEST_WAIT_S = 15.0
_CONNECT_TIMEOUT_S = 5.0
_STEADY_S = 10.0
"""A connection that lasted so long was a good one: the next wait is short again."""
_POLL_MS = 250
_READS_IN_A_ROW = 100
_GOODBYE_S = 2.0
_FULL_PAUSE_S = 0.02


class PahoSession(Standing):
    """See `ingest.session.Session`. On `status_topic`, if given, stands retained whether we are here."""

    def __init__(self, settings: SessionSettings, client_id: str, subscriptions: Sequence[str], clock: Clock, status_topic: str | None = None) -> None:
        super().__init__()
        self._settings = settings
        self._client_id = client_id
        self._subscriptions = tuple(subscriptions)
        self._clock = clock
        self._came: list[Message] = []
        self._acknowledged: deque[tuple[int, int]] = deque()
        self._stopping = threading.Event()
        self._wake = Wake()
        self._thread = threading.Thread(target=self._run, name=f"session {client_id}", daemon=True)
        self._client: paho.Client | None = None
        self._accepted = False
        """Whether the broker has accepted the connection that there is; `_connected` only when our subscriptions stand, too."""
        self._found = ""
        self._outage = Outage(settings.host, settings.port, client_id)
        self._status = OwnStatus(status_topic, self._outage.warn)
        self._told_topic: str | None = None
        self._ready_s = 0.0

    def start(self) -> None:
        """See `Session`."""
        self._thread.start()

    def receive(self, limit: int, wait_s: float) -> Sequence[Message]:
        """See `Session`."""
        return self._inbox.take(limit, wait_s)

    def acknowledge(self, messages: Sequence[Message]) -> int:
        """See `Session`."""
        connection = self._connection
        mids = [(connection, message.mid) for message in messages if message.connection == connection and message.qos > 0]
        self._acknowledged.extend(mids)
        self._wake.call()
        return len(mids)

    def stop(self) -> None:
        """See `Session`."""
        self._stopping.set()
        self._inbox.close()
        self._wake.call()
        if self._thread.ident is not None:
            self._thread.join(_CONNECT_TIMEOUT_S + _GOODBYE_S + 1)
        if not self._thread.is_alive():
            self._wake.close()

    def _run(self) -> None:
        waits = delays(_FIRST_WAIT_S, _LONGEST_WAIT_S)
        while not self._stopping.is_set():
            began = time.monotonic()
            self._found = CLOSED_EARLY
            try:
                self._connect()
                self._converse()
            except (OSError, ValueError) as error:
                self._found = in_words(error)
            except Exception as error:
                log.exception("MQTT session %s: the client failed", self._client_id)
                self._found = f"{type(error).__name__}: {error}"
            self._trouble = self._found
            self._ended()
            if self._stopping.is_set():
                return
            self._outage.goes_on(self._trouble)
            if time.monotonic() - began > _STEADY_S:
                waits = delays(_FIRST_WAIT_S, _LONGEST_WAIT_S)
            self._stopping.wait(next(waits))

    def _connect(self) -> None:
        settings = self._settings
        five = settings.protocol == MQTTProtocolVersion.MQTTv5
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._client_id,
            clean_session=None if five else False,
            protocol=MQTTProtocolVersion.MQTTv5 if five else MQTTProtocolVersion.MQTTv311,
            manual_ack=True,
        )
        client.connect_timeout = _CONNECT_TIMEOUT_S
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        # With this set, paho leaves writing to us instead of sending each packet by itself at once.
        client.on_socket_register_write = _leave_it
        if settings.username is not None:
            client.username_pw_set(settings.username, settings.password)
        if settings.tls is not None:
            client.tls_set_context(tls_context(settings.tls))
        self._told_topic = self._status.topic
        if (topic := self._told_topic) is not None:
            client.will_set(topic, GONE, qos=1, retain=True)
        self._client = client
        if five:
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
            properties.ReceiveMaximum = settings.receive_maximum
            properties.SessionExpiryInterval = settings.session_expiry_s
            client.connect(settings.host, settings.port, settings.keep_alive_s, clean_start=False, properties=properties)
        else:
            client.connect(settings.host, settings.port, settings.keep_alive_s)

    def _converse(self) -> None:
        """Read and write until the connection ends or we are to stop."""
        client = self._client
        if client is None or (sock := client.socket()) is None:
            return
        poll = select.poll()
        poll.register(self._wake, select.POLLIN)
        next_misc = 0.0
        while (sock := client.socket()) is not None and not self._stopping.is_set():
            if self._inbox.full:
                time.sleep(_FULL_PAUSE_S)
            elif not self._await_and_read(client, sock, poll):
                return
            self._write_acknowledgements(client)
            if client.want_write() and client.loop_write() != paho.MQTT_ERR_SUCCESS:
                return
            if time.monotonic() >= next_misc:
                next_misc = time.monotonic() + 1
                if client.loop_misc() != paho.MQTT_ERR_SUCCESS:
                    return
        self._say_goodbye(client)

    def _await_and_read(self, client: paho.Client, sock: paho.SocketLike, poll: select.poll) -> bool:
        """Wait for something to do, and read; `False` when the connection is over."""
        poll.register(sock, select.POLLIN | (select.POLLOUT if client.want_write() else 0))
        ready = {} if _pending(sock) else dict(poll.poll(_POLL_MS))
        if self._wake.fileno() in ready:
            self._wake.settle()
        if not _pending(sock) and not ready.get(sock.fileno(), 0) & ~select.POLLOUT:
            return True
        try:
            return self._read(client)
        finally:
            self._inbox.put_all(self._came)
            self._came = []

    def _read(self, client: paho.Client) -> bool:
        """Read packets as long as messages come of it; `False` when the connection is over."""
        for _ in range(_READS_IN_A_ROW):
            before = len(self._came)
            if client.loop_read() != paho.MQTT_ERR_SUCCESS:
                return False
            if len(self._came) <= before:
                return True
        return True

    def _write_acknowledgements(self, client: paho.Client) -> None:
        if not self._accepted:  # what waits is of the connection before: its numbers may mean other messages now
            return
        while self._acknowledged:
            connection, mid = self._acknowledged.popleft()
            if connection == self._connection:
                client.ack(mid, 1)

    def _say_goodbye(self, client: paho.Client) -> None:
        """Write what is to be acknowledged, say that we go, and go; the session stays."""
        if client.socket() is None:
            return
        self._write_acknowledgements(client)
        until = time.monotonic() + _GOODBYE_S
        if self._connected and (topic := self._told_topic) is not None:
            said = client.publish(topic, GONE, qos=1, retain=True)
            while not said.is_published() and time.monotonic() < until and self._exchange(client):
                pass
        # The client closes its socket as soon as it has said good-bye.
        client.on_socket_close = partial(_await_hanging_up, until)
        client.disconnect()
        while client.socket() is not None and client.want_write() and time.monotonic() < until:
            self._exchange(client)

    @staticmethod
    def _exchange(client: paho.Client) -> bool:
        """Read and write a little; `False` when the connection is over."""
        if (sock := client.socket()) is None:
            return False
        readable, writable, _ = select.select([sock], [sock] if client.want_write() else [], [], 0.1)
        fine = not (readable or _pending(sock)) or client.loop_read() == paho.MQTT_ERR_SUCCESS
        return fine and (not writable or client.loop_write() == paho.MQTT_ERR_SUCCESS)

    def _ended(self) -> None:
        """Forget what belongs to the connection that is over; what was not acknowledged will come again."""
        client, self._client = self._client, None
        was_connected, self._connected = self._connected, False
        if was_connected:
            self._outage.began()
            self._status.ended(time.monotonic() - self._ready_s)
        self._accepted = False
        self._inbox.forget()
        self._acknowledged.clear()
        if client is not None and (sock := client.socket()) is not None:
            sock.close()

    def _on_connect(self, client: paho.Client, _data: object, flags: paho.ConnectFlags, reason: ReasonCode, _properties: Properties | None) -> None:
        if reason.is_failure:
            self._found = f"login refused ({reason}): check user name, password and access rules"
            self._status.login_refused()
            return
        self._found = CLOSED
        self._connection += 1
        self._accepted = True
        log.debug("MQTT session %s present: %s", self._client_id, flags.session_present)
        # Also in a session that goes on: who knows whether its subscriptions were ever made.
        client.subscribe([(topic, 1) for topic in self._subscriptions])

    def _on_subscribe(self, client: paho.Client, _data: object, _mid: int, reasons: Sequence[ReasonCode], _properties: Properties | None) -> None:
        if any(reason.is_failure for reason in reasons):
            self._found = f"may not subscribe to {', '.join(self._subscriptions)}: check the broker's access rules"
            client.disconnect()
            return
        self._connected = True
        self._ready_s = time.monotonic()
        if (topic := self._told_topic) is not None:
            client.publish(topic, HERE, qos=1, retain=True)
        self._outage.over()
        self._status.listening()

    def _on_disconnect(self, _client: paho.Client, _data: object, _flags: paho.DisconnectFlags, reason: ReasonCode, _properties: Properties | None) -> None:
        if self._connected:
            self._found = f"{CLOSED} ({reason})"

    def _on_publish(self, _client: paho.Client, _data: object, _mid: int, reason: ReasonCode, _properties: Properties | None) -> None:
        if reason.is_failure:
            self._status.refused(str(reason).lower())

    def _on_message(self, _client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = ""
        payload = bytes(message.payload)
        received_us = to_us(self._clock())
        self._came.append(Message(topic, trimmed(payload), len(payload), bool(message.retain), received_us, message.mid, message.qos, self._connection))


def _await_hanging_up(until: float, _client: paho.Client, _data: object, sock: socket.socket) -> None:
    # Before that it may not have read our last acknowledgements, and whoever takes the session over at once would get
    # those messages again.
    with contextlib.suppress(OSError):
        while (left_s := until - time.monotonic()) > 0:
            sock.settimeout(left_s)
            if not sock.recv(65_536):
                return


def _leave_it(_client: paho.Client, _data: object, _sock: object) -> None:
    """Our loop asks `want_write` by itself."""


def _pending(sock: object) -> bool:
    """Whether TLS has decrypted bytes that no poll would tell of."""
    return isinstance(sock, ssl.SSLSocket) and sock.pending() > 0
