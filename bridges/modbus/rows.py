"""The point table of a bridge of kind `modbus`: one row says what one point is, and where it is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bridges.modbus.addresses import TABLE_WORDS, Base, Table
from bridges.modbus.decoding import Order, ValueType, value_type
from bridges.point_table import PointTable

_ORDERS = {"大端": "big", "高位在前": "big", "小端": "little", "低位在前": "little"}
_BASES = {"ref": "reference", "modicon": "reference", "引用": "reference"}
_TRUTHS = {"true": 1, "false": 0}
_LARGEST = Decimal(10) ** 12


def _table(cell: str) -> Table:
    found = TABLE_WORDS.get(cell.strip().lower())
    if found is None:
        raise ValueError(f"there is no table `{cell}`; use coil (0x), discrete (1x), input (3x) or holding (4x)")
    return found


def whole(text: str) -> int:
    """A whole number as people write raw values: 12, -1, 0x8000, and true or false for a bit. Raises `ValueError`."""
    word = text.strip().lower()
    if word in _TRUTHS:
        return _TRUTHS[word]
    if not re.fullmatch(r"-?[0-9]{1,20}|0x[0-9a-f]{1,16}", word):
        raise ValueError(f"`{text.strip()}` is no whole number")
    return int(word, 16 if word.startswith("0x") else 10)


def _words(cell: str) -> Mapping[int, str]:
    """``0=stopped;1=running``: raw value → word."""
    found: dict[int, str] = {}
    for part in filter(str.strip, re.split(r"[;；]", cell)):
        raw, equals, word = (each.strip() for each in part.partition("="))
        if not equals or not word:
            raise ValueError(f"`{part.strip()}` is not of the form 0=stopped")
        number = whole(raw)
        if number in found:
            raise ValueError(f"{raw} stands there twice")
        found[number] = word
    return found


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in re.split(r"[;；]", cell))))


def _factor(cell: str) -> Decimal:
    if not re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]{1,12})?([eE][+-]?[0-9]{1,2})?", cell.strip()):
        raise ValueError(f"`{cell}` is no number")
    number = Decimal(cell.strip())
    if abs(number) > _LARGEST:
        raise ValueError(f"`{cell}` is too large")
    return number


class Row(BaseModel):
    """A row. What is left out is as the server's settings say; `unit`, `base`, the orders and `interval_s` are overridden here."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    device: str
    key: str
    address: str
    type: Annotated[ValueType, BeforeValidator(value_type)]
    server: str = ""
    unit: int | None = Field(None, ge=0, le=255)
    table: Annotated[Table | None, BeforeValidator(_table)] = None
    base: Annotated[Base | None, BeforeValidator(lambda cell: _BASES.get(cell.lower(), cell.lower()))] = None
    word_order: Annotated[Order | None, BeforeValidator(lambda cell: _ORDERS.get(cell, cell.lower()))] = None
    byte_order: Annotated[Order | None, BeforeValidator(lambda cell: _ORDERS.get(cell, cell.lower()))] = None
    scale: Annotated[Decimal | None, BeforeValidator(_factor)] = None
    offset: Annotated[Decimal | None, BeforeValidator(_factor)] = None
    values: Annotated[Mapping[int, str] | None, BeforeValidator(_words)] = None
    flags: Annotated[Mapping[int, str] | None, BeforeValidator(_words)] = None
    invalid: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    interval_s: float | None = Field(None, ge=0.1, le=86_400)
    note: str = ""


TABLE = PointTable(
    Row,
    {
        "device": ("设备", "Device"),
        "key": ("测点", "Key"),
        "server": ("服务器", "Server"),
        "unit": ("从站", "站号", "Unit"),
        "table": ("寄存器区", "Table"),
        "address": ("地址", "Address"),
        "base": ("地址基准", "Base"),
        "type": ("类型", "数据类型", "Type"),
        "word_order": ("字序", "Word order"),
        "byte_order": ("字节序", "Byte order"),
        "scale": ("倍率", "Scale"),
        "offset": ("偏移", "Offset"),
        "values": ("取值", "Values"),
        "flags": ("标志位", "Flags"),
        "invalid": ("无效值", "Invalid"),
        "interval_s": ("轮询间隔", "Interval"),
        "note": ("备注", "Note"),
    },
)
