"""What a type of device measures and says. The types themselves are data, one file each, in ``devices/``."""

from __future__ import annotations

from dataclasses import dataclass

from domain.device_info import Fact
from domain.reading import PointKind
from domain.text import Text


@dataclass(frozen=True, slots=True)
class PointType:
    """A kind of measurement that a device type has.

    `key` may hold ``{n}`` for numbered points (``pump_{n}_run``). `values` are an enum's or flags' words with their
    wire codes (code → key) and names. `low`/`high` bound what the sensor can report: outside is saturated, hence bad.
    """

    key: str
    name: Text
    kind: PointKind
    unit: str = ""
    codes: tuple[tuple[str, str, Text], ...] = ()
    """(wire code, key, name) of each value of an enum or flags point, in order."""
    normal: tuple[float | None, float | None] | None = None
    """The range that is normal, for charts and colours; limits that alarm are in rules."""
    low: float | None = None
    high: float | None = None
    normal_value: str | bool | None = None
    """Of a binary or enum: the quiet value."""
    tells: Fact | None = None
    """What its newest value says of the device itself."""


@dataclass(frozen=True, slots=True)
class EventType:
    """An event that a device type can report."""

    name: str
    title: Text


@dataclass(frozen=True, slots=True)
class DeviceType:
    """A device type of the catalogue (``DEVICES.md``). One file in ``devices/`` makes one, named ``TYPE``."""

    key: str
    name: Text
    points: tuple[PointType, ...]
    interval_s: float
    """Expected seconds between messages; stale after three."""
    events: tuple[EventType, ...] = ()
    system: str = ""
    """The building system it belongs to: lifts, access, fire, water, power, network, environment, security, parking, lighting, gas."""
    icon: str = ""
    brick: str = ""
    """Its class in the Brick schema."""
    source: str = ""
    """The standard its points and limits follow."""


COMMON_POINTS = (
    PointType("online", Text("在线", "Online"), PointKind.BINARY, normal_value=True),
    PointType("battery_pct", Text("电量", "Battery"), PointKind.ANALOG, "%", low=0, high=100, normal=(20, None), tells=Fact.BATTERY_PCT),
    PointType("signal_dbm", Text("信号", "Signal"), PointKind.ANALOG, "dBm", low=-200, high=30, tells=Fact.SIGNAL_DBM),
    PointType("tamper", Text("防拆", "Tamper"), PointKind.BINARY, normal_value=False),
    PointType("fault", Text("故障", "Fault"), PointKind.BINARY, normal_value=False),
    PointType("test_mode", Text("测试", "Test mode"), PointKind.BINARY, normal_value=False),
    PointType("clock_skew", Text("时钟偏差", "Clock wrong"), PointKind.BINARY, normal_value=False),
)
"""Points of every device. `online` follows the device's status topic, `clock_skew` is found by ingest itself."""
