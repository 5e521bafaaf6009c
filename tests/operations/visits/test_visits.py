"""A contractor's visit: nothing changes before the approval, only that asset is out of service, and it comes back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.alarm import AlarmState, IllegalStep
from domain.people import Department
from domain.problem import Refusal
from domain.records import Conflict, Records
from domain.scope import Scope
from domain.suppression import OutOfService
from domain.visit import FileKind, VisitPurpose, VisitState, VisitStep
from operations import out_of_service, visits
from operations.visits import clock_of
from operations.visits.safety import SPARED
from rules import library_path
from rules.rule_file import load_rules
from tests.operations.scenes import DOOR, ENTRAPMENT, HOUR, LEVEL, MINUTE, SITE, SITES, T0, alarms, happen, only_alarm, orders
from tests.operations.visits.scene import DAY, WANG, approved, attach, come, left, now, take, visits_told

LIFT = SITE.assets["lift-1"]


# --- Signing in -----------------------------------------------------------------------------------------------------


def test_signing_in_tells_the_staff_and_hides_nothing(records: Records) -> None:
    visit = come(records)
    assert (visit.number, visit.state, visit.until) == ("F-20260131-001", VisitState.WAITING, T0 + 4 * HOUR)
    assert [(one.department, one.title.zh, one.body.zh) for one in visits_told(records)] == [
        (department, "外委单位到访待批准：安捷电梯", "3号楼 1号电梯 · 维保 · 至 02-01 03:59 · F-20260131-001")
        for department in (Department.ENGINEERING, Department.SECURITY)
    ]
    happen(records, DOOR.raised("e1", T0 + MINUTE))
    assert only_alarm(records).state is AlarmState.UNACKNOWLEDGED
    with records.reading() as tx:
        assert tx.out_of_service.open_at(SITE.id) == []


def test_no_name_and_no_phone_is_in_events_or_messages(records: Records) -> None:
    visit = approved(records, replace(WANG, firm="安捷 13800138000", work="找 13912345678"))
    left(records, visit)
    with records.reading() as tx:
        events = json.dumps([dict(logged.event.body) for logged in tx.events.after(0)], ensure_ascii=False)
    messages = "".join(f"{one.title.zh}{one.title.en}{one.body.zh}{one.body.en}" for one in visits_told(records))
    assert not [word for word in ("王师傅", "13800138000", "138 0013 8000", "13912345678", visit.token_digest) if word in events + messages]


@pytest.mark.parametrize(
    "asked",
    [
        replace(WANG, firm=" "),
        replace(WANG, name=""),
        replace(WANG, phone="王"),
        replace(WANG, phone="=cmd()"),
        replace(WANG, stay=timedelta(days=3)),
        replace(WANG, stay=timedelta()),
    ],
    ids=["no firm", "no name", "no phone", "formula", "too long", "no time"],
)
def test_what_makes_no_sense_is_refused(sqlite_records: Records, asked: visits.SignIn) -> None:
    with pytest.raises(Refusal):
        come(sqlite_records, asked)
    assert visits_told(sqlite_records) == []


def test_the_same_person_signs_in_once_and_a_crowd_not_at_all(sqlite_records: Records) -> None:
    come(sqlite_records)
    with pytest.raises(Refusal):
        come(sqlite_records, replace(WANG, phone="+86 138-0013-8000"))
    for number in range(4):
        come(sqlite_records, replace(WANG, phone=f"1390000000{number}"))
    with pytest.raises(Refusal):
        come(sqlite_records, replace(WANG, phone="13900000009"))


def test_another_phone_goes_on_with_number_and_phone_and_the_old_token_is_good_no_more(records: Records) -> None:
    visit = come(records)
    with records.transaction() as tx:
        assert visits.resume(tx, site=SITE, asset="lift-1", number=visit.number, phone="13900000000", at=T0) is None
        assert visits.resume(tx, site=SITE, asset="tank-1", number=visit.number, phone=WANG.phone, at=T0) is None
        found = visits.resume(tx, site=SITE, asset="lift-1", number=visit.number.lower(), phone="13800138000", at=T0)
    assert found is not None
    with records.reading() as tx:
        assert tx.visits.by_token(visit.token_digest) is None
        again = tx.visits.by_token(visits.digest(found[1]))
    assert again is not None
    assert again.id == visit.id


# --- Approval and what is out of service ------------------------------------------------------------------------------


def test_from_the_approval_only_that_asset_is_out_of_service(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    visit = approved(records)
    happen(records, LEVEL.raised("e2", T0 + 2 * MINUTE))
    states = {alarm.rule: alarm.state for alarm in alarms(records)}
    assert states == {DOOR.rule: AlarmState.OUT_OF_SERVICE, LEVEL.rule: AlarmState.UNACKNOWLEDGED}
    with records.reading() as tx:
        (entry,) = tx.out_of_service.open_at(SITE.id)
    assert (entry.id, entry.scope.assets, entry.until, entry.by) == (visit.out_of_service, ("lift-1",), visit.until, "fitter")


def test_people_who_are_trapped_are_not_hidden_by_an_approval(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    approved(records)
    entrapment = only_alarm(records)
    assert (entrapment.state, entrapment.hidden_by) == (AlarmState.UNACKNOWLEDGED, None)


def test_people_who_are_trapped_while_somebody_works_are_called_for(records: Records) -> None:
    approved(records)
    happen(records, ENTRAPMENT.raised("e1", T0 + 10 * MINUTE))
    entrapment = only_alarm(records)
    assert (entrapment.state, entrapment.hidden_by) == (AlarmState.UNACKNOWLEDGED, None)
    assert entrapment.work_order_id is not None


def test_whatever_needs_rescue_or_is_fire_is_spared() -> None:
    rules = load_rules([library_path()])
    visit = replace(_entry(), spares=SPARED)
    endangering = {rule.id for rule in rules if rule.order is not None and rule.order.kind.value == "rescue"} | {
        "fire_detector.smoke",
        "fire_detector.fire",
        "fire_detector.confirmed",
        "fire_detector.call_point",
        "fire_panel.fire",
        "gas_detector.level_2",
    }
    assert [rule for rule in sorted(endangering) if visit.may_hide(rule)] == []
    assert visit.may_hide("lift.door_fault")


@pytest.mark.parametrize("pattern", SPARED)
def test_what_is_spared_is_there(pattern: str) -> None:
    one = replace(_entry(), spares=(pattern,))
    assert any(not one.may_hide(rule.id) for rule in load_rules([library_path()]))


def test_without_a_certificate_the_approval_says_why(records: Records) -> None:
    visit = come(records)
    with pytest.raises(Refusal):
        take(records, visit, VisitStep.APPROVED, at=T0 + MINUTE)
    assert take(records, visit, VisitStep.APPROVED, at=T0 + MINUTE, note="已当面核验").state is VisitState.ON_SITE


def test_who_is_refused_changes_nothing(sqlite_records: Records) -> None:
    visit = take(sqlite_records, come(sqlite_records), VisitStep.REFUSED, at=T0 + MINUTE, note="未预约")
    assert (visit.state, visit.next_at, visit.out_of_service) == (VisitState.REFUSED, None, None)


def test_an_extension_hides_on_and_calls_nobody_in_between(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    visit = approved(records)
    first = visit.out_of_service
    longer = take(records, visit, VisitStep.EXTENDED, at=T0 + HOUR, until=T0 + 8 * HOUR)
    door = only_alarm(records)
    assert door.hidden_by is not None
    assert (door.hidden_by.by, door.hidden_by.until) == (longer.out_of_service, T0 + 8 * HOUR)
    with records.reading() as tx:
        assert [entry.id for entry in tx.out_of_service.open_at(SITE.id)] == [longer.out_of_service]
    assert longer.out_of_service != first
    assert len(orders(records)) == 1


# --- Leaving --------------------------------------------------------------------------------------------------------


def test_signing_out_needs_the_service_sheet(records: Records) -> None:
    visit = approved(records)
    with records.transaction() as tx, pytest.raises(Refusal):
        visits.sign_out(tx, visit, site=SITE, at=T0 + HOUR)


def test_a_confirmed_sheet_puts_the_asset_back_and_starts_its_clock_anew(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    visit = left(records, approved(records), at=T0 + HOUR)
    assert only_alarm(records).state is AlarmState.OUT_OF_SERVICE
    done = take(records, visit, VisitStep.CONFIRMED, at=T0 + 2 * HOUR)
    assert (done.state, done.ended_by) == (VisitState.DONE, "fitter")
    assert only_alarm(records).state is AlarmState.UNACKNOWLEDGED
    with records.reading() as tx:
        clock = clock_of(tx, SITE, LIFT)
        assert [record.visit_id for record in tx.visits.services(SITE.id, "lift-1")] == [visit.id]
    assert (clock.last_at, clock.due_at) == (T0 + HOUR, T0 + HOUR + 15 * DAY)


def test_a_repair_is_no_maintenance(records: Records) -> None:
    take(records, left(records, approved(records, replace(WANG, purpose=VisitPurpose.REPAIR))), VisitStep.CONFIRMED, at=T0 + 2 * HOUR)
    with records.reading() as tx:
        assert clock_of(tx, SITE, LIFT).unknown
        assert [record.purpose for record in tx.visits.services(SITE.id, "lift-1")] == [VisitPurpose.REPAIR]


def test_a_sheet_that_will_not_do_is_sent_back_and_another_is_needed(records: Records) -> None:
    visit = take(records, left(records, approved(records)), VisitStep.SENT_BACK, at=T0 + 2 * HOUR, note="看不清")
    with records.transaction() as tx, pytest.raises(Refusal):
        visits.sign_out(tx, visit, site=SITE, at=T0 + 3 * HOUR)
    assert left(records, visit, at=T0 + 3 * HOUR).state is VisitState.LEAVING


def test_who_left_without_a_sheet_is_ended_by_the_staff_and_the_clock_runs_on(records: Records) -> None:
    visit = take(records, approved(records), VisitStep.ENDED, at=T0 + HOUR, note="未交服务单离场")
    assert visit.state is VisitState.ENDED
    with records.reading() as tx:
        assert tx.out_of_service.open_at(SITE.id) == []
        assert clock_of(tx, SITE, LIFT).last_at is None


def test_an_asset_that_somebody_put_back_meanwhile_is_no_error(records: Records) -> None:
    visit = left(records, approved(records))
    with records.transaction() as tx:
        out_of_service.put_back(tx, str(visit.out_of_service), site=SITE, by="fitter", at=T0 + HOUR)
    assert take(records, visit, VisitStep.CONFIRMED, at=T0 + 2 * HOUR).state is VisitState.DONE


@pytest.mark.parametrize(("kind", "content_type"), [(FileKind.SHEET, "text/plain; charset=utf-8"), (FileKind.CERTIFICATE, "application/pdf")])
def test_a_sheet_is_a_photo_or_a_pdf_and_a_certificate_a_photo(sqlite_records: Records, kind: FileKind, content_type: str) -> None:
    visit = approved(sqlite_records)
    with pytest.raises(Refusal):
        attach(sqlite_records, visit, kind, at=T0 + HOUR, content_type=content_type)


def test_nothing_is_added_to_what_is_over(sqlite_records: Records) -> None:
    visit = take(sqlite_records, come(sqlite_records), VisitStep.REFUSED, at=T0, note="未预约")
    with pytest.raises(Refusal):
        attach(sqlite_records, visit, FileKind.CERTIFICATE, at=T0)
    with pytest.raises(IllegalStep):
        take(sqlite_records, visit, VisitStep.APPROVED, at=T0, note="x")


def test_who_read_an_older_version_is_told_so(sqlite_records: Records) -> None:
    visit = come(sqlite_records)
    attach(sqlite_records, visit, FileKind.CERTIFICATE, at=T0)
    with pytest.raises(Conflict):
        take(sqlite_records, visit, VisitStep.APPROVED, at=T0, version=visit.version)


# --- The passing of time ----------------------------------------------------------------------------------------------


def test_who_waits_too_long_is_told_of_again_and_then_lapses(records: Records) -> None:
    visit = come(records)
    assert [visits.sweep(records, SITES, T0 + at) for at in (14 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 5 * HOUR)] == [0, 1, 0, 1, 0]
    assert now(records, visit).state is VisitState.LAPSED
    assert [one.department for one in visits_told(records) if one.title.zh.startswith("外委单位仍在等候")] == sorted(
        [Department.ENGINEERING, Department.MANAGEMENT, Department.SECURITY]
    )


def test_past_the_agreed_end_it_is_told_once_and_the_asset_is_watched_again(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    visit = approved(records)
    assert [visits.sweep(records, SITES, T0 + at) for at in (3 * HOUR, 4 * HOUR, 5 * HOUR)] == [0, 1, 0]
    out_of_service.sweep(records, SITES, T0 + 4 * HOUR)
    assert only_alarm(records).state is AlarmState.UNACKNOWLEDGED
    late = now(records, visit)
    assert (late.state, late.overdue) == (VisitState.ON_SITE, True)
    assert left(records, late, at=T0 + 5 * HOUR).state is VisitState.LEAVING


def test_a_sign_out_that_nobody_confirms_is_told_of(records: Records) -> None:
    left(records, approved(records), at=T0 + HOUR)
    assert [visits.sweep(records, SITES, T0 + at) for at in (90 * MINUTE, 2 * HOUR, 3 * HOUR)] == [0, 1, 0]
    assert Department.MANAGEMENT in {one.department for one in visits_told(records)}


# --- The service clock ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "days"), [({}, 15), ({"service_every_days": "30"}, 30), ({"service_every_days": "0"}, None), ({"service_every_days": "soon"}, 15)]
)
def test_how_often_a_lift_is_maintained(sqlite_records: Records, written: dict[str, str], days: int | None) -> None:
    with sqlite_records.reading() as tx:
        assert clock_of(tx, SITE, replace(LIFT, attributes=written)).every_days == days


def test_the_overdue_come_first_and_what_nobody_knows_last(records: Records) -> None:
    site = replace(
        SITE, assets={**SITE.assets, "lift-2": replace(LIFT, id="lift-2"), "tank-1": replace(SITE.assets["tank-1"], attributes={"service_every_days": "90"})}
    )
    take(records, left(records, approved(records)), VisitStep.CONFIRMED, at=T0 + 2 * HOUR)
    with records.reading() as tx:
        clocks = visits.due(tx, site)
    assert [clock.asset.id for clock in clocks] == ["lift-1", "lift-2", "tank-1"]
    assert [clock.overdue(T0 + 16 * DAY) for clock in clocks] == [True, False, False]
    assert [clock.unknown for clock in clocks] == [False, True, True]


def _entry() -> OutOfService:
    return OutOfService("o", SITE.id, Scope(assets=("lift-1",)), "r", "fitter", T0, T0 + HOUR)
