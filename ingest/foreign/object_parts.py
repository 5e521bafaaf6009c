"""Single parts of nested objects, fetched by the way to them.

For dialects whose messages hold many things that nobody asks for, and in which a `null` says of everything inside it
that it could not be measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.quarantine import QuarantineReason
from ingest.point_values import shown

Part = tuple[str, tuple[str, ...]]
"""A field, and the way to it: the keys of the objects around it, outermost first, and its own."""
_MISSING = object()
_DIGITS = 9


def parts_of(fields: Iterable[str], whole: str) -> tuple[Part, ...]:
    """Those of `fields` that are parts of the object called `whole`: of ``info``, ``info.bat.value``."""
    return tuple((field, tuple(field.removeprefix(f"{whole}.").split("."))) for field in fields if field.startswith(f"{whole}."))


def fetched(data: object, parts: Sequence[Part], troubles: list[tuple[QuarantineReason, str]]) -> dict[str, object]:
    """Those of `parts` that are in `data`, by field. Inside a `null` they are `null` too; what should hold them and cannot is told."""
    found: dict[str, object] = {}
    for field, way in parts:
        value = data
        for key in way:
            if type(value) is dict:
                value = value.get(key, _MISSING)
            elif type(value) is list and key.isdecimal() and len(key) <= _DIGITS:
                value = value[int(key)] if int(key) < len(value) else _MISSING
            elif value is not None:
                troubles.append((QuarantineReason.WRONG_TYPE, f"{field}: expected an object with `{key}`, found {shown(value)}"))
                value = _MISSING
            if value is None or value is _MISSING:
                break
        if value is not _MISSING:
            found[field] = value
    return found
