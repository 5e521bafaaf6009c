"""A whistle from the first call to the end: who is called, who is in, who is late, and who hears of that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from domain.alarm import IllegalStep
from domain.event_log import EventType
from domain.outbox import Notification, NotificationKind
from domain.people import Department
from domain.problem import Refusal
from domain.records import Conflict, Records
from domain.severity import Severity
from domain.whistle import CallState, Whistle, WhistleFilter, WhistleState, WhistleStep
from domain.work_order import OrderEvent, OrderState
from operations import whistles
from operations.whistles import NewWhistle
from tests.operations.scenes import ENGINEERING, HOUR, MANAGEMENT, MINUTE, SECURITY, SITE, SITES, T0, orders, timeline, told, work

CLEANING = Department.CLEANING
BURST = NewWhistle("3号楼水管爆裂", Severity.HIGH, (ENGINEERING, SECURITY), space="t3", bring="抽水泵")


def blow(records: Records, asked: NewWhistle = BURST, at: datetime = T0) -> Whistle:
    with records.transaction() as tx:
        return whistles.blow(tx, asked, site=SITE, by="steward", at=at)


def come(records: Records, whistle: Whistle, department: Department, *, at: datetime, occurred_at: datetime | None = None) -> Whistle:
    with records.transaction() as tx:
        return whistles.check_in(tx, whistle.id, department, by="fitter", at=at, occurred_at=occurred_at, note="在路上的已到")


def stand_down(records: Records, whistle: Whistle, at: datetime, *, version: int | None = None) -> Whistle:
    with records.transaction() as tx:
        return whistles.stand_down(tx, whistle.id, site=SITE, by="steward", at=at, outcome="阀门已关，积水已排", version=version)


def now(records: Records, whistle: Whistle) -> Whistle:
    with records.reading() as tx:
        found = tx.whistles.get(whistle.id)
    assert found is not None
    return found


def state_of(records: Records, whistle: Whistle, department: Department) -> CallState:
    call = now(records, whistle).call(department)
    assert call is not None
    return call.state


def calls_told(records: Records) -> Sequence[tuple[Department, str, tuple[str, ...]]]:
    """Whom notifications of whistles reached, by the last word of their key."""
    return [(one.department, one.key.rsplit("|", 1)[1], one.posts) for one in _whistles_told(records)]


def _whistles_told(records: Records) -> Sequence[Notification]:
    return [one for one in told(records) if one.kind is NotificationKind.WHISTLE]


# --- Blowing --------------------------------------------------------------------------------------------------------


def test_everybody_called_is_told_at_once_where_until_when_and_what_to_bring(records: Records) -> None:
    whistle = blow(records)
    assert whistle.number == "S-20260131-001"
    assert [(call.department, call.check_in_by, call.state) for call in now(records, whistle).calls] == [
        (ENGINEERING, T0 + 15 * MINUTE, CallState.WAITING),
        (SECURITY, T0 + 15 * MINUTE, CallState.WAITING),
    ]
    assert sorted(calls_told(records)) == [(ENGINEERING, "call", ("duty_engineer",)), (SECURITY, "call", ("control_room",))]
    message = _whistles_told(records)[0]
    assert message.title.zh == "吹哨：3号楼水管爆裂"
    assert message.body.zh == "3号楼 · 请于 02-01 00:14 前报到 · 携带/查看：抽水泵"
    assert message.body.en == "Tower 3 · check in by 02-01 00:14 · bring or look at: 抽水泵"


@pytest.mark.parametrize(("severity", "minutes"), [(Severity.CRITICAL, 5), (Severity.HIGH, 15), (Severity.MEDIUM, 30), (Severity.LOW, 30)])
def test_the_limit_follows_the_severity(sqlite_records: Records, severity: Severity, minutes: int) -> None:
    whistle = blow(sqlite_records, NewWhistle("事", severity, (SECURITY,)))
    assert whistle.calls[0].check_in_by == T0 + minutes * MINUTE


def test_an_order_is_opened_with_it_and_each_department_finds_a_task_that_holds_nothing_up(records: Records) -> None:
    whistle = blow(records)
    (order,) = orders(records)
    assert (order.id, order.department, order.state) == (whistle.order_id, ENGINEERING, OrderState.REQUESTED)
    assert [(task.department, task.required) for task in order.tasks] == [(SECURITY, False)]
    assert [(entry.event, entry.note) for entry in timeline(records, order.id)][-1] == (
        OrderEvent.NOTED,
        "吹哨 S-20260131-001：工程部、秩序维护部 / Whistle S-20260131-001: Engineering, Security",
    )


def test_it_joins_the_order_that_it_is_about(records: Records) -> None:
    first = blow(records)
    second = blow(records, NewWhistle("积水蔓延", Severity.CRITICAL, (CLEANING,), order_id=first.order_id))
    (order,) = orders(records)
    assert second.order_id == order.id
    assert [task.department for task in order.tasks] == [SECURITY, CLEANING]
    with records.reading() as tx:
        assert [found.id for found in tx.whistles.list(WhistleFilter(order_id=order.id)).items] == sorted([first.id, second.id], reverse=True)


@pytest.mark.parametrize(
    "asked",
    [
        NewWhistle(" ", Severity.HIGH, (SECURITY,)),
        NewWhistle("事", Severity.HIGH, ()),
        NewWhistle("事", Severity.HIGH, (SECURITY,), asset="nothing"),
        NewWhistle("事", Severity.HIGH, (SECURITY,), space="nowhere"),
        NewWhistle("事", Severity.HIGH, (SECURITY,), order_id="none"),
        NewWhistle("事", Severity.HIGH, (SECURITY,), within=timedelta(seconds=10)),
    ],
    ids=["no matter", "nobody", "no asset", "no space", "no order", "no time"],
)
def test_what_makes_no_sense_is_refused_and_calls_nobody(sqlite_records: Records, asked: NewWhistle) -> None:
    with pytest.raises(Refusal):
        blow(sqlite_records, asked)
    assert told(sqlite_records) == []


def test_an_order_that_is_over_gets_no_whistle(sqlite_records: Records) -> None:
    whistle = blow(sqlite_records)
    work(sqlite_records, whistle.order_id, OrderEvent.CANCELLED)
    with pytest.raises(Refusal):
        blow(sqlite_records, NewWhistle("事", Severity.HIGH, (SECURITY,), order_id=whistle.order_id))


# --- Checking in ----------------------------------------------------------------------------------------------------


def test_a_department_checks_in_once_and_the_first_counts(records: Records) -> None:
    whistle = blow(records)
    first = come(records, whistle, ENGINEERING, at=T0 + MINUTE)
    again = come(records, whistle, ENGINEERING, at=T0 + 5 * MINUTE)
    assert first == again
    call = now(records, whistle).calls[0]
    assert (call.state, call.checked_in_at, call.checked_in_by, call.late) == (CallState.IN, T0 + MINUTE, "fitter", False)


def test_whoever_was_not_called_is_added_first(sqlite_records: Records) -> None:
    whistle = blow(sqlite_records)
    with pytest.raises(Refusal):
        come(sqlite_records, whistle, CLEANING, at=T0)
    with sqlite_records.transaction() as tx:
        whistles.add_department(tx, whistle.id, CLEANING, site=SITE, by="steward", at=T0 + MINUTE)
    come(sqlite_records, whistle, CLEANING, at=T0 + 2 * MINUTE)
    assert state_of(sqlite_records, whistle, CLEANING) is CallState.IN
    assert (CLEANING, "call", ()) in calls_told(sqlite_records)


def test_coming_after_the_limit_is_late_though_nobody_had_noticed(records: Records) -> None:
    whistle = blow(records)
    come(records, whistle, ENGINEERING, at=T0 + 16 * MINUTE)
    call = now(records, whistle).calls[0]
    assert (call.state, call.late) == (CallState.IN, True)
    whistles.sweep(records, SITES, T0 + HOUR)
    assert [what for department, what, _ in calls_told(records) if department is ENGINEERING] == ["call"]


def test_a_phone_without_network_tells_later_that_it_was_in_time(sqlite_records: Records) -> None:
    whistle = blow(sqlite_records)
    come(sqlite_records, whistle, ENGINEERING, at=T0 + 16 * MINUTE, occurred_at=T0 + 10 * MINUTE)
    call = now(sqlite_records, whistle).calls[0]
    assert (call.checked_in_at, call.late) == (T0 + 10 * MINUTE, False)


def test_a_clock_that_is_wrong_moves_nothing_before_the_call_or_into_the_future(sqlite_records: Records) -> None:
    whistle = blow(sqlite_records)
    come(sqlite_records, whistle, ENGINEERING, at=T0 + MINUTE, occurred_at=T0 - HOUR)
    come(sqlite_records, whistle, SECURITY, at=T0 + MINUTE, occurred_at=T0 + HOUR)
    assert [call.checked_in_at for call in now(sqlite_records, whistle).calls] == [T0, T0 + MINUTE]


# --- Not coming -----------------------------------------------------------------------------------------------------


def test_a_department_that_does_not_come_is_called_again_then_late_then_the_managers(records: Records) -> None:
    whistle = blow(records)
    come(records, whistle, ENGINEERING, at=T0 + MINUTE)
    decided = [whistles.sweep(records, SITES, T0 + timedelta(minutes=minutes)) for minutes in (7, 8, 14, 15, 22, 23, 60)]
    assert decided == [0, 1, 0, 1, 0, 1, 0]
    assert [(department, what, posts) for department, what, posts in calls_told(records) if what != "call"] == [
        (SECURITY, "remind", ("control_room",)),
        (SECURITY, "late", ("control_room",)),
        (MANAGEMENT, "escalate", ("manager",)),
    ]
    assert state_of(records, whistle, SECURITY) is CallState.LATE


def test_after_a_long_absence_each_step_is_decided_once_and_nobody_is_reminded_of_what_has_passed(records: Records) -> None:
    blow(records, NewWhistle("事", Severity.CRITICAL, (SECURITY,)))
    assert whistles.sweep(records, SITES, T0 + HOUR) == 3
    assert whistles.sweep(records, SITES, T0 + 2 * HOUR) == 0
    assert sorted(what for _, what, _ in calls_told(records)) == ["call", "escalate", "late"]


def test_one_that_comes_late_stays_late_on_record_and_nothing_more_is_decided(records: Records) -> None:
    whistle = blow(records, NewWhistle("事", Severity.CRITICAL, (SECURITY,)))
    whistles.sweep(records, SITES, T0 + 6 * MINUTE)
    come(records, whistle, SECURITY, at=T0 + 7 * MINUTE)
    call = now(records, whistle).calls[0]
    assert (call.state, call.late, now(records, whistle).next_at) == (CallState.IN, True, None)
    assert whistles.sweep(records, SITES, T0 + HOUR) == 0


def test_the_list_of_a_department_shows_what_awaits_it(records: Records) -> None:
    whistle = blow(records)
    blow(records, NewWhistle("另一事", Severity.LOW, (ENGINEERING,)))
    with records.reading() as tx:
        assert [found.id for found in tx.whistles.list(WhistleFilter(awaits=SECURITY)).items] == [whistle.id]
    come(records, whistle, SECURITY, at=T0 + MINUTE)
    with records.reading() as tx:
        assert tx.whistles.list(WhistleFilter(awaits=SECURITY)).items == ()


# --- The end --------------------------------------------------------------------------------------------------------


def test_standing_down_says_what_came_of_it_and_tells_everybody(records: Records) -> None:
    whistle = stand_down(records, blow(records), T0 + HOUR)
    assert (whistle.state, whistle.outcome, whistle.next_at) == (WhistleState.STOOD_DOWN, "阀门已关，积水已排", None)
    assert whistles.sweep(records, SITES, T0 + 2 * HOUR) == 0
    assert {department for department, what, _ in calls_told(records) if what == "stand-down"} == {ENGINEERING, SECURITY}


def test_nobody_checks_in_at_what_is_over(sqlite_records: Records) -> None:
    whistle = stand_down(sqlite_records, blow(sqlite_records), T0 + MINUTE)
    with pytest.raises(IllegalStep):
        come(sqlite_records, whistle, ENGINEERING, at=T0 + 2 * MINUTE)


def test_who_read_an_older_version_is_told_so(sqlite_records: Records) -> None:
    whistle = blow(sqlite_records)
    come(sqlite_records, whistle, ENGINEERING, at=T0 + MINUTE)
    with pytest.raises(Conflict):
        stand_down(sqlite_records, whistle, T0 + MINUTE, version=whistle.version)


def test_each_step_is_in_the_event_log_and_the_timeline(records: Records) -> None:
    whistle = blow(records)
    come(records, whistle, ENGINEERING, at=T0 + MINUTE)
    with records.reading() as tx:
        events = [logged.event for logged in tx.events.after(0) if logged.event.transition == "whistle"]
        steps = [entry.step for entry in tx.whistles.timeline(whistle.id)]
    assert [(event.type, event.subject_id) for event in events] == [(EventType.SYSTEM, whistle.id)] * 2
    assert steps == [WhistleStep.BLOWN, WhistleStep.CHECKED_IN]
