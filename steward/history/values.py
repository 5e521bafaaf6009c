"""From a cell to the value of a point: as strict as ingest is, with what a file of text cannot say otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

import msgspec

from domain.device_type import PointType
from domain.quarantine import QuarantineReason
from domain.reading import PointKind, Value
from ingest.point_values import BadValue, shown, storable, taker

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_WITH_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_TRUTHS = {"true": True, "false": False}
NOT_MEASURED = "null"
"""How a cell says that something was to be measured and could not be."""


def cell_taker(point_type: PointType, *, scale: float = 1.0, offset: float = 0.0, values: Mapping[str, object] | None = None) -> Callable[[object], Value]:
    """The function that takes cells for points of this type. `None`: could not be measured. Raises `BadValue`.

    A cell is text (CSV) or a value (Parquet). `values` says what is written → the point's value, and what it does not
    name is refused; a number is then multiplied by `scale`, and `offset` added. Flags are words between semicolons,
    or a JSON list. Raises `BadValue` at once when `values` has something that is no value of the point.
    """
    take = taker(point_type)
    by_name: dict[str, Value] | None = None if not values else {written: take(_as_number(value)) for written, value in values.items()}
    numeric = point_type.kind in {PointKind.ANALOG, PointKind.COUNTER}
    read = _reader(point_type.kind)

    def taken(cell: object) -> Value:
        raw = cell.strip() if isinstance(cell, str) else cell
        if raw == NOT_MEASURED:
            return None
        if isinstance(raw, str) and not storable(raw):
            raise BadValue(QuarantineReason.WRONG_TYPE, f"{shown(raw)} is no text in this encoding")
        if by_name is not None:
            if (written := _written(raw)) not in by_name:
                raise BadValue(QuarantineReason.UNKNOWN_VALUE, f"{shown(raw)} is not among {', '.join(list(by_name)[:10])}")
            return by_name[written]
        value = read(raw) if isinstance(raw, str) else _as_number(raw)
        if numeric and (scale, offset) != (1.0, 0.0) and isinstance(value, int | float) and not isinstance(value, bool):
            try:
                value = value * scale + offset
            except OverflowError:
                raise BadValue(QuarantineReason.NOT_FINITE, f"{shown(raw)} is beyond any number we can keep") from None
        return take(value)

    return taken


def _reader(kind: PointKind) -> Callable[[str], object]:
    match kind:
        case PointKind.ANALOG | PointKind.COUNTER:
            return _number
        case PointKind.BINARY:
            return _truth
        case PointKind.FLAGS:
            return _words
        case _:
            return str


def _number(text: str) -> object:
    if _NUMBER.fullmatch(text) is not None:
        return float(text)
    more = "; write it with a point" if _WITH_COMMA.fullmatch(text) is not None else ""
    raise BadValue(QuarantineReason.WRONG_TYPE, f"expected a number, found {shown(text)}{more}")


def _truth(text: str) -> object:
    found = _TRUTHS.get(text.lower())
    if found is None:
        raise BadValue(QuarantineReason.WRONG_TYPE, f"expected true or false, found {shown(text)}; say in the map what it means (`values`)")
    return found


def _words(text: str) -> object:
    if not text.startswith("["):
        return [word.strip() for word in text.split(";")]
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        raise BadValue(QuarantineReason.WRONG_TYPE, f"expected words between semicolons, or a JSON list; found {shown(text)}") from None


def _as_number(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


def _written(raw: object) -> str:
    """How a value that is no text would be written."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float | Decimal) and raw == raw // 1:
        return str(int(raw))
    return str(raw)
