"""InfluxDB or PostgreSQL is killed in full flow and comes back with what it had committed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.account import Facts, recovered, settled_and_exact
from tests.faults.installation import installation
from tests.faults.process import eventually
from tests.faults.reporting import Tell
from tests.faults.traffic import LONGEST_S, Traffic, outside

pytestmark = [pytest.mark.real, pytest.mark.slow]


def test_influxdb_killed_in_full_flow(tmp_path: Path, tell: Tell) -> None:
    facts = Facts("kill -9 InfluxDB twice")
    with installation(tmp_path, telemetry="influxdb", roles=("ingest", "worker", "server")) as installed, outside(installed) as listener:
        with Traffic(installed, seed=31, seconds=LONGEST_S) as traffic:
            traffic.flow(3_000)
            rss_before = installed.ingest.rss
            assert installed.influxdb_process is not None
            for _ in range(2):
                traffic.flow(2_500)
                installed.influxdb_process.kill()
                traffic.flow(2_000)
                installed.restart_influxdb()
            traffic.flow(1_000)
            traffic.enough()
            facts.recovered_s = recovered(installed)
            eventually(installed.ready, what="readiness by the server's word")
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before, faults=2))


def test_postgresql_killed_in_full_flow(tmp_path: Path, tell: Tell) -> None:
    facts = Facts("kill -9 PostgreSQL twice")
    with installation(tmp_path, records="postgresql", roles=("ingest", "worker", "server")) as installed, outside(installed) as listener:
        with Traffic(installed, seed=32, seconds=LONGEST_S) as traffic:
            traffic.flow(3_000)
            rss_before = installed.ingest.rss
            assert installed.postgresql_process is not None
            for _ in range(2):
                traffic.flow(2_500)
                installed.postgresql_process.kill()
                traffic.flow(2_000)
                installed.restart_postgresql()
            traffic.flow(1_000)
            traffic.enough()
            facts.recovered_s = recovered(installed)
            eventually(installed.ready, what="readiness by the server's word")
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before, faults=2))
