"""The benchmark of trends, run small: every span is asked for and answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import trends
from tests.parts.influxdb import InfluxDBMissing


def test_each_span_has_a_figure_and_its_ratio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_folder: Path) -> None:
        raise InfluxDBMissing

    monkeypatch.setattr(trends, "start_influxdb", missing)
    lines = list(trends.table(tmp_path, runs=1, days=1))
    assert "1,440 messages" in lines[0]
    assert lines[1].startswith("  SQLite, day")
    assert "ratio" in lines[1]
    assert lines[-1] == "  InfluxDB: not found here"
