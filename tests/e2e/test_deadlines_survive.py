"""A delay that is running when ingest is killed ends when it should have ended: not forgotten, not begun anew, not twice."""

from __future__ import annotations

import os
import signal
from datetime import datetime
from pathlib import Path

from tests.e2e.chain import alarm_of, alarms, assert_exactly_one_order, now_ms
from tests.e2e.installation import eventually
from tests.e2e.small_site import running

RULES = """
- id: test.high_for_long
  applies_to: {asset_type: sump}
  when: {kind: state, point: float_high, equals: true}
  on_delay: 12s
  severity: high
  department: engineering
  message: {zh: "{asset} 久高", en: "{asset} high for long"}
  work_order: {kind: repair}
"""


def test_an_on_delay_outlives_the_process_that_began_it(tmp_path: Path) -> None:
    with running(tmp_path, interval_s=600, rules=RULES) as installation:
        began = now_ms()
        installation.publish("pit-1", "telemetry", {"ts": began, "values": {"float_high": True}}, site="small")
        client = installation.client("engineer")
        eventually(lambda: client.get("/points/small.pit-1.float_high/readings").json()["items"], what="the reading in the store")
        os.kill(installation.role_pid("ingest"), signal.SIGKILL)
        alarm = alarm_of(client, "test.high_for_long", "pit-1")
        raised_ms = datetime.fromisoformat(str(alarm["raised_at"])).timestamp() * 1000
        assert raised_ms >= began + 12_000  # not before its time, whatever was replayed
        assert_exactly_one_order(client, alarm)
        assert len([one for one in alarms(client) if one["rule"] == "test.high_for_long"]) == 1
