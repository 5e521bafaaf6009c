"""Permits: asked for by one, approved by another, begun, ended, and what they hide meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from domain.people import Person
from operations import permits
from tests.api.building import add_photo, alarm_at, photo, smoke
from tests.api.world import CLEANER, DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, VIEWER, World

FIRE_TEST = {
    "site": "riverside",
    "kind": "fire_test",
    "scope": {"spaces": ["t3-f1", "t3-f2"], "device_types": ["fire_detector"]},
    "hides": True,
    "place": "3号楼",
    "work": "年度检测",
    "starts_at": "2026-01-31T16:00:00+08:00",
    "until": "2026-01-31T18:00:00+08:00",
    "contractor": "安信消防 13800138000",
}
HOT_WORK = {**FIRE_TEST, "kind": "hot_work", "scope": {"assets": ["smoke-1"]}, "work": "焊接", "contractor": None}


def asked(world: World, body: dict[str, Any] | None = None, by: Person = ENGINEER) -> dict[str, Any]:
    answer = world.post("/permits", by, json=body or FIRE_TEST)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def take(world: World, permit: dict[str, Any], step: str, by: Person, **body: object) -> dict[str, Any]:
    answer = world.post(f"/permits/{permit['id']}/{step}", by, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def begun(world: World, body: dict[str, Any] | None = None) -> dict[str, Any]:
    permit = asked(world, body)
    take(world, permit, "approve", MANAGER)
    return take(world, permit, "begin", ENGINEER)


def test_a_permit_as_it_is_asked_for(building: World) -> None:
    told = asked(building)
    assert {key: told[key] for key in ("number", "state", "applicant", "approver", "starts_at", "until", "hides", "version")} == {
        "number": "X-20260131-001",
        "state": "requested",
        "applicant": "engineer",
        "approver": None,
        "starts_at": "2026-01-31T08:00:00.000Z",
        "until": "2026-01-31T10:00:00.000Z",
        "hides": True,
        "version": 1,
    }
    assert told["scope"] == {"points": [], "assets": [], "spaces": ["t3-f1", "t3-f2"], "loops": [], "device_types": ["fire_detector"]}
    assert told["timeline"] == [{"at": "2026-01-31T08:00:00.000Z", "step": "request", "state": "requested", "actor": "engineer", "note": "年度检测"}]
    assert told["steps"] == ["cancel", "note"]
    assert told["needs_note"] == ["cancel", "note"]
    assert building.get(f"/permits/{told['id']}", ENGINEER).json() == told


def test_it_names_what_it_covers(building: World) -> None:
    told = asked(building)
    assert told["covers_total"] == 2
    assert told["covers"][0] == {
        "asset": "smoke-1",
        "name": {"zh": "1层烟感", "en": "Smoke detector 1"},
        "place": {"zh": "3号楼 · 1层", "en": "Tower 3 · Floor 1"},
        "whole": True,
        "points": [],
    }
    one = asked(building, {**FIRE_TEST, "scope": {"points": ["riverside.smoke-2.smoke"]}})
    (asset,) = one["covers"]
    assert (asset["asset"], asset["whole"]) == ("smoke-2", False)
    assert asset["points"] == [
        {"id": "riverside.smoke-2.smoke", "asset": "smoke-2", "asset_name": {"zh": "2层烟感", "en": "Smoke detector 2"}, "name": {"zh": "烟雾", "en": "Smoke"}}
    ]


def test_somebody_else_approves_it_and_only_those_who_may(building: World) -> None:
    permit = asked(building, by=MANAGER)
    assert "approve" not in building.get(f"/permits/{permit['id']}", MANAGER).json()["steps"]
    own = building.post(f"/permits/{permit['id']}/approve", MANAGER)
    assert own.status_code == 422
    assert "somebody else" in own.json()["detail"]
    assert building.post(f"/permits/{permit['id']}/approve", ENGINEER).status_code == 403
    assert take(building, permit, "approve", DISPATCHER)["approver"] == "dispatcher"
    assert ("dispatcher", "permit.approve", "") in building.audited()


def test_while_it_is_active_it_hides_and_says_what(building: World) -> None:
    permit = begun(building)
    building.happen(smoke(at=building.clock.forward(minutes=5)))
    alarm = alarm_at(building, "smoke-1")
    told = building.get(f"/permits/{permit['id']}", VIEWER).json()
    assert [hidden["id"] for hidden in told["hidden_alarms"]] == [alarm.id]
    detail = building.get(f"/alarms/{alarm.id}", GUARD).json()
    assert detail["hidden_by_title"] == {"zh": f"消防测试许可 {permit['number']}", "en": f"Fire-system test permit {permit['number']}"}


def test_at_the_end_of_a_fire_test_it_says_which_detectors_never_reported(building: World) -> None:
    permit = begun(building)
    building.happen(smoke(at=building.clock.forward(minutes=5)))
    building.clock.forward(minutes=5)
    told = take(building, permit, "end", ENGINEER)
    assert told["reported"] == ["riverside.smoke-1.smoke"]
    assert [point["asset"] for point in told["missing_points"]] == ["smoke-2"]
    assert told["missing_points"][0]["asset_name"] == {"zh": "2层烟感", "en": "Smoke detector 2"}
    assert [point["id"] for point in told["reported_points"]] == told["reported"]
    assert (told["state"], told["hidden_alarms"], told["steps"]) == ("closed", [], [])


def test_hot_work_needs_a_watcher_photos_before_and_after_and_another_look(building: World) -> None:
    permit = asked(building, HOT_WORK)
    assert (permit["needs_watcher"], permit["needs_photos"]) == (True, True)
    take(building, permit, "approve", MANAGER)
    path = f"/permits/{permit['id']}"
    assert building.post(f"{path}/begin", ENGINEER, json={"watcher": "张师傅"}).status_code == 422
    before = add_photo(building, path, ENGINEER)
    assert building.post(f"{path}/begin", ENGINEER, json={}).status_code == 422
    told = take(building, permit, "begin", ENGINEER, watcher="张师傅")
    assert (told["watcher"], [file["id"] for file in told["attachments"]]) == ("张师傅", [before])
    building.clock.forward(minutes=30)
    assert building.post(f"{path}/end", ENGINEER).status_code == 422
    building.clock.forward(minutes=1)
    add_photo(building, path, ENGINEER)
    ended = take(building, permit, "end", ENGINEER)
    assert (ended["state"], ended["recheck_at"]) == ("recheck", "2026-01-31T09:01:00.000Z")
    assert building.post(f"{path}/recheck", ENGINEER).status_code == 422
    building.clock.forward(minutes=30)
    assert take(building, permit, "recheck", GUARD, note="无余火")["state"] == "closed"


def test_extending_says_why_and_moves_the_end(building: World) -> None:
    permit = begun(building)
    path = f"/permits/{permit['id']}/extend"
    assert building.post(path, MANAGER, json={"until": "2026-01-31T11:00:00Z"}).status_code == 422
    told = take(building, permit, "extend", MANAGER, until="2026-01-31T11:00:00Z", note="未完工")
    assert told["until"] == "2026-01-31T11:00:00.000Z"


def test_a_step_that_is_not_open_is_a_conflict(building: World) -> None:
    permit = asked(building)
    assert building.post(f"/permits/{permit['id']}/begin", ENGINEER).status_code == 409
    assert building.post(f"/permits/{permit['id']}/expire", ENGINEER).status_code == 422


def test_the_version_that_was_read_must_be_the_stored_one(building: World) -> None:
    permit = asked(building)
    take(building, permit, "note", ENGINEER, note="带灭火器")
    late = building.post(f"/permits/{permit['id']}/approve", MANAGER, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["current_version"]) == (409, 2)
    assert building.post(f"/permits/{permit['id']}/approve", MANAGER, headers={"If-Match": '"2"'}).status_code == 200


def test_asking_and_steps_happen_once_under_their_keys(building: World) -> None:
    first, again = (building.post("/permits", ENGINEER, json=FIRE_TEST, headers={"Idempotency-Key": "p1"}) for _ in range(2))
    assert (again.content, again.headers["idempotency-replayed"]) == (first.content, "true")
    notes = [
        building.post(f"/permits/{first.json()['id']}/note", ENGINEER, json={"note": "x"}, headers={"Idempotency-Key": "p2"}).json()["version"]
        for _ in range(2)
    ]
    assert notes == [2, 2]
    assert len(building.get("/permits", ENGINEER).json()["items"]) == 1


def test_a_viewer_asks_for_nothing_and_other_sites_do_not_exist(building: World) -> None:
    permit = asked(building)
    assert building.post("/permits", VIEWER, json=FIRE_TEST).status_code == 403
    assert building.post("/permits", STRANGER, json=FIRE_TEST).status_code == 404
    assert building.post("/permits", MANAGER, json={**FIRE_TEST, "site": "nowhere"}).status_code == 404
    assert building.get(f"/permits/{permit['id']}", STRANGER).status_code == 404
    assert building.post(f"/permits/{permit['id']}/note", STRANGER, json={"note": "x"}).status_code == 404
    assert building.get("/permits", STRANGER).json()["items"] == []
    assert building.get("/permits", STRANGER, params={"site": "riverside"}).status_code == 404


def test_departments_that_permits_do_not_concern_handle_only_their_own(building: World) -> None:
    others, own = asked(building), asked(building, {**HOT_WORK, "kind": "work_at_height", "hides": False}, CLEANER)
    assert building.post(f"/permits/{others['id']}/note", CLEANER, json={"note": "x"}).status_code == 403
    assert building.get(f"/permits/{others['id']}", CLEANER).json()["steps"] == []
    assert take(building, own, "note", CLEANER, note="擦窗")["steps"] == ["cancel", "note"]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "party"},
        {"scope": {}},
        {"scope": {"assets": ["no-such-asset"]}},
        {"scope": {"assets": ["t3-lift-1"]}},
        {"place": ""},
        {"work": "  "},
        {"until": "2026-01-31T18:00:00"},
        {"until": "2026-01-31T15:00:00+08:00"},
    ],
    ids=["kind", "empty scope", "unknown asset", "not to be hidden", "no place", "no work", "no zone", "over before it begins"],
)
def test_what_cannot_be_asked_for_is_said(building: World, change: dict[str, object]) -> None:
    answer = building.post("/permits", ENGINEER, json={**FIRE_TEST, **change})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_what_is_refused_is_said_in_the_readers_language(building: World) -> None:
    body = {**FIRE_TEST, "scope": {"loops": ["9"]}}
    said = [building.post("/permits", ENGINEER, json=body, headers={"Accept-Language": language}).json()["detail"] for language in ("zh", "en")]
    assert ("本项目没有" in said[0], "does not have" in said[1]) == (True, True)


def test_lists_filter_and_come_in_pages(building: World) -> None:
    test = begun(building)
    building.clock.forward(minutes=1)
    work = asked(building, {**HOT_WORK, "hides": False})

    def ids(**params: object) -> list[str]:
        return [permit["id"] for permit in building.get("/permits", VIEWER, params=params).json()["items"]]

    assert ids() == [work["id"], test["id"]]
    assert ids(state="active") == [test["id"]]
    assert ids(state="active,requested") == [work["id"], test["id"]]
    assert ids(kind="hot_work") == [work["id"]]
    first = building.get("/permits", VIEWER, params={"limit": 1}).json()
    second = building.get("/permits", VIEWER, params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert [permit["id"] for permit in (*first["items"], *second["items"])] == [work["id"], test["id"]]
    assert second["next_cursor"] is None
    assert building.get("/permits", VIEWER, params={"cursor": "nonsense"}).status_code == 400


def test_as_a_table_personal_data_is_masked(building: World) -> None:
    asked(building)
    assert building.get("/permits", GUARD, params={"format": "csv"}).status_code == 403
    table = building.get("/permits", ENGINEER, params={"format": "csv", "lang": "en"}).text
    assert "安信消防 •••" in table
    assert "13800138000" not in table
    assert "space:t3-f1 space:t3-f2 type:fire_detector" in table


def test_files_are_checked_as_everywhere_and_leave_nothing_behind(building: World) -> None:
    permit = asked(building)
    path = f"/permits/{permit['id']}/attachments"
    assert building.post(path, ENGINEER, files={"file": ("a.jpg", b"<svg>", "image/jpeg")}).status_code == 422
    assert building.post(path, VIEWER, files={"file": ("a.jpg", photo(), "image/jpeg")}).status_code == 403
    assert building.post(path, CLEANER, files={"file": ("a.jpg", photo(), "image/jpeg")}).status_code == 403
    assert building.post(path, STRANGER, files={"file": ("a.jpg", photo(), "image/jpeg")}).status_code == 404
    assert list(building.uploads.iterdir()) == []
    take(building, permit, "cancel", ENGINEER, note="改期")
    assert building.post(path, ENGINEER, files={"file": ("a.jpg", photo(), "image/jpeg")}).status_code == 409
    assert list(building.uploads.iterdir()) == []


def test_a_file_comes_back_as_a_download(building: World) -> None:
    permit = asked(building)
    added = add_photo(building, f"/permits/{permit['id']}", GUARD)
    path = f"/permits/{permit['id']}/attachments"
    (told,) = building.get(path, VIEWER).json()["items"]
    assert (told["id"], told["order_id"], told["added_by"]) == (added, permit["id"], "guard")
    file = building.get(f"{path}/{added}", VIEWER)
    assert (file.content, file.headers["content-disposition"].startswith("attachment;")) == (photo(), True)
    assert "sandbox" in file.headers["content-security-policy"]
    assert building.get(f"{path}/none", VIEWER).status_code == 404
    assert building.get(f"{path}/{added}", STRANGER).status_code == 404


def test_one_that_nobody_ended_says_so_and_can_still_be_ended(building: World) -> None:
    permit = begun(building)
    permits.sweep(building.records, building.sites, building.clock.forward(hours=2))
    told = building.get(f"/permits/{permit['id']}", ENGINEER).json()
    assert (told["state"], told["overdue"], told["steps"]) == ("expired", ["until"], ["end", "note"])
    assert take(building, permit, "end", ENGINEER)["state"] == "closed"
