"""An outlet by MQTT 5 over the codec: the thread that publishes writes to the socket itself, and reads it itself."""

from __future__ import annotations

import contextlib
import select
import time
from collections.abc import Sequence

import mqtt5

from ingest.keep_alive import KeepAlive
from ingest.mqtt5_stream import Malformed, PacketStream
from ingest.mqtt5_wire import Wire
from ingest.outage import CLOSED, CLOSED_EARLY, in_words
from ingest.outlet import WINDOW, Acknowledged, NotPublished
from ingest.session import SessionSettings
from ingest.wake import Wake

_CONNECT_WITHIN_S = 5.0
_CAPACITY_BYTES = 16 * 1024
_REFUSED = 0x80
_NUMBERS = 0xFFFF
_LONGEST_WAIT_S = 1.0


class Mqtt5Outlet:
    """See `ingest.outlet.Outlet`."""

    def __init__(self, settings: SessionSettings, client_id: str, wake: Wake) -> None:
        self._address = f"{settings.host}:{settings.port}"
        self._wake = wake
        self._stream = PacketStream(1, _CAPACITY_BYTES)
        self._keep_alive = KeepAlive(0, 0)
        self._window = 0
        self._under_way = 0
        self._number = 0
        self._outgoing = bytearray()
        self._acknowledged: list[Acknowledged] = []
        try:
            self._wire = Wire(settings.host, settings.port, settings.tls, _CONNECT_WITHIN_S)
        except (OSError, ValueError) as error:
            raise NotPublished(f"the broker {self._address}: {in_words(error)}") from error
        self._poll = select.poll()
        self._poll.register(wake, select.POLLIN)
        try:
            self._sign_in(settings, client_id)
        except BaseException:
            self._wire.close()
            raise

    @property
    def room(self) -> int:
        """See `Outlet`."""
        return self._window - self._under_way

    def publish(self, topic: str, payload: bytes) -> int:
        """See `Outlet`."""
        self._number = self._number % _NUMBERS + 1
        self._under_way += 1
        self._outgoing += mqtt5.PublishPacket(topic, payload, qos=mqtt5.QoS.AT_LEAST_ONCE, packet_id=self._number).write()
        return self._number

    def turn(self, wait_s: float) -> Sequence[Acknowledged]:
        """See `Outlet`."""
        if self._outgoing:
            self._wire.write(bytes(self._outgoing))
            self._outgoing.clear()
        self._step(wait_s)
        self._under_way -= len(self._acknowledged)
        acknowledged, self._acknowledged = self._acknowledged, []
        return acknowledged

    def close(self) -> None:
        """See `Outlet`."""
        with contextlib.suppress(OSError):
            self._wire.write(mqtt5.DisconnectPacket(reason_code=mqtt5.DisconnectReasonCode.NORMAL_DISCONNECTION).write())
        self._wire.close()

    def _sign_in(self, settings: SessionSettings, client_id: str) -> None:
        self._wire.write(
            mqtt5.ConnectPacket(
                client_id,
                username=settings.username,
                password=None if settings.password is None else settings.password.encode(),
                clean_start=True,
                keep_alive=settings.keep_alive_s,
            ).write()
        )
        self._keep_alive = KeepAlive(settings.keep_alive_s, time.monotonic())
        until_s = time.monotonic() + _CONNECT_WITHIN_S
        while not self._window:
            if (left_s := until_s - time.monotonic()) <= 0:
                raise NotPublished(f"the broker {self._address} does not answer")
            self._step(left_s)

    def _step(self, wait_s: float) -> None:
        try:
            if not self._wire.decrypted:
                self._poll.register(self._wire, select.POLLIN | (select.POLLOUT if self._wire.unsent else 0))
                for descriptor, _ in self._poll.poll(max(0.0, min(wait_s, _LONGEST_WAIT_S)) * 1000):
                    if descriptor == self._wake.fileno():
                        self._wake.settle()
            self._read()
            self._wire.flush()
            self._look_at_clock()
        except Malformed as error:
            raise NotPublished(f"the broker {self._address}: {error}") from error
        except OSError as error:
            raise NotPublished(f"the broker {self._address}: {in_words(error)}") from error

    def _read(self) -> None:
        count = self._wire.read_into(self._stream.room())
        if count == 0:
            raise NotPublished(f"the broker {self._address}: {CLOSED if self._window else CLOSED_EARLY}")
        if count is not None:
            self._keep_alive.heard(time.monotonic())
            for found in self._stream.arrived(count, 0):
                if not isinstance(found, list):  # messages: we have not subscribed to anything
                    self._take(found)

    def _take(self, packet: mqtt5.Packet) -> None:
        match packet:
            case mqtt5.PubAckPacket():
                self._acknowledged.append(Acknowledged(packet.packet_id, packet.reason_code.name.lower() if packet.reason_code.value >= _REFUSED else ""))
            case mqtt5.ConnAckPacket():
                if packet.reason_code.value >= _REFUSED:
                    raise NotPublished(f"the broker {self._address} does not accept the login ({packet.reason_code.name.lower()})")
                self._window = min(WINDOW, packet.receive_max or WINDOW)
                if packet.server_keep_alive is not None:
                    self._keep_alive = KeepAlive(packet.server_keep_alive, time.monotonic())
            case mqtt5.DisconnectPacket():
                raise NotPublished(f"the broker {self._address} ended the connection ({packet.reason_code.name.lower()})")
            case _:
                pass  # an answer to a ping

    def _look_at_clock(self) -> None:
        now_s = time.monotonic()
        if self._keep_alive.due_in_s(self._wire.written_s, now_s) <= 0:
            self._wire.write(mqtt5.PingReqPacket().write())
            self._keep_alive.pinged(now_s)
        if (silent_s := self._keep_alive.silent_for_s(now_s)) is not None:
            raise NotPublished(f"the broker {self._address} has been silent for {silent_s:.0f} s")
