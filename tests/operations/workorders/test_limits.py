"""Arithmetic of time limits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.severity import TIME_LIMITS, Priority
from domain.text import Text
from domain.work_order import Due, OrderKind, OrderState, Task, WorkOrder
from operations.workorders import limits
from tests.operations.scenes import ENGINEERING, HOUR, MINUTE, SECURITY, SITE, T0

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
