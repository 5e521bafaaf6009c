"""Reviews in the records: kept whole, one of a run, pages by filter, forgotten with their runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.people import Department
from domain.plan import PlanKind
from domain.plan_review import Finding, Improvement, KeyMoment, LimitLine, LimitOf, MomentKind, PlanReview, ReviewFilter, ReviewState
from domain.plan_run import RunState
from domain.records import Conflict, Records
from domain.retention import DataKind
from domain.severity import Severity
from domain.text import Text
from tests.operations.plans.review.past import a_run, after, drafted
from tests.operations.scenes import T0
from tests.storage.database.samples import HOUR, NOON

LIMIT = LimitLine(
    LimitOf.STEP,
    "talk",
    "control_room",
    Text("五方对讲", "Talk"),
    NOON,
    NOON + timedelta(seconds=60),
    NOON + timedelta(microseconds=42_000_001),
    "duty",
    True,
    -17.9,
)
TASK = Improvement("t-1", "更换电池", Department.ENGINEERING, "fitter", NOON + 99 * HOUR, "o-1", "manager", NOON + HOUR)


def a_review(key: str = "r-1", **changes: Any) -> PlanReview:  # noqa: ANN401  fields of any type
    plain = PlanReview(
        id=key,
        run_id=f"run-{key}",
        number=f"Y-{key}",
        site="riverside",
        realm="live",
        plan_key="lift-entrapment",
        kind=PlanKind.LIFT_ENTRAPMENT,
        title=Text("电梯困人应急预案", "Lift entrapment plan"),
        severity=Severity.CRITICAL,
        ending=RunState.STOOD_DOWN,
        state=ReviewState.DRAFT,
        begun_at=NOON,
        ended_at=NOON + HOUR,
        made_at=NOON + HOUR,
        moments=(KeyMoment(MomentKind.BEGUN, NOON, 0.0), KeyMoment(MomentKind.CONTACT, None), KeyMoment(MomentKind.ARRIVAL, NOON + HOUR, 3600.0, "go")),
        limits=(LIMIT, replace(LIMIT, of=LimitOf.CHECK_IN, key="security", who="security", settled_at=None, by=None, kept=None, over_s=None)),
    )
    return replace(plain, **changes)


def put(records: Records, *reviews: PlanReview) -> None:
    with records.transaction() as tx:
        for review in reviews:
            tx.plan_reviews.add(review)


def ids(records: Records, where: ReviewFilter) -> list[str]:
    with records.reading() as tx:
        return [review.id for review in tx.plan_reviews.list(where).items]


def test_it_comes_back_as_it_was_put_times_to_the_microsecond(records: Records) -> None:
    review = a_review(
        findings=(Finding("对讲没电\n再查", "manager", NOON + timedelta(microseconds=1)),), tasks=(TASK, replace(TASK, id="t-2", order_id="o-2", person=None))
    )
    put(records, review)
    with records.reading() as tx:
        assert tx.plan_reviews.get("r-1") == review
        assert tx.plan_reviews.of_run("run-r-1") == review
        assert tx.plan_reviews.of_order("o-2") == review
        assert (tx.plan_reviews.get("none"), tx.plan_reviews.of_run("none"), tx.plan_reviews.of_order("none")) == (None, None, None)


def test_a_run_has_one_review(records: Records) -> None:
    put(records, a_review())
    with pytest.raises(Conflict):
        put(records, a_review("r-2", run_id="run-r-1"))
    assert ids(records, ReviewFilter()) == ["r-1"]


def test_of_two_who_change_it_at_once_one_is_told(records: Records) -> None:
    put(records, a_review())
    with records.transaction() as tx:
        saved = tx.plan_reviews.save(a_review(state=ReviewState.CLOSED, summary="好", closed_by="manager", closed_at=NOON + 2 * HOUR, tasks=(TASK,)))
    assert saved.version == 2
    with pytest.raises(Conflict), records.transaction() as tx:
        tx.plan_reviews.save(a_review(summary="别的"))
    with records.reading() as tx:
        assert tx.plan_reviews.get("r-1") == saved


def test_lists_filter_and_the_last_to_end_comes_first(records: Records) -> None:
    put(
        records,
        a_review("a"),
        a_review("b", ended_at=NOON + 2 * HOUR, state=ReviewState.CLOSED),
        a_review("c", ended_at=NOON + 3 * HOUR, kind=PlanKind.FIRE, plan_key="fire"),
        a_review("d", ended_at=NOON + 4 * HOUR, site="hillside"),
        a_review("e", ended_at=NOON + 5 * HOUR, realm="drill-1"),
    )
    assert ids(records, ReviewFilter()) == ["d", "c", "b", "a"]
    assert ids(records, ReviewFilter(sites=("riverside",))) == ["c", "b", "a"]
    assert ids(records, ReviewFilter(state=ReviewState.CLOSED)) == ["b"]
    assert ids(records, ReviewFilter(kind=PlanKind.FIRE)) == ["c"]
    assert ids(records, ReviewFilter(plan_key="lift-entrapment", sites=("riverside",))) == ["b", "a"]
    assert ids(records, ReviewFilter(since=NOON + 2 * HOUR, until=NOON + 4 * HOUR)) == ["c", "b"]
    assert ids(records, ReviewFilter(realm="drill-1")) == ["e"]
    assert ids(records, ReviewFilter(realm="*")) == ["e", "d", "c", "b", "a"]


def test_pages_follow_each_other_without_a_gap(records: Records) -> None:
    put(records, *(a_review(f"r-{number}", ended_at=NOON + number * HOUR) for number in range(5)))
    with records.reading() as tx:
        first = tx.plan_reviews.list(ReviewFilter(), limit=2)
        second = tx.plan_reviews.list(ReviewFilter(), limit=2, cursor=first.next_cursor)
        third = tx.plan_reviews.list(ReviewFilter(), limit=2, cursor=second.next_cursor)
        with pytest.raises(ValueError, match="cursor"):
            tx.plan_reviews.list(ReviewFilter(), cursor="not ours")
    assert [review.id for page in (first, second, third) for review in page.items] == [f"r-{number}" for number in (4, 3, 2, 1, 0)]
    assert third.next_cursor is None


def test_earlier_ones_are_of_the_same_plan_site_and_realm(records: Records) -> None:
    mine = a_review("mine", ended_at=NOON + 9 * HOUR)
    put(
        records,
        mine,
        a_review("before"),
        a_review("later", ended_at=NOON + 10 * HOUR),
        a_review("other", plan_key="fire"),
        a_review("drill", realm="drill-1"),
        a_review("elsewhere", site="hillside"),
    )
    with records.reading() as tx:
        assert [review.id for review in tx.plan_reviews.earlier(mine)] == ["before"]


def test_a_review_is_forgotten_with_its_run_and_not_before(records: Records) -> None:
    old = drafted(records, a_run(ended_at=after(1800)))
    young = drafted(records, a_run(number="Y-20260131-002", ended_at=after(200_000)))
    with records.transaction() as tx:
        tx.plan_reviews.save(replace(old, tasks=(TASK,)))
    with records.transaction() as tx:
        assert tx.housekeeping.forget_before(DataKind.PLAN_RUNS, T0 + timedelta(hours=1)) == 1
    with records.reading() as tx:
        assert tx.plan_reviews.get(old.id) is None
        assert tx.plan_reviews.of_order("o-1") is None
        assert tx.plan_reviews.get(young.id) == young
