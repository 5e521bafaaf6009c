"""The cost of an fsync is tried at start, quickly, and leaves nothing behind."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

import pytest

from ingest import disk_probe
from ingest.disk_probe import SLOW_S, SYNCS, DiskCost, probe, probe_and_tell


def test_a_disk_is_probed_and_nothing_is_left(tmp_path: Path) -> None:
    found = probe(tmp_path)
    assert found is not None
    assert 1 <= found.syncs <= SYNCS
    assert 0 < found.median_s <= found.worst_s
    assert list(tmp_path.iterdir()) == []


def test_a_slow_disk_does_not_hold_up_a_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_probe, "PATIENCE_S", 0.05)
    monkeypatch.setattr(disk_probe, "_sync_data", lambda _: time.sleep(0.03))
    found = probe(tmp_path)
    assert found is not None
    assert found.syncs < SYNCS
    assert found.slow


def test_slow_is_what_makes_alarms_late() -> None:
    assert not DiskCost(100, SLOW_S, 1.0).slow
    assert DiskCost(100, SLOW_S * 1.01, 1.0).slow


def test_it_is_said_in_one_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    cost, warning = probe_and_tell("s1", tmp_path)
    assert cost is not None
    assert (warning == "") is (not cost.slow)
    assert len(caplog.records) == 1
    assert "fdatasync of 4 KiB" in caplog.text


def test_a_slow_one_is_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_probe, "probe", lambda _: DiskCost(17, 0.0304, 0.09))
    assert "30.4 ms" in probe_and_tell("s1", tmp_path)[1]
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_a_disk_that_cannot_be_written_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert probe_and_tell("s1", tmp_path / "missing") == (None, "")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    assert probe(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
