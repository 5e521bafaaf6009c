"""A building with detectors on two floors, a call point, a panel, a lift and a flow switch, and the signals they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from devices import access_door, domestic_water, fire_detector, fire_panel, fire_water, lift
from domain.alarm import Alarm, Latch
from domain.device_type import DeviceType
from domain.outbox import Notification, NotificationKind
from domain.people import Department
from domain.records import AlarmFilter, Records
from domain.severity import Severity
from domain.site import Asset, Point, Site, Space, SpaceKind
from domain.text import Text
from domain.transition import Change, OrderTemplate, Transition
from domain.verification import Verification
from domain.work_order import OrderKind
from operations.response import respond
from rules.permits import is_own

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
"""Twelve o'clock at the site."""

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
ENGINEERING, SECURITY, SERVICE_CENTRE, MANAGEMENT = Department.ENGINEERING, Department.SECURITY, Department.SERVICE_CENTRE, Department.MANAGEMENT


def _space(space: str, kind: SpaceKind, zh: str, en: str, parent: str | None = None) -> Space:
    return Space(space, kind, Text(zh, en), parent)


def _asset(asset: str, kind: DeviceType, space: str, zh: str, en: str, **attributes: str) -> Asset:
    points = tuple(Point(f"riverside.{asset}.{point.key}", "riverside", asset, point.key, point, asset, point.key, point.name) for point in kind.points)
    return Asset(asset, "riverside", space, kind, Text(zh, en), (asset,), points, attributes=attributes)


_ASSETS = (
    _asset("smoke-1a", fire_detector.TYPE, "t1-f1", "1层烟感甲", "Smoke detector 1A"),
    _asset("smoke-1b", fire_detector.TYPE, "t1-f1-hall", "1层烟感乙", "Smoke detector 1B"),
    _asset("call-1", fire_detector.TYPE, "t1-f1", "1层手报", "Call point 1", loop="1"),
    _asset("smoke-2", fire_detector.TYPE, "t1-f2", "2层烟感", "Smoke detector 2", loop="1"),
    _asset("smoke-roof", fire_detector.TYPE, "t1-roof", "屋面烟感", "Roof smoke detector", zone="Z9"),
    _asset("panel", fire_panel.TYPE, "control-room", "火灾报警控制器", "Fire panel"),
    _asset("hydrant", fire_water.TYPE, "t1-f1", "消火栓系统", "Hydrants"),
    _asset("lift-1", lift.TYPE, "t1-f1", "1号电梯", "Lift 1"),
    _asset("tank", domestic_water.TYPE, "t1-f2", "生活水箱", "Water tank"),
    _asset("door-1", access_door.TYPE, "t1-f1", "大堂门", "Lobby door"),
)

SITE = Site(
    id="riverside",
    name=Text("滨江花园", "Riverside Gardens"),
    time_zone=ZoneInfo("Asia/Shanghai"),
    spaces={
        space.id: space
        for space in (
            _space("t1", SpaceKind.BUILDING, "1号楼", "Tower 1"),
            _space("t1-f1", SpaceKind.FLOOR, "1层", "Floor 1", "t1"),
            _space("t1-f1-hall", SpaceKind.COMMON_AREA, "电梯厅", "Lift lobby", "t1-f1"),
            _space("t1-f2", SpaceKind.FLOOR, "2层", "Floor 2", "t1"),
            _space("t1-f3", SpaceKind.FLOOR, "3层", "Floor 3", "t1"),
            _space("t1-roof", SpaceKind.COMMON_AREA, "屋面", "Roof", "t1"),
            _space("control-room", SpaceKind.COMMON_AREA, "消防控制室", "Control room"),
        )
    },
    assets={asset.id: asset for asset in _ASSETS},
    devices={},
)
SITES = {SITE.id: SITE}


def signal(
    asset: str,
    at: datetime = NOON,
    *,
    key: str = "smoke",
    change: Change = Change.RAISED,
    episode: str | None = None,
    verify: bool = True,
    confirms: bool = False,
    plan: str | None = "fire",
    severity: Severity = Severity.CRITICAL,
    realm: str = "live",
    rule: str = "fire_detector.smoke",
    suppressed: bool = False,
) -> Transition:
    """A first signal of fire from `asset`, unless told that it is something else."""
    return Transition(
        change=change,
        condition=f"{rule}|{asset}|{asset}.{key}",
        episode=episode or f"{realm}-{asset}-{rule}-1",
        realm=realm,
        site=SITE.id,
        asset=asset,
        point=f"riverside.{asset}.{key}",
        rule=rule,
        severity=severity,
        department=SECURITY,
        assist=(ENGINEERING,),
        message=SITE.assets[asset].name,
        occurred_at=at,
        known_at=at,
        order=OrderTemplate(OrderKind.SECURITY),
        latch=Latch.SOURCE,
        verify=verify and not confirms,
        confirms=confirms,
        plan=plan,
        suppressed=suppressed,
    )


def call_point(at: datetime = NOON) -> Transition:
    """Somebody presses the call point of the first floor."""
    return signal("call-1", at, key="status_bits", confirms=True, rule="fire_detector.call_point")


def over(raised: Transition, at: datetime) -> Transition:
    """Its source says normal."""
    return replace(raised, change=Change.RETURNED, occurred_at=at, known_at=at)


def happen(records: Records, *transitions: Transition, site: Site = SITE) -> None:
    """The rules say `transitions`, each committed when it is known."""
    for transition in transitions:
        with records.transaction() as tx:
            respond(tx, [transition], site, transition.known_at)


def alarm_of(records: Records, asset: str, *, realm: str = "live") -> Alarm:
    """The newest alarm of `asset`, but for those that permits raise."""
    with records.reading() as tx:
        return next(alarm for alarm in tx.alarms.list(AlarmFilter(asset=asset, realm=realm)).items if not is_own(alarm.rule))


def verification_of(records: Records, asset: str, *, realm: str = "live") -> Verification | None:
    """The verification of the newest alarm of `asset`."""
    alarm = alarm_of(records, asset, realm=realm)
    with records.reading() as tx:
        return tx.verifications.get(alarm.id)


def told(records: Records, kind: NotificationKind) -> Sequence[Notification]:
    """What was told of this kind, oldest first."""
    with records.reading() as tx:
        return sorted((one for one in tx.outbox.list(limit=1000) if one.kind is kind), key=lambda one: (one.created_at, one.department))
