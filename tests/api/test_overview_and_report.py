"""Sums: the overview and the daily report, counted by hand here."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from domain.severity import Severity
from domain.transition import Change
from operations.deadlines import sweep
from tests.api.world import ADMIN, DISPATCHER, ENGINEER, GUARD, MANAGER, SITES, STRANGER, VIEWER, World, entrapment


def overview(world: World, **params: str) -> dict[str, object]:
    body: dict[str, object] = world.get("/overview", MANAGER, params=params).json()
    return body


def test_a_quiet_site_says_so_in_every_place(world: World) -> None:
    body = overview(world)
    assert body["by_severity"] == [{"severity": severity.value, "active": 0, "unacknowledged": 0, "hidden": 0} for severity in Severity]
    assert body["by_system"] == [{"system": "access", "active": 0, "worst": None}, {"system": "lifts", "active": 0, "worst": None}]
    assert (body["alarms"], body["late"], body["unaccepted"], body["late_total"], body["unaccepted_total"]) == ([], [], [], 0, 0)


def test_what_is_wrong_who_is_on_it_and_what_is_late(world: World) -> None:
    first, order = world.raised(episode="e1", rule="lift.a", severity=Severity.HIGH)
    second, _ = world.raised(episode="e2", rule="lift.b")
    third, _ = world.raised(episode="e3", rule="lift.c", severity=Severity.LOW)
    world.post(f"/alarms/{first.id}/acknowledge", GUARD)
    world.post(f"/alarms/{third.id}/shelve", MANAGER, json={"reason": "保养", "minutes": 60})
    body = overview(world, site="riverside")
    loads = {load["severity"]: (load["active"], load["unacknowledged"], load["hidden"]) for load in body["by_severity"]}  # type: ignore[attr-defined]
    assert loads == {"critical": (1, 1, 0), "high": (1, 0, 0), "medium": (0, 0, 0), "low": (0, 0, 1)}
    assert {state["state"]: state["count"] for state in body["by_state"] if state["count"]} == {"unacknowledged": 1, "acknowledged": 1, "shelved": 1}  # type: ignore[attr-defined]
    assert body["by_system"] == [{"system": "access", "active": 0, "worst": None}, {"system": "lifts", "active": 2, "worst": "critical"}]
    assert [alarm["id"] for alarm in body["alarms"]] == [second.id, first.id]  # type: ignore[attr-defined]
    assert (body["unaccepted_total"], body["late_total"]) == (1, 0)
    world.clock.forward(minutes=20)
    sweep(world.records, SITES, world.clock())
    late = overview(world)
    assert ([found["id"] for found in late["late"]], late["late_total"]) == ([order.id], 1)  # type: ignore[attr-defined]
    world.post(f"/work-orders/{order.id}/accept", GUARD)
    accepted = overview(world)
    assert accepted["unaccepted_total"] == 0
    assert {count["state"]: count["count"] for count in accepted["orders_by_state"] if count["count"]} == {"accepted": 1}  # type: ignore[attr-defined]


def test_it_shows_only_my_sites(world: World) -> None:
    world.raised()
    assert world.get("/overview", STRANGER).json()["sites"] == ["hillside"]
    assert world.get("/overview", STRANGER).json()["alarms"] == []
    assert world.get("/overview", STRANGER, params={"site": "riverside"}).status_code == 404
    assert world.get("/overview", VIEWER).status_code == 200


def test_how_fresh_the_picture_is(world: World) -> None:
    (before,) = world.get("/overview", GUARD).json()["ingest"]
    assert (before["connected"], before["broker_connected"], before["data_age_s"], before["devices"], before["devices_silent"]) == (False, None, None, 2, 2)
    world.speak("riverside.t3-lift-1.room_temp", 20.0)
    world.live.health("riverside", {"waiting": 3, "telemetry_lag_seconds": 1.5}, {"broker_connected": True, "drained": True, "broker_warning": "drops"})
    world.clock.forward(seconds=7)
    (after,) = world.get("/overview", GUARD).json()["ingest"]
    assert after == {
        "site": "riverside",
        "connected": True,
        "broker_connected": True,
        "drained": True,
        "backlog": 3.0,
        "lag_s": 1.5,
        "judging_lag_s": None,
        "warning": "drops",
        "data_age_s": 7.0,
        "devices": 2,
        "devices_silent": 1,
    }


def test_a_day_counts_from_midnight_to_midnight_of_the_site(world: World) -> None:
    midnight = datetime.fromisoformat("2026-01-31T00:00:00+08:00")
    world.clock.now = midnight
    world.raised(episode="before", rule="lift.a", at=midnight - timedelta(seconds=1))
    world.raised(episode="first", rule="lift.b", at=midnight)
    world.raised(episode="after", rule="lift.c", at=midnight + timedelta(days=1))
    body = world.get("/reports/daily", MANAGER, params={"date": "2026-01-31", "site": "riverside"}).json()
    assert (body["alarms_raised"], body["since"], body["until"]) == (1, "2026-01-30T16:00:00.000Z", "2026-01-31T16:00:00.000Z")


def test_the_figures_of_a_day(world: World) -> None:
    first, order = world.raised(episode="e1")
    world.clock.forward(minutes=2)
    world.post(f"/alarms/{first.id}/acknowledge", GUARD)
    world.post(f"/work-orders/{order.id}/accept", GUARD)
    world.clock.forward(minutes=18)
    world.post(f"/work-orders/{order.id}/arrive", GUARD)
    world.post(f"/work-orders/{order.id}/tasks/{order.tasks[0].id}/done", ENGINEER)
    world.happen(entrapment(episode="e1", change=Change.RETURNED, at=world.clock()))
    world.post(f"/work-orders/{order.id}/complete", GUARD)
    world.post(f"/work-orders/{order.id}/verify", MANAGER, json={"override": True, "note": "已试运行"})
    second, _ = world.raised(episode="e2", severity=Severity.HIGH)
    world.clock.forward(minutes=4)
    world.post(f"/alarms/{second.id}/acknowledge", GUARD)
    body = world.get("/reports/daily", DISPATCHER).json()
    assert body["date"] == "2026-01-31"
    assert (body["alarms_raised"], body["alarms_still_active"], body["complete"]) == (2, 1, False)
    assert {count["severity"]: count["count"] for count in body["alarms_by_severity"]} == {"critical": 1, "high": 1, "medium": 0, "low": 0}
    assert (body["orders_opened"], body["orders_closed"]) == (2, 1)
    assert body["limits"] == {"accept": {"kept": 1, "decided": 1}, "arrive": {"kept": 0, "decided": 1}, "resolve": {"kept": 1, "decided": 1}}
    assert (body["median_minutes_to_acknowledge"], body["median_minutes_to_accept"]) == (3.0, 2.0)


def test_a_limit_that_passed_with_nothing_done_was_not_kept(world: World) -> None:
    world.raised()
    world.clock.forward(minutes=4)
    limits = world.get("/reports/daily", MANAGER).json()["limits"]
    assert (limits["accept"], limits["arrive"]) == ({"kept": 0, "decided": 1}, {"kept": 0, "decided": 0})


def test_an_empty_day_has_no_medians(world: World) -> None:
    body = world.get("/reports/daily", ADMIN, params={"date": "2020-02-29"}).json()
    assert (body["alarms_raised"], body["median_minutes_to_accept"], body["complete"]) == (0, None, True)


def test_reports_need_their_permission(world: World) -> None:
    assert world.get("/reports/daily", GUARD).status_code == 403
    assert world.get("/reports/daily", STRANGER, params={"site": "riverside"}).status_code == 404


@pytest.mark.parametrize(("day", "status"), [("31-01-2026", 422), ("2026-02-30", 422), ("1900-01-01", 400)])
def test_a_date_that_is_none_is_refused(world: World, day: str, status: int) -> None:
    assert world.get("/reports/daily", MANAGER, params={"date": day}).status_code == status


def test_every_building_tells_which_of_its_systems_is_worst_and_since_when(world: World) -> None:
    world.raised(episode="e1", severity=Severity.LOW, rule="lift.c")
    world.clock.forward(minutes=5)
    first, _ = world.raised(episode="e2", rule="lift.b", severity=Severity.HIGH)
    world.clock.forward(minutes=5)
    world.raised(episode="e3", rule="lift.a", severity=Severity.HIGH)
    world.post(f"/alarms/{first.id}/acknowledge", GUARD)
    (tower,) = world.get("/overview", MANAGER, params={"site": "riverside"}).json()["by_place"]
    assert (tower["site"], tower["space"], tower["name"]["zh"]) == ("riverside", "t3", "3号楼")
    access, lifts = tower["systems"]
    assert access == {"system": "access", "assets": 1, "active": 0, "unacknowledged": 0, "hidden": 0, "worst": None, "since": None}
    assert (lifts["active"], lifts["unacknowledged"], lifts["worst"], lifts["since"]) == (3, 2, "high", "2026-01-31T08:05:00.000Z")


def test_sites_stand_side_by_side_for_who_has_several(world: World) -> None:
    world.raised()
    riverside, hillside = sorted(world.get("/overview", MANAGER).json()["by_site"], key=lambda site: str(site["site"]), reverse=True)
    assert (riverside["site"], riverside["active"], riverside["worst"], riverside["unaccepted"]) == ("riverside", 1, "critical", 1)
    assert (hillside["active"], hillside["worst"], hillside["late"], hillside["unanswered"], hillside["empty_posts"]) == (0, None, 0, 0, 0)
    assert [site["site"] for site in world.get("/overview", GUARD).json()["by_site"]] == ["riverside"]
