"""A pumping station for tests of kinds, and an ear that plays news and time to what a kind bound."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from configuration.document import parse
from domain.calendar import Calendar, Days
from domain.device_type import COMMON_POINTS, DeviceType, EventType, PointType
from domain.reading import PointKind, Value
from domain.site import Asset, Device, Point, Site, Space, SpaceKind
from domain.text import Text
from domain.time import to_ms
from rules.detector import ConditionInput, EventInput, Input, News, PointInput, Step, Verdict
from rules.kind import DerivedCondition, Others
from rules.signals import kind_of, read_when, signal_of

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 1, 5, 0, tzinfo=UTC)
"""A Monday, eight o'clock at the site."""

STATION = DeviceType(
    key="station",
    name=Text("泵站", "Station"),
    interval_s=60,
    points=(
        PointType("level", Text("液位", "Level"), PointKind.ANALOG, "%", low=0, high=100),
        PointType("flow", Text("流量", "Flow"), PointKind.ANALOG, "m³/h"),
        PointType("energy", Text("电量", "Energy"), PointKind.COUNTER, "kWh", low=0),
        PointType("starts", Text("启动次数", "Starts"), PointKind.COUNTER, low=0),
        PointType("open", Text("门开", "Open"), PointKind.BINARY),
        PointType("mode", Text("方式", "Mode"), PointKind.ENUM, codes=(("0", "auto", Text("自动", "Automatic")), ("1", "off", Text("停止", "Off")))),
        PointType("states", Text("状态", "States"), PointKind.FLAGS, codes=(("0", "fire", Text("火警", "Fire")), ("1", "test", Text("测试", "Test")))),
        PointType("label", Text("标签", "Label"), PointKind.TEXT),
        PointType("pump_{n}_run", Text("{n}号泵运行", "Pump {n} runs"), PointKind.BINARY),
        PointType("pump_{n}_flow", Text("{n}号泵流量", "Pump {n} flow"), PointKind.ANALOG, "m³/h"),
    ),
    events=(EventType("access.denied", Text("拒绝通行", "Denied")), EventType("door.released", Text("开锁", "Released"))),
)
DUMB = DeviceType(key="dumb", name=Text("哑", "Dumb"), interval_s=60, points=(PointType("open", Text("门开", "Open"), PointKind.BINARY),))


def asset(asset_id: str, space: str = "f1", device_type: DeviceType = STATION, attributes: Mapping[str, str] | None = None) -> Asset:
    """An asset with every point of its type, two of each numbered one."""
    keys = {point.key.replace("{n}", str(n)): point for point in (*device_type.points, *COMMON_POINTS) for n in ((1, 2) if "{n}" in point.key else (1,))}
    points = tuple(Point(f"works.{asset_id}.{key}", "works", asset_id, key, point, asset_id, key, point.name) for key, point in keys.items())
    return Asset(asset_id, "works", space, device_type, Text(asset_id, asset_id), (asset_id,), points, attributes=attributes or {})


def site(*assets: Asset, days: Days | None = None) -> Site:
    """A site with two floors, a room on the first, and these assets (``s1`` on the first floor if none)."""
    spaces = [
        Space("house", SpaceKind.BUILDING, Text("楼", "House")),
        Space("f1", SpaceKind.FLOOR, Text("一层", "Floor 1"), "house"),
        Space("f2", SpaceKind.FLOOR, Text("二层", "Floor 2"), "house"),
        Space("room", SpaceKind.COMMON_AREA, Text("泵房", "Pump room"), "f1"),
    ]
    found = {each.id: each for each in assets or (asset("s1"),)}
    devices = {key: Device(key, "works", each.type, (key,), 60, {point.key: point for point in each.points}) for key, each in found.items()}
    night = Calendar("night", Text("夜间", "Night"), ZONE, ((1320, 360),), ((1320, 360),), ((1320, 360),))
    place = {space.id: space for space in spaces}
    return Site("works", Text("水厂", "Works"), ZONE, place, found, devices, calendars={"night": night}, days=days or Days())


class NoRules:
    """No other rules."""

    def of(self, rule: str, asset: str) -> Sequence[str]:
        del rule, asset
        return ()


class Rules:
    """Other rules, with one condition for each of these assets."""

    def __init__(self, *assets: str) -> None:
        self._assets = assets

    def of(self, rule: str, asset: str) -> Sequence[str]:
        return [f"{rule}|{asset}|x"] if asset in self._assets else []


def written(when: str) -> dict[str, object]:
    """What stands in a line of YAML."""
    return cast("dict[str, object]", parse(when, "when.yaml").data)


def faults(when: str, device_type: DeviceType = STATION) -> list[str]:
    """What is wrong with a condition on this type, each as ``place: problem. remedy``."""
    settings = read_when(written(when))
    return [f"{'.'.join(map(str, each.place))}: {each.problem}. {each.remedy}" for each in kind_of(settings).check(settings, device_type)]


def bound(when: str, at: Site | None = None, on: str = "s1", others: Others | None = None) -> list[DerivedCondition]:
    """What a condition without faults is on an asset."""
    where = at or site()
    settings = read_when(written(when))
    assert faults(when, where.assets[on].type) == []
    return [cast("DerivedCondition", each) for each in kind_of(settings).bind(settings, where, where.assets[on], others or NoRules())]


@dataclass
class Ear:
    """Plays to one detector. Times are seconds after `START`, unless they are said in full; `said` is all it ever said."""

    condition: DerivedCondition
    said: list[Verdict] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.memory = self.condition.detector.begin()
        self.active = False
        self._newest: dict[int, int] = {}

    def hear(self, at: float | datetime, key: str, value: Value, *, trusted: bool = True) -> list[Verdict]:
        """A reading of the point with this key."""
        return self._news(at, next(n for n, each in enumerate(self.inputs) if isinstance(each, PointInput) and each.point.endswith(f".{key}")), value, trusted)

    def event(self, at: float | datetime, name: str, **data: object) -> list[Verdict]:
        """An event of a device."""
        return self._news(at, next(n for n, each in enumerate(self.inputs) if isinstance(each, EventInput) and each.name == name), None, True, data)

    def stands(self, at: float | datetime, condition: str, *, it_does: bool = True) -> list[Verdict]:
        """Another condition is raised, or returns."""
        return self._news(at, self.inputs.index(ConditionInput(condition)), it_does, True)

    def until(self, at: float | datetime) -> list[Verdict]:
        """Nothing comes until then."""
        moment = ms(at)
        before = len(self.said)
        while (due := self.condition.detector.due(self.memory)) is not None and due <= moment:
            memory = self.memory
            self._take(self.condition.detector.pass_time(memory, moment, active=self.active))
            if self.memory == memory:
                break
        return self.said[before:]

    @property
    def inputs(self) -> tuple[Input, ...]:
        return self.condition.inputs

    @property
    def turns(self) -> list[tuple[float, bool]]:
        """When it became true and normal, seconds after the start."""
        turns: list[tuple[float, bool]] = []
        truth = False
        for verdict in self.said:
            if not verdict.late and verdict.truth is not None and verdict.truth is not truth:
                truth = verdict.truth
                turns.append((seconds(verdict.at), truth))
        return turns

    @property
    def records(self) -> list[float]:
        """The times that are over, and of which it said that it was true."""
        return [seconds(verdict.at) for verdict in self.said if verdict.late and verdict.truth]

    def through_json(self) -> None:
        """A restart: what it remembers goes through JSON."""
        self.memory = self.condition.detector.load(json.loads(json.dumps(self.condition.detector.dump(self.memory))))

    def _news(self, at: float | datetime, source: int, value: Value, trusted: bool, data: Mapping[str, object] | None = None) -> list[Verdict]:  # noqa: FBT001  of this module only
        moment = ms(at)
        newest = self._newest.get(source, 0)
        before = len(self.said)
        if moment >= newest:
            self.until(at)
            if trusted:
                self._newest[source] = moment
        news = News(source, moment, moment, value, trusted, moment < newest, newest, data or {})
        self._take(self.condition.detector.hear(self.memory, news, active=self.active))
        self.until(max(ms(at), newest) / 1000 - START.timestamp())
        return self.said[before:]

    def _take(self, step: Step[Any]) -> None:
        self.memory = step.memory
        for verdict in step.verdicts:
            self.said.append(verdict)
            if not verdict.late and verdict.truth is not None:
                self.active = verdict.truth


def ear(when: str, at: Site | None = None, on: str = "s1", others: Others | None = None) -> Ear:
    """An ear for the one condition that this makes."""
    (condition,) = bound(when, at, on, others)
    return Ear(condition)


def ms(at: float | datetime) -> int:
    """Epoch milliseconds of a time in a test."""
    return to_ms(at if isinstance(at, datetime) else START + timedelta(seconds=at))


def seconds(moment: int) -> float:
    """Seconds after the start."""
    return (moment - to_ms(START)) / 1000


def local(day: date, hour: int, minute: int = 0) -> datetime:
    """A time on the site's clocks."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def signals(when: str, at: Site | None = None, on: str = "s1") -> int:
    """How many signals an inline condition is."""
    where = at or site()
    return len(signal_of(read_when(written(when)), where, where.assets[on], NoRules()))
