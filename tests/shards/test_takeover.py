"""Several ingest processes on one machine: one is killed under load, another has its sites, and nothing is lost or doubled."""

from __future__ import annotations

import logging
import signal
import time
from pathlib import Path

import pytest

from tests.e2e.installation import eventually
from tests.parts.broker import Broker
from tests.shards.installation import HIGH, PITS, SITES, STARTS, STARTS_AT_LEAST, Installation, assert_all_stored_once, installed, load

log = logging.getLogger(__name__)
pytestmark = [pytest.mark.real, pytest.mark.slow]


def raise_alarms(installation: Installation, pits: tuple[str, ...]) -> None:
    for site in SITES:
        for pit in pits:
            installation.publish(site, pit, {"float_high": True})


def start_pumps(installation: Installation, pit: str, times: int) -> None:
    """The pump of a pit starts so many times at every site."""
    for site in SITES:
        for _ in range(times):
            installation.publish(site, pit, {"pump_1_run": False})
            installation.publish(site, pit, {"pump_1_run": True})


def shared_evenly(installation: Installation, *pids: int) -> bool:
    shares = installation.shares()
    return shares.keys() == set(pids) and sum(shares.values()) == len(SITES) and max(shares.values()) <= -(-len(SITES) // len(pids))


def test_a_killed_process_s_sites_go_on_in_another_without_loss_or_double(tmp_path: Path, mosquitto: Broker, records_url: str) -> None:
    with installed(tmp_path, mosquitto, records_url) as installation:
        one, two = installation.ingest(), installation.ingest()
        installation.server()
        eventually(lambda: shared_evenly(installation, one.process.pid, two.process.pid), what="an even share-out")
        eventually(installation.ready, within_s=60, what="readiness: only then the broker keeps messages for each site")
        with load(installation, rate=50) as reports:
            start_pumps(installation, PITS[0], STARTS_AT_LEAST - 1)
            start_pumps(installation, PITS[1], STARTS_AT_LEAST - 1)
            raise_alarms(installation, PITS[2:4])
            one.send(signal.SIGKILL)
            killed_s = time.monotonic()
            raise_alarms(installation, PITS[4:])
            start_pumps(installation, PITS[1], 1)
            eventually(lambda: shared_evenly(installation, two.process.pid), within_s=60, what="the take-over")
            log.warning("%s: taken over %.1f s after kill -9", installation.records_url.partition(":")[0], time.monotonic() - killed_s)
            three = installation.ingest()
            eventually(lambda: shared_evenly(installation, two.process.pid, three.process.pid), within_s=90, what="the sites' being spread again")
        assert_all_stored_once(installation, reports)
        expected = {(site, pit, HIGH): ["raised"] for site in SITES for pit in PITS[2:]} | {(site, PITS[1], STARTS): ["raised"] for site in SITES}
        eventually(lambda: {key: told for key, told in installation.alarms().items() if key[2] != "order"} == expected, what="each alarm exactly once")
        opened = {key[:2]: told.count("open") for key, told in installation.alarms().items() if key[2] == "order"}
        assert opened == {key[:2]: 1 for key in expected}
        eventually(installation.ready, what="readiness with the new owners")
        assert [process.stop() for process in (two, three)] == [0, 0]
