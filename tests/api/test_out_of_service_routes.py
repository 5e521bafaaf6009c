"""Out of service: alarms of equipment hidden for a reason and a time."""

from __future__ import annotations

from typing import Any

import pytest

from operations import out_of_service
from tests.api.building import alarm_at, smoke, stopped
from tests.api.world import DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, VIEWER, World

DETECTOR = {"site": "riverside", "scope": {"assets": ["smoke-1"]}, "reason": "更换探测器", "until": "2026-02-01T16:00:00+08:00"}


def taken(world: World) -> dict[str, Any]:
    answer = world.post("/out-of-service", ENGINEER, json=DETECTOR)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_what_is_taken_out_is_listed_and_hides_its_alarms(building: World) -> None:
    entry = taken(building)
    assert entry == {
        "id": entry["id"],
        "site": "riverside",
        "scope": {"points": [], "assets": ["smoke-1"], "spaces": [], "loops": [], "device_types": []},
        "reason": "更换探测器",
        "by": "engineer",
        "at": "2026-01-31T08:00:00.000Z",
        "until": "2026-02-01T08:00:00.000Z",
        "ended_at": None,
        "ended_by": None,
        "spares": [],
        "version": 1,
    }
    assert building.get("/out-of-service", VIEWER).json() == {"items": [entry], "next_cursor": None}
    building.happen(smoke())
    alarm = alarm_at(building, "smoke-1")
    told = building.get(f"/alarms/{alarm.id}", GUARD).json()
    assert (told["state"], told["hidden_by"]["by"], told["hidden_by"]["reason"]) == ("out_of_service", entry["id"], "更换探测器")
    assert told["hidden_by_title"] is None
    assert [each["id"] for each in building.get("/alarms", GUARD, params={"hidden_by": entry["id"]}).json()["items"]] == [alarm.id]
    assert ("engineer", "out-of-service.take", "更换探测器") in building.audited()


def test_putting_it_back_shows_what_it_hid(building: World) -> None:
    entry = taken(building)
    building.happen(smoke())
    building.clock.forward(hours=1)
    told = building.post(f"/out-of-service/{entry['id']}/put-back", DISPATCHER, json={"note": "已更换", "device_id": "phone-7"}).json()
    assert (told["ended_at"], told["ended_by"]) == ("2026-01-31T09:00:00.000Z", "dispatcher")
    assert building.get("/out-of-service", VIEWER).json()["items"] == []
    shown = building.get(f"/alarms/{alarm_at(building, 'smoke-1').id}", GUARD).json()
    assert (shown["state"], shown["work_order_id"] is not None) == ("unacknowledged", True)
    assert ("dispatcher", "out-of-service.put-back", "已更换 device_id=phone-7") in building.audited()
    assert building.post(f"/out-of-service/{entry['id']}/put-back", DISPATCHER).json() == told


def test_the_version_that_was_read_must_be_the_stored_one(building: World) -> None:
    entry = taken(building)
    answer = building.post(f"/out-of-service/{entry['id']}/put-back", ENGINEER, headers={"If-Match": "7"})
    assert (answer.status_code, answer.json()["current_version"]) == (409, 1)


def test_under_one_key_it_is_taken_out_once(building: World) -> None:
    first, again = (building.post("/out-of-service", ENGINEER, json=DETECTOR, headers={"Idempotency-Key": "o1"}) for _ in range(2))
    assert (again.content, again.headers["idempotency-replayed"]) == (first.content, "true")
    assert len(building.get("/out-of-service", VIEWER).json()["items"]) == 1


def test_only_those_who_may_and_only_at_their_sites(building: World) -> None:
    entry = taken(building)
    assert building.post("/out-of-service", GUARD, json=DETECTOR).status_code == 403
    assert building.post("/out-of-service", STRANGER, json=DETECTOR).status_code == 404
    assert building.post(f"/out-of-service/{entry['id']}/put-back", GUARD).status_code == 403
    assert building.post(f"/out-of-service/{entry['id']}/put-back", STRANGER).status_code == 404
    assert building.post("/out-of-service/none/put-back", ENGINEER).status_code == 404
    assert building.get("/out-of-service", STRANGER).json()["items"] == []
    assert building.get("/out-of-service", STRANGER, params={"site": "riverside"}).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"scope": {}},
        {"scope": {"assets": ["no-such"]}},
        {"reason": ""},
        {"reason": "  "},
        {"until": "2026-01-31T07:00:00Z"},
        {"until": "2026-05-31T07:00:00Z"},
        {"until": "2026-02-01T08:00:00"},
    ],
    ids=["nothing", "unknown", "no reason", "blank reason", "past", "too long", "no zone"],
)
def test_what_cannot_be_taken_out_is_said(building: World, change: dict[str, object]) -> None:
    answer = building.post("/out-of-service", ENGINEER, json={**DETECTOR, **change})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_lists_come_by_site_in_pages_and_as_a_table(building: World) -> None:
    entries = [taken(building)["id"]]
    building.clock.forward(minutes=1)
    entries.append(building.post("/out-of-service", ENGINEER, json={**DETECTOR, "scope": {"loops": ["2"]}}).json()["id"])
    hill = {**DETECTOR, "site": "hillside", "scope": {"device_types": ["lift"]}, "reason": "=1+1"}
    entries.insert(0, building.post("/out-of-service", MANAGER, json=hill).json()["id"])
    first = building.get("/out-of-service", MANAGER, params={"limit": 2}).json()
    second = building.get("/out-of-service", MANAGER, params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [entry["id"] for entry in (*first["items"], *second["items"])] == entries
    assert building.get("/out-of-service", GUARD, params={"format": "csv"}).status_code == 403
    table = building.get("/out-of-service", MANAGER, params={"format": "csv"}).text.splitlines()
    assert ["loop:2" in line for line in table] == [False, False, False, True]
    assert "'=1+1" in table[1]


def test_what_is_over_by_itself_is_not_listed(building: World) -> None:
    taken(building)
    out_of_service.sweep(building.records, building.sites, building.clock.forward(days=2))
    assert building.get("/out-of-service", VIEWER).json()["items"] == []


def test_other_equipment_stays_live(building: World) -> None:
    taken(building)
    building.happen(stopped())
    assert alarm_at(building, "t3-lift-1").hidden_by is None
