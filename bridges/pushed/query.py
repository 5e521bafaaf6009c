"""What platforms push, asked by JMESPath.

Beside its standard functions there are `from_json(text)` and `from_base64(text)`, as platforms put a device's own JSON into a text.
"""

from __future__ import annotations

import base64
import json
import math

from jmespath.functions import Functions, signature

from configuration.json_query import Query


class NotJson(Exception):
    """These bytes are no JSON; its words are the reason."""


def parse(text: bytes | str) -> object:
    """The JSON value in `text`. A number beyond all measure is an infinite float. Raises `NotJson`."""
    try:
        return json.loads(text, parse_int=_integer)
    except UnicodeDecodeError as error:
        raise NotJson(f"not UTF-8 from byte {error.start} on") from None
    except json.JSONDecodeError as error:
        raise NotJson(f"{error.msg} at character {error.pos}") from None
    except RecursionError:
        raise NotJson("nested too deeply") from None


class _WithTexts(Functions):
    """The standard functions, and two that look into texts."""

    @signature({"types": ["string"]})
    def _func_from_json(self, text: str) -> object:
        try:
            return parse(text)
        except NotJson as error:
            raise ValueError(f"from_json(): {error}") from None

    @signature({"types": ["string"]})
    def _func_from_base64(self, text: str) -> str:
        return base64.b64decode(text, validate=True).decode()


class PushedQuery(Query):
    """One expression; raises `BadQuery` when it is made of a text that is none."""

    def __init__(self, text: str) -> None:
        super().__init__(text, _WithTexts)


def _integer(digits: str) -> int | float:
    try:
        return int(digits)
    except ValueError:  # more digits than Python converts
        return math.inf
