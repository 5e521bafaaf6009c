"""A drill's score: each step, each department, each person, and a total that anybody can add up again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.drill import DrillState
from domain.people import Department
from domain.plan import Milestone
from domain.plan_run import RunEntry, RunEvent, StepRun, StepState
from domain.severity import Severity
from domain.whistle import Call, Whistle, WhistleState
from operations.drills.score import FULL, POINTS, Score, StepOutcome
from operations.drills.scoring import Evidence, score
from tests.operations.drills.drill_samples import DRILL, PLAN, at, call_out, done, opened, run, told

LATER = DRILL.ended_at or DRILL.begins_at

IN_TIME = (done("look", 200, opened=10, within=300), done("pump", 250, opened=10, by="telemetry"), done("report", 280, opened=250, within=60))


def outcomes(scored: Score) -> dict[str, StepOutcome]:
    return {step.key: step.outcome for step in scored.steps}


def checked_in(seconds: float | None) -> Whistle:
    call = Call(Department.ENGINEERING, at(10), at(310), None if seconds is None else at(seconds), None if seconds is None else "fitter")
    return Whistle("w1", "S-1", DRILL.site, WhistleState.OPEN, Severity.HIGH, "水浸", "system", at(10), "o1", (call,))


# --- Steps ----------------------------------------------------------------------------------------------------------


def test_a_plan_that_was_done_in_time_gets_everything() -> None:
    scored = score(DRILL, Evidence(PLAN, run(*IN_TIME), whistle=checked_in(120)), LATER)
    assert outcomes(scored) == {
        "look": StepOutcome.KEPT,
        "pump": StepOutcome.NO_LIMIT,
        "level": StepOutcome.UNCOUNTED,
        "report": StepOutcome.KEPT,
        "photo": StepOutcome.UNCOUNTED,
    }
    assert (scored.points, scored.possible, scored.percent) == (8, 8, 100)


def test_a_step_that_was_done_late_says_by_how_much_and_gets_half() -> None:
    scored = score(DRILL, Evidence(PLAN, run(done("look", 355, opened=10, within=300), *IN_TIME[1:])), LATER)
    look = scored.steps[0]
    assert (look.outcome, look.late_s, look.by) == (StepOutcome.LATE, 45.0, "guard")
    assert POINTS[StepOutcome.LATE] == FULL / 2


def test_exactly_at_its_limit_is_in_time() -> None:
    scored = score(DRILL, Evidence(PLAN, run(done("look", 310, opened=10, within=300))), LATER)
    assert scored.steps[0].outcome is StepOutcome.KEPT


def test_a_step_that_was_done_before_its_phase_opened_is_in_time() -> None:
    assert outcomes(score(DRILL, Evidence(PLAN, run(done("report", 20))), LATER))["report"] is StepOutcome.KEPT


def test_a_step_that_was_left_out_gets_nothing_and_counts() -> None:
    skipped = StepRun("look", StepState.SKIPPED, at(10), at(310), at(100), "manager", note="水已退")
    scored = score(DRILL, Evidence(PLAN, run(skipped, *IN_TIME[1:]), whistle=checked_in(120)), LATER)
    assert (scored.steps[0].outcome, scored.steps[0].late_s, scored.steps[0].note) == (StepOutcome.LEFT_OUT, None, "水已退")
    assert (scored.points, scored.possible, scored.percent) == (6, 8, 75)


def test_a_drill_that_was_carried_out_owes_every_required_step() -> None:
    scored = score(DRILL, Evidence(PLAN, run(IN_TIME[0])), LATER)
    assert outcomes(scored)["pump"] is outcomes(scored)["report"] is StepOutcome.NOT_DONE


@pytest.mark.parametrize("state", [DrillState.STOPPED, DrillState.INTERRUPTED])
def test_of_a_drill_that_was_broken_off_only_what_was_due_counts(state: DrillState) -> None:
    broken = replace(DRILL, state=state, ended_at=at(330))
    steps = (opened("look", 10, 300), opened("pump", 10))
    scored = score(broken, Evidence(PLAN, run(*steps, ended=330.0)), LATER)
    assert outcomes(scored) == {
        "look": StepOutcome.NOT_DONE,
        "pump": StepOutcome.PENDING,
        "level": StepOutcome.UNCOUNTED,
        "report": StepOutcome.PENDING,
        "photo": StepOutcome.UNCOUNTED,
    }
    assert scored.steps[0].late_s == 20.0


def test_while_it_runs_nothing_counts_before_its_limit() -> None:
    under_way = replace(DRILL, state=DrillState.RUNNING, ended_at=None)
    early = score(under_way, Evidence(PLAN, run(opened("look", 10, 300), ended=None)), at(60))
    late = score(under_way, Evidence(PLAN, run(opened("look", 10, 300), ended=None)), at(311))
    assert (early.steps[0].outcome, early.percent, early.final) == (StepOutcome.PENDING, None, False)
    assert (late.steps[0].outcome, late.percent) == (StepOutcome.NOT_DONE, 0)


def test_a_plan_that_was_never_started_gets_nothing() -> None:
    scored = score(DRILL, Evidence(PLAN), LATER)
    assert outcomes(scored)["look"] is StepOutcome.NOT_DONE
    assert (scored.percent, scored.plan_after_s) == (0, None)


# --- Departments ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "outcome", "late_s"), [(310, StepOutcome.KEPT, None), (311, StepOutcome.LATE, 1.0), (None, StepOutcome.NOT_DONE, 890.0)])
def test_each_department_is_judged_by_its_check_in(seconds: float | None, outcome: StepOutcome, late_s: float | None) -> None:
    (muster,) = score(DRILL, Evidence(PLAN, run(*IN_TIME), whistle=checked_in(seconds)), LATER).musters
    assert (muster.department, muster.outcome, muster.late_s) == (Department.ENGINEERING, outcome, late_s)


def test_without_a_whistle_the_log_says_who_came() -> None:
    line = RunEntry("run-1", at(200), at(190), RunEvent.CHECKED_IN, "fitter", data={"department": "engineering"})
    (muster,) = score(DRILL, Evidence(PLAN, run(*IN_TIME), log=[line]), LATER).musters
    assert (muster.outcome, muster.checked_in_at, muster.by) == (StepOutcome.KEPT, at(190), "fitter")


# --- People ---------------------------------------------------------------------------------------------------------


def test_a_reaction_is_the_first_thing_that_somebody_did_after_being_told() -> None:
    line = RunEntry("run-1", at(90), at(85), RunEvent.DONE, "guard", "look")
    sent = {"c1": [told("guard", 12, received=14, opened_after=100), told(None, 12)]}
    (reaction,) = score(DRILL, Evidence(PLAN, run(*IN_TIME), [line], call_outs=[call_out()], deliveries=sent), LATER).reactions
    assert (reaction.person, reaction.told_at, reaction.received_at, reaction.seconds) == ("guard", at(12), at(14), 73.0)
    assert (reaction.asked, reaction.outcome) == (True, StepOutcome.KEPT)


@pytest.mark.parametrize(("opened_after", "outcome"), [(132, StepOutcome.KEPT), (133, StepOutcome.LATE), (None, StepOutcome.NOT_DONE)])
def test_two_minutes_are_given_to_react(opened_after: float | None, outcome: StepOutcome) -> None:
    sent = {"c1": [told("guard", 12, opened_after=opened_after)]}
    (reaction,) = score(DRILL, Evidence(PLAN, run(*IN_TIME), call_outs=[call_out()], deliveries=sent), LATER).reactions
    assert reaction.outcome is outcome


def test_whom_another_spared_the_answer_is_not_counted() -> None:
    sent = {"c1": [told("guard", 12), told("captain", 12)]}
    call = call_out(answered_by="captain", answered=40)
    reactions = score(DRILL, Evidence(PLAN, run(*IN_TIME), call_outs=[call], deliveries=sent), LATER).reactions
    assert {each.person: each.outcome for each in reactions} == {"captain": StepOutcome.KEPT, "guard": StepOutcome.UNCOUNTED}


def test_whom_nobody_asked_owes_no_answer() -> None:
    (reaction,) = score(DRILL, Evidence(PLAN, run(*IN_TIME), call_outs=[call_out(asks=False)], deliveries={"c1": [told("guard", 12)]}), LATER).reactions
    assert reaction.outcome is StepOutcome.UNCOUNTED


def test_what_comes_after_the_end_is_no_reaction() -> None:
    sent = {"c1": [told("guard", 1190, opened_after=1300)]}
    (reaction,) = score(DRILL, Evidence(PLAN, run(*IN_TIME), call_outs=[call_out()], deliveries=sent), LATER + timedelta(hours=1)).reactions
    assert (reaction.reacted_at, reaction.outcome) == (None, StepOutcome.PENDING)


# --- Moments and the total ------------------------------------------------------------------------------------------


def test_moments_count_from_the_beginning_of_the_drill() -> None:
    scored = score(DRILL, Evidence(PLAN, run(*IN_TIME), first_alarm_at=at(4)), LATER)
    assert [(each.milestone, each.after_s) for each in scored.moments] == [(Milestone.ARRIVAL, 200.0)]
    assert (scored.alarm_after_s, scored.plan_after_s, scored.lasted_s) == (4.0, 10.0, 590.0)


def test_anybody_can_add_up_the_total() -> None:
    sent = {"c1": [told("guard", 12, opened_after=200)]}
    scored = score(DRILL, Evidence(PLAN, run(*IN_TIME), whistle=checked_in(400), call_outs=[call_out()], deliveries=sent), LATER)
    counted = [POINTS[outcome] for outcome in scored.outcomes]
    mine = [points for points in counted if points is not None]
    assert mine == [2, 2, 2, 1, 1]
    assert (scored.points, scored.possible, scored.percent) == (sum(mine), 2 * len(mine), 80)


def test_the_same_record_gives_the_same_score_whenever_it_is_asked() -> None:
    evidence = Evidence(PLAN, run(*IN_TIME), whistle=checked_in(None), call_outs=[call_out()], deliveries={"c1": [told("guard", 12)]})
    assert score(DRILL, evidence, LATER) == score(DRILL, evidence, LATER + timedelta(days=400))
