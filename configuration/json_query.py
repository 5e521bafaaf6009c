"""JMESPath (jmespath.org) over what devices and platforms say: read once, asked for every message, with an end to what it may cost.

Queries are written in site files and settings, never by devices. Their language has no loops but over what is there, so the work is
bounded by the lengths of the query and of the message. Most are plain ways (``data.temp``, ``sensors[0].value``): those
are gone step by step, which is quicker and tells a `null` from nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import partial
from typing import Any

from jmespath.exceptions import EmptyExpressionError, JMESPathError, LexerError, ParseError
from jmespath.functions import Functions
from jmespath.parser import Parser
from jmespath.visitor import Options, TreeInterpreter

LONGEST = 500
_LONGEST_WORDS = 120


class Nothing(Enum):
    """What a query finds where there is nothing: not even a `null`."""

    NOTHING = "nothing"


NOTHING = Nothing.NOTHING


class BadQuery(Exception):
    """Not JMESPath, or something that JMESPath does not have; its words are the reason."""


class QueryFailed(Exception):
    """The query cannot be asked of these data; its words are the reason."""


class Query:
    """One query; raises `BadQuery` when it is made of a text that is none. `functions` are those that it may call."""

    def __init__(self, text: str, functions: type[Functions] = Functions) -> None:
        self.text = text
        if len(text) > LONGEST:
            raise BadQuery(f"longer than {LONGEST} characters")
        try:
            self._tree: Mapping[str, Any] = Parser().parse(text).parsed
        except EmptyExpressionError:
            raise BadQuery("it is empty") from None
        except ParseError as error:
            raise BadQuery(_why(error)) from None
        except (JMESPathError, RecursionError, Warning) as error:
            raise BadQuery(str(error).partition("\n")[0]) from None
        for function, given in _calls(self._tree):
            _check_call(functions, function, given)
        self._visit = TreeInterpreter(Options(custom_functions=functions())).visit
        steps = _plain(self._tree)
        self.find: Callable[[object], object] = self._asked if steps is None else partial(_walk, steps)
        """What is there: a JSON value, `None` for a `null` at the end of a plain way, else `NOTHING`. Raises `QueryFailed`."""

    def _asked(self, data: object) -> object:
        try:
            found: object = self._visit(self._tree, data)  # type: ignore[arg-type]  # its type of a node cannot be imported
        except (JMESPathError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
            raise QueryFailed(f"`{self.text}`: {_words(error)}") from None
        return NOTHING if found is None else found


def _walk(steps: tuple[str | int, ...], data: object) -> object:
    for step in steps:
        if isinstance(data, dict) and isinstance(step, str):
            data = data.get(step, NOTHING)
        elif isinstance(data, list) and isinstance(step, int):
            data = data[step] if -len(data) <= step < len(data) else NOTHING
        elif data is not None:
            return NOTHING
    return data


def _plain(node: Mapping[str, Any]) -> tuple[str | int, ...] | None:
    """The steps of a query that is only a way; `None` of any other."""
    match node["type"]:
        case "field" | "index":
            return (node["value"],)
        case "current" | "identity":
            return ()
        case "subexpression" | "index_expression":
            steps: tuple[str | int, ...] = ()
            for child in node["children"]:
                further = _plain(child)
                if further is None:
                    return None
                steps += further
            return steps
    return None


def _calls(node: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Every function called, with the number of its arguments."""
    if node["type"] == "function_expression":
        yield node["value"], len(node["children"])
    for child in node["children"]:
        if isinstance(child, dict):
            yield from _calls(child)


def _check_call(functions: type[Functions], function: str, given: int) -> None:
    """What JMESPath itself says only when the first message comes."""
    known = functions.FUNCTION_TABLE
    if function not in known:
        raise BadQuery(f"there is no function {function}(); there are {', '.join(sorted(known))}")
    signature = known[function]["signature"]
    several = bool(signature) and bool(signature[-1].get("variadic"))
    if given < len(signature) or (given > len(signature) and not several):
        raise BadQuery(f"{function}() takes {'at least ' if several else ''}{len(signature)} arguments, not {given}")


def _why(error: ParseError) -> str:
    if isinstance(error, LexerError):
        return f"{error.message} at character {error.lex_position + 1}"
    if not error.token_value:
        return "it ends too early"
    return f"`{error.token_value}` cannot stand at character {error.lex_position + 1}"


def _words(error: Exception) -> str:
    """What `error` says, printable: JMESPath quotes what it was given."""
    said = (str(error).partition("\n")[0] or type(error).__name__)[:_LONGEST_WORDS]
    return "".join(character if character.isprintable() else "�" for character in said)
