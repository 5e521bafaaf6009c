"""Drills over the API: who plans, who knows of them, how they went, the calendar and the record on paper."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from api.drill_scenarios import Told
from domain.drill import DrillState
from domain.people import Person
from domain.plan import Stage
from domain.plan_run import PlanRun, RunEntry, RunEvent, RunState, StepRun, StepState
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from operations.plans import library
from tests.api.world import ADMIN, DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, T0, VIEWER, World, entrapment

PLAN = library.load()["lift-entrapment"]
NAMES = {"flooding": Text("地库水浸", "Flooding"), "lift-entrapment": Text("电梯困人", "Lift entrapment")}


class FewScenarios:
    """One that does something at riverside to its lift, and one that nothing here calls for."""

    def names(self, site: Site) -> Mapping[str, Text]:
        return NAMES if site.id == "riverside" else {}

    def assets(self, scenario: str, site: Site) -> frozenset[str]:
        return {"flooding": frozenset({"gate-1"}), "lift-entrapment": frozenset({"t3-lift-1"})}[scenario] & site.assets.keys()

    def told(self, scenario: str, site: Site) -> Told:
        name = self.names(site)[scenario]
        rules = {"flooding": "domestic_water.pressure", "lift-entrapment": "lift.entrapment"}
        return Told(name, Text("说明", "About"), frozenset({rules[scenario]}), 120.0)


@pytest.fixture
def drilled(world: World) -> World:
    world.app.state.services = replace(world.app.state.services, drill_scenarios=FewScenarios())
    return world


def asked(**more: object) -> dict[str, object]:
    begins = (T0 + timedelta(days=1)).isoformat()
    plain = {"site": "riverside", "plan_key": "lift-entrapment", "scenario": "lift-entrapment", "title": "=三号楼困人演练 13800138000", "begins_at": begins}
    return {**plain, "lasts_minutes": 30, "area": "t3", "people": ["guard"], **more}


def planned(world: World, by: Person = DISPATCHER, **more: object) -> dict[str, Any]:
    answer = world.post("/drills", by, json=asked(**more))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def run_through(world: World, by: Person = MANAGER, **more: object) -> dict[str, Any]:
    """A drill that ran for ten minutes; of its plan the first step was done in time."""
    drill = planned(world, by, **more)
    world.post(f"/drills/{drill['id']}/start", by, json={})
    began = world.clock()
    first = PLAN.phases[0].steps[0]
    done = StepRun(first.key, StepState.DONE, began, began + timedelta(seconds=first.within_s or 60), began + timedelta(seconds=20), "guard")
    steps = tuple(done if step.key == first.key else StepRun(step.key) for _, step in PLAN.steps(Stage.RESPONSE))
    run = PlanRun(
        id=f"run-{drill['number']}",
        number=f"Y-{drill['number']}",
        realm=drill["id"],
        site="riverside",
        plan=PLAN,
        plan_version=0,
        stage=Stage.RESPONSE,
        state=RunState.RUNNING,
        severity=Severity.CRITICAL,
        reason=Text("困人", "Trapped"),
        begun_at=began,
        steps=steps,
        started_at=began,
        started_by="system",
        commander="manager",
    )
    with world.records.transaction() as tx:
        tx.plan_runs.add(run, [RunEntry(run.id, began, began, RunEvent.STARTED, "system"), RunEntry(run.id, began, began, RunEvent.DONE, "guard", first.key)])
    world.clock.forward(minutes=10)
    return world.get(f"/drills/{drill['id']}", by).json()  # type: ignore[no-any-return]  # JSON


def stopped(world: World, drill: dict[str, Any], by: Person = MANAGER) -> dict[str, Any]:
    answer = world.post(f"/drills/{drill['id']}/stop", by, json={"reason": "时间到"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def drawn() -> tuple[str, bytes, str]:
    written = io.BytesIO()
    Image.new("RGBA", (120, 60), (0, 0, 0, 255)).save(written, "PNG")
    return "signature.png", written.getvalue(), "image/png"


# --- Planning -------------------------------------------------------------------------------------------------------


def test_a_drill_as_it_is_planned(drilled: World) -> None:
    told = planned(drilled)
    assert {key: told[key] for key in ("number", "state", "planned_by", "area", "people", "lasts_s", "announced", "outside", "version", "score", "run_id")} == {
        "number": "L-20260131-001",
        "state": "planned",
        "planned_by": "dispatcher",
        "area": "t3",
        "people": ["guard"],
        "lasts_s": 1800.0,
        "announced": True,
        "outside": False,
        "version": 1,
        "score": None,
        "run_id": None,
    }
    assert told["plan_title"] == PLAN.title.as_json()
    assert told["scenario_name"]["zh"] == "电梯困人"
    assert told["may"] == {"change": True, "start": True, "stop": False, "cancel": True, "note": True, "sign": False, "print": False}
    assert drilled.get(f"/drills/{told['id']}", DISPATCHER).json() == told


@pytest.mark.parametrize("by", [ENGINEER, GUARD, VIEWER], ids=lambda person: person.username)
def test_hands_and_viewers_plan_nothing(drilled: World, by: Person) -> None:
    told = planned(drilled)
    assert drilled.post("/drills", by, json=asked()).status_code == 403
    assert [drilled.post(f"/drills/{told['id']}/{step}", by, json={"reason": "x"}).status_code for step in ("start", "cancel")] == [403, 403]
    assert drilled.ask("PUT", f"/drills/{told['id']}", by, json=asked()).status_code == 403


def test_somebody_of_another_site_sees_nothing_of_it(drilled: World) -> None:
    told = planned(drilled)
    assert drilled.post("/drills", STRANGER, json=asked()).status_code == 404
    assert [drilled.get(path, STRANGER).status_code for path in (f"/drills/{told['id']}", f"/drills/{told['id']}/record.pdf")] == [404, 404]
    assert drilled.get("/drills", STRANGER).json()["items"] == []
    assert drilled.get("/drills/calendar?site=riverside", STRANGER).status_code == 404


def test_a_plan_that_cannot_be_drilled_says_why(drilled: World) -> None:
    answer = drilled.post("/drills", MANAGER, json=asked(plan_key="nothing"))
    assert answer.status_code == 422
    assert "nothing" in answer.text
    assert drilled.post("/drills", MANAGER, json=asked(scenario="flooding", area="t3-roof")).status_code == 422
    assert drilled.post("/drills", MANAGER, json=asked(begins_at=(T0 - timedelta(hours=1)).isoformat())).status_code == 422


def test_without_virtual_devices_no_drill_can_be_planned(world: World) -> None:
    assert world.post("/drills", MANAGER, json=asked()).status_code == 503


def test_it_is_planned_otherwise_by_whoever_read_it_last(drilled: World) -> None:
    told = planned(drilled)
    changed = drilled.ask("PUT", f"/drills/{told['id']}", MANAGER, json=asked(title="夜间演练"), headers={"If-Match": '"1"'})
    assert (changed.json()["title"], changed.json()["version"]) == ("夜间演练", 2)
    assert drilled.ask("PUT", f"/drills/{told['id']}", MANAGER, json=asked(), headers={"If-Match": '"1"'}).status_code == 409


def test_what_does_not_take_place_says_why(drilled: World) -> None:
    told = planned(drilled)
    assert drilled.post(f"/drills/{told['id']}/cancel", DISPATCHER, json={"reason": " "}).status_code == 422
    over = drilled.post(f"/drills/{told['id']}/cancel", DISPATCHER, json={"reason": "暴雨"}).json()
    assert (over["state"], over["reason"], over["may"]["print"]) == ("cancelled", "暴雨", False)
    assert drilled.get(f"/drills/{told['id']}/record.pdf", DISPATCHER).status_code == 422


# --- Unannounced ones -----------------------------------------------------------------------------------------------


def test_an_unannounced_one_is_for_its_planner_and_managers_until_it_begins(drilled: World) -> None:
    told = planned(drilled, DISPATCHER, announced=False)
    path, everybody = f"/drills/{told['id']}", (DISPATCHER, MANAGER, ADMIN, ENGINEER, GUARD, VIEWER)
    assert [drilled.get(path, by).status_code for by in everybody] == [200, 200, 200, 404, 404, 404]
    assert [len(drilled.get("/drills", by).json()["items"]) for by in everybody] == [1, 1, 1, 0, 0, 0]
    assert drilled.post(f"{path}/note", GUARD, json={"note": "?"}).status_code == 404
    slots = [slot for line in drilled.get("/drills/calendar?site=riverside", GUARD).json()["lines"] for slot in line["slots"]]
    assert [slot["drills"] for slot in slots if slot["drills"]] == []
    drilled.post(f"{path}/start", DISPATCHER, json={})
    assert [drilled.get(path, by).status_code for by in everybody] == [200] * 6


def test_an_unannounced_one_that_never_began_stays_unknown(drilled: World) -> None:
    told = planned(drilled, DISPATCHER, announced=False)
    drilled.post(f"/drills/{told['id']}/cancel", DISPATCHER, json={"reason": "改期"})
    assert [drilled.get(f"/drills/{told['id']}", by).status_code for by in (MANAGER, GUARD)] == [200, 404]


# --- Under way ------------------------------------------------------------------------------------------------------


def test_it_begins_is_scored_while_it_runs_and_is_stopped(drilled: World) -> None:
    told = run_through(drilled)
    assert (told["state"], told["run_id"], told["score"]["final"], told["may"]["stop"]) == ("running", f"run-{told['number']}", False, True)
    assert [step["outcome"] for step in told["score"]["steps"][:2]] == ["kept", "pending"]
    over = stopped(drilled, told)
    assert (over["state"], over["reason"], over["score"]["final"]) == ("stopped", "时间到", True)
    with drilled.records.reading() as tx:
        assert (tx.plan_runs.get(told["run_id"]) or pytest.fail("the run is gone")).state is RunState.INTERRUPTED


@pytest.mark.parametrize(("by", "status"), [(MANAGER, 200), (DISPATCHER, 200), (ENGINEER, 403), (GUARD, 403), (STRANGER, 404)])
def test_whoever_plans_or_commands_may_stop_it(drilled: World, by: Person, status: int) -> None:
    told = run_through(drilled)
    assert drilled.post(f"/drills/{told['id']}/stop", by, json={"reason": "停"}).status_code == status


def test_only_one_runs_at_a_site_and_none_while_a_real_alarm_stands(drilled: World) -> None:
    first, second = planned(drilled), planned(drilled)
    assert drilled.post(f"/drills/{first['id']}/start", MANAGER, json={}).status_code == 200
    assert drilled.post(f"/drills/{second['id']}/start", MANAGER, json={}).status_code == 422
    stopped(drilled, first)
    drilled.raised()
    assert drilled.post(f"/drills/{second['id']}/start", MANAGER, json={}).status_code == 422


def test_a_real_alarm_breaks_it_off(drilled: World) -> None:
    told = run_through(drilled)
    alarm, _ = drilled.raised()
    over = drilled.get(f"/drills/{told['id']}", GUARD).json()
    assert (over["state"], over["interrupted_by"], over["may"]["sign"]) == ("interrupted", alarm.id, True)


def test_how_soon_others_reacted_is_for_those_who_plan_drills(drilled: World) -> None:
    told = run_through(drilled)
    drilled.happen(replace(entrapment(episode="d1", at=drilled.clock()), realm=told["id"]))
    assert all(each["person"] == "guard" for each in drilled.get(f"/drills/{told['id']}", GUARD).json()["score"]["reactions"])


# --- Remarks, signatures, the record --------------------------------------------------------------------------------


def test_remarks_stand_in_its_log(drilled: World) -> None:
    told = run_through(drilled)
    noted = drilled.post(f"/drills/{told['id']}/note", GUARD, json={"note": "对讲机没电"}).json()
    assert [(line["event"], line["actor"], line["note"]) for line in noted["log"]][-1] == ("note", "guard", "对讲机没电")
    assert drilled.post(f"/drills/{told['id']}/note", VIEWER, json={"note": "看看"}).status_code == 403
    assert drilled.post(f"/drills/{told['id']}/note", GUARD, json={"note": " "}).status_code == 422


def test_it_is_signed_when_it_is_over_by_a_drawing(drilled: World) -> None:
    told = run_through(drilled)
    path, who = f"/drills/{told['id']}/sign", {"signed_by": "李强", "signed_as": "participant"}
    assert drilled.post(path, GUARD, files={"file": drawn()}, data=who).status_code == 409, "not while it runs"
    stopped(drilled, told)
    assert drilled.post(path, GUARD, files={"file": ("x.txt", b"words", "text/plain")}, data=who).status_code == 422
    assert drilled.post(path, VIEWER, files={"file": drawn()}, data=who).status_code == 403
    assert drilled.post(path, GUARD, files={"file": drawn()}, data={**who, "signed_by": " "}).status_code == 422
    assert drilled.post(path, GUARD, files={"file": drawn()}, data=who).status_code == 201
    signed = drilled.get(f"/drills/{told['id']}", MANAGER).json()
    assert [(each["name"], each["signed_as"]) for each in signed["signatures"]] == [("李强", "participant")]
    assert signed["log"][-1]["event"] == "sign"
    assert len(list(drilled.uploads.iterdir())) == 1, "what was refused is not kept"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_record_is_printed_and_that_is_audited(drilled: World, lang: str) -> None:
    told = run_through(drilled)
    stopped(drilled, told)
    drilled.post(f"/drills/{told['id']}/sign", GUARD, files={"file": drawn()}, data={"signed_by": "李强", "signed_as": "commander"})
    answer = drilled.get(f"/drills/{told['id']}/record.pdf?lang={lang}", MANAGER)
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert f"drill-record-{told['number']}.pdf" in answer.headers["content-disposition"]
    assert ("manager", "drill.print", f"{lang} personal") in drilled.audited()


# --- Lists and the calendar -----------------------------------------------------------------------------------------


def test_lists_are_filtered_paged_and_exported_harmlessly(drilled: World) -> None:
    first, second = planned(drilled), planned(drilled, begins_at=(T0 + timedelta(days=2)).isoformat(), announced=False)
    drilled.post(f"/drills/{first['id']}/cancel", MANAGER, json={"reason": "改期"})
    assert [drill["id"] for drill in drilled.get("/drills", MANAGER).json()["items"]] == [second["id"], first["id"]]
    assert [drill["id"] for drill in drilled.get("/drills?state=planned,running", MANAGER).json()["items"]] == [second["id"]]
    assert drilled.get("/drills?plan=fire", MANAGER).json()["items"] == []
    page = drilled.get("/drills?limit=1", MANAGER).json()
    assert [drill["id"] for drill in drilled.get(f"/drills?limit=1&cursor={page['next_cursor']}", MANAGER).json()["items"]] == [first["id"]]
    assert drilled.get("/drills?cursor=nonsense", MANAGER).status_code == 400
    assert drilled.get("/drills?format=csv", GUARD).status_code == 403
    table = drilled.get("/drills?format=csv&lang=en", DISPATCHER).text
    assert "'=三号楼困人演练" in table
    assert "13800138000" not in table


def test_the_calendar_says_what_is_done_planned_and_overdue(drilled: World) -> None:
    told = run_through(drilled)
    with drilled.records.transaction() as tx:
        found = tx.drills.get(told["id"])
        assert found is not None
        tx.drills.save(replace(found, state=DrillState.FINISHED, ended_at=drilled.clock()), [])
    planned(drilled, plan_key="fire", begins_at=(T0 + timedelta(days=30)).isoformat())
    lines = {line["plan_key"]: line for line in drilled.get("/drills/calendar?site=riverside&year=2026", VIEWER).json()["lines"]}
    assert set(lines) == set(library.load())
    assert [slot["state"] for slot in lines["lift-entrapment"]["slots"]] == ["done"]
    assert lines["lift-entrapment"]["slots"][0]["drills"][0]["percent"] is not None
    assert [(slot["first"], slot["last"], slot["state"]) for slot in lines["fire"]["slots"]] == [
        ("2026-01-01", "2026-06-30", "planned"),
        ("2026-07-01", "2026-12-31", "ahead"),
    ]
    earlier = drilled.get("/drills/calendar?site=riverside&year=2025", VIEWER).json()["lines"]
    assert {slot["state"] for line in earlier for slot in line["slots"]} == {"overdue"}
    assert "61" in drilled.get("/drills/calendar?site=riverside&format=csv&lang=en", DISPATCHER).text


def test_scenarios_that_fit_a_plan_come_first(drilled: World) -> None:
    found = drilled.get("/drills/scenarios?site=riverside&plan=burst-pipe", DISPATCHER).json()["items"]
    assert [(each["id"], each["fits"], each["lasts_s"]) for each in found] == [("flooding", True, 120.0), ("lift-entrapment", False, 120.0)]
    assert {each["id"]: each["areas"] for each in found} == {"lift-entrapment": ["t3-roof", "t3"], "flooding": ["t3"]}
    assert [drilled.get("/drills/scenarios?site=riverside", by).status_code for by in (GUARD, STRANGER)] == [403, 404]


def test_a_drill_is_compared_with_the_one_before(drilled: World) -> None:
    first = run_through(drilled)
    with drilled.records.transaction() as tx:
        found = tx.drills.get(first["id"])
        assert found is not None
        tx.drills.save(replace(found, state=DrillState.FINISHED, ended_at=drilled.clock(), ended_by="manager"), [])
    drilled.clock.forward(hours=1)
    second = stopped(drilled, run_through(drilled, begins_at=(T0 + timedelta(days=3)).isoformat()))
    compared = {line["key"]: line for line in second["compared"]}
    assert compared["in_time"]["verdict"] == "same"
    assert compared["percent"]["before"] == drilled.get(f"/drills/{first['id']}", MANAGER).json()["score"]["percent"]
