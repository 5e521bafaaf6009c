"""Answers to a call that were given offline: whatever happened meanwhile, none is refused, and who was on the way is not lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.call_out import CallOut
from domain.people import Department, Person, Role
from domain.records import Account
from domain.telemetry import TelemetryStore
from domain.time import rfc3339
from domain.work_order import OrderEvent, OrderState
from operations.workorders import record
from storage.database.records import DatabaseRecords
from tests.api.world import CLEANER, GUARD, MANAGER, STRANGER, SetClock, World, opened
from tests.operations.escalation.scenes import Night, reach

MINUTE = timedelta(minutes=1)
WANG = Person("p-wang", "wang", "王磊", Role.GUARD, Department.SECURITY, ("riverside",))


@pytest.fixture
def world(records: DatabaseRecords, telemetry: TelemetryStore, clock: SetClock, tmp_path: Path) -> Iterator[World]:
    """As everywhere in these tests, but on both engines."""
    with records.transaction() as tx:
        tx.people.add(Account(WANG, "!"))
    with opened(records, telemetry, clock, tmp_path, living=False) as still:
        yield still


@pytest.fixture
def records(records_url: str, clock: SetClock) -> Iterator[DatabaseRecords]:
    found = DatabaseRecords(records_url, clock=clock)
    yield found
    found.close()


@pytest.fixture
def call(world: World) -> CallOut:
    """An entrapment to which security is called; the guard reads it and goes into the basement, half an hour ago."""
    reach(world.records, GUARD, "push")
    scene = Night(world.records, "push", site=world.sites["riverside"])
    scene.now = world.clock()
    world.raised()
    scene.step()
    (found,) = [each for each in scene.call_outs() if each.department is Department.SECURITY and each.asks]
    world.clock.forward(minutes=30)
    return found


def late(world: World, what: str, subject: str, by: Person = GUARD, **more: object) -> httpx.Response:
    """What a phone tells twenty minutes after it was done."""
    now = world.clock()
    asked = {"id": f"late-{what}-{subject[-20:]}", "what": what, "subject": subject, "occurred_at": rfc3339(now - 20 * MINUTE), "sent_at": rfc3339(now), **more}
    return world.post("/late-steps", by, json=asked)


def outcome(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    found: str = answer.json()["outcome"]
    return found


def order_of(world: World, call: CallOut) -> dict[str, Any]:
    found: dict[str, Any] = world.get(f"/work-orders/{call.work_order_id}", MANAGER).raise_for_status().json()
    return found


def notes(world: World, call: CallOut, by: str = "guard") -> list[str]:
    return [line["note"] for line in order_of(world, call)["timeline"] if line["event"] == "note" and line["actor"] == by]


def test_who_said_that_they_go_has_the_order_and_the_alarm_from_when_they_said_it(world: World, call: CallOut) -> None:
    said = rfc3339(world.clock() - 20 * MINUTE)
    assert outcome(late(world, "going", call.id)) == "applied"
    order = order_of(world, call)
    assert (order["assignee"], order["accepted_at"]) == ("guard", said)
    answered = world.get(f"/call-outs/{call.id}", GUARD).json()
    assert (answered["answer"], answered["answered_by"], answered["answered_at"]) == ("going", "guard", said)
    alarm = world.get(f"/alarms/{call.alarm_ids[0]}", GUARD).json()
    assert (alarm["acknowledged_by"], alarm["acknowledged_at"]) == ("guard", said)


def test_who_comes_second_goes_along_and_stands_in_the_timeline(world: World, call: CallOut) -> None:
    world.post(f"/call-outs/{call.id}/going", WANG, json={}).raise_for_status()
    assert outcome(late(world, "going", call.id)) == "counted"
    assert order_of(world, call)["assignee"] == "wang"
    assert ["也前往" in note for note in notes(world, call)] == [True]


def test_who_went_to_what_was_over_by_then_stands_in_the_timeline_too(world: World, call: CallOut) -> None:
    order = world.orders()[0]
    with world.records.transaction() as tx:
        record.change(tx, replace(order, state=OrderState.CANCELLED), OrderEvent.CANCELLED, at=world.clock(), actor="dispatcher", note="演练")
    assert outcome(late(world, "going", call.id)) in {"applied", "counted"}
    after = order_of(world, call)
    assert (after["state"], ["我去" in note for note in notes(world, call)]) == ("cancelled", [True])


def test_to_have_seen_it_ends_the_call_and_takes_nothing(world: World, call: CallOut) -> None:
    assert outcome(late(world, "seen", call.id)) == "applied"
    assert order_of(world, call)["assignee"] is None
    assert world.get(f"/call-outs/{call.id}", GUARD).json()["answer"] == "seen"


def test_an_answer_sent_again_is_decided_once(world: World, call: CallOut) -> None:
    moment = rfc3339(world.clock() - 20 * MINUTE)
    first = late(world, "going", call.id, occurred_at=moment)
    world.clock.forward(hours=50)
    assert late(world, "going", call.id, occurred_at=moment).json() == first.json()
    assert [line["event"] for line in order_of(world, call)["timeline"]].count("accept") == 1


@pytest.mark.parametrize(("by", "status"), [(CLEANER, 403), (STRANGER, 404)])
def test_who_may_not_answer_may_not_later_either(world: World, call: CallOut, by: Person, status: int) -> None:
    assert late(world, "going", call.id, by).status_code == status
    assert order_of(world, call)["assignee"] is None


def test_an_alarm_that_another_acknowledged_keeps_who_saw_it_too(world: World, call: CallOut) -> None:
    world.post(f"/alarms/{call.alarm_ids[0]}/acknowledge", WANG, json={"note": ""}).raise_for_status()
    assert outcome(late(world, "acknowledge", call.alarm_ids[0], note="我在负二层")) == "counted"
    (said,) = notes(world, call)
    assert ("也确认了告警" in said, "我在负二层" in said) == (True, True)


def test_a_department_that_is_in_already_keeps_who_came_too(world: World) -> None:
    blown = world.post("/whistles", MANAGER, json={"site": "riverside", "matter": "水管爆裂", "departments": ["security"], "severity": "high"}).json()
    world.clock.forward(minutes=30)
    world.post(f"/whistles/{blown['id']}/check-in", WANG, json={"department": "security", "note": ""}).raise_for_status()
    assert outcome(late(world, "check-in", blown["id"], department="security")) == "counted"
    after = world.get(f"/whistles/{blown['id']}", MANAGER).json()
    assert (after["calls"][0]["checked_in_by"], after["timeline"][-1]["actor"], "也已签到" in after["timeline"][-1]["note"]) == ("wang", "guard", True)


def test_a_whistle_that_is_over_keeps_who_came_at_its_order(world: World) -> None:
    blown = world.post("/whistles", MANAGER, json={"site": "riverside", "matter": "水管爆裂", "departments": ["security"], "severity": "high"}).json()
    world.clock.forward(minutes=30)
    world.post(f"/whistles/{blown['id']}/stand-down", MANAGER, json={"outcome": "阀门已关"}).raise_for_status()
    assert outcome(late(world, "check-in", blown["id"], department="security")) == "counted"
    order = world.get(f"/work-orders/{blown['order_id']}", MANAGER).json()
    assert "也已签到" in order["timeline"][-1]["note"]
