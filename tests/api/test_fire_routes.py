"""First signals of fire: confirmed by whoever sees it, or found false with a cause and a photo."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.alarm import Alarm
from operations import fire_verification
from tests.api.building import add_photo, alarm_at, smoke, stopped
from tests.api.world import CLEANER, DISPATCHER, ENGINEER, GUARD, STRANGER, T0, VIEWER, World


def smoking(world: World) -> Alarm:
    world.happen(smoke())
    return alarm_at(world, "smoke-1")


def test_a_first_signal_says_until_when_somebody_must_look(building: World) -> None:
    alarm = smoking(building)
    told = building.get(f"/alarms/{alarm.id}", GUARD).json()
    assert told["verification"] == {
        "state": "waiting",
        "zone": "t3-f1",
        "started_at": "2026-01-31T08:00:00.000Z",
        "verify_by": "2026-01-31T08:03:00.000Z",
        "reason": None,
        "cause": "",
        "photo": None,
        "decided_at": None,
        "decided_by": None,
    }
    assert told["plan"] == "fire"
    assert told["steps"] == ["acknowledge", "confirm_fire", "false_alarm"]


def test_whoever_sees_that_it_burns_says_so_whatever_the_department(building: World) -> None:
    alarm = smoking(building)
    assert building.get(f"/alarms/{alarm.id}", CLEANER).json()["steps"] == ["confirm_fire"]
    answer = building.post(f"/alarms/{alarm.id}/confirm-fire", CLEANER, json={"note": "3层有明火"})
    assert (answer.status_code, answer.json()["id"], answer.json()["version"] > alarm.version) == (200, alarm.id, True)
    told = building.get(f"/alarms/{alarm.id}", GUARD).json()
    assert (told["verification"]["state"], told["verification"]["reason"], told["verification"]["decided_by"]) == ("confirmed", "PERSON", "cleaner")
    assert "confirm_fire" not in told["steps"]
    assert ("cleaner", "alarm.confirm_fire", "") in building.audited()


def test_a_viewer_confirms_nothing_and_at_other_sites_there_is_nothing(building: World) -> None:
    alarm = smoking(building)
    false = {"cause": "粉尘", "photo": "x"}
    assert building.post(f"/alarms/{alarm.id}/confirm-fire", VIEWER).status_code == 403
    assert building.post(f"/alarms/{alarm.id}/confirm-fire", STRANGER).status_code == 404
    assert building.post(f"/alarms/{alarm.id}/false-alarm", CLEANER, json=false).status_code == 403
    assert building.post(f"/alarms/{alarm.id}/false-alarm", STRANGER, json=false).status_code == 404


def test_confirming_twice_is_a_conflict_and_under_one_key_it_happens_once(building: World) -> None:
    alarm = smoking(building)
    answers = [building.post(f"/alarms/{alarm.id}/confirm-fire", GUARD, headers={"Idempotency-Key": "f1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert building.post(f"/alarms/{alarm.id}/confirm-fire", GUARD).status_code == 409


def test_what_is_no_signal_of_fire_cannot_be_confirmed(building: World) -> None:
    building.happen(stopped())
    alarm = alarm_at(building, "t3-lift-1")
    assert building.get(f"/alarms/{alarm.id}", ENGINEER).json()["verification"] is None
    assert building.post(f"/alarms/{alarm.id}/confirm-fire", ENGINEER).status_code == 422
    assert building.post(f"/alarms/{alarm.id}/false-alarm", ENGINEER, json={"cause": "粉尘", "photo": "x"}).status_code == 422


def test_a_false_alarm_needs_its_cause_and_a_photo_at_the_order(building: World) -> None:
    alarm = smoking(building)
    path = f"/alarms/{alarm.id}/false-alarm"
    assert building.post(path, GUARD, json={"cause": "粉尘", "photo": "none"}).status_code == 422
    photo = add_photo(building, f"/work-orders/{alarm.work_order_id}", GUARD)
    assert building.post(path, GUARD, json={"cause": "", "photo": photo}).status_code == 422
    answer = building.post(path, GUARD, json={"cause": "装修粉尘", "photo": photo})
    assert answer.status_code == 200
    told = building.get(f"/alarms/{alarm.id}", GUARD).json()
    assert (told["verification"]["state"], told["verification"]["cause"], told["verification"]["photo"]) == ("false_alarm", "装修粉尘", photo)
    assert told["steps"] == ["acknowledge", "confirm_fire"]
    assert building.post(path, GUARD, json={"cause": "装修粉尘", "photo": photo}).status_code == 409
    assert [order.title.en for order in building.orders() if not order.from_alarm] == ["Check the detector that was wrong: Smoke detector 1"]


@pytest.mark.parametrize("step", ["confirm-fire", "false-alarm"])
def test_the_version_that_was_read_must_be_the_stored_one(building: World, step: str) -> None:
    alarm = smoking(building)
    building.post(f"/alarms/{alarm.id}/acknowledge", GUARD)
    now = building.get(f"/alarms/{alarm.id}", GUARD).json()["version"]
    answer = building.post(f"/alarms/{alarm.id}/{step}", GUARD, json={"cause": "粉尘", "photo": "x"}, headers={"If-Match": str(alarm.version)})
    assert (answer.status_code, answer.json()["current_version"]) == (409, now)


def test_what_silence_alone_made_a_fire_may_still_turn_out_false_but_not_what_a_person_saw(building: World) -> None:
    alarm = smoking(building)
    fire_verification.sweep(building.records, building.sites, building.clock.forward(minutes=3))
    told = building.get(f"/alarms/{alarm.id}", DISPATCHER).json()
    assert (told["verification"]["reason"], "false_alarm" in told["steps"]) == ("SILENCE", True)
    building.happen(smoke("smoke-2", at=T0 + timedelta(minutes=1)))
    seen = alarm_at(building, "smoke-2")
    building.post(f"/alarms/{seen.id}/confirm-fire", GUARD)
    assert "false_alarm" not in building.get(f"/alarms/{seen.id}", DISPATCHER).json()["steps"]
