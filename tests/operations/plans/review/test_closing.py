"""Findings and improvements: each improvement is a real work order with an owner and a date, seen from both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.alarm import IllegalStep
from domain.people import Department
from domain.plan_review import Finding, PlanReview, ReviewState
from domain.problem import Refusal
from domain.records import Conflict, Records
from domain.work_order import OrderEvent, OrderKind, OrderState
from operations.plans.review import closing
from operations.plans.review.closing import NewTask
from operations.plans.review.whole import OrderStands, whole_of
from tests.operations.plans.review.past import a_run, after, drafted
from tests.operations.scenes import FITTER, SITE, STRANGER, hire, only_order, orders, timeline, told, work

NEXT_DAY = after(86_400)
IN_A_WEEK = after(7 * 86_400)
BATTERY = NewTask("更换对讲主机电池", Department.ENGINEERING, IN_A_WEEK, "fitter", "lift-1")


def give(records: Records, review: PlanReview, task: NewTask = BATTERY, *, version: int | None = None) -> PlanReview:
    with records.transaction() as tx:
        return closing.give_task(tx, review.id, task, site=SITE, by="manager", at=NEXT_DAY, version=version)


def close(records: Records, review: PlanReview, summary: str = "对讲需双电源", *, version: int | None = None) -> PlanReview:
    with records.transaction() as tx:
        return closing.close(tx, review.id, summary, by="manager", at=NEXT_DAY, version=version)


def stands(records: Records, review: PlanReview, *, days: int = 1) -> OrderStands:
    with records.reading() as tx:
        now = tx.plan_reviews.get(review.id)
        assert now is not None
        (found,) = whole_of(tx, now, now=after(days * 86_400)).orders.values()
    return found


def test_findings_stay_in_the_order_in_which_they_were_written(records: Records) -> None:
    review = drafted(records)
    for text in (" 对讲主机没电 ", "维保电话占线"):
        with records.transaction() as tx:
            review = closing.find(tx, review.id, text, by="manager", at=NEXT_DAY)
    assert review.findings == (Finding("对讲主机没电", "manager", NEXT_DAY), Finding("维保电话占线", "manager", NEXT_DAY))
    with records.reading() as tx:
        assert tx.plan_reviews.get(review.id) == review
    assert review.version == 3


def test_an_improvement_is_a_dispatched_order_of_its_owner_due_on_its_date(records: Records) -> None:
    hire(records, FITTER)
    review = give(records, drafted(records))
    order = only_order(records)
    assert (order.state, order.kind, order.department, order.assignee) == (OrderState.DISPATCHED, OrderKind.MAINTENANCE, Department.ENGINEERING, "fitter")
    assert (order.title.zh, order.asset, order.due.resolve_by, order.realm) == ("更换对讲主机电池", "lift-1", IN_A_WEEK, "live")
    (task,) = review.tasks
    assert (task.order_id, task.person, task.until, task.given_by) == (order.id, "fitter", IN_A_WEEK, "manager")
    assert any(one.work_order_id == order.id and one.persons == ("fitter",) for one in told(records))


def test_it_is_seen_from_both_sides(records: Records) -> None:
    hire(records, FITTER)
    review = give(records, drafted(records))
    order = only_order(records)
    with records.reading() as tx:
        assert tx.plan_reviews.of_order(order.id) == review
        assert tx.plan_reviews.of_order("another") is None
    assert "复盘 Y-20260131-001 的改进项" in timeline(records, order.id)[0].note


@pytest.mark.parametrize(
    ("department", "kind"),
    [
        (Department.ENGINEERING, OrderKind.MAINTENANCE),
        (Department.SECURITY, OrderKind.SECURITY),
        (Department.SERVICE_CENTRE, OrderKind.INSPECTION),
        (Department.MANAGEMENT, OrderKind.INSPECTION),
    ],
)
def test_the_kind_of_work_follows_the_department(records: Records, department: Department, kind: OrderKind) -> None:
    give(records, drafted(records), NewTask("演练对讲", department, IN_A_WEEK))
    order = only_order(records)
    assert (order.kind, order.department, order.assignee) == (kind, department, None)


def test_a_reminder_comes_before_the_date_not_before_the_limit_of_an_ordinary_order(records: Records) -> None:
    hire(records, FITTER)
    give(records, drafted(records))
    order = only_order(records)
    reminded = order.appointment("remind.resolve_by")
    assert reminded is not None
    assert NEXT_DAY + timedelta(days=2) < reminded < IN_A_WEEK


def test_the_review_shows_how_its_orders_stand_reopened_ones_too(records: Records) -> None:
    hire(records, FITTER)
    review = give(records, drafted(records))
    order = only_order(records)
    assert (stands(records, review).state, stands(records, review).late, stands(records, review).reopened) == (OrderState.DISPATCHED, False, 0)
    assert stands(records, review, days=8).late
    close(records, review)
    work(records, order.id, OrderEvent.ACCEPTED, OrderEvent.COMPLETED, OrderEvent.REOPENED, at=after(2 * 86_400))
    found = stands(records, review)
    assert (found.number, found.state, found.reopened, found.assignee) == (order.number, OrderState.IN_PROGRESS, 1, "fitter")


def test_an_improvement_after_a_drill_is_real_work(records: Records) -> None:
    give(records, drafted(records, a_run(realm="drill-1")), NewTask("补充喊话器", Department.SECURITY, IN_A_WEEK))
    assert [order.realm for order in orders(records)] == ["live"]


@pytest.mark.parametrize(
    "task",
    [
        replace(BATTERY, what="  "),
        replace(BATTERY, until=NEXT_DAY),
        replace(BATTERY, person="nobody"),
        replace(BATTERY, person="stranger"),
        replace(BATTERY, asset="no-such-asset"),
    ],
    ids=["says nothing", "is over", "of nobody", "of a stranger", "at nothing"],
)
def test_an_improvement_that_nobody_could_do_is_refused_and_leaves_nothing(records: Records, task: NewTask) -> None:
    hire(records, FITTER, STRANGER)
    review = drafted(records)
    with pytest.raises(Refusal):
        give(records, review, task)
    assert orders(records) == []
    with records.reading() as tx:
        assert tx.plan_reviews.get(review.id) == review


def test_closing_says_what_was_learnt_and_nothing_is_added_any_more(records: Records) -> None:
    review = drafted(records)
    with pytest.raises(Refusal):
        close(records, review, "  ")
    closed = close(records, review)
    assert (closed.state, closed.summary, closed.closed_by, closed.closed_at) == (ReviewState.CLOSED, "对讲需双电源", "manager", NEXT_DAY)
    with pytest.raises(IllegalStep):
        give(records, closed)
    with pytest.raises(IllegalStep):
        close(records, closed)
    with pytest.raises(IllegalStep), records.transaction() as tx:
        closing.find(tx, closed.id, "还有", by="manager", at=NEXT_DAY)
    assert orders(records) == []


def test_an_empty_finding_is_refused(records: Records) -> None:
    review = drafted(records)
    with pytest.raises(Refusal), records.transaction() as tx:
        closing.find(tx, review.id, " \n", by="manager", at=NEXT_DAY)


def test_who_read_an_older_version_is_told_and_an_unknown_review_is_none(records: Records) -> None:
    review = drafted(records)
    with records.transaction() as tx:
        closing.find(tx, review.id, "对讲主机没电", by="manager", at=NEXT_DAY, version=review.version)
    with pytest.raises(Conflict):
        close(records, review, version=review.version)
    with pytest.raises(KeyError), records.transaction() as tx:
        closing.close(tx, "no-such-review", "无", by="manager", at=NEXT_DAY)


def test_what_everybody_hears_of_it_carries_no_phone_number(records: Records) -> None:
    review = drafted(records)
    with records.transaction() as tx:
        closing.find(tx, review.id, "乘客 13812345678 投诉", by="manager", at=NEXT_DAY)
    close(records, review, "已回访 13812345678")
    with records.reading() as tx:
        heard = [str(each.event.body) for each in tx.events.after(0, limit=100) if each.event.transition == "plan-review"]
        kept = tx.plan_reviews.get(review.id)
    assert len(heard) == 3
    assert not any("13812345678" in each for each in heard)
    assert kept is not None
    assert "13812345678" in kept.summary
