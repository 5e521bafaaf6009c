"""A running Steward tells Prometheus what each stage did, and nothing of it stays at zero by neglect."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.chain import alarm_of, say
from tests.e2e.installation import Installation, demo
from tests.parts import missing

pytestmark = pytest.mark.real
PATIENCE_S = 60

MOVES = (
    "steward_ingest_received_total",
    "steward_ingest_acknowledged_total",
    "steward_ingest_groups_total",
    "steward_ingest_group_messages_count",
    "steward_ingest_group_seconds_sum",
    "steward_ingest_fsync_seconds_sum",
    "steward_ingest_fsync_last_seconds",
    "steward_ingest_disk_probe_median_seconds",
    "steward_ingest_disk_probe_worst_seconds",
    "steward_ingest_journal_bytes",
    "steward_ingest_journal_limit_bytes",
    "steward_ingest_decoded_total",
    "steward_ingest_rules_stepped_total",
    "steward_ingest_duplicates_total",
    "steward_ingest_late_total",
    "steward_ingest_commits_total",
    "steward_ingest_commit_seconds_sum",
    "steward_ingest_published_total",
    "steward_ingest_stored_total",
    "steward_ingest_store_write_seconds_sum",
    "steward_ingest_store_batch_messages_sum",
    "steward_ingest_snapshots_total",
    "steward_ingest_snapshot_last_seconds",
    "steward_ingest_snapshot_bytes",
    "steward_ingest_restart_seconds",
    "steward_ingest_process_cpu_seconds_total",
    "steward_ingest_process_resident_bytes",
    "steward_ingest_broker_connected",
    "steward_ingest_drained",
    "steward_ingest_records_available",
    "steward_ingest_store_available",
    "steward_ingest_feed_connected",
    "steward_site_served",
    'steward_ingest_quarantined_total{reason="not_json"}',
    'steward_ingest_transitions_total{change="raised"}',
)
STAND = (
    "steward_ingest_broker_away_seconds",
    "steward_ingest_records_away_seconds",
    "steward_ingest_store_away_seconds",
    "steward_ingest_pending_commits",
    "steward_ingest_unacknowledged_messages",
    "steward_ingest_waiting_messages",
    "steward_ingest_journal_full",
    "steward_ingest_journal_damaged_bytes_total",
    "steward_ingest_store_retries_total",
    "steward_ingest_store_refused_total",
    "steward_ingest_store_queued_messages",
    "steward_ingest_store_lag_bytes",
    "steward_ingest_store_lag_seconds",
    "steward_ingest_judging_lag_seconds",
    "steward_out_lag_seconds",
)
DISTINGUISHED = ("reason", "change")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with demo(tmp_path_factory.mktemp("metrics"), "--no-simulators") as running:
        yield running


def told(installation: Installation) -> Mapping[str, float]:
    """Every sample by its name, with the labels that tell reasons and changes apart."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(httpx.get(installation.url + "/metrics", timeout=10).text):
        for sample in family.samples:
            labels = ",".join(f'{label}="{sample.labels[label]}"' for label in DISTINGUISHED if label in sample.labels)
            found[sample.name + (f"{{{labels}}}" if labels else "")] = sample.value
    return found


def unfit(values: Mapping[str, float], names: Sequence[str], fine: Callable[[float], bool]) -> dict[str, float | None]:
    """Those of `names` that are not `fine`, or not told (`None`)."""
    return {name: values.get(name) for name in names if name not in values or not fine(values[name])}


def await_all(installation: Installation, names: Sequence[str], fine: Callable[[float], bool]) -> None:
    """Wait until all of `names` are told and `fine`; fails with those that are not."""
    deadline = time.monotonic() + PATIENCE_S
    while left := unfit(told(installation), names, fine):
        assert time.monotonic() < deadline, left
        time.sleep(1)


def test_every_stage_tells_what_it_did_and_nothing_is_left_behind(installation: Installation) -> None:
    say(installation, "t1-lift-1", {"trapped": True})
    alarm_of(installation.client("engineer"), "lift.entrapment", "t1-lift-1")
    twice = {"ts": 1_700_000_000_000, "id": "the same twice", "values": {"load_pct": 5}}
    for body in (twice, twice, b"{not json"):
        installation.publish("t1-lift-2", "telemetry", body)
    await_all(installation, MOVES, lambda value: value > 0)
    await_all(installation, STAND, lambda value: value == 0)


def test_prometheus_finds_no_fault_with_the_exposition(installation: Installation) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        missing("promtool", "apt install prometheus")
    text = httpx.get(installation.url + "/metrics", timeout=10).text
    done = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
