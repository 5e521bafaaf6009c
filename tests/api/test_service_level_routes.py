"""What is promised for work orders, as the API tells it."""

from __future__ import annotations

from tests.api.world import STRANGER, VIEWER, World


def test_what_is_promised_is_told_as_it_is_in_force(world: World) -> None:
    told = world.get("/service-levels", VIEWER, params={"site": "riverside"}).json()
    assert [level["id"] for level in told["levels"]] == ["rescue", "urgent", "standard"]
    urgent, standard = told["levels"][1:]
    assert [limits["priority"] for limits in urgent["limits"]] == ["P1", "P2"]
    assert urgent["limits"][0] == {"priority": "P1", "accept_min": 3, "arrive_min": 15, "resolve_min": 120}
    assert (urgent["calendar"], urgent["pauses_for"], urgent["remind_at_percent"]) == (None, [], 70)
    assert [step["call"] for step in urgent["escalation"]] == ["next_on_duty", "team_lead", "manager"]
    assert "parts" in standard["pauses_for"]
    assert [limits["priority"] for limits in standard["limits"]] == ["P3", "P4"]
    assert (told["day_end"], told["look_back_days"], told["rescue_arrive_min"]) == ("18:00", 7, 30)


def test_each_department_has_its_ladder_with_names(world: World) -> None:
    told = world.get("/service-levels", VIEWER, params={"site": "riverside"}).json()
    ladder = next(each for each in told["ladders"] if each["department"] == "engineering")
    assert ladder["rungs"][0] == {"rung": "next_on_duty", "post": "second_engineer", "name": {"zh": "备班工程师", "en": "Second engineer"}}


def test_only_those_of_the_site_are_told(world: World) -> None:
    assert world.get("/service-levels", STRANGER, params={"site": "riverside"}).status_code == 404
    assert world.get("/service-levels", VIEWER).status_code == 422
