"""A site's ingest in virtual time, on a real journal and real records, that can die between any two steps."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from domain.quarantine import Quarantined
from domain.records import AlarmFilter, DeviceCheckpoint
from domain.site import Site
from domain.transition import Transition
from ingest.committing import Committing
from ingest.feed import Feed
from ingest.hand_over import HandOver
from ingest.interfaces import Restart as Told
from ingest.journal import Journal
from ingest.journal_record import Record
from ingest.judging import Judging
from ingest.keeping import Keeping
from ingest.metrics import Facts, Metrics
from ingest.pipeline import Pipeline
from ingest.present import Present
from ingest.restart import Restart
from ingest.session import Message
from operations.response import respond
from rules.ruleset import RuleSet
from rules.versioned_engine import VersionedEngine
from storage.database.records import DatabaseRecords
from tests.restart.virtual_broker import Broker, BrokerSession, Crash, Publication, VirtualTime

SETTLE_S = 30.0
_LEASE_S = 10_000_000.0
_MOST_STEPS = 1_500
_LONGEST_BLIND_S = 40.0


@dataclass(frozen=True, slots=True)
class AlarmSeen:
    """An alarm as the records tell it in the end. Times in seconds after the world began, event time."""

    condition: str
    began: float
    active: bool
    orders: int


@dataclass(frozen=True, slots=True)
class History:
    """What a world came to: its alarms, how many lives it took, and for how long nobody listened."""

    alarms: tuple[AlarmSeen, ...]
    turns: tuple[tuple[str, str, float], ...]
    """What became durable, in its order: condition, what became of it, when (event time)."""
    lives: int
    blind_s: float
    digests: tuple[Told, ...]


class World:
    """Everything that outlives a process: disk, records, broker, time."""

    def __init__(self, folder: Path, template: Path, site: Site, ruleset: RuleSet, script: Sequence[Publication], *, seed: int | None) -> None:
        self.time = VirtualTime(script[0].at - timedelta(seconds=1))
        self._end = script[-1].at + timedelta(seconds=600)
        self._folder = folder
        self._site = site
        self._ruleset = ruleset
        self._broker = Broker(script, self.time)
        (folder / "records.db").write_bytes(template.read_bytes())
        self._records = DatabaseRecords(f"sqlite:///{folder / 'records.db'}", clock=self.time)
        self._chance = random.Random(seed)
        self._crashes = 0 if seed is None else self._chance.randint(1, 4)
        self._steps_left = 0
        self._lives = 0
        self._blind_s = 0.0
        self._digests: list[Told] = []
        self._turns: list[tuple[str, str, float]] = []
        with self._records.transaction() as tx:
            self._epoch = tx.ingests.acquire(site.id, "world", self.time.now, _LEASE_S)

    def run(self) -> History:
        """Live, die and live again until the script is over and everything has settled."""
        try:
            while not self.over:
                self._steps_left = self._chance.randint(1, _MOST_STEPS)
                self._lives += 1
                try:
                    self._live()
                except Crash:
                    self._crashes -= 1
                    blind_s = self._chance.uniform(0.1, _LONGEST_BLIND_S)
                    self._blind_s += blind_s
                    self.time.pass_(blind_s)
            return History(tuple(self._alarms()), tuple(self._turns), self._lives, self._blind_s, tuple(self._digests))
        finally:
            self._records.close()

    @property
    def over(self) -> bool:
        """Whether the script is played and has settled."""
        return self.time.now >= self._end and self._broker.empty

    def step(self) -> None:
        """Between two steps: here it may end."""
        if self._crashes:
            self._steps_left -= 1
            if self._steps_left <= 0:
                raise Crash

    def torn(self, size: int) -> int:
        """How much of a write of `size` bytes reaches the disk before the end."""
        return self._chance.randint(0, size)

    def _live(self) -> None:
        site, stopping, metrics, facts = self._site, threading.Event(), Metrics(), Facts()
        judge = VersionedEngine(site, lambda _sequence: self._ruleset, 0, started_at=self.time.now, settle_s=SETTLE_S)
        judging = Judging(site, judge, judge.event)
        present = Present(judging.rows)
        feed = Feed(self._folder / "feed", site.id, lambda: ({}, {}), present)
        journal = _MortalJournal(self._folder / "journal", self)
        try:
            with self._records.reading() as tx:
                applied, checkpoints = tx.ingests.offset(site.id), tx.ingests.devices(site.id)
            committing = Committing(site.id, self._commit, applied, stopping, metrics, facts)
            path = self._folder / "snapshot.json"
            with self._virtually():
                resumed = Restart(site.id, path, journal, judge, judging, committing, self._open_conditions, checkpoints, self.time, stopping).resume()
                offset = resumed.snapshot_offset
                keeping = _MortalKeeping(
                    site.id, path, journal, judge, judging, committing, self._checkpoint, lambda: journal.end, self.time, metrics, facts, snapshot_offset=offset
                )
                keeping.world = self
                session = _MortalSession(self._broker, self._lives, self, stopping)
                told = self._digests.append
                pipeline = Pipeline(
                    site.id,
                    session,
                    journal,
                    judge,
                    judging,
                    committing,
                    keeping,
                    feed,
                    present,
                    HandOver(journal.end),
                    self.time,
                    stopping,
                    metrics,
                    facts,
                    settle_s=SETTLE_S,
                    digest=told,
                )
                pipeline.run(resumed.listened_until)
        finally:
            journal.close()
            feed.stop()

    def _commit(self, transitions: Sequence[Transition], quarantined: Sequence[Quarantined], offset: int) -> None:
        self.step()
        with self._records.transaction() as tx:
            respond(tx, transitions, self._site, self.time.now)
            for item in quarantined:
                tx.quarantine.add(item)
            tx.ingests.advance(self._site.id, self._epoch, offset)
        began = self.time.began
        self._turns += [(each.condition, each.change.value, (each.occurred_at - began).total_seconds()) for each in transitions]
        self.step()

    def _open_conditions(self) -> Mapping[str, str]:
        with self._records.reading() as tx:
            return {condition: alarm.episode for condition, alarm in tx.alarms.standing_at(self._site.id).items()}

    def _checkpoint(self, devices: Sequence[DeviceCheckpoint]) -> None:
        with self._records.transaction() as tx:
            tx.ingests.save_devices(devices)

    def _alarms(self) -> Iterator[AlarmSeen]:
        with self._records.reading() as tx:
            found = sorted(
                tx.alarms.list(AlarmFilter(sites=(self._site.id,)), limit=10_000).items, key=lambda alarm: (alarm.rule, alarm.asset, alarm.occurred_at)
            )
            for alarm in found:
                began = (alarm.occurred_at - self.time.began).total_seconds()
                yield AlarmSeen(f"{alarm.rule}|{alarm.asset}", began, alarm.condition, 0 if tx.orders.of_alarm(alarm.id) is None else 1)

    @contextmanager
    def _virtually(self) -> Iterator[None]:
        with patch("ingest.pipeline.time", self.time), patch("ingest.keeping.time", self.time):
            yield


class _MortalJournal(Journal):
    """A write may be the last thing that happens, and may reach the disk in part."""

    def __init__(self, folder: Path, world: World) -> None:
        super().__init__(folder)
        self._world = world

    def append(self, records: Sequence[Record]) -> int:
        self._world.step()
        return super().append(records)

    def sync(self) -> int:
        data = b"".join(self._buffer)
        try:
            self._world.step()
        except Crash:
            os.pwrite(self._file, data[: self._world.torn(len(data))], self._end - self._segments[-1].start)
            raise
        end = super().sync()
        self._world.step()
        return end


class _MortalKeeping(Keeping):
    """A snapshot may be the last thing that happens, or the thing that does not."""

    world: World

    def snapshot(self) -> None:
        self.world.step()
        super().snapshot()
        self.world.step()


class _MortalSession(BrokerSession):
    """Ends the pipeline when the world is over."""

    def __init__(self, broker: Broker, connection: int, world: World, stopping: threading.Event) -> None:
        super().__init__(broker, connection, world.step)
        self._world = world
        self._stopping = stopping

    def receive(self, limit: int, wait_s: float) -> Sequence[Message]:
        if self._world.over:
            self._stopping.set()
        return super().receive(limit, wait_s)
