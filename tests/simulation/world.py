"""A world by seed: devices, broker, stores, a disk, and the real ingest of one site among them, until everything is quiet."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from unittest.mock import patch

import ingest.service
from domain.quarantine import Quarantined
from steward.shards import committing
from steward.shards.shard import Outcome
from steward.shards.terms import LEASE_S
from tests.simulation import faults, knobs, records, traffic
from tests.simulation.broker import Broker
from tests.simulation.chronicle import Chronicle
from tests.simulation.disk import Disk
from tests.simulation.faults import Fault, Kind
from tests.simulation.host import Host, Life
from tests.simulation.links import RecordsServer, RecordsThere, StoreServer
from tests.simulation.records import MemoryRecords
from tests.simulation.rules_in_force import VERSIONS
from tests.simulation.scheduler import Process, PromiseBroken, Scheduler
from tests.simulation.threads import Machine
from tests.simulation.traffic import Publication

_QUIET_WITHIN_S = 300.0
"""After the last fault and the last message everything is done in this time, or it waits for ever."""
_AFTERWARDS_S = 20.0
"""Then deadlines may still pass."""
_STOPPED_WITHIN_S = 40.0


@dataclass(frozen=True)
class Plan:
    """A world before it begins."""

    seed: int
    orderly: bool
    traffic: Sequence[Publication]
    faults: Sequence[Fault]
    rule_changes: Sequence[float]

    @property
    def until_s(self) -> float:
        """When the last thing happens to it."""
        return max([self.traffic[-1].at_s, *(fault.at_s + fault.length_s for fault in self.faults), *self.rule_changes])


def plan(seed: int) -> Plan:
    """Every fourth world is orderly: nothing in it depends on when it is heard, so it can be compared with one without faults."""
    chance = random.Random(f"plan {seed}")
    orderly = seed % 4 == 3
    said = traffic.traffic(seed, orderly=orderly)
    until_s = said[-1].at_s
    changes = [] if orderly else sorted(chance.uniform(5, until_s) for _ in range(chance.choice((0, 0, 1, 2))))
    return Plan(seed, orderly, said, faults.script(chance, until_s, orderly=orderly), changes)


@dataclass
class World:
    """Runs a plan. `there` replaces the records in memory; `switching` is chosen by the seed."""

    plan: Plan
    folder: Path
    there: RecordsThere = field(default_factory=MemoryRecords)

    def __post_init__(self) -> None:
        seed = self.plan.seed
        self.chance = random.Random(f"world {seed}")
        chance = self.chance
        self.scheduler = Scheduler(random.Random(f"steps {seed}"), traffic.BEGIN, switching=chance.choice((0.0, 0.02, 0.2)))
        self.chronicle = Chronicle()
        data = self.folder / "ingest" / traffic.SITE
        data.mkdir(parents=True)
        self.broker = Broker(
            self.scheduler,
            random.Random(f"broker {seed}"),
            receive_maximum=chance.choice((3, 20, 500)),
            save_every_s=chance.choice((1.0, 10.0)),
            sends_retained=chance.random() < 0.5,
        )
        self.records = RecordsServer(self.there, self.scheduler, chance)
        self.store = StoreServer(self.scheduler, chance)
        self.disk = Disk(self.scheduler, chance, (data, data / "journal"), self.chronicle.synced)
        limit = chance.choice((16 << 10, 32 << 10, 1 << 20))
        self.host = Host(self.scheduler, chance, self.folder, self.broker, self.records, self.store, self.disk, self.chronicle, limit)
        self.surroundings = Process("world")
        self.devices_left = 0
        self.faults_left = len(self.plan.faults) + len(self.plan.rule_changes)
        self.quiet_s = 0.0
        """When ingest was stopped, everything being quiet."""

    def run(self, *, at_least_s: float = 0.0) -> None:
        """From beginning to end. Raises `PromiseBroken`, or whatever the product lets out of its threads."""
        scheduler = self.scheduler
        with self._in_place():
            try:
                self._begin()
                if not scheduler.run(self.plan.until_s + _QUIET_WITHIN_S, self._quiet):
                    raise PromiseBroken(f"not quiet {_QUIET_WITHIN_S:g} s after the last message and fault: {self._why_not_quiet()}")
                scheduler.run(max(at_least_s, scheduler.monotonic() + _AFTERWARDS_S))
                if not scheduler.run(scheduler.monotonic() + _QUIET_WITHIN_S, self._quiet):
                    raise PromiseBroken(f"no longer quiet: {self._why_not_quiet()}")
                self.quiet_s = scheduler.monotonic()
                self._stop()
            finally:
                scheduler.close()

    @property
    def last(self) -> Life:
        """The process that was there in the end."""
        return self.host.lives[-1]

    def quarantined(self) -> Sequence[Quarantined]:
        """What the records have in quarantine."""
        return self.there.quarantined()

    def history(self) -> str:
        """A digest of everything that happened, step by step."""
        digest = blake2b(digest_size=16)
        for at_us, who, what, detail in self.scheduler.log:
            digest.update(f"{at_us} {who} {what} {detail.replace(str(self.folder), '')}\n".encode())
        return digest.hexdigest()

    def _begin(self) -> None:
        scheduler = self.scheduler
        self.broker.save()
        for device in sorted({each.device for each in self.plan.traffic}):
            self.devices_left += 1
            scheduler.spawn(self.surroundings, device, lambda device=device: self._publish(device))  # type: ignore[misc]  # bound at once
        for fault in self.plan.faults:
            scheduler.spawn(self.surroundings, "fault", lambda fault=fault: self._strike(fault))  # type: ignore[misc]  # likewise
        for at_s in self.plan.rule_changes:
            scheduler.call_later(at_s, self._change_rules)
        scheduler.call_later(self.chance.uniform(0, 10), self.host.start_again)

    def _publish(self, device: str) -> None:
        """A device's life. What the broker does not take it keeps, and says again."""
        scheduler = self.scheduler
        for number, each in enumerate(self.plan.traffic):
            if each.device != device:
                continue
            if (wait_s := each.at_s - scheduler.monotonic()) > 0:
                scheduler.sleep(wait_s)
            while not self.broker.publish(number, each.topic, each.payload, retain=each.retain):
                scheduler.sleep(self.chance.uniform(0.2, 3))
        self.devices_left -= 1

    def _change_rules(self) -> None:
        self.host.rules = min(self.host.rules + 1, VERSIONS - 1)
        self.scheduler.note("rules", str(self.host.rules))
        self.faults_left -= 1

    def _strike(self, fault: Fault) -> None:
        self.scheduler.sleep(fault.at_s)
        self.scheduler.note("FAULT", str(fault))
        life = self.host.living[0] if self.host.living else None
        match fault.kind:
            case Kind.KILL | Kind.POWER if life is not None:
                self.host.power_goes |= fault.kind is Kind.POWER
                for each in self.host.living:
                    each.process.steps_left = fault.steps if each is life else 10**6
            case Kind.STOP if life is not None:
                self.host.stop(life)
            case Kind.SECOND if life is not None:
                self.host.start()
                self.scheduler.sleep(fault.length_s)
                self.host.send_home()
            case Kind.PAUSE if life is not None:
                self._pause(life, fault.length_s)
            case Kind.CUT:
                self.broker.cut()
            case Kind.SYNC_FAILS:
                self.disk.failing = True
            case _:
                self._for_a_while(fault)
        self.faults_left -= 1

    def _pause(self, life: Life, length_s: float) -> None:
        life.process.paused = True
        if self.chance.random() < 0.5:
            self.host.start()
        self.scheduler.sleep(length_s)
        if self.chance.random() < 0.5:
            # In a task of its own: who sleeps in the middle of a transaction holds up everybody else.
            self.scheduler.spawn(self.surroundings, "other owner", self.host.overtake)
            self.scheduler.sleep(0.1)
        life.process.paused = False
        self.scheduler.sleep(LEASE_S)
        self.host.send_home()

    def _for_a_while(self, fault: Fault) -> None:
        broker, records_, store, disk, chance = self.broker, self.records, self.store, self.disk, self.chance
        wrong: dict[Kind, tuple[object, str, object]] = {
            Kind.UNREACHABLE: (broker, "reachable", False),
            Kind.RECORDS_DOWN: (records_, "down", True),
            Kind.ANSWERS_LOST: (records_, "loses_answers", chance.choice((0.1, 0.5))),
            Kind.STORE_DOWN: (store, "down", True),
            Kind.STORE_SLOW: (store, "slow_s", chance.uniform(1, 20)),
            Kind.STORE_ERRATIC: (store, "erratic", chance.choice((0.3, 0.8))),
            Kind.DISK_FULL: (disk, "full", True),
            Kind.DISK_SLOW: (disk, "slowest_s", chance.uniform(0.1, 2)),
        }
        if fault.kind is Kind.BROKER_DIES:
            broker.die()
            self.scheduler.sleep(fault.length_s)
            broker.come_back()
        elif fault.kind in wrong:
            part, name, value = wrong[fault.kind]
            before = _CALM[fault.kind]
            setattr(part, name, value)
            if fault.kind is Kind.UNREACHABLE:
                broker.cut()
            self.scheduler.sleep(fault.length_s)
            setattr(part, name, before)

    def _quiet(self) -> bool:
        return not (self.devices_left or self.faults_left or self.broker.queue or self.broker.inflight) and not self._why_not_quiet()

    def _why_not_quiet(self) -> str:
        """What is not done yet; empty when everything is."""
        if self.devices_left or self.faults_left:
            return "not everything has happened"
        if len(self.host.living) != 1:
            return f"{len(self.host.living)} processes of ingest live"
        ingest_ = self.host.living[0].ingest
        if ingest_ is None:
            return "ingest has not got the site"
        ingest_._measure()
        metrics, facts = ingest_.metrics, ingest_.facts
        left = {
            "messages at the broker": not self.broker.empty,
            "the connection": not facts.broker_connected,
            "the backlog": not facts.drained,
            "messages without acknowledgement": metrics.unacknowledged + metrics.waiting,
            "transitions for the records": metrics.pending_commits,
            "messages for the telemetry store": metrics.store_queued,
            "journal bytes for the telemetry store": metrics.telemetry_lag_bytes,
            "a full journal": facts.journal_full,
        }
        return ", ".join(f"{what} ({amount})" for what, amount in left.items() if amount)

    def _stop(self) -> None:
        life = self.host.living[0]
        self.host.closed = True
        life.process.steps_left = None
        self.host.stop(life)
        if not self.scheduler.run(self.scheduler.monotonic() + _STOPPED_WITHIN_S, lambda: not life.process.alive):
            raise PromiseBroken(f"ingest does not stop within {_STOPPED_WITHIN_S:g} s")
        if life.how != Outcome.GIVEN_BACK:
            raise PromiseBroken(f"ingest did not stop cleanly: {life.how}")

    @contextmanager
    def _in_place(self) -> Iterator[None]:
        machine = Machine(self.scheduler)
        ears = Ears(self.scheduler)
        jitter = random.Random(f"jitter {self.plan.seed}")
        with (
            ears.open("ingest"),
            ears.open("steward"),
            machine.in_place("ingest", jitter),
            machine.in_place("steward.shards", jitter),
            self.disk.in_place(),
            knobs.turned(random.Random(f"bounds {self.plan.seed}")),
            patch.object(ingest.service, "Feed", _NoFeed),
            patch.object(committing, "utc_now", self.scheduler.wall),
            _responding(self.there),
        ):
            yield


_CALM: dict[Kind, object] = {
    Kind.UNREACHABLE: True,
    Kind.RECORDS_DOWN: False,
    Kind.ANSWERS_LOST: 0.0,
    Kind.STORE_DOWN: False,
    Kind.STORE_SLOW: 0.02,
    Kind.STORE_ERRATIC: 0.0,
    Kind.DISK_FULL: False,
    Kind.DISK_SLOW: 0.004,
}


@contextmanager
def _responding(there: RecordsThere) -> Iterator[None]:
    """What follows from transitions is done by who knows these records."""
    if isinstance(there, MemoryRecords):
        with patch.object(committing, "respond", records.respond):
            yield
    else:
        yield


class Ears(logging.Handler):
    """A traceback in the log is our own fault, whatever was made of it."""

    def __init__(self, scheduler: Scheduler) -> None:
        super().__init__(logging.WARNING)
        self._scheduler = scheduler

    @contextmanager
    def open(self, room: str) -> Iterator[None]:
        """Hear what `room` logs, in place of everybody else."""
        log = logging.getLogger(room)
        propagate, log.propagate = log.propagate, False
        log.addHandler(self)
        try:
            yield
        finally:
            log.removeHandler(self)
            log.propagate = propagate

    def emit(self, record: logging.LogRecord) -> None:
        self._scheduler.note("log", record.getMessage())
        if record.levelno >= logging.ERROR and record.exc_info and record.exc_info[1] is not None:
            self._scheduler.complain(f"{record.getMessage()}: {record.exc_info[1]!r}")


class _NoFeed:
    """Nobody watches."""

    def __init__(self, *_: object) -> None:
        pass

    def start(self) -> None:
        pass

    def update(self, *_: object) -> None:
        pass

    def committed(self) -> None:
        pass

    def stop(self) -> None:
        pass
