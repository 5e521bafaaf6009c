"""What a simulated site says over time, on a virtual clock."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest

from domain.site import Site
from simulators.faults import Fault, FaultKind
from simulators.message import Channel, Message
from simulators.scenario import Scenario
from simulators.scenario_file import load_scenario
from simulators.stage import TICK_S, Stage
from tests.devices.riverside import SITE

START = datetime(2026, 3, 2, 7, 30, tzinfo=SITE.time_zone)


def stage(
    *, seed: int = 1, scenario: Scenario | None = None, speed: float = 1.0, rate: float | None = None, faults: tuple[Fault, ...] = (), site: Site = SITE
) -> Stage:
    return Stage(site, scenario=scenario, seed=seed, speed=speed, local=START, rate=rate, faults=faults)


def played(on: Stage, seconds: float) -> list[Message]:
    return [message for _ in range(int(seconds / TICK_S)) for message in on.tick().messages]


@pytest.mark.parametrize("speed", [1.0, 60.0])
def test_the_same_seed_and_scenario_give_the_same_messages(speed: float) -> None:
    faults = (Fault(FaultKind.DROPOUT, rate=0.1), Fault(FaultKind.DUPLICATE, rate=0.1), Fault(FaultKind.GARBAGE, "t1-*", rate=0.1))
    one, other = (played(stage(seed=5, scenario=load_scenario("morning"), speed=speed, faults=faults), 150) for _ in range(2))
    assert one == other


def test_another_seed_gives_another_story() -> None:
    assert played(stage(seed=1), 20) != played(stage(seed=2), 20)


def test_what_one_asset_does_is_the_same_whatever_happens_to_another() -> None:
    def of_the_lift(scenario: Scenario | None) -> list[Message]:
        return [message for message in played(stage(scenario=scenario), 60) if message.device == "t1-lift-1"]

    assert of_the_lift(None) == of_the_lift(replace(load_scenario("door-forced"), local_time=None))


def test_every_device_reports_in_full_soon_after_the_start_but_not_all_at_once() -> None:
    on = stage()
    first: dict[str, float] = {}
    for message in played(on, 10):
        first.setdefault(message.device, message.at_s)
    assert first.keys() == SITE.devices.keys()
    assert max(Counter(int(at_s) for at_s in first.values()).values()) < len(first) / 2


def test_every_device_speaks_within_its_expected_interval() -> None:
    latest: dict[str, float] = {}
    gaps: dict[str, float] = {}
    for message in played(stage(), 400):
        gaps[message.device] = max(gaps.get(message.device, 0.0), message.at_s - latest.get(message.device, message.at_s))
        latest[message.device] = message.at_s
    assert {device: gap for device, gap in gaps.items() if gap > SITE.devices[device].interval_s + 1} == {}


def test_a_quiet_site_is_not_chatty_and_has_no_bursts() -> None:
    messages = played(stage(), 300)
    by_second = Counter(int(message.at_s) for message in messages if message.at_s > 10)
    assert 1 < len(messages) / 300 < 20
    assert max(by_second.values()) < 40


def test_messages_come_in_the_order_in_which_they_are_due() -> None:
    due = [message.due_s for message in played(stage(), 30)]
    assert due == sorted(due)


def test_no_two_messages_of_a_device_have_the_same_number() -> None:
    numbers = Counter((message.device, message.number) for message in played(stage(rate=200), 30))
    assert set(numbers.values()) == {1}


def test_a_wanted_rate_is_kept() -> None:
    on = stage(rate=100)
    played(on, 10)
    assert len(played(on, 20)) == pytest.approx(2_000, rel=0.02)


def test_what_changes_is_said_at_once_and_what_hardly_changes_is_not() -> None:
    on = stage()
    played(on, 10)
    on.world.do("t1-door-roof", "force_open")
    said = [message for message in played(on, 2) if message.device == "t1-door-roof"]
    assert [message.values for message in said] == [{"door": "open", "door_alarm": "forced_open"}]


def test_people_who_pass_a_door_are_events_with_a_number_of_their_own() -> None:
    events = [message for message in played(stage(), 120) if message.channel is Channel.EVENT]
    assert {message.event for message in events} <= {"access.granted", "access.denied", "parking.plate_read", "patrol.scanned"}
    body = json.loads(events[0].payload(1_700_000_000_000, "abc"))
    assert body.keys() == {"ts", "id", "event", "data"}
    assert len({json.loads(message.payload(1_700_000_000_000, "abc"))["id"] for message in events}) == len(events)


def test_behind_a_lost_gateway_nothing_speaks_and_afterwards_everything_reports_in_full() -> None:
    on = stage(scenario=load_scenario("gateway-lost", SITE))
    behind = {device.id for device in SITE.devices.values() if "gw-t2" in {device.id, device.gateway}}
    played(on, 6)
    assert {message.device for message in played(on, 170)} & behind == set()
    assert behind <= {message.device for message in played(on, 20)}


def test_speed_moves_the_day_and_leaves_timestamps_alone() -> None:
    on = stage(speed=60)
    messages = played(on, 30)
    assert (on.world.local - START).total_seconds() == pytest.approx(1_800)
    assert max(message.at_s for message in messages) < 31


def test_a_scenario_may_choose_the_time_of_day() -> None:
    assert stage(scenario=load_scenario("door-forced")).world.local.strftime("%H:%M") == "02:40"


def test_mains_failure_stops_pumps_and_brings_lifts_to_the_next_floor() -> None:
    on = stage()
    on.world.do("transformer-1", "lose_mains")
    played(on, 90)
    pumps, lift = on.world.values("water-low"), on.world.values("t1-lift-1")
    assert not any(pumps[f"pump_{n}_run"] for n in (1, 2, 3))
    assert lift["mode"] == "emergency_power"
    assert on.world.values("fire-water-hydrant")["power_lost"] is False, "the other transformer feeds the fire pumps"


def test_a_gateway_counts_the_devices_behind_it() -> None:
    on = stage()
    on.tick()
    assert on.world.values("gw-t1")["children_online"] == sum(device.gateway == "gw-t1" for device in SITE.devices.values())
