"""Limits of steps: each is decided once, however often and late it is swept, and the right posts hear of it once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.outbox import Notification
from domain.people import Department, Person, Role
from domain.plan import Command
from domain.plan_run import PlanRun, RunEvent, RunState
from domain.post import Post
from domain.records import Records
from domain.severity import Severity
from operations.deadlines import SWEEPERS
from operations.plans import steps
from operations.plans.sweeping import sweep
from tests.operations.escalation.scenes import on_post
from tests.operations.plans.run_scenes import (
    BURN,
    MINUTE,
    NIGHT,
    RESCUE,
    SECOND,
    SECURITY,
    SITE,
    SITES,
    approve,
    events,
    happen,
    log,
    only_run,
    smoke,
    started,
    told,
)
from tests.operations.scenes import hire

_E = RunEvent


def of(messages: tuple[Notification, ...] | list[Notification], post: Post) -> list[Notification]:
    return [message for message in messages if post.value in message.posts]


def test_runs_are_swept_early() -> None:
    assert sweep in SWEEPERS[:3]


@pytest.mark.parametrize("again", [1, 3])
def test_a_limit_that_passed_is_late_once_and_escalated_once(records: Records, again: int) -> None:
    run = started(records)
    assert sweep(records, SITES, NIGHT + MINUTE - SECOND) == 0
    assert [sweep(records, SITES, NIGHT + MINUTE) for _ in range(again)] == [1] + [0] * (again - 1)
    assert only_run(records).step("answer").late_at == NIGHT + MINUTE
    assert [sweep(records, SITES, NIGHT + 2 * MINUTE) for _ in range(again)] == [1] + [0] * (again - 1)
    assert only_run(records).step("answer").escalated_at == NIGHT + 2 * MINUTE
    assert sweep(records, SITES, NIGHT + 3 * MINUTE - SECOND) == 0
    assert [(line.event, line.step, line.actor) for line in log(records, run)[2:]] == [(_E.LATE, "answer", "system"), (_E.ESCALATED, "answer", "system")]
    assert [message.posts for message in told(records, "late")] == [("control_room",)]
    assert [message.posts for message in told(records, "escalate")] == [("guard_captain",)]


def test_after_a_long_absence_only_the_worst_is_told(records: Records) -> None:
    run = started(records)
    assert sweep(records, SITES, NIGHT + timedelta(hours=1)) == 4
    assert sweep(records, SITES, NIGHT + timedelta(hours=2)) == 0
    assert events(records, run)[2:] == [_E.LATE, _E.LATE, _E.ESCALATED, _E.ESCALATED]
    assert told(records, "late") == []
    (message,) = told(records, "escalate")
    assert "做answer" in message.body.zh
    assert "做go" in message.body.zh


def test_what_is_done_in_time_is_never_late(records: Records) -> None:
    run = started(records)
    with records.transaction() as tx:
        for key in ("answer", "go"):
            steps.done(tx, run.id, key, site=SITE, by="guard", at=NIGHT + 30 * SECOND)
    assert sweep(records, SITES, NIGHT + 5 * MINUTE) == 0
    assert sweep(records, SITES, NIGHT + 30 * SECOND + 5 * MINUTE) == 1
    assert [line.step for line in log(records, run) if line.event is _E.LATE] == ["ground"]


def test_a_step_that_was_late_stays_so_and_is_not_late_twice(sqlite_records: Records) -> None:
    run = started(sqlite_records)
    sweep(sqlite_records, SITES, NIGHT + MINUTE)
    with sqlite_records.transaction() as tx:
        steps.done(tx, run.id, "answer", site=SITE, by="guard", at=NIGHT + 90 * SECOND)
        now = steps.undo(tx, run.id, "answer", site=SITE, by="guard", at=NIGHT + 100 * SECOND, reason="断线")
    assert now.step("answer").late_at == NIGHT + MINUTE
    sweep(sqlite_records, SITES, NIGHT + 2 * MINUTE)
    assert [line.event for line in log(sqlite_records, run) if line.step == "answer"] == [_E.LATE, _E.DONE, _E.UNDONE, _E.ESCALATED]


def test_who_commands_hears_of_what_stays_undone(sqlite_records: Records) -> None:
    run = started(sqlite_records)
    with sqlite_records.transaction() as tx:
        steps.take_command(tx, run.id, to="captain", by="captain", at=NIGHT)
    sweep(sqlite_records, SITES, NIGHT + 2 * MINUTE)
    (message,) = told(sqlite_records, "escalate")
    assert message.persons == ("captain",)


def test_the_manager_hears_of_what_the_post_in_charge_does_not_do(sqlite_records: Records) -> None:
    plan = replace(RESCUE, command=Command(Post.CONTROL_ROOM))
    started(sqlite_records, plan)
    sweep(sqlite_records, SITES, NIGHT + 2 * MINUTE)
    assert [message.posts for message in told(sqlite_records, "escalate")] == [("manager",)]


def test_a_deputy_is_in_charge_where_the_first_post_is_empty(sqlite_records: Records) -> None:
    boss = Person("p-boss", "boss", "周经理", Role.MANAGER, Department.MANAGEMENT, ("riverside",))
    hire(sqlite_records, boss)
    started(sqlite_records)
    start = [message for message in told(sqlite_records, "start") if "负责现场指挥" in message.body.zh]
    assert [message.posts for message in start] == [("manager",)]


def test_whoever_is_on_duty_on_the_first_post_is_in_charge(sqlite_records: Records) -> None:
    boss = Person("p-boss", "boss", "周经理", Role.MANAGER, Department.MANAGEMENT, ("riverside",))
    captain = Person("p-zhao", "zhao", "赵队", Role.GUARD, SECURITY, ("riverside",))
    hire(sqlite_records, boss, captain)
    on_post(sqlite_records, captain, Post.GUARD_CAPTAIN, since=NIGHT - timedelta(hours=1))
    started(sqlite_records)
    start = [message for message in told(sqlite_records, "start") if "负责现场指挥" in message.body.zh]
    assert ["guard_captain" in message.posts for message in start] == [True]


def test_every_department_hears_of_the_start_once_with_its_steps_limits_and_check_in(records: Records) -> None:
    run = started(records)
    messages = told(records)
    assert len(messages) == len({message.department for message in messages}) == 3
    (security,) = of(list(messages), Post.CONTROL_ROOM)
    assert security.title.zh == "启动预案：困人救援预案"
    for said in ("1号楼", "住户来电", "请于 02:11:30 前报到", "消防控制室：做answer（02:11:00 前）", "就近秩序员：做go（02:13:00 前）", "秩序队长负责现场指挥"):
        assert said in security.body.zh
    for said in ("A resident rang", "check in by 02:11:30", "Control room: Do answer (by 02:11:00)"):
        assert said in security.body.en
    (engineering,) = of(list(messages), Post.DUTY_ENGINEER)
    assert "携带/查看：盘车工具" in engineering.body.zh
    assert "做ground" not in engineering.body.zh
    assert {message.severity for message in messages} == {Severity.CRITICAL}
    assert run.state is RunState.RUNNING


def test_when_a_phase_opens_its_posts_are_told_of_their_open_steps(records: Records) -> None:
    run = started(records)
    with records.transaction() as tx:
        steps.skip(tx, run.id, "photo", site=SITE, by="guard", at=NIGHT, reason="无")
        for key in ("answer", "go"):
            steps.done(tx, run.id, key, site=SITE, by="guard", at=NIGHT + SECOND)
    (message,) = told(records, "phase")
    assert (message.posts, message.title.en) == (("duty_engineer",), "Next phase: Entrapment plan")
    assert "做ground（02:15:01 前）；做level" in message.body.zh
    assert "photo" not in message.body.zh


def test_a_proposal_that_becomes_a_start_tells_each_thing_once(sqlite_records: Records) -> None:
    approve(sqlite_records, BURN)
    happen(sqlite_records, smoke(), smoke("smoke-2", NIGHT + SECOND), smoke("smoke-1", NIGHT + SECOND))
    assert len(told(sqlite_records, "proposed")) == 1
    start = told(sqlite_records, "start")
    assert len(start) == len({message.department for message in start})


def test_nothing_of_a_plan_waits_for_the_morning(sqlite_records: Records) -> None:
    run: PlanRun = started(sqlite_records, severity=Severity.LOW)
    sweep(sqlite_records, SITES, NIGHT + timedelta(hours=1))
    assert run.severity is Severity.LOW
    assert not [message for message in told(sqlite_records) if message.digest]
