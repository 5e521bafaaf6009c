"""What the pipeline keeps beside its way: snapshots, device checkpoints, and room in the journal."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from domain.records import LeaseLost, RecordsUnavailable
from domain.time import Clock, to_ms
from ingest import snapshot as snapshots
from ingest.committing import Committing
from ingest.interfaces import Checkpoint, Judge
from ingest.journal import Journal
from ingest.judging import Judging
from ingest.metrics import Facts, Metrics
from ingest.patience import Complaint
from ingest.snapshot import VERSION, Snapshot
from ingest.sparing import Sparing

log = logging.getLogger(__name__)

SNAPSHOT_INTERVAL_S = 10.0
SNAPSHOT_RECORDS = 50_000
"""A restart replays no more records than this since the last snapshot."""
_ROOM_INTERVAL_S = 1.0


class Keeping:
    """Takes snapshots of one site's ingest now and then, and lets the journal forget what everybody has passed."""

    def __init__(
        self,
        site: str,
        path: Path,
        journal: Journal,
        judge: Judge,
        judging: Judging,
        committing: Committing,
        checkpoint: Checkpoint,
        stored_offset: Callable[[], int],
        clock: Clock,
        metrics: Metrics,
        facts: Facts,
        *,
        snapshot_offset: int,
    ) -> None:
        self._site = site
        self._path = path
        self._journal = journal
        self._judge = judge
        self._judging = judging
        self._committing = committing
        self._checkpoint = checkpoint
        self._stored_offset = stored_offset
        self._clock = clock
        self._metrics = metrics
        self._facts = facts
        self._snapshot_offset = snapshot_offset
        self._taken_s = time.monotonic()
        self._records = 0
        self._changed: set[str] = set()
        self._odd = Sparing(log)
        self.settled = False
        """Whether what came of the last time that nobody listened has been told; it is noted in snapshots."""
        self._complaint = Complaint(f"{site}: no snapshot can be written; a restart will take longer")

    def changed(self, devices: Iterable[str]) -> None:
        """These devices' checkpoints are to be stored with the next snapshot."""
        self._changed.update(devices)

    def judged(self, records: int) -> None:
        """So many more records have been judged."""
        self._records += records

    def now_and_then(self, *, listening: bool) -> None:
        """Take a snapshot if it is time; also when nothing came, for it tells until when we were `listening`."""
        self._measure()
        if self._committing.waiting:
            return
        due = time.monotonic() - self._taken_s >= SNAPSHOT_INTERVAL_S
        if self._records >= SNAPSHOT_RECORDS or (due and (listening or self._records > 0)):
            self.snapshot()

    def make_room(self) -> None:
        """The journal is full: let it forget what it can."""
        if time.monotonic() - self._taken_s >= _ROOM_INTERVAL_S:
            self.snapshot()
        self._release()
        self._measure()

    def snapshot(self) -> None:
        """Take a snapshot now. Everything before the journal's end must have been judged and committed: not while anything waits."""
        if self._committing.waiting:
            return
        began_s = time.monotonic()
        offset = self._journal.end
        self._taken_s = time.monotonic()
        self._committing.try_once(offset)
        state = Snapshot(VERSION, self._site, to_ms(self._clock()), offset, self._judge.snapshot(), self._judging.snapshot(), self.settled)
        try:
            snapshots.save(self._path, state)
        except OSError as error:
            self._complaint.raise_(error)
            self._facts.last_error = f"snapshot: {error.strerror}"
            return
        self._complaint.settle()
        self._metrics.snapshots += 1
        self._metrics.snapshot_seconds = time.monotonic() - began_s
        self._snapshot_offset = offset
        self._records = 0
        self._release()
        self._save_checkpoints()

    def _save_checkpoints(self) -> None:
        if not self._changed:
            return
        try:
            self._checkpoint(self._judging.checkpoints(self._changed))
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001  it is said below, sparingly
            if not isinstance(error, RecordsUnavailable):
                self._odd.say(logging.ERROR, "%s: device checkpoints could not be written in a way that should not be", self._site, exc_info=True)
            self._facts.last_error = f"records: {error}"
        else:
            self._changed.clear()

    def _release(self) -> None:
        self._journal.release(min(self._snapshot_offset, self._stored_offset()))

    def _measure(self) -> None:
        self._metrics.journal_bytes = self._journal.bytes
        self._metrics.journal_limit_bytes = self._journal.limit_bytes
        self._metrics.snapshot_age_seconds = time.monotonic() - self._taken_s
