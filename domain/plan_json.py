"""A plan as JSON and back: the shape in which it is stored, edited, and written in the library.

Names are those of the dataclasses of `domain.plan`; a text is ``{"zh": …, "en": …}``, an enum its value, a tuple a list (a set
a sorted one). What has its default value is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Union, cast, get_args, get_origin, get_type_hints

from domain.plan import Plan
from domain.text import Text

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def plan_json(plan: Plan) -> dict[str, Plain]:
    """`plan` as JSON."""
    return cast("dict[str, Plain]", _written(plan))


def plan_of(written: Mapping[str, object]) -> Plan:
    """The plan that `plan_json` wrote. Raises `ValueError`, with the place in it, for anything else."""
    return cast("Plan", _read(Plan, written, "plan"))


def _written(value: object) -> Plain:
    match value:
        case Text():
            return {"zh": value.zh, "en": value.en}
        case Enum():
            return str(value.value)
        case None | bool() | int() | float() | str():
            return value
        case frozenset():
            return sorted((_written(each) for each in value), key=str)
        case tuple():
            return [_written(each) for each in value]
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} has no JSON")
    told = ((field, getattr(value, field.name)) for field in fields(value))
    return {field.name: _written(each) for field, each in told if not _is_default(field, each)}


def _is_default(field: Field[object], value: object) -> bool:
    return field.default is not MISSING and type(field.default) is type(value) and field.default == value


def _read(wanted: object, written: object, where: str) -> object:
    origin = get_origin(wanted)
    if origin in (Union, UnionType):
        return _one_of(get_args(wanted), written, where)
    if origin in (tuple, frozenset):
        if not isinstance(written, list):
            raise ValueError(f"{where}: a list is wanted")
        item = get_args(wanted)[0]
        return origin(_read(item, each, f"{where}[{number}]") for number, each in enumerate(written))
    if isinstance(wanted, type) and is_dataclass(wanted):
        return _object(wanted, written, where)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        try:
            return wanted(written)
        except ValueError:
            raise ValueError(f"{where}: {written!r} is none of {', '.join(str(each.value) for each in wanted)}") from None
    if wanted is float and isinstance(written, int) and not isinstance(written, bool):
        return float(written)
    if isinstance(wanted, type) and type(written) is wanted:
        return written
    raise ValueError(f"{where}: {getattr(wanted, '__name__', wanted)} is wanted, not {written!r}")


def _one_of(choices: tuple[object, ...], written: object, where: str) -> object:
    if written is None and NoneType in choices:
        return None
    left = [choice for choice in choices if choice is not NoneType]
    if len(left) == 1:
        return _read(left[0], written, where)
    for choice in left:
        try:
            return _read(choice, written, where)
        except ValueError:
            continue
    raise ValueError(f"{where}: {written!r} is not possible here")


def _object(wanted: type, written: object, where: str) -> object:
    if not isinstance(written, Mapping):
        raise ValueError(f"{where}: an object is wanted")  # noqa: TRY004  a mistake in a document, as the others are
    known = {field.name: field for field in _fields(wanted)}
    strange = sorted(set(written) - set(known))
    if strange:
        raise ValueError(f"{where}: there is no {', '.join(strange)} here")
    missing = [name for name, field in known.items() if name not in written and field.default is MISSING and field.default_factory is MISSING]
    if missing:
        raise ValueError(f"{where}: {', '.join(missing)} is missing")
    hints = _hints(wanted)
    values = {name: _read(hints[name], value, f"{where}.{name}") for name, value in written.items()}
    made: object = wanted(**values)
    return made


@cache
def _fields(wanted: type) -> tuple[Field[object], ...]:
    return fields(wanted)


@cache
def _hints(wanted: type) -> dict[str, object]:
    return get_type_hints(wanted)
