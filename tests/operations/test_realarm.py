"""What was acknowledged long ago and is still there asks to be seen again, once for each time."""

from __future__ import annotations

from dataclasses import replace

from domain.alarm import AlarmEvent, AlarmState
from domain.outbox import NotificationKind
from domain.records import Records
from domain.severity import Severity
from operations import alarm_steps
from operations.deadlines import sweep
from operations.realarm import realarm
from tests.operations.scenes import ENGINEERING, HOUR, INTRUSION, LEVEL, MINUTE, SITE, SITES, T0, happen, only_alarm, told

STUBBORN = replace(LEVEL, realarm_after_s=3600)


def acknowledge(records: Records, minutes: int = 0) -> None:
    with records.transaction() as tx:
        alarm_steps.acknowledge(tx, only_alarm(records).id, by="fitter", at=T0 + minutes * MINUTE)


def test_it_is_unacknowledged_again_when_its_time_has_come(records: Records) -> None:
    happen(records, STUBBORN.raised("e1"))
    acknowledge(records, 5)
    assert only_alarm(records).realarm_at == T0 + 65 * MINUTE
    sweep(records, SITES, T0 + 64 * MINUTE)
    assert only_alarm(records).state is AlarmState.ACKNOWLEDGED
    sweep(records, SITES, T0 + 65 * MINUTE)
    alarm = only_alarm(records)
    assert (alarm.state, alarm.acknowledged_by, alarm.realarm_at) == (AlarmState.UNACKNOWLEDGED, None, None)
    with records.reading() as tx:
        assert tx.alarms.history(alarm.id)[-1].event is AlarmEvent.REALARMED
        assert "realarmed" in [one.event.transition for one in tx.events.after(0)]


def test_whoever_leads_is_told_once_for_each_time(records: Records) -> None:
    happen(records, STUBBORN.raised("e1"))
    acknowledge(records)
    for minutes in (60, 61, 90):
        sweep(records, SITES, T0 + minutes * MINUTE)
    again = [one for one in told(records) if one.kind is NotificationKind.REALARM]
    assert [(one.department, one.title.zh, one.work_order_id) for one in again] == [
        (ENGINEERING, "仍未恢复：1号水箱 液位高", only_alarm(records).work_order_id)
    ]
    acknowledge(records, 91)
    sweep(records, SITES, T0 + 4 * HOUR)
    assert len([one for one in told(records) if one.kind is NotificationKind.REALARM]) == 2


def test_what_is_over_or_has_come_again_meanwhile_does_not(records: Records) -> None:
    happen(records, STUBBORN.raised("e1"))
    acknowledge(records)
    happen(records, STUBBORN.returned("e1"))
    assert only_alarm(records).realarm_at is None
    assert [one for one in told(records) if one.kind is NotificationKind.REALARM] == []


def test_a_hidden_one_waits_until_it_is_shown(records: Records) -> None:
    happen(records, STUBBORN.raised("e1"))
    acknowledge(records)
    with records.transaction() as tx:
        alarm_steps.shelve(tx, only_alarm(records).id, by="fitter", at=T0, until=T0 + 2 * HOUR, reason="检修")
    sweep(records, SITES, T0 + HOUR)
    with records.transaction() as tx:
        assert realarm(tx, only_alarm(records).id, SITE, T0 + HOUR) == 0
    assert only_alarm(records).acknowledged
    sweep(records, SITES, T0 + 2 * HOUR)
    sweep(records, SITES, T0 + 2 * HOUR)
    assert only_alarm(records).state is AlarmState.UNACKNOWLEDGED


def test_a_rule_that_says_nothing_of_it_is_acknowledged_for_good(records: Records) -> None:
    happen(records, LEVEL.raised("e1"))
    acknowledge(records)
    assert only_alarm(records).realarm_at is None


def test_a_reset_takes_it_back(records: Records) -> None:
    happen(records, replace(INTRUSION, realarm_after_s=60).raised("e1"), INTRUSION.returned("e1"))
    acknowledge(records)
    with records.transaction() as tx:
        alarm_steps.reset(tx, only_alarm(records).id, by="guard", at=T0, reason="误触", evidence="照片")
    assert (only_alarm(records).state, only_alarm(records).realarm_at) == (AlarmState.NORMAL, None)


def test_at_night_what_wakes_nobody_waits_for_the_morning(records: Records) -> None:
    night = replace(SITE, settings={})
    happen(records, replace(STUBBORN, severity=Severity.MEDIUM).raised("e1"), site=night)
    acknowledge(records)
    sweep(records, {night.id: night}, T0 + HOUR)
    (again,) = [one for one in told(records) if one.kind is NotificationKind.REALARM]
    assert again.digest
