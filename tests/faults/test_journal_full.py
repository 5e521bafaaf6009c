"""The store is away for longer than the journal has room: nothing is dropped, the broker holds, and all of it is stored at last."""

from __future__ import annotations

import json
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from ingest.leaving import leave
from tests.faults.account import Facts, recovered, settled_and_exact
from tests.faults.installation import Installation, installation
from tests.faults.process import eventually
from tests.faults.reporting import Tell
from tests.faults.site import SITE
from tests.faults.traffic import LONGEST_S, Traffic, outside

pytestmark = [pytest.mark.real, pytest.mark.slow]

LIMIT_MB = 64
"""The least that the settings allow."""
_WIDE = 100_000


def widen(installed: Installation, megabytes: int) -> None:
    """Say again what has been said, in messages of 100 kB (blanks mean nothing in JSON): the journal fills up, the account stays the same."""
    device, ts = next(iter(installed.tap.delivered))
    body = json.dumps({"ts": ts, "values": {}}).encode().ljust(_WIDE)
    broker = installed.publisher
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    client.username_pw_set(broker.username or "", broker.password)
    client.connect(broker.host, broker.port)
    client.loop_start()
    for _ in range(megabytes * 10):
        client.publish(f"steward/v1/{SITE}/{device}/telemetry", body, qos=1).wait_for_publish(60)
    leave(client)


def test_a_journal_at_its_limit(tmp_path: Path, tell: Tell) -> None:
    facts = Facts("journal full, InfluxDB away")
    settings = {"ingest": {"journal_limit_mb": LIMIT_MB}}
    with installation(tmp_path, telemetry="influxdb", settings=settings) as installed, outside(installed) as listener:
        influxdb = installed.influxdb_process
        assert influxdb is not None
        with Traffic(installed, seed=67, seconds=LONGEST_S, alarms_per_s=15) as traffic:
            traffic.flow(2_000)
            rss_before = installed.ingest.rss
            influxdb.kill()
            widen(installed, LIMIT_MB + 10)
            eventually(lambda: (found := installed.health()) is not None and bool(found.facts["journal_full"]), what="a full journal")
            held = traffic.acknowledged - len(installed.tap.acknowledged)
            traffic.flow(3_000)
            eventually(lambda: traffic.acknowledged - len(installed.tap.acknowledged) >= held + 2_000, what="messages that wait at the broker")
            assert len(installed.ingest.lines("the journal is full")) == 1, "said once"
            installed.restart_influxdb()
            facts.recovered_s = recovered(installed)
            traffic.enough()
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before, faults=2))
