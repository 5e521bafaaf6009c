"""Values of metrics (*Eclipse Sparkplug 3.0*, 6.4.16): integers travel unsigned, and their datatype says what they mean."""

from __future__ import annotations

from collections.abc import Mapping

from domain.quarantine import QuarantineReason
from domain.reading import Quality
from ingest.point_values import BadValue
from ingest.sparkplug.payload import Metric

_SIGNED = {1: 8, 2: 16, 3: 32, 4: 64}
_UNSIGNED = {5: 8, 6: 16, 7: 32, 8: 64, 13: 64}
"""13 is DateTime: epoch milliseconds."""
_FLOATS = frozenset({9, 10})
_BOOLEAN = 11
_TEXTS = frozenset({12, 14, 15})
_NAMES = {
    1: "Int8",
    2: "Int16",
    3: "Int32",
    4: "Int64",
    5: "UInt8",
    6: "UInt16",
    7: "UInt32",
    8: "UInt64",
    9: "Float",
    10: "Double",
    11: "Boolean",
    12: "String",
    13: "DateTime",
    14: "Text",
    15: "UUID",
    16: "DataSet",
    17: "Bytes",
    18: "File",
    19: "Template",
}
_TYPES: Mapping[str, frozenset[int]] = {"boolean_value": frozenset({_BOOLEAN}), "string_value": _TEXTS, "float_value": _FLOATS, "double_value": _FLOATS}
_PLAIN = frozenset({_BOOLEAN, *_SIGNED, *_UNSIGNED, *_FLOATS, *_TEXTS})
_INTEGERS = {"int_value": 32, "long_value": 64}
_GOOD = 192
_NOT_MEASURED = frozenset({0, 500})
"""Bad, and stale: the last value, which is none of now."""


def value_of(metric: Metric, datatype: int) -> object:
    """The value, as JSON would have it; `None`: null. Raises `BadValue`: it is not what `datatype` (0: unknown) says, or of no use here."""
    if metric.is_null:
        return None
    field = metric.WhichOneof("value")
    if field is None:
        raise BadValue(QuarantineReason.WRONG_TYPE, "there is no value, and it does not say that it is null")
    if field in _INTEGERS:
        if not datatype:
            raise BadValue(QuarantineReason.WRONG_TYPE, "an integer, and no birth has said whether it has a sign")
        return _integer(metric.int_value if field == "int_value" else metric.long_value, datatype, field)
    if datatype and datatype not in _TYPES.get(field, ()):
        raise _misfit(datatype, field)
    if field == "boolean_value":
        return metric.boolean_value
    if field == "string_value":
        return _text(metric.string_value)
    if field not in _TYPES:
        raise _misfit(datatype, field)
    return metric.float_value if field == "float_value" else metric.double_value


def quality_of(metric: Metric) -> Quality:
    """What its property ``Quality`` says (0 bad, 192 good, 500 stale); good if it has none, uncertain if it is another number."""
    if not metric.HasField("properties"):
        return Quality.GOOD
    properties = metric.properties
    for key, value in zip(properties.keys, properties.values, strict=False):
        if key == b"Quality":
            code = value.int_value if value.HasField("int_value") else value.long_value if value.HasField("long_value") else None
            if code == _GOOD:
                return Quality.GOOD
            return Quality.BAD if code in _NOT_MEASURED else Quality.UNCERTAIN
    return Quality.GOOD


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise BadValue(QuarantineReason.WRONG_TYPE, "a text that is not UTF-8") from None


def _integer(raw: int, datatype: int, field: str) -> int:
    if (bits := _SIGNED.get(datatype)) is not None:
        return _checked(_signed(raw, bits, _INTEGERS[field]), -(1 << (bits - 1)), (1 << (bits - 1)) - 1, datatype)
    if (bits := _UNSIGNED.get(datatype)) is not None:
        return _checked(raw, 0, (1 << bits) - 1, datatype)
    raise _misfit(datatype, field)


def _misfit(datatype: int, field: str) -> BadValue:
    kind = _NAMES.get(datatype, f"datatype {datatype}") if datatype else field.removesuffix("_value")
    if datatype in _PLAIN:
        return BadValue(QuarantineReason.WRONG_TYPE, f"it is to be {kind}, and comes as {field}")
    return BadValue(QuarantineReason.WRONG_TYPE, f"{kind} cannot be the value of a point")


def _signed(raw: int, bits: int, travelled: int) -> int:
    """Two's complement: of as many bits as it travelled in, or (some encoders) only of as many as its datatype has."""
    half, full = 1 << (bits - 1), 1 << bits
    if raw >= 1 << (travelled - 1):
        raw -= 1 << travelled
    elif half <= raw < full:
        raw -= full
    return raw


def _checked(raw: int, lowest: int, highest: int, datatype: int) -> int:
    if lowest <= raw <= highest:
        return raw
    raise BadValue(QuarantineReason.WRONG_TYPE, f"{raw} cannot be {_NAMES[datatype]}")
