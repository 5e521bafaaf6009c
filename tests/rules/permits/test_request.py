"""What may be asked for: a scope that exists, a window that is sane, and nothing hidden that must stay live."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from devices.catalogue import device_types
from domain.permit import Permit, PermitKind, PermitState
from domain.problem import Refusal
from domain.records import Records
from domain.scope import Scope
from rules.permits.kinds import ALL, PERMIT_RULES
from rules.permits.scoping import narrowed
from rules.permits.steps import request
from tests.operations.fire_scenes import HOUR, MINUTE, NOON, SITE

FLOOR = Scope(spaces=("t1-f1",))


@pytest.fixture
def ask(sqlite_records: Records) -> Callable[..., Permit]:
    def asked(
        kind: PermitKind = PermitKind.FIRE_TEST,
        scope: Scope = FLOOR,
        *,
        hides: bool = True,
        place: str = "1层",
        work: str = "测试烟感",
        starts_at: datetime = NOON,
        until: datetime = NOON + HOUR,
    ) -> Permit:
        with sqlite_records.transaction() as tx:
            return request(
                tx, site=SITE, kind=kind, scope=scope, hides=hides, place=place, work=work, applicant="fitter", starts_at=starts_at, until=until, at=NOON
            )

    return asked


def test_a_permit_has_a_number_of_the_sites_day_and_waits_for_approval(ask: Callable[..., Permit]) -> None:
    permit = ask()
    assert (permit.number, permit.state, permit.approver) == ("X-20260302-001", PermitState.REQUESTED, None)
    assert ask().number == "X-20260302-002"


@pytest.mark.parametrize(
    ("scope", "named"),
    [
        (Scope(), "empty"),
        (Scope(points=("riverside.smoke-1a.nothing",)), "riverside.smoke-1a.nothing"),
        (Scope(assets=("smoke-99",)), "smoke-99"),
        (Scope(spaces=("t9",)), "t9"),
        (Scope(loops=("77",)), "77"),
        (Scope(device_types=("boiler",)), "boiler"),
    ],
)
def test_a_scope_must_exist(ask: Callable[..., Permit], scope: Scope, named: str) -> None:
    with pytest.raises(Refusal, match=named):
        ask(scope=scope)


@pytest.mark.parametrize(
    ("kind", "starts_at", "until"),
    [
        (PermitKind.FIRE_TEST, NOON, NOON),
        (PermitKind.FIRE_TEST, NOON - 2 * HOUR, NOON - HOUR),
        (PermitKind.HOT_WORK, NOON, NOON + 24 * HOUR + MINUTE),
        (PermitKind.CONSTRUCTION, NOON, NOON + timedelta(days=30, minutes=1)),
    ],
)
def test_a_window_must_be_sane(ask: Callable[..., Permit], kind: PermitKind, starts_at: datetime, until: datetime) -> None:
    with pytest.raises(Refusal):
        ask(kind, starts_at=starts_at, until=until)


def test_the_longest_windows_are_allowed(ask: Callable[..., Permit]) -> None:
    assert ask(PermitKind.HOT_WORK, until=NOON + 24 * HOUR).until == NOON + 24 * HOUR
    assert ask(PermitKind.CONSTRUCTION, until=NOON + timedelta(days=30)).state is PermitState.REQUESTED


@pytest.mark.parametrize(("place", "work"), [(" ", "焊接"), ("1层", "")])
def test_place_and_work_are_said(ask: Callable[..., Permit], place: str, work: str) -> None:
    with pytest.raises(Refusal):
        ask(place=place, work=work)


@pytest.mark.parametrize("kind", [PermitKind.TEMPORARY_POWER, PermitKind.WORK_AT_HEIGHT])
def test_work_that_makes_no_alarms_hides_none(ask: Callable[..., Permit], kind: PermitKind) -> None:
    with pytest.raises(Refusal):
        ask(kind)
    assert ask(kind, hides=False).hides is False


def test_a_place_is_narrowed_to_what_the_kind_may_hide() -> None:
    assert narrowed(PermitKind.HOT_WORK, FLOOR, SITE) == Scope(spaces=("t1-f1",), device_types=("fire_detector",))
    assert narrowed(PermitKind.FIRE_TEST, FLOOR, SITE) == Scope(
        spaces=("t1-f1",), device_types=("fire_panel", "fire_detector", "fire_water", "emergency_lighting")
    )


def test_a_permit_that_hides_nothing_keeps_its_scope_as_it_is(ask: Callable[..., Permit]) -> None:
    assert ask(PermitKind.HOT_WORK, hides=False).scope == FLOOR


@pytest.mark.parametrize(
    ("kind", "scope"),
    [
        (PermitKind.HOT_WORK, Scope(assets=("panel",))),
        (PermitKind.HOT_WORK, Scope(device_types=("lift",))),
        (PermitKind.HOT_WORK, Scope(points=("riverside.hydrant.flow_switch",))),
        (PermitKind.CONSTRUCTION, Scope(assets=("lift-1",))),
        (PermitKind.SHUT_OFF, Scope(assets=("smoke-1a",))),
        (PermitKind.FIRE_TEST, Scope(assets=("lift-1",))),
        (PermitKind.FIRE_TEST, Scope(points=("riverside.lift-1.trapped",))),
    ],
)
def test_what_must_stay_live_cannot_be_named(ask: Callable[..., Permit], kind: PermitKind, scope: Scope) -> None:
    with pytest.raises(Refusal, match="may not hide"):
        ask(kind, scope)


def test_what_a_test_sets_off_elsewhere_may_be_named_point_by_point(ask: Callable[..., Permit]) -> None:
    scope = Scope(assets=("smoke-1a",), points=("riverside.lift-1.mode", "riverside.door-1.fire_release"))
    assert ask(PermitKind.FIRE_TEST, scope).scope == scope


@pytest.mark.parametrize("scope", [FLOOR, Scope(spaces=("t1-f1",), points=("riverside.tank.hatch_open",))])
def test_a_kind_that_hides_named_points_only_never_hides_a_whole_place(ask: Callable[..., Permit], scope: Scope) -> None:
    with pytest.raises(Refusal, match="nothing in this scope"):
        ask(PermitKind.CONFINED_SPACE, scope)
    assert ask(PermitKind.CONFINED_SPACE, Scope(points=("riverside.tank.hatch_open",))).hides


def test_hiding_where_there_is_nothing_to_hide_is_refused(ask: Callable[..., Permit]) -> None:
    with pytest.raises(Refusal, match="nothing in this scope"):
        ask(PermitKind.HOT_WORK, Scope(spaces=("t1-f3",)))


def test_the_table_speaks_of_every_kind_and_only_of_points_that_there_are() -> None:
    types = device_types()
    unknown = {
        f"{type_key}.{key}"
        for rules in PERMIT_RULES.values()
        for type_key, keys in rules.hides.items()
        if type_key in types and keys is not ALL
        for key in keys
        if key not in {point.key for point in types[type_key].points}
    }
    assert unknown == set()
    assert set(PERMIT_RULES) == set(PermitKind)
