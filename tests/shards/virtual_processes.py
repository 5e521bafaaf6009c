"""Ingest processes in virtual time: their looking, taking and giving back are real, and so are locks and leases; their ingest is nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.records import LeaseLost, Records
from domain.site import Site
from steward.shards.data_folder import DataFolder
from steward.shards.flock import Flock
from steward.shards.holding import Holding
from steward.shards.opening import Deed, OpenSite
from steward.shards.shard import Outcome, Shard
from steward.shards.terms import LEASE_S, LOOK_EVERY_S
from tests.ingest.site_models import a_site

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


class VirtualShard(Shard):
    """A shard whose steps take no time and need no thread. `broken`: what fails as soon as it is taken."""

    def __init__(self, site: str, world: VirtualProcesses, folder: DataFolder, broken: set[str]) -> None:
        super().__init__(a_site(), folder, world.records, _never_opened, world.clock)
        self._name = site
        self._world = world
        self._broken = broken
        self.began_s = world.now_s
        self._lock: Flock | None = None

    def start(self) -> None:
        """Take it, if that can be."""
        self._lock = self._folder.claim(self._name)
        if self._lock is None:
            self._end(Outcome.OUT_OF_REACH)
            return
        try:
            with self._records.transaction() as tx:
                self._epoch = tx.ingests.acquire(self._name, self._folder.owner, self._clock(), LEASE_S)
        except LeaseLost:
            self._end(Outcome.OUT_OF_REACH)
            return
        self._world.taken.append(self._name)
        if self._name in self._broken:
            self.why = "a disk is broken"
            self._give_up(Outcome.FAILED)

    def give_back(self) -> None:
        """At once."""
        self._give_up(Outcome.LOST if self.why else Outcome.GIVEN_BACK)

    def die(self) -> None:
        """As its process does: the lock is free, the lease is not."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _give_up(self, outcome: Outcome) -> None:
        epoch, self._epoch = self._epoch, None
        if epoch is not None:
            with self._records.transaction() as tx:
                tx.ingests.release(self._name, epoch)
        self._end(outcome)

    def _end(self, outcome: Outcome) -> None:
        self.die()
        self.outcome = outcome
        self._over.set()


@dataclass
class Process:
    """One process. While `paused` it does not look."""

    name: str
    holding: Holding
    alive: Flock
    broken: set[str]
    shards: list[VirtualShard]
    paused: bool = False

    @property
    def has(self) -> set[str]:
        """The sites that it holds a lease of."""
        return set(self.holding.has)


@dataclass
class VirtualProcesses:
    """All of them, over the same records. `taken`: every site that was taken, each time."""

    folder: Path
    records: Records
    sites: tuple[str, ...]
    now_s: float = 1_000.0
    processes: list[Process] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    started: int = 0

    def clock(self) -> datetime:
        """The wall clock."""
        return NOON + timedelta(seconds=self.now_s)

    def start(self, data: str = "data") -> Process:
        """One more, on this data folder."""
        self.started += 1
        name, folder, broken = f"host:{self.started}", DataFolder(self.folder / data), set[str]()
        shards: list[VirtualShard] = []
        sites: dict[str, Site] = {site: _named(site) for site in self.sites}

        def new_shard(site: Site) -> VirtualShard:
            shards.append(VirtualShard(next(name for name, each in sites.items() if each is site), self, folder, broken))
            return shards[-1]

        holding = Holding(name, sites, folder, self.records, new_shard, self.clock, lambda: self.now_s)
        self.processes.append(Process(name, holding, folder.enter(name), broken, shards))
        return self.processes[-1]

    def kill(self, process: Process) -> None:
        """As kill -9."""
        self.processes.remove(process)
        process.alive.release()
        for shard in process.shards:
            shard.die()

    def stop(self, process: Process) -> None:
        """SIGTERM."""
        assert process.holding.leave(lambda _: None)
        self.processes.remove(process)
        process.alive.release()

    def passes(self, seconds: float) -> None:
        """So much time, with everybody looking as often as they do."""
        for _ in range(round(seconds / LOOK_EVERY_S)):
            self.now_s += LOOK_EVERY_S
            for process in self.processes:
                if not process.paused:
                    process.holding.look()

    def shares(self) -> list[int]:
        """How many sites each has, in the order of their start."""
        return [len(process.has) for process in self.processes]


def _named(_name: str) -> Site:
    return a_site()


def _never_opened(_deed: Deed) -> OpenSite:
    raise AssertionError
