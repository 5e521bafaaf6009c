"""The shape of a site file, block by block, as people write it (``docs/site-file.md``). Texts may hold ``{places}``."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from configuration.escalation import EscalationBlock
from configuration.service_levels import ServiceLevelsBlock
from domain.dialect import NATIVE
from domain.site import SpaceKind

PositiveSeconds = Annotated[float, Field(gt=0, le=31 * 86_400)]


def _not_a_number(written: object) -> object:
    """A name like ``0x00158d0001dc126a`` or ``0012`` would silently become another one."""
    if isinstance(written, int | float):
        raise PydanticCustomError("text", "without quotes YAML reads it as {said}", {"said": str(written).lower(), "remedy": "Put it in quotes"})
    return written


OnTheWire = Annotated[str, BeforeValidator(_not_a_number)]
"""A text that must be what is written, to the letter."""


class Block(BaseModel):
    """Something written in a site file: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


class NameBlock(Block):
    """A name in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class SpaceBlock(Block):
    """A place, and the places inside it."""

    id: str
    kind: SpaceKind
    name: NameBlock
    repeat: dict[str, Any] | None = None
    spaces: list[Any] = []


class AssetBlock(Block):
    """Equipment; unless a device is written for it, it has a device of its own with the same id."""

    id: str
    type: str
    name: NameBlock
    space: str
    repeat: dict[str, Any] | None = None
    fed_by: list[str] = []
    attributes: dict[str, str] = {}
    counts: dict[str, Annotated[int, Field(ge=0, le=64)]] = {}
    gateway: str | None = None
    interval_s: PositiveSeconds | None = None
    dialect: str = NATIVE
    address: OnTheWire | None = None


class WireBlock(Block):
    """What a key on the wire means: the point ``asset.key``, and how its values become that point's."""

    to: str
    scale: float = Field(default=1.0, allow_inf_nan=False)
    offset: float = Field(default=0.0, allow_inf_nan=False)
    values: dict[str, bool | int | float | str] = {}
    """By what stands on the wire. (Keys come as they are written: a `Document` reads none as a truth value or number.)"""


def _wire_block(written: object) -> object:
    """Mostly there is nothing to say but the point."""
    return {"to": written} if isinstance(written, str) else written


class DeviceBlock(Block):
    """Hardware that is not simply one asset's own: it serves several assets, or only some points of one."""

    id: str
    type: str | None = None
    repeat: dict[str, Any] | None = None
    assets: list[str] | dict[str, str] = []
    points: dict[str, Annotated[WireBlock, BeforeValidator(_wire_block)]] = {}
    gateway: str | None = None
    interval_s: PositiveSeconds | None = None
    dialect: str = NATIVE
    address: OnTheWire | None = None


class DialectBlock(Block):
    """Where devices publish that speak another payload dialect. `codec` is its kind; without it, `id` is."""

    id: str
    codec: str | None = None
    topic: OnTheWire = ""
    options: dict[str, Any] = {}


class HolidayBlock(Block):
    """A day off, or all days up to `to`."""

    date: str
    to: str | None = None
    name: NameBlock | None = None


class CalendarBlock(Block):
    """Times of day like ``22:00-06:00``: either `daily`, or apart for working days, weekends and holidays."""

    id: str
    name: NameBlock
    daily: list[str] | None = None
    workdays: list[str] | None = None
    weekends: list[str] | None = None
    holidays: list[str] | None = None


class SiteBlock(Block):
    """The whole file."""

    id: str
    name: NameBlock
    time_zone: str
    spaces: list[Any] = Field(min_length=1)
    assets: list[Any] = Field(min_length=1)
    devices: list[Any] = []
    dialects: list[DialectBlock] = []
    settings: dict[str, float] = {}
    holidays: list[HolidayBlock] = []
    workdays: list[str] = []
    calendars: list[CalendarBlock] = []
    service_levels: ServiceLevelsBlock | None = None
    escalation: EscalationBlock | None = None
