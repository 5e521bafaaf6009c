"""Dispatch, duty and skills over the API: rights, reasons, conflicts one by one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.people import Person
from tests.api.world import ADMIN, CLEANER, DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, T0, VIEWER, World

AT = {"site": "riverside"}
WHY = {"reason": "证书复审"}
LATER = (T0 + timedelta(hours=8)).isoformat()


def sign_on(world: World, *people: Person) -> None:
    for person in people:
        assert world.post("/me/duty", person, json={"on": True, "site": "riverside"}).status_code == 200


def certify(world: World, person: Person, until: str = "2027-03-31") -> None:
    items = [{"skill": "lift-rescue", "certificate": "T110101199001011234", "valid_until": until}]
    assert world.ask("PUT", f"/people/{person.username}/skills", MANAGER, json={"items": items}).status_code == 200


def proposal(world: World, by: Person = DISPATCHER) -> dict[str, Any]:
    found: dict[str, Any] = world.get("/dispatch/proposal", by, params=AT).json()
    return found


def test_candidates_say_why_and_why_not(world: World) -> None:
    _, order = world.raised()
    sign_on(world, GUARD, ENGINEER)
    certify(world, GUARD)
    found = world.get(f"/work-orders/{order.id}/candidates", DISPATCHER).json()
    assert (found["version"], found["why_nobody"]) == (order.version, None)
    best, others = found["items"][0], found["items"][1:]
    assert (best["username"], best["on_duty"]) == ("guard", True)
    assert [reason["text"]["zh"] for reason in best["reasons"]][:2] == ["会电梯救援，证书有效至 2027-03-31", "当班至 02-01 04:00"]
    assert all(other["cost"] is None for other in others)
    assert {reason["text"]["en"] for other in others for reason in other["reasons"] if reason["hindrance"]} >= {
        "Not of the lead department",
        "Not known to be able: Lift rescue",
    }


def test_without_a_rota_the_proposal_says_so_and_names_nobody(world: World) -> None:
    world.raised()
    found = proposal(world)
    assert (found["nobody_on_duty"], found["people"]) == (True, [])
    (waiting,) = found["orders"]
    assert waiting["proposal"] is None
    assert waiting["why_nobody"]["en"] == "Nobody is on duty by the rota: the department sees to it itself"


def test_a_proposal_has_orders_people_and_reasons(world: World) -> None:
    _, order = world.raised()
    sign_on(world, GUARD)
    certify(world, GUARD)
    world.post("/me/place", GUARD, json={**AT, "asset": "gate-1"})
    found = proposal(world)
    (person,) = found["people"]
    assert (person["username"], person["orders"], person["place"]["zh"], person["skills"][0]["standing"]) == ("guard", 0, "3号楼", "valid")
    (waiting,) = found["orders"]
    assert (waiting["order"]["id"], waiting["place"]["zh"], waiting["mode"]) == (order.id, "3号楼 · 屋面机房 · 电梯", "auto")
    assert waiting["proposal"]["username"] == "guard"
    assert [reason["factor"] for reason in waiting["proposal"]["reasons"]] == ["urgency", "skill", "duty", "distance", "load", "fairness"]


def test_orders_are_given_away_together_and_a_conflict_stops_no_other(world: World) -> None:
    _, first = world.raised()
    asked = {**AT, "title": {"zh": "大堂灯不亮", "en": "Lobby light is out"}, "department": "security"}
    second = world.post("/work-orders", DISPATCHER, json=asked).json()
    items = [
        {"order_id": first.id, "assignee": "guard", "version": first.version + 5},
        {"order_id": second["id"], "assignee": "guard", "version": second["version"]},
        {"order_id": "nowhere", "assignee": "guard"},
        {"order_id": first.id, "assignee": "nobody"},
    ]
    given = world.post("/dispatch", DISPATCHER, json={"items": items}).json()["items"]
    assert [one["done"] for one in given] == [False, True, False, False]
    assert given[1]["order"]["assignee"] == "guard"
    assert [one["problem"] and one["problem"]["en"].split(":")[0] for one in given] == [
        "Somebody else changed it. Read it again, then decide.",
        None,
        "There is no such order that you may dispatch.",
        "there is no person called nobody",
    ]
    assert {order.id: order.assignee for order in world.orders()} == {first.id: None, second["id"]: "guard"}


def test_giving_twice_under_one_key_does_it_once(world: World) -> None:
    _, order = world.raised()
    body = {"items": [{"order_id": order.id, "assignee": "guard", "version": order.version}]}
    first, again = (world.post("/dispatch", DISPATCHER, json=body, headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert first.json() == again.json()
    assert first.json()["items"][0]["order"]["version"] == order.version + 1


@pytest.mark.parametrize("person", [GUARD, ENGINEER, CLEANER, VIEWER])
def test_only_who_dispatches_sees_proposals_and_gives_away(world: World, person: Person) -> None:
    _, order = world.raised()
    assert world.get("/dispatch/proposal", person, params=AT).status_code == 403
    assert world.get(f"/work-orders/{order.id}/candidates", person).status_code == 403
    given = world.post("/dispatch", person, json={"items": [{"order_id": order.id, "assignee": "guard"}]}).json()["items"]
    assert [one["done"] for one in given] == [False]
    assert world.ask("PUT", "/dispatch/policies", person, params=AT, json={"kinds": []}).status_code == 403
    assert world.post("/duty", person, json={**AT, "username": "guard", "since": T0.isoformat(), "until": LATER}).status_code == 403
    assert world.ask("PUT", "/people/guard/skills", person, json={"items": []}).status_code == 403


def test_another_site_does_not_exist(world: World) -> None:
    _, order = world.raised()
    sign_on(world, GUARD)
    assert world.get("/dispatch/proposal", STRANGER, params=AT).status_code == 404
    assert world.get(f"/work-orders/{order.id}/candidates", STRANGER).status_code == 404
    assert world.get("/people/guard/skills", STRANGER).status_code == 404
    assert world.get("/duty", STRANGER).json()["items"] == []
    (running,) = world.get("/duty", DISPATCHER).json()["items"]
    assert world.ask("DELETE", f"/duty/{running['id']}", STRANGER).status_code == 404
    assert world.post("/dispatch", STRANGER, json={"items": [{"order_id": order.id, "assignee": "guard"}]}).json()["items"][0]["done"] is False
    assert world.post("/me/duty", STRANGER, json={"on": True, **AT}).status_code == 404


def test_everybody_signs_themselves_on_and_off(world: World) -> None:
    assert world.get("/me/duty", GUARD).json() == {"duty": None, "duties": [], "next": None}
    on = world.post("/me/duty", GUARD, json={"on": True, **AT, "post": "nearest_guard", "until": LATER}).json()["duty"]
    assert (on["username"], on["source"], on["post"], on["until"]) == ("guard", "self", "nearest_guard", "2026-01-31T16:00:00.000Z")
    assert world.get("/me/duty", GUARD).json()["duty"] == on
    world.clock.forward(minutes=1)
    assert world.post("/me/duty", GUARD, json={"on": False}).json() == {"duty": None, "duties": [], "next": None}
    assert world.get("/me/duty", GUARD).json() == {"duty": None, "duties": [], "next": None}
    assert world.post("/me/duty", GUARD, json={"on": True}).status_code == 422


def test_duty_is_listed_added_and_taken_off(world: World) -> None:
    body = {**AT, "username": "engineer", "post": "duty_engineer", "since": T0.isoformat(), "until": LATER}
    added = world.post("/duty", MANAGER, json=body)
    assert (added.status_code, added.json()["name"]) == (201, "王建国")
    assert world.post("/duty", MANAGER, json=body).status_code == 422
    assert [each["id"] for each in world.get("/duty", GUARD, params=AT).json()["items"]] == [added.json()["id"]]
    assert world.get("/duty", GUARD, params={"since": T0.isoformat(), "until": (T0 + timedelta(days=99)).isoformat()}).status_code == 400
    assert world.ask("DELETE", f"/duty/{added.json()['id']}", GUARD).status_code == 403
    assert world.ask("DELETE", f"/duty/{added.json()['id']}", DISPATCHER).status_code == 200
    assert world.get("/duty", GUARD, params=AT).json()["items"] == []


def test_where_somebody_is_is_kept_on_duty_only(world: World) -> None:
    assert world.post("/me/place", GUARD, json={**AT, "space": "t3-roof"}).json() == {"space": None}
    sign_on(world, GUARD)
    assert world.post("/me/place", GUARD, json={**AT, "space": "t3-roof"}).json() == {"space": "t3-roof"}
    assert world.post("/me/place", GUARD, json={**AT, "space": "nowhere"}).status_code == 422
    assert world.post("/me/place", GUARD, json=AT).status_code == 422


def test_certificates_are_masked_and_each_look_at_them_is_logged(world: World) -> None:
    certify(world, GUARD)
    for by in (DISPATCHER, MANAGER, GUARD):
        (held,) = world.get("/people/guard/skills", by).json()["items"]
        assert (held["certificate"], held["standing"]) == ("•••1234", "valid")
    assert world.get("/people/guard/skills", ENGINEER).status_code == 403
    assert world.post("/people/guard/skills/reveal", DISPATCHER, json=WHY).status_code == 403
    assert world.post("/people/guard/skills/reveal", MANAGER, json=WHY).json()["items"][0]["certificate"] == "T110101199001011234"
    assert [entry for entry in world.audited() if entry[1] == "skills.reveal"] == [("manager", "skills.reveal", "证书复审")]


def test_a_certificate_that_is_not_sent_stays_as_it_is(world: World) -> None:
    certify(world, GUARD, until="2026-01-01")
    assert world.get("/people/guard/skills", MANAGER).json()["items"][0]["standing"] == "expired"
    renewed = {"items": [{"skill": "lift-rescue", "valid_until": "2030-01-01"}, {"skill": "plumbing"}]}
    assert [each["standing"] for each in world.ask("PUT", "/people/guard/skills", MANAGER, json=renewed).json()["items"]] == ["valid", "valid"]
    assert world.post("/people/guard/skills/reveal", ADMIN, json=WHY).json()["items"][0]["certificate"] == "T110101199001011234"


@pytest.mark.parametrize(
    "items",
    [
        [{"skill": "lift-rescue"}],
        [{"skill": "lift-rescue", "certificate": "T-1"}],
        [{"skill": "flying"}],
        [{"skill": "plumbing"}, {"skill": "plumbing"}],
    ],
    ids=["no certificate", "no day", "unknown", "twice"],
)
def test_skills_that_cannot_be_are_refused(world: World, items: list[dict[str, str]]) -> None:
    assert world.ask("PUT", "/people/guard/skills", MANAGER, json={"items": items}).status_code == 422


def test_the_words_for_skills_are_in_both_languages(world: World) -> None:
    words = {word["id"]: word for word in world.get("/skills", VIEWER).json()["items"]}
    assert words["lift-rescue"]["certificate"]["zh"] == "特种设备安全管理和作业人员证"
    assert (words["plumbing"]["certificate"], words["plumbing"]["expires"]) == (None, False)


def test_a_policy_is_changed_against_the_version_that_was_read(world: World) -> None:
    usual = world.get("/dispatch/policies", DISPATCHER, params=AT).json()
    assert (usual["version"], usual["capacity"]) == (0, 8)
    assert {(line["alarms"], line["requests"]) for line in usual["kinds"]} == {("auto", "propose")}
    body = {"kinds": [{"kind": "rescue", "alarms": "off", "requests": "off"}], "capacity": 3}
    changed = world.ask("PUT", "/dispatch/policies", MANAGER, params=AT, json=body, headers={"If-Match": '"0"'})
    assert (changed.status_code, changed.json()["version"], changed.json()["capacity"]) == (200, 1, 3)
    again = world.ask("PUT", "/dispatch/policies", MANAGER, params=AT, json=body, headers={"If-Match": '"0"'})
    assert (again.status_code, again.json()["current_version"]) == (409, 1)
    world.raised()
    assert proposal(world)["orders"][0]["why_nobody"]["en"] == "Nothing is proposed for orders of this kind"


def test_a_table_of_duty_is_stored_whole_or_not_at_all(world: World) -> None:
    good = "用户名,开始,结束,岗位\nguard,2026/1/31 20:00,2026/2/1 8:00,就近秩序员\nengineer,2026-02-01 08:00,2026-02-01T20:00:00+08:00,\n"
    bad = good + "nobody,2026-02-01 08:00,2026-02-01 20:00,\nguard,soon,later,\nguard,2026-03-01 08:00,2026-03-01 20:00,captain\n"
    told = world.post("/duty/import", MANAGER, json={**AT, "csv": bad}).json()
    assert (told["stored"], [problem["line"] for problem in told["problems"]]) == (0, [4, 5, 6])
    assert world.get("/duty", GUARD, params=AT).json()["items"] == []
    assert world.post("/duty/import", MANAGER, json={**AT, "csv": "\ufeff" + good}).json() == {"stored": 2, "problems": []}
    assert [
        (each["username"], each["since"], each["source"]) for each in world.get("/duty", GUARD, params={**AT, "since": T0.isoformat()}).json()["items"]
    ] == [
        ("guard", "2026-01-31T12:00:00.000Z", "import"),
        ("engineer", "2026-02-01T00:00:00.000Z", "import"),
    ]
    assert world.post("/duty/import", MANAGER, json={**AT, "csv": good}).json() == {"stored": 0, "problems": []}


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("name,when\n", "The heading lacks: username, from, until"),
        ('username,from,until\n"guard', "This is no CSV (unexpected end of data)"),
        ("username,from,until\nguard,0001-01-01 00:00,0001-01-01 01:00", "this time is out of range: 0001-01-01 00:00"),
        ("username,from,until\n=cmd(),,\n", "this is no time: ; write it like 2026-01-31 08:00"),
    ],
)
def test_a_table_that_cannot_be_read_says_what_to_do(world: World, table: str, told: str) -> None:
    (problem,) = world.post("/duty/import", MANAGER, json={**AT, "csv": table}).json()["problems"]
    assert problem["text"]["en"] == told


def test_a_table_of_skills_adds_and_changes(world: World) -> None:
    world.ask("PUT", "/people/guard/skills", MANAGER, json={"items": [{"skill": "plumbing"}]})
    table = "username,skill,certificate,valid_until\nguard,电梯救援,T-12345,2027-01-01\nengineer,electrical,,\n"
    told = world.post("/skills/import", MANAGER, json={**AT, "csv": table}).json()
    assert (told["stored"], [problem["line"] for problem in told["problems"]]) == (0, [3])
    assert world.post("/skills/import", MANAGER, json={**AT, "csv": table.replace("engineer,electrical,,", "")}).json()["stored"] == 1
    assert [each["skill"] for each in world.get("/people/guard/skills", MANAGER).json()["items"]] == ["lift-rescue", "plumbing"]
    assert world.post("/skills/import", ENGINEER, json={**AT, "csv": table}).status_code == 403
