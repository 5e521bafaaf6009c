"""What the pipeline keeps beside its way: snapshots, device checkpoints, and room in the journal.

What a snapshot says is taken between two groups; writing it, and the device checkpoints, takes as long as dozens of
alarms, so another thread does that meanwhile.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from domain.records import DeviceCheckpoint, LeaseLost, RecordsUnavailable
from domain.sparing import Sparing
from domain.time import Clock, to_ms
from ingest import snapshot as snapshots
from ingest.committing import Committing
from ingest.interfaces import Checkpoint, Judge
from ingest.journal import Journal
from ingest.judging import Judging
from ingest.metrics import Facts, Metrics
from ingest.patience import Complaint
from ingest.snapshot import VERSION, Snapshot

log = logging.getLogger(__name__)

SNAPSHOT_INTERVAL_S = 10.0
SNAPSHOT_RECORDS = 50_000
"""A restart replays no more records than this since the last snapshot."""
_ROOM_INTERVAL_S = 1.0
_CLOSES_WITHIN_S = 10.0


class _Saving:
    """One snapshot on its way to the disk, and the checkpoints of devices that go with it to the records."""

    def __init__(self, path: Path, state: Snapshot, checkpoint: Checkpoint, devices: Sequence[DeviceCheckpoint], began_s: float) -> None:
        self.offset = state.offset
        """Everything before this journal offset is in the snapshot."""
        self._path = path
        self._encoded = snapshots.encode(state)
        self._checkpoint = checkpoint
        self._devices = devices
        self._began_s = began_s
        self.seconds = 0.0
        self.not_saved: OSError | None = None
        self.not_checkpointed: Exception | None = None

    @property
    def devices(self) -> Iterable[str]:
        """Those whose checkpoints go with it."""
        return (each.device for each in self._devices)

    def do(self) -> None:
        """Write both; what fails is kept for whoever began it."""
        try:
            snapshots.save(self._path, self._encoded)
            self.seconds = time.monotonic() - self._began_s
        except OSError as error:
            self.not_saved = error
            return
        try:
            if self._devices:
                self._checkpoint(self._devices)
        except Exception as error:  # noqa: BLE001  it is raised or said by the pipeline's thread
            self.not_checkpointed = error


class Keeping:
    """Takes snapshots of one site's ingest now and then, and lets the journal forget what everybody has passed.

    For the pipeline's thread. `in_background`: what is taken now and then is written by a thread of its own.
    """

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
        in_background: bool = False,
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
        self._in_background = in_background
        self._saving: _Saving | None = None
        self._thread: threading.Thread | None = None
        self._complaint = Complaint(f"{site}: no snapshot can be written; a restart will take longer")

    def changed(self, devices: Iterable[str]) -> None:
        """These devices' checkpoints are to be stored with the next snapshot."""
        self._changed.update(devices)

    def judged(self, records: int) -> None:
        """So many more records have been judged."""
        self._records += records

    def now_and_then(self, *, listening: bool) -> None:
        """Take a snapshot if it is time; also when nothing came, for it tells until when we were `listening`.

        Raises `LeaseLost` when the site turned out to be no longer ours.
        """
        if self._thread is not None and not self._thread.is_alive():
            self._finish()
        self._measure()
        if self._committing.waiting or self._saving is not None:
            return
        due = time.monotonic() - self._taken_s >= SNAPSHOT_INTERVAL_S
        if self._records >= SNAPSHOT_RECORDS or (due and (listening or self._records > 0)):
            if self._in_background:
                self._begin()
            else:
                self.snapshot()

    def make_room(self) -> None:
        """The journal is full: let it forget what it can."""
        if time.monotonic() - self._taken_s >= _ROOM_INTERVAL_S:
            self.snapshot()
        self._release()
        self._measure()

    def snapshot(self) -> None:
        """Take a snapshot now, and wait for it. Everything before the journal's end must have been judged and committed: not while anything waits."""
        self._finish()
        if not self._committing.waiting:
            self._begin()
            self._finish()

    def close(self) -> None:
        """Wait until what is being written is there; nothing may be written once others can take the site."""
        if self._thread is not None:
            self._thread.join(_CLOSES_WITHIN_S)

    def _begin(self) -> None:
        self._taken_s = began_s = time.monotonic()
        offset = self._journal.end
        self._committing.try_once(offset)
        state = Snapshot(VERSION, self._site, to_ms(self._clock()), offset, self._judge.snapshot(), self._judging.snapshot(), self.settled)
        self._saving = _Saving(self._path, state, self._checkpoint, self._judging.checkpoints(self._changed), began_s)
        self._records = 0
        self._changed = set()
        if self._in_background:
            self._thread = threading.Thread(target=self._saving.do, name=f"snapshot {self._site}", daemon=True)
            self._thread.start()
        else:
            self._saving.do()

    def _finish(self) -> None:
        """Take note of what came of the saving that was begun, if any; waits for it."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        saving, self._saving = self._saving, None
        if saving is None:
            return
        if saving.not_saved is not None:
            self._complaint.raise_(saving.not_saved)
            self._facts.last_error = f"snapshot: {saving.not_saved.strerror}"
            self._changed.update(saving.devices)
            return
        self._complaint.settle()
        self._metrics.snapshots += 1
        self._metrics.snapshot_seconds = saving.seconds
        self._snapshot_offset = saving.offset
        self._release()
        if (error := saving.not_checkpointed) is not None:
            self._changed.update(saving.devices)
            if isinstance(error, LeaseLost):
                raise error
            if not isinstance(error, RecordsUnavailable):
                self._odd.say(logging.ERROR, "%s: device checkpoints could not be written in a way that should not be", self._site, exc_info=error)
            self._facts.last_error = f"records: {error}"

    def _release(self) -> None:
        self._journal.release(min(self._snapshot_offset, self._stored_offset()))

    def _measure(self) -> None:
        self._metrics.journal_bytes = self._journal.bytes
        self._metrics.journal_limit_bytes = self._journal.limit_bytes
        self._metrics.snapshot_age_seconds = time.monotonic() - self._taken_s
