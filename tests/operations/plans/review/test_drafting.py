"""The draft of a review: the moments that matter, how long each took, and what became of each limit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.alarm import IllegalStep
from domain.event_log import EventType
from domain.plan_review import KeyMoment, LimitOf, MomentKind, ReviewFilter, ReviewState
from domain.plan_run import PlanRun, RunState, StepRun, StepState
from domain.records import Conflict, Records
from domain.whistle import WhistleStep
from operations.plans.review import record
from operations.plans.review.drafting import draft
from tests.operations.plans.review.past import STEPS, a_run, after, drafted, put_run, put_whistle
from tests.operations.scenes import SITE, T0

M = MomentKind


def test_the_moments_come_from_the_steps_with_how_long_each_took(records: Records) -> None:
    review = drafted(records)
    assert review.moments == (
        KeyMoment(M.BEGUN, T0, 0.0),
        KeyMoment(M.STARTED, T0, 0.0),
        KeyMoment(M.CONTACT, after(42), 42.0, "talk"),
        KeyMoment(M.OUTSIDE_CALLED, after(250), 250.0, "maintainer"),
        KeyMoment(M.ARRIVAL, after(200), 200.0, "go"),
        KeyMoment(M.CONTAINED, after(1500), 1500.0, "release"),
        KeyMoment(M.ENDED, after(1800), 1800.0),
    )
    assert (review.state, review.number, review.ending, review.realm) == (ReviewState.DRAFT, "Y-20260131-001", RunState.STOOD_DOWN, "live")


def test_each_limit_is_kept_or_missed_and_by_how_much(records: Records) -> None:
    review = drafted(records)
    assert [(line.key, line.who, line.kept, line.over_s) for line in review.limits] == [
        ("talk", "control_room", True, -18.0),
        ("maintainer", "control_room", False, 70.0),
        ("go", "nearest_guard", True, -100.0),
        ("broadcast", "service_centre", None, None),
        ("release", "maintainer", True, -550.0),
    ]
    assert (review.kept, review.missed) == (3, 1)


def test_what_was_never_done_is_missed_once_its_limit_passed_before_the_end_and_open_otherwise(records: Records) -> None:
    undone = (
        replace(STEPS[0], state=StepState.OPEN, settled_at=None, by=None),
        StepRun("release", StepState.OPEN, after(250), after(2050)),
        StepRun("broadcast", StepState.WAITING),
    )
    review = drafted(records, a_run(steps=undone))
    assert [(line.key, line.kept, line.over_s) for line in review.limits] == [("talk", False, 1740.0), ("release", None, None)]
    assert review.moment(M.CONTACT) == KeyMoment(M.CONTACT, None)
    assert review.moment(M.HELP_ARRIVED) is None


def test_departments_that_had_to_check_in_have_a_limit_too_and_are_the_arrival_where_no_step_is(records: Records) -> None:
    run = a_run(steps=tuple(step for step in STEPS if step.key != "go"))
    with records.transaction() as tx:
        whistle = put_whistle(tx, run)
    review = drafted(records, replace(run, whistle_id=whistle.id))
    came = [(line.of, line.who, line.kept, line.over_s, line.by) for line in review.limits if line.of is LimitOf.CHECK_IN]
    assert came == [(LimitOf.CHECK_IN, "engineering", True, -150.0, "fitter")]
    assert review.moment(M.ARRIVAL) == KeyMoment(M.ARRIVAL, after(150), 150.0)


def test_a_department_that_never_came_missed_its_limit(records: Records) -> None:
    run = a_run()
    with records.transaction() as tx:
        whistle = put_whistle(tx, run, came_after=None)
        assert WhistleStep.CHECKED_IN not in [entry.step for entry in tx.whistles.timeline(whistle.id)]
    review = drafted(records, replace(run, whistle_id=whistle.id))
    assert [(line.kept, line.over_s) for line in review.limits if line.of is LimitOf.CHECK_IN] == [(False, 1500.0)]


def test_a_false_alarm_is_reviewed_even_if_its_plan_was_only_proposed(records: Records) -> None:
    review = drafted(records, a_run(state=RunState.FALSE_ALARM, started_at=None, started_by=None, steps=(StepRun("talk"),), ended_at=after(90)))
    assert (review.ending, review.limits) == (RunState.FALSE_ALARM, ())
    assert [(moment.kind, moment.after_s) for moment in review.moments if moment.at is not None] == [(M.BEGUN, 0.0), (M.ENDED, 90.0)]


def test_drafting_again_gives_the_one_that_is_there_and_a_second_one_is_refused(records: Records) -> None:
    review = drafted(records)
    with records.transaction() as tx:
        run = tx.plan_runs.get(review.run_id)
        assert isinstance(run, PlanRun)
        assert draft(tx, run, SITE, after(5000)) == review
    with pytest.raises(Conflict), records.transaction() as tx:
        record.add(tx, replace(review, id="another"), at=T0, actor="system")


@pytest.mark.parametrize("state", [RunState.RUNNING, RunState.DECLINED, RunState.INTERRUPTED])
def test_what_did_not_end_by_standing_down_has_no_review(records: Records, state: RunState) -> None:
    run = put_run(records, a_run(state=state))
    with records.transaction() as tx:
        with pytest.raises(IllegalStep):
            draft(tx, run, SITE, after(1800))
        assert tx.plan_reviews.of_run(run.id) is None


def test_a_drills_review_stays_in_its_realm(records: Records) -> None:
    review = drafted(records, a_run(realm="drill-1"))
    with records.reading() as tx:
        assert tx.plan_reviews.list(ReviewFilter()).items == ()
        assert [each.id for each in tx.plan_reviews.list(ReviewFilter(realm="drill-1")).items] == [review.id]
        assert [(each.event.realm, each.event.type, each.event.transition) for each in tx.events.after(0, limit=100)] == [
            ("drill-1", EventType.SYSTEM, "plan-review")
        ]
