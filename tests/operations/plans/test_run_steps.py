"""Steps, phases, calls, messages, command and check-ins of a run."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.alarm import IllegalStep
from domain.people import Department, Person, Role
from domain.plan import Milestone, Stage
from domain.plan_run import PlanRun, RunEvent, RunState, StepState
from domain.problem import Refusal
from domain.records import Conflict, Records
from domain.severity import Severity
from operations import whistles
from operations.plans import steps
from tests.operations.plans.run_scenes import (
    ENGINEERING,
    MINUTE,
    NIGHT,
    RESCUE,
    SECOND,
    SECURITY,
    SITE,
    add_photo,
    approve,
    events,
    happen,
    log,
    only_run,
    signal,
    started,
    told,
)
from tests.operations.scenes import hire

_E = RunEvent


def do(records: Records, run: PlanRun, key: str, at: timedelta = SECOND, **changes: object) -> PlanRun:
    with records.transaction() as tx:
        return steps.done(tx, run.id, key, site=SITE, by="fitter", at=NIGHT + at, **changes)  # type: ignore[arg-type]  # fields of any type


def leave_out(records: Records, run: PlanRun, key: str, at: timedelta = SECOND) -> PlanRun:
    with records.transaction() as tx:
        return steps.skip(tx, run.id, key, site=SITE, by="fitter", at=NIGHT + at, reason="无此设备")


def take_back(records: Records, run: PlanRun, key: str, at: timedelta = MINUTE) -> PlanRun:
    with records.transaction() as tx:
        return steps.undo(tx, run.id, key, site=SITE, by="captain", at=NIGHT + at, reason="点错了")


def test_a_step_is_done_once_by_whoever_says_so_first(records: Records) -> None:
    run = started(records)
    done = do(records, run, "go", 5 * SECOND, note=" 已到 ", device_id="phone-1")
    step = done.step("go")
    assert (step.state, step.settled_at, step.by, step.note, step.kept) == (StepState.DONE, NIGHT + 5 * SECOND, "fitter", "已到", True)
    assert done.moment(Milestone.ARRIVAL) == NIGHT + 5 * SECOND
    again = do(records, run, "go", MINUTE)
    assert again == done
    line = log(records, run)[-1]
    assert (line.event, line.step, line.actor, line.note, line.device_id, line.at) == (_E.DONE, "go", "fitter", "已到", "phone-1", NIGHT + 5 * SECOND)


def test_a_phase_opens_when_every_required_step_is_settled_and_its_limits_run_from_then(records: Records) -> None:
    run = started(records)
    do(records, run, "answer", MINUTE)
    now = leave_out(records, run, "go", 2 * MINUTE)
    assert [now.step(key).state for key in ("tell", "ground", "report")] == [StepState.OPEN, StepState.OPEN, StepState.WAITING]
    assert (now.step("ground").opened_at, now.step("ground").due_at) == (NIGHT + 2 * MINUTE, NIGHT + 7 * MINUTE)
    assert events(records, run) == [_E.STARTED, _E.PHASE_OPENED, _E.DONE, _E.SKIPPED, _E.PHASE_OPENED]
    assert [line.step for line in log(records, run) if line.event is _E.PHASE_OPENED] == ["reach", "free"]


def test_a_step_of_a_later_phase_may_be_done_before_and_phases_that_are_done_open_at_once(records: Records) -> None:
    run = started(records)
    for key in ("ground", "level", "photo"):
        leave_out(records, run, key)
    early = do(records, run, "report", 2 * SECOND)
    assert (early.step("report").state, early.step("report").opened_at, early.step("report").kept) == (StepState.DONE, None, None)
    do(records, run, "answer")
    now = do(records, run, "go", MINUTE)
    assert [line.step for line in log(records, run) if line.event is _E.PHASE_OPENED] == ["reach", "free", "close"]
    assert (now.step("report").kept, now.state) == (True, RunState.RUNNING)


def test_a_phone_that_was_offline_tells_later_when_it_was_done(records: Records) -> None:
    run = started(records)
    do(records, run, "go", 10 * MINUTE, occurred_at=NIGHT + MINUTE)
    now = do(records, run, "answer", 10 * MINUTE, occurred_at=NIGHT - 9 * MINUTE)
    assert (now.step("go").settled_at, now.step("go").kept) == (NIGHT + MINUTE, True)
    assert now.step("answer").settled_at == NIGHT
    late = do(records, run, "tell", 10 * MINUTE, occurred_at=NIGHT + 20 * MINUTE)
    assert late.step("tell").settled_at == NIGHT + 10 * MINUTE
    line = next(line for line in log(records, run) if line.step == "go")
    assert (line.at, line.occurred_at) == (NIGHT + 10 * MINUTE, NIGHT + MINUTE)


def test_a_photo_step_needs_a_photo_of_this_run(records: Records) -> None:
    run = started(records)
    with pytest.raises(Refusal, match="photo"):
        do(records, run, "photo")
    with pytest.raises(Refusal, match="not one of this run"):
        do(records, run, "photo", files=("nothing",))
    photo = add_photo(records, run)
    assert do(records, run, "photo", files=(photo,)).step("photo").files == (photo,)
    assert log(records, run)[-1].data == {"files": [photo]}


@pytest.mark.parametrize("value", [None, True, "10", 10.5, -11])
def test_a_reading_outside_of_what_is_wanted_is_refused(sqlite_records: Records, value: object) -> None:
    run = started(sqlite_records)
    with pytest.raises(Refusal):
        do(sqlite_records, run, "level", value=value)
    assert only_run(sqlite_records).step("level").state is StepState.WAITING


def test_a_reading_within_it_is_kept(records: Records) -> None:
    run = started(records)
    assert do(records, run, "level", value=-10.0).step("level").value == -10.0
    assert log(records, run)[-1].data == {"value": -10.0}


def test_a_person_says_how_they_know_what_telemetry_does_not_show(sqlite_records: Records) -> None:
    run = started(sqlite_records, asset="lift-1")
    with pytest.raises(Refusal, match="say how you know"):
        do(sqlite_records, run, "ground")
    assert do(sqlite_records, run, "ground", note="现场看到").step("ground").by == "fitter"


def test_where_there_is_no_such_equipment_a_person_just_ticks(sqlite_records: Records) -> None:
    without = replace(SITE, assets={key: asset for key, asset in SITE.assets.items() if asset.type.key != "lift"})
    run = started(sqlite_records)
    with sqlite_records.transaction() as tx:
        assert steps.done(tx, run.id, "ground", site=without, by="fitter", at=NIGHT).step("ground").state is StepState.DONE


def test_what_was_taken_back_is_open_again_with_its_old_limit(records: Records) -> None:
    run = started(records)
    do(records, run, "go", value=None, note="到")
    now = take_back(records, run, "go")
    step = now.step("go")
    assert (step.state, step.settled_at, step.by, step.note, step.due_at) == (StepState.OPEN, None, None, "", NIGHT + 3 * MINUTE)
    assert log(records, run)[-1].data == {"was": "done", "by": "fitter"}
    leave_out(records, run, "report")
    assert take_back(records, run, "report").step("report").state is StepState.WAITING
    assert take_back(records, run, "report") == only_run(records)


def test_phases_that_have_opened_stay_open(sqlite_records: Records) -> None:
    run = started(sqlite_records)
    do(sqlite_records, run, "answer")
    do(sqlite_records, run, "go")
    now = take_back(sqlite_records, run, "go")
    assert now.step("ground").state is StepState.OPEN
    do(sqlite_records, run, "go", 2 * MINUTE)
    assert [line.step for line in log(sqlite_records, run) if line.event is _E.PHASE_OPENED] == ["reach", "free"]


def test_done_and_left_out_exclude_each_other_until_one_is_taken_back(sqlite_records: Records) -> None:
    run = started(sqlite_records)
    do(sqlite_records, run, "go")
    leave_out(sqlite_records, run, "tell")
    with pytest.raises(Refusal, match="take that back"):
        leave_out(sqlite_records, run, "go")
    with pytest.raises(Refusal, match="take that back"):
        do(sqlite_records, run, "tell")
    assert leave_out(sqlite_records, run, "tell") == only_run(sqlite_records)


def test_leaving_out_and_taking_back_need_a_reason_and_a_step_that_is_there(sqlite_records: Records) -> None:
    run = started(sqlite_records)
    do(sqlite_records, run, "go")
    with pytest.raises(Refusal), sqlite_records.transaction() as tx:
        steps.skip(tx, run.id, "tell", site=SITE, by="fitter", at=NIGHT, reason=" ")
    with pytest.raises(Refusal), sqlite_records.transaction() as tx:
        steps.undo(tx, run.id, "go", site=SITE, by="fitter", at=NIGHT, reason="")
    for attempt in (do, leave_out, take_back):
        with pytest.raises(KeyError):
            attempt(sqlite_records, run, "nothing")
    with pytest.raises(KeyError), sqlite_records.transaction() as tx:
        steps.done(tx, "nothing", "go", site=SITE, by="fitter", at=NIGHT)


def test_nothing_is_done_in_a_plan_that_is_only_proposed_but_people_call_and_speak(records: Records) -> None:
    approve(records, RESCUE)
    happen(records, signal(severity=Severity.HIGH))
    run = only_run(records)
    for attempt in (do, leave_out, take_back):
        with pytest.raises(IllegalStep):
            attempt(records, run, "go")
    with records.transaction() as tx:
        steps.call(tx, run.id, "lift-maintainer", by="captain", at=NIGHT, result="reached", note="20 分钟到")
        steps.message(tx, run.id, "先核实", by="captain", at=NIGHT)
    assert events(records, run) == [_E.PROPOSED, _E.CALLED, _E.MESSAGE]
    assert log(records, run)[1].data == {"contact": "lift-maintainer", "result": "reached"}


def test_what_is_said_is_not_empty_and_stays_in_the_log(records: Records) -> None:
    run = started(records)
    with records.transaction() as tx:
        steps.message(tx, run.id, " 电梯停在 5 层 ", by="captain", at=NIGHT, device_id="phone-1")
        steps.note(tx, run.id, "住户情绪稳定", by="captain", at=NIGHT + MINUTE, occurred_at=NIGHT)
    for empty in (steps.message, steps.note):
        with pytest.raises(Refusal), records.transaction() as tx:
            empty(tx, run.id, " ", by="captain", at=NIGHT)
    with pytest.raises(Refusal), records.transaction() as tx:
        steps.call(tx, run.id, "", by="captain", at=NIGHT, result="reached")
    said = [(line.event, line.note, line.occurred_at) for line in log(records, run)[2:]]
    assert said == [(_E.MESSAGE, "电梯停在 5 层", NIGHT), (_E.NOTED, "住户情绪稳定", NIGHT)]


def test_command_goes_to_a_person_and_from_one_to_the_next(records: Records) -> None:
    hire(records, Person("p-zhao", "zhao", "赵队", Role.GUARD, SECURITY, ("riverside",)))
    run = started(records)
    with records.transaction() as tx:
        mine = steps.take_command(tx, run.id, to="captain", by="captain", at=NIGHT, version=run.version)
    with pytest.raises(Conflict), records.transaction() as tx:
        steps.take_command(tx, run.id, to="zhao", by="captain", at=NIGHT, version=run.version)
    with records.transaction() as tx:
        assert steps.take_command(tx, run.id, to="captain", by="captain", at=NIGHT) == mine
        theirs = steps.take_command(tx, run.id, to="zhao", by="captain", at=NIGHT + MINUTE, version=mine.version)
    assert (mine.commander, theirs.commander) == ("captain", "zhao")
    assert [line.data for line in log(records, run) if line.event is _E.COMMAND_TAKEN] == [
        {"from": None, "to": "captain"},
        {"from": "captain", "to": "zhao"},
    ]
    (message,) = told(records, "command")
    assert message.persons == ("zhao",)
    with pytest.raises(Refusal), records.transaction() as tx:
        steps.take_command(tx, run.id, to="nobody", by="captain", at=NIGHT)


def test_departments_check_in_by_one_whistle_each_with_its_own_limit(records: Records) -> None:
    run = started(records)
    with records.reading() as tx:
        whistle = tx.whistles.get(run.whistle_id or "")
    assert whistle is not None
    assert run.order_id == whistle.order_id
    assert {call.department: (call.check_in_by, call.bring) for call in whistle.calls} == {
        ENGINEERING: (NIGHT + 4 * MINUTE, "盘车工具 / Hand winding tools"),
        SECURITY: (NIGHT + 90 * SECOND, ""),
    }
    with records.transaction() as tx:
        steps.check_in(tx, run.id, SECURITY, by="captain", at=NIGHT + MINUTE, note="三人")
        whistles.check_in(tx, whistle.id, ENGINEERING, by="fitter", at=NIGHT + 5 * MINUTE, occurred_at=NIGHT + 3 * MINUTE)
        steps.check_in(tx, run.id, SECURITY, by="captain", at=NIGHT + 6 * MINUTE)
    lines = [line for line in log(records, run) if line.event is _E.CHECKED_IN]
    assert [(line.data["department"], line.data["late"], line.actor, line.note, line.occurred_at) for line in lines] == [
        ("security", False, "captain", "三人", NIGHT + MINUTE),
        ("engineering", False, "fitter", "", NIGHT + 3 * MINUTE),
    ]
    with pytest.raises(Refusal), records.transaction() as tx:
        steps.check_in(tx, run.id, Department.CLEANING, by="captain", at=NIGHT)


def test_a_plan_that_calls_nobody_has_no_check_in(sqlite_records: Records) -> None:
    run = started(sqlite_records, stage=Stage.PREPARATION)
    with pytest.raises(Refusal), sqlite_records.transaction() as tx:
        steps.check_in(tx, run.id, SECURITY, by="captain", at=NIGHT)
