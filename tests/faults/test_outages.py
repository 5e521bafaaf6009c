"""InfluxDB is away for a while, then Steward: everything is caught up, in order, with bounded memory.

Short by default; `make soak` makes it the half hour and the ten minutes of a bad day (`STEWARD_FAULTS_STORE_AWAY_S`,
`STEWARD_FAULTS_STEWARD_AWAY_S`).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.account import MEMORY_BYTES, Facts, recovered, settled_and_exact
from tests.faults.installation import installation
from tests.faults.reporting import Tell
from tests.faults.traffic import RATE, Traffic, outside
from tests.faults.watching import Watching, seconds

STORE_AWAY_S = seconds("STEWARD_FAULTS_STORE_AWAY_S", 10)
STEWARD_AWAY_S = seconds("STEWARD_FAULTS_STEWARD_AWAY_S", 5)
LONGEST_S = 3 * (STORE_AWAY_S + STEWARD_AWAY_S) + 120
_PIECE = 2_000

pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.timeout(LONGEST_S * 2 + 120)]


def test_outages_of_influxdb_and_of_steward_are_caught_up(tmp_path: Path, tell: Tell) -> None:
    facts = Facts(f"InfluxDB away for {STORE_AWAY_S:.0f} s, Steward for {STEWARD_AWAY_S:.0f} s")
    with installation(tmp_path, telemetry="influxdb") as installed, outside(installed) as listener:
        influxdb = installed.influxdb_process
        assert influxdb is not None
        with Traffic(installed, seed=63, seconds=LONGEST_S) as traffic, Watching(installed) as watched:
            traffic.flow(2 * _PIECE)
            rss_before = installed.ingest.rss
            influxdb.kill()
            _flow_for(traffic, STORE_AWAY_S)
            installed.restart_influxdb()
            facts.more["caught up with InfluxDB in"] = f"{recovered(installed, within_s=LONGEST_S):.1f} s"
            assert installed.ingest.stop() == 0
            _flow_for(traffic, STEWARD_AWAY_S)
            installed.ingest.start()
            installed.wait_until_listening()
            facts.recovered_s = recovered(installed, within_s=LONGEST_S)
            traffic.enough()
        facts.more["RSS at most"] = f"{watched.most_rss / 1e6:.0f} MB"
        assert watched.most_rss < MEMORY_BYTES
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before, faults=2, within_s=LONGEST_S))


def _flow_for(traffic: Traffic, away_s: float) -> None:
    """As many readings as come in that time."""
    for _ in range(max(1, round(away_s * RATE / _PIECE))):
        traffic.flow(_PIECE)
