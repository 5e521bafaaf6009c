"""The machine on which ingest runs: a supervisor that starts it, and what the process does there, with the real ``steward.shards.shard.Shard``."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast

from domain.records import DeviceCheckpoint, LeaseLost, Records, RecordsUnavailable
from domain.telemetry import TelemetryStore
from ingest.interfaces import Restart
from ingest.service import Needs, SiteIngest
from ingest.session import SessionSettings
from rules.ruleset import RuleSet
from rules.versioned_engine import VersionedEngine
from steward.rules_in_force import RulesInForce
from steward.shards.committing import commit
from steward.shards.data_folder import DataFolder
from steward.shards.opening import Deed, OpenSite
from steward.shards.owned_records import OwnedRecords
from steward.shards.shard import Outcome, Shard
from steward.shards.terms import LEASE_S, LOOK_EVERY_S, RENEW_EVERY_S, TRY_AGAIN_S
from tests.simulation.broker import Broker, BrokerSession
from tests.simulation.chronicle import Chronicle
from tests.simulation.disk import Disk
from tests.simulation.links import RecordsLink, RecordsServer, StoreServer
from tests.simulation.rules_in_force import rules_at, site
from tests.simulation.scheduler import Process, Scheduler

SETTLE_S = 10.0
_OTHER_OWNER_S = 5.0


@dataclass
class Life:
    """A process of ingest, from its start to its end."""

    process: Process
    began_s: float
    ingest: SiteIngest | None = None
    judge: VersionedEngine | None = None
    stopping: bool = False
    ended_s: float | None = None
    how: str = ""


@dataclass(frozen=True)
class FreshStart:
    """A life that began without a snapshot: when, by which rules, and how much of the journal the records had applied."""

    at: datetime
    rules: int
    applied: int


@dataclass
class Host:
    """Starts ingest, and again when it has ended. `rules`: the sequence that people have put live."""

    scheduler: Scheduler
    chance: random.Random
    folder: Path
    broker: Broker
    records: RecordsServer
    store: StoreServer
    disk: Disk
    chronicle: Chronicle
    journal_limit_bytes: int
    rules: int = 0
    lives: list[Life] = field(default_factory=list)
    digests: list[Restart] = field(default_factory=list)
    closed: bool = False
    """Nothing is started any more."""
    power_goes: bool = False
    """With the next death the power goes."""
    fresh_starts: list[FreshStart] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._data = DataFolder(self.folder)

    @property
    def living(self) -> list[Life]:
        """Those that live now: usually one."""
        return [life for life in self.lives if life.process.alive]

    def start(self) -> Life:
        """A new process of ingest, which will be replaced when it ends."""
        process = Process(f"ingest-{len(self.lives) + 1}", mortal=True)
        life = Life(process, self.scheduler.monotonic())
        self.lives.append(life)
        process.on_death = lambda: self._died(life)
        self.scheduler.spawn(process, "main", lambda: self._main(life))
        return life

    def overtake(self) -> None:
        """Somebody else has the site for a while, whoever had it: what the former owner does from now on counts for nothing."""
        link = RecordsLink(self.records)
        try:
            with link.transaction() as tx:
                epoch = tx.ingests.acquire(site().id, self._data.owner, self.scheduler.wall(), LEASE_S)
        except RecordsUnavailable:
            return
        self.scheduler.note("overtaken", str(epoch))
        self.scheduler.sleep(_OTHER_OWNER_S)
        with contextlib.suppress(RecordsUnavailable), link.transaction() as tx:
            tx.ingests.release(site().id, epoch)

    def send_home(self) -> None:
        """Who only waits for the site goes, if somebody has it."""
        waiting = [life for life in self.living if life.ingest is None]
        for life in waiting[: len(self.living) - 1]:
            self.stop(life)

    def stop(self, life: Life) -> None:
        """Ask it to end."""
        life.stopping = True

    def start_again(self) -> None:
        """What the supervisor does: nothing if there is a process."""
        if not (self.living or self.closed):
            self.start()

    def _died(self, life: Life) -> None:
        life.how = life.how or "killed"
        life.ended_s = self.scheduler.monotonic()
        if (session := self.broker.holder) is not None and session.process is life.process:
            self.broker.cut()
        self.disk.let_go(life.process)
        if self.power_goes and not self.living:
            self.power_goes = False
            self.scheduler.note("power cut")
            self.disk.cut_power()
        if not self.closed:
            self.scheduler.call_later(self.chance.choice((self.chance.uniform(0.1, 2), self.chance.uniform(2, 30))), self.start_again)

    def _main(self, life: Life) -> None:
        link = RecordsLink(self.records)

        def open_site(deed: Deed) -> OpenSite:
            link.epoch = deed.epoch
            return self._open(life, link, deed)

        while True:
            shard = Shard(site(), self._data, cast("Records", link), open_site, self.scheduler.wall)
            shard.start()
            self._keep(life, link, shard)
            if shard.outcome is not Outcome.OUT_OF_REACH or life.stopping:
                break
            self.scheduler.sleep(TRY_AGAIN_S)
        life.how = shard.outcome or ""
        self.scheduler.note("ended", f"{life.how} {shard.why}")
        life.process.doomed = True
        self.scheduler.step("exit")

    def _keep(self, life: Life, link: RecordsLink, shard: Shard) -> None:
        """What `steward.shards.holding.Holding` does for a shard, until that is over."""
        next_renewal_s = self.scheduler.monotonic() + RENEW_EVERY_S
        while not shard.wait(LOOK_EVERY_S):
            if life.stopping:
                shard.give_back()
            elif shard.epoch is not None and self.scheduler.monotonic() >= next_renewal_s:
                next_renewal_s = self.scheduler.monotonic() + RENEW_EVERY_S
                self._renew(shard, link, shard.epoch)

    def _renew(self, shard: Shard, link: RecordsLink, epoch: int) -> None:
        began_s = self.scheduler.monotonic()
        try:
            with link.transaction() as tx:
                tx.ingests.renew(site().id, epoch, self.scheduler.wall(), LEASE_S)
        except LeaseLost as error:
            shard.lost(str(error))
        except RecordsUnavailable:
            pass
        else:
            shard.renewed(began_s)

    def _open(self, life: Life, link: RecordsLink, deed: Deed) -> OpenSite:
        """As `steward.shards.opening.Opening.open`."""
        if not (deed.folder / "snapshot.json").exists():
            self.fresh_starts.append(FreshStart(self.scheduler.wall(), self.rules, deed.applied_offset))
        owned = OwnedRecords(cast("Records", link), deed.site.id, deed.epoch)
        wall = self.scheduler.wall
        judge = life.judge = VersionedEngine(deed.site, rules_at, self.rules, started_at=wall(), settle_s=SETTLE_S)

        def open_conditions() -> Mapping[str, str]:
            with owned.reading() as tx:
                return {condition: alarm.episode for condition, alarm in tx.alarms.standing_at(deed.site.id).items()}

        def checkpoint(devices: Sequence[DeviceCheckpoint]) -> None:
            with owned.transaction() as tx:
                tx.ingests.save_devices(devices)

        def recorded_offset() -> int:
            with owned.reading() as tx:
                return tx.ingests.offset(deed.site.id)

        def digest(restart: Restart) -> None:
            with owned.transaction():
                self.digests.append(restart)

        ingest = life.ingest = SiteIngest(
            Needs(
                site=deed.site,
                broker=SessionSettings("nowhere"),
                judge=judge,
                commit=lambda transitions, quarantined, at: commit(cast("Records", link), deed.site, deed.epoch, transitions, quarantined, at),
                store=cast("TelemetryStore", self.store),
                folder=deed.folder,
                feed_path=deed.folder / "feed",
                open_conditions=open_conditions,
                checkpoint=checkpoint,
                digest=digest,
                clock=wall,
                applied_offset=deed.applied_offset,
                checkpoints=deed.checkpoints,
                judge_event=judge.event,
                settle_s=SETTLE_S,
                journal_limit_bytes=self.journal_limit_bytes,
                probe_broker=False,
                session=BrokerSession(self.broker, self.scheduler, self.chance, self.chronicle.has),
                confirm=deed.confirm,
                recorded_offset=recorded_offset,
            )
        )
        ingest.use_rules(self.rules)
        return OpenSite(ingest, cast("RulesInForce", _LiveRules(self)))


class _LiveRules:
    """What `steward.rules_in_force` finds in the records."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def newest(self) -> int:
        """What people have put live."""
        return self._host.rules

    def ruleset(self, sequence: int) -> RuleSet:
        """The rules of that sequence."""
        return rules_at(sequence)
