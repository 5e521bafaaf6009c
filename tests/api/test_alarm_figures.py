"""Figures of alarms over the API, counted by hand here."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from domain.severity import Severity
from tests.api.world import ENGINEER, GUARD, MANAGER, STRANGER, VIEWER, World


def figures(world: World, **params: str) -> dict[str, Any]:
    answer = world.get("/reports/alarm-figures", VIEWER, params=params)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_today_so_far(world: World) -> None:
    # It is 16:00 at the site: 96 times ten minutes of the day have passed.
    first, _ = world.raised(episode="e1", rule="lift.a", at=world.clock() - timedelta(hours=2))
    world.raised(episode="e2", rule="lift.b", severity=Severity.LOW, at=world.clock() - timedelta(hours=1))
    world.post(f"/alarms/{first.id}/acknowledge", GUARD)
    (today,) = figures(world)["days"]
    assert (today["site"], today["first"], today["last"], today["complete"]) == ("riverside", "2026-01-31", "2026-01-31", False)
    assert (today["since"], today["until"]) == ("2026-01-30T16:00:00.000Z", "2026-01-31T08:00:00.000Z")
    assert (today["raised"], today["annunciated"], today["operators"], today["average"]) == (2, 2, 1, 0.02)
    assert (today["peak"]["count"], today["in_flood"], today["floods"]) == (1, 0.0, [])
    assert {each["severity"]: (each["count"], each["share"], each["unanswered"]) for each in today["by_severity"]} == {
        "critical": (1, 0.5, 0),
        "high": (0, 0.0, 0),
        "medium": (0, 0.0, 0),
        "low": (1, 0.5, 1),
    }
    assert [(each["rule"], each["count"], each["share"]) for each in today["bad_actors"]] == [("lift.a", 1, 0.5), ("lift.b", 1, 0.5)]
    assert today["outcomes"] == {"real": 0, "false_alarm": 0, "nothing_found": 0, "unknown": 2, "nuisance": None}
    assert today["hidden"] == {"shelved": 0, "suppressed": 0, "out_of_service": 0}


def test_a_week_and_its_total(world: World) -> None:
    for number in range(3):
        world.raised(episode=f"e{number}", rule=f"lift.{number}", at=world.clock() - timedelta(days=number, minutes=1))
    body = figures(world, days="7", date="2026-01-31")
    assert [day["first"] for day in body["days"]] == [f"2026-01-{number}" for number in range(25, 32)]
    assert [day["annunciated"] for day in body["days"]] == [0, 0, 0, 0, 1, 1, 1]
    (total,) = body["totals"]
    assert (total["first"], total["last"], total["annunciated"]) == ("2026-01-25", "2026-01-31", 3)


def test_each_of_my_sites_by_itself(world: World) -> None:
    world.raised(at=world.clock() - timedelta(minutes=1))
    body = world.get("/reports/alarm-figures", MANAGER, params={"days": 2}).json()
    assert [(day["site"], day["first"], day["raised"]) for day in body["days"]] == [
        ("hillside", "2026-01-30", 0),
        ("hillside", "2026-01-31", 0),
        ("riverside", "2026-01-30", 0),
        ("riverside", "2026-01-31", 1),
    ]
    assert [total["site"] for total in body["totals"]] == ["hillside", "riverside"]
    assert [day["site"] for day in world.get("/reports/alarm-figures", STRANGER).json()["days"]] == ["hillside"]
    assert world.get("/reports/alarm-figures", STRANGER, params={"site": "riverside"}).status_code == 404


def test_as_a_table_in_either_language(world: World) -> None:
    world.raised(at=world.clock() - timedelta(minutes=1))
    params = {"format": "csv", "site": "riverside", "days": "2"}
    rows = list(csv.DictReader(io.StringIO(world.get("/reports/alarm-figures", ENGINEER, params={**params, "lang": "en"}).text.removeprefix("\ufeff"))))
    assert [(row["Site"], row["Date"], row["Alarms raised"], row["Critical: count"], row["Nuisance share"]) for row in rows] == [
        ("riverside", "2026-01-30", "0", "0", ""),
        ("riverside", "2026-01-31", "1", "1", ""),
    ]
    answer = world.get("/reports/alarm-figures", ENGINEER, params=params)
    assert answer.headers["content-disposition"] == 'attachment; filename="alarm-figures.csv"'
    (_, today) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert (today["日期"], today["新增告警"], today["紧急占比"], today["前十位占比"]) == ("2026-01-31", "1", "1.0", "1.0")


def test_a_table_needs_its_permission(world: World) -> None:
    assert world.get("/reports/alarm-figures", GUARD).status_code == 200
    assert world.get("/reports/alarm-figures", GUARD, params={"format": "csv"}).status_code == 403


@pytest.mark.parametrize(
    ("params", "status"),
    [({"days": "0"}, 422), ({"days": "32"}, 422), ({"date": "31-01-2026"}, 422), ({"date": "1900-01-01"}, 400), ({"date": "2030-01-01", "days": "31"}, 200)],
)
def test_what_cannot_be_told_is_refused(world: World, params: dict[str, str], status: int) -> None:
    assert world.get("/reports/alarm-figures", VIEWER, params=params).status_code == status


def test_the_overview_says_when_there_is_a_flood(world: World) -> None:
    assert world.get("/overview", MANAGER).json()["flood"] == {"riverside": None, "hillside": None}
    for number in range(11):
        world.raised(episode=f"e{number}", rule=f"lift.{number}", at=world.clock.forward(seconds=6))
    flood = world.get("/overview", GUARD).json()["flood"]
    assert flood == {"riverside": {"since": "2026-01-31T08:01:00.000Z", "alarms": 11, "operators": 1, "window_s": 600.0}}
    world.clock.forward(minutes=10)
    assert world.get("/overview", GUARD).json()["flood"] == {"riverside": None}


def test_the_overview_counts_what_has_stood_for_more_than_a_day(world: World) -> None:
    world.raised(episode="e1", rule="lift.a")
    shelved, _ = world.raised(episode="e2", rule="lift.b")
    world.clock.forward(hours=2)
    world.raised(episode="e3", rule="lift.c")
    world.clock.forward(hours=22)
    world.post(f"/alarms/{shelved.id}/shelve", MANAGER, json={"reason": "保养", "minutes": 60})
    assert world.get("/overview", GUARD).json()["long_standing"] == 1
