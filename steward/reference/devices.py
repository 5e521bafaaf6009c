"""The device catalogue as a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.device_type import COMMON_POINTS, DeviceType, PointType


def devices_page(types: Mapping[str, DeviceType]) -> str:
    """One section for each type: its points with unit, kind, values and normal range, and its events."""
    lines = ["# Devices", "", "Written by `make docs` from `devices/`. Every device also has the common points.", "", "## Common points", ""]
    lines += _table(COMMON_POINTS)
    for device in types.values():
        lines += ["", f"## `{device.key}` {device.name.zh} · {device.name.en}", ""]
        lines += [f"System: {device.system}. Expected every {device.interval_s:g} s; stale after {3 * device.interval_s:g} s."]
        lines += [f"Source: {device.source}." if device.source else "", f"Brick: {device.brick}." if device.brick else "", ""]
        lines += _table(device.points)
        if device.events:
            lines += ["", "Events: " + ", ".join(f"`{event.name}` {event.title.zh} ({event.title.en})" for event in device.events) + "."]
    return "\n".join(lines) + "\n"


def _table(points: tuple[PointType, ...]) -> Iterator[str]:
    yield "| Point | 中文 | English | Kind | Unit | Values | Normal |"
    yield "|---|---|---|---|---|---|---|"
    for point in points:
        values = ", ".join(f"{code} {key} ({name.zh})" if code != key else f"{key} ({name.zh})" for code, key, name in point.codes)
        yield f"| `{point.key}` | {point.name.zh} | {point.name.en} | {point.kind.value} | {point.unit} | {values} | {_normal(point)} |"


def _normal(point: PointType) -> str:
    if point.normal is not None:
        low, high = point.normal
        return f"{'' if low is None else f'{low:g}'} … {'' if high is None else f'{high:g}'}"
    return "" if point.normal_value is None else str(point.normal_value).lower()
