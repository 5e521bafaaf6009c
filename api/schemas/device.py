"""Devices: the hardware that publishes points."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from api.schemas.base import LocalText, Moment, PageOf, Schema
from api.schemas.point import Point
from api.schemas.quarantine import QuarantineEntry
from domain.device_info import Fact
from domain.reading import Quality


class DeviceState(StrEnum):
    """Whether a device speaks, in one word: the first of these that is true."""

    OFFLINE = "offline"
    """It, or the broker in its place, said so."""
    UNKNOWN = "unknown"
    """Nothing was ever heard of it."""
    STALE = "stale"
    """Silent for three expected intervals."""
    ONLINE = "online"


class Device(Schema):
    """Hardware that publishes points."""

    id: str = Field(examples=["t3-lift-1-gw"])
    site: str
    assets: list[str]
    state: DeviceState
    online: bool | None = Field(description="null: not known.")
    last_seen: Moment | None
    stale: bool = Field(description="Silent for three expected intervals, or never seen.")
    type: str
    type_name: LocalText
    interval_s: float
    gateway: str | None
    clock_offset_s: float | None
    dialect: str = Field(description="The payload dialect that it speaks: `native`, or one of the site file.", examples=["zigbee2mqtt"])
    address: str = Field(description="What it is called in its dialect.", examples=["b1/leak 7"])


class DevicePage(PageOf[Device]):
    """Devices, by site and id."""


class MessageRate(Schema):
    """How often a device speaks, and how often it should."""

    per_minute: float | None = Field(description="Messages a minute over the last `over_s`; null: not counted for a minute yet.")
    promised_per_minute: float = Field(description="What its expected interval comes to.")
    over_s: float


class Vital(Schema):
    """What is known of the device itself: from a point that tells it, else from what its dialect says."""

    fact: Fact
    value: str | bool | float
    unit: str
    at: Moment
    quality: Quality | None = Field(description="Of a point's value; null: its dialect said so.")
    stale: bool = Field(description="Of a point's value: too old to be shown as if true.")
    point: str | None = Field(description="The point that tells it.")


class DeviceAsset(Schema):
    """An asset that a device speaks for."""

    id: str
    name: LocalText
    place: LocalText


class DeviceQuarantine(Schema):
    """What of its messages could not be read."""

    total: int
    newest: list[QuarantineEntry]


class DeviceDetail(Device):
    """A device with everything that is known of it."""

    assets_served: list[DeviceAsset]
    rate: MessageRate
    vitals: list[Vital] = Field(description="What is not known is not there.")
    points: list[Point]
    quarantine: DeviceQuarantine | None = Field(description="null: not for you to see.")
    children: list[Device] = Field(description="Devices that speak through it, by id.")
