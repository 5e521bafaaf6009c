"""The review is drafted by the very transaction that ends a run: with it, or not at all."""

from __future__ import annotations

import pytest

from domain.plan_review import MomentKind, PlanReview, ReviewFilter
from domain.plan_run import PlanRun, RunState
from domain.records import Records
from domain.severity import Severity
from domain.text import Text
from operations.plans import beginning, ending, steps
from operations.plans.beginning import NewRun
from operations.plans.review.limits import of_whom
from operations.plans.review.whole import whole_of
from tests.operations.plans.review.past import after
from tests.operations.scenes import SECURITY, SITE, T0

ASKED = NewRun("lift-entrapment", Text("乘客来电", "A passenger rang"), Severity.CRITICAL, asset="lift-1")


def started(records: Records, realm: str = "live") -> PlanRun:
    asked = NewRun(ASKED.plan_key, ASKED.reason, ASKED.severity, asset="lift-1", realm=realm)
    with records.transaction() as tx:
        return beginning.start(tx, asked, site=SITE, by="manager", at=T0)


def reviews(records: Records, realm: str = "live") -> list[PlanReview]:
    with records.reading() as tx:
        return list(tx.plan_reviews.list(ReviewFilter(realm=realm)).items)


def test_standing_down_drafts_the_review_of_what_was_done(records: Records) -> None:
    run = started(records)
    with records.transaction() as tx:
        steps.done(tx, run.id, "answer-car", site=SITE, by="duty", at=after(20))
        steps.check_in(tx, run.id, SECURITY, by="guard", at=after(100))
        steps.message(tx, run.id, "轿厢在 7 层", by="guard", at=after(110))
    assert reviews(records) == []
    with records.transaction() as tx:
        ending.stand_down(tx, run.id, site=SITE, by="manager", at=after(1800), outcome="乘客已出")
    (review,) = reviews(records)
    contact, ended = review.moment(MomentKind.CONTACT), review.moment(MomentKind.ENDED)
    assert contact is not None
    assert (contact.step, contact.after_s) == ("answer-car", 20.0)
    assert ended is not None
    assert ended.after_s == 1800.0
    assert [line.kept for line in of_whom(review.limits, SECURITY.value)] == [True]
    assert review.missed > 0
    with records.reading() as tx:
        said = [line.text.zh for line in whole_of(tx, review, now=after(1900)).lines if line.what == "check-in"]
    assert said == ["报到：秩序维护部"], "the log of the run and that of its whistle say it once"


def test_a_false_alarm_said_of_a_proposal_is_reviewed_and_one_turned_down_is_not(records: Records) -> None:
    run = started(records)
    with records.transaction() as tx:
        ending.false_alarm(tx, run.id, site=SITE, by="manager", at=after(60), cause="误按")
    assert [(review.run_id, review.ending) for review in reviews(records)] == [(run.id, RunState.FALSE_ALARM)]


def test_a_drill_that_is_stood_down_is_reviewed_in_its_realm_and_one_broken_off_is_not(records: Records) -> None:
    run = started(records, "drill-1")
    with records.transaction() as tx:
        ending.stand_down(tx, run.id, site=SITE, by="manager", at=after(600), outcome="演练结束")
    broken = started(records, "drill-2")
    with records.transaction() as tx:
        ending.interrupt(tx, broken.id, site=SITE, by="manager", at=after(900), reason="真实告警")
    assert [review.run_id for review in reviews(records, "*")] == [run.id]
    assert [review.realm for review in reviews(records, "*")] == ["drill-1"]


def test_an_end_that_is_not_committed_leaves_no_review(records: Records) -> None:
    run = started(records)

    def ends_and_fails() -> None:
        with records.transaction() as tx:
            ending.stand_down(tx, run.id, site=SITE, by="manager", at=after(600), outcome="好")
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        ends_and_fails()
    assert reviews(records) == []
    with records.reading() as tx:
        now = tx.plan_runs.get(run.id)
    assert now is not None
    assert now.state is RunState.RUNNING


def test_a_run_started_by_hand_has_its_log_its_whistle_and_its_order_in_the_time_line(records: Records) -> None:
    run = started(records)
    with records.transaction() as tx:
        ending.stand_down(tx, run.id, site=SITE, by="manager", at=after(600), outcome="好")
    (review,) = reviews(records)
    with records.reading() as tx:
        sources = {line.source.value for line in whole_of(tx, review, now=after(700)).lines}
    assert sources == {"run", "whistle", "order"}
