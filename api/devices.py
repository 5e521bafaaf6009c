"""Devices as they go out: their state in one word, their message rate, what is known of them."""

from __future__ import annotations

from collections.abc import Mapping

from api.latest import latest_of
from api.presence import Presence
from api.routes.points import point_out
from api.schemas.base import LocalText
from api.schemas.device import Device, DeviceState, MessageRate, Vital
from api.schemas.point import Latest, Point
from api.services import Services
from domain.device_info import Fact, Told
from domain.message_rate import Counted, per_minute, span_s
from domain.site import Device as SiteDevice
from domain.site import Point as SitePoint
from domain.time import rfc3339

_UNITS: Mapping[Fact, str] = {
    Fact.BATTERY_PCT: "%",
    Fact.BATTERY_V: "V",
    Fact.SIGNAL_DBM: "dBm",
    Fact.SNR_DB: "dB",
    Fact.MARGIN_DB: "dB",
}


def state_of(device: SiteDevice, devices: Presence) -> DeviceState:
    """Whether it speaks. One that said ``online`` and has measured nothing yet is online."""
    here = devices.of(device)
    if here.online is False:
        return DeviceState.OFFLINE
    if here.last_seen is None:
        return DeviceState.UNKNOWN if here.online is None else DeviceState.ONLINE
    return DeviceState.STALE if devices.stale(device) else DeviceState.ONLINE


def device_fields(device: SiteDevice, devices: Presence) -> dict[str, object]:
    """The fields of `schemas.device.Device`."""
    now = devices.of(device)
    return {
        "id": device.id,
        "site": device.site,
        "assets": list(device.assets),
        "state": state_of(device, devices),
        "online": now.online,
        "last_seen": None if now.last_seen is None else rfc3339(now.last_seen),
        "stale": devices.stale(device),
        "type": device.type.key,
        "type_name": LocalText.of(device.type.name),
        "interval_s": device.interval_s,
        "gateway": device.gateway,
        "clock_offset_s": now.clock_offset_s,
        "dialect": device.dialect,
        "address": device.name_on_wire,
    }


def device_out(device: SiteDevice, devices: Presence) -> Device:
    """A device of a list."""
    return Device.model_validate(device_fields(device, devices))


def rate_of(device: SiteDevice, counted: Counted | None, devices: Presence) -> MessageRate:
    """How often it spoke lately, and how often it should."""
    rate = per_minute(counted, devices.now)
    return MessageRate(per_minute=None if rate is None else round(rate, 3), promised_per_minute=60 / device.interval_s, over_s=span_s(device.interval_s))


def points_of(parts: Services, device: SiteDevice) -> tuple[list[Point], list[Vital]]:
    """Its points with their newest values, each once and in the site file's order, and what these tell of the device itself."""
    points = list({point.id: point for point in device.points.values()}.values())
    latest = latest_of(parts, points)
    own = [point for point in points if point.asset == device.assets[0]]
    vitals = [_of_point(point, point.type.tells, latest[point.id]) for point in own if point.type.tells is not None and point.id in latest]
    return [point_out(point, latest.get(point.id)) for point in points], [vital for vital in vitals if vital is not None]


def _of_point(point: SitePoint, fact: Fact, latest: Latest) -> Vital | None:
    if not isinstance(latest.value, str | bool | float | int):
        return None  # it could not be measured
    return Vital(fact=fact, value=latest.value, unit=point.type.unit, at=latest.ts, quality=latest.quality, stale=latest.stale, point=point.id)


def told_of(told: Mapping[Fact, Told]) -> list[Vital]:
    """What its dialect says of it."""
    return [
        Vital(fact=fact, value=said.value, unit=_UNITS.get(fact, ""), at=rfc3339(said.at), quality=None, stale=False, point=None) for fact, said in told.items()
    ]


def newest_of_each(vitals: list[Vital]) -> list[Vital]:
    """Of several that say the same fact the newest, in the order of `Fact`."""
    found: dict[Fact, Vital] = {}
    for vital in sorted(vitals, key=lambda vital: vital.at):
        found[vital.fact] = vital
    return [found[fact] for fact in Fact if fact in found]
