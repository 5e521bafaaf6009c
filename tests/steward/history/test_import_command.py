"""``steward import`` as a person uses it."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.telemetry import Sample, Series, WindowFunction
from steward.installation import load_installation
from steward.wiring import open_telemetry
from storage.telemetry.influxdb import TOKEN_VARIABLE
from tests.parts.influxdb import InfluxDB
from tests.steward.history.court import installed

ROOT = Path(__file__).parents[3]
START = datetime(2026, 1, 31, tzinfo=UTC)
LOAD = Series("court", "feeder-1", "power", "load_pct")
DAY = "time,point,value\n" + "".join(f"{(START + timedelta(minutes=minute)).isoformat()},court.feeder-1.load_pct,{minute % 100}\n" for minute in range(1440))


def steward_import(config: Path, file: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "steward", "import", str(file), "--config", str(config), *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def stored(config: Path) -> list[Sample]:
    store = open_telemetry(load_installation(config).settings)
    try:
        return list(store.range(LOAD, START, START + timedelta(days=1)))
    finally:
        store.close()


def test_a_day_of_history_is_there_and_nothing_else_happens(tmp_path: Path) -> None:
    config = installed(tmp_path)
    (tmp_path / "day.csv").write_text(DAY)
    result = steward_import(config, tmp_path / "day.csv")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "1,440 rows read, 1,440 values stored, 0 rejected\n"
    assert [sample.value for sample in stored(config)] == [float(minute % 100) for minute in range(1440)]
    # No records, no journal, no quarantine: nobody could raise an alarm of it.
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["telemetry"]


def test_rejected_rows_are_listed_and_the_code_is_1(tmp_path: Path) -> None:
    config = installed(tmp_path)
    (tmp_path / "day.csv").write_text(DAY + "soon,court.feeder-1.load_pct,1\n")
    result = steward_import(config, tmp_path / "day.csv")
    assert result.returncode == 1
    assert "1,440 values stored, 1 rejected" in result.stdout
    assert str(tmp_path / "day.rejected.csv") in result.stdout
    assert (tmp_path / "day.rejected.csv").read_text().startswith("row,point,reason\n1442,court.feeder-1.load_pct,")


@pytest.mark.parametrize(
    ("file", "more", "said"),
    [
        ("nowhere.csv", (), "the file cannot be read"),
        ("day.csv", ("--site", "nowhere"), "the installation has no site `nowhere`"),
        ("day.csv", ("--map", "nowhere.yaml"), "nowhere.yaml"),
        ("day.csv", ("--config", "nowhere.yaml"), "nowhere.yaml"),
        ("broken.csv", (), "broken.csv:1: there is no column `time`"),
        ("broken.parquet", (), "broken.parquet: "),
    ],
)
def test_a_mistake_is_code_2(tmp_path: Path, file: str, more: tuple[str, ...], said: str) -> None:
    (tmp_path / "day.csv").write_text(DAY)
    (tmp_path / "broken.csv").write_text("a,b\n")
    (tmp_path / "broken.parquet").write_text("a,b\n")
    result = steward_import(installed(tmp_path), tmp_path / file, *more)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.real
def test_history_goes_into_influxdb_once(tmp_path: Path, influxdb: InfluxDB, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
    (tmp_path / "token").write_text(influxdb.token)
    bucket = influxdb.bucket()
    config = installed(tmp_path, f"telemetry: {{engine: influxdb, url: '{influxdb.url}', org: {influxdb.org}, bucket: {bucket}, token_file: token}}\n")
    (tmp_path / "day.csv").write_text(DAY)
    assert [steward_import(config, tmp_path / "day.csv").returncode for _ in range(2)] == [0, 0]
    assert [sample.value for sample in stored(config)] == [float(minute % 100) for minute in range(1440)]
    store = open_telemetry(load_installation(config).settings)
    windows = store.windows(LOAD, START, START + timedelta(days=1), window_s=86_400, function=WindowFunction.MEAN)
    store.close()
    assert [round(window.value, 6) for window in windows if isinstance(window.value, float)] == [round(sum(m % 100 for m in range(1440)) / 1440, 6)]


def test_without_pyarrow_the_extra_is_named(tmp_path: Path) -> None:
    (tmp_path / "pyarrow.py").write_text("raise ImportError('not here')\n")
    command = [sys.executable, "-m", "steward", "import", str(tmp_path / "day.parquet"), "--config", str(installed(tmp_path))]
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 2
    assert 'Parquet needs pyarrow, which is not installed. Install it with `pip install "steward[parquet]"`' in result.stderr


def test_parquet_is_read_with_its_own_types(tmp_path: Path) -> None:
    arrow: Any = pytest.importorskip("pyarrow", reason='pip install "steward[parquet]"')
    parquet: Any = importlib.import_module("pyarrow.parquet")
    config = installed(tmp_path)
    times = arrow.array([START, START + timedelta(minutes=1), None], arrow.timestamp("ns", "UTC"))
    columns = {
        "time": times,
        "court.feeder-1.load_pct": arrow.array([41, None, 7], arrow.int32()),
        "court.feeder-1.breaker": arrow.array(["closed", "open", "open"]).dictionary_encode(),
        "court.feeder-1.cabinet_door": arrow.array([True, False, None]),
    }
    parquet.write_table(arrow.table(columns), tmp_path / "day.parquet")
    result = steward_import(config, tmp_path / "day.parquet")
    assert result.stdout.startswith("3 rows read, 5 values stored, 1 rejected\n")
    assert (tmp_path / "day.rejected.csv").read_text() == "row,point,reason\n3,,there is no time\n"
    assert stored(config) == [Sample(START, 41.0)]


def test_parquet_without_a_zone_is_of_the_site(tmp_path: Path) -> None:
    arrow: Any = pytest.importorskip("pyarrow", reason='pip install "steward[parquet]"')
    parquet: Any = importlib.import_module("pyarrow.parquet")
    config = installed(tmp_path)
    columns = {"time": arrow.array([datetime(2026, 1, 31, 8)], arrow.timestamp("us")), "point": ["court.feeder-1.load_pct"], "value": [41.0]}  # noqa: DTZ001  that is what it is about
    parquet.write_table(arrow.table(columns), tmp_path / "day.parquet")
    assert steward_import(config, tmp_path / "day.parquet").returncode == 0
    assert stored(config) == [Sample(START, 41.0)]
