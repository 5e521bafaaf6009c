"""Emergency plans under way over the API: who may start, do, command and end, and what the command page is told."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.identity import new_id
from domain.people import Person
from domain.post import Post
from domain.severity import Severity
from domain.telemetry import TelemetryStore
from operations.dispatch import duty
from operations.plans import sweeping
from storage.database.records import DatabaseRecords
from tests.api.asking import photo
from tests.api.world import ADMIN, CLEANER, DISPATCHER, ENGINEER, GUARD, MANAGER, SITES, STRANGER, VIEWER, SetClock, World, entrapment, opened

PICTURE = photo()
TRAPPED = {"site": "riverside", "plan": "lift-entrapment", "reason": "=乘客来电 13800138000", "asset": "t3-lift-1"}


@pytest.fixture(params=["sqlite", "postgresql"])
def on_both(request: pytest.FixtureRequest, telemetry: TelemetryStore, clock: SetClock, tmp_path: Path) -> Iterator[World]:
    records = DatabaseRecords(request.getfixturevalue(f"{request.param}_url"), clock=clock)
    with opened(records, telemetry, clock, tmp_path) as living:
        yield living
    records.close()


def started(world: World, by: Person = DISPATCHER, **more: object) -> dict[str, Any]:
    answer = world.post("/plan-runs", by, json={**TRAPPED, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def proposed(world: World) -> dict[str, Any]:
    """An alarm of its kind that is not bad enough to start the plan by itself."""
    world.happen(replace(entrapment(), plan="lift-entrapment", severity=Severity.HIGH))
    (run,) = world.get("/plan-runs", DISPATCHER).json()["items"]
    found: dict[str, Any] = run
    return found


def steps(run: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {step["key"]: step for phase in run["phases"] for step in phase["steps"]}


def test_a_plan_that_is_started_by_hand_has_all_that_its_page_shows(world: World) -> None:
    run = started(world)
    assert {key: run[key] for key in ("number", "kind", "state", "stage", "severity", "plan_version", "commander", "steps_settled", "steps_late")} == {
        "number": "Y-20260131-001",
        "kind": "lift_entrapment",
        "state": "running",
        "stage": "response",
        "severity": "critical",
        "plan_version": 0,
        "commander": None,
        "steps_settled": 0,
        "steps_late": 0,
    }
    assert run["place"] == {"zh": "3号楼 · 屋面机房", "en": "Tower 3 · Roof machine room"}
    assert run["follows"]
    first = run["phases"][0]
    assert (first["key"], first["opened_at"], first["over"]) == ("contact", "2026-01-31T08:00:00.000Z", False)
    assert {step["state"] for step in first["steps"]} == {"open"}
    assert {step["state"] for phase in run["phases"][1:] for step in phase["steps"]} == {"waiting"}
    assert steps(run)["answer-car"]["due_at"] == "2026-01-31T08:01:00.000Z"
    assert {each["department"]: each["state"] for each in run["check_ins"]} == dict.fromkeys(("security", "engineering", "service_centre"), "waiting")
    assert run["bring"]["security"]["en"].startswith("Radios")
    assert [entry["event"] for entry in run["log"]][:2] == ["start", "open-phase"]
    assert run["order"]["number"] == world.orders()[0].number
    assert world.get(f"/plan-runs/{run['id']}", DISPATCHER).json() == run


def test_whoever_may_not_command_starts_nothing(world: World) -> None:
    assert [world.post("/plan-runs", by, json=TRAPPED).status_code for by in (ENGINEER, GUARD, CLEANER, VIEWER)] == [403, 403, 403, 403]
    assert world.get("/plan-runs", VIEWER).json()["items"] == []


def test_somebody_of_another_site_sees_nothing_of_it(world: World) -> None:
    run = started(world)
    path = f"/plan-runs/{run['id']}"
    assert world.post("/plan-runs", STRANGER, json=TRAPPED).status_code == 404
    assert world.get("/plan-runs/plans", STRANGER, params={"site": "riverside"}).status_code == 404
    assert world.get("/plan-runs", STRANGER).json()["items"] == []
    assert [world.get(path + part, STRANGER).status_code for part in ("", "/log", "/files/x")] == [404, 404, 404]
    asked = {
        "/start": {},
        "/decline": {"reason": "x"},
        "/take-command": {},
        "/stand-down": {"outcome": "x"},
        "/false-alarm": {"cause": "x"},
        "/message": {"text": "x"},
        "/note": {"note": "x"},
        "/call": {"contact": "fire", "reached": True},
        "/check-in": {"department": "security"},
        "/steps/answer-car/done": {},
        "/steps/answer-car/undo": {"reason": "x"},
        "/steps/answer-car/skip": {"reason": "x"},
    }
    assert {part: world.post(path + part, STRANGER, json=body).status_code for part, body in asked.items()} == dict.fromkeys(asked, 404)
    assert world.post(f"{path}/files", STRANGER, files={"file": ("a.jpg", PICTURE, "image/jpeg")}).status_code == 404


def test_the_plans_that_can_be_started(world: World) -> None:
    plans = {plan["key"]: plan for plan in world.get("/plan-runs/plans", VIEWER, params={"site": "riverside"}).json()["items"]}
    assert len(plans) >= 12
    assert (plans["flooding"]["prepares"], plans["fire"]["prepares"], plans["fire"]["number"]) == (True, False, 0)
    assert world.post("/plan-runs", DISPATCHER, json={**TRAPPED, "plan": "nonsense"}).status_code == 422
    assert world.post("/plan-runs", DISPATCHER, json={**TRAPPED, "asset": "nowhere"}).status_code == 422


def test_what_each_may_do_is_told(world: World) -> None:
    path = f"/plan-runs/{started(world)['id']}"
    told = {by.username: world.get(path, by).json()["may"] for by in (ENGINEER, GUARD, DISPATCHER, VIEWER)}
    assert {name: (may["take_step"], may["skip"], may["command"], may["stand_down"], may["start"]) for name, may in told.items()} == {
        "engineer": (True, False, False, False, False),
        "guard": (True, False, False, False, False),
        "dispatcher": (True, True, True, True, False),
        "viewer": (False, False, False, False, False),
    }
    assert told["engineer"]["check_in"] == ["engineering"]
    assert sorted(told["dispatcher"]["check_in"]) == ["engineering", "security", "service_centre"]
    assert told["viewer"] == {**dict.fromkeys(told["viewer"], False), "check_in": []}


def test_a_step_is_done_taken_back_and_left_out(world: World) -> None:
    path = f"/plan-runs/{started(world)['id']}/steps"
    world.clock.forward(seconds=40)
    assert world.post(f"{path}/answer-car/done", VIEWER, json={}).status_code == 403
    done = steps(world.post(f"{path}/answer-car/done", GUARD, json={"note": "两人，平安"}).json())["answer-car"]
    assert {key: done[key] for key in ("state", "by", "note", "settled_at", "kept")} == {
        "state": "done",
        "by": "guard",
        "note": "两人，平安",
        "settled_at": "2026-01-31T08:00:40.000Z",
        "kept": True,
    }
    assert world.post(f"{path}/answer-car/undo", ENGINEER, json={"reason": "不是"}).status_code == 403, "nobody but a commander takes back another's"
    assert steps(world.post(f"{path}/answer-car/undo", GUARD, json={"reason": "未接通"}).json())["answer-car"]["state"] == "open"
    assert world.post(f"{path}/ring-120/skip", GUARD, json={"reason": "无人受伤"}).status_code == 403
    assert world.post(f"{path}/ring-120/skip", DISPATCHER, json={}).status_code == 422
    assert steps(world.post(f"{path}/ring-120/skip", DISPATCHER, json={"reason": "无人受伤"}).json())["ring-120"]["state"] == "skipped"
    assert world.post(f"{path}/nonsense/done", GUARD, json={}).status_code == 404


def test_what_was_done_before_counts_from_then(world: World) -> None:
    path = f"/plan-runs/{started(world)['id']}/steps/answer-car/done"
    world.clock.forward(minutes=10)
    told = world.post(path, GUARD, json={"occurred_at": "2026-01-31T16:00:50+08:00", "device_id": "guard-phone"}).json()
    assert (steps(told)["answer-car"]["settled_at"], steps(told)["answer-car"]["kept"]) == ("2026-01-31T08:00:50.000Z", True)
    line = next(entry for entry in told["log"] if entry["event"] == "done")
    assert (line["at"], line["occurred_at"], line["device_id"]) == ("2026-01-31T08:10:00.000Z", "2026-01-31T08:00:50.000Z", "guard-phone")


def test_the_same_tick_sent_twice_is_one_line(world: World) -> None:
    path = f"/plan-runs/{started(world)['id']}/steps/answer-car/done"
    answers = [world.post(path, GUARD, json={}, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotency-replayed"] == "true"
    assert [entry["event"] for entry in answers[1].json()["log"]].count("done") == 1


def test_people_who_do_different_steps_at_once_are_no_conflict(on_both: World) -> None:
    world, run = on_both, started(on_both)
    keys = list(steps(run))
    ticks = [key for key in keys if steps(run)[key]["done_by"] == "tick"][:8]
    path = f"/plan-runs/{run['id']}/steps"

    def tick(key: str) -> int:
        return world.post(f"{path}/{key}/done", ENGINEER, json={}).status_code

    with ThreadPoolExecutor(len(ticks)) as people:
        assert list(people.map(tick, ticks)) == [200] * len(ticks)
    now = steps(world.get(f"/plan-runs/{run['id']}", ENGINEER).json())
    assert {key for key in keys if now[key]["state"] == "done"} == set(ticks)


def test_a_photo_and_a_reading_count_where_they_are_asked_for(world: World) -> None:
    path = f"/plan-runs/{started(world)['id']}"
    assert world.post(f"{path}/steps/machine-room/done", ENGINEER, json={}).status_code == 422
    assert world.post(f"{path}/files", VIEWER, files={"file": ("a.jpg", PICTURE, "image/jpeg")}).status_code == 403
    added = world.post(f"{path}/files", ENGINEER, files={"file": ("机房.jpg", PICTURE, "image/jpeg")})
    assert added.status_code == 201, added.text
    told = world.post(f"{path}/steps/machine-room/done", ENGINEER, json={"files": [added.json()["id"]]}).json()
    assert (steps(told)["machine-room"]["files"], [file["name"] for file in told["files"]]) == ([added.json()["id"]], ["机房.jpg"])
    assert world.get(f"{path}/files/{added.json()['id']}", VIEWER).content == PICTURE
    assert world.get(f"{path}/files/{new_id()}", VIEWER).status_code == 404
    assert world.post(f"{path}/steps/count-passengers/done", GUARD, json={"value": 0}).status_code == 422
    assert steps(world.post(f"{path}/steps/count-passengers/done", GUARD, json={"value": 2}).json())["count-passengers"]["value"] == 2


def test_calls_messages_remarks_and_check_ins_are_lines_of_the_log(world: World) -> None:
    path = f"/plan-runs/{started(world)['id']}"
    world.post(f"{path}/call", GUARD, json={"contact": "lift-maintainer", "reached": False}).raise_for_status()
    world.post(f"{path}/message", ENGINEER, json={"text": "机房已到"}).raise_for_status()
    assert world.post(f"{path}/message", VIEWER, json={"text": "看看"}).status_code == 403
    assert world.post(f"{path}/check-in", CLEANER, json={"department": "security"}).status_code == 403
    told = world.post(f"{path}/check-in", GUARD, json={"department": "security", "note": "两人"}).json()
    assert [(each["department"], each["state"]) for each in told["check_ins"] if each["state"] == "in"] == [("security", "in")]
    world.post(f"{path}/note", ENGINEER, json={"note": "温度正常"}).raise_for_status()
    lines = [(entry["event"], entry["actor"], entry["note"], entry["data"].get("result")) for entry in world.get(path, VIEWER).json()["log"]]
    assert ("call", "guard", "", "not_reached") in lines
    assert ("message", "engineer", "机房已到", None) in lines
    assert ("check-in", "guard", "两人", None) in lines
    assert lines[-1] == ("note", "engineer", "温度正常", None)


def test_the_log_comes_in_pages(world: World) -> None:
    path = f"/plan-runs/{started(world)['id']}"
    for number in range(5):
        world.post(f"{path}/message", GUARD, json={"text": f"第{number}条"}).raise_for_status()
    whole = world.get(path, VIEWER).json()["log"]
    pages, cursor = [], None
    while True:
        page = world.get(f"{path}/log", VIEWER, params={"limit": 3, **({} if cursor is None else {"cursor": cursor})}).json()
        pages.append(page["items"])
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert [entry for page in pages for entry in page] == whole
    assert len(pages[0]) == 3
    assert world.get(f"{path}/log", VIEWER, params={"cursor": "x"}).status_code == 400


def test_command_is_taken_handed_over_and_only_who_has_it_ends_it(world: World) -> None:
    path = f"/plan-runs/{started(world)['id']}"
    assert world.post(f"{path}/take-command", ENGINEER, json={}).status_code == 403
    taken = world.post(f"{path}/take-command", DISPATCHER, json={}).json()
    assert (taken["commander"], taken["order_of_command"]["commander"]) == ("dispatcher", {"username": "dispatcher", "name": "孙丽"})
    handed = world.post(f"{path}/take-command", DISPATCHER, json={"to": "engineer"}).json()
    assert (handed["commander"], handed["may"]["stand_down"]) == ("engineer", False)
    refused = world.post(f"{path}/stand-down", DISPATCHER, json={"outcome": "完"})
    assert refused.status_code == 422
    assert "take command first" in refused.text
    assert world.post(f"{path}/take-command", DISPATCHER, json={"to": "nobody"}).status_code == 422
    world.post(f"{path}/take-command", DISPATCHER, json={}).raise_for_status()
    assert world.post(f"{path}/stand-down", GUARD, json={"outcome": "完"}).status_code == 403
    assert world.post(f"{path}/stand-down", DISPATCHER, json={"outcome": "完"}, headers={"If-Match": '"1"'}).status_code == 409
    over = world.post(f"{path}/stand-down", DISPATCHER, json={"outcome": "两人平安救出"}).json()
    assert (over["state"], over["ended_by"], over["outcome"]) == ("stood_down", "dispatcher", "两人平安救出")
    assert over["may"] == {**dict.fromkeys(over["may"], False), "note": True, "check_in": []}
    assert world.post(f"{path}/steps/answer-car/done", GUARD, json={}).status_code == 409
    assert world.post(f"{path}/note", GUARD, json={"note": "补记"}).status_code == 200


def test_a_manager_ends_it_whoever_commands(world: World) -> None:
    path = f"/plan-runs/{started(world)['id']}"
    world.post(f"{path}/take-command", DISPATCHER, json={}).raise_for_status()
    assert world.get(path, MANAGER).json()["may"]["stand_down"]
    assert world.post(f"{path}/false-alarm", MANAGER, json={"cause": "误触按钮"}).json()["state"] == "false_alarm"


def test_an_alarm_proposes_and_somebody_decides(world: World) -> None:
    run = proposed(world)
    path = f"/plan-runs/{run['id']}"
    detail = world.get(path, DISPATCHER).json()
    assert (run["state"], detail["may"]["start"], detail["may"]["decline"], detail["may"]["take_step"]) == ("proposed", True, True, False)
    assert [alarm["id"] for alarm in detail["alarms"]] == [world.alarms()[0].id]
    assert world.post(f"{path}/start", GUARD, json={}).status_code == 403
    assert world.post(f"{path}/start", DISPATCHER, json={}).json()["state"] == "running"
    assert world.post(f"{path}/start", DISPATCHER, json={}).status_code == 409
    assert world.post(f"{path}/decline", DISPATCHER, json={"reason": "x"}).status_code == 409


def test_a_proposal_that_is_not_needed_says_why(world: World) -> None:
    path = f"/plan-runs/{proposed(world)['id']}"
    assert world.post(f"{path}/decline", DISPATCHER, json={}).status_code == 422
    over = world.post(f"{path}/decline", DISPATCHER, json={"reason": "维保测试"}).json()
    assert (over["state"], over["outcome"]) == ("declined", "维保测试")


def test_who_holds_the_posts_and_who_is_in_charge(world: World) -> None:
    with world.records.transaction() as tx:
        duty.add(tx, SITES["riverside"], "engineer", world.clock(), world.clock() + timedelta(hours=8), by="manager", post=Post.DUTY_ENGINEER)
        duty.add(tx, SITES["riverside"], "guard", world.clock(), world.clock() + timedelta(hours=8), by="manager", post=Post.NEAREST_GUARD)
    run = started(world)
    posts = {each["post"]: each for each in world.get(f"/plan-runs/{run['id']}", ENGINEER).json()["posts"]}
    assert (posts["duty_engineer"]["people"], posts["duty_engineer"]["mine"]) == ([{"username": "engineer", "name": "王建国"}], True)
    assert ([each["name"] for each in posts["nearest_guard"]["people"]], posts["nearest_guard"]["mine"]) == (["李强"], False)
    assert (run["order_of_command"]["post"], run["order_of_command"]["people"]) == ("duty_engineer", [{"username": "engineer", "name": "王建国"}])


def test_the_telemetry_that_matters_with_its_age(world: World) -> None:
    run = started(world)
    path = f"/plan-runs/{run['id']}"
    world.speak("riverside.t3-lift-1.trapped", value=True)
    watched = {each["point"]["key"]: each for each in world.get(path, VIEWER).json()["watched"]}
    assert {key: each["in_plan"] for key, each in watched.items()} == {"mode": True, "trapped": True, "room_temp": True}
    assert watched["trapped"]["point"]["latest"]["value"] is True
    assert (watched["room_temp"]["point"]["latest"], watched["room_temp"]["stale_after_s"]) == (None, 180)
    world.clock.forward(minutes=30)
    assert {each["point"]["key"]: each["point"]["latest"]["stale"] for each in world.get(path, VIEWER).json()["watched"] if each["point"]["latest"]} == {
        "trapped": True
    }
    assert steps(run)["back-in-service"]["points"] == ["riverside.t3-lift-1.mode"]
    assert steps(run)["back-in-service"]["telemetry"] == {"zh": "电梯 · 服务模式：正常，持续 60 秒", "en": "Lift · Mode: Normal, for 60 s"}


def test_whom_to_call(world: World) -> None:
    contacts = {each["id"]: each["number"] for each in started(world)["contacts"]}
    assert (contacts["medical"], contacts["fire"], contacts["lift-maintainer"]) == ("120", "119", None)
    put = world.ask("PUT", "/emergency-numbers/lift-maintainer", MANAGER, params={"site": "riverside"}, json={"number": "021-55550101"})
    assert put.status_code == 200, put.text
    (run,) = world.get("/plan-runs", VIEWER).json()["items"]
    told = world.get(f"/plan-runs/{run['id']}", VIEWER).json()
    assert {each["id"]: each["number"] for each in told["contacts"]}["lift-maintainer"] == "021-55550101"


def test_a_late_step_is_counted(world: World) -> None:
    run = started(world)
    world.clock.forward(seconds=61)
    sweeping.sweep(world.records, SITES, world.clock())
    (listed,) = world.get("/plan-runs", VIEWER).json()["items"]
    assert listed["steps_late"] == 1
    assert steps(world.get(f"/plan-runs/{run['id']}", VIEWER).json())["answer-car"]["late_at"] == "2026-01-31T08:01:01.000Z"


def test_the_list_by_state_kind_and_post(world: World) -> None:
    lift = started(world)
    fire = started(world, plan="fire", reason="住户来电")
    world.post(f"/plan-runs/{fire['id']}/stand-down", DISPATCHER, json={"outcome": "完"}).raise_for_status()

    def listed(**query: str) -> set[str]:
        return {item["number"] for item in world.get("/plan-runs", VIEWER, params=query).json()["items"]}

    assert listed() == {lift["number"], fire["number"]}
    assert listed(state="running,proposed") == {lift["number"]}
    assert listed(kind="fire") == {fire["number"]}
    assert listed(post="control_room") == {lift["number"]}
    assert listed(site="riverside", since="2026-02-01T00:00:00Z") == set()
    assert listed(drill="some-drill") == set()
    assert world.get("/plan-runs", VIEWER, params={"cursor": "x"}).status_code == 400


def test_the_table_is_harmless_and_needs_the_right_to_export(world: World) -> None:
    started(world)
    assert world.get("/plan-runs", GUARD, params={"format": "csv"}).status_code == 403
    table = world.get("/plan-runs", DISPATCHER, params={"format": "csv", "lang": "en"})
    head, line = table.content.decode("utf-8-sig").splitlines()
    assert head.startswith("Number,Site,Realm,Kind")
    assert "Y-20260131-001,riverside,live,Lift entrapment" in line
    assert "13800138000" not in line
    assert ",=" not in line


def test_what_was_done_is_audited(world: World) -> None:
    path = f"/plan-runs/{started(world)['id']}"
    world.post(f"{path}/steps/answer-car/done", GUARD, json={"device_id": "phone-1"}).raise_for_status()
    world.post(f"{path}/take-command", ADMIN, json={}).raise_for_status()
    audited = [(actor, action, detail) for actor, action, detail in world.audited() if action.startswith("plan-run")]
    assert audited == [
        ("dispatcher", "plan-run.start-by-hand", "lift-entrapment"),
        ("guard", "plan-run.step-done", "answer-car device_id=phone-1"),
        ("admin", "plan-run.take-command", ""),
    ]
