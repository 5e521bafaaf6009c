"""Ways to make columns that several tables share. Free text is masked: exports carry no personal data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from api.security.masking import mask_text
from api.tables.csv_table import Column, in_language
from domain.text import Text
from domain.time import rfc3339

Item = TypeVar("Item")


def plain(zh: str, en: str, cell: Callable[[Item], object]) -> Column[Item]:
    """A column of ids, numbers and times."""
    return Column(Text(zh, en), lambda item, _: cell(item))


def written(zh: str, en: str, cell: Callable[[Item], str | None]) -> Column[Item]:
    """A column of what people wrote."""
    return Column(Text(zh, en), lambda item, _: mask_text(cell(item) or ""))


def named(zh: str, en: str, cell: Callable[[Item], Text]) -> Column[Item]:
    """A column of words in the language asked for."""
    return Column(Text(zh, en), lambda item, language: mask_text(in_language(cell(item), language)))


def moment(at: datetime | None) -> str | None:
    """A time in a cell."""
    return None if at is None else rfc3339(at)
