"""Virtual time, and a broker that publishes a script in it: a persistent session at QoS 1, redelivering what was not acknowledged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.time import EPOCH
from ingest.session import Message

_MICROSECOND = timedelta(microseconds=1)


class Crash(BaseException):
    """The process is gone: nothing handles this, as nothing handles kill -9."""


class VirtualTime:
    """The one clock of a world: wall clock and steady clock go together, and only when somebody waits."""

    def __init__(self, now: datetime) -> None:
        self.began = now
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        """Seconds since the beginning."""
        return (self.now - self.began).total_seconds()

    def pass_(self, seconds: float) -> None:
        """Somebody waited."""
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Publication:
    """A message that a device publishes `at`."""

    at: datetime
    topic: str
    payload: bytes


class Broker:
    """Holds what was published and not yet acknowledged, whoever lives or dies."""

    def __init__(self, script: Sequence[Publication], time: VirtualTime) -> None:
        self._waiting = list(script)
        self._time = time

    @property
    def now(self) -> datetime:
        """What time it is."""
        return self._time.now

    @property
    def empty(self) -> bool:
        """Whether everything was published and acknowledged."""
        return not self._waiting

    def published(self, from_: int, limit: int) -> list[Publication]:
        """What is published by now, from the `from_`-th that waits."""
        found = []
        for publication in self._waiting[from_ : from_ + limit]:
            if publication.at > self._time.now:
                break
            found.append(publication)
        return found

    def next_at(self, from_: int) -> datetime | None:
        """When the `from_`-th that waits is published."""
        return self._waiting[from_].at if from_ < len(self._waiting) else None

    def acknowledged(self, count: int) -> None:
        """The first `count` that wait are no longer held."""
        del self._waiting[:count]

    def wait(self, from_: int, seconds: float) -> None:
        """Time passes: until something more is published, `seconds` at most."""
        coming = self.next_at(from_)
        until = self._time.now + timedelta(seconds=max(seconds, 0.001))
        self._time.now = until if coming is None else max(self._time.now, min(until, coming))


class BrokerSession:
    """`ingest.session.Session` on the virtual broker."""

    trouble = ""
    connected = True
    waiting = 0

    def __init__(self, broker: Broker, connection: int, step: Callable[[], None]) -> None:
        self.connection = connection
        self._broker = broker
        self._step = step
        self._given = 0
        self._mid = 0

    def start(self) -> None:
        """Nothing to do."""

    def stop(self) -> None:
        """Nothing to do."""

    def receive(self, limit: int, wait_s: float) -> Sequence[Message]:
        """See `Session.receive`."""
        self._step()
        found = self._broker.published(self._given, limit)
        if not found:
            self._broker.wait(self._given, wait_s)
            return []
        self._given += len(found)
        return [self._message(publication) for publication in found]

    def acknowledge(self, messages: Sequence[Message]) -> int:
        """See `Session.acknowledge`."""
        self._step()
        self._broker.acknowledged(len(messages))
        self._given -= len(messages)
        self._step()
        return len(messages)

    def _message(self, publication: Publication) -> Message:
        self._mid += 1
        received_us = (self._broker.now - EPOCH) // _MICROSECOND
        return Message(publication.topic, publication.payload, len(publication.payload), False, received_us, self._mid, 1, self.connection)
