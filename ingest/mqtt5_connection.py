"""One connection with the broker by MQTT 5, from its first packet to its last. The next one is another object."""

from __future__ import annotations

import contextlib
import select
import sys
import time
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum

import mqtt5

from domain.time import Clock
from ingest.gathering import Gathering
from ingest.keep_alive import KeepAlive
from ingest.mqtt5_stream import Malformed, PacketStream
from ingest.mqtt5_wire import Wire
from ingest.outage import CLOSED, CLOSED_EARLY, in_words
from ingest.session import GONE, HERE, Inbox, Message, SessionSettings, to_us
from ingest.wake import Wake

_CONNECT_TIMEOUT_S = 5.0
_ANSWER_S = 15.0
"""A broker that has much to restore may take its time."""
_POLL_S = 1.0
GOODBYE_S = 2.0
_REFUSED = 0x80
_PUBACK = 0x40020000
_SUBSCRIBE_ID, _HERE_ID, _GONE_ID = 1, 2, 3
# The codec's reason codes are no integers, whatever its stub says: they are equal to them, and that is all.
_LOGIN = (
    mqtt5.ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD,
    mqtt5.ConnAckReasonCode.NOT_AUTHORIZED,
    mqtt5.ConnAckReasonCode.BANNED,
    mqtt5.ConnAckReasonCode.CLIENT_ID_NOT_VALID,
)


class Ended(Exception):
    """The connection is over: why, in words for an operator."""


class Refused(Ended):
    """The broker did not take us in."""


class TakenOver(Ended):
    """Somebody else signed in with our client id."""


@dataclass(frozen=True, slots=True)
class Part:
    """What does not change from one connection of a session to the next."""

    settings: SessionSettings
    client_id: str
    subscriptions: Sequence[str]
    status_topic: str | None
    inbox: Inbox
    clock: Clock
    accepted: Callable[[mqtt5.ConnAckPacket], None]
    """The broker took us in; from now on messages come."""
    ready: Callable[[], None]
    """Our subscriptions are there, too."""
    status_refused: Callable[[str], None]
    """We may not say on the status topic how we are: why."""
    warn: Callable[[str], None]
    """Something else is not as it should be, and the connection goes on."""


class Connection:
    """Connected when made, and greeted; `OSError` if that fails. One thread at a time takes a `turn`; any may `acknowledge`."""

    def __init__(self, part: Part, number: int, wake: Wake) -> None:
        self.number = number
        self._part = part
        self._wake = wake
        self._wire = Wire(part.settings.host, part.settings.port, part.settings.tls, _CONNECT_TIMEOUT_S)
        self._stream = PacketStream(number)
        self._gathering = Gathering()
        self._keep_alive = KeepAlive(0, 0)
        self._answer_by_s: float | None = time.monotonic() + _ANSWER_S
        self._accepted = self._ready = self._gone_is_told = False
        self._read_s = 0.0
        self._poll = select.poll()
        self._poll.register(wake, select.POLLIN)
        self._wire.write(self._hello())

    @property
    def ready(self) -> bool:
        """Whether the broker has accepted us and our subscriptions."""
        return self._ready

    @property
    def read_s(self) -> float:
        """When it was last read, by the steady clock."""
        return self._read_s

    def acknowledge(self, messages: Sequence[Message]) -> int:
        """Write acknowledgements for those of `messages` that came over this connection. Returns for how many."""
        number = self.number
        packets = array("I", [_PUBACK | message.mid for message in messages if message.connection == number and message.mid])
        if packets:
            if sys.byteorder == "little":
                packets.byteswap()
            self._wire.write(packets.tobytes())
            if self._wire.unsent:
                self._wake.call()
        return len(packets)

    def turn(self, wait_s: float, *, read: bool = True) -> None:
        """Do what there is to do, waiting for it at most `wait_s`; without `read` only what keeps the connection alive.

        Raises `Ended` or another `OSError` when the connection is over.
        """
        try:
            if read:
                self._wait(wait_s)
                self._read(self._part.inbox.put_all)
            elif self._wire.ended:
                raise Ended(CLOSED)
            self._wire.flush()
            self._look_at_clock(has_read=read)
        except Malformed as error:
            self._leave(mqtt5.DisconnectReasonCode.MALFORMED_PACKET)
            raise Ended(str(error)) from error
        except ConnectionError as error:
            raise Ended(in_words(error) if self._accepted else CLOSED_EARLY) from error

    def say_goodbye(self) -> None:
        """Write what is to be acknowledged, say that we go, and go; the session stays."""
        with contextlib.suppress(Ended, Malformed, OSError):  # we wanted to go anyway
            self._say_goodbye()

    def close(self) -> None:
        """Close it, in any state."""
        self._wire.close()

    def _hello(self) -> bytes:
        settings, topic = self._part.settings, self._part.status_topic
        will = None if topic is None else mqtt5.Will(topic, payload=GONE, qos=mqtt5.QoS.AT_LEAST_ONCE, retain=True)
        # No maximum packet size: the broker would drop what is larger, and nobody would hear of it.
        return mqtt5.ConnectPacket(
            self._part.client_id,
            username=settings.username,
            password=None if settings.password is None else settings.password.encode(),
            clean_start=False,
            will=will,
            keep_alive=settings.keep_alive_s,
            session_expiry_interval=settings.session_expiry_s,
            receive_max=settings.receive_maximum,
        ).write()

    def _wait(self, wait_s: float) -> None:
        """Until there is something to do: at once when the stream is quiet, a little later when it is busy."""
        if self._wire.decrypted or wait_s <= 0:
            return
        if self._gathering.pause_s and not self._wire.unsent:
            if (pause_s := self._read_s + self._gathering.pause_s - time.monotonic()) > 0:
                time.sleep(min(pause_s, wait_s))
            return
        self._await_event(min(wait_s, _POLL_S, self._part.settings.keep_alive_s / 4 or _POLL_S))

    def _await_event(self, wait_s: float) -> None:
        self._poll.register(self._wire, select.POLLIN | (select.POLLOUT if self._wire.unsent else 0))
        for descriptor, _ in self._poll.poll(wait_s * 1000):
            if descriptor == self._wake.fileno():
                self._wake.settle()

    def _read(self, take: Callable[[list[Message]], None]) -> None:
        """Read once, as much as there is."""
        count = self._wire.read_into(self._stream.room())
        self._read_s = now_s = time.monotonic()
        messages = 0
        if count == 0:
            raise Ended(CLOSED if self._accepted else CLOSED_EARLY)
        if count is not None:
            self._keep_alive.heard(now_s)
            for found in self._stream.arrived(count, to_us(self._part.clock())):
                if not isinstance(found, list):
                    self._take_packet(found)
                elif self._accepted:
                    take(found)
                    messages += len(found)
                    self._answer_by_s = None  # some brokers answer to the subscription only when there is room for it
                else:
                    raise Ended("it sent messages before it accepted us")
        self._gathering.came(messages, now_s)

    def _look_at_clock(self, *, has_read: bool) -> None:
        now_s = time.monotonic()
        if self._answer_by_s is not None and now_s > self._answer_by_s:
            raise Ended("no answer")
        if self._keep_alive.due_in_s(self._wire.written_s, now_s) <= 0:
            self._wire.write(mqtt5.PingReqPacket().write())
            self._keep_alive.pinged(now_s)
        if has_read and (silent_s := self._keep_alive.silent_for_s(now_s)) is not None:
            raise Ended(f"the broker has been silent for {silent_s:.0f} s")

    def _take_packet(self, packet: mqtt5.Packet) -> None:
        match packet:
            case mqtt5.ConnAckPacket():
                self._on_connack(packet)
            case mqtt5.SubAckPacket():
                self._on_suback(packet)
            case mqtt5.PubAckPacket():
                self._on_puback(packet)
            case mqtt5.DisconnectPacket(reason_code=mqtt5.DisconnectReasonCode.SESSION_TAKEN_OVER):
                raise TakenOver(f"another client signed in as {self._part.client_id} and took the session over; two ingests of one site?")
            case mqtt5.DisconnectPacket():
                raise Ended(f"the broker ended the connection ({_words(packet.reason_code, packet.reason_str)})")
            case _:
                pass  # an answer to a ping; or what has no meaning for us

    def _on_connack(self, packet: mqtt5.ConnAckPacket) -> None:
        if packet.reason_code.value >= _REFUSED:
            words = _words(packet.reason_code, packet.reason_str)
            if packet.reason_code in _LOGIN:
                raise Refused(f"login refused ({words}): check user name, password and access rules")
            raise Refused(f"the broker refused the connection ({words})")
        if self._accepted:
            raise Ended("it accepted us twice")
        now_s = time.monotonic()
        interval_s = self._part.settings.keep_alive_s if packet.server_keep_alive is None else packet.server_keep_alive
        self._keep_alive = KeepAlive(interval_s, now_s)
        self._answer_by_s = now_s + _ANSWER_S
        self._accepted = True
        self._part.accepted(packet)
        # Also in a session that goes on: who knows whether its subscriptions were ever made.
        filters = [mqtt5.TopicFilter(topic, max_qos=mqtt5.QoS.AT_LEAST_ONCE, no_local=True, retain_as_published=False) for topic in self._part.subscriptions]
        self._wire.write(mqtt5.SubscribePacket(_SUBSCRIBE_ID, filters).write())

    def _on_suback(self, packet: mqtt5.SubAckPacket) -> None:
        if any(reason.value >= _REFUSED for reason in packet.reason_codes):
            self._leave(mqtt5.DisconnectReasonCode.NORMAL_DISCONNECTION)
            raise Ended(f"may not subscribe to {', '.join(self._part.subscriptions)}: check the broker's access rules")
        if any(reason == mqtt5.SubAckReasonCode.GRANTED_QOS_AT_MOST_ONCE for reason in packet.reason_codes):
            self._part.warn("it grants no QoS 1: what it sends while we are away is lost")
        self._answer_by_s = None
        self._ready = True
        self._say(HERE, _HERE_ID)
        self._part.ready()

    def _on_puback(self, packet: mqtt5.PubAckPacket) -> None:
        if packet.packet_id == _GONE_ID:
            self._gone_is_told = True
        elif packet.reason_code.value >= _REFUSED:
            self._part.status_refused(_words(packet.reason_code, packet.reason_str))

    def _say(self, status: bytes, packet_id: int) -> None:
        """Say on the status topic how we are."""
        if (topic := self._part.status_topic) is not None:
            self._wire.write(mqtt5.PublishPacket(topic, status, qos=mqtt5.QoS.AT_LEAST_ONCE, retain=True, packet_id=packet_id).write())

    def _say_goodbye(self) -> None:
        """Write what is to be acknowledged, say that we go, and go; the session stays."""
        until_s = time.monotonic() + GOODBYE_S
        if self._ready and self._part.status_topic is not None:
            self._say(GONE, _GONE_ID)
            while not self._gone_is_told and time.monotonic() < until_s:
                self._wire.flush()
                self._await_event(0.1)
                self._read(lambda _: None)  # they come again
        self._leave(mqtt5.DisconnectReasonCode.NORMAL_DISCONNECTION)
        # Before the broker has hung up it may not have read our last acknowledgements, and whoever takes the session over
        # at once would get those messages again.
        while time.monotonic() < until_s:
            self._wire.flush()
            self._await_event(0.1)
            self._read(lambda _: None)

    def _leave(self, reason: mqtt5.DisconnectReasonCode) -> None:
        self._wire.write(mqtt5.DisconnectPacket(reason_code=reason).write())


def _words(code: IntEnum, said: str | None) -> str:
    """A reason code as the standard names it, and what the broker says of it."""
    name = code.name.lower().replace("_", " ")
    return f"{name}: {said}" if said else name
