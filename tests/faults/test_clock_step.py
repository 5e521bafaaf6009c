"""The wall clock of ingest jumps an hour ahead, then to an hour behind, and is put right: the site notices nothing of it."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from domain.time import from_ms, rfc3339
from tests.e2e.chain import alarms, now_ms
from tests.e2e.installation import Installation, Json, end, eventually, publisher, start
from tests.e2e.small_site import PITS, running_apart
from tests.faults.stepped_clock import SteppedClock, stepped_clock

pytestmark = [pytest.mark.real, pytest.mark.slow]

HOUR_S = 3_600
INTERVAL_S = 4
"""A pit that says nothing for three times as long is stale; each speaks every second."""
LATER_MS = HOUR_S * 1_000
RULES = """
- id: test.high
  applies_to: {asset_type: sump}
  when: {kind: state, point: float_high, equals: true}
  on_delay: 4s
  severity: high
  department: engineering
  message: {zh: "{asset} 高", en: "{asset} high"}
"""


@dataclass
class Devices:
    """The pits, each saying every second how it is, by the right time."""

    installation: Installation
    high: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    said: dict[str, list[int]] = field(default_factory=lambda: {pit: [] for pit in PITS})

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """While the block lasts."""
        enough = threading.Event()
        thread = threading.Thread(target=self._speak, args=(enough,))
        thread.start()
        try:
            yield
        finally:
            enough.set()
            thread.join(30)

    def _speak(self, enough: threading.Event) -> None:
        with publisher(self.installation) as client:
            while not enough.wait(1.0):
                for pit in (pit for pit in PITS if pit not in self.silent):
                    ms = now_ms()
                    body = json.dumps({"ts": ms, "values": {"level": 0.4, "float_high": pit in self.high}})
                    client.publish(f"steward/v1/small/{pit}/telemetry", body, qos=1).wait_for_publish(30)
                    self.said[pit].append(ms)


def ingest_by(clock: SteppedClock, installation: Installation, folder: Path) -> subprocess.Popen[bytes]:
    environment = {"STEWARD_MQTT_PASSWORD": installation.mqtt_password, **clock.environment}
    return start(["run", "--config", str(folder / "steward.yaml"), "--role", "ingest"], installation.log, environment)


def found(installation: Installation, rule: str) -> list[Json]:
    return [alarm for alarm in alarms(installation.client("engineer")) if str(alarm["rule"]) == rule]


def stored(installation: Installation, pit: str, since_ms: int) -> list[tuple[str, str]]:
    """(time, quality) of what is stored of a pit, from a time until well after any step."""
    window = {"from": rfc3339(from_ms(since_ms - 2 * LATER_MS)), "to": rfc3339(from_ms(now_ms() + 2 * LATER_MS)), "limit": "10000"}
    items = installation.client("engineer").get(f"/points/small.{pit}.level/readings", params=window).raise_for_status().json()["items"]
    return [(item["ts"], item["quality"]) for item in items]


def test_a_clock_that_is_stepped_alarms_for_nothing_and_keeps_every_deadline(tmp_path: Path) -> None:
    clock = stepped_clock(tmp_path)
    with running_apart(tmp_path, interval_s=INTERVAL_S, rules=RULES) as installation:
        process = ingest_by(clock, installation, tmp_path)
        try:
            installation.wait_until_ready()
            began_ms = now_ms()
            devices = Devices(installation)
            with devices.speaking():
                eventually(lambda: len(devices.said["pit-1"]) >= 8, what="that the start has settled")
                for step_s, pit, silent in ((HOUR_S, "pit-1", "pit-3"), (-HOUR_S, "pit-2", "pit-4")):
                    clock.step(step_s)
                    time.sleep(1.5)  # libfaketime looks into its file once a second
                    devices.high.add(pit)  # its delay ends while the clock is wrong
                    devices.silent.add(silent)
                    eventually(lambda pit=pit: _of(found(installation, "test.high"), pit), what=f"the alarm of {pit}")  # type: ignore[misc]
                    devices.high.discard(pit)  # before the library's own rule, which waits longer
                    eventually(lambda silent=silent: _of(found(installation, "device.stale"), silent), what=f"the silence of {silent}")  # type: ignore[misc]
                clock.step(0)
                spoken = len(devices.said["pit-1"])
                eventually(lambda: len(devices.said["pit-1"]) >= spoken + 4, what="some time after it was put right")
            raised = sorted((str(alarm["rule"]), str(alarm["asset"])) for alarm in alarms(installation.client("engineer")))
            assert raised == [("device.stale", "pit-3"), ("device.stale", "pit-4"), ("test.high", "pit-1"), ("test.high", "pit-2")]
            for alarm in found(installation, "test.high"):
                assert abs(_ms(alarm["raised_at"]) - now_ms()) < LATER_MS // 2, "it was raised at the right time"
            for pit in PITS:
                expected = [(rfc3339(from_ms(ms)), "good") for ms in devices.said[pit]]
                eventually(lambda pit=pit, expected=expected: stored(installation, pit, began_ms) == expected, what=f"every reading of {pit}")  # type: ignore[misc]
            assert installation.client("engineer").get("/quarantine").json()["items"] == []
            assert process.poll() is None, "it kept its lease and went on"
        finally:
            end(process)
    said = installation.log.read_text(encoding="utf-8")
    assert said.count("the system's clock was stepped") == 1
    assert said.count("the system's clock is right again") == 1


def _of(raised: list[Json], asset: str) -> list[Json]:
    return [alarm for alarm in raised if alarm["asset"] == asset]


def _ms(text: object) -> int:
    return int(datetime.fromisoformat(str(text)).timestamp() * 1000)
