"""Whether what a site file makes of a device's values can be values of the point."""

from __future__ import annotations

import math
from collections.abc import Iterator

from domain.device_type import PointType
from domain.dialect import Conversion
from domain.reading import PointKind, Value

_NUMBERS = (PointKind.ANALOG, PointKind.COUNTER)
_QUOTE = "Put it in quotes: YAML reads on, off, yes and no as true and false"


def wrong_in(conversion: Conversion, point: PointType) -> Iterator[tuple[str, str, str]]:
    """(the key concerned, what is wrong, what to do about it) for whatever in `conversion` could never be a value of `point`."""
    number = point.kind in _NUMBERS
    for key, said, usual in (("scale", conversion.scale, 1.0), ("offset", conversion.offset, 0.0)):
        if said != usual and not number:
            yield key, f"the point is no number that could have {key} {said:g}", f"Leave `{key}` out; `values` says which value on the wire means which"
    if conversion.scale == 0 and number:
        yield "scale", "with scale 0 it would be the same for ever", f"Write how many {point.unit or 'units of the point'} one on the wire is"
    if conversion.values and point.kind is PointKind.FLAGS:
        yield "values", "flags are a list of words, not one value", f"Leave `values` out; the words are {_words(point)}"
        return
    for written, value in conversion.values.items():
        if (remedy := _unfit(value, point)) is not None:
            yield "values", f"what stands for `{written}` cannot be {_shown(value)}", remedy


def _unfit(value: Value, point: PointType) -> str | None:
    """What to write instead, if `value` is none of the point's."""
    truth = isinstance(value, bool)
    match point.kind:
        case PointKind.BINARY:
            return None if truth else "Write true or false"
        case PointKind.ANALOG | PointKind.COUNTER:
            return None if not truth and isinstance(value, int | float) and math.isfinite(value) else "Write a number"
        case PointKind.ENUM:
            known = {word for code, key, _ in point.codes for word in (code, key)}
            fits = not truth and (str(value) in known)
            return None if fits else (_QUOTE if truth else f"Write one of {_words(point)}")
        case _:
            return None if isinstance(value, str) else (_QUOTE if truth else "Put it in quotes")


def _words(point: PointType) -> str:
    return ", ".join(key for _, key, _ in point.codes)


def _shown(value: Value) -> str:
    return f"{value}".lower() if isinstance(value, bool) else f"`{value}`"
