"""Out of service: hidden at once, visibly, for a limited time, and back by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.alarm import AlarmEvent, AlarmState, HiddenBy, Hiding
from domain.event_log import EventType
from domain.people import Department
from domain.problem import Refusal
from domain.records import Records
from domain.scope import Scope
from domain.severity import Severity
from domain.suppression import OutOfService
from domain.verification import Verification, VerificationState
from operations import out_of_service
from operations.deadlines import sweep
from operations.out_of_service import LONGEST
from tests.operations.scenes import BRAKE, DOOR, ENTRAPMENT, HOUR, LEVEL, MINUTE, SITE, SITES, T0, alarms, happen, only_alarm, only_order, orders, told

LIFT = Scope(assets=("lift-1",))
SECOND = timedelta(seconds=1)


def take(records: Records, scope: Scope = LIFT, *, until: datetime = T0 + HOUR, reason: str = "钢丝绳更换", at: datetime = T0) -> OutOfService:
    with records.transaction() as tx:
        return out_of_service.take(tx, site=SITE, scope=scope, reason=reason, until=until, by="fitter", at=at)


def put_back(records: Records, id_: str, at: datetime = T0 + 10 * MINUTE) -> OutOfService:
    with records.transaction() as tx:
        return out_of_service.put_back(tx, id_, site=SITE, by="fitter", at=at)


def test_active_alarms_in_its_scope_are_hidden_at_once_and_keep_their_order(records: Records) -> None:
    happen(records, DOOR.raised("e1"), LEVEL.raised("e2"))
    entry = take(records)
    door, level = (next(alarm for alarm in alarms(records) if alarm.rule == one.rule) for one in (DOOR, LEVEL))
    assert door.hidden_by == HiddenBy(Hiding.OUT_OF_SERVICE, "钢丝绳更换", entry.id, T0 + HOUR)
    assert (door.state, level.state) == (AlarmState.OUT_OF_SERVICE, AlarmState.UNACKNOWLEDGED)
    assert door.work_order_id == orders(records)[0].id
    with records.reading() as tx:
        last = tx.alarms.history(door.id)[-1]
    assert (last.event, last.actor, last.note) == (AlarmEvent.OUT_OF_SERVICE, "fitter", "钢丝绳更换")


def test_new_alarms_in_its_scope_open_no_order_and_call_nobody(records: Records) -> None:
    take(records)
    happen(records, BRAKE.raised("e1", T0 + MINUTE))
    assert (only_alarm(records).state, orders(records), told(records)) == (AlarmState.OUT_OF_SERVICE, [], [])


def test_putting_back_shows_what_still_stands_with_its_order(records: Records) -> None:
    entry = take(records)
    happen(records, DOOR.raised("e1", T0 + MINUTE), BRAKE.raised("e2", T0 + MINUTE), BRAKE.returned("e2", T0 + 2 * MINUTE))
    ended = put_back(records, entry.id)
    assert (ended.ended_at, ended.ended_by) == (T0 + 10 * MINUTE, "fitter")
    assert sorted(alarm.state for alarm in alarms(records)) == [AlarmState.NORMAL, AlarmState.UNACKNOWLEDGED]
    assert len(only_order(records).alarm_ids) == 1
    assert put_back(records, entry.id, T0 + 20 * MINUTE) == ended


def test_it_is_over_by_itself_when_its_time_is_up_and_once_only(records: Records) -> None:
    take(records)
    happen(records, DOOR.raised("e1", T0 + MINUTE))
    assert sweep(records, SITES, T0 + HOUR - SECOND) == 0
    assert sweep(records, SITES, T0 + HOUR) == 1
    assert sweep(records, SITES, T0 + HOUR) == 0
    assert only_alarm(records).state is AlarmState.UNACKNOWLEDGED
    with records.reading() as tx:
        assert tx.out_of_service.open_at(SITE.id) == []
        assert tx.alarms.history(only_alarm(records).id)[-1].event is AlarmEvent.IN_SERVICE


def test_what_two_people_took_out_comes_back_when_both_have_put_it_back(records: Records) -> None:
    first, second = take(records), take(records, Scope(device_types=("lift",)), until=T0 + 2 * HOUR)
    happen(records, DOOR.raised("e1", T0 + MINUTE))
    put_back(records, second.id)
    hidden_by = only_alarm(records).hidden_by
    assert hidden_by is not None
    assert hidden_by.by == first.id
    put_back(records, first.id)
    assert only_alarm(records).hidden_by is None


def test_a_longer_one_is_not_shortened_by_another(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    longer = take(records, until=T0 + 2 * HOUR)
    take(records, until=T0 + HOUR)
    hidden_by = only_alarm(records).hidden_by
    assert hidden_by is not None
    assert hidden_by.by == longer.id


def test_critical_and_latched_alarms_can_be_taken_out_but_not_what_counts_as_fire(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"), replace(BRAKE, severity=Severity.CRITICAL).raised("e2"))
    fire = next(alarm for alarm in alarms(records) if alarm.rule == BRAKE.rule)
    with records.transaction() as tx:
        tx.verifications.add(Verification(fire.id, SITE.id, "t3", T0, T0, state=VerificationState.CONFIRMED))
    take(records)
    assert {alarm.rule: alarm.state for alarm in alarms(records)} == {
        ENTRAPMENT.rule: AlarmState.OUT_OF_SERVICE,
        BRAKE.rule: AlarmState.UNACKNOWLEDGED,
    }


def test_the_event_log_says_so_to_everybody(records: Records) -> None:
    entry = take(records)
    put_back(records, entry.id)
    with records.reading() as tx:
        logged = [one.event for one in tx.events.after(0)]
    assert [(event.type, event.transition, event.subject_id, event.actor) for event in logged] == [
        (EventType.SYSTEM, "out_of_service", entry.id, "fitter"),
        (EventType.SYSTEM, "in_service", entry.id, "fitter"),
    ]
    assert logged[0].departments == frozenset(Department)
    assert logged[0].body["reason"] == "钢丝绳更换"


@pytest.mark.parametrize(
    ("scope", "reason", "until", "zh", "en"),
    [
        (Scope(), "检修", T0 + HOUR, "请选择要停用的设备或范围", "nothing is meant"),
        (Scope(assets=("lift-9",)), "检修", T0 + HOUR, "本项目没有：lift-9", "does not have lift-9"),
        (Scope(spaces=("t3",), loops=("L1",)), "检修", T0 + HOUR, "本项目没有：L1", "does not have L1"),
        (LIFT, "  ", T0 + HOUR, "请填写停用原因", "needs a reason"),
        (LIFT, "检修", T0, "截止时间已过", "has passed"),
        (LIFT, "检修", T0 + LONGEST + SECOND, "停用最长 30 天", "30 days at most"),
    ],
)
def test_what_is_missing_is_refused_in_both_languages(sqlite_records: Records, scope: Scope, reason: str, until: datetime, zh: str, en: str) -> None:
    with pytest.raises(Refusal, match=en) as refused:
        take(sqlite_records, scope, reason=reason, until=until)
    assert zh in refused.value.text.zh


def test_what_is_not_there_cannot_be_put_back(sqlite_records: Records) -> None:
    with pytest.raises(KeyError):
        put_back(sqlite_records, "none")


def test_what_another_site_took_out_is_not_ours_to_put_back(sqlite_records: Records) -> None:
    entry = take(sqlite_records)
    with sqlite_records.transaction() as tx, pytest.raises(KeyError):
        out_of_service.put_back(tx, entry.id, site=replace(SITE, id="elsewhere"), by="fitter", at=T0)
