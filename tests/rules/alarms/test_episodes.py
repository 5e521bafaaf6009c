"""What a transition does to the alarm record, and that telling it twice changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from domain.alarm import Alarm, AlarmEntry, AlarmEvent, AlarmState, Latch
from domain.records import Records
from domain.severity import Severity
from domain.transition import Change, Transition
from rules.alarms import episodes, steps
from rules.alarms.episodes import Applied
from tests.operations.scenes import DOOR, ENTRAPMENT, HOUR, INTRUSION, LEVEL, MINUTE, SITE, T0, alarms, only_alarm


def tell(records: Records, transition: Transition, at: datetime | None = None) -> Applied | None:
    with records.transaction() as tx:
        return episodes.apply(tx, transition, SITE, at=at or transition.known_at)


def history(records: Records, alarm: Alarm) -> list[AlarmEntry]:
    with records.reading() as tx:
        return list(tx.alarms.history(alarm.id))


def acknowledge(records: Records, at: datetime = T0) -> None:
    with records.transaction() as tx:
        steps.acknowledge(tx, alarms(records)[-1].id, by="guard", at=at)


def shelve(records: Records, *, until: datetime, at: datetime = T0) -> None:
    with records.transaction() as tx:
        steps.shelve(tx, alarms(records)[-1].id, by="fitter", at=at, until=until, reason="检修")


def test_a_condition_that_became_true_is_an_unacknowledged_alarm(sqlite_records: Records) -> None:
    applied = tell(sqlite_records, DOOR.raised("e1"))
    assert applied is not None
    assert (applied.event, applied.alarm) == (AlarmEvent.RAISED, only_alarm(sqlite_records))
    assert only_alarm(sqlite_records).state is AlarmState.UNACKNOWLEDGED


def test_raising_an_episode_twice_makes_one_alarm_and_one_line(sqlite_records: Records) -> None:
    tell(sqlite_records, DOOR.raised("e1"))
    before = only_alarm(sqlite_records)
    again = tell(sqlite_records, DOOR.raised("e1"), T0 + HOUR)
    assert again == Applied(before, None)
    assert len(history(sqlite_records, before)) == 1


def test_an_acknowledged_alarm_ends_when_the_process_is_normal(sqlite_records: Records) -> None:
    tell(sqlite_records, DOOR.raised("e1"))
    acknowledge(sqlite_records)
    tell(sqlite_records, DOOR.returned("e1"))
    alarm = only_alarm(sqlite_records)
    assert (alarm.state, alarm.cleared_at, alarm.returned_at, alarm.ended_at) == (AlarmState.NORMAL, T0 + MINUTE, T0 + MINUTE, T0 + MINUTE)


def test_an_alarm_that_nobody_saw_stays_when_the_process_is_normal(sqlite_records: Records) -> None:
    tell(sqlite_records, DOOR.raised("e1"))
    tell(sqlite_records, DOOR.returned("e1"))
    alarm = only_alarm(sqlite_records)
    assert (alarm.state, alarm.ended_at) == (AlarmState.RETURNED_UNACKNOWLEDGED, None)


def test_coming_back_unacknowledged_is_the_same_alarm(sqlite_records: Records) -> None:
    tell(sqlite_records, DOOR.raised("e1"))
    tell(sqlite_records, DOOR.returned("e1"))
    applied = tell(sqlite_records, DOOR.raised("e2", T0 + 2 * MINUTE))
    alarm = only_alarm(sqlite_records)
    assert applied == Applied(alarm, AlarmEvent.RERAISED)
    assert (alarm.state, alarm.returned_at, alarm.cleared_at, alarm.episode) == (AlarmState.UNACKNOWLEDGED, None, None, "e2")
    assert [entry.event for entry in history(sqlite_records, alarm)] == [AlarmEvent.RAISED, AlarmEvent.CLEARED, AlarmEvent.RERAISED]


def test_coming_back_after_it_ended_is_another_alarm(sqlite_records: Records) -> None:
    tell(sqlite_records, DOOR.raised("e1"))
    acknowledge(sqlite_records)
    tell(sqlite_records, DOOR.returned("e1"))
    tell(sqlite_records, DOOR.raised("e2", T0 + 2 * MINUTE))
    assert [alarm.state for alarm in alarms(sqlite_records)] == [AlarmState.NORMAL, AlarmState.UNACKNOWLEDGED]


def test_the_return_of_an_earlier_occurrence_does_not_clear_the_one_that_came_back(sqlite_records: Records) -> None:
    for transition in (DOOR.raised("e1"), DOOR.returned("e1"), DOOR.raised("e2", T0 + 2 * MINUTE)):
        tell(sqlite_records, transition)
    assert tell(sqlite_records, DOOR.returned("e1")) is None
    assert only_alarm(sqlite_records).condition


@pytest.mark.parametrize("episode", ["e1", "e2", "e3"])
def test_an_occurrence_that_came_back_in_another_is_still_known_after_the_end(sqlite_records: Records, episode: str) -> None:
    for number, name in enumerate(("e1", "e2", "e3")):
        tell(sqlite_records, DOOR.raised(name, T0 + 2 * number * MINUTE))
        tell(sqlite_records, DOOR.returned(name, T0 + (2 * number + 1) * MINUTE))
    acknowledge(sqlite_records, T0 + HOUR)
    before = only_alarm(sqlite_records)
    assert tell(sqlite_records, DOOR.raised(episode), T0 + 2 * HOUR) == Applied(before, None)
    assert only_alarm(sqlite_records) == before


def test_an_alarm_latched_to_its_source_clears_with_it(sqlite_records: Records) -> None:
    tell(sqlite_records, ENTRAPMENT.raised("e1"))
    applied = tell(sqlite_records, ENTRAPMENT.returned("e1"))
    assert applied is not None
    assert applied.event is AlarmEvent.CLEARED


def test_an_alarm_latched_to_a_person_keeps_its_condition_when_the_process_is_normal(sqlite_records: Records) -> None:
    tell(sqlite_records, INTRUSION.raised("e1"))
    applied = tell(sqlite_records, INTRUSION.returned("e1"))
    alarm = only_alarm(sqlite_records)
    assert applied == Applied(alarm, AlarmEvent.RETURNED)
    assert (alarm.condition, alarm.returned_at, alarm.cleared_at, alarm.state) == (True, T0 + MINUTE, None, AlarmState.UNACKNOWLEDGED)
    assert tell(sqlite_records, INTRUSION.returned("e1")) == Applied(alarm, None)


def test_what_comes_again_behind_a_latch_must_be_seen_again(sqlite_records: Records) -> None:
    tell(sqlite_records, INTRUSION.raised("e1"))
    tell(sqlite_records, INTRUSION.returned("e1"))
    acknowledge(sqlite_records)
    tell(sqlite_records, INTRUSION.raised("e2", T0 + HOUR))
    alarm = only_alarm(sqlite_records)
    assert (alarm.state, alarm.returned_at, alarm.acknowledged_by) == (AlarmState.UNACKNOWLEDGED, None, None)


@pytest.mark.parametrize("latch", [None, *Latch])
def test_retirement_ends_any_alarm(sqlite_records: Records, latch: Latch | None) -> None:
    tell(sqlite_records, replace(DOOR, latch=latch).raised("e1"))
    gone = DOOR.change(Change.RETIRED, "e1", T0 + MINUTE)
    tell(sqlite_records, gone)
    alarm = only_alarm(sqlite_records)
    assert (alarm.state, alarm.ended_at) == (AlarmState.NORMAL, T0 + MINUTE)
    assert tell(sqlite_records, gone) == Applied(alarm, None)


def test_an_alarm_that_is_recorded_after_the_fact_has_ended_and_is_late(sqlite_records: Records) -> None:
    late = DOOR.change(Change.RECORDED, "e1", T0, occurred_at=T0 - HOUR)
    tell(sqlite_records, late)
    alarm = only_alarm(sqlite_records)
    assert (alarm.state, alarm.late, alarm.ended_at) == (AlarmState.NORMAL, True, T0)
    assert tell(sqlite_records, late) == Applied(alarm, None)


def test_a_recorded_alarm_stands_beside_one_that_is_open(sqlite_records: Records) -> None:
    tell(sqlite_records, DOOR.raised("e2"))
    tell(sqlite_records, DOOR.change(Change.RECORDED, "e1", T0, occurred_at=T0 - HOUR))
    assert sorted(alarm.state for alarm in alarms(sqlite_records)) == [AlarmState.NORMAL, AlarmState.UNACKNOWLEDGED]


def test_a_shelved_alarm_goes_its_way_beneath(sqlite_records: Records) -> None:
    tell(sqlite_records, DOOR.raised("e1"))
    shelve(sqlite_records, until=T0 + HOUR)
    tell(sqlite_records, DOOR.returned("e1"))
    alarm = only_alarm(sqlite_records)
    assert (alarm.state, alarm.beneath) == (AlarmState.SHELVED, AlarmState.RETURNED_UNACKNOWLEDGED)
    tell(sqlite_records, DOOR.raised("e2", T0 + 2 * MINUTE))
    alarm = only_alarm(sqlite_records)
    assert (alarm.state, alarm.beneath) == (AlarmState.SHELVED, AlarmState.UNACKNOWLEDGED)


@pytest.mark.parametrize(("minutes", "state"), [(30, AlarmState.SHELVED), (61, AlarmState.UNACKNOWLEDGED)])
def test_a_shelf_covers_the_next_episode_until_its_time_is_up(sqlite_records: Records, minutes: int, state: AlarmState) -> None:
    tell(sqlite_records, LEVEL.raised("e1"))
    acknowledge(sqlite_records)
    shelve(sqlite_records, until=T0 + HOUR)
    tell(sqlite_records, LEVEL.returned("e1"))
    tell(sqlite_records, LEVEL.raised("e2", T0 + minutes * MINUTE))
    assert alarms(sqlite_records)[-1].state is state


def test_nobody_shelves_the_next_fire(sqlite_records: Records) -> None:
    fire = replace(DOOR, severity=Severity.CRITICAL)
    tell(sqlite_records, fire.raised("e1"))
    acknowledge(sqlite_records)
    shelve(sqlite_records, until=T0 + HOUR)
    tell(sqlite_records, fire.returned("e1"))
    tell(sqlite_records, fire.raised("e2", T0 + 30 * MINUTE))
    assert alarms(sqlite_records)[-1].state is AlarmState.UNACKNOWLEDGED


def test_a_shelf_covers_no_other_condition(sqlite_records: Records) -> None:
    tell(sqlite_records, LEVEL.raised("e1"))
    shelve(sqlite_records, until=T0 + HOUR)
    tell(sqlite_records, replace(LEVEL, rule="tank.leak").raised("e2", T0 + MINUTE))
    assert alarms(sqlite_records)[-1].state is AlarmState.UNACKNOWLEDGED
