"""What a permit hides comes back when it is over, and a fire test says which detectors never reported."""

from __future__ import annotations

from datetime import datetime

from domain.alarm import AlarmEvent, AlarmState
from domain.outbox import NotificationKind
from domain.permit import Permit, PermitKind, PermitStep
from domain.records import Records
from domain.scope import Scope
from domain.severity import Severity
from domain.transition import Change
from domain.verification import ConfirmedBy, VerificationState
from operations import fire_verification as fire
from operations import permits
from tests.operations.fire_scenes import HOUR, MINUTE, NOON, SECOND, SITE, SITES, alarm_of, call_point, happen, over, signal, told, verification_of
from tests.operations.test_permits import begun, take

_T = PermitStep
AT = NOON + 10 * MINUTE


def ordered(records: Records, asset: str) -> bool:
    """Whether the newest alarm of `asset` has an order."""
    alarm = alarm_of(records, asset)
    with records.reading() as tx:
        return tx.orders.of_alarm(alarm.id) is not None


def end(records: Records, permit: Permit, at: datetime = NOON + 30 * MINUTE) -> Permit:
    return take(records, permit, _T.ENDED, at=at)


def test_a_signal_under_a_test_is_recorded_and_calls_nobody(records: Records) -> None:
    permit = begun(records)
    happen(records, signal("smoke-1a", AT))
    alarm = alarm_of(records, "smoke-1a")
    assert alarm.state is AlarmState.SUPPRESSED
    assert alarm.hidden_by is not None
    assert (alarm.hidden_by.reason, alarm.hidden_by.by, alarm.hidden_by.until) == ("PERMIT", permit.id, NOON + HOUR)
    assert not ordered(records, "smoke-1a")
    assert verification_of(records, "smoke-1a") is None
    assert told(records, NotificationKind.FIRE_VERIFY) == []


def test_not_even_two_signals_and_a_call_point_call_119_in_a_test(sqlite_records: Records) -> None:
    begun(sqlite_records)
    happen(sqlite_records, signal("smoke-1a", AT), signal("smoke-1b", AT), call_point(AT))
    assert told(sqlite_records, NotificationKind.FIRE_CONFIRMED) == []


def test_other_floors_and_other_hazards_stay_live(sqlite_records: Records) -> None:
    begun(sqlite_records)
    happen(sqlite_records, signal("smoke-2", AT), signal("lift-1", AT, key="trapped", verify=False, plan=None))
    assert alarm_of(sqlite_records, "smoke-2").state is AlarmState.UNACKNOWLEDGED
    assert alarm_of(sqlite_records, "lift-1").state is AlarmState.UNACKNOWLEDGED


def test_hot_work_hides_smoke_and_not_the_call_point(sqlite_records: Records) -> None:
    begun(sqlite_records, PermitKind.HOT_WORK)
    happen(sqlite_records, signal("smoke-1a", AT), call_point(AT + SECOND))
    assert alarm_of(sqlite_records, "smoke-1a").state is AlarmState.SUPPRESSED
    assert alarm_of(sqlite_records, "call-1").state is AlarmState.UNACKNOWLEDGED
    assert len(told(sqlite_records, NotificationKind.FIRE_CONFIRMED)) == 4


def test_a_person_who_sees_a_real_fire_in_a_test_is_heard(records: Records) -> None:
    begun(records)
    happen(records, signal("smoke-1a", AT))
    with records.transaction() as tx:
        fire.confirm(tx, alarm_of(records, "smoke-1a").id, site=SITE, by="guard", at=AT + MINUTE)
    assert alarm_of(records, "smoke-1a").hidden_by is None
    assert ordered(records, "smoke-1a")
    assert len(told(records, NotificationKind.FIRE_CONFIRMED)) == 4


def test_what_still_stands_at_the_end_gets_its_order_and_is_verified(records: Records) -> None:
    permit = begun(records)
    happen(records, signal("smoke-1a", AT), signal("smoke-1b", AT))
    end(records, permit)
    assert alarm_of(records, "smoke-1a").state is AlarmState.UNACKNOWLEDGED
    assert ordered(records, "smoke-1a")
    found = verification_of(records, "smoke-1b")
    assert found is not None
    assert (found.state, found.verify_by) == (VerificationState.WAITING, NOON + 33 * MINUTE)
    assert len(told(records, NotificationKind.FIRE_VERIFY)) == 1
    with records.reading() as tx:
        shown = [entry for entry in tx.alarms.history(alarm_of(records, "smoke-1a").id) if entry.event is AlarmEvent.UNSUPPRESSED]
    assert [(entry.actor, entry.note) for entry in shown] == [("fitter", f"作业许可 {permit.number} 结束 / permit {permit.number} has ended")]


def test_signals_left_standing_after_a_test_become_a_fire_only_by_silence(sqlite_records: Records) -> None:
    permit = begun(sqlite_records)
    happen(sqlite_records, signal("smoke-1a", AT), signal("smoke-1b", AT))
    end(sqlite_records, permit)
    assert fire.sweep(sqlite_records, SITES, NOON + 33 * MINUTE) == 2
    found = verification_of(sqlite_records, "smoke-1a")
    assert found is not None
    assert found.reason is ConfirmedBy.SILENCE
    assert len(told(sqlite_records, NotificationKind.FIRE_CONFIRMED)) == 4


def test_what_was_reset_during_the_test_needs_nobody(sqlite_records: Records) -> None:
    permit = begun(sqlite_records)
    tested = signal("smoke-1a", AT)
    happen(sqlite_records, tested, over(tested, AT + MINUTE))
    end(sqlite_records, permit)
    assert not ordered(sqlite_records, "smoke-1a")
    assert told(sqlite_records, NotificationKind.FIRE_VERIFY) == []


def test_what_is_hidden_comes_back_when_the_time_is_up(records: Records) -> None:
    begun(records)
    happen(records, signal("smoke-1a", AT))
    permits.sweep(records, SITES, NOON + HOUR)
    assert alarm_of(records, "smoke-1a").hidden_by is None
    assert ordered(records, "smoke-1a")
    found = verification_of(records, "smoke-1a")
    assert found is not None
    assert found.verify_by == NOON + HOUR + 3 * MINUTE


def test_nothing_is_hidden_once_the_time_is_up_though_nobody_has_swept(sqlite_records: Records) -> None:
    begun(sqlite_records)
    happen(sqlite_records, signal("smoke-1a", NOON + HOUR))
    assert alarm_of(sqlite_records, "smoke-1a").state is AlarmState.UNACKNOWLEDGED


def test_an_extension_hides_until_the_new_time(sqlite_records: Records) -> None:
    permit = begun(sqlite_records)
    happen(sqlite_records, signal("smoke-1a", AT))
    take(sqlite_records, permit, _T.EXTENDED, by="manager", at=AT, note="没做完", until=NOON + 2 * HOUR)
    hidden = alarm_of(sqlite_records, "smoke-1a").hidden_by
    assert hidden is not None
    assert hidden.until == NOON + 2 * HOUR


def test_what_stood_before_the_work_began_stays_shown(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a", NOON - MINUTE))
    begun(sqlite_records)
    assert alarm_of(sqlite_records, "smoke-1a").hidden_by is None


# --- The end of a fire test ---------------------------------------------------------------------------------------


def test_a_fire_test_lists_who_reported_and_who_never_did(records: Records) -> None:
    permit = begun(records)
    happen(records, signal("smoke-1a", AT), call_point(AT))
    ended = end(records, permit)
    assert ended.reported == ("riverside.smoke-1a.smoke", "riverside.call-1.status_bits")
    assert ended.missing == ("riverside.smoke-1b.smoke",)
    last = told(records, NotificationKind.PERMIT)[-1]
    assert "未报警 1 个：1层烟感乙" in last.body.zh
    assert "never reported (1): Smoke detector 1B" in last.body.en


def test_a_detector_outside_the_scope_neither_counts_nor_is_expected(sqlite_records: Records) -> None:
    permit = begun(sqlite_records)
    happen(sqlite_records, signal("smoke-2", AT))
    assert end(sqlite_records, permit).reported == ()


def test_a_report_before_the_test_does_not_count(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a", NOON - MINUTE))
    permit = begun(sqlite_records)
    assert "riverside.smoke-1a.smoke" in end(sqlite_records, permit).missing


def test_a_detector_that_comes_back_within_an_older_alarm_counts(sqlite_records: Records) -> None:
    early = signal("smoke-1a", NOON - 2 * MINUTE)
    happen(sqlite_records, early, over(early, NOON - MINUTE))
    permit = begun(sqlite_records)
    happen(sqlite_records, signal("smoke-1a", AT, episode="again"))
    assert "riverside.smoke-1a.smoke" in end(sqlite_records, permit).reported


def test_a_detector_that_is_only_faulty_has_not_reported(sqlite_records: Records) -> None:
    permit = begun(sqlite_records)
    fault = signal("call-1", AT, key="status_bits", rule="fire_detector.component_fault", verify=False, plan=None, severity=Severity.MEDIUM)
    happen(sqlite_records, fault)
    ended = end(sqlite_records, permit)
    assert ended.reported == ()
    assert "riverside.call-1.status_bits" in ended.missing


def test_what_was_known_only_after_it_was_over_counts_too(sqlite_records: Records) -> None:
    permit = begun(sqlite_records)
    happen(sqlite_records, signal("smoke-1a", AT, change=Change.RECORDED))
    assert end(sqlite_records, permit).reported == ("riverside.smoke-1a.smoke",)


def test_a_test_of_named_points_expects_just_those(sqlite_records: Records) -> None:
    with sqlite_records.transaction() as tx:
        permit = permits.request(
            tx,
            site=SITE,
            kind=PermitKind.FIRE_TEST,
            scope=Scope(points=("riverside.smoke-2.status_bits", "riverside.lift-1.mode")),
            hides=True,
            place="2层",
            work="单点测试",
            applicant="fitter",
            starts_at=NOON,
            until=NOON + HOUR,
            at=NOON,
        )
    take(sqlite_records, permit, _T.APPROVED, by="manager")
    take(sqlite_records, permit, _T.BEGUN)
    assert end(sqlite_records, permit).missing == ("riverside.smoke-2.status_bits",)


def test_other_permits_expect_nothing(sqlite_records: Records) -> None:
    permit = begun(sqlite_records, PermitKind.FIRE_IMPAIRMENT)
    assert end(sqlite_records, permit).missing == ()
