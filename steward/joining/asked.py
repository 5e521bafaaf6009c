"""What somebody asks to join a site: one asset with a device of its own, as options of the command line or as a row of a table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bridges.point_table import LONGEST_CELL
from devices.site_blocks import PositiveSeconds
from domain.dialect import NATIVE

_SEPARATORS = re.compile(r"[;；\n]")


def _words(text: str) -> str:
    if len(text) >= LONGEST_CELL:
        raise ValueError(f"longer than {LONGEST_CELL - 1} characters")
    strange = next((sign for sign in text if not (sign.isprintable() or unicodedata.category(sign) == "Zs")), None)
    if strange is not None:
        raise ValueError(f"a character that cannot be printed, {strange!a}, stands in it")
    return text


def _several(written: object) -> object:
    """``a; b`` as a list."""
    if not isinstance(written, str):
        return written
    if len(written) >= LONGEST_CELL:
        raise ValueError(f"longer than {LONGEST_CELL - 1} characters")
    return [part.strip() for part in _SEPARATORS.split(written) if part.strip()]


def _pairs(written: object) -> object:
    """``pump=3; zone=6`` as a mapping."""
    parts = _several(written)
    if not isinstance(parts, Sequence):
        return parts
    found: dict[str, str] = {}
    for part in parts:
        key, equals, value = str(part).partition("=")
        key, value = key.strip(), value.strip()
        if not (equals and key and value):
            raise ValueError(f"`{part}` is not written as name=value")
        if key in found:
            raise ValueError(f"`{key}` stands there twice")
        found[key] = value
    return found


Words = Annotated[str, Field(min_length=1), AfterValidator(_words)]


class Asked(BaseModel):
    """An asset to be written into a site file. Everything refers to ids of that file; what is left out is as the file's default.

    `counts`, `attributes` (``name=value``) and `fed_by` may be texts divided by semicolons, as a cell has them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Words
    type: Words
    name_zh: Words
    name_en: Words
    space: Words
    gateway: Words | None = None
    dialect: Words = NATIVE
    address: Words | None = None
    interval_s: PositiveSeconds | None = None
    counts: Annotated[dict[Words, Annotated[int, Field(ge=0, le=64)]], BeforeValidator(_pairs)] = {}
    attributes: Annotated[dict[Words, Words], BeforeValidator(_pairs)] = {}
    fed_by: Annotated[tuple[Words, ...], BeforeValidator(_several)] = ()
