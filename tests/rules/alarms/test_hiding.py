"""What hides an alarm, in which order, and that it is never for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from domain.alarm import Alarm, AlarmEntry, AlarmEvent, AlarmState, HiddenBy, Hiding, IllegalStep
from domain.permit import Permit, PermitEntry, PermitKind, PermitState, PermitStep
from domain.problem import Refusal
from domain.records import Records
from domain.scope import Scope
from domain.severity import Severity
from domain.suppression import OutOfService
from domain.transition import Change, Transition
from domain.verification import Verification, VerificationState
from operations import alarm_steps
from rules.alarms import hiding
from tests.operations.incidents.grid import HOUSE, PUMP, TRAPPED, TRIP, alarm_of
from tests.operations.scenes import DOOR, HOUR, LEVEL, MINUTE, SITE, T0, alarms, happen, only_alarm, orders, told

TANK = Scope(assets=("tank-1",))
_DRINKING_WATER = replace(SITE.assets["tank-1"].type, key="domestic_water")
PLANT = replace(SITE, assets={**SITE.assets, "tank-1": replace(SITE.assets["tank-1"], type=_DRINKING_WATER)})
"""The site, with a tank that a permit to shut off may hide."""


def take_out(records: Records, scope: Scope = TANK, until: datetime = T0 + 2 * HOUR, id_: str = "out-1") -> None:
    with records.transaction() as tx:
        tx.out_of_service.add(OutOfService(id_, SITE.id, scope, "更换浮球", "fitter", T0, until))


def permit(records: Records, scope: Scope = TANK, *, hides: bool = True) -> None:
    work = Permit(
        id="permit-1",
        number="X-1",
        site=SITE.id,
        kind=PermitKind.SHUT_OFF,
        state=PermitState.ACTIVE,
        scope=scope,
        hides=hides,
        place="水泵房",
        work="停水检修",
        applicant="fitter",
        starts_at=T0,
        until=T0 + HOUR,
        requested_at=T0,
    )
    with records.transaction() as tx:
        tx.permits.add(work, PermitEntry(work.id, T0, PermitStep.BEGUN, work.state, "fitter"))


def shelve_earlier(records: Records) -> None:
    """The shelf of an earlier episode still covers the condition."""
    happen(records, LEVEL.raised("e0"), site=PLANT)
    with records.transaction() as tx:
        alarm_steps.acknowledge(tx, only_alarm(records).id, by="fitter", at=T0)
        alarm_steps.shelve(tx, only_alarm(records).id, by="fitter", at=T0, until=T0 + HOUR, reason="检修")
    happen(records, LEVEL.returned("e0"), site=PLANT)


def in_force(records: Records, transition: Transition) -> HiddenBy | None:
    with records.reading() as tx:
        return hiding.in_force(tx, transition, PLANT, transition.known_at)


def history(records: Records, alarm: Alarm) -> Sequence[AlarmEntry]:
    with records.reading() as tx:
        return tx.alarms.history(alarm.id)


def show(records: Records, event: AlarmEvent, at: datetime) -> Alarm:
    with records.transaction() as tx:
        return alarm_steps.show(tx, alarms(records)[-1], site=PLANT, at=at, by="fitter", note="", event=event)


def test_nothing_hides_an_alarm_that_nobody_spoke_of(sqlite_records: Records) -> None:
    assert in_force(sqlite_records, LEVEL.raised("e1")) is None


def test_out_of_service_comes_first_then_the_permit_the_design_and_the_shelf(sqlite_records: Records) -> None:
    shelve_earlier(sqlite_records)
    at = T0 + 2 * MINUTE
    assert in_force(sqlite_records, LEVEL.raised("e1", at)) == HiddenBy(Hiding.SHELVED, "检修", "fitter", T0 + HOUR)
    assert in_force(sqlite_records, LEVEL.raised("e1", at, suppressed=True)) == HiddenBy(Hiding.SUPPRESSED, "BY_DESIGN", LEVEL.rule)
    permit(sqlite_records)
    assert in_force(sqlite_records, LEVEL.raised("e1", at, suppressed=True)) == HiddenBy(Hiding.SUPPRESSED, "PERMIT", "permit-1", T0 + HOUR)
    take_out(sqlite_records)
    assert in_force(sqlite_records, LEVEL.raised("e1", at, suppressed=True)) == HiddenBy(Hiding.OUT_OF_SERVICE, "更换浮球", "out-1", T0 + 2 * HOUR)


def test_a_cause_comes_before_a_shelf_and_after_the_design(sqlite_records: Records) -> None:
    happen(sqlite_records, TRIP.raised("e1"), site=HOUSE)
    cause = only_alarm(sqlite_records)
    with sqlite_records.reading() as tx:
        assert hiding.in_force(tx, PUMP.raised("e2"), HOUSE, T0) == HiddenBy(Hiding.SUPPRESSED, "ROOT_CAUSE", cause.id)
        by_design = hiding.in_force(tx, PUMP.raised("e2", suppressed=True), HOUSE, T0)
    assert by_design == HiddenBy(Hiding.SUPPRESSED, "BY_DESIGN", PUMP.rule)


def test_a_critical_alarm_is_hidden_by_what_people_decided_and_never_by_a_cause(sqlite_records: Records) -> None:
    happen(sqlite_records, TRIP.raised("e1"), site=HOUSE)
    with sqlite_records.reading() as tx:
        assert hiding.in_force(tx, TRAPPED.raised("e2"), HOUSE, T0) is None
        assert hiding.in_force(tx, TRAPPED.raised("e2", suppressed=True), HOUSE, T0) is not None
    take_out(sqlite_records, Scope(assets=("lift",)))
    with sqlite_records.reading() as tx:
        assert hiding.in_force(tx, TRAPPED.raised("e2"), HOUSE, T0) is not None


def test_what_is_over_or_elsewhere_hides_nothing(sqlite_records: Records) -> None:
    take_out(sqlite_records, until=T0 + MINUTE)
    permit(sqlite_records, hides=False)
    take_out(sqlite_records, Scope(assets=("lift-1",)), id_="out-2")
    assert in_force(sqlite_records, LEVEL.raised("e1", T0 + MINUTE)) is None


def test_what_people_decide_of_real_equipment_says_nothing_of_a_drill(sqlite_records: Records) -> None:
    take_out(sqlite_records)
    permit(sqlite_records)
    assert in_force(sqlite_records, LEVEL.change(Change.RAISED, "d1", T0, realm="drill-7")) is None


def test_what_is_raised_hidden_says_why_in_its_history_and_calls_nobody(records: Records) -> None:
    take_out(records)
    happen(records, LEVEL.raised("e1"), site=PLANT)
    assert (only_alarm(records).state, orders(records), told(records)) == (AlarmState.OUT_OF_SERVICE, [], [])
    (entry,) = history(records, only_alarm(records))
    assert (entry.event, entry.state, entry.note) == (AlarmEvent.RAISED, AlarmState.OUT_OF_SERVICE, "更换浮球")


def test_when_one_thing_ends_the_next_one_hides_it_until_nothing_does(records: Records) -> None:
    take_out(records)
    permit(records)
    happen(records, LEVEL.raised("e1", T0 + MINUTE, suppressed=True), site=PLANT)
    with records.transaction() as tx:
        entry = tx.out_of_service.get("out-1")
        assert entry is not None
        tx.out_of_service.save(replace(entry, ended_at=T0 + 2 * MINUTE))
    assert show(records, AlarmEvent.IN_SERVICE, T0 + 2 * MINUTE).hidden_by == HiddenBy(Hiding.SUPPRESSED, "PERMIT", "permit-1", T0 + HOUR)
    assert show(records, AlarmEvent.UNSUPPRESSED, T0 + HOUR).hidden_by == HiddenBy(Hiding.SUPPRESSED, "BY_DESIGN", LEVEL.rule)
    assert orders(records) == []
    happen(records, LEVEL.change(Change.UNSUPPRESSED, "e1", T0 + 2 * HOUR), site=PLANT)
    assert only_alarm(records).state is AlarmState.UNACKNOWLEDGED
    assert len(orders(records)) == 1
    assert [entry.event for entry in history(records, only_alarm(records))] == [
        AlarmEvent.RAISED,
        AlarmEvent.SUPPRESSED,
        AlarmEvent.IN_SERVICE,
        AlarmEvent.SUPPRESSED,
        AlarmEvent.UNSUPPRESSED,
        AlarmEvent.SUPPRESSED,
        AlarmEvent.UNSUPPRESSED,
    ]


def test_only_what_hides_it_can_be_ended(sqlite_records: Records) -> None:
    take_out(sqlite_records)
    happen(sqlite_records, LEVEL.raised("e1"), site=PLANT)
    with pytest.raises(IllegalStep):
        show(sqlite_records, AlarmEvent.UNSHELVED, T0 + MINUTE)


def test_what_came_and_went_while_it_was_hidden_ends_with_it(records: Records) -> None:
    permit(records)
    happen(records, LEVEL.raised("e1"), LEVEL.returned("e1"), site=PLANT)
    assert only_alarm(records).state is AlarmState.SUPPRESSED
    assert show(records, AlarmEvent.UNSUPPRESSED, T0 + HOUR).state is AlarmState.NORMAL
    assert orders(records) == []


def test_the_mode_of_a_rule_hides_an_active_alarm_and_shows_it_again(records: Records) -> None:
    happen(records, DOOR.raised("e1"), site=PLANT)
    happen(records, DOOR.change(Change.SUPPRESSED, "e1", T0 + MINUTE), site=PLANT)
    assert only_alarm(records).hidden_by == HiddenBy(Hiding.SUPPRESSED, "BY_DESIGN", DOOR.rule)
    happen(records, DOOR.change(Change.UNSUPPRESSED, "e1", T0 + 2 * MINUTE), site=PLANT)
    assert only_alarm(records).state is AlarmState.UNACKNOWLEDGED
    assert len(orders(records)) == 1


def test_telling_again_that_a_mode_began_and_ended_changes_nothing(records: Records) -> None:
    story = [DOOR.raised("e1"), DOOR.change(Change.SUPPRESSED, "e1", T0 + MINUTE), DOOR.change(Change.UNSUPPRESSED, "e1", T0 + 2 * MINUTE)]
    happen(records, *story, site=PLANT)
    before = alarms(records), history(records, only_alarm(records))
    happen(records, *story, now=T0 + HOUR, site=PLANT)
    assert (alarms(records), history(records, only_alarm(records))) == before


def test_a_mode_that_ends_while_something_else_hides_the_alarm_is_not_forgotten(records: Records) -> None:
    take_out(records)
    happen(records, LEVEL.raised("e1", suppressed=True), LEVEL.change(Change.UNSUPPRESSED, "e1", T0 + MINUTE), site=PLANT)
    assert only_alarm(records).state is AlarmState.OUT_OF_SERVICE
    assert show(records, AlarmEvent.IN_SERVICE, T0 + HOUR).state is AlarmState.UNACKNOWLEDGED


def test_what_comes_back_in_another_mode_is_shown(records: Records) -> None:
    happen(records, LEVEL.raised("e1", suppressed=True), LEVEL.returned("e1"), site=PLANT)
    happen(records, LEVEL.raised("e2", T0 + 2 * MINUTE), site=PLANT)
    assert only_alarm(records).state is AlarmState.UNACKNOWLEDGED
    assert len(orders(records)) == 1


def test_what_comes_back_where_it_is_out_of_service_by_now_is_hidden(records: Records) -> None:
    happen(records, LEVEL.raised("e1"), LEVEL.returned("e1"), site=PLANT)
    take_out(records)
    happen(records, LEVEL.raised("e2", T0 + 2 * MINUTE), site=PLANT)
    assert only_alarm(records).state is AlarmState.OUT_OF_SERVICE


def test_the_mode_of_an_alarm_that_is_not_there_is_nothing(sqlite_records: Records) -> None:
    happen(sqlite_records, DOOR.change(Change.SUPPRESSED, "e1", T0), DOOR.change(Change.UNSUPPRESSED, "e1", T0), site=PLANT)
    assert alarms(sqlite_records) == []


SMOKE = replace(LEVEL, severity=Severity.CRITICAL)


def confirm_fire(records: Records) -> None:
    with records.transaction() as tx:
        tx.verifications.add(Verification(only_alarm(records).id, SITE.id, "t3", T0, T0, state=VerificationState.CONFIRMED))


def test_what_counts_as_fire_is_hidden_by_nothing_else_when_it_is_shown(records: Records) -> None:
    take_out(records)
    permit(records)
    happen(records, SMOKE.raised("e1"), site=PLANT)
    confirm_fire(records)
    assert show(records, AlarmEvent.IN_SERVICE, T0 + MINUTE).hidden_by is None


def test_neither_a_mode_nor_a_person_hides_what_counts_as_fire(records: Records) -> None:
    happen(records, SMOKE.raised("e1"), site=PLANT)
    confirm_fire(records)
    happen(records, SMOKE.change(Change.SUPPRESSED, "e1", T0 + MINUTE), site=PLANT)
    assert only_alarm(records).hidden_by is None
    with records.transaction() as tx, pytest.raises(Refusal, match="cannot be shelved"):
        alarm_steps.shelve(tx, only_alarm(records).id, by="fitter", at=T0, until=T0 + HOUR, reason="误报")


def test_showing_a_cause_is_no_business_of_alarms_that_it_does_not_feed(sqlite_records: Records) -> None:
    happen(sqlite_records, TRIP.raised("e1", suppressed=True), DOOR.raised("e2"), site=HOUSE)
    happen(sqlite_records, TRIP.change(Change.UNSUPPRESSED, "e1", T0 + MINUTE), site=HOUSE)
    assert alarm_of(sqlite_records, DOOR).hidden_by is None
