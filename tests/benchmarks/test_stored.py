"""Lost and doubled are counted, each device and time by itself."""

from __future__ import annotations

from array import array
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks import stored
from benchmarks.thousand import DEVICE_TYPE, SITE, Rules, write
from domain.telemetry import TelemetryMessage
from domain.time import to_ms
from simulators.load import LoadReport
from storage.telemetry.sqlite import SqliteTelemetry
from tests.parts.influxdb import InfluxDB


def account(**devices: list[int]) -> LoadReport:
    sent = sum(map(len, devices.values()))
    return LoadReport(sent, sent, 0, 1.0, 0.1, False, tuple(devices), tuple(array("q", times) for times in devices.values()))


def test_what_is_missing_is_lost_and_what_is_too_much_is_doubled() -> None:
    report = account(a=[1, 2, 3], b=[1, 2])
    assert stored.compared(report, Counter({("a", 1): 1, ("a", 2): 1, ("a", 3): 1, ("b", 1): 1, ("b", 2): 1})) == (0, 0)
    assert stored.compared(report, Counter({("a", 1): 1, ("a", 3): 1, ("b", 1): 1, ("b", 2): 1})) == (1, 0)
    assert stored.compared(report, Counter({("a", 1): 2, ("a", 2): 1, ("a", 3): 1, ("b", 1): 1, ("b", 2): 1, ("c", 1): 1})) == (0, 2)
    assert stored.compared(report, Counter()) == (5, 0)


def test_sqlite_is_read_through_the_store(tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    store = SqliteTelemetry(tmp_path / "telemetry")
    store.write([_message("sensor-01-01", now), _message("sensor-02-01", now - timedelta(hours=2))])
    store.close()
    held = stored.in_sqlite(tmp_path, write(tmp_path / "files", Rules.OWN).site)
    assert held == Counter({("sensor-01-01", to_ms(now)): 1, ("sensor-02-01", to_ms(now - timedelta(hours=2))): 1})


@pytest.mark.real
def test_influxdb_is_asked_itself(influxdb: InfluxDB) -> None:
    bucket = influxdb.bucket()
    now_ms = to_ms(datetime.now(UTC))
    lines = [
        f"{DEVICE_TYPE},site={SITE},device={device} temp=1,co=2 {now_ms + late}000000" for device, late in (("sensor-01-01", 0), ("sensor-01-01", 1), ("x", 0))
    ]
    influxdb.write_lines(bucket, "\n".join(lines))
    assert stored.in_influxdb(influxdb, bucket) == Counter({("sensor-01-01", now_ms): 1, ("sensor-01-01", now_ms + 1): 1})


def _message(device: str, at: datetime) -> TelemetryMessage:
    return TelemetryMessage(SITE, device, DEVICE_TYPE, at, at, {"temp": 1.0, "co": 2.0})
