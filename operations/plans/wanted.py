"""Whether the telemetry that a plan speaks of can be seen: the type of asset, its points, and the values they can have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from devices.catalogue import device_types
from domain.device_type import COMMON_POINTS, PointType
from domain.plan import WantedTelemetry, Watched
from domain.reading import PointKind
from domain.site import Site
from domain.text import Text

Found = tuple[str, Text]
"""A place in the plan, and what is wrong there."""

_NUMBERS = (PointKind.ANALOG, PointKind.COUNTER)


def point_type(asset_type: str, point: str) -> PointType | None:
    """The point `point` of a type of asset, ``pump_2_run`` of ``pump_{n}_run`` too; `None`: it has none, or there is no such type."""
    known = device_types().get(asset_type)
    return next((each for each in (*known.points, *COMMON_POINTS) if _matches(each.key, point)), None) if known else None


def _matches(key: str, point: str) -> bool:
    return re.fullmatch(re.escape(key).replace(r"\{n\}", r"[1-9]\d*"), point) is not None


def problems_of_watched(watched: Sequence[Watched], site: Site | None) -> Iterator[Found]:
    """What is wrong with the telemetry of the command page."""
    for number, each in enumerate(watched):
        place = f"watched[{number}]"
        yield from _type(f"{place}.asset_type", each.asset_type)
        if not each.points:
            yield f"{place}.points", Text("没有选择测点", "No point is chosen")
        for index, point in enumerate(each.points):
            yield from _point(f"{place}.points[{index}]", each.asset_type, point, site)


def problems_of_telemetry(place: str, wanted: WantedTelemetry, site: Site | None) -> Iterator[Found]:
    """What is wrong with what a step waits for."""
    yield from _type(f"{place}.asset_type", wanted.asset_type)
    yield from _point(f"{place}.point", wanted.asset_type, wanted.point, site)
    if sum(value is not None for value in (wanted.equals, wanted.above, wanted.below)) != 1:
        yield place, Text("条件要恰好写一个：等于、高于或低于", "Exactly one condition is wanted: equals, above or below")
    if wanted.hold_s < 0:
        yield f"{place}.hold_s", Text("持续时间不能小于 0 秒", "It cannot last less than 0 seconds")
    point = point_type(wanted.asset_type, wanted.point)
    if point is not None:
        yield from _equals(f"{place}.equals", wanted, point)
        yield from _bounds(place, wanted, point)


def _type(place: str, asset_type: str) -> Iterator[Found]:
    if asset_type not in device_types():
        yield place, Text(f"没有设备类型 {asset_type}", f"There is no type of equipment {asset_type}")


def _point(place: str, asset_type: str, point: str, site: Site | None) -> Iterator[Found]:
    if asset_type not in device_types():
        return
    if point_type(asset_type, point) is None:
        yield place, Text(f"{asset_type} 没有测点 {point}", f"{asset_type} has no point {point}")
        return
    here = [asset for asset in site.assets.values() if asset.type.key == asset_type] if site else []
    if here and all(asset.point(point) is None for asset in here):
        yield place, Text(f"本项目的 {asset_type} 都没有测点 {point}", f"No {asset_type} of this site has the point {point}")


def _equals(place: str, wanted: WantedTelemetry, point: PointType) -> Iterator[Found]:
    if wanted.equals is None:
        return
    keys = [key for _code, key, _name in point.codes]
    if point.kind is PointKind.FLAGS:
        yield place, Text("多状态测点不能作为完成条件", "A point with several states at once cannot be waited for")
    elif point.kind in _NUMBERS:
        yield place, Text("这是数值测点，请写高于或低于", "This point is a number: write above or below")
    elif point.kind is PointKind.BINARY and not isinstance(wanted.equals, bool):
        yield place, Text("这个测点只有是或否", "This point is true or false")
    elif keys and wanted.equals not in keys:
        yield place, Text(f"没有这个值，可选：{'、'.join(keys)}", f"It has no such value; it has {', '.join(keys)}")
    elif wanted.equals == point.normal_value and not wanted.once_open:
        yield (
            place.removesuffix("equals") + "once_open",
            Text(
                "平时就是这个值，会一开始就自动打勾；请选择“阶段开始后才算”",
                "It is so before anything has happened: let it count only once the phase has opened",
            ),
        )


def _bounds(place: str, wanted: WantedTelemetry, point: PointType) -> Iterator[Found]:
    for name, bound in (("above", wanted.above), ("below", wanted.below)):
        if bound is None:
            continue
        if point.kind not in _NUMBERS:
            yield f"{place}.{name}", Text("这个测点不是数值，请写等于", "This point is no number: write equals")
        elif not _within(bound, point):
            yield f"{place}.{name}", Text(f"{bound:g} 超出测点的量程", f"{bound:g} is outside of what the point can report")


def _within(bound: float, point: PointType) -> bool:
    return (point.low is None or bound >= point.low) and (point.high is None or bound <= point.high)
