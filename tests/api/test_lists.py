"""Sites, spaces, assets, devices, points, people, rules, incidents."""

from __future__ import annotations

from datetime import timedelta

from domain.reading import Quality
from domain.records import DeviceCheckpoint
from domain.transition import Change
from tests.api.world import ADMIN, GUARD, STRANGER, T0, World, entrapment, reading


def test_me(world: World) -> None:
    assert world.get("/me", GUARD).json() == {
        "id": "p-guard",
        "username": "guard",
        "name": "李强",
        "role": "guard",
        "department": "security",
        "sites": ["riverside"],
        "permissions": ["view", "acknowledge", "request_order", "work_order", "request_permit", "check_in", "take_plan_step", "keep_supplies"],
        "every_department": False,
        "simulated": False,
    }
    assert world.get("/me", ADMIN).json()["sites"] == ["riverside", "hillside"]


def test_sites_come_with_their_counts(world: World) -> None:
    world.raised()
    world.speak("riverside.t3-lift-1.room_temp", 20.0)
    body = world.get("/sites", ADMIN).json()
    assert [site["id"] for site in body["items"]] == ["hillside", "riverside"]
    assert body["items"][1] == {
        "id": "riverside",
        "name": {"zh": "滨江花园", "en": "Riverside Gardens"},
        "time_zone": "Asia/Shanghai",
        "connected": True,
        "counts": {"spaces": 2, "assets": 2, "devices": 2, "points": 4, "active_alarms": 1, "open_orders": 1},
    }
    assert [site["id"] for site in world.get("/sites", GUARD).json()["items"]] == ["riverside"]


def test_spaces_keep_the_order_of_the_site_file(world: World) -> None:
    first = world.get("/spaces", GUARD, params={"limit": 1}).json()
    assert first["items"] == [{"id": "t3", "site": "riverside", "kind": "building", "name": {"zh": "3号楼", "en": "Tower 3"}, "parent": None}]
    second = world.get("/spaces", GUARD, params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert ([space["id"] for space in second["items"]], second["next_cursor"]) == (["t3-roof"], None)


def test_assets_filter_and_page(world: World) -> None:
    def ids(**params: object) -> list[str]:
        return [f"{asset['site']}/{asset['id']}" for asset in world.get("/assets", ADMIN, params=params).json()["items"]]

    assert ids() == ["hillside/gate-1", "hillside/t3-lift-1", "riverside/gate-1", "riverside/t3-lift-1"]
    assert ids(site="riverside") == ["riverside/gate-1", "riverside/t3-lift-1"]
    assert ids(type="lift", site="riverside") == ["riverside/t3-lift-1"]
    assert ids(space="t3", site="riverside") == ["riverside/gate-1", "riverside/t3-lift-1"]
    assert ids(space="t3-roof", site="riverside") == ["riverside/t3-lift-1"]
    assert ids(text="屋面", site="riverside") == ["riverside/t3-lift-1"]
    first = world.get("/assets", ADMIN, params={"limit": 3}).json()
    assert ids(limit=3, cursor=first["next_cursor"]) == ["riverside/t3-lift-1"]


def test_an_asset_in_detail_shows_what_stands_around_it(world: World) -> None:
    body = world.get("/assets/t3-lift-1", GUARD).json()
    assert ([space["id"] for space in body["spaces"]], body["fed_by"], body["feeds"], body["attributes"]) == (
        ["t3", "t3-roof"],
        ["gate-1"],
        [],
        {"maker": "Acme"},
    )
    assert world.get("/assets/gate-1", GUARD).json()["feeds"] == ["t3-lift-1"]


def test_an_asset_that_two_sites_have_needs_the_site(world: World) -> None:
    assert world.get("/assets/t3-lift-1", ADMIN).status_code == 400
    assert world.get("/assets/t3-lift-1", ADMIN, params={"site": "hillside"}).json()["site"] == "hillside"
    assert world.get("/assets/none", ADMIN).status_code == 404
    assert world.get("/assets/t3-lift-1", STRANGER, params={"site": "riverside"}).status_code == 404


def test_an_asset_is_unknown_normal_in_alarm_or_offline(world: World) -> None:
    def state() -> object:
        return world.get("/assets/t3-lift-1", GUARD).json()["state"]

    assert state() == "unknown"
    world.speak("riverside.t3-lift-1.room_temp", 20.0)
    assert state() == "normal"
    world.raised()
    assert state() == "alarm"
    world.happen(entrapment(change=Change.RETURNED, at=T0 + timedelta(seconds=5)))
    assert state() == "alarm", "returned, but nobody has seen it"
    world.post(f"/alarms/{world.alarms()[0].id}/acknowledge", GUARD)
    assert state() == "normal"
    world.clock.forward(minutes=4)
    assert state() == "offline"


def test_devices_are_known_from_the_records_while_ingest_is_away(world: World) -> None:
    with world.records.transaction() as tx:
        tx.ingests.save_devices([DeviceCheckpoint("riverside", "gate-1", False, T0 - timedelta(minutes=9))])
    gate, lift = world.get("/devices", GUARD).json()["items"]
    assert (gate["online"], gate["last_seen"], gate["stale"]) == (False, "2026-01-31T07:51:00.000Z", True)
    assert (lift["online"], lift["last_seen"], lift["stale"]) == (None, None, True)


def test_a_point_falls_back_to_what_is_stored_and_grows_stale(world: World) -> None:
    world.telemetry.write([reading("riverside", "t3-lift-1", T0 - timedelta(minutes=10), room_temp=19.0)])
    trapped, room_temp, mode = world.get("/points", GUARD, params={"asset": "t3-lift-1"}).json()["items"]
    assert room_temp["latest"] == {"ts": "2026-01-31T07:50:00.000Z", "value": 19.0, "quality": "good", "age_s": 600.0, "stale": True}
    assert (trapped["latest"], mode["latest"]) == (None, None)
    assert mode["values"][1] == {"key": "inspection", "name": {"zh": "检修", "en": "Inspection"}}


def test_words_stay_true_while_their_device_speaks_and_numbers_do_not(world: World) -> None:
    world.speak("riverside.t3-lift-1.mode", "normal")
    world.speak("riverside.t3-lift-1.room_temp", 20.0)
    world.clock.forward(minutes=10)
    world.speak("riverside.t3-lift-1.trapped", value=False)
    stale = {point["key"]: point["latest"]["stale"] for point in world.get("/points", GUARD, params={"asset": "t3-lift-1"}).json()["items"]}
    assert stale == {"trapped": False, "room_temp": True, "mode": False}


def test_a_value_that_could_not_be_measured_is_null_and_bad(world: World) -> None:
    world.speak("riverside.t3-lift-1.room_temp", None, quality=Quality.BAD)
    latest = world.get("/points", GUARD, params={"asset": "t3-lift-1"}).json()["items"][1]["latest"]
    assert (latest["value"], latest["quality"]) == (None, "bad")


def test_people_of_my_sites_without_secrets(world: World) -> None:
    people = world.get("/people", GUARD).json()["items"]
    assert [person["username"] for person in people] == ["admin", "cleaner", "dispatcher", "engineer", "guard", "manager", "viewer"]
    assert people[3] == {"id": "p-engineer", "username": "engineer", "name": "王建国", "role": "engineer", "department": "engineering", "active": True}
    assert "stranger" in [person["username"] for person in world.get("/people", ADMIN, params={"site": "hillside"}).json()["items"]]


def test_without_incidents_there_is_an_honest_empty_page(world: World) -> None:
    assert world.get("/incidents", GUARD).json() == {"items": [], "next_cursor": None}
    assert world.get("/incidents", STRANGER, params={"site": "riverside"}).status_code == 404
