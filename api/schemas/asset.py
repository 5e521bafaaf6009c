"""Assets and devices."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from api.schemas.base import LocalText, PageOf, Schema
from api.schemas.site import Space
from domain.severity import Severity


class AssetState(StrEnum):
    """How an asset is, in one word: the first of these that is true."""

    ALARM = "alarm"
    """It has an active alarm."""
    OFFLINE = "offline"
    """None of its devices speaks."""
    UNKNOWN = "unknown"
    """Nothing is known of its devices."""
    NORMAL = "normal"


class Asset(Schema):
    """Equipment that is maintained."""

    id: str = Field(examples=["t3-lift-1"])
    site: str
    space: str
    type: str = Field(description="The type key of the device catalogue.", examples=["lift"])
    name: LocalText
    devices: list[str]
    state: AssetState
    severity: Severity | None = Field(description="Of its most severe active alarm.")
    active_alarms: int
    type_name: LocalText
    system: str = Field(description="The building system: lifts, access, fire, water, power, network, environment.")
    icon: str
    place: LocalText = Field(description="Where it is, in words.")


class AssetDetail(Asset):
    """An asset with what stands around it."""

    spaces: list[Space] = Field(description="Its space and those around it, outermost first.")
    fed_by: list[str] = Field(description="Assets that it needs.")
    feeds: list[str] = Field(description="Assets that need it.")
    attributes: dict[str, str]


class AssetPage(PageOf[Asset]):
    """Assets, by site and id."""
