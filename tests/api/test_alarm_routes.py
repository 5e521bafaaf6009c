"""Alarms: lists, details, and what people do to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.alarm import Latch
from domain.severity import Severity
from domain.telemetry import TelemetryStore
from domain.transition import Change
from storage.database.records import DatabaseRecords
from tests.api.world import (
    ADMIN,
    CLEANER,
    DISPATCHER,
    ENGINEER,
    GUARD,
    MANAGER,
    SITES,
    STRANGER,
    T0,
    VIEWER,
    SetClock,
    World,
    entrapment,
    opened,
)


def ids(world: World, **params: object) -> list[str]:
    body = world.get("/alarms", MANAGER, params=params).json()
    return [alarm["id"] for alarm in body["items"]]


def test_acknowledging_carries_who_when_and_a_note(world: World) -> None:
    alarm, _ = world.raised()
    world.clock.forward(minutes=5)
    body = {"note": "去看看", "occurred_at": "2026-01-31T16:02:00+08:00", "device_id": "phone-7"}
    answer = world.post(f"/alarms/{alarm.id}/acknowledge", GUARD, json=body)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["state"], told["acknowledged_by"], told["acknowledged_at"], told["version"]) == ("acknowledged", "guard", "2026-01-31T08:02:00.000Z", 2)
    line = world.get(f"/alarms/{alarm.id}", GUARD).json()["history"][-1]
    assert (line["event"], line["actor"], line["note"], line["at"]) == ("acknowledged", "guard", "去看看", "2026-01-31T08:05:00.000Z")
    assert ("guard", "alarm.acknowledge", "") in world.audited()


def test_acknowledging_needs_no_body_and_doing_it_again_changes_nothing(world: World) -> None:
    alarm, _ = world.raised()
    first = world.post(f"/alarms/{alarm.id}/acknowledge", GUARD)
    again = world.post(f"/alarms/{alarm.id}/acknowledge", ENGINEER)
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())


def test_assisting_departments_may_act_too_but_no_others(world: World) -> None:
    alarm, _ = world.raised()
    assert world.post(f"/alarms/{alarm.id}/acknowledge", CLEANER).status_code == 403
    assert world.post(f"/alarms/{alarm.id}/acknowledge", VIEWER).status_code == 403
    assert world.post(f"/alarms/{alarm.id}/acknowledge", ENGINEER).status_code == 200


def test_an_alarm_of_another_site_does_not_exist(world: World) -> None:
    alarm, _ = world.raised()
    assert world.get(f"/alarms/{alarm.id}", STRANGER).status_code == 404
    assert world.post(f"/alarms/{alarm.id}/acknowledge", STRANGER).status_code == 404
    assert world.get("/alarms", STRANGER).json()["items"] == []
    assert world.get("/alarms", STRANGER, params={"site": "riverside"}).status_code == 404


def test_a_version_that_is_not_the_stored_one_is_a_conflict_that_tells_it(world: World) -> None:
    alarm, _ = world.raised()
    world.post(f"/alarms/{alarm.id}/shelve", MANAGER, json={"reason": "保养", "minutes": 30})
    late = world.post(f"/alarms/{alarm.id}/acknowledge", GUARD, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["current_version"], late.json()["type"]) == (409, 2, "urn:steward:problem:conflict")
    assert world.post(f"/alarms/{alarm.id}/acknowledge", GUARD, headers={"If-Match": "2"}).status_code == 200


def test_an_if_match_that_is_no_version_can_never_match(world: World) -> None:
    alarm, _ = world.raised()
    assert world.post(f"/alarms/{alarm.id}/acknowledge", GUARD, headers={"If-Match": '"abc"'}).status_code == 412
    assert world.post(f"/alarms/{alarm.id}/acknowledge", GUARD, headers={"If-Match": "*"}).status_code == 200


def test_shelving_hides_it_with_a_reason_until_a_time(world: World) -> None:
    alarm, _ = world.raised()
    told = world.post(f"/alarms/{alarm.id}/shelve", MANAGER, json={"reason": "保养期间", "minutes": 90}).json()
    assert told["state"] == "shelved"
    assert told["hidden_by"] == {"kind": "shelved", "reason": "保养期间", "by": "manager", "until": "2026-01-31T09:30:00.000Z"}
    assert world.get(f"/alarms/{alarm.id}", MANAGER).json()["steps"] == ["acknowledge", "shelve", "unshelve"]
    shown = world.post(f"/alarms/{alarm.id}/unshelve", MANAGER, json={"note": "完成"}).json()
    assert (shown["state"], shown["hidden_by"]) == ("unacknowledged", None)


@pytest.mark.parametrize(
    "body", [{"reason": "x"}, {"reason": "x", "minutes": 5, "until": "2026-01-31T09:00:00Z"}, {"minutes": 5}, {"reason": "x", "until": "2026-01-31T09:00:00"}]
)
def test_shelving_says_how_it_wants_to_be_asked(world: World, body: dict[str, object]) -> None:
    alarm, _ = world.raised()
    assert world.post(f"/alarms/{alarm.id}/shelve", MANAGER, json=body).status_code == 422


def test_what_the_rules_of_shelving_refuse_is_said_in_the_readers_language(world: World) -> None:
    alarm, _ = world.raised()
    until = (T0 + timedelta(hours=9)).isoformat()
    refused = [
        world.post(f"/alarms/{alarm.id}/shelve", MANAGER, json={"reason": "x", "until": until}, headers={"Accept-Language": language}).json()["detail"]
        for language in ("en", "zh")
    ]
    assert "8 hours" in refused[0]
    assert refused[0] != refused[1]


def test_guards_may_not_shelve(world: World) -> None:
    alarm, _ = world.raised()
    answer = world.post(f"/alarms/{alarm.id}/shelve", GUARD, json={"reason": "x", "minutes": 5})
    assert answer.status_code == 403
    assert "shelve" in answer.json()["detail"]


def test_unshelving_what_is_not_shelved_is_a_conflict(world: World) -> None:
    alarm, _ = world.raised()
    assert world.post(f"/alarms/{alarm.id}/unshelve", MANAGER).status_code == 409


def test_a_latched_alarm_is_reset_on_site_once_the_process_is_normal(world: World) -> None:
    alarm, _ = world.raised(latch=Latch.PERSON)
    reset = {"reason": "现场已复位", "evidence": "照片 12"}
    assert world.post(f"/alarms/{alarm.id}/reset", MANAGER, json=reset).status_code == 409
    world.happen(entrapment(change=Change.RETURNED, latch=Latch.PERSON, at=T0 + timedelta(minutes=1)))
    assert world.get(f"/alarms/{alarm.id}", MANAGER).json()["steps"] == ["acknowledge", "shelve", "reset"]
    assert world.post(f"/alarms/{alarm.id}/reset", GUARD, json=reset).status_code == 403
    done = world.post(f"/alarms/{alarm.id}/reset", MANAGER, json=reset)
    assert (done.status_code, done.json()["condition"], done.json()["state"]) == (200, False, "returned_unacknowledged")


def test_lists_filter(world: World) -> None:
    first, _ = world.raised(episode="e1", severity=Severity.HIGH)
    world.post(f"/alarms/{first.id}/acknowledge", MANAGER)
    world.happen(entrapment(episode="e1", change=Change.RETURNED, at=T0 + timedelta(minutes=1)))
    world.clock.forward(hours=1)
    second, _ = world.raised(episode="e2", at=world.clock())
    third, _ = world.raised(site="hillside", episode="e3", at=world.clock() + timedelta(seconds=1))
    assert ids(world) == [third.id, second.id, first.id]
    assert ids(world, state="active") == [third.id, second.id]
    assert ids(world, state=["normal", "shelved"]) == ids(world, state="normal,shelved") == [first.id]
    assert ids(world, severity="high") == [first.id]
    assert ids(world, site="riverside") == [second.id, first.id]
    assert ids(world, department="engineering", severity="critical,low") == [third.id, second.id]
    assert ids(world, department="cleaning") == []
    assert ids(world, asset="t3-lift-1", since="2026-01-31T08:30:00Z") == [third.id, second.id]
    assert ids(world, until="2026-01-31T16:30:00+08:00") == [first.id]
    assert ids(world, text="困人") == [third.id, second.id, first.id]
    assert ids(world, text="no such words") == []
    assert ids(world, drill="drill-1") == []


def test_what_has_stood_for_longer_than_its_sites_limit(world: World) -> None:
    old, _ = world.raised(episode="e1", at=T0 - timedelta(hours=25))
    world.raised(episode="e2", rule="lift.hot", at=T0 - timedelta(hours=23))
    ended, _ = world.raised(episode="e3", site="hillside", at=T0 - timedelta(hours=30))
    world.post(f"/alarms/{ended.id}/acknowledge", MANAGER)
    world.happen(entrapment(episode="e3", site="hillside", change=Change.RETURNED, at=T0))
    assert ids(world, long_standing=True) == [old.id]
    assert ids(world, long_standing=True, state="active,normal") == [old.id, ended.id]
    assert ids(world, long_standing=True, site="hillside") == []
    assert ids(world, rule="lift.hot", long_standing=False) != []


def test_each_site_has_its_own_limit(site_records: DatabaseRecords, telemetry: TelemetryStore, clock: SetClock, tmp_path: Path) -> None:
    patient = replace(SITES["hillside"], settings={"long_standing_h": 48})
    with opened(site_records, telemetry, clock, tmp_path, sites={**SITES, "hillside": patient}) as world:
        old, _ = world.raised(episode="e1", at=T0 - timedelta(hours=25))
        world.raised(episode="e2", site="hillside", at=T0 - timedelta(hours=25))
        older, _ = world.raised(episode="e3", site="hillside", rule="lift.hot", at=T0 - timedelta(hours=49))
        assert ids(world, long_standing=True) == [old.id, older.id]
        table = world.get("/alarms", MANAGER, params={"long_standing": True, "format": "csv"}).text.splitlines()
        assert len(table) == 3


@pytest.mark.parametrize(
    "params", [{"state": "broken"}, {"severity": "urgent"}, {"since": "yesterday"}, {"since": "2026-01-31T08:00:00"}, {"limit": 0}, {"limit": 201}]
)
def test_filters_that_cannot_be_read_are_named(world: World, params: dict[str, object]) -> None:
    answer = world.get("/alarms", MANAGER, params=params)
    assert answer.status_code == 422
    assert [error["field"].split(".")[1] for error in answer.json()["errors"]] == list(params)


def test_pages_meet_without_gap_or_overlap(world: World) -> None:
    made = [world.raised(episode=f"e{number}", rule=f"lift.{number}", at=T0 + timedelta(seconds=number))[0].id for number in range(7)]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = world.get("/alarms", ADMIN, params={"limit": 3} | ({"cursor": cursor} if cursor else {})).json()
        seen += [alarm["id"] for alarm in page["items"]]
        cursor = page["next_cursor"]
    assert seen == made[::-1]


def test_a_cursor_that_is_not_ours_is_a_400(world: World) -> None:
    assert world.get("/alarms", ADMIN, params={"cursor": "nonsense"}).status_code == 400
    assert world.get("/work-orders", ADMIN, params={"cursor": "nonsense"}).status_code == 400
    assert world.get("/quarantine", ADMIN, params={"cursor": "nonsense"}).status_code == 400


def test_a_dispatcher_sees_and_shelves_across_departments(world: World) -> None:
    alarm, _ = world.raised()
    assert world.get(f"/alarms/{alarm.id}", DISPATCHER).json()["steps"] == ["acknowledge", "shelve"]
