"""Empty posts open and end once, are told, and told again with an order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from unittest.mock import ANY

import pytest

from domain.outbox import NotificationKind
from domain.people import Department
from domain.post import Post
from domain.post_gap import PostGap, lacks
from domain.records import OrderFilter, Records
from domain.rota import Need, Slot
from domain.text import Text
from domain.work_order import OrderEvent, OrderState, WorkOrder
from operations.dispatch import duty
from operations.rota.editing import cannot_come
from operations.rota.looking import sweep
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step
from operations.workorders.tasks import add_task
from tests.operations.rota.roster import DAY, EARLY, HOUR, MINUTE, SITE, SITES, T0, TODAY, hire, needing, plan, rotation, told, walk

BEGIN, END = T0 + 8 * HOUR, T0 + 16 * HOUR
GRACE = timedelta(minutes=10)
SLOT = Slot(Post.DUTY_ENGINEER, EARLY, TODAY, BEGIN, END, 1)


@pytest.fixture(autouse=True)
def _needed(records: Records) -> None:
    hire(records)
    plan(records, needing(Need(Post.DUTY_ENGINEER)))


def gaps(records: Records) -> list[PostGap]:
    with records.reading() as tx:
        return sorted(tx.rota.gaps((SITE.id,)).items, key=lambda gap: gap.opened_at)


def stand(records: Records, username: str = "a", since: object = BEGIN, until: object = END, post: Post = Post.DUTY_ENGINEER) -> None:
    with records.transaction() as tx:
        duty.add(tx, SITE, username, since, until, by="boss", post=post)  # type: ignore[arg-type]


def test_nobody_from_the_beginning_is_an_alarm_after_the_grace_and_only_once(records: Records) -> None:
    for at in (BEGIN, BEGIN + GRACE - MINUTE, BEGIN + GRACE, BEGIN + GRACE, BEGIN + GRACE + MINUTE):
        sweep(records, SITES, at)
    (gap,) = gaps(records)
    assert (gap.since, gap.until, gap.opened_at, gap.needed, gap.found, gap.ended_at) == (BEGIN, END, BEGIN + GRACE, 1, 0, None)
    (notice,) = told(records, NotificationKind.POST_EMPTY)
    assert (notice.posts, notice.title.zh) == (("engineering_lead",), "岗位无人值守：值班工程师")
    assert "项目经理 员工boss 代班" in notice.body.zh


def test_it_ends_by_itself_when_somebody_signs_on(records: Records) -> None:
    sweep(records, SITES, BEGIN + GRACE)
    with records.transaction() as tx:
        duty.sign_on(tx, SITE, "a", BEGIN + 12 * MINUTE, post=Post.DUTY_ENGINEER)
    sweep(records, SITES, BEGIN + 13 * MINUTE)
    (gap,) = gaps(records)
    assert gap.ended_at == BEGIN + 13 * MINUTE
    sweep(records, SITES, BEGIN + HOUR)
    assert len(gaps(records)) == len(told(records, NotificationKind.POST_EMPTY)) == 1


def test_who_signs_off_early_leaves_a_gap_at_once(records: Records) -> None:
    stand(records)
    sweep(records, SITES, BEGIN + HOUR)
    assert gaps(records) == []
    with records.transaction() as tx:
        duty.sign_off(tx, "a", BEGIN + 2 * HOUR)
    sweep(records, SITES, BEGIN + 2 * HOUR + MINUTE)
    (gap,) = gaps(records)
    assert (gap.since, gap.opened_at) == (BEGIN + 2 * HOUR, BEGIN + 2 * HOUR + MINUTE)


def test_a_quarter_of_an_hour_later_it_is_told_once_more_with_an_order(records: Records) -> None:
    sweep(records, SITES, BEGIN + GRACE)
    for minute in (24, 25, 25, 40):
        sweep(records, SITES, BEGIN + minute * MINUTE)
    (gap,) = gaps(records)
    assert gap.again_at is None
    assert [notice.posts for notice in told(records, NotificationKind.POST_EMPTY)] == [("engineering_lead",), ("manager",)]
    with records.reading() as tx:
        (order,) = tx.orders.list(OrderFilter()).items
    assert (order.id, order.title.en) == (gap.work_order_id, "Nobody on the post: Duty engineer")


def with_order(records: Records) -> WorkOrder:
    """Nobody came, and a quarter of an hour later there is an order."""
    sweep(records, SITES, BEGIN + GRACE)
    sweep(records, SITES, BEGIN + 25 * MINUTE)
    return the_order(records)


def the_order(records: Records) -> WorkOrder:
    with records.reading() as tx:
        (order,) = tx.orders.list(OrderFilter()).items
    return order


def last_lines(records: Records, order: WorkOrder, number: int) -> list[tuple[OrderEvent, str, str]]:
    with records.reading() as tx:
        return [(line.event, line.actor, line.note) for line in tx.orders.timeline(order.id)[-number:]]


MANNED = "岗位已有人值守：员工a，自动办结 / Somebody stands on the post now: 员工a; ended by itself"


def come(records: Records, how: str, at: datetime) -> None:
    with records.transaction() as tx:
        if how == "signs on":
            duty.sign_on(tx, SITE, "a", at, post=Post.DUTY_ENGINEER)
        else:
            duty.add(tx, SITE, "a", at, END, by="boss", post=Post.DUTY_ENGINEER)


@pytest.mark.parametrize("how", ["signs on", "is set on duty"])
def test_the_order_of_an_empty_post_ends_by_itself_once_somebody_stands_there(records: Records, how: str) -> None:
    order = with_order(records)
    come(records, how, BEGIN + 30 * MINUTE)
    for minute in (31, 31, 40, 60):
        sweep(records, SITES, BEGIN + minute * MINUTE)
    assert the_order(records).state is OrderState.CANCELLED
    assert last_lines(records, order, 2) == [(OrderEvent.OPENED, "system", ANY), (OrderEvent.CANCELLED, "system", MANNED)]


def test_an_order_that_somebody_has_in_hand_is_done_when_the_post_is_manned(records: Records) -> None:
    order = with_order(records)
    with records.transaction() as tx:
        take_step(tx, order.id, OrderEvent.DISPATCHED, StepDetails(assignee="b"), site=SITE, by="boss", at=BEGIN + 26 * MINUTE)
        take_step(tx, order.id, OrderEvent.ACCEPTED, site=SITE, by="b", at=BEGIN + 27 * MINUTE)
    come(records, "signs on", BEGIN + 30 * MINUTE)
    sweep(records, SITES, BEGIN + 31 * MINUTE)
    ended = the_order(records)
    assert (ended.state, ended.assignee) == (OrderState.CLOSED, "b")
    assert last_lines(records, order, 3) == [(step, "system", MANNED) for step in (OrderEvent.COMPLETED, OrderEvent.VERIFIED, OrderEvent.CLOSED)]


def test_one_of_two_is_enough_for_the_order_and_not_for_the_gap(records: Records) -> None:
    plan(records, needing(Need(Post.DUTY_ENGINEER, 2)))
    with_order(records)
    come(records, "signs on", BEGIN + 30 * MINUTE)
    sweep(records, SITES, BEGIN + 31 * MINUTE)
    (gap,) = gaps(records)
    assert (gap.ended_at, gap.found, the_order(records).state) == (None, 1, OrderState.CANCELLED)


def test_what_people_have_hung_on_the_order_stays_theirs_and_the_reason_is_noted_once(records: Records) -> None:
    plan(records, needing(Need(Post.DUTY_ENGINEER, 2)))
    order = with_order(records)
    with records.transaction() as tx:
        take_step(tx, order.id, OrderEvent.DISPATCHED, StepDetails(assignee="b"), site=SITE, by="boss", at=BEGIN + 26 * MINUTE)
        take_step(tx, order.id, OrderEvent.ACCEPTED, site=SITE, by="b", at=BEGIN + 27 * MINUTE)
        add_task(tx, order.id, department=Department.MANAGEMENT, title=Text("补岗", "Fill in"), site=SITE, by="b", at=BEGIN + 27 * MINUTE)
    come(records, "signs on", BEGIN + 30 * MINUTE)
    for minute in (31, 40):
        sweep(records, SITES, BEGIN + minute * MINUTE)
    assert the_order(records).state is OrderState.ACCEPTED
    assert [line for line in last_lines(records, order, 9) if line[1] == "system"][1:] == [(OrderEvent.NOTED, "system", MANNED)]


def test_a_post_that_is_not_asked_for_any_more_needs_no_order(records: Records) -> None:
    with_order(records)
    plan(records, needing())
    sweep(records, SITES, BEGIN + 30 * MINUTE)
    assert the_order(records).state is OrderState.CANCELLED


def test_where_nobody_ever_came_the_order_stays_for_people_to_look_at(records: Records) -> None:
    with_order(records)
    sweep(records, SITES, END + MINUTE)
    (gap,) = gaps(records)
    assert (gap.ended_at, the_order(records).state) == (END + MINUTE, OrderState.REQUESTED)


def test_a_gap_ends_with_its_shift_and_after_a_long_absence_nothing_is_told_late(records: Records) -> None:
    sweep(records, SITES, BEGIN + GRACE)
    sweep(records, SITES, END + HOUR)
    (gap,) = gaps(records)
    assert (gap.ended_at, gap.work_order_id) == (END + HOUR, None)


def test_too_few_are_a_gap_too_and_need_no_order(records: Records) -> None:
    plan(records, needing(Need(Post.DUTY_ENGINEER, 2)))
    stand(records)
    sweep(records, SITES, BEGIN + GRACE)
    sweep(records, SITES, BEGIN + HOUR)
    (gap,) = gaps(records)
    assert (gap.needed, gap.found, gap.work_order_id) == (2, 1, None)
    (notice,) = told(records, NotificationKind.POST_EMPTY)
    assert notice.title.en == "1 too few on the post: Duty engineer"


def test_who_says_that_they_cannot_come_opens_the_gap_at_once_and_a_colleague_ends_it(records: Records) -> None:
    walk(records, rotation(members=("a",), cycle=("early",)))
    with records.transaction() as tx:
        _, free = cannot_come(tx, SITE, "a", T0 + DAY, T0 + 2 * DAY, by="a", at=T0 + HOUR)
    assert [each.day for each in free] == [TODAY + DAY]
    (gap,) = gaps(records)
    assert (gap.since, gap.opened_at, gap.ended_at) == (BEGIN + DAY, T0 + HOUR, None)
    sweep(records, SITES, T0 + 2 * HOUR)
    stand(records, "b", BEGIN + DAY, END + DAY)
    sweep(records, SITES, T0 + 3 * HOUR)
    (gap,) = gaps(records)
    assert gap.ended_at == T0 + 3 * HOUR
    assert len(told(records, NotificationKind.POST_EMPTY)) == 1


def test_a_site_is_looked_at_only_when_an_answer_can_be_another(records: Records) -> None:
    sweep(records, SITES, T0 + 4 * HOUR)
    with records.reading() as tx:
        assert tx.rota.look_due(BEGIN - MINUTE) == []
        assert tx.rota.look_due(BEGIN) == [SITE.id]
    stand(records)
    with records.reading() as tx:
        assert tx.rota.look_due(T0 + 4 * HOUR) == [SITE.id]


def test_a_look_is_taken_by_one_alone(records: Records) -> None:
    with records.transaction() as tx:
        assert [tx.rota.claim_look(SITE.id, T0) for _ in range(2)] == [True, False]


def test_of_one_post_and_shift_one_gap_is_open(records: Records) -> None:
    gap = PostGap("g1", SITE.id, Post.DUTY_ENGINEER, "early", TODAY, BEGIN, END, 1, 0, BEGIN)
    with records.transaction() as tx:
        assert [tx.rota.add_gap(each) for each in (gap, replace(gap, id="g2"))] == [True, False]
        tx.rota.save_gap(replace(gap, ended_at=END))
        assert tx.rota.add_gap(replace(gap, id="g3"))


def test_when_too_few_stand_there(records: Records) -> None:
    stand(records, "a", BEGIN + HOUR, BEGIN + 3 * HOUR)
    stand(records, "b", BEGIN + 2 * HOUR, BEGIN + 4 * HOUR)
    stand(records, "a", BEGIN + 5 * HOUR, BEGIN + 6 * HOUR, Post.SECOND_ENGINEER)
    with records.reading() as tx:
        duties = tx.dispatch.duties(SITE.id, T0, T0 + DAY)
    assert [(lack.since - BEGIN, lack.until - BEGIN, lack.missing) for lack in lacks(SLOT, duties)] == [
        (0 * HOUR, HOUR, 1),
        (4 * HOUR, 8 * HOUR, 1),
    ]
    assert [lack.missing for lack in lacks(replace(SLOT, people=2), duties)] == [2, 2]
