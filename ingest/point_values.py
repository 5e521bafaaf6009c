"""From what a device writes to the value of a point: one function for each point, made once from its type.

Strict: what is not plainly a value of the point is refused with a reason, never guessed at. `true` and `false` are the
only binary values (a 0 or 1 is refused: on the wire it could as well be a counter or a code). A number outside what
the sensor can report is saturated: it could not be measured, like `null`.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable

from domain.device_type import PointType
from domain.quarantine import QuarantineReason
from domain.reading import PointKind, Value

Take = Callable[[object], Value]
"""A JSON value → the point's value; `None`: could not be measured. Raises `BadValue`."""

LONGEST_TEXT = 1024


class BadValue(Exception):
    """Not a value of the point. `kept` is what can be used all the same (the known ones of several flags)."""

    def __init__(self, reason: QuarantineReason, detail: str, kept: Value = None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.kept = kept


def taker(point_type: PointType) -> Take:
    """The function that takes values of points of this type. It is never given `null`: that is bad for every kind."""
    match point_type.kind:
        case PointKind.ANALOG | PointKind.COUNTER:
            return _number(*(span(point_type) or (0.0, 0.0)))
        case PointKind.BINARY:
            return _binary
        case PointKind.ENUM:
            return _enum(_words(point_type))
        case PointKind.FLAGS:
            return _flags(_words(point_type))
        case PointKind.TEXT:
            return _text


def span(point_type: PointType) -> tuple[float, float] | None:
    """Between which numbers a float is its own value, without further ado; `None` for points that are no numbers."""
    if point_type.kind not in {PointKind.ANALOG, PointKind.COUNTER}:
        return None
    return (-sys.float_info.max if point_type.low is None else point_type.low, sys.float_info.max if point_type.high is None else point_type.high)


def storable(text: str) -> bool:
    """Whether every store can keep `text`: no NUL, no half of a character."""
    if text.isascii():
        return "\0" not in text
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def shown(value: object, limit: int = 60) -> str:
    """`value` as it can stand in a message: printable, short, whatever it is."""
    if isinstance(value, str | bytes):
        words = repr(value[: limit + 1])
    elif isinstance(value, bool):
        words = "true" if value else "false"
    elif isinstance(value, int):
        words = str(value) if abs(value) < _LONGEST_SHOWN else "a huge number"
    else:
        words = _NAMES.get(type(value)) or str(value)
    return words if len(words) <= limit else words[: limit - 1] + "…"


_LONGEST_SHOWN = 10**20
_NAMES = {dict: "an object", list: "a list", type(None): "null"}


def _number(lowest: float, highest: float) -> Take:
    def take(raw: object) -> Value:
        if type(raw) is not float and type(raw) is not int:
            raise BadValue(QuarantineReason.WRONG_TYPE, f"expected a number, found {shown(raw)}")
        try:
            number = float(raw)
        except OverflowError:
            raise BadValue(QuarantineReason.NOT_FINITE, f"{shown(raw)} is beyond any number we can keep") from None
        if lowest <= number <= highest:
            return number
        if math.isfinite(number):
            return None
        raise BadValue(QuarantineReason.NOT_FINITE, f"{number} is not a finite number")

    return take


def _binary(raw: object) -> Value:
    if raw is True or raw is False:
        return raw
    raise BadValue(QuarantineReason.WRONG_TYPE, f"expected true or false, found {shown(raw)}")


def _words(point_type: PointType) -> dict[object, str]:
    """Everything that stands for a word: the word, its code as text, and as a number where that is unmistakable."""
    words: dict[object, str] = {}
    for code, key, _ in point_type.codes:
        if code.isdecimal():
            words.setdefault(int(code), key)
        words.setdefault(code, key)
    return words | {key: key for _, key, _ in point_type.codes}


def _word(words: dict[object, str], raw: object) -> str | None:
    return words.get(raw) if type(raw) is str or type(raw) is int else None


def _enum(words: dict[object, str]) -> Take:
    def take(raw: object) -> Value:
        if (word := _word(words, raw)) is not None:
            return word
        if type(raw) is str or type(raw) is int:
            raise BadValue(QuarantineReason.UNKNOWN_VALUE, f"{shown(raw)} is not among {', '.join(dict.fromkeys(words.values()))}")
        raise BadValue(QuarantineReason.WRONG_TYPE, f"expected a word or its code, found {shown(raw)}")

    return take


def _flags(words: dict[object, str]) -> Take:
    def take(raw: object) -> Value:
        if type(raw) is not list:
            raise BadValue(QuarantineReason.WRONG_TYPE, f"expected a list of words, found {shown(raw)}")
        known = [_word(words, item) for item in raw]
        kept = frozenset(word for word in known if word is not None)
        if None in known:
            strange = [shown(item) for item, word in zip(raw, known, strict=True) if word is None]
            # The known ones still count: an unknown neighbour must not silence a fire.
            raise BadValue(QuarantineReason.UNKNOWN_VALUE, f"{', '.join(strange[:5])} not among its words", kept or None)
        return kept

    return take


def _text(raw: object) -> Value:
    if type(raw) is not str:
        raise BadValue(QuarantineReason.WRONG_TYPE, f"expected a text, found {shown(raw)}")
    if len(raw) > LONGEST_TEXT:
        raise BadValue(QuarantineReason.WRONG_TYPE, f"a text of {len(raw)} characters; at most {LONGEST_TEXT} are kept")
    if not storable(raw):
        raise BadValue(QuarantineReason.WRONG_TYPE, f"a text with characters that cannot be kept: {shown(raw)}")
    return raw
