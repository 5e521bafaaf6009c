"""The fire control room: checks once every two hours, calls answered or missed, operators counted, screens touched, and the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.control_room import CheckState, PanelState, RoomCheck
from domain.device_type import DeviceType
from domain.dispatch import Duty, DutySource
from domain.outbox import NotificationKind
from domain.people import Department, Person, Role
from domain.post import Post
from domain.problem import Refusal
from domain.reading import Value
from domain.records import Records
from domain.site import Asset
from domain.skill import HeldSkill
from domain.text import Text
from operations import controlroom
from operations.controlroom import calls, checks, log, panels
from operations.controlroom.operators import certified, operators
from tests.operations.scenes import HOUR, MINUTE, SITE, hire

PANEL = Asset("panel-1", SITE.id, "t3", DeviceType("fire_panel", Text("主机", "Panel"), (), 60, system="fire"), Text("1号主机", "Panel 1"), ("panel-1",), ())
ROOM = replace(SITE, assets={**SITE.assets, PANEL.id: PANEL}, settings={**SITE.settings, "control_room_operators": 2})
ROOMS = {ROOM.id: ROOM}
NOON = datetime(2026, 1, 31, 4, 0, tzinfo=UTC)
"""12:00 at the site, when a check is due."""
BEGIN = NOON - HOUR
QIAN = Person("p-qian", "qian", "钱进", Role.CONTROL_ROOM, Department.SECURITY, (SITE.id,))
SUN = Person("p-sun", "sun", "孙安", Role.CONTROL_ROOM, Department.SECURITY, (SITE.id,))
NORMAL = {PANEL.id: (PanelState.NORMAL,)}


def staffed(records: Records, *people: Person, certificate: str = "XF-1", valid_until: date | None = None) -> None:
    """These stand in the room all day, each with a certificate, and a sweep has been."""
    hire(records, QIAN, SUN)
    with records.transaction() as tx:
        for person in people:
            tx.dispatch.add_duty(Duty(f"d-{person.username}", person.username, SITE.id, Post.CONTROL_ROOM, BEGIN, BEGIN + 12 * HOUR, DutySource.HAND, "lead"))
            tx.dispatch.set_skills(person.username, [HeldSkill(person.username, "fire-facilities", certificate, valid_until)])
    controlroom.sweep(records, ROOMS, BEGIN)


def written(records: Records) -> Sequence[RoomCheck]:
    with records.reading() as tx:
        return tx.control_rooms.checks(SITE.id, BEGIN, BEGIN + 100 * HOUR)


def confirm(records: Records, at: datetime, by: str = "qian") -> RoomCheck:
    with records.transaction() as tx:
        return checks.confirm(tx, ROOM, NORMAL, by=by, at=at, note="正常")


def told(records: Records) -> list[tuple[str, tuple[str, ...]]]:
    with records.reading() as tx:
        return [(one.title.zh, one.posts) for one in reversed(tx.outbox.list(limit=500)) if one.kind is NotificationKind.CONTROL_ROOM]


def test_a_check_is_due_every_even_hour_and_confirmed_by_one_tap(records: Records) -> None:
    staffed(records, QIAN, SUN)
    controlroom.sweep(records, ROOMS, NOON)
    assert [(check.due_at, check.state) for check in written(records)] == [(NOON, CheckState.WAITING)]
    done = confirm(records, NOON + MINUTE)
    assert (done.state, done.confirmed_by, done.certified, done.panels) == (CheckState.DONE, "qian", True, NORMAL)
    with pytest.raises(Refusal):
        confirm(records, NOON + 2 * MINUTE)
    controlroom.sweep(records, ROOMS, NOON + HOUR)
    assert told(records) == []


def test_rows_are_there_once_for_every_two_hours_however_steward_is_restarted(records: Records) -> None:
    staffed(records, QIAN, SUN)
    for minutes in (60, 60, 61, 179, 181, 181, 600, 600):
        controlroom.sweep(records, ROOMS, BEGIN + minutes * MINUTE)
    assert [check.due_at for check in written(records)] == [NOON + 2 * hours * HOUR for hours in range(5)]
    assert [check.state for check in written(records)] == [CheckState.MISSED, CheckState.MISSED, CheckState.UNASKED, CheckState.UNASKED, CheckState.UNASKED]


def test_a_missed_check_is_told_once_and_a_later_tap_is_added_to_it(records: Records) -> None:
    staffed(records, QIAN, SUN)
    for minutes in (0, 19, 20, 21, 40):
        controlroom.sweep(records, ROOMS, NOON + minutes * MINUTE)
    assert told(records) == [("消防控制室漏检：01-31 12:00", ("security_lead",))]
    late = confirm(records, NOON + 50 * MINUTE)
    assert (late.state, late.confirmed_by) == (CheckState.MISSED, "qian")


def test_a_check_may_be_confirmed_a_little_early_and_its_row_is_the_same(records: Records) -> None:
    staffed(records, QIAN, SUN)
    confirm(records, BEGIN + MINUTE)
    with pytest.raises(Refusal):
        confirm(records, NOON - 16 * MINUTE)
    confirm(records, NOON - 15 * MINUTE)
    controlroom.sweep(records, ROOMS, NOON + HOUR)
    assert [(check.due_at, check.state) for check in written(records)] == [(NOON, CheckState.DONE)]


def test_only_who_stands_there_confirms(records: Records) -> None:
    staffed(records, QIAN)
    with pytest.raises(Refusal):
        confirm(records, NOON, by="sun")


@pytest.mark.parametrize("hours", [23, 25], ids=["clocks put forward", "clocks put back"])
def test_checks_follow_the_clock_of_the_site_where_it_is_put_forward_or_back(hours: int) -> None:
    berlin = replace(ROOM, time_zone=ZoneInfo("Europe/Berlin"))
    day = date(2026, 3, 29) if hours == 23 else date(2026, 10, 25)
    begin = datetime(day.year, day.month, day.day, tzinfo=berlin.time_zone).astimezone(UTC)
    due = list(checks.due_times(berlin, begin - timedelta(microseconds=1), begin + timedelta(hours=hours - 1)))
    assert len(due) == len(set(due)) == 12
    assert due == sorted(due)


@pytest.mark.parametrize(
    ("people", "certificate", "valid_until", "count"),
    [
        ((QIAN, SUN), "XF-1", None, 2),
        ((QIAN,), "XF-1", None, 1),
        ((QIAN, SUN), "", None, 0),
        ((QIAN, SUN), "XF-1", date(2026, 1, 30), 0),
        ((QIAN, SUN), "XF-1", date(2026, 1, 31), 2),
    ],
)
def test_operators_count_with_a_valid_certificate(records: Records, people: tuple[Person, ...], certificate: str, valid_until: date | None, count: int) -> None:
    staffed(records, *people, certificate=certificate, valid_until=valid_until)
    with records.reading() as tx:
        found = operators(tx, ROOM, NOON)
    assert (len(found), certified(found)) == (len(people), count)


def test_too_few_operators_are_told_after_five_minutes_once_and_end_when_somebody_comes(records: Records) -> None:
    staffed(records, QIAN)
    for minutes in (1, 4, 5, 6, 30):
        controlroom.sweep(records, ROOMS, BEGIN + minutes * MINUTE)
    assert told(records) == [("消防控制室持证值班 1 人，应为 2 人", ("security_lead",))]
    staffed_again = Duty("d-sun", "sun", SITE.id, Post.CONTROL_ROOM, BEGIN, BEGIN + 12 * HOUR, DutySource.SELF, "sun")
    with records.transaction() as tx:
        tx.dispatch.add_duty(staffed_again)
        tx.dispatch.set_skills("sun", [HeldSkill("sun", "fire-facilities", "XF-2")])
    controlroom.sweep(records, ROOMS, BEGIN + HOUR - MINUTE)
    with records.reading() as tx:
        assert tx.control_rooms.shortage(SITE.id) is None
        assert [shortage.ended_at for shortage in tx.control_rooms.shortages(SITE.id, BEGIN, NOON)] == [BEGIN + HOUR - MINUTE]


def test_a_site_without_a_watched_room_is_left_alone(records: Records) -> None:
    assert controlroom.sweep(records, {SITE.id: SITE}, NOON) == 0
    assert written(records) == []


def test_a_call_is_answered_by_who_stands_there(records: Records) -> None:
    staffed(records, QIAN, SUN)
    with records.transaction() as tx:
        call = calls.ask(tx, ROOM, by="manager", at=NOON)
        assert calls.ask(tx, ROOM, by="manager", at=NOON + MINUTE) == call, "one at a time"
        with pytest.raises(Refusal):
            calls.answer(tx, call.id, ROOM, by="manager", at=NOON + MINUTE)
        answered = calls.answer(tx, call.id, ROOM, by="sun", at=NOON + 2 * MINUTE)
    controlroom.sweep(records, ROOMS, NOON + 10 * MINUTE)
    assert (answered.answered_by, answered.missed_at) == ("sun", None)
    assert [posts for _, posts in told(records)] == [("control_room",)]


@pytest.mark.parametrize("swept", [True, False])
def test_a_call_that_nobody_answers_is_told_to_the_manager_once_and_a_late_answer_stays_late(records: Records, swept: bool) -> None:  # noqa: FBT001  a case
    staffed(records, QIAN, SUN)
    with records.transaction() as tx:
        call = calls.ask(tx, ROOM, by="manager", at=NOON)
    for minutes in (2, 3, 4)[: 3 * swept]:
        controlroom.sweep(records, ROOMS, NOON + minutes * MINUTE)
    with records.transaction() as tx:
        late = calls.answer(tx, call.id, ROOM, by="sun", at=NOON + 6 * MINUTE)
    controlroom.sweep(records, ROOMS, NOON + 7 * MINUTE)
    assert (late.answered_by, late.missed_at) == ("sun", NOON + 3 * MINUTE)
    assert [posts for _, posts in told(records)] == [("control_room",), ("manager",)]


def test_a_screen_is_attended_for_ten_minutes_after_a_touch(records: Records) -> None:
    with records.transaction() as tx:
        controlroom.touch(tx, ROOM, "wall-1", Post.CONTROL_ROOM, by="qian", at=NOON)
        with pytest.raises(Refusal):
            controlroom.touch(tx, ROOM, "Wall 1", Post.CONTROL_ROOM, by="qian", at=NOON)
    with records.reading() as tx:
        assert [controlroom.attended(tx, ROOM, Post.CONTROL_ROOM, NOON + minutes * MINUTE) for minutes in (0, 9, 10)] == [True, True, False]
        assert not controlroom.attended(tx, ROOM, Post.DUTY_ENGINEER, NOON)


def test_the_log_of_a_day_is_written_from_what_happened(records: Records) -> None:
    staffed(records, QIAN, SUN)
    controlroom.sweep(records, ROOMS, NOON)
    confirm(records, NOON + MINUTE)
    with records.transaction() as tx:
        call = calls.ask(tx, ROOM, by="manager", at=NOON + 5 * MINUTE)
        calls.answer(tx, call.id, ROOM, by="sun", at=NOON + 6 * MINUTE)
    with records.reading() as tx:
        day = log.log_of(tx, ROOM, date(2026, 1, 31))
        shift = log.log_of(tx, ROOM, date(2026, 1, 31), shift=1)
        before = log.log_of(tx, ROOM, date(2026, 1, 31), shift=0)
    assert [(line.kind, line.what.zh, line.handled_by) for line in day.lines] == [
        (log.LogKind.CHECK, "值班检查 10:00：—", None),
        (log.LogKind.CHECK, "值班检查 12:00：正常", "qian"),
        (log.LogKind.CALL, "查岗", "sun"),
    ]
    assert [shift.operators for shift in day.shifts] == [(), ("qian", "sun"), ()]
    assert (shift.since, shift.until, len(shift.lines), len(before.lines)) == (BEGIN, BEGIN + 12 * HOUR, 2, 1)


@pytest.mark.parametrize(
    ("values", "states"),
    [
        ({}, ("unknown",)),
        ({"status_bits": None}, ("unknown",)),
        ({"status_bits": frozenset({"normal"})}, ("normal",)),
        ({"status_bits": frozenset({"normal", "fire"})}, ("fire",)),
        ({"status_bits": frozenset({"normal", "mains", "bus"}), "isolated_n": 2.0}, ("fault", "isolated")),
        ({"status_bits": frozenset({"started", "feedback", "manual", "supervisory"})}, ("supervisory", "linked", "manual")),
    ],
)
def test_what_a_panel_says_in_the_words_of_the_table(values: dict[str, Value], states: tuple[str, ...]) -> None:
    assert panels.states_of(values) == states
