"""Reviews over the API: who sees them, who adds to them, what is masked, and the PDF."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from domain.people import Person
from domain.plan import Watched, Where
from domain.plan_run import PlanRun, StepRun
from operations.plans.review.drafting import draft
from tests.api.world import ADMIN, DISPATCHER, ENGINEER, GUARD, MANAGER, SITES, STRANGER, T0, VIEWER, World, reading
from tests.operations.plans.review import past

PHONE = "13812345678"


def a_run(**changes: Any) -> PlanRun:  # noqa: ANN401  fields of any type
    """The run of `past`, moved to this world's time and lift, with a phone number in what somebody said."""
    old = past.a_run()
    plan = replace(past.PLAN, watched=(Watched("lift", ("trapped", "room_temp"), Where.ASSET),))
    moved = replace(
        old,
        begun_at=_here(old.begun_at),
        started_at=_moved(old.started_at),
        ended_at=_moved(old.ended_at),
        steps=tuple(_step(step) for step in old.steps),
        plan=plan,
        asset="t3-lift-1",
        outcome=f"家属 {PHONE} 已告知",
    )
    return replace(moved, **changes)


def _step(step: StepRun) -> StepRun:
    return replace(step, opened_at=_moved(step.opened_at), due_at=_moved(step.due_at), settled_at=_moved(step.settled_at), late_at=_moved(step.late_at))


def _moved(moment: datetime | None) -> datetime | None:
    return None if moment is None else _here(moment)


def _here(moment: datetime) -> datetime:
    return T0 + (moment - past.after(0))


def drafted(world: World, **changes: Any) -> dict[str, Any]:  # noqa: ANN401  fields of any type
    """A review of a run, drafted as the end of a run drafts it; as the manager sees it."""
    run = a_run(**changes)
    entries = [replace(entry, at=_here(entry.at), occurred_at=_here(entry.occurred_at)) for entry in past.log_of(run)]
    with world.records.transaction() as tx:
        tx.plan_runs.add(run, entries)
        review = draft(tx, run, SITES[run.site], T0)
    found: dict[str, Any] = world.get(f"/plan-reviews/{review.id}", MANAGER).json()
    return found


def task(**more: object) -> dict[str, object]:
    return {"what": "更换对讲电池", "department": "engineering", "until": "2026-02-10T08:00:00Z", "person": "engineer", **more}


def add(world: World, review: dict[str, Any], what: str, body: dict[str, object], by: Person = MANAGER, **more: Any) -> dict[str, Any]:  # noqa: ANN401  whatever httpx takes
    answer = world.post(f"/plan-reviews/{review['id']}/{what}", by, json=body, **more)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_review_with_its_moments_limits_time_line_and_reactions(world: World) -> None:
    found = drafted(world)
    assert [(each["kind"], each["after_s"]) for each in found["moments"]] == [
        ("begun", 0),
        ("started", 0),
        ("contact", 42),
        ("outside_called", 250),
        ("arrival", 200),
        ("contained", 1500),
        ("ended", 1800),
    ]
    assert [(each["key"], each["kept"], each["over_s"]) for each in found["limits"]][:2] == [("talk", True, -18), ("maintainer", False, 70)]
    assert [each["at"][11:19] for each in found["timeline"]][:2] == ["08:00:00", "08:00:42"]
    assert found["timeline"][1]["text"] == {"zh": "完成：五方对讲安抚乘客", "en": "Done: Talk to the passengers"}
    assert {each["person"] for each in found["people"]} == {"duty", "guard", "fitter"}
    assert [each["department"] for each in found["departments"]] == ["engineering", "security", "service_centre"]
    assert (found["state"], found["kept"], found["missed"], found["may_review"]) == ("draft", 3, 1, True)
    assert found["place"] == {"zh": "3号楼 · 屋面机房 · 电梯", "en": "Tower 3 · Roof machine room · Lift"}


def test_the_curves_lie_beside_the_time_line_and_gaps_are_there(world: World) -> None:
    at = [_here(past.after(seconds)) for seconds in (0, 60, 600)]
    world.telemetry.write([reading("riverside", "t3-lift-1", moment, room_temp=30.0 + number) for number, moment in enumerate(at)])
    told = drafted(world)["telemetry"]
    assert (told["from"], told["to"], told["away"], told["left_out"]) == ("2026-01-31T07:50:00.000Z", "2026-01-31T08:32:00.000Z", False, 0)
    temperature = next(curve for curve in told["curves"] if curve["point"].endswith("room_temp"))
    assert [sample["value"] for sample in temperature["samples"]] == [30.0, 31.0, None, 32.0, None]
    assert temperature["unit"] == "°C"


@pytest.mark.parametrize("by", [ENGINEER, GUARD, VIEWER, DISPATCHER], ids=lambda person: person.username)
def test_everybody_of_the_site_reads_it_and_strangers_find_nothing(world: World, by: Person) -> None:
    review = drafted(world)
    assert world.get(f"/plan-reviews/{review['id']}", by).status_code == 200
    assert [each["id"] for each in world.get("/plan-reviews", by).json()["items"]] == [review["id"]]
    for path in ("", "/review.pdf"):
        assert world.get(f"/plan-reviews/{review['id']}{path}", STRANGER).status_code == 404
    assert world.get("/plan-reviews", STRANGER).json()["items"] == []
    assert world.get(f"/plan-reviews/of?run={review['run_id']}", STRANGER).json()["items"] == []


@pytest.mark.parametrize("by", [ENGINEER, GUARD, VIEWER], ids=lambda person: person.username)
@pytest.mark.parametrize(("what", "body"), [("findings", {"text": "问题"}), ("tasks", task()), ("close", {"summary": "结论"})], ids=["find", "task", "close"])
def test_who_may_not_review_changes_nothing(world: World, by: Person, what: str, body: dict[str, object]) -> None:
    review = drafted(world)
    assert world.post(f"/plan-reviews/{review['id']}/{what}", by, json=body).status_code == 403
    assert world.get(f"/plan-reviews/{review['id']}", MANAGER).json()["version"] == 1
    assert world.orders() == []


def test_findings_improvements_and_the_end(world: World) -> None:
    review = drafted(world)
    found = add(world, review, "findings", {"text": "对讲主机没电"}, DISPATCHER)
    assert [(each["text"], each["by"]) for each in found["findings"]] == [("对讲主机没电", "dispatcher")]
    given = add(world, review, "tasks", task())
    (order,) = world.orders()
    assert (order.assignee, order.state, order.due.resolve_by is not None and order.due.resolve_by.isoformat()) == (
        "engineer",
        "dispatched",
        "2026-02-10T08:00:00+00:00",
    )
    (told,) = world.get(f"/plan-reviews/{review['id']}", MANAGER).json()["tasks"]
    assert (told["order_id"], told["order_number"], told["order_state"], told["order_late"], told["order_reopened"]) == (
        order.id,
        order.number,
        "dispatched",
        False,
        0,
    )
    assert [each["id"] for each in world.get(f"/plan-reviews/of?order={order.id}", ENGINEER).json()["items"]] == [review["id"]]
    closed = add(world, given, "close", {"summary": "对讲需双电源"}, headers={"If-Match": f'"{given["version"]}"'})
    assert (closed["state"], closed["closed_by"], closed["summary"]) == ("closed", "manager", "对讲需双电源")
    refused = world.post(f"/plan-reviews/{review['id']}/findings", MANAGER, json={"text": "还有"})
    assert refused.status_code == 409
    assert [action for _by, action, _detail in world.audited() if action.startswith("plan-review")] == [
        "plan-review.find",
        "plan-review.give-task",
        "plan-review.close",
    ]


def test_reopened_work_shows_in_the_review(world: World) -> None:
    review = drafted(world)
    add(world, review, "tasks", task())
    (order,) = world.orders()
    for step, by in (("accept", ENGINEER), ("complete", ENGINEER)):
        assert world.post(f"/work-orders/{order.id}/{step}", by, json={"note": "已换"}).status_code == 200
    assert world.post(f"/work-orders/{order.id}/reopen", MANAGER, json={"note": "仍无声"}).status_code == 200
    (told,) = world.get(f"/plan-reviews/{review['id']}", MANAGER).json()["tasks"]
    assert (told["order_state"], told["order_reopened"]) == ("in_progress", 1)


@pytest.mark.parametrize(
    "body",
    [task(until="2026-01-31T07:59:00Z"), task(person="nobody"), task(asset="nothing"), task(what="   ")],
    ids=["in the past", "nobody", "no asset", "says nothing"],
)
def test_an_improvement_that_nobody_could_do_is_refused_in_both_languages(world: World, body: dict[str, object]) -> None:
    review = drafted(world)
    answer = world.post(f"/plan-reviews/{review['id']}/tasks", MANAGER, json=body)
    assert answer.status_code == 422
    assert world.orders() == []


def test_an_old_version_is_a_conflict_and_a_repeated_write_happens_once(world: World) -> None:
    review = drafted(world)
    path, once = f"/plan-reviews/{review['id']}/findings", {"Idempotency-Key": "k-1"}
    first = world.post(path, MANAGER, json={"text": "对讲主机没电"}, headers=once)
    again = world.post(path, MANAGER, json={"text": "对讲主机没电"}, headers=once)
    assert (first.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")
    stale = world.post(path, MANAGER, json={"text": "又一条"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current_version"]) == (409, 2)
    assert len(world.get(f"/plan-reviews/{review['id']}", MANAGER).json()["findings"]) == 1


def test_phones_in_what_people_wrote_are_masked_but_for_who_may_see_them(world: World) -> None:
    review = drafted(world)
    add(world, review, "findings", {"text": f"乘客 {PHONE} 投诉"})
    add(world, review, "close", {"summary": f"回访 {PHONE}"})
    path = f"/plan-reviews/{review['id']}"
    assert world.get(path, MANAGER).text.count(PHONE) >= 3
    for by in (GUARD, ENGINEER, VIEWER):
        assert PHONE not in world.get(path, by).text
        assert PHONE not in world.get("/plan-reviews", by).text


def test_the_list_filters_and_leaves_drills_out(world: World) -> None:
    live = drafted(world)
    drill = drafted(world, number="Y-20260131-002", realm="drill-1")

    def ids(query: str) -> list[str]:
        return [each["id"] for each in world.get(f"/plan-reviews{query}", MANAGER).json()["items"]]

    assert ids("") == [live["id"]]
    assert ids("?drill=drill-1") == [drill["id"]]
    assert ids("?state=closed") == []
    assert ids("?kind=lift_entrapment&plan=lift-entrapment&site=riverside") == [live["id"]]
    assert ids("?kind=fire") == []
    assert ids("?since=2026-02-01T00:00:00Z") == []
    assert world.get("/plan-reviews?cursor=nonsense", MANAGER).status_code == 400


def test_the_table_has_how_long_each_moment_took_and_no_phone(world: World) -> None:
    review = drafted(world)
    add(world, review, "close", {"summary": f"=1+1 {PHONE}"})
    table = world.get("/plan-reviews?format=csv&lang=en", MANAGER)
    lines = table.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Number,Site,Plan,Kind,Severity,Ending,Review,Begun,Ended,First contact (s)")
    assert lines[1].startswith("Y-20260131-001,riverside,Lift entrapment plan,Lift entrapment,")
    assert ",42.0,250.0,200.0,,1500.0,1800.0,3,1,0,0," in lines[1]
    assert PHONE not in table.text
    assert ",=1" not in table.text
    assert world.get("/plan-reviews?format=csv", GUARD).status_code == 403


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pdf_comes_in_either_language_and_is_audited(world: World, lang: str) -> None:
    review = drafted(world)
    answer = world.get(f"/plan-reviews/{review['id']}/review.pdf?lang={lang}", GUARD)
    assert (answer.status_code, answer.headers["content-type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert answer.headers["content-disposition"] == 'attachment; filename="plan-review-Y-20260131-001.pdf"'
    world.get(f"/plan-reviews/{review['id']}/review.pdf?lang={lang}", ADMIN)
    assert [each for each in world.audited() if each[1] == "plan-review.print"] == [
        ("guard", "plan-review.print", lang),
        ("admin", "plan-review.print", f"{lang} personal"),
    ]
