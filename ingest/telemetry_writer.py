"""From the journal into the telemetry store, at the store's own pace.

Follows the journal with an offset of its own, so a store that is down, slow or refusing delays storing and nothing
else. Writing again changes nothing in a store, so after a crash the last batch is simply written again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from domain.quarantine import Quarantined, QuarantineReason
from domain.reading import Quality, Value
from domain.records import LeaseLost
from domain.site import Site
from domain.telemetry import Refused, StoreUnavailable, TelemetryMessage, TelemetryStore
from domain.time import Clock, from_ms, to_ms
from ingest import atomic_file
from ingest.codecs.codec import Occurrence, Status
from ingest.committing import Committing, Stopped
from ingest.deduplication import Deduplication, key_of
from ingest.interpretation import KEPT_BYTES, Heard, Interpreter
from ingest.journal import Journal
from ingest.journal_record import Found, RecordKind
from ingest.metrics import Facts, Metrics
from ingest.patience import Complaint, delays

log = logging.getLogger(__name__)

LARGEST_BATCH = 5_000
LINGER_S = 0.2
"""How long to let a batch gather when there is little."""
_WAIT_S = 0.25
_FIRST_WAIT_S = 0.2
_LONGEST_WAIT_S = 10.0


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
        self._deduplication = Deduplication()
        devices = site.devices.values()
        self._online_keys = {device.id: sorted({point.raw_key for point in device.points.values() if point.key == "online"}) for device in devices}
        self._aliases = {
            device.id: {key: point.raw_key for key, point in device.points.items() if key != point.raw_key} for device in devices
        }  # a point is found in the store by its one raw key
        self._stopping = threading.Event()
        self._complaint = Complaint(f"{site.id}: the telemetry store does not take readings; they wait in the journal")
        self._thread = threading.Thread(target=self._run, name=f"telemetry {site.id}", daemon=True)
        self._offset = self._load()

    @property
    def offset(self) -> int:
        """Everything before this journal offset is stored."""
        return self._offset

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self, patience_s: float = 5.0) -> None:
        """Finish the batch that is being written, if the store takes it within `patience_s`."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(patience_s)

    def measure(self) -> None:
        """Bring the lag in the metrics up to date."""
        behind = self._journal.end - self._offset
        self._metrics.telemetry_lag_bytes = max(0, behind)
        if behind <= 0:
            self._metrics.telemetry_lag_seconds = 0.0

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                if self._journal.wait_beyond(self._offset, _WAIT_S):
                    self._stopping.wait(0 if self._journal.end - self._offset > 1 << 20 else LINGER_S)
                    self._follow()
        except Stopped:
            return
        except LeaseLost as error:
            self._failed(error)
        except Exception as error:
            log.exception("%s: the telemetry writer failed", self._site.id)
            self._failed(error)

    def _follow(self) -> None:
        """Store everything that is there, batch by batch."""
        batch: list[TelemetryMessage] = []
        oldest_us: int | None = None
        offset = self._offset
        for found in self._journal.read(self._offset):
            offset = found.next_offset
            if oldest_us is None:
                oldest_us = found.record.received_us
            batch += self._messages(found)
            if len(batch) >= LARGEST_BATCH:
                self._store_batch(batch, offset, oldest_us)
                batch, oldest_us = [], None
                if self._stopping.is_set():
                    return
        if offset > self._offset:
            self._store_batch(batch, offset, oldest_us)

    def _store_batch(self, batch: Sequence[TelemetryMessage], offset: int, oldest_us: int | None) -> None:
        waits = delays(_FIRST_WAIT_S, _LONGEST_WAIT_S)
        while batch:
            if oldest_us is not None:
                self._metrics.telemetry_lag_seconds = max(0.0, to_ms(self._clock()) / 1000 - oldest_us / 1_000_000)
            try:
                refused = self._store.write(batch)
            except Exception as error:
                if not isinstance(error, StoreUnavailable) and not self._complaint.standing:
                    log.exception("%s: the telemetry store failed in a way that should not be", self._site.id)
                self._complaint.raise_(error)
                self._facts.store_available = False
                self._facts.last_error = f"telemetry store: {error}"
                retry_after_s = error.retry_after_s if isinstance(error, StoreUnavailable) else None
                if self._stopping.wait(max(next(waits), retry_after_s or 0)):
                    raise Stopped from None
                continue
            self._complaint.settle()
            self._facts.store_available = True
            self._metrics.stored += len(batch) - len(refused)
            if refused:
                self._metrics.refused_by_store += len(refused)
                self._committing.commit((), [_quarantined(each) for each in refused])
            break
        self._save(offset)

    def _messages(self, found: Found) -> Iterator[TelemetryMessage]:
        """What is to be stored of a record."""
        record = found.record
        if record.kind != RecordKind.MESSAGE:
            return
        try:
            interpretation = self._interpreter.interpret(record)
        except Exception:
            log.exception("%s: a record at %d could not be read for storing; the rules have put it into quarantine", self._site.id, found.offset)
            return
        for index, heard in enumerate(interpretation.heard):
            # An item with its own time overwrites itself; one without must be known to be the same.
            key = None if heard.occurred.own else key_of(record, heard.item, index)
            if key is not None and not self._deduplication.is_new(key):
                continue
            message = self._message(heard, interpretation.received_ms)
            if message.values or message.event is not None:
                yield message

    def _message(self, heard: Heard, received_ms: int) -> TelemetryMessage:
        item, occurred = heard.item, heard.occurred
        device = item.device
        occurred_at, received_at = from_ms(occurred.ms), from_ms(received_ms)
        site, device_type = self._site.id, device.type.key
        if isinstance(item, Status):
            online: dict[str, Value] = dict.fromkeys(self._online_keys[device.id], item.online)
            return TelemetryMessage(site, device.id, device_type, occurred_at, received_at, online)
        uncertain = occurred.skewed
        if isinstance(item, Occurrence):
            values = {key: _flat(value) for key, value in item.data.items()}
            qualities = dict.fromkeys(values, Quality.UNCERTAIN) if uncertain else {}
            return TelemetryMessage(site, device.id, device_type, occurred_at, received_at, values, qualities, item.name, item.id)
        values, qualities = item.values, item.qualities
        if uncertain:
            qualities = {key: qualities.get(key, Quality.UNCERTAIN) for key in values}
        if occurred.turned is not None and "clock_skew" in device.points:
            values = values | {"clock_skew": occurred.turned}
        if aliases := self._aliases[device.id]:
            values = {aliases.get(key, key): value for key, value in values.items()}
            qualities = {aliases.get(key, key): quality for key, quality in qualities.items()}
        return TelemetryMessage(site, device.id, device_type, occurred_at, received_at, values, qualities, id=item.id)

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


def _flat(value: object) -> Value:
    """An event's datum as a store keeps it: what is nested as JSON text."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return float(value)
    return msgspec.json.encode(value).decode()


def _quarantined(refused: Refused) -> Quarantined:
    message = refused.message
    kind = "telemetry" if message.event is None else "event"
    values = {key: sorted(value) if isinstance(value, frozenset) else value for key, value in message.values.items()}
    payload = msgspec.json.encode({"ts": to_ms(message.occurred_at), "id": message.id, "event": message.event, "values": values})
    topic = f"steward/v1/{message.site}/{message.device}/{kind}"
    return Quarantined(message.site, message.received_at, topic, QuarantineReason.REFUSED_BY_STORE, refused.why, payload[:KEPT_BYTES], message.device)
