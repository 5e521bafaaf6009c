"""A permit from the asking to the last look: who may take which step, what is needed for it, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from domain.alarm import AlarmState, IllegalStep
from domain.attachment import Attachment
from domain.event_log import EventType
from domain.identity import new_id
from domain.outbox import NotificationKind
from domain.permit import PERMIT_TRANSITIONS, Permit, PermitKind, PermitState, PermitStep, next_permit_state
from domain.problem import Refusal
from domain.records import AlarmFilter, Conflict, Records
from domain.scope import Scope
from domain.severity import Severity
from domain.work_order import OrderEvent
from operations import permits
from tests.operations.fire_scenes import ENGINEERING, HOUR, MANAGEMENT, MINUTE, NOON, SECOND, SECURITY, SITE, SITES, told

DETECTORS = Scope(spaces=("t1-f1",), device_types=("fire_detector",))
_T = PermitStep


def ask(
    records: Records, kind: PermitKind = PermitKind.FIRE_TEST, *, hides: bool = True, scope: Scope = DETECTORS, until: datetime = NOON + HOUR, watcher: str = ""
) -> Permit:
    with records.transaction() as tx:
        return permits.request(
            tx,
            site=SITE,
            kind=kind,
            scope=scope,
            hides=hides,
            place="1号楼1层",
            work="年度测试",
            applicant="fitter",
            starts_at=NOON,
            until=until,
            at=NOON - HOUR,
            watcher=watcher,
        )


def take(
    records: Records,
    permit: Permit,
    step: PermitStep,
    *,
    by: str = "fitter",
    at: datetime = NOON,
    note: str = "",
    until: datetime | None = None,
    watcher: str | None = None,
    version: int | None = None,
) -> Permit:
    with records.transaction() as tx:
        return permits.take_step(tx, permit.id, step, site=SITE, by=by, at=at, note=note, until=until, watcher=watcher, version=version)


def photograph(records: Records, permit: Permit, at: datetime = NOON, *, content_type: str = "image/jpeg") -> Permit:
    with records.transaction() as tx:
        return permits.attach(tx, permit.id, Attachment(new_id(), permit.id, "现场.jpg", content_type, 5, "00", at, "fitter"), at=at)


def approved(records: Records, kind: PermitKind = PermitKind.FIRE_TEST, *, hides: bool = True, until: datetime = NOON + HOUR, watcher: str = "") -> Permit:
    return take(records, ask(records, kind, hides=hides, until=until, watcher=watcher), _T.APPROVED, by="manager", at=NOON - MINUTE)


def begun(records: Records, kind: PermitKind = PermitKind.FIRE_TEST, *, hides: bool = True, until: datetime = NOON + HOUR) -> Permit:
    permit = approved(records, kind, hides=hides, until=until, watcher="王强")
    photograph(records, permit, NOON - SECOND)
    return take(records, permit, _T.BEGUN)


def welded(records: Records, *, ended_at: datetime = NOON + 30 * MINUTE) -> Permit:
    permit = begun(records, PermitKind.HOT_WORK)
    photograph(records, permit, ended_at)
    return take(records, permit, _T.ENDED, at=ended_at)


def now(records: Records, permit: Permit) -> Permit:
    with records.reading() as tx:
        found = tx.permits.get(permit.id)
    assert found is not None
    return found


def own_alarms(records: Records, rule: str) -> Sequence[tuple[str, bool]]:
    """The messages of the alarms of `rule`, and whether their condition is there."""
    with records.reading() as tx:
        return [(alarm.message.zh, alarm.condition) for alarm in tx.alarms.list(AlarmFilter(rule=rule)).items]


# --- Steps --------------------------------------------------------------------------------------------------------


def test_the_whole_way_is_written_down(records: Records) -> None:
    permit = take(records, begun(records), _T.ENDED, at=NOON + 30 * MINUTE)
    assert permit.state is PermitState.CLOSED
    with records.reading() as tx:
        lines = [(entry.step, entry.state, entry.actor) for entry in tx.permits.timeline(permit.id)]
    assert lines == [
        (_T.REQUESTED, PermitState.REQUESTED, "fitter"),
        (_T.APPROVED, PermitState.APPROVED, "manager"),
        (_T.ATTACHED, PermitState.APPROVED, "fitter"),
        (_T.BEGUN, PermitState.ACTIVE, "fitter"),
        (_T.ENDED, PermitState.CLOSED, "fitter"),
    ]


def test_each_step_is_in_the_event_log(sqlite_records: Records) -> None:
    permit = approved(sqlite_records)
    with sqlite_records.reading() as tx:
        events = [logged.event for logged in tx.events.after(0)]
    assert [(event.type, event.transition, event.subject_id) for event in events] == [(EventType.SYSTEM, "permit", permit.id)] * 2
    assert events[-1].body["state"] == "approved"
    assert events[-1].body["number"] == permit.number


@pytest.mark.parametrize("step", [_T.APPROVED, _T.REFUSED])
def test_nobody_decides_about_what_he_asked_for(sqlite_records: Records, step: PermitStep) -> None:
    permit = ask(sqlite_records)
    with pytest.raises(Refusal, match="somebody else"):
        take(sqlite_records, permit, step, by="fitter", at=NOON - MINUTE, note="为什么")


def test_nobody_extends_what_he_asked_for(sqlite_records: Records) -> None:
    with pytest.raises(Refusal, match="somebody else"):
        take(sqlite_records, begun(sqlite_records), _T.EXTENDED, by="fitter", note="没做完", until=NOON + 2 * HOUR)


def test_a_window_that_has_passed_is_not_approved(sqlite_records: Records) -> None:
    with pytest.raises(Refusal, match="passed"):
        take(sqlite_records, ask(sqlite_records), _T.APPROVED, by="manager", at=NOON + HOUR)


@pytest.mark.parametrize("at", [NOON - SECOND, NOON + HOUR])
def test_work_begins_within_the_window(sqlite_records: Records, at: datetime) -> None:
    with pytest.raises(Refusal, match="window"):
        take(sqlite_records, approved(sqlite_records), _T.BEGUN, at=at)


@pytest.mark.parametrize("kind", [PermitKind.HOT_WORK, PermitKind.TEMPORARY_POWER, PermitKind.CONFINED_SPACE])
def test_dangerous_work_needs_a_watcher_who_may_be_named_at_the_last_moment(sqlite_records: Records, kind: PermitKind) -> None:
    permit = approved(sqlite_records, kind, hides=False)
    photograph(sqlite_records, permit)
    with pytest.raises(Refusal, match="watcher"):
        take(sqlite_records, permit, _T.BEGUN, watcher=" ")
    assert take(sqlite_records, permit, _T.BEGUN, watcher="王强").watcher == "王强"


def test_hot_work_begins_with_a_photo(sqlite_records: Records) -> None:
    permit = approved(sqlite_records, PermitKind.HOT_WORK, watcher="王强")
    photograph(sqlite_records, permit, content_type="application/pdf")
    with pytest.raises(Refusal, match="photo"):
        take(sqlite_records, permit, _T.BEGUN)


def test_hot_work_ends_with_a_photo_of_afterwards(sqlite_records: Records) -> None:
    permit = begun(sqlite_records, PermitKind.HOT_WORK)
    with pytest.raises(Refusal, match="after the work"):
        take(sqlite_records, permit, _T.ENDED, at=NOON + MINUTE)


def test_a_fire_test_needs_neither(sqlite_records: Records) -> None:
    assert take(sqlite_records, approved(sqlite_records), _T.BEGUN).state is PermitState.ACTIVE


@pytest.mark.parametrize("step", [_T.REFUSED, _T.CANCELLED, _T.NOTED])
def test_some_steps_must_say_why(sqlite_records: Records, step: PermitStep) -> None:
    permit = ask(sqlite_records)
    with pytest.raises(Refusal, match="note"):
        take(sqlite_records, permit, step, by="manager", note="  ")
    take(sqlite_records, permit, step, by="manager", note="改期")


@pytest.mark.parametrize("step", [_T.REQUESTED, _T.EXPIRED])
def test_what_the_system_does_no_person_does(sqlite_records: Records, step: PermitStep) -> None:
    permit = begun(sqlite_records)
    with pytest.raises(IllegalStep):
        take(sqlite_records, permit, step, note="x")


def test_a_file_comes_by_its_own_door(sqlite_records: Records) -> None:
    with pytest.raises(Refusal, match="attach"):
        take(sqlite_records, ask(sqlite_records), _T.ATTACHED)


def test_a_file_of_another_permit_is_refused(sqlite_records: Records) -> None:
    permit = ask(sqlite_records)
    with sqlite_records.transaction() as tx, pytest.raises(Refusal, match="another permit"):
        permits.attach(tx, permit.id, Attachment("f", "other", "a.jpg", "image/jpeg", 1, "00", NOON, "fitter"), at=NOON)


def test_who_steps_on_what_another_has_changed_is_told(sqlite_records: Records) -> None:
    with pytest.raises(Conflict):
        take(sqlite_records, ask(sqlite_records), _T.APPROVED, by="manager", at=NOON - MINUTE, version=7)


def test_a_permit_that_is_not_there(sqlite_records: Records) -> None:
    with sqlite_records.transaction() as tx, pytest.raises(KeyError):
        permits.take_step(tx, "nothing", _T.NOTED, site=SITE, by="fitter", at=NOON, note="x")


def test_an_extension_is_later_in_time_and_within_the_longest(sqlite_records: Records) -> None:
    permit = begun(sqlite_records, PermitKind.HOT_WORK, until=NOON + 23 * HOUR)
    with pytest.raises(Refusal, match="later"):
        take(sqlite_records, permit, _T.EXTENDED, by="manager", note="x", until=NOON + 22 * HOUR)
    with pytest.raises(Refusal, match="24 hours"):
        take(sqlite_records, permit, _T.EXTENDED, by="manager", note="x", until=NOON + 25 * HOUR)
    with pytest.raises(Refusal, match="time is up"):
        take(sqlite_records, permit, _T.EXTENDED, by="manager", at=NOON + 23 * HOUR, note="x", until=NOON + 24 * HOUR)
    assert take(sqlite_records, permit, _T.EXTENDED, by="manager", note="没做完", until=NOON + 24 * HOUR).until == NOON + 24 * HOUR


def test_no_other_step_moves_the_time(sqlite_records: Records) -> None:
    with pytest.raises(Refusal, match="changes no time"):
        take(sqlite_records, approved(sqlite_records), _T.BEGUN, until=NOON + 9 * HOUR)


def test_the_table_leads_every_permit_to_an_end_and_never_out_of_it() -> None:
    ends = {PermitState.CLOSED, PermitState.REFUSED, PermitState.CANCELLED}
    assert not {state for state, _ in PERMIT_TRANSITIONS} & ends
    assert {state for state, _ in PERMIT_TRANSITIONS} | ends == set(PermitState)
    assert next_permit_state(PermitState.EXPIRED, _T.ENDED, PermitKind.HOT_WORK) is PermitState.RECHECK


def test_those_are_told_whom_it_concerns(sqlite_records: Records) -> None:
    begun(sqlite_records)
    told_of = [(one.title.zh.split("：")[0], one.department) for one in told(sqlite_records, NotificationKind.PERMIT)]
    assert told_of == [
        ("待审批", MANAGEMENT),
        ("已批准", ENGINEERING),
        ("已批准", SECURITY),
        ("开始作业", ENGINEERING),
        ("开始作业", SECURITY),
    ]
    last = told(sqlite_records, NotificationKind.PERMIT)[-1]
    assert "1号楼1层 · 03-02 12:00 至 03-02 13:00 · 年度测试 · 范围内告警只记录，不提醒" in last.body.zh
    assert last.posts == ("control_room",)


# --- Deadlines ----------------------------------------------------------------------------------------------------


def test_what_nobody_began_is_cancelled_when_its_window_has_passed(records: Records) -> None:
    permit = approved(records)
    assert permits.sweep(records, SITES, NOON + HOUR - SECOND) == 0
    assert permits.sweep(records, SITES, NOON + HOUR) == 1
    assert now(records, permit).state is PermitState.CANCELLED
    assert permits.sweep(records, SITES, NOON + 2 * HOUR) == 0
    assert own_alarms(records, "permit.overrun") == []


def test_what_nobody_ended_expires_with_an_alarm_and_an_order(records: Records) -> None:
    permit = begun(records)
    assert permits.sweep(records, SITES, NOON + HOUR) == 1
    expired = now(records, permit)
    assert (expired.state, expired.overdue) == (PermitState.EXPIRED, ("until",))
    with records.reading() as tx:
        (alarm,) = tx.alarms.list(AlarmFilter(rule="permit.overrun")).items
        order = tx.orders.of_alarm(alarm.id)
    assert (alarm.severity, {alarm.department, *alarm.assist}) == (Severity.HIGH, {ENGINEERING, SECURITY})
    assert alarm.message.zh == f"消防测试许可 {permit.number} 超时未结束：1号楼1层"
    assert order is not None
    assert {order.department, *(task.department for task in order.tasks)} == {ENGINEERING, SECURITY}
    assert permits.sweep(records, SITES, NOON + 2 * HOUR) == 0


def test_the_alarm_is_over_when_somebody_ends_the_work(records: Records) -> None:
    permit = begun(records)
    permits.sweep(records, SITES, NOON + HOUR)
    assert take(records, permit, _T.ENDED, at=NOON + 2 * HOUR).state is PermitState.CLOSED
    assert own_alarms(records, "permit.overrun") == [(f"消防测试许可 {permit.number} 超时未结束：1号楼1层", False)]
    with records.reading() as tx:
        (alarm,) = tx.alarms.list(AlarmFilter(rule="permit.overrun")).items
        order = tx.orders.of_alarm(alarm.id)
        assert order is not None
        assert OrderEvent.ALARM_CLEARED in [entry.event for entry in tx.orders.timeline(order.id)]


def test_two_permits_of_one_place_alarm_each_for_itself(sqlite_records: Records) -> None:
    one, other = begun(sqlite_records), begun(sqlite_records)
    permits.sweep(sqlite_records, SITES, NOON + HOUR)
    take(sqlite_records, one, _T.ENDED, at=NOON + 2 * HOUR)
    standing = [message for message, condition in own_alarms(sqlite_records, "permit.overrun") if condition]
    assert standing == [f"消防测试许可 {other.number} 超时未结束：1号楼1层"]


def test_no_other_permit_hides_that_one_was_not_ended(sqlite_records: Records) -> None:
    begun(sqlite_records)
    begun(sqlite_records, until=NOON + 5 * HOUR)
    begun(sqlite_records, until=NOON + 6 * HOUR)
    permits.sweep(sqlite_records, SITES, NOON + HOUR)
    with sqlite_records.reading() as tx:
        (alarm,) = tx.alarms.list(AlarmFilter(rule="permit.overrun")).items
        order = tx.orders.of_alarm(alarm.id)
    assert (alarm.hidden_by, alarm.state) == (None, AlarmState.UNACKNOWLEDGED)
    assert order is not None


def test_an_extended_permit_expires_later(sqlite_records: Records) -> None:
    permit = begun(sqlite_records)
    take(sqlite_records, permit, _T.EXTENDED, by="manager", at=NOON + MINUTE, note="没做完", until=NOON + 2 * HOUR)
    assert permits.sweep(sqlite_records, SITES, NOON + HOUR) == 0
    assert permits.sweep(sqlite_records, SITES, NOON + 2 * HOUR) == 1


def test_two_workers_expire_it_once(records: Records) -> None:
    begun(records)
    ready = Barrier(2)

    def sweep_together(at: datetime) -> int:
        ready.wait(30)
        return permits.sweep(records, SITES, at)

    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(sweep_together, [NOON + HOUR, NOON + HOUR])) == 1
    assert len(own_alarms(records, "permit.overrun")) == 1


def test_sites_of_others_are_left_to_others(sqlite_records: Records) -> None:
    begun(sqlite_records)
    assert permits.sweep(sqlite_records, {}, NOON + HOUR) == 0


# --- After hot work -----------------------------------------------------------------------------------------------


def test_after_hot_work_the_place_is_looked_at_again_half_an_hour_later(records: Records) -> None:
    permit = welded(records)
    assert (permit.state, permit.recheck_at) == (PermitState.RECHECK, NOON + HOUR)
    with pytest.raises(Refusal, match="30 minutes"):
        take(records, permit, _T.RECHECKED, by="guard", at=NOON + 59 * MINUTE)
    assert take(records, permit, _T.RECHECKED, by="guard", at=NOON + HOUR).state is PermitState.CLOSED
    assert permits.sweep(records, SITES, NOON + 5 * HOUR) == 0


def test_who_does_not_look_again_in_time_is_an_alarm_until_somebody_does(records: Records) -> None:
    permit = welded(records)
    assert permits.sweep(records, SITES, NOON + HOUR + 15 * MINUTE - SECOND) == 0
    assert permits.sweep(records, SITES, NOON + HOUR + 15 * MINUTE) == 1
    assert permits.sweep(records, SITES, NOON + 2 * HOUR) == 0
    assert now(records, permit).overdue == ("recheck",)
    assert own_alarms(records, "permit.recheck_missing") == [(f"动火作业许可 {permit.number} 结束后未按时复查：1号楼1层", True)]
    take(records, permit, _T.RECHECKED, by="guard", at=NOON + 2 * HOUR)
    assert own_alarms(records, "permit.recheck_missing")[0][1] is False


def test_hot_work_that_ran_over_is_looked_at_again_too(sqlite_records: Records) -> None:
    permit = begun(sqlite_records, PermitKind.HOT_WORK)
    permits.sweep(sqlite_records, SITES, NOON + HOUR)
    photograph(sqlite_records, permit, NOON + 2 * HOUR)
    ended = take(sqlite_records, permit, _T.ENDED, at=NOON + 2 * HOUR)
    assert (ended.state, ended.recheck_at) == (PermitState.RECHECK, NOON + timedelta(hours=2, minutes=30))
