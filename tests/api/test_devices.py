"""Devices: the list with its filters and table, and one device with what is known of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.device_info import Fact, Told
from domain.device_type import COMMON_POINTS
from domain.message_rate import Counted
from domain.quarantine import Quarantined, QuarantineReason
from domain.records import DeviceCheckpoint
from domain.site import Point, Site
from domain.telemetry import TelemetryStore
from storage.database.records import DatabaseRecords
from tests.api.world import ADMIN, ENGINEER, GUARD, SITES, STRANGER, T0, VIEWER, SetClock, World, opened

BATTERY, SIGNAL = COMMON_POINTS[1:3]


def behind_a_gate(site: Site) -> Site:
    """The lift speaks through the gate, in a dialect, and measures its own battery."""
    lift = site.devices["t3-lift-1"]
    more = {
        kind.key: Point(f"{site.id}.t3-lift-1.{kind.key}", site.id, "t3-lift-1", kind.key, kind, "t3-lift-1", kind.key, kind.name) for kind in (BATTERY, SIGNAL)
    }
    changed = replace(lift, points={**lift.points, **more}, gateway="gate-1", dialect="z2m", address="b1/Lift 1")
    asset = replace(site.assets["t3-lift-1"], points=(*site.assets["t3-lift-1"].points, *more.values()))
    return replace(site, devices={**site.devices, lift.id: changed}, assets={**site.assets, asset.id: asset})


@pytest.fixture
def world(site_records: DatabaseRecords, telemetry: TelemetryStore, clock: SetClock, tmp_path: Path) -> Iterator[World]:
    with opened(site_records, telemetry, clock, tmp_path, sites={id_: behind_a_gate(site) for id_, site in SITES.items()}) as living:
        yield living


def noted(world: World, **more: Any) -> None:  # noqa: ANN401  fields of a checkpoint by name
    """What ingest wrote down of the lift."""
    known = DeviceCheckpoint("riverside", "t3-lift-1", online=True, last_seen=T0 - timedelta(seconds=20), clock_offset_s=-42.0)
    with world.records.transaction() as tx:
        tx.ingests.save_devices([replace(known, **more)])


def ids(world: World, **params: object) -> list[str]:
    return [f"{device['site']}/{device['id']}" for device in world.get("/devices", ADMIN, params=params).json()["items"]]


def test_devices_filter_and_page(world: World) -> None:
    noted(world)
    assert ids(world, site="riverside") == ["riverside/gate-1", "riverside/t3-lift-1"]
    assert ids(world, state="online") == ["riverside/t3-lift-1"]
    assert ids(world, state="unknown", site="riverside") == ["riverside/gate-1"]
    assert ids(world, gateway="gate-1", site="riverside") == ["riverside/t3-lift-1"]
    assert ids(world, dialect="native", site="riverside") == ["riverside/gate-1"]
    for words in ("B1/lift", "电梯", "parking lift"):
        assert ids(world, q=words, site="riverside") == (["riverside/t3-lift-1"] if words != "parking lift" else [])
    first = world.get("/devices", ADMIN, params={"limit": 3}).json()
    assert ids(world, limit=3, cursor=first["next_cursor"]) == ["riverside/t3-lift-1"]


@pytest.mark.parametrize(
    ("online", "seen_s", "state"),
    [
        (True, 20, "online"),
        (None, 20, "online"),
        (False, 20, "offline"),
        (True, 200, "stale"),
        (None, None, "unknown"),
        (True, None, "online"),
        (False, None, "offline"),
    ],
)
def test_a_device_is_online_offline_silent_or_unknown(world: World, online: bool | None, seen_s: float | None, state: str) -> None:  # noqa: FBT001  a case of the table
    noted(world, online=online, last_seen=None if seen_s is None else T0 - timedelta(seconds=seen_s))
    assert world.get("/devices/t3-lift-1", GUARD).json()["state"] == state
    assert ids(world, state=state, site="riverside", q="电梯") == ["riverside/t3-lift-1"]


def test_the_list_is_a_table_for_who_may_take_it_away(world: World) -> None:
    noted(world)
    answer = world.get("/devices", ADMIN, params={"format": "csv", "lang": "en", "gateway": "gate-1", "site": "riverside"})
    head, row = csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))
    assert dict(zip(head, row, strict=True)) | {"Last seen": ""} == {
        "Id": "t3-lift-1",
        "Site": "riverside",
        "Type": "Lift",
        "State": "Online",
        "Last seen": "",
        "Interval (s)": "60.0",
        "Clock offset (s)": "-42.0",
        "Gateway": "gate-1",
        "Dialect": "z2m",
        "Address": "b1/Lift 1",
        "Assets": "t3-lift-1",
    }
    assert world.get("/devices", VIEWER, params={"format": "csv"}).status_code == 403


def test_a_device_says_how_often_it_speaks_beside_what_it_promises(world: World) -> None:
    noted(world, counted=Counted(T0 - timedelta(minutes=5), T0 + timedelta(minutes=5), 10, 10))
    assert world.get("/devices/t3-lift-1", GUARD).json()["rate"] == {"per_minute": 1.5, "promised_per_minute": 1.0, "over_s": 600.0}
    assert world.get("/devices/gate-1", GUARD).json()["rate"]["per_minute"] is None


def test_what_is_known_of_a_device_comes_from_its_points_and_its_dialect_the_newest_of_each(world: World) -> None:
    hour_ago = T0 - timedelta(hours=1)
    told = {Fact.FIRMWARE: Told("2.4.1", hour_ago), Fact.BATTERY_PCT: Told(12.0, hour_ago), Fact.LQI: Told(102.0, hour_ago)}
    noted(world, told=told)
    world.speak("riverside.t3-lift-1.battery_pct", 97.0)
    world.speak("riverside.t3-lift-1.signal_dbm", None)
    vitals = {vital["fact"]: vital for vital in world.get("/devices/t3-lift-1", GUARD).json()["vitals"]}
    assert {fact: (vital["value"], vital["unit"], vital["point"]) for fact, vital in vitals.items()} == {
        "firmware": ("2.4.1", "", None),
        "battery_pct": (97.0, "%", "riverside.t3-lift-1.battery_pct"),
        "lqi": (102.0, "", None),
    }
    assert (vitals["battery_pct"]["quality"], vitals["firmware"]["at"]) == ("good", "2026-01-31T07:00:00.000Z")


def test_a_device_in_detail(world: World) -> None:
    lift, gate = world.get("/devices/t3-lift-1", GUARD).json(), world.get("/devices/gate-1", GUARD).json()
    assert [point["key"] for point in lift["points"]] == ["trapped", "room_temp", "mode", "battery_pct", "signal_dbm"]
    assert [(asset["id"], asset["name"]["en"]) for asset in lift["assets_served"]] == [("t3-lift-1", "Lift")]
    assert (lift["gateway"], lift["children"], [child["id"] for child in gate["children"]]) == ("gate-1", [], ["t3-lift-1"])


def test_its_quarantine_is_for_who_may_see_it(world: World) -> None:
    unread = Quarantined("riverside", T0, "steward/v1/riverside/t3-lift-1/telemetry", QuarantineReason.NOT_JSON, "no", b"{", "t3-lift-1")
    with world.records.transaction() as tx:
        for number in range(7):
            tx.quarantine.add(replace(unread, received_at=T0 + timedelta(seconds=number)))
        tx.quarantine.add(replace(unread, device="gate-1"))
    seen = world.get("/devices/t3-lift-1", ENGINEER).json()["quarantine"]
    assert (seen["total"], len(seen["newest"]), seen["newest"][0]["received_at"]) == (7, 5, "2026-01-31T08:00:06.000Z")
    assert world.get("/devices/t3-lift-1", GUARD).json()["quarantine"] is None


def test_a_device_of_another_site_is_not_there_and_one_of_two_sites_needs_the_site(world: World) -> None:
    assert world.get("/devices/t3-lift-1", STRANGER, params={"site": "riverside"}).status_code == 404
    assert world.get("/devices/none", ADMIN).status_code == 404
    assert world.get("/devices/t3-lift-1", ADMIN).status_code == 400
    assert world.get("/devices/t3-lift-1", ADMIN, params={"site": "hillside"}).json()["site"] == "hillside"
    assert world.get("/devices/t3-lift-1").status_code == 401
