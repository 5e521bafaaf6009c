"""Into the telemetry store, at the store's own pace.

What the pipeline has just judged is handed over in memory; everything else — after a start, or when the store was
behind — is read from the journal. So a store that is down, slow or refusing delays storing and nothing else. The
writer has an offset of its own, which moves when the store has taken what is before it; writing again changes nothing
in a store, so after a crash the last batch is simply written again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from domain.identity import DRILL_ROOT, LIVE, LIVE_ROOT
from domain.quarantine import Quarantined, QuarantineReason
from domain.records import LeaseLost
from domain.site import Site
from domain.sparing import Sparing
from domain.telemetry import Refused, StoreUnavailable, TelemetryMessage, TelemetryStore
from domain.time import Clock, from_ms, to_ms
from ingest import atomic_file
from ingest.committing import Committing, Stopped
from ingest.deduplication import Deduplication, key_of
from ingest.hand_over import HandOver
from ingest.interpretation import KEPT_BYTES, Interpreter
from ingest.journal import Journal
from ingest.journal_record import Found, Record, RecordKind
from ingest.metrics import Facts, Metrics
from ingest.patience import Complaint, delays
from ingest.storable import Storable

log = logging.getLogger(__name__)

LARGEST_BATCH = 5_000
LINGER_S = 0.2
"""How long to let a batch gather, unless there is enough for one already."""
_WAIT_S = 0.25
_FIRST_WAIT_S = 0.2
_LONGEST_WAIT_S = 3.0
"""A store that is back is found to be so soon; asking it costs little."""


class _Position(msgspec.Struct):
    """What is kept between runs: stored up to `offset`, and the keys of items that have no time of their own."""

    offset: int
    keys: str = ""


class TelemetryWriter:
    """One thread that stores what a site's journal holds."""

    def __init__(
        self,
        site: Site,
        journal: Journal,
        store: TelemetryStore,
        path: Path,
        committing: Committing,
        clock: Clock,
        metrics: Metrics,
        facts: Facts,
        failed: Callable[[BaseException], None],
    ) -> None:
        self._site = site
        self._journal = journal
        self._store = store
        self._path = path
        self._committing = committing
        self._clock = clock
        self._metrics = metrics
        self._facts = facts
        self._failed = failed
        self._interpreter = Interpreter(site, quiet=True)
        self._storable = Storable(site)
        self._deduplication = Deduplication()
        self._hand_over = HandOver(0)
        self._sparing = Sparing(log)
        self._stopping = threading.Event()
        self._complaint = Complaint(f"{site.id}: the telemetry store does not take readings; they wait in the journal")
        self._thread = threading.Thread(target=self._run, name=f"telemetry {site.id}", daemon=True)
        self._offset = self._load()

    @property
    def offset(self) -> int:
        """Everything before this journal offset is stored."""
        return self._offset

    def start(self, hand_over: HandOver) -> None:
        """Begin to follow, in a thread: take what `hand_over` covers from there, and the rest from the journal."""
        self._hand_over = hand_over
        self._thread.start()

    def stop(self, patience_s: float = 5.0) -> None:
        """Finish the batch that is being written, if the store takes it within `patience_s`."""
        self._stopping.set()
        self._hand_over.hurry()
        if self._thread.ident is not None:
            self._thread.join(patience_s)

    def measure(self) -> None:
        """Bring the lag in the metrics up to date."""
        self._metrics.store_queued = self._hand_over.messages
        behind = self._journal.end - self._offset if self._journal.holds_beyond(self._offset) else 0
        self._metrics.telemetry_lag_bytes = behind
        if not behind:
            self._metrics.telemetry_lag_seconds = 0.0

    def _run(self) -> None:
        hand_over = self._hand_over
        try:
            while not self._stopping.is_set():
                if self._offset < (covered := hand_over.start):
                    self._store_journalled(covered)
                elif hand_over.wait(_WAIT_S):
                    # Each batch costs a request and two fsyncs, whatever its size: a steady trickle, too, has to gather.
                    hand_over.wait(LINGER_S, LARGEST_BATCH)
                    self._store_handed(hand_over)
        except Stopped:
            return
        except LeaseLost as error:
            self._failed(error)
        except Exception as error:
            log.exception("%s: the telemetry writer failed", self._site.id)
            self._failed(error)

    def _store_handed(self, hand_over: HandOver) -> None:
        handed = hand_over.take(self._offset, LARGEST_BATCH)
        if not handed:
            return  # it was dropped meanwhile: the journal has it
        batch: list[TelemetryMessage] = []
        for each in handed:
            batch += each.messages
            for key in each.keys:
                self._deduplication.is_new(key)
            if each.turned:
                self._interpreter.timestamps.follow_turned(each.turned)
        self._store_batch(batch, handed[-1].end, handed[0].received_us)

    def _store_journalled(self, until: int) -> None:
        """Store what the journal holds up to offset `until`, or a batch of it."""
        batch: list[TelemetryMessage] = []
        oldest_us: int | None = None
        offset = until
        for found in self._journal.read(self._offset):
            if found.offset >= until:
                break
            if oldest_us is None:
                oldest_us = found.record.received_us
            batch += self._messages(found)
            if len(batch) >= LARGEST_BATCH:
                offset = found.next_offset
                break
        self._store_batch(batch, offset, oldest_us)

    def _store_batch(self, batch: Sequence[TelemetryMessage], offset: int, oldest_us: int | None) -> None:
        waits = delays(_FIRST_WAIT_S, _LONGEST_WAIT_S)
        while batch:
            if oldest_us is not None:
                self._metrics.telemetry_lag_seconds = max(0.0, to_ms(self._clock()) / 1000 - oldest_us / 1_000_000)
            began_s = time.monotonic()
            try:
                refused = self._store.write(batch)
            except Exception as error:
                if not isinstance(error, StoreUnavailable) and not self._complaint.standing:
                    log.exception("%s: the telemetry store failed in a way that should not be", self._site.id)
                self._complaint.raise_(error)
                self._metrics.store_retries += 1
                self._facts.store_available = False
                self._facts.last_error = f"telemetry store: {error}"
                retry_after_s = error.retry_after_s if isinstance(error, StoreUnavailable) else None
                if self._stopping.wait(max(next(waits), retry_after_s or 0)):
                    raise Stopped from None
                continue
            self._complaint.settle()
            self._facts.store_available = True
            self._metrics.store_seconds.observe(time.monotonic() - began_s)
            self._metrics.store_batch_messages.observe(len(batch))
            self._metrics.stored += len(batch) - len(refused)
            if refused:
                self._metrics.refused_by_store += len(refused)
                self._committing.commit((), [_quarantined(each) for each in refused])
            break
        self._save(offset)

    def _messages(self, found: Found) -> Sequence[TelemetryMessage]:
        """What is to be stored of a record."""
        record = found.record
        if record.kind != RecordKind.MESSAGE:
            return ()
        try:
            return self._messages_of(record)
        except Exception:  # noqa: BLE001  it is said below, sparingly
            self._sparing.say(
                logging.ERROR,
                "%s: a record at %d could not be read for storing; the rules have put it into quarantine",
                self._site.id,
                found.offset,
                exc_info=True,
            )
            return ()

    def _messages_of(self, record: Record) -> list[TelemetryMessage]:
        interpretation = self._interpreter.interpret(record)
        received_at = from_ms(interpretation.received_ms)
        messages = []
        for index, heard in enumerate(interpretation.heard):
            # An item with its own time overwrites itself; one without must be known to be the same.
            key = None if heard.occurred.own else key_of(record, heard.item, index)
            if key is not None and not self._deduplication.is_new(key):
                continue
            message = self._storable.message(heard, from_ms(heard.occurred.ms), received_at)
            if message is not None:
                messages.append(message)
        return messages

    def _load(self) -> int:
        try:
            position = msgspec.json.decode(self._path.read_bytes(), type=_Position)
            self._deduplication.restore(position.keys)
        except FileNotFoundError:
            return self._journal.start
        except (OSError, ValueError) as error:
            log.warning("%s: %s cannot be used (%s); everything in the journal is stored again, which changes nothing", self._site.id, self._path, error)
            return self._journal.start
        return position.offset

    def _save(self, offset: int) -> None:
        try:
            atomic_file.write(self._path, msgspec.json.encode(_Position(offset, self._deduplication.snapshot())))
        except OSError as error:
            # Stored it is; after a crash it would be stored once more, which changes nothing.
            self._facts.last_error = f"{self._path}: {error.strerror}"
        self._offset = offset


def _quarantined(refused: Refused) -> Quarantined:
    message = refused.message
    kind = "telemetry" if message.event is None else "event"
    values = {key: sorted(value) if isinstance(value, frozenset) else value for key, value in message.values.items()}
    payload = msgspec.json.encode({"ts": to_ms(message.occurred_at), "id": message.id, "event": message.event, "values": values})
    topic = f"{LIVE_ROOT if message.realm == LIVE else DRILL_ROOT}/{message.site}/{message.device}/{kind}"
    return Quarantined(message.site, message.received_at, topic, QuarantineReason.REFUSED_BY_STORE, refused.why, payload[:KEPT_BYTES], message.device)
