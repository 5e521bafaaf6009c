"""What could not be read: kept, counted, shown, and never in the way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.dialect import NATIVE
from domain.text import Text


class QuarantineReason(StrEnum):
    """Why something was put aside."""

    NOT_JSON = "not_json"
    BAD_SHAPE = "bad_shape"
    """JSON, but not an object or list of objects with ``values``."""
    WRONG_TYPE = "wrong_type"
    UNKNOWN_DEVICE = "unknown_device"
    UNKNOWN_POINT = "unknown_point"
    UNKNOWN_VALUE = "unknown_value"
    """A word that is not among an enum's values."""
    UNKNOWN_EVENT = "unknown_event"
    NOT_FINITE = "not_finite"
    OVERSIZE = "oversize"
    BAD_TOPIC = "bad_topic"
    REFUSED_BY_STORE = "refused_by_store"
    INTERNAL = "internal"
    """Our own fault: kept so that it can be mended and replayed."""


REASON_NAMES = {
    QuarantineReason.NOT_JSON: Text("不是 JSON", "Not JSON"),
    QuarantineReason.BAD_SHAPE: Text("格式不符", "Wrong shape"),
    QuarantineReason.WRONG_TYPE: Text("类型不符", "Wrong type"),
    QuarantineReason.UNKNOWN_DEVICE: Text("未登记的物联设备", "Unknown device"),
    QuarantineReason.UNKNOWN_POINT: Text("未登记的测点", "Unknown point"),
    QuarantineReason.UNKNOWN_VALUE: Text("未定义的取值", "Unknown value"),
    QuarantineReason.UNKNOWN_EVENT: Text("未定义的事件", "Unknown event"),
    QuarantineReason.NOT_FINITE: Text("不是有限数值", "Not a finite number"),
    QuarantineReason.OVERSIZE: Text("报文过大", "Message too large"),
    QuarantineReason.BAD_TOPIC: Text("主题不符", "Wrong topic"),
    QuarantineReason.REFUSED_BY_STORE: Text("时序库拒收", "Refused by the telemetry store"),
    QuarantineReason.INTERNAL: Text("系统内部错误", "Internal error"),
}


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A message, or a part of one, that could not be read.

    `detail` says what and where in words; `payload` is its first 4 KiB; `device` is `None` when the topic names none.
    """

    site: str
    received_at: datetime
    topic: str
    reason: QuarantineReason
    detail: str
    payload: bytes
    device: str | None = None


_IN_DIALECT = re.compile(r" in the dialect `([^`]+)`$")


def in_dialect(what: str, dialect: str) -> str:
    """The detail of an `UNKNOWN_DEVICE` of a foreign dialect: `what` is wrong, and where; `dialect_of` reads it again."""
    return f"{what} in the dialect `{dialect}`"


def dialect_of(detail: str) -> str:
    """The id of the dialect that the unknown device of this `detail` speaks: what `in_dialect` said, else the native one."""
    found = _IN_DIALECT.search(detail)
    return NATIVE if found is None else found[1]


@dataclass(frozen=True, slots=True)
class Heard:
    """A device that spoke and is not known, on one topic: `name` is what it is called in the dialect `dialect`, `count` how often it spoke."""

    site: str
    name: str
    dialect: str
    topic: str
    first_at: datetime
    last_at: datetime
    count: int
