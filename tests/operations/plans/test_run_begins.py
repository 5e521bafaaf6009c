"""How runs begin: what starts, what only proposes, what joins, and what does nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.alarm import IllegalStep
from domain.plan import Stage, Trigger
from domain.plan_run import PlanRun, RunEvent, RunState, StepState
from domain.problem import Refusal
from domain.records import AlarmFilter, Conflict, Records
from domain.severity import Severity
from domain.text import Text
from domain.transition import Change
from operations import fire_verification
from operations.alarm_steps import shelve, unshelve
from operations.plans import beginning, ending, sweeping
from operations.plans.in_force import in_force, plan_in_force
from operations.plans.library import load
from tests.operations.plans.run_scenes import (
    BURN,
    MINUTE,
    NIGHT,
    POWER,
    RESCUE,
    SECOND,
    SITE,
    SITES,
    approve,
    events,
    happen,
    log,
    only_run,
    over,
    runs,
    signal,
    smoke,
    started,
    told,
)

_E = RunEvent
PROPOSED, RUNNING = RunState.PROPOSED, RunState.RUNNING


def decline(records: Records, run: PlanRun, reason: str = "电话确认无人被困") -> PlanRun:
    with records.transaction() as tx:
        return beginning.decline(tx, run.id, by="captain", at=NIGHT + MINUTE, reason=reason)


def stand_down(records: Records, run: PlanRun) -> PlanRun:
    with records.transaction() as tx:
        return ending.stand_down(tx, run.id, site=SITE, by="captain", at=NIGHT + MINUTE, outcome="人已救出")


def test_a_sites_own_version_stands_over_the_library(records: Records) -> None:
    approve(records, RESCUE)
    with records.reading() as tx:
        plans = in_force(tx, SITE.id)
        assert plan_in_force(tx, SITE.id, "nothing") is None
        elsewhere = plan_in_force(tx, "hilltop", RESCUE.key)
    assert list(plans) == sorted({*load(), RESCUE.key})
    assert plans[RESCUE.key] == (RESCUE, 7)
    assert plans["fire"] == (load()["fire"], 0)
    assert elsewhere == (load()[RESCUE.key], 0)


def test_a_critical_alarm_starts_its_plan_with_the_alarm_and_its_order(records: Records) -> None:
    approve(records, RESCUE)
    happen(records, signal())
    run = only_run(records)
    assert (run.state, run.plan, run.plan_version, run.started_by, run.realm, run.place, run.asset) == (RUNNING, RESCUE, 7, "system", "live", "t1", "lift-1")
    assert run.number == "Y-20260302-001"
    with records.reading() as tx:
        (alarm,) = tx.alarms.list(AlarmFilter()).items
        order = tx.orders.of_alarm(alarm.id)
        assert order is not None
        assert (run.alarm_ids, run.order_id, tx.plan_runs.of_alarm(alarm.id)) == ((alarm.id,), order.id, run)
    assert events(records, run) == [_E.STARTED, _E.PHASE_OPENED]
    assert [step.state for step in run.steps] == [StepState.OPEN] * 3 + [StepState.WAITING] * 4
    assert [step.due_at for step in run.steps[:3]] == [NIGHT + MINUTE, NIGHT + 3 * MINUTE, None]


def test_the_order_says_who_was_called_and_gets_no_task_by_it(sqlite_records: Records) -> None:
    approve(sqlite_records, RESCUE)
    happen(sqlite_records, signal())
    run = only_run(sqlite_records)
    with sqlite_records.reading() as tx:
        order = tx.orders.get(run.order_id or "")
        whistle = tx.whistles.get(run.whistle_id or "")
        assert order is not None
        assert whistle is not None
        lines = [line.note for line in tx.orders.timeline(order.id)]
    assert len(whistle.calls) > 1
    assert order.tasks == ()
    assert any(whistle.number in line for line in lines)


@pytest.mark.parametrize("severity", [Severity.HIGH, Severity.MEDIUM, Severity.LOW])
def test_any_other_severity_proposes_and_tells_who_is_in_charge(sqlite_records: Records, severity: Severity) -> None:
    approve(sqlite_records, RESCUE)
    happen(sqlite_records, signal(severity=severity))
    run = only_run(sqlite_records)
    assert (run.state, run.started_at, events(sqlite_records, run)) == (PROPOSED, None, [_E.PROPOSED])
    assert {step.state for step in run.steps} == {StepState.WAITING}
    (message,) = told(sqlite_records)
    assert (message.posts, message.title.zh, message.realm) == (("guard_captain",), "建议启动预案：困人救援预案", "live")


def test_a_plan_may_say_which_severities_start_it_and_which_rules_are_its_own(sqlite_records: Records) -> None:
    approve(sqlite_records, replace(RESCUE, trigger=Trigger(("lift.stuck",), frozenset({Severity.MEDIUM}))))
    happen(sqlite_records, signal(plan=None, rule="lift.other"))
    assert runs(sqlite_records) == []
    happen(sqlite_records, signal(plan=None, rule="lift.stuck", severity=Severity.MEDIUM))
    assert only_run(sqlite_records).state is RUNNING
    happen(sqlite_records, signal("lift-3", NIGHT + SECOND, severity=Severity.CRITICAL))
    assert [run.state for run in runs(sqlite_records)] == [RUNNING, PROPOSED]


def test_an_alarm_that_names_no_plan_or_one_that_is_not_there_starts_nothing(sqlite_records: Records) -> None:
    happen(sqlite_records, signal(plan=None), signal("lift-2", plan="no-such-plan"))
    assert runs(sqlite_records) == []
    assert told(sqlite_records) == []


def test_a_second_alarm_at_the_same_place_joins_and_one_elsewhere_does_not(records: Records) -> None:
    approve(records, RESCUE, POWER)
    happen(records, signal("lift-1"), signal("lift-2", NIGHT + SECOND), signal("lift-3", NIGHT + 2 * SECOND))
    first, second = runs(records)
    assert (len(first.alarm_ids), first.place, len(second.alarm_ids), second.place) == (2, "t1", 1, "t2")
    assert events(records, first) == [_E.STARTED, _E.PHASE_OPENED, _E.JOINED]
    happen(records, signal("lift-1", NIGHT + MINUTE, plan="power-cut", rule="power"), signal("lift-3", NIGHT + MINUTE, plan="power-cut", rule="power"))
    cut = runs(records)[-1]
    assert (cut.place, len(cut.alarm_ids)) == ("", 2)


def test_a_joining_alarm_that_starts_starts_what_was_proposed(records: Records) -> None:
    approve(records, RESCUE)
    happen(records, signal("lift-1", severity=Severity.HIGH), signal("lift-2", NIGHT + SECOND, severity=Severity.MEDIUM))
    assert only_run(records).state is PROPOSED
    happen(records, signal("lift-2", NIGHT + 2 * SECOND, rule="lift.brake"))
    run = only_run(records)
    assert (run.state, run.severity, run.started_at) == (RUNNING, Severity.CRITICAL, NIGHT + 2 * SECOND)
    assert events(records, run) == [_E.PROPOSED, _E.JOINED, _E.JOINED, _E.STARTED, _E.PHASE_OPENED]


def test_what_is_told_twice_changes_nothing(sqlite_records: Records) -> None:
    approve(sqlite_records, RESCUE)
    happen(sqlite_records, signal(), signal())
    assert len(only_run(sqlite_records).alarm_ids) == 1
    assert len(events(sqlite_records, only_run(sqlite_records))) == 2


def test_what_is_hidden_late_or_recorded_starts_nothing(sqlite_records: Records) -> None:
    approve(sqlite_records, RESCUE)
    happen(sqlite_records, signal(suppressed=True), replace(signal("lift-2"), change=Change.RECORDED))
    happen(sqlite_records, replace(signal("lift-3"), late=True))
    assert runs(sqlite_records) == []


def test_a_hidden_alarm_that_is_shown_starts_it(sqlite_records: Records) -> None:
    approve(sqlite_records, RESCUE)
    raised = signal(suppressed=True)
    shown = replace(raised, change=Change.UNSUPPRESSED, suppressed=False, known_at=NIGHT + MINUTE, occurred_at=NIGHT + MINUTE)
    happen(sqlite_records, raised)
    assert runs(sqlite_records) == []
    happen(sqlite_records, shown)
    assert only_run(sqlite_records).state is RUNNING


def test_a_shelf_that_ends_after_the_plan_was_stood_down_starts_nothing_anew(sqlite_records: Records) -> None:
    approve(sqlite_records, RESCUE)
    happen(sqlite_records, signal())
    stand_down(sqlite_records, only_run(sqlite_records))
    with sqlite_records.transaction() as tx:
        (alarm,) = tx.alarms.list(AlarmFilter()).items
        shelve(tx, alarm.id, by="captain", at=NIGHT + MINUTE, until=NIGHT + 60 * MINUTE, reason="备件未到")
    with sqlite_records.transaction() as tx:
        unshelve(tx, alarm.id, site=SITE, by="captain", at=NIGHT + 2 * MINUTE)
    assert len(runs(sqlite_records)) == 1


def test_a_first_smoke_signal_proposes_and_silence_starts_it(records: Records) -> None:
    approve(records, BURN)
    happen(records, smoke())
    assert only_run(records).state is PROPOSED
    fire_verification.sweep(records, SITES, NIGHT + 179 * SECOND)
    assert only_run(records).state is PROPOSED
    fire_verification.sweep(records, SITES, NIGHT + 180 * SECOND)
    run = only_run(records)
    assert (run.state, run.started_by, run.started_at) == (RUNNING, "system", NIGHT + 180 * SECOND)


def test_a_second_detector_starts_it_at_once(records: Records) -> None:
    approve(records, BURN)
    happen(records, smoke(), smoke("smoke-2", NIGHT + 10 * SECOND))
    run = only_run(records)
    assert (run.state, len(run.alarm_ids), run.started_at) == (RUNNING, 2, NIGHT + 10 * SECOND)


def test_a_person_on_the_spot_starts_it(sqlite_records: Records) -> None:
    approve(sqlite_records, BURN)
    happen(sqlite_records, smoke())
    with sqlite_records.transaction() as tx:
        (alarm,) = tx.alarms.list(AlarmFilter()).items
        fire_verification.confirm(tx, alarm.id, site=SITE, by="guard", at=NIGHT + MINUTE)
    assert only_run(sqlite_records).state is RUNNING


def test_what_signals_no_first_smoke_starts_at_once(sqlite_records: Records) -> None:
    approve(sqlite_records, BURN)
    happen(sqlite_records, smoke(verify=False, confirms=True))
    assert only_run(sqlite_records).state is RUNNING


def test_a_proposal_ends_by_itself_a_while_after_its_alarms(records: Records) -> None:
    approve(records, RESCUE)
    first, second = signal(severity=Severity.HIGH), signal("lift-2", severity=Severity.HIGH)
    happen(records, first, second, over(first, NIGHT + MINUTE))
    assert only_run(records).until is None
    happen(records, over(second, NIGHT + 2 * MINUTE))
    assert only_run(records).until == NIGHT + 12 * MINUTE
    assert sweeping.sweep(records, SITES, NIGHT + 12 * MINUTE - SECOND) == 0
    assert [sweeping.sweep(records, SITES, NIGHT + 12 * MINUTE) for _ in range(2)] == [1, 0]
    run = only_run(records)
    assert (run.state, run.ended_by, run.ended_at) == (RunState.DECLINED, "system", NIGHT + 12 * MINUTE)
    assert events(records, run)[-1] is _E.DECLINED


def test_an_alarm_that_comes_back_keeps_the_proposal(sqlite_records: Records) -> None:
    approve(sqlite_records, RESCUE)
    first = signal(severity=Severity.HIGH)
    happen(sqlite_records, first, over(first, NIGHT + MINUTE), signal(at=NIGHT + 2 * MINUTE, severity=Severity.HIGH, episode="2"))
    run = only_run(sqlite_records)
    assert (run.state, run.until) == (PROPOSED, None)
    assert sweeping.sweep(sqlite_records, SITES, NIGHT + timedelta(hours=9)) == 0


def test_what_somebody_declined_is_not_proposed_for_the_same_alarm_again_but_starts_if_it_is_a_fire(records: Records) -> None:
    approve(records, BURN)
    first = smoke()
    happen(records, first)
    assert decline(records, only_run(records)).outcome == "电话确认无人被困"
    happen(records, over(first, NIGHT + 70 * SECOND), smoke(at=NIGHT + 80 * SECOND, episode="2"))
    assert [run.state for run in runs(records)] == [RunState.DECLINED]
    with records.transaction() as tx:
        (alarm,) = tx.alarms.list(AlarmFilter()).items
        fire_verification.confirm(tx, alarm.id, site=SITE, by="guard", at=NIGHT + 2 * MINUTE)
    assert sorted(run.state for run in runs(records)) == [RunState.DECLINED, RUNNING]


def test_an_alarm_that_comes_back_after_the_stand_down_starts_anew(records: Records) -> None:
    approve(records, RESCUE)
    first = signal()
    happen(records, first)
    stand_down(records, only_run(records))
    happen(records, over(first, NIGHT + 70 * SECOND), signal(at=NIGHT + 80 * SECOND, episode="2"))
    old, new = runs(records)
    assert (old.state, new.state, old.alarm_ids) == (RunState.STOOD_DOWN, RUNNING, new.alarm_ids)


def test_declining_needs_a_reason_and_only_stops_what_is_proposed(sqlite_records: Records) -> None:
    approve(sqlite_records, RESCUE)
    happen(sqlite_records, signal(severity=Severity.HIGH))
    run = only_run(sqlite_records)
    with pytest.raises(Refusal):
        decline(sqlite_records, run, " ")
    decline(sqlite_records, run)
    with pytest.raises(IllegalStep):
        decline(sqlite_records, run)


def test_a_person_starts_what_is_proposed(records: Records) -> None:
    approve(records, RESCUE)
    happen(records, signal(severity=Severity.HIGH))
    run = only_run(records)
    with pytest.raises(Conflict), records.transaction() as tx:
        beginning.start_proposed(tx, run.id, site=SITE, by="captain", at=NIGHT, version=run.version + 1)
    with records.transaction() as tx:
        begun = beginning.start_proposed(tx, run.id, site=SITE, by="captain", at=NIGHT + MINUTE, version=run.version)
    assert (begun.state, begun.started_by, begun.step("answer").due_at) == (RUNNING, "captain", NIGHT + 2 * MINUTE)
    with pytest.raises(KeyError), records.transaction() as tx:
        beginning.start_proposed(tx, "nothing", site=SITE, by="captain", at=NIGHT)


def test_by_hand_it_runs_at_once_and_only_once_at_a_place(records: Records) -> None:
    run = started(records)
    assert (run.state, run.started_by, run.place, run.alarm_ids, run.plan_version) == (RUNNING, "captain", "t1", (), 7)
    assert log(records, run)[0].note == "住户来电 / A resident rang"
    with pytest.raises(Refusal, match=run.number):
        started(records)
    assert started(records, space="t2").place == "t2"
    assert started(records, realm="drill-1").realm == "drill-1"


def test_by_hand_what_is_proposed_there_is_started(sqlite_records: Records) -> None:
    approve(sqlite_records, RESCUE)
    happen(sqlite_records, signal(severity=Severity.HIGH))
    run = started(sqlite_records, at=NIGHT + MINUTE)
    assert (run.id, run.state, run.started_by) == (only_run(sqlite_records).id, RUNNING, "captain")


def test_a_preparation_has_its_own_steps_and_stands_beside_the_response(records: Records) -> None:
    before = started(records, stage=Stage.PREPARATION, warning_id="w1")
    assert (before.stage, [step.key for step in before.steps], before.warning_id, before.whistle_id) == (Stage.PREPARATION, ["park"], "w1", None)
    assert started(records).stage is Stage.RESPONSE


@pytest.mark.parametrize(
    "wrong",
    [
        {"plan_key": "nothing"},
        {"reason": Text(" ", " ")},
        {"asset": "nothing"},
        {"space": "nowhere"},
        {"plan_key": "power-cut", "stage": Stage.PREPARATION},
    ],
)
def test_what_makes_no_sense_is_refused(sqlite_records: Records, wrong: dict[str, Any]) -> None:
    approve(sqlite_records, POWER)
    with pytest.raises(Refusal):
        started(sqlite_records, **wrong)
    assert runs(sqlite_records) == []


def test_in_the_realm_of_a_drill_everything_is_the_drills(records: Records) -> None:
    approve(records, RESCUE)
    happen(records, signal(realm="drill-1"))
    run = only_run(records)
    assert (run.realm, run.state) == ("drill-1", RUNNING)
    assert runs(records, "live") == []
    assert {message.realm for message in told(records)} == {"drill-1"}
    with records.reading() as tx:
        whistle = tx.whistles.get(run.whistle_id or "")
        order = tx.orders.get(run.order_id or "")
        assert whistle is not None
        assert order is not None
        assert (whistle.realm, order.realm, whistle.order_id) == ("drill-1", "drill-1", order.id)
        said = [each.event.realm for each in tx.events.after(0)]
    assert set(said) == {"drill-1"}
    happen(records, signal())
    assert [each.number for each in runs(records, "live")] == ["Y-20260302-001"]
