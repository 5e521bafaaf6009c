"""What a store holds, compared with what was sent: each device and time by itself."""

from __future__ import annotations

import csv
import json
import urllib.request
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.thousand import DEVICE_TYPE, SITE
from devices.site_file import load_site
from domain.time import to_ms
from simulators.load import LoadReport
from storage.telemetry.sqlite import SqliteTelemetry
from tests.parts.influxdb import InfluxDB

Reading = tuple[str, int]
"""A device, and epoch ms."""

_KEY = "temp"
"""Every message has it."""


def compared(report: LoadReport, held: Counter[Reading]) -> tuple[int, int]:
    """(lost, doubled): acknowledged messages that are not held; what is held more than once, or was never sent."""
    sent = Counter(report.readings())
    return (sent - held).total(), (held - sent).total()


def in_sqlite(data_dir: Path, site: Path) -> Counter[Reading]:
    """What the day files hold of the sensors, read through the store."""
    store = SqliteTelemetry(data_dir / "telemetry")
    devices = {device.id: device.type.key for device in load_site(site).devices.values()}
    now = datetime.now(UTC)
    try:
        messages = store.replay(SITE, devices, now - timedelta(days=1), now + timedelta(hours=1), keys=[_KEY])
        return Counter((message.device, to_ms(message.occurred_at)) for message in messages if message.device.startswith("sensor-"))
    finally:
        store.close()


def in_influxdb(server: InfluxDB, bucket: str) -> Counter[Reading]:
    """What the bucket holds of the sensors: asked of the server itself, by whatever program it was written."""
    flux = (
        f'from(bucket: "{bucket}") |> range(start: -1d, stop: 1h)'
        f' |> filter(fn: (r) => r._measurement == "{DEVICE_TYPE}" and r._field == "{_KEY}" and r.device =~ /^sensor-/)'
        ' |> keep(columns: ["_time", "device"]) |> group()'
    )
    return Counter(_rows(_asked(server, flux)))


def _asked(server: InfluxDB, flux: str) -> Iterable[str]:
    body = json.dumps({"query": flux, "dialect": {"header": True, "annotations": []}}).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/csv", "Authorization": f"Token {server.token}"}
    request = urllib.request.Request(f"{server.url}/api/v2/query?org={server.org}", body, headers)  # noqa: S310  http to our own server
    with urllib.request.urlopen(request, timeout=300) as answer:  # noqa: S310  as above
        text: str = answer.read().decode()
    return text.splitlines()


def _rows(lines: Iterable[str]) -> Iterable[Reading]:
    for row in csv.DictReader(line for line in lines if line):
        yield row["device"], to_ms(datetime.fromisoformat(row["_time"]))
