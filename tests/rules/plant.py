"""A small made-up site for tests of rules: boilers behind a gateway, and a clock that tests move."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from configuration.document import parse
from domain.device_type import COMMON_POINTS, DeviceType, EventType, PointType
from domain.reading import DeviceEvent, Flag, PointKind, Quality, Reading, Value
from domain.site import Asset, Device, Point, Site, Space, SpaceKind
from domain.text import Text
from domain.transition import Transition
from rules.engine import Engine
from rules.rule import Rule
from rules.rule_file import parse_rules
from rules.ruleset import RuleSet, bind

START = datetime(2026, 1, 5, 8, tzinfo=UTC)

BOILER = DeviceType(
    key="boiler",
    name=Text("锅炉", "Boiler"),
    interval_s=60,
    points=(
        PointType("temp", Text("温度", "Temperature"), PointKind.ANALOG, "°C", low=0, high=100),
        PointType("flow", Text("流量", "Flow"), PointKind.ANALOG, "m³/h"),
        PointType("starts", Text("启动次数", "Starts"), PointKind.COUNTER, low=0),
        PointType("lit", Text("点火", "Lit"), PointKind.BINARY),
        PointType(
            "mode",
            Text("方式", "Mode"),
            PointKind.ENUM,
            codes=(("0", "auto", Text("自动", "Automatic")), ("1", "manual", Text("手动", "Manual")), ("2", "off", Text("停止", "Off"))),
        ),
        PointType(
            "states",
            Text("状态", "States"),
            PointKind.FLAGS,
            codes=(("0", "low_water", Text("缺水", "Low water")), ("1", "flame_out", Text("熄火", "Flame out"))),
        ),
        PointType("label", Text("标签", "Label"), PointKind.TEXT),
        PointType("pump_{n}_fault", Text("{n}号泵故障", "Pump {n} fault"), PointKind.BINARY),
    ),
    events=(EventType("flame.lost", Text("熄火", "Flame lost")), EventType("door.opened", Text("开门", "Door opened"))),
)
GATEWAY = DeviceType(key="gateway", name=Text("网关", "Gateway"), interval_s=60, points=())
TYPES: dict[str, DeviceType] = {"boiler": BOILER, "gateway": GATEWAY}


def asset(site: str, asset_id: str, device_type: DeviceType, devices: Sequence[str]) -> Asset:
    """An asset with every point of its type, two of each numbered one; its first device speaks for all of them."""
    keys = {
        point.key.replace("{n}", str(n)): (point, point.name.filled(n=str(n)))
        for point in (*device_type.points, *COMMON_POINTS)
        for n in ((1, 2) if "{n}" in point.key else (1,))
    }
    points = tuple(Point(f"{site}.{asset_id}.{key}", site, asset_id, key, point, devices[0], key, name) for key, (point, name) in keys.items())
    return Asset(asset_id, site, "hall", device_type, Text(f"{asset_id}号", f"Boiler {asset_id}"), tuple(devices), points)


def device(site: str, device_id: str, serves: Asset, gateway: str | None) -> Device:
    """A device that serves one asset."""
    spoken = {point.key: point for point in serves.points if point.device == device_id}
    return Device(device_id, site, serves.type, (serves.id,), serves.type.interval_s, spoken, gateway)


def site(boilers: int = 2, site_id: str = "mill") -> Site:
    """`boilers` boilers ``b1``, ``b2`` … with a device each, behind the gateway ``gw``."""
    assets = {f"b{n}": asset(site_id, f"b{n}", BOILER, [f"b{n}"]) for n in range(1, boilers + 1)}
    devices = {key: device(site_id, key, found, "gw") for key, found in assets.items()}
    assets["gw"] = asset(site_id, "gw", GATEWAY, ["gw"])
    devices["gw"] = device(site_id, "gw", assets["gw"], None)
    space = Space("hall", SpaceKind.BUILDING, Text("锅炉房", "Boiler house"))
    return Site(site_id, Text("磨坊", "The mill"), ZoneInfo("Asia/Shanghai"), {space.id: space}, assets, devices)


def rules(*texts: str) -> tuple[Rule, ...]:
    """Rules from YAML; what every rule needs and a test does not care about is filled in."""
    return parse_rules(parse("\n".join(_complete(text, number) for number, text in enumerate(texts)), "rules.yaml"))


def bound(*texts: str, at: Site | None = None) -> RuleSet:
    """The same, bound to a site."""
    return bind(rules(*texts), at or site(), TYPES)


def engine(*texts: str, at: Site | None = None, started_at: datetime = START, settle_s: float = 0.0) -> Engine:
    """An engine with these rules."""
    where = at or site()
    return Engine(where, bound(*texts, at=where), started_at=started_at, settle_s=settle_s)


def after(seconds: float) -> datetime:
    """So long after the start."""
    return START + timedelta(seconds=seconds)


def reading(
    point: str, at: float, value: Value, *, received: float | None = None, quality: Quality | None = None, flags: frozenset[Flag] = frozenset()
) -> Reading:
    """A reading of ``mill.{point}``; times in seconds after the start; received as it occurred unless told."""
    trust = quality or (Quality.BAD if value is None else Quality.GOOD)
    return Reading(f"mill.{point}", after(at), after(at if received is None else received), value, trust, flags)


def happened(name: str, at: float, *, asset_id: str = "b1", received: float | None = None, flags: frozenset[Flag] = frozenset(), **data: object) -> DeviceEvent:
    """An event of ``mill.{asset_id}``; times as in `reading`."""
    return DeviceEvent("mill", asset_id, asset_id, name, after(at), after(at if received is None else received), data, flags=flags)


def said(transitions: Sequence[Transition]) -> list[tuple[str, float, float]]:
    """Transitions as (change, occurred, known), in seconds after the start."""
    return [(each.change.value, (each.occurred_at - START).total_seconds(), (each.known_at - START).total_seconds()) for each in transitions]


def through_json(snapshot: Mapping[str, object]) -> dict[str, object]:
    """What is left of a snapshot after a journey through a file."""
    return cast("dict[str, object]", json.loads(json.dumps(snapshot)))


def _complete(text: str, number: int) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    defaults = {
        "id": f"test.rule{number}",
        "applies_to": "{asset_type: boiler}",
        "severity": "high",
        "department": "engineering",
        "message": '{zh: "{asset}", en: "{asset}"}',
    }
    given = {line.split(":")[0].strip() for line in lines}
    every = [f"{key}: {value}" for key, value in defaults.items() if key not in given] + [line.strip() for line in lines]
    return "\n".join(f"{'- ' if index == 0 else '  '}{line}" for index, line in enumerate(every))
