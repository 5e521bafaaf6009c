"""Riverside with more in it: detectors on two floors, a feeder and what it feeds, and what happens there."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime

from PIL import Image

from devices import fire_detector, power
from domain.alarm import Alarm
from domain.device_type import DeviceType
from domain.people import Department, Person
from domain.severity import Severity
from domain.site import Asset, Device, Point, Space, SpaceKind
from domain.suppression import CauseKind
from domain.text import Text
from domain.transition import Change, OrderTemplate, Transition
from domain.work_order import OrderKind
from tests.api.world import SITES, T0, World

_OLD = SITES["riverside"]
_SPACES = (
    Space("t3-f1", SpaceKind.FLOOR, Text("1层", "Floor 1"), "t3"),
    Space("t3-f2", SpaceKind.FLOOR, Text("2层", "Floor 2"), "t3"),
)


def _asset(asset: str, kind: DeviceType, space: str, zh: str, en: str, fed_by: tuple[str, ...] = (), **attributes: str) -> Asset:
    points = tuple(Point(f"riverside.{asset}.{point.key}", "riverside", asset, point.key, point, asset, point.key, point.name) for point in kind.points)
    return Asset(asset, "riverside", space, kind, Text(zh, en), (asset,), points, fed_by, attributes)


_ASSETS = (
    _asset("smoke-1", fire_detector.TYPE, "t3-f1", "1层烟感", "Smoke detector 1", loop="1"),
    _asset("smoke-2", fire_detector.TYPE, "t3-f2", "2层烟感", "Smoke detector 2", loop="2"),
    _asset("feeder", power.TYPE, "t3", "3号楼馈线", "Feeder of tower 3"),
)
RIVERSIDE = replace(
    _OLD,
    spaces={**_OLD.spaces, **{space.id: space for space in _SPACES}},
    assets={
        **_OLD.assets,
        **{asset.id: asset for asset in _ASSETS},
        "t3-lift-1": replace(_OLD.assets["t3-lift-1"], fed_by=("gate-1",)),
        "gate-1": replace(_OLD.assets["gate-1"], fed_by=("feeder",)),
    },
    devices={
        **_OLD.devices,
        **{asset.id: Device(asset.id, "riverside", asset.type, (asset.id,), 60, {point.raw_key: point for point in asset.points}) for asset in _ASSETS},
    },
)
BUILDING = {"riverside": RIVERSIDE, "hillside": SITES["hillside"]}


def smoke(asset: str = "smoke-1", *, at: datetime = T0, change: Change = Change.RAISED, episode: str | None = None) -> Transition:
    """A first signal of fire."""
    return _transition(
        "fire_detector.smoke", asset, "smoke", at, change, episode, severity=Severity.CRITICAL, department=Department.SECURITY, plan="fire", verify=True
    )


def tripped(*, at: datetime = T0, change: Change = Change.RAISED, episode: str | None = None) -> Transition:
    """The feeder is dead, which explains what it feeds."""
    return _transition(
        "power.tripped", "feeder", "breaker", at, change, episode, severity=Severity.HIGH, department=Department.ENGINEERING, causes=CauseKind.POWER
    )


def stopped(asset: str = "t3-lift-1", *, at: datetime = T0, change: Change = Change.RAISED, episode: str | None = None) -> Transition:
    """It has no power, which a feeder explains."""
    return _transition(
        "lift.stopped", asset, "mode", at, change, episode, severity=Severity.HIGH, department=Department.ENGINEERING, explained_by=(CauseKind.POWER,)
    )


def _transition(
    rule: str,
    asset: str,
    key: str,
    at: datetime,
    change: Change,
    episode: str | None,
    *,
    severity: Severity,
    department: Department,
    plan: str | None = None,
    verify: bool = False,
    causes: CauseKind | None = None,
    explained_by: tuple[CauseKind, ...] = (),
) -> Transition:
    point = f"riverside.{asset}.{key}"
    return Transition(
        change=change,
        condition=f"{rule}|{asset}|{point}",
        episode=episode or f"{rule}/{asset}",
        realm="live",
        site="riverside",
        asset=asset,
        point=point,
        rule=rule,
        severity=severity,
        department=department,
        assist=(),
        message=Text(f"{asset} 异常", f"{asset} is abnormal"),
        occurred_at=at,
        known_at=at,
        order=OrderTemplate(OrderKind.REPAIR, ()),
        value=True,
        plan=plan,
        verify=verify,
        causes=causes,
        explained_by=explained_by,
    )


def alarm_at(world: World, asset: str) -> Alarm:
    """The newest alarm of an asset."""
    return next(alarm for alarm in world.alarms() if alarm.asset == asset)


def photo() -> bytes:
    """A small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (4, 3), "red").save(buffer, "JPEG")
    return buffer.getvalue()


def add_photo(world: World, to: str, by: Person) -> str:
    """Send a photo to ``/work-orders/…`` or ``/permits/…``; returns its id."""
    answer = world.post(f"{to}/attachments", by, files={"file": ("现场.jpg", photo(), "image/jpeg")})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])
