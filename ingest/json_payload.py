"""Reading JSON from strangers: fast when it is plain, and still per value when a number in it is none."""

from __future__ import annotations

import json
import math

import msgspec

_decode = msgspec.json.Decoder().decode


class NotJson(Exception):
    """These bytes are no JSON at all."""


def parse(payload: bytes) -> object:
    """The JSON value in `payload`. Raises `NotJson`.

    NaN, Infinity and numbers beyond all measure come as floats that are not finite, so that one such value need not
    cost the others of its message.
    """
    try:
        return _decode(payload)
    except msgspec.DecodeError:
        pass  # perhaps only a NaN: the slow way tells
    except RecursionError:
        raise NotJson("nested too deeply") from None
    try:
        return json.loads(payload.decode("utf-8"), parse_int=_integer)
    except RecursionError:
        raise NotJson("nested too deeply") from None
    except UnicodeDecodeError as error:
        raise NotJson(f"not UTF-8 from byte {error.start} on") from None
    except json.JSONDecodeError as error:
        raise NotJson(f"{error.msg} at character {error.pos}") from None


def _integer(digits: str) -> int | float:
    try:
        return int(digits)
    except ValueError:  # more digits than Python converts
        return math.inf
