"""Incidents, permits, rules and what is out of service on the live stream: to those of the site, as the API tells them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.live.stream import Timing
from api.schemas.live import LiveIncident, LivePermit
from domain.rule_version import RuleVersion
from domain.scope import Scope
from domain.telemetry import TelemetryStore
from operations import out_of_service
from rules.versions import restore
from storage.database.records import DatabaseRecords
from tests.api.building import BUILDING, RIVERSIDE, stopped, tripped
from tests.api.serving import Message, Reader, served
from tests.api.test_permit_routes import FIRE_TEST
from tests.api.world import ENGINEER, GUARD, RULES, STRANGER, T0, SetClock, World, opened


@pytest.fixture
def world(site_records: DatabaseRecords, telemetry: TelemetryStore, clock: SetClock, tmp_path: Path) -> Iterator[World]:
    with opened(site_records, telemetry, clock, tmp_path, timing=Timing(heartbeat_s=0.3, recheck_s=0.1), living=False, sites=BUILDING) as resting:
        yield resting


@pytest.fixture
def address(world: World) -> Iterator[str]:
    with served(world) as found:
        yield found


def begin(world: World, address: str, **params: str) -> Reader:
    stream = Reader(address, world.token(GUARD), **params)
    assert stream.next().data["transition"] == "connected"
    return stream


def system(stream: Reader, transition: str) -> Message:
    """The next event of the system that is called so."""
    return stream.until(lambda found: bool(found) and found[-1].data["transition"] == transition)[-1]


def test_an_incident_arrives_as_it_grows(world: World, address: str) -> None:
    with begin(world, address, types="incident") as stream:
        world.happen(tripped(), stopped("gate-1"), stopped())
        opened_, joined = stream.next("incident"), stream.until(lambda found: bool(found) and len(found[-1].data["alarm_ids"]) == 3)[-1]
    assert (opened_.data["transition"], opened_.id) == ("opened", opened_.data["sequence"])
    assert joined.data["transition"] == "joined"
    shown = world.get(f"/incidents/{joined.data['id']}", GUARD).json()
    assert {**joined.data, **{name: shown[name] for name in LiveIncident.model_fields if name in shown}} == joined.data
    assert set(joined.data) == set(LiveIncident.model_fields)


def test_a_permit_arrives_with_its_timeline(world: World, address: str) -> None:
    with begin(world, address, types="system") as stream:
        asked = world.post("/permits", ENGINEER, json=FIRE_TEST).json()
        message = system(stream, "permit")
    assert set(message.data) == set(LivePermit.model_fields)
    assert (message.data["id"], message.data["state"], message.data["timeline"]) == (asked["id"], "requested", asked["timeline"])


def test_a_rule_that_goes_live_and_what_is_out_of_service_are_told(world: World, address: str) -> None:
    with begin(world, address, types="system") as stream:
        with world.records.transaction() as tx:
            tx.rule_versions.add(RuleVersion(0, "riverside", "lift.hot", 0, {**RULES[1].definition, "on_delay": "1m"}, "manager", "x", T0))
            restore(tx, site=RIVERSIDE, rules=RULES, rule="lift.hot", number=0, reason="恢复", author="engineer", at=T0)
            out_of_service.take(tx, site=RIVERSIDE, scope=Scope(assets=("smoke-1",)), reason="检修", until=T0.replace(hour=20), by="engineer", at=T0)
        changed, taken = system(stream, "rule-changed"), system(stream, "out_of_service")
    assert (changed.data["rule"], changed.data["number"], changed.data["author"], changed.data["site"]) == ("lift.hot", 2, "engineer", "riverside")
    assert taken.data["reason"] == "检修"


def test_those_of_other_sites_hear_nothing_of_it(world: World, address: str) -> None:
    with Reader(address, world.token(STRANGER)) as stream:
        stream.next("system")
        world.happen(tripped(), stopped("gate-1"))
        world.post("/permits", ENGINEER, json=FIRE_TEST)
        hill = {**FIRE_TEST, "site": "hillside", "scope": {"assets": ["gate-1"]}, "kind": "construction", "hides": False}
        world.post("/permits", STRANGER, json=hill)
        assert stream.next().data["site"] == "hillside"


def test_who_was_away_gets_them_in_order(world: World, address: str) -> None:
    world.happen(tripped(), stopped("gate-1"))
    world.post("/permits", ENGINEER, json=FIRE_TEST)
    with Reader(address, world.token(GUARD), last=0, types="incident,system") as stream:
        found = stream.until(lambda seen: bool(seen) and seen[-1].data["transition"] == "permit")
    assert next(message for message in found if message.event == "incident").data["transition"] == "opened"
    assert [message.id for message in found] == sorted(message.id or 0 for message in found)
