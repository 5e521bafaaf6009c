"""How a site's ingest is, stage by stage."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import PageOf, Schema
from api.schemas.health import Part, PartState


class Latency(Schema):
    """How long something took lately, in seconds; null: it has not happened yet."""

    median_s: float | None
    p99_s: float | None


class IngestHealth(Schema):
    """A site's ingest as it says of itself, at most a second old. While it is not connected the numbers are zero and null."""

    site: str
    connected: bool = Field(description="Whether live values reach the server.")
    state: PartState = Field(description="The worst of the parts'.")
    parts: list[Part] = Field(description="As in `/readyz`, of this site.")
    received: float = Field(description="Messages made durable since ingest started.")
    waiting: float = Field(description="Messages received and not yet in the journal.")
    unacknowledged: float = Field(description="Messages received and not yet acknowledged.")
    broker_away_s: float
    broker_reconnects: float
    judging_lag_s: float = Field(description="How late alarms and live values are while a backlog is worked off.")
    journal_bytes: float
    journal_limit_bytes: float
    fsync: Latency = Field(description="Making a group of messages durable.")
    disk_probe_median_s: float = Field(description="Median fdatasync of 4 KiB on the journal's disk, tried at start; 0: not tried.")
    records_away_s: float
    pending_commits: float = Field(description="Transitions and quarantined messages that wait for the records.")
    commit: Latency = Field(description="A transaction with the records.")
    store_away_s: float
    store_lag_s: float = Field(description="How far the telemetry store is behind; alarms do not wait for it.")
    store_write: Latency = Field(description="Writing a batch to the telemetry store.")
    quarantined: float = Field(description="Messages, or parts of them, put into quarantine since ingest started.")
    snapshot_age_s: float
    restart_s: float = Field(description="How long the last start took.")
    restart_replayed: float = Field(description="Journalled records that the last start judged again.")
    resident_bytes: float = Field(description="Memory of the process.")


class IngestPage(PageOf[IngestHealth]):
    """By site."""
