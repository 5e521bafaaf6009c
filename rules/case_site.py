"""The made-up site of a case: its assets with a device each, on one floor or several, and its calendars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from configuration.document import Document, Place
from devices.block_reader import BlockReader
from devices.site_blocks import CalendarBlock, HolidayBlock, NameBlock, SiteBlock
from devices.site_calendars import calendars_in, days_in
from domain.device_type import COMMON_POINTS, DeviceType
from domain.problem import BadConfiguration
from domain.site import Asset, Device, Point, Site, Space, SpaceKind
from domain.text import Text
from rules.case_file import Case, CaseAsset, CaseCalendar, Row

ZONE = ZoneInfo("Asia/Shanghai")

_ID = "tested"
_HERE = Space("here", SpaceKind.COMMON_AREA, Text("此处", "Here"))
_AT_LEAST = 2
"""So many of each numbered point (pumps, zones) has every asset."""


def site_of(case: Case, types: Mapping[str, DeviceType]) -> Site:
    """The site of `case`. Raises `BadConfiguration` for a type, an asset or a point that does not exist."""
    model = case.model
    assets: dict[str, Asset] = {}
    devices: dict[str, Device] = {}
    for number, written in enumerate(model.assets):
        field: Place = ("asset_type",) if number == 0 else ("also", number - 1, "asset_type")
        device_type = types.get(written.asset_type)
        if device_type is None:
            remedy = f"Use one of: {', '.join(sorted(types))}"
            raise BadConfiguration([case.problem(field, f"there is no device type `{written.asset_type}`", remedy)])
        if written.asset in assets:
            raise BadConfiguration([case.problem(field[:-1], f"there are two assets `{written.asset}`", "Give each an id of its own")])
        said = [row for row in model.readings if (row.asset or model.asset) == written.asset]
        assets[written.asset] = asset = _asset(written, device_type, said)
        devices[asset.id] = Device(asset.id, _ID, device_type, (asset.id,), device_type.interval_s, {point.key: point for point in asset.points})
    floors = {asset.space: Space(asset.space, SpaceKind.FLOOR, Text(asset.space, asset.space)) for asset in assets.values()}
    reader = BlockReader(_part(case.document, case.place))
    calendars = SiteBlock(
        id=_ID,
        name=NameBlock(zh=_ID, en=_ID),
        time_zone=ZONE.key,
        spaces=[_HERE.id],
        assets=[model.asset],
        calendars=[_calendar(each) for each in model.calendars],
        holidays=[HolidayBlock(date=day) for day in model.holidays],
        workdays=list(model.workdays),
    )
    days = days_in(reader, calendars)
    known = calendars_in(reader, calendars, ZONE, days)
    if reader.problems:
        raise BadConfiguration(reader.problems)
    return Site(_ID, Text("测试", "Test"), ZONE, {**floors, _HERE.id: _HERE}, assets, devices, calendars=known, days=days)


def _asset(written: CaseAsset, device_type: DeviceType, rows: Iterable[Row]) -> Asset:
    """An asset of the type, which its own device speaks for; as many of its numbered points as the rows name."""
    name = written.asset
    numbers = [int(number) for row in rows for key in row.values for number in re.findall(r"\d+", key)]
    count = max([_AT_LEAST, *numbers])
    keys = {}
    for point in (*device_type.points, *COMMON_POINTS):
        keys.update({point.key.replace("{n}", str(n)): (point, point.name.filled(n=str(n))) for n in range(1, count + 1)})
    points = tuple(Point(f"{_ID}.{name}.{key}", _ID, name, key, point, name, key, said) for key, (point, said) in keys.items())
    return Asset(name, _ID, written.space or _HERE.id, device_type, device_type.name, (name,), points, written.fed_by, written.attributes)


def _calendar(written: CaseCalendar) -> CalendarBlock:
    name = NameBlock(zh=written.id, en=written.id) if written.name is None else NameBlock(zh=written.name.zh, en=written.name.en)
    return CalendarBlock(id=written.id, name=name, **{field: _list(getattr(written, field)) for field in ("daily", "workdays", "weekends", "holidays")})


def _list(times: tuple[str, ...] | None) -> list[str] | None:
    return None if times is None else list(times)


def _part(document: Document, place: Place) -> Document:
    """The part of `document` at `place`, as a document of its own that knows its lines."""
    lines = {at[len(place) :]: line for at, line in document.lines.items() if at[: len(place)] == place}
    return replace(document, data=document.at(place), lines=lines)
