"""Object types and properties as the library knows them (ASHRAE 135-2020, clauses 12 and 21): numbers, shapes and names of values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bacpypes3.basetypes import BinaryPV, PropertyIdentifier
from bacpypes3.constructeddata import Array, ExtendedList
from bacpypes3.primitivedata import Atomic, BitString, Boolean, Double, Enumerated, Integer, ObjectType, Real, Unsigned
from bacpypes3.vendor import get_vendor_info

_FIRST_PROPRIETARY_TYPE, _LAST_TYPE = 128, 1023
_FIRST_PROPRIETARY_PROPERTY, _LAST_PROPERTY = 512, 4_194_303


@dataclass(frozen=True)
class Property:
    """A property of a type of object, by their numbers.

    `standard`: the standard says what it is, else (a maker's own) it may be anything. `many`: a list or an array of values.
    `names` are those of its codes or bits; `truth`: inactive and active.
    """

    object_type: int
    number: int
    standard: bool = False
    many: bool = False
    array: bool = False
    structure: bool = False
    bits: bool = False
    codes: bool = False
    number_type: bool = False
    truth: bool = False
    names: Mapping[int, str] | None = None


@cache
def find_property(object_type: str, name: str) -> Property:
    """The property `name` of objects of `object_type`; both may be numbers. Raises `LookupError`, saying what there is not."""
    type_number = _number(ObjectType, object_type, f"there is no object type `{object_type}`")
    number = _number(PropertyIdentifier, name, f"there is no property `{name}`")
    if type_number > _LAST_TYPE or number > _LAST_PROPERTY:
        raise LookupError(f"{object_type} {name}: numbers go up to {_LAST_TYPE} and {_LAST_PROPERTY}")
    if type_number >= _FIRST_PROPRIETARY_TYPE or number >= _FIRST_PROPRIETARY_PROPERTY:
        return Property(type_number, number)
    object_class = get_vendor_info(0).get_object_class(ObjectType(type_number))
    datatype = None if object_class is None else object_class.get_property_type(PropertyIdentifier(number))
    if datatype is None:
        raise LookupError(f"{object_type} has no property `{name}`")
    many = issubclass(datatype, ExtendedList)
    one = datatype._subtype if many else datatype  # noqa: SLF001  the library's only way to ask what a list is of
    return Property(
        type_number,
        number,
        standard=True,
        many=many,
        array=issubclass(datatype, Array),
        structure=not issubclass(one, Atomic),
        bits=issubclass(one, BitString),
        codes=issubclass(one, Enumerated),
        number_type=issubclass(one, Unsigned | Integer | Real | Double) and not issubclass(one, Boolean),
        truth=issubclass(one, BinaryPV),
        names=_names(one),
    )


def _names(datatype: Any) -> Mapping[int, str] | None:  # noqa: ANN401  the library has no types
    if issubclass(datatype, Enumerated):
        return dict(datatype._asn1_map)  # noqa: SLF001  likewise for the names of its values
    if issubclass(datatype, BitString):
        return {number: name for name, number in datatype._bitstring_names.items()}  # noqa: SLF001  likewise
    return None


def _number(kind: type, name: str, problem: str) -> int:
    try:
        return int(kind(name))
    except (ValueError, TypeError):
        raise LookupError(problem) from None
