"""When each alert about Steward itself fires: for each a history that must fire it, and one that must not."""

from __future__ import annotations

from dataclasses import dataclass

STEP = "15s"


@dataclass(frozen=True, slots=True)
class Story:
    """Series in promtool's notation (`a+bxn`: n steps of 15 s) with what is looked at `after` so many minutes.

    `calm` takes the place of the series of the same name and must not fire; an empty one is a series that is not there.
    """

    alert: str
    series: dict[str, str]
    calm: dict[str, str]
    after: str = "60m"


SITE = '{instance="a",site="s1"}'
RECEIVED = f"steward_ingest_received_total{SITE}"
JOURNAL, LIMIT = f"steward_ingest_journal_bytes{SITE}", f"steward_ingest_journal_limit_bytes{SITE}"
QUARANTINED = 'steward_ingest_quarantined_total{instance="a",site="s1",reason="not_json"}'
INTERNAL = 'steward_ingest_quarantined_total{instance="a",site="s1",reason="internal"}'
FAST, SLOW, ALL = (f'steward_ingest_fsync_seconds_bucket{{instance="a",site="s1",le="{le}"}}' for le in ("0.02", "0.05", "+Inf"))
PROCESS = 'steward_ingest_process_resident_bytes{instance="a",site="s1",process="7"}'
WORKER = 'steward_heartbeat_age_seconds{instance="a",role="worker"}'


def gauge(alert: str, name: str, firing: str, calm: str) -> Story:
    """An alert on one gauge of a site."""
    series = name if "{" in name else f"{name}{SITE}"
    return Story(alert, {series: f"{firing}x240"}, {series: f"{calm}x240"})


STORIES = (
    gauge("StewardDown", 'up{job="steward",instance="a"}', "0", "1"),
    gauge("StewardSiteNotServed", "steward_site_served", "0", "1"),
    gauge("StewardIngestAway", "steward_ingest_feed_connected", "0", "1"),
    Story("StewardIngestRestarts", {RECEIVED: "0 10 0 10 0 10 0 10"}, {RECEIVED: "0 10 20 0 10 20 30 40"}, after="2m"),
    gauge("StewardWorkerSilent", WORKER, "31", "29"),
    gauge("StewardIngestMemory", PROCESS, "1100000000", "150000000"),
    gauge("StewardBrokerAway", "steward_ingest_broker_away_seconds", "31", "0"),
    gauge("StewardBrokerUnstable", "steward_ingest_broker_reconnects_total", "0+1", "3"),
    gauge("StewardBrokerDropped", "steward_ingest_broker_dropped_total", "0+1", "5"),
    Story(
        "StewardNothingReceived",
        {RECEIVED: "7x240", f"steward_ingest_broker_connected{SITE}": "1x240"},
        {RECEIVED: "7x240", f"steward_ingest_broker_connected{SITE}": "0x240"},
    ),
    Story("StewardJournalFilling", {JOURNAL: "3e8+8e5x240", LIMIT: "1e9x240"}, {JOURNAL: "4e8+1e4x240", LIMIT: "1e9x240"}),
    Story("StewardJournalNearlyFull", {JOURNAL: "801x240", LIMIT: "1000x240"}, {JOURNAL: "800x240", LIMIT: "1000x240"}),
    gauge("StewardJournalFull", "steward_ingest_journal_full", "1", "0"),
    gauge("StewardJournalDamaged", "steward_ingest_journal_damaged_bytes_total", "9", "0"),
    Story("StewardFsyncSlow", {FAST: "0+4x240", SLOW: "0+10x240", ALL: "0+10x240"}, {FAST: "0+6x240", SLOW: "0+10x240", ALL: "0+10x240"}),
    gauge("StewardSnapshotOld", "steward_ingest_snapshot_age_seconds", "301", "10"),
    gauge("StewardAlarmsLate", "steward_ingest_judging_lag_seconds", "11", "2"),
    Story("StewardQuarantine", {QUARANTINED: "0+15x240", RECEIVED: "0+1000x240"}, {QUARANTINED: "0+15x240", RECEIVED: "0+2000x240"}),
    Story("StewardQuarantine", {QUARANTINED: "0+1x240", RECEIVED: "0+10x240"}, {QUARANTINED: "0+0.2x240", RECEIVED: "0+10x240"}),
    gauge("StewardInternalFaults", INTERNAL, "0+1", "4"),
    gauge("StewardDeviceClocksOff", "steward_device_clocks_off", "1", "0"),
    gauge("StewardRecordsDown", 'steward_records_up{instance="a"}', "0", "1"),
    gauge("StewardRecordsAway", "steward_ingest_records_away_seconds", "31", "3"),
    gauge("StewardOutLag", "steward_out_lag_seconds", "61", "5"),
    gauge("StewardOutboxWaits", 'steward_outbox_due{instance="a"}', "101", "3"),
    gauge("StewardStoreAway", "steward_ingest_store_away_seconds", "61", "0"),
    gauge("StewardStoreLag", "steward_ingest_store_lag_seconds", "61", "1"),
)
