"""Health adds to what is counted what only time tells: absences, the process, the disk's cost."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from domain.time import from_ms
from ingest.disk_probe import SLOW_S, DiskCost
from ingest.health import Health
from ingest.journal import Journal
from ingest.journal_record import Record, RecordKind
from ingest.metrics import Facts, Metrics

NOW_S = 1_800_000_000.0


class Steady:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def steady() -> Steady:
    return Steady()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def facts() -> Facts:
    return Facts(broker_connected=True)


@pytest.fixture
def health(metrics: Metrics, facts: Facts, steady: Steady) -> Health:
    return Health("s1", metrics, facts, lambda: from_ms(int(NOW_S * 1000)), steady)


def groups(metrics: Metrics, seconds: float, times: int = 128) -> None:
    for _ in range(times):
        metrics.fsync_seconds.observe(seconds)


@pytest.mark.parametrize(
    ("fact", "metric"), [("broker_connected", "broker_away_seconds"), ("records_available", "records_away_seconds"), ("store_available", "store_away_seconds")]
)
def test_an_absence_has_a_length(fact: str, metric: str, health: Health, facts: Facts, steady: Steady) -> None:
    assert health.told()[0][metric] == 0
    setattr(facts, fact, False)
    health.told()
    steady.now_s += 42
    assert health.told()[0][metric] == 42
    setattr(facts, fact, True)
    assert health.told()[0][metric] == 0
    setattr(facts, fact, False)
    assert health.told()[0][metric] == 0, "another absence"


def test_the_process_is_told(health: Health) -> None:
    metrics, _ = health.told()
    assert metrics["process_id"] == os.getpid()
    cpu, resident = metrics["process_cpu_seconds"], metrics["process_resident_bytes"]
    assert isinstance(cpu, float)
    assert cpu > 0
    assert isinstance(resident, int)
    assert resident > 1 << 20


def test_what_probing_the_disk_found_is_told(health: Health) -> None:
    health.use_disk_cost(DiskCost(100, 0.030, 0.2), "slow")
    metrics, facts = health.told()
    assert (metrics["disk_probe_median_seconds"], metrics["disk_probe_worst_seconds"]) == (0.030, 0.2)
    assert facts["disk_warning"] == "slow"


def test_a_disk_that_becomes_slow_is_said_once_and_once_when_it_is_well_again(health: Health, metrics: Metrics, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    groups(metrics, SLOW_S / 4)
    assert health.told()[1]["disk_warning"] == ""
    groups(metrics, SLOW_S * 1.5)
    assert "30 ms" in str(health.told()[1]["disk_warning"])
    health.told()
    groups(metrics, SLOW_S * 0.75)
    assert "30 ms" in str(health.told()[1]["disk_warning"]), "not well yet"
    groups(metrics, SLOW_S / 4)
    assert health.told()[1]["disk_warning"] == ""
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_a_few_groups_say_nothing_of_the_disk(health: Health, metrics: Metrics) -> None:
    groups(metrics, SLOW_S * 10, times=3)
    assert health.told()[1]["disk_warning"] == ""


def test_a_snapshot_grows_old_until_the_next(health: Health, metrics: Metrics, steady: Steady) -> None:
    health.told()
    steady.now_s += 5
    assert health.told()[0]["snapshot_age_seconds"] == 5
    metrics.snapshots += 1
    assert health.told()[0]["snapshot_age_seconds"] == 0
    steady.now_s += 9
    assert health.told()[0]["snapshot_age_seconds"] == 9


def test_journal_and_snapshot_are_told(health: Health, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    snapshot = tmp_path / "snapshot.json"
    health.follow(journal, snapshot)
    assert (health.told()[0]["journal_oldest_seconds"], health.told()[0]["snapshot_bytes"]) == (0, 0)
    for ago_s in (42, 7):
        journal.append([Record(RecordKind.MESSAGE, int((NOW_S - ago_s) * 1_000_000), "t", b"{}")])
        journal.sync()
    snapshot.write_bytes(b"12345")
    metrics, _ = health.told()
    assert (metrics["journal_oldest_seconds"], metrics["snapshot_bytes"], metrics["journal_damaged_bytes"]) == (42, 5, 0)
    journal.close()


def test_damage_of_the_journal_is_told_once_however_often_it_is_read(health: Health, tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for number in range(3):
        journal.append([Record(RecordKind.MESSAGE, number, f"topic-{number}", b"{}")])
    journal.sync()
    (file,) = tmp_path.glob("*.journal")
    file.write_bytes(file.read_bytes().replace(b"topic-1", b"topic-X"))
    health.follow(journal, tmp_path / "none")
    for _ in range(3):
        assert len(list(journal.read(0))) == 2
    damaged = health.told()[0]["journal_damaged_bytes"]
    assert damaged == journal.damaged_bytes > len(b"topic-1")
    journal.close()
