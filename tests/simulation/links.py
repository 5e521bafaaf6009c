"""Between a process of ingest and the stores: here they are away, slow, or lose an answer; and here an old owner is caught writing."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from domain.quarantine import Quarantined
from domain.records import RecordsUnavailable
from domain.telemetry import Refused, StoreUnavailable, TelemetryMessage
from tests.simulation.records import MemoryTransaction
from tests.simulation.scheduler import Scheduler
from tests.simulation.store import MemoryStore
from tests.simulation.threads import Lock


class State(Protocol):
    """What the records hold, at one moment."""

    @property
    def epoch(self) -> int:
        """Of the present owner of the site."""


class RecordsThere(Protocol):
    """The records themselves: in memory, or a real database."""

    def transaction(self) -> AbstractContextManager[MemoryTransaction]:
        """See `domain.records.Records`."""

    def reading(self) -> AbstractContextManager[MemoryTransaction]:
        """See `domain.records.Records`."""

    def state(self) -> State:
        """Something that is equal only as long as nothing was changed."""

    def quarantined(self) -> Sequence[Quarantined]:
        """What is in quarantine."""


class RecordsServer:
    """The records as everybody meets them. Faults: `down`, `loses_answers` (how often a commit happens and nobody is told)."""

    def __init__(self, there: RecordsThere, scheduler: Scheduler, chance: random.Random) -> None:
        self.down = False
        self.loses_answers = 0.0
        self.answers_lost = 0
        self.there = there
        self.scheduler = scheduler
        self.chance = chance
        self.turn = Lock(scheduler)


class RecordsLink:
    """One process's way to the records. `epoch` is the one at which it owns the site, once it does."""

    def __init__(self, server: RecordsServer) -> None:
        self.epoch: int | None = None
        self._server = server

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        """Alone until it ends, as SQLite has it."""
        server, scheduler = self._server, self._server.scheduler
        self._reach("begin")
        with server.turn:
            before = server.there.state()
            with server.there.transaction() as tx:
                yield tx
                scheduler.sleep(server.chance.uniform(0, 0.008))
                scheduler.step("commit")
                if server.down:
                    raise RecordsUnavailable("the connection was lost before the commit")
            if self.epoch is not None and before.epoch != self.epoch and server.there.state() != before:
                scheduler.complain(f"the owner of epoch {self.epoch} has written in epoch {before.epoch}")
            scheduler.note("committed")
        scheduler.step("after the commit")
        if server.chance.random() < server.loses_answers:
            server.answers_lost += 1
            scheduler.note("answer lost")
            raise RecordsUnavailable("the connection was lost in the commit")

    @contextmanager
    def reading(self) -> Iterator[MemoryTransaction]:
        """One view of all."""
        self._reach("read")
        with self._server.there.reading() as tx:
            yield tx

    def _reach(self, label: str) -> None:
        server = self._server
        server.scheduler.step(label)
        if server.down:
            server.scheduler.sleep(server.chance.choice((0.001, 0.5, 10.0)))
            raise RecordsUnavailable("the database does not answer")


class StoreServer:
    """The telemetry store as everybody meets it. Faults: `down`, `slow_s`, `erratic` (how often it takes a part and then fails)."""

    def __init__(self, scheduler: Scheduler, chance: random.Random) -> None:
        self.down = False
        self.slow_s = 0.02
        self.erratic = 0.0
        self.there = MemoryStore()
        self.errors = 0
        self._scheduler = scheduler
        self._chance = chance

    def write(self, messages: Sequence[TelemetryMessage]) -> Sequence[Refused]:
        """See `TelemetryStore.write`."""
        scheduler, chance = self._scheduler, self._chance
        scheduler.step("store", str(len(messages)))
        scheduler.sleep(chance.uniform(0, self.slow_s))
        if self.down:
            error = StoreUnavailable("connection refused")
            error.retry_after_s = chance.choice((None, None, 3.0))
            raise error
        if chance.random() < self.erratic:
            self.there.write([each for each in messages[: chance.randint(0, len(messages))] if not _poison(each)])
            self.errors += 1
            raise StoreUnavailable("the answer did not come")
        poison = [Refused(each, "poison") for each in messages if _poison(each)]
        refused = [*poison, *self.there.write([each for each in messages if not _poison(each)])]
        scheduler.step("stored", str(len(messages) - len(refused)))
        return refused


def _poison(message: TelemetryMessage) -> bool:
    return message.values.get("label") == "poison"
