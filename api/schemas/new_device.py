"""Devices that speak and are not in the site file, and binding them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.base import LocalText, Moment, PageOf, Schema

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class FittingType(Schema):
    """A device type that it could be."""

    type: str
    name: LocalText
    known: list[str] = Field(description="The keys that it said and this type has points for.")
    unknown: list[str] = Field(description="Those that this type has none for: they would be put aside.")
    counts: dict[str, int] = Field(description="How many numbered things were heard where that is more than one.", examples=[{"pump": 2}])


class SaidValue(Schema):
    """The last value of a key."""

    key: str
    value: str = Field(description="As JSON; personal fields are masked.", examples=["1.72"])


class ProposedAsset(Schema):
    """What could be written for it; whatever there is nothing to go by for is null."""

    id: str
    name: LocalText | None
    type: str | None
    space: str | None


class PutAside(Schema):
    """Who said that it is not ours, when, and why."""

    by: str = Field(description="A username.")
    at: Moment
    reason: str


class NewDevice(Schema):
    """A device that spoke within the last seven days and is not in the site file."""

    site: str
    dialect: str = Field(description="The dialect that it speaks; `native` for Steward's own.")
    name: str = Field(description="What it is called in that dialect: a native device's id, else its `address`.")
    first_heard: Moment = Field(description="Within the last seven days.")
    last_heard: Moment
    count: int = Field(description="How many messages, within the last seven days.")
    topic: str = Field(description="Where it spoke last.")
    payload: str = Field(description="The last thing it said and that was kept, personal fields masked.")
    said: list[SaidValue] = Field(description="By key, from its last messages; empty if they cannot be read as JSON.")
    fits: list[FittingType] = Field(description="Best first; empty: no type of the catalogue speaks so.")
    proposed: ProposedAsset
    aside: PutAside | None = Field(description="Somebody said that it is not ours.")


class NewDevicePage(PageOf[NewDevice]):
    """By site and name."""

    total: int = Field(description="How many there are at the sites asked for.")


class DeviceTypeName(Schema):
    """A device type of the catalogue."""

    type: str
    name: LocalText


class DeviceTypePage(PageOf[DeviceTypeName]):
    """All types that an asset may be of, by key."""


class DeviceToJoin(Schema):
    """The asset that a new device is to be: its entry in the site file."""

    site: Name
    dialect: Name
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(description="As in the list.")
    id: Name = Field(description="Of the new asset; of a native device the same as `name`.")
    type: Name
    space: Name
    name_zh: Name
    name_en: Name
    gateway: Name | None = Field(None, description="The device that it speaks through.")
    counts: dict[Name, Annotated[int, Field(ge=0, le=64)]] = Field(default_factory=dict, max_length=20)


class NotOurs(Schema):
    """A new device that is not ours."""

    site: Name
    dialect: Name
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(description="As in the list.")
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class OursAfterAll(Schema):
    """A device that was put aside and is to be listed again."""

    site: Name
    dialect: Name
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Aside(Schema):
    """Whether a new device is put aside now."""

    site: str
    dialect: str
    name: str
    aside: bool


class JoinPreview(Schema):
    """What would be written."""

    entry: str = Field(description="The lines below `assets:` of the site file.")
    there: bool = Field(description="It stands there already, and the same.")


class DeviceJoined(Schema):
    """What was written; the roles start again with it within a few seconds, and then the device leaves the list."""

    site: str
    asset: str
    entry: str
    written: bool = Field(description="False: it stood there already, and the same.")
