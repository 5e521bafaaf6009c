"""What ingest counts about itself; the words of ``/metrics`` and of the run book (``docs/runbook.md``).

Counters rise as long as the process lives; gauges hold now. How each is called, explained and shown outside stands in
``api/ingest_figures.py``; a test keeps that both know the same ones.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields

from ingest.histogram import MESSAGES, Histogram


@dataclass(slots=True)
class Metrics:
    """Counters, gauges and histograms of one site's ingest. Each is written by one thread; reading is always allowed.

    Nothing here is touched once a message: add up in the group or batch, and put it here once. Durations are seconds.
    """

    # From the broker into the journal
    received: int = 0
    """Counter: messages journalled."""
    waiting: int = 0
    """Gauge: messages received and not yet journalled."""
    unacknowledged: int = 0
    """Gauge: messages received and not yet acknowledged: what is held back while records or journal are in trouble."""
    acknowledged: int = 0
    """Counter: messages acknowledged to the broker."""
    reconnects: int = 0
    """Counter: connections to the broker after the first."""
    broker_away_seconds: float = 0.0
    """Gauge: for how long there has been no connection to the broker; 0 while there is one."""
    broker_dropped: int = 0
    """Counter: messages that the broker says it has dropped."""

    # The journal
    groups: int = 0
    """Counter: group commits of the journal."""
    group_messages: Histogram = field(default_factory=lambda: Histogram(MESSAGES))
    """Histogram: messages a group."""
    group_seconds: Histogram = field(default_factory=Histogram)
    """Histogram: from the receipt of a group's first message until the group is acknowledged."""
    fsync_seconds: Histogram = field(default_factory=Histogram)
    """Histogram: how long making a group durable took."""
    sync_seconds: float = 0.0
    """Gauge: how long the newest fsync took."""
    disk_probe_median_seconds: float = 0.0
    """Gauge: the median fdatasync of 4 KiB in the journal's folder, tried at start; 0: not tried."""
    disk_probe_worst_seconds: float = 0.0
    """Gauge: the slowest of those."""
    journal_bytes: int = 0
    """Gauge: what the journal takes on disk."""
    journal_limit_bytes: int = 0
    """Gauge: what it may take."""
    journal_oldest_seconds: float = 0.0
    """Gauge: the age of the oldest record kept; files that everybody has passed are deleted whole. 0: it is empty."""
    journal_damaged_bytes: int = 0
    """Counter: bytes of the journal that were found damaged and passed over."""

    # Judging
    decoded: int = 0
    """Counter: items (readings of one time, events, statuses) judged."""
    quarantined: int = 0
    """Counter: messages, or parts of them, put into quarantine."""
    quarantined_by_reason: Counter[str] = field(default_factory=Counter)
    """Counter by ``QuarantineReason``; adds up to `quarantined`."""
    duplicates: int = 0
    """Counter: items that had been judged before, left aside."""
    late: int = 0
    """Counter: items that came more than two minutes after they were measured."""
    rules_stepped: int = 0
    """Counter: readings, events and ticks given to the rules."""
    judging_lag_seconds: float = 0.0
    """Gauge: how old what is judged now is, while what waited at the broker is worked off; 0 once that is drained."""

    # Into the records
    transitions: int = 0
    """Counter: transitions committed."""
    transitions_by_change: Counter[str] = field(default_factory=Counter)
    """Counter by ``Change``; adds up to `transitions`."""
    commits: int = 0
    """Counter: transactions committed to the records."""
    commit_seconds: Histogram = field(default_factory=Histogram)
    """Histogram: how long a transaction that succeeded took."""
    pending_commits: int = 0
    """Gauge: transitions and quarantined messages that wait in memory for the records."""
    records_away_seconds: float = 0.0
    """Gauge: for how long the records have not taken what is to be committed; 0 while they do."""
    published: int = 0
    """Counter: transitions put on the ``_out`` topics."""

    # Into the telemetry store
    stored: int = 0
    """Counter: messages written to the telemetry store."""
    store_seconds: Histogram = field(default_factory=Histogram)
    """Histogram: how long writing a batch took, when the store took it. Its count is the number of batches."""
    store_batch_messages: Histogram = field(default_factory=lambda: Histogram(MESSAGES))
    """Histogram: messages a batch that the store took."""
    store_queued: int = 0
    """Gauge: decoded messages that wait in memory for the telemetry store."""
    store_retries: int = 0
    """Counter: batches that the store did not take and that were tried again."""
    store_away_seconds: float = 0.0
    """Gauge: for how long the telemetry store has taken nothing; 0 while it does."""
    refused_by_store: int = 0
    """Counter: messages that the store refused for good; they are in quarantine."""
    telemetry_lag_bytes: int = 0
    """Gauge: what the journal holds and the store does not."""
    telemetry_lag_seconds: float = 0.0
    """Gauge: the age of the oldest message that is not stored; 0: everything is."""

    # Snapshots and restarts
    snapshots: int = 0
    """Counter: snapshots taken."""
    snapshot_seconds: float = 0.0
    """Gauge: how long taking the newest snapshot took."""
    snapshot_age_seconds: float = 0.0
    """Gauge: since the newest snapshot."""
    snapshot_bytes: int = 0
    """Gauge: size of the newest snapshot."""
    restart_replayed: int = 0
    """Gauge: journalled records that the last start judged again."""
    restart_seconds: float = 0.0
    """Gauge: how long the last start took to come back to where it was: snapshot, replay, agreement with the records."""

    # The process; the same for sites that share one
    process_id: int = 0
    process_cpu_seconds: float = 0.0
    """Counter: CPU time of this process, user and system."""
    process_resident_bytes: int = 0
    """Gauge: its resident memory."""

    def as_numbers(self) -> dict[str, float]:
        """The plain numbers by name."""
        return {name: value for name, value in self._items() if isinstance(value, int | float)}

    def as_told(self) -> dict[str, object]:
        """All of them by name, as ``domain/live.py`` says: numbers, numbers by label, histograms."""
        return {name: value.as_told() if isinstance(value, Histogram) else value for name, value in self._items()}

    def _items(self) -> list[tuple[str, object]]:
        return [(entry.name, getattr(self, entry.name)) for entry in fields(self)]


@dataclass(slots=True)
class Facts:
    """What holds now, for ``/readyz`` and the screens. `""` means: nothing to say."""

    broker_connected: bool = False
    drained: bool = False
    """What waited at the broker has been judged; deadlines follow the wall clock."""
    records_available: bool = True
    store_available: bool = True
    journal_full: bool = False
    broker_warning: str = ""
    disk_warning: str = ""
    """The journal's disk is so slow that alarms come late."""
    last_error: str = ""

    def as_facts(self) -> dict[str, bool | str]:
        """All of them by name."""
        return {entry.name: getattr(self, entry.name) for entry in fields(self)}
