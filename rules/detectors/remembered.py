"""Reading back what detectors dumped. Everything raises `ValueError`, `TypeError` or `KeyError` if it is not what it should be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from domain.reading import Value

Item = TypeVar("Item")


def mapping(data: object) -> Mapping[str, object]:
    """A JSON object."""
    if not isinstance(data, dict):
        raise TypeError(f"expected an object, found {type(data).__name__}")
    return cast("Mapping[str, object]", data)


def items(data: object, of: Callable[[object], Item]) -> tuple[Item, ...]:
    """A JSON list, each of its items read by `of`."""
    if not isinstance(data, list | tuple):
        raise TypeError(f"expected a list, found {type(data).__name__}")
    return tuple(of(item) for item in data)


def whole(data: object) -> int:
    """A whole number: a time, a count."""
    if isinstance(data, bool) or not isinstance(data, int):
        raise TypeError(f"expected a whole number, found {type(data).__name__}")
    return data


def whole_or_none(data: object) -> int | None:
    """A whole number, or nothing."""
    return None if data is None else whole(data)


def number(data: object) -> float:
    """A number."""
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise TypeError(f"expected a number, found {type(data).__name__}")
    return float(data)


def number_or_none(data: object) -> float | None:
    """A number, or nothing."""
    return None if data is None else number(data)


def truth(data: object) -> bool:
    """Yes or no."""
    if not isinstance(data, bool):
        raise TypeError(f"expected true or false, found {type(data).__name__}")
    return data


def truth_or_none(data: object) -> bool | None:
    """Yes, no, or nothing."""
    return None if data is None else truth(data)


def as_json(value: Value) -> object:
    """A point's value as JSON; `value_from` reads it."""
    return sorted(value) if isinstance(value, frozenset) else value


def value_from(data: object) -> Value:
    """A point's value as `as_json` wrote it."""
    if isinstance(data, list):
        return frozenset(map(str, data))
    if data is None or isinstance(data, bool | str):
        return data
    return number(data)
