"""What a permit in force hides, and what it leaves live."""

from __future__ import annotations

from datetime import datetime

import pytest

from domain.alarm import Alarm
from domain.permit import Permit, PermitKind, PermitState
from domain.scope import Scope
from rules.alarms.opening import opened_by
from rules.permits import is_own
from rules.permits.hiding import hides
from rules.permits.own_alarms import OVERRUN, RECHECK_MISSING, raised
from rules.permits.place import asset_of
from tests.operations.fire_scenes import ENGINEERING, HOUR, NOON, SECURITY, SITE, signal


def permit(kind: PermitKind, scope: Scope, *, until: datetime = NOON + HOUR, state: PermitState = PermitState.ACTIVE) -> Permit:
    return Permit("p1", "X-1", SITE.id, kind, state, scope, hides=True, place="1层", work="焊接", applicant="a", starts_at=NOON, until=until, requested_at=NOON)


def alarm(asset: str, key: str = "smoke", *, rule: str = "fire_detector.smoke") -> Alarm:
    return opened_by(signal(asset, key=key, rule=rule))


TEST = permit(PermitKind.FIRE_TEST, Scope(spaces=("t1-f1",), device_types=("fire_detector",)))
WELDING = permit(PermitKind.HOT_WORK, Scope(spaces=("t1-f1",), device_types=("fire_detector",)))


def test_a_test_hides_the_detectors_in_scope_and_leaves_every_other_hazard_live() -> None:
    hidden = {asset for asset in SITE.assets if hides(TEST, alarm(asset), SITE)}
    assert hidden == {"smoke-1a", "smoke-1b", "call-1"}


def test_hot_work_hides_detectors_and_never_a_call_point() -> None:
    assert hides(WELDING, alarm("smoke-1a"), SITE)
    assert not hides(WELDING, alarm("call-1", "status_bits"), SITE, confirms=True)
    assert hides(TEST, alarm("call-1", "status_bits"), SITE, confirms=True)


def test_a_named_point_hides_only_itself() -> None:
    named = permit(PermitKind.FIRE_TEST, Scope(points=("riverside.lift-1.mode",)))
    assert hides(named, alarm("lift-1", "mode"), SITE)
    assert not hides(named, alarm("lift-1", "trapped"), SITE)


def test_even_a_scope_that_was_written_too_wide_hides_nothing_that_must_stay_live() -> None:
    wide = permit(PermitKind.HOT_WORK, Scope(spaces=("t1",)))
    assert {asset for asset in SITE.assets if hides(wide, alarm(asset), SITE)} == {"smoke-1a", "smoke-1b", "call-1", "smoke-2", "smoke-roof"}


def test_nothing_is_hidden_before_it_begins_or_when_its_time_is_up() -> None:
    assert TEST.in_force(NOON)
    assert not TEST.in_force(NOON + HOUR)
    assert not permit(PermitKind.FIRE_TEST, TEST.scope, state=PermitState.APPROVED).in_force(NOON)
    assert not permit(PermitKind.FIRE_TEST, TEST.scope, state=PermitState.EXPIRED).in_force(NOON)


@pytest.mark.parametrize("rule", [OVERRUN, RECHECK_MISSING])
def test_no_permit_hides_what_permits_raise(rule: str) -> None:
    own = raised(TEST, rule, SITE, NOON)
    assert is_own(own.rule)
    assert not hides(TEST, opened_by(own), SITE)
    assert {own.department, *own.assist} == {ENGINEERING, SECURITY}
    assert "X-1" in own.message.zh
    assert "1层" in own.message.en


def test_rules_of_the_engine_are_not_mistaken_for_those_of_permits() -> None:
    assert not is_own("permits_office.door")
    assert not is_own("fire_detector.smoke")


@pytest.mark.parametrize(
    ("scope", "asset"),
    [
        (Scope(assets=("door-1",)), "door-1"),
        (Scope(points=("riverside.lift-1.mode",)), "lift-1"),
        (Scope(device_types=("fire_panel",)), "panel"),
        (Scope(spaces=("t1-f2",)), "smoke-2"),
        (Scope(spaces=("t1-f3",)), "smoke-1a"),
    ],
)
def test_the_nearest_equipment_stands_for_a_place(scope: Scope, asset: str) -> None:
    assert asset_of(scope, SITE) == asset
