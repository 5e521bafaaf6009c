"""InfluxDB refuses, fails, is slow, or does not take one point: storing waits, and nothing else does."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from simulators.load import Load
from tests.e2e.chain import now_ms
from tests.faults.account import Facts, recovered, settled_and_exact
from tests.faults.announced import announced
from tests.faults.held import records_of, stored
from tests.faults.http_proxy import Answer
from tests.faults.installation import Installation, installation
from tests.faults.process import eventually
from tests.faults.reporting import Tell
from tests.faults.site import SENSORS
from tests.faults.traffic import LONGEST_S, Traffic, outside

pytestmark = [pytest.mark.real, pytest.mark.slow]

ANSWERS = {
    "429": Answer(429, retry_after_s=1),
    "500": Answer(500),
    "503": Answer(503),
    "taken, but not said": Answer(500, done=True),
    "slow": Answer(delay_s=2.0),
}


def stored_of(installed: Installation, device: str) -> list[int]:
    return sorted(ts for there, ts in stored(installed) if there == device)


def test_a_store_that_refuses_or_is_slow_delays_storing_and_nothing_else(tmp_path: Path, tell: Tell) -> None:
    facts = Facts("InfluxDB refuses and is slow")
    with (
        installation(tmp_path, telemetry="influxdb", lines=("http",)) as installed,
        outside(installed) as listener,
        announced(installed) as alarms,
    ):
        http = installed.telemetry_http
        assert http is not None
        with Traffic(installed, seed=61, seconds=LONGEST_S, alarms_per_s=12) as traffic:
            traffic.flow(2_000)
            rss_before = installed.ingest.rss
            for name, answer in ANSWERS.items():
                began_ms = now_ms()
                taken = len(installed.tap.acknowledged)
                with http.answering(answer):
                    refused = http.refused + http.passed
                    eventually(lambda refused=refused: http.refused + http.passed > refused, what=f"a request answered with {name}")  # type: ignore[misc]
                    traffic.flow(2_000)
                    alarms.of_what_is_said_from_now_on(3)
                    eventually(lambda taken=taken: len(installed.tap.acknowledged) >= taken + 2_000, what="acknowledgements")  # type: ignore[misc]
                facts.more[f"slowest alarm, {name}"] = f"{alarms.slowest_ms(began_ms)} ms"
            facts.recovered_s = recovered(installed)
            traffic.enough()
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before, faults=len(ANSWERS)))


def test_what_waits_is_stored_in_order_while_live_readings_go_on(tmp_path: Path, tell: Tell) -> None:
    facts = Facts("drain in order")
    device = SENSORS[0]
    with installation(tmp_path, telemetry="influxdb", lines=("http",)) as installed, outside(installed) as listener:
        http = installed.telemetry_http
        assert http is not None
        with Traffic(installed, seed=62, seconds=14) as traffic:
            traffic.flow(2_000)
            rss_before = installed.ingest.rss
            with http.answering(Answer(503)):
                traffic.flow(14_000)
            # One request in half a second: the backlog takes a while, and its order can be watched.
            looks: list[list[int]] = []
            with http.answering(Answer(delay_s=0.3)):
                while traffic.flowing:
                    looks.append(stored_of(installed, device))
            facts.recovered_s = recovered(installed)
        said = sorted(ts for there, ts in traffic.report.readings() if there == device)
        assert [look for look in looks if look != said[: len(look)]] == [], "at any time there is everything up to some time"
        assert len({len(look) for look in looks}) > 2, "it was watched while it grew"
        tell(settled_and_exact(installed, traffic, listener, facts, rss_before=rss_before))


def test_a_point_that_influxdb_never_takes_is_alone_in_quarantine(tmp_path: Path) -> None:
    with installation(tmp_path, telemetry="influxdb") as installed:
        # Somebody else has written text where our numbers go: a conflict of types for the one pit that tells its level.
        assert installed.influxdb is not None
        installed.influxdb.write_lines(installed.bucket, f'sump,site=elsewhere,device=foreign level="high" {now_ms()}000000')
        load = Load(installed.publisher, installed.site, [*SENSORS, "pit-1"], messages=6_050, rate=3_000)
        report = load.run(threading.Event())
        said = set(report.readings())
        poison = {(device, ts) for device, ts in said if device == "pit-1"}
        eventually(lambda: set(stored(installed)) >= said - poison, what="everything but the poison in the store")
        eventually(lambda: sum(records_of(installed).quarantined.values()) >= len(poison), what="the poison in quarantine")
        held = records_of(installed)
        assert held.reasons == {"refused_by_store": len(poison)}
        assert {b'"ts":%d' % ts in payload for payload in held.quarantined for _, ts in poison} >= {True}
        assert set(stored(installed)) == said - poison
        eventually(lambda: (found := installed.health()) is not None and found.well, what="calm")
