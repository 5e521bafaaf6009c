"""How a site's ingest is, told once a second: what the parts count, and what follows from it with time."""

from __future__ import annotations

import contextlib
import logging
import os
import resource
from collections.abc import Callable, Mapping
from pathlib import Path

from domain.time import Clock, to_ms
from ingest.disk_probe import SLOW_S, DiskCost
from ingest.journal import Journal
from ingest.metrics import Facts, Metrics

log = logging.getLogger(__name__)

_STATM = Path("/proc/self/statm")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_ENOUGH = 20
"""With fewer groups than this nothing is said of their disk."""


class Health:
    """`told` is for the feed's thread. `steady` is a clock that is never set, in seconds."""

    def __init__(self, site: str, metrics: Metrics, facts: Facts, clock: Clock, steady: Callable[[], float]) -> None:
        self._site = site
        self._metrics = metrics
        self._facts = facts
        self._clock = clock
        self._steady = steady
        self._journal: Journal | None = None
        self._snapshot_path: Path | None = None
        self._oldest: tuple[int, int | None] = (-1, None)
        """Where the journal begins, and when its first record was received (epoch microseconds)."""
        self._away_since: dict[str, float] = {}
        self._slow = False
        self._snapshot = (-1, steady())
        """How many snapshots there were, and when that was first so."""

    def use_disk_cost(self, cost: DiskCost | None, warning: str) -> None:
        """What probing the journal's disk has found; `None`: it could not be probed."""
        if cost is not None:
            self._metrics.disk_probe_median_seconds = cost.median_s
            self._metrics.disk_probe_worst_seconds = cost.worst_s
        self._facts.disk_warning = warning
        self._slow = bool(warning)

    def follow(self, journal: Journal, snapshot_path: Path) -> None:
        """Tell of this journal and this snapshot, too."""
        self._journal = journal
        self._snapshot_path = snapshot_path

    def told(self) -> tuple[Mapping[str, object], Mapping[str, bool | str]]:
        """Metrics and facts as the feed tells them, with how long what is away has been away."""
        metrics, facts = self._metrics, self._facts
        metrics.broker_away_seconds = self._away_s("broker", here=facts.broker_connected)
        metrics.records_away_seconds = self._away_s("records", here=facts.records_available)
        metrics.store_away_seconds = self._away_s("store", here=facts.store_available)
        metrics.snapshot_age_seconds = self._snapshot_age_s()
        self._look_at_files()
        self._watch_disk()
        used = resource.getrusage(resource.RUSAGE_SELF)
        metrics.process_id = os.getpid()
        metrics.process_cpu_seconds = used.ru_utime + used.ru_stime
        metrics.process_resident_bytes = _resident_bytes()
        return metrics.as_told(), facts.as_facts()

    def _look_at_files(self) -> None:
        """What is there now is told, whatever became of it while we were looking."""
        if self._journal is not None:
            self._metrics.journal_damaged_bytes = self._journal.damaged_bytes
            with contextlib.suppress(OSError):
                self._metrics.journal_oldest_seconds = self._oldest_s(self._journal)
        if self._snapshot_path is not None:
            with contextlib.suppress(OSError):
                self._metrics.snapshot_bytes = self._snapshot_path.stat().st_size

    def _oldest_s(self, journal: Journal) -> float:
        if self._oldest[0] != journal.start or self._oldest[1] is None:
            first = next(journal.read(journal.start), None)
            self._oldest = (journal.start, None if first is None else first.record.received_us)
        received_us = self._oldest[1]
        return 0.0 if received_us is None else max(0.0, to_ms(self._clock()) / 1000 - received_us / 1_000_000)

    def _watch_disk(self) -> None:
        """What the groups' fsyncs cost now: one line of the log when it becomes too much, one when it is well again."""
        newest_s = self._metrics.fsync_seconds.quantile(0.5)
        if newest_s is None or self._metrics.fsync_seconds.count < _ENOUGH:
            return
        if newest_s > SLOW_S:
            self._facts.disk_warning = f"making a group of messages durable takes {newest_s * 1000:.0f} ms: alarms wait for that and come late"
            if not self._slow:
                self._slow = True
                log.warning("%s: %s", self._site, self._facts.disk_warning)
        elif newest_s < SLOW_S / 2 and self._slow:
            self._slow = False
            self._facts.disk_warning = ""
            log.info("%s: the journal's disk is fast again (%.1f ms)", self._site, newest_s * 1000)

    def _snapshot_age_s(self) -> float:
        """Since the newest snapshot; since the start, if there was none."""
        now = self._steady()
        if self._snapshot[0] != self._metrics.snapshots:
            self._snapshot = (self._metrics.snapshots, now)
        return now - self._snapshot[1]

    def _away_s(self, part: str, *, here: bool) -> float:
        if here:
            self._away_since.pop(part, None)
            return 0.0
        now = self._steady()
        return now - self._away_since.setdefault(part, now)


def _resident_bytes() -> int:
    """Of this process; 0 where the system does not say."""
    try:
        return int(_STATM.read_text().split()[1]) * _PAGE_BYTES
    except (OSError, ValueError, IndexError):
        return 0
