"""Perimeters, cameras, gates and posts: quiet until something happens, and then it stays until somebody sees to it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from devices.behaviour import Happening, Surroundings
from devices.catalogue import behaviours
from devices.intrusion import IntrusionBehaviour
from devices.parking_gate import ParkingGateBehaviour
from tests.devices.riverside import SITE
from tests.devices.test_plant_behaviours import NIGHT, NOON, alive, lives


def test_a_perimeter_is_always_set_and_keeps_what_a_zone_saw_until_it_is_reset() -> None:
    perimeter = alive("perimeter")
    assert (lives(perimeter, 10)["set_state"], lives(perimeter, 10, start=NIGHT)["set_state"]) == ("set", "set")
    perimeter.do("intrude")
    said = lives(perimeter, 600)
    assert [state for key, state in said.items() if key.startswith("zone_")].count("alarm") == 1
    perimeter.do("restore")
    assert "alarm" not in lives(perimeter, 1).values()


def test_a_system_that_is_not_a_perimeter_is_set_in_the_evening() -> None:
    office = SITE.assets["perimeter"]
    panel = IntrusionBehaviour(type(office)(**{name: getattr(office, name) for name in office.__slots__} | {"attributes": {}}), random.Random(1))
    assert [lives(panel, 1)["set_state"], lives(panel, 1, start=NIGHT)["set_state"]] == ["unset", "set"]
    panel.do("unset")
    assert lives(panel, 1, start=NIGHT)["set_state"] == "unset"


def test_a_camera_without_power_sees_nothing_and_is_not_recorded() -> None:
    camera = alive("camera-t1-lobby")
    said = lives(camera, 5, supply=False)
    assert (said["video"], said["recording"]) == ("offline", False)
    assert lives(camera, 5)["video"] == "online"


def test_cars_are_read_pass_and_take_a_space_each() -> None:
    gate = ParkingGateBehaviour(SITE.assets["south-gate-in"], random.Random(4))
    free, read, arms = gate.free, list[Happening](), set[object]()
    for second in range(3_600):
        read += gate.step(1.0, Surroundings(local=NOON + timedelta(seconds=second)))
        arms.add(gate.values()["arm"])
    assert 10 < len(read) < 60
    assert {happening.name for happening in read} == {"parking.plate_read"}
    assert all(str(happening.data["plate"]).startswith("测") for happening in read)
    assert arms == {"down", "moving", "up"}
    assert free - gate.free in {len(read), len(read) - 1}


def test_a_guard_scans_a_checkpoint_once_in_a_while() -> None:
    found = SITE.assets["post-south-gate"]
    post = behaviours()["patrol"](found, random.Random(2))
    start = datetime(2026, 3, 2, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    scans = [happening for minute in range(480) for happening in post.step(60.0, Surroundings(local=start + timedelta(minutes=minute)))]
    assert 2 <= len(scans) <= 20
    assert {happening.name for happening in scans} == {"patrol.scanned"}
