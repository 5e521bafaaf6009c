"""Chatter is marked, calls nobody again and again, hides nothing, and never keeps the first message back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.alarm import AlarmEvent, AlarmState
from domain.records import Records
from domain.severity import Severity
from domain.work_order import OrderEvent, OrderState
from operations import alarm_steps
from operations.deadlines import sweep
from rules.alarms.chatter import CALM
from tests.operations.scenes import DOOR, HOUR, INTRUSION, LEVEL, MINUTE, SITES, T0, alarms, happen, only_alarm, only_order, told, work

SECOND = timedelta(seconds=1)


def turn(records: Records, times: int, every_s: int = 10, start: datetime = T0) -> datetime:
    """The door comes and goes `times` times, every so many seconds; returns the moment of the last turn."""
    for number in range(times):
        at = start + number * every_s * SECOND
        episode = f"{start:%H%M%S}-{number // 2}"
        happen(records, DOOR.returned(episode, at) if number % 2 else DOOR.raised(episode, at))
    return at


def events(records: Records) -> Sequence[AlarmEvent]:
    with records.reading() as tx:
        return [entry.event for entry in tx.alarms.history(alarms(records)[-1].id)]


def acknowledge(records: Records, at: datetime) -> None:
    with records.transaction() as tx:
        alarm_steps.acknowledge(tx, alarms(records)[-1].id, by="fitter", at=at)


def test_three_turns_within_a_minute_are_chatter(records: Records) -> None:
    last = turn(records, 3)
    assert only_alarm(records).chattering_until == last + CALM
    assert events(records) == [AlarmEvent.RAISED, AlarmEvent.CLEARED, AlarmEvent.RERAISED, AlarmEvent.CHATTERING]
    with records.reading() as tx:
        assert [one.event.transition for one in tx.events.after(0) if one.event.subject_id == only_alarm(records).id][-1] == "chattering"


def test_three_turns_in_more_than_a_minute_are_not(records: Records) -> None:
    turn(records, 3, every_s=31)
    assert only_alarm(records).chattering_until is None


def test_it_hides_nothing_and_the_first_message_goes_out(records: Records) -> None:
    turn(records, 9)
    assert only_alarm(records).state is AlarmState.UNACKNOWLEDGED
    assert len(told(records)) == 1


def test_each_further_turn_moves_the_calm_on_and_is_marked_once(records: Records) -> None:
    last = turn(records, 8)
    assert only_alarm(records).chattering_until == last + CALM
    assert events(records).count(AlarmEvent.CHATTERING) == 1
    happen(records, DOOR.raised("late", last + 5 * MINUTE))
    assert only_alarm(records).chattering_until == last + 5 * MINUTE + CALM


def test_coming_back_calls_nobody_while_it_chatters_and_everybody_when_it_has_settled(records: Records) -> None:
    last = turn(records, 4)
    work(records, only_order(records).id, OrderEvent.ACCEPTED, OrderEvent.COMPLETED, at=last)
    happen(records, DOOR.raised("again", last + MINUTE))
    assert only_order(records).state is OrderState.IN_PROGRESS
    assert len(told(records)) == 1
    happen(records, DOOR.returned("again", last + 2 * MINUTE))
    work(records, only_order(records).id, OrderEvent.COMPLETED, at=last + 3 * MINUTE)
    sweep(records, SITES, last + HOUR)
    before = len(told(records))
    happen(records, DOOR.raised("much-later", last + HOUR))
    assert len(told(records)) > before


def test_it_has_settled_when_it_was_calm_for_long_enough(records: Records) -> None:
    last = turn(records, 3)
    sweep(records, SITES, last + CALM - SECOND)
    assert only_alarm(records).chattering_until is not None
    sweep(records, SITES, last + CALM)
    assert only_alarm(records).chattering_until is None
    assert events(records)[-1] is AlarmEvent.SETTLED
    sweep(records, SITES, last + CALM)
    assert events(records).count(AlarmEvent.SETTLED) == 1


def test_it_is_the_condition_that_chatters_though_each_episode_is_seen_and_ends(records: Records) -> None:
    for number in range(3):
        at = T0 + number * 20 * SECOND
        happen(records, DOOR.raised(f"e{number}", at))
        acknowledge(records, at)
        happen(records, DOOR.returned(f"e{number}", at + 10 * SECOND))
    assert [alarm.chattering_until is None for alarm in alarms(records)] == [True, False, False]
    assert only_order(records).alarm_ids == tuple(alarm.id for alarm in alarms(records))
    assert len(told(records)) == 1


def test_a_new_order_is_told_though_it_chatters(records: Records) -> None:
    last = turn(records, 4)
    work(records, only_order(records).id, OrderEvent.ACCEPTED, OrderEvent.COMPLETED, OrderEvent.VERIFIED, at=last)
    before = len(told(records))
    happen(records, DOOR.raised("again", last + MINUTE))
    assert len(told(records)) == before + 1


def test_an_order_for_something_else_that_it_makes_more_urgent_is_told(records: Records) -> None:
    last = turn(records, 4)
    work(records, only_order(records).id, OrderEvent.ACCEPTED, OrderEvent.COMPLETED, OrderEvent.VERIFIED, at=last)
    happen(records, replace(DOOR, rule="lift.lamp", severity=Severity.LOW).raised("lamp", last + SECOND))
    before = len(told(records))
    happen(records, DOOR.raised("again", last + MINUTE))
    assert len(told(records)) == before + 1


def test_what_is_only_caught_up_with_after_an_absence_is_no_chatter(records: Records) -> None:
    story = [DOOR.raised("e1"), DOOR.returned("e1", T0 + 10 * MINUTE), DOOR.raised("e2", T0 + 20 * MINUTE)]
    happen(records, *story, now=T0 + HOUR)
    assert only_alarm(records).chattering_until is None


def test_a_latched_condition_chatters_behind_its_latch(records: Records) -> None:
    happen(records, INTRUSION.raised("e1"), INTRUSION.returned("e1", T0 + SECOND), INTRUSION.raised("e2", T0 + 2 * SECOND))
    assert only_alarm(records).chattering_until == T0 + 2 * SECOND + CALM


def test_what_chatters_says_nothing_of_another_condition(records: Records) -> None:
    turn(records, 4)
    happen(records, LEVEL.raised("e1", T0 + MINUTE))
    assert alarms(records)[-1].chattering_until is None
