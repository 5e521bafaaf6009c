"""A first signal of fire is verified within the limit, or it is a fire; people confirm and correct."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from domain.alarm import AlarmEvent, AlarmState, IllegalStep
from domain.attachment import Attachment
from domain.outbox import NotificationKind
from domain.problem import Refusal
from domain.records import Conflict, OrderFilter, Records
from domain.severity import Priority, Severity
from domain.verification import ConfirmedBy, Verification, VerificationState
from domain.work_order import Due, OrderEvent, OrderState, WorkOrder
from operations import alarm_steps
from operations import fire_verification as fire
from operations.workorders import steps as order_steps
from tests.operations.fire_scenes import (
    ENGINEERING,
    MANAGEMENT,
    MINUTE,
    NOON,
    SECOND,
    SECURITY,
    SERVICE_CENTRE,
    SITE,
    SITES,
    alarm_of,
    call_point,
    happen,
    over,
    signal,
    told,
    verification_of,
)

LIMIT = NOON + 3 * MINUTE
PHOTO = "photo-1"


def verified(records: Records, asset: str, *, realm: str = "live") -> tuple[VerificationState, ConfirmedBy | None]:
    found = verification_of(records, asset, realm=realm)
    assert found is not None
    return found.state, found.reason


def order_of(records: Records, asset: str) -> WorkOrder:
    alarm = alarm_of(records, asset)
    with records.reading() as tx:
        order = tx.orders.of_alarm(alarm.id)
    assert order is not None
    return order


def photograph(records: Records, asset: str, *, content_type: str = "image/jpeg") -> None:
    order = order_of(records, asset)
    with records.transaction() as tx:
        order_steps.attach(tx, order.id, Attachment(PHOTO, order.id, "现场.jpg", content_type, 5, "00", NOON, "guard"), at=NOON)


def call_false(
    records: Records, asset: str, *, at: datetime = NOON + MINUTE, cause: str = "厨房油烟", photo: str = PHOTO, version: int | None = None
) -> Verification:
    alarm = alarm_of(records, asset)
    with records.transaction() as tx:
        return fire.false_alarm(tx, alarm.id, site=SITE, by="guard", at=at, cause=cause, photo=photo, version=version)


def confirm(records: Records, asset: str, *, at: datetime = NOON + MINUTE, version: int | None = None) -> Verification:
    alarm = alarm_of(records, asset)
    with records.transaction() as tx:
        return fire.confirm(tx, alarm.id, site=SITE, by="guard", at=at, note="明火", version=version)


def notes(records: Records, asset: str, event: AlarmEvent) -> list[str]:
    alarm = alarm_of(records, asset)
    with records.reading() as tx:
        return [entry.note for entry in tx.alarms.history(alarm.id) if entry.event is event]


def false_alarms(records: Records) -> Mapping[str, int]:
    with records.reading() as tx:
        return fire.false_alarms_by_asset(tx, SITE, NOON)


# --- The first signal -------------------------------------------------------------------------------------------


def test_a_first_signal_waits_until_a_stored_deadline(records: Records) -> None:
    happen(records, signal("smoke-1b"))
    found = verification_of(records, "smoke-1b")
    assert found is not None
    assert (found.state, found.zone, found.started_at, found.verify_by) == (VerificationState.WAITING, "t1-f1", NOON, LIMIT)


def test_the_limit_is_the_sites_own(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a"), site=replace(SITE, settings={"fire_verify_s": 90.0}))
    found = verification_of(sqlite_records, "smoke-1a")
    assert found is not None
    assert found.verify_by == NOON + 90 * SECOND


def test_control_room_and_nearest_guard_are_called_to_look(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a"))
    (one,) = told(sqlite_records, NotificationKind.FIRE_VERIFY)
    assert (one.department, one.severity, one.posts) == (SECURITY, Severity.CRITICAL, ("control_room", "nearest_guard"))
    assert one.title.zh == "核实火警信号：1层烟感甲"
    assert "12:03:00 前" in one.body.zh
    assert "就近秩序员：立即到场核实" in one.body.zh
    assert "by 12:03:00: silence counts as fire" in one.body.en


def test_nobody_else_is_called_yet(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a"))
    assert told(sqlite_records, NotificationKind.FIRE_CONFIRMED) == []


def test_a_rule_that_asks_for_no_verification_starts_none(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a", verify=False))
    assert verification_of(sqlite_records, "smoke-1a") is None


def test_where_an_attribute_names_the_zone_it_counts(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-roof"))
    found = verification_of(sqlite_records, "smoke-roof")
    assert found is not None
    assert found.zone == "Z9"


def test_a_detector_that_comes_again_while_it_waits_keeps_its_deadline(sqlite_records: Records) -> None:
    first = signal("smoke-1a")
    happen(sqlite_records, first, over(first, NOON + MINUTE), signal("smoke-1a", NOON + 2 * MINUTE, episode="again"))
    found = verification_of(sqlite_records, "smoke-1a")
    assert found is not None
    assert (found.state, found.verify_by) == (VerificationState.WAITING, LIMIT)


# --- Confirmed ---------------------------------------------------------------------------------------------------


def test_silence_is_fire(records: Records) -> None:
    happen(records, signal("smoke-1a"))
    assert fire.sweep(records, SITES, LIMIT - SECOND) == 0
    assert fire.sweep(records, SITES, LIMIT) == 1
    assert verified(records, "smoke-1a") == (VerificationState.CONFIRMED, ConfirmedBy.SILENCE)
    assert fire.sweep(records, SITES, LIMIT + MINUTE) == 0


def test_acknowledging_is_not_verifying(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a"))
    with sqlite_records.transaction() as tx:
        alarm_steps.acknowledge(tx, alarm_of(sqlite_records, "smoke-1a").id, by="guard", at=NOON + MINUTE)
    fire.sweep(sqlite_records, SITES, LIMIT)
    assert verified(sqlite_records, "smoke-1a") == (VerificationState.CONFIRMED, ConfirmedBy.SILENCE)


def test_a_second_detector_of_the_same_zone_confirms_both_at_once(records: Records) -> None:
    happen(records, signal("smoke-1a"), signal("smoke-1b", NOON + 20 * SECOND))
    assert verified(records, "smoke-1a") == (VerificationState.CONFIRMED, ConfirmedBy.SECOND_SIGNAL)
    assert verified(records, "smoke-1b") == (VerificationState.CONFIRMED, ConfirmedBy.SECOND_SIGNAL)


def test_a_detector_of_another_zone_is_a_first_signal_of_its_own(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a"), signal("smoke-2", NOON + 20 * SECOND))
    assert verified(sqlite_records, "smoke-1a") == (VerificationState.WAITING, None)
    assert verified(sqlite_records, "smoke-2") == (VerificationState.WAITING, None)


def test_the_same_detector_does_not_confirm_itself(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a"), signal("smoke-1a", NOON + SECOND, key="temp", rule="fire_detector.heat"))
    with sqlite_records.reading() as tx:
        states = [each.state for each in tx.verifications.waiting_at(SITE.id)]
    assert states == [VerificationState.WAITING, VerificationState.WAITING]


def test_a_call_point_confirms_what_waits_in_its_zone_and_is_a_confirmed_fire_itself(records: Records) -> None:
    happen(records, signal("smoke-1a"), signal("smoke-2", NOON + SECOND), call_point(NOON + 20 * SECOND))
    assert verified(records, "smoke-1a") == (VerificationState.CONFIRMED, ConfirmedBy.CALL_POINT)
    assert verified(records, "call-1") == (VerificationState.CONFIRMED, ConfirmedBy.CALL_POINT)
    assert verified(records, "smoke-2") == (VerificationState.WAITING, None)


def test_a_call_point_alone_is_a_confirmed_fire(sqlite_records: Records) -> None:
    happen(sqlite_records, call_point())
    assert verified(sqlite_records, "call-1") == (VerificationState.CONFIRMED, ConfirmedBy.CALL_POINT)
    assert len(told(sqlite_records, NotificationKind.FIRE_CONFIRMED)) == 4
    assert told(sqlite_records, NotificationKind.FIRE_VERIFY) == []


def test_a_detector_beside_a_confirmed_fire_is_a_second_signal_and_calls_nobody_anew(sqlite_records: Records) -> None:
    happen(sqlite_records, call_point(), signal("smoke-1a", NOON + MINUTE))
    assert verified(sqlite_records, "smoke-1a") == (VerificationState.CONFIRMED, ConfirmedBy.SECOND_SIGNAL)
    assert len(told(sqlite_records, NotificationKind.FIRE_CONFIRMED)) == 4


def test_a_person_on_site_confirms(records: Records) -> None:
    happen(records, signal("smoke-1a"))
    found = confirm(records, "smoke-1a")
    assert (found.state, found.reason, found.decided_by, found.decided_at) == (VerificationState.CONFIRMED, ConfirmedBy.PERSON, "guard", NOON + MINUTE)
    assert notes(records, "smoke-1a", AlarmEvent.CONFIRMED) == ["确认火警：现场确认 / Confirmed fire: Confirmed on site · 明火"]


def test_what_is_confirmed_cannot_be_confirmed_again(sqlite_records: Records) -> None:
    happen(sqlite_records, call_point())
    with pytest.raises(IllegalStep):
        confirm(sqlite_records, "call-1")


def test_an_alarm_that_is_no_signal_of_fire_cannot_be_confirmed_as_one(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("lift-1", key="mode", verify=False, plan=None))
    with pytest.raises(KeyError):
        confirm(sqlite_records, "lift-1")


def test_everybody_is_called_once_and_told_that_a_person_dials(records: Records) -> None:
    happen(records, signal("smoke-1a"), signal("smoke-1b", NOON + SECOND))
    called = told(records, NotificationKind.FIRE_CONFIRMED)
    assert [one.department for one in called] == [ENGINEERING, MANAGEMENT, SECURITY, SERVICE_CENTRE]
    assert {post for one in called for post in one.posts} >= {"control_room", "all_guards", "duty_engineer", "manager", "company"}
    assert {one.title.zh for one in called} == {"确认火警：1号楼 · 1层"}
    assert all("由人员拨打119，系统不代拨" in one.body.zh and "a person dials 119" in one.body.en for one in called)
    assert {one.alarm_ids for one in called} == {(alarm_of(records, "smoke-1b").id, alarm_of(records, "smoke-1a").id)}


def test_the_alarm_and_its_order_say_why(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a", severity=Severity.HIGH))
    fire.sweep(sqlite_records, SITES, LIMIT)
    assert notes(sqlite_records, "smoke-1a", AlarmEvent.CONFIRMED) == ["确认火警：限时内无人核实 / Confirmed fire: Nobody verified it in time"]
    order = order_of(sqlite_records, "smoke-1a")
    assert order.priority is Priority.P1
    assert order.due == Due(LIMIT + 3 * MINUTE, LIMIT + 15 * MINUTE, LIMIT + timedelta(hours=2))
    with sqlite_records.reading() as tx:
        said = [(line.event, line.note) for line in tx.orders.timeline(order.id)]
    assert (OrderEvent.NOTED, "确认火警：限时内无人核实 / Confirmed fire: Nobody verified it in time") in said


def test_an_order_on_which_work_had_stopped_goes_on(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a"))
    order = order_of(sqlite_records, "smoke-1a")
    with sqlite_records.transaction() as tx:
        order_steps.take_step(tx, order.id, OrderEvent.ACCEPTED, site=SITE, by="guard", at=NOON)
        order_steps.take_step(tx, order.id, OrderEvent.HELD, site=SITE, by="guard", at=NOON, note="等钥匙")
    fire.sweep(sqlite_records, SITES, LIMIT)
    assert order_of(sqlite_records, "smoke-1a").state is OrderState.IN_PROGRESS


def test_two_workers_decide_silence_once(records: Records) -> None:
    happen(records, signal("smoke-1a"))
    ready = Barrier(2)

    def sweep_together(now: datetime) -> int:
        ready.wait(30)
        return fire.sweep(records, SITES, now)

    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(sweep_together, [LIMIT, LIMIT])) == 1
    assert len(notes(records, "smoke-1a", AlarmEvent.CONFIRMED)) == 1
    assert len(told(records, NotificationKind.FIRE_CONFIRMED)) == 4


def test_sites_of_others_are_left_to_others(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a"))
    assert fire.sweep(sqlite_records, {}, LIMIT) == 0


def test_what_a_person_has_seen_and_its_source_calls_normal_is_over(records: Records) -> None:
    first = signal("smoke-1a")
    happen(records, first)
    with records.transaction() as tx:
        alarm_steps.acknowledge(tx, alarm_of(records, "smoke-1a").id, by="guard", at=NOON + MINUTE)
    happen(records, over(first, NOON + 2 * MINUTE))
    assert fire.sweep(records, SITES, LIMIT) == 1
    assert verified(records, "smoke-1a") == (VerificationState.ENDED, None)
    assert told(records, NotificationKind.FIRE_CONFIRMED) == []


def test_what_came_and_went_and_nobody_saw_is_confirmed_by_silence(sqlite_records: Records) -> None:
    first = signal("smoke-1a")
    happen(sqlite_records, first, over(first, NOON + MINUTE))
    fire.sweep(sqlite_records, SITES, LIMIT)
    assert verified(sqlite_records, "smoke-1a") == (VerificationState.CONFIRMED, ConfirmedBy.SILENCE)


def test_a_drill_confirms_nothing_real(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a"), signal("smoke-1b", NOON + SECOND, realm="drill-1"))
    assert verified(sqlite_records, "smoke-1a") == (VerificationState.WAITING, None)
    assert verified(sqlite_records, "smoke-1b", realm="drill-1") == (VerificationState.WAITING, None)


# --- False alarms ------------------------------------------------------------------------------------------------


def test_a_false_alarm_ends_the_waiting_and_not_the_alarm(records: Records) -> None:
    happen(records, signal("smoke-1a"))
    photograph(records, "smoke-1a")
    found = call_false(records, "smoke-1a")
    assert (found.state, found.cause, found.photo, found.decided_by) == (VerificationState.FALSE_ALARM, "厨房油烟", PHOTO, "guard")
    alarm = alarm_of(records, "smoke-1a")
    assert (alarm.state, alarm.condition) == (AlarmState.UNACKNOWLEDGED, True)
    assert notes(records, "smoke-1a", AlarmEvent.FALSE_ALARM) == ["误报，原因：厨房油烟 / False alarm: 厨房油烟"]
    assert fire.sweep(records, SITES, LIMIT) == 0


@pytest.mark.parametrize(("cause", "photo"), [(" ", PHOTO), ("油烟", "another"), ("油烟", "")])
def test_a_false_alarm_needs_a_cause_and_a_photo(sqlite_records: Records, cause: str, photo: str) -> None:
    happen(sqlite_records, signal("smoke-1a"))
    photograph(sqlite_records, "smoke-1a")
    with pytest.raises(Refusal):
        call_false(sqlite_records, "smoke-1a", cause=cause, photo=photo)


def test_a_document_is_no_photo(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a"))
    photograph(sqlite_records, "smoke-1a", content_type="application/pdf")
    with pytest.raises(Refusal):
        call_false(sqlite_records, "smoke-1a")


def test_it_opens_a_fault_order_of_engineering_on_the_detector(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a"))
    photograph(sqlite_records, "smoke-1a")
    call_false(sqlite_records, "smoke-1a")
    with sqlite_records.reading() as tx:
        (fault,) = [order for order in tx.orders.list(OrderFilter(asset="smoke-1a")).items if not order.from_alarm]
    assert (fault.department, fault.state, fault.title.zh) == (ENGINEERING, OrderState.REQUESTED, "检查误报的探测器：1层烟感甲")


def test_a_fault_order_that_is_open_already_is_told_instead(sqlite_records: Records) -> None:
    first = signal("smoke-1a")
    happen(sqlite_records, first)
    photograph(sqlite_records, "smoke-1a")
    call_false(sqlite_records, "smoke-1a")
    happen(sqlite_records, over(first, NOON + 2 * MINUTE), signal("smoke-1a", NOON + 3 * MINUTE, episode="again"))
    call_false(sqlite_records, "smoke-1a", at=NOON + 4 * MINUTE)
    with sqlite_records.reading() as tx:
        (fault,) = [order for order in tx.orders.list(OrderFilter(asset="smoke-1a")).items if not order.from_alarm]
        assert [entry.event for entry in tx.orders.timeline(fault.id)] == [OrderEvent.OPENED, OrderEvent.NOTED]


def test_a_detector_that_comes_again_after_a_false_alarm_is_verified_anew(sqlite_records: Records) -> None:
    first = signal("smoke-1a")
    happen(sqlite_records, first)
    photograph(sqlite_records, "smoke-1a")
    call_false(sqlite_records, "smoke-1a")
    happen(sqlite_records, over(first, NOON + 2 * MINUTE), signal("smoke-1a", NOON + 3 * MINUTE, episode="again"))
    found = verification_of(sqlite_records, "smoke-1a")
    assert found is not None
    assert (found.state, found.verify_by) == (VerificationState.WAITING, NOON + 6 * MINUTE)
    assert len(told(sqlite_records, NotificationKind.FIRE_VERIFY)) == 2


def test_silence_may_be_corrected(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a"))
    photograph(sqlite_records, "smoke-1a")
    fire.sweep(sqlite_records, SITES, LIMIT)
    call_false(sqlite_records, "smoke-1a", at=LIMIT + MINUTE)
    assert verified(sqlite_records, "smoke-1a") == (VerificationState.FALSE_ALARM, None)
    called = {one.department for one in told(sqlite_records, NotificationKind.FIRE_CONFIRMED)}
    assert {one.department for one in told(sqlite_records, NotificationKind.FALSE_ALARM)} == called


def test_what_a_second_signal_confirmed_is_no_false_alarm(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a"))
    photograph(sqlite_records, "smoke-1a")
    happen(sqlite_records, signal("smoke-1b", NOON + SECOND))
    with pytest.raises(IllegalStep):
        call_false(sqlite_records, "smoke-1a")


def test_a_person_may_still_see_that_it_burns_after_all(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a"))
    photograph(sqlite_records, "smoke-1a")
    call_false(sqlite_records, "smoke-1a")
    assert confirm(sqlite_records, "smoke-1a", at=NOON + 2 * MINUTE).reason is ConfirmedBy.PERSON
    assert len(told(sqlite_records, NotificationKind.FIRE_CONFIRMED)) == 4


def test_an_alarm_that_was_never_to_be_verified_cannot_be_called_false(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a", verify=False))
    with pytest.raises(KeyError):
        call_false(sqlite_records, "smoke-1a")


def test_who_decides_on_what_another_has_changed_is_told(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a"))
    photograph(sqlite_records, "smoke-1a")
    with pytest.raises(Conflict):
        call_false(sqlite_records, "smoke-1a", version=7)
    with pytest.raises(Conflict):
        confirm(sqlite_records, "smoke-1a", version=7)


def test_false_alarms_are_counted_per_detector(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a"))
    photograph(sqlite_records, "smoke-1a")
    call_false(sqlite_records, "smoke-1a")
    assert false_alarms(sqlite_records) == {"smoke-1a": 1}


# --- Hidden ------------------------------------------------------------------------------------------------------


def test_a_shelf_stops_no_verification_and_a_confirmed_fire_is_shown(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a"))
    with sqlite_records.transaction() as tx:
        alarm_steps.shelve(tx, alarm_of(sqlite_records, "smoke-1a").id, by="guard", at=NOON, until=NOON + timedelta(hours=1), reason="吵")
    fire.sweep(sqlite_records, SITES, LIMIT)
    alarm = alarm_of(sqlite_records, "smoke-1a")
    assert (alarm.hidden_by, alarm.state) == (None, AlarmState.UNACKNOWLEDGED)
    assert verified(sqlite_records, "smoke-1a") == (VerificationState.CONFIRMED, ConfirmedBy.SILENCE)


def test_a_signal_that_means_nothing_in_the_present_mode_is_only_recorded(sqlite_records: Records) -> None:
    happen(sqlite_records, signal("smoke-1a", suppressed=True))
    assert verification_of(sqlite_records, "smoke-1a") is None
    assert told(sqlite_records, NotificationKind.FIRE_VERIFY) == []
