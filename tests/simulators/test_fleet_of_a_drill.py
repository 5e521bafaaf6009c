"""Virtual devices of a drill on a real broker: under their own root, only those of the area, and where they would be by now."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from domain.identity import DRILL_ROOT
from domain.people import Department
from domain.text import Text
from simulators.fleet import Fleet
from simulators.scenario import Expectation, Scenario, Step
from tests.devices.riverside import SITE
from tests.parts.broker import Broker
from tests.simulators.listener import await_that, listening
from tests.simulators.test_fleet import address

pytestmark = pytest.mark.real

PLAYED = replace(SITE, realm="d1")
ONLY = frozenset({"gw-t2", "t2-smoke-17", "t2-smoke-19"})
SMOKE = Scenario(
    "smoke",
    Text("烟雾", "Smoke"),
    Text("", ""),
    (Step(5.0, ("t2-smoke-17",), "smoke", for_s=3000.0, then="restore"),),
    (Expectation("fire_detector.smoke", ("t2-smoke-17",), Department.SECURITY, 15.0),),
)


@contextmanager
def playing(broker: Broker, *, ago_s: float = 0.0) -> Iterator[None]:
    fleet = Fleet(PLAYED, address(broker), scenario=SMOKE, seed=1, farewell=False, only=ONLY, ago_s=ago_s)
    stop = threading.Event()
    thread = threading.Thread(target=fleet.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()


def test_only_the_area_speaks_and_only_under_the_root_of_drills(mosquitto: Broker) -> None:
    with listening(mosquitto) as live, listening(mosquitto, f"{DRILL_ROOT}/#") as drill:
        with playing(mosquitto):
            await_that(lambda: {topic.split("/")[3] for topic, _ in drill.telemetry()} == ONLY, "every device of the area speaks")
        assert live.heard == []
        assert {topic.split("/")[3] for topic, _, _ in drill.heard} == ONLY


def test_nothing_of_a_drill_stays_on_the_broker(mosquitto: Broker) -> None:
    with listening(mosquitto, f"{DRILL_ROOT}/#") as drill, playing(mosquitto):
        await_that(lambda: drill.statuses().keys() == ONLY, "every device says that it is there")
    with listening(mosquitto, f"{DRILL_ROOT}/#") as later, listening(mosquitto) as live, playing(mosquitto):
        await_that(lambda: bool(later.telemetry()), "the next one speaks")
        assert not any(retained for _, _, retained in later.heard)
        assert live.heard == []


def test_begun_again_it_goes_on_where_it_would_be(mosquitto: Broker) -> None:
    with listening(mosquitto, f"{DRILL_ROOT}/#") as drill, playing(mosquitto, ago_s=60.0):
        of_detector = [f"{DRILL_ROOT}/riverside/t2-smoke-17/telemetry"]
        await_that(lambda: any(topic in of_detector for topic, _ in drill.telemetry()), "the detector speaks")
        first = next(payload for topic, payload in drill.telemetry() if topic in of_detector)
    assert b'"smoke": true' in first or b'"smoke":true' in first
