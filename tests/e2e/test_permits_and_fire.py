"""Permits and first signals of fire: what is expected is recorded and calls nobody, everything else stays live, and silence counts as fire."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.chain import alarms
from tests.e2e.installation import Installation, Json, eventually
from tests.e2e.tower import SITE, ahead, detail, done, found, happened, items, kill, notifications, order_of, orders_of, part, photo, refused, running, tell

SMOKE = "fire_detector.smoke"


@pytest.fixture(scope="module")
def tower(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running(tmp_path_factory.mktemp("permits")) as started:
        yield started


def smoke(tower: Installation, detector: str, *, there: bool = True) -> None:
    """There is smoke at a detector, or no longer."""
    tell(tower, detector, {"smoke": there})


def permit_of(client: httpx.Client, permit: Json) -> Json:
    """The permit as it is now."""
    return done(client.get(f"/permits/{permit['id']}"))


def take(client: httpx.Client, permit: Json, step: str, **body: object) -> httpx.Response:
    """Take a step of a permit."""
    return client.post(f"/permits/{permit['id']}/{step}", json=body)


def asked(client: httpx.Client, kind: str, scope: Json, *, lasts_s: float = 3600, hides: bool = True) -> Json:
    """A permit that begins now."""
    times = {"starts_at": ahead(-60), "until": ahead(lasts_s)}
    return done(client.post("/permits", json={"site": SITE, "kind": kind, "scope": scope, "hides": hides, "place": "1层", "work": "烟感测试", **times}))


def begun(tower: Installation, kind: str, scope: Json, *, lasts_s: float = 3600) -> Json:
    """A permit in force: asked for by engineering, approved by management."""
    engineer, manager = tower.client("engineer"), tower.client("manager")
    permit = asked(engineer, kind, scope, lasts_s=lasts_s)
    done(take(manager, permit, "approve"))
    return done(take(engineer, permit, "begin"))


def verified(client: httpx.Client, alarm: Json, **where: object) -> Json:
    """The verification of a signal, waited for until its fields are as `where` says."""

    def look() -> Json | None:
        verification = detail(client, alarm)["verification"]
        assert verification is None or isinstance(verification, dict)
        return verification if verification is not None and all(verification[key] == value for key, value in where.items()) else None

    return eventually(look, what=f"a verification with {where}")


def test_nobody_approves_the_permit_that_they_asked_for(tower: Installation) -> None:
    manager = tower.client("manager")
    permit = asked(manager, "fire_test", {"spaces": ["f9"]})
    assert "approve" not in list(permit["steps"])  # type: ignore[call-overload]
    refused(take(manager, permit, "approve"), 422)
    refused(take(tower.client("engineer"), permit, "approve"), 403)
    assert permit_of(manager, permit)["state"] == "requested"


def test_a_permit_that_would_hide_what_guards_life_is_refused(tower: Installation) -> None:
    wish = {"site": SITE, "kind": "fire_test", "hides": True, "place": "1层", "work": "测试", "starts_at": ahead(-60), "until": ahead(3600)}
    for scope in ({"assets": ["lift"]}, {"points": ["tower.lift.trapped"]}):
        assert "lift" in str(refused(tower.client("engineer").post("/permits", json={**wish, "scope": scope}), 422)["detail"])


def test_a_fire_test_hides_its_floor_and_nothing_else_and_tells_which_detectors_never_reported(tower: Installation) -> None:
    client = tower.client("engineer")
    permit = begun(tower, "fire_test", {"spaces": ["f1"], "device_types": ["fire_detector"]})
    assert {str(each["asset"]) for each in items(permit, "covers")} == {"smoke-1-1", "smoke-1-2", "smoke-1-3"}
    smoke(tower, "smoke-1-1")
    tell(tower, "lift", {"trapped": True})
    smoke(tower, "smoke-2-1")
    tested = found(client, SMOKE, "smoke-1-1", state="suppressed")
    assert (part(tested["hidden_by"], "reason"), part(tested["hidden_by"], "by")) == ("PERMIT", permit["id"])
    assert (tested["work_order_id"], detail(client, tested)["verification"]) == (None, None)
    assert notifications(tower, tested) == []
    live = [found(client, "lift.entrapment", "lift", state="unacknowledged"), found(client, SMOKE, "smoke-2-1", state="unacknowledged")]
    assert all(order_of(client, alarm)["state"] == "dispatched" for alarm in live)
    assert [each["id"] for each in items(permit_of(client, permit), "hidden_alarms")] == [tested["id"]]
    smoke(tower, "smoke-1-1", there=False)
    smoke(tower, "smoke-1-2")
    found(client, SMOKE, "smoke-1-1", condition=False)
    standing = found(client, SMOKE, "smoke-1-2", state="suppressed")
    ended = done(take(client, permit, "end", note="测试完成"))
    assert (ended["state"], ended["hidden_alarms"]) == ("closed", [])
    assert sorted(str(each["asset"]) for each in items(ended, "reported_points")) == ["smoke-1-1", "smoke-1-2"]
    assert ended["missing"] == ["tower.smoke-1-3.smoke"]
    shown = found(client, SMOKE, "smoke-1-2", hidden_by=None)
    assert (shown["id"], shown["condition"]) == (standing["id"], True)
    assert order_of(client, shown)["department"] == "security"
    assert detail(client, shown)["verification"] is not None
    assert found(client, SMOKE, "smoke-1-1", state="normal")["work_order_id"] is None


def test_whoever_sees_a_fire_confirms_it_through_any_permit(tower: Installation) -> None:
    client = tower.client("guard")
    permit = begun(tower, "construction", {"assets": ["smoke-9-1"]})
    smoke(tower, "smoke-9-1")
    hidden = found(client, SMOKE, "smoke-9-1", state="suppressed")
    done(client.post(f"/alarms/{hidden['id']}/confirm-fire", json={"note": "看到明火"}))
    seen = verified(client, hidden, state="confirmed")
    assert (seen["reason"], seen["decided_by"]) == ("PERSON", "guard")
    shown = found(client, SMOKE, "smoke-9-1", state="unacknowledged", hidden_by=None)
    assert order_of(client, shown)["priority"] == "P1"
    done(take(tower.client("engineer"), permit, "end"))


def test_a_permit_that_nobody_ends_in_time_hides_nothing_any_more_and_is_an_alarm_until_somebody_does(tower: Installation) -> None:
    client = tower.client("engineer")
    permit = begun(tower, "fire_test", {"assets": ["smoke-3-1"]}, lasts_s=6)
    smoke(tower, "smoke-3-1")
    found(client, SMOKE, "smoke-3-1", state="suppressed")
    overrun = found(client, "permit.overrun", "smoke-3-1", state="unacknowledged")
    assert order_of(client, overrun)["kind"] == "inspection"
    expired = permit_of(client, permit)
    assert (expired["state"], expired["overdue"], expired["hidden_alarms"]) == ("expired", ["until"], [])
    shown = found(client, SMOKE, "smoke-3-1", state="unacknowledged")
    assert detail(client, shown)["verification"] is not None
    ended = done(take(client, permit, "end", note="已恢复"))
    assert (ended["state"], ended["reported"]) == ("closed", ["tower.smoke-3-1.smoke"])
    found(client, "permit.overrun", "smoke-3-1", condition=False)


def test_hot_work_needs_a_watcher_and_photos_and_is_looked_at_again(tower: Installation) -> None:
    engineer, manager = tower.client("engineer"), tower.client("manager")
    permit = asked(engineer, "hot_work", {"assets": ["smoke-7-1"]})
    done(take(manager, permit, "approve"))
    refused(take(engineer, permit, "begin"), 422)
    refused(take(engineer, permit, "begin", watcher="赵军"), 422)
    done(engineer.post(f"/permits/{permit['id']}/attachments", files=photo()))
    done(take(engineer, permit, "begin", watcher="赵军"))
    refused(take(engineer, permit, "end"), 422)
    done(engineer.post(f"/permits/{permit['id']}/attachments", files=photo()))
    ended = done(take(engineer, permit, "end"))
    assert ended["state"] == "recheck"
    assert ended["recheck_at"] > ended["ended_at"]  # type: ignore[operator]
    refused(take(engineer, permit, "recheck"), 422)  # half an hour after the end, not before
    steps = [entry["step"] for entry in items(permit_of(engineer, permit), "timeline")]
    assert steps == ["request", "approve", "attach", "begin", "attach", "end"]


def test_a_first_detector_is_verified_and_silence_confirms_it_also_when_the_worker_is_killed_meanwhile(tower: Installation) -> None:
    client = tower.client("guard")
    smoke(tower, "smoke-4-1")
    alarm = found(client, SMOKE, "smoke-4-1", state="unacknowledged")
    kill(tower, "worker")
    confirmed = verified(client, alarm, state="confirmed")
    assert (confirmed["reason"], confirmed["decided_by"], confirmed["zone"]) == ("SILENCE", "system", "f4")
    assert confirmed["decided_at"] >= confirmed["verify_by"]  # type: ignore[operator]
    assert happened(client, alarm).count("confirmed") == 1
    kinds = [each.kind.value for each in notifications(tower, alarm)]
    assert kinds.count("fire_verify") == 1
    assert "fire_confirmed" in kinds
    assert order_of(client, alarm)["priority"] == "P1"


def test_a_second_detector_in_the_zone_confirms_at_once(tower: Installation) -> None:
    client = tower.client("guard")
    smoke(tower, "smoke-8-1")
    smoke(tower, "smoke-8-2")
    first, second = (verified(client, found(client, SMOKE, detector), state="confirmed") for detector in ("smoke-8-1", "smoke-8-2"))
    assert (first["reason"], second["reason"]) == ("SECOND_SIGNAL", "SECOND_SIGNAL")
    assert first["decided_at"] == second["decided_at"] == second["started_at"]
    found(client, "fire_detector.confirmed", "smoke-8-1", condition=True)


def test_a_call_point_confirms_and_its_own_alarm_needs_no_verification(tower: Installation) -> None:
    client = tower.client("guard")
    smoke(tower, "smoke-5-1")
    tell(tower, "call-point", {"part_type": "call_point", "status_bits": ["normal", "fire"]})
    pressed = verified(client, found(client, "fire_detector.call_point", "call-point", state="unacknowledged"), state="confirmed")
    waited = verified(client, found(client, SMOKE, "smoke-5-1"), state="confirmed")
    assert pressed["reason"] == "CALL_POINT"
    assert waited["reason"] in {"CALL_POINT", "SECOND_SIGNAL"}  # it is a component that says fire, too
    assert waited["decided_at"] == pressed["decided_at"] == pressed["started_at"]


def test_a_false_alarm_needs_cause_and_photo_opens_a_fault_order_and_ends_only_at_its_source(tower: Installation) -> None:
    client = tower.client("guard")
    smoke(tower, "smoke-6-1")
    alarm = found(client, SMOKE, "smoke-6-1", state="unacknowledged")
    order = order_of(client, alarm)
    picture = done(client.post(f"/work-orders/{order['id']}/attachments", files=photo()))
    address = f"/alarms/{alarm['id']}/false-alarm"
    refused(client.post(address, json={"cause": " ", "photo": picture["id"]}), 422)
    refused(client.post(address, json={"cause": "装修粉尘", "photo": order["id"]}), 422)
    said = done(client.post(address, json={"cause": "装修粉尘", "photo": picture["id"]}))
    assert (said["condition"], said["ended_at"]) == (True, None)
    verification = verified(client, alarm, state="false_alarm")
    assert (verification["cause"], verification["photo"], verification["decided_by"]) == ("装修粉尘", picture["id"], "guard")
    (fault,) = [each for each in orders_of(client, "smoke-6-1") if each["id"] != order["id"]]
    assert (fault["kind"], fault["department"], fault["state"]) == ("repair", "engineering", "requested")
    refused(tower.client("manager").post(f"/alarms/{alarm['id']}/reset", json={"reason": "误报", "evidence": "照片"}), 409)
    done(client.post(f"/alarms/{alarm['id']}/acknowledge", json={}))
    assert detail(client, alarm)["state"] == "acknowledged"
    smoke(tower, "smoke-6-1", there=False)
    found(client, SMOKE, "smoke-6-1", state="normal")
    assert alarm["id"] not in [each["id"] for each in alarms(client, state="active")]
