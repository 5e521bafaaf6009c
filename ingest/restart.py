"""Coming back: snapshot, then the journal from there, then agreement with the records.

What the records have applied already is judged again for the sake of the rules' state, and dropped. What is in the
journal and was never applied is applied now.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.records import DeviceCheckpoint, RecordsUnavailable
from domain.time import Clock, from_ms
from ingest import snapshot as snapshots
from ingest.committing import Committing, Stopped
from ingest.interfaces import Judge, OpenConditions
from ingest.journal import Journal
from ingest.journal_record import RecordKind
from ingest.judging import Judging, Outcome
from ingest.patience import Complaint, delays

log = logging.getLogger(__name__)

_COMMIT_EVERY = 10_000
_REMEMBERED_BYTES = 4 << 20
"""Far more than a broker may have in flight to us."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """How a restart went. `listened_until` is when we last heard anything or could have; `None`: never.

    `settled`: the life before ours had nothing left to tell of a time in which nobody listened.
    """

    replayed: int
    listened_until: datetime | None
    snapshot_offset: int
    settled: bool = False


class Restart:
    """Brings a site's judge and judging to where they were. For the pipeline's thread, before it runs."""

    def __init__(
        self,
        site: str,
        path: Path,
        journal: Journal,
        judge: Judge,
        judging: Judging,
        committing: Committing,
        open_conditions: OpenConditions,
        checkpoints: Sequence[DeviceCheckpoint],
        clock: Clock,
        stopping: threading.Event,
    ) -> None:
        self._site = site
        self._path = path
        self._journal = journal
        self._judge = judge
        self._judging = judging
        self._committing = committing
        self._open_conditions = open_conditions
        self._checkpoints = checkpoints
        self._clock = clock
        self._stopping = stopping
        self._listened_anew = False

    def resume(self) -> Resumed:
        """Restore or adopt, replay, reconcile. Raises `Stopped` when asked to stop before it is done."""
        last_heard_us = self._journal.last_received_us
        snapshot = snapshots.load(self._path, self._site)
        start = None if snapshot is None else self._restore(snapshot)
        if start is None:
            snapshot = None
            start = max(self._committing.applied_offset, self._journal.start)
            self._judge.adopt(self._read_open_conditions(), self._clock())
            self._judging.adopt(self._checkpoints)
            self._remember_before(start)
        self._journal.begin_at(max(start, self._committing.applied_offset))
        replayed = self._replay(start)
        now = self._clock()
        changes = self._judge.reconcile(self._read_open_conditions(), now)
        if changes:
            log.info("%s: %d alarms brought into agreement with the rules", self._site, len(changes))
            self._committing.commit(changes, (), self._journal.end)
        heard = [moment for moment in (None if snapshot is None else snapshot.at_ms, None if last_heard_us is None else last_heard_us // 1000) if moment]
        log.info("%s: %d journalled records replayed from %s", self._site, replayed, "a snapshot" if snapshot else "what the records have applied")
        settled = snapshot is not None and snapshot.settled and not self._listened_anew
        return Resumed(replayed, from_ms(max(heard)) if heard else None, start, settled)

    def _restore(self, snapshot: snapshots.Snapshot) -> int | None:
        """Take up `snapshot`; its offset, or `None` if the rules or we cannot use it."""
        try:
            self._judge.restore(snapshot.engine)
            self._judging.restore(snapshot.memory)
        except ValueError as error:
            log.warning("%s: the snapshot cannot be used (%s); going on from what the records know", self._site, error)
            return None
        return snapshot.offset

    def _remember_before(self, offset: int) -> None:
        """What was judged last may not have been acknowledged, and comes again: it must be known."""
        for found in self._journal.read(self._journal.place_before(offset - _REMEMBERED_BYTES)):
            if found.next_offset > offset:
                return
            self._judging.remember(found.record)

    def _replay(self, start: int) -> int:
        replayed = 0
        outcome, end = Outcome(), start
        applied = self._committing.applied_offset
        for found in self._journal.read(start):
            replayed += 1
            end = found.next_offset
            self._listened_anew = self._listened_anew or found.record.kind == RecordKind.LISTENING
            if end <= applied:
                self._judging.take(found.record, Outcome())
                continue
            self._judging.take(found.record, outcome)
            if len(outcome.transitions) + len(outcome.quarantined) >= _COMMIT_EVERY:
                self._committing.commit(outcome.transitions, outcome.quarantined, end)
                outcome = Outcome()
        if outcome.transitions or outcome.quarantined:
            self._committing.commit(outcome.transitions, outcome.quarantined, end)
        return replayed

    def _read_open_conditions(self) -> Mapping[str, str]:
        complaint = Complaint(f"{self._site}: the records cannot be read; ingest waits for them")
        for wait_s in delays(0.1, 5):
            try:
                found = self._open_conditions()
            except RecordsUnavailable as error:
                complaint.raise_(error)
            else:
                complaint.settle()
                return found
            if self._stopping.wait(wait_s):
                break
        raise Stopped
