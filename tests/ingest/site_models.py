"""A small site for tests of ingest: a lift of every kind of point, and a gateway's device that serves two tanks."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from domain.device_type import COMMON_POINTS, DeviceType, EventType, PointType
from domain.reading import PointKind
from domain.site import Asset, Device, Point, Site, Space, SpaceKind
from domain.text import Text

LIFT = DeviceType(
    "lift",
    Text("电梯", "Lift"),
    points=(
        PointType("trapped", Text("困人", "Trapped"), PointKind.BINARY),
        PointType("floor", Text("楼层", "Floor"), PointKind.ANALOG, low=-5, high=200),
        PointType("load_pct", Text("载重", "Load"), PointKind.ANALOG, "%"),
        PointType("trips", Text("次数", "Trips"), PointKind.COUNTER),
        PointType("mode", Text("模式", "Mode"), PointKind.ENUM, codes=(("0", "stopped", Text("停", "Stopped")), ("1", "normal", Text("正常", "Normal")))),
        PointType(
            "fault_code", Text("故障码", "Fault"), PointKind.ENUM, codes=(("00", "none", Text("无", "None")), ("05", "unintended", Text("意外", "Moved")))
        ),
        PointType("bits", Text("状态", "State"), PointKind.FLAGS, codes=(("1", "fire", Text("火", "Fire")), ("2", "fault", Text("障", "Fault")))),
        PointType("label", Text("名", "Label"), PointKind.TEXT),
    ),
    interval_s=60,
    events=(EventType("lift.opened", Text("开门", "Opened")),),
)
TANK = DeviceType("tank", Text("水箱", "Tank"), points=(PointType("level", Text("水位", "Level"), PointKind.ANALOG, "%", low=0, high=100),), interval_s=60)


def a_site(zone: str = "Asia/Shanghai", lifts: int = 1) -> Site:
    """`lifts` lifts (``lift-1`` …) with a device each, and ``plc-1`` that serves ``tank-a`` and ``tank-b``."""
    assets: dict[str, Asset] = {}
    devices: dict[str, Device] = {}
    for n in range(1, lifts + 1):
        name = f"lift-{n}"
        points = _points(name, LIFT, name, "")
        assets[name] = Asset(name, "s1", "hall", LIFT, Text(f"{n}号梯", f"Lift {n}"), (name,), tuple(points.values()))
        devices[name] = Device(name, "s1", LIFT, (name,), 60, points)
    wire: dict[str, Point] = {}
    for letter in "ab":
        name = f"tank-{letter}"
        points = _points(name, TANK, "plc-1", f"{letter}_")
        wire |= points
        assets[name] = Asset(name, "s1", "hall", TANK, Text("水箱", "Tank"), ("plc-1",), tuple(points.values()))
    wire |= {"online": wire["a_online"], "clock_skew": wire["a_clock_skew"]}
    devices["plc-1"] = Device("plc-1", "s1", TANK, ("tank-a", "tank-b"), 60, wire)
    return Site("s1", Text("项目", "Site"), ZoneInfo(zone), {"hall": Space("hall", SpaceKind.COMMON_AREA, Text("厅", "Hall"))}, assets, devices)


def _points(asset: str, type_: DeviceType, device: str, prefix: str) -> dict[str, Point]:
    """By the key on the wire."""
    return {
        f"{prefix}{each.key}": Point(f"s1.{asset}.{each.key}", "s1", asset, each.key, each, device, f"{prefix}{each.key}", each.name)
        for each in (*type_.points, *COMMON_POINTS)
    }
