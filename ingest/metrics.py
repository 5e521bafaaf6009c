"""What ingest counts about itself; the words of ``/metrics`` and of the run book."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(slots=True)
class Metrics:
    """Counters and gauges of one site's ingest. Each is written by one thread; reading is always allowed."""

    received: int = 0
    """Messages journalled."""
    decoded: int = 0
    """Items (readings of one time, events, statuses) judged."""
    quarantined: int = 0
    duplicates: int = 0
    acknowledged: int = 0
    commits: int = 0
    transitions: int = 0
    groups: int = 0
    """Group commits of the journal."""
    journal_bytes: int = 0
    journal_limit_bytes: int = 0
    waiting: int = 0
    """Messages received and not yet journalled."""
    sync_seconds: float = 0.0
    """How long the newest fsync took."""
    stored: int = 0
    """Messages written to the telemetry store."""
    refused_by_store: int = 0
    telemetry_lag_bytes: int = 0
    telemetry_lag_seconds: float = 0.0
    published: int = 0
    """Transitions put on the ``_out`` topics."""
    reconnects: int = 0
    broker_dropped: int = 0
    """Messages that the broker says it has dropped."""

    def as_numbers(self) -> dict[str, float]:
        """All of them by name."""
        return {entry.name: getattr(self, entry.name) for entry in fields(self)}


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
    last_error: str = ""

    def as_facts(self) -> dict[str, bool | str]:
        """All of them by name."""
        return {entry.name: getattr(self, entry.name) for entry in fields(self)}
