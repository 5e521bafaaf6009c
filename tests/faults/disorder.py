"""Faults over all parts in an order that a seed decides, several at a time: one at most for each part."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.e2e.chain import now_ms
from tests.faults.account import BrokerLoss, Facts, recovered, settled_and_exact
from tests.faults.held_records import held
from tests.faults.http_proxy import Answer
from tests.faults.installation import Installation, installation
from tests.faults.proxy import Network
from tests.faults.traffic import Traffic, outside

Step = Callable[[], None]
SETTLES_WITHIN_S = 180.0
"""After many faults at once: every part tries again after a pause that has grown."""
_SHORTEST_S, _LONGEST_S = 0.2, 1.5
"""Between two things that happen."""
_QUIET_FIRST = 2_000
"""Readings before the first fault."""


@dataclass(frozen=True)
class Fault:
    """Something that befalls a part: how it begins, and how it is put right."""

    part: str
    name: str
    begin: Step
    end: Step


@dataclass
class Disorder:
    """What befalls `installed`. `chance` decides everything; `said` is what happened, in order."""

    installed: Installation
    records: Path | None
    """The file of the records on SQLite; `None`: they are on PostgreSQL."""
    chance: random.Random
    standing: dict[str, Fault] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    killed_at: list[int] = field(default_factory=list)
    """When the broker was killed, epoch ms."""

    def __post_init__(self) -> None:
        self._locked = ExitStack()
        by_part: dict[str, list[Fault]] = {}
        for fault in self._faults():
            by_part.setdefault(fault.part, []).append(fault)
        self._by_part = by_part

    def happen(self, seconds: float) -> None:
        """One thing after the other for about so long; then everything is put right."""
        enough = threading.Event()
        timer = threading.Timer(seconds, enough.set)
        timer.start()
        try:
            while not enough.wait(self.chance.uniform(_SHORTEST_S, _LONGEST_S)):
                self._step()
        finally:
            timer.cancel()
            for part in list(self.standing):
                self._end(part)

    def _step(self) -> None:
        part = self.chance.choice(sorted(self._by_part))
        if part in self.standing:
            self._end(part)
            return
        fault = self.chance.choice(self._by_part[part])
        self.said.append(fault.name)
        fault.begin()
        self.standing[part] = fault

    def _end(self, part: str) -> None:
        fault = self.standing.pop(part)
        self.said.append(f"{fault.name} over")
        fault.end()

    def _faults(self) -> Iterator[Fault]:
        there = self.installed
        yield Fault("ingest", "ingest killed", lambda: there.ingest.kill(), lambda: there.ingest.start())  # noqa: PLW0108  the process of that time
        yield Fault("ingest", "ingest paused", lambda: there.ingest.pause(), lambda: there.ingest.go_on())  # noqa: PLW0108  likewise
        yield Fault("ingest", "ingest stopped", self._stop_ingest, lambda: there.ingest.start())  # noqa: PLW0108  likewise
        yield Fault("broker", "broker killed", self._kill_broker, there.start_broker)
        for network in (Network.CUT, Network.BLACK_HOLE, Network.HELD):
            yield Fault("line", f"line {network.value}", partial(there.broker_line.set, network), partial(there.broker_line.set, Network.FINE))
        influxdb, http = there.influxdb_process, there.telemetry_http
        assert influxdb is not None
        assert http is not None
        yield Fault("influxdb", "InfluxDB killed", influxdb.kill, there.restart_influxdb)
        yield Fault("influxdb", "InfluxDB paused", influxdb.pause, influxdb.go_on)
        for name, answer in {
            "429": Answer(429, retry_after_s=1),
            "500": Answer(500),
            "500 though done": Answer(500, done=True),
            "late": Answer(delay_s=1.0),
        }.items():
            yield Fault("http", f"InfluxDB answers {name}", partial(setattr, http, "answer", answer), partial(setattr, http, "answer", None))
        if self.records is not None:
            yield Fault("records", "records locked", partial(self._lock, self.records), self._locked.close)
        else:
            postgresql = there.postgresql_process
            assert postgresql is not None
            yield Fault("records", "PostgreSQL killed", postgresql.kill, there.restart_postgresql)

    def _stop_ingest(self) -> None:
        # With a part away it may take as long as it waits for that part; who stops it does not wait.
        self.installed.ingest.stop()

    def _kill_broker(self) -> None:
        self.installed.broker.kill()
        self.killed_at.append(now_ms())

    def _lock(self, records: Path) -> None:
        self._locked.enter_context(held(records))


@contextmanager
def _installed(folder: Path, seed: int) -> Iterator[tuple[Installation, Path | None]]:
    """Every other seed on PostgreSQL."""
    with installation(folder, telemetry="influxdb", records="postgresql" if seed % 2 else "sqlite", lines=("http",)) as installed:
        yield installed, None if seed % 2 else folder / "records.sqlite"


def play(folder: Path, seed: int, seconds: float) -> str:
    """Faults by `seed` for about `seconds` under load, and the account after them; what happened and its figures, in one line."""
    facts = Facts(f"seed {seed}, {'PostgreSQL' if seed % 2 else 'SQLite'}")
    with _installed(folder, seed) as (installed, records), outside(installed) as listener:
        disorder = Disorder(installed, records, random.Random(seed))
        with Traffic(installed, seed=seed, seconds=seconds * 4 + 60, alarms_per_s=10, garbled=False) as traffic:
            traffic.flow(_QUIET_FIRST)
            rss_before = installed.ingest.rss
            try:
                disorder.happen(seconds)
                installed.wait_until_listening()
                facts.recovered_s = recovered(installed, within_s=SETTLES_WITHIN_S)
            except Exception as error:
                raise AssertionError(f"seed {seed}: {', '.join(disorder.said)}: {error}") from error
            traffic.enough()
        facts.more["faults"] = ", ".join(disorder.said)
        loss = BrokerLoss(tuple(disorder.killed_at)) if disorder.killed_at else None
        try:
            return str(
                settled_and_exact(
                    installed, traffic, listener, facts, rss_before=rss_before, broker_loss=loss, faults=len(disorder.said), within_s=SETTLES_WITHIN_S
                )
            )
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {', '.join(disorder.said)}: {error}") from error
