"""The broker: one persistent session at QoS 1. It delivers in order, again what was not acknowledged, and may be cut off or die."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from domain.time import EPOCH
from ingest.session import Message, trimmed
from tests.simulation.scheduler import Process, Scheduler, Task

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Held:
    """A message that the broker holds for us. `number` is that of the publication."""

    number: int
    topic: str
    payload: bytes
    retained: bool = False


@dataclass
class Broker:
    """Holds what was published until it is acknowledged. `save_every_s`: what it took since it last saved dies with it."""

    scheduler: Scheduler
    chance: random.Random
    receive_maximum: int
    save_every_s: float
    sends_retained: bool
    up: bool = True
    reachable: bool = True
    """Whether ingest can reach it; devices always can."""
    queue: deque[Held] = field(default_factory=deque)
    inflight: deque[tuple[int, Held]] = field(default_factory=deque)
    """Sent over this connection and not yet acknowledged: packet number, message."""
    retained: dict[str, Held] = field(default_factory=dict)
    lost: set[int] = field(default_factory=set)
    """Publications that died with the broker: only these may be missing."""
    again: set[int] = field(default_factory=set)
    """Publications that it may have given out more than once."""
    accepted: int = 0
    holder: BrokerSession | None = None
    _saved: tuple[Held, ...] = ()
    _saved_retained: dict[str, Held] = field(default_factory=dict)
    _packet: int = 0

    def publish(self, number: int, topic: str, payload: bytes, *, retain: bool) -> bool:
        """A device publishes; `False`: the broker did not take it, and the device has to try again."""
        if not self.up:
            return False
        held = Held(number, topic, payload)
        if retain:
            self.retained[topic] = Held(number, topic, payload, retained=True)
        self.queue.append(held)
        self.accepted += 1
        self.deliver()
        return True

    def connect(self, session: BrokerSession) -> bool:
        """Our session connects; whoever held it is thrown out."""
        if not (self.up and self.reachable):
            return False
        if self.holder is not None:
            self.holder.cut("taken over by another connection")
        self.holder = session
        self._requeue()
        if self.sends_retained:
            self.queue.extend(self.retained[topic] for topic in sorted(self.retained))
        return True

    def disconnected(self) -> None:
        """The connection is over; what is on the wire is gone."""
        self.holder = None
        self._requeue()

    def cut(self) -> None:
        """The network lets the connection go."""
        if self.holder is not None:
            self.holder.cut("connection reset")
            self.disconnected()

    def save(self) -> None:
        """Write down what it holds."""
        if self.up:
            self._saved = (*(held for _, held in self.inflight), *self.queue)
            self._saved_retained = dict(self.retained)
            self.scheduler.call_later(self.save_every_s, self.save)

    def die(self) -> None:
        """Kill -9: it comes back with what it held when it last saved."""
        held = [*(held for _, held in self.inflight), *self.queue]
        self.cut()
        self.up = False
        saved = {each.number for each in self._saved}
        self.lost |= {each.number for each in held if each.number not in saved}
        self.again |= saved
        self.queue, self.inflight = deque(self._saved), deque()
        self.retained = dict(self._saved_retained)

    def come_back(self) -> None:
        """Started again."""
        if not self.up:
            self.up = True
            self.save()

    def deliver(self) -> None:
        """Send what the window has room for."""
        session = self.holder
        while session is not None and self.queue and len(self.inflight) < self.receive_maximum:
            held = self.queue.popleft()
            self._packet += 1
            self.inflight.append((self._packet, held))
            session.arrived(self._packet, held)

    def acknowledged(self, session: BrokerSession, packets: Sequence[int]) -> None:
        """The session acknowledges these packets; of a connection that is over it means nothing."""
        if session is not self.holder:
            return
        for packet in packets:
            if not self.inflight or self.inflight[0][0] != packet:
                self.scheduler.complain(f"packet {packet} is acknowledged out of order; the next is {self.inflight[0][0] if self.inflight else None}")
                return
            self.inflight.popleft()
        self.deliver()

    @property
    def empty(self) -> bool:
        """Whether everything it took was acknowledged."""
        return not (self.queue or self.inflight)

    def _requeue(self) -> None:
        self.again |= {held.number for _, held in self.inflight}
        self.queue.extendleft(held for _, held in reversed(self.inflight))
        self.inflight.clear()


class BrokerSession:
    """`ingest.session.Session` on the broker, of one process of ingest. `durable`: whether a delivery may be acknowledged."""

    def __init__(self, broker: Broker, scheduler: Scheduler, chance: random.Random, durable: Callable[[Message], bool]) -> None:
        self.connection = 0
        self.connected = False
        self.trouble = "not connected yet"
        self._broker = broker
        self._scheduler = scheduler
        self._chance = chance
        self._durable = durable
        self._inbox: deque[Message] = deque()
        self._given: deque[Message] = deque()
        self._receiver: Task | None = None
        self._network: Task | None = None
        self._process: Process | None = None
        self._stopped = False
        self._wire_s = 0.0

    def start(self) -> None:
        """See `Session.start`."""
        self._process = self._scheduler.task.process
        self._network = self._scheduler.spawn(self._process, "network", self._stay_connected)

    def stop(self) -> None:
        """See `Session.stop`."""
        self._stopped = True
        if self.connected:
            self.connected = False
            self._broker.disconnected()
        if self._network is not None:
            self._scheduler.wake(self._network)

    def receive(self, limit: int, wait_s: float) -> Sequence[Message]:
        """See `Session.receive`."""
        self._scheduler.step("receive")
        if not self._inbox and wait_s > 0:
            self._receiver = self._scheduler.task
            self._scheduler.sleep(wait_s)
            self._receiver = None
        found = [self._inbox.popleft() for _ in range(min(limit, len(self._inbox)))]
        if not all(each.received_us for each in found):
            found = [each if each.received_us else each._replace(received_us=self._now_us()) for each in found]
        self._given.extend(found)
        return found

    def acknowledge(self, messages: Sequence[Message]) -> int:
        """See `Session.acknowledge`."""
        self._scheduler.step("acknowledge", str(len(messages)))
        for message in messages:
            if not self._given or self._given.popleft() is not message:
                self._scheduler.complain(f"message {message.mid} is acknowledged out of order")
            if not self._durable(message):
                self._scheduler.complain(f"message {message.mid} on {message.topic} is acknowledged and not durable")
        present = [message.mid for message in messages if message.connection == self.connection and self.connected]
        if present:
            connection = self.connection
            # What is sent later does not come earlier.
            self._wire_s = max(self._wire_s, self._scheduler.monotonic() + self._chance.uniform(0, 0.003))
            self._scheduler.call_later(self._wire_s - self._scheduler.monotonic(), lambda: self._told(connection, present))
        self._scheduler.step("acknowledged")
        return len(present)

    @property
    def process(self) -> Process | None:
        """Whose it is."""
        return self._process

    @property
    def waiting(self) -> int:
        """See `Session.waiting`."""
        return len(self._inbox)

    def arrived(self, packet: int, held: Held) -> None:
        """The broker sends a message."""
        # A process that sleeps finds it in its socket when it wakes.
        now_us = 0 if self._process is not None and self._process.paused else self._now_us()
        self._inbox.append(Message(held.topic, trimmed(held.payload), len(held.payload), held.retained, now_us, packet, 1, self.connection))
        if self._receiver is not None:
            self._scheduler.wake(self._receiver)

    def cut(self, why: str) -> None:
        """The connection is over: what is to come again is forgotten."""
        self.connected = False
        self.trouble = why
        self._inbox.clear()
        if self._network is not None:
            self._scheduler.wake(self._network)

    def _now_us(self) -> int:
        return (self._scheduler.wall() - EPOCH) // _MICROSECOND

    def _told(self, connection: int, packets: Sequence[int]) -> None:
        """An acknowledgement reaches the broker, unless the connection is over by then."""
        if connection == self.connection and self.connected:
            self._broker.acknowledged(self, packets)

    def _stay_connected(self) -> None:
        while not self._stopped:
            if self.connected:
                self._scheduler.park()
                continue
            self._scheduler.sleep(self._chance.uniform(0.01, 1.5))
            self._connect()

    def _connect(self) -> None:
        if self._stopped:
            return
        self.connection += 1
        if self._broker.connect(self):
            self.connected = True
            self.trouble = ""
            self._broker.deliver()
        else:
            self.connection -= 1
            self.trouble = "connection refused"
