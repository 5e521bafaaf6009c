"""Ingest is killed, stopped or paused in full flow: what the broker took is stored once, every condition has its alarm."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.account import Facts, recovered, settled_and_exact
from tests.faults.held import lease_left_s, records_of
from tests.faults.installation import installation
from tests.faults.process import Process, eventually
from tests.faults.reporting import Tell
from tests.faults.traffic import LONGEST_S, Traffic, outside

pytestmark = [pytest.mark.real, pytest.mark.slow]


def test_ingest_killed_again_and_again_in_full_flow(tmp_path: Path, tell: Tell) -> None:
    facts = Facts("kill -9 ingest three times")
    chance = random.Random(11)
    with installation(tmp_path) as installed, outside(installed) as listener:
        with Traffic(installed, seed=11, seconds=LONGEST_S) as traffic:
            traffic.flow(2_000)
            rss_before = installed.ingest.rss
            for at_an_acknowledgement in (True, False, True):
                traffic.flow(chance.randint(200, 2_000))
                if at_an_acknowledgement:  # where it would hurt if something were acknowledged too soon
                    assert installed.tap.at_next_acknowledgement(installed.ingest.kill_now).wait(30)
                    installed.ingest.wait_killed()
                else:
                    installed.ingest.kill()
                installed.ingest.start()
                installed.wait_until_listening()
            traffic.flow(1_000)
            traffic.enough()
            facts.recovered_s = recovered(installed)
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before, faults=3))


def test_ingest_killed_while_influxdb_is_down(tmp_path: Path, tell: Tell) -> None:
    facts = Facts("kill -9 ingest while InfluxDB is down")
    with installation(tmp_path, telemetry="influxdb") as installed, outside(installed) as listener:
        with Traffic(installed, seed=12, seconds=LONGEST_S) as traffic:
            traffic.flow(2_000)
            rss_before = installed.ingest.rss
            assert installed.influxdb_process is not None
            installed.influxdb_process.kill()
            traffic.flow(3_000)
            installed.ingest.kill()
            installed.ingest.start()
            installed.wait_until_listening()
            traffic.flow(2_000)
            installed.restart_influxdb()
            traffic.flow(1_000)
            traffic.enough()
            facts.recovered_s = recovered(installed)
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before, faults=2))


def test_ingest_told_to_stop_in_full_flow(tmp_path: Path, tell: Tell) -> None:
    facts = Facts("SIGTERM to ingest twice")
    with installation(tmp_path) as installed, outside(installed) as listener:
        with Traffic(installed, seed=13, seconds=LONGEST_S) as traffic:
            traffic.flow(2_000)
            rss_before = installed.ingest.rss
            for _ in range(2):
                traffic.flow(1_500)
                assert installed.ingest.stop() == 0
                installed.ingest.start()
                installed.wait_until_listening()
            traffic.flow(1_000)
            traffic.enough()
            facts.recovered_s = recovered(installed)
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before, faults=2))


def test_another_process_takes_over_in_full_flow(tmp_path: Path, tell: Tell) -> None:
    facts = Facts("kill -9 ingest, another process takes over")
    with installation(tmp_path) as installed, outside(installed) as listener:
        installed.start_standby()
        with Traffic(installed, seed=15, seconds=LONGEST_S) as traffic:
            traffic.flow(4_000)
            rss_before = installed.ingest.rss
            epoch = records_of(installed).epoch
            installed.lose_ingest_to_standby(Process.kill)
            facts.recovered_s = recovered(installed)
            traffic.flow(1_000)
            traffic.enough()
            recovered(installed)
        assert records_of(installed).epoch == epoch + 1
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before))


def test_ingest_paused_for_longer_than_its_lease(tmp_path: Path, tell: Tell) -> None:
    facts = Facts("ingest paused for longer than its lease")
    with installation(tmp_path) as installed, outside(installed) as listener:
        with Traffic(installed, seed=14, seconds=LONGEST_S) as traffic:
            traffic.flow(4_000)
            rss_before = installed.ingest.rss
            epoch = records_of(installed).epoch
            installed.ingest.pause()
            eventually(lambda: lease_left_s(installed) < 0, what="the end of the lease")
            installed.ingest.go_on()
            traffic.flow(1_000)
            traffic.enough()
            facts.recovered_s = recovered(installed)
        assert records_of(installed).epoch == epoch, "nobody else wanted the site: it goes on as if nothing had been"
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before))
