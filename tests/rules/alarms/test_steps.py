"""What people may do to an alarm, and what they may not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from domain.alarm import AlarmEvent, AlarmState, IllegalStep
from domain.contract import alarm_json
from domain.problem import Refusal
from domain.records import Conflict, Records
from domain.transition import Change
from operations import alarm_steps
from rules.alarms import steps
from tests.operations.scenes import DOOR, ENTRAPMENT, HOUR, INTRUSION, MINUTE, SITE, T0, Condition, happen, only_alarm


@pytest.fixture
def door(sqlite_records: Records) -> str:
    happen(sqlite_records, DOOR.raised("e1"))
    return only_alarm(sqlite_records).id


@pytest.fixture
def intrusion(sqlite_records: Records) -> str:
    happen(sqlite_records, INTRUSION.raised("e1"))
    return only_alarm(sqlite_records).id


def shelve(records: Records, alarm: str, *, until: datetime = T0 + HOUR, reason: str = "检修") -> None:
    with records.transaction() as tx:
        steps.shelve(tx, alarm, by="fitter", at=T0, until=until, reason=reason)


def reset(records: Records, alarm: str, *, reason: str = "误触", evidence: str = "照片 3 张") -> None:
    with records.transaction() as tx:
        steps.reset(tx, alarm, by="fitter", at=T0 + HOUR, reason=reason, evidence=evidence)


def test_acknowledging_says_who_and_when_and_clears_nothing(sqlite_records: Records, door: str) -> None:
    with sqlite_records.transaction() as tx:
        steps.acknowledge(tx, door, by="guard", at=T0 + HOUR, occurred_at=T0 + MINUTE, note="看到了")
    alarm = only_alarm(sqlite_records)
    assert (alarm.state, alarm.condition) == (AlarmState.ACKNOWLEDGED, True)
    assert (alarm.acknowledged_by, alarm.acknowledged_at) == ("guard", T0 + MINUTE)


def test_acknowledging_again_keeps_the_first_who_saw_it(sqlite_records: Records, door: str) -> None:
    with sqlite_records.transaction() as tx:
        first = steps.acknowledge(tx, door, by="guard", at=T0)
        second = steps.acknowledge(tx, door, by="fitter", at=T0 + MINUTE, version=1)
    assert second == first


def test_nobody_saw_it_in_the_future(sqlite_records: Records, door: str) -> None:
    with sqlite_records.transaction() as tx:
        assert steps.acknowledge(tx, door, by="guard", at=T0, occurred_at=T0 + HOUR).acknowledged_at == T0


def test_a_reset_alarm_that_nobody_saw_ends_when_somebody_does(sqlite_records: Records, intrusion: str) -> None:
    happen(sqlite_records, INTRUSION.returned("e1"))
    reset(sqlite_records, intrusion)
    with sqlite_records.transaction() as tx:
        ended = steps.acknowledge(tx, intrusion, by="guard", at=T0 + 2 * HOUR)
    assert (ended.state, ended.ended_at) == (AlarmState.NORMAL, T0 + 2 * HOUR)


def test_an_alarm_that_ended_unseen_cannot_be_acknowledged_any_more(sqlite_records: Records, door: str) -> None:
    happen(sqlite_records, DOOR.change(Change.RETIRED, "e1", T0 + MINUTE))
    with sqlite_records.transaction() as tx, pytest.raises(IllegalStep):
        steps.acknowledge(tx, door, by="guard", at=T0 + HOUR)


def test_a_step_from_an_old_version_is_a_conflict(sqlite_records: Records, door: str) -> None:
    shelve(sqlite_records, door)
    with sqlite_records.transaction() as tx, pytest.raises(Conflict, match="version is 2"):
        alarm_steps.unshelve(tx, door, site=SITE, by="fitter", at=T0, version=1)


def test_an_alarm_that_does_not_exist_is_a_key_error(sqlite_records: Records) -> None:
    with sqlite_records.transaction() as tx, pytest.raises(KeyError):
        steps.acknowledge(tx, "none", by="guard", at=T0)


def test_every_step_stands_in_history_and_event_log(sqlite_records: Records, door: str) -> None:
    with sqlite_records.transaction() as tx:
        steps.acknowledge(tx, door, by="guard", at=T0)
        steps.shelve(tx, door, by="fitter", at=T0, until=T0 + HOUR, reason="检修")
        alarm_steps.unshelve(tx, door, site=SITE, by="fitter", at=T0 + MINUTE)
    with sqlite_records.reading() as tx:
        history = tx.alarms.history(door)
        told = [logged.event for logged in tx.events.after(0) if logged.event.subject_id == door]
    assert [(entry.event, entry.state, entry.actor) for entry in history] == [
        (AlarmEvent.RAISED, AlarmState.UNACKNOWLEDGED, "system"),
        (AlarmEvent.ACKNOWLEDGED, AlarmState.ACKNOWLEDGED, "guard"),
        (AlarmEvent.SHELVED, AlarmState.SHELVED, "fitter"),
        (AlarmEvent.UNSHELVED, AlarmState.ACKNOWLEDGED, "fitter"),
    ]
    assert [event.transition for event in told] == ["raised", "acknowledged", "shelved", "unshelved"]
    assert told[-1].body == alarm_json(only_alarm(sqlite_records))


@pytest.mark.parametrize(("condition", "hours"), [(ENTRAPMENT, 8), (DOOR, 24)])
def test_shelving_has_a_limit_by_severity_and_the_error_names_it(sqlite_records: Records, condition: Condition, hours: int) -> None:
    happen(sqlite_records, condition.raised("e1"))
    alarm = only_alarm(sqlite_records).id
    with pytest.raises(Refusal, match=f"{hours} hours at most") as caught:
        shelve(sqlite_records, alarm, until=T0 + timedelta(hours=hours, seconds=1))
    assert f"{hours} 小时" in caught.value.text.zh
    shelve(sqlite_records, alarm, until=T0 + timedelta(hours=hours))


@pytest.mark.parametrize(("until", "reason"), [(T0, "检修"), (T0 + HOUR, "  ")])
def test_shelving_needs_a_reason_and_a_time_to_come(sqlite_records: Records, door: str, until: datetime, reason: str) -> None:
    with pytest.raises(Refusal):
        shelve(sqlite_records, door, until=until, reason=reason)


def test_shelving_again_sets_another_time(sqlite_records: Records, door: str) -> None:
    shelve(sqlite_records, door)
    shelve(sqlite_records, door, until=T0 + 2 * HOUR)
    hidden_by = only_alarm(sqlite_records).hidden_by
    assert hidden_by is not None
    assert hidden_by.until == T0 + 2 * HOUR


def test_what_is_shown_cannot_be_unshelved(sqlite_records: Records, door: str) -> None:
    with sqlite_records.transaction() as tx, pytest.raises(IllegalStep):
        alarm_steps.unshelve(tx, door, site=SITE, by="fitter", at=T0)


def test_an_alarm_that_has_ended_cannot_be_shelved(sqlite_records: Records, door: str) -> None:
    happen(sqlite_records, DOOR.returned("e1"))
    with sqlite_records.transaction() as tx:
        steps.acknowledge(tx, door, by="guard", at=T0)
    with pytest.raises(IllegalStep):
        shelve(sqlite_records, door)


def test_a_person_resets_what_is_latched_to_a_person(sqlite_records: Records, intrusion: str) -> None:
    happen(sqlite_records, INTRUSION.returned("e1"))
    reset(sqlite_records, intrusion)
    alarm = only_alarm(sqlite_records)
    assert (alarm.condition, alarm.returned_at, alarm.cleared_at, alarm.state) == (
        False,
        T0 + MINUTE,
        T0 + HOUR,
        AlarmState.RETURNED_UNACKNOWLEDGED,
    )


def test_nothing_is_reset_while_the_process_is_abnormal(sqlite_records: Records, intrusion: str) -> None:
    with pytest.raises(IllegalStep, match="still abnormal"):
        reset(sqlite_records, intrusion)


@pytest.mark.parametrize("blank", ["reason", "evidence"])
def test_a_reset_needs_reason_and_evidence(sqlite_records: Records, intrusion: str, blank: str) -> None:
    happen(sqlite_records, INTRUSION.returned("e1"))
    with pytest.raises(Refusal):
        reset(sqlite_records, intrusion, **{blank: " "})


@pytest.mark.parametrize(("condition", "why"), [(ENTRAPMENT, "only at its source"), (DOOR, "not latched")])
def test_nobody_resets_what_no_person_latched(sqlite_records: Records, condition: Condition, why: str) -> None:
    happen(sqlite_records, condition.raised("e1"))
    with pytest.raises(IllegalStep, match=why):
        reset(sqlite_records, only_alarm(sqlite_records).id)
