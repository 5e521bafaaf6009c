"""The session over paho-mqtt: its client as a protocol engine, the network loop our own.

One thread owns the client. For each connection there is a new client, so that nothing of an old one (a half-sent
packet, a queued acknowledgement) can reach the next. Acknowledgements are handed over in order and written by that
thread, too.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Sequence

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from domain.time import EPOCH, Clock
from ingest.patience import delays
from ingest.session import Inbox, Message, SessionSettings, Tls, trimmed

log = logging.getLogger(__name__)

_FIRST_WAIT_S = 0.2
_LONGEST_WAIT_S = 15.0
_CONNECT_TIMEOUT_S = 5.0
_STEADY_S = 10.0
"""A connection that lasted so long was a good one: the next wait is short again."""
_POLL_MS = 250
_READS_IN_A_ROW = 100
_GOODBYE_S = 2.0
_CLOSED_EARLY = "the broker closed the connection before it answered; some do so when user name or password are wrong"


class PahoSession:
    """See `ingest.session.Session`."""

    def __init__(self, settings: SessionSettings, client_id: str, subscriptions: Sequence[str], clock: Clock) -> None:
        self._settings = settings
        self._client_id = client_id
        self._subscriptions = tuple(subscriptions)
        self._clock = clock
        self._inbox = Inbox()
        self._acknowledged: deque[tuple[int, int]] = deque()
        self._stopping = threading.Event()
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._thread = threading.Thread(target=self._run, name=f"session {client_id}", daemon=True)
        self._client: paho.Client | None = None
        self._connection = 0
        self._connected = False
        self._trouble = self._found = ""
        self._said = ""
        self._lost_at: float | None = None

    @property
    def connected(self) -> bool:
        """See `Session`."""
        return self._connected

    @property
    def connection(self) -> int:
        """See `Session`."""
        return self._connection

    @property
    def waiting(self) -> int:
        """See `Session`."""
        return len(self._inbox)

    @property
    def trouble(self) -> str:
        """Why there is no connection; empty when there is one."""
        return "" if self._connected else self._trouble

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
        self._wake()
        return len(mids)

    def stop(self) -> None:
        """See `Session`."""
        self._stopping.set()
        self._inbox.close()
        self._wake()
        if self._thread.ident is not None:
            self._thread.join(_CONNECT_TIMEOUT_S + _GOODBYE_S + 1)
        if not self._thread.is_alive():
            os.close(self._wake_write)
            os.close(self._wake_read)

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):  # then it is being woken already
            os.write(self._wake_write, b"\0")

    def _run(self) -> None:
        waits = delays(_FIRST_WAIT_S, _LONGEST_WAIT_S)
        while not self._stopping.is_set():
            began = time.monotonic()
            self._found = _CLOSED_EARLY
            try:
                self._connect()
                self._converse()
            except (OSError, ValueError) as error:
                self._found = _words(error)
            except Exception as error:
                log.exception("MQTT session %s: the client failed", self._client_id)
                self._found = f"{type(error).__name__}: {error}"
            self._trouble = self._found
            self._ended()
            if self._stopping.is_set():
                return
            self._say_trouble()
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
        # With this set, paho leaves writing to us instead of sending each packet by itself at once.
        client.on_socket_register_write = _leave_it
        if settings.username is not None:
            client.username_pw_set(settings.username, settings.password)
        if settings.tls is not None:
            client.tls_set_context(tls_context(settings.tls))
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
        poll.register(self._wake_read, select.POLLIN)
        next_misc = 0.0
        while (sock := client.socket()) is not None and not self._stopping.is_set():
            poll.register(sock, select.POLLIN | (select.POLLOUT if client.want_write() else 0))
            ready = {} if _pending(sock) else dict(poll.poll(_POLL_MS))
            if self._wake_read in ready:
                self._drain_wakes()
            if (_pending(sock) or ready.get(sock.fileno(), 0) & ~select.POLLOUT) and not self._read(client):
                return
            self._write_acknowledgements(client)
            if client.want_write() and client.loop_write() != paho.MQTT_ERR_SUCCESS:
                return
            if time.monotonic() >= next_misc:
                next_misc = time.monotonic() + 1
                if client.loop_misc() != paho.MQTT_ERR_SUCCESS:
                    return
        self._say_goodbye(client)

    def _read(self, client: paho.Client) -> bool:
        """Read packets as long as messages come of it; `False` when the connection is over."""
        for _ in range(_READS_IN_A_ROW):
            before = len(self._inbox)
            if client.loop_read() != paho.MQTT_ERR_SUCCESS:
                return False
            if len(self._inbox) <= before:
                return True
        return True

    def _write_acknowledgements(self, client: paho.Client) -> None:
        while self._acknowledged:
            connection, mid = self._acknowledged.popleft()
            if connection == self._connection:
                client.ack(mid, 1)

    def _say_goodbye(self, client: paho.Client) -> None:
        """Write what is to be acknowledged, then disconnect; the session stays."""
        if client.socket() is None:
            return
        self._write_acknowledgements(client)
        client.disconnect()
        until = time.monotonic() + _GOODBYE_S
        while (sock := client.socket()) is not None and client.want_write() and time.monotonic() < until:
            select.select([], [sock], [], 0.1)
            client.loop_write()

    def _drain_wakes(self) -> None:
        try:
            while os.read(self._wake_read, 4096):
                pass
        except BlockingIOError:
            pass

    def _ended(self) -> None:
        """Forget what belongs to the connection that is over; what was not acknowledged will come again."""
        client, self._client = self._client, None
        was_connected, self._connected = self._connected, False
        if was_connected:
            self._lost_at = time.monotonic()
        self._inbox.forget()
        self._acknowledged.clear()
        if client is not None and (sock := client.socket()) is not None:
            sock.close()

    def _say_trouble(self) -> None:
        """One line for an outage, and another only when the reason is another."""
        if self._trouble != self._said:
            self._said = self._trouble
            log.error("MQTT broker %s:%d as %s: %s; trying again", self._settings.host, self._settings.port, self._client_id, self._trouble)

    def _on_connect(self, client: paho.Client, _data: object, flags: paho.ConnectFlags, reason: ReasonCode, _properties: Properties | None) -> None:
        if reason.is_failure:
            self._found = f"login refused ({reason}): check user name, password and access rules"
            return
        self._found = "the connection was lost"
        self._connection += 1
        log.debug("MQTT session %s present: %s", self._client_id, flags.session_present)
        # Also in a session that goes on: who knows whether its subscriptions were ever made.
        client.subscribe([(topic, 1) for topic in self._subscriptions])

    def _on_subscribe(self, client: paho.Client, _data: object, _mid: int, reasons: Sequence[ReasonCode], _properties: Properties | None) -> None:
        if any(reason.is_failure for reason in reasons):
            self._found = f"may not subscribe to {', '.join(self._subscriptions)}: check the broker's access rules"
            client.disconnect()
            return
        self._connected = True
        after = "" if self._lost_at is None else f" again after {time.monotonic() - self._lost_at:.1f} s"
        log.info("MQTT broker %s:%d: connected%s as %s", self._settings.host, self._settings.port, after, self._client_id)
        self._said = ""

    def _on_disconnect(self, _client: paho.Client, _data: object, _flags: paho.DisconnectFlags, reason: ReasonCode, _properties: Properties | None) -> None:
        if self._connected:
            self._found = f"the connection was lost ({reason})"

    def _on_message(self, _client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = ""
        payload = bytes(message.payload)
        received_us = _microseconds(self._clock)
        self._inbox.put(Message(topic, trimmed(payload), len(payload), bool(message.retain), received_us, message.mid, message.qos, self._connection))


def tls_context(tls: Tls) -> ssl.SSLContext:
    """A context that checks the broker's certificate and name. `OSError` when a file cannot be read."""
    context = ssl.create_default_context(cafile=None if tls.ca_file is None else str(tls.ca_file))
    if tls.certificate_file is not None:
        context.load_cert_chain(tls.certificate_file, tls.key_file)
    return context


def _leave_it(_client: paho.Client, _data: object, _sock: object) -> None:
    """Our loop asks `want_write` by itself."""


def _pending(sock: object) -> bool:
    """Whether TLS has decrypted bytes that no poll would tell of."""
    return isinstance(sock, ssl.SSLSocket) and sock.pending() > 0


def _microseconds(clock: Clock) -> int:
    since = clock() - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _words(error: BaseException) -> str:
    """What went wrong with a connection, in a few words."""
    match error:
        case ConnectionRefusedError():
            return "nothing listens there"
        case socket.gaierror():
            return "the name of the host is not known"
        case TimeoutError():
            return "no answer"
        case ssl.SSLCertVerificationError():
            return f"its certificate is not to be trusted ({error.verify_message})"
        case _:
            return str(error) or type(error).__name__
