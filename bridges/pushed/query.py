"""JMESPath (jmespath.org, as the package jmespath 1.1 reads it) over what platforms push.

Expressions are written in the settings, never by platforms, and have no loops but over what is there. Beside the standard
functions there are `from_json(text)` and `from_base64(text)`, as platforms put a device's own JSON into a text.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from jmespath import Options, compile  # noqa: A004  its own name
from jmespath.exceptions import EmptyExpressionError, JMESPathError, LexerError, ParseError
from jmespath.functions import Functions, signature

LONGEST = 500
_LONGEST_WORDS = 120


class Nothing(Enum):
    """What an expression finds where there is nothing: not even a `null`."""

    NOTHING = "nothing"


NOTHING = Nothing.NOTHING


class BadQuery(Exception):
    """Not JMESPath, or something that JMESPath does not have; its words are the reason."""


class QueryFailed(Exception):
    """The expression cannot be asked of these data; its words are the reason."""


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


class Query:
    """One expression; raises `BadQuery` when it is made of a text that is none."""

    def __init__(self, text: str) -> None:
        self.text = text
        if len(text) > LONGEST:
            raise BadQuery(f"longer than {LONGEST} characters")
        try:
            self._compiled = compile(text)
        except (JMESPathError, RecursionError, Warning) as error:
            raise BadQuery(_why(error)) from None
        tree: Mapping[str, Any] = self._compiled.parsed
        for function, given in _calls(tree):
            _check_call(function, given)
        self._steps = _plain(tree)
        self._options = Options(custom_functions=_WithTexts())

    def find(self, data: object) -> object:
        """What is there: a JSON value; `None` for a `null` at the end of a plain way (``a.b[0].c``); else `NOTHING`. Raises `QueryFailed`."""
        if self._steps is not None:
            return _walk(self._steps, data)
        try:
            found: object = self._compiled.search(data, self._options)
        except (JMESPathError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
            raise QueryFailed(f"`{self.text}`: {_words(error)}") from None
        return NOTHING if found is None else found


def _walk(steps: tuple[str | int, ...], data: object) -> object:
    for step in steps:
        if isinstance(data, dict) and isinstance(step, str):
            data = data.get(step, NOTHING)
        elif isinstance(data, list) and isinstance(step, int):
            data = data[step] if -len(data) <= step < len(data) else NOTHING
        else:
            return NOTHING
    return data


def _plain(node: Mapping[str, Any]) -> tuple[str | int, ...] | None:
    """The steps of an expression that is only a way; `None` of any other."""
    match node["type"]:
        case "field" | "index":
            return (node["value"],)
        case "current" | "identity":
            return ()
        case "subexpression" | "index_expression":
            parts = [_plain(child) for child in node["children"]]
            return None if None in parts else tuple(step for part in parts for step in part or ())
    return None


def _calls(node: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    if node["type"] == "function_expression":
        yield node["value"], len(node["children"])
    for child in node["children"]:
        if isinstance(child, dict):
            yield from _calls(child)


def _check_call(function: str, given: int) -> None:
    """What JMESPath itself says only when the first message comes."""
    known: Mapping[str, Mapping[str, Any]] = _WithTexts.FUNCTION_TABLE
    if function not in known:
        raise BadQuery(f"there is no function {function}(); there are {', '.join(sorted(known))}")
    wanted = known[function]["signature"]
    several = bool(wanted) and bool(wanted[-1].get("variadic"))
    if given < len(wanted) or (given > len(wanted) and not several):
        raise BadQuery(f"{function}() takes {'at least ' if several else ''}{len(wanted)} arguments, not {given}")


def _integer(digits: str) -> int | float:
    try:
        return int(digits)
    except ValueError:  # more digits than Python converts
        return math.inf


def _why(error: BaseException) -> str:
    """What is wrong with an expression, and where."""
    if isinstance(error, EmptyExpressionError):
        return "it is empty"
    if isinstance(error, LexerError):
        return f"{error.message} at character {error.lex_position + 1}"
    if isinstance(error, ParseError):
        return f"`{error.token_value}` cannot stand at character {error.lex_position + 1}" if error.token_value else "it ends too early"
    return _words(error)


def _words(error: BaseException) -> str:
    """What `error` says, printable: JMESPath quotes what it was given."""
    said = (str(error).partition("\n")[0] or type(error).__name__)[:_LONGEST_WORDS]
    return "".join(character if character.isprintable() else "�" for character in said)
