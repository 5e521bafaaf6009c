"""Emergency plans over the API: reading, writing versions, four eyes, cards, documents, pictures, and the numbers to call."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
import yaml

from domain.people import Person
from domain.plan_json import plan_json
from operations.plans.library import load
from tests.api.building import photo
from tests.api.world import DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, VIEWER, World

HERE = {"site": "riverside"}


def got(world: World, key: str = "gas", by: Person = GUARD) -> dict[str, Any]:
    answer = world.get(f"/plans/{key}", by, params=HERE)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def begun(world: World, key: str = "gas", by: Person = ENGINEER, **body: object) -> dict[str, Any]:
    answer = world.post(f"/plans/{key}/versions", by, params=HERE, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def written(world: World, version: dict[str, Any], plan: dict[str, Any], by: Person = ENGINEER) -> httpx.Response:
    return world.ask("PUT", f"/plan-versions/{version['id']}", by, json={"plan": plan, "note": "加一步"}, headers={"If-Match": str(version["version"])})


def taken(world: World, version: dict[str, Any], step: str, by: Person, words: str = "") -> httpx.Response:
    return world.post(f"/plan-versions/{version['id']}/{step}", by, json={"words": words}, headers={"If-Match": str(version["version"])})


def titled(plan: dict[str, Any], zh: str) -> dict[str, Any]:
    """The plan with another title of its first step."""
    changed: dict[str, Any] = json.loads(json.dumps(plan))
    changed["phases"][0]["steps"][0]["title"]["zh"] = zh
    return changed


def waiting(world: World, zh: str = "先看气从哪里来") -> dict[str, Any]:
    """A version of `ENGINEER` that waits for approval."""
    version = begun(world)
    version = written(world, version, titled(version["plan"], zh)).raise_for_status().json()
    found: dict[str, Any] = taken(world, version, "submit", ENGINEER).raise_for_status().json()
    return found


def test_every_plan_of_the_library_is_in_force_at_first(world: World) -> None:
    items = world.get("/plans", GUARD, params=HERE).json()["items"]
    assert [item["key"] for item in items] == sorted(load())
    assert {(item["in_force"], item["waiting"], item["site"]) for item in items} == {(0, None, "riverside")}
    lift = next(item for item in items if item["key"] == "lift-entrapment")
    assert {"zh": "电梯维保单位：没有号码", "en": "Lift maintainer: no number"} in lift["gaps"]


def test_the_list_pages_and_becomes_a_table(world: World) -> None:
    first = world.get("/plans", MANAGER, params={**HERE, "limit": 5}).json()
    rest = world.get("/plans", MANAGER, params={**HERE, "limit": 50, "cursor": first["next_cursor"]}).json()
    assert [item["key"] for item in [*first["items"], *rest["items"]]] == sorted(load())
    table = world.get("/plans", MANAGER, params={**HERE, "format": "csv", "lang": "en"})
    assert (table.status_code, table.text.count("\r\n")) == (200, 1 + len(load()))
    assert world.get("/plans", VIEWER, params={**HERE, "format": "csv"}).status_code == 403


def test_a_plan_comes_whole_with_whom_it_calls(world: World) -> None:
    found = got(world)
    assert found["plan"]["key"] == "gas"
    assert [phase["key"] for phase in found["plan"]["phases"]] == [phase.key for phase in load()["gas"].phases]
    fire = next(contact for contact in found["contacts"] if contact["contact"] == "fire")
    assert (fire["number"], fire["known"]) == ("119", True)
    assert (found["may_write"], found["may_approve"], found["may_start"], found["library"]) == (False, False, False, True)
    assert (got(world, by=MANAGER)["may_approve"], got(world, by=ENGINEER)["may_write"]) == (True, True)


def test_an_engineer_writes_a_manager_approves_and_it_is_in_force(world: World) -> None:
    version = waiting(world)
    seen = world.get(f"/plan-versions/{version['id']}", MANAGER).json()
    assert (seen["may_approve"], seen["compared_to"], seen["problems"], seen["wrote"]) == (True, 0, [], False)
    assert [(change["altered"], change["what"]) for change in seen["changes"]] == [("changed", ["title"])]
    answer = taken(world, version, "approve", MANAGER, "可以")
    assert answer.status_code == 200, answer.text
    found = got(world)
    assert (found["in_force"], found["in_force_by"], found["waiting"]) == (1, "陈静", None)
    assert found["plan"]["phases"][0]["steps"][0]["title"]["zh"] == "先看气从哪里来"
    actions = [(actor, action) for actor, action, _detail in world.audited()]
    assert actions == [("engineer", "plan.draft"), ("engineer", "plan.change"), ("engineer", "plan.submit"), ("manager", "plan.approve")]


def test_whoever_wrote_it_cannot_approve_it(world: World) -> None:
    version = begun(world, by=MANAGER)
    version = taken(world, version, "submit", MANAGER).raise_for_status().json()
    assert (version["may_approve"], version["wrote"]) == (False, True)
    answer = taken(world, version, "approve", MANAGER)
    assert (answer.status_code, got(world)["in_force"]) == (422, 0)


@pytest.mark.parametrize("by", [GUARD, VIEWER])
def test_who_may_not_write_neither_drafts_nor_imports(world: World, by: Person) -> None:
    document = world.get("/plans/fire/document", by, params=HERE)
    assert document.status_code == 200
    answers = [
        world.post("/plans/fire/versions", by, params=HERE, json={}),
        world.post("/plans/import", by, params=HERE, files={"file": ("fire.yaml", document.content)}),
        world.post("/plans/fire/pictures", by, params=HERE, files={"file": ("a.jpg", photo())}),
        world.post("/plans/check", by, json={"site": "riverside", "plan": got(world)["plan"]}),
        world.ask("PUT", "/emergency-numbers/landlord", by, params=HERE, json={"number": "1"}),
        world.ask("DELETE", "/emergency-numbers/landlord", by, params=HERE),
    ]
    assert {answer.status_code for answer in answers} == {403}


@pytest.mark.parametrize("by", [ENGINEER, DISPATCHER])
def test_only_managers_approve_and_send_back(world: World, by: Person) -> None:
    version = waiting(world)
    assert {taken(world, version, step, by, "不").status_code for step in ("approve", "send-back")} == {403}


def test_the_one_in_force_is_withdrawn_by_who_may_approve(world: World) -> None:
    version = taken(world, waiting(world), "approve", MANAGER).raise_for_status().json()
    assert taken(world, version, "withdraw", ENGINEER, "不用了").status_code == 403
    assert taken(world, version, "withdraw", MANAGER).status_code == 422
    taken(world, version, "withdraw", MANAGER, "泵已拆").raise_for_status()
    assert (got(world)["in_force"], got(world)["in_force_since"]) == (0, None)
    (kept,) = world.get("/plans/gas/versions", GUARD, params=HERE).json()["items"]
    assert (kept["state"], kept["decision"], kept["decided_by_name"]) == ("withdrawn", "泵已拆", "陈静")


def test_one_is_sent_back_and_a_draft_withdrawn(world: World) -> None:
    version = taken(world, waiting(world), "send-back", MANAGER, "时限太短").raise_for_status().json()
    assert (version["state"], version["decision"]) == ("draft", "时限太短")
    assert taken(world, version, "withdraw", ENGINEER).raise_for_status().json()["state"] == "withdrawn"


def test_a_draft_with_problems_is_kept_and_not_submitted(world: World) -> None:
    version = begun(world)
    plan = titled(version["plan"], "")
    plan["trigger"]["rules"] = ["lift.hot", "nothing.at-all"]
    version = written(world, version, plan).raise_for_status().json()
    assert [problem["place"] for problem in version["problems"]] == ["trigger.rules[1]", "phases[0].steps[0].title.zh"]
    refused = taken(world, version, "submit", ENGINEER)
    assert (refused.status_code, "phases[0].steps[0].title.zh" in refused.json()["detail"]) == (422, True)
    checked = world.post("/plans/check", ENGINEER, json={"site": "riverside", "plan": plan}).json()
    assert checked["problems"] == version["problems"]


def test_what_is_no_plan_is_refused_with_the_field(world: World) -> None:
    version = begun(world)
    plan = titled(version["plan"], "x")
    plan["phases"][0]["steps"][0]["post"] = "king"
    answer = written(world, version, plan)
    assert answer.status_code == 422
    assert "phases" in answer.json()["errors"][0]["field"]


def test_of_two_writers_the_second_learns_who_was_faster(world: World) -> None:
    version = begun(world)
    written(world, version, titled(version["plan"], "甲"), MANAGER).raise_for_status()
    late = written(world, version, titled(version["plan"], "乙"))
    assert (late.status_code, late.json()["current_version"], late.json()["meanwhile"][0]["name"]) == (409, 2, "陈静")


def test_the_same_key_drafts_once(world: World) -> None:
    headers = {"Idempotency-Key": "k1"}
    answers = [world.post("/plans/fire/versions", ENGINEER, params=HERE, json={}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert world.post("/plans/fire/versions", ENGINEER, params=HERE, json={}).status_code == 422


def test_two_versions_are_compared(world: World) -> None:
    taken(world, waiting(world), "approve", MANAGER).raise_for_status()
    changes = world.get("/plans/gas/changes", GUARD, params={**HERE, "since": 0, "until": 1}).json()
    assert (changes["from_number"], changes["to_number"], [each["what"] for each in changes["items"]]) == (0, 1, [["title"]])
    assert world.get("/plans/gas/changes", GUARD, params={**HERE, "since": 9}).status_code == 404


@pytest.mark.parametrize(("form", "read"), [("yaml", yaml.safe_load), ("json", json.loads)])
def test_a_plan_goes_out_as_a_file_and_comes_back_as_a_draft(world: World, form: str, read: Any) -> None:  # noqa: ANN401  any reader
    out = world.get("/plans/gas/document", GUARD, params={**HERE, "format": form})
    assert out.headers["content-disposition"] == f'attachment; filename="gas-0.{form}"'
    assert read(out.text) == plan_json(load()["gas"])
    back = world.post("/plans/import", ENGINEER, params=HERE, files={"file": (f"gas.{form}", out.content)})
    assert back.status_code == 201, back.text
    assert (back.json()["key"], back.json()["state"], back.json()["changes"], back.json()["note"]) == ("gas", "draft", [], f"gas.{form}")


@pytest.mark.parametrize(
    "content", [b"", b"- a", b"key: [", b"\xff\xfe", b"key: fire", b"a: &x [1]\nb: *x", b"[" * 5000, b"x" * 600_000, b"a: {1: 2}", b"key: 2026-01-01"]
)
def test_a_file_that_is_no_plan_is_refused(world: World, content: bytes) -> None:
    answer = world.post("/plans/import", ENGINEER, params=HERE, files={"file": ("plan.yaml", content)})
    assert answer.status_code in (413, 422)
    assert answer.json()["detail"]
    assert world.get("/plans/fire/versions", GUARD, params=HERE).json()["items"] == []


def test_a_plan_that_the_library_does_not_have(world: World) -> None:
    plan = {**got(world)["plan"], "key": "kiosk-gas"}
    version = begun(world, "kiosk-gas", plan=plan)
    found = got(world, "kiosk-gas")
    assert (found["in_force"], found["waiting"]["number"], found["library"], found["may_start"]) == (None, 1, False, False)
    version = taken(world, version, "submit", ENGINEER).raise_for_status().json()
    taken(world, version, "approve", MANAGER).raise_for_status()
    assert got(world, "kiosk-gas")["in_force"] == 1


def test_cards_are_printed_of_all_posts_and_of_one(world: World) -> None:
    cards = world.get("/plans/lift-entrapment/card.pdf", GUARD, params=HERE)
    assert (cards.status_code, cards.headers["content-type"], cards.content[:5]) == (200, "application/pdf", b"%PDF-")
    one = world.get("/plans/lift-entrapment/card.pdf", GUARD, params={**HERE, "post": "control_room"})
    assert one.headers["content-disposition"] == 'attachment; filename="lift-entrapment-0-control_room.pdf"'
    assert len(one.content) < len(cards.content)
    assert world.get("/plans/lift-entrapment/card.pdf", GUARD, params={**HERE, "post": "company"}).status_code == 404
    assert world.get("/plans/nothing/card.pdf", GUARD, params=HERE).status_code == 404


def test_pictures_are_checked_kept_and_shown_in_steps(world: World) -> None:
    added = world.post("/plans/gas/pictures", ENGINEER, params=HERE, files={"file": ("泵.jpg", photo())})
    assert added.status_code == 201, added.text
    picture = added.json()["id"]
    shown = world.get(f"/plans/gas/pictures/{picture}", GUARD, params=HERE)
    assert (shown.content, shown.headers["content-type"], shown.headers["content-disposition"][:10]) == (photo(), "image/jpeg", "attachment")
    version = begun(world)
    plan = titled(version["plan"], "看图")
    plan["phases"][0]["steps"][0]["pictures"] = [picture, "step-gone"]
    version = written(world, version, plan).raise_for_status().json()
    assert [problem["place"] for problem in version["problems"]] == ["phases[0].steps[0].pictures[1]"]
    assert [each["id"] for each in version["pictures"]] == [picture]
    wrong = [
        world.get(f"/plans/fire/pictures/{picture}", GUARD, params=HERE),
        world.get(f"/plans/gas/pictures/{picture}", MANAGER, params={"site": "hillside"}),
        world.post("/plans/nothing/pictures", ENGINEER, params=HERE, files={"file": ("a.jpg", photo())}),
    ]
    assert [answer.status_code for answer in wrong] == [404, 404, 404]
    assert len(list(world.uploads.iterdir())) == 1


@pytest.mark.parametrize("content", [b"<svg/>", b"plain words", b"%PDF-1.4 %%EOF"])
def test_only_pictures_are_pictures(world: World, content: bytes) -> None:
    answer = world.post("/plans/gas/pictures", ENGINEER, params=HERE, files={"file": ("a.jpg", content)})
    assert (answer.status_code, list(world.uploads.iterdir())) == (422, [])


def test_the_form_has_what_an_editor_chooses_from(world: World) -> None:
    form = world.get("/plans/form", ENGINEER, params=HERE).json()
    assert {kind["key"] for kind in form["device_types"]} == {"lift", "parking_gate"}
    assert {"id": "lift.hot", "message": {"zh": "{place} 温度过高", "en": "{place} is too hot"}} in form["rules"]
    assert {"fire", "lift-maintainer"} <= {contact["contact"] for contact in form["contacts"]}
    assert all(form[name] for name in ("kinds", "posts", "departments", "severities", "milestones", "wheres", "warned", "levels", "sops"))


def test_numbers_are_kept_checked_and_known_to_the_plans(world: World) -> None:
    put = world.ask(
        "PUT", "/emergency-numbers/lift-maintainer", ENGINEER, params=HERE, json={"number": "027-8000 1000", "note": "24 h"}, headers={"If-Match": "0"}
    )
    assert put.status_code == 200, put.text
    assert (put.json()["number"], put.json()["checked_at"], put.json()["version"], put.json()["changed_by"]) == ("027-8000 1000", None, 1, "王建国")
    assert "lift-entrapment" in put.json()["plans"]
    body = {"number": "027-8000 1000", "note": "24 h", "checked": True}
    checked = world.ask("PUT", "/emergency-numbers/lift-maintainer", MANAGER, params=HERE, json=body, headers={"If-Match": "1"}).json()
    assert (checked["checked_at"], checked["checked_by"]) == ("2026-01-31T08:00:00.000Z", "陈静")
    gaps = [gap["en"] for gap in got(world, "lift-entrapment")["gaps"]]
    assert "Lift maintainer: no number" not in gaps
    late = world.ask("PUT", "/emergency-numbers/lift-maintainer", ENGINEER, params=HERE, json=body, headers={"If-Match": "1"})
    assert (late.status_code, late.json()["current_version"]) == (409, 2)


def test_a_contact_of_the_sites_own_comes_last_and_goes_again(world: World) -> None:
    body = {"name": {"zh": "江城电梯", "en": "River City Lifts"}, "number": "027-1"}
    own = world.ask("PUT", "/emergency-numbers/river-city", ENGINEER, params=HERE, json=body).json()
    assert (own["known"], own["name"]["en"], own["everywhere"]) == (False, "River City Lifts", None)
    assert world.get("/emergency-numbers", GUARD, params={**HERE, "limit": 200}).json()["items"][-1] == own
    assert world.ask("PUT", "/emergency-numbers/Nobody!", ENGINEER, params=HERE, json=body).status_code == 422
    left = world.ask("DELETE", "/emergency-numbers/river-city", ENGINEER, params=HERE, headers={"If-Match": "1"}).json()
    assert all(number["known"] for number in left["items"])
    assert world.ask("DELETE", "/emergency-numbers/river-city", ENGINEER, params=HERE).status_code == 404


def test_numbers_page_and_become_a_table(world: World) -> None:
    first = world.get("/emergency-numbers", GUARD, params={**HERE, "limit": 3}).json()
    assert [(number["contact"], number["number"]) for number in first["items"]] == [("fire", "119"), ("medical", "120"), ("police", "110")]
    second = world.get("/emergency-numbers", GUARD, params={**HERE, "limit": 1, "cursor": first["next_cursor"]}).json()
    assert second["items"][0]["number"] == "95598"
    table = world.get("/emergency-numbers", MANAGER, params={**HERE, "format": "csv"})
    assert "119" in table.text
    assert world.get("/emergency-numbers", GUARD, params={**HERE, "format": "csv"}).status_code == 403


def test_somebody_of_another_site_sees_nothing_of_it(world: World) -> None:
    version = begun(world)
    paths = ["/plans/gas", "/plans/gas/versions", "/plans/gas/document", "/plans/gas/card.pdf", "/plans/gas/changes"]
    paths += ["/plans/form", "/plans/gas/pictures", "/emergency-numbers"]
    assert {world.get(path, STRANGER, params=HERE).status_code for path in paths} == {404}
    assert world.get(f"/plan-versions/{version['id']}", STRANGER).status_code == 404
    assert taken(world, version, "submit", STRANGER).status_code == 404
    assert {item["site"] for item in world.get("/plans", STRANGER).json()["items"]} == {"hillside"}
