"""The point table of a BACnet bridge: one row for each point, saying which property of which object it is."""

from __future__ import annotations

import math
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bridges.point_table import PointTable

HIGHEST_INSTANCE = 4_194_302
"""4,194,303 stands for "any" (ASHRAE 135, clause 12)."""


class Row(BaseModel):
    """A row as it is written. `words` is what its values are called here, by what they are called there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    machine: str
    object_type: str
    instance: int = Field(ge=0, le=HIGHEST_INSTANCE)
    property: str = "present-value"
    index: int | None = Field(None, ge=1)
    device: str
    key: str
    scale: float = 1.0
    offset: float = 0.0
    words: Mapping[str, str] = Field(default_factory=dict)
    interval_s: float | None = Field(None, ge=0.1, le=86_400)
    note: str = ""

    @field_validator("object_type", "property")
    @classmethod
    def _as_the_standard_writes(cls, name: str) -> str:
        return name.strip().lower().replace("_", "-").replace(" ", "-")

    @field_validator("scale", "offset")
    @classmethod
    def _a_number(cls, number: float) -> float:
        if not math.isfinite(number):
            raise ValueError("it must be a finite number")
        return number

    @field_validator("scale")
    @classmethod
    def _not_nought(cls, number: float) -> float:
        if number == 0:
            raise ValueError("with 0 every value would be the same")
        return number

    @field_validator("words", mode="before")
    @classmethod
    def _pairs(cls, text: object) -> object:
        if not isinstance(text, str):
            return text
        found: dict[str, str] = {}
        for part in filter(None, (part.strip() for part in text.replace("；", ";").split(";"))):
            there, equals, here = (piece.strip() for piece in part.partition("="))
            if not (there and equals and here):
                raise ValueError(f"`{part}` is not of the form 1=normal")
            if there.casefold() in found:
                raise ValueError(f"`{there}` stands there twice")
            found[there.casefold()] = here
        return found


TABLE = PointTable(
    Row,
    {
        "machine": ("机器", "Machine"),
        "object_type": ("对象类型", "Object type"),
        "instance": ("实例号", "Instance"),
        "property": ("属性", "Property"),
        "index": ("下标", "Index"),
        "device": ("设备", "Device"),
        "key": ("测点", "Key"),
        "scale": ("倍率", "Scale"),
        "offset": ("偏移", "Offset"),
        "words": ("取值", "Values"),
        "interval_s": ("轮询间隔", "Interval"),
        "note": ("备注", "Note"),
    },
)
