"""Orders that were sent back or on, by department: in the daily report, over days, as a table."""

from __future__ import annotations

import pytest

from domain.people import Person
from tests.api.world import ADMIN, DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, World

RIVERSIDE = {"site": "riverside"}


def given(world: World, to: Person) -> str:
    """An order that `to` has been given."""
    told = {**RIVERSIDE, "title": "灯", "department": str(to.department)}
    order = world.post("/work-orders", MANAGER, json=told).json()["id"]
    assert world.post(f"/work-orders/{order}/dispatch", DISPATCHER, json={"assignee": to.username}).status_code == 200
    return str(order)


def bounced(world: World) -> None:
    """Engineering sends one back and one on, security sends one back."""
    for person in (ENGINEER, GUARD):
        answer = world.post(f"/work-orders/{given(world, person)}/decline", person, json={"note": "不归我们"})
        assert answer.status_code == 200, answer.text
    answer = world.post(f"/work-orders/{given(world, ENGINEER)}/transfer", ENGINEER, json={"department": "security", "note": "门禁问题"})
    assert answer.status_code == 200, answer.text


EXPECTED = [{"department": "engineering", "declined": 1, "transferred": 1}, {"department": "security", "declined": 1, "transferred": 0}]


def test_bounces_count_for_the_department_of_whoever_did_it(world: World) -> None:
    bounced(world)
    assert world.get("/reports/bounces", MANAGER, params=RIVERSIDE).json()["items"] == EXPECTED
    assert world.get("/reports/daily", MANAGER, params=RIVERSIDE).json()["bounces"] == EXPECTED


def test_all_sites_together_are_those_that_one_may_see(world: World) -> None:
    bounced(world)
    assert world.get("/reports/bounces", ADMIN).json()["items"] == EXPECTED
    assert world.get("/reports/bounces", STRANGER).json()["items"] == []
    assert world.get("/reports/bounces", STRANGER, params=RIVERSIDE).status_code == 404


def test_only_the_days_asked_for_count(world: World) -> None:
    bounced(world)
    world.clock.forward(days=2)
    assert world.get("/reports/bounces", MANAGER, params={**RIVERSIDE, "days": 2}).json()["items"] == []
    assert world.get("/reports/bounces", MANAGER, params={**RIVERSIDE, "days": 3}).json()["items"] == EXPECTED
    assert world.get("/reports/bounces", MANAGER, params={**RIVERSIDE, "days": 1, "date": "2026-01-31"}).json()["items"] == EXPECTED


def test_it_is_a_table_too(world: World) -> None:
    bounced(world)
    answer = world.get("/reports/bounces", MANAGER, params={**RIVERSIDE, "format": "csv", "lang": "en"})
    assert answer.text.lstrip("\ufeff").splitlines() == ["Department,Sent back,Sent on", "Engineering,1,1", "Security,1,0"]


@pytest.mark.parametrize(("by", "params", "status"), [(GUARD, {}, 403), (MANAGER, {"days": 0}, 422), (MANAGER, {"date": "1999-12-31"}, 400)])
def test_who_may_not_ask_or_asks_for_nonsense_is_told_so(world: World, by: Person, params: dict[str, object], status: int) -> None:
    assert world.get("/reports/bounces", by, params=params).status_code == status
