"""Arithmetic of time limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.severity import TIME_LIMITS, Priority
from domain.site import Site
from domain.text import Text
from domain.work_order import Due, HoldReason, OrderKind, OrderState, Task, WorkOrder
from domain.working_time import working_between
from operations.workorders import limits
from tests.operations.scenes import ENGINEERING, HOUR, MINUTE, SECURITY, SITE, T0
from tests.operations.workorders.office import OFFICE, local

ORDER = WorkOrder(
    id="o1",
    number="20260131-001",
    realm="live",
    kind=OrderKind.REPAIR,
    site="riverside",
    asset=None,
    department=ENGINEERING,
    priority=Priority.P3,
    state=OrderState.DISPATCHED,
    title=Text("灯", "Light"),
    opened_at=T0,
    due=Due(T0 + 30 * MINUTE, T0 + 2 * HOUR, T0 + 24 * HOUR),
    tasks=(Task("t1", "o1", SECURITY, Text("协助", "Assist"), T0 + 24 * HOUR), Task("t2", "o1", SECURITY, Text("协助", "Assist"), T0, done_at=T0)),
)


@pytest.mark.parametrize("priority", Priority)
def test_limits_come_from_the_table(priority: Priority) -> None:
    table = TIME_LIMITS[priority]
    assert limits.opened(replace(ORDER, priority=priority), SITE, T0).due == Due(T0 + table.accept, T0 + table.arrive, T0 + table.resolve)


def test_a_more_urgent_priority_tightens_limits_and_open_tasks() -> None:
    sharper = limits.with_priority(ORDER, Priority.P1, SITE, T0 + HOUR)
    assert sharper.due == Due(T0 + 30 * MINUTE, T0 + HOUR + 15 * MINUTE, T0 + 3 * HOUR)
    assert [task.due_by for task in sharper.tasks] == [T0 + 3 * HOUR, T0]


def test_a_more_urgent_priority_never_gives_more_time() -> None:
    assert limits.with_priority(ORDER, Priority.P1, SITE, T0 + 23 * HOUR).due.resolve_by == T0 + 24 * HOUR


def test_a_less_urgent_priority_loosens_from_the_opening_on() -> None:
    assert limits.with_priority(ORDER, Priority.P4, SITE, T0 + HOUR).due == limits.opened(replace(ORDER, priority=Priority.P4), SITE, T0).due


def test_a_limit_that_is_met_stays_as_it_was() -> None:
    accepted = replace(ORDER, accepted_at=T0 + 10 * MINUTE)
    assert limits.with_priority(accepted, Priority.P1, SITE, T0 + 11 * MINUTE).due.accept_by == T0 + 30 * MINUTE


def test_limits_pass_at_their_moment_and_not_before() -> None:
    assert limits.passed(ORDER, T0 + 30 * MINUTE - MINUTE / 60) == ()
    assert limits.passed(ORDER, T0 + 30 * MINUTE) == ("accept_by",)


def test_what_was_done_in_time_has_not_passed_and_what_was_done_late_has() -> None:
    in_time, late = replace(ORDER, accepted_at=T0 + 30 * MINUTE), replace(ORDER, accepted_at=T0 + 31 * MINUTE)
    assert limits.passed(in_time, T0 + HOUR) == ()
    assert limits.passed(late, T0 + HOUR) == ("accept_by",)


def test_an_order_without_limits_is_never_late() -> None:
    assert limits.passed(replace(ORDER, due=Due()), T0 + 1000 * HOUR) == ()


def test_a_new_dispatch_makes_acceptance_and_arrival_open_again() -> None:
    late = replace(ORDER, overdue=("accept_by", "resolve_by"), accepted_at=T0 + HOUR, arrived_at=T0 + HOUR)
    again = limits.dispatched(late, SITE, T0 + 2 * HOUR)
    assert (again.overdue, again.accepted_at, again.arrived_at) == (("resolve_by",), None, None)
    assert again.due == Due(T0 + 2 * HOUR + 30 * MINUTE, T0 + 4 * HOUR, T0 + 24 * HOUR)


def test_a_person_who_asks_on_friday_evening_is_answered_in_office_hours() -> None:
    asked = limits.opened(ORDER, OFFICE, local(25, 18))
    assert asked.service == "service"
    assert asked.due == Due(local(28, 9), local(28, 10, 30), local(28, 16, 30))
    assert asked.appointment("remind.resolve_by") == local(28, 14, 6)


def test_an_alarm_of_the_same_priority_counts_around_the_clock() -> None:
    raised = limits.opened(replace(ORDER, alarm_ids=("a1",)), OFFICE, local(25, 18))
    assert (raised.service, raised.due.accept_by) == ("standard", local(25, 18, 30))


def test_a_hold_stops_the_clock_and_going_on_leaves_as_much_time_as_was_left() -> None:
    asked = replace(limits.opened(ORDER, OFFICE, local(28, 8, 30)), accepted_at=local(28, 9), arrived_at=local(28, 9))
    held = limits.paused(asked, OFFICE, HoldReason.PARTS, local(28, 10, 30))
    assert (held.paused_at, held.hold_reason) == (local(28, 10, 30), HoldReason.PARTS)
    going = limits.continued(held, OFFICE, local(29, 16, 30))
    assert (going.paused_at, going.hold_reason) == (None, None)
    # Six hours were left at 10:30: one on Tuesday until 17:30, five on Wednesday.
    assert going.due == replace(asked.due, resolve_by=local(30, 13, 30))
    assert going.appointment("remind.resolve_by") == local(30, 11, 6)


def test_a_hold_for_another_reason_or_of_something_urgent_stops_nothing() -> None:
    asked = limits.opened(ORDER, OFFICE, local(28, 8, 30))
    urgent = limits.opened(replace(ORDER, priority=Priority.P1), OFFICE, local(28, 8, 30))
    assert limits.paused(asked, OFFICE, HoldReason.OTHER, local(28, 9)).paused_at is None
    assert limits.paused(urgent, OFFICE, HoldReason.PARTS, local(28, 9)).paused_at is None


def test_going_on_without_having_stopped_changes_no_limit() -> None:
    asked = limits.opened(ORDER, OFFICE, local(28, 8, 30))
    assert limits.continued(replace(asked, hold_reason=HoldReason.OTHER), OFFICE, local(28, 12)) == asked


def test_while_the_clock_stands_still_nothing_of_it_is_due() -> None:
    held = limits.paused(limits.opened(ORDER, OFFICE, local(28, 8, 30)), OFFICE, HoldReason.ACCESS, local(28, 8, 40))
    assert held.next_at is None
    assert limits.passed(held, local(30, 12)) == ()


def test_what_passed_before_the_hold_is_still_decided() -> None:
    held = limits.paused(limits.opened(ORDER, OFFICE, local(28, 8, 30)), OFFICE, HoldReason.ACCESS, local(28, 9, 30))
    assert limits.passed(held, local(30, 12)) == ("accept_by",)
    assert held.next_at == local(28, 8, 51)


def test_a_deadline_given_from_outside_holds_against_ours() -> None:
    outside = local(29, 12)
    promised = limits.promised_outside(limits.opened(ORDER, OFFICE, local(28, 8, 30)), outside)
    assert promised.due.resolve_by == outside
    assert limits.with_priority(promised, Priority.P1, OFFICE, local(28, 9)).due.resolve_by == outside
    assert limits.resumed(replace(promised, completed_at=local(28, 11)), OFFICE, local(28, 12)).due.resolve_by == outside
    assert limits.dispatched(promised, OFFICE, local(28, 12)).due.resolve_by == outside


def test_no_hold_moves_a_deadline_given_from_outside_and_it_passes_in_spite_of_one() -> None:
    outside = local(29, 12)
    promised = limits.promised_outside(limits.opened(ORDER, OFFICE, local(28, 8, 30)), outside)
    held = limits.paused(replace(promised, accepted_at=local(28, 9), arrived_at=local(28, 9)), OFFICE, HoldReason.PARTS, local(28, 10))
    assert limits.passed(held, outside) == ("resolve_by",)
    assert limits.continued(held, OFFICE, local(30, 9)).due.resolve_by == outside


def test_a_limit_that_passed_calls_the_next_ones_step_by_step_in_the_hours_of_its_level() -> None:
    late = limits.marked(limits.opened(ORDER, OFFICE, local(25, 16, 45)), "accept_by", OFFICE)
    assert late.overdue == ("accept_by",)
    assert late.appointment("remind.accept_by") is None
    assert [late.appointment(f"escalate.accept_by.{number}") for number in (1, 2, 3)] == [local(28, 8, 45), local(28, 9, 15), local(28, 10, 15)]


def test_nobody_is_called_for_what_was_done_after_all() -> None:
    met = replace(limits.opened(ORDER, OFFICE, local(28, 8, 30)), accepted_at=local(28, 9, 30))
    assert limits.marked(met, "accept_by", OFFICE).next_at != local(28, 9, 30)
    assert limits.marked(met, "accept_by", OFFICE).appointment("escalate.accept_by.1") is None


moments = st.integers(0, 20 * 24 * 60).map(lambda minutes: local(21, 0) + minutes * MINUTE)


@settings(deadline=None, max_examples=150)
@given(st.lists(moments, min_size=3, max_size=9, unique=True).map(sorted), st.sampled_from([OFFICE, SITE]))
def test_however_often_work_stands_still_it_has_the_same_time_in_all(turns: list[datetime], site: Site) -> None:
    """Held and going on in turn, the time that counted until the limit is the time that was promised."""
    asked = replace(limits.opened(ORDER, site, turns[0]), accepted_at=turns[0], arrived_at=turns[0])
    calendar = site.calendars.get("office-hours")
    promised = working_between(calendar, turns[0], asked.due.resolve_by or turns[0])
    order, counted, since = asked, timedelta(0), turns[0]
    for held, again in zip(turns[1::2], turns[2::2], strict=False):
        counted += working_between(calendar, since, held)
        order = limits.continued(limits.paused(order, site, HoldReason.PARTS, held), site, again)
        since = again
    left = working_between(calendar, since, order.due.resolve_by or since)
    assert counted + left == promised or counted >= promised
